/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auto_report.c - a search as tables, sentences and fields. */
#include "cmd/report/auto_report.h"
#include "cmd/report/keep_lines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/column.h"
#include "cmd/report/verdict.h"
#include "io/textbuf.h"

#define HOW_SIZE 80

/* "by=clause alpha=2 layer=all", as split takes it; layer 1 is its default. */
static const char *how(const struct contender *c, char buffer[HOW_SIZE])
{
	char layer[20] = "";

	if (c->how.layer > 0)
		snprintf(layer, sizeof layer, " layer=%d", c->how.layer + 1);
	snprintf(buffer, HOW_SIZE, "by=%s alpha=%d%s", c->by->name, c->how.alpha,
		 c->how.layer < 0 ? " layer=all" : layer);
	return buffer;
}

char *auto_lines(const struct search *search, const char *arm, int epoch)
{
	int epochs = search->terms.from + search->length;
	const char *as = search->as;
	struct textbuf text = { 0 };
	char buffer[HOW_SIZE];

	if (search->best > 0) {
		const struct contender *c = &search->candidate[search->best];

		if (epoch < c->at)
			textbuf_printf(&text, "train until=%d arm=%s\n", c->at, arm);
		textbuf_printf(&text, "split %s from=%s@%d as=%s\n", how(c, buffer), arm, c->at,
			       as);
		if (epoch < epochs)
			textbuf_printf(&text, "train until=%d arm=%s,%s\n", epochs, arm, as);
		else
			textbuf_printf(&text, "train until=%d arm=%s\n", epochs, as);
	}
	return textbuf_take(&text);
}

/* "by=clause alpha=2 at epoch 5", or "no split". */
static const char *name(const struct contender *c, char buffer[HOW_SIZE])
{
	size_t at;

	if (!c->by)
		return "no split";
	at = strlen(how(c, buffer));
	snprintf(buffer + at, HOW_SIZE - at, " at epoch %d", c->at);
	return buffer;
}

bool auto_tell_stage(const struct search *search, int stage, char *text, size_t size)
{
	const struct search_stage *s = &search->stage[stage];
	const struct search_place *best = &s->place[s->order[0]];
	char buffer[120], who[HOW_SIZE];

	if (s->test)
		return false;
	if (isnan(search_score(search, best).mean))
		snprintf(buffer, sizeof buffer, "all diverged");
	else
		snprintf(buffer, sizeof buffer, "%s leads, %s %.*f",
			 name(&search->candidate[best->number], who),
			 search_by_loss(search) ? "loss" : "accuracy",
			 search_by_loss(search) ? 4 : 3, search_score(search, best).mean);
	snprintf(text, size, "auto: rung %d of %d, %d epochs: %s\n", stage + 1, search->rungs,
		 s->epochs, buffer);
	return true;
}

#define LAYERS COLUMN_OWN /* which one is split needs a column */

