/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_bench.c - the jobs of the benchmark are what they are said to be. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "lab/bench/bench.h"

static struct fpe_error err;

static void words_name_the_rows(void **state)
{
#define NAME(name, about) name,
	static const char *const name[] = { BENCH_WORK_LIST(NAME) };
	int n = (int)(sizeof name / sizeof *name);

	(void)state;
	for (int i = 0; i < n; i++)
		assert_string_equal(bench_works[i].name, name[i]);
	assert_null(bench_works[n].name);
}

static void names_are_found_and_differ(void **state)
{
	struct bench_kind k;

	(void)state;
	for (int i = 0; (k = bench_kind(i)).work; i++) {
		struct bench_kind found = bench_kind_find(k.name);

		test_row("%s", k.name);
		assert_ptr_equal(found.work, k.work);
		assert_ptr_equal(found.split.kind, k.split.kind);
		assert_int_equal(found.split.alpha, k.split.alpha);
		assert_int_equal(found.batch.size, k.batch.size);
		assert_true(k.batch.train <= k.work->train && k.batch.check > 0);
	}
	assert_null(bench_kind_find("J9.dense").work);
	assert_string_equal(bench_kind(0).name, "J1.dense");
	assert_int_equal(bench_kind_find("F64.random4@full").batch.size, 0);
	assert_int_equal(bench_kind_find("J2.clause@32").batch.train, 4096);
}

static void check_net(const struct bench_job *job)
{
	const struct bench_work *work = job->kind.work;
	int layers = bench_work_layers(work), alpha = job->kind.split.alpha;
	size_t nnz = 0;

	assert_int_equal(job->net->layers, layers);
	for (int l = 0; l < layers; l++) {
		nnz += (size_t)(work->widths[l] * work->widths[l + 1]);
		assert_int_equal(job->net->layer[l].out,
				 work->widths[l + 1] * (l + 1 < layers ? alpha : 1));
	}
	assert_int_equal(job->train.count, job->kind.batch.train);
	assert_int_equal(job->train.inputs, work->widths[0]);
	assert_true(bench_job_train_flops(job) > 4.0 * (double)fpe_net_nnz(job->net) - 1);
	assert_int_equal(fpe_net_nnz(job->net), nnz);
}

/* Those that take seconds to draw are for the benchmark itself. */
static bool is_small(const struct bench_work *work)
{
	return work->quick || strcmp(work->name, "F8") == 0;
}

static void every_net_of_a_job_has_as_many_weights(void **state)
{
	(void)state;
	for (const struct bench_work *w = bench_works; w->name; w++) {
		struct bench_samples samples;
		struct bench_kind k;

		if (!is_small(w))
			continue;
		assert_ok(bench_samples_init(&samples, w, NULL, &err));
		for (int i = 0; (k = bench_kind(i)).work; i++) {
			struct bench_job job;

			if (k.work != w)
				continue;
			test_row("%s", k.name);
			assert_ok(bench_job_init(&job, &k, &samples, &err));
			check_net(&job);
			bench_job_clear(&job);
		}
		bench_samples_clear(&samples);
	}
}

static void a_run_gives_times_and_ratios(void **state)
{
	struct bench_request request = { .work = BENCH_FIRST, .own = true, .rounds = 2 };
	struct bench bench;

	(void)state;
	assert_ok(bench_run(&request, &bench, &err));
	assert_int_equal(bench.rows, 3);
	assert_true(bench.peak > 0 && isfinite(bench.peak));
	for (int i = 0; i < bench.rows; i++) {
		const struct bench_row *r = &bench.row[i];

		assert_string_equal(r->kind.work->name, "J1");
		assert_int_equal(r->kind.batch.size, 500);
		assert_true(r->train.low > 0 && r->train.low <= r->train.median &&
			    r->train.median <= r->train.high);
		assert_true(r->test.median > 0 && r->share > 0);
		assert_true(r->whole.low > r->train.low + r->test.low);
	}
	assert_true(bench.row[0].train_ratio.median == 1);
	assert_true(bench.row[0].whole_ratio.high == 1);
	bench_clear(&bench);
}

static void a_batch_picks_rows_that_have_it(void **state)
{
	struct bench_request request = { .work = BENCH_FIRST, .batch = 32, .rounds = 1 };
	struct bench bench;

	(void)state;
	assert_ok(bench_run(&request, &bench, &err));
	assert_int_equal(bench.rows, 3);
	assert_string_equal(bench.row[1].kind.name, "J1.random@32");
	bench_clear(&bench);
	request.batch = 7;
	assert_int_equal(bench_run(&request, &bench, &err), FPE_ERANGE);
}

struct patience {
	int asked, most;
};

static bool is_over(void *context)
{
	struct patience *p = context;

	return ++p->asked > p->most;
}

/* J1's warm-up has 80 steps: the second is stopped in a round, or just before. */
static void a_watch_stops_it(void **state)
{
	static const int most[] = { 3, 100 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct patience patience = { 0, most[i] };
		struct fpe_watch watch = { is_over, &patience };
		struct bench_request request = {
			.work = BENCH_FIRST, .own = true, .rounds = 1, .watch = &watch
		};
		struct bench bench;

		test_row("%d", most[i]);
		assert_int_equal(bench_run(&request, &bench, &err), FPE_ESTOPPED);
		assert_int_equal(patience.asked, most[i] + 1);
		assert_null(bench.row);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_name_the_rows),
		cmocka_unit_test(names_are_found_and_differ),
		cmocka_unit_test(every_net_of_a_job_has_as_many_weights),
		cmocka_unit_test(a_run_gives_times_and_ratios),
		cmocka_unit_test(a_batch_picks_rows_that_have_it),
		cmocka_unit_test(a_watch_stops_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
