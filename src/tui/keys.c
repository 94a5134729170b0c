/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.c - finds a key in the tables, and prints their help. */
#include "tui/keys.h"

#include "view/figure/panel.h"
#include "io/textbuf.h"

const struct key *keys_row(int i)
{
	const struct key *const table[] = { keys_everywhere, keys_panels };

	for (int t = 0; t < 2; t++) {
		for (const struct key *key = table[t]; key->name; key++) {
			if (i-- == 0)
				return key;
		}
	}
	return NULL;
}

const struct key *keys_find(uint32_t code, bool panels, bool empty)
{
	int place = panels ? KEY_PANELS : KEY_PROMPT | (empty ? KEY_EMPTY : 0);
	const struct key *key;

	if (code == '\n')
		code = '\r';
	for (int i = 0; (key = keys_row(i)); i++) {
		if (key->code == code && key->place & place)
			return key;
	}
	return NULL;
}

static void list_keys(struct textbuf *out, const char *title, int place, int except)
{
	const struct key *key;

	textbuf_printf(out, "%s\n", title);
	for (int i = 0; (key = keys_row(i)); i++) {
		if ((key->place & place) && !(key->place & except))
			textbuf_printf(out, "  %-10s %s%s\n", key->name, key->help,
				       key->place & KEY_CHANGES ? " (not with --safe)" : "");
	}
	textbuf_puts(out, "\n");
}

void keys_help(const struct panel *panel, struct textbuf *out)
{
	if (panel && panel->keys) {
		textbuf_printf(out, "Keys of panel %s\n", panel->name);
		for (const struct panel_key *k = panel->keys; k->name; k++)
			textbuf_printf(out, "  %-10s %s\n", k->name, k->help);
		textbuf_puts(out, "\n");
	}
	list_keys(out, "Keys everywhere", KEY_PROMPT, 0);
	list_keys(out, "At the prompt, with nothing typed", KEY_EMPTY, KEY_PROMPT);
	textbuf_puts(
		out,
		"At the prompt all other keys are readline's: arrows, Ctrl-R searches, Tab completes.\n\n");
	list_keys(out, "In the panels", KEY_PANELS, KEY_PROMPT);
	textbuf_puts(out, "Commands: `help`, and `help split` for one of them.\n");
}
