/* SPDX-License-Identifier: GPL-3.0-or-later */
/* matrix.c - the block first, which GSL gives back by itself. */
#include "lab/base/matrix.h"

gsl_matrix *matrix_new(size_t rows, size_t columns)
{
	gsl_block *block = gsl_block_alloc(rows * columns);
	gsl_matrix *m =
		block ? gsl_matrix_alloc_from_block(block, 0, rows, columns, columns) : NULL;

	if (m)
		m->owner = 1;
	else
		gsl_block_free(block);
	return m;
}
