/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help_part.h - what help.c and help_roff.c share. */
#ifndef CMD_HELP_PART_H
#define CMD_HELP_PART_H

#include "cmd/help/help.h"
#include "io/textbuf.h"

#define HELP_WIDTH 78 /* columns of a text */

/* Is it the first row of its verb? */
bool help_is_first(const struct command *command);
/* `task dnf` */
void help_title(const struct command *command, struct textbuf *out);
/* What an argument means, allows and defaults to, as one paragraph. */
void help_argument(const struct arg *arg, struct textbuf *out);

extern const char help_json_intro[];

#endif
