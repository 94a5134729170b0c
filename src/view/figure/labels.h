/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * labels.h - where names go so that they cover neither each other nor the cells
 * that must stay free.
 */
#ifndef VIEW_LABELS_H
#define VIEW_LABELS_H

#include <stdbool.h>
#include <stdint.h>

struct labels {
	int rows, columns;
	uint8_t *taken; /* [rows x columns], owned */
};

/* false: no memory; then nothing finds a place. */
bool labels_init(struct labels *labels, int rows, int columns);
void labels_clear(struct labels *labels);

/* Keep cells free of names. Outside is ignored. */
void labels_keep(struct labels *labels, int row, int column, int columns);

/*
 * A place for a name of so many columns beside a cell, on the side that (right,
 * down) points to if it can be, and takes it. Names stay a column apart. False:
 * there is no room.
 */
bool labels_place(struct labels *labels, int row, int column, int columns, double right,
		  double down, int *name_row, int *name_column);

#endif
