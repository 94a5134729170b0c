/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_data.c - samples have the labels and the distribution they should: for
 * few inputs, each row's count is compared with its exact chance.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/data.h"
#include "fpe/limits.h"
#include "fpe/rng.h"
#include "support/nets.h"

#define ROWS 4096

static struct fpe_task *random_task(enum fpe_task_kind kind, int m, int k, int d, bool negate)
{
	struct fpe_task_options o = { .clauses = m, .literals = k, .inputs = d, .negate = negate };
	struct fpe_task *task;
	struct fpe_error err;

	assert_ok(fpe_task_make(kind, &o, 11, &task, &err));
	return task;
}

static struct fpe_data *draw(const struct fpe_task *task, int count, double p,
			     enum fpe_sampling sampling)
{
	struct fpe_data_options o = { count, p, sampling, 0, NULL };
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data, &err));
	return data;
}

static enum fpe_status try_draw(const struct fpe_task *task, int count, double p,
				enum fpe_sampling sampling, double noise, struct fpe_error *err)
{
	struct fpe_data_options o = { count, p, sampling, noise, NULL };
	struct fpe_data *data = (struct fpe_data *)&o;
	enum fpe_status status = fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data, err);

	assert_true(!data == (status != FPE_OK));
	fpe_data_free(data);
	return status;
}

static int positives(const struct fpe_data *data)
{
	int n = 0;

	for (int i = 0; i < data->count; i++)
		n += data->label[i];
	return n;
}

/* -------------------------------------------------------- distributions */

static double row_chance(uint64_t row, int inputs, double p)
{
	double chance = 1;

	for (int j = 0; j < inputs; j++)
		chance *= row >> j & 1 ? p : 1 - p;
	return chance;
}

/* Chance of each row given the label. */
static void given_label(const struct fpe_task *task, bool label, double p, double *chance)
{
	double sum = 0;

	for (uint64_t row = 0; row < UINT64_C(1) << task->inputs; row++) {
		bool fits = fpe_task_label(task, &row) == label;

		chance[row] = fits ? row_chance(row, task->inputs, p) : 0;
		sum += chance[row];
	}
	for (uint64_t row = 0; row < UINT64_C(1) << task->inputs; row++)
		chance[row] /= sum;
}

/* A free row, then a clause made true below an OR, false below an AND: each row
   sends its chance to m rows. */
static void given_planting(const struct fpe_task *task, double p, double *chance)
{
	const struct fpe_clauses *c = &task->clauses;

	memset(chance, 0, ROWS * sizeof *chance);
	for (uint64_t row = 0; row < UINT64_C(1) << task->inputs; row++) {
		for (int clause = 0; clause < c->count; clause++) {
			uint64_t to = row;

			for (int i = c->start[clause]; i < c->start[clause + 1]; i++) {
				to &= ~(UINT64_C(1) << c->input[i]);
				to |= (uint64_t)((c->sign[i] > 0) != task->all_must_hold)
				      << c->input[i];
			}
			chance[to] += row_chance(row, task->inputs, p) / c->count;
		}
	}
}

/* Chi-square of the rows with this label against their chances; a bound five
   standard deviations out. Rows that cannot be must not be. */
static void fits(const char *name, const struct fpe_data *data, bool label, const double *chance)
{
	static int seen[ROWS];
	double chi = 0, all = 0, df = -1;

	memset(seen, 0, sizeof seen);
	for (int i = 0; i < data->count; i++) {
		if (data->label[i] != label)
			continue;
		assert_in_range(data->bits[i], 0, (1 << data->inputs) - 1);
		seen[data->bits[i]]++;
		all++;
	}
	for (int row = 0; row < 1 << data->inputs; row++) {
		double want = chance[row] * all;

		if (want == 0) {
			if (seen[row])
				fail_msg("%s: impossible row %d", name, row);
			continue;
		}
		chi += (seen[row] - want) * (seen[row] - want) / want;
		df++;
	}
	if (chi > df + 5 * sqrt(2 * df) + 5)
		fail_msg("%s, label %d: chi-square %g with %g degrees", name, label, chi, df);
}

static void check_balanced(const char *name, struct fpe_task *task, double p,
			   enum fpe_sampling sampling)
{
	static double chance[ROWS];
	struct fpe_data *data = draw(task, 200000, p, sampling);
	const char *why;
	bool planted = fpe_data_sampling(task, sampling, &why) == FPE_PLANTED;

