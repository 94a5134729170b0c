/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_jobs.c - nets whose steps threads share: the same bits with any number of threads, for
 * arms and for runs, also where a training is stopped and goes on.
 */
#include "support/lab_fixture.h"

#include <sched.h>

#include "lab/study/study_setting.h"

#define HIDDEN 700 /* a step takes long enough to be shared */
#define EPOCHS 4

/* A dense arm and its split, not trained. */
static void open_wide(struct lab_fixture *f, int jobs)
{
	struct net_spec spec = { .layers = 1, .hidden = { HIDDEN } };
	struct fpe_error err;
	struct arm *arm;

	lab_open(f, jobs);
	assert_ok(session_add_net(f->s, &spec, NULL, &arm, &err));
	lab_split(f->s, "random", NULL, -1);
	assert_ok(session_ready(f->s, &err));
}

static struct training *begin(struct lab_fixture *f, int arms, int until)
{
	const struct training_plan plan = { TRAIN_UNTIL, until };
	struct training *t;
	struct fpe_error err;

	/* as before each training: one that was stopped may owe an epoch's scores */
	assert_ok(session_ready(f->s, &err));
	assert_ok(training_new(f->s->arm, arms, &plan, true, f->s->pool, &t, &err));
	assert_ok(training_run(t, INT_MAX, &err));
	return t;
}

static void train(struct lab_fixture *f, int arms, int until)
{
	struct training *t = begin(f, arms, until);

	training_wait_quiet(t);
	training_free(t);
}

static void assert_same_arm(const struct arm *a, const struct arm *b)
{
	assert_int_equal(a->epoch, b->epoch);
	assert_int_equal(a->batch, b->batch);
	assert_same_net(settled(a), settled(b));
	assert_memory_equal(&a->test, &b->test, sizeof a->test);
	assert_int_equal(series_count(a->series), series_count(b->series));
	for (int i = 0; i < series_count(a->series); i++)
		assert_memory_equal(series_at(a->series, i)->value, series_at(b->series, i)->value,
				    sizeof series_at(a->series, i)->value);
}

static void jobs_do_not_change_an_arm(void **state)
{
	static const int jobs[] = { 2, 3, 5 };
	struct lab_fixture alone;

	(void)state;
	open_wide(&alone, 1);
	train(&alone, 2, EPOCHS);
	for (int i = 0; i < 3; i++) {
		struct lab_fixture f;
		test_row("%d jobs", jobs[i]);

		open_wide(&f, jobs[i]);
		/* the first alone, so that the others help; then both */
		train(&f, 1, EPOCHS / 2);
		train(&f, 2, EPOCHS);
		for (int k = 0; k < 2; k++)
			assert_same_arm(f.s->arm[k], alone.s->arm[k]);
		session_free(f.s);
	}
	session_free(alone.s);
}

/* Stopped after any of its batches, it goes on as if it had not been. */
static void a_shared_step_is_stopped_whole(void **state)
{
	struct lab_fixture whole, f;

	(void)state;
	open_wide(&whole, 1);
	train(&whole, 1, EPOCHS);
	open_wide(&f, 3);
	for (int k = 0; k < 200 && f.s->arm[0]->epoch < EPOCHS; k++) {
		struct training *t = begin(&f, 1, EPOCHS);

		for (int i = 0; i < k; i++)
			sched_yield();
		training_stop(t);
		training_wait_quiet(t);
		training_free(t);
	}
	train(&f, 1, EPOCHS);
	assert_same_arm(f.s->arm[0], whole.s->arm[0]);
	session_free(f.s);
	session_free(whole.s);
}

static void fill(struct study *study)
{
	struct fpe_error err;

	study_init(study);
	study->warmup = 1;
	study->epochs = 2;
	study->recipe.data.train = study->recipe.data.test = 1000;
	study->recipe.net.hidden[0] = HIDDEN;
	assert_ok(study_add(study, (struct study_row){ .kind = ROW_DENSE, .name = "dense" }, &err));
	assert_ok(study_add(study,
			    (struct study_row){ .kind = ROW_SPLIT,
						.name = "random",
						.by = fpe_split_kind_find("random") },
			    &err));
}

/* Fewer runs than threads, in the end or all the time. */
static void jobs_do_not_change_a_compare(void **state)
{
	struct study_result want[3];

	(void)state;
	for (int jobs = 1; jobs <= 4; jobs++) {
		struct pool *pool;
		struct study study;
		struct compare *c;
		struct outcome outcome;
		struct fpe_error err;
		test_row("%d jobs", jobs);

		fill(&study);
		assert_ok(pool_new(jobs, &pool, &err));
		assert_ok(compare_new(&study, 1, 3, pool, &c, &err));
		runner_wait(&c->runner);
		compare_outcome(c, &outcome);
		assert_int_equal(outcome.seeds, 3);
		for (int i = 0; i < 3; i++) {
			const struct study_result *got;

			assert_ok(outcome.read(&outcome, i, &got, &err));
			if (jobs == 1)
				want[i] = *got;
			assert_memory_equal(got->metric, want[i].metric,
					    2 * sizeof want[i].metric[0]);
			assert_memory_equal(got->curve, want[i].curve, 2 * sizeof want[i].curve[0]);
		}
		outcome_clear(&outcome);
		compare_free(c);
		pool_free(pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_do_not_change_an_arm),
		cmocka_unit_test(a_shared_step_is_stopped_whole),
		cmocka_unit_test(jobs_do_not_change_a_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
