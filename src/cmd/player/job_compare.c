/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_compare.c - a compare: over when its runs are, with the table of the seeds
 * that were finished.
 *
 * A seed that is to be kept becomes arms by lines that run next, one step for undo.
 * History keeps the compare with apply=no, and those lines.
 */
#include "cmd/player/jobs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/job.h"
#include "cmd/player/results.h"
#include "cmd/report/compare_report.h"
#include "cmd/report/keep_lines.h"
#include "core/base/memory.h"

struct compare_job {
	struct job job;
	struct compare *compare;
	int seeds_at; /* where the line gives the number of seeds, -1: nowhere */
	int asked;    /* asked= of a line that was kept of a stopped one; 0: not given */
	bool keeps;   /* keep= is given: … */
	bool prints;  /* … with apply=no */
	uint64_t keep;
	int keep_at, apply_at; /* where the line gives them, -1: nowhere */
};

static struct compare_job *of(struct job *job)
{
	return (struct compare_job *)job;
}

static void release(struct job *job)
{
	job->results->comparing = NULL;
	compare_free(of(job)->compare);
}

static void read_keep(struct call *call, struct compare_job *j)
{
	const struct value *keep = call_value(call, "keep"), *apply = call_value(call, "apply");

	j->keeps = keep->given;
	j->keep = keep->seed;
	j->keep_at = keep->given ? keep->column : -1;
	j->apply_at = apply->given ? apply->column : -1;
	j->prints = call_number(call, "apply", 1) == 0;
}

/* Blank the word of a key, whose value is at line + at. */
static void forget(char *line, const char *key, int at)
{
	size_t size = strlen(key);
	char *value = line + at, *from = value - size;

	while (from > line && strncmp(from, key, size) != 0)
		from--;
	value += strcspn(value, " \t'\"#");
	value += *value == '\'' || *value == '"';
	memset(from, ' ', (size_t)(value - from));
}

/* What goes out of the line that history keeps: a seed that was not reached, and apply= with it
   or where its lines run, for then apply=no is put there. */
static void forget_words(struct compare_job *j)
{
	if (j->keep_at >= 0 && j->job.stopped)
		forget(j->job.line, "keep", j->keep_at);
	if (j->apply_at >= 0 && (j->job.stopped || !j->prints))
		forget(j->job.line, "apply", j->apply_at);
}

/* The seed that is kept, as lines; they run next. */
static struct compare_kept keep(struct compare_job *j, struct compare *c, struct news *news)
{
	struct compare_kept kept = { .seed = j->keep, .applied = !j->prints };
	char *lines = NULL;

	forget_words(j);
	if (j->keeps && !j->job.stopped)
		keep_lines(c, j->job.session, j->keep, &lines, &news->error);
	kept.lines = news->lines = lines;
	news->together = true;
	return kept;
}

/* Printed alone they are told, and nothing else: history has no more to say. */
static void end_keep(struct compare_job *j, struct news *news)
{
	if (!j->prints)
		return;
	free(news->lines);
	news->lines = NULL;
}

/* History keeps the line that replays to the table. */
static void finish(struct compare_job *j, struct news *news)
{
	struct compare *c = j->compare;
	int finished = compare_finished(c);
	struct compare_kept kept = keep(j, c, news);

	news->line = compare_report(c, j->asked, &kept, &j->job.report, j->job.line, j->seeds_at);
	end_keep(j, news);
	if (finished < c->seeds)
		news_say(news, false, MESSAGE_NOTE,
			 "compare: stopped; the table is of %d of %d seeds\n", finished, c->seeds);
	if (memory_refused())
		return; /* the line has failed: what was found before it stays */
	runner_detach(&c->runner);
	results_take_compare(j->job.results, c);
	j->compare = NULL;
}

static void poll(struct job *job, struct news *news)
{
	struct compare_job *j = of(job);
	const struct runner *runner = &j->compare->runner;

	news->over = runner_quiet(&j->compare->runner);
	if (!news->over)
		return;
	if (runner->broken)
		fpe_fail(&news->error, runner->error.code, "seed %" PRIu64 ": %s",
			 j->compare->first + (uint64_t)runner->error_unit, runner->error.message);
	else if (compare_finished(j->compare))
		finish(j, news);
}

static void stop(struct job *job)
{
	runner_stop(&of(job)->compare->runner);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	out->what = "comparing";
	out->unit = "seed";
	job_runs(job, &of(job)->compare->runner, 0, out);
}

static const struct job_type compare_type = {
	.name = "compare",
	.size = sizeof(struct compare_job),
	.poll = poll,
	.stop = stop,
	.progress = progress,
	.release = release,
};

enum fpe_status job_compare(struct call *call, const struct study *study, int seeds)
{
	struct compare_job *j = of(job_new(&compare_type, call));
	enum fpe_status status;

	if (!j)
		return fpe_no_memory(&call->err);
	j->seeds_at = call_given(call, "seeds") ? call_value(call, "seeds")->column : -1;
	j->asked = (int)call_number(call, "asked", 0);
	read_keep(call, j);
	status = compare_new(study, call->session->seed, seeds, call->session->pool, &j->compare,
			     &call->err);
	if (status == FPE_OK)
		call->results->comparing = j->compare;
	return status;
}

/* ------------------------------------------------ a seed of the last compare */

static void poll_keep(struct job *job, struct news *news)
{
	struct compare_job *j = of(job);
	struct compare *c = job->results->compared;
	struct compare_kept kept = keep(j, c, news);

	news->over = true;
	kept.only = true;
	if (kept.lines)
		news->line = compare_report(c, j->asked, &kept, &job->report, job->line, -1);
	end_keep(j, news);
}

static void stop_keep(struct job *job)
{
	(void)job; /* the next poll ends it */
}

static void progress_keep(struct job *job, struct snapshot_progress *out)
{
	(void)job;
	out->what = "keeping";
}

static void release_keep(struct job *job)
{
	(void)job; /* the compare stays */
}

static const struct job_type keep_type = {
	.name = "compare",
	.size = sizeof(struct compare_job),
	.poll = poll_keep,
	.stop = stop_keep,
	.progress = progress_keep,
	.release = release_keep,
};

enum fpe_status job_keep(struct call *call)
{
	struct compare_job *j = of(job_new(&keep_type, call));

	if (!j)
		return fpe_no_memory(&call->err);
	read_keep(call, j);
	return FPE_OK;
}
