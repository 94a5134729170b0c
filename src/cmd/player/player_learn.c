/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_learn.c - a lesson waits for who learns, and goes on.
 *
 * A line that waits stays the script's next one. A question waits for its answer; a deed
 * is tested again, by running its line, when a typed line has taken effect.
 */
#include "cmd/player/player_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the narration panel; at a prompt alone, as a line. Takes text; NULL: no memory,
   which is no reason to stop. */
static void teach(struct player *p, char *text)
{
	if (text && p->options.call.lines)
		player_tell(p, MESSAGE_OUTPUT, "%s\n", text);
	else if (text)
		snprintf(p->screen.narration, sizeof p->screen.narration, "%s", text);
	free(text);
}

/* The cursor of the panel that has one which was brought to the front last. */
static struct hit cursor_of(const struct screen_state *screen)
{
	for (int i = 0; i < screen->shown; i++) {
		if (screen->options[i].cursor.kind == HIT_PAIR)
			return screen->options[i].cursor;
	}
	return (struct hit){ .kind = HIT_NONE };
}

/* A cursor that moves is no try that fails. */
static void look_at_cursor(struct player *p)
{
	struct learner *l = &p->learner;
	struct hit now = cursor_of(&p->screen);

	if (!l->points || hit_same(&now, &l->pointed))
		return;
	l->pointed = now;
	l->looks = true;
}

void player_await_learner(struct player *p, const struct line *line, bool scripted)
{
	struct learner *l = &p->learner;
	bool again = l->line == line;

	if (!learner_await(l, line, p->acts)) {
		player_tell(p, MESSAGE_ERROR, "error: %s\n", fpe_status_text(FPE_ENOMEM));
		return;
	}
	l->scripted = scripted;
	if (scripted && !again)
		player_steps_apart(p);
	if (scripted)
		p->queue->next--;
	else
		l->line = NULL; /* it goes with what was typed */
	if (l->tries || l->empty)
		teach(p, learner_hint(l));
	p->wait = WAIT_LEARNER;
	p->screen.turn = l->asks ? SCREEN_TURN_ANSWER : SCREEN_TURN_DEED;
}

void player_learner_is_through(struct player *p)
{
	const struct learner *l = &p->learner;

	if (!l->skipped && (l->tries || l->empty))
		teach(p, strdup("Right."));
	player_steps_join(p);
	learner_clear(&p->learner);
}

bool player_learner_is_ready(struct player *p)
{
	struct learner *l = &p->learner;
	bool ready;

	look_at_cursor(p);
	ready = l->asks ? l->answered : l->skipped || l->looks || p->acts != l->seen;

	if (!ready)
		return false;
	p->wait = WAIT_NONE;
	p->screen.turn = SCREEN_TURN_NONE;
	if (!l->asks)
		return true;
	if (l->scripted && p->queue)
		p->queue->next++;
	player_steps_join(p);
	learner_clear(l);
	return true;
}

enum fpe_status player_answer(struct player *player, const char *name, const char *text,
			      struct fpe_error *err)
{
	struct learner *l = &player->learner;
	enum fpe_status status = answers_set(&player->results.answers, name, text, err);

	if (!status && l->asks && strcmp(l->name, name) == 0)
		l->answered = true;
	return status;
}

/* Enter alone looks again, and tells how it is done before it does it. */
static bool take_enter(struct player *p)
{
	struct learner *l = &p->learner;

	if (p->wait != WAIT_LEARNER)
		return false;
	if (l->asks || learner_tells_all(l) || l->empty++)
		return player_skip(p);
	l->looks = true;
	return true;
}

bool player_skip(struct player *player)
{
	struct learner *l = &player->learner;
	struct fpe_error err;
	char *line;

	if (player->wait == WAIT_KEY)
		return player_key(player);
	if (player->wait != WAIT_LEARNER)
		return false;
	if (l->asks && asprintf(&line, "%s answer=\"\"", l->question) > 0) {
		player_type(player, line);
		free(line);
	} else if (!l->asks) {
		l->skipped = true;
		if (l->solution && player_push_lines(player, l->solution, &err))
			player_tell(player, MESSAGE_ERROR, "error: %s\n", err.message);
	}
	return true;
}

bool player_has_skipped(const struct player *player, const struct line *line)
{
	return player->learner.skipped && player->learner.line == line;
}

bool player_key(struct player *player)
{
	bool due = player->wait == WAIT_KEY;

	if (!due)
		return take_enter(player);
	player_steps_join(player);
	player->wait = WAIT_NONE;
	player->screen.press_key = false;
	return true;
}
