/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shape.h - which input is which pixel, where inputs are looked at as a picture.
 *
 * As struct fpe_shape has them: pixels row by row, the channels of a pixel one after
 * the other. Each channel is a plane of its own; they stand side by side.
 */
#ifndef VIEW_SHAPE_H
#define VIEW_SHAPE_H

#include <stddef.h>

#include "view/figure/panel.h"

struct shape {
	int inputs;
	int rows, columns; /* of all planes side by side */
	int planes;
	bool rows_only; /* no picture is known: inputs in rows, the last one may
			   be short */
};

/*
 * After what options ask for, else what the samples are said to be; else square, three square
 * planes of at least 8x8, or rows of about as many as there are. False: the shape asked for is not
 * of so many inputs, and `why` says so.
 */
bool shape_open(struct shape *shape, int inputs, const struct snapshot *s,
		const struct panel_options *o, char *why, size_t size);
/* Input at a row and column, -1: there is none. */
int shape_input(const struct shape *shape, int row, int column);
/* The other way; the column counts from the left edge of its plane. */
void shape_place(const struct shape *shape, int input, int *plane, int *row, int *column);
/* "28x28", "3 of 32x32", "rows of 6" */
struct shape_text {
	char text[32];
};
struct shape_text shape_name(const struct shape *shape);

#endif
