/* SPDX-License-Identifier: GPL-3.0-or-later */
/* matrix.h - GSL's matrices where memory may be refused. */
#ifndef LAB_MATRIX_H
#define LAB_MATRIX_H

#include <gsl/gsl_matrix.h>

/* As gsl_matrix_alloc, which loses memory where its second piece is refused; freed by
   gsl_matrix_free. NULL: no memory. GSL's error handler is to be off. */
gsl_matrix *matrix_new(size_t rows, size_t columns);

#endif
