/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_short_name.c - long names in few columns: cut between characters, ends kept. */
#include "support/test.h"

#include <limits.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/grid/grid.h"

static const struct {
	const char *name;
	int columns;
	const char *out;
} rows[] = {
	{ "age", 3, "age" },
	{ "age", 2, "ag" },
	{ "height", 4, "hei…" },
	{ "height", 5, "heig…" },
	{ "sensor_10", 6, "sen…10" },
	{ "sensor_11", 6, "sen…11" },
	{ "sepal length", 8, "sepa…gth" },
	{ "sepal width", 8, "sepa…dth" },
	{ "größe", 4, "grö…" },
	{ "日本語クラス", 7, "日本…ス" },
	{ "日本語クラス", 8, "日本…ス" },
	{ "日本語クラス", 10, "日本…ラス" },
	{ "日本語クラス", 12, "日本語クラス" },
	{ "日本", 3, "日" },
	{ "the temperature at the station of Kiel", INT_MAX,
	  "the temperature at the station of Kiel" },
	{ "the temperature at the station of Kiel-Holtenau", INT_MAX,
	  "the temperature at the stati…Holtenau" },
};

static void names_fit_and_keep_their_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("%s in %d", rows[i].name, rows[i].columns);
		assert_string_equal(figure_short(rows[i].name, rows[i].columns).text, rows[i].out);
	}
}

/* Whatever the name: no more columns than there are, and no half characters. */
static void no_name_is_wider_than_asked_for(void **state)
{
	const char *name =
		"aä日🙂e\u0301zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz🙂🙂🙂日日日日ä";

	(void)state;
	for (int columns = 1; columns < 80; columns++) {
		struct figure_name out = figure_short(name, columns);

		test_row("%d columns", columns);
		assert_true(text_columns(out.text) <= columns);
		assert_true(strlen(out.text) < sizeof out.text);
		assert_null(strstr(out.text, "\ufffd"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_fit_and_keep_their_ends),
		cmocka_unit_test(no_name_is_wider_than_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
