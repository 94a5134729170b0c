/* SPDX-License-Identifier: GPL-3.0-or-later */
/* player_view.c - what others may know of a player. */
#include "cmd/player/player_state.h"

#include "cmd/report/column.h"

/* A second look at an arm's past ends the first: it takes its place. */
void player_look_back(struct player *player, int id, int epoch, struct snapshot *out)
{
	struct session *s = player->session;
	struct snapshot_past *past;
	int slot = 0;

	while (slot < out->pasts && out->past[slot].id != id)
		slot++;
	if (slot == SNAPSHOT_PASTS)
		return;
	past = &out->past[slot];
	*past = (struct snapshot_past){ .id = id, .epoch = epoch };
	if (slot == out->pasts)
		out->pasts++;
	for (int i = 0; i < s->arms; i++) {
		if (s->arm[i]->id == id && !session_picture(s, i, epoch, &past->arm))
			past->arm.net = NULL;
	}
}

/* Of every arm only one past can be looked at: the first asked for. */
static void look_back(struct player *player, struct snapshot *out)
{
	int id, epoch;

	for (int i = 0; screen_wants_past(&player->screen, i, &id, &epoch); i++) {
		bool taken = false;

		for (int k = 0; k < out->pasts; k++)
			taken |= out->past[k].id == id;
		if (!taken)
			player_look_back(player, id, epoch, out);
	}
}

void player_snapshot(struct player *player, struct snapshot *out)
{
	struct job *job = player->now.job;
	bool quiet = !player_job_trains(player) || job->type->rests(job);
	const struct listing *log = logbook_view(&player->log);

	session_snapshot(player->session, quiet, player->screen.at, out);
	look_back(player, out);
	out->log = log->line;
	out->log_lines = log->lines;
	script_view_fill(&player->script, &out->source);
	results_snapshot(&player->results, &player->session->recipe, out);
	if (!job || player_job_is_cut(player))
		return;
	job_progress(job, &out->progress);
	out->progress.paused = player->pace.paused;
}

void player_set_lines(struct player *player)
{
	player->options.call.lines = true;
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
	return player->changed;
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
	player->quit = true;
}

bool player_set_seed(struct player *player, unsigned long long seed)
{
	if (player->options.seed_fixed)
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

		if (s->arm[i]->trainer && !arm_measure(s->arm[i], 0, m, NULL))
			rows_put(&arms, DATUM(s->arm[i]->name), DATUM(m[FPE_METRIC_NNZ]),
				 DATUM(m[FPE_METRIC_TEST_ACCURACY]), DATUM(m[FPE_METRIC_CAPACITY]),
				 DATUM(m[FPE_METRIC_COSINE]));
	}
	rows_table(&arms, &report, 0);
	rows_clear(&arms);
	return report_take(&report);
}
