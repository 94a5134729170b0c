/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expectation.c - theory beside the count, see fpe/theory.h for the sources. */
#include "view/panel/theory/expectation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"

static bool is(const struct snapshot_arm *a, const char *split)
{
	return strcmp(a->split, split) == 0;
}

/* Of a split: closed forms, else what was simulated. */
static void expect_split(const struct snapshot_arm *a, struct expectation *e)
{
	fpe_theory_fill(&e->t);
	e->simulated = !fpe_theory_holds(&e->t) && a->dealt.coverage.n > 0;
	if (e->simulated) {
		e->collisions = a->dealt.collisions.mean;
		e->coverage = a->dealt.coverage.mean;
	} else if (is(a, "clause")) {
		e->collisions = e->t.collisions_clause;
		e->coverage = e->t.coverage_clause;
	} else {
		e->collisions = e->t.collisions_even;
		e->coverage = e->t.coverage_even;
	}
}

struct expectation expectation_of(const struct snapshot *s, const struct snapshot_arm *a)
{
	const struct fpe_clauses *clauses = figure_clauses(s, 0);
	struct expectation e = { .collisions = NAN, .coverage = NAN };
	struct fpe_deals deals;

	if (is(a, "dense")) {
		e.collisions = clauses->count > 1 ? 1 : NAN;
		e.coverage = 1;
	} else if (fpe_deals_of(a->net, a->split, a->alpha, a->layer, a->share, clauses, &deals)) {
		e.t = deals.shape;
		expect_split(a, &e);
	}
	return e;
}

double expectation_value(const struct snapshot *s, const struct snapshot_arm *a,
			 const struct snapshot_arm *minus, int row, int metric)
{
	struct expectation e;

	if (row == EXPECTATION_NOW)
		return a->metric[metric];
	if (row == EXPECTATION_CHANGE)
		return minus ? a->metric[metric] - minus->metric[metric] : NAN;
	e = expectation_of(s, a);
	return metric == FPE_METRIC_COLLISIONS ? e.collisions : e.coverage;
}

const char *expectation_gap(const struct snapshot *s, const struct snapshot_arm *a, char *out,
			    size_t size)
{
	struct expectation e = expectation_of(s, a);
	double collisions = a->metric[FPE_METRIC_COLLISIONS] - e.collisions;
	double coverage = a->metric[FPE_METRIC_COVERAGE] - e.coverage;
	bool fell = collisions < -0.0005 || coverage < -0.0005;
	bool rose = collisions > 0.0005 || coverage > 0.0005;

	out[0] = 0;
	if (!isfinite(e.collisions) && !isfinite(e.coverage))
		snprintf(
			out, size,
			"Theory has a closed form only for fc1 split once, by clause or at random, with clauses of one length that share no input.%s",
			e.t.alpha ? " `theory` simulates it." : "");
	else if (e.simulated)
		snprintf(
			out, size,
			"No closed form, as clauses %s: theory is the mean over %d simulated deals%s.",
			e.t.literals ? "share inputs" : "differ in length", a->dealt.coverage.n,
			fell ? ", before pruning" : "");
	else if (fell)
		snprintf(
			out, size,
			"Theory is before pruning%s: a clause that lost an input is not whole any more.",
			is(a, "random") ? ", and the mean over all deals" : "");
	else if (rose && is(a, "random"))
		snprintf(out, size,
			 "Theory is the mean over all deals of the inputs; this is one of them.");
	else if (rose)
		snprintf(out, size, "Entries moved by hand after the split.");
	return out;
}

/* ---------------------------------------------------------------- one line */

static const char *what(int metric)
{
	return metric == FPE_METRIC_COLLISIONS ? "collisions" : "coverage";
}

/* Is the hit a cell of the table? */
static const struct snapshot_arm *arm_of(const struct snapshot *s, const struct hit *hit)
{
	if (!figure_clauses(s, 0) ||
	    (hit->column != FPE_METRIC_COLLISIONS && hit->column != FPE_METRIC_COVERAGE))
		return NULL;
	return figure_hit_arm(s, hit, HIT_VALUE);
}

static const struct fpe_summary *dealt_of(const struct snapshot_arm *a, int metric)
{
	return metric == FPE_METRIC_COLLISIONS ? &a->dealt.collisions : &a->dealt.coverage;
}

static void tell_interval(struct textbuf *out, const struct fpe_summary *x)
{
	tell(out, "expected right after the split %.3g (95 %%: %.3g to %.3g, %d simulated deals)",
	     x->mean, x->low, x->high, x->n);
}

