/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels.c - a map of what is taken, and the places around a cell in turn. */
#include "view/figure/labels.h"

#include <stdlib.h>

enum { FREE, KEPT, NAMED };

bool labels_init(struct labels *labels, int rows, int columns)
{
	labels->rows = rows;
	labels->columns = columns;
	labels->taken = calloc((size_t)rows * (size_t)columns + 1, 1);
	if (!labels->taken)
		labels->rows = labels->columns = 0;
	return labels->taken != NULL;
}

void labels_clear(struct labels *labels)
{
	free(labels->taken);
	labels->taken = NULL;
}

static uint8_t *cell(const struct labels *labels, int row, int column)
{
	if (row < 0 || column < 0 || row >= labels->rows || column >= labels->columns)
		return NULL;
	return &labels->taken[(size_t)row * (size_t)labels->columns + (size_t)column];
}

void labels_keep(struct labels *labels, int row, int column, int columns)
{
	for (int i = 0; i < columns; i++) {
		uint8_t *at = cell(labels, row, column + i);

		if (at)
			*at = KEPT;
	}
}

static bool fits(const struct labels *labels, int row, int column, int columns)
{
	const uint8_t *before = cell(labels, row, column - 1);
	const uint8_t *after = cell(labels, row, column + columns);

	if ((before && *before == NAMED) || (after && *after == NAMED))
		return false;
	for (int i = 0; i < columns; i++) {
		const uint8_t *at = cell(labels, row, column + i);

		if (!at || *at != FREE)
			return false;
	}
	return true;
}

bool labels_place(struct labels *labels, int row, int column, int columns, double right,
		  double down, int *name_row, int *name_column)
{
	/* columns from the cell to the name's first one, on each side */
	int near = right >= 0 ? 1 : -columns;
	int other = right >= 0 ? -columns : 1;
	int out = down >= 0 ? 1 : -1;
	const int places[][2] = {
		{ 0, near },
		{ out, near },
		{ out, -columns / 2 },
		{ out, near - 1 },
		{ -out, near },
		{ 0, other },
		{ out, other },
		{ -out, -columns / 2 },
		{ -out, other },
		{ 2 * out, near },
		{ 0, near + (right >= 0 ? 1 : -1) },
		{ 2 * out, -columns / 2 },
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		int r = row + places[i][0], c = column + places[i][1];

		if (!fits(labels, r, c, columns))
			continue;
		for (int k = 0; k < columns; k++)
			*cell(labels, r, c + k) = NAMED;
		*name_row = r;
		*name_column = c;
		return true;
	}
	return false;
}
