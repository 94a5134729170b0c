/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_sweep.c - a sweep: over when its runs are in the store, or given up.
 *
 * A whole one has a table. A part has none: the seeds of a point are spread over
 * all parts. Its means are no data of the session, for those do not depend on
 * how many parts there are.
 */
#include "cmd/player/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/player/job.h"
#include "cmd/player/results.h"
#include "cmd/report/sweep_report.h"
#include "core/base/memory.h"

struct sweep_job {
	struct job job;
	struct sweep *sweep;
	char *path; /* of its store */
};

static struct sweep_job *of(struct job *job)
{
	return (struct sweep_job *)job;
}

static void release(struct job *job)
{
	job->results->sweeping = NULL;
	sweep_free(of(job)->sweep);
	free(of(job)->path);
}

static void tell_part(struct sweep_job *j, struct news *news)
{
	const struct lattice *lattice = &j->sweep->lattice;
	char *text =
		sweep_report_part(board_picture(j->sweep->board, false), j->job.report.accessible);

	if (text)
		news_say(news, false, MESSAGE_NOTE, "%s", text);
	free(text);
	news_say(news, false, MESSAGE_NOTE,
		 "sweep: that was part %d of %d; `merge` joins the parts\n", lattice->shard + 1,
		 lattice->shards);
}

/* The sweep is quiet, with all its runs in the store or not. */
static void finish(struct sweep_job *j, struct news *news)
{
	struct sweep *s = j->sweep;
	struct runner *runner = &s->runner;
	const struct fpe_error *error = runner->broken ? &runner->error : NULL;
	struct fpe_error err;
	bool whole, table;
	int done;

	runner_detach(runner);
	if (sweep_flush(s, &err) && !error)
		error = &err;
	done = s->found + s->written;
	whole = !error && done + s->skipped == sweep_runs(s);
	table = whole && s->lattice.shards == 1;
	news_say(news, false, MESSAGE_NOTE, "sweep: %d of %d runs in %s, %d of them from before\n",
		 done, sweep_runs(s), j->path, s->found);
	if (s->skipped)
		news_say(news, false, MESSAGE_NOTE, "sweep: %d run%s not possible: %s\n",
			 s->skipped, s->skipped == 1 ? " is" : "s are", s->why.message);
	if (s->lattice.shards > 1)
		tell_part(j, news);
	if (table && sweep_report(s, &j->job.report, &err))
		error = &err;
	if (error)
		news->error = *error;
	else if (whole)
		news->line = job_take_line(&j->job);
	if (memory_refused())
		return; /* the line has failed: what was found before it stays */
	results_show(j->job.results, s->board);
	s->board = NULL;
	if (table && !error) {
		results_take_sweep(j->job.results, s);
		j->sweep = NULL;
	}
}

static void poll(struct job *job, struct news *news)
{
	news->over = runner_quiet(&of(job)->sweep->runner);
	if (news->over)
		finish(of(job), news);
}

static void stop(struct job *job)
{
	runner_stop(&of(job)->sweep->runner);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	struct sweep *sweep = of(job)->sweep;

	out->what = "sweeping";
	out->unit = "run";
	job_runs(job, &sweep->runner, sweep->found, out);
}

static const struct job_type sweep_type = {
	.name = "sweep",
	.size = sizeof(struct sweep_job),
	.poll = poll,
	.stop = stop,
	.progress = progress,
	.release = release,
};

enum fpe_status job_sweep(struct call *call, struct lattice *lattice, const char *path)
{
	struct sweep_job *j = of(job_new(&sweep_type, call));
	enum fpe_status status;

	if (j)
		j->path = strdup(path);
	if (!j || !j->path) {
		lattice_clear(lattice);
		return fpe_no_memory(&call->err);
	}
	status = sweep_new(lattice, path, call->session->pool, &j->sweep, &call->err);
	if (status == FPE_OK)
		call->results->sweeping = j->sweep;
	return status;
}
