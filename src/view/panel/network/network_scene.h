/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network_scene.h - one drawing of a net: what network.c puts together from the
 * lines (network_lines.c), and the nodes and legends (network_nodes.c).
 */
#ifndef VIEW_NETWORK_SCENE_H
#define VIEW_NETWORK_SCENE_H

#include "view/grid/canvas.h"
#include "view/panel/network/network.h"
#include "view/panel/network/network_edge.h"
#include "view/panel/network/network_plan.h"

#define NETWORK_DRAWN 480 /* edges of a picture; canvas owners hold 511 */

struct network_scene {
	struct figure_name *input_name, *clause_name; /* as drawn; NULL: there are none */
	const struct snapshot *s;
	const struct panel_options *o;
	const struct fpe_net *net;
	int arm;
	struct network_plan plan;
	struct canvas canvas;
	struct area a;
	struct fpe_probe *probe;		/* the sample looked at, NULL: none */
	const struct snapshot_circuit *circuit; /* that is brought out, NULL: none */
	int column, unit;			/* the cursor's, -1: on no node */
	struct network_edge chosen;		/* the cursor's, live 0: on no edge */
	struct network_edge edge[NETWORK_DRAWN];
	bool bright[NETWORK_DRAWN]; /* not dimmed by the cursor */
	int edges;
	int weights;   /* live ones of the layers */
	int strongest; /* of them drawn for their strength */
	double least;  /* abs of the weakest such; NaN: none */
	double limit[FPE_MAX_LAYERS];
	int16_t *cover; /* [cells] the only edge there */
};

/* Is a node or an edge chosen by the cursor? */
bool network_any_chosen(const struct network_scene *c);
/* Does the sample make one of a unit's nodes give on anything? */
bool network_lit(const struct network_scene *c, int column, int unit);

/* Choose the edges and draw them all. */
void network_draw_lines(struct network_scene *c);

void network_draw_nodes(struct network_scene *c);
/* "inputs", "fc1", "output" over the columns. */
void network_draw_headings(const struct network_scene *c, struct area row);
/* The legend, in as many rows as there are. */
void network_draw_legend(const struct network_scene *c, struct area a);

#endif
