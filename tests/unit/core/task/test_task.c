/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_task.c - random clauses, the terms of formulas, labels and texts. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"
#include "fpe/rng.h"
#include "fpe/task.h"
#include "support/nets.h"

static struct fpe_task *random_task(enum fpe_task_kind kind, int m, int k, int d, bool negate,
				    uint64_t seed)
{
	struct fpe_task_options o = { .clauses = m, .literals = k, .inputs = d, .negate = negate };
	struct fpe_task *task;
	struct fpe_error err;

	assert_ok(fpe_task_make(kind, &o, seed, &task, &err));
	return task;
}

static void by_default_each_clause_owns_its_inputs(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 8, 4, 0, true, 1);

	(void)state;
	assert_int_equal(task->inputs, 32);
	assert_int_equal(task->clauses.count, 8);
	for (int c = 0; c < 8; c++) {
		assert_int_equal(task->clauses.start[c], 4 * c);
		for (int i = 4 * c; i < 4 * c + 4; i++)
			assert_int_equal(task->clauses.input[i], i);
	}
	assert_int_equal(task->clauses.start[8], 32);
	assert_int_equal(fpe_clauses_literals(&task->clauses), 4);
	task->clauses.start[8]--; /* one clause shorter */
	assert_int_equal(fpe_clauses_literals(&task->clauses), 0);
	task->clauses.start[8]++;
	assert_false(fpe_clauses_overlap(&task->clauses));
	assert_false(task->all_must_hold);
	assert_null(task->formula);
	assert_null(task->clause_node);
	fpe_task_free(task);
}

static void fewer_inputs_are_shared_each_as_likely_as_the_others(void **state)
{
	int seen[12] = { 0 };

	(void)state;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		struct fpe_task *task = random_task(FPE_TASK_DNF, 5, 4, 12, false, seed);
		const struct fpe_clauses *c = &task->clauses;

		for (int i = 0; i < c->start[5]; i++) {
			assert_in_range(c->input[i], 0, 11);
			seen[c->input[i]]++;
			if (i % 4)
				assert_true(c->input[i] > c->input[i - 1]);
		}
		assert_true(fpe_clauses_overlap(c));
		fpe_task_free(task);
	}
	for (int i = 0; i < 12; i++) /* 60000 draws over 12 inputs */
		assert_in_range(seen[i], 4700, 5300);
}

static void signs_are_drawn_evenly_and_leave_the_inputs_alone(void **state)
{
	struct fpe_task *plain = random_task(FPE_TASK_DNF, 1000, 4, 500, false, 7);
	struct fpe_task *drawn = random_task(FPE_TASK_DNF, 1000, 4, 500, true, 7);
	int negated = 0;

	(void)state;
	assert_memory_equal(plain->clauses.input, drawn->clauses.input, 4000 * sizeof(int));
	for (int i = 0; i < 4000; i++) {
		assert_int_equal(plain->clauses.sign[i], 1);
		assert_int_equal(abs(drawn->clauses.sign[i]), 1);
		negated += drawn->clauses.sign[i] < 0;
	}
	assert_in_range(negated, 1850, 2150);
	fpe_task_free(plain);
	fpe_task_free(drawn);
}

static void the_same_seed_gives_the_same_task(void **state)
{
	struct fpe_task *a = random_task(FPE_TASK_DNF, 6, 3, 10, true, 5);
	struct fpe_task *b = random_task(FPE_TASK_DNF, 6, 3, 10, true, 5);
	struct fpe_task *c = random_task(FPE_TASK_DNF, 6, 3, 10, true, 6);

	(void)state;
	assert_memory_equal(a->clauses.input, b->clauses.input, 18 * sizeof(int));
	assert_memory_equal(a->clauses.sign, b->clauses.sign, 18);
	assert_memory_not_equal(a->clauses.input, c->clauses.input, 18 * sizeof(int));
	fpe_task_free(a);
	fpe_task_free(b);
	fpe_task_free(c);
}

