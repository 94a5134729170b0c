/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_regress.c - `regress`: does the gain follow capacity, or cosine?
 *
 * As figure 3 of the paper (arXiv 2510.04500): a point a run and split, its
 * relative gain over the fold change of the metric against dense of the same
 * run, both at the end. Where no run has an accuracy the loss gain stands for it. Slopes over
 * all runs and within settings, with intervals by seeds: see fpe/regression.h.
 */
#include "cmd/player/call.h"
#include "cmd/player/results.h"
#include "cmd/report/record.h"
#include "cmd/command/store_board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/column.h"
#include "cmd/report/verdict.h"
#include "core/base/room.h"
#include "fpe/split.h"
#include "fpe/regression.h"

struct points {
	const struct fpe_split_kind *kind;
	int count, room;
	struct fpe_regression_point *at;
};

/* Settings of runs, their rows apart, by hash. */
struct groups {
	int count, room, now; /* now: of the record looked at */
	uint64_t *hash;
};

struct gatherer {
	enum fpe_metric metric;
	enum fpe_metric score; /* of dense, beside it */
	int gain;	       /* OUTCOME_…, held against it */
	bool full;	       /* no memory for a point */
	int lines, points;
	struct points line[REGRESSION_LINES];
};

/* Relative gains, the losses' in case that there are none, and the figure. */
struct gatherers {
	struct gatherer accuracy, loss;
	struct groups groups;
	struct board_reader *board;
};

/* The setting of a run: all that was set but which rows it has. False: no memory. */
static bool find_group(struct groups *g, const struct record *record)
{
	json_t *rows = json_incref(json_object_get(record->settings, "rows"));
	uint64_t hash;
	char *text;

	json_object_del(record->settings, "rows");
	text = json_dumps(record->settings, JSON_COMPACT | JSON_SORT_KEYS);
	if (rows)
		json_object_set_new(record->settings, "rows", rows);
	if (!text)
		return false;
	hash = store_text_hash(0, text);
	free(text);
	for (g->now = 0; g->now < g->count && g->hash[g->now] != hash;)
		g->now++;
	if (g->now == g->count) {
		if (room_for(&g->hash, &g->room, g->count + 1, sizeof hash, NULL))
			return false;
		g->hash[g->count++] = hash;
	}
	return true;
}

static void gather(struct gatherer *g, const struct record *record, int group)
{
	const struct store_row *row = &record->run->row[record->row];
	const struct store_row *dense = record_dense(record);
	struct fpe_regression_point point = {
		.x = dense ? row->end[g->metric] / dense->end[g->metric] : NAN,
		.y = record_gain(record, g->gain),
		.beside = dense ? dense->end[g->score] : NAN,
		.cluster = record->run->seed,
		.group = group
	};

	for (int i = 0; i < g->lines; i++) {
		struct points *p = &g->line[i];

		if (strcmp(p->kind->name, row->name) != 0 || !isfinite(point.x) ||
		    !isfinite(point.y) || !isfinite(point.beside))
			continue;
		if (room_for(&p->at, &p->room, p->count + 1, sizeof point, NULL)) {
			g->full = true;
			return;
		}
		p->at[p->count++] = point;
		g->points++;
	}
}

static void gather_row(void *context, const struct record *record)
{
	struct gatherers *g = context;

	if ((record->others || !g->groups.count) && !find_group(&g->groups, record))
		g->accuracy.full = true;
	gather(&g->accuracy, record, g->groups.now);
	if (!g->accuracy.points)
		gather(&g->loss, record, g->groups.now);
	board_reader_take(g->board, record);
}

