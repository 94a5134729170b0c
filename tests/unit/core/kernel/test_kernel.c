/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_kernel.c - every build of the kernel against naive loops in double, and
 * against each other bit by bit.
 */
#include "support/kernel_fixture.h"

#include "core/kernel/plan.h"
#include "support/lane_model.h"

static void every_build_agrees_with_loops_in_double(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct fixture f;

		fixture_draw(&f, &rng, sizes[round % COUNT(sizes)]);
		for (int i = 0; i < COUNT(isas); i++) {
			test_row("%s", isas[i]);
			struct answer a;

			if (!answer_get(&a, &f, isas[i]))
				continue;
			compare_all(&a, &f);
			answer_free(&a);
		}
		fixture_free(&f);
	}
}

/* The widest layers, inputs and outputs there may be, and the most layers. */
static void nets_at_the_limits_agree_with_loops_in_double(void **state)
{
	static const int shape[][FPE_MAX_LAYERS + 1] = {
		{ FPE_MAX_INPUTS, 1, 1 },
		{ 3, FPE_MAX_NEURONS, 1 },
		{ 5, 2, FPE_MAX_NEURONS },
		{ 1, 1, 1, 1 },
		{ 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2 },
	};
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 8);
	for (int i = 0; i < COUNT(shape) * FPE_ACTIVATIONS; i++) {
		const int *widths = shape[i / FPE_ACTIVATIONS];
		struct fixture f = { .n = 3 };
		struct answer a;
		int layers = 0;

		while (layers < FPE_MAX_LAYERS && widths[layers + 1])
			layers++;
		assert_false(fpe_net_new(widths, layers, &f.net, NULL));
		fpe_net_init(f.net, FPE_INIT_XAVIER, fpe_rng_u64(&rng));
		random_kind(&rng, f.net);
		f.net->activation = (enum fpe_activation)(i % FPE_ACTIVATIONS);
		f.data = random_data(&rng, f.net, 3, i % 2);
		f.order = calloc(3, sizeof *f.order);
		test_row("%d-%d-%d, %s", widths[0], widths[1], widths[2],
			 fpe_activation_info[f.net->activation].name);
		assert_true(answer_get(&a, &f, "generic"));
		compare_all(&a, &f);
		answer_free(&a);
		fixture_free(&f);
	}
}

static void builds_with_fma_give_the_same_bits(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct answer a, b;
		struct fixture f;

		fixture_draw(&f, &rng, sizes[round % COUNT(sizes)]);
		if (!answer_get(&b, &f, "v4"))
			skip();
		assert_true(answer_get(&a, &f, "v3"));
		assert_memory_equal(a.logits, b.logits, a.size * sizeof *a.logits);
		assert_memory_equal(&a.loss, &b.loss, sizeof a.loss);
		assert_memory_equal(&a.score, &b.score, sizeof a.score);
		assert_memory_equal(a.gradient->block, b.gradient->block,
				    a.gradient->floats * sizeof(float));
		answer_free(&a);
		answer_free(&b);
		fixture_free(&f);
	}
}

static void assert_model(const struct answer *a, const struct answer *model)
{
	assert_memory_equal(a->logits, model->logits, a->size * sizeof *a->logits);
	assert_memory_equal(&a->loss, &model->loss, sizeof a->loss);
	for (int l = 0; l < model->gradient->layers; l++) {
		const struct fpe_layer *x = &a->gradient->layer[l];
		const struct fpe_layer *y = &model->gradient->layer[l];

		assert_memory_equal(x->weight, y->weight, sizeof(float) * (size_t)(x->in * x->out));
		assert_memory_equal(x->bias, y->bias, sizeof(float) * (size_t)x->out);
	}
}

/* Of all builds with FMA; returns how many this CPU has. */
static int compare_with_model(const struct fixture *f)
{
	struct answer a, model;
	int ran = 0;

	answer_get(&model, f, "generic"); /* for its memory */
	model.loss = lane_model(f->net, f->data, f->order, f->n, model.logits, model.gradient);
	for (int i = WITH_FMA; i < COUNT(isas); i++) {
		test_row("%s", isas[i]);
		if (!answer_get(&a, f, isas[i]))
			continue;
		assert_model(&a, &model);
		answer_free(&a);
		ran++;
	}
	answer_free(&model);
	return ran;
}

