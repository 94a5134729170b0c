/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * weight_work_out.c - the whole explanation of one weight: who holds its input,
 * how many clauses its neuron serves, what collides there, what it feeds.
 */
#include <math.h>
#include <string.h>

#include "view/figure/difference.h"
#include "view/figure/figure.h"
#include "view/figure/weight.h"
#include "view/figure/weight_place.h"

#define LISTED 8 /* clauses, siblings, outputs named one by one */

/* The row of the siblings: who has the input. */
static void tell_siblings(const struct weight_place *p, struct textbuf *out)
{
	const struct fpe_origin *origin = p->net->origin[p->layer];
	int holders = 0, children = 0;

	if (p->origin->depth < 1)
		return;
	tell(out, "\nWho holds %s among the children of %s:\n", p->input_name.text, p->parent.text);
	for (int n = 0; n < p->l->out; n++) {
		bool live = figure_live(p->l, n, p->input);

		if (n != p->neuron && !figure_siblings(&origin[n], p->origin))
			continue;
		holders += live;
		if (children++ >= LISTED && !live)
			continue;
		if (live)
			tell(out, "  %-6s w = %+.4g%s\n", figure_neuron(p->net, p->layer, n).text,
			     figure_weight(p->l, n, p->input),
			     n == p->neuron ? "   (this one)" : "");
		else
			tell(out, "  %-6s masked out%s\n", figure_neuron(p->net, p->layer, n).text,
			     n == p->neuron ? "   (this one)" : "");
	}
	if (children > LISTED)
		tell(out, "  (%d children in all)\n", children);
	if (holders)
		tell(out,
		     "A split deals each input of a neuron to one child, so its children share no weight.\n");
	else
		tell(out,
		     "None: pruned to keep to the budget, where the smallest weights go first.\n");
}

struct serving {
	const struct weight_place *p;
	const struct fpe_clauses *clauses;
};

/* q_ic of the neuron */
static double served(const void *of, int clause)
{
	const struct serving *x = of;

	return fpe_clause_weight(x->p->l, x->p->neuron, x->clauses, clause);
}

/* "c2 = .83^2 + .1^2 = .7" for the clauses with the most weight. */
static void tell_shares(const struct weight_place *p, const struct fpe_clauses *clauses,
			struct textbuf *out)
{
	const struct serving serving = { p, clauses };
	struct figure_ranking r = { INFINITY, -1 };
	double sum = 0, squares = 0;

	for (int c = 0; c < clauses->count; c++) {
		double q = served(&serving, c);

		sum += q;
		squares += q * q;
	}
	tell(out,
	     "\nClauses that %s serves = (sum_c q_c)^2 / sum_c q_c^2, q_c = the sum of w^2 over the inputs of clause c:\n",
	     p->name.text);
	for (int i = 0; i < LISTED && figure_next_largest(&r, clauses->count, served, &serving);
	     i++)
		tell(out, "  q_%-3d = %-8.3g %3.0f %% of its weight%s\n", r.at, r.size,
		     100 * r.size / sum,
		     fpe_clause_held(p->l, p->neuron, clauses, r.at) ? "   held whole" : "");
	if (squares > 0)
		tell(out, "  %.3g^2 / %.3g = %.2f   (1: one clause only; %d: all alike)\n", sum,
		     squares, sum * sum / squares, clauses->count);
	else
		tell(out, "  it has no weight on any clause\n");
}

/* Which clauses the neuron holds whole, and that each pair of them collides. */
static void tell_collisions(const struct snapshot *s, const struct weight_place *p,
			    const struct fpe_clauses *clauses, struct textbuf *out)
{
	int whole = 0;
	char text[160];

	tell(out, "\nClauses %s holds whole, by its mask:", p->name.text);
	for (int c = 0; c < clauses->count; c++) {
		if (!fpe_clause_held(p->l, p->neuron, clauses, c))
			continue;
		if (whole++ < LISTED)
			tell(out, " c%d", c);
	}
	tell(out, "%s\n", whole > LISTED ? " ..." : whole ? "" : " none");
	if (whole > 1)
		tell(out,
		     "%d clauses in one neuron: %d pair%s %s here. "
		     "They share its one output, so what one clause needs gets in the way of the other.\n",
		     whole, whole * (whole - 1) / 2, whole > 2 ? "s" : "",
		     whole > 2 ? "collide" : "collides");
	else
		tell(out, "No two of them: nothing collides in it.\n");
	for (int c = 0; c < clauses->count; c++) {
		int missing = 0, here = 0;

		for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
			here |= clauses->input[i] == p->input;
			missing += !figure_live(p->l, p->neuron, clauses->input[i]);
		}
		if (here && missing)
			tell(out, "%s is not whole here: %d of its inputs %s masked out.\n",
			     figure_clause_text(s, c, text, sizeof text), missing,
			     missing == 1 ? "is" : "are");
	}
}

