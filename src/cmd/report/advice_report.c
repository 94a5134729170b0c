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
static const struct column model_columns[] = {
	SHOWN("model", "text", "additive, products or near: `help recommend`"),
	{ .heading = "dense" },
	{ .heading = "R²", .digits = 3, .missing = "-" },
	{ .heading = "inside", .digits = 2 },
	{ .heading = "regret", .digits = 4 },
	FIELD("r2", NUMBER, "of points of settings that were held out; null: it was not tried"),
	FIELD("inside", NUMBER,
	      "share of these that lie in their 95 % prediction interval; null: none has one"),
	FIELD("regret", NUMBER,
	      "held out: mean over settings of the best gain, 0 of no split among them, minus that of what it takes for best"),
	FIELD("dense", "true or false", "it knows the score of dense"),
	FIELD("taken", "true or false", "it foretells what is said here"),
	{ .heading = "", .tail = true, .missing = "" },
	{ 0 }
};
static const struct column scale_columns[] = {
	FIELD("name", "text", "as slopes[] has them"),
	FIELD("scale", "number", "how fast what is alike ends along it, for a standard deviation"),
	FIELD("spread", "number", "its standard deviation"),
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
	FIELD("folds", "integer",
	      "parts that settings were held out in, one after another; as many as settings where these are few"),
	FIELD("model", "text",
	      "that foretells what is said here: the one with the largest R² of those that need no more than is known"),
	FIELD("products", "true or false", "slopes[] are of the model with products"),
	FIELD("r2", NUMBER,
	      "of points of settings that were held out, by the best of models[], which may know dense's score; null: there is one setting only"),
	FIELD("inside", NUMBER,
	      "share of these that lie in their 95 % prediction interval; null: none has one"),
	FIELD("choices", "integer", "settings that were held out"),
	FIELD("regret", NUMBER,
	      "over these: mean of the best gain, 0 of no split among them, minus that of what the model takes for best"),
	FIELD("regret_always", NUMBER,
	      "… minus that of what is best on average over the other settings"),
	FIELD("ceiling", NUMBER,
	      "largest R² that could be, for points are means over seeds that differ; null: they have one seed"),
	FIELDS("models[]", model_columns),
	FIELD("signal", NUMBER, "of near: standard deviation, in those of the points"),
	FIELD("noise", NUMBER, "of near: of a point's own"),
	FIELDS("scales[]", scale_columns),
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
		struct choice *c;
		int at = 0;

		if (!advice_here_can(here, p->kind, p->alpha))
			continue;
		while (at < out->count &&
		       (out->at[at].kind != p->kind || out->at[at].alpha != p->alpha))
			at++;
		if (room_for(&out->at, &out->room, at + 1, sizeof *out->at, err))
			return FPE_ENOMEM;
		c = &out->at[at];
		if (at == out->count) {
			*c = (struct choice){ .kind = p->kind, .alpha = p->alpha };
			if (advice_predict(a, here->setting.term, p->kind, p->alpha, &c->guess,
					   err))
				return FPE_ENOMEM;
			out->count++;
		}
		c->points++;
	}
	if (!out->count)
		return fpe_fail(err, FPE_ESTATE, "no split of the store is possible here");
	qsort(out->at, (size_t)out->count, sizeof *out->at, compare_choices);
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

/* NULL: it is in, and within. */
static const char *why_left_out(const struct advice *a, int t, bool outside)
{
	if (!isfinite(a->range[t].low))
		return "left out: some run has none";
	if (a->without[t])
		return "left out: is not known here";
	return outside ? "outside" : a->near.term[t] ? NULL : "left out: does not vary";
}

static void put_terms(const struct advice *a, const struct advice_here *here, struct rows *out)
{
	for (int t = 0; t < ADVICE_TERMS; t++) {
		bool outside = is_outside(a, here, t), varies = a->near.term[t];
		double own = here->setting.term[t], least = a->range[t].low,
		       most = a->range[t].high;

		rows_put(out, DATUM(advice_term_name(t)), brief(own), brief(least), brief(most),
			 DATUM(own), DATUM(least), DATUM(most), datum_truth(varies),
			 datum_truth(outside), datum_text(why_left_out(a, t, outside)));
	}
}

static void put_slopes(const struct advice *a, struct rows *slopes, struct rows *scales)
{
	const char *kind[ADVICE_KINDS] = { NULL };
	char name[64];

	for (int i = 0; i < ADVICE_KINDS && fpe_split_kinds[i]; i++)
		kind[i] = fpe_split_kinds[i]->name;
	for (int i = 0; i < a->line.shape.columns; i++) {
		struct advice_guess slope = advice_slope(a, i);

		advice_column_name(&a->line.shape, i, kind, name, sizeof name);
		rows_put(slopes, datum_format("%s", name), DATUM(slope.gain), DATUM(slope.low),
			 DATUM(slope.high));
	}
	for (int i = 0; i < a->kernel.columns; i++) {
		const struct advice_kernel *k = &a->kernel;

		advice_column_name(&a->near, i + 1, kind, name, sizeof name);
		rows_put(scales, datum_format("%s", name), DATUM(fabs(k->scale[i])),
			 DATUM(k->spread[i]));
	}
}

