/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * theory_panel.c - expected collisions and coverage of a split beside what the
 * masks show now, and in words what the two mean for the arm shown.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/panel/theory/expectation.h"
#include "view/figure/figure.h"
#include "view/figure/figure_table.h"

#define VALUE_COLUMNS 8

/* One cell of the table, with its hit. */
static void draw_value(struct area a, int row, int end, int ink, const struct hit *hit,
		       bool simulated)
{
	struct figure_digits number = hit->row == EXPECTATION_CHANGE ? figure_signed(hit->value)
								     : figure_number(hit->value);
	char text[sizeof number.text + 1];

	snprintf(text, sizeof text, "%s%s",
		 simulated && hit->row == EXPECTATION_THEORY && isfinite(hit->value) ? "~" : "",
		 number.text);
	area_text_right(a, row, end, ink, text);
	area_hit(a, row, end - VALUE_COLUMNS + 2, VALUE_COLUMNS - 2, hit);
}

/* The two numbers of a metric: theory and now, or now and how it changed. */
static void draw_pair(const struct snapshot *s, const struct snapshot_arm *minus, struct area a,
		      int row, int at, int arm, int metric)
{
	bool change = minus != NULL;

	for (int i = 0; i < 2; i++) {
		struct hit hit = { .kind = HIT_VALUE, .arm = arm, .column = metric };

		hit.row = i == 0   ? change ? EXPECTATION_NOW : EXPECTATION_THEORY
			  : change ? EXPECTATION_CHANGE
				   : EXPECTATION_NOW;
		hit.value = expectation_value(s, &s->arm[arm], minus, hit.row, metric);
		draw_value(a, row, at + (i ? 2 * VALUE_COLUMNS - 1 : VALUE_COLUMNS),
			   i == 0 ? INK_DIM
			   : !change || !(fabs(hit.value) > 0)
				   ? INK_STRONG
				   : ink_signed(hit.value > 0 ? 1 : -1, 1),
			   &hit, s->arm[arm].dealt.coverage.n > 0);
	}
}

/* Heading and the rows of arms; `wide` has room for words. Returns rows used.
 */
static int draw_table(const struct snapshot *s, const struct panel_options *o, int shown,
		      struct area a, int names)
{
	const struct snapshot_arm *minus = figure_minus(s, o, NULL);
	int first = names + 2, pair = 2 * VALUE_COLUMNS, head = 0;
	int rows = s->arms;

	if (a.rows >= 3) {
		area_text(a, 0, first + 2, INK_DIM, "collisions");
		area_text(a, 0, first + pair + 5, INK_DIM, "coverage");
		for (int i = 0; i < 2; i++) {
			int at = first + i * (pair + 2);

			area_text_right(a, 1, at + VALUE_COLUMNS, INK_DIM,
					minus ? "now" : "theory");
			area_text_right(a, 1, at + pair - 1, INK_DIM, minus ? "change" : "now");
		}
		head = 2;
	}
	if (rows > a.rows - head)
		rows = a.rows - head;
	for (int i = 0; i < rows; i++) {
		int arm = rows < s->arms && i == rows - 1 ? shown : i;

		area_text(area_sub(a, head + i, 1, 1, names), 0, 0, figure_arm_ink(arm),
			  s->arm[arm].name);
		draw_pair(s, minus, a, head + i, first, arm, FPE_METRIC_COLLISIONS);
		draw_pair(s, minus, a, head + i, first + pair + 2, arm, FPE_METRIC_COVERAGE);
	}
	return head + rows;
}

