/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event.c - what an event does: a key of the tables, readline's, the mouse's, a
 * paste. Not here: what a key does (keys_everywhere.c, keys_panels.c).
 */
#include "tui/app.h"

#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"

/* Hand finished lines to the player. Pasted ones run in order, as a script's do:
   they go over together. */
static void take_lines(struct app *app)
{
	struct textbuf pasted_lines = { 0 };
	char *line, *all;
	bool pasted;

	while ((line = prompt_take(app->prompt, &pasted))) {
		if (pasted)
			textbuf_printf(&pasted_lines, "%s\n", line);
		else
			act_run(app, line);
		free(line);
	}
	all = pasted_lines.size ? textbuf_take(&pasted_lines) : NULL;
	if (all) {
		messages_forget_last(app->messages);
		messages_echo(app->messages, all);
		player_paste(app->player, all);
	}
	free(all);
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

/* These only close a page; anything else acts too, so nothing typed is lost. */
static bool only_closes(uint32_t code, bool empty)
{
	return code == KEY_CTRL('[') ||
	       (empty && code && code < 0x80 && strchr("\r\n q", (int)code));
}

/* A key while a page is open, its row if it has one. True: it was the page's. */
static bool page_takes(struct app *app, uint32_t code, const struct key *key, bool empty)
{
	int rows = page_rows(app, code);
	bool explained = app->explain;

	/* an explanation follows the cursor; it is scrolled by pages */
	if (explained && app->panels && key && key->place & KEY_FOLLOWED)
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
	app->explain = false;
	/* Enter closes what it opened */
	return only_closes(code, empty) || (explained && code == '\r');
}

static void act(struct app *app, const struct key *key)
{
	struct panel_options *o = act_panel_options(app);

	if (key->place & KEY_CHANGES && act_refused(app))
		return;
	if (key->command)
		act_run(app, key->command);
	else if (key->act)
		key->act(app);
	else if (key->act_by)
		key->act_by(app, key);
	else if (o)
		key->on_panel(app, o, key);
}

static void finish_paste(struct app *app)
{
	const char *text = paste_text(&app->paste);

	act_go(app, false);
	prompt_paste(app->prompt, text);
	if (app->paste.cut)
		act_say(app, "the paste was too long; its end is missing");
	paste_clear(&app->paste);
	take_lines(app);
}

static void at_prompt(struct app *app, const struct input_event *event)
{
	char *popup;

	prompt_feed(app->prompt, event->bytes, event->size);
	popup = prompt_take_popup(app->prompt);
	if (popup)
		page_open(&app->page, "completions", popup, true);
	take_lines(app);
}

static void key_event(struct app *app, const struct input_event *event)
{
	bool empty = app->panels || prompt_empty(app->prompt);
	bool named = event->kind == INPUT_CHAR || event->kind == INPUT_KEY;
	uint32_t code = named ? event->code : 0;
	const struct key *key = named ? keys_find(code, app->panels, empty) : NULL;

	if (page_is_open(&app->page) && page_takes(app, code, key, empty))
		return;
	if (app->panels && named && act_panel_key(app, code))
		return;
	/* the question holds for the very next key only */
	if (app->asked && !(key && key->place & KEY_LEAVES)) {
		app->asked = false;
		messages_forget_last(app->messages);
	}
	/* a search or half a key takes control characters, but never the signals */
	if (key && !app->panels && !prompt_plain(app->prompt) && code < ' ' &&
	    !(key->place & KEY_SIGNAL))
		key = NULL;
	if (key)
		act(app, key);
	else if (!app->panels)
		at_prompt(app, event);
}

void event_take(struct app *app, const struct input_event *event)
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
