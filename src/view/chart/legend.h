/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * legend.h - names and last values of a chart's lines, at its right.
 *
 * Where there is room, a second row of each line says what the study found:
 * "8 seeds: +.14 ± .02", the mean gain over dense and half its 95 % interval.
 */
#ifndef VIEW_LEGEND_H
#define VIEW_LEGEND_H

#include "view/chart/chart.h"

struct legend {
	int columns; /* of all of it, 0: none */
	int names;   /* columns of a name, 0: its letter alone */
	int numbers; /* columns of a value */
	int study;   /* what of the study is said: 0 nothing, 1 short, 2 long */
};

/* As much of it as leaves a plot of some columns; `room` for both. */
struct legend legend_choose(const struct chart *c, int room);
void legend_draw(const struct legend *legend, const struct chart *c, struct area area);

/* "8 seeds: +.14 ± .02", "8 seeds: .83 ± .05" of row 0, "1 seed: +.14".
   Returns out. */
const char *legend_study_text(const struct snapshot_study *study, int row, bool ascii, char *out,
			      size_t size);

#endif