static const struct column summary_columns[] = {
	FIELD("mean", "number or null", "over seeds"),
	FIELD("low", "number or null", "95 % Student-t interval"),
	FIELD("high", "number or null", "its other end"),
	{ 0 },
};
static const struct column score_columns[] = {
	FIELD("mean", "number or null",
	      "of the test accuracy over seeds; of the test loss where samples have real targets"),
	FIELD("low", "number or null", "95 % Student-t interval"),
	FIELD("high", "number or null", "its other end"),
	{ 0 },
};
static const struct column candidate_columns[] = {
	SHOWN("split", "text or null", "null: no split", .missing = "no split"),
	SHOWN("alpha", "integer", "children of each neuron; 1: no split"),
	FIELD("layer", "integer or null",
	      "hidden layer that is split, from 1; null: all, or no split"),
	{ .heading = "layer", .missing = "", .when = LAYERS },
	SHOWN("at", "integer or null", "epoch of the split", .missing = ""),
	SHOWN("neurons", "integer", "hidden ones"),
	FIELD("frontier", "true or false", "no other has as few neurons and a better score"),
	FIELDS("accuracy", summary_columns),
	FIELDS("loss", summary_columns),
	FIELDS("gain", summary_columns),
	FIELDS("loss_gain", summary_columns),
	{ .heading = "score", .digits = 3 },
	{ .heading = "95 %", .digits = 3, .to = "…" },
	{ .heading = "gain", .digits = 3, .sign = true, .missing = "" },
	{ .heading = "95 %", .digits = 3, .sign = true, .to = "…" },
	{ .heading = "", .unit = "*", .when = COLUMN_LINES },
	{ .heading = "frontier", .unit = "yes", .when = COLUMN_LISTENERS },
	{ 0 }
};
static const struct column rung_columns[] = {
	{ .heading = "rung", .left = true },
	SHOWN("epochs", "integer", "epochs at the rung's end"),
	SHOWN("candidates", "integer", "in it, with no split"),
	SHOWN("seeds", "integer", "whole ones"),
	{ .heading = "best", .digits = 3 },
	{ .heading = "no split", .digits = 3 },
	FIELDS("rows[]", candidate_columns),
	{ 0 }
};
static const struct column test_columns[] = {
	FIELD("seeds", "integer", "test is null where nothing was measured"),
	FIELDS("dense", score_columns),
	FIELDS("best", score_columns),
	FIELDS("gain", score_columns),
	{ 0 },
};
const struct column auto_fields[] = {
	FIELD("arm", "text", "the arm that candidates start from"),
	FIELD("trials", "integer", "candidates, no split not counted"),
	FIELD("possible", "integer", "candidates there are to draw from"),
	FIELD("seeds", "integer", "runs of each candidate in a rung, as asked for"),
	FIELD("epochs", "integer", "of the last rung"),
	FIELD("train", "integer", "samples to train on in a run"),
	FIELD("validation", "integer", "training samples held out, to score by"),
	FIELD("nnz", "integer", "non-zeros of every candidate"),
	FIELD("runs", "integer", "runs that were done, in whole seeds, the measurement too"),
	FIELD("planned", "integer", "runs of all rungs"),
	FIELDS("rungs[]", rung_columns),
	FIELD("decided", "integer", "rung that decided, from 0"),
	FIELD("best", "integer or null", "chosen row of the rung that decided"),
	{ "test", "object or null", NULL, .columns = test_columns },
	FIELD("weights", "text", "new, or own: all began with the arm's"),
	FIELD("length", "integer",
	      "epochs to train; of own weights those after which more did not help"),
	FIELD("lines[]", "text", "what to type to have it; empty: no split"),
	FIELD("verdict", "text",
	      "whether seeds decide that the best one is better; empty: no split"),
	{ 0 }
};

static void put_summary(struct rows *rows, struct fpe_summary s)
{
	rows_put(rows, DATUM(s.mean), DATUM(s.low), DATUM(s.high));
}

/* How it did, for the text: nothing more is said of one that diverged. */
static void put_scores(struct rows *rows, const struct search *search,
		       const struct search_place *place, bool is_split)
{
	struct fpe_summary score = search_score(search, place), gain = search_gain(search, place);
	bool gains = is_split && !isnan(gain.mean);

	rows_put(rows, isnan(score.mean) ? datum_format("diverged") : DATUM(score.mean),
		 isnan(score.mean) ? DATUM_LAST : datum_interval(score.low, score.high),
		 DATUM(gains ? gain.mean : NAN),
		 gains ? datum_interval(gain.low, gain.high) : datum_format("%s", ""),
		 DATUM(place->frontier), DATUM(place->frontier));
}

static void put_candidate(struct rows *rows, const struct search *search,
			  const struct search_place *place)
{
	const struct contender *c = &search->candidate[place->number];
	double layer = c->by && c->how.layer >= 0 ? c->how.layer + 1 : NAN;

	rows_put(rows, datum_text(c->by ? c->by->name : NULL), DATUM(c->how.alpha), DATUM(layer),
		 c->how.layer < 0 ? datum_format("all") : DATUM(layer), DATUM(c->by ? c->at : NAN),
		 DATUM(contender_neurons(c, search->terms.shape)), DATUM(place->frontier));
	put_summary(rows, place->accuracy);
	put_summary(rows, place->loss);
	put_summary(rows, place->gain);
	put_summary(rows, place->loss_gain);
	put_scores(rows, search, place, c->by != NULL);
}

