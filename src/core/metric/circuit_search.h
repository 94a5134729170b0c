/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * circuit_search.h - a net from which edges are dropped one by one, and what dropping the
 * next one would change.
 *
 * A dropped edge is a weight of 0 and its mean contribution in the bias: so the net that is
 * left is a net like any other.
 */
#ifndef CORE_CIRCUIT_SEARCH_H
#define CORE_CIRCUIT_SEARCH_H

#include "core/metric/inside.h"
#include "fpe/circuit.h"

struct circuit_search {
	const struct fpe_net *net; /* whole; borrowed */
	struct fpe_net *left;	   /* what is left of it */
	const struct fpe_watch *watch;
	struct inside x;		/* of `left` */
	int *said;			/* [n] classes that the whole net says */
	double *mean[FPE_MAX_LAYERS];	/* [in] what comes into a layer of the whole net */
	double *effect[FPE_MAX_LAYERS]; /* [out x in] what dropping the edge adds to the squares of
					   `off`; INFINITY: no edge */
	float *change[2];		/* [widest layer x n] */
	float *whole, *off;		/* [outputs x n] logits of the whole net; how far those of
					   `left` are off them */
	float *moved;			/* [n] scratch */
};

/* Of samples order[0 … n-1] of data. FPE_ENOMEM, FPE_ESTOPPED. To be closed also on failure. */
enum fpe_status circuit_open(struct circuit_search *v, const struct fpe_net *net,
			     const struct fpe_data *data, const int32_t *order, int n,
			     const struct fpe_watch *watch, struct fpe_error *err);
void circuit_close(struct circuit_search *v);

/* The effect of dropping each edge that is left. */
enum fpe_status circuit_effects(struct circuit_search *v, struct fpe_error *err);
/* `left` becomes the whole net without the edges that keep says no to. */
void circuit_rebuild(struct circuit_search *v, uint8_t *const keep[]);
/* What it makes of the samples. */
enum fpe_status circuit_forward(struct circuit_search *v, struct fpe_error *err);

/* Share of the samples of which `left` says what the whole net says. */
double circuit_agreement(const struct circuit_search *v);

#endif
