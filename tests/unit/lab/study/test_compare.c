/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_compare.c - studies over seeds are the live session, on any threads. */
#include "support/test.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "lab/session/session.h"
#include "lab/study/study_setting.h"

static void fill(struct study *study)
{
	struct fpe_error err;
	static const char *const by[] = { "random", "clause" };

	study_init(study);
	study->warmup = 3;
	study->epochs = 12;
	study->recipe.data.train = study->recipe.data.test = 500;
	assert_ok(study_add(study, (struct study_row){ .kind = ROW_DENSE, .name = "dense" }, &err));
	for (int i = 0; i < 2; i++) {
		struct study_row row = { .kind = ROW_SPLIT,
					 .name = by[i],
					 .by = fpe_split_kind_find(by[i]) };

		assert_ok(study_add(study, row, &err));
	}
}

/* Test loss of a row at every seed. */
static void losses(struct compare *c, int row, double *values)
{
	const struct study_result *result;
	struct outcome outcome;
	struct fpe_error err;

	compare_outcome(c, &outcome);
	for (int i = 0; i < outcome.seeds; i++) {
		assert_ok(outcome.read(&outcome, i, &result, &err));
		values[i] = result->metric[row][FPE_METRIC_TEST_LOSS];
	}
	outcome_clear(&outcome);
}

static struct compare *run(struct pool *pool, int seeds)
{
	struct study study;
	struct compare *c;
	struct fpe_error err;

	fill(&study);
	assert_ok(compare_new(&study, 1, seeds, pool, &c, &err));
	runner_wait(&c->runner);
	return c;
}

static void threads_do_not_change_the_table(void **state)
{
	struct pool *pool[2];
	struct compare *c[2];
	struct fpe_error err;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_ok(pool_new(2 * i + 1, &pool[i], &err));
		c[i] = run(pool[i], 5);
		assert_int_equal(compare_finished(c[i]), 5);
	}
	for (int row = 0; row < 3; row++) {
		double a[5], b[5];

		losses(c[0], row, a);
		losses(c[1], row, b);
		assert_memory_equal(a, b, sizeof a);
	}
	for (int i = 0; i < 2; i++) {
		compare_free(c[i]);
		pool_free(pool[i]);
	}
}

static int by_size(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* Of five seeds the quartiles are the second and the fourth. */
static void bands_are_quartiles_around_the_median(void **state)
{
	const struct snapshot_study *picture;
	struct recipe recipe;
	struct outcome outcome;
	struct fpe_error err;
	struct pool *pool;
	struct compare *c;

	(void)state;
	assert_ok(pool_new(2, &pool, &err));
	c = run(pool, 5);
	recipe_init(&recipe);
	picture = compare_picture(c, &recipe);
	compare_outcome(c, &outcome);
	assert_true(picture->points > 1 && picture->rows == 3);
	for (int row = 0; row < picture->rows; row++) {
		for (int k = 0; k < picture->points; k++) {
			float value[5];

			for (int i = 0; i < 5; i++) {
				const struct study_result *result;

				assert_ok(outcome.read(&outcome, i, &result, &err));
				value[i] = result->curve[row][k];
			}
			qsort(value, 5, sizeof *value, by_size);
			test_row("row %d, point %d", row, k);
			if (isnan(value[0])) { /* before its split a row has none */
				assert_true(isnan(picture->row[row].median[k]));
				continue;
			}
			assert_true(fabsf(picture->row[row].low[k] - value[1]) < 1e-6F);
			assert_true(fabsf(picture->row[row].median[k] - value[2]) < 1e-6F);
			assert_true(fabsf(picture->row[row].high[k] - value[3]) < 1e-6F);
		}
	}
	outcome_clear(&outcome);
	recipe_clear(&recipe);
	compare_free(c);
	pool_free(pool);
}

static double live_loss(const char *by)
{
	struct session *s;
	struct split_request r = { .how.alpha = 2, .epoch = -1 };
	struct data_spec data = { .train = 500, .test = 500, .p = 0.5 };
	struct training_plan warm = { TRAIN_EPOCHS, 3 }, rest = { TRAIN_UNTIL, 12 };
	const struct training_plan *plans[] = { &warm, &rest };
	double value[FPE_METRIC_COUNT];
	struct fpe_error err;
	struct arm *arm;

	assert_ok(session_new(1, 2, &s, &err));
	assert_ok(session_need_task(s, &err));
	assert_ok(session_set_data(s, &data, &err));
	assert_ok(session_ready(s, &err));
	for (int i = 0; i < 2; i++) {
		struct training *t;

		assert_ok(training_new(s->arm, s->arms, plans[i], false, s->pool, &t, &err));
		assert_ok(training_run(t, INT_MAX, &err));
		training_wait_quiet(t);
		training_free(t);
		r.by = fpe_split_kind_find(by);
		if (i == 0)
			assert_ok(session_split(s, &r, &arm, &err));
	}
	assert_ok(arm_measure(arm, 0, NULL, value, &err));
	session_free(s);
	return value[FPE_METRIC_TEST_LOSS];
}

static void run_0_is_the_live_session(void **state)
{
	struct pool *pool;
	struct compare *c;
	struct fpe_error err;
	double loss;

	(void)state;
	assert_ok(pool_new(2, &pool, &err));
	c = run(pool, 1);
	losses(c, 1, &loss);
	assert_true(loss == live_loss("random"));
	losses(c, 2, &loss);
	assert_true(loss == live_loss("clause"));
	compare_free(c);
	pool_free(pool);
}

static void a_stopped_compare_has_the_first_seeds_without_a_gap(void **state)
{
	struct pool *pool;
	struct study study;
	struct compare *c;
	struct fpe_error err;

	(void)state;
	fill(&study);
	study.epochs = 40;
	assert_ok(pool_new(2, &pool, &err));
	assert_ok(compare_new(&study, 1, 5000, pool, &c, &err));
	while (compare_finished(c) < 1) /* the first may be the slowest */
		;
	runner_stop(&c->runner);
	runner_wait(&c->runner);
	assert_in_range(compare_finished(c), 1, 4999);
	assert_false(c->runner.broken);
	compare_free(c);
	pool_free(pool);
}

static void the_error_of_a_run_is_told(void **state)
{
	struct pool *pool;
	struct study study;
	struct compare *c;
	struct fpe_error err;

	(void)state;
	fill(&study);
	study.how.alpha = 50; /* more than the clauses */
	assert_ok(pool_new(2, &pool, &err));
	assert_ok(compare_new(&study, 1, 4, pool, &c, &err));
	runner_wait(&c->runner);
	assert_int_equal(compare_finished(c), 0);
	assert_true(c->runner.broken);
	assert_int_equal(c->runner.error_unit, 0);
	compare_free(c);
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_do_not_change_the_table),
		cmocka_unit_test(bands_are_quartiles_around_the_median),
		cmocka_unit_test(run_0_is_the_live_session),
		cmocka_unit_test(a_stopped_compare_has_the_first_seeds_without_a_gap),
		cmocka_unit_test(the_error_of_a_run_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
