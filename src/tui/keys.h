/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.h - the tables of keys: where each works, what it does, and its help.
 *
 * A key is a row beside its handler: of the whole screen in keys_everywhere.c,
 * of the panels in keys_panels.c. Help, manual and routing read the rows.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct panel;
struct panel_options;
struct textbuf;

/* Where a key works, and of what kind it is. */
enum key_place {
	KEY_PROMPT = 1, /* at the prompt */
	KEY_EMPTY = 2,	/* at the prompt when nothing is typed */
	KEY_PANELS = 4,
	KEY_BOTH = KEY_PROMPT | KEY_PANELS,
	KEY_CHANGES = 8,   /* a net or a file: not with --safe */
	KEY_SIGNAL = 16,   /* acts in the middle of a search of the prompt, too */
	KEY_LEAVES = 32,   /* the answer to "unsaved: again leaves" */
	KEY_FOLLOWED = 64, /* an explanation stays open, and is of what comes then */
};

#define KEY_CTRL(letter) ((letter)&31)

struct key {
	uint32_t code; /* a character, or enum input_key */
	int place;     /* enum key_place, or-ed */
	const char *name;
	const char *help;
	/* one of these four */
	const char *command; /* as if typed */
	void (*act)(struct app *app);
	void (*act_by)(struct app *app, const struct key *key);
	/* on the panel with the keyboard; not called when none is shown */
	void (*on_panel)(struct app *app, struct panel_options *o, const struct key *key);
	int argument; /* of the last two: a direction, a count */
};

extern const struct key keys_everywhere[], keys_panels[]; /* name NULL ends them */

/* All rows of all tables in the order of the help; NULL past the last. */
const struct key *keys_row(int i);
/* What a key does there; NULL: nothing, or it is readline's. */
const struct key *keys_find(uint32_t code, bool panels, bool empty);
/* A page about all keys, those of a panel's own first (NULL: of none). */
void keys_help(const struct panel *panel, struct textbuf *out);

#endif
