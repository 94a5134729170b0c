/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_data.c - samples have the labels they should, and no others; which draws are refused. */
#include "support/draw_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"
#include "support/nets.h"

static void labels_are_the_tasks_and_classes_are_exact_halves(void **state)
{
	static const int counts[] = { 1, 2, 999, 8000 };
	struct fpe_task *tasks[] = {
		random_task(FPE_TASK_DNF, 8, 4, 0, true),
		random_task(FPE_TASK_DNF, 8, 4, 20, true),
		random_task(FPE_TASK_XOR, 8, 3, 0, false),
		random_task(FPE_TASK_DNF, 40, 5, 0, true),
		random_task(FPE_TASK_XOR, 1, 100, 0, false),
		test_formula("a & b | c & (d | !e) | f ^ g"),
	};

	(void)state;
	for (size_t t = 0; t < sizeof tasks / sizeof *tasks; t++) {
		for (int i = 0; i < 8; i++) {
			test_row("task %zu, %d samples, %s", t, counts[i / 2],
				 i % 2 ? "balanced" : "planted");
			int n = counts[i / 2];
			struct fpe_data *data =
				draw(tasks[t], n, 0.5, i % 2 ? FPE_BALANCED : FPE_PLANTED);

			assert_int_equal(data->count, n);
			assert_int_equal(data->inputs, tasks[t]->inputs);
			assert_int_equal(data->classes, 2);
			assert_null(data->real);
			assert_int_equal(positives(data), n / 2);
			for (int s = 0; s < n; s++)
				assert_int_equal(data->label[s],
						 fpe_task_label(tasks[t],
								data->bits + s * data->words));
			fpe_data_free(data);
		}
		fpe_task_free(tasks[t]);
	}
}

static void bits_behind_the_last_input_stay_zero(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 10, 7, 0, true);
	struct fpe_data *data = draw(task, 2000, 0.9, FPE_NATURAL);
	uint64_t any = 0;

	(void)state;
	assert_int_equal(data->words, 2);
	for (int i = 0; i < data->count; i++) {
		assert_true(data->bits[2 * i + 1] >> 6 == 0);
		any |= data->bits[2 * i + 1];
	}
	assert_int_equal(any, 63);
	fpe_data_free(data);
	fpe_task_free(task);
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 8, 4, 0, true);
	struct fpe_data_options o = { 1000, 0.3, FPE_PLANTED, 0.1, NULL };
	struct fpe_data *data[4];
	struct fpe_error err;
	const size_t size = 1000 * sizeof(uint64_t);

	(void)state;
	assert_ok(fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data[0], &err));
	assert_ok(fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data[1], &err));
	assert_ok(fpe_data_draw(task, &o, 1, FPE_RNG_TEST, &data[2], &err));
	assert_ok(fpe_data_draw(task, &o, 2, FPE_RNG_TRAIN, &data[3], &err));
	assert_memory_equal(data[0]->bits, data[1]->bits, size);
	assert_memory_equal(data[0]->label, data[1]->label, 4000);
	assert_memory_not_equal(data[0]->bits, data[2]->bits, size);
	assert_memory_not_equal(data[0]->bits, data[3]->bits, size);
	for (int i = 0; i < 4; i++)
		fpe_data_free(data[i]);
	fpe_task_free(task);
}

/* Changing any of this changes every user's numbers. */
static void samples_stay_those_of_earlier_versions(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 8, 4, 0, true);
	struct fpe_data *data = draw(task, 1000, 0.3, FPE_BALANCED);
	uint64_t hash = 0;

	(void)state;
	for (int i = 0; i < 32; i++)
		hash = fpe_rng_mix(hash, (uint64_t)(task->clauses.sign[i] + 1));
	for (int i = 0; i < data->count; i++)
		hash = fpe_rng_mix(hash, data->bits[i] * 2 + (uint64_t)data->label[i]);
	if (hash != UINT64_C(0x3a5337920ea1e53d))
		fail_msg("hash is %#llx", (unsigned long long)hash);
	fpe_data_free(data);
	fpe_task_free(task);
}

