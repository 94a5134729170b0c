/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_formula.c - formulas parse as the header says, and their values agree
 * with an evaluation that shares no code with them.
 */
#include "support/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/formula.h"
#include "fpe/limits.h"
#include "fpe/rng.h"

/* The truth table over inputs 0 … inputs-1, row r in bit r. */
static uint64_t table_of(const char *text, int inputs)
{
	struct fpe_formula *f;
	struct fpe_error err;
	uint64_t table = 0;

	assert_ok(fpe_formula_parse(text, &f, &err));
	assert_int_equal(f->inputs, inputs);
	for (uint64_t row = 0; row < UINT64_C(1) << inputs; row++)
		table |= (uint64_t)fpe_formula_value(f, f->root, &row) << row;
	fpe_formula_free(f);
	return table;
}

static void each_operator_has_its_truth_table(void **state)
{
	(void)state; /* rows ba = 00, 01, 10, 11 from the lowest bit */
	assert_int_equal(table_of("a & b", 2), 0x8);
	assert_int_equal(table_of("a | b", 2), 0xe);
	assert_int_equal(table_of("a ^ b", 2), 0x6);
	assert_int_equal(table_of("a -> b", 2), 0xd);
	assert_int_equal(table_of("a <-> b", 2), 0x9);
	assert_int_equal(table_of("!a", 1), 0x1);
	assert_int_equal(table_of("a", 1), 0x2);
	assert_int_equal(table_of("a | 1", 1), 0x3);
	assert_int_equal(table_of("a & 0", 1), 0x0);
	assert_int_equal(table_of("1", 0), 0x1);
}

static void words_and_signs_mean_the_same(void **state)
{
	static const char *const pairs[][2] = {
		{ "a & b", "a and b" },
		{ "a | b", "a or b" },
		{ "a ^ b", "a xor b" },
		{ "!a | b", "~a or b" },
		{ "!a & !b", "not a and not b" },
		{ "a&b | 1", "a and b or true" },
		{ "a&b | 0", "a and b or false" },
		{ "!(a&b)", "not(a and b)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		test_row("%s is %s", pairs[i][0], pairs[i][1]);
		assert_int_equal(table_of(pairs[i][0], 2), table_of(pairs[i][1], 2));
	}
}

static void operators_bind_and_group_as_the_header_says(void **state)
{
	static const char *const same[][2] = {
		{ "a | b & c", "a | (b & c)" },	      { "a & b | c", "(a & b) | c" },
		{ "a ^ b & c", "a ^ (b & c)" },	      { "a | b ^ c", "a | (b ^ c)" },
		{ "a ^ b | c", "(a ^ b) | c" },	      { "a -> b | c", "a -> (b | c)" },
		{ "a | b -> c", "(a | b) -> c" },     { "a <-> b -> c", "a <-> (b -> c)" },
		{ "a -> b <-> c", "(a -> b) <-> c" }, { "a -> b -> c", "a -> (b -> c)" },
		{ "!a & b ^ c", "((!a) & b) ^ c" },   { "a -> !b -> c", "a -> ((!b) -> c)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		test_row("%s is %s", same[i][0], same[i][1]);
		assert_int_equal(table_of(same[i][0], 3), table_of(same[i][1], 3));
	}
	assert_int_not_equal(table_of("a -> b -> c", 3), table_of("(a -> b) -> c", 3));
}

static void left_chains_group_to_the_left(void **state)
{
	struct fpe_formula *f;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_formula_parse("a | b | c", &f, &err));
	assert_int_equal(f->node[f->root].op, FPE_OP_OR);
	assert_int_equal(f->node[f->node[f->root].a].op, FPE_OP_OR);
	assert_int_equal(f->node[f->node[f->root].b].op, FPE_OP_INPUT);
	fpe_formula_free(f);
}

static void inputs_are_numbered_as_they_appear_and_children_come_first(void **state)
{
	struct fpe_formula *f;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_formula_parse("  z1 & !a_b | (z1 ^\tQ)", &f, &err));
	for (int i = 0; i < f->nodes; i++) {
		const struct fpe_formula_node n = f->node[i];

		if (n.op != FPE_OP_CONST && n.op != FPE_OP_INPUT)
			assert_true(n.a < i && n.b < i);
	}
	assert_int_equal(f->inputs, 3);
	assert_string_equal(f->name[0], "z1");
	assert_string_equal(f->name[1], "a_b");
	assert_string_equal(f->name[2], "Q");
	assert_string_equal(f->text, "  z1 & !a_b | (z1 ^\tQ)");
	assert_int_equal(f->root, f->nodes - 1);
	fpe_formula_free(f);
}

