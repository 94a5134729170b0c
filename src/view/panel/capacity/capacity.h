/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capacity.h - how much of a layer each input has for itself, and in words.
 *
 * Of input j: (W_j.W_j)^2 / sum_l (W_j.W_l)^2, W_j = column j of the weights
 * (Scherlis et al. 2022, arXiv 2210.01892). Of a net that gives its inputs back by the same
 * weights it is the dimensionality D_j of feature j (Elhage et al. 2022, arXiv 2209.10652),
 * which tells shapes that features make in space: 1/2 two opposite ones, 2/5 a pentagon.
 */
#ifndef VIEW_CAPACITY_H
#define VIEW_CAPACITY_H

#include "view/figure/difference.h"
#include "view/figure/panel.h"
/* Capacities of one arm's layer, or their difference to another arm or epoch.
 */
struct capacity {
	const struct fpe_net *net; /* whose inputs they are: the arm's, or the
				      difference's view */
	struct difference difference;
	bool minus;
	int arm, layer, inputs;
	double *value;	      /* [inputs], owned */
	double mean, ceiling; /* of the values; of their mean */
};

/* Returns NULL, or why there is nothing to draw. Close it in either case. */
const char *capacity_open(struct capacity *c, const struct snapshot *s,
			  const struct panel_options *o, int arm);
void capacity_close(struct capacity *c);

/* A shape that features make in space, and the dimensionality of each of its corners. */
struct capacity_mark {
	double value;
	bool line; /* drawn in the figure */
	const char *fraction, *shape;
};
/* Row i, by falling value; NULL past the last. */
const struct capacity_mark *capacity_mark(int i);
/* Have they a meaning for this net, whose inputs are features that are given back? */
bool capacity_has_marks(const struct fpe_net *net, int layer);

/* What the mean is bounded by: min(1, neurons / inputs). */
double capacity_ceiling(const struct fpe_layer *l);
/* Mean of an arm's layer; NaN: it has no such layer, or is too large. */
/* Is that mean the arm's metric, measured already? */
bool capacity_is_metric(const struct snapshot *s, int arm, int layer);
double capacity_mean(const struct snapshot *s, int arm, int layer);

panel_describe_fn capacity_describe;
panel_work_out_fn capacity_work_out;
panel_paper_fn capacity_paper;

#endif
