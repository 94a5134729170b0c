/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside.h - what every neuron of a net makes of some samples, and what becomes of the
 * logits when one of them gives on something else.
 *
 * Feature-major: the n numbers of one neuron lie side by side. Sums run in float from the
 * first input to the last; they may differ from the kernel's in the last bits.
 */
#ifndef CORE_INSIDE_H
#define CORE_INSIDE_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/watch.h"

struct inside {
	int n;			     /* samples */
	int inputs, layers, outputs; /* of the net */
	enum fpe_activation activation;
	float *input;		     /* [inputs x n] */
	float *sum[FPE_MAX_LAYERS];  /* [out x n] W x + b */
	float *post[FPE_MAX_LAYERS]; /* [out x n] its activation; of the last layer the sums */
	float *block;		     /* owns them */
};

/*
 * Follow samples order[0 … n-1] of data (NULL: the first n) through layers 0 … `last` of
 * net. The net and data fit. FPE_ENOMEM, FPE_ESTOPPED. Gives what *out holds, to be cleared
 * also on failure.
 */
enum fpe_status inside_new(const struct fpe_net *net, int last, const struct fpe_data *data,
			   const int32_t *order, int n, const struct fpe_watch *watch,
			   struct inside *out, struct fpe_error *err);
void inside_clear(struct inside *inside);

/* What comes into a layer, [in x n]. */
static inline const float *inside_into(const struct inside *x, int layer)
{
	return layer > 0 ? x->post[layer - 1] : x->input;
}
/* The n numbers of one neuron or input. */
static inline float *inside_row(float *of, const struct inside *x, int i)
{
	return of + (size_t)i * (size_t)x->n;
}
static inline const float *inside_row_of(const float *of, const struct inside *x, int i)
{
	return of + (size_t)i * (size_t)x->n;
}

/* Add up one layer of net from what comes into it, and activate. FPE_ESTOPPED. */
enum fpe_status inside_layer(const struct fpe_net *net, int layer, const struct fpe_watch *watch,
			     struct inside *x, struct fpe_error *err);
/* f(sum) of n numbers; of the last layer the sums themselves. */
void inside_activate(const struct inside *x, int layer, const float *sum, int n, float *post);

/* The class that the logits [outputs x n] say of sample s, as the kernel has it. */
int inside_class(const float *logits, int outputs, int n, int s);

#endif
