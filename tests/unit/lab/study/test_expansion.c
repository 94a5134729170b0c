/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_expansion.c - a net split and fine-tuned beside the same net without a split. */
#include "support/lab_fixture.h"

#include <math.h>
#include <stdlib.h>

#include "lab/study/expansion.h"

/* The session's samples, and a net that fits them. */
static struct expansion_plan plan_of(struct lab_fixture *f, struct fpe_net **net)
{
	const struct net_spec spec = { .layers = 2, .hidden = { 6, 5 } };
	struct expansion_plan plan = { .by = fpe_split_kind_find("random"),
				       .how = { .alpha = 2, .layer = -1 },
				       .settings = f->s->recipe.settings,
				       .epochs = 4,
				       .seed = 9,
				       .train = f->s->train,
				       .test = f->s->test };
	struct fpe_error err;

	assert_ok(recipe_net(&spec, f->s->task, f->s->train, 5, net, &err));
	return plan;
}

static struct expansion *run(struct lab_fixture *f, const struct expansion_plan *plan,
			     struct fpe_net *net)
{
	struct expansion *e;
	const char *blame;
	struct fpe_error err;

	assert_ok(expansion_new(plan, net, f->s->pool, &e, &blame, &err));
	runner_wait(&e->runner);
	assert_false(e->runner.broken);
	return e;
}

/* The net trained for the plan's epochs, by a trainer of its own. */
static struct fpe_net *trained(const struct expansion_plan *plan, const struct fpe_net *net)
{
	struct fpe_net *copy = fpe_net_copy(net);
	struct fpe_trainer *trainer;
	struct fpe_error err;

	assert_ok(fpe_trainer_new(copy, plan->train, &plan->settings, plan->seed, 0, 0, &trainer,
				  &err));
	while (fpe_trainer_epoch(trainer) < plan->epochs)
		assert_ok(fpe_trainer_step(trainer, &err));
	fpe_trainer_free(trainer);
	return copy;
}

static void assert_same_weights(const struct fpe_net *a, const struct fpe_net *b)
{
	assert_int_equal(a->floats, b->floats);
	for (int i = 0; i < a->layers; i++) {
		assert_memory_equal(a->layer[i].weight, b->layer[i].weight,
				    fpe_layer_size(&a->layer[i]) * sizeof(float));
		assert_memory_equal(a->layer[i].bias, b->layer[i].bias,
				    (size_t)a->layer[i].out * sizeof(float));
	}
}

static void both_nets_are_what_training_them_alone_gives(void **state)
{
	(void)state;
	for (int jobs = 1; jobs <= 2; jobs++) {
		test_row("jobs %d", jobs);
		struct lab_fixture f;
		struct fpe_net *net, *copy, *split, *want;
		struct expansion_plan plan;
		struct expansion *e;
		struct fpe_error err;

		lab_open(&f, jobs);
		plan = plan_of(&f, &net);
		copy = fpe_net_copy(net);
		e = run(&f, &plan, net);
		want = trained(&plan, copy);
		assert_same_weights(e->net[EXPANSION_DENSE], want);
		fpe_net_free(want);
		struct fpe_grouping g = recipe_split(&plan.how, copy, &plan.basis, plan.seed);

		assert_ok(fpe_split(plan.by, &g, FPE_BUDGET_EXACT, fpe_net_nnz(copy),
				    fpe_net_biases(copy), &split, &err));
		want = trained(&plan, split);
		assert_same_weights(e->net[EXPANSION_SPLIT], want);
		assert_int_equal(fpe_net_nnz(e->net[EXPANSION_SPLIT]), fpe_net_nnz(copy));
		assert_int_equal(e->net[EXPANSION_SPLIT]->layer[1].out, 10);
		assert_int_equal(atomic_load(&e->epochs), expansion_epochs(e));
		fpe_net_free(want);
		fpe_net_free(split);
		fpe_net_free(copy);
		expansion_free(e);
		session_free(f.s);
	}
}

/* The score of both nets, sample by sample, and the interval of what lies between. */
static void check_gain(const struct expansion *e, const double score[EXPANSION_ARMS])
{
	const struct fpe_summary gain = expansion_gain(e);
	double *difference = calloc((size_t)gain.n, sizeof *difference);

	assert_int_equal(gain.n, e->plan.test->count);
	for (int i = 0; i < gain.n; i++)
		difference[i] = e->mark[EXPANSION_SPLIT][i] - e->mark[EXPANSION_DENSE][i];
	for (int arm = 0; arm < EXPANSION_ARMS; arm++)
		assert_true(fabs(fpe_summarise(e->mark[arm], gain.n).mean - score[arm]) <
			    1e-6 * fabs(score[arm]));
	assert_true(gain.mean == fpe_summarise(difference, gain.n).mean);
	assert_true(gain.low == fpe_summarise(difference, gain.n).low);
	assert_true(gain.low < gain.mean && gain.mean < gain.high);
	free(difference);
}

