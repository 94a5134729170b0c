/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice_report.c - tables of terms and of splits, best first, and the verdict on them. */
#include "cmd/report/advice_report.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/room.h"

#define NUMBER "number or null"
static const struct column term_columns[] = {
	SHOWN("term", "text", "what the gain may depend on"),
	{ .heading = "here" },
	{ .heading = "least" },
	{ .heading = "most" },
	FIELD("here", NUMBER, "of the session's task and net"),
	FIELD("least", NUMBER, "in the store; null: some run of it has none"),
	FIELD("most", NUMBER, "in the store"),
	FIELD("varies", "true or false", "it does, and is in the model"),
	FIELD("outside", "true or false", "here it lies outside of these"),
	{ .heading = "", .tail = true, .missing = "" },
	{ 0 }
};
static const struct column slope_columns[] = {
	FIELD("name", "text",
	      "a term, a kind of split beside the first one, log alpha, a product, or the constant: the gain at the means of all"),
	FIELD("slope", "number", "gain for 1 of it; of logarithms for a factor e"),
	FIELD("low", NUMBER, "95 % interval of the slope, Student-t"),
	FIELD("high", NUMBER, "its other end"),
	{ 0 }
};
static const struct column choice_columns[] = {
	SHOWN("split", "text", "kind of split"),
	SHOWN("alpha", "integer", "children of each neuron"),
	SHOWN("gain", "number", "foretold, best first", .digits = 4, .sign = true),
	{ .heading = "95 % interval", .digits = 4, .sign = true, .to = " … " },
	FIELD("low", NUMBER, "95 % prediction interval; null: points are too few"),
	FIELD("high", NUMBER, "its other end"),
	SHOWN("points", "integer", "of the store with this split"),
	{ 0 }
};
const struct column advice_fields[] = {
	FIELD("y", "text", "gain; loss_gain where no run has an accuracy"),
	FIELD("settings", "integer", "of the store, all keys but alpha and seed"),
	FIELD("points", "integer", "means over seeds: a kind and an alpha at a setting"),
	FIELD("seeds", "number", "of a point, on average"),
	FIELD("products", "true or false", "the model has products, too"),
	FIELD("r2", NUMBER, "of points of settings that were held out; null: there is one only"),
	FIELD("inside", NUMBER,
	      "share of these that lie in their 95 % prediction interval; null: none has one"),
	FIELD("choices", "integer", "settings that have more than one point"),
	FIELD("regret", NUMBER,
	      "over these, held out: mean of the best gain minus that of what the model takes for best"),
	FIELD("regret_always", NUMBER,
	      "… minus that of what is best on average over the other settings"),
	FIELD("ignored", "text", "settings that differ and are not in the model"),
	FIELDS("terms[]", term_columns),
	FIELDS("slopes[]", slope_columns),
	FIELDS("splits[]", choice_columns),
	FIELD("verdict", "text", "what the numbers say"),
	{ 0 },
};

/* A kind and alpha of the store that is possible here. */
struct choice {
	int kind, alpha, points;
	struct advice_guess guess;
};

struct choices {
	int count, room;
	struct choice *at;
};

static int compare_choices(const void *x, const void *y)
{
	const struct choice *a = x, *b = y;

	if (a->guess.gain != b->guess.gain)
		return a->guess.gain > b->guess.gain ? -1 : 1;
	return a->kind != b->kind ? a->kind - b->kind : a->alpha - b->alpha;
}

static enum fpe_status find_choices(const struct advice *a, const struct advice_here *here,
				    struct choices *out, struct fpe_error *err)
{
	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];
		int at = 0;

		if (!advice_here_can(here, p->kind, p->alpha))
			continue;
		while (at < out->count &&
		       (out->at[at].kind != p->kind || out->at[at].alpha != p->alpha))
			at++;
		if (room_for(&out->at, &out->room, at + 1, sizeof *out->at, err))
			return FPE_ENOMEM;
		if (at == out->count)
			out->at[out->count++] =
				(struct choice){ p->kind, p->alpha, 0,
						 advice_predict(a, here->setting.term, p->kind,
								p->alpha) };
		out->at[at].points++;
	}
	if (!out->count)
		return fpe_fail(err, FPE_ESTATE, "no split of the store is possible here");
	qsort(out->at, (size_t)out->count, sizeof *out->at, compare_choices);
	return FPE_OK;
}

