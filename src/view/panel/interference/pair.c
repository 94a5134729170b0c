/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pair.c - one pair of an interference matrix, in a line and worked out. */
#include "view/panel/interference/pair.h"

#include <math.h>
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

const char *pair_name(const struct snapshot *s, const struct fpe_net *net, int layer,
		      enum fpe_of of, int i, char *out, size_t size)
{
	if (of == FPE_OF_CLAUSES)
		snprintf(out, size, "c%d", i);
	else if (of == FPE_OF_NEURONS)
		fpe_net_neuron_name(net, layer, i, out, size);
	else
		figure_input_name(s, net, layer, i, out, size);
	return out;
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
	char name[2][FPE_MAX_NAME + 8];
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
	pair_name(s, net, layer, of, p->row, p->name[0], sizeof p->name[0]);
	pair_name(s, net, layer, of, p->column, p->name[1], sizeof p->name[1]);
	return true;
}

/* Component i of an item's vector. */
static double component(const struct pair *p, int item, int i)
{
	if (p->of == FPE_OF_CLAUSES)
		return fpe_clause_weight(p->l, i, p->clauses, item);
	if (p->of == FPE_OF_NEURONS)
		return (double)p->l->weight[(size_t)item * (size_t)p->l->in + (size_t)i];
	return (double)p->l->weight[(size_t)i * (size_t)p->l->in + (size_t)item];
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

static void describe_collision(const struct pair *p, char *out, size_t size)
{
	int parents, both = collisions(p, &parents);

	if (p->row == p->column)
		snprintf(out, size, "; whole in a neuron of %d of %d parents", both, parents);
	else if (both)
		snprintf(out, size,
			 "; they collide in %d of %d parents: one neuron holds both whole", both,
			 parents);
	else
		snprintf(out, size, "; no neuron holds both whole: no collision");
}

static void describe_pair(const struct pair *p, bool ascii, char *out, size_t size)
{
	char text[160];

	if (p->row == p->column && p->of == FPE_OF_CLAUSES)
		snprintf(out, size, "%s with itself: 1",
			 figure_clause_text(p->s, p->row, text, sizeof text));
	else if (p->row == p->column)
		snprintf(out, size, "%s with itself: 1", p->name[0]);
	else
		snprintf(out, size, "%s %s %s: cos = %.3g", p->name[0], ascii ? "x" : "×",
			 p->name[1], cosine(p));
	if (p->of == FPE_OF_CLAUSES)
		describe_collision(p, out + strlen(out), size - strlen(out));
	else if (related(p) && p->row != p->column)
		snprintf(out + strlen(out), size - strlen(out),
			 ", children of one neuron: they share no input");
}

static void describe_minus(const struct snapshot *s, const struct difference *d, enum fpe_of of,
			   const struct hit *hit, char *out, size_t size)
{
	struct pair a, b;
	bool folded = pair_folded(of, d->layer);
	char name[96];

	if (!pair_open(&a, s, folded ? &d->net[0] : d->arm[0]->net, d->layer, of, hit) ||
	    !pair_open(&b, s, folded ? &d->net[1] : d->arm[1]->net, d->layer, of, hit))
		return;
	snprintf(out, size, "%s x %s: %s: cos = %.3g - %.3g = %+.3g", a.name[0], a.name[1],
		 difference_name(d, name, sizeof name), cosine(&a), cosine(&b),
		 cosine(&a) - cosine(&b));
	if (of == FPE_OF_CLAUSES && a.row != a.column) {
		int parents, before = collisions(&b, &parents);

		snprintf(out + strlen(out), size - strlen(out),
			 "; they collide in %d of %d parents, there in %d",
			 collisions(&a, &parents), parents, before);
	}
}

void pair_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		   bool ascii, char *out, size_t size)
{
	struct difference d;
	struct pair p;
	enum fpe_of of;

	out[0] = 0;
	if (!figure_hit_arm(s, hit, HIT_PAIR))
		return;
	of = pair_of(s, o, hit->layer);
	if (hit->down > 1 || hit->across > 1) {
		snprintf(out, size, "mean of %d x %d pairs of %s: %.3g", hit->down, hit->across,
			 pair_of_name(of), hit->value);
	} else if (o->minus >= 0) {
		if (!difference_open(&d, s, o, hit->arm))
			describe_minus(s, &d, of, hit, out, size);
		difference_close(&d);
	} else if (pair_open(&p, s, s->arm[hit->arm].net, hit->layer, of, hit)) {
		describe_pair(&p, ascii, out, size);
	}
}

/* -------------------------------------------------------------- worked out */

/* What component i is of: a neuron, or an input. */
static void component_name(const struct pair *p, int i, char *out, size_t size)
{
	if (p->of == FPE_OF_NEURONS)
		figure_input_name(p->s, p->net, p->layer, i, out, size);
	else
		fpe_net_neuron_name(p->net, p->layer, i, out, size);
}

static double term(const void *of, int i)
{
	const struct pair *p = of;

	return component(p, p->row, i) * component(p, p->column, i);
}

