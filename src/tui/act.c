/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act.c - what an event does: a key of the table, or readline's. What keys do
 * to panels is in act_panel.c.
 */
#include "tui/app.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(struct app *app, const char *text)
{
	messages_say(app->messages, MESSAGE_NOTE, "%s", text);
}

void act_run(struct app *app, const char *line)
{
	messages_forget_last(app->messages);
	messages_echo(app->messages, line);
	app->hush = false;
	player_type(app->player, line);
}

/* Pasted lines run in order, as a script's do: they go over together. */
static void run_pasted(struct app *app, char *text)
{
	messages_forget_last(app->messages);
	messages_echo(app->messages, text);
	player_paste(app->player, text);
}

void act_lines(struct app *app)
{
	char *line, *all = NULL;
	bool pasted;

	while ((line = prompt_take(app->prompt, &pasted))) {
		char *more = NULL;

		if (!pasted) {
			act_run(app, line);
		} else if (asprintf(&more, "%s%s\n", all ? all : "", line) >= 0) {
			free(all);
			all = more;
		}
		free(line);
	}
	if (all)
		run_pasted(app, all);
	free(all);
}

void act_interrupt(struct app *app)
{
	page_close(&app->page);
	if (!app->panels && !prompt_empty(app->prompt)) {
		prompt_clear(app->prompt);
		return;
	}
	if (!player_interrupt(app->player))
		say(app, "nothing runs; Ctrl-D or `quit` leaves");
}

void act_suspend(struct app *app, bool group)
{
	painter_suspend(app->painter, group);
	app->changed = true;
}

/* Asks once when something is unsaved. */
static void leave(struct app *app, const char *key)
{
	if (!player_dirty(app->player) || app->asked) {
		app->leaving = true;
		return;
	}
	app->asked = true;
	messages_say(app->messages, MESSAGE_NOTE,
		     "unsaved: `history FILE` keeps it; %s again leaves", key);
}