static enum fpe_status check_terms(const struct advice *a, const struct advice_here *here,
				   struct fpe_error *err)
{
	for (int t = 0; t < ADVICE_TERMS; t++) {
		if (a->model.term[t] && !isfinite(here->setting.term[t]))
			return fpe_fail(
				err, FPE_ESTATE,
				"runs of the store differ in %s, which the session's task has not",
				advice_term_name(t));
	}
	return FPE_OK;
}

static bool is_outside(const struct advice *a, const struct advice_here *here, int t)
{
	return here->setting.term[t] < a->range[t].low || here->setting.term[t] > a->range[t].high;
}

/* Three digits, for tables. */
static struct datum brief(double value)
{
	return isfinite(value) ? datum_format("%.3g", value) : datum_text(NULL);
}

static void put_terms(const struct advice *a, const struct advice_here *here, struct rows *out)
{
	for (int t = 0; t < ADVICE_TERMS; t++) {
		bool outside = is_outside(a, here, t), varies = a->model.term[t];
		double own = here->setting.term[t], least = a->range[t].low,
		       most = a->range[t].high;

		rows_put(out, DATUM(advice_term_name(t)), brief(own), brief(least), brief(most),
			 DATUM(own), DATUM(least), DATUM(most), datum_truth(varies),
			 datum_truth(outside),
			 datum_text(outside	      ? "outside"
				    : varies	      ? NULL
				    : isfinite(least) ? "left out: does not vary"
						      : "left out: some run has none"));
	}
}

static void put_slopes(const struct advice *a, struct rows *out)
{
	const char *kind[ADVICE_KINDS] = { NULL };

	for (int i = 0; i < ADVICE_KINDS && fpe_split_kinds[i]; i++)
		kind[i] = fpe_split_kinds[i]->name;
	for (int i = 0; i < a->model.columns; i++) {
		struct advice_guess slope;
		char name[64];

		advice_column(a, i, kind, name, sizeof name, &slope);
		rows_put(out, datum_format("%s", name), DATUM(slope.gain), DATUM(slope.low),
			 DATUM(slope.high));
	}
}

static void put_choices(const struct choices *c, struct rows *out)
{
	for (int i = 0; i < c->count; i++) {
		const struct choice *k = &c->at[i];

		rows_put(out, DATUM(fpe_split_kinds[k->kind]->name), DATUM(k->alpha),
			 DATUM(k->guess.gain), datum_interval(k->guess.low, k->guess.high),
			 DATUM(k->guess.low), DATUM(k->guess.high), DATUM(k->points));
	}
}

static void put_outside(const char *name, double here, const struct advice_range *r,
			struct textbuf *out)
{
	if (r->low < r->high)
		textbuf_printf(out, "%s=%.3g lies outside %.3g..%.3g: extrapolated.\n", name, here,
			       r->low, r->high);
	else
		textbuf_printf(out, "%s=%.3g, in all runs %.3g: the model does not know it.\n",
			       name, here, r->low);
}

/* What is recommended, and what speaks against trusting it. */
static void put_verdict(const struct advice *a, const struct choice *best,
			const struct advice_case *stored, const struct advice_here *here,
			struct textbuf *out)
{
	const struct advice_guess *g = &best->guess;
	const char *name = fpe_split_kinds[best->kind]->name;

