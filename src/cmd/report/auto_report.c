/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auto_report.c - a search as tables and sentences. JSON is in auto_json.c. */
#include "cmd/report/auto_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/report/auto_json.h"

/* " alpha=2 layer=all", as split takes it; layer 1 is its default. */
static void write_how(const struct contender *c, FILE *file)
{
	fprintf(file, "by=%s alpha=%d", c->by->name, c->alpha);
	if (c->layer < 0)
		fprintf(file, " layer=all");
	else if (c->layer)
		fprintf(file, " layer=%d", c->layer + 1);
}

char *auto_lines(const struct search *search, const char *arm, int epoch)
{
	int epochs = search_options(search)->epochs, number;
	const char *as = search_name(search);
	const struct contender *c;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	search_decided(search, &number);
	if (number > 0) {
		c = search_contender(search, number);
		if (epoch < c->at)
			fprintf(file, "train until=%d arm=%s\n", c->at, arm);
		fprintf(file, "split ");
		write_how(c, file);
		fprintf(file, " from=%s@%d as=%s\n", arm, c->at, as);
		if (epoch < epochs)
			fprintf(file, "train until=%d arm=%s,%s\n", epochs, arm, as);
		else
			fprintf(file, "train until=%d arm=%s\n", epochs, as);
	}
	if (fclose(file)) {
		free(text);
		return NULL;
	}
	return text;
}

/* "by=clause alpha=2 at epoch 5", or "no split". */
static const char *name(const struct contender *c, char *buffer, size_t size)
{
	FILE *file = c->by ? fmemopen(buffer, size, "w") : NULL;

	if (!file)
		return "no split";
	write_how(c, file);
	fprintf(file, " at epoch %d", c->at);
	fclose(file);
	return buffer;
}

/* The best of a stage. */
static int leader(const struct search_stage *stage)
{
	int *order = malloc((size_t)stage->count * sizeof *order), best = 0;

	if (order && !search_rank(stage, order, NULL))
		best = order[0];
	free(order);
	return best;
}

bool auto_tell_stage(const struct search *search, int stage, char *text, size_t size)
{
	const struct search_stage *s = search_stage(search, stage);
	struct halving_rung rung[HALVING_RUNGS];
	int best = leader(s);
	char buffer[120], who[80];

	if (s->test)
		return false;
	if (isnan(search_accuracy(s, best).mean))
		snprintf(buffer, sizeof buffer, "all diverged");
	else
		snprintf(buffer, sizeof buffer, "%s leads, accuracy %.3f",
			 name(search_contender(search, s->candidate[best]), who, sizeof who),
			 search_accuracy(s, best).mean);
	snprintf(text, size, "auto: rung %d of %d, %d epochs: %s\n", stage + 1,
		 search_rungs(search, rung), s->epochs, buffer);
	return true;
}

static void interval_cell(struct report_table *table, const char *format,
			  const struct fpe_summary *s)
{
	char text[64] = "-";

	if (isfinite(s->low)) {
		/* the formats are this file's own */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, sizeof text, format, s->low, s->high);
#pragma GCC diagnostic pop
	}
	report_table_cell(table, true, "%s", text);
}

static void score_cell(struct report_table *table, double score)
{
	if (isnan(score))
		report_table_cell(table, true, "-");
	else
		report_table_cell(table, true, "%.3f", score);
}

/* A cell each, the first on the left; those that are NULL are left out. */
static void heads(struct report_table *table, const char *const *head, int count)
{
	for (int i = 0; i < count; i++) {
		if (head[i])
			report_table_cell(table, i > 0, "%s", head[i]);
	}
	report_table_end_row(table);
}

/* A row a rung: how many, how long, and what led. */
static void rungs_table(const struct search *search, struct report *report)
{
	static const char *const head[] = { "rung",  "epochs", "candidates",
					    "seeds", "best",   "no split" };
	struct report_table *table = report_table_new();

	heads(table, head, 6);
	for (int i = 0; i < search_stages(search); i++) {
		const struct search_stage *s = search_stage(search, i);

		if (s->test)
			continue;
		report_table_cell(table, false, "%d", i + 1);
		report_table_cell(table, true, "%d", s->epochs);
		report_table_cell(table, true, "%d", s->count);
		report_table_cell(table, true, "%d", s->seeds);
		score_cell(table, search_accuracy(s, leader(s)).mean);
		score_cell(table, search_accuracy(s, 0).mean);
		report_table_end_row(table);
	}
	report_table_print(table, report);
}

/* What a row of the table has beside its candidate. */
struct rows {
	const struct search *search;
	const struct search_stage *stage;
	struct report_table *table;
	bool layers; /* which one is split needs a column */
	bool named;  /* for listeners */
};

static void how_cells(const struct rows *r, const struct contender *c)
{
	report_table_cell(r->table, false, "%s", c->by ? c->by->name : "no split");
	report_table_cell(r->table, true, "%d", c->alpha);
	if (r->layers && c->layer < 0)
		report_table_cell(r->table, true, "all");
	else if (r->layers && c->by)
		report_table_cell(r->table, true, "%d", c->layer + 1);
	else if (r->layers)
		report_table_cell(r->table, true, "%s", "");
	if (c->by)
		report_table_cell(r->table, true, "%d", c->at);
	else
		report_table_cell(r->table, true, "%s", "");
}

