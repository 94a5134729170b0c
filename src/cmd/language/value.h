/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value.h - the text of one argument to a typed value, checked.
 *
 * Errors name the argument, what was given and what is allowed.
 */
#ifndef CMD_VALUE_H
#define CMD_VALUE_H

#include "cmd/language/command.h"
#include "io/textbuf.h"

#define VALUE_SHOWN 60 /* bytes of a given text an error shows */

/*
 * Fill *value, zeroed before the first time. A repeated argument appends to
 * texts (and to numbers if it has any). On error err->at is a byte offset in
 * text, never -1 unless memory ran out, and *value is as it was.
 */
enum fpe_status value_parse(const struct arg *arg, const char *text, struct value *value,
			    struct fpe_error *err);
void value_clear(struct value *value);

/* The name of a file as it was given: `~` and `~/…` begin at $HOME. Malloc'ed; NULL: no
   memory. All names of files that users give come through here. */
char *value_file(const char *text);

/* Name i of an argument's choices, those written first; NULL past the last. */
const char *value_choice(const struct arg *arg, int i, char buffer[64]);

/* "2 to 64 children", "random, clause or manual", "yes or no", "a file". */
void value_allowed(const struct arg *arg, struct textbuf *out);

/* Its type as `help tables` calls it: "integer", "choices". */
const char *value_type(const struct arg *arg);

/* What stands for it in a usage line: N, X, A,B, FILE. */
const char *value_placeholder(const struct arg *arg);

/* text as an error shows it: shortened, at a character's border. */
const char *value_shown(const char *text, int size, char buffer[VALUE_SHOWN + 4]);

/* Is it an argument whose value is a comma list? */
bool value_is_list(const struct arg *arg);

#endif