static void noise_flips_its_share_of_labels_and_no_bits(void **state)
{
	static const double shares[] = { 0, 0.1, 0.25, 0.5, 1 };
	struct fpe_task *task = random_task(FPE_TASK_DNF, 8, 4, 0, true);
	struct fpe_data *clean = draw(task, 10000, 0.5, FPE_PLANTED);

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct fpe_data_options o = { 10000, 0.5, FPE_PLANTED, shares[i], NULL };
		int flipped[2] = { 0, 0 }, first = 0;
		struct fpe_data *data;
		struct fpe_error err;

		assert_ok(fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data, &err));
		assert_memory_equal(data->bits, clean->bits, 80000);
		for (int s = 0; s < 10000; s++) {
			int differs = data->label[s] != clean->label[s];

			assert_in_range(data->label[s], 0, 1);
			flipped[clean->label[s]] += differs;
			first += s < 5000 && differs;
		}
		assert_int_equal(flipped[0] + flipped[1], 10000 * shares[i]);
		assert_true(abs(flipped[0] - flipped[1]) < 300);
		assert_true(fabs(first - 5000 * shares[i]) < 200);
		fpe_data_free(data);
	}
	fpe_data_free(clean);
	fpe_task_free(task);
}

static void a_class_that_cannot_be_is_an_error_not_a_hang(void **state)
{
	static const struct {
		const char *text; /* NULL: a dnf of plain literals, 2 x 2 */
		double p;
		const char *which;
	} cases[] = {
		{ NULL, 0, "positive" },
		{ NULL, 1, "negative" },
		{ "a & !a", 0.5, "positive" },
		{ "a | !a", 0.5, "negative" },
		{ "a & !a | b & !b", 0.5, "positive" },
		{ "(a | !a) & (b | !b)", 0.5, "negative" },
		{ "(a | !a) | b", 0.5, "negative" },
		{ "a ^ a", 0.5, "positive" },
		{ "a | 1", 0.5, "negative" },
		{ "a & b | a & c", 0, "positive" },
		{ "(a ^ b) | (c ^ d)", 0, "positive" },
		{ "(a ^ b) | (c ^ d)", 1, "positive" },
		{ "a & b & c", 0, "positive" },
		{ "a & b & c", 1, "negative" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s", cases[i].text ? cases[i].text : "dnf");
		struct fpe_task *task = cases[i].text ? test_formula(cases[i].text)
						      : random_task(FPE_TASK_DNF, 2, 2, 0, false);
		struct fpe_error err = { .code = FPE_OK };

		if (try_draw(task, 10, cases[i].p, FPE_BALANCED, 0, &err) != FPE_EUNREACHABLE)
			fail_msg("%s", cases[i].text);
		if (!strstr(err.message, cases[i].which))
			fail_msg("%s: %s", cases[i].text, err.message);
		assert_ok(try_draw(task, 10, cases[i].p, FPE_NATURAL, 0, &err));
		fpe_task_free(task);
	}
}

/* Both classes can be, one of them hardly. */
static void classes_rarer_than_redraws_are_drawn_exactly(void **state)
{
	struct fpe_task *rare[] = {
		random_task(FPE_TASK_DNF, 2, 200, 0, true),
		random_task(FPE_TASK_XOR, 1000, 4, 0, false),
		random_task(FPE_TASK_DNF, 4096, 1, 0, true),
		test_formula(
			"a1&a2&a3&a4&a5&a6&a7&a8&a9&b1&b2&b3&b4&b5&b6&b7&b8&b9&c1&c2&c3&c4&c5&c6&c7&c8&c9"),
	};
	static const double ps[] = { 0.5, 1e-12, 1 - 1e-12 };
	struct fpe_error err;

	(void)state;
	for (size_t t = 0; t < 4; t++) {
		struct fpe_data *data = draw(rare[t], 200, 0.5, FPE_BALANCED);

		for (int i = 0; i < 200; i++)
			assert_int_equal(data->label[i],
					 fpe_task_label(rare[t], data->bits + i * data->words));
		fpe_data_free(data);
		fpe_task_free(rare[t]);
	}
	for (size_t i = 0; i < 3; i++) {
		struct fpe_task * xor = random_task(FPE_TASK_XOR, 3, 3, 0, false);
		struct fpe_data *data = draw(xor, 200, ps[i], FPE_BALANCED);

		for (int s = 0; s < 200; s++)
			assert_int_equal(data->label[s], fpe_task_label(xor, data->bits + s));
		fpe_data_free(data);
		fpe_task_free(xor);
	}
	rare[0] = random_task(FPE_TASK_DNF, 2, 30, 40, false); /* shared inputs */
	assert_fails(FPE_EUNREACHABLE, try_draw(rare[0], 10, 0.5, FPE_BALANCED, 0, &err));
	assert_non_null(strstr(err.message, "positive"));
	assert_non_null(strstr(err.message, "rate"));
	assert_ok(try_draw(rare[0], 10, 0.5, FPE_PLANTED, 0, &err));
	fpe_task_free(rare[0]);
}

static void only_bits_of_one_value_work_where_both_classes_can_be(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 2, 2, 0, false);
	struct fpe_error err;

	(void)state;
	assert_ok(try_draw(task, 10, 0, FPE_PLANTED, 0, &err));
	assert_fails(FPE_EUNREACHABLE, try_draw(task, 10, 1, FPE_PLANTED, 0, &err));
	assert_ok(try_draw(task, 1, 0, FPE_BALANCED, 0, &err)); /* no positive */
	fpe_task_free(task);
}

