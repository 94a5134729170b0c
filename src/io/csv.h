/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv.h - samples from a table: a row each, one column the label.
 *
 * The separator and whether there is a header are found out. Inputs are numbers;
 * where all are 0 or 1 they are kept as bits. Labels are
 *
 *   texts:                    classes, sorted by their bytes
 *   two different numbers:    two classes, named so
 *   whole, from 0 to 4095:    classes of that number
 *   other numbers:            real targets
 */
#ifndef IO_CSV_H
#define IO_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "io/reading.h"
#include "io/sample_set.h"

#define CSV_MAX_FILE (1u << 30) /* bytes, inflated */

struct csv_options {
	const char *label; /* a column's name, or its number from 1; NULL: the last */
	bool drop;	   /* rows where a value is missing; else they are an error */
};

/* From a regular file, which may be compressed by gzip. Messages have the file's name
   and the place. FPE_EIO, FPE_EFORMAT, FPE_ENAME (label), FPE_ELIMIT, FPE_ESTOPPED. */
enum fpe_status csv_read(const char *path, const struct csv_options *options,
			 const struct reading *reading, struct sample_set *out,
			 struct fpe_error *err);

/* The same of a text (with a NUL behind it, borrowed) that messages call name. */
enum fpe_status csv_parse(const char *text, size_t size, const char *name,
			  const struct csv_options *options, const struct reading *reading,
			  struct sample_set *out, struct fpe_error *err);

#endif
