/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.c - finds a key in the tables, and prints their help. */
#include "tui/keys.h"

#include <stdio.h>
#include <stdlib.h>

#include "view/figure/panel.h"

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

static void list_keys(FILE *out, const char *title, int place, int except)
{
	const struct key *key;

	fprintf(out, "%s\n", title);
	for (int i = 0; (key = keys_row(i)); i++) {
		if ((key->place & place) && !(key->place & except))
			fprintf(out, "  %-10s %s%s\n", key->name, key->help,
				key->place & KEY_CHANGES ? " (not with --safe)" : "");
	}
	fprintf(out, "\n");
}

char *keys_help(const struct panel *panel)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (panel && panel->keys) {
		fprintf(out, "Keys of panel %s\n", panel->name);
		for (const struct panel_key *k = panel->keys; k->name; k++)
			fprintf(out, "  %-10s %s\n", k->name, k->help);
		fprintf(out, "\n");
	}
	list_keys(out, "Keys everywhere", KEY_PROMPT, 0);
	list_keys(out, "At the prompt, with nothing typed", KEY_EMPTY, KEY_PROMPT);
	fprintf(out,
		"At the prompt all other keys are readline's: arrows, Ctrl-R searches, Tab completes.\n\n");
	list_keys(out, "In the panels", KEY_PANELS, KEY_PROMPT);
	fprintf(out, "Commands: `help`, and `help split` for one of them.\n");
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