/* The largest terms of a.b, by falling size. */
static void tell_terms(const struct pair *p, double ab, FILE *out)
{
	struct figure_ranking r = { INFINITY, -1 };
	char name[FPE_MAX_NAME + 8];
	int told = 0;

	fprintf(out, "\n  %-7s %8s %8s %9s of a.b\n", p->of == FPE_OF_NEURONS ? "input" : "neuron",
		p->name[0], p->name[1], "product");
	for (; told < TERMS && figure_next_largest(&r, p->length, term, p); told++) {
		double x = term(p, r.at);

		component_name(p, r.at, name, sizeof name);
		fprintf(out, "  %-7s %8.3g %8.3g %9.3g %4.0f %%%s\n", name,
			component(p, p->row, r.at), component(p, p->column, r.at), x,
			ab != 0 ? 100 * x / ab : 0,
			p->of == FPE_OF_CLAUSES && holds_both(p, r.at) ? "  collide" : "");
	}
	if (!told)
		fprintf(out, "  nothing: no %s has weight on both\n",
			p->of == FPE_OF_NEURONS ? "input" : "neuron");
}

static void tell_formula(const struct pair *p, FILE *out)
{
	static const char *const is[] = {
		[FPE_OF_NEURONS] = "a_j = weight of the neuron on input j",
		[FPE_OF_INPUTS] = "a_i = weight of neuron i on the input",
		[FPE_OF_CLAUSES] =
			("a_i = footprint on neuron i: the sum of its w^2 over the clause's inputs"),
	};
	double aa = dot(p, p->row, p->row), bb = dot(p, p->column, p->column);
	double ab = dot(p, p->row, p->column);

	fprintf(out, "cos(a, b) = a.b / (|a| |b|), %s\n", is[p->of]);
	if (aa > 0 && bb > 0)
		fprintf(out, "  = %.4g / (%.4g x %.4g) = %.3g\n", ab, sqrt(aa), sqrt(bb),
			ab / sqrt(aa * bb));
	else
		fprintf(out, "  = 0: one of the two has no weight at all\n");
	tell_terms(p, ab, out);
}

/* Parent by parent: which child holds both. */
static void tell_collision(const struct pair *p, FILE *out)
{
	int parents, both = collisions(p, &parents), told = 0;
	char name[FPE_MAX_NAME];

	fprintf(out,
		"\nCollision: one neuron holds every input of both clauses, by its mask.\n%d of %d parents have such a child",
		both, parents);
	for (int n = 0; n < p->l->out && told < TERMS; n++) {
		if (!holds_both(p, n))
			continue;
		fpe_net_neuron_name(p->net, p->layer, n, name, sizeof name);
		fprintf(out, "%s %s", told++ ? "," : ":", name);
	}
	fprintf(out, "%s.\n", both > TERMS ? ", ..." : "");
	if (both)
		fprintf(out,
			"Such a neuron has one output for two questions: what it learns for one clause changes its answer to the other. "
			"A split by clause deals the two to different children of most parents.\n");
	else
		fprintf(out,
			"Here the two clauses are parted: every neuron that holds one of them whole lacks an input of the other.\n");
}

static void tell_pair(const struct pair *p, FILE *out)
{
	char text[160];

	if (p->of == FPE_OF_CLAUSES) {
		fprintf(out, "a: %s\n", figure_clause_text(p->s, p->row, text, sizeof text));
		fprintf(out, "b: %s\n", figure_clause_text(p->s, p->column, text, sizeof text));
	} else {
		fprintf(out, "a: %s\nb: %s\n", p->name[0], p->name[1]);
	}
	if (p->row == p->column)
		fprintf(out,
			"With itself: 1 by definition; the other tiles of the row tell with whom it interferes.\n");
	tell_formula(p, out);
	if (related(p) && p->row != p->column)
		fprintf(out,
			"\nChildren of one neuron: a split deals each input to one of them, so a.b = 0.\n");
	if (p->of == FPE_OF_CLAUSES && p->row != p->column)
		tell_collision(p, out);
}

static void tell_minus(const struct snapshot *s, const struct difference *d, enum fpe_of of,
		       const struct hit *hit, FILE *out)
{
	bool folded = pair_folded(of, d->layer);
	struct pair p;
	char line[400] = "";

	describe_minus(s, d, of, hit, line, sizeof line);
	fprintf(out, "%s\n", line);
	if (folded)
		fprintf(out,
			"(children are summed back to the parent before the cosine is taken)\n");
	for (int which = 0; which < 2; which++) {
		if (!pair_open(&p, s, folded ? &d->net[which] : d->arm[which]->net, d->layer, of,
			       hit))
			continue;
		fprintf(out, "\n%s, epoch %d:\n", d->arm[which]->name, d->arm[which]->epoch);
		tell_formula(&p, out);
	}
}

void pair_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		   FILE *out)
{
	struct difference d;
	struct pair p;
	const char *why;
	enum fpe_of of;

	if (!figure_hit_arm(s, hit, HIT_PAIR))
		return;
	of = pair_of(s, o, hit->layer);
	if (hit->down > 1 || hit->across > 1)
		fprintf(out,
			"The cell is the mean of %d x %d pairs, without those of an item with itself: %.4g.\nWhat follows is of the first pair.\n\n",
			hit->down, hit->across, hit->value);
	if (o->minus >= 0) {
		why = difference_open(&d, s, o, hit->arm);
		if (why)
			fprintf(out, "%s\n", why);
		else
			tell_minus(s, &d, of, hit, out);
		difference_close(&d);
	} else if (pair_open(&p, s, s->arm[hit->arm].net, hit->layer, of, hit)) {
		fprintf(out, "%s of %s, epoch %d\n", pair_of_name(of), s->arm[hit->arm].name,
			s->arm[hit->arm].epoch);
		tell_pair(&p, out);
	}
}
