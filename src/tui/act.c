/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act.c - what keys and the mouse have in common: to say, to run, to go. */
#include "tui/app.h"
#include "tui/leaving.h"

#include <stdlib.h>

#include "cmd/player/signals.h"

void act_say(struct app *app, const char *text)
{
	messages_say(app->messages, MESSAGE_NOTE, "%s", text);
}

/* At the welcome a number is a lesson's. */
static char *lesson_meant(const struct app *app, const char *line)
{
	const struct snapshot *s = &app->snapshot;

	return app->welcome && !s->task && !s->arms && !s->sweep ? welcome_line(line) : NULL;
}

void act_run(struct app *app, const char *line)
{
	char *lesson = lesson_meant(app, line);

	messages_forget_last(app->messages);
	messages_echo(app->messages, line);
	app->hush = false;
	if (!leaving_line(line))
		app->asked = false;
	player_type(app->player, lesson ? lesson : line);
	free(lesson);
}

void act_interrupt(struct app *app)
{
	app->given_up |= player_unheard(app->player) >= SIGNALS_PATIENCE;
	page_close(&app->page);
	if (!app->panels && !prompt_empty(app->prompt)) {
		prompt_clear(app->prompt);
		return;
	}
	if (!player_interrupt(app->player))
		act_say(app, "nothing runs; Ctrl-D or `quit` leaves");
}

void act_leave(struct app *app, const char *again)
{
	char question[160];

	if (app->asked || !leaving_asks(app->player, again, question, sizeof question)) {
		app->leaving = true;
		return;
	}
	app->asked = true;
	messages_say(app->messages, MESSAGE_NOTE, "%s", question);
}

void act_stays(struct app *app)
{
	app->asked = false;
	messages_forget_last(app->messages);
}

void act_suspend(struct app *app, bool group)
{
	painter_suspend(app->painter, group);
	app->changed = true;
}

void act_go(struct app *app, bool panels)
{
	app->panels = panels && player_screen(app->player)->shown > 0;
}

bool act_refused(struct app *app)
{
	if (app->options->safe)
		act_say(app,
			"safe mode: single keys and the mouse change nothing; type the command");
	return app->options->safe;
}
