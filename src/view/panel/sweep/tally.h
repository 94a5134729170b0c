/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.h - a quantity at every place of a figure, over the seeds.
 *
 * Columns are values of the key along x (one without), rows those of the key
 * along y, else arms. Where several runs of a seed fall on a place, for other
 * keys go over several values, their mean is the seed's value: so the interval
 * is over seeds alone.
 */
#ifndef VIEW_TALLY_H
#define VIEW_TALLY_H

#include "fpe/statistic.h"
#include "view/panel/sweep/sweep_choice.h"

struct tally_cell {
	int due, run, with;   /* runs that are to be there, that are, and that
				 have   a value */
	int diverged;	      /* runs that have none for that */
	struct fpe_summary v; /* over seeds; n = 0: none has a value */
};

struct tally {
	int rows, columns, seeds;
	struct tally_cell *cell; /* [rows x columns] */
	double *value;		 /* [rows x columns x seeds], NaN: none */
};

/* False: no memory, or too many places. Close it in either case. */
bool tally_open(struct tally *t, const struct sweep_choice *c);
void tally_close(struct tally *t);

const struct tally_cell *tally_at(const struct tally *t, int row, int column);
/* The seeds' values of a place [seeds]. */
const double *tally_values(const struct tally *t, int row, int column);
/* Least and greatest of the means, with their intervals; low > high: none. */
void tally_range(const struct tally *t, bool intervals, double *low, double *high);

/* The arm of a row. */
int tally_arm(const struct sweep_choice *c, int row);
/* "clause", or "16" of the key along y. */
const char *tally_row_name(const struct sweep_choice *c, int row);

#endif
