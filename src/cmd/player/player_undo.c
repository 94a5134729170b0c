/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_undo.c - `undo` and `redo` of the lines a player ran.
 *
 * A step may stand for several lines of history (a training stopped inside
 * epochs): then as many undos are kept, so that history gives the same bytes.
 */
#include "cmd/player/player_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"

/* "undo" once for every line of the step. NULL: no memory. */
static char *repeat(const char *verb, int times)
{
	struct textbuf text = { 0 };

	for (int i = 0; i < times; i++)
		textbuf_printf(&text, "%s%s", i ? "\n" : "", verb);
	return textbuf_take(&text);
}

#define TOLD_LINES 4 /* of a step */

/* What is said of it: lines on one line, or how many there are. */
static void tell_step(struct player *p, const char *said, const char *lines)
{
	char text[400];

	if (undo_lines(lines) > TOLD_LINES) {
		session_note(p->session, "%s %d commands, from `%.*s` on", said, undo_lines(lines),
			     (int)strcspn(lines, "\n"), lines);
		return;
	}
	snprintf(text, sizeof text, "%s", lines);
	for (char *at = text; (at = strchr(at, '\n')) != NULL;)
		*at = ';';
	session_note(p->session, "%s `%s`", said, text);
}

/* A training cut by this very line has nothing more to do. */
static void end_training(struct player *p)
{
	player_tell(p, MESSAGE_PROGRESS, "%s: stopped\n", p->now.job->line);
	player_drop_job(p);
}

/* What the screen showed, where the step changed that. */
static void show_again(struct player *p, const struct shared *screen)
{
	if (screen)
		screen_state_show(&p->screen, shared_get(screen));
}

/* Does a script wait for who learns? It goes on from where it is: what it did itself stays. */
static bool is_held(const struct player *p)
{
	return p->queue && (p->wait == WAIT_KEY || p->wait == WAIT_LEARNER);
}

/* What a script said of what is no more. */
static void forget_said(struct player *p)
{
	p->screen.narration[0] = '\0';
	p->screen.script[0] = '\0';
}

enum fpe_status player_undo(struct call *call, bool forward)
{
	struct player *p = call->player;
	/* the training under way is the last thing that happened */
	bool ends = !forward && player_job_is_cut(p) && undo_last(p->undo) == p->now.cut_step;
	const char *lines;
	enum fpe_status status;

	call->stepless = true;
	if (ends && !p->now.cut_done) {
		tell_step(p, "took back, before its first epoch,", p->now.job->line);
		end_training(p);
		call->forget = true;
		return FPE_OK;
	}
	if (!forward && is_held(p) && undo_last(p->undo) <= p->own_from) {
		session_note(
			p->session,
			"nothing typed here is left to take back; Ctrl-C leaves, then `undo` takes all of it back");
		call->forget = true;
		return FPE_OK;
	}
	lines = undo_next(p->undo, forward);
	if (lines && undo_lines(lines) > 1) {
		call->kept = repeat(forward ? "redo" : "undo", undo_lines(lines));
		if (!call->kept)
			return fpe_no_memory(&call->err);
	}
	status = undo_go(p->undo, p->session, forward, &lines, &call->err);
	if (status)
		return status;
	if (ends)
		end_training(p);
	show_again(p, undo_beside(p->undo, forward));
	if (!is_held(p))
		player_forget_whole(p);
	if (!p->queue && undo_lines(lines) > TOLD_LINES)
		forget_said(p);
	tell_step(p, forward ? "did again" : "took back", lines);
	return FPE_OK;
}
