/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shape.c - the guess, and the arithmetic of pixels. */
#include "view/figure/shape.h"

#include <math.h>
#include <stdio.h>

#define LEAST_PLANE 8 /* rows and columns of a channel that is guessed */

static int side_of(int pixels)
{
	int side = (int)lround(sqrt(pixels));

	return side * side == pixels ? side : 0;
}

/* named: columns of a table are a picture only where they are many. */
static void guess(struct shape *shape, int inputs, bool named)
{
	int side = named && inputs < LEAST_PLANE * LEAST_PLANE ? 0 : side_of(inputs);

	if (!side && inputs % 3 == 0 && side_of(inputs / 3) >= LEAST_PLANE) {
		shape->planes = 3;
		side = side_of(inputs / 3);
	}
	if (side) {
		shape->rows = side;
		shape->columns = side * shape->planes;
		return;
	}
	shape->rows_only = true;
	shape->columns = (int)ceil(sqrt(inputs));
	shape->rows = (inputs + shape->columns - 1) / shape->columns;
}

bool shape_open(struct shape *shape, int inputs, const struct snapshot *s,
		const struct panel_options *o, char *why, size_t size)
{
	const struct fpe_shape *said = &s->shape;
	int rows = o->shape[0], columns = o->shape[1];

	*shape = (struct shape){ .inputs = inputs, .planes = 1 };
	if (rows < 1 && said->rows * said->columns * said->channels == inputs) {
		rows = said->rows;
		columns = said->columns;
	}
	if (rows < 1 && s->task && s->task->alphabet &&
	    fpe_alphabet_inputs(s->task->alphabet) == inputs) {
		rows = s->task->alphabet->context; /* a row a character back */
		columns = s->task->alphabet->size;
	}
	if (rows < 1 || columns < 1) {
		guess(shape, inputs, s->task && s->task->input_name);
		return true;
	}
	if (inputs % (rows * columns) != 0) {
		snprintf(why, size, "shape=%dx%d: %d pixels, but the net has %d inputs", rows,
			 columns, rows * columns, inputs);
		return false;
	}
	shape->planes = inputs / (rows * columns);
	shape->rows = rows;
	shape->columns = columns * shape->planes;
	return true;
}

int shape_input(const struct shape *shape, int row, int column)
{
	int columns = shape->columns / shape->planes;
	int input = (row * columns + column % columns) * shape->planes + column / columns;

	if (row < 0 || column < 0 || row >= shape->rows || column >= shape->columns)
		return -1;
	return input < shape->inputs ? input : -1;
}

void shape_place(const struct shape *shape, int input, int *plane, int *row, int *column)
{
	int columns = shape->columns / shape->planes, pixel = input / shape->planes;

	*plane = input % shape->planes;
	*row = pixel / columns;
	*column = pixel % columns;
}

struct shape_text shape_name(const struct shape *shape)
{
	struct shape_text out;
	int columns = shape->columns / shape->planes;

	if (shape->rows_only)
		snprintf(out.text, sizeof out.text, "rows of %d", columns);
	else if (shape->planes > 1)
		snprintf(out.text, sizeof out.text, "%d of %dx%d", shape->planes, shape->rows,
			 columns);
	else
		snprintf(out.text, sizeof out.text, "%dx%d", shape->rows, columns);
	return out;
}