#define SLOPE "number or null"
static const struct column line_columns[] = {
	SHOWN("split", "text", "kind of split"),
	{ "n", "integer", "runs of that kind", .heading = "runs" },
	FIELD("seeds", "integer", "that they are of: intervals are by these"),
	FIELD("settings", "integer",
	      "that they are of: points of the sweeps, all keys but the seed"),
	SHOWN("slope", SLOPE, "gain for a fold change of 1, all runs pooled", .digits = 3,
	      .sign = true),
	{ .heading = "95 % interval", .digits = 3, .sign = true, .to = " … " },
	FIELD("low", SLOPE, "95 % interval of the slope, by clusters of seeds (CR1, Student-t)"),
	FIELD("high", SLOPE, "its other end"),
	FIELD("intercept", SLOPE, "gain at a fold change of 0"),
	{ "r2", SLOPE, "share of the variance that the line explains", .heading = "R²",
	  .digits = 3 },
	{ "within_slope", SLOPE, "the same within settings: each one's means taken out",
	  .heading = "within", .digits = 3, .sign = true },
	{ .heading = "95 % interval", .digits = 3, .sign = true, .to = " … " },
	FIELD("within_low", SLOPE, "its 95 % interval, by clusters of seeds"),
	FIELD("within_high", SLOPE, "its other end"),
	{ "within_r2", SLOPE, "share that it explains of the variance within settings",
	  .heading = "R²", .digits = 3 },
	FIELD("beside_slope", SLOPE,
	      "slope with dense's test accuracy (of losses, its test loss) as a second regressor"),
	FIELD("beside_low", SLOPE, "its 95 % interval, by clusters of seeds"),
	FIELD("beside_high", SLOPE, "its other end"),
	FIELD("beside_r2", SLOPE, "share that both explain"),
	{ "dense_r2", SLOPE, "share of the variance that dense's score explains alone",
	  .heading = "dense R²", .digits = 3 },
	FIELD("points[][]", "number", "fold change and gain of each run"),
	FIELD("point_dense[]", "number", "dense's score of the same run"),
	FIELD("point_setting[]", "integer", "number of the run's setting, from 0"),
	FIELD("point_seed[]", "integer", "its seed"),
	{ 0 }
};
static const struct column regress_fields[] = {
	FIELD("x", "text", "the metric"),
	FIELD("y", "text", "relative_gain; loss_gain where no run has an accuracy"),
	FIELDS("lines[]", line_columns),
	FIELD("verdict", "text", "what the numbers say, a line for each kind"),
	{ 0 },
};

static json_t *points_json(const struct points *p)
{
	json_t *points = json_array();

	for (int k = 0; k < p->count; k++)
		json_array_append_new(points, json_pack("[o, o]", report_number(p->at[k].x),
							report_number(p->at[k].y)));
	return points;
}

static json_t *list_json(const struct points *p,
			 json_t *(*number)(const struct fpe_regression_point *))
{
	json_t *list = json_array();

	for (int k = 0; k < p->count; k++)
		json_array_append_new(list, number(&p->at[k]));
	return list;
}

static json_t *dense_json(const struct fpe_regression_point *p)
{
	return report_number(p->beside);
}

static json_t *group_json(const struct fpe_regression_point *p)
{
	return json_integer(p->group);
}

