/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_targets.c - real targets from the session to studies and searches: the loss is
 * squared, what is of classes is not there, and loss_gain stands for gain.
 */
#include "support/lab_fixture.h"
#include "support/own_fixture.h"

#include <math.h>
#include <stdlib.h>

#include "lab/arm/robustness.h"
#include "lab/auto/search.h"
#include "lab/study/compare.h"
#include "lab/study/study_setting.h"

#define INPUTS 8

/* Two targets: a sum with a product, and a difference. */
static struct fpe_data *samples(uint64_t seed, int count, int real)
{
	struct fpe_data *data;
	struct fpe_rng rng;

	assert_false(fpe_data_new_targets(count, INPUTS, 2, real, &data, NULL));
	fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < count; i++) {
		float x[INPUTS];

		for (int j = 0; j < INPUTS; j++) {
			bool bit = fpe_rng_below(&rng, 2);

			x[j] = real ? (float)fpe_rng_unit(&rng) : bit;
			if (real)
				data->real[i * INPUTS + j] = x[j];
			else
				data->bits[i] |= (uint64_t)bit << j;
		}
		data->target[2 * i] = x[0] + 2 * x[1] * x[2] - x[3];
		data->target[2 * i + 1] = x[4] - x[5];
	}
	return data;
}

static void open_session(struct lab_fixture *f, int real)
{
	struct fpe_error err;
	struct arm *arm;

	struct shared *own = own_of(samples(5, 300, real));

	lab_open(f, 1);
	assert_ok(session_import(f->s, NULL, own, NULL, &arm, &err));
	shared_release(own);
}

static void an_arm_learns_them(void **state)
{
	(void)state;
	for (int real = 0; real < 2; real++) {
		double before[FPE_METRIC_COUNT], after[FPE_METRIC_COUNT];
		struct lab_fixture f;
		struct fpe_error err;
		struct arm *arm, *split;

		test_row("real %d", real);
		open_session(&f, real);
		arm = lab_add_net(f.s);
		assert_int_equal(arm->net->loss, FPE_LOSS_SQUARED);
		assert_int_equal(fpe_net_outputs(arm->net), 2);
		assert_ok(session_ready(f.s, &err));
		assert_ok(arm_measure(arm, 0, NULL, before, &err));
		lab_train(f.s, TRAIN_EPOCHS, 60);
		split = lab_split(f.s, "random", NULL, -1);
		lab_train(f.s, TRAIN_EPOCHS, 60);
		assert_ok(session_ready(f.s, &err));
		assert_ok(arm_measure(arm, 0, NULL, after, &err));
		assert_true(before[FPE_METRIC_TRAIN_LOSS] > 0.1);
		assert_true(after[FPE_METRIC_TRAIN_LOSS] < before[FPE_METRIC_TRAIN_LOSS] / 4);
		assert_true(isnan(after[FPE_METRIC_TRAIN_ACCURACY]));
		assert_ok(arm_measure(split, 0, NULL, after, &err));
		assert_true(after[FPE_METRIC_TRAIN_LOSS] < before[FPE_METRIC_TRAIN_LOSS] / 2);
		assert_true(after[FPE_METRIC_NNZ] == after[FPE_METRIC_BUDGET]);
		session_free(f.s);
	}
}

/* Nets that are read are trained as the samples have it. */
static void an_imported_net_takes_their_loss(void **state)
{
	struct shared *own = own_of(samples(5, 40, 1));
	struct fpe_net *net;
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	assert_ok(fpe_net_new((int[]){ INPUTS, 3, 2 }, 2, &net, &err));
	net->activation = FPE_TANH;
	fpe_net_set_biased(net, false);
	assert_ok(session_import(f.s, net, own, NULL, &arm, &err));
	shared_release(own);
	assert_int_equal(arm->net->loss, FPE_LOSS_SQUARED);
	assert_int_equal(f.s->recipe.net.activation, FPE_TANH);
	assert_int_equal(f.s->recipe.net.bias, NET_UNBIASED);
	assert_int_equal(arm->root.activation, FPE_TANH);
	/* another with as many outputs joins it, one with others does not */
	assert_ok(fpe_net_new((int[]){ INPUTS, 3, 2 }, 2, &net, &err));
	assert_ok(session_import(f.s, net, NULL, NULL, &arm, &err));
	assert_ok(fpe_net_new((int[]){ INPUTS, 3, 1 }, 2, &net, &err));
	assert_fails(FPE_ESHAPE, session_import(f.s, net, NULL, NULL, &arm, &err));
	session_free(f.s);
}

