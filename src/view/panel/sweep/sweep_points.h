/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_points.h - runs of a sweep as points, a cloud and a fitted line for
 * each arm; what they say. HIT_MARK and HIT_FIT.
 */
#ifndef VIEW_SWEEP_POINTS_H
#define VIEW_SWEEP_POINTS_H

#include "fpe/statistic.h"
#include "view/figure/panel.h"
#include "view/panel/sweep/sweep_choice.h"
struct sweep_cloud {
	int arm; /* of the sweep */
	int n;
	double *x, *y; /* [n] owned */
	int *run;      /* [n] owned; ascending */
	struct fpe_line line;
};

/* Runs that have both numbers. Gives clouds [c->arms], NULL: no memory. */
struct sweep_cloud *sweep_points_open(const struct sweep_choice *c);
void sweep_points_close(struct sweep_cloud *cloud, int clouds);

panel_describe_fn sweep_points_describe;
panel_work_out_fn sweep_points_work_out;
panel_numbers_fn sweep_points_numbers;

#endif
