/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nets.c - random nets, clauses and shapes for property tests. */
#include "support/nets.h"

#include <stdlib.h>

#include "support/test.h"

int test_between(struct fpe_rng *rng, int low, int high)
{
	return low + (int)fpe_rng_below(rng, (uint32_t)(high - low + 1));
}

static float test_weight(struct fpe_rng *rng)
{
	double draw = 2 * fpe_rng_unit(rng) - 1;

	if (fpe_rng_below(rng, 4) == 0)
		return (float)((int)(draw * 4) / 4.0);
	return (float)draw;
}

struct fpe_net *test_net(struct fpe_rng *rng, const int *widths, int layers, double density)
{
	struct fpe_error err;
	struct fpe_net *net;

	assert_ok(fpe_net_new(widths, layers, &net, &err));
	for (int i = 0; i < layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < (size_t)l->in * (size_t)l->out; j++) {
			l->weight[j] = test_weight(rng);
			l->mask[j] = fpe_rng_unit(rng) < density;
		}
		for (int n = 0; n < l->out; n++)
			l->bias[n] = test_weight(rng);
	}
	fpe_net_apply_masks(net);
	return net;
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

struct fpe_clauses test_clauses(struct fpe_rng *rng, int m, int k, int d)
{
	struct fpe_clauses clauses = {
		.count = m,
		.start = calloc((size_t)m + 1, sizeof *clauses.start),
		.input = calloc((size_t)m * (size_t)k, sizeof *clauses.input),
		.sign = calloc((size_t)m * (size_t)k, 1),
	};
	int32_t *pool = calloc((size_t)d, sizeof *pool);

	for (int c = 0; c < m; c++) {
		int *input = clauses.input + c * k;

		for (int j = 0; j < d; j++)
			pool[j] = j;
		if (d != m * k)
			fpe_rng_shuffle(rng, pool, d);
		for (int i = 0; i < k; i++)
			input[i] = d == m * k ? c * k + i : pool[i];
		qsort(input, (size_t)k, sizeof *input, compare);
		clauses.start[c + 1] = (c + 1) * k;
	}
	free(pool);
	return clauses;
}

void test_clauses_free(struct fpe_clauses *clauses)
{
	free(clauses->start);
	free(clauses->input);
	free(clauses->sign);
}

struct fpe_task *test_formula(const char *text)
{
	struct fpe_task *task;
	struct fpe_error err;

	assert_ok(fpe_task_formula(text, &task, &err));
	return task;
}