static void options_out_of_range_are_refused(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 2, 2, 0, false);
	struct fpe_task *wide = random_task(FPE_TASK_DNF, 1000, 4, 0, false);
	struct fpe_task *samples;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_ERANGE, try_draw(task, 0, .5, FPE_NATURAL, 0, &err));
	assert_fails(FPE_ERANGE, try_draw(task, -1, .5, FPE_NATURAL, 0, &err));
	assert_fails(FPE_ERANGE, try_draw(task, 9, -.1, FPE_NATURAL, 0, &err));
	assert_fails(FPE_ERANGE, try_draw(task, 9, 1.1, FPE_NATURAL, 0, &err));
	assert_fails(FPE_ERANGE, try_draw(task, 9, NAN, FPE_NATURAL, 0, &err));
	assert_fails(FPE_ERANGE, try_draw(task, 9, .5, FPE_NATURAL, -.1, &err));
	assert_fails(FPE_ERANGE, try_draw(task, 9, .5, FPE_NATURAL, 1.1, &err));
	assert_fails(FPE_ERANGE, try_draw(task, 9, .5, FPE_NATURAL, NAN, &err));
	assert_fails(FPE_ELIMIT, try_draw(task, FPE_MAX_SAMPLES + 1, .5, FPE_NATURAL, 0, &err));
	assert_fails(FPE_ELIMIT, try_draw(wide, 800001, .5, FPE_NATURAL, 0, &err));
	assert_ok(fpe_task_samples(4, &samples, &err));
	assert_fails(FPE_ESTATE, try_draw(samples, 9, .5, FPE_NATURAL, 0, &err));
	fpe_task_free(task);
	fpe_task_free(wide);
	fpe_task_free(samples);
}

