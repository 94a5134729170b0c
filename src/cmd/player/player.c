/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player.c - lines run when their turn has come.
 *
 * Not here: the queues they wait in (player_queue.c), the long command under way
 * (player_job.c), what is told (player_say.c).
 */
#include "cmd/player/player_state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "lab/arm/gauge.h"
#include "core/base/clock.h"

/* Notes wait until the command has succeeded: what failed made nothing. */
static void note(void *context, const char *text)
{
	struct player *p = context;

	report_text(&p->notes, "%s\n", text);
}

#define ASIDE_MS 200 /* between looks at a line beside the screen, which says how long it takes */

/* Something for a frame has been found. */
static void wake(void *pool)
{
	pool_wake(pool);
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
	p->pace.speed = options->call.screen && !options->call.accessible ? 30 : 0;
	p->transcript = transcript_new(sinks->out, sinks->log);
	p->undo = undo_new();
	if (!p->transcript || !p->undo)
		fpe_no_memory(err);
	if (!p->transcript || !p->undo ||
	    session_new(options->seed, options->call.jobs, &p->session, err)) {
		player_free(p);
		return NULL;
	}
	pool_limit(p->session->pool, options->call.sharing);
	if (options->call.screen)
		p->gauge = gauge_new(wake, p->session->pool);
	p->session->note = note;
	p->session->note_context = p;
	report_init(&p->notes, false);
	screen_state_init(&p->screen);
	player_keep_begin(p);
	return p;
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

/* No try of who learns, where it changed nothing: it reports, or takes back. */
static bool is_a_look(const struct call *call)
{
	unsigned flags = call->line->command->flags;

	return call->stepless || (flags & COMMAND_REPORT && flags & COMMAND_BOUNDARY &&
				  !(flags & (COMMAND_LONG | COMMAND_SCREEN)));
}

/* The line has acted: what undo and history keep of it. Takes output. */
static void keep_line(struct player *p, struct acting *a, char *output)
{
	const struct call *call = &a->call;
	bool silent = call->line->command->flags & COMMAND_SILENT;
	char *kept = call->kept ? call->kept : a->kept;
	bool step = false;

	if (a->before && !call->stepless)
		step = undo_push(p->undo, p->session, a->before, kept);
	else
		shared_release(a->before);
	if (!step && is_a_look(call))
		p->learner.looks = true;
	player_tell_notes(p);
	free(kept == a->kept ? NULL : a->kept);
	if (silent || call->forget) {
		free(kept);
		kept = NULL;
	}
	player_close_place(p, a->place, kept, output, a->typed && !call->seen);
}

/* A line of a lesson at a prompt, where what was typed may be in its way. */
static bool is_of_lesson(const struct player *p)
{
	return p->acting.from == ACTING_SCRIPT && p->queue && p->queue->lenient;
}

/* The line has run: tell, and keep what is to be kept. False: it failed. */
static bool end_line(struct player *p)
{
	struct acting *a = &p->acting;
	struct call *call = &a->call;
	char *output = NULL;

	if (!a->status && !call->job) {
		output = report_take(call->report);
		a->status = memory_verdict(a->status, &call->err);
		if (a->status)
			acting_take_back(a);
	}
	if (a->status) {
		free(output);
		shared_release(a->before);
		free(call->kept);
		free(a->kept);
		player_close_place(p, a->place, NULL, call->shows ? report_take(&a->report) : NULL,
				   a->typed);
		report_clear(&a->report);
		report_clear(&p->notes);
		if (is_of_lesson(p))
			player_tell(p, MESSAGE_NOTE,
				    "passed over, this session has gone another way: %s\n",
				    call->err.message);
		else
			tell_error(p, call->line, call);
		return false;
	}
	overwrite_took(&p->overwrite, call->line);
	if (call->job) {
		overwrite_begin_job(&p->overwrite);
		player_tell_notes(p);
		call->job->report = a->report;
		free(a->kept);
		player_begin_job(p, call->job, call->line, a->place, a->typed, a->before);
		return true;
	}
	keep_line(p, a, output);
	player_tell_written(p, &p->overwrite.line);
	return true;
}

/* What comes after a line that has ended. */
static void go_on(struct player *p, bool good)
{
	const struct line *line = p->acting.call.line;
	bool stays = good && p->acting.call.stays && !p->acting.stops;

	switch (p->acting.from) {
	case ACTING_SCRIPT:
		if (!good && !p->acting.typed)
			player_script_failed(p);
		else if (!good)
			player_pasted_failed(p);
		else if (stays)
			player_await_learner(p, line, true);
		else if (p->learner.line == line)
			player_learner_is_through(p);
		break;
	case ACTING_TYPED:
		if (stays)
			player_await_learner(p, line, false);
		player_pop(&p->typed);
		player_after_line(p);
		break;
	case ACTING_LATER:
		player_pop(&p->later);
		break;
	case ACTING_WAITING:
		break;
	}
}

static bool can_ask(const struct player *p)
{
	const struct call_options *o = &p->options.call;

	return o->screen || (o->lines && isatty(STDIN_FILENO));
}

/* May it go on beside the screen? Not what may end a training that it has cut. */
static bool may_go_aside(const struct player *p, const struct command *command)
{
	return p->pictured && command->flags & COMMAND_ASIDE &&
	       !(command->flags & COMMAND_REMAKES && player_job_is_cut(p));
}

/* Run one line now, unless it goes on beside the screen: parse was fine, no boundary is
   needed any more. */
static void run_line(struct player *p, const struct line *line, bool typed, enum acting_from from)
{
	struct acting *a = &p->acting;

	*a = (struct acting){ .call = { .line = line,
					.session = p->session,
					.screen = &p->screen,
					.player = p,
					.results = &p->results,
					.options = &p->options.call,
					.report = &a->report,
					.overwrite = &p->overwrite,
					.asks = from == ACTING_TYPED && can_ask(p),
					.err_column = -1 },
			      .place = transcript_open(p->transcript),
			      .kept = strdup(line->text),
			      .typed = typed,
			      .from = from };
	logbook_add(&p->log, "fpe> ", line->text);
	a->call.err.at = -1;
	report_init(&a->report, p->options.call.json);
	a->report.accessible = p->options.call.accessible;
	a->report.command = line->command;
	snprintf(a->what, sizeof a->what, "%s", line->text);
	/* it has to be told, kept and shown: else it does not act */
	a->status = memory_verdict(FPE_OK, &a->call.err);
	if (!a->status && !may_go_aside(p, line->command))
		acting_run(a);
	else if (!a->status && acting_run_aside(a))
		return;
	go_on(p, end_line(p));
}

/* The line beside the screen: false while it goes on. */
static bool poll_line(struct player *p)
{
	bool stops = p->acting.stops;

	if (!p->acting.aside)
		return true;
	if (!acting_has_ended(&p->acting))
		return false;
	go_on(p, end_line(p));
	if (stops)
		player_stop_job(p);
	return true;
}

void player_free(struct player *player)
{
	if (!player)
		return;
	if (player->acting.aside) {
		acting_join(&player->acting);
		end_line(player);
	}
	player_forget_queues(player);
	/* what did not end held back the output of lines typed since */
	if (player->now.job && !player_job_is_cut(player))
		transcript_close(player->transcript, player->now.place, NULL, NULL);
	player_drop_job(player);
	autosave_free(player->keep.autosave);
	results_clear(&player->results);
	learner_clear(&player->learner);
	undo_free(player->undo);
	gauge_free(player->gauge);
	session_free(player->session);
	report_clear(&player->notes);
	overwrite_clear(&player->overwrite);
	logbook_clear(&player->log);
	script_view_clear(&player->script);
	transcript_free(player->transcript);
	free(player);
}

/* The next line of the script that plays. */
static void step_script(struct player *p)
{
	struct queued *q = p->queue;
	const struct line *line;
	bool typed = q->typed;

	if (q->next == q->script.count) {
		player_pop(&p->queue);
		player_settle_undo(p);
		return;
	}
	line = &q->script.line[q->next++];
	script_view_mark(&p->script, &q->script, line);
	if (q->name[0]) {
		snprintf(p->screen.script, sizeof p->screen.script, "%s", q->name);
		p->screen.line = line->number;
		p->screen.lines = q->script.line[q->script.count - 1].number;
	}
	run_line(p, line, typed, ACTING_SCRIPT);
}

/* Lines about the screen alone act though one before them waits for the job:
   `resume` may be what that waits for. */
static bool step_past_waiting(struct player *p)
{
	struct queued **at = &p->typed->after;
	struct queued *t;

	for (; (t = *at) != NULL; at = &t->after) {
		unsigned flags = t->script.line[0].command->flags;

		if (!(flags & COMMAND_SCREEN) || (flags & COMMAND_BOUNDARY))
			continue;
		run_line(p, &t->script.line[0], true, ACTING_WAITING);
		player_pop(at);
		return true;
	}
	return false;
}

/* Does it wait for the long command under way? */
static bool is_long(const struct line *line)
{
	const struct arg *args = line->command->args;
	bool is = line->command->flags & COMMAND_LONG;

	for (int i = 0; args[i].name; i++)
		is |= args[i].lengthy && line->value[i].given;
	return is;
}

/* The first typed line, if it may act. */
static bool step_typed(struct player *p)
{
	struct queued *t = p->typed;
	const struct command *command;

	if (!t)
		return false;
	command = t->script.line[0].command;
	if (p->now.job && is_long(&t->script.line[0])) {
		player_put_off(p);
		return true;
	}
	if (!player_may_act(p, command))
		return step_past_waiting(p);
	run_line(p, &t->script.line[0], true, ACTING_TYPED);
	return true;
}

static bool step_idle(struct player *p)
{
	if (p->now.job || p->quit)
		return false;
	if (p->later && !(p->queue && p->queue->first)) {
		run_line(p, &p->later->script.line[0], true, ACTING_LATER);
		return true;
	}
	if (p->wait == WAIT_TIME && clock_seconds() >= p->wait_until)
		p->wait = WAIT_NONE;
	if (p->wait == WAIT_LEARNER && player_learner_is_ready(p))
		return true;
	if (p->wait != WAIT_NONE || !p->queue)
		return false;
	step_script(p);
	return true;
}

/* What was lost beside the lines ends a script, too. */
static void look_at_memory(struct player *p)
{
	if (player_tell_memory(p) && !p->options.call.screen)
		player_script_failed(p);
}

/* A few lines at a time, so that a long script leaves room for keys. */
static void run_some(struct player *player)
{
	for (int i = 0; i < 16 && !player->quit; i++) {
		bool more;

		if (!poll_line(player))
			return;
		more = player_poll_job(player);
		if (!player->acting.aside)
			more |= step_typed(player);
		if (!player->acting.aside)
			more |= step_idle(player);
		look_at_memory(player);
		if (!more)
			return;
	}
	pool_wake(player->session->pool);
}

void player_poll(struct player *player)
{
	pool_clear_fd(player->session->pool);
	player_keep(player);
	look_at_memory(player);
	run_some(player);
	if (!player_works(player))
		player->interrupted = 0;
}

int player_fd(const struct player *player)
{
	return pool_fd(player->session->pool);
}

int player_timeout(const struct player *player)
{
	double left;
	int job;

	if (player->acting.aside)
		return ASIDE_MS;
	job = player_job_timeout(player);
	if (player->now.job || player->wait != WAIT_TIME)
		return job;
	left = player->wait_until - clock_seconds();
	return left <= 0 ? 0 : (int)ceil(left * 1000);
}

/* A script that waits for a key, an answer or a deed ends here: nobody is told to go on. */
static void tell_ended(struct player *p)
{
	if (p->wait != WAIT_KEY && p->wait != WAIT_LEARNER)
		return;
	player_tell(p, MESSAGE_NOTE, "what waited for you has ended%s\n",
		    p->queue && p->queue->lenient ? "; `lesson` lists the lessons" : "");
	p->screen.narration[0] = '\0';
}

bool player_interrupt(struct player *player)
{
	bool busy = !player_idle(player), aside = player->acting.aside;
	/* who stops what was typed in a lesson stays in it */
	bool learns = player->wait == WAIT_LEARNER && player_works(player);

	if (player_works(player) && player->interrupted == 0)
		player->interrupted = clock_seconds();
	/* the line beside the screen may end the job; what is typed from now on waits for it */
	player->acting.stops = aside;
	if (aside) {
		player_forget_waiting(player);
		acting_stop(&player->acting);
	} else {
		player_forget_typed(player);
		if (!learns) {
			tell_ended(player);
			player_forget_scripts(player);
		}
		player_stop_job(player);
	}
	if (!learns)
		player->wait = WAIT_NONE;
	player->screen.press_key = false;
	if (busy && !player->options.call.screen)
		player->status = 130;
	return busy;
}

double player_unheard(const struct player *player)
{
	return player->interrupted > 0 ? clock_seconds() - player->interrupted : 0;
}

bool player_works(const struct player *player)
{
	return player->now.job || player->acting.aside;
}

bool player_idle(const struct player *player)
{
	return player->quit || (!player->now.job && !player->queue && !player->typed &&
				!player->later && player->wait == WAIT_NONE);
}

void player_wait(struct player *player, double seconds)
{
	if (!player->options.call.screen)
		return;
	player->wait = seconds < 0 ? WAIT_KEY : WAIT_TIME;
	if (player->wait == WAIT_KEY)
		player_steps_apart(player);
	player->wait_until = clock_seconds() + seconds;
	player->screen.press_key = seconds < 0;
}

void player_set_speed(struct player *player, double epochs_per_second)
{
	/* who looks on may want it slower */
	if (player->options.call.screen)
		player->pace.speed = epochs_per_second;
	player_steer_job(player, JOB_PACE);
}

void player_pause(struct player *player, bool paused)
{
	if (!player->options.call.screen || player->pace.paused == paused)
		return;
	player->pace.paused = paused;
	player_steer_job(player, paused ? JOB_HALT : JOB_PACE);
}

void player_toggle_pause(struct player *player)
{
	player_pause(player, !player->pace.paused);
}

void player_step(struct player *player)
{
	if (player_job_trains(player)) {
		player_pause(player, true);
		player_steer_job(player, JOB_STEP);
	} else if (player_idle(player)) {
		player_type(player, "train 1");
	}
}
