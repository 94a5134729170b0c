/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference.h - the same mathematics in double and in naive loops, for tests
 * to compare with.
 */
#ifndef SUPPORT_REFERENCE_H
#define SUPPORT_REFERENCE_H

#include <stddef.h>

#include "fpe/data.h"
#include "fpe/net.h"

/* Weights and biases of a net in double: layer by layer weight, then bias. */
struct reference {
	int layers;
	const struct fpe_activation_info *activation;
	enum fpe_loss loss;
	int in[FPE_MAX_LAYERS], out[FPE_MAX_LAYERS];
	double *weight[FPE_MAX_LAYERS], *bias[FPE_MAX_LAYERS];
	double *block; /* owns them */
	size_t size;
};

struct reference *reference_new(const struct fpe_net *net);
void reference_free(struct reference *r);

/* logits [out] of one sample. */
void reference_logits(const struct reference *r, const struct fpe_data *data, int sample,
		      double *logits);

/*
 * What roundings do to a sample: `terms`, the largest sum of absolute terms of one of its
 * logits, with those of the neurons that it is summed from; and `margin`, the smallest
 * part of its terms that a hidden neuron's sum is from 0, where slopes may jump; with the
 * rectified loss also an output's.
 */
struct reference_rounding {
	double terms, margin;
};
struct reference_rounding reference_rounding(const struct reference *r, const struct fpe_data *data,
					     int sample);

/* Mean loss over order[n] (NULL = 0 … n-1). */
double reference_loss(const struct reference *r, const struct fpe_data *data, const int32_t *order,
		      int n);
/* NaN of squared losses. */
double reference_accuracy(const struct reference *r, const struct fpe_data *data);

/* Gradient of that loss into `into`; masked by the net's masks, 0 of biases that a
   layer has not. */
void reference_gradient(const struct reference *r, const struct fpe_net *net,
			const struct fpe_data *data, const int32_t *order, int n,
			struct reference *into);

#endif