void expectation_describe(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, bool ascii, struct textbuf *out)
{
	const struct snapshot_arm *a = arm_of(s, hit);
	const struct snapshot_arm *minus = figure_minus(s, o, NULL);
	bool change = hit->row == EXPECTATION_CHANGE && minus;
	double value;

	if (!a)
		return;
	value = expectation_value(s, a, minus, hit->row, hit->column);
	tell(out, "%s", a->name);
	if (change)
		figure_minus_title(s, o, ascii, out);
	tell(out, ": %s ", what(hit->column));
	if (change)
		tell(out, "changed by %+.3g = %.3g - %.3g", value, a->metric[hit->column],
		     minus->metric[hit->column]);
	else if (!isfinite(value))
		tell(out, hit->row == EXPECTATION_THEORY ? "have no closed form for such a split"
							 : "are not measured");
	else if (hit->row == EXPECTATION_THEORY && expectation_of(s, a).simulated)
		tell_interval(out, dealt_of(a, hit->column));
	else if (hit->row == EXPECTATION_THEORY)
		tell(out, "expected right after the split %.3g", value);
	else if (hit->column == FPE_METRIC_COLLISIONS)
		tell(out, "%.3g: so many (parent, clause pair) have both in one neuron", value);
	else
		tell(out, "%.3g: so many clauses are whole in at least one neuron", value);
}

/* -------------------------------------------------------------- worked out */

static double choose(int n, int k)
{
	return n < k ? 0 : round(exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)));
}

/* "2 x C(12,6)/C(24,6) = 2 x 924/134596", the whole dealt evenly to parts. */
static void tell_dealt(int whole, int parts, int k, struct textbuf *out)
{
	int small = whole / parts, large = whole % parts;

	if (large)
		tell(out, "%d x C(%d,%d)/C(%d,%d) + ", large, small + 1, k, whole, k);
	tell(out, "%d x C(%d,%d)/C(%d,%d)\n    = ", parts - large, small, k, whole, k);
	if (large)
		tell(out, "%d x %.6g/%.6g + ", large, choose(small + 1, k), choose(whole, k));
	tell(out, "%d x %.6g/%.6g", parts - large, choose(small, k), choose(whole, k));
}

static void tell_clause(const struct expectation *e, int metric, struct textbuf *out)
{
	if (metric == FPE_METRIC_COVERAGE) {
		tell(out,
		     "Theory, clause: all inputs of a clause go to the same child: it is whole there: 1.\n");
		return;
	}
	tell(out,
	     "Theory, clause: %d clauses dealt evenly to %d children, m_c to child c. "
	     "A pair collides if both fall to one child:\n  sum_c C(m_c,2)/C(m,2) = ",
	     e->t.clauses, e->t.alpha);
	tell_dealt(e->t.clauses, e->t.alpha, 2, out);
	tell(out, " = %.4g\n", e->collisions);
}

static void tell_random(const struct expectation *e, int metric, struct textbuf *out)
{
	const struct fpe_theory *t = &e->t;
	double whole = 1 - pow(1 - e->coverage, 1.0 / t->neurons); /* in one parent */

	if (metric == FPE_METRIC_COLLISIONS) {
		tell(out,
		     "Theory, random: d = %d inputs dealt evenly to %d children, n_c to child c. "
		     "A pair of clauses of k = %d collides if all 2k = %d inputs fall to one child:\n"
		     "  sum_c C(n_c,2k)/C(d,2k) = ",
		     t->inputs, t->alpha, t->literals, 2 * t->literals);
		tell_dealt(t->inputs, t->alpha, 2 * t->literals, out);
		tell(out, " = %.4g\n", e->collisions);
		return;
	}
	tell(out,
	     "Theory, random: one parent keeps a clause of k = %d whole with the chance\n  q = sum_c C(n_c,k)/C(d,k) = ",
	     t->literals);
	tell_dealt(t->inputs, t->alpha, t->literals, out);
	tell(out,
	     " = %.4g\nand some of the h = %d parents with\n"
	     "  1-(1-q)^h = 1-(1-%.4g)^%d = %.4g\n",
	     whole, t->neurons, whole, t->neurons, e->coverage);
}

static void tell_simulated(const struct snapshot_arm *a, const struct expectation *e, int metric,
			   struct textbuf *out)
{
	const struct fpe_summary *x = dealt_of(a, metric);

