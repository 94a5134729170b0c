/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * strip.h - the inputs of a layer side by side, as figures over inputs show
 * them: gathered by clause where no two clauses share an input, by group where no
 * clauses are known but groups are, by parent where the inputs are children of split
 * neurons, else in order.
 *
 * Groups stand one column apart. What does not fit scrolls; very many inputs
 * are averaged, several to a cell.
 */
#ifndef VIEW_STRIP_H
#define VIEW_STRIP_H

#include "view/figure/figure.h"

struct strip {
	const struct snapshot *s; /* borrowed */
	const struct fpe_net *net;
	int layer, n;		       /* n inputs */
	bool clauses;		       /* the groups are clauses */
	bool grouped;		       /* they are the samples' groups, those of one
					  input each gathered last */
	int groups;		       /* 0: no groups */
	int16_t input[FPE_MAX_INPUTS]; /* in the order shown */
	int16_t group[FPE_MAX_INPUTS]; /* of input[i] */
	int cell;		       /* columns of a cell */
	struct figure_fit fit;
};

/* Put the inputs in order. net holds the layer and, from the second layer on,
   the origins of the one before. */
void strip_open(struct strip *t, const struct snapshot *s, const struct fpe_net *net, int layer);
/* Columns that all inputs take in cells so wide. */
int strip_columns(const struct strip *t, int cell);
/* Choose what is shown in `room` columns. Averaging drops the groups, and the order
   that is the samples'. */
void strip_fit(struct strip *t, int room, int cell, int scroll);
/* Column of the i-th cell shown, and how many cells end within `columns`. */
int strip_column(const struct strip *t, int i);
int strip_shown(const struct strip *t, int columns);
/* First input of the i-th cell, and how many it stands for. */
int strip_input(const struct strip *t, int i);
int strip_inputs(const struct strip *t, int i);
/* Names over the cells: of groups, else of inputs, as many as find room. */
void strip_headings(const struct strip *t, struct area a);
/* Where groups have the headings: the inputs' own names, one a cell, in so wide cells
   as strip_named wants. */
void strip_names(const struct strip *t, struct area a);
bool strip_named(const struct strip *t);
/* "a cell: mean of 11 inputs", "inputs 3-20 of 40", or "". */
const char *strip_note(const struct strip *t, int columns, char *out, size_t size);

#endif