	assert_int_equal(positives(data), 100000);
	for (int label = 0; label < 2; label++) {
		if (planted && label != task->all_must_hold)
			given_planting(task, p, chance);
		else
			given_label(task, label, p, chance);
		fits(name, data, label, chance);
	}
	fpe_data_free(data);
	fpe_task_free(task);
}

static void random_tasks_have_their_conditional_distribution(void **state)
{
	static const struct {
		enum fpe_task_kind kind;
		int m, k, d;
	} cases[] = {
		{ FPE_TASK_DNF, 2, 2, 0 }, { FPE_TASK_DNF, 3, 2, 0 }, { FPE_TASK_DNF, 1, 3, 0 },
		{ FPE_TASK_DNF, 3, 1, 0 }, { FPE_TASK_DNF, 3, 3, 5 }, { FPE_TASK_XOR, 2, 3, 0 },
		{ FPE_TASK_XOR, 3, 2, 0 }, { FPE_TASK_XOR, 1, 5, 0 }, { FPE_TASK_XOR, 3, 3, 6 },
		{ FPE_TASK_CNF, 3, 2, 0 }, { FPE_TASK_CNF, 1, 3, 0 }, { FPE_TASK_CNF, 3, 3, 5 },
	};
	static const double ps[] = { 0.5, 0.3, 0.9 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("case %zu", i);
		for (size_t j = 0; j < 3; j++) {
			for (int planted = 0; planted < 2; planted++)
				check_balanced(fpe_task_kind_name(cases[i].kind),
					       random_task(cases[i].kind, cases[i].m, cases[i].k,
							   cases[i].d, true),
					       ps[j], planted ? FPE_PLANTED : FPE_BALANCED);
		}
	}
}

static void formulas_have_their_conditional_distribution(void **state)
{
	static const char *const texts[] = {
		"a & !b | c & d",	       /* terms of literals */
		"(a | !b) & (c | d) & !e",     /* AND of ORs */
		"(a ^ b) | c & !d | (e -> f)", /* truth tables */
		"(a ^ b) & (c <-> d)",
		"((a ^ b) & (c -> d)) | !(e & f)",
		"a & b | b & !c | d", /* shared inputs: redraws */
		"(a | b) & (!a | c)",
		"a ^ b ^ c",		/* no clauses */
		"(a & !a) | b | c & d", /* a term never true */
		"(a | !a) & (b | c)",	/* a term always true */
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		test_row("%s", texts[i]);
		check_balanced(texts[i], test_formula(texts[i]), 0.5, FPE_PLANTED);
		check_balanced(texts[i], test_formula(texts[i]), 0.7, FPE_BALANCED);
	}
}

static void natural_samples_are_as_the_bits_fall(void **state)
{
	static const double ps[] = { 0.5, 0.2, 0.7 };
	static double chance[ROWS];
	struct fpe_task *task = random_task(FPE_TASK_DNF, 2, 3, 0, true);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fpe_data *data = draw(task, 200000, ps[i], FPE_NATURAL);

		for (int label = 0; label < 2; label++) {
			given_label(task, label, ps[i], chance);
			fits("natural", data, label, chance);
		}
		fpe_data_free(data);
	}
	fpe_task_free(task);
}

static void natural_xor_is_nearly_always_positive(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_XOR, 8, 3, 0, false);
	struct fpe_data *data = draw(task, 100000, 0.5, FPE_NATURAL);

	(void)state; /* 1 - 2^-8 */
	assert_in_range(positives(data), 99520, 99700);
	assert_true(fabs(fpe_data_majority(data) - 0.9961) < 1e-3);
	fpe_data_free(data);
	fpe_task_free(task);
}

/* --------------------------------------------------------- whole samples */

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

/* ----------------------------------------------------------------- errors */

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

/* ------------------------------------------------------------- empty sets */

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
		cmocka_unit_test(random_tasks_have_their_conditional_distribution),
		cmocka_unit_test(formulas_have_their_conditional_distribution),
		cmocka_unit_test(natural_samples_are_as_the_bits_fall),
		cmocka_unit_test(natural_xor_is_nearly_always_positive),
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
