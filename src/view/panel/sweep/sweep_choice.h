/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_choice.h - which part of a sweep a figure shows: what was asked for,
 * and defaults from the shape of the grid for the rest.
 *
 * One key with several values: lines over it. Two or more: a heatmap of the
 * first two. After `regress`: the scatter it fitted lines to.
 */
#ifndef VIEW_SWEEP_CHOICE_H
#define VIEW_SWEEP_CHOICE_H

#include "view/figure/panel.h"
#include "view/panel/sweep/quantity.h"

enum sweep_view { SWEEP_SEEDS, SWEEP_LINES, SWEEP_HEATMAP, SWEEP_SCATTER };

struct sweep_choice {
	const struct snapshot_sweep *s;
	enum sweep_view view;
	int x, y;		    /* keys along the axes, -1: none */
	struct quantity of;	    /* lines, heatmap */
	struct quantity across, up; /* scatter */
	int base;		    /* arm to hold others against, -1: none is needed */
	int arms, arm[SNAPSHOT_ROWS];
	int held[SNAPSHOT_KEYS]; /* the place a run must have, -1: any */
	const char *blame;	 /* the argument that is at fault */
	char wrong[160];	 /* why nothing can be drawn, or "" */
};

/* The view that is asked for, else the one that the grid suggests. */
enum sweep_view sweep_choice_view(const struct snapshot *s, const struct panel_options *o);
/* For a view of the sweep. False: wrong says why nothing can be drawn. */
bool sweep_choice_make(const struct snapshot *s, const struct panel_options *o,
		       struct sweep_choice *out);
/* Key number n of those that have several values, -1. */
int sweep_choice_varying(const struct snapshot_sweep *s, int n);

/* Is a run done, and one of those that are asked for? */
bool sweep_choice_has(const struct sweep_choice *c, int run);
bool sweep_choice_wants(const struct sweep_choice *c, int run);
/* Has it no value of an arm for its training diverged? */
bool sweep_choice_diverged(const struct sweep_choice *c, int run, int arm);
/* Ink of an arm of the sweep: of the session's arm of that name, else its own.
 */
int sweep_choice_ink(const struct snapshot *s, const struct sweep_choice *c, int arm);
/* Of a run's point in a scatter: where keys that vary make several settings, that of its
   setting, of which there are only so many; else the arm's. */
int sweep_choice_setting_ink(const struct snapshot *s, const struct sweep_choice *c, int arm,
			     int run);
/* Have so few settings an ink each? */
bool sweep_choice_few_settings(const struct sweep_choice *c);

/* "gain over dense", "capacity"; where one arm is shown "gain of clause over
   dense". */
void sweep_choice_words(const struct sweep_choice *c, const struct quantity *q, bool arm,
			struct textbuf *out);
/* " · alpha=4 · mean over hidden", of a scatter " · colour: clauses, hidden", or "". */
void sweep_choice_rest(const struct sweep_choice *c, bool ascii, struct textbuf *out);

#endif
