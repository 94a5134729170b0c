/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_export.c - a file that is written while the screen goes on.
 *
 * One unit of work for one thread. Given up, it leaves the old file as it was,
 * and no line in history.
 */
#include "cmd/player/jobs.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/export_report.h"
#include "cmd/player/job.h"
#include "lab/study/runner.h"

struct export_job {
	struct job job;
	struct runner runner;
	struct export_order *order;
};

static struct export_job *of(struct job *job)
{
	return (struct export_job *)job;
}

/* The runner's owner, by its first byte. */
static struct export_job *of_runner(struct runner *runner)
{
	return (struct export_job *)((char *)runner - offsetof(struct export_job, runner));
}

static enum fpe_status run(struct runner *runner, int unit, struct fpe_team *team,
			   struct fpe_error *err)
{
	(void)unit;
	return export_order_run(of_runner(runner)->order, team, err);
}

static void release(struct job *job)
{
	struct export_job *j = of(job);

	if (j->order)
		atomic_store(&j->order->stop, true);
	runner_end(&j->runner);
	export_order_free(j->order);
}

static void poll(struct job *job, struct news *news)
{
	struct export_job *j = of(job);
	char *sentence;

	news->over = runner_quiet(&j->runner);
	if (!news->over)
		return;
	if (j->runner.broken) {
		news->error = j->runner.error;
	} else if (j->runner.done) {
		export_report(j->order, &job->report);
		news->line = job_take_line(job);
		sentence = export_order_sentence(j->order);
		news_say(news, false, MESSAGE_NOTE, "%s\n", sentence ? sentence : "");
		free(sentence);
	} else {
		news_say(news, false, MESSAGE_NOTE, "export: stopped; nothing was written to %s\n",
			 j->order->path);
	}
}

static void stop(struct job *job)
{
	/* first: an order that stops before its runner knows has failed */
	runner_stop(&of(job)->runner);
	atomic_store(&of(job)->order->stop, true);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	const struct export_order *order = of(job)->order;
	int epochs = order->what == EXPORT_RUN ? study_net_epochs(&order->study, order->row) : 0;
	int done = order->epoch, percent = order->percent;

	out->what = done < epochs ? "training again" : "exporting";
	out->unit = done < epochs ? "trial epoch" : NULL;
	out->done = done < epochs ? done : percent;
	out->total = done < epochs ? epochs : 100;
	job_rate_so_far(job, 0, out);
}

static const struct job_type export_type = {
	.name = "export",
	.size = sizeof(struct export_job),
	.poll = poll,
	.stop = stop,
	.progress = progress,
	.release = release,
};

enum fpe_status job_export(struct call *call, struct export_order *order)
{
	struct export_job *j = of(job_new(&export_type, call));

	if (!j) {
		export_order_free(order);
		return fpe_no_memory(&call->err);
	}
	j->order = order;
	j->job.column = call_value(call, "file")->column;
	return runner_start(&j->runner, call->session->pool, 1, run, &call->err);
}
