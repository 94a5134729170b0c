/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.h - pieces of text one after the other, in as many rows as an area has:
 * legends that fit beside a figure as well as below it.
 */
#ifndef VIEW_FLOW_H
#define VIEW_FLOW_H

#include "view/grid/grid.h"

/* Start with the area alone set. */
struct flow {
	struct area a;
	int row, column; /* where the last piece ends */
};

/* The next piece, three columns after the last one or on a row of its own.
   What does not fit is left out: true where it is there. */
bool flow_say(struct flow *flow, int ink, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
