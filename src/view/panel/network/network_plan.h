/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network_plan.h - where the nodes of a net go: columns of lines of units.
 *
 * Column 0 holds the inputs, column l+1 the neurons of layer l. A unit is one
 * node, or several that are averaged. Several units may share a line: a clause's
 * inputs, a parent's children. Owns what it allocates; pure arithmetic.
 */
#ifndef VIEW_NETWORK_PLAN_H
#define VIEW_NETWORK_PLAN_H

#include "view/figure/figure.h"

#define NETWORK_NAME 10 /* columns of a name at most */

struct plan_unit {
	int first, nodes; /* positions in plan_column.order */
	int line, slot;	  /* row, and which of those on it, from 0 */
};

struct plan_column {
	int nodes;
	int16_t *order;	  /* [nodes] node at each position */
	int16_t *group;	  /* [nodes] its clause or parent, by position */
	int groups;	  /* 0: no groups */
	bool clauses;	  /* the groups are clauses */
	bool grouped;	  /* they are the samples' groups */
	int numbered;	  /* above the numbers in their names */
	int16_t *unit_of; /* [nodes] unit of each node */
	struct plan_unit *unit;
	int units;
	int per;      /* nodes of a unit at most; 1: nothing is averaged */
	int across;   /* units on a line at most */
	int together; /* groups on a line, or in a unit; 0: not by group */
	/* in cells */
	int left, columns;
	int name;  /* columns of a name, 0: marks alone */
	bool own;  /* its clauses have names of the user's own */
	int label; /* columns of a group's name before its marks, or 0 */
	int value; /* columns of a number after a name, or 0 */
};

struct network_plan {
	int columns, rows;
	struct plan_column column[FPE_MAX_LAYERS + 1];
	int gap; /* least columns between two columns of nodes */
};

/*
 * Lay out the net of an arm in so many rows and columns; `value` columns after
 * each neuron's name, if there is room. False: no memory, or not room enough
 * for a mark a column. Close it in any case.
 */
bool network_plan_open(struct network_plan *plan, const struct snapshot *s, int arm, int rows,
		       int columns, int value);
void network_plan_close(struct network_plan *plan);

/* Name of a node: "x7", "n0.1", of the last column "y" or "y3", or the
   class it stands for where classes have names. */
struct figure_name network_node_name(const struct snapshot *s, int arm, int column, int node);
/* Columns from a unit's line to its mark, and to its name. */
int network_mark_column(const struct plan_column *c, bool inputs, int slot);
int network_name_column(const struct plan_column *c, bool inputs, int slot);

#endif
