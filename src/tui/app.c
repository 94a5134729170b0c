/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app.c - the running screen without its terminal: what it is made of, and the
 * bytes that reach it. loop.c gives it a terminal and waits; a test gives it a
 * surface of its own.
 */
#include "tui/app.h"

#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#include "tui/completion.h"

static void candidates(void *context, const char *line, int cursor, struct candidates *out)
{
	const struct app *app = context;

	completion_with_arms(&app->snapshot, line, cursor, out);
}

/* In UTF-8, ISO 8859 and ASCII 0x9b is CSI or nothing at all; GBK and CP1251 write with it. */
static bool writes_with_c1(void)
{
	mbstate_t state = { 0 };
	wchar_t c;
	size_t n = mbrtowc(&c, "\x9b", 1, &state);

	return n == (size_t)-2 || (n == 1 && iswprint((wint_t)c));
}

void app_init(struct app *app, struct player *player, const struct tui_options *options,
	      struct messages *messages)
{
	*app = (struct app){
		.player = player, .options = options, .messages = messages, .changed = true
	};
	app->look.arm = -1;
	input_init(&app->input);
	app->input.legacy = writes_with_c1();
	player_ask_before_quit(player);
}

bool app_open(struct app *app)
{
	/* nothing is written */
	if (app->options->welcome)
		app->welcome = welcome_new(!app->options->safe);
	app->history = app->options->safe ? NULL : histfile_open(app->options->history);
	app->prompt = prompt_new(candidates, app, app->history);
	if (app->history && histfile_warning(app->history))
		messages_say(app->messages, MESSAGE_NOTE, "%s", histfile_warning(app->history));
	return app->prompt != NULL;
}

bool app_paint(struct app *app, struct surface *surface)
{
	const struct tui_options *o = app->options;
	const char *no = getenv("NO_COLOR");
	bool plain = o->palette || o->colour == 2 || (no && *no);

	if (app->welcome && surface)
		welcome_advise(app->welcome, surface->mono && !plain, surface->ascii && !o->ascii);
	app->painter = painter_new(surface);
	return app->painter != NULL;
}

void app_close(struct app *app)
{
	grid_free(app->resting);
	page_close(&app->page);
	welcome_free(app->welcome);
	paste_clear(&app->paste);
	prompt_free(app->prompt);
	histfile_close(app->history);
}

void app_take_events(struct app *app, bool flush)
{
	struct input_event event;

	while (!app->leaving && !app->died_of && !app->given_up &&
	       input_next(&app->input, flush, &event)) {
		event_take(app, &event);
		/* only what waited is cut short */
		flush = false;
	}
}

/* A picture of what may be gone is no longer looked at: what was drawn stands. */
static void rest_figures(struct app *app)
{
	const struct grid *shown = app->painter ? painter_shown(app->painter) : NULL;

	player_frame(app->player, &app->snapshot);
	if (!shown)
		return;
	app->resting = grid_new(shown->rows, shown->columns, shown->ascii);
	/* not under a page: it may be closed */
	if (app->resting && !page_is_open(&app->page))
		grid_put(app->resting, shown);
}

void app_poll(struct app *app)
{
	player_poll(app->player);
	while (player_takes_leave(app->player))
		act_leave(app, "`quit`");
	if (player_figures_rest(app->player) && !app->resting) {
		rest_figures(app);
	} else if (app->resting && !player_figures_rest(app->player)) {
		grid_free(app->resting);
		app->resting = NULL;
	}
}

bool app_wants_frame(const struct app *app)
{
	return app->changed || app->moving || messages_serial(app->messages) != app->seen;
}