static void score_cells(const struct rows *r, int i, bool is_split)
{
	struct fpe_summary accuracy = search_accuracy(r->stage, i);
	struct fpe_summary gain = search_gain(r->stage, i);

	if (isnan(accuracy.mean)) {
		report_table_cell(r->table, true, "diverged");
		return;
	}
	report_table_cell(r->table, true, "%.3f", accuracy.mean);
	interval_cell(r->table, "%.3f…%.3f", &accuracy);
	if (is_split && !isnan(gain.mean)) {
		report_table_cell(r->table, true, "%+.3f", gain.mean);
		interval_cell(r->table, "%+.3f…%+.3f", &gain);
	} else {
		report_table_cell(r->table, true, "%s", "");
		report_table_cell(r->table, true, "%s", "");
	}
	report_table_cell(r->table, true, "%s",
			  !search_frontier(r->search, r->stage, i) ? ""
			  : r->named				   ? "yes"
								   : "*");
}

static void row(const struct rows *r, int i)
{
	int number = r->stage->candidate[i];
	const struct contender *c = search_contender(r->search, number);

	how_cells(r, c);
	report_table_cell(r->table, true, "%d", search_neurons(r->search, number));
	score_cells(r, i, c->by != NULL);
	report_table_end_row(r->table);
}

/* Those that came to the rung that decided, the best first. */
static void rows_table(const struct search *search, struct report *report)
{
	int number;
	struct rows r = { .search = search,
			  .table = report_table_new(),
			  .stage = search_stage(search, search_decided(search, &number)),
			  .layers = search_layers(search) > 1,
			  .named = report->accessible };
	const char *const head[] = {
		"split", "alpha", r.layers ? "layer" : NULL, "at", "neurons", "score", "95 %",
		"gain",	 "95 %",  r.named ? "frontier" : ""
	};
	int *order = malloc((size_t)r.stage->count * sizeof *order);

	heads(r.table, head, 10);
	if (order && !search_rank(r.stage, order, NULL)) {
		for (int i = 0; i < r.stage->count; i++)
			row(&r, order[i]);
	}
	free(order);
	report_table_print(r.table, report);
}

/* How the numbers came about. */
static void begin_text(const struct search *s, struct report *report, const char *arm)
{
	const struct search_options *o = search_options(s);
	int all = search_samples(s), held = search_held(s);

	report_text(report, "auto: %s, %d of %d candidates and no split, %d seed%s each\n", arm,
		    search_trials(s), search_possible(s), o->seeds, o->seeds == 1 ? "" : "s");
	report_text(
		report,
		"Of %d training samples %d are trained on, %d held out to score by; no test sample has a say.\n",
		all, all - held, held);
	if (search_done(s) < search_runs(s))
		report_text(report, "It was cut short after %d of %d runs.\n", search_done(s),
			    search_runs(s));
}

/* What was chosen, on the test samples; where that was not measured, how to. */
static void test_text(const struct search *s, struct report *report)
{
	const struct search_stage *last = search_stage(s, search_stages(s) - 1);
	struct fpe_summary dense, best, gain;

	if (!last->test) {
		report_text(report,
			    search_done(s) < search_runs(s)
				    ? "Cut short, it was not measured on the test samples.\n"
				    : "It was not measured on test samples.\n");
		return;
	}
	dense = search_accuracy(last, 0);
	best = search_accuracy(last, 1);
	gain = search_gain(last, 1);
	report_text(
		report,
		"On the test samples, after training on all %d, %d seed%s: no split %.3f, best %.3f, gain %+.3f",
		search_samples(s), last->seeds, last->seeds == 1 ? "" : "s", dense.mean, best.mean,
		gain.mean);
	if (isfinite(gain.low))
		report_text(report, " (%+.3f … %+.3f)", gain.low, gain.high);
	report_text(report, ".\n");
}

/* Is the whole interval of the chosen one's gain above 0? */
static bool is_sure(const struct search *s, int number)
{
	int any;
	const struct search_stage *stage = search_stage(s, search_decided(s, &any));

	for (int i = 1; i < stage->count; i++) {
		if (stage->candidate[i] == number)
			return search_gain(stage, i).low > 0;
	}
	return false;
}

static void choice_text(const struct search *s, struct report *report, const char *lines)
{
	char buffer[80];
	int number;

	search_decided(s, &number);
	if (number < 0) {
		report_text(report, "All diverged: there is nothing to choose.\n");
		return;
	}
	report_text(report,
		    "Score: accuracy on what was held out, mean over the seeds. "
		    "All have %zu non-zeros: the frontier (*) is of neurons and score.\n",
		    search_budget(s));
	if (number == 0) {
		report_text(
			report,
			"No candidate is more accurate than no split: nothing is to be done.\n");
		return;
	}
	report_text(report, "Best: %s. Being the best of %d its score is optimistic.\n",
		    name(search_contender(s, number), buffer, sizeof buffer), search_trials(s) + 1);
	if (!is_sure(s, number))
		report_text(
			report,
			"Whether it gains on no split is not sure: the interval of its gain has 0 in it.\n");
	test_text(s, report);
	report_text(report, "%s", lines);
}

void auto_report(const struct search *search, struct report *report, const char *arm,
		 const char *lines)
{
	json_t *o = report_object(report, "auto");

	if (o) {
		auto_json(search, o, arm, lines);
		return;
	}
	begin_text(search, report, arm);
	rungs_table(search, report);
	rows_table(search, report);
	choice_text(search, report, lines);
}
