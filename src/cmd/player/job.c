/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job.c - what long commands of all kinds have in common. */
#include "cmd/player/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "lab/study/runner.h"

/* Column of the file that the line names. */
static int file_column(const struct line *line)
{
	const struct arg *args = line->command->args;
	int read = -1, files = 0;

	for (int i = 0; args[i].name; i++) {
		if (args[i].type != ARG_FILE || !line->value[i].given)
			continue;
		if (args[i].writes)
			return line->value[i].column;
		read = line->value[i].column;
		files++;
	}
	return files == 1 ? read : 0;
}

struct job *job_new(const struct job_type *type, struct call *call)
{
	struct job *job = calloc(1, type->size);
	char *line = strdup(call->line->text);

	if (!job || !line) {
		free(job);
		free(line);
		return NULL;
	}
	*job = (struct job){ .type = type,
			     .session = call->session,
			     .results = call->results,
			     .line = line,
			     .column = file_column(call->line),
			     .begun = clock_seconds() };
	call->job = job;
	return job;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	job->type->release(job);
	report_clear(&job->report);
	free(job->line);
	free(job);
}

char *job_take_line(struct job *job)
{
	char *line = job->line;

	job->line = NULL;
	return line;
}

bool job_lets_none(struct job *job, struct news *news)
{
	(void)job;
	(void)news;
	return false;
}

void job_progress(struct job *job, struct snapshot_progress *out)
{
	out->rate = out->seconds_left = NAN;
	job->type->progress(job, out);
}

void job_rate(double since, double seconds, struct snapshot_progress *out)
{
	out->rate = since / seconds;
	out->seconds_left = (out->total - out->done) / out->rate;
}

void job_rate_so_far(const struct job *job, double found, struct snapshot_progress *out)
{
	double seconds = clock_seconds() - job->begun;

	if (out->done > found && seconds > 0)
		job_rate(out->done - found, seconds, out);
}

void job_share(const struct job *job, double share, struct snapshot_progress *out)
{
	out->done = 100 * share;
	out->total = 100;
	job_rate_so_far(job, 0, out);
}

void job_runs(const struct job *job, struct runner *runner, int found,
	      struct snapshot_progress *out)
{
	out->done = runner->done;
	out->total = runner->units;
	job_rate_so_far(job, found, out);
}