/* A row a rung: how many, how long, and what led. */
static struct rows rungs_of(const struct search *search, bool candidates)
{
	struct rows rungs = { .columns = rung_columns };

	for (int i = 0; i < search->stages; i++) {
		const struct search_stage *s = &search->stage[i];
		struct rows rows = { .columns = candidate_columns };

		if (s->test)
			continue;
		for (int k = 0; k < s->count && candidates; k++)
			put_candidate(&rows, search, &s->place[k]);
		rows_put(&rungs, DATUM(i + 1), DATUM(s->epochs), DATUM(s->count), DATUM(s->seeds),
			 DATUM(search_score(search, &s->place[s->order[0]]).mean),
			 DATUM(search_score(search, s->place).mean), datum_rows(&rows));
	}
	return rungs;
}

/* Those that came to the rung that decided, the best first. */
static void rows_text(const struct search *search, struct report *report)
{
	const struct search_stage *stage = &search->stage[search->decided];
	struct rows rows = { .columns = candidate_columns };

	for (int i = 0; i < stage->count; i++)
		put_candidate(&rows, search, &stage->place[stage->order[i]]);
	rows_table(&rows, report, search->terms.shape->layers > 2 ? LAYERS : 0);
	rows_clear(&rows);
}

static struct datum test_of(const struct search *search, const struct search_stage *stage)
{
	struct rows test = { .columns = test_columns };

	if (!stage->test)
		return datum_text(NULL);
	rows_put(&test, DATUM(stage->seeds));
	put_summary(&test, search_score(search, &stage->place[0]));
	put_summary(&test, search_score(search, &stage->place[1]));
	put_summary(&test, search_gain(search, &stage->place[1]));
	return datum_rows(&test);
}

/* Place of the chosen candidate in the rung that decided; -1: all diverged. */
static int place_of_best(const struct search *s)
{
	int i = s->stage[s->decided].count - 1;

	while (i >= 0 && s->stage[s->decided].place[i].number != s->best)
		i--;
	return i;
}

/* How the numbers came about. */
static void begin_text(const struct search *s, struct report *report, const char *arm)
{
	const struct search_options *o = &s->options;
	int all = s->samples, held = s->held;

	report_text(report, "auto: %s, %d of %d candidates and no split, %d seed%s each\n", arm,
		    s->candidates - 1, s->possible, o->seeds, o->seeds == 1 ? "" : "s");
	report_text(
		report,
		"Of %d training samples %d are trained on, %d held out to score by; no test sample has a say.\n",
		all, all - held, held);
	if (s->terms.own)
		report_text(
			report,
			"All began with the weights of %s at epoch %d, which may have seen what is held out here: differences count, not the level.\n",
			arm, s->terms.from);
	if (search_done(s) < search_runs(s))
		report_text(report, "It was cut short after %d of %d runs.\n", search_done(s),
			    search_runs(s));
}

/* What was chosen, on the test samples; where that was not measured, how to. */
static void test_text(const struct search *s, struct report *report)
{
	const struct search_stage *last = &s->stage[s->stages - 1];
	struct fpe_summary dense, best, gain;

	if (!last->test) {
		report_text(report,
			    search_done(s) < search_runs(s)
				    ? "Cut short, it was not measured on the test samples.\n"
				    : "It was not measured on test samples.\n");
		return;
	}
	dense = search_score(s, &last->place[0]);
	best = search_score(s, &last->place[1]);
	gain = search_gain(s, &last->place[1]);
	report_text(
		report,
		"On the test samples, after training on all %d, %d seed%s: no split %.3f, best %.3f, gain %+.3f",
		s->samples, last->seeds, last->seeds == 1 ? "" : "s", dense.mean, best.mean,
		gain.mean);
	if (isfinite(gain.low))
		report_text(report, " (%+.3f … %+.3f)", gain.low, gain.high);
	report_text(report, ".\n");
}

