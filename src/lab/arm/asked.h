/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asked.h - the metrics that are measured when asked for: what breaks a net, what its neurons
 * are needed for, how much of it a clause takes, what can be read from it.
 */
#ifndef LAB_ASKED_H
#define LAB_ASKED_H

#include "fpe/data.h"
#include "fpe/kernel.h"
#include "fpe/metric.h"
#include "fpe/task.h"
#include "fpe/watch.h"

struct asked {
	const struct fpe_task *task;	     /* NULL: none */
	const struct fpe_data *train, *test; /* test NULL: there are none */
	uint64_t seed;			     /* of flipped bits */
	unsigned set;			     /* which: fpe_metric_asked_bit, or-ed */
};

/* Samples of each part, a side, that causal_clauses_per_neuron is measured on, at most. */
#define ASKED_SAMPLES 512

/* Those of the set, NaN where one does not apply; of the others those that cost nothing more
   may be measured, too. kernel is of net's masks; all are borrowed. FPE_ENOMEM, FPE_ESTOPPED. */
enum fpe_status asked_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct asked *asked, const struct fpe_watch *watch,
			   double out[FPE_METRIC_COUNT], struct fpe_error *err);

#endif
