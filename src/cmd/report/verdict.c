/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.c - decided or not, at what cost, and why. Owns nothing. */
#include "cmd/report/verdict.h"

#include <math.h>
#include <stdlib.h>

#define MOST_SEEDS 10000
#define NOTICED .05 /* a change of collisions or coverage that is one */

/* "about 20", as exactly as the approximation is: two digits. */
static int rounded(int n)
{
	int step = 1;

	while (n / step >= 100)
		step *= 10;
	return (n + step - 1) / step * step;
}

static void add_more_seeds(struct textbuf *out, const struct fpe_summary *gain)
{
	int needed = fpe_values_to_tell(gain->mean, gain->sd, MOST_SEEDS);

	if (needed > gain->n)
		textbuf_printf(out, "; about %d more would tell", rounded(needed - gain->n));
	else if (needed)
		textbuf_printf(out, "; a few more would tell");
	else
		textbuf_printf(out, "; so small a difference would take more than %d seeds",
			       MOST_SEEDS);
}

void verdict_gain(struct textbuf *out, const struct verdict_gain *g)
{
	const struct fpe_summary *s = &g->gain;
	bool better = s->low > 0, worse = s->high < 0;

	if (s->n < 2) {
		textbuf_printf(out, "%s against %s is undecided: %s", g->name, g->on,
			       s->n ? "one seed can mislead, more would tell"
				    : "there are no seeds to go by");
		return;
	}
	textbuf_printf(out, "over %d seeds %s ", s->n, g->name);
	if (better || worse)
		textbuf_printf(out, "is %s than %s, by %.*f%s (95 %%: %.*f to %.*f)",
			       better ? "better" : "worse", g->on, g->digits, fabs(s->mean),
			       g->unit, g->digits, better ? s->low : -s->high, g->digits,
			       better ? s->high : -s->low);
	else if (s->sd == 0)
		textbuf_printf(out, "is as good as %s, at every seed", g->on);
	else
		textbuf_printf(out, "against %s is undecided (%+.*f%s; 95 %%: %+.*f to %+.*f)",
			       g->on, g->digits, s->mean, g->unit, g->digits, s->low, g->digits,
			       s->high);
	if (!better && !worse && s->sd > 0)
		add_more_seeds(out, s);
}

void verdict_why(struct textbuf *out, const struct verdict_why *why)
{
	bool fewer = why->collisions < why->dense_collisions - NOTICED;
	bool lost = why->coverage < why->dense_coverage - NOTICED;

	if (isnan(why->collisions) || isnan(why->coverage) || isnan(why->dense_collisions) ||
	    isnan(why->dense_coverage))
		return;
	if (fewer && lost)
		textbuf_printf(
			out,
			why->better
				? "; fewer collisions (%.2f, dense %.2f) outweigh the coverage lost (%.2f, dense %.2f)"
				: "; the coverage lost outweighs fewer collisions (%.2f, dense %.2f; coverage %.2f, dense %.2f)",
			why->collisions, why->dense_collisions, why->coverage, why->dense_coverage);
	else if (fewer && why->better)
		textbuf_printf(
			out,
			"; why: collisions are %.2f (dense %.2f), and coverage is kept at %.2f",
			why->collisions, why->dense_collisions, why->coverage);
	else if (lost && !why->better)
		textbuf_printf(out, "; why: coverage is %.2f (dense %.2f)", why->coverage,
			       why->dense_coverage);
	else
		textbuf_printf(
			out,
			"; collisions (%.2f, dense %.2f) and coverage (%.2f, dense %.2f) do not explain it",
			why->collisions, why->dense_collisions, why->coverage, why->dense_coverage);
}

/* ------------------------------------------------------------ what it cost */

/* One row at every seed. */
struct cost {
	double *pruned, *lost, *back; /* [seeds]; back: epochs after the split, INFINITY: never */
	int seeds;
};

