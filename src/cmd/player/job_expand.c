/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_expand.c - an expansion of a file's net: over when both nets are trained, with a
 * table, and a file that was not there before or is replaced whole.
 */
#include "cmd/player/jobs.h"

#include <string.h>

#include "cmd/player/job.h"
#include "core/base/clock.h"

struct expand_job {
	struct job job;
	struct expand expand;
};

static struct expand_job *of(struct job *job)
{
	return (struct expand_job *)job;
}

static void release(struct job *job)
{
	expand_clear(&of(job)->expand);
}

static void finish(struct expand_job *j, struct news *news)
{
	struct expand *x = &j->expand;
	size_t zeros;

	if (expand_write(x, &zeros, &news->error))
		return;
	if (zeros)
		news_say(news, false, MESSAGE_NOTE,
			 "%zu weights are too small for the file's type and became 0\n", zeros);
	expand_report(x, zeros, &j->job.report);
	news_say(news, true, MESSAGE_PROGRESS, "%s: wrote %s, %.2f s\n", j->job.line, x->out,
		 clock_seconds() - j->job.begun);
	news->line = job_take_line(&j->job);
}

static void poll(struct job *job, struct news *news)
{
	struct expand_job *j = of(job);
	struct runner *runner = &j->expand.expansion->runner;

	news->over = runner_quiet(runner);
	if (!news->over)
		return;
	if (runner->broken)
		fpe_fail(&news->error, runner->error.code, "%s", runner->error.message);
	else if (runner->done == EXPANSION_ARMS)
		finish(j, news);
	else
		news_say(news, false, MESSAGE_NOTE, "expand: stopped; %s is not written\n",
			 j->expand.out);
}

static void stop(struct job *job)
{
	runner_stop(&of(job)->expand.expansion->runner);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	const struct expansion *e = of(job)->expand.expansion;
	double seconds = clock_seconds() - job->begun;

	out->what = "fine-tuning both nets";
	out->unit = "epoch";
	out->done = e->epochs;
	out->total = expansion_epochs(e);
	if (out->done > 0 && seconds > 0.3)
		job_rate(out->done, seconds, out);
}

static const struct job_type expand_type = {
	.name = "expand",
	.size = sizeof(struct expand_job),
	.poll = poll,
	.stop = stop,
	.progress = progress,
	.release = release,
};

enum fpe_status job_expand(struct call *call, struct expand *expand,
			   const struct expansion_plan *plan, const char **blame)
{
	struct expand_job *j = of(job_new(&expand_type, call));
	struct fpe_net *net = expand->model->net;

	*blame = NULL;
	if (!j) {
		expand_clear(expand);
		return fpe_no_memory(&call->err);
	}
	j->expand = *expand;
	*expand = (struct expand){ 0 };
	j->expand.model->net = NULL;
	return expansion_new(plan, net, call->session->pool, &j->expand.expansion, blame,
			     &call->err);
}
