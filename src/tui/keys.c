/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.c - the table of keys. Help and hints are read from it; what an action
 * does is in act.c.
 */
#include "tui/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/input.h"
#include "view/figure/panel.h"

#define CTRL(letter) ((letter)&31)
#define F(n) (INPUT_F1 + (n)-1)
#define PANEL(n, digit)                                                                  \
	{                                                                                \
		(digit), KEY_PANELS, #n, ACT_PANEL, (n)-1, NULL, NULL, "go to panel " #n \
	}

const struct key key_table[] = {
	{ F(1), KEY_BOTH, "F1", ACT_HELP, 0, NULL, "F1 help", "this page" },
	{ '?', KEY_EMPTY | KEY_PANELS, "?", ACT_HELP, 0, NULL, NULL,
	  "this page; what the panel with the keyboard shows" },
	{ F(2), KEY_BOTH, "F2", ACT_LAYOUT, 0, NULL, "F2 layout",
	  "the next arrangement of panels" },
	{ F(3), KEY_BOTH, "F3", ACT_LOG, 0, NULL, "F3 messages",
	  "what was said and printed so far" },
	{ F(4), KEY_BOTH, "F4", ACT_COMMAND, 0, "arms", NULL, "the tree of arms" },
	{ F(5), KEY_BOTH, "F5", ACT_COMMAND, 0, "metrics", NULL, "all figures of all arms" },
	{ F(6), KEY_BOTH, "F6", ACT_PLACE, 0, NULL, "F6 panels",
	  "to the panels, or back to the prompt" },
	{ F(7), KEY_BOTH, "F7", ACT_ENLARGE, 0, NULL, "F7 one panel",
	  "each panel in turn on the whole screen, then all again" },
	{ F(10), KEY_BOTH, "F10", ACT_QUIT, 0, NULL, "F10 quit",
	  "leave; asks when something is unsaved" },
	{ INPUT_PAGE_UP, KEY_BOTH, "PgUp", ACT_PAGE, -1, NULL, NULL, "scroll a page up" },
	{ INPUT_PAGE_DOWN, KEY_BOTH, "PgDn", ACT_PAGE, 1, NULL, NULL, "scroll a page down" },
	{ CTRL('L'), KEY_BOTH, "Ctrl-L", ACT_REPAINT, 0, NULL, NULL, "draw the screen anew" },
	{ CTRL('C'), KEY_BOTH, "Ctrl-C", ACT_INTERRUPT, 0, NULL, NULL,
	  "empty the line; with an empty line stop what runs and keep all" },
	{ CTRL('Z'), KEY_BOTH, "Ctrl-Z", ACT_SUSPEND, 0, NULL, NULL,
	  "stop the program; `fg` in the shell goes on" },
	{ CTRL('\\'), KEY_BOTH, "Ctrl-\\", ACT_ABORT, 0, NULL, NULL,
	  "end at once, by the signal QUIT" },
	{ CTRL('D'), KEY_EMPTY | KEY_PANELS, "Ctrl-D", ACT_END, 0, NULL, NULL,
	  "leave, when nothing is typed" },
	{ CTRL('I'), KEY_EMPTY, "Tab", ACT_PANELS, 0, NULL, NULL,
	  "to the panels; with something typed: complete it" },
	{ CTRL('M'), KEY_EMPTY, "Enter", ACT_GO_ON, 0, NULL, NULL,
	  "go on when a script waits for a key" },
	{ 27, KEY_PANELS, "Esc", ACT_BACK, 0, NULL, "Esc prompt",
	  "back to the prompt; what is typed there is kept" },
	{ INPUT_UP, KEY_PANELS, "Up", ACT_UP_DOWN, -1, NULL, "arrows move",
	  "move the cursor; past the edge the figure scrolls" },
	{ INPUT_DOWN, KEY_PANELS, "Down", ACT_UP_DOWN, 1, NULL, NULL, "move the cursor" },
	{ INPUT_LEFT, KEY_PANELS, "Left", ACT_LEFT_RIGHT, -1, NULL, NULL, "move the cursor" },
	{ INPUT_RIGHT, KEY_PANELS, "Right", ACT_LEFT_RIGHT, 1, NULL, NULL, "move the cursor" },
	{ 'k', KEY_PANELS, "k", ACT_UP_DOWN, -1, NULL, NULL, "as Up" },
	{ 'j', KEY_PANELS, "j", ACT_UP_DOWN, 1, NULL, NULL, "as Down" },
	{ 'h', KEY_PANELS, "h", ACT_LEFT_RIGHT, -1, NULL, NULL, "as Left" },
	{ 'l', KEY_PANELS, "l", ACT_LEFT_RIGHT, 1, NULL, NULL, "as Right" },
	{ CTRL('M'), KEY_PANELS, "Enter", ACT_EXPLAIN, 0, NULL, "Enter explain",
	  "explain what the cursor stands on, with its numbers" },
	{ 'x', KEY_PANELS | KEY_CHANGES, "x", ACT_EDIT, 0, NULL, "x edit",
	  "change what the cursor stands on: a weight, a bit" },
	{ CTRL('I'), KEY_PANELS, "Tab", ACT_NEXT, 1, NULL, "Tab next", "to the next panel" },
	{ INPUT_BACK_TAB, KEY_PANELS, "Shift-Tab", ACT_NEXT, -1, NULL, NULL,
	  "to the panel before" },
	PANEL(1, '1'),
	PANEL(2, '2'),
	PANEL(3, '3'),
	PANEL(4, '4'),
	PANEL(5, '5'),
	PANEL(6, '6'),
	PANEL(7, '7'),
	PANEL(8, '8'),
	PANEL(9, '9'),
	{ 'z', KEY_PANELS, "z", ACT_ZOOM, 0, NULL, "z zoom",
	  "this panel on the whole screen, or all again" },
	{ 'L', KEY_PANELS, "L", ACT_LAYOUT, 0, NULL, NULL, "as F2" },
	{ ' ', KEY_PANELS, "Space", ACT_PAUSE, 0, NULL, "Space pause",
	  "pause the training, or go on; also when a script waits" },
	{ '.', KEY_PANELS | KEY_CHANGES, ".", ACT_STEP, 0, NULL, ". one epoch",
	  "train one epoch, and rest" },
	{ '[', KEY_PANELS, "[", ACT_TIME, -1, NULL, "[ ] epoch",
	  "all panels an epoch back in time" },
	{ ']', KEY_PANELS, "]", ACT_TIME, 1, NULL, NULL, "an epoch on" },
	{ '{', KEY_PANELS, "{", ACT_TIME, -10, NULL, NULL, "ten epochs back" },
	{ '}', KEY_PANELS, "}", ACT_TIME, 10, NULL, NULL, "ten epochs on" },
	{ INPUT_HOME, KEY_PANELS, "Home", ACT_FIRST, 0, NULL, NULL, "the first epoch" },
	{ INPUT_END, KEY_PANELS, "End", ACT_NOW, 0, NULL, NULL,
	  "now; figures move with the training again" },
	{ 'd', KEY_PANELS, "d", ACT_DIFFERENCE, 0, NULL, "d difference",
	  "difference to the second arm, the parent or the epoch marked; or none" },
	{ 'D', KEY_PANELS, "D", ACT_MARK, 0, NULL, NULL, "difference to the epoch shown now" },
	{ 'b', KEY_PANELS | KEY_CHANGES, "b", ACT_BRANCH, 0, NULL, "b branch",
	  "branch a new arm off the panel's arm at the epoch shown" },
	{ 'p', KEY_PANELS | KEY_CHANGES, "p", ACT_PLOT, 0, NULL, "p plot",
	  "write the figure to a file: asks at the prompt" },
	{ 'm', KEY_PANELS, "m", ACT_MOUSE, 0, NULL, "m mouse",
	  "the mouse for the program, or for the terminal's selecting" },
	{ ':', KEY_PANELS, ":", ACT_BACK, 0, NULL, NULL, "back to the prompt" },
	{ 'q', KEY_PANELS, "q", ACT_BACK, 0, NULL, NULL, "back to the prompt" },
	{ 0 }
};

