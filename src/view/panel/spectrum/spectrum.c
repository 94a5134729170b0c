/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spectrum.c - eigenvalues in numbers and words.
 *
 * Nothing is kept between two pictures. Not here: bars (spectrum_panel.c), paper.
 */
#include "view/panel/spectrum/spectrum.h"

#include <math.h>
#include <stdlib.h>

#include "lab/arm/directions.h"
#include "view/figure/figure_table.h"
#include "view/figure/tell.h"

_Static_assert(SPECTRUM_MAX == 128, "a message says so");

/* Of an input's weights. */
static double square(const struct fpe_layer *l, int input)
{
	double sum = 0;

	for (int i = 0; i < l->out; i++)
		sum += figure_weight(l, i, input) * figure_weight(l, i, input);
	return sum;
}

const char *spectrum_of(struct spectrum *out, const struct snapshot *s,
			const struct panel_options *o, int arm)
{
	int layer = figure_layer(&s->arm[arm], o);
	const struct fpe_layer *l = &s->arm[arm].net->layer[layer];
	struct evenness directions = { 0 }, features = { 0 };
	int n = l->out < l->in ? l->out : l->in;

	*out = (struct spectrum){ .arm = arm, .layer = layer };
	if (n > SPECTRUM_MAX)
		return "too many weights to find eigenvalues in every frame: more than 128 neurons and inputs";
	if (directions_values(l, NULL, out->value, NULL))
		return "no memory for the eigenvalues";
	for (int k = 0; k < n; k++)
		evenness_add(&directions, out->value[k]);
	for (int j = 0; j < l->in; j++)
		evenness_add(&features, square(l, j));
	out->count = n;
	out->all = directions.all;
	out->directions = evenness_effective(&directions);
	out->features = evenness_effective(&features);
	return NULL;
}

double spectrum_share(const struct spectrum *of, int n)
{
	double sum = 0;

	for (int k = 0; k < n; k++)
		sum += of->value[k];
	return of->all > 0 ? sum / of->all : NAN;
}

/* ------------------------------------------------------------------- words */

/* The arm's spectrum, where the hit is a direction of it. */
static bool find(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		 struct spectrum *out)
{
	struct panel_options of = *o;

	if (!figure_hit_arm(s, hit, HIT_DIRECTION))
		return false;
	of.layer = hit->layer;
	return !spectrum_of(out, s, &of, hit->arm) && hit->row >= 0 && hit->row < out->count;
}

void spectrum_describe(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct spectrum p;

	if (!find(s, o, hit, &p))
		return;
	tell(out,
	     "direction %d of fc%d: eigenvalue %.3g of W^T W, singular value %.3g; %.0f %% of all, %.0f %% with those before",
	     hit->row + 1, hit->layer + 1, p.value[hit->row], sqrt(p.value[hit->row]),
	     100 * p.value[hit->row] / p.all, 100 * spectrum_share(&p, hit->row + 1));
	(void)ascii;
}

static void tell_shares(const struct spectrum *p, struct textbuf *out)
{
	tell(out, "\n  %-9s %10s %8s %8s\n", "direction", "eigenvalue", "share", "so far");
	for (int k = 0; k < p->count && k < 16; k++)
		tell(out, "  %-9d %10.4g %6.1f %% %6.1f %%\n", k + 1, p->value[k],
		     100 * p->value[k] / p->all, 100 * spectrum_share(p, k + 1));
	if (p->count > 16)
		tell(out, "  and %d smaller ones\n", p->count - 16);
}

void spectrum_work_out(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, struct textbuf *out)
{
	const struct snapshot_arm *a = figure_hit_arm(s, hit, HIT_DIRECTION);
	const struct fpe_layer *l;
	struct spectrum p;

	if (!a || !find(s, o, hit, &p))
		return;
	l = &a->net->layer[hit->layer];
	tell(out, "fc%d of %s, epoch %d: W is %d neurons by %d inputs\n", hit->layer + 1, a->name,
	     a->epoch, l->out, l->in);
	tell(out,
	     "The eigenvalues of W^T W are the squares of the singular values of W. They add up to the squared lengths of all inputs' weights: sum = %.4g.\n",
	     p.all);
	tell_shares(&p, out);
	tell(out,
	     "\nEffective directions: exp(-sum of p log p), p = the shares = %.3f of %d. All alike would be %d: the weights fill their space evenly.\n",
	     p.directions, p.count, p.count);
	tell(out,
	     "Effective features: the same of the inputs' shares |W_j|^2 / sum = %.3f of %d; a neuron %.3f / %d = %.3f. Above 1 there is superposition: more features than neurons.\n",
	     p.features, l->in, p.features, l->out, p.features / l->out);
}

/* ----------------------------------------------------------------- numbers */

static void arm_numbers(const struct snapshot *s, const struct panel_options *o, int arm,
			struct figure_table *out)
{
	struct spectrum p;

	if (spectrum_of(&p, s, o, arm))
		return;
	for (int k = 0; k < p.count; k++) {
		figure_table_text(out, "%s", s->arm[arm].name);
		figure_table_text(out, "%d", k + 1);
		figure_table_numbers(out, p.value[k], p.all > 0 ? p.value[k] / p.all : NAN,
				     spectrum_share(&p, k + 1), p.directions, p.features);
	}
}

/* All arms, the ones drawn or not. */
void spectrum_numbers(const struct snapshot *s, const struct panel_options *o,
		      struct figure_table *out)
{
	figure_table_keys(out, "arm", "direction", NULL);
	figure_table_values(out, "eigenvalue", "share", "share so far", "effective directions",
			    "effective features", NULL);
	for (int i = 0; i < s->arms; i++)
		arm_numbers(s, o, i, out);
}
