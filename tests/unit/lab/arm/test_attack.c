/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_attack.c - flips and moves whose least is known, of nets made by hand; the exact
 * search and the greedy one beside each other on random nets.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "fpe/rng.h"
#include "lab/arm/attack.h"

struct fixture {
	struct fpe_net *net;
	struct fpe_data *data;
	struct fpe_task *task;
	struct fpe_kernel *kernel;
};

/* z = relu(w.x) + bias, of `inputs` inputs. */
static void by_hand(struct fixture *f, const char *formula, int inputs, const float *w, float bias)
{
	int widths[3] = { inputs, 1, 1 };
	struct fpe_error err;

	*f = (struct fixture){ 0 };
	if (formula)
		assert_ok(fpe_task_formula(formula, &f->task, &err));
	assert_ok(fpe_net_new(widths, 2, &f->net, &err));
	memcpy(f->net->layer[0].weight, w, (size_t)inputs * sizeof *w);
	f->net->layer[1].weight[0] = 1;
	f->net->layer[1].bias[0] = bias;
}

/* All 2^inputs, each once. */
static void all_inputs(struct fixture *f, int inputs)
{
	struct fpe_error err;

	assert_ok(fpe_data_new(1 << inputs, inputs, 2, 0, &f->data, &err));
	for (int i = 0; i < f->data->count; i++) {
		f->data->bits[i] = (uint64_t)i;
		f->data->label[i] = fpe_task_label(f->task, &f->data->bits[i]);
	}
	assert_ok(fpe_kernel_new(f->net, f->data, &f->kernel, &err));
}

static void fixture_close(struct fixture *f)
{
	fpe_kernel_free(f->kernel);
	fpe_net_free(f->net);
	fpe_data_free(f->data);
	fpe_task_free(f->task);
}

static struct attack_flips flips_of(const struct fixture *f, int most)
{
	struct attack_flips out;
	struct fpe_error err;

	assert_ok(attack_flips(f->kernel, f->net, f->data, f->task, most, NULL, &out, &err));
	assert_true(out.exact == (f->data->inputs <= most));
	return out;
}

/* The net says x0 where the label is x0 & x1. 00: x0 turns it, and 0 stays; 01: x1 must go
   first; 11: no flip leaves 1; 10 is wrong itself. */
static void known_flips(void **state)
{
	(void)state;
	for (int most = 0; most <= ATTACK_EXACT; most += ATTACK_EXACT) {
		struct attack_flips flips;
		struct fixture f;

		test_row("up to %d inputs exact", most);
		by_hand(&f, "a & b", 2, (float[]){ 1, 0 }, -.5f);
		all_inputs(&f, 2);
		flips = flips_of(&f, most);
		assert_true(flips.mean == (1 + 2 + 3) / 3.);
		assert_true(flips.one == 2 / 4.);
		assert_int_equal(flips.samples, 4);
		fixture_close(&f);
	}
}

/* A net that is right everywhere has no flip that makes it wrong. */
static void what_is_always_right_is_not_turned(void **state)
{
	(void)state;
	for (int most = 0; most <= ATTACK_EXACT; most += ATTACK_EXACT) {
		struct fixture f;

		test_row("up to %d inputs exact", most);
		by_hand(&f, "a & b & c", 3, (float[]){ 1, 1, 1 }, -2.5f);
		all_inputs(&f, 3);
		assert_true(flips_of(&f, most).mean == 4);
		assert_true(flips_of(&f, most).one == 1);
		fixture_close(&f);
	}
}

/* Greedy is never under the fewest, and both agree where one flip is enough. */
static void a_greedy_search_finds_no_fewer(void **state)
{
	struct fpe_rng rng;
	int missed = 0;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 12; round++) {
		struct attack_flips exact, greedy;
		struct fixture f;
		struct fpe_error err;

		test_row("round %d", round);
		f = (struct fixture){ 0 };
		assert_ok(fpe_task_formula("a & !b & c | d & e & f | !g & h & i", &f.task, &err));
		assert_ok(fpe_net_new((int[]){ 9, 5, round % 2 + 1 }, 2, &f.net, &err));
		fpe_net_init(f.net, FPE_INIT_HE, fpe_rng_u64(&rng));
		all_inputs(&f, 9);
		exact = flips_of(&f, ATTACK_EXACT);
		greedy = flips_of(&f, 0);
		assert_true(greedy.mean >= exact.mean - 1e-12);
		assert_true(fabs(greedy.one - exact.one) < 1e-12);
		missed += greedy.mean > exact.mean;
		fixture_close(&f);
	}
	assert_true(missed > 0);
}

static void real_samples(struct fixture *f, const float *x, const int *label, int count)
{
	struct fpe_error err;

	assert_ok(fpe_data_new(count, 1, 2, 1, &f->data, &err));
	memcpy(f->data->real, x, (size_t)count * sizeof *x);
	for (int i = 0; i < count; i++)
		f->data->label[i] = label[i];
	assert_ok(fpe_kernel_new(f->net, f->data, &f->kernel, &err));
}

/* A threshold at .5: who is nearer to it than eps is moved over. */
static void known_moves(void **state)
{
	static const float x[] = { .7f, .95f, .4f, .1f };
	static const int label[] = { 1, 1, 0, 0 };
	static const struct {
		double eps, accuracy;
	} rows[] = { { 0, 1 }, { .05, 1 }, { .15, .75 }, { .3, .5 }, { .44, .25 }, { .5, 0 } };
	struct fixture f;

	(void)state;
	by_hand(&f, NULL, 1, (float[]){ 1 }, -.5f);
	real_samples(&f, x, label, 4);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (int steps = 1; steps <= ATTACK_STEPS; steps += ATTACK_STEPS - 1) {
			double accuracy;
			struct fpe_error err;

			test_row("eps %g, %d steps", rows[i].eps, steps);
			assert_ok(attack_real(f.kernel, f.net, f.data, rows[i].eps, steps, NULL,
					      &accuracy, &err));
			assert_true(accuracy == rows[i].accuracy);
		}
	}
	fixture_close(&f);
}

static void what_cannot_be_attacked_is_said(void **state)
{
	struct attack_flips flips;
	struct fixture f;
	struct fpe_error err;
	double accuracy;

	(void)state;
	by_hand(&f, "a & b", 2, (float[]){ 1, 0 }, -.5f);
	all_inputs(&f, 2);
	assert_int_equal(attack_real(f.kernel, f.net, f.data, .1, 1, NULL, &accuracy, &err),
			 FPE_ESTATE);
	assert_int_equal(attack_flips(f.kernel, f.net, f.data, NULL, 0, NULL, &flips, &err),
			 FPE_ESTATE);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_flips),
		cmocka_unit_test(what_is_always_right_is_not_turned),
		cmocka_unit_test(a_greedy_search_finds_no_fewer),
		cmocka_unit_test(known_moves),
		cmocka_unit_test(what_cannot_be_attacked_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
