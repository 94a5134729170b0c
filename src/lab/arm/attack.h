/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attack.h - what somebody can do to a net who chooses its inputs: the fewest bits that,
 * flipped, change its answer while the right one stays; steps up the loss of real inputs.
 *
 * Letters: d inputs. kernel is of net's masks; net, as it is evaluated (fpe_trainer_net),
 * task and test are borrowed, and stay as they are. FPE_ESTOPPED by watch (or NULL).
 */
#ifndef LAB_ATTACK_H
#define LAB_ATTACK_H

#include <stdbool.h>

#include "fpe/kernel.h"
#include "fpe/metric.h"
#include "fpe/task.h"
#include "fpe/watch.h"

#define ATTACK_EXACT 24	    /* inputs up to which all 2^d are looked at */
#define ATTACK_SAMPLES 2000 /* test samples that are attacked: the first ones */
#define ATTACK_STEPS 10	    /* of pgd */
#define ATTACK_EPS .1	    /* of the metric adversarial_accuracy */

struct attack_flips {
	double mean; /* fewest flips over samples answered right; one without any that
			changes the answer counts d + 1. NaN: none is answered right */
	double one;  /* share of samples answered right whatever single bit that leaves
			the label is flipped, or none */
	bool exact;  /* mean is; else it is the mean of what a greedy search found, no
			less than the fewest */
	int samples;
};

/*
 * Of a task whose formula says the label, which must be the same with the flips as without;
 * what of a sample's label was noise does not count. Up to `most` inputs (at most
 * ATTACK_EXACT) exact, by the net's answers to all 2^d inputs and a distance transform;
 * beyond, greedy: of the flips that leave the label the one that takes most of the margin,
 * until the answer changes. FPE_ESTATE: not Boolean, no classes, or no formula.
 */
enum fpe_status attack_flips(struct fpe_kernel *kernel, const struct fpe_net *net,
			     const struct fpe_data *test, const struct fpe_task *task, int most,
			     const struct fpe_watch *watch, struct attack_flips *out,
			     struct fpe_error *err);
/* Are there bits to flip, and a formula that says what must stay? */
bool attack_can_flip(const struct fpe_data *test, const struct fpe_task *task);

/*
 * Test accuracy with each sample moved up its loss, no input by more than eps: one step of
 * eps along the slope's signs (FGSM, Goodfellow et al. 2015, arXiv 1412.6572), or more of
 * 2.5 eps / steps each from where the last one ended, put back into the box (PGD from the
 * sample itself, Madry et al. 2018, arXiv 1706.06083). FPE_ESTATE: Boolean, or no classes.
 */
enum fpe_status attack_real(struct fpe_kernel *kernel, const struct fpe_net *net,
			    const struct fpe_data *test, double eps, int steps,
			    const struct fpe_watch *watch, double *accuracy, struct fpe_error *err);

/* The metrics fewest_flips and adversarial_accuracy; NaN where there are no test samples (test
   NULL) or no classes, and of bits where no formula of the task (NULL: there is none) says
   which flips leave the label. */
enum fpe_status attack_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
			    const struct fpe_data *test, const struct fpe_task *task,
			    const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			    struct fpe_error *err);

#endif
