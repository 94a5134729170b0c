/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * robustness.h - what a net's test accuracy becomes when something is wrong.
 */
#ifndef LAB_ROBUSTNESS_H
#define LAB_ROBUSTNESS_H

#include "lab/arm.h"

/*
 * Test accuracy with each input bit flipped with probability flip. Bits come
 * from stream (seed, FPE_RNG_FLIP, 0), the same for every net and every flip,
 * so a larger flip flips those of a smaller one too. FPE_ESTATE: no test
 * samples, or not Boolean.
 */
enum fpe_status robustness_flip(struct arm *arm, double flip, uint64_t seed,
				double *accuracy, struct fpe_error *err);

/* Test accuracy with one hidden neuron silent, over all hidden neurons: the
   mean and the worst. FPE_ESTATE: no test samples. */
enum fpe_status robustness_drop(struct arm *arm, double *mean, double *worst,
				struct fpe_error *err);

#endif
