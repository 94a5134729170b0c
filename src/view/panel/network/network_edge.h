/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_edge.h - the weights between two columns of a network figure. */
#ifndef VIEW_NETWORK_EDGE_H
#define VIEW_NETWORK_EDGE_H

#include "view/panel/network/network_plan.h"

struct network_edge {
	int layer;
	int from, to; /* units of columns `layer` and `layer`+1 */
	int live;     /* weights it stands for */
	double w;     /* their mean */
};

/*
 * Every pair of units of a layer with a live weight, by rising abs(w); equal
 * ones by unit. Gives *out, to be freed. Returns how many, -1: no memory.
 */
int network_edges(const struct network_plan *plan, const struct fpe_net *net, int layer,
		  struct network_edge **out);

#endif
