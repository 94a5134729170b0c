/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_job.c - the long command under way: begun, paced, cut, finished.
 *
 * A typed line that needs an epoch boundary halts the training; what it did so
 * far becomes a line of its own in the transcript, the typed line acts, and a
 * training of what is left begins. So the transcript replays to the same bytes.
 */
#include "cmd/player/player_state.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/compare_report.h"
#include "cmd/report/sweep_report.h"
#include "lab/base/clock.h"

#define TELL_SECONDS 2.0 /* between lines of progress in batch */

static void set_pace(struct job *job)
{
	job->pace_time = clock_seconds();
	job->pace_round = training_round(job->training);
}

/* The furthest round the pace allows now. */
static int paced_limit(const struct player *p)
{
	const struct job *job = &p->job;
	double rounds;

	if (p->speed <= 0)
		return INT_MAX;
	rounds = (clock_seconds() - job->pace_time) * p->speed + 1;
	return rounds < INT_MAX / 2 ? job->pace_round + (int)rounds : INT_MAX;
}

/* Begin (or go on with) the training that job->plan and its arms describe. */
static enum fpe_status begin_training(struct player *p, struct fpe_error *err)
{
	struct job *job = &p->job;
	struct arm *arms[FPE_MAX_ARMS];
	enum fpe_status status = session_ready(p->session, err);
	int count = job_arms(job, p->session, arms);

	if (status == FPE_OK)
		status = training_new(arms, count, &job->plan, p->options.call.screen,
				      p->session->pool, &job->training, err);
	if (status)
		return status;
	job->arms = count;
	for (int i = 0; i < count; i++)
		job->arm[i] = arms[i]->id;
	job->kind = JOB_TRAINING;
	job->boundary = false;
	set_pace(job);
	return FPE_OK;
}

void player_keep_job_line(struct job *job, const struct line *line)
{
	job->line = strdup(line->text);
	parse_locate(line, 0, &job->where);
}

void player_job_failed(struct player *p, const char *message)
{
	struct job *job = &p->job;

	snprintf(job->where.message, sizeof job->where.message, "%s", message);
	player_tell_error(p, &job->where);
	if (!job->typed)
		player_script_failed(p);
}

enum fpe_status player_train(struct call *call, const struct training_plan *plan,
			     struct arm *const *arms, int count)
{
	struct player *p = call->player;
	struct job *job = &p->job;
	enum fpe_status status;

	*job = (struct job){ .plan = *plan,
			     .place = call->place,
			     .typed = call->typed,
			     .all_arms = arms == NULL,
			     .arms = count,
			     .begun = clock_seconds() };
	for (int i = 0; i < count; i++)
		job->arm[i] = arms[i]->id;
	status = begin_training(p, &call->err);
	if (status) {
		job_clear(job);
		return status;
	}
	player_keep_job_line(job, call->line);
	call->long_begun = true;
	return FPE_OK;
}

enum fpe_status player_compare(struct call *call, struct study *study, int seeds)
{
	struct player *p = call->player;
	struct job *job = &p->job;
	enum fpe_status status;

	*job = (struct job){
		.place = call->place, .typed = call->typed, .begun = clock_seconds(), .seeds_at = -1
	};
	if (call_given(call, "seeds"))
		job->seeds_at = call_value(call, "seeds")->column;
	status = compare_new(study, p->session->seed, seeds, p->session->pool, &job->compare,
			     &call->err);
	if (status)
		return status;
	job->kind = JOB_COMPARE;
	player_keep_job_line(job, call->line);
	call->long_begun = true;
	return FPE_OK;
}

enum fpe_status player_sweep(struct call *call, struct lattice *lattice, const char *path)
{
	struct player *p = call->player;
	struct job *job = &p->job;
	enum fpe_status status;

	*job = (struct job){ .place = call->place,
			     .typed = call->typed,
			     .begun = clock_seconds(),
			     .path = strdup(path) };
	status = sweep_new(lattice, path, p->session->pool, &job->sweep, &call->err);
	if (status) {
		job_clear(job);
		return status;
	}
	job->kind = JOB_SWEEP;
	player_keep_job_line(job, call->line);
	call->long_begun = true;
	return FPE_OK;
}

static void tell_trouble(struct player *p)
{
	for (int i = 0; i < training_count(p->job.training); i++) {
		const struct arm *arm = training_arm(p->job.training, i);

		if (arm->diverged && arm->trouble[0])
			player_tell(p, MESSAGE_ERROR, "%s stopped: %s\n", arm->name, arm->trouble);
	}
}

/* What the training did is a step for undo. True: it did something. */
static bool push_step(struct player *p, const char *lines)
{
	struct job *job = &p->job;
	struct shared *before = job->before;
	bool pushed;

	job->before = NULL;
	session_tell_thinned(p->session);
	pushed = undo_push(p->undo, p->session, before, lines ? lines : job->line);
	player_tell_notes(p);
	return pushed;
}

