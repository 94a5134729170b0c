/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_shape.c - which input is which pixel. */
#include "support/test.h"

#include <string.h>

#include "view/figure/shape.h"

struct row {
	int inputs, asked[2];
	struct fpe_shape said;
	int rows, columns, planes; /* 0: refused */
	const char *name;
};

static const struct row rows[] = {
	{ 784, { 0, 0 }, { 0, 0, 0 }, 28, 28, 1, "28x28" },
	{ 64, { 0, 0 }, { 0, 0, 0 }, 8, 8, 1, "8x8" },
	{ 3072, { 0, 0 }, { 0, 0, 0 }, 32, 96, 3, "3 of 32x32" },
	{ 24, { 0, 0 }, { 0, 0, 0 }, 5, 5, 1, "rows of 5" },
	{ 27, { 0, 0 }, { 0, 0, 0 }, 5, 6, 1, "rows of 6" },
	{ 1, { 0, 0 }, { 0, 0, 0 }, 1, 1, 1, "1x1" },
	{ 12, { 2, 6 }, { 0, 0, 0 }, 2, 6, 1, "2x6" },
	{ 784, { 14, 28 }, { 0, 0, 0 }, 14, 56, 2, "2 of 14x28" },
	{ 784, { 0, 0 }, { 14, 28, 2 }, 14, 56, 2, "2 of 14x28" },
	{ 784, { 0, 0 }, { 14, 28, 1 }, 28, 28, 1, "28x28" },
	{ 784, { 20, 20 }, { 0, 0, 0 }, 0, 0, 0, "20x20: 400 pixels, but the net has 784" },
};

static void every_input_has_one_pixel(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct panel_options o = panel_defaults;
		static struct snapshot snapshot;
		struct shape s;
		char why[120] = "";
		static char seen[FPE_MAX_INPUTS];

		test_row("%d as %dx%d", rows[i].inputs, rows[i].asked[0], rows[i].asked[1]);
		snapshot.shape = rows[i].said;
		memcpy(o.shape, rows[i].asked, sizeof o.shape);
		assert_int_equal(shape_open(&s, rows[i].inputs, &snapshot, &o, why, sizeof why),
				 rows[i].planes > 0);
		if (rows[i].planes == 0) {
			assert_has(why, rows[i].name);
			continue;
		}
		assert_int_equal(s.rows, rows[i].rows);
		assert_int_equal(s.columns, rows[i].columns);
		assert_int_equal(s.planes, rows[i].planes);
		assert_string_equal(shape_name(&s).text, rows[i].name);
		memset(seen, 0, sizeof seen);
		for (int r = -1; r <= s.rows; r++) {
			for (int c = -1; c <= s.columns; c++) {
				int input = shape_input(&s, r, c), plane, row, column;

				if (input < 0)
					continue;
				assert_true(input < rows[i].inputs && !seen[input]);
				seen[input] = 1;
				shape_place(&s, input, &plane, &row, &column);
				assert_int_equal(row, r);
				assert_int_equal(column + plane * s.columns / s.planes, c);
			}
		}
		for (int j = 0; j < rows[i].inputs; j++)
			assert_true(seen[j]);
	}
}

/* What a table's columns are called is no picture, unless they are many; a text has a row
   for each character back. */
static void names_say_what_is_no_picture(void **state)
{
	static const struct {
		int inputs;
		const char *name;
	} named[] = { { 4, "rows of 2" }, { 49, "rows of 7" }, { 64, "8x8" }, { 784, "28x28" } };
	static char *names[1] = { NULL };
	struct fpe_alphabet alphabet = { .context = 3, .size = 12 };
	struct fpe_task task = { .input_name = names };
	struct panel_options o = panel_defaults;
	static struct snapshot snapshot;
	struct shape s;
	char why[120];

	(void)state;
	snapshot.task = &task;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		test_row("%d", named[i].inputs);
		assert_true(shape_open(&s, named[i].inputs, &snapshot, &o, why, sizeof why));
		assert_string_equal(shape_name(&s).text, named[i].name);
	}
	task.alphabet = &alphabet;
	assert_true(shape_open(&s, 36, &snapshot, &o, why, sizeof why));
	assert_string_equal(shape_name(&s).text, "3x12");
	o.shape[0] = 2;
	o.shape[1] = 18;
	assert_true(shape_open(&s, 36, &snapshot, &o, why, sizeof why));
	assert_string_equal(shape_name(&s).text, "2x18");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_input_has_one_pixel),
		cmocka_unit_test(names_say_what_is_no_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
