/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_kinds.c - tasks that the field knows: every row of their truth tables. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/data.h"
#include "fpe/limits.h"

static struct fpe_task *make(enum fpe_task_kind kind, struct fpe_task_options o)
{
	struct fpe_task *task;
	struct fpe_error err;

	assert_ok(fpe_task_make(kind, &o, 5, &task, &err));
	assert_int_equal(task->kind, kind);
	return task;
}

static void a_kind_is_found_by_its_name(void **state)
{
	(void)state;
	for (int kind = 0; kind < FPE_TASK_KINDS; kind++) {
		assert_int_equal(fpe_task_kind_find(fpe_task_kind_name(kind)), kind);
		assert_non_null(fpe_task_info(kind)->rule);
	}
	assert_int_equal(fpe_task_kind_find("sat"), FPE_TASK_KINDS);
}

static int ones(uint64_t row)
{
	return __builtin_popcountll(row);
}

static void parity_and_majority_count_the_ones(void **state)
{
	(void)state;
	for (int d = 1; d <= 9; d += 2) {
		test_row("%d inputs", d);
		struct fpe_task *parity =
			make(FPE_TASK_PARITY, (struct fpe_task_options){ .inputs = d });
		struct fpe_task *majority =
			make(FPE_TASK_MAJORITY, (struct fpe_task_options){ .inputs = d });

		for (uint64_t row = 0; row < UINT64_C(1) << d; row++) {
			assert_int_equal(fpe_task_label(parity, &row), ones(row) % 2);
			assert_int_equal(fpe_task_label(majority, &row), ones(row) > d / 2);
		}
		assert_int_equal(parity->clauses.count, 1);
		assert_int_equal(fpe_clauses_literals(&parity->clauses), d);
		assert_int_equal(majority->clauses.count, 0);
		fpe_task_free(parity);
		fpe_task_free(majority);
	}
}

/* The address in the first inputs, highest digit first. */
static void a_multiplexer_gives_on_the_input_that_is_addressed(void **state)
{
	(void)state;
	for (int a = 1; a <= 4; a++) {
		test_row("%d address inputs", a);
		struct fpe_task *task =
			make(FPE_TASK_MULTIPLEXER, (struct fpe_task_options){ .address = a });
		int d = a + (1 << a);
		long long positive = 0;

		assert_int_equal(task->inputs, d);
		assert_int_equal(task->clauses.count, 1 << a);
		assert_int_equal(fpe_clauses_literals(&task->clauses), a + 1);
		for (uint64_t row = 0; row < UINT64_C(1) << d; row++) {
			int address = 0, hold = 0;

			for (int i = 0; i < a; i++)
				address = 2 * address + (int)(row >> i & 1);
			assert_int_equal(fpe_task_label(task, &row), row >> (a + address) & 1);
			for (int c = 0; a < 4 && c < task->clauses.count; c++)
				hold += fpe_task_clause_value(task, c, &row);
			if (a < 4)
				assert_int_equal(hold, fpe_task_label(task, &row));
			positive += fpe_task_label(task, &row);
		}
		assert_int_equal(positive, 1LL << (d - 1));
		fpe_task_free(task);
	}
}

/* De Morgan: a cnf is the opposite of the dnf of its literals' opposites. */
static void a_cnf_mirrors_the_dnf_of_its_seed(void **state)
{
	struct fpe_task_options o = { .clauses = 3, .literals = 3, .inputs = 7, .negate = true };
	struct fpe_task *cnf = make(FPE_TASK_CNF, o), *dnf = make(FPE_TASK_DNF, o);
	int positive = 0;

	(void)state;
	assert_true(cnf->all_must_hold);
	assert_memory_equal(cnf->clauses.input, dnf->clauses.input, 9 * sizeof(int));
	assert_memory_equal(cnf->clauses.sign, dnf->clauses.sign, 9);
	for (uint64_t row = 0; row < 128; row++) {
		uint64_t opposite = ~row & 127;

		assert_int_equal(fpe_task_label(cnf, &row), !fpe_task_label(dnf, &opposite));
		positive += fpe_task_label(cnf, &row);
		for (int c = 0; c < 3; c++)
			assert_int_equal(fpe_task_clause_value(cnf, c, &row),
					 !fpe_task_clause_value(dnf, c, &opposite));
	}
	assert_in_range(positive, 1, 127);
	fpe_task_free(cnf);
	fpe_task_free(dnf);
}

