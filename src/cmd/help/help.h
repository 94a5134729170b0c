/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help.h - help texts and the manual's reference, from the tables.
 *
 * A topic is a command's verb, a page (`json`, `keys`), a source ("metrics") or one
 * of a source's items ("capacity"). A name may be several of these: all are shown.
 * Texts are plain, at most 80 columns wide, and malloc'ed; NULL: no memory.
 */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include <jansson.h>
#include <stdbool.h>

#include "cmd/language/command.h"

struct help_item {
	const char *name;
	const char *help; /* one sentence or a part of one */
	const char *text; /* paragraphs; NULL: help says it all */
};

/* Topics from another table, which `help tables` tells, too. */
struct help_source {
	const char *name;			    /* a topic that lists the items */
	const char *title;			    /* what they are, as a sentence */
	bool functions;				    /* the items can be called in expressions */
	bool (*item)(int i, struct help_item *out); /* false past the last */
	void (*more)(int i, json_t *row);	    /* puts what else the table says of
						       item i into its row; NULL */
};

/* The sources there are, in topics.c; ends in NULL. A test links its own. */
extern const struct help_source *const help_sources[];

char *help_overview(void);
/* NULL also if there is no such topic. more: as of tables_text; `help keys` reads it. */
struct table_source;
char *help_topic(const char *topic, const struct table_source *const *more);
/* The scenarios that can be played by name, malloc'ed; NULL: no memory. */
struct scenarios;
char *help_scenario_list(const struct scenarios *all);
/* Topic i of all, each once; NULL past the last. */
const char *help_name(int i);
/* One sentence about a topic, "" if it has none. */
const char *help_sentence(const char *topic);
/* The same of a value that an argument takes from a table: it is no command, even
   where one has its name. */
const char *help_value(const char *name);

/* `split by=random|clause [alpha=2] …`, one line. */
char *help_usage(const struct command *command);

/* The commands as sections of an mdoc manual: .Ss and below. */
char *help_roff(void);
/* The JSON fields as the same. */
char *help_roff_json(void);
/* The items of a source; NULL: no such source. */
char *help_roff_source(const char *name);
/* An argument of a macro with its newline; paragraphs, a sentence a line. */
struct textbuf;
void help_roff_quoted(struct textbuf *out, const char *text);
void help_roff_paragraphs(struct textbuf *out, const char *text);

#endif
