/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_part.h - what the views of the panel `sweep` share. Each view is a
 * struct panel of its own, of which the panel shows one; a new view is a file,
 * a row in sweep.c and a name in enum sweep_view.
 */
#ifndef VIEW_SWEEP_PART_H
#define VIEW_SWEEP_PART_H

#include "view/figure/panel.h"
#include "view/panel/sweep/sweep_choice.h"
#include "view/panel/sweep/tally.h"

extern const struct panel sweep_seeds, sweep_lines, sweep_heatmap, sweep_scatter;

/* Name of a row of the table of views; NULL past the end. */
const char *sweep_view_name(int i);

/* Read the options. False, and says so in the area: nothing can be drawn. */
bool sweep_part_open(const struct snapshot *s, const struct panel_options *o,
		     struct sweep_choice *c, struct area a);
/* The same, and the tally of what it chooses. Close that in any case. */
bool sweep_part_tally(const struct snapshot *s, const struct panel_options *o,
		      struct sweep_choice *c, struct tally *t, struct area a);
/* While runs are missing, or where some diverged, a row says how many are there, how fast it goes
   and how long it will take; the rest of the area. */
struct area sweep_part_progress(const struct snapshot *s, struct area a);
/* A slope with so many digits behind the point, or as many that count where those would say
   nothing of it: "+0.130", "-3.1e-08". */
struct sweep_slope {
	char text[24];
};
struct sweep_slope sweep_part_slope(double slope, int digits);
panel_title_fn sweep_part_title;
panel_paper_fn sweep_lines_paper;
panel_paper_fn sweep_heatmap_paper;
panel_paper_fn sweep_scatter_paper;
panel_paper_fn sweep_seeds_paper;

#endif
