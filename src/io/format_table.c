/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format_table.c - the file formats there are, one line each. */
#include "io/format.h"

#define FORMAT_LIST(X) X(safetensors) X(npz) X(npy)

#define DECLARE(name) extern const struct format format_##name;
FORMAT_LIST(DECLARE)

#define ROW(name) &format_##name,
const struct format *const format_table[] = {
	FORMAT_LIST(ROW) NULL,
};
