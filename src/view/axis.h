/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.h - which values an axis spans, and where its round ticks are. */
#ifndef VIEW_AXIS_H
#define VIEW_AXIS_H

#include "fpe/metric.h"

struct axis {
	double low, high, step; /* ticks at high, high - step, … >= low */
	int digits;             /* decimals of a tick's label */
};

/* Round limits around low … high with about `ticks` ticks. Shares keep to
   0 … 1, and what is never negative starts at 0 unless it is far from it. */
struct axis axis_for(enum fpe_metric metric, double low, double high, int ticks);
/* How many ticks, and where tick i is, from the top. */
int axis_ticks(const struct axis *axis);
double axis_tick(const struct axis *axis, int i);
/* ".8", "1.0", "200": a tick's label, at most 6 columns. */
const char *axis_label(const struct axis *axis, double value, char out[16]);

#endif
