/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confusion_paper.c - which class was said to be which, on paper: all classes. */
#include <math.h>
#include <stdio.h>

#include "view/panel/confusion/table.h"
#include "view/paper/paper_arms.h"

#define NUMBERS 24 /* classes up to which shares stand in the cells */

static void add_row(const struct confusion_table *t, int row, struct paper *out,
		    struct paper_matrix *m)
{
	double recall = confusion_share(t, row, CONFUSION_ALL);

	m->row_name[row] = paper_text(out, "%s", figure_class(t->s, row).text);
	m->column_name[row] = paper_text(out, "%s", figure_class(t->s, row).text);
	if (isfinite(recall))
		m->row_note[row] = paper_text(out, t->other ? "%+.3f" : "%.3f", recall);
	for (int c = 0; c < m->columns; c++) {
		size_t at = (size_t)row * (size_t)m->columns + (size_t)c;

		m->value[at] = confusion_share(t, row, c);
		if (t->classes <= NUMBERS && isfinite(m->value[at]) && m->value[at] != 0)
			m->text[at] = paper_text(out, t->other ? "%+.2f" : "%.2f", m->value[at]);
	}
}

static void add_table(struct confusion_table *t, struct paper *out, struct paper_view *view)
{
	struct paper_matrix *m = &view->matrix;
	double accuracy = confusion_share(t, CONFUSION_ALL, CONFUSION_ALL);

	confusion_choose(t, t->classes, 0);
	paper_matrix_size(out, view, t->classes, t->classes);
	for (int r = 0; r < m->rows; r++)
		add_row(t, r, out, m);
	m->is_signed = t->other != NULL;
	m->low = 0;
	m->high = t->other ? fmax(t->limit, 1e-6) : 1;
	m->cell = t->classes <= NUMBERS ? 20 : 0;
	m->wide = t->classes <= NUMBERS ? 1.3 : 1;
	m->row_head = paper_text(out, "true \\ said");
	m->note_head = paper_text(out, "recall");
	m->scale_name = paper_text(out, t->other ? "change of the share of the true class"
						 : "share of the true class");
	m->bar = true;
	view->note = paper_text(
		out, "%s %s on %d %s samples", t->other ? "change of the accuracy" : "accuracy",
		t->other ? figure_signed(accuracy).text : figure_number(accuracy).text,
		confusion_count(t, CONFUSION_ALL, CONFUSION_ALL), confusion_samples(t->s));
}

void confusion_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	for (int i = 0; i < n; i++) {
		struct confusion_table t;
		const char *why = confusion_open(&t, s, o, arms[i]);
		struct paper_view *view;

		if (why) {
			paper_say(out, why);
			continue;
		}
		view = paper_add(out, PAPER_MATRIX);
		paper_name_arm(out, view, s, arms[i]);
		add_table(&t, out, view);
	}
}
