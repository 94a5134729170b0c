/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_study.c - the curves of a study's rows: where they are measured, that
 * they are the live session's, and the picture of a compare.
 */
#include "support/test.h"

#include <math.h>

#include "lab/session/session.h"
#include "lab/study/outcome.h"
#include "lab/study/study_setting.h"

static void fill(struct study *study, int warmup, int epochs)
{
	struct fpe_error err;
	static const char *const by[] = { "random", "clause" };

	study_init(study);
	study->warmup = warmup;
	study->epochs = epochs;
	study->recipe.data.train = 600;
	study->recipe.data.test = 300;
	assert_ok(study_add(study, (struct study_row){ ROW_DENSE, "dense", NULL, 0 }, &err));
	for (int i = 0; i < 2; i++) {
		struct study_row row = { ROW_SPLIT, by[i], fpe_split_kind_find(by[i]), 0 };

		assert_ok(study_add(study, row, &err));
	}
	assert_ok(study_add(study, (struct study_row){ ROW_WIDE, "wide", NULL, 0 }, &err));
}

/* Every control there is; all but those that begin anew have the budget's non-zeros. */
static void add_controls(struct study *study)
{
	const struct study_control *control;
	struct fpe_error err;

	for (int i = 0; (control = study_control(i)); i++) {
		struct study_row row = { .kind = control->kind, .name = control->name };

		if (control->like)
			row.by = study->row[1].by;
		if (row.kind != ROW_WIDE)
			assert_ok(study_add(study, row, &err));
	}
}

static bool has(const int *epoch, int n, int wanted)
{
	for (int i = 0; i < n; i++) {
		if (epoch[i] == wanted)
			return true;
	}
	return false;
}

