/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_expr.c - expressions: binding, nulls, kinds, errors. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/expr.h"

/* accuracy(clause) 0.9, accuracy(dense) 0.75, null, kind() a text, pick(1)
   gives back its number, source(x) the text of its argument. */
static enum fpe_status lookup(void *context, const char *name, const struct expr_argument *args,
			      int argc, struct expr_value *out, struct fpe_error *err)
{
	(void)context;
	if (strcmp(name, "accuracy") == 0 && argc == 1 && args[0].is_name) {
		*out = (struct expr_value){ EXPR_NUMBER, 0.75, "" };
		if (strcmp(args[0].source, "clause") == 0)
			out->number = 0.9;
		return FPE_OK;
	}
	if (strcmp(name, "null") == 0 && argc < 0)
		return FPE_OK; /* null unless filled */
	if (strcmp(name, "kind") == 0 && argc == 0) {
		*out = (struct expr_value){ EXPR_TEXT, 0, "clause" };
		return FPE_OK;
	}
	if (strcmp(name, "pick") == 0 && argc == 1 && !args[0].is_name) {
		*out = args[0].value;
		return FPE_OK;
	}
	if (strcmp(name, "source") == 0 && argc == 1) {
		*out = (struct expr_value){ EXPR_TEXT, 0, "" };
		snprintf(out->text, sizeof out->text, "%.60s%s", args[0].source,
			 args[0].is_name ? "!" : "");
		return FPE_OK;
	}
	return fpe_fail(err, FPE_ENAME, "there is no %s", name);
}

static struct expr_value value_of(const char *text)
{
	struct expr_value value = { EXPR_NUMBER, NAN, "" };
	struct fpe_error err;
	struct expr *expr;

	assert_ok(expr_parse(text, &expr, &err));
	assert_ok(expr_evaluate(expr, lookup, NULL, &value, &err));
	expr_free(expr);
	return value;
}

static void assert_number(const char *text, double want)
{
	struct expr_value value = value_of(text);

	assert_int_equal(value.kind, EXPR_NUMBER);
	if (!(fabs(value.number - want) < 1e-12))
		fail_msg("%s is %.17g, not %g", text, value.number, want);
}

static void assert_truth(const char *text, bool want)
{
	struct expr_value value = value_of(text);

	assert_int_equal(value.kind, EXPR_TRUTH);
	if ((value.number != 0) != want)
		fail_msg("%s is not %d", text, want);
}

static void assert_null_value(const char *text)
{
	struct expr_value value = value_of(text);

	assert_int_equal(value.kind, EXPR_NUMBER);
	assert_true(isnan(value.number));
}

static void operators_bind_as_written(void **state)
{
	(void)state;
	assert_number("1 + 2 * 3", 7);
	assert_number("(1 + 2) * 3", 9);
	assert_number("8 - 4 - 2", 2);
	assert_number("8 / 4 / 2", 1);
	assert_number("-2 * -3", 6);
	assert_number("--2", 2);
	assert_number("2--3", 5);
	assert_number("1e-3 * 1000", 1);
	assert_number(".5+.25", 0.75);
	assert_truth("1 < 2 and 2 < 1 or 3 == 3", true);
	assert_truth("1 == 1 or 1 == 1 and 1 == 2", true);
	assert_truth("not 1 == 2", true);
	assert_truth("not not 1 == 2", false);
	assert_truth("not 1 == 1 or 1 == 1", true);
	assert_truth("1 + 1 >= 2", true);
	assert_truth("1 != 1", false);
	assert_truth("2 <= 1", false);
	assert_truth("2 > 1", true);
}

static void functions_of_the_language_work(void **state)
{
	(void)state;
	assert_number("abs(-2)", 2);
	assert_number("min(3, 1, 2)", 1);
	assert_number("max(3, 4, 1 + 1)", 4);
	assert_number("sqrt(9)", 3);
	assert_number("round(2.5)", 3);
	assert_null_value("sqrt(-1)");
	assert_null_value("max(1, null)");
	assert_null_value("min(null, 1)");
}

static void names_and_calls_are_looked_up(void **state)
{
	(void)state;
	assert_truth("accuracy(clause) > accuracy(dense) + 0.05", true);
	assert_number("abs(accuracy(dense) - accuracy( clause ))", 0.15);
	assert_number("pick(1 + 2 * 3)", 7);
	assert_truth("kind() == 'clause'", true);
	assert_truth("kind() != \"clause\"", false);
	assert_string_equal(value_of("source(gain( clause ) )").text, "gain( clause )!");
	assert_string_equal(value_of("source(a - 1)").text, "a - 1!");
	assert_string_equal(value_of("source(2 * 3)").text, "2 * 3");
	assert_string_equal(value_of("source(kind())").text, "kind()");
}

static void null_spreads_and_compares_false(void **state)
{
	(void)state;
	assert_null_value("null + 1");
	assert_null_value("-null");
	assert_null_value("1 / 0");
	assert_null_value("1e300 * 1e300");
	assert_truth("null == null", false);
	assert_truth("null != 1", false);
	assert_truth("null < 1", false);
	assert_truth("1 == null", false);
	assert_truth("1 >= null", false);
	assert_truth("null == 'a'", false);
	assert_truth("not null < 1", true);
}

static void the_second_operand_may_not_be_looked_at(void **state)
{
	(void)state;
	assert_truth("1 == 2 and nothing == 1", false);
	assert_truth("1 == 1 or nothing == 1", true);
}