/* The training rests and is over: by itself, or stopped. Its line says what it
   did if it did that in one piece, on arms that still have the same names. */
static void finish_training(struct player *p)
{
	struct job *job = &p->job;
	struct training_plan left;
	char *done = NULL;
	bool whole = training_finished(job->training);
	const char *kept;

	if (!whole || job->cut)
		done = job_training_done(job, &left);
	kept = whole && !job->cut ? job->line : done;
	push_step(p, kept);
	player_close_place(p, job->place, kept, report_take(&job->report), job->typed);
	tell_trouble(p);
	player_tell(p, MESSAGE_PROGRESS, whole ? "%s: done, %.2f s\n" : "%s: stopped, %.2f s\n",
		    job->line, clock_seconds() - job->begun);
	free(done);
	job_clear(job);
}

/* The first part of the training becomes a finished command. The transcript
   has a place for the rest already when this returns: after the typed line. */
static void cut_training(struct player *p)
{
	struct job *job = &p->job;
	struct training_plan left;
	char *done = job_training_done(job, &left);

	job->cut_done = push_step(p, done);
	job->cut_step = undo_last(p->undo);
	player_close_place(p, job->place, done, NULL, job->typed);
	training_free(job->training);
	job->training = NULL;
	job->plan = left;
	job->place = -1;
	job->cut = true;
	free(done);
}

static void finish_compare(struct player *p)
{
	struct job *job = &p->job;
	struct compare *c = job->compare;
	uint64_t seed = 0;
	const struct fpe_error *error = compare_error(c, &seed);
	int finished = compare_finished(c);
	char *line = NULL;

	job->compare = NULL;
	if (error) {
		char message[FPE_MESSAGE_SIZE + 40];

		snprintf(message, sizeof message, "seed %" PRIu64 ": %s", seed, error->message);
		player_job_failed(p, message);
	} else if (finished) {
		line = compare_report(c, &job->report, job->line, job->seeds_at);
		if (finished < compare_seeds(c))
			player_tell(p, MESSAGE_NOTE,
				    "compare: stopped; the table is of %d of %d seeds\n", finished,
				    compare_seeds(c));
	}
	player_close_place(p, job->place, line, report_take(&job->report), job->typed);
	free(line);
	if (finished && !error) {
		compare_free(p->compared);
		p->compared = c;
		sweep_free(p->swept); /* expressions are of the last study */
		p->swept = NULL;
		player_show_board(p, NULL);
		runner_detach(compare_runner(c));
	} else {
		compare_free(c);
	}
	job_clear(job);
}

/* Is there a screen that always shows how far it is? */
static bool shows_progress(const struct player *p)
{
	return p->options.call.screen && !p->options.call.accessible;
}

/* A part has no table of its own: the seeds of a point are spread over all. Its
   means are no data of the session, for those do not depend on parts. */
static void tell_part(struct player *p)
{
	struct board *board = sweep_board(p->job.sweep);
	char *text = sweep_report_part(board_picture(board, false), p->options.call.accessible);

	if (text)
		player_tell(p, MESSAGE_NOTE, "%s", text);
	free(text);
	player_tell(p, MESSAGE_NOTE, "sweep: that was part %d of %d; `merge` joins the parts\n",
		    sweep_lattice(p->job.sweep)->shard + 1, sweep_lattice(p->job.sweep)->shards);
}

/* The sweep is quiet, with all its runs in the store or not. */
static void tell_sweep(struct player *p, int done)
{
	struct sweep *s = p->job.sweep;
	const struct lattice *lattice = sweep_lattice(s);

	player_tell(p, MESSAGE_NOTE, "sweep: %d of %d runs in %s, %d of them from before\n", done,
		    sweep_runs(s), p->job.path, sweep_found(s));
	if (lattice->shards > 1)
		tell_part(p);
}

static void finish_sweep(struct player *p)
{
	struct job *job = &p->job;
	struct sweep *s = job->sweep;
	struct runner *runner = sweep_runner(s);
	int unit, done = runner_done(runner);
	const struct fpe_error *error = runner_error(runner, &unit);
	bool whole = !error && done == sweep_runs(s);
	bool table = whole && sweep_lattice(s)->shards == 1;
	struct fpe_error err;

	runner_detach(runner);
	tell_sweep(p, done);
	if (table && sweep_report(s, &job->report, &err))
		error = &err;
	if (error)
		player_job_failed(p, error->message);
	player_close_place(p, job->place, whole && !error ? job->line : NULL,
			   report_take(&job->report), job->typed);
	player_show_board(p, sweep_take_board(s));
	if (table && !error) {
		sweep_free(p->swept);
		p->swept = s;
		job->sweep = NULL;
	}
	job_clear(job);
}

