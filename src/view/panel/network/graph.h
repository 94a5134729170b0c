/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph.h - who gets in whose way in fc1, as a graph: inputs, neurons or clauses on a ring,
 * a line between two that interfere.
 *
 * Letters: n items, each with a vector v_i: of an input its column of W, of a neuron its row,
 * of a clause its footprint (fpe_interference). A line is v_i . v_j over the largest |v|^2:
 * of inputs the entries of W^T W off its diagonal, as in "Toy models of superposition"
 * (Elhage et al. 2022, arXiv 2209.10652); of clauses the cosine.
 */
#ifndef VIEW_NETWORK_GRAPH_H
#define VIEW_NETWORK_GRAPH_H

#include "view/figure/figure.h"

#define GRAPH_MOST 128	 /* items of a ring */
#define GRAPH_LEAST 0.05 /* share from which on a line is drawn */
#define GRAPH_TIED 0.25	 /* abs(cos) from which on two are of one group */
#define GRAPH_KEPT 0.5	 /* of the longest vector: shorter items stand for nothing, in no group */
#define GRAPH_SIZES 8	 /* sizes of groups that are told apart */

struct graph {
	const struct snapshot *s;
	const struct fpe_net *net;
	int arm;
	enum fpe_of of;
	int n;
	double *cos;	/* [n x n], owned with the others */
	double *length; /* [n] |v_i|; of clauses 1, or 0 */
	double longest;
	int *order; /* [n] around the ring: by group where no clauses are known */
	int *group; /* [n] the first item of its group; -1: it stands for nothing */
};

/* o->of is one. NULL, or why there is nothing to draw. Close it in either case. */
const char *graph_open(struct graph *g, const struct snapshot *s, const struct panel_options *o,
		       int arm);
void graph_close(struct graph *g);
/* Of a pair, -1 … 1. */
double graph_share(const struct graph *g, int i, int j);
/* Items that stand for something; lines of at least GRAPH_LEAST. */
int graph_kept(const struct graph *g);
int graph_lines(const struct graph *g);
/* "10 of 2, 3 alone": groups by size. Returns out. */
const char *graph_groups(const struct graph *g, char *out, size_t size);
struct figure_name graph_name(const struct graph *g, int item);
/* "inputs" */
const char *graph_of_name(const struct graph *g);
/* Where an item stands: its place in the order as an angle, the first at the top. */
double graph_angle(const struct graph *g, int place);
/* What an item is to the cursor, and back: -1 where the hit is of none. */
struct hit graph_hit(const struct graph *g, int item);
int graph_item(const struct graph *g, const struct hit *hit);

/* The panel's functions where options->of is one. */
panel_arm_fn graph_draw_arm;
panel_describe_fn graph_describe;
panel_work_out_fn graph_work_out;
panel_numbers_fn graph_numbers;
panel_paper_fn graph_paper;

#endif