static void an_empty_set_is_zero_and_within_limits(void **state)
{
	struct fpe_data *data;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_data_new(3, 65, 4, 1, &data, &err));
	assert_null(data->bits);
	assert_int_equal(data->words, 2);
	for (int i = 0; i < 3 * 65; i++)
		assert_true(data->real[i] == 0);
	assert_int_equal(fpe_data_outputs(data), 4);
	assert_true(fpe_data_majority(data) == 1);
	data->label[1] = 3;
	assert_true(fpe_data_majority(data) == 2.0 / 3);
	fpe_data_free(data);
	assert_ok(fpe_data_new(0, 1, 2, 0, &data, &err));
	assert_null(data->real);
	assert_int_equal(fpe_data_outputs(data), 1);
	assert_true(fpe_data_majority(data) == 0);
	fpe_data_free(data);
	fpe_data_free(NULL);
	assert_fails(FPE_ELIMIT, fpe_data_new(-1, 1, 2, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new(1, 0, 2, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new(1, 4097, 2, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new(1, 1, 1, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new(1, 1, 4097, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new(10000000, 11, 2, 1, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new(10000000, 321, 2, 0, &data, &err));
	assert_null(data);
}

static void picked_samples_are_copies_in_their_order(void **state)
{
	static const int32_t order[] = { 2, 0, 2 };
	struct fpe_data *data, *picked;
	struct fpe_error err;

	(void)state;
	for (int real = 0; real < 2; real++) {
		assert_ok(fpe_data_new(3, 65, 4, real, &data, &err));
		for (int i = 0; i < 3; i++) {
			data->label[i] = i + 1;
			if (real)
				data->real[i * 65 + 64] = (float)i;
			else
				data->bits[i * 2 + 1] = (uint64_t)i & 1;
		}
		assert_ok(fpe_data_pick(data, order, 3, &picked, &err));
		assert_int_equal(picked->count, 3);
		assert_int_equal(picked->inputs, 65);
		assert_int_equal(picked->classes, 4);
		for (int k = 0; k < 3; k++) {
			assert_int_equal(picked->label[k], order[k] + 1);
			if (real)
				assert_memory_equal(picked->real + k * 65,
						    data->real + order[k] * 65, 65 * sizeof(float));
			else
				assert_memory_equal(picked->bits + k * 2, data->bits + order[k] * 2,
						    2 * sizeof(uint64_t));
		}
		fpe_data_free(picked);
		fpe_data_free(data);
	}
}

static void samples_have_classes_or_targets(void **state)
{
	static const int32_t order[] = { 2, 0, 2 };
	struct fpe_data *data, *picked;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_data_new_targets(3, 5, 2, 1, &data, &err));
	assert_null(data->label);
	assert_int_equal(data->classes, 0);
	assert_int_equal(fpe_data_outputs(data), 2);
	assert_true(isnan(fpe_data_majority(data)));
	for (int i = 0; i < 6; i++)
		data->target[i] = (float)i / 4;
	assert_ok(fpe_data_pick(data, order, 3, &picked, &err));
	assert_int_equal(picked->targets, 2);
	for (int k = 0; k < 3; k++)
		assert_memory_equal(picked->target + k * 2, data->target + order[k] * 2,
				    2 * sizeof(float));
	fpe_data_free(picked);
	fpe_data_free(data);
	assert_ok(fpe_data_new_targets(0, 1, FPE_MAX_NEURONS, 0, &data, &err));
	assert_int_equal(fpe_data_outputs(data), FPE_MAX_NEURONS);
	fpe_data_free(data);
	assert_fails(FPE_ELIMIT, fpe_data_new_targets(1, 1, 0, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new_targets(1, 1, 4097, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new_targets(25000, 1, 4001, 0, &data, &err));
	assert_fails(FPE_ELIMIT, fpe_data_new_targets(-1, 1, 1, 0, &data, &err));
	assert_null(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_are_the_tasks_and_classes_are_exact_halves),
		cmocka_unit_test(bits_behind_the_last_input_stay_zero),
		cmocka_unit_test(the_same_seed_gives_the_same_bytes),
		cmocka_unit_test(samples_stay_those_of_earlier_versions),
		cmocka_unit_test(noise_flips_its_share_of_labels_and_no_bits),
		cmocka_unit_test(a_class_that_cannot_be_is_an_error_not_a_hang),
		cmocka_unit_test(classes_rarer_than_redraws_are_drawn_exactly),
		cmocka_unit_test(only_bits_of_one_value_work_where_both_classes_can_be),
		cmocka_unit_test(options_out_of_range_are_refused),
		cmocka_unit_test(an_empty_set_is_zero_and_within_limits),
		cmocka_unit_test(picked_samples_are_copies_in_their_order),
		cmocka_unit_test(samples_have_classes_or_targets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
