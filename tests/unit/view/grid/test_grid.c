/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_grid.c - areas clip, wide characters stay whole, hits are found. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"
#include "view/grid/canvas.h"
#include "view/grid/grid.h"
#include "view/sink/sink.h"

static uint32_t ch_at(const struct grid *g, int row, int column)
{
	return g->cell[row * g->columns + column].ch;
}

/* No cell may hold half a wide character. */
static void assert_whole(const struct grid *g)
{
	for (int r = 0; r < g->rows; r++) {
		assert_true(ch_at(g, r, 0) != 0);
		for (int c = 1; c < g->columns; c++) {
			if (ch_at(g, r, c) == 0)
				assert_int_equal(ch_at(g, r, c - 1), 0x65e5);
			if (ch_at(g, r, c - 1) == 0x65e5)
				assert_int_equal(ch_at(g, r, c), 0);
		}
		assert_true(ch_at(g, r, g->columns - 1) != 0x65e5);
	}
}

static void writing_outside_an_area_does_nothing(void **state)
{
	struct grid *g = grid_new(10, 20, false);
	struct area a = area_sub(grid_area(g), 3, 5, 4, 6);

	(void)state;
	for (int r = -20; r < 20; r++) {
		area_text(a, r, -7, INK_NONE, "0123456789012345678901234567890");
		area_cell(a, r, 6, 'x', INK_NONE, INK_NONE, 0);
	}
	for (int r = 0; r < 10; r++) {
		for (int c = 0; c < 20; c++) {
			bool inside = r >= 3 && r < 7 && c >= 5 && c < 11;

			assert_int_equal(ch_at(g, r, c) != ' ', inside);
		}
	}
	grid_free(g);
}

static void a_run_has_a_plain_character_in_ascii(void **state)
{
	(void)state;
	for (int ascii = 0; ascii < 2; ascii++) {
		struct grid *g = grid_new(2, 8, ascii);

		area_run(grid_area(g), 1, 2, 3, '-', 0x2500, INK_FRAME);
		for (int c = 0; c < 8; c++) {
			bool in = c >= 2 && c < 5;

			assert_int_equal(ch_at(g, 1, c), !in ? ' ' : ascii ? '-' : 0x2500);
			assert_int_equal(g->cell[8 + c].fg, in ? INK_FRAME : INK_NONE);
		}
		grid_free(g);
	}
}

static void a_canvas_is_shown_as_cells_or_as_strokes(void **state)
{
	(void)state;
	for (int vector = 0; vector < 2; vector++) {
		struct grid *g = grid_new(1, 4, false);
		struct canvas canvas;

		g->vector = vector;
		assert_false(canvas_open(&canvas, area_sub(grid_area(g), 0, 0, 0, 4)));
		assert_true(canvas_open(&canvas, grid_area(g)));
		canvas_line(&canvas, 0, 0, 7, 0, INK_GOOD);
		canvas_show(&canvas, grid_area(g), '-', NULL);
		assert_int_equal(ch_at(g, 0, 1), vector ? ' ' : 0x2809);
		assert_int_equal(g->strokes.strokes, vector);
		canvas_clear(&canvas);
		grid_free(g);
	}
}

static void a_window_never_leaves_its_area(void **state)
{
	struct grid *g = grid_new(10, 20, false);
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 20000; i++) {
		struct area a = grid_area(g);

		for (int depth = 0; depth < 3; depth++) {
			struct area b = area_sub(a, (int)fpe_rng_below(&rng, 40) - 20,
						 (int)fpe_rng_below(&rng, 60) - 30,
						 (int)fpe_rng_below(&rng, 40) - 10,
						 (int)fpe_rng_below(&rng, 60) - 10);

			assert_true(b.rows >= 0 && b.columns >= 0);
			assert_true(b.row >= a.row && b.column >= a.column);
			assert_true(b.row + b.rows <= a.row + a.rows);
			assert_true(b.column + b.columns <= a.column + a.columns);
			a = b;
		}
	}
	grid_free(g);
}

static void wide_characters_are_never_cut_in_half(void **state)
{
	struct grid *g = grid_new(4, 9, false);
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 20000; i++) {
		struct area a = area_sub(grid_area(g), 0, (int)fpe_rng_below(&rng, 5), 4,
					 (int)fpe_rng_below(&rng, 9));

		area_text(a, (int)fpe_rng_below(&rng, 4), (int)fpe_rng_below(&rng, 12) - 3,
			  INK_NONE, fpe_rng_below(&rng, 2) ? "日a日" : "bb");
		assert_whole(g);
	}
	grid_free(g);
}

static void text_says_how_many_columns_it_takes(void **state)
{
	struct grid *g = grid_new(1, 4, false);

	(void)state;
	assert_int_equal(area_text(grid_area(g), 0, 2, INK_NONE, "日本x"), 5);
	assert_int_equal(ch_at(g, 0, 2), 0x65e5);
	assert_int_equal(ch_at(g, 0, 3), 0);
	grid_free(g);
}

