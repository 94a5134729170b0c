/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * geometry_words.c - which directions the geometry figure shows, and what is
 * said about each: its place, its nearest neighbour, its capacity.
 */
#include "view/panel/geometry/geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/figure/figure_table.h"
#include "view/panel/interference/pair.h"

#define LISTED 24 /* neurons or inputs an explanation lists */

enum fpe_of geometry_of(const struct snapshot *s, const struct panel_options *o, int layer)
{
	bool clauses = figure_clauses(s, layer) != NULL;

	if (o->of == FPE_OF_NEURONS || o->of == FPE_OF_INPUTS)
		return (enum fpe_of)o->of;
	return clauses ? FPE_OF_CLAUSES : FPE_OF_INPUTS;
}

int geometry_item(const struct hit *hit, enum fpe_of *of)
{
	switch (hit->kind) {
	case HIT_CLAUSE:
		*of = FPE_OF_CLAUSES;
		return hit->row;
	case HIT_INPUT:
		*of = FPE_OF_INPUTS;
		return hit->column;
	case HIT_NEURON:
		*of = FPE_OF_NEURONS;
		return hit->row;
	default:
		*of = FPE_OF_NEURONS;
		return -1;
	}
}

struct hit geometry_hit(enum fpe_of of, int arm, int layer, int item, double norm)
{
	static const enum hit_kind kind[] = {
		[FPE_OF_NEURONS] = HIT_NEURON,
		[FPE_OF_INPUTS] = HIT_INPUT,
		[FPE_OF_CLAUSES] = HIT_CLAUSE,
	};

	return (struct hit){
		.kind = kind[of],
		.panel = -1,
		.arm = arm,
		.layer = layer,
		.row = of == FPE_OF_INPUTS ? 0 : item,
		.column = of == FPE_OF_INPUTS ? item : 0,
		.value = norm,
	};
}

/* The same neuron in another net: of the same name, else of the same root. */
static int same_neuron(const struct fpe_origin *from, const struct fpe_origin *in, int n)
{
	int relative = -1;

	for (int i = 0; i < n; i++) {
		bool same = in[i].root == from->root;

		if (same && relative < 0)
			relative = i;
		same = same && in[i].depth == from->depth;
		for (int k = 0; same && k < from->depth; k++)
			same = in[i].child[k] == from->child[k];
		if (same)
			return i;
	}
	return relative;
}

static struct space *arm_space(const struct snapshot *s, const struct panel_options *o, int arm)
{
	int layer = figure_layer(&s->arm[arm], o);

	const struct fpe_net *net = s->arm[arm].net;
	enum fpe_of of = geometry_of(s, o, layer);
	struct space *space = space_new(net, layer, figure_clauses(s, layer), of);

	/* a feature that is not given back is short */
	if (space && net->tied && of == FPE_OF_INPUTS)
		space_keep_lengths(space);
	return space;
}

struct panel_camera geometry_camera(const struct panel_options *o, const struct space *space)
{
	struct panel_camera camera = o->camera;

	if (space->length <= 2)
		camera.yaw = camera.pitch = 0;
	return camera;
}

struct space *geometry_space(const struct snapshot *s, const struct panel_options *o, int arm)
{
	int first = figure_arm(s, o), partner[SPACE_MAX];
	int layer = figure_layer(&s->arm[arm], o);
	struct space *space = arm_space(s, o, arm), *other;

	if (!space || arm != figure_second_arm(s, o) || arm == first || first < 0 ||
	    figure_layer(&s->arm[first], o) != layer)
		return space;
	other = arm_space(s, o, first);
	for (int i = 0; other && i < space->count; i++) {
		int item = space->item[i];

		if (geometry_of(s, o, layer) == FPE_OF_NEURONS)
			item = same_neuron(&s->arm[arm].net->origin[layer][item],
					   s->arm[first].net->origin[layer],
					   s->arm[first].net->layer[layer].out);
		partner[i] = space_find(other, item);
	}
	if (other)
		space_align(space, other, partner);
	space_free(other);
	return space;
}

