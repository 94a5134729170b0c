/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.h - the table of keys: what each does where, and its help.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct panel;

enum key_place {
	KEY_PROMPT = 1, /* at the prompt */
	KEY_EMPTY = 2,	/* at the prompt when nothing is typed */
	KEY_PANELS = 4,
	KEY_BOTH = KEY_PROMPT | KEY_PANELS,
	KEY_CHANGES = 8 /* a net or a file: not with --safe */
};

enum key_action {
	ACT_COMMAND, /* the row's command, as if typed */
	ACT_HELP,
	ACT_ENLARGE, /* each panel in turn on the whole screen */
	ACT_LOG,
	ACT_PLACE, /* to the other place */
	ACT_PANELS,
	ACT_BACK, /* to the prompt */
	ACT_QUIT,
	ACT_END, /* Ctrl-D */
	ACT_INTERRUPT,
	ACT_SUSPEND,
	ACT_ABORT, /* Ctrl-\ */
	ACT_REPAINT,
	ACT_GO_ON,   /* end `wait key` */
	ACT_PAGE,    /* a page by `argument` */
	ACT_UP_DOWN, /* the cursor, by argument */
	ACT_LEFT_RIGHT,
	ACT_NEXT,  /* panel, by argument */
	ACT_PANEL, /* the one of this number, from 0 */
	ACT_ZOOM,
	ACT_LAYOUT,  /* the next arrangement */
	ACT_EXPLAIN, /* what the cursor stands on */
	ACT_EDIT,
	ACT_DIFFERENCE,
	ACT_MARK, /* differences are to the epoch shown now */
	ACT_TIME, /* by so many epochs */
	ACT_FIRST,
	ACT_NOW,
	ACT_BRANCH,
	ACT_PLOT,
	ACT_STEP,
	ACT_MOUSE,
	ACT_PAUSE
};

struct key {
	uint32_t code; /* a character, or enum input_key */
	int place;     /* enum key_place, or-ed */
	const char *name;
	enum key_action action;
	int argument;
	const char *command; /* of ACT_COMMAND */
	const char *hint;    /* for the hint bar, most useful first; or NULL */
	const char *help;
};

extern const struct key key_table[]; /* name NULL ends it */

/* What a key does there; NULL: nothing, or it is readline's. */
const struct key *keys_find(uint32_t code, bool panels, bool empty);

/* The hint bar of a place, as many hints as fit in size - 1 columns. */
void keys_hint(bool panels, char *out, size_t size);
/* A page about all keys, those of a panel's own first (NULL: of none); malloc'ed. */
char *keys_help(const struct panel *panel);

#endif
