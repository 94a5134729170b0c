/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrays.h - samples from files of one array each. */
#ifndef IO_ARRAYS_H
#define IO_ARRAYS_H

#include "io/reading.h"
#include "io/sample_set.h"
#include "io/tensors.h"

#define ARRAYS_MOST 4 /* x, y, test_x, test_y */

/* A reader of files of one array: npy_parse, idx_parse. */
typedef enum fpe_status arrays_parse(const uint8_t *bytes, size_t size, const char *path,
				     struct tensors **out, struct fpe_error *err);

struct array_file {
	const char *role; /* "x", "y", "test_x" or "test_y" */
	const char *path; /* plain, or compressed by gzip */
};

/*
 * What sample_set_of makes of the arrays under the names of their roles. shown
 * stands in messages about them together. Also FPE_EIO, FPE_ESTOPPED. err->at: the
 * number of the file that could not be read; -1: all were.
 */
enum fpe_status arrays_samples(const struct array_file *file, int count, arrays_parse *parse,
			       const char *shown, const struct reading *reading,
			       struct sample_set *out, struct fpe_error *err);

#endif
