/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_palette.c - inks to colours, and grids to text with and without them. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "view/sink.h"

static int luminance(uint32_t rgb)
{
	return (int)((rgb >> 16) * 299 + (rgb >> 8 & 255) * 587 +
		     (rgb & 255) * 114) / 1000;
}

static void palettes_are_found_by_name(void **state)
{
	(void)state;
	assert_int_equal(palette_find("default"), 0);
	assert_true(palette_find("mono") > 0);
	assert_true(palette_find("high-contrast") > 0);
	assert_int_equal(palette_find("no such"), -1);
}

static void zero_is_white_and_the_ends_are_blue_and_orange(void **state)
{
	uint32_t low = palette_rgb(0, ink_signed(-1, 1));
	uint32_t high = palette_rgb(0, ink_signed(1, 1));

	(void)state;
	assert_int_equal(palette_rgb(0, ink_signed(0, 1)), 0xffffff);
	assert_true((low & 255) > (low >> 16));
	assert_true((high >> 16) > (high & 255));
}

static void the_scale_of_shares_gets_lighter_all_the_way(void **state)
{
	(void)state;
	for (int i = 1; i <= INK_STEPS; i++)
		assert_true(luminance(palette_rgb(0, INK_SHARE + i)) >
			    luminance(palette_rgb(0, INK_SHARE + i - 1)));
}

static void colours_keep_to_the_depth_of_the_terminal(void **state)
{
	static const int most[] = { -1, 7, 15, 255 };

	(void)state;
	for (int p = 0; palettes[p].name; p++) {
		for (int depth = COLOUR_MONO; depth <= COLOUR_256; depth++) {
			for (int ink = 0; ink < INK_COUNT; ink++) {
				assert_in_range(palette_colour(p, depth, ink, 0) + 1,
						0, most[depth] + 1);
				assert_in_range(palette_colour(p, depth, ink, 1) + 1,
						0, most[depth] + 1);
			}
		}
	}
}

static void signs_differ_at_every_depth_with_colours(void **state)
{
	(void)state;
	for (int depth = COLOUR_8; depth <= COLOUR_256; depth++)
		assert_int_not_equal(
			palette_colour(0, depth, ink_signed(-1, 1), false),
			palette_colour(0, depth, ink_signed(1, 1), false));
}

static void text_on_a_tile_can_be_read(void **state)
{
	(void)state;
	assert_int_equal(palette_text_on(0, COLOUR_256, ink_signed(0, 1)), 16);
	assert_int_equal(palette_text_on(0, COLOUR_256, INK_BAR), 255);
	assert_int_equal(palette_text_on(0, COLOUR_8, INK_BAR), -1);
}

static void mono_marks_what_matters_without_colour(void **state)
{
	(void)state;
	assert_true(palette_attributes(0, COLOUR_MONO, INK_BAD) & CELL_REVERSE);
	assert_true(palette_attributes(0, COLOUR_MONO, INK_BAR) & CELL_REVERSE);
	assert_true(palette_attributes(0, COLOUR_256, INK_TITLE) & CELL_BOLD);
}

static void text_without_colour_has_no_escapes_and_no_blank_ends(void **state)
{
	struct grid *g = grid_new(3, 8, false);
	char *text;

	(void)state;
	area_text(grid_area(g), 0, 1, INK_BAD, "日é");
	area_cell(grid_area(g), 1, 5, ' ', INK_NONE, INK_BAR, CELL_REVERSE);
	text = sink_text(g, 0, COLOUR_MONO);
	assert_string_equal(text, " 日é\n\n\n");
	free(text);
	grid_free(g);
}

static void styles_are_written_where_they_change_and_reset(void **state)
{
	struct grid *g = grid_new(1, 8, false);
	char *text;

	(void)state;
	area_text(grid_area(g), 0, 0, INK_BAD, "aa");
	area_text(grid_area(g), 0, 2, INK_NONE, "b");
	area_cell(grid_area(g), 0, 3, 'c', INK_NONE, INK_NONE, CELL_BOLD);
	text = sink_text(g, 0, COLOUR_256);
	assert_string_equal(text, "\x1b[0;38;5;202maa\x1b[0mb\x1b[0;1mc\x1b[0m\n");
	free(text);
	text = sink_text(g, 0, COLOUR_8);
	assert_string_equal(text, "\x1b[0;33maa\x1b[0mb\x1b[0;1mc\x1b[0m\n");
	free(text);
	grid_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(palettes_are_found_by_name),
		cmocka_unit_test(zero_is_white_and_the_ends_are_blue_and_orange),
		cmocka_unit_test(the_scale_of_shares_gets_lighter_all_the_way),
		cmocka_unit_test(colours_keep_to_the_depth_of_the_terminal),
		cmocka_unit_test(signs_differ_at_every_depth_with_colours),
		cmocka_unit_test(text_on_a_tile_can_be_read),
		cmocka_unit_test(mono_marks_what_matters_without_colour),
		cmocka_unit_test(text_without_colour_has_no_escapes_and_no_blank_ends),
		cmocka_unit_test(styles_are_written_where_they_change_and_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
