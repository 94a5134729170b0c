/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_samples.h - a text as samples: which character comes next? */
#ifndef IO_TEXT_SAMPLES_H
#define IO_TEXT_SAMPLES_H

#include <stdbool.h>

#include "fpe/alphabet.h"
#include "io/reading.h"
#include "io/sample_set.h"

#define TEXT_MAX_FILE (1LL << 28) /* bytes */

struct text_options {
	int context;	/* characters a sample looks back at */
	bool by_lines;	/* the file is a list: a line begins anew, and lines are in no order */
	int characters; /* take so many, of lines drawn by chance, else the first; 0: all */
};

/*
 * A text in UTF-8. CR LF counts as LF, a byte order mark is left out. By lines,
 * what stands before a line's begin are line ends, and samples say which line
 * they are of (set->unit); else nothing stands before the first character, and
 * the last part of the file is to be held out (set->in_order). set->alphabet
 * has the characters, data->context what they look back at.
 *
 * Which lines are taken is drawn once for the file: the same ones always.
 *
 * FPE_EFORMAT names the line and byte of what is no UTF-8; FPE_ELIMIT; FPE_EIO.
 */
enum fpe_status text_samples_read(const char *path, const struct text_options *options,
				  const struct reading *reading, struct sample_set *set,
				  struct fpe_error *err);
/* The same of a text in memory; name stands in messages. */
enum fpe_status text_samples_of(const char *text, size_t size, const char *name,
				const struct text_options *options, const struct reading *reading,
				struct sample_set *set, struct fpe_error *err);

#endif
