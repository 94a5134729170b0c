/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capacity.c - the numbers of the capacity figure, in a line and worked out. */
#include "view/panel/capacity/capacity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/figure/weight_place.h"

#define WORK_MAX (1 << 24) /* multiplications a frame may take */
#define TERMS 8		   /* that are told one by one */

#define NEAR .03 /* of a mark */

const struct capacity_mark *capacity_mark(int i)
{
	static const struct capacity_mark rows[] = {
		{ 1, false, "1", "a dimension of its own" },
		{ .75, true, "3/4", "a tetrahedron, four features in three dimensions" },
		{ 2. / 3, false, "2/3", "a triangle, three features in two dimensions" },
		{ .5, true, "1/2", "a digon, two features that point opposite ways" },
		{ .4, true, "2/5", "a pentagon, five features in two dimensions" },
		{ .375, false, "3/8", "a square antiprism, eight features in three dimensions" },
	};

	return (size_t)i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}

bool capacity_has_marks(const struct fpe_net *net, int layer)
{
	return net->tied && layer == 0;
}

/* The nearest one, if one is near; NULL. */
static const struct capacity_mark *mark_at(double value)
{
	const struct capacity_mark *best = NULL, *mark;

	for (int i = 0; (mark = capacity_mark(i)); i++) {
		if (fabs(value - mark->value) <= NEAR &&
		    (!best || fabs(value - mark->value) < fabs(value - best->value)))
			best = mark;
	}
	return best;
}

double capacity_ceiling(const struct fpe_layer *l)
{
	return l->out < l->in ? (double)l->out / l->in : 1;
}

/* [in] of a layer, malloc'ed; NULL: too large for a frame, or no memory. */
static double *values_of(const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	size_t work = (size_t)l->in * (size_t)l->out * (size_t)(l->in < l->out ? l->in : l->out);
	double *value;

	if (work > WORK_MAX)
		return NULL;
	value = malloc((size_t)l->in * sizeof *value);
	if (value && fpe_capacity(net, layer, NULL, value, NULL)) {
		free(value);
		return NULL;
	}
	return value;
}

static double mean_of(const double *value, int n)
{
	double sum = 0;

	for (int j = 0; j < n; j++)
		sum += value[j];
	return n > 0 ? sum / n : NAN;
}

bool capacity_is_metric(const struct snapshot *s, int arm, int layer)
{
	return layer == 0 && isfinite(s->arm[arm].metric[FPE_METRIC_CAPACITY]);
}

double capacity_mean(const struct snapshot *s, int arm, int layer)
{
	const struct snapshot_arm *a = &s->arm[arm];
	double *value, mean;

	if (capacity_is_metric(s, arm, layer))
		return a->metric[FPE_METRIC_CAPACITY];
	if (layer >= a->net->layers)
		return NAN;
	value = values_of(a->net, layer);
	mean = value ? mean_of(value, a->net->layer[layer].in) : NAN;
	free(value);
	return mean;
}

/* Add sign * the capacities of one of the two nets to the columns they were
   folded to; the mean where several were. False: not to be had. */
static bool fold(struct capacity *c, int which, double sign)
{
	const struct difference *d = &c->difference;
	const struct fpe_net *net = d->arm[which]->net;
	const struct fpe_layer *l = &net->layer[c->layer];
	double *value = values_of(net, c->layer);
	int *copies = calloc((size_t)d->columns, sizeof *copies);

	if (value && copies) {
		for (int j = 0; j < l->in; j++)
			copies[d->column_of[which] ? d->column_of[which][j] : j]++;
		for (int j = 0; j < l->in; j++) {
			int to = d->column_of[which] ? d->column_of[which][j] : j;

			c->value[to] += sign * value[j] / copies[to];
		}
		c->mean += sign * mean_of(value, l->in);
		c->ceiling += sign * capacity_ceiling(l);
	}
	free(copies);
	free(value);
	return value && copies;
}

static const char *open_difference(struct capacity *c, const struct snapshot *s,
				   const struct panel_options *o)
{
	const char *why = difference_open(&c->difference, s, o, c->arm);

	if (why)
		return why;
	c->net = &c->difference.net[0];
	c->inputs = c->difference.columns;
	c->value = calloc((size_t)c->inputs, sizeof *c->value);
	if (!c->value || !fold(c, 0, 1) || !fold(c, 1, -1))
		return "too many weights to work capacity out in every frame";
	return NULL;
}