static void errors_point_at_the_fault(void **state)
{
	static const struct {
		const char *text;
		int at;
	} cases[] = {
		{ "", 0 },	     { "   ", 3 },	    { "a &", 3 },
		{ "a & ", 4 },	     { "& a", 0 },	    { "a b", 2 },
		{ "a && b", 3 },     { "(a | b", 6 },	    { "a)", 1 },
		{ "()", 1 },	     { "a | (b", 6 },	    { "a ! b", 2 },
		{ "a - b", 2 },	     { "a < b", 2 },	    { "a <- b", 2 },
		{ "a = b", 2 },	     { "a & 2", 4 },	    { "a & 01", 4 },
		{ "1x", 0 },	     { "_a", 0 },	    { "a & \x01", 4 },
		{ "a\n", 1 },	     { "a | \xc3\xa4", 4 }, { "and", 0 },
		{ "a | or", 4 },     { "not", 3 },	    { "a -> ", 5 },
		{ "(a b)", 3 },	     { "a <-> <-> b", 6 },  { "((a)", 4 },
		{ "true false", 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s", cases[i].text);
		struct fpe_formula *f = (struct fpe_formula *)&f;
		struct fpe_error err;

		if (fpe_formula_parse(cases[i].text, &f, &err) != FPE_EPARSE)
			fail_msg("\"%s\" parses", cases[i].text);
		if (err.at != cases[i].at)
			fail_msg("\"%s\": at %d, not %d", cases[i].text, err.at, cases[i].at);
		assert_null(f);
		assert_fails(FPE_EPARSE, fpe_formula_parse(cases[i].text, &f, NULL));
	}
}

/* before, part count times, after; the caller frees */
static char *repeat(const char *before, const char *part, int count, const char *after)
{
	size_t length = strlen(part);
	char *text = malloc(strlen(before) + length * (size_t)count + strlen(after) + 1);
	char *at;

	assert_non_null(text);
	at = stpcpy(text, before);
	for (int i = 0; i < count; i++)
		at = stpcpy(at, part);
	strcpy(at, after);
	return text;
}

static void parse_and_free(char *text, enum fpe_status want, int at)
{
	struct fpe_formula *f;
	struct fpe_error err = { .at = -2 };
	enum fpe_status status = fpe_formula_parse(text, &f, &err);

	if (status != want)
		fail_msg("%.20s…: status %d", text, status);
	if (want)
		assert_int_equal(err.at, at);
	fpe_formula_free(f);
	free(text);
}

static void limits_are_errors_where_they_are_passed(void **state)
{
	const int depth = FPE_MAX_FORMULA_DEPTH;
	char *open = repeat("", "(", depth, "a"), *text;

	(void)state;
	parse_and_free(repeat(open, ")", depth, ""), FPE_OK, 0);
	parse_and_free(repeat("", "(", depth + 1, "a"), FPE_ELIMIT, depth);
	parse_and_free(repeat("", "(", 60000, ""), FPE_ELIMIT, depth);
	parse_and_free(repeat("b|", "a", FPE_MAX_NAME - 1, ""), FPE_OK, 0);
	parse_and_free(repeat("b|", "a", FPE_MAX_NAME, ""), FPE_ELIMIT, 2);
	parse_and_free(repeat("", "!", FPE_MAX_FORMULA - 1, "a"), FPE_OK, 0);
	parse_and_free(repeat("", "!", FPE_MAX_FORMULA, "a"), FPE_ELIMIT, FPE_MAX_FORMULA);
	free(open);
	text = malloc(8 * (FPE_MAX_INPUTS + 1));
	text[0] = 0;
	for (int i = 0, at = 0; i <= FPE_MAX_INPUTS; i++)
		at += sprintf(text + at, "%sx%d", i ? "^" : "", i);
	text[strlen(text) - strlen("^x4096")] = 0;
	parse_and_free(strdup(text), FPE_OK, 0);
	text[strlen(text)] = '^';
	parse_and_free(text, FPE_ELIMIT, (int)strlen(text) - 5);
}

static void long_chains_have_their_values(void **state)
{
	static const struct {
		const char *part;
		const char *last;
		bool at0, at1; /* values at a = 0, a = 1 */
	} cases[] = {
		{ "a|", "a", false, true },   { "a&", "a", false, true },
		{ "a^", "a", false, true },   { "a->", "a", true, true },
		{ "a<->", "a", false, true }, { "!", "a", false, true },
		{ "1->", "a", false, true },  { "a&1|", "0", false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("12000 times %s", cases[i].part);
		char *text = repeat("", cases[i].part, 12000, cases[i].last);
		struct fpe_formula *f;
		struct fpe_error err;
		uint64_t bits[2] = { 0, 1 };

		assert_ok(fpe_formula_parse(text, &f, &err));
		assert_int_equal(fpe_formula_value(f, f->root, &bits[0]), cases[i].at0);
		assert_int_equal(fpe_formula_value(f, f->root, &bits[1]), cases[i].at1);
		fpe_formula_free(f);
		free(text);
	}
}

/* --------------------------------------------------------- random formulas */

/* A random formula written with all parentheses, and its table: over 6 inputs
   a truth table is one word, so operators act on words. */
struct written {
	char text[4096];
	int length;
	int seen; /* inputs so far, in order of appearance */
};

static const uint64_t column[6] = {
	0xaaaaaaaaaaaaaaaau, 0xccccccccccccccccu, 0xf0f0f0f0f0f0f0f0u,
	0xff00ff00ff00ff00u, 0xffff0000ffff0000u, 0xffffffff00000000u,
};

static void put(struct written *w, const char *text)
{
	w->length += sprintf(w->text + w->length, "%s", text);
}

static uint64_t write_random(struct written *w, struct fpe_rng *rng, int depth)
{
	uint32_t pick = fpe_rng_below(rng, depth > 0 ? 8 : 2);
	static const char *const sign[] = { "&", "^", "|", "->", "<->" };
	uint64_t a, b;

	if (pick < 2) {
		uint32_t most = w->seen < 6 ? (uint32_t)w->seen + 1 : 6;
		uint32_t input = fpe_rng_below(rng, most);
		char name[2] = { (char)('a' + input), 0 };

		w->seen += (int)input == w->seen;
		put(w, name);
		return column[input];
	}
	if (pick == 2) {
		put(w, "!");
		return ~write_random(w, rng, depth - 1);
	}
	put(w, "(");
	a = write_random(w, rng, depth - 1);
	put(w, sign[pick - 3]);
	b = write_random(w, rng, depth - 1);
	put(w, ")");
	switch (pick) {
	case 3:
		return a & b;
	case 4:
		return a ^ b;
	case 5:
		return a | b;
	case 6:
		return ~a | b;
	default:
		return ~(a ^ b);
	}
}

static void random_formulas_agree_with_words_of_bits(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed("random formulas"), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 3000; i++) {
		struct written w = { .length = 0 };
		uint64_t want = write_random(&w, &rng, 6);
		uint64_t rows = w.seen == 6 ? UINT64_MAX : (UINT64_C(1) << (1 << w.seen)) - 1;

		if (table_of(w.text, w.seen) != (want & rows))
			fail_msg("%s", w.text);
	}
}

/* Chains without parentheses against folding values level by level. */
static bool fold(const char *op, const bool *value, int n)
{
	static const char levels[] = "&^|>=";
	char left[32];
	bool v[33];

	memcpy(left, op, (size_t)n - 1);
	memcpy(v, value, (size_t)n);
	for (int level = 0; level < 5; level++) {
		bool right = levels[level] == '>';

		for (int i = right ? n - 2 : 0; i >= 0 && i < n - 1;) {
			bool a = v[i], b = v[i + 1];

			if (left[i] != levels[level]) {
				i += right ? -1 : 1;
				continue;
			}
			v[i] = level == 0   ? a && b
			       : level == 1 ? a != b
			       : level == 2 ? a || b
			       : level == 3 ? !a || b
					    : a == b;
			memmove(v + i + 1, v + i + 2, (size_t)(n - i - 2));
			memmove(left + i, left + i + 1, (size_t)(n - i - 2));
			n--;
			if (right)
				i--;
		}
	}
	return v[0];
}

static void random_chains_agree_with_folding_by_level(void **state)
{
	static const char *const sign[] = { "&", "^", "|", "->", "<->" };
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed("random chains"), FPE_RNG_TEST_ONLY, 1);
	for (int i = 0; i < 20000; i++) {
		int n = 2 + (int)fpe_rng_below(&rng, 10);
		char text[128] = "", op[32];
		bool value[32];
		struct fpe_formula *f;
		struct fpe_error err;

		for (int j = 0; j < n; j++) {
			uint32_t pick = fpe_rng_below(&rng, 5);

			value[j] = fpe_rng_below(&rng, 2) != 0;
			strcat(text, value[j] ? "1" : "0");
			op[j] = "&^|>="[pick];
			if (j < n - 1)
				strcat(text, sign[pick]);
		}
		assert_ok(fpe_formula_parse(text, &f, &err));
		if (fpe_formula_value(f, f->root, NULL) != fold(op, value, n))
			fail_msg("%s", text);
		fpe_formula_free(f);
	}
}