static void options_out_of_range_are_refused(void **state)
{
	static const struct {
		int m, k, d;
		enum fpe_status want;
	} cases[] = {
		{ 0, 4, 0, FPE_ERANGE },    { 8, 0, 0, FPE_ERANGE },
		{ -1, -1, 0, FPE_ERANGE },  { 8, 4, -1, FPE_ERANGE },
		{ 8, 4, 3, FPE_ERANGE },    { 8, 4, 33, FPE_ERANGE },
		{ 4097, 1, 0, FPE_ELIMIT }, { 1025, 4, 0, FPE_ELIMIT },
		{ 1, 4097, 0, FPE_ELIMIT }, { 65536, 65536, 0, FPE_ELIMIT },
		{ 8, 4, 4, FPE_OK },	    { 1024, 4, 0, FPE_OK },
		{ 4096, 1, 0, FPE_OK },	    { 4096, 4, 2, FPE_ERANGE },
		{ 8, 4, 32, FPE_OK },	    { 1, 4096, 0, FPE_OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%d clauses of %d literals, %d inputs", cases[i].m, cases[i].k,
			 cases[i].d);
		struct fpe_task_options o = { .clauses = cases[i].m,
					      .literals = cases[i].k,
					      .inputs = cases[i].d,
					      .negate = true };
		struct fpe_task *task;
		struct fpe_error err;

		if (fpe_task_make(FPE_TASK_DNF, &o, 1, &task, &err) != cases[i].want)
			fail_msg("case %zu", i);
		assert_true(!task == (cases[i].want != FPE_OK));
		fpe_task_free(task);
	}
}

static void tasks_of_formulas_and_samples_need_these(void **state)
{
	struct fpe_task_options o = { .clauses = 2, .literals = 2 };
	struct fpe_task *task;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_ERANGE, fpe_task_make(FPE_TASK_FORMULA, &o, 1, &task, &err));
	assert_fails(FPE_ERANGE, fpe_task_make(FPE_TASK_SAMPLES, &o, 1, &task, &err));
	assert_fails(FPE_ERANGE, fpe_task_samples(0, &task, &err));
	assert_fails(FPE_ELIMIT, fpe_task_samples(FPE_MAX_INPUTS + 1, &task, &err));
	assert_ok(fpe_task_samples(FPE_MAX_INPUTS, &task, &err));
	assert_int_equal(task->clauses.count, 0);
	assert_int_equal(fpe_clauses_literals(&task->clauses), 0);
	assert_false(fpe_clauses_overlap(&task->clauses));
	fpe_task_free(task);
}

/* A task's text is a formula with the same value on every row. Inputs that no
   clause has are not in the text, so rows are built by name. */
static void agree_with_text(const struct fpe_task *task)
{
	char text[4096];
	struct fpe_formula *f;
	struct fpe_error err;

	assert_true(fpe_task_text(task, text, sizeof text) < (int)sizeof text);
	assert_ok(fpe_formula_parse(text, &f, &err));
	for (uint64_t row = 0; row < UINT64_C(1) << task->inputs; row++) {
		uint64_t named = 0;

		for (int i = 0; i < f->inputs; i++)
			named |= (row >> atoi(f->name[i] + 1) & 1) << i;
		assert_int_equal(fpe_task_label(task, &row), fpe_formula_value(f, f->root, &named));
	}
	fpe_formula_free(f);
}

static void labels_are_those_of_the_tasks_text(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct fpe_task *tasks[] = {
			random_task(FPE_TASK_DNF, 3, 3, 0, true, seed),
			random_task(FPE_TASK_DNF, 4, 3, 8, true, seed),
			random_task(FPE_TASK_DNF, 4, 1, 3, true, seed),
			random_task(FPE_TASK_XOR, 2, 4, 0, true, seed),
			random_task(FPE_TASK_XOR, 3, 3, 7, false, seed),
			random_task(FPE_TASK_XOR, 1, 5, 0, false, seed),
		};

		for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
			test_row("task %zu", i);
			agree_with_text(tasks[i]);
			fpe_task_free(tasks[i]);
		}
	}
}

static void inputs_past_the_first_word_count_too(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 50, 4, 0, false, 1);
	uint64_t bits[4] = { 0 };

	(void)state;
	assert_false(fpe_task_label(task, bits));
	bits[2] = UINT64_C(0xf) << 4; /* inputs 132 … 135: clause 33 */
	assert_true(fpe_task_clause_value(task, 33, bits));
	assert_false(fpe_task_clause_value(task, 32, bits));
	assert_true(fpe_task_label(task, bits));
	fpe_task_free(task);
}

/* ---------------------------------------------------------------- formulas */

/* Clauses as text: "ab!c;d" with signs, "*ab" where the term has none. */
static void write_clauses(const struct fpe_task *task, char *text)
{
	const struct fpe_clauses *c = &task->clauses;
	char name[FPE_MAX_NAME];

	*text = 0;
	for (int i = 0; i < c->count; i++) {
		strcat(text, i ? ";" : "");
		for (int j = c->start[i]; j < c->start[i + 1]; j++) {
			strcat(text, c->sign[j] < 0 ? "!" : c->sign[j] > 0 ? "" : "*");
			strcat(text, fpe_task_input_name(task, c->input[j], name));
		}
	}
}

