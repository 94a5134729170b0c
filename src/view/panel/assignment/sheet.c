/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet.c - the numbers of an assignment figure. */
#include "view/panel/assignment/sheet.h"

#include <math.h>

double sheet_weight(const struct sheet *t, size_t entry)
{
	double b = t->minus ? (double)t->minus->weight[entry] : 0;

	return (double)t->l->weight[entry] - b;
}

bool sheet_live(const struct sheet *t, size_t entry)
{
	return t->l->mask[entry] != 0 || (t->minus && t->minus->mask[entry] != 0);
}

/* Largest weight of a layer, or of the other arm's beside it: one scale. */
static double largest(const struct sheet *t, const struct panel_options *o)
{
	int second = figure_second_arm(t->s, o);
	double most = figure_largest(t->l->weight, t->minus ? t->minus->weight : NULL,
				     fpe_layer_size(t->l));

	for (int k = 0; k < 2 && second >= 0 && !t->minus; k++) {
		const struct snapshot_arm *a = &t->s->arm[k ? second : figure_arm(t->s, o)];
		const struct fpe_layer *l = &a->net->layer[figure_layer(a, o)];

		if (l != t->l)
			most = fmax(most, figure_largest(l->weight, NULL, fpe_layer_size(l)));
	}
	return most > 0 && isfinite(most) ? most : 1;
}

const char *sheet_open(struct sheet *t, const struct snapshot *s, const struct panel_options *o,
		       int arm)
{
	const struct snapshot_arm *a = &s->arm[arm];
	const char *why = NULL;
	bool split_here;

	t->s = s;
	t->arm = arm;
	t->net = a->net;
	t->layer = figure_layer(a, o);
	t->minus = NULL;
	t->difference = (struct difference){ .layer = t->layer };
	if (o->minus >= 0)
		why = difference_open(&t->difference, s, o, arm);
	if (why)
		return why;
	if (o->minus >= 0) {
		t->net = &t->difference.net[0];
		t->minus = &t->difference.net[1].layer[t->layer];
	}
	t->l = &t->net->layer[t->layer];
	t->clauses = figure_clauses(s, t->layer);
	strip_open(&t->strip, s, t->net, t->layer);
	t->limit = largest(t, o);
	split_here = figure_is_split(a) && (a->layer < 0 || a->layer == t->layer);
	t->unfold = t->minus || !split_here ? 1 : fmin(1, fmax(0, a->unfold));
	t->label = figure_name_columns(t->net, t->layer) + 2;
	t->name = t->label;
	return NULL;
}

void sheet_close(struct sheet *t)
{
	difference_close(&t->difference);
}

size_t sheet_entry(const struct sheet *t, int neuron, int input)
{
	return (size_t)neuron * (size_t)t->l->in + (size_t)input;
}

double sheet_served(const struct sheet *t, const struct fpe_layer *l, struct sheet_run run)
{
	double sum = 0, squares = 0;

	if (run.end == run.first + 1)
		return fpe_clauses_served(l, run.first, t->clauses);
	for (int c = 0; c < t->clauses->count; c++) {
		double q = 0;

		for (int n = run.first; n < run.end; n++)
			q += fpe_clause_weight(l, n, t->clauses, c);
		sum += q;
		squares += q * q;
	}
	return squares > 0 ? sum * sum / squares : NAN;
}