static void what_a_kind_has_not_is_refused(void **state)
{
	static const struct {
		enum fpe_task_kind kind;
		struct fpe_task_options o;
		enum fpe_status want;
	} cases[] = {
		{ FPE_TASK_PARITY, { .inputs = 0 }, FPE_ERANGE },
		{ FPE_TASK_PARITY, { .inputs = FPE_MAX_INPUTS + 1 }, FPE_ELIMIT },
		{ FPE_TASK_PARITY, { .inputs = FPE_MAX_INPUTS }, FPE_OK },
		{ FPE_TASK_MAJORITY, { .inputs = 8 }, FPE_ERANGE },
		{ FPE_TASK_MAJORITY, { .inputs = FPE_MAX_INPUTS + 1 }, FPE_ELIMIT },
		{ FPE_TASK_MULTIPLEXER, { .address = 0 }, FPE_ERANGE },
		{ FPE_TASK_MULTIPLEXER, { .address = 12 }, FPE_ERANGE },
		{ FPE_TASK_MULTIPLEXER, { .address = 11 }, FPE_OK },
		{ FPE_TASK_LED, { .irrelevant = -1 }, FPE_ERANGE },
		{ FPE_TASK_LED, { .irrelevant = FPE_MAX_INPUTS - 6 }, FPE_ELIMIT },
		{ FPE_TASK_LED, { .irrelevant = FPE_MAX_INPUTS - 7 }, FPE_OK },
		{ FPE_TASK_LED, { .noise = 1.5 }, FPE_ERANGE },
		{ FPE_TASK_LED, { .noise = (double)NAN }, FPE_ERANGE },
		{ FPE_TASK_TOY, { .inputs = 5, .density = 1, .importance = 1 }, FPE_OK },
		{ FPE_TASK_TOY, { .inputs = 0, .density = 1, .importance = 1 }, FPE_ERANGE },
		{ FPE_TASK_TOY,
		  { .inputs = FPE_MAX_NEURONS + 1, .density = 1, .importance = 1 },
		  FPE_ELIMIT },
		{ FPE_TASK_TOY, { .inputs = 5, .density = 1.1, .importance = 1 }, FPE_ERANGE },
		{ FPE_TASK_TOY,
		  { .inputs = 5, .density = (double)NAN, .importance = 1 },
		  FPE_ERANGE },
		{ FPE_TASK_TOY, { .inputs = 5, .density = 1 }, FPE_ERANGE },
		{ FPE_TASK_TOY, { .inputs = 5, .density = 1, .importance = 2 }, FPE_ERANGE },
		{ FPE_TASK_CNF, { .clauses = 3, .literals = 2, .inputs = 7 }, FPE_ERANGE },
		{ FPE_TASK_DIMACS, { .clauses = 3 }, FPE_ERANGE },
		{ FPE_TASK_PLA, { .clauses = 3 }, FPE_ERANGE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s, case %zu", fpe_task_kind_name(cases[i].kind), i);
		struct fpe_task *task;
		struct fpe_error err;

		assert_int_equal(fpe_task_make(cases[i].kind, &cases[i].o, 1, &task, &err),
				 cases[i].want);
		assert_true(!task == (cases[i].want != FPE_OK));
		fpe_task_free(task);
	}
}

static void texts_say_the_rule(void **state)
{
	static const struct {
		enum fpe_task_kind kind;
		struct fpe_task_options o;
		const char *want;
	} cases[] = {
		{ FPE_TASK_CNF, { .clauses = 2, .literals = 2 }, "(x0 | x1) & (x2 | x3)" },
		{ FPE_TASK_PARITY, { .inputs = 3 }, "(x0 ^ x1 ^ x2)" },
		{ FPE_TASK_MAJORITY, { .inputs = 3 }, "x0 + x1 + x2 > 1" },
		{ FPE_TASK_MULTIPLEXER, { .address = 1 }, "(!x0 & x1) | (x0 & x2)" },
		{ FPE_TASK_LED,
		  { .noise = 0.1 },
		  "a digit 0 to 9; x0 to x6: its segments, each inverted with chance 0.1" },
		{ FPE_TASK_TOY,
		  { .inputs = 3, .density = .25, .importance = .5 },
		  "give back each feature: with chance 0.25 uniform in [0, 1), else 0; x0 weighs 1, each next one 0.5 of the last" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fpe_task *task = make(cases[i].kind, cases[i].o);
		char text[200];

		fpe_task_text(task, text, sizeof text);
		assert_string_equal(text, cases[i].want);
		fpe_task_free(task);
	}
}

/* -------------------------------------------------------------------- led */

/* The best guess of each pattern of segments. */
static double bayes_rate(double noise)
{
	double rate = 0;

	for (unsigned row = 0; row < 1u << FPE_LED_SEGMENTS; row++) {
		double best = 0;

		for (int digit = 0; digit < FPE_LED_DIGITS; digit++) {
			int wrong = ones(row ^ fpe_led_segments(digit));
			double chance =
				pow(noise, wrong) * pow(1 - noise, FPE_LED_SEGMENTS - wrong);

			best = chance > best ? chance : best;
		}
		rate += best / FPE_LED_DIGITS;
	}
	return rate;
}

static void the_digits_look_like_digits(void **state)
{
	/* top; upper left, upper right; middle; lower left, lower right; bottom */
	static const char *const digits[FPE_LED_DIGITS] = {
		"_|| ||_", "  |  | ", "_ |_| _", "_ |_ |_", " ||_ | ",
		"_| _ |_", "_| _||_", "_ |  | ", "_||_||_", "_||_ |_",
	};

	(void)state;
	for (int digit = 0; digit < FPE_LED_DIGITS; digit++) {
		for (int s = 0; s < FPE_LED_SEGMENTS; s++)
			assert_int_equal(fpe_led_segments(digit) >> s & 1, digits[digit][s] != ' ');
	}
	/* Breiman et al. 1984: .26 is the least error at a tenth */
	assert_true(fabs(bayes_rate(.1) - .74) < 5e-4);
	assert_true(fabs(bayes_rate(0) - 1) < 1e-12);
	assert_true(fabs(bayes_rate(.5) - .1) < 1e-12);
}

static struct fpe_data *draw_led(int irrelevant, double noise, struct fpe_data_options o)
{
	struct fpe_task *task =
		make(FPE_TASK_LED,
		     (struct fpe_task_options){ .irrelevant = irrelevant, .noise = noise });
	struct fpe_data *data;
	struct fpe_error err;

	assert_int_equal(fpe_task_outputs(task), FPE_LED_DIGITS);
	assert_true(fpe_task_can_draw(task) && !fpe_task_has_rule(task));
	assert_ok(fpe_data_draw(task, &o, 1, FPE_RNG_TEST, &data, &err));
	assert_int_equal(data->classes, FPE_LED_DIGITS);
	fpe_task_free(task);
	return data;
}

/* Chi-square of digit and segments, and how often each bit beside them is 1; bounds
   five standard deviations out. */
static void segments_fail_as_often_as_is_said(void **state)
{
	static int seen[FPE_LED_DIGITS][1 << FPE_LED_SEGMENTS];
	struct fpe_data_options o = { .count = 200000, .p = .3 };
	struct fpe_data *data = draw_led(70, .2, o);
	double chi = 0, df = FPE_LED_DIGITS * (1 << FPE_LED_SEGMENTS) - 1;
	int beside = 0;

	(void)state;
	for (int i = 0; i < data->count; i++) {
		seen[data->label[i]][data->bits[2 * i] & 127]++;
		beside += ones(data->bits[2 * i] >> 7) + ones(data->bits[2 * i + 1]);
	}
	for (int digit = 0; digit < FPE_LED_DIGITS; digit++) {
		for (unsigned row = 0; row < 1u << FPE_LED_SEGMENTS; row++) {
			int wrong = ones(row ^ fpe_led_segments(digit));
			double want = data->count / 10. * pow(.2, wrong) * pow(.8, 7 - wrong);

			chi += (seen[digit][row] - want) * (seen[digit][row] - want) / want;
		}
	}
	if (chi > df + 5 * sqrt(2 * df))
		fail_msg("chi-square %g with %g degrees", chi, df);
	assert_true(fabs(beside / (70. * data->count) - .3) < 5 * sqrt(.21 / (70. * data->count)));
	fpe_data_free(data);
}

static void noise_of_data_makes_other_digits_of_labels(void **state)
{
	struct fpe_data_options o = { .count = 20000, .p = .5 };
	struct fpe_data *plain = draw_led(3, .1, o), *noisy;
	int other[FPE_LED_DIGITS] = { 0 }, changed = 0;

	(void)state;
	o.noise = .25;
	o.sampling = FPE_BALANCED; /* has no say */
	noisy = draw_led(3, .1, o);
	assert_memory_equal(plain->bits, noisy->bits, 20000 * sizeof *plain->bits);
	for (int i = 0; i < o.count; i++) {
		int by = (noisy->label[i] - plain->label[i] + FPE_LED_DIGITS) % FPE_LED_DIGITS;

		assert_in_range(noisy->label[i], 0, FPE_LED_DIGITS - 1);
		other[by]++;
		changed += by != 0;
	}
	assert_int_equal(changed, 5000);
	for (int by = 1; by < FPE_LED_DIGITS; by++)
		assert_true(abs(other[by] - 5000 / 9) < 5 * 24);
	fpe_data_free(plain);
	fpe_data_free(noisy);
}

/* ---------------------------------------------------------------- sampling */

static void a_task_gets_the_sampling_that_its_clauses_allow(void **state)
{
	static const struct {
		const char *formula; /* NULL: of the kind */
		enum fpe_task_kind kind;
		enum fpe_sampling asked, got;
		const char *why;
	} cases[] = {
		{ NULL, FPE_TASK_DNF, FPE_PLANTED, FPE_PLANTED, "positive" },
		{ NULL, FPE_TASK_CNF, FPE_PLANTED, FPE_PLANTED, "negative" },
		{ NULL, FPE_TASK_CNF, FPE_BALANCED, FPE_BALANCED, "given the label" },
		{ NULL, FPE_TASK_DNF, FPE_NATURAL, FPE_NATURAL, "as the bits fall" },
		{ NULL, FPE_TASK_XOR, FPE_PLANTED, FPE_BALANCED, "parity" },
		{ NULL, FPE_TASK_PARITY, FPE_PLANTED, FPE_BALANCED, "parity" },
		{ NULL, FPE_TASK_MAJORITY, FPE_PLANTED, FPE_BALANCED, "no clauses" },
		{ NULL, FPE_TASK_MULTIPLEXER, FPE_PLANTED, FPE_PLANTED, "positive" },
		{ NULL, FPE_TASK_LED, FPE_PLANTED, FPE_NATURAL, "label is drawn first" },
		{ NULL, FPE_TASK_LED, FPE_BALANCED, FPE_NATURAL, "label is drawn first" },
		{ "a & b | !c", 0, FPE_PLANTED, FPE_PLANTED, "positive" },
		{ "a & !b", 0, FPE_PLANTED, FPE_PLANTED, "positive" },
		{ "(a | b) & !c", 0, FPE_PLANTED, FPE_PLANTED, "negative" },
		{ "a & (b | c) | d", 0, FPE_PLANTED, FPE_BALANCED, "more than literals" },
		{ "a ^ b", 0, FPE_PLANTED, FPE_BALANCED, "more than literals" },
		{ "a | 1", 0, FPE_PLANTED, FPE_BALANCED, "no clauses" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("case %zu", i);
		struct fpe_task_options o = { .clauses = 2,
					      .literals = 2,
					      .inputs = cases[i].kind == FPE_TASK_MAJORITY ? 3 : 4,
					      .address = 1 };
		struct fpe_task *task;
		struct fpe_error err;
		const char *why;

		if (cases[i].formula)
			assert_ok(fpe_task_formula(cases[i].formula, &task, &err));
		else
			task = make(cases[i].kind, o);
		assert_int_equal(fpe_data_sampling(task, cases[i].asked, &why), cases[i].got);
		assert_has(why, cases[i].why);
		fpe_task_free(task);
	}
}

/* ------------------------------------------------------- clauses of others */

static void clauses_are_checked_copied_and_hashed(void **state)
{
	int start[] = { 0, 2, 3 }, input[] = { 0, 2, 1 };
	signed char sign[] = { 1, -1, 1 };
	struct fpe_clauses c = { 2, start, input, sign };
	char a[] = "a", b[] = "b", last[] = "c", *names[] = { a, b, last };
	struct fpe_task *plain, *named, *bad;
	struct fpe_error err;
	char text[64];
	uint64_t hash;

	(void)state;
	assert_ok(fpe_task_clauses(FPE_TASK_DIMACS, 3, &c, NULL, &plain, &err));
	assert_ok(fpe_task_clauses(FPE_TASK_PLA, 3, &c, names, &named, &err));
	hash = fpe_task_hash(plain);
	assert_int_not_equal(hash, fpe_task_hash(named));
	sign[1] = 1;
	names[0][0] = 'z';
	fpe_task_text(plain, text, sizeof text);
	assert_string_equal(text, "(x0 | !x2) & x1");
	fpe_task_text(named, text, sizeof text);
	assert_string_equal(text, "(a & !c) | b");
	fpe_task_free(plain);
	assert_ok(fpe_task_clauses(FPE_TASK_DIMACS, 3, &c, NULL, &plain, &err));
	assert_int_not_equal(hash, fpe_task_hash(plain));
	fpe_task_free(plain);
	fpe_task_free(named);
	sign[1] = 0;
	assert_fails(FPE_ERANGE, fpe_task_clauses(FPE_TASK_PLA, 3, &c, NULL, &bad, &err));
	sign[1] = 1;
	assert_fails(FPE_ERANGE, fpe_task_clauses(FPE_TASK_PLA, 2, &c, NULL, &bad, &err));
	assert_fails(FPE_ELIMIT, fpe_task_clauses(FPE_TASK_PLA, 4097, &c, NULL, &bad, &err));
	input[1] = 0;
	assert_fails(FPE_ERANGE, fpe_task_clauses(FPE_TASK_PLA, 3, &c, NULL, &bad, &err));
	start[1] = 0;
	assert_fails(FPE_ERANGE, fpe_task_clauses(FPE_TASK_PLA, 3, &c, NULL, &bad, &err));
	c.count = 0;
	assert_fails(FPE_ERANGE, fpe_task_clauses(FPE_TASK_PLA, 3, &c, NULL, &bad, &err));
	assert_null(bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kind_is_found_by_its_name),
		cmocka_unit_test(parity_and_majority_count_the_ones),
		cmocka_unit_test(a_multiplexer_gives_on_the_input_that_is_addressed),
		cmocka_unit_test(a_cnf_mirrors_the_dnf_of_its_seed),
		cmocka_unit_test(what_a_kind_has_not_is_refused),
		cmocka_unit_test(texts_say_the_rule),
		cmocka_unit_test(the_digits_look_like_digits),
		cmocka_unit_test(segments_fail_as_often_as_is_said),
		cmocka_unit_test(noise_of_data_makes_other_digits_of_labels),
		cmocka_unit_test(a_task_gets_the_sampling_that_its_clauses_allow),
		cmocka_unit_test(clauses_are_checked_copied_and_hashed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
