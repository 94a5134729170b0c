/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logistic.c - logistic regression and the area under its curve. */
#include "fpe/probing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEWTON_STEPS 30
#define SOLVE_STEPS 60
#define NEAR 1e-6  /* a slope so small ends it */
#define SOLVED .01 /* of the slope is left of what is solved for */

/* Vectors of the fit: of features and a bias, k + 1 each; of samples, n each. */
struct fit {
	const float *x;
	const bool *yes;
	int k, n;
	const struct fpe_watch *watch;
	double *w, *slope, *step, *left, *along, *product; /* [k + 1] */
	double *score, *share;				   /* [n] */
};

/* out [n] = X v + the bias of v. */
static void scores(const struct fit *f, const double *v, double *out)
{
	for (int s = 0; s < f->n; s++)
		out[s] = v[f->k];
	for (int j = 0; j < f->k; j++) {
		const float *row = f->x + (size_t)j * (size_t)f->n;

		for (int s = 0; s < f->n && v[j] != 0; s++)
			out[s] += v[j] * (double)row[s];
	}
}

/* out [k + 1] = X' r over n, and v over n on the weights but not on the bias. */
static void gather(const struct fit *f, const double *r, const double *v, double *out)
{
	double sum = 0;

	for (int s = 0; s < f->n; s++)
		sum += r[s];
	out[f->k] = sum / f->n;
	for (int j = 0; j < f->k; j++) {
		const float *row = f->x + (size_t)j * (size_t)f->n;

		sum = 0;
		for (int s = 0; s < f->n; s++)
			sum += r[s] * (double)row[s];
		out[j] = (sum + v[j]) / f->n;
	}
}

static double dot(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* log(1 + exp(z)) where nothing overflows. */
static double softplus(double z)
{
	return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

/* What is to become small, at w; scores are left in f->score. */
static double loss(const struct fit *f, const double *w)
{
	double sum = 0;

	scores(f, w, f->score);
	for (int s = 0; s < f->n; s++)
		sum += softplus(f->yes[s] ? -f->score[s] : f->score[s]);
	return sum / f->n + dot(w, w, f->k) / (2 * f->n);
}

/* product = H along; H = X' diag(p (1 - p)) X / n, and 1 / n on the weights. */
static void curve(struct fit *f)
{
	scores(f, f->along, f->score);
	for (int s = 0; s < f->n; s++)
		f->score[s] *= f->share[s] * (1 - f->share[s]);
	gather(f, f->score, f->along, f->product);
}

/* step = what takes the slope off, by conjugate gradients. */
static enum fpe_status solve(struct fit *f, struct fpe_error *err)
{
	int k = f->k + 1;
	double size = dot(f->slope, f->slope, k), first = size;
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < k; i++) {
		f->step[i] = 0;
		f->left[i] = f->along[i] = -f->slope[i];
	}
	for (int t = 0; t < SOLVE_STEPS && size > SOLVED * SOLVED * first && !status; t++) {
		double far, next;

		status = fpe_watch_ask(f->watch, err);
		curve(f);
		far = size / (dot(f->along, f->product, k) + 1e-300);
		for (int i = 0; i < k; i++) {
			f->step[i] += far * f->along[i];
			f->left[i] -= far * f->product[i];
		}
		next = dot(f->left, f->left, k);
		for (int i = 0; i < k; i++)
			f->along[i] = f->left[i] + next / size * f->along[i];
		size = next;
	}
	return status;
}

/* Go the step, or a half, a quarter … of it until the loss falls. False: it does not. */
static bool go(struct fit *f, double *now)
{
	for (double far = 1; far > 1e-4; far /= 2) {
		double then;

		for (int i = 0; i <= f->k; i++)
			f->along[i] = f->w[i] + far * f->step[i];
		then = loss(f, f->along);
		if (then < *now) {
			memcpy(f->w, f->along, ((size_t)f->k + 1) * sizeof *f->w);
			*now = then;
			return true;
		}
	}
	return false;
}

static enum fpe_status newton(struct fit *f, struct fpe_error *err)
{
	double now = loss(f, f->w);
	enum fpe_status status = FPE_OK;

	for (int t = 0; t < NEWTON_STEPS && !status; t++) {
		scores(f, f->w, f->score);
		for (int s = 0; s < f->n; s++) {
			f->share[s] = 1 / (1 + exp(-f->score[s]));
			f->score[s] = f->share[s] - f->yes[s];
		}
		gather(f, f->score, f->w, f->slope);
		if (dot(f->slope, f->slope, f->k + 1) < NEAR * NEAR)
			break;
		status = solve(f, err);
		if (!status && !go(f, &now))
			break;
	}
	return status;
}

enum fpe_status fpe_logistic(const float *x, const bool *yes, int features, int n,
			     const struct fpe_watch *watch, double *w, struct fpe_error *err)
{
	size_t k = (size_t)features + 1;
	struct fit f = { .x = x, .yes = yes, .k = features, .n = n, .watch = watch, .w = w };
	double *block = calloc(5 * k + 2 * (size_t)n, sizeof *block);
	enum fpe_status status;

	if (!block)
		return fpe_no_memory(err);
	f.slope = block;
	f.step = block + k;
	f.left = block + 2 * k;
	f.along = block + 3 * k;
	f.product = block + 4 * k;
	f.score = block + 5 * k;
	f.share = f.score + n;
	for (size_t i = 0; i < k; i++)
		w[i] = 0;
	status = newton(&f, err);
	free(block);
	return status;
}

static int by_score(const void *a, const void *b, void *of)
{
	const float *score = of;
	float x = score[*(const int *)a], y = score[*(const int *)b];

	return (x > y) - (x < y);
}

void fpe_ranks(const float *score, int n, int *order, double *rank)
{
	for (int i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, (size_t)n, sizeof *order, by_score, (void *)(uintptr_t)score);
	for (int i = 0, end; i < n; i = end) {
		for (end = i; end < n && !(score[order[end]] > score[order[i]]); end++)
			continue;
		for (int k = i; k < end; k++)
			rank[order[k]] = (i + end + 1) / 2.0;
	}
}

/* Hanley, McNeil 1982 */
double fpe_auc(const double *rank, const bool *yes, int n)
{
	double ranks = 0, high = 0;

	for (int i = 0; i < n; i++) {
		ranks += yes[i] ? rank[i] : 0;
		high += yes[i];
	}
	return high > 0 && high < n ? (ranks - high * (high + 1) / 2) / (high * (n - high)) : NAN;
}
