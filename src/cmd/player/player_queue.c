/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_queue.c - lines that wait for their turn.
 *
 * Scripts, line by line; typed lines, which act at the next epoch boundary; typed
 * long lines, which wait for the job under way.
 */
#include "cmd/language/scenario.h"
#include "cmd/player/player_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void player_pop(struct queued **list)
{
	struct queued *q = *list;

	*list = q->after;
	script_clear(&q->script);
	free(q);
}

/* Nobody who learns is waited for any more. */
static void forget_learner(struct player *p)
{
	if (p->wait == WAIT_LEARNER)
		p->wait = WAIT_NONE;
	p->screen.turn = SCREEN_TURN_NONE;
	learner_clear(&p->learner);
}

void player_forget_scripts(struct player *p)
{
	while (p->queue)
		player_pop(&p->queue);
	forget_learner(p);
	player_settle_undo(p);
}

void player_forget_typed(struct player *p)
{
	while (p->typed)
		player_pop(&p->typed);
	while (p->later)
		player_pop(&p->later);
}

void player_forget_queues(struct player *p)
{
	player_forget_scripts(p);
	player_forget_typed(p);
}

/* All but the first one, where that acts. */
static void forget_behind(struct queued **list, bool acts)
{
	if (acts && *list)
		list = &(*list)->after;
	while (*list)
		player_pop(list);
}

void player_forget_waiting(struct player *p)
{
	enum acting_from from = p->acting.from;

	if (p->wait == WAIT_LEARNER) /* the lesson stays where it is */
		from = ACTING_TYPED;
	else
		forget_behind(&p->queue, from == ACTING_SCRIPT);
	if (p->queue && from == ACTING_SCRIPT) /* it acts by one of its lines, and has no more */
		p->queue->next = p->queue->script.count;
	forget_behind(&p->typed, from == ACTING_TYPED);
	forget_behind(&p->later, from == ACTING_LATER);
}

void player_script_failed(struct player *p)
{
	if (p->queue && p->queue->config) {
		player_pop(&p->queue);
		player_settle_undo(p);
		return;
	}
	if (p->queue && p->queue->lenient)
		return;
	p->status = p->status ? p->status : 1;
	if (!p->options.keep_going)
		player_forget_scripts(p);
}

void player_pasted_failed(struct player *p)
{
	struct queued *q = p->queue;
	int left = q ? q->script.count - q->next : 0;

	if (!q || !q->typed || p->options.keep_going)
		return;
	player_pop(&p->queue);
	player_settle_undo(p);
	if (left > 0)
		player_tell(p, MESSAGE_ERROR,
			    "the %d line%s after it %s not run: mend it and go on from there\n",
			    left, left == 1 ? "" : "s", left == 1 ? "has" : "have");
}

void player_settle_undo(struct player *p)
{
	bool under_way = p->now.job != NULL;

	for (const struct queued *q = p->queue; q; q = q->after)
		under_way |= q->whole;
	if (!under_way && p->undo)
		undo_together(p->undo, false);
}

void player_steps_apart(struct player *p)
{
	p->own_from = undo_last(p->undo);
	undo_apart(p->undo, true);
}

void player_steps_join(struct player *p)
{
	undo_apart(p->undo, false);
}

void player_forget_whole(struct player *p)
{
	while (p->queue && p->queue->whole) {
		player_pop(&p->queue);
		forget_learner(p);
		p->wait = WAIT_NONE;
		p->screen.press_key = false;
	}
	player_settle_undo(p);
}

/* At the head of a list. Takes the lines. NULL: no memory, which the next poll tells. */
static struct queued *push(struct queued **list, struct script *script, const char *name)
{
	struct queued *q = calloc(1, sizeof *q);

	if (!q) {
		script_clear(script);
		return NULL;
	}
	q->script = *script;
	*script = (struct script){ 0 };
	snprintf(q->name, sizeof q->name, "%s", name);
	q->after = *list;
	*list = q;
	return q;
}

static struct queued **end_of(struct queued **list)
{
	while (*list)
		list = &(*list)->after;
	return list;
}

void player_queue(struct player *player, struct script *script, const char *name)
{
	overwrite_took_script(&player->overwrite, script);
	push(end_of(&player->queue), script, name);
}

void player_queue_config(struct player *p, struct script *script)
{
	struct queued **end = end_of(&p->queue), *q = push(end, script, "config.fpe");

	if (q)
		q->config = true;
}

static void tell_parse_error(void *context, const struct parse_error *error)
{
	player_tell_error(context, error);
}

void player_type(struct player *player, const char *line)
{
	struct script script = { 0 };
	char *answer = player->wait == WAIT_LEARNER ? learner_line(&player->learner, line) : NULL;
	const char *text = answer ? answer : line;
	enum fpe_status status =
		parse_text(text, strlen(text), "", false, tell_parse_error, player, &script);

	free(answer);
	if (status == FPE_OK && script.count == 1) {
		push(end_of(&player->typed), &script, "");
		return;
	}
	if (script.count > 1) /* an include */
		player_queue(player, &script, "");
	script_clear(&script);
}

