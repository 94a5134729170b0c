/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assignment_paper.c - the weights of a layer on paper: every neuron, every input. */
#include <math.h>
#include <stdio.h>

#include "view/figure/figure.h"
#include "view/panel/assignment/sheet.h"
#include "view/paper/paper_arms.h"

/* Whose child a neuron is, or itself; siblings stand together. */
static int family(const struct sheet *t, int neuron)
{
	const struct fpe_origin *origin = t->net->origin[t->layer];

	while (neuron > 0 && figure_siblings(&origin[neuron - 1], &origin[neuron]))
		neuron--;
	return neuron;
}

static bool any_split(const struct sheet *t)
{
	for (int n = 0; n < t->l->out; n++) {
		if (t->net->origin[t->layer][n].depth > 0)
			return true;
	}
	return false;
}

static void add_note(const struct sheet *t, int n, struct paper *out, struct paper_matrix *m)
{
	struct sheet_run run = { n, n + 1 };
	double served = t->clauses ? sheet_served(t, t->l, run) : NAN;
	char text[32] = "";

	if (t->clauses && t->minus)
		served -= sheet_served(t, t->minus, run);
	if (isfinite(served))
		snprintf(text, sizeof text, t->minus ? "%+.1f" : "%.1f", served);
	if (text[0] || t->net->origin[t->layer][n].depth > 0)
		m->row_note[n] = paper_text(out, "%s%s%s%s", text, text[0] ? "  " : "",
					    t->net->origin[t->layer][n].depth > 0 ? "of " : "",
					    t->net->origin[t->layer][n].depth > 0
						    ? figure_parent(t->net, t->layer, n).text
						    : "");
}

static void add_rows(const struct sheet *t, struct paper *out, struct paper_matrix *m)
{
	bool split = any_split(t);

	for (int n = 0; n < m->rows; n++) {
		m->row_name[n] = paper_text(out, "%s", figure_neuron(t->net, t->layer, n).text);
		m->row_group[n] = split ? family(t, n) : 0;
		add_note(t, n, out, m);
		for (int k = 0; k < m->columns; k++) {
			size_t entry = sheet_entry(t, n, t->strip.input[k]);

			if (sheet_live(t, entry))
				m->value[(size_t)n * (size_t)m->columns + (size_t)k] =
					sheet_weight(t, entry);
		}
	}
}

static void add_sheet(const struct sheet *t, struct paper *out, struct paper_view *view)
{
	struct paper_matrix *m = &view->matrix;

	paper_matrix_size(out, view, t->l->out, t->l->in);
	for (int k = 0; k < m->columns; k++) {
		m->column_name[k] = paper_text(
			out, "%s", figure_input(t->s, t->net, t->layer, t->strip.input[k]).text);
		m->column_group[k] = t->strip.groups ? t->strip.group[k] : 0;
	}
	add_rows(t, out, m);
	if (t->clauses || any_split(t))
		m->note_head = paper_text(out, "%s", t->clauses ? "clauses served" : "parent");
	m->is_signed = true;
	m->high = t->limit;
	m->scale_name = paper_text(out, t->minus ? "change of the weight" : "weight");
	m->missing = paper_text(out, t->minus ? "masked in both" : "masked");
	m->bar = true;
}

void assignment_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	for (int i = 0; i < n; i++) {
		struct sheet t;
		const char *why = sheet_open(&t, s, o, arms[i]);

		if (why) {
			paper_say(out, why);
		} else {
			struct paper_view *view = paper_add_arm(out, PAPER_MATRIX, s, arms[i], n);

			add_sheet(&t, out, view);
		}
		sheet_close(&t);
	}
}
