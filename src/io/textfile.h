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
#include "io/reading.h"

enum fpe_status textfile_write(const char *path, const char *text, struct fpe_error *err);
/* A text for a reader that may be slow; reading: who waits for both, or NULL. FPE_ESTOPPED. */
enum fpe_status textfile_write_long(const char *path, const char *bytes, size_t size,
				    const struct reading *reading, struct fpe_error *err);
/* The same for bytes of any kind. */
enum fpe_status textfile_write_bytes(const char *path, const char *bytes, size_t size,
				     struct fpe_error *err);

enum textfile_kind {
	TEXTFILE_ANY,	 /* also a pipe or a device; "-" is standard input */
	TEXTFILE_REGULAR /* else refused: waits for no pipe and no terminal */
};

/*
 * The whole of a file of at most limit bytes. Gives *out, with a NUL after *size
 * bytes. The message of a failure has no path in it: callers name a file each
 * in their own way. FPE_EIO; FPE_ELIMIT: the file is larger; FPE_ENOMEM.
 */
enum fpe_status textfile_read(const char *path, enum textfile_kind kind, size_t limit, char **out,
			      size_t *size, struct fpe_error *err);
/* The same of a file that may be long; FPE_ESTOPPED, too. */
enum fpe_status textfile_read_long(const char *path, enum textfile_kind kind, size_t limit,
				   const struct reading *reading, char **out, size_t *size,
				   struct fpe_error *err);

#define TEXTFILE_SHOWN 100

/* A path or name made fit for one line of a message: no control bytes, and only
   its end where it is long. Returns buffer. */
const char *textfile_shown(const char *name, char buffer[TEXTFILE_SHOWN]);

#endif
