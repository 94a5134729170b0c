/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checked.h - a .safetensors file of our own with a checksum over all it holds.
 *
 * Its metadata has, under the key of its kind, "FORMAT CHECKSUM": a number, and the CRC-32
 * of every tensor's name, type, shape and bytes, in the order of their names, as
 * eight digits of base 16.
 */
#ifndef IO_CHECKED_H
#define IO_CHECKED_H

#include "io/format.h"

struct checked_how {
	const struct reading *reading; /* who waits for it, or NULL */
	bool own;		       /* nobody but the user may read the file */
};

/* key: the kind; a list that is to be written gets it. *bytes: of the file. FPE_EIO,
   FPE_ELIMIT, FPE_ESTOPPED; the old file stays then. */
enum fpe_status checked_write(struct tensors *list, const char *key, int format, const char *path,
			      const struct checked_how *how, uint64_t *bytes,
			      struct fpe_error *err);

/* A file of this kind and format that is as it was written; what: "a saved session", for
   messages. FPE_EIO, FPE_EFORMAT. Close it by format_close. */
enum fpe_status checked_open(const char *path, const char *key, int format, const char *what,
			     const struct reading *reading, struct format_file *out,
			     struct fpe_error *err);
/* Of a file that checked_open gave. */
uint32_t checked_sum(const struct format_file *file, const char *key);

#endif
