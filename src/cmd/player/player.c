/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player.c - lines wait here, and run when their turn has come.
 *
 * Three queues: scripts, line by line; typed lines, which act at the next epoch
 * boundary; typed long commands, which wait for the one under way. Jobs are in
 * player_job.c.
 */
#include "cmd/player/player_state.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lab/base/clock.h"

/* Notes wait until the command has succeeded: what failed made nothing. */
static void note(void *context, const char *text)
{
	struct player *p = context;

	report_text(&p->notes, "%s\n", text);
}

struct player *player_new(const struct player_options *options, const struct player_sinks *sinks,
			  struct fpe_error *err)
{
	struct player *p = calloc(1, sizeof *p);

	if (!p) {
		fpe_no_memory(err);
		return NULL;
	}
	p->options = *options;
	p->sinks = *sinks;
	p->speed = options->call.screen && !options->call.accessible ? 30 : 0;
	p->transcript = transcript_new(sinks->out, sinks->log);
	p->undo = undo_new();
	if (!p->transcript || !p->undo)
		fpe_no_memory(err);
	if (!p->transcript || !p->undo ||
	    session_new(options->seed, options->call.jobs, &p->session, err)) {
		player_free(p);
		return NULL;
	}
	p->session->note = note;
	p->session->note_context = p;
	report_init(&p->notes, false);
	screen_state_init(&p->screen);
	return p;
}

static void pop_script(struct player *p)
{
	struct queued *q = p->queue;

	p->queue = q->after;
	script_clear(&q->script);
	free(q);
}

static void pop_typed(struct typed **list)
{
	struct typed *t = *list;

	*list = t->after;
	script_clear(&t->script);
	free(t);
}

static void forget_queues(struct player *p)
{
	while (p->queue)
		pop_script(p);
	while (p->typed)
		pop_typed(&p->typed);
	while (p->later)
		pop_typed(&p->later);
}

void player_free(struct player *player)
{
	if (!player)
		return;
	forget_queues(player);
	/* what did not end held back the output of lines typed since */
	if (player->job.kind != JOB_NONE && player->job.place >= 0)
		transcript_close(player->transcript, player->job.place, NULL, NULL);
	job_clear(&player->job);
	compare_free(player->compared);
	sweep_free(player->swept);
	board_free(player->board);
	undo_free(player->undo);
	session_free(player->session);
	report_clear(&player->notes);
	logbook_clear(&player->log);
	free(player->source.name);
	free(player->source.text);
	listing_clear(&player->source_view);
	transcript_free(player->transcript);
	free(player);
}

void player_tell(struct player *p, enum message_kind kind, const char *format, ...)
{
	char *text;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return;
	/* how far things are depends on the clock, the rest on the lines */
	if (kind == MESSAGE_NOTE || kind == MESSAGE_ERROR)
		logbook_add(&p->log, "", text);
	if (p->sinks.message &&
	    !(p->options.call.quiet && (kind == MESSAGE_NOTE || kind == MESSAGE_PROGRESS)))
		p->sinks.message(p->sinks.context, kind, text);
	free(text);
}

static struct queued *queued_new(struct script *script, const char *name)
{
	struct queued *q = calloc(1, sizeof *q);

	if (!q)
		abort(); /* a few bytes a script */
	q->script = *script;
	*script = (struct script){ 0 };
	snprintf(q->name, sizeof q->name, "%s", name);
	return q;
}

void player_queue(struct player *player, struct script *script, const char *name)
{
	struct queued **end = &player->queue;

	while (*end)
		end = &(*end)->after;
	*end = queued_new(script, name);
}

void player_tell_error(struct player *p, const struct parse_error *error)
{
	bool json = p->options.call.json && !p->options.call.screen;
	char *text = json ? parse_error_json(error) : parse_error_text(error);

	player_tell(p, MESSAGE_ERROR, "%s", text ? text : error->message);
	free(text);
}

static void tell_parse_error(void *context, const struct parse_error *error)
{
	player_tell_error(context, error);
}

static void append(struct typed **list, struct script *script)
{
	struct typed *t = calloc(1, sizeof *t);

	if (!t)
		abort();
	t->script = *script;
	while (*list)
		list = &(*list)->after;
	*list = t;
}

void player_type(struct player *player, const char *line)
{
	struct script script = { 0 };

	if (parse_text(line, strlen(line), "", false, tell_parse_error, player, &script) ==
		    FPE_OK &&
	    script.count == 1) {
		append(&player->typed, &script);
		return;
	}
	if (script.count > 1) /* an include */
		player_queue(player, &script, "");
	script_clear(&script);
}

