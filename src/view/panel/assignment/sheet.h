/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.h - what an assignment figure is of: the weights of one layer of an
 * arm, or their difference to another arm or epoch.
 */
#ifndef VIEW_SHEET_H
#define VIEW_SHEET_H

#include "view/figure/difference.h"
#include "view/figure/tile.h"
#include "view/panel/assignment/strip.h"

struct sheet {
	const struct snapshot *s;
	const struct fpe_net *net; /* of the arm, or the difference's view */
	const struct fpe_layer *l;
	const struct fpe_layer *minus;	   /* to subtract, or NULL */
	const struct fpe_clauses *clauses; /* NULL: none known for this layer */
	struct difference difference;
	struct strip strip;
	int arm, layer;
	double limit;
	double unfold; /* 1: every neuron stands in its own row */
	/* how it is laid out */
	int label, name; /* columns: row labels, parents' names */
	struct tile_size cell;
	bool clause_column, bracket;
	struct figure_fit rows;
};

/* Returns NULL, or why there is nothing to draw. Close it in either case. */
const char *sheet_open(struct sheet *t, const struct snapshot *s, const struct panel_options *o,
		       int arm);
void sheet_close(struct sheet *t);

/* Entry of a neuron and an input; its weight or difference; is it in a mask? */
size_t sheet_entry(const struct sheet *t, int neuron, int input);
double sheet_weight(const struct sheet *t, size_t entry);
bool sheet_live(const struct sheet *t, size_t entry);

/* Neurons drawn in one row: one, or siblings on the way apart. */
struct sheet_run {
	int first, end;
};
/* (sum q)^2 / sum q^2 of the neurons of a run taken together; l: the sheet's
   layer, or the one that is subtracted. */
double sheet_served(const struct sheet *t, const struct fpe_layer *l, struct sheet_run run);
panel_paper_fn assignment_paper;

#endif
