/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weight_place.h - what the files about one weight share. */
#ifndef VIEW_WEIGHT_PLACE_H
#define VIEW_WEIGHT_PLACE_H

#include "view/figure/figure.h"

/* A hit looked up in its arm; borrows from the snapshot. */
struct weight_place {
	const struct snapshot_arm *a;
	const struct fpe_net *net;
	const struct fpe_layer *l;
	const struct fpe_origin *origin; /* of the neuron */
	int layer, neuron, input;
	bool live;
	double w;
	struct figure_name name, input_name; /* "n0.1", "x7" */
	struct figure_name parent;	     /* "n0"; the neuron itself in a root net */
};

/* False: the hit is no weight of the snapshot. */
bool weight_place(struct weight_place *p, const struct snapshot *s, const struct hit *hit);
/* "in c2 (x6 x7 x8)", "in no clause", or "" where there are no clauses. */
const char *weight_clauses(const struct snapshot *s, int layer, int input, char *out, size_t size);

#endif
