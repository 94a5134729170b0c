/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * theory_panel.c - expected collisions and coverage of a split beside what the
 * masks show now, and in words what the two mean for the arm shown.
 */
#include "fpe/theory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure.h"
#include "view/figure_table.h"

/* What theory expects of an arm before pruning; NaN where it says nothing. */
struct expectation {
	double collisions, coverage;
};

/* Literals of every clause, 0 where they differ. */
static int literals(const struct fpe_clauses *clauses)
{
	int k = clauses->start[1] - clauses->start[0];

	for (int c = 1; c < clauses->count; c++) {
		if (clauses->start[c + 1] - clauses->start[c] != k)
			return 0;
	}
	return k;
}

/* Is this arm's fc1 a dense one, split once? */
static bool split_once(const struct snapshot_arm *a)
{
	return figure_is_split(a) && a->layer <= 0 &&
	       a->net->origin[0][0].depth == 1;
}

static struct expectation expect(const struct snapshot *s,
				 const struct snapshot_arm *a)
{
	const struct fpe_clauses *clauses = figure_clauses(s, 0);
	struct expectation e = { NAN, NAN };
	struct fpe_theory t = { .alpha = a->alpha };

	if (strcmp(a->split, "dense") == 0) {
		e.collisions = clauses->count > 1 ? 1 : NAN;
		e.coverage = 1;
		return e;
	}
	t.literals = literals(clauses);
	t.clauses = clauses->count;
	t.inputs = a->net->layer[0].in;
	t.neurons = a->net->layer[0].out / a->alpha;
	if (!split_once(a) || t.literals < 1 || t.neurons < 1 ||
	    t.literals > t.inputs || fpe_clauses_overlap(clauses))
		return e;
	fpe_theory_fill(&t);
	if (strcmp(a->split, "clause") == 0) {
		e.collisions = t.collisions_clause;
		e.coverage = 1;
	} else if (strcmp(a->split, "random") == 0) {
		e.collisions = t.collisions_even;
		e.coverage = t.coverage_even;
	}
	return e;
}

#define VALUE_COLUMNS 8

static void draw_value(struct area a, int row, int end, int ink, double value)
{
	char number[FIGURE_NUMBER];

	area_text_right(a, row, end, ink, figure_number(value, number));
}

/* Heading and the rows of arms; `wide` has room for words. Returns rows used. */
static int draw_table(const struct snapshot *s, int shown, struct area a,
		      int names)
{
	int first = names + 2, pair = 2 * VALUE_COLUMNS, head = 0;
	int rows = s->arms;

	if (a.rows >= 3) {
		area_text(a, 0, first + 2, INK_DIM, "collisions");
		area_text(a, 0, first + pair + 5, INK_DIM, "coverage");
		for (int i = 0; i < 2; i++) {
			int at = first + i * (pair + 2);

			area_text_right(a, 1, at + VALUE_COLUMNS, INK_DIM,
					"theory");
			area_text_right(a, 1, at + pair - 1, INK_DIM, "now");
		}
		head = 2;
	}
	if (rows > a.rows - head)
		rows = a.rows - head;
	for (int i = 0; i < rows; i++) {
		int arm = rows < s->arms && i == rows - 1 ? shown : i;
		const struct snapshot_arm *x = &s->arm[arm];
		struct expectation e = expect(s, x);
		int at = first;

		area_text(area_sub(a, head + i, 1, 1, names), 0, 0,
			  figure_arm_ink(arm), x->name);
		draw_value(a, head + i, at + VALUE_COLUMNS, INK_DIM, e.collisions);
		draw_value(a, head + i, at + pair - 1, INK_STRONG,
			   x->metric[FPE_METRIC_COLLISIONS]);
		at += pair + 2;
		draw_value(a, head + i, at + VALUE_COLUMNS, INK_DIM, e.coverage);
		draw_value(a, head + i, at + pair - 1, INK_STRONG,
			   x->metric[FPE_METRIC_COVERAGE]);
	}
	return head + rows;
}

/* A line for each arm where the table is too wide. */
static int draw_lines(const struct snapshot *s, struct area a, int names)
{
	int rows = 0;

	for (int i = 0; i < s->arms && rows < a.rows; i++) {
		const struct snapshot_arm *x = &s->arm[i];
		char collisions[FIGURE_NUMBER], coverage[FIGURE_NUMBER];

		area_text(area_sub(a, rows, 1, 1, names), 0, 0, figure_arm_ink(i),
			  x->name);
		area_printf(a, rows++, names + 2, INK_NONE,
			    a.columns < 26 ? "%s/%s" : "coll %s  cov %s",
			    figure_number(x->metric[FPE_METRIC_COLLISIONS],
					  collisions),
			    figure_number(x->metric[FPE_METRIC_COVERAGE],
					  coverage));
	}
	return rows;
}

static bool parities(const struct fpe_clauses *clauses)
{
	for (int i = 0; i < clauses->start[clauses->count]; i++) {
		if (clauses->sign[i] != 0)
			return false;
	}
	return true;
}

