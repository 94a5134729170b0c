/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe.h - one sample followed through a net.
 *
 * What each neuron adds up, what it gives on, and what each of the last hidden
 * neurons contributes to the logits. Sums run from the first input to the last
 * in double, so they may differ from the kernel's in the last bits.
 */
#ifndef FPE_PROBE_H
#define FPE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/net.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_probe {
	int layers;		     /* of the net */
	int inputs;		     /* d */
	int width[FPE_MAX_LAYERS];   /* neurons of each layer; the last: C */
	int last;		     /* what comes into the last layer: h, or d of
					a net without hidden layers */
	float *input;		     /* [inputs] the sample */
	float *pre[FPE_MAX_LAYERS];  /* [width] W x + b */
	float *post[FPE_MAX_LAYERS]; /* [width] its activation; of the last
					layer the logits themselves */
	float *part;		     /* [C x last] of each logit: weight times what
					comes in; with the bias they add up to it */
	const float *logit;	     /* [C]: pre of the last layer */
	int prediction;		     /* class: C = 1: logit > 0, else the first of
					the largest logits; -1: of no classes
					(the squared loss) */
	double chance;		     /* its share, in [0,1] (fpe_loss_info); NaN */
};

/* The logit that the prediction goes by: its class's; of one output, or of no classes,
   the first. */
static inline int fpe_probe_row(const struct fpe_probe *probe)
{
	return probe->width[probe->layers - 1] > 1 && probe->prediction > 0 ? probe->prediction : 0;
}

/* For nets of this shape. NULL: no memory. */
struct fpe_probe *fpe_probe_new(const struct fpe_net *net);
void fpe_probe_free(struct fpe_probe *probe);
/* Is it for nets of this shape? */
bool fpe_probe_fits(const struct fpe_probe *probe, const struct fpe_net *net);

/* Follow a packed sample (borrowed; input j is bit j%64 of bits[j/64]) through a
   net of that shape (asserted). */
void fpe_probe_run_bits(struct fpe_probe *probe, const struct fpe_net *net, const uint64_t *bits);
/* The same for a real-valued one, x [inputs]. */
void fpe_probe_run_real(struct fpe_probe *probe, const struct fpe_net *net, const float *x);

#ifdef __cplusplus
}
#endif

#endif
