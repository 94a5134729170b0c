/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * panel.h - one figure of the screen: a row of the panel table.
 *
 * A panel draws a snapshot into an area of any size >= 1x1, pure: the same
 * arguments give the same cells. Adding a panel is one file and one row in
 * panel.c.
 */
#ifndef VIEW_PANEL_H
#define VIEW_PANEL_H

#include "fpe/metric.h"
#include "lab/snapshot.h"
#include "view/grid.h"

struct panel_options {
	int arm[2];      /* indices in snapshot.arm, -1: the panel chooses */
	int of;          /* enum fpe_of, or -1: the panel chooses */
	int metric;      /* enum fpe_metric of curves, or -1: test_accuracy */
	int layer;       /* layer shown, from 0 */
	int row, column; /* scrolled by so many cells of the figure */
};
extern const struct panel_options panel_defaults;

/* Place of a panel in the main view; panels of one place are tabs of it. */
enum panel_home { HOME_LEFT_TOP, HOME_LEFT_BOTTOM, HOME_RIGHT_TOP, HOME_RIGHT_BOTTOM };

struct figure_table;

struct panel {
	const char *name;   /* as in `show assignment` */
	enum panel_home home;
	const char *help;   /* one sentence */
	const char *explain; /* what it shows, how to read it, the formula; a few
				short paragraphs of plain text */
	/* title with its parts, e.g. "assignment - clause (alpha=2)" */
	void (*title)(const struct snapshot *s, const struct panel_options *o,
		      bool ascii, char *out, size_t size);
	/* cells the figure would like, without frame */
	void (*measure)(const struct snapshot *s, const struct panel_options *o,
			int *rows, int *columns);
	void (*draw)(const struct snapshot *s, const struct panel_options *o,
		     struct area area);
	/* The numbers behind the figure, for CSV and for reading aloud. */
	void (*numbers)(const struct snapshot *s, const struct panel_options *o,
			struct figure_table *out);
};

extern const struct panel *const panel_table[]; /* ends in NULL */
int panel_find(const char *name);               /* index, or -1 */
int panel_count(void);
/* Draw one panel of the table, marking its hits as its own. */
void panel_draw(int panel, const struct snapshot *s,
		const struct panel_options *o, struct area area);

#endif
