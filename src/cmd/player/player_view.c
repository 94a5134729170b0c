/* SPDX-License-Identifier: GPL-3.0-or-later */
/* player_view.c - what others may know of a player. */
#include "cmd/player/player_state.h"
#include "cmd/player/signals.h"

#include "cmd/report/column.h"
#include <math.h>

#include "lab/arm/gauge.h"
#include "core/base/clock.h"
#include "view/figure/figure.h"

/* A second look of one use at an arm's past would end the first: it is left out. */
static void look_back(struct player *player, enum past_use use, int id, int epoch,
		      struct snapshot *out)
{
	struct session *s = player->session;
	struct snapshot_past *past = &out->past[out->pasts];

	for (int i = 0; i < out->pasts; i++) {
		if (out->past[i].id == id &&
		    (out->past[i].use == (int)use || out->past[i].epoch == epoch))
			return;
	}
	if (out->pasts == SNAPSHOT_PASTS)
		return;
	*past = (struct snapshot_past){ .id = id, .epoch = epoch, .use = (int)use };
	out->pasts++;
	for (int i = 0; i < s->arms; i++) {
		if (s->arm[i]->id == id && !session_picture(s, i, use, epoch, &past->arm))
			past->arm.net = NULL;
	}
}

static bool is_quiet(const struct player *player)
{
	return !player_job_trains(player) || player->now.job->type->rests(player->now.job);
}

/* The classes that the arms of a figure say. */
static void count_classes(struct player *player, const struct panel_options *o,
			  struct snapshot *out)
{
	struct session *s = player->session;
	int arms[2], n = figure_arms(out, o, arms), minus = figure_arm_of_id(out, o->minus);

	for (int i = 0; i < n; i++)
		session_count(s, is_quiet(player), arms[i], out);
	if (minus >= 0 && o->minus_epoch < 0)
		session_count(s, is_quiet(player), minus, out);
	for (int i = 0; i < out->pasts; i++) {
		if (out->past[i].id == o->minus && out->past[i].arm.net)
			session_count_past(s, (enum past_use)out->past[i].use, &out->past[i].arm);
	}
}

void player_look(struct player *player, int panel, const struct panel_options *o,
		 struct snapshot *out)
{
	int id, epoch;

	if (o->minus >= 0 && o->minus_epoch >= 0)
		look_back(player, PAST_OTHER, o->minus, o->minus_epoch, out);
	if (panel_table[panel]->past && panel_table[panel]->past(out, o, &id, &epoch))
		look_back(player, PAST_BEFORE, id, epoch, out);
	if (panel_table[panel]->counts)
		count_classes(player, o, out);
	if (panel_table[panel]->scores &&
	    (o->metric == FPE_METRIC_TRAIN_ACCURACY || o->metric == FPE_METRIC_TRAIN_LOSS))
		session_score_training(player->session, is_quiet(player), out);
}

void player_snapshot(struct player *player, struct snapshot *out)
{
	struct job *job = player->now.job;
	const struct listing *log = logbook_view(&player->log);

	session_snapshot(player->session, is_quiet(player), player->screen.at, out);
	for (int i = 0; i < player->screen.shown; i++)
		player_look(player, player->screen.panel[i], &player->screen.options[i], out);
	out->log = log->line;
	out->log_lines = log->lines;
	script_view_fill(&player->script, &out->source);
	results_snapshot(&player->results, &player->session->recipe, out);
	if (!job || player_job_is_cut(player))
		return;
	job_progress(job, &out->progress);
	out->progress.paused = player->pace.paused;
}

bool player_figures_rest(const struct player *player)
{
	return player->acting.aside && player->acting.call.line->command->flags & COMMAND_REMAKES;
}

/* The picture as it was: the session is the line's that goes on beside the screen. */
static void keep_picture(struct player *player, struct snapshot *out)
{
	const struct listing *log = logbook_view(&player->log);
	struct acting *a = &player->acting;

	if (player_figures_rest(player))
		*out = (struct snapshot){ .majority = NAN, .at = -1, .current = -1 };
	out->log = log->line;
	out->log_lines = log->lines;
	out->progress = (struct snapshot_progress){
		.what = !a->stops ? a->what
			: player_unheard(player) < SIGNALS_PATIENCE
				? "stopping"
				: "Ctrl-C again ends the program",
		.unit = "second",
		.done = clock_seconds() - a->begun,
		.rate = NAN,
		.seconds_left = NAN,
	};
}

void player_frame(struct player *player, struct snapshot *out)
{
	struct session *s = player->session;

	if (player->acting.aside) {
		keep_picture(player, out);
		return;
	}
	player->pictured = true;
	if (player->gauge)
		gauge_begin(player->gauge);
	s->gauge = player->gauge;
	player_snapshot(player, out);
	session_bury(s);
	s->gauge = NULL;
	if (player->gauge)
		gauge_end(player->gauge, s->shared_task, is_quiet(player));
}

void player_set_watch(struct player *player, const struct fpe_watch *watch)
{
	if (player->acting.aside)
		player->acting.watch = *watch;
	else
		player->session->watch = *watch;
}

void player_set_lines(struct player *player)
{
	player->options.call.lines = true;
}

bool player_has_job(const struct player *player)
{
	return player->now.job != NULL;
}

struct session *player_session(struct player *player)
{
	return player->session;
}

struct screen_state *player_screen(struct player *player)
{
	return &player->screen;
}

bool player_quitting(const struct player *player)
{
	return player->quit;
}

bool player_dirty(const struct player *player)
{
	const struct session *s = player->session;

	return player->changed && (s->arms > 0 || s->train);
}

void player_saved(struct player *player)
{
	player->changed = false;
}

int player_status(const struct player *player)
{
	return player->status;
}

void player_quit(struct player *player)
{
	if (player->asks && player->acting.typed)
		player->leaves++;
	else
		player->quit = true;
}

void player_ask_before_quit(struct player *player)
{
	player->asks = true;
}

bool player_takes_leave(struct player *player)
{
	return player->leaves > 0 && player->leaves--;
}

bool player_may_seed(const struct player *player)
{
	return !player->options.seed_fixed;
}

bool player_set_seed(struct player *player, unsigned long long seed)
{
	if (!player_may_seed(player))
		return false;
	session_set_seed(player->session, seed);
	return true;
}

char *player_history(struct player *player)
{
	return transcript_script(player->transcript, player->options.seed);
}

static const struct column ending_columns[] = {
	{ .heading = "arm", .left = true },	{ .heading = "nnz" },
	{ .heading = "accuracy", .digits = 3 }, { .heading = "capacity", .digits = 3 },
	{ .heading = "cosine", .digits = 3 },	{ 0 }
};

char *player_summary(struct player *player)
{
	struct session *s = player->session;
	struct rows arms = { .columns = ending_columns };
	struct report report;

	if (!s->arms || !s->train || player_job_trains(player))
		return NULL;
	report_init(&report, false);
	report.accessible = player->options.call.accessible;
	for (int i = 0; i < s->arms; i++) {
		double m[FPE_METRIC_COUNT];

		if (s->arm[i]->trainer && !arm_measure(s->arm[i], 0, session_watch(s), m, NULL))
			rows_put(&arms, DATUM(s->arm[i]->name), DATUM(m[FPE_METRIC_NNZ]),
				 DATUM(m[FPE_METRIC_TEST_ACCURACY]), DATUM(m[FPE_METRIC_CAPACITY]),
				 DATUM(m[FPE_METRIC_COSINE]));
	}
	rows_table(&arms, &report, 0);
	rows_clear(&arms);
	return report_take(&report);
}