/* The score that a split starts from, what it is after it, and when it is back. */
static void cost_of(const struct study *study, const struct study_result *result, int row,
		    bool loss, double *lost, double *back)
{
	int epoch[STUDY_MAX_POINTS], points = study_points(study, epoch), at = 0;
	const float *curve = result->curve[row];
	float before, sign = loss ? -1 : 1;

	while (at < points && epoch[at] != study->warmup)
		at++;
	*lost = *back = NAN;
	if (at == points)
		return;
	before = result->curve[0][at];
	*lost = (double)(sign * (before - curve[at]));
	if (!isfinite(*lost))
		return;
	*back = INFINITY;
	for (int k = points - 1; k >= at; k--) {
		if (sign * curve[k] >= sign * before)
			*back = (double)epoch[k] - study->warmup;
	}
}

static bool open_cost(struct cost *c, int seeds)
{
	size_t size = (size_t)(seeds ? seeds : 1) * sizeof(double);

	*c = (struct cost){ malloc(size), malloc(size), malloc(size), seeds };
	return c->pruned && c->lost && c->back;
}

static void close_cost(struct cost *c)
{
	free(c->pruned);
	free(c->lost);
	free(c->back);
}

static bool read_cost(struct cost *c, struct outcome *outcome, int row, bool loss)
{
	for (int i = 0; i < c->seeds; i++) {
		const struct study_result *result;

		if (outcome->read(outcome, i, &result, NULL))
			return false;
		c->pruned[i] = result->pruned[row];
		cost_of(&outcome->study, result, row, loss, &c->lost[i], &c->back[i]);
	}
	return true;
}

static void add_cost(struct textbuf *out, struct cost *c, const char *what, int digits, int warmup,
		     int epochs)
{
	double pruned = fpe_median(c->pruned, c->seeds), lost = fpe_median(c->lost, c->seeds);
	double back = fpe_median(c->back, c->seeds);

	if (isnan(pruned))
		return;
	textbuf_printf(out, "; the split cost %.0f weight%s", pruned, pruned == 1 ? "" : "s");
	if (isnan(lost) || isnan(back))
		return;
	if (lost <= 0)
		textbuf_printf(out, " and no %s at epoch %d", what, warmup);
	else if (isfinite(back))
		textbuf_printf(out, " and %.*f of %s at epoch %d, regained %.4g epoch%s later",
			       digits, lost, what, warmup, back, back == 1 ? "" : "s");
	else
		textbuf_printf(out, " and %.*f of %s at epoch %d, not regained by epoch %d", digits,
			       lost, what, warmup, epochs);
	textbuf_puts(out, c->seeds > 1 ? " (medians)" : "");
}

/* ---------------------------------------------------------------- a study */

static struct verdict_gain gain_of(struct outcome *outcome, const struct outcome_summary *summary,
				   int row)
{
	bool loss = study_score(&outcome->study) == FPE_METRIC_TEST_LOSS;
	const struct own_samples *own = recipe_own(&outcome->study.recipe);
	bool text = own && own->set.alphabet;
	struct verdict_gain g = {
		.name = outcome->study.row[row].name,
		.on = outcome->study.row[0].name,
		.unit = text   ? " bits a character"
			: loss ? " of loss"
			       : "",
		.digits = loss || text ? 4 : 3,
		.gain = summary->value[row][loss || text ? OUTCOME_LOSS_GAIN : OUTCOME_GAIN],
	};

	if (text) {
		g.gain.mean /= log(2);
		g.gain.sd /= log(2);
		g.gain.low /= log(2);
		g.gain.high /= log(2);
	}
	return g;
}

/* With plain literals a child that sees a part of a clause holds evidence for it: whether a
   clause is whole somewhere explains nothing. */
static bool is_monotone(const struct study *study)
{
	const struct task_spec *task = &study->recipe.task;

	return (task->kind == FPE_TASK_DNF || task->kind == FPE_TASK_CNF) && !task->options.negate;
}

