/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.h - which values an axis spans, and where its round ticks are. */
#ifndef VIEW_AXIS_H
#define VIEW_AXIS_H

#include <stdbool.h>

#include "fpe/metric.h"

struct axis {
	double low, high, step; /* ticks at high, high - step, … >= low */
	int power;		/* step is 1, 2 or 5 times 10^power */
	int exponent;		/* labels are of 10^exponent; 0: of 1 */
	int digits;		/* decimals of a tick's label */
	bool log;		/* logarithmic; ticks are powers of ten, … */
	int factors;		/* … or also their halves and fifths: 1, 2, 3 of
				   1, 5, 2 times a power of ten */
	int decades;		/* powers of ten from one tick to the next, of factors 1 */
};

#define AXIS_LABEL \
	24 /* bytes of a label: the digits that tell two ticks apart, and their exponent */

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
/* ".8", "1.0", "200", "3.5e30", "1e-5": a tick's label, with all digits that count. */
const char *axis_label(const struct axis *axis, double value, char out[AXIS_LABEL]);
/* "0.8", "3.5": without the exponent, where the axis says it once. */
const char *axis_digits(const struct axis *axis, double value, char out[AXIS_LABEL]);
/* Columns of the widest label and of the axis beside it. */
int axis_columns(const struct axis *axis);

#endif