/* Now and then, where nothing else shows it, what a long training is at. */
static void tell_progress(struct player *p)
{
	struct snapshot_progress progress = { 0 };
	double now = clock_seconds();

	if (shows_progress(p) || now - p->job.begun < TELL_SECONDS || now - p->told < TELL_SECONDS)
		return;
	p->told = now;
	job_progress(&p->job, &progress);
	player_tell(p, MESSAGE_PROGRESS, "%s: %s %.0f of %.0f, %.3g a second, %.0f s left\n",
		    progress.what, progress.unit, progress.done, progress.total,
		    isfinite(progress.rate) ? progress.rate : 0,
		    isfinite(progress.seconds_left) ? progress.seconds_left : 0);
}

static bool poll_training(struct player *p)
{
	struct job *job = &p->job;

	if (training_finished(job->training) || (job->stopped && training_quiet(job->training))) {
		finish_training(p);
		return true;
	}
	if (!job->boundary && !p->paused && !job->stopped) {
		struct fpe_error err;

		if (training_run(job->training, paced_limit(p), &err)) {
			player_job_failed(p, err.message);
			job->stopped = true;
		}
	}
	if (p->options.call.screen) { /* in batch when it ends: same bytes */
		session_tell_thinned(p->session);
		player_tell_notes(p);
	}
	tell_progress(p);
	return false;
}

bool player_poll_job(struct player *p)
{
	if (p->job.kind == JOB_TRAINING && p->job.training)
		return poll_training(p);
	if (p->job.kind == JOB_AUTO) {
		tell_progress(p);
		return player_poll_auto(p);
	}
	if (!job_runner(&p->job))
		return false;
	if (!runner_quiet(job_runner(&p->job))) {
		tell_progress(p);
		return false;
	}
	if (p->job.kind == JOB_SWEEP)
		finish_sweep(p);
	else
		finish_compare(p);
	return true;
}

bool player_may_act(struct player *p, const struct command *command)
{
	struct job *job = &p->job;

	if (!(command->flags & COMMAND_BOUNDARY) || job->kind == JOB_NONE)
		return true;
	/* a compare has copies of its own, but for samples from a file */
	if (job->kind == JOB_COMPARE)
		return !compare_study(job->compare)->train;
	if (job->kind == JOB_SWEEP)
		return !sweep_lattice(job->sweep)->base.train;
	if (job->kind == JOB_AUTO)
		return true;
	if (!job->training)
		return true; /* cut already, by the line before */
	/* counted batches are not cut */
	if (job->plan.goal == TRAIN_BATCHES)
		return false;
	if (!job->boundary) {
		job->boundary = true;
		training_halt(job->training);
	}
	if (!training_quiet(job->training))
		return false;
	if (!training_finished(job->training))
		cut_training(p);
	else
		finish_training(p);
	return true;
}

void player_after_line(struct player *p)
{
	struct job *job = &p->job;
	struct fpe_error err;

	if (job->kind != JOB_TRAINING || job->training)
		return;
	if (p->quit || !job_has_arms(job, p->session)) {
		job_clear(job);
		return;
	}
	if (p->typed && (p->typed->script.line[0].command->flags & COMMAND_BOUNDARY))
		return; /* the next line acts at the same boundary */
	job->place = transcript_open(p->transcript);
	job->before = frozen_take(p->session);
	if (!job->before || begin_training(p, &err)) {
		if (!job->before)
			fpe_no_memory(&err);
		player_close_place(p, job->place, NULL, NULL, job->typed);
		player_job_failed(p, err.message);
		job_clear(job);
	}
}

int player_job_timeout(const struct player *p)
{
	double wait;
	int limit;

	if (p->job.kind == JOB_NONE)
		return -1;
	if (p->job.kind == JOB_AUTO) {
		limit = search_timeout(p->job.search);
		wait = shows_progress(p) ? INT_MAX : TELL_SECONDS * 1000;
		if (limit >= 0)
			return limit < wait ? limit + 1 : (int)wait;
		return shows_progress(p) ? -1 : (int)wait;
	}
	if (job_runner(&p->job) || p->speed <= 0 || p->paused || p->job.boundary)
		return shows_progress(p) ? -1 : (int)(TELL_SECONDS * 1000);
	wait = 1000 / p->speed;
	return wait < 1 ? 1 : wait > 1000 ? 1000 : (int)wait;
}

void player_set_speed(struct player *player, double epochs_per_second)
{
	player->speed = epochs_per_second;
	if (player->job.training)
		set_pace(&player->job);
}

void player_pause(struct player *player, bool paused)
{
	if (!player->options.call.screen || player->paused == paused)
		return;
	player->paused = paused;
	if (!player->job.training)
		return;
	if (paused)
		training_halt(player->job.training);
	else
		set_pace(&player->job);
}

void player_toggle_pause(struct player *player)
{
	player_pause(player, !player->paused);
}

void player_step(struct player *player)
{
	struct training *training = player->job.training;

	if (!training) {
		if (player_idle(player))
			player_type(player, "train 1");
		return;
	}
	player_pause(player, true);
	if (training_run(training, training_round(training) + 1, NULL))
		player->job.stopped = true;
}