static void points_are_few_and_have_start_split_and_end(void **state)
{
	static const int cases[][2] = { { 0, 1 },   { 5, 200 },	  { 7, 7 },    { 0, 64 },
					{ 63, 65 }, { 199, 200 }, { 13, 997 }, { 5, 1000000 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("warmup %d, epochs %d", cases[i][0], cases[i][1]);
		struct study study;
		int epoch[STUDY_MAX_POINTS + 1] = { 0 }, n;

		fill(&study, cases[i][0], cases[i][1]);
		n = study_points(&study, epoch);
		assert_in_range(n, 2, STUDY_MAX_POINTS);
		assert_int_equal(epoch[0], 0);
		assert_int_equal(epoch[n - 1], cases[i][1]);
		assert_true(has(epoch, n, cases[i][0]));
		for (int k = 1; k < n; k++)
			assert_true(epoch[k] > epoch[k - 1]);
		recipe_clear(&study.recipe);
	}
}

/* Five epochs' worth of training samples for each score of the test set. */
static void many_test_samples_are_scored_seldom(void **state)
{
	struct study study;
	int epoch[STUDY_MAX_POINTS], few, many;

	(void)state;
	fill(&study, 5, 50);
	many = study_points(&study, epoch);
	study.recipe.data.test = 600;
	few = study_points(&study, epoch);
	assert_int_equal(few, 11); /* 0 5 10 … 50 */
	assert_true(many > few);
	study.recipe.data.test = 600000;
	assert_int_equal(study_points(&study, epoch), 3); /* start, split, end */
	recipe_clear(&study.recipe);
}

/* Three seeds; row 1 diverged at the second one, dense at the third. */
static enum fpe_status read_made_up(struct outcome *outcome, int seed,
				    const struct study_result **out, struct fpe_error *err)
{
	static struct study_result result;

	(void)outcome;
	(void)err;
	for (int r = 0; r < 2; r++) {
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			result.metric[r][m] = seed && r == 2 - seed ? NAN : 10 * r + seed;
	}
	*out = &result;
	return FPE_OK;
}

static void what_diverged_is_counted_and_no_part_of_means(void **state)
{
	static struct outcome_summary s;
	struct outcome outcome = { .study.rows = 2, .seeds = 3, .read = read_made_up };
	struct fpe_error err;

	(void)state;
	assert_ok(outcome_summarise(&outcome, &s, &err));
	assert_int_equal(s.diverged[0] + 10 * s.diverged[1], 11);
	assert_int_equal(s.value[0][FPE_METRIC_TEST_ACCURACY].n, 2);
	assert_true(s.value[0][FPE_METRIC_TEST_ACCURACY].mean == (0 + 1) / 2.0);
	assert_true(s.value[1][FPE_METRIC_TEST_ACCURACY].mean == (10 + 12) / 2.0);
	assert_int_equal(s.value[1][OUTCOME_GAIN].n, 1);
	assert_true(s.value[1][OUTCOME_GAIN].mean == 10);
}

/* A row that diverges leaves the others of its run alone. */
static void rows_diverge_by_themselves(void **state)
{
	static struct study_result plain, lost;
	atomic_bool stop = false;
	const struct study_terms terms = { .stop = &stop };
	struct study study;
	struct fpe_error err;

	(void)state;
	fill(&study, 2, 5);
	study.rows = 4;
	assert_ok(study_run(&study, 1, &terms, &plain, &err));
	for (int r = 0; r < study.rows; r++)
		assert_false(study_diverged(plain.metric[r]));
	study.recipe.settings.optimizer = FPE_SGD;
	study.recipe.settings.lr = 1000;
	study.recipe.settings.decay = 1;
	assert_ok(study_run(&study, 1, &terms, &lost, &err));
	for (int r = 0; r < study.rows; r++) {
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			assert_true(isnan(lost.metric[r][m]));
	}
	assert_true(lost.majority == plain.majority);
	recipe_clear(&study.recipe);
}

static void curves_begin_at_the_split_and_end_at_the_table(void **state)
{
	struct study study;
	struct study_result result;
	int epoch[STUDY_MAX_POINTS], n;
	atomic_bool stop = false;
	const struct study_terms terms = { .stop = &stop };
	struct fpe_error err;

	(void)state;
	fill(&study, 4, 20);
	add_controls(&study);
	n = study_points(&study, epoch);
	assert_ok(study_run(&study, 1, &terms, &result, &err));
	for (int r = 0; r < study.rows; r++) {
		bool split = study.row[r].by != NULL; /* or like one */

		for (int k = 0; k < n; k++)
			assert_int_equal(isnan(result.curve[r][k]), split && epoch[k] < 4);
		assert_true(result.curve[r][n - 1] ==
			    (float)result.metric[r][FPE_METRIC_TEST_ACCURACY]);
	}
	recipe_clear(&study.recipe);
}

/* The net alone, from the seed alone, is the one that the table is of. */
static void a_row_is_trained_again_to_the_same_bits(void **state)
{
	struct study study;
	struct study_result result;
	atomic_bool stop = false;
	const struct study_terms terms = { .stop = &stop };
	struct fpe_error err;

	(void)state;
	fill(&study, 3, 7);
	add_controls(&study);
	assert_ok(study_run(&study, 5, &terms, &result, &err));
	for (int r = 0; r < study.rows; r++) {
		struct shared *train, *test;
		struct study_net net;
		struct fpe_kernel *kernel;
		struct fpe_score score;
		atomic_int epoch = 0;
		const struct study_terms counted = { .stop = &stop, .epochs = &epoch };
		test_row("%s", study.row[r].name);

		assert_ok(study_run_net(&study, 5, r, &counted, &net, &err));
		assert_int_equal(epoch, study_net_epochs(&study, r));
		assert_int_equal(fpe_net_nnz(net.net), (int)result.metric[r][FPE_METRIC_NNZ]);
		assert_int_equal(net.budget, (int)result.metric[r][FPE_METRIC_BUDGET]);
		assert_ok(recipe_samples(&study.recipe, net.task, 5, NULL, &train, &test, &err));
		assert_ok(fpe_kernel_new(net.net, shared_get(test), &kernel, &err));
		score = fpe_kernel_score(kernel, net.net, shared_get(test));
		assert_true(score.loss == result.metric[r][FPE_METRIC_TEST_LOSS]);
		fpe_kernel_free(kernel);
		shared_release(train);
		shared_release(test);
		study_net_clear(&net);
	}
	stop = true;
	{
		struct study_net net;

		assert_fails(FPE_ESTOPPED, study_run_net(&study, 5, 1, &terms, &net, &err));
		study_net_clear(&net);
	}
	recipe_clear(&study.recipe);
}

/* Whatever is like a split has exactly its non-zeros, and numbers of its own. */
static void controls_have_the_non_zeros_of_the_split(void **state)
{
	static const struct {
		int warmup, alpha, layer, layers;
	} cases[] = {
		{ 3, 2, 0, 1 }, { 0, 2, 0, 1 }, { 3, 3, 0, 1 }, { 2, 2, -1, 2 }, { 0, 3, 1, 2 }
	};
	const atomic_bool stop = false;
	const struct study_terms terms = { .stop = &stop };
	struct study_result result, again;
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct study study;

		test_row("case %zu", i);
		fill(&study, cases[i].warmup, 5);
		study.rows = 2;
		study.how.alpha = cases[i].alpha;
		study.how.layer = cases[i].layer;
		study.recipe.net.layers = cases[i].layers;
		study.recipe.net.hidden[1] = 6;
		add_controls(&study);
		for (int r = 0; r < study.rows; r++) {
			if (study.row[r].kind == ROW_ENSEMBLE && cases[i].layers > 1)
				study.row[r] = study.row[--study.rows];
		}
		assert_ok(study_run(&study, 2, &terms, &result, &err));
		assert_ok(study_run(&study, 2, &terms, &again, &err));
		for (int r = 1; r < study.rows; r++) {
			const double *metric = result.metric[r];

			test_row("case %zu: %s", i, study.row[r].name);
			assert_true(metric[FPE_METRIC_TEST_LOSS] ==
				    again.metric[r][FPE_METRIC_TEST_LOSS]);
			if (study.row[r].by)
				assert_true(metric[FPE_METRIC_NNZ] == metric[FPE_METRIC_BUDGET]);
			for (int k = 0; k < r; k++)
				assert_true(metric[FPE_METRIC_TEST_LOSS] !=
					    result.metric[k][FPE_METRIC_TEST_LOSS]);
		}
	}
}

