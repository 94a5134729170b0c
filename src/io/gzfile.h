/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzfile.h - whole files that may be compressed by gzip.
 *
 * What a file is follows from its first bytes, not from its name.
 */
#ifndef IO_GZFILE_H
#define IO_GZFILE_H

#include <stddef.h>

#include "fpe/error.h"
#include "io/reading.h"

/*
 * A regular file, inflated where it begins as gzip's do (all its members), of at
 * most limit bytes, before and after. Gives *out, with a NUL after *size bytes.
 * Inflating tells `reading` its share of the file. Messages begin with the file's
 * name. FPE_EIO; FPE_ELIMIT; FPE_EFORMAT: damaged or cut short; FPE_ESTOPPED;
 * FPE_ENOMEM.
 */
enum fpe_status gzfile_read(const char *path, size_t limit, const struct reading *reading,
			    char **out, size_t *size, struct fpe_error *err);

/* The same of bytes (malloc'ed) that are there: they are replaced where they begin as
   gzip's do, and freed on failure. name stands in messages. */
enum fpe_status gzfile_inflate(const char *name, size_t limit, const struct reading *reading,
			       char **bytes, size_t *size, struct fpe_error *err);

#endif