void geometry_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		    struct textbuf *out)
{
	int arm = figure_arm(s, o);

	if (arm < 0)
		return;
	tell(out, " %s %s", ascii ? "-" : "·",
	     pair_of_name(geometry_of(s, o, figure_layer(&s->arm[arm], o))));
	figure_layer_title(s, o, out);
	figure_arms_title(s, o, ascii, out);
}

/* What a hit asks about. False where it does not fit what is there. */
struct question {
	const struct snapshot *s;
	int arm, layer, item, index;
	enum fpe_of of;
	struct space *space; /* owned */
	char name[96];	     /* with its literals, if it is a clause */
};

static bool question_open(struct question *q, const struct snapshot *s,
			  const struct panel_options *o, const struct hit *hit)
{
	enum fpe_of shown;

	*q = (struct question){ .s = s, .arm = hit->arm };
	q->item = geometry_item(hit, &q->of);
	if (q->item < 0 || q->arm < 0 || q->arm >= s->arms)
		return false;
	q->layer = figure_layer(&s->arm[q->arm], o);
	shown = geometry_of(s, o, q->layer);
	if (shown != q->of)
		return false;
	q->space = geometry_space(s, o, q->arm);
	q->index = q->space ? space_find(q->space, q->item) : -1;
	if (q->index < 0) {
		space_free(q->space);
		return false;
	}
	if (q->of == FPE_OF_CLAUSES)
		figure_clause_text(s, q->item, q->name, sizeof q->name);
	else
		snprintf(q->name, sizeof q->name, "%s",
			 pair_name(s, s->arm[q->arm].net, q->layer, q->of, q->item).text);
	return true;
}

/* What an input or a neuron belongs to: ", in c2 (x6 x7 x8)", or "". */
static const char *belongs(const struct question *q, char *out, size_t size)
{
	const struct fpe_clauses *clauses = figure_clauses(q->s, q->layer);
	char clause[80];
	int c = -1;

	out[0] = 0;
	if (q->of == FPE_OF_INPUTS && clauses)
		c = figure_clause_of(clauses, q->item);
	if (c >= 0)
		snprintf(out, size, ", in %s", figure_clause_text(q->s, c, clause, sizeof clause));
	return out;
}

void geometry_describe(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct question q;
	char where[100];
	int nearest;

	(void)ascii;
	if (!question_open(&q, s, o, hit))
		return;
	nearest = space_nearest(q.space, q.index);
	if (nearest < 0)
		tell(out, "%s%s: |v| = %s, no other direction", q.name,
		     belongs(&q, where, sizeof where), figure_number(q.space->norm[q.index]).text);
	else
		tell(out, "%s%s: |v| = %s, nearest %s, cos %+.2f; %.0f %% of it in PC1-3", q.name,
		     belongs(&q, where, sizeof where), figure_number(q.space->norm[q.index]).text,
		     pair_name(s, s->arm[q.arm].net, q.layer, q.of, q.space->item[nearest]).text,
		     space_cosine(q.space, q.index, nearest), 100 * space_held(q.space, q.index));
	space_free(q.space);
}

/* ------------------------------------------------------------ explanation */

/* Name of a dimension of the space. */
static struct figure_name dimension(const struct question *q, int k)
{
	const struct fpe_net *net = q->s->arm[q->arm].net;

	return q->of == FPE_OF_NEURONS ? figure_input(q->s, net, q->layer, k)
				       : figure_neuron(net, q->layer, k);
}

static void print_formula(const struct question *q, struct textbuf *out)
{
	char where[100];

	tell(out, "%s%s, a direction in the %s space of arm %s\n\n", q->name,
	     belongs(q, where, sizeof where), q->of == FPE_OF_NEURONS ? "input" : "neuron",
	     q->s->arm[q->arm].name);
	if (q->of == FPE_OF_CLAUSES)
		tell(out,
		     "v_i = sqrt(q_ic), q_ic = sum of w_ij^2 over the inputs j of the clause\n");
	else
		tell(out, "v = the weights %s %s\n", q->of == FPE_OF_INPUTS ? "from" : "into",
		     q->name);
}

