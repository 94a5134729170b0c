/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spectrum.h - how many directions the weights of a layer fill, and how evenly.
 *
 * Letters: W [h x d], W_j its column j. The eigenvalues of W^T W are the squares of W's
 * singular values; min(h, d) of them can be above 0. They add up to the sum of |W_j|^2.
 */
#ifndef VIEW_SPECTRUM_H
#define VIEW_SPECTRUM_H

#include "view/figure/figure.h"

#define SPECTRUM_MAX 128 /* of min(h, d): the eigenvalues cost its third power */

struct spectrum {
	int arm, layer, count;
	double value[SPECTRUM_MAX]; /* [count] falling, none below 0 */
	double all;		    /* their sum */
	double directions; /* effective: exp of the entropy of their shares; NaN: no weight */
	double features;   /* effective: the same of the shares |W_j|^2 of inputs */
};

/* Of the layer that is shown of an arm. NULL, or why there is nothing. */
const char *spectrum_of(struct spectrum *out, const struct snapshot *s,
			const struct panel_options *o, int arm);
/* What the first n of them hold of all, in [0, 1]. */
double spectrum_share(const struct spectrum *of, int n);

panel_describe_fn spectrum_describe;
panel_work_out_fn spectrum_work_out;
panel_numbers_fn spectrum_numbers;
panel_paper_fn spectrum_paper;

#endif
