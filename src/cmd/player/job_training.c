/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_training.c - a training: paced, cut in two by lines, finished.
 *
 * A typed line that needs an epoch boundary halts the training; what it did so
 * far becomes a line of its own in the transcript, the typed line acts, and a
 * training of what is left begins. So the transcript replays to the same bytes.
 */
#include "cmd/player/jobs.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/job.h"
#include "io/textbuf.h"
#include "core/base/clock.h"
#include "lab/session/toll.h"

struct training_job {
	struct job job;
	struct training *training; /* NULL: was cut, or did not begin */
	struct training_plan plan; /* of all that was not done before */
	bool publish;		   /* pictures for a screen */
	bool all_arms;		   /* no arm= was given: later arms join */
	int arms;
	int arm[FPE_MAX_ARMS]; /* ids of those that train */
	bool cut;	       /* it is what a cut training had left */
	double pace_time;      /* when the clock of the pace was last set … */
	int pace_round;	       /* … and the round it stood at */
	bool boundary;	       /* all arms are asked to rest at the same round */
};

static struct training_job *of(struct job *job)
{
	return (struct training_job *)job;
}

static void release(struct job *job)
{
	training_free(of(job)->training);
}

/* Arms to train now: those of arm[], or all; returns how many. */
static int find_arms(const struct training_job *j, struct arm *out[FPE_MAX_ARMS])
{
	const struct session *s = j->job.session;
	int count = 0;

	if (j->all_arms) {
		for (int i = 0; i < s->arms; i++)
			out[count++] = s->arm[i];
		return count;
	}
	for (int i = 0; i < j->arms; i++) {
		struct arm *arm = session_arm_by_id(s, j->arm[i]);

		if (arm)
			out[count++] = arm;
	}
	return count;
}

/* Is any arm there of those that it trained last? */
static bool left(const struct job *job)
{
	const struct training_job *j = (const struct training_job *)job;

	for (int i = 0; i < j->arms; i++) {
		if (session_arm_by_id(job->session, j->arm[i]))
			return true;
	}
	return false;
}

static void set_pace(struct training_job *j)
{
	j->pace_time = clock_seconds();
	j->pace_round = training_round(j->training);
}

/* The furthest round the pace allows now. */
static int paced_limit(const struct training_job *j, double speed)
{
	double rounds;

	if (speed <= 0)
		return INT_MAX;
	rounds = (clock_seconds() - j->pace_time) * speed + 1;
	return rounds < INT_MAX / 2 ? j->pace_round + (int)rounds : INT_MAX;
}

/* Begin (or go on with) the training that the plan and the arms describe. */
static enum fpe_status begin(struct job *job, struct fpe_error *err)
{
	struct training_job *j = of(job);
	struct arm *arms[FPE_MAX_ARMS];
	enum fpe_status status = session_ready(job->session, err);
	int count = find_arms(j, arms);

	if (status == FPE_OK)
		status = training_new(arms, count, &j->plan, j->publish, job->session->pool,
				      &j->training, err);
	if (status)
		return status;
	j->arms = count;
	for (int i = 0; i < count; i++)
		j->arm[i] = arms[i]->id;
	j->boundary = false;
	set_pace(j);
	return FPE_OK;
}

/* Arms that rest inside an epoch, or at different ones: each for itself. */
static void write_batches(const struct training_job *j, struct textbuf *text)
{
	for (int i = 0; i < j->training->count; i++) {
		int n = training_batches_done(j->training, i);

		if (n)
			textbuf_printf(text, "%strain batches=%d arm=%s", text->size ? "\n" : "", n,
				       j->training->trainee[i].arm->name);
	}
}

/* All arms rest at the same round. */
static void write_rounds(const struct training_job *j, int rounds, struct textbuf *text)
{
	if (j->plan.goal == TRAIN_EPOCHS)
		textbuf_printf(text, "train %d", rounds);
	else
		textbuf_printf(text, "train until=%d", training_round(j->training));
	for (int i = 0; i < j->training->count && !j->all_arms; i++)
		textbuf_printf(text, "%s%s", i ? "," : " arm=", j->training->trainee[i].arm->name);
}

