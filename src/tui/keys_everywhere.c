/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys_everywhere.c - keys of the whole screen: pages, places, leaving, signals.
 * A new one is a row and its handler.
 */
#include <signal.h>

#include "tui/app.h"
#include "io/textbuf.h"
#include "view/screen/arrangement.h"

static void leave(struct app *app, const struct key *key)
{
	act_leave(app, key->name);
}

/* All panels, then each on the whole screen. */
static void enlarge(struct app *app)
{
	if (!app->zoom) {
		app->zoom = true;
		app->place = 0;
	} else if (app->place + 1 < player_screen(app->player)->shown) {
		app->place++;
	} else {
		app->zoom = false;
		app->place = 0;
	}
}

static void open_help(struct app *app)
{
	struct screen_state *state = player_screen(app->player);
	const struct panel *panel = NULL;
	struct textbuf text = { 0 };

	if (app->place < state->shown)
		panel = panel_table[state->panel[app->place]];
	if (panel && app->panels)
		textbuf_printf(&text, "%s: %s\n\n%s\n\n", panel->name, panel->help, panel->explain);
	keys_help(app->panels ? panel : NULL, &text);
	if (panel && !app->panels)
		textbuf_printf(&text, "\nPanel %s: %s\n\n%s", panel->name, panel->help,
			       panel->explain);
	page_open(&app->page, "help", textbuf_take(&text), false);
}

void act_next_layout(struct app *app)
{
	struct screen_state *state = player_screen(app->player);
	int next = state->arrangement + 1;

	arrangement_apply(arrangement_name(next) ? next : 0, state);
	app->place = 0;
	messages_say(app->messages, MESSAGE_NOTE, "layout %s: %s",
		     arrangements[state->arrangement].name, arrangements[state->arrangement].help);
}

static void open_log(struct app *app)
{
	int count;
	const char *const *line = messages_lines(app->messages, &count);
	struct textbuf text = { 0 };

	for (int i = 0; i < count; i++)
		textbuf_printf(&text, "%s\n", line[i]);
	page_open(&app->page, "messages", textbuf_take(&text), false);
	app->page.top = MESSAGES_LINES; /* its end; fitted when drawn */
}

static void to_other_place(struct app *app)
{
	act_go(app, !app->panels);
}

static void suspend(struct app *app)
{
	act_suspend(app, true);
}

static void end_at_once(struct app *app)
{
	app->died_of = SIGQUIT;
}

static void repaint(struct app *app)
{
	painter_repaint(app->painter);
}

static void go_on(struct app *app)
{
	player_key(app->player);
}

/* A page over the panels is scrolled before its key comes here. */
static void scroll_page(struct app *app, struct panel_options *o, const struct key *key)
{
	int rows = app->figure_rows > 4 ? app->figure_rows - 3 : 1;

	panel_scroll(player_screen(app->player)->panel[app->place], &app->snapshot, o,
		     key->argument * rows, 0);
}

#define F(n) (INPUT_F1 + (n)-1)

const struct key keys_everywhere[] = {
	{ F(1), KEY_BOTH, "F1", "this page", .act = open_help },
	{ '?', KEY_EMPTY | KEY_PANELS, "?", "this page; what the panel with the keyboard shows",
	  .act = open_help },
	{ F(2), KEY_BOTH, "F2", "the next arrangement of panels", .act = act_next_layout },
	{ F(3), KEY_BOTH, "F3", "what was said and printed so far", .act = open_log },
	{ F(4), KEY_BOTH, "F4", "the tree of arms", .command = "arms" },
	{ F(5), KEY_BOTH, "F5", "all figures of all arms", .command = "metrics" },
	{ F(6), KEY_BOTH, "F6", "to the panels, or back to the prompt", .act = to_other_place },
	{ F(7), KEY_BOTH, "F7", "each panel in turn on the whole screen, then all again",
	  .act = enlarge },
	{ F(10), KEY_BOTH | KEY_LEAVES, "F10", "leave; asks when something is unsaved or runs",
	  .act_by = leave },
	{ INPUT_PAGE_UP, KEY_BOTH, "PgUp", "scroll a page up", .on_panel = scroll_page,
	  .argument = -1 },
	{ INPUT_PAGE_DOWN, KEY_BOTH, "PgDn", "scroll a page down", .on_panel = scroll_page,
	  .argument = 1 },
	{ KEY_CTRL('L'), KEY_BOTH, "Ctrl-L", "draw the screen anew", .act = repaint },
	{ KEY_CTRL('C'), KEY_BOTH | KEY_SIGNAL, "Ctrl-C",
	  "empty the line; with an empty line stop what runs and keep all", .act = act_interrupt },
	{ KEY_CTRL('Z'), KEY_BOTH | KEY_SIGNAL, "Ctrl-Z",
	  "stop the program; `fg` in the shell goes on", .act = suspend },
	{ KEY_CTRL('\\'), KEY_BOTH | KEY_SIGNAL, "Ctrl-\\", "end at once, by the signal QUIT",
	  .act = end_at_once },
	{ KEY_CTRL('D'), KEY_EMPTY | KEY_PANELS | KEY_LEAVES, "Ctrl-D",
	  "leave, when nothing is typed", .act_by = leave },
	{ KEY_CTRL('I'), KEY_EMPTY, "Tab", "to the panels; with something typed: complete it",
	  .act = to_other_place },
	{ KEY_CTRL('M'), KEY_EMPTY, "Enter", "go on when a script waits for a key", .act = go_on },
	{ 0 },
};
