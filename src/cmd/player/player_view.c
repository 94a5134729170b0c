/* SPDX-License-Identifier: GPL-3.0-or-later */
/* player_view.c - what others may know of a player. */
#include "cmd/player/player_state.h"
#include "cmd/help/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/report/column.h"

void player_mark_source(struct player *p, const struct script *script, const struct line *line)
{
	const struct script_source *source = script_source_of(script, line);
	struct script_source copy;

	/* commands of the command line are no text to look at */
	if (!source || strncmp(source->name, "-c", 2) == 0)
		return;
	p->source_line = line->number;
	if (p->source.name && strcmp(p->source.name, source->name) == 0 &&
	    strcmp(p->source.text, source->text) == 0)
		return;
	copy = (struct script_source){ strdup(source->name), strdup(source->text) };
	if (!copy.name || !copy.text)
		abort(); /* as much as was read a moment ago */
	free(p->source.name);
	free(p->source.text);
	p->source = copy;
	p->source_changed = true;
}

static void fill_source(struct player *p, struct snapshot_source *out)
{
	if (p->source_changed)
		listing_set(&p->source_view, scenario_title(p->source.name), p->source.text);
	p->source_changed = false;
	if (p->source_view.lines)
		*out = (struct snapshot_source){ p->source_view.name, p->source_view.line,
						 p->source_view.lines, p->source_line };
}

const struct snapshot_sweep *player_sweep_picture(struct player *player)
{
	struct job *job = &player->job;

	if (job->sweep)
		return board_picture(sweep_board(job->sweep), true);
	if (job->compare || !player->board)
		return NULL;
	return board_picture(player->board, false);
}

void player_show_board(struct player *player, struct board *board)
{
	board_free(player->board);
	player->board = board;
}

/* The comparison under way, or the last one; the runs of a sweep. */
static void fill_study(struct player *p, struct snapshot *out)
{
	struct compare *c = p->job.compare ? p->job.compare : p->compared;

	if (c)
		out->study = compare_picture(c, &p->session->recipe);
	out->sweep = player_sweep_picture(p);
}

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
	const struct job *job = &player->job;
	bool quiet = !job->training || training_quiet(job->training);
	const struct listing *log = logbook_view(&player->log);

	session_snapshot(player->session, quiet, player->screen.at, out);
	look_back(player, out);
	out->log = log->line;
	out->log_lines = log->lines;
	fill_source(player, &out->source);
	fill_study(player, out);
	if (job->kind == JOB_NONE || (job->kind == JOB_TRAINING && !job->training))
		return;
	job_progress(job, &out->progress);
	out->progress.paused = player->paused;
}

void player_set_lines(struct player *player)
{
	player->options.call.lines = true;
}

void player_display(struct player *player, const char *text)
{
	player_tell(player, MESSAGE_OUTPUT, "%s", text);
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

bool player_comparing(const struct player *player)
{
	return player->job.kind == JOB_COMPARE || player->job.kind == JOB_SWEEP;
}

struct compare *player_compared(struct player *player)
{
	return player->compared;
}

struct sweep *player_swept(struct player *player)
{
	return player->swept;
}

const struct regression *player_regression(const struct player *player)
{
	return player->regression.lines ? &player->regression : NULL;
}

void player_set_regression(struct player *player, const struct regression *regression)
{
	player->regression = *regression;
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
	char *text;

	if (!s->arms || !s->train || player->job.training)
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
	text = report_take(&report);
	report_clear(&report);
	return text;
}
