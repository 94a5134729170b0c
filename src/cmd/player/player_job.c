/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_job.c - the long command under way: asked, told of, ended.
 *
 * What a job answers with is told here, and its place in the transcript closed;
 * kinds of job know of neither. A job that a typed line cut has no place until
 * that line has acted and it goes on.
 */
#include "cmd/player/player_state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/base/clock.h"

#define TELL_SECONDS 2.0 /* between lines of progress in batch */

void player_begin_job(struct player *p, struct job *job, const struct line *line, int place,
		      bool typed, struct shared *before)
{
	p->now = (struct under_way){ .job = job,
				     .place = place,
				     .typed = typed,
				     .queued = p->acting.from == ACTING_SCRIPT,
				     .before = before };
	/* arms that are in training are not asked */
	if (before && !job->type->rests && !frozen_is_untouched(p->session, before))
		p->now.made = frozen_take(p->session);
	job->pace = &p->pace;
	/* the script may be forgotten before the job is over */
	line_copy_place(line, &p->now.line);
}

void player_drop_job(struct player *p)
{
	job_free(p->now.job);
	line_clear(&p->now.line);
	shared_release(p->now.before);
	shared_release(p->now.made);
	p->now = (struct under_way){ .job = NULL };
}

bool player_job_is_cut(const struct player *p)
{
	return p->now.job && p->now.place < 0;
}

bool player_job_trains(const struct player *p)
{
	return p->now.job && !player_job_is_cut(p) && p->now.job->type->rests;
}

static bool is_of_file(enum fpe_status code)
{
	return code == FPE_EIO || code == FPE_EFORMAT || code == FPE_ELIMIT;
}

/* As if its line had failed: at the byte err->at of it, where the error knows. */
static void tell_failed(struct player *p, const struct fpe_error *err)
{
	struct parse_error where;
	bool of_file = is_of_file(err->code);

	parse_locate(&p->now.line,
		     err->at >= 0 ? err->at
		     : of_file	  ? p->now.job->column
				  : 0,
		     &where);
	snprintf(where.message, sizeof where.message, "%s", err->message);
	player_tell_error(p, &where);
	parse_error_clear(&where);
	if (!p->now.typed)
		player_script_failed(p);
	else if (p->now.queued)
		player_pasted_failed(p);
}

static void tell_messages(struct player *p, const struct news *news, bool after)
{
	for (const struct news_message *m = news->message; m; m = m->next) {
		if (m->after == after)
			player_tell(p, m->kind, "%s", m->text);
	}
}

/* What it made by default goes again, unless somebody went on with it meanwhile. */
static void take_defaults_back(struct player *p)
{
	struct under_way *now = &p->now;

	if (now->before && now->made && frozen_is_untouched(p->session, now->made))
		frozen_restore(p->session, now->before, NULL);
}

/* What it did is a step for undo. True: it did something. */
static bool push_step(struct player *p, struct news *news)
{
	const char *lines = news->line;
	struct shared *before = p->now.before;
	const char *line = p->now.job->line ? p->now.job->line : "";
	bool pushed;

	p->now.before = NULL;
	pushed = undo_push(p->undo, p->session, before, lines ? lines : line);
	if (pushed && news->screen[0] && news->screen[1]) {
		undo_put_beside(p->undo, news->screen[0], news->screen[1]);
		news->screen[0] = news->screen[1] = NULL;
	}
	player_tell_notes(p);
	return pushed;
}

/* What the job leads to is queued, but after Ctrl-C. */
static void go_on(struct player *p, struct news *news)
{
	if (p->now.job->stopped || p->quit)
		news_say(news, true, MESSAGE_NOTE, "%s: nothing is applied; the lines are above\n",
			 p->now.job->type->name);
	else
		player_go_on(p, news, p->now.typed, &news->error);
}

/* The first part becomes a finished command. The transcript has a place for the
   rest when the line that cut it has acted: after that line. */
static void end_part(struct player *p, struct news *news)
{
	struct under_way *now = &p->now;

	now->cut_done = push_step(p, news);
	now->cut_step = undo_last(p->undo);
	player_close_place(p, now->place, news->line, NULL, now->typed);
	news->line = NULL;
	now->place = -1;
}

/* It was interrupted, and no line comes after that which could undo. */
static bool has_ended(const struct player *p)
{
	return p->interrupted > 0 && !p->options.call.screen;
}

static void end(struct player *p, struct news *news, char *output)
{
	struct job *job = p->now.job;

	if ((job->type->rests || job->type->acts) && !has_ended(p))
		push_step(p, news);
	player_close_place(p, p->now.place, news->line, output, p->now.typed);
	news->line = NULL;
	player_tell_written(p, &p->overwrite.job);
	tell_messages(p, news, true);
	if (news->fell_short && !p->now.typed && !p->status)
		p->status = 1;
	player_drop_job(p);
	player_settle_undo(p);
}

