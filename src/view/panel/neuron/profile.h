/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * profile.h - the neuron that is looked at, its parent and its siblings, measured for a frame:
 * what the panel's files share.
 */
#ifndef VIEW_NEURON_PROFILE_H
#define VIEW_NEURON_PROFILE_H

#include "fpe/neuron.h"
#include "view/figure/figure.h"

#define PROFILE_FAMILY 5 /* parent and children that have a column */

struct profile_member {
	int arm, neuron; /* index in snapshot.arm */
	struct fpe_neuron n;
};

struct profile {
	const struct snapshot *s;
	const struct snapshot_arm *a;
	int arm, layer, neuron;
	struct fpe_neuron n;
	int family;
	struct profile_member member[PROFILE_FAMILY];
};

/* Which neuron of which arm: the one looked at (snapshot.look), in the arm that options ask
   for if they do; else the first. NULL, or why there is none. */
const char *profile_find(struct profile *p, const struct snapshot *s,
			 const struct panel_options *o);
/* The same, measured, with its family if asked for. Close it in either case. */
const char *profile_open(struct profile *p, const struct snapshot *s, const struct panel_options *o,
			 bool family);
void profile_close(struct profile *p);
/* "c2", "7", or names of a user's own. */
struct figure_name profile_part(const struct profile *p, int part);
/* The part, or input, whose AUC is the rank-th furthest from .5, from 0; -1: none is. */
int profile_best(const double *auc, int n, int rank);

/* An input of a sample, whatever its kind. */
double neuron_sample_value(const struct fpe_data *d, int sample, int input);

panel_describe_fn neuron_describe;
panel_work_out_fn neuron_work_out;
panel_numbers_fn neuron_numbers;
panel_paper_fn neuron_paper;
panel_command_fn neuron_circuit;

#endif
