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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_input_has_one_pixel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
