/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_cluster.c - the clusters of by=gram against ones that compute everything. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/metric/gram.h"
#include "core/split/cluster.h"
#include "fpe/split.h"
#include "support/nets.h"

/* The definition, word for word, over the whole matrix G = V V' of unit columns:
   a center is a signed mean of columns, its cos with a column a sum over G. */
struct naive {
	int d, h, k;
	const double *v; /* [d x h] unit columns */
	double *center;	 /* [k x h] */
	int *group;
};

static double dot(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* k-means++ by G: distance of a column to the nearest center, 1 - abs(cos). */
static void naive_seed(struct naive *t, const double *gram, struct fpe_rng *rng)
{
	double *nearest = calloc((size_t)t->d, sizeof *nearest);

	for (int c = 0; c < t->k; c++) {
		double total = 0, draw;
		int chosen = -1;

		for (int j = 0; j < t->d; j++)
			total += t->group[j] == t->k ? 0 : fmax(1 - nearest[j], 0);
		draw = fpe_rng_unit(rng) * total;
		for (int j = 0; j < t->d && total > 0 && (chosen < 0 || draw >= 0); j++) {
			double far = t->group[j] == t->k ? 0 : fmax(1 - nearest[j], 0);

			chosen = far > 0 ? j : chosen;
			draw -= far;
		}
		if (chosen < 0)
			break;
		memcpy(t->center + c * t->h, t->v + chosen * t->h, (size_t)t->h * sizeof *t->v);
		for (int j = 0; j < t->d; j++)
			nearest[j] = fmax(nearest[j], fabs(gram[chosen * t->d + j]));
	}
	free(nearest);
}

static bool naive_assign(struct naive *t)
{
	bool moved = false;

	for (int j = 0; j < t->d; j++) {
		double best = -1;
		int to = 0;

		if (t->group[j] == t->k)
			continue;
		for (int c = 0; c < t->k; c++) {
			double cos = fabs(dot(t->v + j * t->h, t->center + c * t->h, t->h));

			to = cos > best ? c : to;
			best = fmax(best, cos);
		}
		moved |= t->group[j] != to;
		t->group[j] = to;
	}
	return moved;
}

static void naive_move(struct naive *t)
{
	double *sum = calloc((size_t)(t->k + 1) * (size_t)t->h, sizeof *sum);

	for (int j = 0; j < t->d; j++) {
		int c = t->group[j];
		double cos = c < t->k ? dot(t->v + j * t->h, t->center + c * t->h, t->h) : 0;

		for (int i = 0; i < t->h; i++)
			sum[c * t->h + i] += (cos < 0 ? -1 : 1) * t->v[j * t->h + i];
	}
	for (int c = 0; c < t->k; c++) {
		double length = sqrt(dot(sum + c * t->h, sum + c * t->h, t->h));

		for (int i = 0; i < t->h && length > 0; i++)
			t->center[c * t->h + i] = sum[c * t->h + i] / length;
	}
	free(sum);
}

/* group arrives with 0, k where a column is 0. Returns the rounds it took. */
static int naive_cluster(struct naive *t, struct fpe_rng *rng)
{
	struct gram_side side = {
		.doubles = t->v, .n = t->d, .length = t->h, .next = (size_t)t->h, .step = 1
	};
	double *gram;
	int rounds = 0;

	assert_int_equal(gram_new(&side, NULL, &gram, NULL), FPE_OK);
	gram_mirror(gram, t->d);
	t->center = calloc((size_t)t->k * (size_t)t->h, sizeof *t->center);
	naive_seed(t, gram, rng);
	naive_assign(t);
	do
		naive_move(t);
	while (++rounds < 50 && naive_assign(t));
	free(t->center);
	free(gram);
	return rounds;
}

/* Columns that are noise, that lie in bundles, or that change slowly along a row;
   some are 0, some alike, some turned round. */
static void fill_columns(struct fpe_rng *rng, double *v, int d, int h, int kind)
{
	for (int j = 0; j < d; j++) {
		double turn = fpe_rng_below(rng, 3) ? 1 : -2.5;

		for (int i = 0; i < h; i++) {
			double noise = fpe_rng_unit(rng) - .5, at = (double)j / d;

			v[j * h + i] =
				turn * (kind == 0   ? noise
					: kind == 1 ? cos(3. * i * (j % 7)) + .3 * noise
						    : cos(i + 9 * at * (i % 5)) + .1 * noise);
		}
		if (fpe_rng_below(rng, 12) == 0)
			memset(v + j * h, 0, (size_t)h * sizeof *v);
		else if (j && fpe_rng_below(rng, 8) == 0)
			memcpy(v + j * h, v + (j - 1) * h, (size_t)h * sizeof *v);
	}
}

static void clusters_are_those_of_the_whole_gram_matrix(void **state)
{
	uint64_t seed = test_seed("cluster");
	int rounds = 0;

	(void)state;
	for (uint64_t round = 0; round < 150; round++) {
		struct fpe_rng rng, same;
		struct fpe_error err;
		int d, h, k;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		d = test_between(&rng, 1, 200);
		h = test_between(&rng, 1, 12);
		k = test_between(&rng, 1, 14);
		double *v = calloc((size_t)(d * h), sizeof *v);
		int *group = calloc((size_t)d, sizeof *group),
		    *expected = calloc((size_t)d, sizeof *expected);
		struct cluster_job job = { d, h, k, v, NULL };
		struct naive naive = { d, h, k, v, NULL, expected };

		fill_columns(&rng, v, d, h, (int)(round % 3));
		same = rng;
		assert_ok(cluster_columns(&job, &rng, group, &err)); /* v is of length 1 now */
		for (int j = 0; j < d; j++)
			expected[j] = dot(v + j * h, v + j * h, h) > 0 ? 0 : k;
		rounds += naive_cluster(&naive, &same);
		assert_memory_equal(group, expected, (size_t)d * sizeof *group);
		free(v);
		free(group);
		free(expected);
	}
	assert_true(rounds > 3 * 150); /* else nothing was skipped */
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A picture of 64 x 64 pixels whose weights change slowly: many rounds. The time
   is told; how long it may take is the bench's business. */
static void four_thousand_inputs_are_split_evenly(void **state)
{
	static const int widths[] = { 4096, 256, 1 };
	struct fpe_net *net;
	struct fpe_grouping g = { .alpha = 4, .seed = 3 };
	struct fpe_error err;
	int *owner = malloc((size_t)4096 * 256 * sizeof *owner);
	struct fpe_rng rng;
	double begun;

	(void)state;
	fpe_rng_open(&rng, test_seed("4096"), FPE_RNG_TEST_ONLY, 0);
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	for (int n = 0; n < 256; n++) {
		double y = 12 * fpe_rng_unit(&rng), x = 12 * fpe_rng_unit(&rng);

		for (int j = 0; j < 4096; j++)
			net->layer[0].weight[n * 4096 + j] =
				(float)(cos(y * (j / 64) / 64) * cos(x * (j % 64) / 64) +
					.3 * fpe_rng_unit(&rng));
	}
	g.net = net;
	begun = seconds();
	assert_ok(fpe_split_owner(fpe_split_kind_find("gram"), &g, owner, &err));
	printf("gram: 4096 inputs, 256 neurons: %.2f s\n", seconds() - begun);
	for (int n = 0; n < 256; n++) {
		int count[4] = { 0 };

		for (int j = 0; j < 4096; j++)
			count[owner[n * 4096 + j]]++;
		for (int c = 0; c < 4; c++)
			assert_int_equal(count[c], 1024);
	}
	fpe_net_free(net);
	free(owner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clusters_are_those_of_the_whole_gram_matrix),
		cmocka_unit_test(four_thousand_inputs_are_split_evenly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
