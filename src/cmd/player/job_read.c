/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_read.c - a user's own samples are read, and become the task.
 *
 * The reader has a parsed line of its own: the script may be forgotten before it
 * is over. Lines that would change the session wait meanwhile.
 */
#include "cmd/player/jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/parse_line.h"
#include "cmd/player/job.h"
#include "cmd/player/own_line.h"
#include "lab/session/own_reading.h"

struct read_job {
	struct job job;
	struct line line; /* text is the job's */
	sample_read *read;
	char from[OWN_LINE_FILES]; /* the files it names */
	int *kept;		   /* classes= */
	struct own_reading *reading;
};

static struct read_job *of(struct job *job)
{
	return (struct read_job *)job;
}

static void release(struct job *job)
{
	struct read_job *j = of(job);

	own_reading_free(j->reading);
	free(j->kept);
	line_clear(&j->line);
}

static enum fpe_status read_line(const void *context, const struct reading *reading,
				 struct sample_set *out, struct fpe_error *err)
{
	const struct read_job *j = context;

	return j->read(&j->line, reading, out, err);
}

/* The samples as a note: how many, of what, and what the reader has to say. */
static void note_read(const struct job *job, const struct own_samples *own)
{
	const struct fpe_data *data = own->set.data;
	int test = own_samples_test(own);
	char outputs[40];

	if (data->targets)
		snprintf(outputs, sizeof outputs, "%d real target%s", data->targets,
			 data->targets == 1 ? "" : "s");
	else
		snprintf(outputs, sizeof outputs, "%d classes", data->classes);
	session_note(job->session, "%s: %d samples of %d %s inputs, %s; %d of them test", own->from,
		     own_samples_train(own) + test, data->inputs, data->bits ? "Boolean" : "real",
		     outputs, test);
	if (own_samples_scaled(own))
		session_note(job->session,
			     "inputs: %s; standardise=none leaves them as the file has them",
			     own_samples_scaled(own));
	if (own->set.said)
		session_note(job->session, "%s", own->set.said);
}

static void take(struct read_job *j, struct news *news)
{
	struct own_reading *r = j->reading;
	struct task_spec spec = { .kind = FPE_TASK_SAMPLES, .own = r->own };

	if (session_set_task(j->job.session, &spec, &news->error))
		return;
	note_read(&j->job, shared_get(r->own));
	news->line = job_take_line(&j->job);
}

/* What was read well may still not be what the line asks of it. */
static void fail(const struct read_job *j, struct news *news)
{
	const struct command *command = j->line.command;
	const char *blame = j->reading->blame;
	int i = blame ? command_key(command, blame, (int)strlen(blame)) : COMMAND_MAX_ARGS;

	news->error = j->reading->runner.error;
	if (i < COMMAND_MAX_ARGS && j->line.value[i].given)
		news->error.at = j->line.value[i].column;
}

static void poll(struct job *job, struct news *news)
{
	struct own_reading *r = of(job)->reading;

	news->over = runner_quiet(&r->runner);
	if (!news->over)
		return;
	runner_detach(&r->runner);
	if (r->runner.broken)
		fail(of(job), news);
	else if (r->own)
		take(of(job), news);
	else
		news_say(news, false, MESSAGE_NOTE, "%s: stopped; nothing has changed\n",
			 job->line);
}

static void stop(struct job *job)
{
	runner_stop(&of(job)->reading->runner);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	out->what = "reading";
	job_share(job, atomic_load(&of(job)->reading->share), out);
}

static const struct job_type read_type = {
	.name = "task",
	.size = sizeof(struct read_job),
	.poll = poll,
	.may_act = job_lets_none,
	.stop = stop,
	.acts = true,
	.progress = progress,
	.release = release,
};

/* Where errors point that say no place: at the first file. */
static void point_at_file(struct read_job *j)
{
	const struct arg *args = j->line.command->args;

	for (int i = 0; args[i].name; i++) {
		if (args[i].type == ARG_FILE && j->line.value[i].given) {
			j->job.column = j->line.value[i].column;
			return;
		}
	}
}

enum fpe_status job_read(struct call *call, sample_read *read, const struct own_how *how)
{
	struct read_job *j = of(job_new(&read_type, call));
	struct parse_fault fault;
	struct own_request request;
	enum fpe_status status;

	if (!j)
		return fpe_no_memory(&call->err);
	j->read = read;
	j->line.text = strdup(call->line->text);
	j->line.file = strdup(call->line->file);
	status = j->line.text && j->line.file ? parse_line(&j->line, &fault) : FPE_ENOMEM;
	if (status)
		return fpe_no_memory(&call->err);
	own_line_files(&j->line, j->from);
	point_at_file(j);
	request = (struct own_request){ .read = read_line,
					.context = j,
					.kind = j->line.command->word,
					.from = j->from,
					.line = j->line.text,
					.script = j->line.file,
					.how = *how };
	status = own_line_classes(&j->line, &j->kept, &request.classes, &call->err);
	request.kept = j->kept;
	if (!status)
		status = own_reading_new(&request, call->session->pool, &j->reading, &call->err);
	return status;
}