static void assert_no_parse(const char *text, int at, const char *part)
{
	struct fpe_error err = { .at = -1 };
	struct expr *expr;

	assert_true(expr_parse(text, &expr, &err) != FPE_OK);
	assert_null(expr);
	if (err.at != at || !strstr(err.message, part))
		fail_msg("%s: at %d: %s", text, err.at, err.message);
}

static void faults_are_pointed_at(void **state)
{
	(void)state;
	assert_no_parse("", 0, "too early");
	assert_no_parse("1 +", 3, "too early");
	assert_no_parse("1 + * 2", 4, "expected a number");
	assert_no_parse("a = 1", 2, "use ==");
	assert_no_parse("a b", 2, "expected an operator");
	assert_no_parse("(a", 2, "expected )");
	assert_no_parse("f(a", 3, "expected , or )");
	assert_no_parse("f(a,)", 4, "expected a number");
	assert_no_parse("f(1,2,3,4,5)", 10, "more than 4");
	assert_no_parse("1 < 2 < 3", 6, "do not chain");
	assert_no_parse("2x", 1, "belong");
	assert_no_parse("0x10", 1, "belong");
	assert_no_parse("1.2.3", 3, "belong");
	assert_no_parse("a == 'b", 5, "not closed");
	assert_no_parse("abs()", 0, "takes 1 argument, not 0");
	assert_no_parse("1 + min(1)", 4, "takes 2 to 4 arguments, not 1");
	assert_no_parse("a & b", 2, "expected an operator");
	assert_no_parse("and", 0, "expected a number");
	assert_no_parse("a \xc3\xa4", 2, "expected an operator");
}

static void assert_no_value(const char *text, int at, const char *part)
{
	struct expr_value value;
	struct fpe_error err = { .at = -1 };
	struct expr *expr;

	assert_ok(expr_parse(text, &expr, &err));
	assert_true(expr_evaluate(expr, lookup, NULL, &value, &err) != FPE_OK);
	if (err.at != at || !strstr(err.message, part))
		fail_msg("%s: at %d: %s", text, err.at, err.message);
	expr_free(expr);
}

static void kinds_must_fit(void **state)
{
	(void)state;
	assert_no_value("1 + (1 == 1)", 7, "number is needed");
	assert_no_value("not 1", 4, "condition is needed");
	assert_no_value("1 == 1 and 2", 11, "condition is needed");
	assert_no_value("'a' == 1", 4, "different kinds");
	assert_no_value("'a' < 'b'", 4, "order");
	assert_no_value("1 + nothing(a)", 4, "there is no nothing");
	assert_no_value("abs('a')", 4, "number is needed");
}

static char *repeated(const char *head, const char *piece, int n, const char *tail)
{
	char *text = malloc(strlen(head) + strlen(piece) * (size_t)n + strlen(tail) + 1);

	strcpy(text, head);
	for (int i = 0; i < n; i++)
		memcpy(text + strlen(head) + strlen(piece) * (size_t)i, piece, strlen(piece));
	strcpy(text + strlen(head) + strlen(piece) * (size_t)n, tail);
	return text;
}

static void depth_and_height_are_limited(void **state)
{
	static const struct {
		const char *head, *piece, *tail;
		int most;
	} cases[] = { { "", "(", "", 99 },
		      { "", "-", "1", 99 },
		      { "", "not ", "1 == 1", 99 },
		      { "", "f(", "", 99 },
		      { "1", " + 1", "", EXPR_MAX_DEPTH * 10 - 1 } };

	(void)state;
	for (int i = 0; i < 5; i++) {
		for (int more = 0; more < 3; more++) {
			int n = more == 2 ? 20000 : cases[i].most + more;
			char *text = repeated(cases[i].head, cases[i].piece, n, cases[i].tail);
			struct fpe_error err = { .code = FPE_OK };
			struct expr *expr;

			expr_parse(text, &expr, &err);
			assert_int_equal(err.code == FPE_ELIMIT, more > 0);
			expr_free(expr);
			free(text);
		}
	}
}

static void a_comparison_tells_its_sides(void **state)
{
	static const struct {
		const char *text, *sides;
	} rows[] = {
		{ "accuracy(clause) > 1 - 0.05", "0.9 > 0.95" },
		{ "null <= 2", "null <= 2" },
		{ "1e20 * 3 == 1 / 0", "3e+20 == null" },
		{ "kind() == 'clause'", "" },
		{ "1 < 2 and 3 < 2", "" },
		{ "accuracy(clause)", "" },
		{ "nobody(1) > 2", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct expr *expr;
		struct fpe_error err;
		char text[80];

		test_row("%s", rows[i].text);
		assert_ok(expr_parse(rows[i].text, &expr, &err));
		assert_string_equal(expr_sides(expr, lookup, NULL, text, sizeof text),
				    rows[i].sides);
		expr_free(expr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operators_bind_as_written),
		cmocka_unit_test(functions_of_the_language_work),
		cmocka_unit_test(names_and_calls_are_looked_up),
		cmocka_unit_test(null_spreads_and_compares_false),
		cmocka_unit_test(the_second_operand_may_not_be_looked_at),
		cmocka_unit_test(faults_are_pointed_at),
		cmocka_unit_test(kinds_must_fit),
		cmocka_unit_test(depth_and_height_are_limited),
		cmocka_unit_test(a_comparison_tells_its_sides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