/* The form with the largest R². */
static int best_of(const struct advice_check *check)
{
	int best = 0;

	for (int i = 1; i < ADVICE_FORMS; i++)
		best = check[i].r2 > check[best].r2 || isnan(check[best].r2) ? i : best;
	return best;
}

/* taken: a form, or -1. */
static void put_models(const struct advice_check *check, bool dense, int taken, struct rows *out)
{
	for (int i = 0; i < ADVICE_FORMS; i++) {
		const struct advice_check *c = &check[i];

		rows_put(out, DATUM(advice_form_name(i)), datum_text(dense ? "known" : "unknown"),
			 DATUM(c->r2), DATUM(c->inside), DATUM(c->regret), DATUM(c->r2),
			 DATUM(c->inside), DATUM(c->regret), datum_truth(dense),
			 datum_truth(i == taken), datum_text(i == taken ? "taken" : NULL));
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
	if (a->without[ADVICE_DENSE])
		textbuf_puts(out, "dense=SCORE, which `compare` measures, would sharpen this.\n");
	if (a->check[a->best].r2 <= 0)
		textbuf_puts(
			out,
			"On settings that were held out the model is no better than the mean gain.\n");
	for (int t = 0; t < ADVICE_TERMS; t++) {
		if (is_outside(a, here, t))
			put_outside(advice_term_name(t), here->setting.term[t], &a->range[t], out);
	}
	advice_here_unmet(here, stored, out);
}

static void say_check(struct report *report, const struct advice *a, const struct advice_check *c,
		      const char *ignored)
{
	if (c->choices)
		report_text(
			report,
			"taking what is best on average over the other settings has regret %.4f\n",
			c->always);
	if (isfinite(a->ceiling))
		report_text(report, "seeds leave an R² of at most %.3f\n", a->ceiling);
	if (ignored[0])
		report_text(report, "not in the model, though they differ: %s\n", ignored);
}

/* All that is said, in tables. */
struct page {
	const struct advice_check *check; /* of the best there is in the store */
	struct rows terms, models, slopes, scales, choices;
	char *ignored, *verdict; /* NULL: no memory */
};

static void print(struct report *report, const struct advice *a, bool loss, struct page *p)
{
	const struct advice_check *c = p->check;
	bool near = a->kernel.points > 0;

	report_text(report, "recommend: %s by %d points of %d settings\n",
		    loss ? "loss gain" : "gain", a->points, a->settings);
	rows_table(&p->terms, report, 0);
	report_text(report, "held out by settings, in %d parts:\n", a->folds);
	rows_table(&p->models, report, 0);
	say_check(report, a, c, p->ignored);
	rows_table(&p->choices, report, 0);
	report_text(report, "%s", p->verdict);
	column_report(report, DATUM(loss ? "loss_gain" : "gain"), DATUM(a->settings),
		      DATUM(a->points), DATUM(a->weight), DATUM(a->folds),
		      DATUM(advice_form_name(a->best)), datum_truth(a->line.shape.products),
		      DATUM(c->r2), DATUM(c->inside), DATUM(c->choices), DATUM(c->regret),
		      DATUM(c->always), DATUM(a->ceiling), datum_rows(&p->models),
		      DATUM(near ? fabs(a->kernel.signal) : NAN),
		      DATUM(near ? fabs(a->kernel.noise) : NAN), datum_rows(&p->scales),
		      DATUM(p->ignored), datum_rows(&p->terms), datum_rows(&p->slopes),
		      datum_rows(&p->choices), DATUM(p->verdict));
}

enum fpe_status advice_report(struct report *report, const struct advice *a, bool loss,
			      const struct advice_check *known, const struct advice_case *stored,
			      const struct advice_here *here, struct fpe_error *err)
{
	const struct advice_check *best = known ? &known[best_of(known)] : &a->check[a->best];
	struct page page = { .check = best,
			     .terms = { .columns = term_columns },
			     .models = { .columns = model_columns },
			     .slopes = { .columns = slope_columns },
			     .scales = { .columns = scale_columns },
			     .choices = { .columns = choice_columns } };
	struct textbuf ignored = { 0 }, verdict = { 0 };
	struct choices choices = { .count = 0 };
	enum fpe_status status = find_choices(a, here, &choices, err);

	if (!status) {
		advice_case_ignored(stored, &ignored);
		put_verdict(a, &choices.at[0], stored, here, &verdict);
		page.ignored = textbuf_take(&ignored);
		page.verdict = textbuf_take(&verdict);
		put_terms(a, here, &page.terms);
		if (known)
			put_models(known, true, -1, &page.models);
		put_models(a->check, !known, (int)a->best, &page.models);
		put_slopes(a, &page.slopes, &page.scales);
		put_choices(&choices, &page.choices);
		if (!page.ignored || !page.verdict)
			status = fpe_no_memory(err);
		else
			print(report, a, loss, &page);
	}
	rows_clear(&page.terms);
	rows_clear(&page.models);
	rows_clear(&page.slopes);
	rows_clear(&page.scales);
	rows_clear(&page.choices);
	free(page.ignored);
	free(page.verdict);
	free(choices.at);
	return status;
}