const struct key *keys_find(uint32_t code, bool panels, bool empty)
{
	int place = panels ? KEY_PANELS : KEY_PROMPT | (empty ? KEY_EMPTY : 0);

	if (code == '\n')
		code = '\r';
	for (const struct key *key = key_table; key->name; key++) {
		if (key->code == code && key->place & place)
			return key;
	}
	return NULL;
}

void keys_hint(bool panels, char *out, size_t size)
{
	int place = panels ? KEY_PANELS : KEY_PROMPT;
	size_t at = 0;

	out[0] = '\0';
	for (const struct key *key = key_table; key->name; key++) {
		int n;

		if (!key->hint || !(key->place & place))
			continue;
		/* the panels have keys enough of their own to hint at */
		if (panels && key->place == KEY_BOTH && key->action != ACT_HELP)
			continue;
		n = snprintf(out + at, size - at, "%s%s", at ? "  " : "", key->hint);
		if (n < 0 || (size_t)n >= size - at) {
			out[at] = '\0';
			return;
		}
		at += (size_t)n;
	}
}

static void list_keys(FILE *out, const char *title, int place, int not )
{
	fprintf(out, "%s\n", title);
	for (const struct key *key = key_table; key->name; key++) {
		if ((key->place & place) && !(not &&(key->place & not )))
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
