/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * completion.h - candidates to readline's matches. Used by the prompt of the
 * screen and by the one of line mode.
 */
#ifndef TUI_COMPLETION_H
#define TUI_COMPLETION_H

#include "lab/arm/snapshot.h"
#include "tui/prompt.h"

/* Tell readline to ask source. One at a time; NULL ends it. */
void completion_start(prompt_source *source, void *context);

/* What a source gives where the arms are those of a snapshot. */
void completion_with_arms(const struct snapshot *s, const char *line, int cursor,
			  struct candidates *out);
/* Candidates of the last Tab, one a line with what each means; malloc'ed. */
char *completion_list(void);

#endif
