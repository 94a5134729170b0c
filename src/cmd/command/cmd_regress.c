/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_regress.c - `regress`: does the gain follow capacity, or cosine?
 *
 * As figure 3 of the paper (arXiv 2510.04500): a point a run and split, its
 * relative gain over the fold change of the metric against dense of the same
 * run, both at the end. Where no run has an accuracy the loss gain stands for it.
 */
#include "cmd/player/call.h"
#include "cmd/player/results.h"
#include "cmd/report/record.h"
#include "cmd/command/store_board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/column.h"
#include "core/base/room.h"
#include "fpe/split.h"
#include "fpe/statistic.h"

struct points {
	const struct fpe_split_kind *kind;
	int count, room;
	double *x, *y;
};

struct gatherer {
	enum fpe_metric metric;
	int gain;  /* OUTCOME_…, held against it */
	bool full; /* no memory for a point */
	int lines, points;
	struct points line[REGRESSION_LINES];
};

/* Relative gains, the losses' in case that there are none, and the figure. */
struct gatherers {
	struct gatherer accuracy, loss;
	struct board_reader *board;
};

static void gather(struct gatherer *g, const struct record *record)
{
	const struct store_row *row = &record->run->row[record->row];
	const struct store_row *dense = record_dense(record);
	double x = dense ? row->end[g->metric] / dense->end[g->metric] : NAN;
	double y = record_gain(record, g->gain);

	for (int i = 0; i < g->lines; i++) {
		struct points *p = &g->line[i];
		int room = p->room, count = p->count + 1;

		if (strcmp(p->kind->name, row->name) != 0 || !isfinite(x) || !isfinite(y))
			continue;
		if (room_for(&p->x, &room, count, sizeof x, NULL) ||
		    room_for(&p->y, &p->room, count, sizeof y, NULL)) {
			g->full = true;
			return;
		}
		p->x[p->count] = x;
		p->y[p->count++] = y;
		g->points++;
	}
}

static void gather_row(void *context, const struct record *record)
{
	struct gatherers *g = context;

	gather(&g->accuracy, record);
	if (!g->accuracy.points)
		gather(&g->loss, record);
	board_reader_take(g->board, record);
}

static const struct column line_columns[] = {
	SHOWN("split", "text", "kind of split"),
	{ "n", "integer", "runs of that kind", .heading = "runs" },
	SHOWN("slope", "number or null", "gain for a fold change of 1", .digits = 3, .sign = true),
	{ .heading = "95 % interval", .digits = 3, .sign = true, .to = " … " },
	FIELD("low", "number or null", "95 % Student-t interval of the slope"),
	FIELD("high", "number or null", "its other end"),
	SHOWN("intercept", "number or null", "gain at a fold change of 0", .digits = 3,
	      .sign = true),
	{ "r2", "number or null", "share of the variance that the line explains", .heading = "R²",
	  .digits = 3 },
	FIELD("points[][]", "number", "fold change and gain of each run"),
	{ 0 }
};
static const struct column regress_fields[] = {
	FIELD("x", "text", "the metric"),
	FIELD("y", "text", "relative_gain; loss_gain where no run has an accuracy"),
	FIELDS("lines[]", line_columns),
	{ 0 },
};

static json_t *points_json(const struct points *p)
{
	json_t *points = json_array();

	for (int k = 0; k < p->count; k++)
		json_array_append_new(points, json_pack("[o, o]", report_number(p->x[k]),
							report_number(p->y[k])));
	return points;
}

/* Kinds that were asked for; else those that the store has. */
static void choose_lines(struct call *call, struct gatherer *g)
{
	const struct value *by = call_value(call, "by");

	for (int i = 0; fpe_split_kinds[i] && g->lines < REGRESSION_LINES; i++) {
		bool wanted = !by->given;

		for (int k = 0; k < by->count; k++)
			wanted |= strcmp(by->texts[k], fpe_split_kinds[i]->name) == 0;
		if (wanted)
			g->line[g->lines++].kind = fpe_split_kinds[i];
	}
}

/* Gives the lines also for expressions. Without by= a kind has none where it has no runs. */
static enum fpe_status report_lines(struct call *call, const struct gatherer *g,
				    struct regression *found)
{
	const char *x = fpe_metric_info[g->metric].name;
	bool loss = g->gain == OUTCOME_LOSS_GAIN;
	struct rows lines = { .columns = line_columns };