static void the_gain_is_paired_by_sample(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net;
	struct expansion_plan plan;
	struct expansion *e;

	(void)state;
	lab_open(&f, 2);
	plan = plan_of(&f, &net);
	plan.epochs = 80; /* until they differ */
	e = run(&f, &plan, net);
	check_gain(e, (double[]){ e->score[EXPANSION_DENSE].accuracy,
				  e->score[EXPANSION_SPLIT].accuracy });
	assert_true(e->score[EXPANSION_DENSE].accuracy != e->score[EXPANSION_SPLIT].accuracy);
	expansion_free(e);
	session_free(f.s);
}

/* What training has done to a net is told against the net as it came. */
static void the_net_as_it_came_is_scored_before_it_is_trained(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net, *copy;
	struct expansion_plan plan;
	struct expansion *e;
	struct fpe_kernel *kernel;
	struct fpe_score came;
	struct fpe_summary change;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 2);
	plan = plan_of(&f, &net);
	copy = fpe_net_copy(net);
	e = run(&f, &plan, net);
	assert_ok(fpe_kernel_new(copy, plan.test, &kernel, &err));
	came = fpe_kernel_score(kernel, copy, plan.test);
	assert_true(e->score[EXPANSION_GIVEN].accuracy == came.accuracy);
	assert_true(e->score[EXPANSION_GIVEN].loss == came.loss);
	assert_true(e->score[EXPANSION_DENSE].loss != came.loss);
	change = expansion_change(e);
	assert_int_equal(change.n, plan.test->count);
	assert_true(fabs(change.mean - (e->score[EXPANSION_DENSE].accuracy - came.accuracy)) <
		    1e-9);
	fpe_kernel_free(kernel);
	fpe_net_free(copy);
	expansion_free(e);
	session_free(f.s);
}

/* Of real targets it is that of the loss: so much smaller is split's. */
static void of_targets_the_gain_is_of_the_loss(void **state)
{
	struct net_spec spec = { .layers = 1, .hidden = { 4 } };
	struct lab_fixture f;
	struct fpe_net *net;
	struct fpe_data *data;
	struct fpe_rng rng;
	struct expansion_plan plan;
	struct expansion *e;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	plan = plan_of(&f, &net);
	fpe_net_free(net);
	assert_ok(fpe_data_new_targets(300, 12, 2, true, &data, &err));
	fpe_rng_open(&rng, 3, FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 300 * 12; i++)
		data->real[i] = (float)fpe_rng_unit(&rng);
	for (int i = 0; i < 300; i++) {
		data->target[2 * i] = data->real[12 * i] * data->real[12 * i + 1];
		data->target[2 * i + 1] = data->real[12 * i + 2];
	}
	plan.train = plan.test = data;
	plan.epochs = 30;
	assert_ok(recipe_net(&spec, f.s->task, data, 5, &net, &err));
	e = run(&f, &plan, net);
	check_gain(e,
		   (double[]){ -e->score[EXPANSION_DENSE].loss, -e->score[EXPANSION_SPLIT].loss });
	assert_true(isnan(e->score[EXPANSION_SPLIT].accuracy));
	expansion_free(e);
	fpe_data_free(data);
	session_free(f.s);
}

static void set_bias(const void *context, struct fpe_net *net)
{
	for (int n = 0; n < fpe_net_outputs(net); n++)
		net->layer[net->layers - 1].bias[n] = *(const float *)context;
}

static void scores_are_of_the_nets_that_are_written(void **state)
{
	const float large = 1e6f; /* every sample is positive then */
	struct lab_fixture f;
	struct fpe_net *net;
	struct expansion_plan plan;
	struct expansion *e;

	(void)state;
	lab_open(&f, 1);
	plan = plan_of(&f, &net);
	plan.written = set_bias;
	plan.context = &large;
	e = run(&f, &plan, net);
	assert_true(e->score[EXPANSION_DENSE].accuracy == 0.5);
	assert_true(e->score[EXPANSION_SPLIT].accuracy == 0.5);
	assert_true(e->net[EXPANSION_SPLIT]->layer[2].bias[0] == large);
	expansion_free(e);
	session_free(f.s);
}