/* What a training that rests has done, as lines to replay, malloc'ed; NULL where
   it did nothing. Its plan is then what is left. */
static char *take_done(struct training_job *j)
{
	int rounds = training_round(j->training) - j->training->first;
	struct textbuf text = { 0 };

	if (!training_even(j->training))
		write_batches(j, &text);
	else if (rounds > 0)
		write_rounds(j, rounds, &text);
	if (j->plan.goal == TRAIN_EPOCHS)
		j->plan.amount -= rounds;
	return text.size ? textbuf_take(&text) : NULL;
}

/* Weights of a net that diverges are beyond use some epochs before: a smaller lr does not
   help from there on. */
static void tell_way_back(const struct arm *arm, struct news *news)
{
	const struct series_point *least = NULL;

	for (int i = 0; i < series_count(arm->series); i++) {
		const struct series_point *p = series_at(arm->series, i);
		float loss = p->value[FPE_METRIC_TRAIN_LOSS];

		if (!isnan(loss) && (!least || loss < least->value[FPE_METRIC_TRAIN_LOSS]))
			least = p;
	}
	if (least)
		news_say(news, true, MESSAGE_ERROR,
			 "its loss was least at %d: `rewind %s@%d`, then `set lr=%g`\n",
			 least->epoch, arm->name, least->epoch, arm->settings.lr / 10);
}

/* How many arms take no further part. */
static int tell_diverged(const struct training_job *j, struct news *news)
{
	int diverged = 0;

	for (int i = 0; i < j->training->count; i++) {
		const struct arm *arm = j->training->trainee[i].arm;

		if (!arm->diverged)
			continue;
		diverged++;
		if (!arm->trouble[0])
			continue;
		news_say(news, true, MESSAGE_ERROR, "%s stopped: %s\n", arm->name, arm->trouble);
		tell_way_back(arm, news);
	}
	return diverged;
}

/* Whole epochs of the arm that has most. */
static int furthest(const struct training *training)
{
	int epoch = 0;

	for (int i = 0; i < training->count; i++) {
		int of = training->trainee[i].arm->epoch;

		epoch = of > epoch ? of : epoch;
	}
	return epoch;
}

/* Which arms are as good again as before their split. It is no answer, and must not take
   the place of one on the screen. */
static void tell_back(const struct training_job *j, struct news *news)
{
	for (int i = 0; i < j->training->count; i++) {
		char *text = toll_back(j->job.session, j->training->trainee[i].arm);

		if (text)
			news_say(news, true, MESSAGE_PROGRESS, "%s\n", text);
		free(text);
	}
}

/* The training rests and is over: by itself, or stopped. Its line says what it
   did if it did that in one piece, on arms that still have the same names. */
static void finish(struct training_job *j, struct news *news)
{
	bool whole = training_finished(j->training);
	int diverged;

	news->over = true;
	session_tell_thinned(j->job.session);
	tell_back(j, news);
	diverged = tell_diverged(j, news);
	news->fell_short = diverged > 0;
	if (!whole || diverged == j->training->count)
		news_say(news, true, whole ? MESSAGE_PROGRESS : MESSAGE_NOTE,
			 "%s: stopped at epoch %d\n", j->job.line, furthest(j->training));
	else
		news_say(news, true, MESSAGE_PROGRESS,
			 diverged ? "%s: done but for what diverged, %.2f s\n"
				  : "%s: done, %.2f s\n",
			 j->job.line, clock_seconds() - j->job.begun);
	news->line = whole && !j->cut ? job_take_line(&j->job) : take_done(j);
}

/* The first part becomes a command that is done. */
static void cut(struct training_job *j, struct news *news)
{
	news->part = true;
	news->line = take_done(j);
	session_tell_thinned(j->job.session);
	training_free(j->training);
	j->training = NULL;
	j->cut = true;
}