const char *capacity_open(struct capacity *c, const struct snapshot *s,
			  const struct panel_options *o, int arm)
{
	const struct snapshot_arm *a = &s->arm[arm];
	int layer = figure_layer(a, o);

	*c = (struct capacity){ .net = a->net,
				.minus = o->minus >= 0,
				.arm = arm,
				.layer = layer,
				.inputs = a->net->layer[layer].in };
	if (c->minus)
		return open_difference(c, s, o);
	c->value = values_of(a->net, layer);
	if (!c->value)
		return "too many weights to work each input's capacity out in every frame: only the means";
	c->mean = mean_of(c->value, c->inputs);
	c->ceiling = capacity_ceiling(&a->net->layer[layer]);
	return NULL;
}

void capacity_close(struct capacity *c)
{
	free(c->value);
	c->value = NULL;
	difference_close(&c->difference);
}

/* ------------------------------------------------------------- one input */

static double column_dot(const struct fpe_layer *l, int a, int b)
{
	double sum = 0;

	for (int i = 0; i < l->out; i++)
		sum += figure_weight(l, i, a) * figure_weight(l, i, b);
	return sum;
}

/* sum_l (W_j.W_l)^2 */
static double crowd(const struct fpe_layer *l, int j)
{
	double sum = 0;

	for (int k = 0; k < l->in; k++) {
		double x = column_dot(l, j, k);

		sum += x * x;
	}
	return sum;
}

static double capacity_of(const struct fpe_layer *l, int j)
{
	double own = column_dot(l, j, j), all = crowd(l, j);

	return all > 0 ? own * own / all : 0;
}

/* Is the hit an input of the arm's layer? */
static const struct fpe_layer *layer_of(const struct snapshot *s, const struct hit *hit)
{
	const struct snapshot_arm *a = figure_hit_arm(s, hit, HIT_INPUT);
	const struct fpe_net *net;

	if (!a)
		return NULL;
	net = a->net;
	if (hit->layer < 0 || hit->layer >= net->layers || hit->column < 0 ||
	    hit->column >= net->layer[hit->layer].in)
		return NULL;
	return &net->layer[hit->layer];
}

static void describe_difference(const struct snapshot *s, const struct panel_options *o,
				const struct hit *hit, struct textbuf *out)
{
	struct capacity c;
	char of[96];

	if (!capacity_open(&c, s, o, hit->arm) && hit->column < c.inputs) {
		tell(out, "%s: capacity, %s = %+.3g; mean %+.3g, its ceiling moved by %+.3g",
		     figure_input(s, c.net, c.layer, hit->column).text,
		     difference_name(&c.difference, of, sizeof of), c.value[hit->column], c.mean,
		     c.ceiling);
	}
	capacity_close(&c);
}

void capacity_describe(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, bool ascii, struct textbuf *out)
{
	const struct fpe_layer *l = layer_of(s, hit);
	struct figure_name name;
	char clauses[200];
	double own;

	(void)ascii;
	if (figure_hit_arm(s, hit, HIT_INPUT) && o->minus >= 0 && hit->column >= 0) {
		describe_difference(s, o, hit, out);
		return;
	}
	if (!l)
		return;
	name = figure_input(s, s->arm[hit->arm].net, hit->layer, hit->column);
	if (hit->across > 1) {
		tell(out, "%s and %d more inputs: mean capacity %.3g", name.text, hit->across - 1,
		     hit->value);
		return;
	}
	own = column_dot(l, hit->column, hit->column);
	weight_clauses(s, hit->layer, hit->column, clauses, sizeof clauses);
	tell(out, "%s: capacity %.3g = %.3g^2 / %.3g%s%s", name.text, capacity_of(l, hit->column),
	     own, crowd(l, hit->column), clauses[0] ? ", " : "", clauses);
}

struct column {
	const struct fpe_layer *l;
	int j;
};

static double overlap(const void *of, int k)
{
	const struct column *c = of;

	return column_dot(c->l, c->j, k);
}

/* The largest terms of the sum, by falling size; the input itself too. */
static void tell_terms(const struct snapshot *s, const struct fpe_net *net, int layer, int j,
		       struct textbuf *out)
{
	const struct column column = { &net->layer[layer], j };
	struct figure_ranking r = { INFINITY, -1 };
	double all = crowd(column.l, j);
	char clauses[200];

