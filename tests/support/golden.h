/* SPDX-License-Identifier: GPL-3.0-or-later */
/* golden.h - files of tensors that other programs computed. */
#ifndef SUPPORT_GOLDEN_H
#define SUPPORT_GOLDEN_H

#include "support/test.h"

#include "io/safetensors.h"
#include "io/textfile.h"

/* Fails the test where it cannot be read. *bytes: to be freed after the file. */
static inline struct safetensors *golden_read(const char *path, char **bytes)
{
	struct safetensors *file = NULL;
	struct fpe_error err;
	size_t size;

	assert_ok(textfile_read(path, TEXTFILE_REGULAR, 1 << 28, bytes, &size, &err));
	assert_ok(safetensors_parse((const uint8_t *)*bytes, size, path, &file, &err));
	return file;
}

#endif
