/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrays.h - files of arrays that NumPy wrote (tests/golden/arrays.py). */
#ifndef SUPPORT_ARRAYS_H
#define SUPPORT_ARRAYS_H

#include "support/test.h"

#include <stdio.h>

#include "io/npz.h"
#include "io/textfile.h"

#define ARRAYS "tests/golden/arrays/"

/* A file whole, with a NUL behind it; to be freed. */
static inline char *array_bytes(const char *name, size_t *size)
{
	char path[256], *bytes;
	struct fpe_error err;

	snprintf(path, sizeof path, ARRAYS "%s", name);
	assert_ok(textfile_read(path, TEXTFILE_REGULAR, 1 << 20, &bytes, size, &err));
	return bytes;
}

/* The tensors of an .npz file. *bytes: to be freed after them. */
static inline struct tensors *array_tensors(const char *name, char **bytes)
{
	struct tensors *file;
	struct fpe_error err;
	size_t size;

	*bytes = array_bytes(name, &size);
	assert_ok(npz_read((const uint8_t *)*bytes, size, name, NULL, &file, &err));
	return file;
}

#endif