/* With dropconnect weights count for less in what is evaluated than in training. */
static void what_is_written_is_the_net_that_is_evaluated(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net, *copy;
	const struct fpe_net *evaluated;
	struct fpe_trainer *trainer;
	struct expansion_plan plan;
	struct expansion *e;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	plan = plan_of(&f, &net);
	plan.settings.dropconnect = .5;
	copy = fpe_net_copy(net);
	e = run(&f, &plan, net);
	assert_ok(
		fpe_trainer_new(copy, plan.train, &plan.settings, plan.seed, 0, 0, &trainer, &err));
	while (fpe_trainer_epoch(trainer) < plan.epochs)
		assert_ok(fpe_trainer_step(trainer, &err));
	evaluated = fpe_trainer_net(trainer);
	assert_true(evaluated->layer[0].weight[0] != copy->layer[0].weight[0]);
	assert_same_weights(e->net[EXPANSION_DENSE], evaluated);
	fpe_trainer_free(trainer);
	fpe_net_free(copy);
	expansion_free(e);
	session_free(f.s);
}

static void without_samples_it_splits_and_no_more(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net, *copy;
	struct expansion_plan plan;
	struct expansion *e;

	(void)state;
	lab_open(&f, 1);
	plan = plan_of(&f, &net);
	plan.train = plan.test = NULL;
	copy = fpe_net_copy(net);
	e = run(&f, &plan, net);
	assert_same_weights(e->net[EXPANSION_DENSE], copy);
	assert_int_equal(e->net[EXPANSION_SPLIT]->layer[0].out, 12);
	assert_int_equal(expansion_epochs(e), 0);
	assert_int_equal(expansion_gain(e).n, 0);
	assert_true(isnan(e->score[EXPANSION_SPLIT].accuracy));
	fpe_net_free(copy);
	expansion_free(e);
	session_free(f.s);
}

static void what_cannot_be_split_is_refused_before_it_begins(void **state)
{
	static const struct {
		int alpha, layer;
		const char *by, *blame;
	} cases[] = {
		{ 65, -1, "random", "alpha" }, /* more than there may be */
		{ 13, 0, "random", "alpha" },  /* more than inputs */
		{ 2, 2, "random", "layer" },   /* the last one */
		{ 2, 0, "clause", "by" },      /* no clauses */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("case %zu", i);
		struct lab_fixture f;
		struct fpe_net *net;
		struct expansion_plan plan;
		struct expansion *e;
		const char *blame;
		struct fpe_error err;

		lab_open(&f, 1);
		plan = plan_of(&f, &net);
		plan.how.alpha = cases[i].alpha;
		plan.how.layer = cases[i].layer;
		plan.by = fpe_split_kind_find(cases[i].by);
		assert_true(expansion_new(&plan, net, f.s->pool, &e, &blame, &err) != FPE_OK);
		assert_null(e);
		assert_string_equal(blame, cases[i].blame);
		session_free(f.s);
	}
}

static void a_net_that_diverges_is_named_with_a_way_out(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net;
	struct expansion_plan plan;
	struct expansion *e;
	const char *blame;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	plan = plan_of(&f, &net);
	plan.settings.lr = 1e6;
	plan.settings.optimizer = FPE_SGD;
	assert_ok(expansion_new(&plan, net, f.s->pool, &e, &blame, &err));
	runner_wait(&e->runner);
	assert_true(e->runner.broken);
	assert_string_equal(
		e->runner.error.message,
		"the net without a split diverged; a smaller learning rate may help: set lr=100000");
	expansion_free(e);
	session_free(f.s);
}

static void it_stops_when_asked(void **state)
{
	struct lab_fixture f;
	struct fpe_net *net;
	struct expansion_plan plan;
	struct expansion *e;
	const char *blame;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	plan = plan_of(&f, &net);
	plan.epochs = FPE_MAX_EPOCHS;
	assert_ok(expansion_new(&plan, net, f.s->pool, &e, &blame, &err));
	runner_stop(&e->runner);
	runner_wait(&e->runner);
	assert_false(e->runner.broken);
	assert_true(e->runner.done < EXPANSION_ARMS);
	expansion_free(e);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_nets_are_what_training_them_alone_gives),
		cmocka_unit_test(the_gain_is_paired_by_sample),
		cmocka_unit_test(the_net_as_it_came_is_scored_before_it_is_trained),
		cmocka_unit_test(of_targets_the_gain_is_of_the_loss),
		cmocka_unit_test(scores_are_of_the_nets_that_are_written),
		cmocka_unit_test(what_is_written_is_the_net_that_is_evaluated),
		cmocka_unit_test(without_samples_it_splits_and_no_more),
		cmocka_unit_test(what_cannot_be_split_is_refused_before_it_begins),
		cmocka_unit_test(a_net_that_diverges_is_named_with_a_way_out),
		cmocka_unit_test(it_stops_when_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