void player_paste(struct player *player, const char *text)
{
	struct script script = { 0 };
	struct queued *q;

	if (parse_text(text, strlen(text), "", false, tell_parse_error, player, &script)) {
		script_clear(&script);
		return;
	}
	q = queued_new(&script, "");
	q->typed = true;
	q->after = player->queue;
	player->queue = q;
}

/* Queue a text's lines before what is queued. */
static enum fpe_status queue_text(struct player *p, const char *text, const char *name,
				  struct queued **out, struct fpe_error *err)
{
	struct script script = { 0 };
	struct queued *q;

	if (parse_text(text, strlen(text), name, false, tell_parse_error, p, &script)) {
		script_clear(&script);
		return fpe_fail(err, FPE_EPARSE, "%s does not parse", name);
	}
	q = queued_new(&script, name);
	q->after = p->queue;
	p->queue = *out = q;
	return FPE_OK;
}

enum fpe_status player_play(struct player *player, const char *text, const char *name,
			    struct fpe_error *err)
{
	struct queued *q;

	return queue_text(player, text, name, &q, err);
}

enum fpe_status player_go_on(struct player *p, const char *text, bool typed, struct fpe_error *err)
{
	struct queued *q;
	enum fpe_status status = queue_text(p, text, "", &q, err);

	if (!status) {
		q->typed = typed;
		q->first = true;
	}
	return status;
}

/* Put the caret under the argument that the error is about. */
static int error_column(const struct call *call)
{
	int column = call->err_column < 0 ? 0 : call->err_column;

	return column + (call->err.at > 0 ? call->err.at : 0);
}

static void tell_error(struct player *p, const struct line *line, const struct call *call)
{
	struct parse_error error;

	parse_locate(line, error_column(call), &error);
	snprintf(error.message, sizeof error.message, "%s", call->err.message);
	player_tell_error(p, &error);
	parse_error_clear(&error);
}

void player_close_place(struct player *p, int place, const char *line, char *output, bool typed)
{
	if (output)
		logbook_add(&p->log, "", output);
	if (output && p->options.call.screen)
		player_tell(p, typed ? MESSAGE_OUTPUT : MESSAGE_SCRIPT, "%s", output);
	p->changed |= line != NULL;
	if (!transcript_close(p->transcript, place, line, output) && !p->quit) {
		/* no message where the reader has gone: it was its wish */
		if (errno != EPIPE)
			player_tell(p, MESSAGE_ERROR, "error: output: %s\n", strerror(errno));
		p->status = errno == EPIPE ? 141 : 1;
		p->quit = true;
	}
}

void player_tell_notes(struct player *p)
{
	char *text = report_take(&p->notes);

	if (text)
		player_tell(p, MESSAGE_NOTE, "%s", text);
	free(text);
	report_clear(&p->notes);
}

/* Run the command with what undo goes back to at hand: the session as it was,
   where the line may change it. NULL *before: it may not. */
static enum fpe_status run_tracked(struct player *p, struct call *call, struct shared **before)
{
	bool changes = call->line->command->flags & (COMMAND_BOUNDARY | COMMAND_LONG);
	enum fpe_status status;

	*before = changes ? frozen_take(p->session) : NULL;
	if (changes && !*before)
		return fpe_no_memory(&call->err);
	status = call_allowed(call);
	if (status == FPE_OK)
		status = call->line->command->run(call);
	/* what a command made by default goes when it fails */
	if (status && changes && !frozen_is(p->session, *before))
		frozen_restore(p->session, *before, NULL);
	return status;
}

/* The line has acted: what undo and history keep of it. */
static void keep_line(struct player *p, struct call *call, struct shared *before)
{
	bool silent = call->line->command->flags & COMMAND_SILENT;
	const char *kept = call->kept ? call->kept : call->line->text;

	if (before && !call->stepless)
		undo_push(p->undo, p->session, before, kept);
	else
		shared_release(before);
	player_tell_notes(p);
	player_close_place(p, call->place, silent || call->forget ? NULL : kept,
			   report_take(call->report), call->typed);
	free(call->kept);
	report_clear(call->report);
}

bool player_run_line(struct player *p, const struct line *line, bool typed)
{
	struct report report;
	struct call call = { .line = line,
			     .session = p->session,
			     .screen = &p->screen,
			     .player = p,
			     .options = &p->options.call,
			     .report = &report,
			     .typed = typed,
			     .err_column = -1 };
	struct shared *before;

	logbook_add(&p->log, "fpe> ", line->text);
	call.place = transcript_open(p->transcript);
	call.err.at = -1;
	report_init(&report, p->options.call.json);
	report.accessible = p->options.call.accessible;
	if (run_tracked(p, &call, &before)) {
		shared_release(before);
		report_clear(&report);
		report_clear(&p->notes);
		player_close_place(p, call.place, NULL, NULL, typed);
		tell_error(p, line, &call);
		return false;
	}
	if (call.long_begun) {
		player_tell_notes(p);
		p->job.report = report;
		p->job.before = before;
		return true;
	}
	keep_line(p, &call, before);
	return true;
}

