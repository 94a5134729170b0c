/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event.c - what an event does: a key of the tables, readline's, the mouse's, a
 * paste. Not here: what a key does (keys_everywhere.c, keys_panels.c).
 */
#include "tui/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"
#include "tui/key_name.h"

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

/* Rows an open page scrolls by for this key, 0: the key is not one. At the prompt
   arrows are the prompt's. */
static int page_rows(const struct app *app, uint32_t code)
{
	int page = frame_page_rows(app);
	bool arrows = app->panels && !app->page.popup;

	if (arrows && (code == INPUT_UP || code == 'k'))
		return -1;
	if (arrows && (code == INPUT_DOWN || code == 'j'))
		return 1;
	if (code == INPUT_PAGE_UP)
		return page > 1 ? 1 - page : -1;
	if (code == INPUT_PAGE_DOWN)
		return page > 1 ? page - 1 : 1;
	if (arrows && code == INPUT_HOME)
		return -app->page.lines;
	return arrows && code == INPUT_END ? app->page.lines : 0;
}

/* In the panels these only close a page; anything else acts, too. */
static bool only_closes(uint32_t code)
{
	return code && code < 0x80 && strchr("\r\n q", (int)code);
}

/* A key while a page is open, its row if it has one. True: it was the page's. What is
   typed at the prompt never is: the page closes by itself. */
static bool page_takes(struct app *app, uint32_t code, const struct key *key)
{
	int rows = page_rows(app, code);
	bool popup = app->page.popup;

	/* an explanation follows the cursor; it is scrolled by pages */
	if (app->explain && app->panels && key && key->place & KEY_FOLLOWED)
		return false;
	if (rows) {
		page_scroll(&app->page, rows, frame_page_rows(app));
		return true;
	}
	page_close(&app->page);
	app->explain = false;
	return code == KEY_CTRL('[') || (app->panels && !popup && only_closes(code));
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

/* A key that does nothing says so, each once: so that nobody waits, or wonders. */
static void say_unused(struct app *app, const struct input_event *event)
{
	const struct app_told *told = &app->told;
	char name[KEY_NAME_BYTES];

	key_name(event, name);
	if (!name[0])
		snprintf(name, sizeof name, "this key");
	for (int i = 0; i < told->count; i++) {
		if (strcmp(told->name[i], name) == 0)
			return;
	}
	if (told->count == APP_TOLD)
		return;
	snprintf(app->told.name[app->told.count++], KEY_NAME_BYTES, "%s", name);
	messages_hint(app->messages, "%s does nothing %s", name,
		      app->panels ? "here; ? lists the keys" : "at the prompt; F1 lists the keys");
}

static void at_prompt(struct app *app, const struct input_event *event)
{
	char *popup;

	if (!prompt_binds(app->prompt, event->bytes, event->size) && event->bytes[0] == 27) {
		say_unused(app, event);
		return;
	}
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

	if (page_is_open(&app->page) && page_takes(app, code, key))
		return;
	if (app->panels && named && act_panel_key(app, code))
		return;
	/* what was asked waits while `quit` is typed, and for nothing else */
	if (app->asked && (key ? !(key->place & KEY_LEAVES) : app->panels))
		act_stays(app);
	/* a search or half a key takes control characters, but never the signals */
	if (key && !app->panels && !prompt_plain(app->prompt) && code < ' ' &&
	    !(key->place & KEY_SIGNAL))
		key = NULL;
	if (key)
		act(app, key);
	else if (!app->panels)
		at_prompt(app, event);
	else
		say_unused(app, event);
}

void event_take(struct app *app, const struct input_event *event)
{
	if (event->kind == INPUT_REPLY)
		return;
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