static void builds_with_fma_give_the_bits_of_the_scalar_model(void **state)
{
	int seen[PLANS] = { 0 }, of[FPE_ACTIVATIONS] = { 0 }, wide[2] = { 0 }, ran = 0;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 7);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct fixture f;

		fixture_draw(&f, &rng, sizes[round % COUNT(sizes)]);
		for (int l = 0; l < f.net->layers; l++) {
			enum plan plan = plan_layer(f.net, l, f.data);

			seen[plan]++;
			wide[l == 0 && f.data->real] +=
				plan == PLAN_BLOCK && plan_is_wide(&f.net->layer[l]);
		}
		of[f.net->activation] += f.net->layers > 1;
		ran += compare_with_model(&f);
		fixture_free(&f);
	}
	print_message("# layers by lists %d, by blocks %d, by classes %d, by tables %d; "
		      "wide blocks from tiles %d, from the data %d\n",
		      seen[PLAN_LISTS], seen[PLAN_BLOCK], seen[PLAN_CLASS], seen[PLAN_TABLE],
		      wide[0], wide[1]);
	assert_true(wide[0] > 5 && wide[1] > 2);
	assert_true(seen[PLAN_LISTS] > 20 && seen[PLAN_BLOCK] > 20 && seen[PLAN_TABLE] > 10 &&
		    seen[PLAN_CLASS] > 20);
	for (int a = 0; a < FPE_ACTIVATIONS; a++) {
		test_row("%s", fpe_activation_info[a].name);
		assert_true(of[a] > 0);
	}
	if (ran == 0)
		skip(); /* this CPU has no FMA */
}

/* What nets by tables are drawn with. */
struct tables_seen {
	int all, shared, wide, packed, pairs, families, neighbours;
};

static void see_tables(struct tables_seen *seen, const struct fixture *f)
{
	const struct fpe_layer *l = &f->net->layer[0];

	if (plan_layer(f->net, 0, f->data) != PLAN_TABLE)
		return;
	seen->all++;
	seen->shared += plan_shares_slopes(f->net);
	seen->wide += l->in > 128;
	seen->packed += plan_packs(l, 0);
	seen->pairs += plan_unit(f->net, 0) == 2;
	seen->families += plan_unit(f->net, 0) > 2;
	seen->neighbours += !plan_packs(l, 0);
}

static void tables_give_the_bits_of_the_scalar_model(void **state)
{
	struct tables_seen seen = { 0 };
	struct fpe_rng rng;
	int ran = 0;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 11);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct fixture f = { .net = random_task_net(&rng) };
		int relu = fpe_rng_below(&rng, 4) > 0;

		fixture_fill(&f, &rng, sizes[round % COUNT(sizes)]);
		if (relu)
			f.net->activation = FPE_RELU;
		fpe_data_free(f.data);
		f.data = random_data(&rng, f.net, f.n + 20, 0);
		see_tables(&seen, &f);
		ran += compare_with_model(&f);
		fixture_free(&f);
	}
	print_message(
		"# nets by tables %d: with shared slopes %d, of more than 128 inputs %d, that pack %d, of pairs %d, of families %d, with fours of neighbours %d\n",
		seen.all, seen.shared, seen.wide, seen.packed, seen.pairs, seen.families,
		seen.neighbours);
	assert_true(seen.all > 48 && seen.shared > 24 && seen.wide > 8 && seen.packed > 16 &&
		    seen.pairs > 8 && seen.families > 4 && seen.neighbours > 8);
	if (ran == 0)
		skip(); /* this CPU has no FMA */
}

/* The other samples of a tile, and its padding, change nothing. */
static void a_sample_alone_has_the_logits_it_has_in_company(void **state)
{
	struct fpe_rng rng;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 2);
	for (int i = 0; i < COUNT(isas); i++) {
		test_row("%s", isas[i]);
		struct fpe_kernel *kernel;
		struct fixture f;
		struct answer a;
		float alone[32];
		int c;

		fixture_draw(&f, &rng, 150);
		c = f.net->layer[f.net->layers - 1].out;
		if (answer_get(&a, &f, isas[i])) {
			assert_ok(fpe_kernel_new_isa(f.net, f.data, isas[i], &kernel, &err));
			for (int s = 0; s < f.n; s++) {
				fpe_kernel_logits(kernel, f.net, f.data, f.order + s, 1, alone);
				assert_memory_equal(alone, a.logits + s * c,
						    (size_t)c * sizeof *alone);
			}
			fpe_kernel_free(kernel);
			answer_free(&a);
		}
		fixture_free(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_build_agrees_with_loops_in_double),
		cmocka_unit_test(nets_at_the_limits_agree_with_loops_in_double),
		cmocka_unit_test(builds_with_fma_give_the_same_bits),
		cmocka_unit_test(builds_with_fma_give_the_bits_of_the_scalar_model),
		cmocka_unit_test(tables_give_the_bits_of_the_scalar_model),
		cmocka_unit_test(a_sample_alone_has_the_logits_it_has_in_company),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
