/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prompt.h - the command line: readline over a queue of bytes.
 *
 * Draws nothing: text, line and cursor are asked for. readline has one line,
 * so there may be one prompt at a time.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/help/complete.h"
#include "tui/histfile.h"

#define PROMPT_TEXT "fpe> "

/* Candidates for line at cursor, as complete_line gives them. */
typedef void prompt_source(void *context, const char *line, int cursor, struct candidates *out);

struct prompt;

/* history: borrowed, may be NULL. NULL: no memory. */
struct prompt *prompt_new(prompt_source *source, void *context, struct histfile *history);
void prompt_free(struct prompt *prompt);

/* A count before a key (Alt-5 …) stays one that is done at once: readline takes a million.
   For who reads the keys, before each. */
void prompt_bound_count(void);

/* Keys, as the terminal sent them. */
void prompt_feed(struct prompt *prompt, const void *bytes, size_t size);
/* Would this key, of several bytes, do something? Others are not for feeding: readline
   takes the rest of what it does not know for letters. */
bool prompt_binds(const struct prompt *prompt, const void *bytes, size_t size);
/* Pasted text at the cursor, already clean: each whole line is finished, the
   rest stays in the edit line. */
void prompt_paste(struct prompt *prompt, const char *text);
/* Ctrl-C: leave a search or a count, and empty the line. */
void prompt_clear(struct prompt *prompt);

/* The next finished line, malloc'ed, or NULL. pasted: it came by a paste. */
char *prompt_take(struct prompt *prompt, bool *pasted);

/* No search, count, macro or half a key: a key may mean something else here. */
bool prompt_plain(const struct prompt *prompt);
/* Plain, and nothing is typed. */
bool prompt_empty(const struct prompt *prompt);

/* What stands before the line: the prompt, or that of a search; before it the mode of
   editing, where an inputrc wants that shown. Lives until the next call. */
const char *prompt_text(struct prompt *prompt);
const char *prompt_line(const struct prompt *prompt);
int prompt_cursor(const struct prompt *prompt); /* byte in the line */

/* Candidates to show, one a line with what each means, malloc'ed; NULL: none
   since the last call. */
char *prompt_take_popup(struct prompt *prompt);

/* Rows and columns of the terminal, for readline's own arithmetic. */
void prompt_resize(struct prompt *prompt, int rows, int columns);

#endif
