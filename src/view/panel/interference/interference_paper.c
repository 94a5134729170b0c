/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interference_paper.c - the cosine of every pair, on paper, and every arm's mean. */
#include <math.h>
#include <stdio.h>

#include "view/figure/figure.h"
#include "view/panel/interference/pair.h"
#include "view/panel/interference/square.h"
#include "view/paper/paper_arms.h"

static void add_pair(const struct square *q, int r, int c, struct paper *out,
		     struct paper_matrix *m)
{
	size_t at = (size_t)r * (size_t)q->n + (size_t)c;
	double v = q->value[at];

	m->value[at] = r == c ? INFINITY : v == 0 ? NAN : v;
	if (r != c && v != 0 && q->meets && q->meets[at])
		m->text[at] = paper_text(out, q->minus ? "%+d" : "%d", q->meets[at]);
	else if (r != c && v != 0 && q->meets) /* nor a sign, beside digits */
		m->text[at] = paper_text(out, "%s", "");
}

static void add_square(const struct square *q, struct paper *out, struct paper_view *view)
{
	struct paper_matrix *m = &view->matrix;

	paper_matrix_size(out, view, q->n, q->n);
	for (int r = 0; r < m->rows; r++) {
		struct figure_name name = pair_name(q->s, q->net, q->layer, q->of, r * q->step);

		m->row_name[r] = paper_text(out, "%s", name.text);
		m->column_name[r] = paper_text(out, "%s", name.text);
		for (int c = 0; c < m->columns; c++)
			add_pair(q, r, c, out, m);
	}
	m->is_signed = true;
	m->high = q->limit;
	m->scale_name = paper_text(out, q->minus ? "change of the cosine" : "cosine");
	m->missing = paper_text(out, q->minus ? "no change" : "0: nothing shared");
	m->bar = true;
	if (q->meets) {
		int all, sum = square_meets(q, &all);

		if (!sum && !q->minus) {
			view->note = paper_text(
				out, "No two clauses are whole in one neuron: 0 of %d collide.",
				all);
			return;
		}
		view->note = paper_text(
			out,
			q->minus
				? "Digits: in so many parents more (fewer) the two clauses collide; in all %+d of %d."
				: "Digits: in so many parents both clauses are whole in one neuron; in all %d of %d collide.",
			sum, all);
	}
}

/* Of every arm, shown or not. */
static void add_means(const struct square *q, struct paper *out)
{
	struct paper_view *view = paper_add(out, PAPER_TABLE);
	bool collide = q->of == FPE_OF_CLAUSES, any = false;

	view->table.columns = collide ? 3 : 2;
	paper_cell(out, view, INK_DIM, "arm");
	paper_cell(out, view, INK_DIM, "mean |cos|");
	if (collide)
		paper_cell(out, view, INK_DIM, "collide");
	for (int i = 0; i < q->s->arms; i++) {
		bool sampled = false;
		struct figure_digits mean = figure_number(square_mean(q, i, &sampled));
		char text[40];

		if (square_is_metric(q))
			mean = figure_metric(&q->s->arm[i], FPE_METRIC_COSINE);
		snprintf(text, sizeof text, "%s%s", sampled ? "~" : "", mean.text);
		any |= sampled;
		paper_cell(out, view, figure_arm_ink(i), q->s->arm[i].name);
		paper_cell(out, view, INK_NONE, text);
		if (collide)
			paper_cell(out, view, INK_NONE,
				   figure_metric(&q->s->arm[i], FPE_METRIC_COLLISIONS).text);
	}
	if (any)
		view->note = paper_text(out, "~ from a sample");
}

void interference_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	for (int i = 0; i < n; i++) {
		struct square q;
		const char *why = square_open(&q, s, o, arms[i], 0);

		if (why) {
			paper_say(out, why);
		} else {
			struct paper_view *view = paper_add_arm(out, PAPER_MATRIX, s, arms[i], n);

			add_square(&q, out, view);
			if (i == n - 1)
				add_means(&q, out);
		}
		square_close(&q);
	}
}
