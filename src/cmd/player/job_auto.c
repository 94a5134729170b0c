/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_auto.c - a search: begun, told of, reported, and what it leads to.
 *
 * What it finds is done by lines that run next, each a command of its own to
 * history and undo. History keeps the search itself with apply=no and, where it
 * was cut short, with runs=, so that a replay prints the same bytes and does
 * the same once.
 */
#include "cmd/player/player_state.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/report/auto_report.h"
#include "lab/base/clock.h"

/* "auto arm=dense" and what else was given, but for what depends on the run. */
static char *repeatable(const struct call *call, const char *arm)
{
	static const char *const left_out[] = { "arm", "time", "runs", "apply" };
	const struct arg *args = call->line->command->args;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	fprintf(file, "auto arm=%s", arm);
	for (int i = 0; args[i].name; i++) {
		bool out = !call->line->value[i].given;

		for (size_t k = 0; k < sizeof left_out / sizeof *left_out; k++)
			out |= strcmp(args[i].name, left_out[k]) == 0;
		if (!out)
			fprintf(file, " %s=%s", args[i].name, call->line->value[i].text);
	}
	if (fclose(file)) {
		free(text);
		return NULL;
	}
	return text;
}

enum fpe_status player_auto(struct call *call, struct search *search, const struct arm *arm)
{
	struct player *p = call->player;
	struct job *job = &p->job;

	*job = (struct job){ .kind = JOB_AUTO,
			     .place = call->place,
			     .typed = call->typed,
			     .begun = clock_seconds(),
			     .search = search,
			     .apply = call_number(call, "apply", 1) != 0,
			     .again = repeatable(call, arm->name),
			     .from_epoch = arm->epoch };
	if (!job->again) {
		job_clear(job);
		return fpe_no_memory(&call->err);
	}
	strcpy(job->from, arm->name);
	player_keep_job_line(job, call->line);
	call->long_begun = true;
	return FPE_OK;
}

/* A line a rung: a search may take long. */
static void tell_stages(struct player *p)
{
	struct job *job = &p->job;

	while (job->told < search_stages(job->search)) {
		char text[200];

		if (auto_tell_stage(job->search, job->told, text, sizeof text))
			player_tell(p, MESSAGE_NOTE, "%s", text);
		job->told++;
	}
}

/* Why it stopped before its plan was done, on standard error: that depends on
   the machine. */
static void tell_cut(struct player *p)
{
	static const char *const why[] = {
		[SEARCH_RUNS] = "runs= was used up",
		[SEARCH_TIME] = "time was up",
		[SEARCH_STOPPED] = "stopped",
	};
	struct search *s = p->job.search;

	if (search_cut(s) != SEARCH_WHOLE && search_done(s) < search_runs(s))
		player_tell(p, MESSAGE_NOTE, "auto: %s after %d of %d runs\n", why[search_cut(s)],
			    search_done(s), search_runs(s));
}

/* What history keeps; NULL: no memory. */
static char *kept_line(const struct job *job)
{
	enum search_cut cut = search_cut(job->search);
	char *text;
	int n;

	if (cut == SEARCH_WHOLE)
		n = asprintf(&text, "%s apply=no", job->again);
	else
		n = asprintf(&text, "%s runs=%d apply=no", job->again, search_done(job->search));
	return n < 0 ? NULL : text;
}

/* Run the lines, if they are wanted and still mean what they say. */
static void apply(struct player *p, const char *lines, bool typed)
{
	struct job *job = &p->job;
	struct arm *arm = search_arm(job->search, p->session);
	struct fpe_error err;

	if (!lines[0] || !job->apply)
		return;
	if (job->stopped || p->quit) {
		player_tell(p, MESSAGE_NOTE, "auto: nothing is applied; the lines are above\n");
		return;
	}
	if (!arm || strcmp(arm->name, job->from) != 0) {
		player_tell(p, MESSAGE_NOTE,
			    "auto: nothing is applied: arm %s is no longer what it was\n",
			    job->from);
		return;
	}
	if (player_go_on(p, lines, typed, &err))
		player_job_failed(p, err.message);
}

/* It failed, or was over before a choice could be made. */
static bool failed(struct player *p)
{
	struct search *s = p->job.search;
	const struct fpe_error *error = search_error(s);
	char message[FPE_MESSAGE_SIZE];
	int number;

	if (error) {
		player_job_failed(p, error->message);
		return true;
	}
	if (search_decided(s, &number) >= 0)
		return false;
	if (!p->job.stopped) {
		snprintf(
			message, sizeof message,
			"time was up before the first rung had enough seeds for a choice; give more time, or fewer trials, seeds or epochs");
		player_job_failed(p, message);
	}
	return true;
}

bool player_poll_auto(struct player *p)
{
	struct job *job = &p->job;
	bool over = search_poll(job->search);
	char *line = NULL, *lines = NULL;

	tell_stages(p);
	if (!over)
		return false;
	tell_cut(p);
	if (!failed(p)) {
		lines = auto_lines(job->search, job->from, job->from_epoch);
		line = kept_line(job);
		if (lines)
			auto_report(job->search, &job->report, job->from, lines);
	}
	player_close_place(p, job->place, line, report_take(&job->report), job->typed);
	if (lines)
		apply(p, lines, job->typed);
	if (lines)
		player_tell(p, MESSAGE_PROGRESS,
			    job->stopped ? "%s: stopped, %.2f s\n" : "%s: done, %.2f s\n",
			    job->line, clock_seconds() - job->begun);
	free(line);
	free(lines);
	job_clear(job);
	return true;
}
