/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.h - which values an axis spans, and where its round ticks are. */
#ifndef VIEW_AXIS_H
#define VIEW_AXIS_H

#include <stdbool.h>

#include "fpe/metric.h"

struct axis {
	double low, high, step; /* ticks at high, high - step, … >= low */
	int digits;		/* decimals of a tick's label */
	bool log;		/* logarithmic; ticks are powers of ten, … */
	int factors;		/* … or also their halves and fifths: 1, 2, 3 of
				   1, 5, 2 times a power of ten */
};

/* Round limits around low … high with about `ticks` ticks. Shares keep to
   0 … 1, and what is never negative starts at 0 unless it is far from it. */
struct axis axis_for(enum fpe_range range, double low, double high, int ticks);
/* The same for values that keep to nothing: round limits around them. */
struct axis axis_between(double low, double high, int ticks);
/* The same for differences: 0 is among the ticks. */
struct axis axis_for_difference(double low, double high, int ticks);
/* Logarithmic, 0 < low <= high: limits and ticks at 1, 2, 5 times a power of
   ten, as many as there is room for. */
struct axis axis_for_log(double low, double high, int ticks);
/* Distance of round epochs on an axis of so many, about n of them; >= 1. */
int axis_epoch_step(int epochs, int n);
/* Where a value lies: 0 at low, 1 at high, clamped; logarithmic axes take what
   is not positive for the lowest. */
double axis_share(const struct axis *axis, double value);
/* How many ticks, and where tick i is, from the top. */
int axis_ticks(const struct axis *axis);
double axis_tick(const struct axis *axis, int i);
/* ".8", "1.0", "200", "1e-5": a tick's label, at most 6 columns. */
const char *axis_label(const struct axis *axis, double value, char out[16]);
/* Columns of the widest label and of the axis beside it. */
int axis_columns(const struct axis *axis);

#endif
