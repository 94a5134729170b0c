/* SPDX-License-Identifier: GPL-3.0-or-later */
/* golden.h - files of tensors that other programs computed. */
#ifndef SUPPORT_GOLDEN_H
#define SUPPORT_GOLDEN_H

#include "support/test.h"

#include "io/safetensors.h"
#include "io/sample_set.h"
#include "io/textfile.h"
#include "support/net_file.h"

/* Fails the test where it cannot be read. *bytes: to be freed after the file. */
static inline struct tensors *golden_read(const char *path, char **bytes)
{
	struct tensors *file = NULL;
	struct fpe_error err;
	size_t size;

	assert_ok(textfile_read(path, TEXTFILE_REGULAR, 1 << 28, bytes, &size, &err));
	assert_ok(safetensors_parse((const uint8_t *)*bytes, size, path, &file, &err));
	return file;
}

/* The samples alone; NULL where there are none. */
static inline enum fpe_status golden_data(const struct tensors *file, struct fpe_data **out,
					  struct fpe_error *err)
{
	struct sample_set set;
	enum fpe_status status = sample_set_of(file, NULL, &set, err);

	*out = set.data;
	return status;
}

#endif
