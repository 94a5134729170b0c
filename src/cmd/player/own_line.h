/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_line.h - a line that names samples of a user's own: what it asks of them, and how
 * they are read again by it.
 */
#ifndef CMD_OWN_LINE_H
#define CMD_OWN_LINE_H

#include "cmd/language/command.h"
#include "io/reading.h"
#include "io/textfile.h"
#include "lab/base/own_samples.h"

/* Its holdout= and standardise=; as they are, where its row has no holdout. */
struct own_how own_line_how(const struct line *line);

#define OWN_LINE_FILES (2 * TEXTFILE_SHOWN)
/* "x.npy, y.npy": all arguments that are files. */
void own_line_files(const struct line *line, char from[OWN_LINE_FILES]);

/* The list of classes=, malloc'ed; *count 0 and *kept NULL without. FPE_ENOMEM. */
enum fpe_status own_line_classes(const struct line *line, int **kept, int *count,
				 struct fpe_error *err);

/* Read them again, by the text of the line and the script it stood in, on this thread.
   Gives *out, a hold on struct own_samples. FPE_EFORMAT: no line that reads samples. */
enum fpe_status own_line_read(const char *text, const char *script, const struct reading *reading,
			      struct shared **out, struct fpe_error *err);

#endif
