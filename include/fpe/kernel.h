/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.h - forward and backward passes over the live weights of a net.
 *
 * A kernel is the compiled form of a net's masks (for each neuron the list of
 * its live inputs) with the scratch memory of one thread. Samples are taken in
 * feature-major tiles, so each live weight is one broadcast times a vector and
 * the cost follows the non-zeros, not the neurons.
 *
 * Every sum over samples runs in one fixed order with fused multiply-add, and exp and log
 * are polynomials, so results have the same bits on every instruction set that has FMA.
 *
 * Letters: n samples, C outputs. Losses (activation.h) are means over samples,
 * in nats; squared ones over samples and outputs, in the square of the targets' unit.
 */
#ifndef FPE_KERNEL_H
#define FPE_KERNEL_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/team.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_kernel;

/* Of the order of sums: what trains to other bits than before has another. 1: by lists,
   blocks and tables; 2: split layers by classes; 3: Adam without divisions, slopes of few
   samples with lanes over inputs; 4: slopes of wide layers, too. */
#define FPE_ARITHMETIC 4

/*
 * Build for the masks the net has now, and for samples of the kind of data
 * (Boolean or real-valued; NULL: real-valued); build again after masks change.
 * Any samples are taken, those of the other kind more slowly. Net and data are
 * not kept. Gives *out.
 */
enum fpe_status fpe_kernel_new(const struct fpe_net *net, const struct fpe_data *data,
			       struct fpe_kernel **out, struct fpe_error *err);
void fpe_kernel_free(struct fpe_kernel *kernel);

/* Who helps with what takes long, until another is lent; NULL (at first): nobody. Borrowed. */
void fpe_kernel_lend(struct fpe_kernel *kernel, struct fpe_team *team);

/* Who may stop scores, logits and gradients, until another is lent; NULL (at first): nobody.
   Borrowed. Gives who was lent before. A score that was stopped is NaN, and not all classes are
   said, logits or slopes found: whoever lends one asks it afterwards. */
const struct fpe_watch *fpe_kernel_watch(struct fpe_kernel *kernel, const struct fpe_watch *watch);

/* All functions below: the net has the shape, masks and loss the kernel was built
   for, the data as many inputs as the net, and labels or targets as its loss has
   (FPE_ESHAPE is the caller's check: fpe_kernel_fits; labels of two classes fit one
   output as well as two). order (borrowed, may be NULL = 0 … n-1) picks samples. */
enum fpe_status fpe_kernel_fits(const struct fpe_net *net, const struct fpe_data *data,
				struct fpe_error *err);

/* logits [n x C], row-major. */
void fpe_kernel_logits(struct fpe_kernel *kernel, const struct fpe_net *net,
		       const struct fpe_data *data, const int32_t *order, int n, float *logits);

/* Largest absolute value of n numbers, 0 of none; NaN counts as infinity. */
float fpe_largest(const float *a, size_t n);

struct fpe_score {
	double loss;	 /* mean cross-entropy, nats; or mean square */
	double accuracy; /* share of samples whose class is the largest logit
			    (C = 1: logit > 0 means class 1); NaN: targets */
};

/* Over the whole set. An empty set gives NaN. */
struct fpe_score fpe_kernel_score(struct fpe_kernel *kernel, const struct fpe_net *net,
				  const struct fpe_data *data);
/* The same pass; said [n] becomes the class of each sample (the first of the
   largest logits), said NULL: nothing. */
struct fpe_score fpe_kernel_score_classes(struct fpe_kernel *kernel, const struct fpe_net *net,
					  const struct fpe_data *data, int32_t *said);
/* The same while watch (may be NULL) is lent. FPE_ESTOPPED. */
enum fpe_status fpe_kernel_score_watched(struct fpe_kernel *kernel, const struct fpe_net *net,
					 const struct fpe_data *data, const struct fpe_watch *watch,
					 int32_t *said, struct fpe_score *out,
					 struct fpe_error *err);

/*
 * Mean loss over the n samples and its gradient. into (borrowed) has the net's
 * shape: its weight and bias tensors receive the gradient, 0 where masked
 * and for biases of a layer without; nothing else of it changes.
 */
double fpe_kernel_gradient(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct fpe_data *data, const int32_t *order, int n,
			   struct fpe_net *into);

/*
 * How a layer is computed and why, in one sentence, as "fc1, 32 to 8, 256 of
 * 256 weights live: lookups of 4 bits"; net as above. Writes at most size
 * bytes with a final NUL; 128 are enough.
 */
void fpe_kernel_plan(const struct fpe_kernel *kernel, const struct fpe_net *net, int layer,
		     char *text, size_t size);

/*
 * The instruction set in use: "x86-64-v4", "x86-64-v3", "x86-64-v2" or
 * "generic"; the fastest this CPU has, or what the environment variable FPE_ISA
 * (v4, v3, v2, generic) says, if the CPU has it.
 */
const char *fpe_kernel_isa(void);

/* Fused multiply-adds in registers, many times `rounds`, to measure what the
   machine can do. Returns the flops done. */
double fpe_kernel_spin(long rounds);

#ifdef __cplusplus
}
#endif

#endif