static void add_why(struct textbuf *out, const struct outcome_summary *summary, int row,
		    const struct fpe_summary *gain)
{
	const struct fpe_summary *s = summary->value[row], *dense = summary->value[0];

	if (gain->low > 0 || gain->high < 0)
		verdict_why(out, &(struct verdict_why){
					 .better = gain->low > 0,
					 .collisions = s[FPE_METRIC_COLLISIONS].mean,
					 .coverage = s[FPE_METRIC_COVERAGE].mean,
					 .dense_collisions = dense[FPE_METRIC_COLLISIONS].mean,
					 .dense_coverage = dense[FPE_METRIC_COVERAGE].mean });
}

static bool add_row(struct textbuf *out, struct outcome *outcome,
		    const struct outcome_summary *summary, int row)
{
	const struct study *study = &outcome->study;
	bool loss = study_score(study) == FPE_METRIC_TEST_LOSS;
	struct verdict_gain gain = gain_of(outcome, summary, row);
	struct cost cost;
	bool good = open_cost(&cost, outcome->seeds);

	verdict_gain(out, &gain);
	good = good && read_cost(&cost, outcome, row, loss);
	if (good)
		add_cost(out, &cost, loss ? "loss" : "accuracy", loss ? 4 : 3, study->warmup,
			 study->epochs);
	close_cost(&cost);
	if (!is_monotone(study))
		add_why(out, summary, row, &gain.gain);
	textbuf_puts(out, ".\n");
	return good;
}

char *verdict_outcome(struct outcome *outcome, const struct outcome_summary *summary)
{
	struct textbuf out = { 0 };
	bool good = true;
	char *text;

	for (int i = 1; i < outcome->study.rows; i++) {
		size_t from = out.size;

		if (outcome->study.row[i].kind != ROW_SPLIT)
			continue;
		good &= add_row(&out, outcome, summary, i);
		if (good && out.bytes && out.bytes[from] >= 'a' && out.bytes[from] <= 'z')
			out.bytes[from] += 'A' - 'a';
	}
	text = good ? textbuf_take(&out) : NULL;
	if (!good)
		textbuf_clear(&out);
	return text;
}

/* ------------------------------------------------------------ a regression */

/* "rises with capacity (+.13, 95 %: +.12 to +.14)", or that nobody knows. */
static void add_slope(struct textbuf *out, const char *metric, const struct fpe_trend *s)
{
	if (s->low > 0 || s->high < 0)
		textbuf_printf(out, "%s with %s", s->low > 0 ? "rises" : "falls", metric);
	else
		textbuf_printf(out, "neither rises nor falls with %s for certain", metric);
	textbuf_printf(out, " (%+.3f, 95 %%: %+.3f to %+.3f)", s->slope, s->low, s->high);
}

void verdict_line(struct textbuf *out, const char *split, const char *metric,
		  const struct fpe_regression *line)
{
	const struct fpe_trend *all = &line->pooled, *within = &line->within;

	if (isnan(all->low)) {
		textbuf_printf(
			out,
			"%s: too few seeds, or too little that differs, to say how the gain goes with %s.\n",
			split, metric);
		return;
	}
	textbuf_printf(out, "%s, %d runs of %d seeds in %d setting%s: the gain ", split, line->n,
		       line->clusters, line->groups, line->groups == 1 ? "" : "s");
	add_slope(out, metric, all);
	textbuf_printf(out, ", which explains %.0f %% of its variance", 100 * all->r2);
	if (line->groups > 1 && isfinite(within->low)) {
		textbuf_printf(out, "; within settings it ");
		add_slope(out, metric, within);
		textbuf_printf(out, " and explains %.0f %%%s", 100 * within->r2,
			       all->r2 >= .1 && within->r2 < all->r2 / 2
				       ? ", so most of that is between settings"
				       : "");
	}
	if (isfinite(line->r2_beside))
		textbuf_printf(out, "; dense's score alone explains %.0f %%",
			       100 * line->r2_beside);
	textbuf_puts(out, ".\n");
}