	found->lines = 0;
	for (int i = 0; i < g->lines; i++) {
		const struct points *p = &g->line[i];
		struct fpe_line f;

		if (!p->count && !call_given(call, "by"))
			continue;
		f = fpe_fit_line(p->x, p->y, p->count);
		rows_put(&lines, DATUM(p->kind->name), DATUM(p->count), DATUM(f.slope),
			 datum_interval(f.low, f.high), DATUM(f.low), DATUM(f.high),
			 DATUM(f.intercept), DATUM(f.r2),
			 datum_json(call->report->json ? points_json(p) : NULL));
		found->line[found->lines].split = p->kind->name;
		found->line[found->lines++].fit = f;
	}
	if (!found->lines)
		return call_fail(call, "file", FPE_ESTATE,
				 "%s has no runs of a split with a gain and a %s",
				 call_text(call, "file"), x);
	report_text(call->report, "regress: %s gain on the fold change of %s\n",
		    loss ? "loss" : "relative", x);
	rows_table(&lines, call->report, 0);
	column_report(call->report, DATUM(x), DATUM(loss ? "loss_gain" : "relative_gain"),
		      datum_rows(&lines));
	return FPE_OK;
}

/* The figure is of the kinds that there are lines of. */
static void show_lines(struct board *board, const struct regression *found, enum fpe_metric metric)
{
	const struct snapshot_sweep *s = board_picture(board, false);

	for (int arm = 0; arm < s->arms; arm++) {
		bool has = false;

		for (int i = 0; i < found->lines; i++)
			has |= strcmp(s->arm[arm], found->line[i].split) == 0;
		if (!has)
			board_hide_arm(board, arm);
	}
	board_regress(board, metric);
}

/* The points of all runs. */
static enum fpe_status gather_all(struct call *call, struct store *store, struct gatherers *g)
{
	struct selection *rows;
	struct fpe_error *err = &call->err;
	enum fpe_status status = selection_new(store, NULL, session_watch(call->session),
					       board_reader_note, g->board, &rows, err);

	if (status)
		return status;
	status = board_reader_turn(g->board, err);
	if (!status)
		status = selection_walk(rows, gather_row, g, err);
	selection_free(rows);
	return !status && (g->accuracy.full || g->loss.full) ? fpe_no_memory(err) : status;
}

/* Of losses where no run has an accuracy. */
static enum fpe_status finish(struct call *call, struct gatherers *g)
{
	const struct gatherer *found = g->accuracy.points ? &g->accuracy : &g->loss;
	struct regression lines;
	struct board *board;
	enum fpe_status status = report_lines(call, found, &lines);

	if (status)
		return status;
	board = board_reader_end(g->board);
	g->board = NULL;
	if (board) {
		show_lines(board, &lines, found->metric);
		results_show(call->results, board);
	}
	call->results->regression = lines;
	return FPE_OK;
}

static void clear(struct gatherer *g)
{
	for (int i = 0; i < REGRESSION_LINES; i++) {
		free(g->line[i].x);
		free(g->line[i].y);
	}
}

static enum fpe_status run_regress(struct call *call)
{
	struct gatherers g = { .accuracy.gain = OUTCOME_RELATIVE_GAIN };
	struct store *store;
	enum fpe_status status = store_of_call(call, STORE_READ, &store);

	if (status)
		return status;
	g.accuracy.metric = (enum fpe_metric)fpe_metric_find(call_text(call, "x"));
	choose_lines(call, &g.accuracy);
	g.loss = g.accuracy;
	g.loss.gain = OUTCOME_LOSS_GAIN;
	g.board = board_reader_new();
	status = g.board ? gather_all(call, store, &g) : fpe_no_memory(&call->err);
	if (!status)
		status = finish(call, &g);
	if (g.board)
		board_free(board_reader_end(g.board));
	store_close(store);
	clear(&g.accuracy);
	clear(&g.loss);
	return status;
}

const struct command cmd_regress = {
	VERB("regress", COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_regress),
	.help = "Relative gain on the fold change of capacity or cosine, a line for each kind of split.",
	.details =
		"Over the runs of a store. "
		"Fold change: the metric of the split over that of dense of the same run, at the end; relative gain: test_accuracy minus dense's, over dense's; of real targets, which have no accuracy, the loss gain: dense's test_loss minus the split's. "
		"Kinds are not pooled: random splits in four have the largest fold change, and a loss. "
		"JSON has every point; `plot sweep` draws them with their lines. "
		"Expressions know the lines by slope(clause), slope_low(clause), slope_high(clause), intercept(clause) and r2(clause).",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "regress /tmp/fpe-example.db x=capacity"),
	LARGE(LARGE_STORE "regress /tmp/fpe-large.db x=capacity"),
	.fields = regress_fields,
	.args = { STORE_FILE,
		  ARG("x", CHOICE, "what the gain is held against", .required = true,
		      .choices =
			      "capacity|cosine|causal_clauses_per_neuron|edges_per_clause|probe_auc"),
		  ARG("by", CHOICES, "kinds of split", .choice = fpe_split_kind_name,
		      .fallback = "all there are") },
};
