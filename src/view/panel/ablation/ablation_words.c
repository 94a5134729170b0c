/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ablation_words.c - a silent neuron in words, and its row on paper. */
#include <math.h>

#include "view/panel/ablation/cost.h"
#include "view/paper/paper_arms.h"

#define NUMBERS 24 /* rows up to which costs stand in the cells of a drawing */

/* Measured anew. False: the hit is of another figure or of an older picture. */
static bool look(struct cost_table *t, const struct snapshot *s, const struct panel_options *o,
		 const struct hit *hit)
{
	struct panel_options own = *o;

	*t = (struct cost_table){ 0 };
	if (!figure_hit_arm(s, hit, HIT_NEURON))
		return false;
	own.layer = hit->layer;
	return !cost_open(t, s, &own, hit->arm) && t->layer == hit->layer && hit->row >= 0 &&
	       hit->row < t->ablation.neurons && hit->column >= 0 &&
	       hit->column < t->ablation.parts;
}

static double cost_at(const struct fpe_ablation *a, int neuron, int part)
{
	return a->cost[(size_t)neuron * (size_t)a->parts + (size_t)part];
}

static void tell_cost(const struct cost_table *t, const struct hit *hit, struct textbuf *out)
{
	const struct fpe_ablation *a = &t->ablation;
	double cost = cost_at(a, hit->row, hit->column), intact = a->intact[hit->column];

	tell(out, "%s silent, %s: ", figure_neuron(t->a->net, t->layer, hit->row).text,
	     cost_part(t, hit->column).text);
	if (isnan(cost)) {
		tell(out, "no samples tell it from the others");
		return;
	}
	tell(out, "%s right, %s with it, so it costs %s", figure_number(intact - cost).text,
	     figure_number(intact).text, figure_signed(cost).text);
	if (t->other)
		tell(out, "; %s than %s of %s",
		     figure_signed(cost_shown(t, hit->row, hit->column)).text,
		     t->partner[hit->row] < 0
			     ? "nothing"
			     : figure_neuron(t->other->net, t->layer, t->partner[hit->row]).text,
		     t->other->name);
}

void ablation_describe(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct cost_table t;

	(void)ascii;
	if (look(&t, s, o, hit))
		tell_cost(&t, hit, out);
	cost_close(&t);
}

static void tell_row(const struct cost_table *t, int neuron, struct textbuf *out)
{
	const struct fpe_ablation *a = &t->ablation;
	double sum = 0, squares = 0;

	tell(out, "\nWhat its silence costs:\n");
	for (int p = 0; p < a->parts; p++) {
		double cost = cost_at(a, neuron, p);

		if (cost > 0) {
			sum += cost;
			squares += cost * cost;
		}
		if (cost != 0 && !isnan(cost))
			tell(out, "  %-12s %s\n", cost_part(t, p).text, figure_signed(cost).text);
	}
	if (sum > 0)
		tell(out, "\nneeded by (sum r)^2 / sum r^2 = %s^2 / %s = %s, r the costs above 0\n",
		     figure_number(sum).text, figure_number(squares).text,
		     figure_number(sum * sum / squares).text);
	else
		tell(out, "\nnothing needs it alone\n");
}

/* What the clause needs of an arm, a neuron each that it needs. */
static void tell_column(const struct cost_table *t, int part, struct textbuf *out)
{
	int told = 0;

	tell(out, "\n%s breaks in %s (epoch %d) without:\n", cost_part(t, part).text, t->a->name,
	     t->a->epoch);
	for (int i = 0; i < t->ablation.neurons; i++) {
		double cost = cost_at(&t->ablation, i, part);

		if (!(cost > 0))
			continue;
		told++;
		tell(out, "  %-12s %s\n", figure_neuron(t->a->net, t->layer, i).text,
		     figure_signed(cost).text);
	}
	if (!told)
		tell(out, "  no neuron alone\n");
}

/* And how that was in the arm that was split. */
static void tell_before(const struct cost_table *t, int part, struct textbuf *out)
{
	struct panel_options plain = panel_defaults;
	struct cost_table before;

	plain.layer = t->layer;
	if (t->a->parent < 0 || t->a->branch)
		return;
	if (!cost_open(&before, t->s, &plain, t->a->parent) && before.layer == t->layer &&
	    part < before.ablation.parts)
		tell_column(&before, part, out);
	cost_close(&before);
}

void ablation_work_out(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, struct textbuf *out)
{
	struct cost_table t;

	if (look(&t, s, o, hit)) {
		int all = t.ablation.samples[hit->column];

		tell_cost(&t, hit, out);
		tell(out, "\n(%d %s samples", all, cost_samples(s));
		if (t.ablation.of_clauses)
			tell(out, ": half where %s alone decides, half where no clause does",
			     cost_part(&t, hit->column).text);
		else
			tell(out, " of %s", cost_part(&t, hit->column).text);
		tell(out, "; %s, epoch %d)\n", t.a->name, t.a->epoch);
		tell_row(&t, hit->row, out);
		tell_column(&t, hit->column, out);
		tell_before(&t, hit->column, out);
	}
	cost_close(&t);
}

/* The circuit of the clause of the column. */
enum panel_edit ablation_circuit(const struct snapshot *s, const struct panel_options *o,
				 const struct hit *hit, char *command, size_t size)
{
	(void)o;
	if (!figure_hit_arm(s, hit, HIT_NEURON))
		return EDIT_NONE;
	return figure_circuit(s, hit->arm, hit->column, command, size);
}

static void add_table(const struct cost_table *t, struct paper *out, struct paper_view *view)
{
	const struct fpe_ablation *a = &t->ablation;
	struct paper_matrix *m = &view->matrix;

	paper_matrix_size(out, view, a->neurons, a->parts);
	for (int r = 0; r < m->rows; r++) {
		double needed = fpe_ablation_needed(a, r);

		m->row_name[r] = paper_text(out, "%s", figure_neuron(t->a->net, t->layer, r).text);
		if (!t->other && isfinite(needed))
			m->row_note[r] = paper_text(out, "%.2f", needed);
		for (int c = 0; c < m->columns; c++) {
			size_t at = (size_t)r * (size_t)m->columns + (size_t)c;
			double cost = cost_shown(t, r, c);

			m->value[at] = cost == 0 ? NAN : cost;
			if (a->neurons <= NUMBERS && cost != 0 && isfinite(cost))
				m->text[at] = paper_text(out, "%+.2f", cost);
		}
	}
	for (int c = 0; c < m->columns; c++)
		m->column_name[c] = paper_text(out, "%s", cost_part(t, c).text);
	m->is_signed = true;
	m->high = t->limit;
	m->cell = a->neurons <= NUMBERS ? 20 : 0;
	m->wide = a->neurons <= NUMBERS ? 1.3 : 1;
	if (!t->other)
		m->note_head = paper_text(out, "needed");
	m->scale_name =
		paper_text(out, t->other ? "change of the cost" : "share of right answers lost");
	m->missing = paper_text(out, t->other ? "no change" : "0: not needed");
	m->bar = true;
	view->note = paper_text(out, "At most %d %s samples a side.", t->most, cost_samples(t->s));
}

void ablation_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	for (int i = 0; i < n; i++) {
		struct cost_table t;
		const char *why = cost_open(&t, s, o, arms[i]);

		if (why)
			paper_say(out, why);
		else
			add_table(&t, out, paper_add_arm(out, PAPER_MATRIX, s, arms[i], n));
		cost_close(&t);
	}
}
