/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference.c - tables to mdoc; the prose around it is in man/. */
#include "tui/reference.h"

#include <string.h>

#include "cmd/help/help.h"
#include "tui/keys.h"
#include "view/figure/panel.h"
#include "io/textbuf.h"

static void keys_of(struct textbuf *out, const char *title, int place, int not )
{
	textbuf_printf(out, "%s:\n.Bl -tag -width Shift-Tab -compact\n", title);
	for (const struct key *key = key_table; key->name; key++) {
		if (!(key->place & place) || (not &&(key->place & not )))
			continue;
		textbuf_puts(out, ".It Li ");
		help_roff_quoted(out, key->name);
		help_roff_paragraphs(out, key->help);
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
	for (const struct panel_key *key = panel->keys; key->name; key++) {
		textbuf_puts(out, ".It Li ");
		help_roff_quoted(out, key->name);
		help_roff_paragraphs(out, key->help);
	}
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
	return help_roff_source(part);
}