	tell(out,
	     "\nThe largest terms of the sum: who crowds it.\n"
	     "  %-8s %9s %9s   of the sum\n",
	     "input", "W_j.W_l", "squared");
	for (int i = 0; i < TERMS && figure_next_largest(&r, column.l->in, overlap, &column); i++) {
		weight_clauses(s, layer, r.at, clauses, sizeof clauses);
		tell(out, "  %-8s %9.3g %9.3g %5.0f %%  %s\n",
		     figure_input(s, net, layer, r.at).text, overlap(&column, r.at),
		     r.size * r.size, 100 * r.size * r.size / all, r.at == j ? "itself" : clauses);
	}
}

static void tell_ceiling(const struct snapshot *s, int layer, struct textbuf *out)
{
	tell(out,
	     "\nThe mean over the inputs is at most min(1, h/d), for h neurons span at most h directions. "
	     "A split makes h larger, so part of a gain is the ceiling moving, whichever child gets what. "
	     "Compare the shares of the ceiling, too:\n");
	for (int i = 0; i < s->arms; i++) {
		const struct fpe_net *net = s->arm[i].net;
		double mean = capacity_mean(s, i, layer), ceiling;

		if (layer >= net->layers)
			continue;
		ceiling = capacity_ceiling(&net->layer[layer]);
		tell(out, "  %-10s mean %.3f, ceiling min(1, %d/%d) = %.3f: %.0f %% of it\n",
		     s->arm[i].name, mean, net->layer[layer].out, net->layer[layer].in, ceiling,
		     100 * mean / ceiling);
	}
}

/* What a feature's dimensionality is in a shape, and which shape that is. */
static void tell_shape(double square, double value, struct textbuf *out)
{
	const struct capacity_mark *mark = mark_at(value);

	tell(out,
	     "\nThe net gives features back by the same weights, so this is the dimensionality D of a feature (Elhage et al. 2022); its length is %.3g. ",
	     sqrt(square));
	if (mark)
		tell(out, "%.3g is near %s: %s.\n", value, mark->fraction, mark->shape);
	else
		tell(out, "%.3g is near none of 1, 3/4, 2/3, 1/2, 2/5, 3/8.\n", value);
	tell(out,
	     "Where D adds up to the number of neurons over all features, they fill the space evenly.\n");
}

static void tell_input(const struct snapshot *s, const struct snapshot_arm *a, int layer, int j,
		       struct textbuf *out)
{
	const struct fpe_layer *l = &a->net->layer[layer];
	double own = column_dot(l, j, j), all = crowd(l, j);
	struct figure_name name = figure_input(s, a->net, layer, j);

	tell(out, "%s in fc%d of %s, epoch %d\n", name.text, layer + 1, a->name, a->epoch);
	tell(out,
	     "capacity = (W_j.W_j)^2 / sum_l (W_j.W_l)^2, W_j = the weights that leave %s, one for each of %d neurons\n",
	     name.text, l->out);
	if (!(all > 0)) {
		tell(out, "  = 0: no weight of it is left\n");
		return;
	}
	tell(out, "  = %.4g^2 / %.4g = %.3g\n", own, all, own * own / all);
	tell(out, "1: no other input's weights point its way. "
		  "Less: it shares directions, and each pair that does interferes.\n");
	if (capacity_has_marks(a->net, layer))
		tell_shape(own, own * own / all, out);
	tell_terms(s, a->net, layer, j, out);
}

void capacity_work_out(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, struct textbuf *out)
{
	const struct fpe_layer *l = layer_of(s, hit);

	if (!figure_hit_arm(s, hit, HIT_INPUT))
		return;
	if (o->minus >= 0) {
		struct difference d;
		const char *why = difference_open(&d, s, o, hit->arm);

		if (why)
			textbuf_puts(out, why);
		else
			capacity_describe(s, o, hit, true, out);
		tell(out, "\n");
		for (int which = 0; !why && which < 2; which++) {
			const struct fpe_net *net = d.arm[which]->net;

			for (int j = 0; j < net->layer[d.layer].in; j++) {
				int to = d.column_of[which] ? d.column_of[which][j] : j;

				if (to == hit->column) {
					tell(out, "\n");
					tell_input(s, d.arm[which], d.layer, j, out);
				}
			}
		}
		difference_close(&d);
	} else if (l) {
		if (hit->across > 1) {
			capacity_describe(s, o, hit, true, out);
			tell(out, ". What follows is of the first.\n");
		}
		tell_input(s, &s->arm[hit->arm], hit->layer, hit->column, out);
	}
	tell_ceiling(s, hit->layer, out);
}
