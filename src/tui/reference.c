/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference.c - tables to mdoc, and to rows; the prose around the former is in man/. */
#include "tui/reference.h"

#include <string.h>

#include "cmd/help/help.h"
#include "cmd/help/shells.h"
#include "tui/keys.h"
#include "view/figure/panel.h"
#include "io/textbuf.h"

static void item(struct textbuf *out, const char *name, const char *help)
{
	textbuf_puts(out, ".It Li ");
	help_roff_quoted(out, name);
	help_roff_paragraphs(out, help);
}

static void keys_of(struct textbuf *out, const char *title, int place, int except)
{
	const struct key *key;

	textbuf_printf(out, "%s:\n.Bl -tag -width Shift-Tab -compact\n", title);
	for (int i = 0; (key = keys_row(i)); i++) {
		if (!(key->place & place) || key->place & except)
			continue;
		item(out, key->name, key->help);
	}
	textbuf_puts(out, ".El\n");
}

static void panel_keys_of(struct textbuf *out, const struct panel *panel)
{
	if (!panel->keys)
		return;
	textbuf_printf(out,
		       ".Pp\nIn the panel\n.Li %s :\n"
		       ".Bl -tag -width Shift-Tab -compact\n",
		       panel->name);
	for (const struct panel_key *key = panel->keys; key->name; key++)
		item(out, key->name, key->help);
	textbuf_puts(out, ".El\n");
}

static char *keys_part(void)
{
	struct textbuf out = { 0 };

	keys_of(&out, "Everywhere", KEY_PROMPT, 0);
	keys_of(&out, ".Pp\nAt the prompt when nothing is typed", KEY_EMPTY, KEY_PROMPT);
	keys_of(&out, ".Pp\nIn the panels", KEY_PANELS, KEY_PROMPT);
	for (int i = 0; panel_table[i]; i++)
		panel_keys_of(&out, panel_table[i]);
	return textbuf_take(&out);
}

char *reference_part(const char *part)
{
	if (strcmp(part, "commands") == 0)
		return help_roff();
	if (strcmp(part, "json") == 0)
		return help_roff_json();
	if (strcmp(part, "keys") == 0)
		return keys_part();
	if (strcmp(part, "scenarios") == 0)
		return shells_scenarios();
	return help_roff_source(part);
}

static json_t *key_row(int i)
{
	const struct key *key = keys_row(i);

	return key ? json_pack("{s:s, s:s, s:s?, s:b, s:b, s:b, s:b}", "name", key->name, "help",
			       key->help, "command", key->command, "prompt",
			       key->place & KEY_PROMPT, "empty", key->place & KEY_EMPTY, "panels",
			       key->place & KEY_PANELS, "changes", key->place & KEY_CHANGES)
		   : NULL;
}

const struct table_source reference_keys = {
	.name = "keys",
	.help = "keys of the screen: at the prompt, at an empty prompt, in the panels",
	.row = key_row,
};