/* Where it cannot go on, for want of a thread, it is stopped. */
static void run_to(struct training_job *j, int limit, struct fpe_error *err)
{
	if (training_run(j->training, limit, err) == FPE_OK)
		return;
	j->job.stopped = true;
	training_stop(j->training);
}

static void poll(struct job *job, struct news *news)
{
	struct training_job *j = of(job);

	if (!j->boundary && !job->pace->paused && !job->stopped && !training_finished(j->training))
		run_to(j, paced_limit(j, job->pace->speed), &news->error);
	if (training_starved(j->training)) {
		news->over = training_quiet(j->training);
		if (news->over)
			fpe_no_memory(&news->error);
		return;
	}
	if (training_finished(j->training) || (job->stopped && training_quiet(j->training))) {
		finish(j, news);
		return;
	}
	if (j->publish) /* in batch when it ends: same bytes */
		session_tell_thinned(job->session);
}

static bool may_act(struct job *job, struct news *news)
{
	struct training_job *j = of(job);

	/* counted batches are not cut */
	if (j->plan.goal == TRAIN_BATCHES)
		return false;
	if (!j->boundary) {
		j->boundary = true;
		training_halt(j->training);
	}
	if (!training_quiet(j->training))
		return false;
	if (training_finished(j->training))
		finish(j, news);
	else
		cut(j, news);
	return true;
}

static void stop(struct job *job)
{
	training_stop(of(job)->training);
}

static void steer(struct job *job, enum job_steer what)
{
	struct training *training = of(job)->training;

	switch (what) {
	case JOB_PACE:
		set_pace(of(job));
		break;
	case JOB_HALT:
		training_halt(training);
		break;
	case JOB_STEP:
		run_to(of(job), training_round(training) + 1, NULL);
		break;
	}
}

static bool rests(struct job *job)
{
	return training_quiet(of(job)->training);
}

/* A line that waits for a boundary asks for it again. */
static bool hold(struct job *job, bool on)
{
	struct training_job *j = of(job);

	if (on && !j->boundary && !training_quiet(j->training))
		training_halt(j->training);
	j->boundary = on;
	return training_quiet(j->training);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	static const char *const what[] = { "training 1 arm", "training 2 arms", "training 3 arms",
					    "training 4 arms", "training many arms" };
	struct training_job *j = of(job);
	int count = j->training->count;
	int first = j->training->first;
	int round = training_round(j->training);
	double seconds = clock_seconds() - j->pace_time;
	int since = round - j->pace_round;

	out->what = what[count > 4 ? 4 : count < 1 ? 0 : count - 1];
	out->unit = "epoch";
	out->done = round;
	out->total = j->training->last;
	if (j->plan.goal == TRAIN_BATCHES) {
		out->done = training_batches_done(j->training, 0);
		out->total = j->plan.amount;
		out->unit = "batch";
		first = 0;
	}
	if (seconds > 0.3 && since > 0 && out->done > first)
		job_rate(since, seconds, out);
}

/* A round of the pace. */
static int timeout(const struct job *job)
{
	double wait;

	if (job->pace->speed <= 0 || job->pace->paused ||
	    ((const struct training_job *)job)->boundary)
		return -1;
	wait = 1000 / job->pace->speed;
	return wait < 1 ? 1 : wait > 1000 ? 1000 : (int)wait;
}

static const struct job_type training_type = {
	.name = "train",
	.size = sizeof(struct training_job),
	.poll = poll,
	.may_act = may_act,
	.left = left,
	.go_on = begin,
	.stop = stop,
	.steer = steer,
	.rests = rests,
	.hold = hold,
	.progress = progress,
	.timeout = timeout,
	.release = release,
};

enum fpe_status job_training(struct call *call, const struct training_plan *plan,
			     struct arm *const *arms, int count)
{
	struct training_job *j = of(job_new(&training_type, call));

	if (!j)
		return fpe_no_memory(&call->err);
	j->plan = *plan;
	j->publish = call->options->screen;
	j->all_arms = !call_given(call, "arm");
	j->arms = count;
	for (int i = 0; i < count; i++)
		j->arm[i] = arms[i]->id;
	return begin(&j->job, &call->err);
}