/* Lines that are not blank. */
static int lines_of(const char *text)
{
	int lines = 0;

	for (text += strspn(text, " \n"); *text; text += strspn(text, " \n")) {
		text += strcspn(text, "\n");
		lines++;
	}
	return lines;
}

void player_paste(struct player *player, const char *text)
{
	struct script script = { 0 };
	struct queued **at = &player->queue; /* before a script, after what was pasted before */
	int lines = lines_of(text);
	struct queued *q;

	while (*at && (*at)->typed && !(*at)->whole)
		at = &(*at)->after;
	if (parse_text(text, strlen(text), "", false, tell_parse_error, player, &script)) {
		script_clear(&script);
		if (lines > 1)
			player_tell(
				player, MESSAGE_ERROR,
				"none of the %d pasted lines has run: mend the one shown and paste them again\n",
				lines);
	} else if ((q = push(at, &script, "")) != NULL)
		q->typed = true;
}

/* Queue a text's lines before what is queued. */
static enum fpe_status queue_text(struct player *p, const char *text, const char *name,
				  struct queued **out, struct fpe_error *err)
{
	struct script script = { 0 };
	enum fpe_status status =
		parse_text(text, strlen(text), name, false, tell_parse_error, p, &script);

	if (status) {
		script_clear(&script);
		return status == FPE_ENOMEM ? fpe_no_memory(err)
					    : fpe_fail(err, FPE_EPARSE, "%s does not parse", name);
	}
	*out = push(&p->queue, &script, name);
	return *out ? FPE_OK : fpe_no_memory(err);
}

enum fpe_status player_play(struct player *player, const char *text, const char *name,
			    struct fpe_error *err)
{
	struct queued *q;
	enum fpe_status status = queue_text(player, text, name, &q, err);

	if (!status) {
		q->whole = true;
		undo_together(player->undo, true);
	}
	return status;
}

enum fpe_status player_play_file(struct player *p, const char *path, struct fpe_error *err)
{
	int depth = p->queue ? p->queue->depth + 1 : 1;
	struct script script = { 0 };
	struct queued *q;

	if (depth > PARSE_MAX_DEPTH)
		return fpe_fail(err, FPE_ELIMIT,
				"play is nested deeper than %d files; does %.200s play itself?",
				PARSE_MAX_DEPTH, path);
	if (parse_file(path, TEXTFILE_REGULAR, false, tell_parse_error, p, &script)) {
		script_clear(&script);
		return fpe_fail(err, FPE_EPARSE, "%.200s does not parse", path);
	}
	overwrite_took_script(&p->overwrite, &script);
	q = push(&p->queue, &script, scenario_title(path));
	if (!q)
		return fpe_no_memory(err);
	q->depth = depth;
	q->whole = q->after && q->after->whole;
	return FPE_OK;
}

enum fpe_status player_play_instead(struct player *p, const char *path, struct fpe_error *err)
{
	struct queued *rest = p->acting.from == ACTING_SCRIPT ? p->queue : NULL;
	enum fpe_status status = player_play_file(p, path, err);

	if (!status && rest) {
		rest->next = rest->script.count;
		p->queue->lenient = rest->lenient;
	}
	return status;
}

enum fpe_status player_play_next(struct player *player, const char *lines, struct fpe_error *err)
{
	struct queued *q;
	enum fpe_status status = queue_text(player, lines, "solution", &q, err);

	if (!status) {
		q->name[0] = '\0'; /* the status bar goes on with the script's */
		q->whole = q->after && q->after->whole;
	}
	return status;
}

enum fpe_status player_push_lines(struct player *p, const char *text, struct fpe_error *err)
{
	struct queued *q;
	enum fpe_status status = queue_text(p, text, "", &q, err);

	if (!status) {
		q->typed = true;
		q->whole = q->after && q->after->whole;
	}
	return status;
}

void player_end_scripts(struct player *player)
{
	if (player->acting.from == ACTING_SCRIPT)
		return;
	if (player->wait == WAIT_KEY)
		player->wait = WAIT_NONE;
	player->screen.press_key = false;
	player_forget_scripts(player);
}

void player_is_lesson(struct player *player)
{
	if (!player->queue)
		return;
	player->queue->lenient = player->options.call.screen;
	player->queue->whole = true;
	undo_together(player->undo, true);
}

enum fpe_status player_go_on(struct player *p, const struct news *news, bool typed,
			     struct fpe_error *err)
{
	struct queued *q;
	enum fpe_status status = queue_text(p, news->lines, "", &q, err);

	if (!status) {
		q->typed = typed;
		q->first = true;
		q->whole = news->together;
		if (q->whole)
			undo_together(p->undo, true);
	}
	return status;
}

void player_put_off(struct player *p)
{
	struct queued *q = p->typed;

	p->typed = q->after;
	q->after = NULL;
	*end_of(&p->later) = q;
}