void act_go(struct app *app, bool panels)
{
	app->panels = panels && player_screen(app->player)->shown > 0;
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

static void scroll_page(struct app *app, const struct key *key)
{
	int rows = frame_page_rows(app);

	if (page_is_open(&app->page))
		page_scroll(&app->page, key->argument * (rows > 1 ? rows - 1 : 1), rows);
	else
		act_on_panel(app, key);
}

static void toggle_mouse(struct app *app)
{
	app->mouse = !app->mouse;
	app->grabbed = (struct hit){ .kind = HIT_NONE };
	painter_mouse(app->painter, app->mouse);
	say(app, app->mouse ? "mouse on: click points, drag moves, wheel zooms; m gives it back"
			    : "mouse off: the terminal selects again");
}

static void open_help(struct app *app)
{
	struct screen_state *state = player_screen(app->player);
	const struct panel *panel = NULL;
	char *keys, *text;
	int length;

	if (app->place < state->shown)
		panel = panel_table[state->panel[app->place]];
	keys = keys_help(app->panels ? panel : NULL);
	if (!panel) {
		page_open(&app->page, "help", keys, false);
		return;
	}
	if (app->panels)
		length = asprintf(&text, "%s: %s\n\n%s\n\n%s", panel->name, panel->help,
				  panel->explain, keys ? keys : "");
	else
		length = asprintf(&text, "%s\nPanel %s: %s\n\n%s", keys ? keys : "", panel->name,
				  panel->help, panel->explain);
	if (length >= 0)
		page_open(&app->page, "help", text, false);
	free(keys);
}

static void open_log(struct app *app)
{
	int count;
	const char *const *line = messages_lines(app->messages, &count);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	for (int i = 0; i < count; i++)
		fprintf(out, "%s\n", line[i]);
	if (fclose(out) == 0) {
		page_open(&app->page, "messages", text, false);
		app->page.top = MESSAGES_LINES; /* its end; fitted when drawn */
	}
}

bool act_refused(struct app *app)
{
	if (app->options->safe)
		say(app, "safe mode: single keys and the mouse change nothing; type the command");
	return app->options->safe;
}

static void act(struct app *app, const struct key *key)
{
	if (key->place & KEY_CHANGES && act_refused(app))
		return;
	switch (key->action) {
	case ACT_COMMAND:
		act_run(app, key->command);
		break;
	case ACT_HELP:
		open_help(app);
		break;
	case ACT_ENLARGE:
		enlarge(app);
		break;
	case ACT_LOG:
		open_log(app);
		break;
	case ACT_PLACE:
		act_go(app, !app->panels);
		break;
	case ACT_PANELS:
		act_go(app, true);
		break;
	case ACT_BACK:
		act_go(app, false);
		break;
	case ACT_QUIT:
	case ACT_END:
		leave(app, key->name);
		break;
	case ACT_INTERRUPT:
		act_interrupt(app);
		break;
	case ACT_SUSPEND:
		act_suspend(app, true);
		break;
	case ACT_ABORT:
		app->died_of = SIGQUIT;
		break;
	case ACT_REPAINT:
		painter_repaint(app->painter);
		break;
	case ACT_GO_ON:
		player_key(app->player);
		break;
	case ACT_PAGE:
		scroll_page(app, key);
		break;
	case ACT_MOUSE:
		toggle_mouse(app);
		break;
	default:
		act_on_panel(app, key);
		break;
	}
}

/* Rows an open page scrolls by for this key, 0: the key is not one. */
static int page_rows(const struct app *app, uint32_t code)
{
	int page = frame_page_rows(app);

	if (code == INPUT_UP || (app->panels && code == 'k'))
		return -1;
	if (code == INPUT_DOWN || (app->panels && code == 'j'))
		return 1;
	if (code == INPUT_PAGE_UP)
		return page > 1 ? 1 - page : -1;
	if (code == INPUT_PAGE_DOWN)
		return page > 1 ? page - 1 : 1;
	if (code == INPUT_HOME)
		return -app->page.lines;
	return code == INPUT_END ? app->page.lines : 0;
}

/* A key while a page is open. True: it was the page's. */
static bool page_takes(struct app *app, uint32_t code, bool empty)
{
	int rows = page_rows(app, code);

	/* an explanation follows the cursor; it is scrolled by pages */
	if (app->explain && app->panels &&
	    ((code >= INPUT_UP && code <= INPUT_END) || code == '[' || code == ']' || code == '{' ||
	     code == '}' || code == '.' ||
	     (code && strchr("hjkl", (int)(code & 0x7f)) && code < 0x80)))
		return false;

	if (app->page.popup && code != INPUT_PAGE_UP && code != INPUT_PAGE_DOWN)
		rows = 0;
	if (rows) {
		page_scroll(&app->page, rows, frame_page_rows(app));
		return true;
	}
	if (app->page.popup) {
		page_close(&app->page);
		return false;
	}
	page_close(&app->page);
	if (app->explain && code == '\r') {
		app->explain = false;
		return true;
	}
	app->explain = false;
	/* these only close; anything else acts too, so nothing typed is lost */
	return code == 27 ||
	       (empty && (code == '\r' || code == '\n' || code == ' ' || code == 'q'));
}

static void finish_paste(struct app *app)
{
	const char *text = paste_text(&app->paste);

	act_go(app, false);
	prompt_paste(app->prompt, text);
	if (app->paste.cut)
		say(app, "the paste was too long; its end is missing");
	paste_clear(&app->paste);
	act_lines(app);
}

static void at_prompt(struct app *app, const struct input_event *event)
{
	char *popup;

	prompt_feed(app->prompt, event->bytes, event->size);
	popup = prompt_take_popup(app->prompt);
	if (popup)
		page_open(&app->page, "completions", popup, true);
	act_lines(app);
}

static void key_event(struct app *app, const struct input_event *event)
{
	bool empty = app->panels || prompt_empty(app->prompt);
	bool named = event->kind == INPUT_CHAR || event->kind == INPUT_KEY;
	uint32_t code = named ? event->code : 0;
	bool asked = app->asked;
	const struct key *key = NULL;

	if (page_is_open(&app->page) && page_takes(app, code, empty))
		return;
	if (app->panels && named && act_panel_key(app, code))
		return;
	if (named)
		key = keys_find(code, app->panels, empty);
	/* the question holds for the very next key only */
	if (!key || (key->action != ACT_QUIT && key->action != ACT_END))
		app->asked = false;
	if (asked && !app->asked)
		messages_forget_last(app->messages);
	/* a search or half a key takes even these, but never the signals */
	if (key && !app->panels && !prompt_plain(app->prompt) && code < ' ' && code != 3 &&
	    code != 26 && code != 28)
		key = NULL;
	if (key)
		act(app, key);
	else if (!app->panels)
		at_prompt(app, event);
}

void act_event(struct app *app, const struct input_event *event)
{
	app->changed = true;
	switch (event->kind) {
	case INPUT_MOUSE:
		act_mouse(app, event);
		break;
	case INPUT_PASTE_BEGIN:
		paste_clear(&app->paste);
		break;
	case INPUT_PASTE:
		paste_add(&app->paste, event->bytes, event->size);
		break;
	case INPUT_PASTE_END:
		page_close(&app->page);
		finish_paste(app);
		break;
	default:
		app->urgent = true;
		key_event(app, event);
	}
}