/* The vector, dimension by dimension, and its length. */
static void print_vector(const struct question *q, struct textbuf *out)
{
	const struct space *p = q->space;
	const double *v = p->v + (size_t)q->index * (size_t)p->length;
	int listed = 0, left = 0;

	for (int k = 0; k < p->length; k++) {
		double x = v[k] * p->norm[q->index];

		if (x == 0)
			continue;
		if (listed++ < LISTED)
			tell(out, "  %-8s %+.3f\n", dimension(q, k).text, x);
		else
			left++;
	}
	if (left)
		tell(out, "  and %d more\n", left);
	tell(out, "|v| = sqrt(sum of squares) = %.3f; the other %d of %d are 0\n",
	     p->norm[q->index], p->length - listed, p->length);
}

/* The neighbour, and the dimensions that make the two alike. */
static void print_nearest(const struct question *q, struct textbuf *out)
{
	const struct space *p = q->space;
	int other = space_nearest(p, q->index);
	const double *v = p->v + (size_t)q->index * (size_t)p->length, *u;
	double a = p->norm[q->index], b, done = 0;

	if (other < 0) {
		tell(out, "\nNo other direction to compare it with.\n");
		return;
	}
	u = p->v + (size_t)other * (size_t)p->length;
	b = p->norm[other];
	tell(out, "\nNearest other direction: %s\n",
	     pair_name(q->s, q->s->arm[q->arm].net, q->layer, q->of, p->item[other]).text);
	tell(out, "cos = v.u / (|v| |u|) = %.3f / (%.3f x %.3f) = %+.3f\n",
	     space_cosine(p, q->index, other) * a * b, a, b, space_cosine(p, q->index, other));
	tell(out, "made most of:");
	for (int shown = 0; shown < 3; shown++) {
		int best = -1;

		for (int k = 0; k < p->length; k++) {
			double x = fabs(v[k] * u[k]);

			if (x > 0 && (!shown || x < done) &&
			    (best < 0 || x > fabs(v[best] * u[best])))
				best = k;
		}
		if (best < 0)
			break;
		done = fabs(v[best] * u[best]);
		tell(out, "%s %s %+.3f x %+.3f = %+.3f", shown ? "," : "", dimension(q, best).text,
		     v[best] * a, u[best] * b, v[best] * u[best] * a * b);
	}
	tell(out, "%s\n", done > 0 ? "" : " nothing: no dimension is shared");
}

/* Of an input, and the mean over the inputs of a clause. */
static void print_capacity(const struct question *q, struct textbuf *out)
{
	const struct fpe_net *net = q->s->arm[q->arm].net;
	const struct fpe_layer *l = &net->layer[q->layer];
	double *capacity = malloc((size_t)l->in * sizeof *capacity), sum = 0;
	const struct fpe_clauses *c = figure_clauses(q->s, q->layer);
	int first = 0, last = 0;

	if (!capacity || q->of == FPE_OF_NEURONS ||
	    fpe_capacity(net, q->layer, NULL, capacity, NULL)) {
		free(capacity);
		return;
	}
	tell(out,
	     "\nCapacity C_j = (W_j.W_j)^2 / sum_l (W_j.W_l)^2: the share of a dimension it has for itself\n");
	if (q->of == FPE_OF_INPUTS) {
		double own = q->space->norm[q->index];

		own *= own;
		if (capacity[q->item] > 0)
			tell(out, "C = %.3f^2 / %.3f = %.3f\n", own, own * own / capacity[q->item],
			     capacity[q->item]);
		else
			tell(out, "C = 0: it has no weight\n");
	} else if (c) {
		first = c->start[q->item];
		last = c->start[q->item + 1];
	}
	for (int i = first; i < last; i++) {
		double x = capacity[c->input[i]];

		tell(out, "%s%s %.3f", i > first ? ", " : "  ",
		     figure_input(q->s, net, q->layer, c->input[i]).text, x);
		sum += x;
	}
	if (last > first)
		tell(out, "\n  mean %.3f\n", sum / (last - first));
	free(capacity);
}

