/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cost.h - what a silent neuron costs each clause or class, of one arm, or how much more than
 * in another: what the panel's files share.
 */
#ifndef VIEW_ABLATION_COST_H
#define VIEW_ABLATION_COST_H

#include "fpe/ablation.h"
#include "view/figure/figure.h"

struct cost_table {
	const struct snapshot *s;
	const struct snapshot_arm *a, *other; /* other: subtracted, or NULL */
	int arm, layer, most;		      /* most: samples a side of each part */
	struct fpe_ablation ablation, minus;
	int *partner; /* [neurons] the neuron of `other` that is subtracted; -1: it has none */
	double limit; /* of what is shown, > 0 */
};

/* NULL, or why there is nothing to draw. Close it in either case. */
const char *cost_open(struct cost_table *t, const struct snapshot *s, const struct panel_options *o,
		      int arm);
void cost_close(struct cost_table *t);
/* What is shown of a neuron and a part; NaN: there is none. */
double cost_shown(const struct cost_table *t, int neuron, int part);
/* "c2", or as a user's own names have it; a class. */
struct figure_name cost_part(const struct cost_table *t, int part);
/* "test", "training" */
const char *cost_samples(const struct snapshot *s);

panel_describe_fn ablation_describe;
panel_work_out_fn ablation_work_out;
panel_paper_fn ablation_paper;
panel_command_fn ablation_circuit;

#endif