	if (!isfinite(g->low))
		textbuf_printf(
			out,
			"Undecided: %s, alpha %d is foretold most, %+.4f, but points are too few for an interval.\n",
			name, best->alpha, g->gain);
	else
		textbuf_printf(out, "%s%s, alpha %d%s %+.4f (95 %%: %+.4f to %+.4f).\n",
			       g->low > 0    ? "Recommended: "
			       : g->high < 0 ? "None: the least is lost by "
					     : "Undecided: ",
			       name, best->alpha,
			       g->low > 0 || g->high < 0 ? ", gain" : " is foretold most,", g->gain,
			       g->low, g->high);
	if (a->check.r2 <= 0)
		textbuf_puts(
			out,
			"On settings that were held out the model is no better than the mean gain.\n");
	for (int t = 0; t < ADVICE_TERMS; t++) {
		if (is_outside(a, here, t))
			put_outside(advice_term_name(t), here->setting.term[t], &a->range[t], out);
	}
	advice_here_unmet(here, stored, out);
}

static void say_check(struct report *report, const struct advice *a, const char *ignored)
{
	const struct advice_check *c = &a->check;

	if (isfinite(c->r2))
		report_text(report, "held out by settings: R² %.3f of %d points\n", c->r2,
			    a->points);
	if (isfinite(c->inside))
		report_text(report, "%.0f %% of these lie in their prediction interval\n",
			    100 * c->inside);
	if (c->choices)
		report_text(
			report,
			"regret %.4f over %d settings; of what is best on average elsewhere %.4f\n",
			c->regret, c->choices, c->always);
	if (ignored[0])
		report_text(report, "not in the model, though they differ: %s\n", ignored);
}

/* All that is said, in tables. */
struct page {
	struct rows terms, slopes, choices;
	char *ignored, *verdict; /* NULL: no memory */
};

static void print(struct report *report, const struct advice *a, bool loss, struct page *p)
{
	report_text(report, "recommend: %s by %d points of %d settings, %s\n",
		    loss ? "loss gain" : "gain", a->points, a->settings,
		    a->model.products ? "with products" : "additive");
	rows_table(&p->terms, report, 0);
	say_check(report, a, p->ignored);
	rows_table(&p->choices, report, 0);
	report_text(report, "%s", p->verdict);
	column_report(report, DATUM(loss ? "loss_gain" : "gain"), DATUM(a->settings),
		      DATUM(a->points), DATUM(a->weight), datum_truth(a->model.products),
		      DATUM(a->check.r2), DATUM(a->check.inside), DATUM(a->check.choices),
		      DATUM(a->check.regret), DATUM(a->check.always), DATUM(p->ignored),
		      datum_rows(&p->terms), datum_rows(&p->slopes), datum_rows(&p->choices),
		      DATUM(p->verdict));
}

enum fpe_status advice_report(struct report *report, const struct advice *a, bool loss,
			      const struct advice_case *stored, const struct advice_here *here,
			      struct fpe_error *err)
{
	struct page page = { .terms = { .columns = term_columns },
			     .slopes = { .columns = slope_columns },
			     .choices = { .columns = choice_columns } };
	struct textbuf ignored = { 0 }, verdict = { 0 };
	struct choices choices = { .count = 0 };
	enum fpe_status status = check_terms(a, here, err);

	if (!status)
		status = find_choices(a, here, &choices, err);
	if (!status) {
		advice_case_ignored(stored, &ignored);
		put_verdict(a, &choices.at[0], stored, here, &verdict);
		page.ignored = textbuf_take(&ignored);
		page.verdict = textbuf_take(&verdict);
		put_terms(a, here, &page.terms);
		put_slopes(a, &page.slopes);
		put_choices(&choices, &page.choices);
		if (!page.ignored || !page.verdict)
			status = fpe_no_memory(err);
		else
			print(report, a, loss, &page);
	}
	rows_clear(&page.terms);
	rows_clear(&page.slopes);
	rows_clear(&page.choices);
	free(page.ignored);
	free(page.verdict);
	free(choices.at);
	return status;
}