static void the_terms_of_a_formula_become_clauses(void **state)
{
	static const struct {
		const char *text, *want;
		bool all;
	} cases[] = {
		{ "a & !b | c & d", "a!b;cd", false },
		{ "(b & a) | (c & !a)", "ba;!ac", false }, /* b is input 0 */
		{ "a | !b | c", "a;!b;c", false },
		{ "a | (b | (c | d & e))", "a;b;c;de", false },
		{ "(a | b) | c", "a;b;c", false },
		{ "a & b", "ab", false },
		{ "(a | !b) & c & (d | e)", "a!b;c;de", true },
		{ "a & b | (c ^ d)", "ab;*c*d", false },
		{ "(a -> b) | c", "*a*b;c", false },
		{ "a & (b | c) | d", "*a*b*c;d", false },
		{ "!(a & b) | c", "*a*b;c", false },
		{ "!!a | !!!b", "a;!b", false },
		{ "a & !!(b & c) | d", "*a*b*c;d", false },
		{ "a & a | b", "a;b", false },
		{ "a & !a | b", "*a;b", false },
		{ "a & 1 | b", "*a;b", false },
		{ "a | b & (c & d)", "a;bcd", false },
		{ "(a | b) & (b | a & c)", "ab;*a*b*c", true },
		/* single terms */
		{ "a ^ b", "*a*b", false },
		{ "a", "a", false },
		{ "!!!a", "!a", false },
		{ "a & (!b & c)", "a!bc", false },
		{ "!(a | b)", "*a*b", false },
		{ "a -> b", "*a*b", false },
		{ "a <-> b | c", "*a*b*c", false },
		/* no term: a holds and does not */
		{ "a & b & !a", "a;b;!a", true },
		/* no clauses */
		{ "a | 0", "", false },
		{ "a & b & 1", "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s", cases[i].text);
		struct fpe_task *task = test_formula(cases[i].text);
		char got[256];

		write_clauses(task, got);
		if (strcmp(got, cases[i].want))
			fail_msg("%s: %s, not %s", cases[i].text, got, cases[i].want);
		assert_int_equal(task->all_must_hold, cases[i].all);
		fpe_task_free(task);
	}
}

static void a_formulas_label_is_the_or_of_its_clauses_or_the_and(void **state)
{
	static const char *const texts[] = {
		"a & !b | (c ^ d) | e & f",
		"(a | !b) & (c -> d) & (e <-> a)",
		"a | (b & (c | d) | !(e & f))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		test_row("%s", texts[i]);
		struct fpe_task *task = test_formula(texts[i]);

		for (uint64_t row = 0; row < UINT64_C(1) << task->inputs; row++) {
			bool any = false, all = true;

			for (int c = 0; c < task->clauses.count; c++) {
				bool v = fpe_task_clause_value(task, c, &row);

				any |= v;
				all &= v;
			}
			assert_int_equal(fpe_task_label(task, &row),
					 task->all_must_hold ? all : any);
		}
		fpe_task_free(task);
	}
}

/* count terms of distinct inputs joined by sign; the caller frees */
static char *chain(int count, const char *sign)
{
	char *text = malloc((size_t)count * 8 + 1), *at = text;

	assert_non_null(text);
	for (int i = 0; i < count; i++)
		at += sprintf(at, "%sx%d", i ? sign : "", i % FPE_MAX_INPUTS);
	return text;
}

static void long_formulas_have_clauses_up_to_the_limit(void **state)
{
	char *most = chain(FPE_MAX_CLAUSES, "|");
	char *more = chain(FPE_MAX_CLAUSES + 1, "|");
	char *one = chain(FPE_MAX_CLAUSES, "&");
	struct fpe_task *task = test_formula(most);
	struct fpe_error err;

	(void)state;
	assert_int_equal(task->clauses.count, FPE_MAX_CLAUSES);
	assert_int_equal(task->clauses.input[4095], 4095);
	fpe_task_free(task);
	task = test_formula(one);
	assert_int_equal(task->clauses.count, 1);
	assert_int_equal(task->clauses.start[1], FPE_MAX_CLAUSES);
	fpe_task_free(task);
	assert_fails(FPE_ELIMIT, fpe_task_formula(more, &task, &err));
	assert_null(task);
	free(most);
	free(more);
	free(one);
}

static void a_formula_that_does_not_parse_or_has_no_inputs_is_refused(void **state)
{
	struct fpe_task *task;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_EPARSE, fpe_task_formula("a & ", &task, &err));
	assert_int_equal(err.at, 4);
	assert_null(task);
	assert_fails(FPE_ERANGE, fpe_task_formula("1 | 0", &task, &err));
	assert_null(task);
}

/* ------------------------------------------------------------------ texts */