/* As PyTorch has it: two logits tell two classes apart, too. */
static void two_logits_learn_two_classes(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net;
	struct fpe_error err;
	double value[FPE_METRIC_COUNT];
	struct arm *arm;

	(void)state;
	lab_open(&f, 1); /* 12 inputs */
	assert_ok(fpe_net_new((int[]){ 12, 9, 2 }, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	assert_ok(session_import(f.s, net, NULL, NULL, &arm, &err));
	assert_int_equal(arm->net->loss, FPE_LOSS_SOFTMAX);
	lab_train(f.s, TRAIN_EPOCHS, 300);
	assert_ok(session_ready(f.s, &err));
	assert_ok(arm_measure(arm, 0, NULL, value, &err));
	assert_true(value[FPE_METRIC_TRAIN_ACCURACY] > .9);
	session_free(f.s);
}

/* What a study makes after an import is what was imported, its weights apart. */
static void nets_like_an_imported_one_have_its_biases_and_outputs(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net, *made;
	struct task_spec task = { .kind = FPE_TASK_LED };
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	assert_ok(fpe_net_new((int[]){ 12, 4, 5, 2 }, 3, &net, &err));
	net->layer[0].unbiased = net->layer[2].unbiased = true;
	assert_ok(session_import(f.s, net, NULL, NULL, &arm, &err));
	for (int twice = 0; twice < 2; twice++) {
		const struct net_spec *spec = twice ? &arm->root : &f.s->recipe.net;
		struct net_spec again = *spec;

		again.layers = 2; /* of a root that was not drawn they are not told */
		assert_ok(recipe_net(&again, f.s->task, f.s->train, 1, &made, &err));
		assert_int_equal(fpe_net_outputs(made), 2);
		assert_int_equal(made->loss, FPE_LOSS_SOFTMAX);
		assert_int_equal(fpe_net_biases(made), 5);
		assert_true(made->layer[0].unbiased && !made->layer[1].unbiased);
		assert_true(made->layer[2].unbiased);
		fpe_net_free(made);
	}
	/* for other classes there are as many outputs as these need */
	setting_reset(setting_task_rows(FPE_TASK_LED), &task);
	assert_ok(session_set_task(f.s, &task, &err));
	assert_ok(recipe_net(&f.s->recipe.net, f.s->task, NULL, 1, &made, &err));
	assert_int_equal(fpe_net_outputs(made), FPE_LED_DIGITS);
	fpe_net_free(made);
	/* more outputs than classes do no harm, before samples are drawn and after */
	for (int drawn = 0; drawn < 2; drawn++) {
		assert_ok(fpe_net_new((int[]){ 24, 3, 9 }, 2, &net, &err));
		assert_fails(FPE_ESHAPE, session_import(f.s, net, NULL, NULL, &arm, &err));
		assert_ok(fpe_net_new((int[]){ 24, 3, FPE_LED_DIGITS }, 2, &net, &err));
		assert_ok(session_import(f.s, net, NULL, NULL, &arm, &err));
		assert_int_equal(f.s->recipe.net.outputs, 0);
		assert_ok(fpe_net_new((int[]){ 24, 3, 11 }, 2, &net, &err));
		assert_ok(session_import(f.s, net, NULL, NULL, &arm, &err));
		assert_int_equal(f.s->recipe.net.outputs, 11);
		assert_ok(session_need_data(f.s, &err));
	}
	session_free(f.s);
}

static void a_net_that_cannot_be_is_refused(void **state)
{
	static const struct {
		int unbiased, outputs;
		enum fpe_status status;
	} cases[] = { { 1 << 2, 0, FPE_ERANGE },
		      { 1 << 1, 0, FPE_OK },
		      { 0, 1, FPE_OK },
		      { 0, 2, FPE_OK },
		      { 0, 3, FPE_OK } };
	struct fpe_data *real = samples(5, 40, 1);
	struct fpe_net *net;
	struct lab_fixture f;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct net_spec spec = { .layers = 1,
					       .hidden = { 3 },
					       .unbiased = cases[i].unbiased,
					       .outputs = cases[i].outputs };

		test_row("case %zu", i);
		assert_int_equal(recipe_net(&spec, f.s->task, NULL, 1, &net, &err),
				 cases[i].status);
		fpe_net_free(net);
		/* real targets are as many as there are */
		if (cases[i].outputs) {
			enum fpe_status want = cases[i].outputs == 2 ? FPE_OK : FPE_ESHAPE;

			assert_int_equal(recipe_net(&spec, f.s->task, real, 1, &net, &err), want);
			fpe_net_free(net);
		}
	}
	fpe_data_free(real);
	session_free(f.s);
}

static void a_study_compares_by_the_loss(void **state)
{
	struct sample_set set = { .data = samples(6, 200, 1), .test = samples(7, 100, 1) };
	struct task_spec task = { .kind = FPE_TASK_SAMPLES, .own = own_of_set(set, 0, OWN_AS_IS) };
	static struct outcome_summary sum;
	const struct snapshot_study *picture;
	struct outcome outcome;
	struct study study;
	struct compare *c;
	struct pool *pool;
	struct fpe_error err;

	(void)state;
	study_init(&study);
	assert_ok(recipe_set_task(&study.recipe, &task, &err));
	shared_release(task.own);
	study.warmup = 2;
	study.epochs = 10;
	study.robustness = true;
	assert_ok(
		study_add(&study, (struct study_row){ .kind = ROW_DENSE, .name = "dense" }, &err));
	assert_ok(study_add(&study,
			    (struct study_row){ .kind = ROW_SPLIT,
						.name = "random",
						.by = fpe_split_kind_find("random") },
			    &err));
	assert_ok(pool_new(1, &pool, &err));
	assert_ok(compare_new(&study, 1, 3, pool, &c, &err));
	runner_wait(&c->runner);
	compare_outcome(c, &outcome);
	assert_ok(outcome_summarise(&outcome, &sum, &err));
	assert_true(isnan(sum.majority));
	assert_true(isnan(sum.value[1][FPE_METRIC_TEST_ACCURACY].mean));
	assert_true(isnan(sum.value[1][FPE_METRIC_ROBUSTNESS_WORST].mean));
	assert_true(isnan(sum.value[1][OUTCOME_GAIN].mean));
	assert_true(sum.value[0][OUTCOME_LOSS_GAIN].mean == 0);
	assert_true(fabs(sum.value[1][OUTCOME_LOSS_GAIN].mean -
			 (sum.value[0][FPE_METRIC_TEST_LOSS].mean -
			  sum.value[1][FPE_METRIC_TEST_LOSS].mean)) < 1e-12);
	picture = compare_picture(c, &study.recipe);
	for (int i = 0; i < 3; i++)
		assert_true(picture->row[1].final[i] > 0);
	assert_true(fabs((picture->row[1].final[0] + picture->row[1].final[1] +
			  picture->row[1].final[2]) /
				 3 -
			 sum.value[1][FPE_METRIC_TEST_LOSS].mean) < 1e-6);
	outcome_clear(&outcome);
	compare_free(c);
	pool_free(pool);
}

static void a_search_ranks_by_the_loss(void **state)
{
	struct search_options o = search_defaults();
	const struct search_stage *last;
	struct lab_fixture f;
	struct search *search;
	const char *blame;
	struct fpe_error err;

	(void)state;
	open_session(&f, 1);
	lab_add_net(f.s);
	o.trials = 4;
	o.seeds = 2;
	o.epochs = 16;
	assert_ok(session_ready(f.s, &err));
	assert_ok(search_new(f.s, f.s->arm[0], &o, &search, &blame, &err));
	search_wait(search);
	assert_int_equal(search->error.code, FPE_OK);
	assert_true(search_by_loss(search));
	assert_true(search->best >= 0);
	last = &search->stage[search->decided];
	for (int i = 0; i < last->count; i++) {
		const struct search_place *p = &last->place[last->order[i]];

		assert_true(p->loss.mean > 0 && isnan(p->accuracy.mean));
		assert_true(i == 0 || p->loss.mean >= last->place[last->order[i - 1]].loss.mean);
		assert_true(fabs(p->loss_gain.mean - (last->place[0].loss.mean - p->loss.mean)) <
			    1e-12);
	}
	search_free(search);
	session_free(f.s);
}

static void what_is_of_classes_is_refused(void **state)
{
	struct fpe_data *data = samples(5, 20, 0);
	struct fpe_net *net;
	struct fpe_kernel *kernel;
	double a, b, value[FPE_METRIC_COUNT];
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new((int[]){ INPUTS, 3, 2 }, 2, &net, &err));
	net->loss = FPE_LOSS_SQUARED;
	assert_ok(fpe_kernel_new(net, data, &kernel, &err));
	assert_fails(FPE_ESTATE, robustness_flip(kernel, net, data, .1, 1, NULL, &a, &err));
	assert_fails(FPE_ESTATE, robustness_drop(kernel, net, data, NULL, &a, &b, &err));
	assert_ok(robustness_fill(kernel, net, data, 1, NULL, value, &err));
	assert_true(isnan(value[FPE_METRIC_ROBUSTNESS_WORST]));
	fpe_kernel_free(kernel);
	fpe_net_free(net);
	fpe_data_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arm_learns_them),
		cmocka_unit_test(an_imported_net_takes_their_loss),
		cmocka_unit_test(two_logits_learn_two_classes),
		cmocka_unit_test(nets_like_an_imported_one_have_its_biases_and_outputs),
		cmocka_unit_test(a_net_that_cannot_be_is_refused),
		cmocka_unit_test(a_study_compares_by_the_loss),
		cmocka_unit_test(a_search_ranks_by_the_loss),
		cmocka_unit_test(what_is_of_classes_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
