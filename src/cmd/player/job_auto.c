/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_auto.c - a search: told of, reported, and what it leads to.
 *
 * What it finds is done by lines that run next, each a command of its own to
 * history and undo. History keeps the search itself with apply=no and, where it
 * was cut short, with runs=, so that a replay prints the same bytes and does
 * the same once.
 */
#include "cmd/player/jobs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/job.h"
#include "cmd/report/auto_report.h"
#include "io/textbuf.h"
#include "core/base/clock.h"

struct auto_job {
	struct job job;
	struct search *search;
	bool apply;		 /* run the lines that it finds */
	char *again;		 /* what to replay, without runs= and apply= */
	char from[FPE_MAX_NAME]; /* the arm when it began, and its epoch */
	int from_epoch;
	int told; /* stages that were told of */
};

static struct auto_job *of(struct job *job)
{
	return (struct auto_job *)job;
}

static void release(struct job *job)
{
	search_free(of(job)->search);
	free(of(job)->again);
}

/* "auto arm=dense" and what else was given, but for what depends on the run. */
static char *repeatable(const struct call *call, const char *arm)
{
	static const char *const left_out[] = { "arm", "time", "runs", "apply" };
	const struct arg *args = call->line->command->args;
	struct textbuf text = { 0 };

	textbuf_printf(&text, "auto arm=%s", arm);
	for (int i = 0; args[i].name; i++) {
		bool out = !call->line->value[i].given;

		for (size_t k = 0; k < sizeof left_out / sizeof *left_out; k++)
			out |= strcmp(args[i].name, left_out[k]) == 0;
		if (!out)
			textbuf_printf(&text, " %s=%s", args[i].name, call->line->value[i].text);
	}
	return textbuf_take(&text);
}

/* A line a rung: a search may take long. */
static void tell_stages(struct auto_job *j, struct news *news)
{
	for (; j->told < j->search->stages; j->told++) {
		char text[200];

		if (auto_tell_stage(j->search, j->told, text, sizeof text))
			news_say(news, false, MESSAGE_NOTE, "%s", text);
	}
}

/* Why it stopped before its plan was done, on standard error: that depends on
   the machine. */
static void tell_cut(const struct search *s, struct news *news)
{
	static const char *const why[] = {
		[SEARCH_RUNS] = "runs= was used up",
		[SEARCH_TIME] = "time was up",
		[SEARCH_STOPPED] = "stopped",
	};

	if (s->cut != SEARCH_WHOLE && search_done(s) < search_runs(s))
		news_say(news, false, MESSAGE_NOTE, "auto: %s after %d of %d runs\n", why[s->cut],
			 search_done(s), search_runs(s));
}

/* What history keeps; NULL: no memory. */
static char *kept_line(const struct auto_job *j)
{
	struct textbuf text = { 0 };

	textbuf_puts(&text, j->again);
	if (j->search->cut != SEARCH_WHOLE)
		textbuf_printf(&text, " runs=%d", search_done(j->search));
	textbuf_puts(&text, " apply=no");
	return textbuf_take(&text);
}

/* Do the lines still mean what they say? */
static bool still_holds(const struct auto_job *j, struct news *news)
{
	struct arm *arm = search_arm(j->search, j->job.session);

	if (arm && strcmp(arm->name, j->from) == 0)
		return true;
	news_say(news, true, MESSAGE_NOTE,
		 "auto: nothing is applied: arm %s is no longer what it was\n", j->from);
	return false;
}

/* A choice was made: its table, its lines, what history keeps. */
static void finish(struct auto_job *j, struct news *news)
{
	char *lines = auto_lines(j->search, j->from, j->from_epoch);

	news->line = kept_line(j);
	if (!lines)
		return;
	auto_report(j->search, &j->job.report, j->from, lines);
	if (lines[0] && j->apply && (j->job.stopped || still_holds(j, news)))
		news->lines = lines;
	else
		free(lines);
	news_say(news, true, MESSAGE_PROGRESS,
		 j->job.stopped ? "%s: stopped, %.2f s\n" : "%s: done, %.2f s\n", j->job.line,
		 clock_seconds() - j->job.begun);
}

static void poll(struct job *job, struct news *news)
{
	struct auto_job *j = of(job);

	news->over = search_poll(j->search);
	tell_stages(j, news);
	if (!news->over)
		return;
	tell_cut(j->search, news);
	if (j->search->error.code)
		news->error = j->search->error;
	else if (j->search->decided >= 0)
		finish(j, news);
	else if (!job->stopped)
		fpe_fail(
			&news->error, FPE_ESTATE,
			"time was up before the first rung had enough seeds for a choice; give more time, or fewer trials, seeds or epochs");
}

static void stop(struct job *job)
{
	search_stop(of(job)->search);
}

static void progress(struct job *job, struct snapshot_progress *out)
{
	struct search *search = of(job)->search;
	double seconds = clock_seconds() - job->begun;
	int limit = search_timeout(search);

	out->what = search_progress(search, &out->done, &out->total);
	out->unit = "trial epoch"; /* "epoch" is of the arms */
	if (out->done <= 0 || seconds <= 0.3)
		return;
	job_rate(out->done, seconds, out);
	if (limit >= 0)
		out->seconds_left = fmin(out->seconds_left, limit / 1e3);
}

static int timeout(const struct job *job)
{
	int limit = search_timeout(((const struct auto_job *)job)->search);

	return limit < 0 ? -1 : limit + 1;
}

static const struct job_type auto_type = {
	.name = "auto",
	.size = sizeof(struct auto_job),
	.poll = poll,
	.stop = stop,
	.progress = progress,
	.timeout = timeout,
	.release = release,
};

enum fpe_status job_auto(struct call *call, struct search *search, const struct arm *arm)
{
	struct auto_job *j = of(job_new(&auto_type, call));

	if (!j) {
		search_free(search);
		return fpe_no_memory(&call->err);
	}
	j->search = search;
	j->apply = call_number(call, "apply", 1) != 0;
	j->again = repeatable(call, arm->name);
	strcpy(j->from, arm->name);
	j->from_epoch = arm->epoch;
	return j->again ? FPE_OK : fpe_no_memory(&call->err);
}
