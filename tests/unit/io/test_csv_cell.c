/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/test.h"

#include <stdlib.h>

#include "io/csv_cell.h"

static void cells_are_texts_everywhere(void **state)
{
	static const struct {
		const char *text, *cell;
	} row[] = {
		{ "", "" },
		{ "a b", "a b" },
		{ "a,b", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ "=\"\"", "\"'=\"\"\"\"\"" },
		{ "+1+1", "\"'+1+1\"" },
		{ "--1", "\"'--1\"" },
		{ "-", "\"'-\"" },
		{ "-.", "\"'-.\"" },
		{ "-1e", "\"'-1e\"" },
		{ "@A1", "\"'@A1\"" },
		{ "\t=1", "\"' =1\"" },
		{ "\r=1", "\"'\\x0d=1\"" },
		{ "-1", "-1" },
		{ "+.5", "+.5" },
		{ "-1.5e-3", "-1.5e-3" },
		{ "a=1", "a=1" },
		{ "\x1b", "\\x1b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct textbuf out = { 0 };
		char *cell;

		test_row("row %zu", i);
		csv_cell(&out, row[i].text, false);
		cell = textbuf_take(&out);
		assert_string_equal(cell, row[i].cell);
		free(cell);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_texts_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
