/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pair.c - one pair of an interference matrix, in a line and worked out. */
#include "view/panel/interference/pair.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/difference.h"
#include "view/figure/figure.h"

#define TERMS 8 /* that are told one by one */

enum fpe_of pair_of(const struct snapshot *s, const struct panel_options *o, int layer)
{
	bool clauses = figure_clauses(s, layer) != NULL;

	if (o->of < 0)
		return clauses ? FPE_OF_CLAUSES : FPE_OF_NEURONS;
	if (o->of == FPE_OF_CLAUSES && !clauses)
		return FPE_OF_NEURONS;
	return (enum fpe_of)o->of;
}

const char *pair_of_name(enum fpe_of of)
{
	static const char *const names[] = {
		[FPE_OF_NEURONS] = "neurons",
		[FPE_OF_INPUTS] = "inputs",
		[FPE_OF_CLAUSES] = "clauses",
	};

	return names[of];
}

struct figure_name pair_plain_name(const struct snapshot *s, const struct fpe_net *net, int layer,
				   enum fpe_of of, int i)
{
	struct figure_name out;

	if (of == FPE_OF_NEURONS || (of == FPE_OF_INPUTS && layer > 0))
		return pair_name(s, net, layer, of, i);
	snprintf(out.text, sizeof out.text, "%c%d", of == FPE_OF_INPUTS ? 'x' : 'c', i);
	return out;
}

struct figure_name pair_name(const struct snapshot *s, const struct fpe_net *net, int layer,
			     enum fpe_of of, int i)
{
	if (of == FPE_OF_NEURONS)
		return figure_neuron(net, layer, i);
	if (of == FPE_OF_INPUTS)
		return figure_input(s, net, layer, i);
	return s->task ? figure_clause(s, i) : pair_plain_name(s, net, layer, of, i);
}

bool pair_folded(enum fpe_of of, int layer)
{
	return of == FPE_OF_NEURONS || (of == FPE_OF_INPUTS && layer > 0);
}

/* ------------------------------------------------------------ its vectors */

/* Two items of one net's layer, as vectors to multiply. */
struct pair {
	const struct snapshot *s;
	const struct fpe_net *net;
	const struct fpe_layer *l;
	const struct fpe_clauses *clauses;
	enum fpe_of of;
	int layer, row, column, length;
	struct figure_name name[2];
};

static bool pair_open(struct pair *p, const struct snapshot *s, const struct fpe_net *net,
		      int layer, enum fpe_of of, const struct hit *hit)
{
	int n;

	*p = (struct pair){
		.s = s, .net = net, .of = of, .layer = layer, .row = hit->row, .column = hit->column
	};
	if (layer < 0 || layer >= net->layers)
		return false;
	p->l = &net->layer[layer];
	p->clauses = figure_clauses(s, layer);
	n = fpe_interference_size(net, layer, p->clauses, of);
	if (hit->row < 0 || hit->column < 0 || hit->row >= n || hit->column >= n)
		return false;
	p->length = of == FPE_OF_NEURONS ? p->l->in : p->l->out;
	p->name[0] = pair_name(s, net, layer, of, p->row);
	p->name[1] = pair_name(s, net, layer, of, p->column);
	return true;
}

/* Component i of an item's vector. */
static double component(const struct pair *p, int item, int i)
{
	if (p->of == FPE_OF_CLAUSES)
		return fpe_clause_weight(p->l, i, p->clauses, item);
	if (p->of == FPE_OF_NEURONS)
		return figure_weight(p->l, item, i);
	return figure_weight(p->l, i, item);
}

/* Inner product of two items of the pair; of an item with itself its square. */
static double dot(const struct pair *p, int a, int b)
{
	double sum = 0;

	for (int i = 0; i < p->length; i++)
		sum += component(p, a, i) * component(p, b, i);
	return sum;
}

static double cosine(const struct pair *p)
{
	double aa = dot(p, p->row, p->row), bb = dot(p, p->column, p->column);

	return aa > 0 && bb > 0 ? dot(p, p->row, p->column) / sqrt(aa * bb) : 0;
}

/* ------------------------------------------------------- where they collide */

/* Does one neuron hold both clauses whole? */
static bool holds_both(const struct pair *p, int neuron)
{
	return fpe_clause_held(p->l, neuron, p->clauses, p->row) &&
	       fpe_clause_held(p->l, neuron, p->clauses, p->column);
}

/*
 * Parents with a child that holds both, and parents in all. seen: scratch a
 * byte a root; NULL: no memory, nothing is counted.
 */
