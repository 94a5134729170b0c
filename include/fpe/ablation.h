/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ablation.h - what does silencing a hidden neuron cost each clause, or each class?
 *
 * A neuron is silent when it gives on 0. cost = the share of a part's samples that the net
 * classifies right, less that share with the neuron silent: 0 = the part does not need it.
 * A part's samples are those of contrast.h, so that of a clause one half of them is positive.
 */
#ifndef FPE_ABLATION_H
#define FPE_ABLATION_H

#include "fpe/contrast.h"
#include "fpe/net.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_ablation {
	int layer;   /* hidden layer, from 0 */
	int neurons; /* of it */
	int parts;   /* clauses or classes */
	bool of_clauses;
	int *samples;	/* [parts] that the figures are of; 0: none fit */
	double *intact; /* [parts] share right as the net is; NaN: no samples */
	double *cost;	/* [neurons x parts] in shares, -1 … 1; NaN: no samples */
};

/*
 * Of a hidden layer of net, on at most `most` samples a side of each part: the first ones of
 * data. task may be NULL: classes. FPE_ERANGE: no such hidden layer; FPE_ESHAPE: data do not
 * fit; FPE_ESTATE: real targets; FPE_ENOMEM; FPE_ESTOPPED. Gives what *out holds, to be
 * cleared also on failure.
 */
enum fpe_status fpe_ablation_new(const struct fpe_net *net, int layer, const struct fpe_task *task,
				 const struct fpe_data *data, int most,
				 const struct fpe_watch *watch, struct fpe_ablation *out,
				 struct fpe_error *err);
void fpe_ablation_clear(struct fpe_ablation *ablation);

/* (sum_p r_p)^2 / sum_p r_p^2 of one neuron, r_p = its cost where that is above 0: how many
   parts need it; NaN where none does. */
double fpe_ablation_needed(const struct fpe_ablation *ablation, int neuron);
/* The mean over the neurons that some part needs; NaN: none is. */
double fpe_ablation_mean(const struct fpe_ablation *ablation);

#ifdef __cplusplus
}
#endif

#endif