static void tell_share(const struct weight_place *p, struct textbuf *out)
{
	double all = 0;
	int larger = 0, live = 0;

	for (int j = 0; j < p->l->in; j++) {
		double x = figure_weight(p->l, p->neuron, j);

		all += x * x;
		live += figure_live(p->l, p->neuron, j);
		larger += fabs(x) > fabs(p->w);
	}
	if (p->live && all > 0)
		tell(out,
		     "w^2 / sum of w^2 of %s = %.3g / %.3g = %.0f %% of its weight; %d of its %d weights %s larger.\n",
		     p->name.text, p->w * p->w, all, 100 * p->w * p->w / all, larger, live,
		     larger == 1 ? "is" : "are");
	else if (p->live)
		tell(out, "%s has no weight at all.\n", p->name.text);
}

static void tell_outgoing(const struct weight_place *p, struct textbuf *out)
{
	const struct fpe_layer *next;

	if (p->layer + 1 >= p->net->layers) {
		tell(out, "\n%s is an output: what comes out is the logit.\n", p->name.text);
		return;
	}
	next = &p->net->layer[p->layer + 1];
	tell(out, "\nOutgoing weights of %s, in fc%d:", p->name.text, p->layer + 2);
	for (int o = 0; o < next->out && o < LISTED; o++) {

		struct figure_name name = figure_neuron(p->net, p->layer + 1, o);

		if (!figure_live(next, o, p->neuron))
			tell(out, " %s masked", name.text);
		else
			tell(out, " %s %+.4g", name.text, figure_weight(next, o, p->neuron));
	}
	tell(out, "%s\n", next->out > LISTED ? " ..." : "");
	if (next->out == 1) {
		double v = figure_weight(next, 0, p->neuron);

		if (!figure_live(next, 0, p->neuron))
			tell(out, "It is cut off from the output: dead.\n");
		else
			tell(out, "When %s fires, the output %s.\n", p->name.text,
			     v > 0   ? "rises"
			     : v < 0 ? "falls"
				     : "stays");
	}
}

static void tell_weight(const struct snapshot *s, const struct panel_options *o,
			const struct hit *hit, struct textbuf *out)
{
	const struct fpe_clauses *clauses;
	struct weight_place p;

	if (!weight_place(&p, s, hit))
		return;
	weight_describe(s, o, hit, true, out);
	tell(out, "\n(fc%d of %s, epoch %d)\n", p.layer + 1, p.a->name, p.a->epoch);
	if (hit->across > 1)
		tell(out, "The cell is the mean of %d inputs; what follows is of the first.\n",
		     hit->across);
	tell_share(&p, out);
	tell_siblings(&p, out);
	clauses = figure_clauses(s, p.layer);
	if (clauses) {
		tell_shares(&p, clauses, out);
		tell_collisions(s, &p, clauses, out);
	}
	tell_outgoing(&p, out);
}

/* The neurons of one of two nets behind a row, with their weights. */
static void tell_side(const struct difference *d, int which, const struct hit *hit,
		      struct textbuf *out)
{
	const struct fpe_net *net = d->arm[which]->net;
	const struct fpe_layer *l = &net->layer[d->layer];
	int copies = 0;

	for (int j = 0; d->column_of[which] && j < l->in; j++)
		copies += d->column_of[which][j] == hit->column;
	tell(out, "%s, epoch %d: %+.4g\n", d->arm[which]->name, d->arm[which]->epoch,
	     difference_weight(d, which, hit->row, hit->column));
	for (int n = 0; n < l->out; n++) {
		if (d->row_of[which][n] != hit->row)
			continue;
		for (int j = 0; j < l->in; j++) {
			if ((copies ? d->column_of[which][j] : j) != hit->column)
				continue;
			tell(out, "  %s", figure_neuron(net, d->layer, n).text);
			if (copies)
				tell(out, " x %s", figure_neuron(net, d->layer - 1, j).text);
			if (!figure_live(l, n, j))
				tell(out, "  masked out\n");
			else
				tell(out, "  %+.4g\n", figure_weight(l, n, j));
		}
	}
	if (copies > 1)
		tell(out,
		     "  each sibling has a copy of its parent's outgoing weight: their mean is taken\n");
}

static void tell_difference(const struct snapshot *s, const struct panel_options *o,
			    const struct hit *hit, struct textbuf *out)
{
	struct difference d;
	const char *why = difference_open(&d, s, o, hit->arm);

	if (why) {
		tell(out, "%s\n", why);
	} else if (hit->row < d.rows && hit->column < d.columns) {
		weight_describe(s, o, hit, true, out);
		tell(out, "\n\n");
		for (int which = 0; which < 2; which++)
			tell_side(&d, which, hit, out);
		tell(out,
		     "\nNeurons are matched by where they come from. "
		     "The children of a split are summed back to the parent where the other net has not split it, or split it otherwise: their inputs are parts of the parent's.\n");
	}
	difference_close(&d);
}

void weight_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		     struct textbuf *out)
{
	if (!figure_hit_arm(s, hit, HIT_WEIGHT))
		return;
	if (o->minus >= 0)
		tell_difference(s, o, hit, out);
	else
		tell_weight(s, o, hit, out);
}