static void percent(double share, char *out, size_t size)
{
	if (share > 0 && share < 0.01)
		snprintf(out, size, "under 1 %%");
	else
		snprintf(out, size, "%.0f %%", 100 * share);
}

static void describe(const struct snapshot *s, int arm, char *out, size_t size)
{
	const struct snapshot_arm *a = &s->arm[arm];
	double collisions = a->metric[FPE_METRIC_COLLISIONS];
	double coverage = a->metric[FPE_METRIC_COVERAGE];
	char c[24], v[24];

	percent(collisions, c, sizeof c);
	percent(coverage, v, sizeof v);
	if (!isfinite(coverage))
		out[0] = 0;
	else if (isfinite(collisions))
		snprintf(out, size,
			 "%s: %s of clause pairs meet in a neuron, %s of clauses "
			 "are whole in one. %s",
			 a->name, c, v,
			 parities(&s->task->clauses)
				 ? "A parity needs all its inputs in one neuron: "
				   "coverage decides."
				 : "Fewer pairs: less interference. Fewer whole: "
				   "clauses are learnt in parts.");
	else
		snprintf(out, size, "%s: %s of clauses are whole in one neuron. One "
			 "clause has no pairs.", a->name, v);
}

static void no_clauses(const struct snapshot *s, struct area a)
{
	if (!s->task)
		figure_say(a, "no task yet: type  task dnf");
	else
		figure_say(a, "this task has no clauses: collisions and coverage "
			      "are not defined. Look at cosine and capacity "
			      "instead.");
}

static void theory_draw(const struct snapshot *s, const struct panel_options *o,
			struct area area)
{
	int arm = figure_arm(s, o), names = 4, used;
	char words[320];

	if (!figure_clauses(s, 0)) {
		no_clauses(s, area);
		return;
	}
	if (figure_empty(s, area) || arm < 0)
		return;
	for (int i = 0; i < s->arms; i++) {
		int n = text_columns(s->arm[i].name);

		names = n > names ? n : names;
	}
	names = names < 10 ? names : 10;
	if (area.columns >= names + 2 + 4 * VALUE_COLUMNS + 2)
		used = draw_table(s, arm, area, names);
	else
		used = draw_lines(s, area, area.columns < 24 ? 4 : names);
	describe(s, arm, words, sizeof words);
	if (area.rows - used >= 4)
		used++;
	figure_wrap(area_sub(area, used, 1, area.rows - used, area.columns - 2), 0,
		    INK_DIM, words);
}

static void theory_measure(const struct snapshot *s,
			   const struct panel_options *o, int *rows, int *columns)
{
	(void)o;
	*rows = 2 + (s->arms > 1 ? s->arms : 1) + 1 + 3;
	*columns = 48;
}

static void theory_title(const struct snapshot *s, const struct panel_options *o,
			 bool ascii, char *out, size_t size)
{
	(void)s;
	(void)o;
	(void)ascii;
	snprintf(out, size, "theory");
}

static void theory_numbers(const struct snapshot *s,
			   const struct panel_options *o,
			   struct figure_table *out)
{
	static const char *const names[] = { "collisions expected",
					     "collisions now",
					     "coverage expected", "coverage now" };

	(void)o;
	figure_table_key(out, "arm");
	for (int i = 0; i < 4; i++)
		figure_table_value(out, names[i], NULL, NULL);
	if (!figure_clauses(s, 0))
		return;
	for (int i = 0; i < s->arms; i++) {
		const struct snapshot_arm *a = &s->arm[i];
		struct expectation e = expect(s, a);

		figure_table_text(out, "%s", a->name);
		figure_table_number(out, e.collisions);
		figure_table_number(out, a->metric[FPE_METRIC_COLLISIONS]);
		figure_table_number(out, e.coverage);
		figure_table_number(out, a->metric[FPE_METRIC_COVERAGE]);
	}
}

const struct panel panel_theory = {
	.name = "theory",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM,
	.help = "Expected collisions and coverage of each split, beside the measured.",
	.explain =
	"collisions: share of (parent neuron, clause pair) for which one child "
	"holds every input of both clauses. coverage: share of clauses that at "
	"least one neuron holds whole. Both by the mask as it is now.\n\n"
	"Theory is for the split before pruning, d inputs, clauses of k "
	"literals, h parents. random, dealt evenly, n_c inputs to child c: "
	"collisions sum_c C(n_c,2k)/C(d,2k); q = sum_c C(n_c,k)/C(d,k), coverage "
	"1-(1-q)^h. clause, m_c of m clauses to child c: collisions sum_c "
	"C(m_c,2)/C(m,2), coverage 1.\n\n"
	"Both numbers together explain the accuracy, neither alone does: a "
	"random split trades coverage for fewer collisions, a split by clause "
	"keeps coverage at 1.",
	.title = theory_title,
	.measure = theory_measure,
	.draw = theory_draw,
	.numbers = theory_numbers,
};
