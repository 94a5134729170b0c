/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * format.h - kinds of files that hold a net, samples or both; a row each.
 *
 * Which row a file is of follows from its first bytes, else from its name.
 * Adding a format is one file with its reader and one line in format_table.
 */
#ifndef IO_FORMAT_H
#define IO_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/outfile.h"
#include "io/tensors.h"

#define FORMAT_MAX_FILE (1LL << 31) /* bytes */

struct format {
	const char *suffix; /* of a file's name: ".safetensors" */
	const char *help;   /* what is read from where, for the manual */
	/* Its files make neither net nor samples: what reads them. NULL: they do */
	const char *instead;
	/* Do files of this kind begin so? bytes: all of the file (borrowed) */
	bool (*sniff)(const uint8_t *bytes, size_t size);
	/* Its tensors. bytes are borrowed as long as the list lives; name (a path)
	   stands in messages. FPE_EFORMAT, FPE_ELIMIT. Gives *out. */
	enum fpe_status (*parse)(const uint8_t *bytes, size_t size, const char *name,
				 struct tensors **out, struct fpe_error *err);
	bool metadata; /* it has strings beside the tensors; else see metadata.h */
	/* Writes tensors, and such strings, the same bytes each time. NULL: none are. */
	enum fpe_status (*write)(const struct tensors *list, struct outfile *to,
				 struct fpe_error *err);
};
extern const struct format *const format_table[]; /* ends in NULL */

/* Help of row i, NULL past the last. */
const char *format_help(int i);

/* The row that files with such first bytes are of, NULL: none. */
const struct format *format_sniffed(const uint8_t *bytes, size_t size);
/* The row of a file; the first one where nothing fits, whose reader then says
   what is wrong. */
const struct format *format_of(const char *path, const uint8_t *bytes, size_t size);

/* Bytes of a file that is read: FORMAT_MAX_FILE, or half of this machine's memory. */
size_t format_most(void);

/* The bytes of a regular file of at most so many. Gives *bytes, with a NUL behind
   them. reading: who waits, or NULL. FPE_EIO, FPE_ELIMIT: messages name the file;
   FPE_ESTOPPED. */
enum fpe_status format_bytes(const char *path, const struct reading *reading, char **bytes,
			     size_t *size, struct fpe_error *err);
/* A file that was read: its bytes and the tensors that point into them. */
struct format_file {
	const struct format *format;
	char *bytes; /* [size] */
	size_t size;
	struct tensors *tensors;
};

/* The tensors of a regular file; *out is empty on failure. FPE_EIO, FPE_EFORMAT,
   FPE_ELIMIT; FPE_ESTOPPED by reading, who waits, or NULL. */
enum fpe_status format_open(const char *path, const struct reading *reading,
			    struct format_file *out, struct fpe_error *err);
void format_close(struct format_file *file); /* makes it empty */

/* Does it hold more than samples (x, y)? */
bool format_has_net(const struct tensors *file);

/* The row for a file to be written, by its name; NULL: none. */
const struct format *format_to_write(const char *path);
/* Write a list in a format that is written; the list is as it was afterwards. */
enum fpe_status format_write(const struct format *format, struct tensors *list, struct outfile *to,
			     struct fpe_error *err);

#endif