static json_t *seed_json(const struct fpe_regression_point *p)
{
	return json_integer((json_int_t)p->cluster);
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

static void put_line(const struct points *p, const struct fpe_regression *f, bool json,
		     struct rows *out)
{
	const struct fpe_trend *a = &f->pooled, *w = &f->within, *b = &f->beside;

	rows_put(out, DATUM(p->kind->name), DATUM(p->count), DATUM(f->clusters), DATUM(f->groups),
		 DATUM(a->slope), datum_interval(a->low, a->high), DATUM(a->low), DATUM(a->high),
		 DATUM(f->intercept), DATUM(a->r2), DATUM(w->slope),
		 datum_interval(w->low, w->high), DATUM(w->low), DATUM(w->high), DATUM(w->r2),
		 DATUM(b->slope), DATUM(b->low), DATUM(b->high), DATUM(b->r2), DATUM(f->r2_beside),
		 datum_json(json ? points_json(p) : NULL),
		 datum_json(json ? list_json(p, dense_json) : NULL),
		 datum_json(json ? list_json(p, group_json) : NULL),
		 datum_json(json ? list_json(p, seed_json) : NULL));
}

/* Gives the lines also for expressions. Without by= a kind has none where it has no runs. */
static enum fpe_status fit_lines(struct call *call, const struct gatherer *g,
				 struct regression *found, struct rows *out,
				 struct textbuf *verdict)
{
	found->lines = 0;
	for (int i = 0; i < g->lines; i++) {
		const struct points *p = &g->line[i];
		struct fpe_regression f;
		enum fpe_status status;

		if (!p->count && !call_given(call, "by"))
			continue;
		status = fpe_regress(p->at, p->count, &f, &call->err);
		if (status)
			return status;
		put_line(p, &f, call->report->json, out);
		verdict_line(verdict, p->kind->name, fpe_metric_info[g->metric].name, &f);
		found->line[found->lines].split = p->kind->name;
		found->line[found->lines++].fit = f;
	}
	return FPE_OK;
}

static enum fpe_status report_lines(struct call *call, const struct gatherer *g,
				    struct regression *found)
{
	const char *x = fpe_metric_info[g->metric].name;
	bool loss = g->gain == OUTCOME_LOSS_GAIN;
	struct rows lines = { .columns = line_columns };
	struct textbuf verdict = { 0 };
	enum fpe_status status = fit_lines(call, g, found, &lines, &verdict);
	char *text = status ? NULL : textbuf_take(&verdict);

	if (!status && !found->lines)
		status = call_fail(call, "file", FPE_ESTATE,
				   "%s has no runs of a split with a gain and a %s",
				   call_text(call, "file"), x);
	if (!status) {
		report_text(call->report, "regress: %s gain on the fold change of %s\n",
			    loss ? "loss" : "relative", x);
		rows_table(&lines, call->report, 0);
		report_text(call->report, "%s", text ? text : "");
		column_report(call->report, DATUM(x), DATUM(loss ? "loss_gain" : "relative_gain"),
			      datum_rows(&lines), DATUM(text));
	}
	textbuf_clear(&verdict);
	rows_clear(&lines);
	free(text);
	return status;
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
	for (int i = 0; i < REGRESSION_LINES; i++)
		free(g->line[i].at);
}

static enum fpe_status run_regress(struct call *call)
{
	struct gatherers g = { .accuracy = { .gain = OUTCOME_RELATIVE_GAIN,
					     .score = FPE_METRIC_TEST_ACCURACY } };
	struct store *store;
	enum fpe_status status = store_of_call(call, STORE_READ, &store);

	if (status)
		return status;
	g.accuracy.metric = (enum fpe_metric)fpe_metric_find(call_text(call, "x"));
	choose_lines(call, &g.accuracy);
	g.loss = g.accuracy;
	g.loss.gain = OUTCOME_LOSS_GAIN;
	g.loss.score = FPE_METRIC_TEST_LOSS;
	g.board = board_reader_new();
	status = g.board ? gather_all(call, store, &g) : fpe_no_memory(&call->err);
	if (!status)
		status = finish(call, &g);
	if (g.board)
		board_free(board_reader_end(g.board));
	store_close(store);
	clear(&g.accuracy);
	clear(&g.loss);
	free(g.groups.hash);
	return status;
}

static const char *metric_choice(int i)
{
	return i < FPE_METRIC_COUNT ? fpe_metric_info[i].name : NULL;
}

const struct command cmd_regress = {
	VERB("regress", COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_regress),
	.help = "Relative gain on the fold change of a metric, a line for each kind of split.",
	.details =
		"Over the runs of a store; those where the metric was not measured are left out. "
		"Fold change: the metric of the split over that of dense of the same run, at the end; relative gain: test_accuracy minus dense's, over dense's; of real targets, which have no accuracy, the loss gain: dense's test_loss minus the split's. "
		"Kinds are not pooled: random splits in four have the largest fold change, but not the largest gain. "
		"A pooled slope also holds what differs between settings (clauses, neurons, alpha …); `within` is the slope with each setting's means taken out. "
		"dense R² is what dense's score alone explains, without the metric. "
		"Intervals are by clusters of seeds: runs that share a seed, and so a task and a dense net, are not independent. "
		"JSON has every point; `plot sweep` draws them with their lines. "
		"Expressions know the lines by slope(clause), slope_low(clause), slope_high(clause), intercept(clause) and r2(clause); slope_within, slope_within_low, slope_within_high and r2_within within settings; slope_beside, slope_beside_low and slope_beside_high beside dense's score, and r2_dense.",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "regress /tmp/fpe-example.db x=capacity"),
	LARGE(LARGE_STORE "regress /tmp/fpe-large.db x=capacity"),
	.fields = regress_fields,
	.args = { STORE_FILE,
		  ARG("x", CHOICE, "what the gain is held against", .required = true,
		      .choice = metric_choice),
		  ARG("by", CHOICES, "kinds of split", .choice = fpe_split_kind_name,
		      .fallback = "all there are") },
};