static void texts_are_as_a_user_would_write_them(void **state)
{
	struct fpe_task *dnf = random_task(FPE_TASK_DNF, 2, 2, 0, false, 1);
	struct fpe_task * xor = random_task(FPE_TASK_XOR, 1, 3, 0, false, 1);
	struct fpe_task *own = test_formula(" p ->  q");
	struct fpe_task *samples;
	struct fpe_error err;
	char text[64], name[FPE_MAX_NAME];

	(void)state;
	assert_int_equal(fpe_task_text(dnf, text, 64), 21);
	assert_string_equal(text, "(x0 & x1) | (x2 & x3)");
	fpe_task_text(xor, text, 64);
	assert_string_equal(text, "(x0 ^ x1 ^ x2)");
	fpe_task_text(own, text, 64);
	assert_string_equal(text, " p ->  q");
	assert_string_equal(fpe_task_input_name(own, 1, name), "q");
	assert_string_equal(fpe_task_input_name(dnf, 3, name), "x3");
	assert_ok(fpe_task_samples(3, &samples, &err));
	fpe_task_text(samples, text, 64);
	assert_string_equal(text, fpe_task_kind_name(FPE_TASK_SAMPLES));
	assert_string_equal(fpe_task_kind_name(dnf->kind), "dnf");
	assert_string_equal(fpe_task_kind_name(xor->kind), "xor");
	assert_string_equal(fpe_task_kind_name(own->kind), "formula");
	fpe_task_free(dnf);
	fpe_task_free(xor);
	fpe_task_free(own);
	fpe_task_free(samples);
}

static void a_text_that_does_not_fit_ends_in_an_ellipsis(void **state)
{
	struct fpe_task *task = random_task(FPE_TASK_DNF, 2, 2, 0, true, 3);
	char whole[64], cut[64];
	int length = fpe_task_text(task, whole, sizeof whole);

	(void)state;
	assert_int_equal(length, strlen(whole));
	assert_int_equal(fpe_task_text(task, NULL, 0), length);
	for (int size = 1; size <= length + 1; size++) {
		memset(cut, '#', sizeof cut);
		assert_int_equal(fpe_task_text(task, cut, size), length);
		assert_int_equal(cut[size], '#');
		if (size == length + 1) {
			assert_string_equal(cut, whole);
		} else {
			int kept = size < 4 ? size - 1 : size - 4;

			assert_int_equal(strlen(cut), size - 1);
			assert_memory_equal(cut, whole, (size_t)kept);
			assert_string_equal(cut + kept, size < 4 ? "" : "…");
		}
	}
	fpe_task_free(task);
}

/* Columns of a table that begin alike are told apart by their ends. */
static void long_names_keep_both_ends(void **state)
{
	static const struct {
		const char *name, *kept;
	} rows[] = {
		{ "0123456789012345678901234567890", "0123456789012345678901234567890" },
		{ "01234567890123456789012345678901", "012345678901234567…2345678901" },
		{ "temperature at the station Kiel-Holtenau", "temperature at the…l-Holtenau" },
		{ "temperature at the station Kiel-Leuchtturm", "temperature at the…Leuchtturm" },
		{ "ääääääääääääääääääääääää", "äääääääää…äääää" },
		{ "日本語クラス日本語クラス日本語クラス", "日本語クラス…クラス" },
	};
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fpe_task *task;
		char *name = (char *)rows[i].name, buffer[FPE_MAX_NAME];

		test_row("%s", name);
		assert_ok(fpe_task_samples(1, &task, &err));
		assert_ok(fpe_task_set_names(task, &name, NULL, &err));
		assert_string_equal(fpe_task_input_name(task, 0, buffer), rows[i].kept);
		assert_true(strlen(rows[i].kept) < FPE_MAX_NAME);
		fpe_task_free(task);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_names_keep_both_ends),
		cmocka_unit_test(by_default_each_clause_owns_its_inputs),
		cmocka_unit_test(fewer_inputs_are_shared_each_as_likely_as_the_others),
		cmocka_unit_test(signs_are_drawn_evenly_and_leave_the_inputs_alone),
		cmocka_unit_test(the_same_seed_gives_the_same_task),
		cmocka_unit_test(options_out_of_range_are_refused),
		cmocka_unit_test(tasks_of_formulas_and_samples_need_these),
		cmocka_unit_test(labels_are_those_of_the_tasks_text),
		cmocka_unit_test(inputs_past_the_first_word_count_too),
		cmocka_unit_test(the_terms_of_a_formula_become_clauses),
		cmocka_unit_test(a_formulas_label_is_the_or_of_its_clauses_or_the_and),
		cmocka_unit_test(long_formulas_have_clauses_up_to_the_limit),
		cmocka_unit_test(a_formula_that_does_not_parse_or_has_no_inputs_is_refused),
		cmocka_unit_test(texts_are_as_a_user_would_write_them),
		cmocka_unit_test(a_text_that_does_not_fit_ends_in_an_ellipsis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
