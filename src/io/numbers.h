/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numbers.h - whole numbers from a file: groups of inputs, children of inputs.
 *
 * A text of them, a row a line, parted by blanks or commas; or the only tensor of
 * a file of any format of format_table.c, of one dimension (one row) or two.
 */
#ifndef IO_NUMBERS_H
#define IO_NUMBERS_H

#include "fpe/error.h"
#include "io/textfile.h"

#define NUMBERS_MOST 16777216	     /* of one file: 4096 neurons of 4096 inputs */
#define NUMBERS_MAX_FILE (256 << 20) /* bytes */
#define NUMBERS_SIZE 1000000000	     /* none is further from 0 */

struct numbers {
	char name[TEXTFILE_SHOWN]; /* of the file, for messages */
	int count;		   /* >= 1 */
	int rows;
	int columns; /* 0: rows are not of one length */
	int *value;  /* [count] row-major; owned */
};

/* FPE_EIO; FPE_ELIMIT: too many, too large; FPE_EFORMAT: names the file, the line
   or the tensor, and what was found. *out is empty then. */
enum fpe_status numbers_read(const char *path, struct numbers *out, struct fpe_error *err);
/* The same of a file's bytes (borrowed, with a NUL behind them). */
enum fpe_status numbers_of(const char *bytes, size_t size, const char *path, struct numbers *out,
			   struct fpe_error *err);
void numbers_clear(struct numbers *numbers);

#endif