static struct compare *run(struct pool *pool, int seeds)
{
	struct study study;
	struct compare *c;
	struct fpe_error err;

	fill(&study, 4, 20);
	assert_ok(compare_new(&study, 1, seeds, pool, &c, &err));
	runner_wait(&c->runner);
	return c;
}

/* A study's curve of dense at seed 1 is the live session's series. */
static void curves_are_the_live_sessions(void **state)
{
	struct session *s;
	struct data_spec data = { .train = 600, .test = 300, .p = 0.5 };
	struct training_plan plan = { TRAIN_EPOCHS, 20 };
	struct training *t;
	struct fpe_error err;
	struct compare *c;
	const struct snapshot_study *study;
	const struct series *series;

	(void)state;
	assert_ok(session_new(1, 2, &s, &err));
	assert_ok(session_need_task(s, &err));
	assert_ok(session_set_data(s, &data, &err));
	assert_ok(session_ready(s, &err));
	assert_ok(training_new(s->arm, 1, &plan, false, s->pool, &t, &err));
	assert_ok(training_run(t, 1000, &err));
	training_wait_quiet(t);
	training_free(t);
	c = run(s->pool, 1);
	study = compare_picture(c, &s->recipe);
	series = s->arm[0]->series;
	for (int k = 0; k < study->points; k++) {
		const struct series_point *p = series_at(series, study->epoch[k]);

		assert_int_equal(p->epoch, study->epoch[k]);
		assert_true(p->value[FPE_METRIC_TEST_ACCURACY] == study->row[0].median[k]);
	}
	compare_free(c);
	session_free(s);
}

