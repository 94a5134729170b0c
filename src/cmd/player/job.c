/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job.c - what a long command covers, has done and still has to do. */
#include "cmd/player/job.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/base/clock.h"

int job_arms(const struct job *job, const struct session *s, struct arm *out[FPE_MAX_ARMS])
{
	int count = 0;

	if (job->all_arms) {
		for (int i = 0; i < s->arms; i++)
			out[count++] = s->arm[i];
		return count;
	}
	for (int i = 0; i < job->arms; i++) {
		struct arm *arm = session_arm_by_id(s, job->arm[i]);

		if (arm)
			out[count++] = arm;
	}
	return count;
}

bool job_has_arms(const struct job *job, const struct session *s)
{
	for (int i = 0; i < job->arms; i++) {
		if (session_arm_by_id(s, job->arm[i]))
			return true;
	}
	return false;
}

/* " arm=a,b" when the training was of chosen arms. */
static void write_arms(const struct job *job, FILE *file)
{
	if (job->all_arms)
		return;
	for (int i = 0; i < training_count(job->training); i++)
		fprintf(file, "%s%s", i ? "," : " arm=", training_arm(job->training, i)->name);
}

/* Arms that rest inside an epoch, or at different ones: each for itself. */
static void write_batches(const struct job *job, FILE *file)
{
	const char *between = "";

	for (int i = 0; i < training_count(job->training); i++) {
		int n = training_batches_done(job->training, i);

		if (!n)
			continue;
		fprintf(file, "%strain batches=%d arm=%s", between, n,
			training_arm(job->training, i)->name);
		between = "\n";
	}
}

char *job_training_done(const struct job *job, struct training_plan *left)
{
	int rounds = training_round(job->training) - training_first_round(job->training);
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	*left = job->plan;
	if (!file)
		return NULL;
	if (!training_even(job->training)) {
		write_batches(job, file);
	} else if (rounds > 0 && job->plan.goal == TRAIN_EPOCHS) {
		fprintf(file, "train %d", rounds);
		write_arms(job, file);
	} else if (rounds > 0) {
		fprintf(file, "train until=%d", training_round(job->training));
		write_arms(job, file);
	}
	if (job->plan.goal == TRAIN_EPOCHS)
		left->amount -= rounds;
	if (fclose(file) || !size) {
		free(text);
		return NULL;
	}
	return text;
}

static void training_progress(const struct job *job, struct snapshot_progress *out)
{
	static const char *const what[] = { "training 1 arm", "training 2 arms", "training 3 arms",
					    "training 4 arms", "training many arms" };
	int count = training_count(job->training);
	int first = training_first_round(job->training);
	int round = training_round(job->training);
	double seconds = clock_seconds() - job->pace_time;
	int since = round - job->pace_round;

	out->what = what[count > 4 ? 4 : count < 1 ? 0 : count - 1];
	out->unit = "epoch";
	out->done = round;
	out->total = training_rounds(job->training);
	if (job->plan.goal == TRAIN_BATCHES) {
		out->done = training_batches_done(job->training, 0);
		out->total = job->plan.amount;
		out->unit = "batch";
		first = 0;
	}
	if (seconds > 0.3 && since > 0 && out->done > first) {
		out->rate = since / seconds;
		out->seconds_left = (out->total - out->done) / out->rate;
	}
}

struct runner *job_runner(const struct job *job)
{
	if (job->compare)
		return compare_runner(job->compare);
	return job->sweep ? sweep_runner(job->sweep) : NULL;
}

static void study_progress(const struct job *job, struct snapshot_progress *out)
{
	struct runner *runner = job_runner(job);
	double seconds = clock_seconds() - job->begun;
	/* what a store had took no time */
	double found = job->sweep ? sweep_found(job->sweep) : 0;

	out->what = job->sweep ? "sweeping" : "comparing";
	out->unit = job->sweep ? "run" : "seed";
	out->done = runner_done(runner);
	out->total = runner_units(runner);
	if (out->done > found && seconds > 0) {
		out->rate = (out->done - found) / seconds;
		out->seconds_left = (out->total - out->done) / out->rate;
	}
}

static void search_so_far(const struct job *job, struct snapshot_progress *out)
{
	double seconds = clock_seconds() - job->begun;
	int limit = search_timeout(job->search);

	out->what = search_progress(job->search, &out->done, &out->total);
	out->unit = "trial epoch"; /* "epoch" is of the arms */
	if (out->done > 0 && seconds > 0.3) {
		out->rate = out->done / seconds;
		out->seconds_left = (out->total - out->done) / out->rate;
		if (limit >= 0)
			out->seconds_left = fmin(out->seconds_left, limit / 1e3);
	}
}

void job_stop(struct job *job)
{
	job->stopped = true;
	if (job->training)
		training_stop(job->training);
	else if (job->kind == JOB_TRAINING)
		job_clear(job); /* cut, and nothing goes on */
	if (job_runner(job))
		runner_stop(job_runner(job));
	if (job->search)
		search_stop(job->search);
}

void job_progress(const struct job *job, struct snapshot_progress *out)
{
	out->rate = out->seconds_left = NAN;
	if (job->kind == JOB_TRAINING)
		training_progress(job, out);
	else if (job->search)
		search_so_far(job, out);
	else if (job_runner(job))
		study_progress(job, out);
}

void job_clear(struct job *job)
{
	training_free(job->training);
	compare_free(job->compare);
	sweep_free(job->sweep);
	search_free(job->search);
	free(job->again);
	free(job->path);
	report_clear(&job->report);
	parse_error_clear(&job->where);
	shared_release(job->before);
	free(job->line);
	*job = (struct job){ .kind = JOB_NONE };
}