void geometry_work_out(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, struct textbuf *out)
{
	struct question q;

	if (!question_open(&q, s, o, hit)) {
		tell(out, "It is not among the directions shown.\n");
		return;
	}
	print_formula(&q, out);
	print_vector(&q, out);
	if (q.space->norm[q.index] > 0) {
		const double *at = q.space->at[q.index];

		tell(out,
		     "\nv/|v| is drawn at (%+.3f, %+.3f, %+.3f): the three components hold\n%.3f^2 + %.3f^2 + %.3f^2 = %.3f of its square\n",
		     at[0], at[1], at[2], fabs(at[0]), fabs(at[1]), fabs(at[2]),
		     space_held(q.space, q.index));
	}
	print_nearest(&q, out);
	print_capacity(&q, out);
	space_free(q.space);
}

/* ---------------------------------------------------------------- numbers */

/* Whole: two keys are never cut to the same. */
static const char *key_name(const struct snapshot *s, const struct fpe_net *net, int layer,
			    enum fpe_of of, int item, char buffer[FPE_CLAUSE_NAME])
{
	if (of == FPE_OF_CLAUSES && s->task)
		return figure_part(s, true, item, buffer);
	snprintf(buffer, FPE_CLAUSE_NAME, "%s", pair_name(s, net, layer, of, item).text);
	return buffer;
}

static void arm_numbers(const struct snapshot *s, const struct panel_options *o, int arm,
			struct figure_table *out)
{
	int layer = figure_layer(&s->arm[arm], o);
	enum fpe_of of = geometry_of(s, o, layer);
	const struct fpe_net *net = s->arm[arm].net;
	struct space *p = geometry_space(s, o, arm);
	char name[FPE_CLAUSE_NAME];

	for (int i = 0; p && i < p->count; i++) {
		int near = space_nearest(p, i);
		bool none = !(p->norm[i] > 0);

		figure_table_texts(out, s->arm[arm].name,
				   key_name(s, net, layer, of, p->item[i], name), NULL);
		figure_table_number(out, p->norm[i]);
		for (int c = 0; c < 3; c++)
			figure_table_number(out, none ? NAN : p->at[i][c]);
		figure_table_number(out, none ? NAN : space_held(p, i));
		figure_table_text(out, "%s",
				  near < 0 ? "" : key_name(s, net, layer, of, p->item[near], name));
		figure_table_number(out, near < 0 ? NAN : space_cosine(p, i, near));
	}
	space_free(p);
}

void geometry_numbers(const struct snapshot *s, const struct panel_options *o,
		      struct figure_table *out)
{
	static const char *const keys[] = {
		[FPE_OF_NEURONS] = "neuron",
		[FPE_OF_INPUTS] = "input",
		[FPE_OF_CLAUSES] = "clause",
	};
	int arms[2], n = figure_arms(s, o, arms);

	figure_table_key(out, "arm");
	figure_table_key(out, n < 1 ? "direction"
				    : keys[geometry_of(s, o, figure_layer(&s->arm[arms[0]], o))]);
	figure_table_value(out, "length", NULL, NULL);
	figure_table_value(out, "PC1", NULL, "no direction");
	figure_table_value(out, "PC2", NULL, "no direction");
	figure_table_value(out, "PC3", NULL, "no direction");
	figure_table_value(out, "share in PC1-3", NULL, "no direction");
	figure_table_value(out, "nearest", NULL, NULL);
	figure_table_value(out, "cosine", NULL, "no other");
	for (int i = 0; i < n; i++)
		arm_numbers(s, o, arms[i], out);
}
