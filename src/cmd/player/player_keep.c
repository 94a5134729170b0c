/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_keep.c - when does a session come to rest so that it can be kept by itself?
 *
 * A training is held at its next epoch for as long as freezing takes, and goes on; it is
 * not cut, so neither undo nor history knows of it. A line beside the screen is waited for.
 */
#include "cmd/player/player_state.h"

#include <stdlib.h>

#include "cmd/player/kept.h"
#include "view/screen/screen_json.h"

void player_keep_begin(struct player *p)
{
	char *text;

	p->keep.minutes = AUTOSAVE_MINUTES;
	if (!p->options.keeps)
		return;
	p->keep.autosave = autosave_new(p->session->pool);
	text = kept_offer();
	if (text)
		player_tell(p, MESSAGE_NOTE, "%s\n", text);
	free(text);
}

/* How far all arms are; they rest. */
static unsigned long long count_epochs(const struct session *s)
{
	unsigned long long sum = 0;

	for (int i = 0; i < s->arms; i++)
		sum += (unsigned long long)s->arm[i]->epoch * 1000003 +
		       (unsigned long long)s->arm[i]->batch;
	return sum;
}

static bool rests(const struct player *p)
{
	return !player_job_trains(p) || p->now.job->type->rests(p->now.job);
}

/* While a training moves, something does. */
static bool has_changed(const struct player *p)
{
	return p->acts != p->keep.acts || !rests(p) || count_epochs(p->session) != p->keep.epochs;
}

static bool is_empty(const struct session *s)
{
	return !s->task && !s->arms;
}

static void tell_trouble(struct player *p)
{
	char *why = autosave_trouble(p->keep.autosave);

	if (why)
		player_tell(p, MESSAGE_NOTE,
			    "this session is not kept while it goes on: %s (`save` writes it)\n",
			    why);
	free(why);
}

/* All rests. Without memory it is tried again later. */
static void write_down(struct player *p)
{
	struct saved_order order = { .next_id = p->session->next_id,
				     .look = screen_look(&p->screen, &p->session->look),
				     .screen = screen_state_json(&p->screen) };
	struct shared *frozen = order.screen ? frozen_take_apart(p->session) : NULL;

	if (!frozen) {
		json_decref(order.screen);
		autosave_need_not(p->keep.autosave);
		return;
	}
	p->keep.acts = p->acts;
	p->keep.epochs = count_epochs(p->session);
	autosave_write(p->keep.autosave, frozen, &order);
}

void player_keep(struct player *p)
{
	struct autosave *a = p->keep.autosave;
	struct job *job = p->now.job;
	bool held = false;

	if (!a)
		return;
	tell_trouble(p);
	if (p->acting.aside)
		return;
	if (!autosave_due(a)) {
		if (!is_empty(p->session) && has_changed(p))
			autosave_want(a);
		return;
	}
	if (player_job_trains(p)) {
		if (!job->type->hold(job, true))
			return;
		held = true;
	}
	if (has_changed(p))
		write_down(p);
	else
		autosave_need_not(a);
	if (held)
		job->type->hold(job, false);
}

void player_set_autosave(struct player *player, double minutes)
{
	player->keep.minutes = minutes;
	if (player->keep.autosave)
		autosave_set(player->keep.autosave, minutes);
}

double player_autosave(const struct player *player)
{
	return player->keep.minutes;
}
