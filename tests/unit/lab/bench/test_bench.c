/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_bench.c - the jobs of the benchmark are what they are said to be. */
#include "support/test.h"

#include <math.h>

#include "lab/bench/bench.h"

static void every_net_of_a_job_has_as_many_weights(void **state)
{
	static const size_t nnz[] = { 0, 264, 8256, 43264 };

	(void)state;
	for (const struct bench_kind *k = bench_kinds; k->name; k++) {
		test_row("%s", k->name);
		struct bench_job job;
		struct fpe_error err;

		assert_ok(bench_job_init(&job, k, &err));
		if (fpe_net_nnz(job.net) != nnz[k->job])
			fail_msg("%s has %zu weights", k->name, fpe_net_nnz(job.net));
		assert_int_equal(job.train->inputs, job.net->layer[0].in);
		assert_true(bench_job_train_flops(&job) > 4.0 * (double)fpe_net_nnz(job.net) - 1);
		bench_job_clear(&job);
	}
}

static void a_run_gives_times_and_ratios(void **state)
{
	struct bench bench;
	struct fpe_error err;

	(void)state;
	assert_ok(bench_run(1, 2, &bench, &err));
	assert_int_equal(bench.rows, 3);
	assert_true(bench.peak > 0 && isfinite(bench.peak));
	for (int i = 0; i < bench.rows; i++) {
		const struct bench_row *r = &bench.row[i];

		assert_int_equal(r->kind->job, 1);
		assert_true(r->train.low > 0 && r->train.low <= r->train.median &&
			    r->train.median <= r->train.high);
		assert_true(r->test.median > 0 && r->share > 0);
	}
	assert_true(bench.row[0].ratio.median == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_net_of_a_job_has_as_many_weights),
		cmocka_unit_test(a_run_gives_times_and_ratios),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