	tell(out,
	     "Theory has no closed form here: clauses %s. In its place the %s split was dealt %d times for this task, d = %d inputs of h = %d parents to %d children each, and counted:\n  %s %.4g on average (95 %%: %.4g to %.4g), %.4g to %.4g in single deals\n",
	     e->t.literals ? "share inputs" : "differ in length", a->split, x->n, e->t.inputs,
	     e->t.neurons, e->t.alpha, what(metric), x->mean, x->low, x->high, x->min, x->max);
}

static void tell_theory(const struct snapshot *s, const struct snapshot_arm *a, int metric,
			struct textbuf *out)
{
	struct expectation e = expectation_of(s, a);

	if (e.simulated)
		tell_simulated(a, &e, metric, out);
	else if (is(a, "dense"))
		tell(out,
		     "Theory, dense: every neuron holds every input, so every clause is whole in it and every pair collides: 1.\n");
	else if (!isfinite(e.collisions) && !isfinite(e.coverage))
		tell(out,
		     "Theory has a closed form for fc1 of a dense net, split once by clause or at random, with clauses of one length that share no input. "
		     "Not for this arm.\n");
	else if (is(a, "clause"))
		tell_clause(&e, metric, out);
	else
		tell_random(&e, metric, out);
}

static void tell_collisions(const struct snapshot *s, const struct snapshot_arm *a,
			    struct textbuf *out)
{
	const struct fpe_clauses *clauses = figure_clauses(s, 0);
	size_t m = (size_t)clauses->count;
	int parents = 0, *pairs = malloc(m * m * sizeof *pairs);
	double sum = 0, all;

	if (pairs && m > 1 && !fpe_collisions(a->net, clauses, pairs, &parents, NULL)) {
		for (size_t i = 0; i < m; i++) {
			for (size_t j = 0; j < i; j++)
				sum += pairs[i * m + j];
		}
		all = (double)parents * (double)(m * (m - 1) / 2);
		tell(out,
		     "Now, by the mask: %d parents x %d pairs of clauses = %.0f. "
		     "In %.0f of them one neuron holds both clauses whole: %.0f / %.0f = %.4g\n",
		     parents, (int)(m * (m - 1) / 2), all, sum, sum, all, sum / all);
	} else {
		tell(out, "Now: %.4g\n", a->metric[FPE_METRIC_COLLISIONS]);
	}
	free(pairs);
}

static void tell_coverage(const struct snapshot *s, const struct snapshot_arm *a,
			  struct textbuf *out)
{
	const struct fpe_clauses *clauses = figure_clauses(s, 0);
	const struct fpe_layer *l = &a->net->layer[0];
	int whole = 0, missing = 0;
	char text[200] = "";

	for (int c = 0; c < clauses->count; c++) {
		bool held = false;

		for (int n = 0; n < l->out && !held; n++)
			held = fpe_clause_held(l, n, clauses, c);
		whole += held;
		if (!held && missing++ < 8)
			snprintf(text + strlen(text), sizeof text - strlen(text), " c%d", c);
	}
	tell(out, "Now, by the mask: %d of %d clauses are whole in at least one neuron: %.4g\n",
	     whole, clauses->count, (double)whole / clauses->count);
	if (missing)
		tell(out, "Whole in none:%s%s\n", text, missing > 8 ? " ..." : "");
}

void expectation_work_out(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, struct textbuf *out)
{
	const struct snapshot_arm *a = arm_of(s, hit);
	const struct snapshot_arm *minus = figure_minus(s, o, NULL);
	char text[400];

	if (!a)
		return;
	expectation_describe(s, o, hit, true, out);
	tell(out, "\n\n");
	if (hit->row == EXPECTATION_CHANGE && minus) {
		tell(out, "%s, epoch %d: %.4g\n%s, epoch %d: %.4g\n\n", a->name, a->epoch,
		     a->metric[hit->column], minus->name, minus->epoch, minus->metric[hit->column]);
	}
	tell_theory(s, a, hit->column, out);
	tell(out, "\n");
	if (hit->column == FPE_METRIC_COLLISIONS)
		tell_collisions(s, a, out);
	else
		tell_coverage(s, a, out);
	if (expectation_gap(s, a, text, sizeof text)[0])
		tell(out, "\n%s\n", text);
	tell(out,
	     "\nFewer collisions is less interference, but a clause that is whole nowhere must be learnt in parts. With drawn signs and with parities that costs accuracy; with plain literals (negate=no) a part is evidence, too.\n");
}
