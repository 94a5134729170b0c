/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h - what a confusion figure is of: counts of one arm, or the difference
 * of its shares to another's, and which classes are shown.
 */
#ifndef VIEW_CONFUSION_TABLE_H
#define VIEW_CONFUSION_TABLE_H

#include "view/figure/figure.h"

struct confusion_table {
	const struct snapshot *s;
	const struct snapshot_arm *a;
	const struct fpe_confusion *c;	   /* its counts */
	const struct snapshot_arm *other;  /* to subtract, or NULL */
	const struct fpe_confusion *minus; /* its counts */
	int arm, classes;
	bool worst;	  /* not all fit: most errors first */
	int first, shown; /* part of order */
	double limit;	  /* largest share of errors, or of differences */
	int16_t order[FPE_MAX_NEURONS];
};

/* What of a class, and of a pair: rows are true classes, columns what was said;
   CONFUSION_ALL: a margin, CONFUSION_REST: every class that is not shown. */
enum { CONFUSION_ALL = -1, CONFUSION_REST = -2 };

/* NULL, or why there is nothing to draw. */
const char *confusion_open(struct confusion_table *t, const struct snapshot *s,
			   const struct panel_options *o, int arm);
/* Choose up to `room` classes from the scroll-th on. */
void confusion_choose(struct confusion_table *t, int room, int scroll);
/* Counts; row or column may be CONFUSION_ALL or CONFUSION_REST. */
int confusion_count(const struct confusion_table *t, int row, int column);
/* Share of the row; of (t, ALL) the recall, of (ALL, s) the precision, of both the
   accuracy; as a difference with the other's taken off. NaN: there are none. */
double confusion_share(const struct confusion_table *t, int row, int column);
/* "test", "training" */
const char *confusion_samples(const struct snapshot *s);

panel_describe_fn confusion_describe;
panel_work_out_fn confusion_work_out;
panel_paper_fn confusion_paper;

#endif