/* Who reads a part of a text, or of a number, sees that it is one. */
static void a_cut_is_marked(void **state)
{
	static const struct row {
		const char *text;
		int column, end; /* end > 0: the text ends there */
		const char *plain, *ascii;
	} rows[] = {
		{ "123456789", 0, 0, "1234567…", "1234567>" },
		{ "12345678", 0, 0, "12345678", "12345678" },
		{ "12345678  ", 0, 0, "12345678", "12345678" },
		{ "1234567", 4, 0, "    123…", "    123>" },
		{ "1234", 5, 0, "     123", "     123" }, /* too narrow for a mark */
		{ "日本語日本", 0, 0, "日本語…",
		  "??"
		  "??"
		  "??"
		  ">" },
		{ "e\xcc\x81tude tardive", 0, 0, "etude t…", "etude t>" },
		{ "123456789", 0, 6, "12345…", "12345>" },
		{ "1234", 0, 6, "  1234", "  1234" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i / 2];
		struct grid *g = grid_new(1, 8, i % 2);
		char *text;

		test_row("%s", row->text);
		if (row->end)
			area_text_right(grid_area(g), 0, row->end, INK_NONE, row->text);
		else
			area_text(grid_area(g), 0, row->column, INK_NONE, row->text);
		text = sink_text(g, 0, COLOUR_MONO);
		text[strcspn(text, "\n")] = '\0';
		assert_string_equal(text, i % 2 ? row->ascii : row->plain);
		free(text);
		grid_free(g);
	}
}

static void ascii_grids_hold_only_ascii(void **state)
{
	struct grid *g = grid_new(6, 30, true);
	struct area inside;

	(void)state;
	inside = area_frame(grid_area(g), "α → 日本", true);
	area_text(inside, 0, 0, INK_NONE, "░▒▓█ \xff \x1b[31m");
	area_cell(inside, 1, 0, 0x28ff, INK_NONE, INK_NONE, 0);
	for (int i = 0; i < 6 * 30; i++)
		assert_in_range(g->cell[i].ch, 32, 126);
	assert_int_equal(g->cell[2].ch, 'a');
	grid_free(g);
}

static void a_frame_leaves_its_inside(void **state)
{
	struct grid *g = grid_new(5, 12, false);
	struct area a = area_frame(grid_area(g), "much too long a title", false);

	(void)state;
	assert_int_equal(a.rows, 3);
	assert_int_equal(a.columns, 10);
	assert_int_equal(ch_at(g, 0, 11), 0x2510);
	assert_int_equal(ch_at(g, 4, 0), 0x2514);
	assert_int_equal(area_frame(area_sub(grid_area(g), 0, 0, 1, 9), "t", 0).rows, 1);
	grid_free(g);
}

static void a_cell_says_what_it_stands_for(void **state)
{
	struct grid *g = grid_new(3, 10, false);
	struct hit hit = { .kind = HIT_WEIGHT, .row = 2, .column = 7, .value = 0.5 };

	(void)state;
	area_hit(area_sub(grid_area(g), 1, 2, 2, 4), 0, 1, 99, &hit);
	assert_int_equal(grid_hit(g, 1, 3)->column, 7);
	assert_int_equal(grid_hit(g, 1, 5)->kind, HIT_WEIGHT);
	assert_int_equal(grid_hit(g, 1, 6)->kind, HIT_NONE);
	assert_int_equal(grid_hit(g, -1, 400)->kind, HIT_NONE);
	grid_clear(g);
	assert_int_equal(grid_hit(g, 1, 3)->kind, HIT_NONE);
	grid_free(g);
}

static void more_hits_than_a_cell_can_number_are_left_out(void **state)
{
	struct grid *g = grid_new(300, 300, false);
	struct hit hit = { .kind = HIT_WEIGHT };

	(void)state;
	for (int i = 0; i < 90000; i++) {
		hit.column = i;
		area_hit(grid_area(g), i / 300, i % 300, 1, &hit);
	}
	assert_int_equal(grid_hit(g, 100, 7)->column, 30007);
	assert_int_equal(grid_hit(g, 299, 299)->kind, HIT_NONE);
	grid_free(g);
}

static void sizes_are_kept_in_bounds(void **state)
{
	struct grid *g = grid_new(-3, 1000000, false);

	(void)state;
	assert_int_equal(g->rows, 1);
	assert_int_equal(g->columns, GRID_MAX_SIDE);
	grid_free(g);
	grid_free(NULL);
}

static void scales_are_symmetric_and_bounded(void **state)
{
	(void)state;
	assert_int_equal(ink_signed(0, 1), INK_SIGNED + INK_STEPS);
	assert_int_equal(ink_signed(5, 1), INK_SIGNED + 2 * INK_STEPS);
	assert_int_equal(ink_signed(-5, 1), INK_SIGNED);
	assert_int_equal(ink_signed(NAN, 1), INK_SIGNED + INK_STEPS);
	assert_int_equal(ink_signed(1, 0), INK_SIGNED + INK_STEPS);
	for (int i = 0; i <= 100; i++)
		assert_int_equal(ink_signed(i * 0.01, 1) + ink_signed(-i * 0.01, 1),
				 2 * (INK_SIGNED + INK_STEPS));
	assert_int_equal(ink_share(2), INK_COUNT - 1);
	assert_int_equal(ink_share(-INFINITY), INK_SHARE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writing_outside_an_area_does_nothing),
		cmocka_unit_test(a_run_has_a_plain_character_in_ascii),
		cmocka_unit_test(a_canvas_is_shown_as_cells_or_as_strokes),
		cmocka_unit_test(a_window_never_leaves_its_area),
		cmocka_unit_test(wide_characters_are_never_cut_in_half),
		cmocka_unit_test(text_says_how_many_columns_it_takes),
		cmocka_unit_test(a_cut_is_marked),
		cmocka_unit_test(ascii_grids_hold_only_ascii),
		cmocka_unit_test(a_frame_leaves_its_inside),
		cmocka_unit_test(a_cell_says_what_it_stands_for),
		cmocka_unit_test(more_hits_than_a_cell_can_number_are_left_out),
		cmocka_unit_test(sizes_are_kept_in_bounds),
		cmocka_unit_test(scales_are_symmetric_and_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