static int collisions(const struct pair *p, int *parents)
{
	unsigned char *seen = calloc(FPE_MAX_NEURONS, 1);
	int both = 0;

	*parents = 0;
	for (int n = 0; seen && n < p->l->out; n++) {
		unsigned char *root = &seen[p->net->origin[p->layer][n].root];

		if (!(*root & 1)) {
			*root |= 1;
			++*parents;
		}
		if (!(*root & 2) && holds_both(p, n)) {
			*root |= 2;
			both++;
		}
	}
	free(seen);
	return both;
}

static bool related(const struct pair *p)
{
	const struct fpe_origin *o = p->net->origin[p->layer];

	return p->of == FPE_OF_NEURONS && o[p->row].root == o[p->column].root;
}

/* ----------------------------------------------------------------- one line */

static void describe_collision(const struct pair *p, struct textbuf *out)
{
	int parents, both = collisions(p, &parents);

	if (p->row == p->column)
		tell(out, "; whole in a neuron of %d of %d parents", both, parents);
	else if (both)
		tell(out, "; they collide in %d of %d parents: one neuron holds both whole", both,
		     parents);
	else
		tell(out, "; no neuron holds both whole: no collision");
}

static void describe_pair(const struct pair *p, bool ascii, struct textbuf *out)
{
	char text[160];

	if (p->row == p->column && p->of == FPE_OF_CLAUSES)
		tell(out, "%s with itself: 1", figure_clause_text(p->s, p->row, text, sizeof text));
	else if (p->row == p->column)
		tell(out, "%s with itself: 1", p->name[0].text);
	else
		tell(out, "%s %s %s: cos = %.3g", p->name[0].text, ascii ? "x" : "×",
		     p->name[1].text, cosine(p));
	if (p->of == FPE_OF_CLAUSES)
		describe_collision(p, out);
	else if (related(p) && p->row != p->column)
		tell(out, ", children of one neuron: they share no input");
}

static void describe_minus(const struct snapshot *s, const struct difference *d, enum fpe_of of,
			   const struct hit *hit, struct textbuf *out)
{
	struct pair a, b;
	bool folded = pair_folded(of, d->layer);
	char name[96];

	if (!pair_open(&a, s, folded ? &d->net[0] : d->arm[0]->net, d->layer, of, hit) ||
	    !pair_open(&b, s, folded ? &d->net[1] : d->arm[1]->net, d->layer, of, hit))
		return;
	tell(out, "%s x %s: %s: cos = %.3g - %.3g = %+.3g", a.name[0].text, a.name[1].text,
	     difference_name(d, name, sizeof name), cosine(&a), cosine(&b),
	     cosine(&a) - cosine(&b));
	if (of == FPE_OF_CLAUSES && a.row != a.column) {
		int parents, before = collisions(&b, &parents);

		tell(out, "; they collide in %d of %d parents, there in %d",
		     collisions(&a, &parents), parents, before);
	}
}

void pair_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		   bool ascii, struct textbuf *out)
{
	struct difference d;
	struct pair p;
	enum fpe_of of;

	if (!figure_hit_arm(s, hit, HIT_PAIR))
		return;
	of = pair_of(s, o, hit->layer);
	if (hit->down > 1 || hit->across > 1) {
		tell(out, "strongest of %d x %d pairs of %s: %.3g", hit->down, hit->across,
		     pair_of_name(of), hit->value);
	} else if (o->minus >= 0) {
		if (!difference_open(&d, s, o, hit->arm))
			describe_minus(s, &d, of, hit, out);
		difference_close(&d);
	} else if (pair_open(&p, s, s->arm[hit->arm].net, hit->layer, of, hit)) {
		describe_pair(&p, ascii, out);
	}
}

/* -------------------------------------------------------------- worked out */

/* What component i is of: a neuron, or an input. */
static struct figure_name component_name(const struct pair *p, int i)
{
	return p->of == FPE_OF_NEURONS ? figure_input(p->s, p->net, p->layer, i)
				       : figure_neuron(p->net, p->layer, i);
}

static double term(const void *of, int i)
{
	const struct pair *p = of;

	return component(p, p->row, i) * component(p, p->column, i);
}

/* The largest terms of a.b, by falling size. */
static void tell_terms(const struct pair *p, double ab, struct textbuf *out)
{
	struct figure_ranking r = { INFINITY, -1 };
	int told = 0;

	tell(out, "\n  %-7s %8s %8s %9s of a.b\n", p->of == FPE_OF_NEURONS ? "input" : "neuron",
	     p->name[0].text, p->name[1].text, "product");
	for (; told < TERMS && figure_next_largest(&r, p->length, term, p); told++) {
		double x = term(p, r.at);

		tell(out, "  %-7s %8.3g %8.3g %9.3g %4.0f %%%s\n", component_name(p, r.at).text,
		     component(p, p->row, r.at), component(p, p->column, r.at), x,
		     ab != 0 ? 100 * x / ab : 0,
		     p->of == FPE_OF_CLAUSES && holds_both(p, r.at) ? "  collide" : "");
	}
	if (!told)
		tell(out, "  nothing: no %s has weight on both\n",
		     p->of == FPE_OF_NEURONS ? "input" : "neuron");
}

