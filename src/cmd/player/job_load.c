/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_load.c - a saved session is read, and takes the place of this one.
 *
 * A thread reads all of it; then it is there at once, or nothing has changed. Lines that
 * would change the session wait meanwhile.
 */
#include "cmd/player/jobs.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/job.h"
#include "lab/session/saved.h"
#include "lab/session/session_arm.h"
#include "lab/study/runner.h"

struct load_job {
	struct job job;
	struct runner runner;
	char *path;
	struct shared *frozen; /* what was read */
	struct saved_facts facts;
	int next_id; /* of the session; of what was read, once it is */
};

static struct load_job *of(struct job *job)
{
	return (struct load_job *)job;
}

/* The runner's owner, by its first byte. */
static struct load_job *of_runner(struct runner *runner)
{
	return (struct load_job *)((char *)runner - offsetof(struct load_job, runner));
}

static bool goes_on(void *context, double share)
{
	struct load_job *j = context;

	(void)share;
	return !atomic_load_explicit(&j->runner.stop, memory_order_relaxed);
}

static enum fpe_status read_own(void *context, const char *line, const char *script,
				const struct reading *reading, struct shared **out,
				struct fpe_error *err)
{
	(void)context;
	return own_line_read(line, script, reading, out, err);
}

static enum fpe_status run(struct runner *runner, int unit, struct fpe_team *team,
			   struct fpe_error *err)
{
	struct load_job *j = of_runner(runner);
	const struct reading reading = { goes_on, j };
	const struct saved_place place = { .own = read_own,
					   .reading = &reading,
					   .first_id = j->next_id };

	(void)unit;
	(void)team;
	return saved_read(j->path, &place, &j->frozen, &j->next_id, &j->facts, err);
}

static void release(struct job *job)
{
	struct load_job *j = of(job);

	runner_end(&j->runner);
	shared_release(j->frozen);
	free(j->path);
}

static void take(struct load_job *j, struct news *news)
{
	struct session *s = j->job.session;

	if (frozen_restore(s, j->frozen, &news->error))
		return;
	s->next_id = j->next_id;
	session_changed(s);
	session_note(s, "loaded %s: %d arm%s, %d nets of theirs", j->path, j->facts.arms,
		     j->facts.arms == 1 ? "" : "s", j->facts.nets);
	if (j->facts.other_arithmetic)
		session_note(
			s,
			"another version of this program trained it: it goes on, but not to the same bits");
	news->line = strdup(j->job.line);
}

static void poll(struct job *job, struct news *news)
{
	struct load_job *j = of(job);

	news->over = runner_quiet(&j->runner);
	if (!news->over)
		return;
	runner_detach(&j->runner);
	if (j->runner.broken)
		news->error = j->runner.error;
	else if (j->frozen && !atomic_load(&j->runner.stop))
		take(j, news);
	else
		news_say(news, false, MESSAGE_NOTE, "load: stopped; nothing has changed\n");
}

static void stop(struct job *job)
{
	runner_stop(&of(job)->runner);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	(void)job;
	out->what = "loading";
	out->total = 100;
}

static const struct job_type load_type = {
	.name = "load",
	.size = sizeof(struct load_job),
	.poll = poll,
	.may_act = job_lets_none,
	.stop = stop,
	.acts = true,
	.progress = progress,
	.release = release,
};

enum fpe_status job_load(struct call *call, const char *path)
{
	struct load_job *j = of(job_new(&load_type, call));

	if (!j)
		return fpe_no_memory(&call->err);
	j->path = strdup(path);
	if (!j->path)
		return fpe_no_memory(&call->err);
	j->next_id = call->session->next_id;
	return runner_start(&j->runner, call->session->pool, 1, run, &call->err);
}
