/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_report.c - text and JSON lines. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

#include "cmd/report/report.h"
#include "unit/cmd/help/comma.h"

static const struct command say = { .verb = "say" };

static void assert_taken(struct report *report, const char *want)
{
	char *got = report_take(report);

	if (!want)
		assert_null(got);
	else
		assert_string_equal(got, want);
	free(got);
	assert_null(report->text.bytes);
	assert_null(report->object);
}

static void text_is_gathered_until_taken(void **state)
{
	struct report report;

	(void)state;
	report_init(&report, false);
	assert_taken(&report, NULL);
	assert_null(report_object(&report));
	report_text(&report, "a %d\n", 1);
	for (int i = 0; i < 100; i++)
		report_text(&report, "%s", "");
	report_text(&report, "b %.2f\n", 0.5);
	assert_taken(&report, "a 1\nb 0.50\n");
	report_text(&report, "again\n");
	assert_taken(&report, "again\n");
	report_text(&report, "dropped");
	report_clear(&report);
	assert_taken(&report, NULL);
}

static void json_is_one_line_in_the_order_it_was_filled(void **state)
{
	struct report report;
	json_t *object;

	(void)state;
	report_init(&report, true);
	report.command = &say;
	assert_taken(&report, NULL);
	report_text(&report, "not seen");
	assert_taken(&report, NULL);
	object = report_object(&report);
	json_object_set_new(object, "z", report_number(1));
	json_object_set_new(object, "a", report_number(0.1));
	json_object_set_new(object, "text", json_string("ä\"\n"));
	assert_ptr_equal(report_object(&report), object);
	assert_taken(
		&report,
		"{\"command\":\"say\",\"format\":1,\"z\":1,\"a\":0.1,\"text\":\"ä\\\"\\n\"}\n");
}

static void numbers_are_finite_or_null_with_nine_digits(void **state)
{
	static const struct {
		double value;
		const char *want;
	} cases[] = { { 0, "0" },
		      { -0.0, "0" },
		      { 264, "264" },
		      { -3, "-3" },
		      { 1.0 / 3, "0.333333333" },
		      { 1e-7, "1e-7" },
		      { 9007199254740992.0, "9007199254740992" },
		      { 1e300, "1e300" },
		      { NAN, "null" },
		      { INFINITY, "null" },
		      { -INFINITY, "null" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s", cases[i].want);
		struct report report;
		char want[80];

		report_init(&report, true);
		report.command = &say;
		json_object_set_new(report_object(&report), "v", report_number(cases[i].value));
		snprintf(want, sizeof want, "{\"command\":\"say\",\"format\":1,\"v\":%s}\n",
			 cases[i].want);
		assert_taken(&report, want);
	}
}

static void numbers_do_not_change_in_a_comma_locale(void **state)
{
	bool is_comma = comma_begin();
	struct report report;

	(void)state;
	if (is_comma) {
		report_init(&report, false);
		report_text(&report, "%.2f\n", 0.5);
		assert_taken(&report, "0.50\n");
		report_init(&report, true);
		report.command = &say;
		json_object_set_new(report_object(&report), "v", report_number(0.5));
		assert_taken(&report, "{\"command\":\"say\",\"format\":1,\"v\":0.5}\n");
	}
	comma_end();
	if (!is_comma)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_gathered_until_taken),
		cmocka_unit_test(json_is_one_line_in_the_order_it_was_filled),
		cmocka_unit_test(numbers_are_finite_or_null_with_nine_digits),
		cmocka_unit_test(numbers_do_not_change_in_a_comma_locale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