static void garbage_never_crashes(void **state)
{
	static const char *const part[] = {
		"a",	"b",   "(",    ")", "!", "&",	 "|", "^", "->", "<->", "<-", "not ",
		" or ", "and", "true", "0", "1", "\xff", "-", " ", "x9", "_",	"\t", "xor ",
	};
	struct fpe_rng rng;
	int good = 0;

	(void)state;
	fpe_rng_open(&rng, test_seed("garbage"), FPE_RNG_TEST_ONLY, 2);
	for (int i = 0; i < 100000; i++) {
		int parts = (int)fpe_rng_below(&rng, 12);
		struct fpe_formula *f;
		struct fpe_error err = { .at = -1 };
		char text[128] = "";

		for (int j = 0; j < parts; j++)
			strcat(text, part[fpe_rng_below(&rng, 24)]);
		if (fpe_formula_parse(text, &f, &err)) {
			assert_in_range(err.at, 0, strlen(text));
			assert_null(f);
			continue;
		}
		good++;
		for (uint64_t row = 0; row < 8; row++)
			fpe_formula_value(f, f->root, &row);
		fpe_formula_free(f);
	}
	assert_true(good > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_operator_has_its_truth_table),
		cmocka_unit_test(words_and_signs_mean_the_same),
		cmocka_unit_test(operators_bind_and_group_as_the_header_says),
		cmocka_unit_test(left_chains_group_to_the_left),
		cmocka_unit_test(inputs_are_numbered_as_they_appear_and_children_come_first),
		cmocka_unit_test(errors_point_at_the_fault),
		cmocka_unit_test(limits_are_errors_where_they_are_passed),
		cmocka_unit_test(long_chains_have_their_values),
		cmocka_unit_test(random_formulas_agree_with_words_of_bits),
		cmocka_unit_test(random_chains_agree_with_folding_by_level),
		cmocka_unit_test(garbage_never_crashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