static void the_picture_has_the_values_of_the_seeds_and_their_median(void **state)
{
	struct pool *pool;
	struct fpe_error err;
	struct recipe recipe;
	struct compare *c;
	const struct snapshot_study *study;
	struct outcome outcome;
	double values[3];

	(void)state;
	recipe_init(&recipe);
	assert_ok(pool_new(3, &pool, &err));
	c = run(pool, 3);
	study = compare_picture(c, &recipe);
	assert_false(study->fits); /* other samples */
	recipe.data.train = 600;
	recipe.data.test = 300;
	study = compare_picture(c, &recipe);
	compare_outcome(c, &outcome);
	assert_true(study->fits);
	assert_int_equal(study->done, 3);
	assert_int_equal(study->seeds, 3);
	assert_string_equal(study->row[2].name, "clause");
	for (int r = 0; r < study->rows; r++) {
		int end = study->points - 1;
		float median = study->row[r].median[end];
		double low, high;

		for (int i = 0; i < 3; i++) {
			const struct study_result *result;

			assert_ok(outcome.read(&outcome, i, &result, &err));
			values[i] = result->metric[r][FPE_METRIC_TEST_ACCURACY];
		}
		assert_memory_equal(values, study->row[r].final, sizeof values);
		low = fmin(values[0], fmin(values[1], values[2]));
		high = fmax(values[0], fmax(values[1], values[2]));
		assert_true(fabs(values[0] + values[1] + values[2] - low - high - (double)median) <
			    1e-6);
		/* half way from the median, of three */
		assert_true(fabs((low + (double)median) / 2 - (double)study->row[r].low[end]) <
			    1e-6);
		assert_true(fabs((high + (double)median) / 2 - (double)study->row[r].high[end]) <
			    1e-6);
	}
	outcome_clear(&outcome);
	compare_free(c);
	pool_free(pool);
	recipe_clear(&recipe);
}

/* While runs go on pictures are of whole seeds, and grow. */
static void pictures_can_be_taken_while_runs_go_on(void **state)
{
	struct pool *pool;
	struct fpe_error err;
	struct study s;
	struct recipe recipe;
	struct compare *c;
	int before = 0;

	(void)state;
	recipe_init(&recipe);
	fill(&s, 4, 20);
	assert_ok(pool_new(2, &pool, &err));
	assert_ok(compare_new(&s, 1, 12, pool, &c, &err));
	while (!runner_quiet(&c->runner)) {
		const struct snapshot_study *study = compare_picture(c, &recipe);

		assert_true(study->done >= before);
		before = study->done;
		for (int i = 0; i < study->seeds; i++)
			assert_int_equal(!isnan(study->row[2].final[i]), i < study->done);
	}
	assert_int_equal(compare_picture(c, &recipe)->done, 12);
	compare_free(c);
	pool_free(pool);
	recipe_clear(&recipe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_are_few_and_have_start_split_and_end),
		cmocka_unit_test(what_diverged_is_counted_and_no_part_of_means),
		cmocka_unit_test(rows_diverge_by_themselves),
		cmocka_unit_test(many_test_samples_are_scored_seldom),
		cmocka_unit_test(curves_begin_at_the_split_and_end_at_the_table),
		cmocka_unit_test(a_row_is_trained_again_to_the_same_bits),
		cmocka_unit_test(controls_have_the_non_zeros_of_the_split),
		cmocka_unit_test(curves_are_the_live_sessions),
		cmocka_unit_test(the_picture_has_the_values_of_the_seeds_and_their_median),
		cmocka_unit_test(pictures_can_be_taken_while_runs_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
