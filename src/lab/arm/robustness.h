/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * robustness.h - what a net's test accuracy becomes when something is wrong.
 *
 * kernel is of net's masks; net, as it is evaluated (fpe_trainer_net), and test
 * are borrowed, and stay as they are.
 */
#ifndef LAB_ROBUSTNESS_H
#define LAB_ROBUSTNESS_H

#include "fpe/kernel.h"
#include "fpe/metric.h"
#include "fpe/watch.h"

#define ROBUSTNESS_FLIP .1 /* chance of the metric robustness_flip */

/*
 * Test accuracy with each input bit flipped with probability flip. Bits come
 * from stream (seed, FPE_RNG_FLIP, 0), the same for every net and every flip,
 * so a larger flip flips those of a smaller one too. FPE_ESTATE: not Boolean, or no
 * classes; FPE_ESTOPPED by watch (or NULL), as of the others.
 */
enum fpe_status robustness_flip(struct fpe_kernel *kernel, const struct fpe_net *net,
				const struct fpe_data *test, double flip, uint64_t seed,
				const struct fpe_watch *watch, double *accuracy,
				struct fpe_error *err);

/* Test accuracy with one hidden neuron silent, over all hidden neurons, of
   which there is one: the mean and the worst. FPE_ESTATE: no classes. */
enum fpe_status robustness_drop(struct fpe_kernel *kernel, const struct fpe_net *net,
				const struct fpe_data *test, const struct fpe_watch *watch,
				double *mean, double *worst, struct fpe_error *err);

/* robustness_flip, _drop and _worst; NaN where there are no test samples
   (test NULL), no classes, no bits or no hidden neurons. */
enum fpe_status robustness_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
				const struct fpe_data *test, uint64_t seed,
				const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				struct fpe_error *err);

#endif
