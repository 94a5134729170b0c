/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_compare.c - a compare: over when its runs are, with the table of the seeds
 * that were finished.
 */
#include "cmd/player/jobs.h"

#include <inttypes.h>

#include "cmd/player/job.h"
#include "cmd/player/results.h"
#include "cmd/report/compare_report.h"
#include "core/base/memory.h"

struct compare_job {
	struct job job;
	struct compare *compare;
	int seeds_at; /* where the line gives the number of seeds, -1: nowhere */
	int asked;    /* asked= of a line that was kept of a stopped one; 0: not given */
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

/* History keeps the line that replays to the table. */
static void finish(struct compare_job *j, struct news *news)
{
	struct compare *c = j->compare;
	int finished = compare_finished(c);

	news->line = compare_report(c, j->asked, &j->job.report, j->job.line, j->seeds_at);
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
	status = compare_new(study, call->session->seed, seeds, call->session->pool, &j->compare,
			     &call->err);
	if (status == FPE_OK)
		call->results->comparing = j->compare;
	return status;
}
