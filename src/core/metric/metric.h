/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metric.h - what the files of metrics share. */
#ifndef CORE_METRIC_H
#define CORE_METRIC_H

#include "fpe/metric.h"

/* The layer exists and, for layer 0, the clauses name only inputs it has. */
enum fpe_status metric_check(const struct fpe_net *net, int layer,
			     const struct fpe_clauses *clauses, struct fpe_error *err);

/* Do clauses apply to this layer? */
bool metric_has_clauses(int layer, const struct fpe_clauses *clauses);

/* Fill collisions, coverage and clauses_per_neuron of layer 0. */
enum fpe_status metric_clause_fill(const struct fpe_net *net, const struct fpe_clauses *clauses,
				   const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				   struct fpe_error *err);

/* cos from three inner products; 0 where a vector is 0. */
double metric_cosine(double dot, double aa, double bb);

#endif