/* It was refused memory for what it is to tell, print or leave: then it leaves nothing. */
static void take_back(struct player *p, struct news *news)
{
	const struct job_type *type = p->now.job->type;
	struct fpe_error error = news->error;

	if ((type->acts || type->rests) && !frozen_is_untouched(p->session, p->now.before))
		frozen_restore(p->session, p->now.before, NULL);
	news_clear(news);
	if (error.code == FPE_ENOMEM)
		news->error = error;
	else
		fpe_no_memory(&news->error);
	news->over = true;
}

static void take_news(struct player *p, struct news *news)
{
	char *output = news->over ? report_take(&p->now.job->report) : NULL;

	if (news->over && news->lines && !memory_refused())
		go_on(p, news);
	if (news->over && (memory_refused() || news->error.code == FPE_ENOMEM)) {
		free(output);
		output = NULL;
		take_back(p, news);
	}
	tell_messages(p, news, false);
	if (news->error.code) {
		tell_failed(p, &news->error);
		take_defaults_back(p);
	}
	if (news->part)
		end_part(p, news);
	if (news->over)
		end(p, news, output);
	news_clear(news);
}

/* Is there a screen that always shows how far it is? */
static bool shows_progress(const struct player *p)
{
	return p->options.call.screen && !p->options.call.accessible;
}

/* Now and then, where nothing else shows it, what a long job is at. */
static void tell_progress(struct player *p)
{
	struct snapshot_progress progress = { 0 };
	double now = clock_seconds();

	if (shows_progress(p) || now - p->now.job->begun < TELL_SECONDS ||
	    now - p->told < TELL_SECONDS)
		return;
	p->told = now;
	job_progress(p->now.job, &progress);
	/* before the first is done nobody knows how fast it goes */
	if (progress.unit && !(isfinite(progress.rate) && progress.rate > 0))
		player_tell(p, MESSAGE_PROGRESS, "%s: %s %.0f of %.0f\n", progress.what,
			    progress.unit, progress.done, progress.total);
	else if (progress.unit)
		player_tell(p, MESSAGE_PROGRESS,
			    "%s: %s %.0f of %.0f, %.3g a second, %.0f s left\n", progress.what,
			    progress.unit, progress.done, progress.total, progress.rate,
			    isfinite(progress.seconds_left) ? progress.seconds_left : 0);
	else if (isfinite(progress.seconds_left))
		player_tell(p, MESSAGE_PROGRESS, "%s: %.0f %%, %.0f s left\n", progress.what,
			    progress.done, progress.seconds_left);
	else
		player_tell(p, MESSAGE_PROGRESS, "%s: %.0f %%\n", progress.what, progress.done);
}

bool player_poll_job(struct player *p)
{
	struct news news = { .message = NULL };

	if (!p->now.job || player_job_is_cut(p))
		return false;
	p->now.job->type->poll(p->now.job, &news);
	take_news(p, &news);
	if (!p->now.job)
		return true;
	player_tell_notes(p);
	tell_progress(p);
	return false;
}

bool player_may_act(struct player *p, const struct command *command)
{
	struct job *job = p->now.job;
	struct news news = { .message = NULL };
	bool may;

	if (!(command->flags & COMMAND_BOUNDARY) || !job || player_job_is_cut(p))
		return true;
	if (!job->type->may_act)
		return true;
	may = job->type->may_act(job, &news);
	take_news(p, &news);
	return may;
}

void player_after_line(struct player *p)
{
	struct job *job = p->now.job;
	struct fpe_error err;

	if (!player_job_is_cut(p))
		return;
	if (p->quit || !job->type->left(job)) {
		player_drop_job(p);
		return;
	}
	if (p->typed && (p->typed->script.line[0].command->flags & COMMAND_BOUNDARY))
		return; /* the next line acts at the same boundary */
	p->now.place = transcript_open(p->transcript);
	p->now.before = frozen_take(p->session);
	if (!p->now.before || job->type->go_on(job, &err)) {
		if (!p->now.before)
			fpe_no_memory(&err);
		player_close_place(p, p->now.place, NULL, NULL, p->now.typed);
		tell_failed(p, &err);
		player_drop_job(p);
	}
}

void player_stop_job(struct player *p)
{
	struct job *job = p->now.job;

	if (!job)
		return;
	job->stopped = true;
	if (player_job_is_cut(p))
		player_drop_job(p); /* nothing goes on */
	else
		job->type->stop(job);
}

int player_job_timeout(const struct player *p)
{
	const struct job *job = p->now.job;
	int tell = shows_progress(p) ? -1 : (int)(TELL_SECONDS * 1000);
	int own = -1;

	if (!job)
		return -1;
	if (job->type->timeout && !player_job_is_cut(p))
		own = job->type->timeout(job);
	return own < 0 || (tell >= 0 && tell < own) ? tell : own;
}

void player_steer_job(struct player *p, enum job_steer what)
{
	if (p->now.job && !player_job_is_cut(p) && p->now.job->type->steer)
		p->now.job->type->steer(p->now.job, what);
}
