/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textfile.h - whole files in, whole files out.
 *
 * A write goes to a new file in the same folder that then takes the name, so a
 * failed or interrupted one leaves the old file as it was.
 */
#ifndef IO_TEXTFILE_H
#define IO_TEXTFILE_H

#include <stddef.h>

#include "fpe/error.h"

enum fpe_status textfile_write(const char *path, const char *text, struct fpe_error *err);
/* The same for bytes of any kind. */
enum fpe_status textfile_write_bytes(const char *path, const char *bytes, size_t size,
				     struct fpe_error *err);

/* At most limit bytes, of a file or a pipe; "-" is standard input. Gives *out
   with a NUL after *size bytes. */
enum fpe_status textfile_read(const char *path, size_t limit, char **out, size_t *size,
			      struct fpe_error *err);

#endif