static void tell_formula(const struct pair *p, struct textbuf *out)
{
	static const char *const is[] = {
		[FPE_OF_NEURONS] = "a_j = weight of the neuron on input j",
		[FPE_OF_INPUTS] = "a_i = weight of neuron i on the input",
		[FPE_OF_CLAUSES] =
			("a_i = footprint on neuron i: the sum of its w^2 over the clause's inputs"),
	};
	double aa = dot(p, p->row, p->row), bb = dot(p, p->column, p->column);
	double ab = dot(p, p->row, p->column);

	tell(out, "cos(a, b) = a.b / (|a| |b|), %s\n", is[p->of]);
	if (aa > 0 && bb > 0)
		tell(out, "  = %.4g / (%.4g x %.4g) = %.3g\n", ab, sqrt(aa), sqrt(bb),
		     ab / sqrt(aa * bb));
	else
		tell(out, "  = 0: one of the two has no weight at all\n");
	tell_terms(p, ab, out);
}

/* Parent by parent: which child holds both. */
static void tell_collision(const struct pair *p, struct textbuf *out)
{
	int parents, both = collisions(p, &parents), told = 0;

	tell(out,
	     "\nCollision: one neuron holds every input of both clauses, by its mask.\n%d of %d parents have such a child",
	     both, parents);
	for (int n = 0; n < p->l->out && told < TERMS; n++) {
		if (!holds_both(p, n))
			continue;
		tell(out, "%s %s", told++ ? "," : ":", figure_neuron(p->net, p->layer, n).text);
	}
	tell(out, "%s.\n", both > TERMS ? ", ..." : "");
	if (both)
		tell(out,
		     "Such a neuron has one output for two questions: what it learns for one clause changes its answer to the other. "
		     "A split by clause deals the two to different children of most parents.\n");
	else
		tell(out,
		     "Here the two clauses are parted: every neuron that holds one of them whole lacks an input of the other.\n");
}

static void tell_pair(const struct pair *p, struct textbuf *out)
{
	char text[160];

	if (p->of == FPE_OF_CLAUSES) {
		tell(out, "a: %s\n", figure_clause_text(p->s, p->row, text, sizeof text));
		tell(out, "b: %s\n", figure_clause_text(p->s, p->column, text, sizeof text));
	} else {
		tell(out, "a: %s\nb: %s\n", p->name[0].text, p->name[1].text);
	}
	if (p->row == p->column)
		tell(out,
		     "With itself: 1 by definition; the other tiles of the row tell with whom it interferes.\n");
	tell_formula(p, out);
	if (related(p) && p->row != p->column)
		tell(out,
		     "\nChildren of one neuron: a split deals each input to one of them, so a.b = 0.\n");
	if (p->of == FPE_OF_CLAUSES && p->row != p->column)
		tell_collision(p, out);
}

static void tell_minus(const struct snapshot *s, const struct difference *d, enum fpe_of of,
		       const struct hit *hit, struct textbuf *out)
{
	bool folded = pair_folded(of, d->layer);
	struct pair p;

	describe_minus(s, d, of, hit, out);
	tell(out, "\n");
	if (folded)
		tell(out, "(children are summed back to the parent before the cosine is taken)\n");
	for (int which = 0; which < 2; which++) {
		if (!pair_open(&p, s, folded ? &d->net[which] : d->arm[which]->net, d->layer, of,
			       hit))
			continue;
		tell(out, "\n%s, epoch %d:\n", d->arm[which]->name, d->arm[which]->epoch);
		tell_formula(&p, out);
	}
}

void pair_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		   struct textbuf *out)
{
	struct difference d;
	struct pair p;
	const char *why;
	enum fpe_of of;

	if (!figure_hit_arm(s, hit, HIT_PAIR))
		return;
	of = pair_of(s, o, hit->layer);
	if (hit->down > 1 || hit->across > 1)
		tell(out,
		     "The cell is the strongest of %d x %d pairs, without those of an item with itself: %.4g.\nWhat follows is of the first pair.\n\n",
		     hit->down, hit->across, hit->value);
	if (o->minus >= 0) {
		why = difference_open(&d, s, o, hit->arm);
		if (why)
			tell(out, "%s\n", why);
		else
			tell_minus(s, &d, of, hit, out);
		difference_close(&d);
	} else if (pair_open(&p, s, s->arm[hit->arm].net, hit->layer, of, hit)) {
		tell(out, "%s of %s, epoch %d\n", pair_of_name(of), s->arm[hit->arm].name,
		     s->arm[hit->arm].epoch);
		tell_pair(&p, out);
	}
}