void player_script_failed(struct player *p)
{
	p->status = p->status ? p->status : 1;
	if (p->options.keep_going)
		return;
	while (p->queue)
		pop_script(p);
}

/* The next line of the script that plays. */
static void step_script(struct player *p)
{
	struct queued *q = p->queue;
	const struct line *line;
	bool typed = q->typed;

	if (q->next == q->script.count) {
		pop_script(p);
		return;
	}
	line = &q->script.line[q->next++];
	player_mark_source(p, &q->script, line);
	if (q->name[0]) {
		snprintf(p->screen.script, sizeof p->screen.script, "%s", q->name);
		p->screen.line = line->number;
		p->screen.lines = q->script.line[q->script.count - 1].number;
	}
	if (!player_run_line(p, line, typed) && !typed)
		player_script_failed(p);
}

/* Lines about the screen alone act though one before them waits for the job:
   `resume` may be what that waits for. */
static bool step_past_waiting(struct player *p)
{
	struct typed **at = &p->typed->after;
	struct typed *t;

	for (; (t = *at) != NULL; at = &t->after) {
		unsigned flags = t->script.line[0].command->flags;

		if (!(flags & COMMAND_SCREEN) || (flags & COMMAND_BOUNDARY))
			continue;
		player_run_line(p, &t->script.line[0], true);
		pop_typed(at);
		return true;
	}
	return false;
}

/* The first typed line, if it may act. */
static bool step_typed(struct player *p)
{
	struct typed *t = p->typed;
	const struct command *command;

	if (!t)
		return false;
	command = t->script.line[0].command;
	if ((command->flags & COMMAND_LONG) && p->job.kind != JOB_NONE) {
		p->typed = t->after;
		t->after = NULL;
		append(&p->later, &t->script);
		free(t);
		return true;
	}
	if (!player_may_act(p, command))
		return step_past_waiting(p);
	player_run_line(p, &t->script.line[0], true);
	pop_typed(&p->typed);
	player_after_line(p);
	return true;
}

static bool step_idle(struct player *p)
{
	if (p->job.kind != JOB_NONE || p->quit)
		return false;
	if (p->later && !(p->queue && p->queue->first)) {
		player_run_line(p, &p->later->script.line[0], true);
		pop_typed(&p->later);
		return true;
	}
	if (p->wait == WAIT_TIME && clock_seconds() >= p->wait_until)
		p->wait = WAIT_NONE;
	if (p->wait != WAIT_NONE || !p->queue)
		return false;
	step_script(p);
	return true;
}

void player_poll(struct player *player)
{
	pool_clear_fd(player->session->pool);
	/* a few lines at a time, so that a long script leaves room for keys */
	for (int i = 0; i < 16 && !player->quit; i++) {
		bool more = player_poll_job(player);

		more |= step_typed(player);
		more |= step_idle(player);
		if (!more)
			return;
	}
	pool_wake(player->session->pool);
}

int player_fd(const struct player *player)
{
	return pool_fd(player->session->pool);
}

int player_timeout(const struct player *player)
{
	int job = player_job_timeout(player);
	double left;

	if (player->job.kind != JOB_NONE || player->wait != WAIT_TIME)
		return job;
	left = player->wait_until - clock_seconds();
	return left <= 0 ? 0 : (int)ceil(left * 1000);
}

bool player_interrupt(struct player *player)
{
	bool busy = !player_idle(player);

	forget_queues(player);
	player->wait = WAIT_NONE;
	player->screen.press_key = false;
	job_stop(&player->job);
	if (busy && !player->options.call.screen) {
		player->interrupted = true;
		player->status = 130;
	}
	return busy;
}

bool player_key(struct player *player)
{
	bool due = player->wait == WAIT_KEY;

	if (due) {
		player->wait = WAIT_NONE;
		player->screen.press_key = false;
	}
	return due;
}

bool player_idle(const struct player *player)
{
	return player->quit || (player->job.kind == JOB_NONE && !player->queue && !player->typed &&
				!player->later && player->wait == WAIT_NONE);
}

void player_wait(struct player *player, double seconds)
{
	if (!player->options.call.screen)
		return;
	player->wait = seconds < 0 ? WAIT_KEY : WAIT_TIME;
	player->wait_until = clock_seconds() + seconds;
	player->screen.press_key = seconds < 0;
}
