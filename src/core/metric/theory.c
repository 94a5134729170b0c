/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theory.c - closed forms of collisions and coverage, see theory.h. */
#include "fpe/theory.h"

#include <math.h>

/* C(n,k) / C(d,k), the chance that k drawn of d all lie among n of them. */
static double choose_ratio(int n, int d, int k)
{
	double ratio = 1;

	if (n < k)
		return 0;
	for (int i = 0; i < k; i++)
		ratio *= (double)(n - i) / (double)(d - i);
	return ratio;
}

/* Sum over parts of C(part,k)/C(whole,k), the whole dealt evenly to parts. */
static double dealt(int whole, int parts, int k)
{
	int small = whole / parts, large = whole % parts;

	return large * choose_ratio(small + 1, whole, k) +
	       (parts - large) * choose_ratio(small, whole, k);
}

/* 1 - (1-q)^h, exact for small q too. */
static double any_of(double q, int h)
{
	return q >= 1 ? 1 : -expm1(h * log1p(-q));
}

void fpe_theory_fill(struct fpe_theory *t)
{
	int d = t->inputs, k = t->literals, m = t->clauses, alpha = t->alpha;

	t->collisions_independent = pow(alpha, -(2 * k - 1));
	t->collisions_even = 2 * k > d ? NAN : dealt(d, alpha, 2 * k);
	t->collisions_clause = alpha > m ? NAN : dealt(m, alpha, 2);
	if (m < 2) {
		t->collisions_independent = NAN;
		t->collisions_even = NAN;
		t->collisions_clause = NAN;
	}
	t->coverage_independent = any_of(pow(alpha, -(k - 1)), t->neurons);
	t->coverage_even = any_of(dealt(d, alpha, k), t->neurons);
}
