/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spectrum.c - eigenvalues by GSL, in numbers and words.
 *
 * Nothing is kept between two pictures. Not here: bars (spectrum_panel.c), paper.
 */
#include "view/panel/spectrum/spectrum.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>

#include "core/base/memory.h"
#include "view/figure/figure_table.h"
#include "view/figure/tell.h"

/* Inner product of two rows, or of two columns where there are fewer of these. */
static double product(const struct fpe_layer *l, bool rows, int a, int b)
{
	int length = rows ? l->in : l->out;
	double sum = 0;

	for (int k = 0; k < length; k++)
		sum += rows ? figure_weight(l, a, k) * figure_weight(l, b, k)
			    : figure_weight(l, k, a) * figure_weight(l, k, b);
	return sum;
}

/* exp of the entropy of shares that are given one by one: start with zeros. With p_k = a_k / all
   it is all / prod a_k^(a_k / all). */
struct evenness {
	double all, logs; /* sums of a_k and of a_k log a_k */
};

static void add_to(struct evenness *e, double a)
{
	e->all += a;
	e->logs += a > 0 ? a * log(a) : 0;
}

static double effective(const struct evenness *e)
{
	return e->all > 0 && isfinite(e->all) ? exp(log(e->all) - e->logs / e->all) : NAN;
}

static int compare_falling(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

static bool eigenvalues(const struct fpe_layer *l, int n, double *out)
{
	bool rows = l->out <= l->in, ok;
	gsl_eigen_symm_workspace *work;
	gsl_vector_view values = gsl_vector_view_array(out, (size_t)n);
	gsl_matrix *m;

	gsl_set_error_handler_off(); /* without memory it would end the program */
	m = gsl_matrix_alloc((size_t)n, (size_t)n);
	work = gsl_eigen_symm_alloc((size_t)n);
	ok = m && work;
	for (int i = 0; ok && i < n; i++) {
		for (int j = 0; j <= i; j++) {
			double x = product(l, rows, i, j);

			gsl_matrix_set(m, (size_t)i, (size_t)j, isfinite(x) ? x : 0);
			gsl_matrix_set(m, (size_t)j, (size_t)i, isfinite(x) ? x : 0);
		}
	}
	if (ok)
		gsl_eigen_symm(m, &values.vector, work);
	else
		memory_is_short();
	gsl_eigen_symm_free(work);
	gsl_matrix_free(m);
	return ok;
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
	if (!eigenvalues(l, n, out->value))
		return "no memory for the eigenvalues";
	qsort(out->value, (size_t)n, sizeof *out->value, compare_falling);
	for (int k = 0; k < n; k++) {
		out->value[k] = fmax(0, out->value[k]); /* roundings */
		add_to(&directions, out->value[k]);
	}
	for (int j = 0; j < l->in; j++)
		add_to(&features, product(l, false, j, j));
	out->count = n;
	out->all = directions.all;
	out->directions = effective(&directions);
	out->features = effective(&features);
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
