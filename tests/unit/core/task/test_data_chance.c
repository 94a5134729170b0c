/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_data_chance.c - samples have the distribution they should: for few inputs, each
 * row's count is compared with its exact chance.
 */
#include "support/draw_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/nets.h"

#define ROWS 4096

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_tasks_have_their_conditional_distribution),
		cmocka_unit_test(formulas_have_their_conditional_distribution),
		cmocka_unit_test(natural_samples_are_as_the_bits_fall),
		cmocka_unit_test(natural_xor_is_nearly_always_positive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
