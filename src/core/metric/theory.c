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

bool fpe_theory_holds(const struct fpe_theory *t)
{
	return t->clauses > 0 && t->literals > 0 && !t->shared &&
	       t->inputs / t->literals >= t->clauses;
}

void fpe_theory_fill(struct fpe_theory *t)
{
	int d = t->inputs, k = t->literals, m = t->clauses, alpha = t->alpha;
	bool holds = fpe_theory_holds(t), pairs = holds && m > 1;

	t->collisions_independent = pairs ? pow(alpha, -(2 * k - 1)) : NAN;
	t->collisions_even = pairs ? dealt(d, alpha, 2 * k) : NAN;
	t->collisions_clause = pairs && alpha <= m ? dealt(m, alpha, 2) : NAN;
	t->coverage_independent = holds ? any_of(pow(alpha, -(k - 1)), t->neurons) : NAN;
	t->coverage_even = holds ? any_of(dealt(d, alpha, k), t->neurons) : NAN;
	t->coverage_clause = holds && alpha <= m ? 1 : NAN;
}
