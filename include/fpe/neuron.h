/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * neuron.h - what does one hidden neuron answer to?
 *
 * Its activations on some samples, and by AUC (probing.h) how well they tell where each clause
 * holds, of which class a sample is, where each input is high: 1 = always stronger there,
 * 0 = always weaker, .5 = it does not tell.
 *
 * wasserstein: the 1-Wasserstein distance of its sums W x + b, brought to mean 0 and
 * deviation 1, from the normal distribution, so in standard deviations. A neuron that adds up
 * many small things is near 0; one that answers to few is far (Sawmya et al. 2024, arXiv
 * 2405.15756).
 */
#ifndef FPE_NEURON_H
#define FPE_NEURON_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/task.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_NEURON_SAMPLES 2000 /* the first so many */
#define FPE_NEURON_STRONGEST 5
#define FPE_NEURON_BINS 12

struct fpe_neuron {
	int samples;
	float *sum, *post;	/* [samples] W x + b; what it gives on */
	double mean, deviation; /* of the sums */
	double active;		/* share of samples where it gives on more than 0 */
	double wasserstein;	/* NaN: the sums are all alike */
	float least, most;	/* of post: the ends of the histogram */
	int parts;		/* clauses or classes; 0: real targets */
	bool of_clauses;
	double *auc;	   /* [parts] NaN: all samples are alike */
	double *part_mean; /* [parts] of post where it holds; NaN: nowhere */
	int *histogram;	   /* [(parts + 1) x BINS] samples where the part holds; last: all */
	int inputs;	   /* of the net */
	double *input_auc; /* [inputs] of where the input is above its mean; NaN: nowhere */
	int strong, strongest[FPE_NEURON_STRONGEST]; /* samples by falling post */
};

/*
 * On at most `most` samples. FPE_ERANGE: no such hidden neuron; FPE_ESHAPE; FPE_ENOMEM;
 * FPE_ESTOPPED. Gives what *out holds, to be cleared also on failure.
 */
enum fpe_status fpe_neuron_new(const struct fpe_net *net, int layer, int neuron,
			       const struct fpe_task *task, const struct fpe_data *data, int most,
			       const struct fpe_watch *watch, struct fpe_neuron *out,
			       struct fpe_error *err);
void fpe_neuron_clear(struct fpe_neuron *neuron);

/* Of all neurons of a hidden layer. */
struct fpe_neurons {
	double told; /* how well the neuron that tells a clause or class best does, |AUC - .5| +
			.5, mean over these; NaN: real targets, or all samples are alike */
	double wasserstein; /* mean over the neurons whose sums are not all alike; NaN: none */
};
/* As fpe_neuron_new, without inputs. */
enum fpe_status fpe_neurons_mean(const struct fpe_net *net, int layer, const struct fpe_task *task,
				 const struct fpe_data *data, int most,
				 const struct fpe_watch *watch, struct fpe_neurons *out,
				 struct fpe_error *err);

/* The distance of n numbers from the normal distribution with their mean and deviation, in
   deviations: the mean of |x_(i) - q_i| with q_i the normal quantile of (i + 1/2) / n. Sorts
   them. NaN: all are alike. */
double fpe_wasserstein_normal(float *x, int n);

#ifdef __cplusplus
}
#endif

#endif