/* Where that was found out: how long to train. */
static void length_text(const struct search *s, struct report *report)
{
	if (!s->terms.own)
		return;
	report_text(report, "Train it for %d epochs: ", s->length);
	if (s->length < s->stage[s->decided].epochs)
		report_text(report, "what it gained after them is within what seeds can tell.\n");
	else
		report_text(report, "it still gained until then.\n");
}

static void choice_text(const struct search *s, struct report *report, const char *lines)
{
	char buffer[HOW_SIZE];

	if (s->best < 0) {
		report_text(report, "All diverged: there is nothing to choose.\n");
		return;
	}
	report_text(report,
		    "Score: %s on what was held out, mean over the seeds. "
		    "All have %zu non-zeros: the frontier (*) is of neurons and score.\n",
		    search_by_loss(s) ? "loss (less is better)" : "accuracy",
		    fpe_net_nnz(s->terms.shape));
	if (s->best == 0) {
		report_text(report, "No candidate is %s than no split: nothing is to be done.\n",
			    search_by_loss(s) ? "better" : "more accurate");
		return;
	}
	report_text(report, "Best: %s. Being the best of %d its score is optimistic.\n",
		    name(&s->candidate[s->best], buffer), s->candidates);
	/* is the whole interval of its gain above 0? */
	if (!(search_gain(s, &s->stage[s->decided].place[place_of_best(s)]).low > 0))
		report_text(
			report,
			"Whether it gains on no split is not sure: the interval of its gain has 0 in it.\n");
	length_text(s, report);
	test_text(s, report);
	report_text(report, "%s", lines);
}

/* What is measured, the best one on the test samples, else by what was held out. */
static char *verdict_text(const struct search *s)
{
	const struct search_stage *last = &s->stage[s->stages - 1];
	struct textbuf out = { 0 };
	char buffer[HOW_SIZE];
	struct verdict_gain gain = { .on = "no split",
				     .unit = search_by_loss(s) ? " of loss" : "",
				     .digits = search_by_loss(s) ? 4 : 3 };

	if (s->best <= 0)
		return textbuf_take(&out);
	gain.name = name(&s->candidate[s->best], buffer);
	gain.gain = search_gain(s, last->test ? &last->place[1]
					      : &s->stage[s->decided].place[place_of_best(s)]);
	textbuf_puts(&out, last->test ? "On the test samples: " : "On what was held out: ");
	verdict_gain(&out, &gain);
	textbuf_puts(&out, ".\n");
	return textbuf_take(&out);
}

void auto_report(const struct search *search, struct report *report, const char *arm,
		 const char *lines)
{
	const struct search_options *o = &search->options;
	int best = place_of_best(search), held = search->held;
	struct rows rungs = rungs_of(search, report->json);
	char *verdict = verdict_text(search);

	if (!report->json) {
		begin_text(search, report, arm);
		rows_table(&rungs, report, 0);
		rows_text(search, report);
		choice_text(search, report, lines);
	}
	report_text(report, "%s", verdict ? verdict : "");
	column_report(report, DATUM(arm), DATUM(search->candidates - 1), DATUM(search->possible),
		      DATUM(o->seeds), DATUM(o->epochs), DATUM(search->samples - held), DATUM(held),
		      DATUM(fpe_net_nnz(search->terms.shape)), DATUM(search_done(search)),
		      DATUM(search_runs(search)), datum_rows(&rungs), DATUM(search->decided),
		      best < 0 ? datum_text(NULL) : DATUM(best),
		      test_of(search, &search->stage[search->stages - 1]),
		      DATUM(search->terms.own ? "own" : "new"), DATUM(search->length),
		      datum_json(lines_json(lines)), DATUM(verdict));
	free(verdict);
}
