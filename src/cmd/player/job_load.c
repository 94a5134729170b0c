/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_load.c - a saved session is read, and takes the place of this one.
 *
 * A thread reads all of it; then it is there at once, or nothing has changed. Lines that
 * would change the session wait meanwhile.
 */
#include "cmd/player/jobs.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/job.h"
#include "cmd/player/kept.h"
#include "cmd/language/lex.h"
#include "lab/session/saved.h"
#include "lab/session/session_arm.h"
#include "lab/study/runner.h"
#include "view/screen/screen_json.h"

struct load_job {
	struct job job;
	struct runner runner;
	char *path;
	bool takes; /* it may be a session that was kept by itself: no need to offer it again */
	bool one;   /* only a file with this sum will do */
	uint32_t sum;
	struct screen_state *screen; /* the player's */
	struct shared *frozen;	     /* what was read … */
	json_t *shown;		     /* … and what the screen showed then, or NULL */
	int first_id;
	struct saved_facts facts;
	_Atomic double share; /* done so far */
	int next_id;	      /* of what was read */
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

	atomic_store_explicit(&j->share, share, memory_order_relaxed);
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
	const struct saved_place place = {
		.own = read_own, .reading = &reading, .first_id = j->first_id, .screen = &j->shown
	};

	(void)unit;
	(void)team;
	if (saved_read(j->path, &place, &j->frozen, &j->next_id, &j->facts, err))
		return err->code;
	if (j->one && j->facts.sum != j->sum)
		return fpe_fail(err, FPE_ESTATE,
				"%s: it is another file than is asked for: its sum is %08" PRIx32,
				j->path, j->facts.sum);
	return FPE_OK;
}

static void release(struct job *job)
{
	struct load_job *j = of(job);

	runner_end(&j->runner);
	shared_release(j->frozen);
	json_decref(j->shown);
	free(j->path);
}

/* A copy; NULL: no memory. */
static struct shared *keep_screen(const struct screen_state *screen)
{
	struct screen_state *copy = malloc(sizeof *copy);

	if (!copy)
		return NULL;
	*copy = *screen;
	return shared_new(copy, free);
}

/* What the screen showed, with what undo needs of it; without memory it stays as it is. */
static void take_screen(struct load_job *j, struct news *news)
{
	if (!j->shown)
		return;
	news->screen[0] = keep_screen(j->screen);
	if (!news->screen[0])
		return;
	screen_state_take(j->screen, j->shown, j->first_id);
	news->screen[1] = keep_screen(j->screen);
}

/* The line that loads this very file again, from the folder the program runs in. */
static char *line_again(const struct load_job *j)
{
	struct textbuf text = { 0 };

	textbuf_puts(&text, "load ");
	lex_put_word(&text, j->path);
	textbuf_printf(&text, " sum=%08" PRIx32, j->facts.sum);
	return textbuf_take(&text);
}

static void take(struct load_job *j, struct news *news)
{
	struct session *s = j->job.session;

	if (frozen_restore(s, j->frozen, &news->error))
		return;
	s->next_id = j->next_id;
	session_changed(s);
	take_screen(j, news);
	if (j->takes)
		kept_taken(j->path);
	session_note(s, "loaded %s: %d arm%s, %d nets of theirs", j->path, j->facts.arms,
		     j->facts.arms == 1 ? "" : "s", j->facts.nets);
	if (j->facts.renamed[0])
		session_note(s, "no two arms may have one name: renamed %s", j->facts.renamed);
	if (j->facts.other_arithmetic)
		session_note(
			s,
			"another version of this program trained it: it goes on, but not to the same bits");
	news->line = line_again(j);
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
	out->what = "loading";
	job_share(job, atomic_load(&of(job)->share), out);
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

enum fpe_status job_load(struct call *call, const char *path, const char *sum)
{
	struct load_job *j = of(job_new(&load_type, call));

	if (!j)
		return fpe_no_memory(&call->err);
	j->one = sum != NULL;
	j->sum = sum ? (uint32_t)strtoul(sum, NULL, 16) : 0;
	j->path = strdup(path);
	if (!j->path)
		return fpe_no_memory(&call->err);
	j->first_id = call->session->next_id;
	j->screen = call->screen;
	j->takes = call->options->screen && !call->options->safe;
	return runner_start(&j->runner, call->session->pool, 1, run, &call->err);
}