/* A line for each arm where the table is too wide. */
static int draw_lines(const struct snapshot *s, struct area a, int names)
{
	int rows = 0;

	for (int i = 0; i < s->arms && rows < a.rows; i++) {
		const struct snapshot_arm *x = &s->arm[i];
		struct hit hit = { .kind = HIT_VALUE,
				   .arm = i,
				   .column = FPE_METRIC_COLLISIONS,
				   .value = x->metric[FPE_METRIC_COLLISIONS] };

		area_text(area_sub(a, rows, 1, 1, names), 0, 0, figure_arm_ink(i), x->name);
		area_hit(a, rows, 0, names + 2 + (a.columns - names - 2) / 2, &hit);
		hit.column = FPE_METRIC_COVERAGE;
		hit.value = x->metric[FPE_METRIC_COVERAGE];
		area_hit(a, rows, names + 2 + (a.columns - names - 2) / 2, a.columns, &hit);
		area_printf(a, rows++, names + 2, INK_NONE,
			    a.columns < 26 ? "%s/%s" : "coll %s  cov %s",
			    figure_metric(x, FPE_METRIC_COLLISIONS).text,
			    figure_metric(x, FPE_METRIC_COVERAGE).text);
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
		snprintf(
			out, size,
			"%s: %s of clause pairs meet in a neuron, %s of clauses are whole in one. %s",
			a->name, c, v,
			parities(&s->task->clauses)
				? "A parity needs all its inputs in one neuron: coverage decides."
				: "Fewer pairs: less interference. Fewer whole: clauses are learnt in parts.");
	else
		snprintf(out, size,
			 "%s: %s of clauses are whole in one neuron. One clause has no pairs.",
			 a->name, v);
}

static void no_clauses(const struct snapshot *s, struct area a)
{
	if (!s->task)
		figure_say(a, "no task yet: type  task dnf");
	else
		figure_say(a, "this task has no clauses: collisions and coverage are not defined. "
			      "Look at cosine and capacity instead.");
}

static void theory_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	int arm = figure_arm(s, o), names, used, room;
	char words[720], gap[400];
	const char *missing;
	size_t end;

	if (!figure_clauses(s, 0)) {
		no_clauses(s, area);
		return;
	}
	if (figure_empty(s, area) || arm < 0)
		return;
	figure_minus(s, o, &missing);
	if (missing) {
		figure_say(area, missing);
		return;
	}
	names = figure_arms_columns(s, 10);
	names = names < 4 ? 4 : names;
	if (area.columns >= names + 2 + 4 * VALUE_COLUMNS + 2)
		used = draw_table(s, o, arm, area, names);
	else
		used = draw_lines(s, area, area.columns < 24 ? 4 : names);
	room = area.rows - used;
	describe(s, arm, words, sizeof words);
	end = strlen(words);
	if (expectation_gap(s, &s->arm[arm], gap, sizeof gap)[0])
		snprintf(words + end, sizeof words - end, " %s", gap);
	if (figure_wrap_rows(words, area.columns - 2) > room)
		words[end] = 0; /* better not begun than cut */
	if (room >= 4 && figure_wrap_rows(words, area.columns - 2) < room)
		used++;
	figure_wrap(area_sub(area, used, 1, area.rows - used, area.columns - 2), 0, INK_DIM, words);
}

static void theory_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			   int *columns)
{
	(void)o;
	*rows = 2 + (s->arms > 1 ? s->arms : 1) + 1 + 3;
	*columns = 48;
}

static void theory_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			 struct textbuf *out)
{
	figure_minus_title(s, o, ascii, out);
}

static void theory_numbers(const struct snapshot *s, const struct panel_options *o,
			   struct figure_table *out)
{
	static const char *const names[] = { "collisions expected", "collisions now",
					     "coverage expected", "coverage now" };
	static const int metric[] = { FPE_METRIC_COLLISIONS, FPE_METRIC_COVERAGE };
	const struct snapshot_arm *minus = figure_minus(s, o, NULL);

	figure_table_key(out, "arm");
	for (int i = 0; i < 4; i++)
		figure_table_value(out, names[i], NULL, NULL);
	if (minus) {
		figure_table_values(out, "change of the collisions", "change of the coverage",
				    NULL);
	}
	for (int i = 0; figure_clauses(s, 0) && i < s->arms; i++) {
		const struct snapshot_arm *a = &s->arm[i];

		figure_table_text(out, "%s", a->name);
		for (int k = 0; k < 4; k++)
			figure_table_number(out, expectation_value(s, a, NULL,
								   k % 2 ? EXPECTATION_NOW
									 : EXPECTATION_THEORY,
								   metric[k / 2]));
		for (int k = 0; minus && k < 2; k++)
			figure_table_number(out, expectation_value(s, a, minus, EXPECTATION_CHANGE,
								   metric[k]));
	}
}

const struct panel panel_theory = {
	.name = "theory",
	.still = true,
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_MINUS,
	.help = "Expected collisions and coverage of each split, beside the measured.",
	.explain =
		"collisions: share of (parent neuron, clause pair) for which one child holds every input of both clauses. "
		"coverage: share of clauses that at least one neuron holds whole. "
		"Both by the mask as it is now.\n\n"
		"Theory is for the split before pruning, d inputs, clauses of k literals that share no input, h parents. "
		"random, dealt evenly, n_c inputs to child c: collisions sum_c C(n_c,2k)/C(d,2k); q = sum_c C(n_c,k)/C(d,k), coverage 1-(1-q)^h. "
		"clause, m_c of m clauses to child c: collisions sum_c C(m_c,2)/C(m,2), coverage 1. Where clauses share inputs or differ in length there is no closed form: ~ marks a mean over 1000 simulated deals.\n\n"
		"After the split the smallest weights are pruned until the budget is met again. "
		"A clause that lost an input is no longer whole in that child, so both numbers can only fall below theory by it; a random split is one deal, theory the mean over all.\n\n"
		"A random split trades coverage for fewer collisions, a split by clause keeps coverage at 1. Where a neuron must hold a clause whole to use it (parities, and dnf of drawn signs, the default) both numbers together tell who gains. With plain literals (negate=no) they do not: a child that sees a part of a clause still holds evidence for it, and random splits in four gain at a coverage under .2, too.",
	.title = theory_title,
	.measure = theory_measure,
	.draw = theory_draw,
	.numbers = theory_numbers,
	.paper = theory_paper,
	.describe = expectation_describe,
	.work_out = expectation_work_out,
};
