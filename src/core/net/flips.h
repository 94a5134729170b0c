/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flips.h - which bits of a sample somebody flips who wants a net wrong, and may not change
 * what a formula says.
 *
 * One bit after the other: of those that leave the formula's label the one that raises the
 * loss most. Of nets with one hidden layer that is found by trying all; of deeper ones by the
 * slope of the loss (as HotFlip, Ebrahimi et al. 2018, arXiv 1712.06751).
 */
#ifndef CORE_NET_FLIPS_H
#define CORE_NET_FLIPS_H

#include "fpe/climb.h"
#include "fpe/data.h"

/* Zeroed memory at first. Letters: d inputs, h neurons of the first layer. */
struct flips {
	int inputs, neurons;
	double *column; /* [d x h] of the first layer's weights */
	double *out;	/* [h] of the last one: how it says class 1 over class 0 */
	double bias;
	double *sum;   /* [h] of the sample */
	double *worse; /* [d] how much the loss gains by a flip: only the order counts */
	bool *flipped; /* [d] */
	float *x;      /* [d] the sample as numbers, of deeper nets */
	struct fpe_climb *climb;
};
void flips_clear(struct flips *f);

/* Can samples be flipped: bits with a label that a formula says? */
bool flips_can(const struct fpe_data *data);

/* Take the weights of now, of a net for two classes; room at the first time. FPE_ENOMEM. */
enum fpe_status flips_see(struct flips *f, const struct fpe_net *net, struct fpe_error *err);
/* Flip at most so many bits of a sample that is trained to be of class `label`; none whose
   flip would lower the loss. net is the one that was seen. */
void flips_worst(struct flips *f, const struct fpe_net *net, const struct fpe_task *rule,
		 uint64_t *bits, int label, int most);

#endif
