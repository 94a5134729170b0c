/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_edge.h - lines between two nodes of a network figure, and their order. */
#ifndef VIEW_NETWORK_EDGE_H
#define VIEW_NETWORK_EDGE_H

#include "view/panel/network/network_plan.h"

struct network_edge {
	int layer;
	int from, to; /* units of columns `layer` and `layer`+1; of a graph two items, to < from */
	int live;     /* weights it stands for */
	double w;     /* their mean; of a graph the share */
};

/* For qsort: by falling abs(w); equal ones by `to`, then by `from`. */
int network_edge_falling(const void *a, const void *b);

/* Every pair of units of a layer with a live weight, by rising abs(w), equal ones in the same
   order. Gives *out, to be freed. Returns how many, -1: no memory. */
int network_edges(const struct network_plan *plan, const struct fpe_net *net, int layer,
		  struct network_edge **out);

#endif
