/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_palette.c - inks to colours, and grids to text with and without them. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/grid/glyph.h"
#include "view/sink/sink.h"

static int luminance(uint32_t rgb)
{
	return (int)((rgb >> 16) * 299 + (rgb >> 8 & 255) * 587 + (rgb & 255) * 114) / 1000;
}

static void palettes_are_found_by_name(void **state)
{
	(void)state;
	assert_int_equal(palette_find("default"), 0);
	for (const char *const *name =
		     (const char *const[]){ "dark", "light", "mono", "high-contrast", NULL };
	     *name; name++)
		assert_true(palette_find(*name) > 0);
	assert_int_equal(palette_find("no such"), -1);
}

static void colours_keep_to_the_depth_of_the_terminal(void **state)
{
	static const int most[] = { -1, 7, 15, 255 };

	(void)state;
	for (int p = 0; palettes[p].name; p++) {
		test_row("%s", palettes[p].name);
		for (int depth = COLOUR_MONO; depth <= COLOUR_256; depth++) {
			for (int ink = 0; ink < INK_COUNT; ink++) {
				assert_in_range(palette_colour(p, depth, ink, 0) + 1, 0,
						most[depth] + 1);
				assert_in_range(palette_colour(p, depth, ink, 1) + 1, 0,
						most[depth] + 1);
			}
		}
	}
}

/* RGB of terminal colours 16 … 255, told apart from palette.c's on purpose. */
static uint32_t terminal_rgb(int colour)
{
	static const uint32_t level[] = { 0, 95, 135, 175, 215, 255 };
	uint32_t grey = 8 + 10 * (uint32_t)(colour - 232);

	assert_in_range(colour, 16, 255);
	if (colour >= 232)
		return grey << 16 | grey << 8 | grey;
	return level[(colour - 16) / 36] << 16 | level[(colour - 16) / 6 % 6] << 8 |
	       level[(colour - 16) % 6];
}

static void assert_contrast(int palette, int ink, const char *where, uint32_t a, uint32_t b,
			    double least)
{
	if (palette_contrast(a, b) < least)
		fail_msg("palette %d, ink %d, %s: %06x on %06x has %.2f:1", palette, ink, where, a,
			 b, palette_contrast(a, b));
}

/* Every choice, on the background it is for. */
static void for_every_palette(void (*check)(int palette))
{
	for (int i = 0; palettes[i].name; i++) {
		test_row("%s", palettes[i].name);
		check(palette_for(i, false));
		check(palette_for(i, true));
	}
}

static void contrast_is_that_of_wcag(void **state)
{
	(void)state;
	assert_true(fabs(palette_contrast(0x000000, 0xffffff) - 21) < 1e-9);
	assert_true(fabs(palette_contrast(0x777777, 0xffffff) - 4.478) < 1e-3);
	assert_true(palette_contrast(0x0000ff, 0x0000ff) == 1);
}

static void check_inks(int palette)
{
	uint32_t paper = palette_paper(palette);
	double least = palette >= palette_find("high-contrast") ? 4.5 : 3;

	for (int ink = 0; ink < INK_COUNT; ink++) {
		int colour = palette_colour(palette, COLOUR_256, ink, false);

		assert_contrast(palette, ink, "text", palette_rgb(palette, ink, false), paper,
				least);
		if (colour >= 0)
			assert_contrast(palette, ink, "text of 256", terminal_rgb(colour), paper,
					least);
	}
}

static void every_ink_can_be_read_on_its_background(void **state)
{
	(void)state;
	for_every_palette(check_inks);
}

static void check_grounds(int palette)
{
	for (int ink = 1; ink < INK_COUNT; ink++) {
		int ground = palette_colour(palette, COLOUR_256, ink, true);
		int text = palette_text_on(palette, COLOUR_256, ink);

		assert_contrast(palette, ink, "text on it", palette_text_rgb(palette, ink),
				palette_rgb(palette, ink, true), 3);
		if (ground >= 0)
			assert_contrast(palette, ink, "text on it of 256", terminal_rgb(text),
					terminal_rgb(ground), 3);
	}
}

/* Colour of a scale in pictures, or of the 256 where `terminal`. */
static uint32_t shown(int palette, int ink, bool background, bool terminal)
{
	int colour = palette_colour(palette, COLOUR_256, ink, background);

	return terminal && colour >= 0 ? terminal_rgb(colour)
				       : palette_rgb(palette, ink, background);
}

/* From first to last each step stands out from the background as the one before, or more,
   by relative luminance; as grounds begin near the background and end far from it. */
static void check_ramp(int palette, int first, int last, bool background, bool terminal)
{
	int by = last > first ? 1 : -1;
	uint32_t paper = palette_paper(palette);
	double before = 0;

	for (int ink = first; ink != last + by; ink += by) {
		double now = palette_contrast(shown(palette, ink, background, terminal), paper);

		if (now < before - 1e-9)
			fail_msg(
				"palette %d, ink %d as %s%s: %06x stands out less than the step before",
				palette, ink, background ? "ground" : "text",
				terminal ? " of 256" : "",
				shown(palette, ink, background, terminal));
		before = now;
	}
	if (background)
		assert_true(palette_contrast(shown(palette, first, true, terminal), paper) < 1.6);
	assert_true(before > 4.5);
}

static void check_ramps(int palette)
{
	const int zero = INK_SIGNED + INK_STEPS;

	for (int way = 0; way < 4; way++) {
		check_ramp(palette, zero, zero + INK_STEPS, way & 1, way & 2);
		check_ramp(palette, zero, zero - INK_STEPS, way & 1, way & 2);
		check_ramp(palette, INK_SHARE, INK_SHARE + INK_STEPS, way & 1, way & 2);
	}
}

static void lightness_says_magnitude(void **state)
{
	(void)state;
	for_every_palette(check_ramps);
}

/* What a colour is to those without red or green cones: after Vienot, Brettel and Mollon
   (1999), in linear light; of what is left blue and yellow tell the sign. */
static double blueness(uint32_t rgb)
{
	double c[3], yellow;

	for (int i = 0; i < 3; i++)
		c[i] = pow((rgb >> (16 - 8 * i) & 255) / 255.0, 2.2);
	yellow = 0.29275 * c[0] + 0.70725 * c[1];
	return c[2] - 0.02234 * c[0] + 0.02234 * c[1] - yellow;
}

static void check_signs(int palette)
{
	const int zero = INK_SIGNED + INK_STEPS;

	for (int step = 2; step <= INK_STEPS && palette != palette_find("mono"); step++) {
		double minus = blueness(shown(palette, zero - step, true, true));
		double plus = blueness(shown(palette, zero + step, true, true));

		if (!(minus > plus + 0.01))
			fail_msg("palette %d: step %d has one hue on both sides", palette, step);
	}
}

static void signs_differ_for_colour_blind_readers(void **state)
{
	(void)state;
	for_every_palette(check_signs);
}

/* Each look of a tile, glyph and colours, is in the legend. */
static void the_legend_shows_every_step_that_occurs(void **state)
{
	(void)state;
	for (int ascii = 0; ascii < 2; ascii++) {
		struct grid *g = grid_new(1, 1, ascii), *legend = grid_new(1, 60, ascii);

		glyph_legend(grid_area(legend), 0, 1, NULL, NULL);
		for (int i = -1000; i <= 1000; i++) {
			bool seen = i == 0;

			glyph_tile(grid_area(g), 0, 0, 1, i / 1000.0, 1);
			for (int c = 0; c < 60 && !seen; c++)
				seen = legend->cell[c].ch == g->cell->ch &&
				       legend->cell[c].bg == g->cell->bg;
			if (!seen)
				fail_msg("%g is not in the legend", i / 1000.0);
		}
		grid_free(g);
		grid_free(legend);
	}
}

static void text_can_be_read_on_every_ink(void **state)
{
	(void)state;
	for_every_palette(check_grounds);
}

/* Tiles of every value: a stroke on its tile, and a glyph without one. */
static void check_tiles_of(int palette, bool ascii)
{
	struct grid *g = grid_new(1, 1, ascii);
	uint32_t paper = palette_paper(palette);

	for (int i = -100; i <= 100; i++) {
		struct cell *c = g->cell;
		uint32_t fg, bg;

		glyph_tile(grid_area(g), 0, 0, 1, i, 100);
		if (palette_colour(palette, COLOUR_256, c->fg, false) < 0)
			continue; /* zero, or mono */
		fg = terminal_rgb(palette_colour(palette, COLOUR_256, c->fg, false));
		if (c->bg == INK_NONE) {
			assert_contrast(palette, c->fg, "tile", fg, paper, 3);
			continue;
		}
		if (i > 0 && !ascii) {
			assert_false(glyph_is_text(c)); /* a shade fills */
			continue;
		}
		if (glyph_is_text(c))
			fg = terminal_rgb(palette_text_on(palette, COLOUR_256, c->bg));
		bg = terminal_rgb(palette_colour(palette, COLOUR_256, c->bg, true));
		assert_contrast(palette, c->fg, "stroke", fg, bg, 3);
	}
	grid_free(g);
}

static void check_tiles(int palette)
{
	check_tiles_of(palette, false);
	check_tiles_of(palette, true);
}

static void signs_on_tiles_can_be_read(void **state)
{
	(void)state;
	for_every_palette(check_tiles);
}

static void a_tile_tells_its_value(void **state)
{
	struct grid *g = grid_new(1, 1, false);
	double share;

	(void)state;
	g->vector = true;
	for (int ascii = 0; ascii < 2; ascii++) {
		g->ascii = ascii;
		for (int i = -100; i <= 100; i++) {
			glyph_tile(grid_area(g), 0, 0, 1, i, 100);
			if (i == 0) {
				assert_false(glyph_tile_share(g->cell, &share));
				continue;
			}
			assert_true(glyph_tile_share(g->cell, &share));
			assert_true(fabs(share - i / 100.0) < 0.11);
			assert_true((share < 0) == (i < 0));
		}
	}
	area_cell(grid_area(g), 0, 0, 0x2500, INK_FRAME, INK_NONE, 0);
	assert_false(glyph_tile_share(g->cell, &share));
	grid_free(g);
}

static void the_background_is_what_colorfgbg_says(void **state)
{
	(void)state;
	assert_false(palette_light_terminal(NULL));
	assert_false(palette_light_terminal(""));
	assert_false(palette_light_terminal("15"));
	assert_false(palette_light_terminal("15;0"));
	assert_false(palette_light_terminal("7;8"));
	assert_false(palette_light_terminal("0;default"));
	assert_false(palette_light_terminal("0;"));
	assert_true(palette_light_terminal("0;15"));
	assert_true(palette_light_terminal("0;7"));
	assert_true(palette_light_terminal("0;default;15"));
	assert_int_equal(palette_for(0, false), palette_find("dark"));
	assert_int_equal(palette_for(0, true), palette_find("light"));
	assert_int_equal(palette_for(palette_find("dark"), true), palette_find("dark"));
	assert_int_not_equal(palette_for(palette_find("high-contrast"), true),
			     palette_for(palette_find("high-contrast"), false));
}

static void without_colours_a_picture_keeps_magnitude_apart(void **state)
{
	int mono = palette_find("mono");

	(void)state;
	for (int ink = 0; ink < INK_COUNT; ink++) {
		uint32_t rgb = palette_rgb(mono, ink, true);

		assert_true(rgb >> 16 == (rgb & 255) && rgb >> 16 == (rgb >> 8 & 255));
	}
	assert_int_equal(palette_rgb(mono, ink_signed(-1, 1), true),
			 palette_rgb(mono, ink_signed(1, 1), true));
	assert_true(luminance(palette_rgb(mono, ink_signed(1, 1), true)) <
		    luminance(palette_rgb(mono, ink_signed(0.2, 1), true)));
}

static void signs_differ_at_every_depth_with_colours(void **state)
{
	(void)state;
	for (int depth = COLOUR_8; depth <= COLOUR_256; depth++)
		assert_int_not_equal(palette_colour(0, depth, ink_signed(-1, 1), false),
				     palette_colour(0, depth, ink_signed(1, 1), false));
}

static void text_on_a_tile_can_be_read(void **state)
{
	(void)state;
	assert_int_equal(palette_text_on(0, COLOUR_256, ink_signed(0, 1)), 231);
	assert_int_equal(palette_text_on(0, COLOUR_256, ink_signed(1, 1)), 16);
	assert_int_equal(palette_text_on(0, COLOUR_256, INK_BAR), 231);
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
		cmocka_unit_test(lightness_says_magnitude),
		cmocka_unit_test(signs_differ_for_colour_blind_readers),
		cmocka_unit_test(the_legend_shows_every_step_that_occurs),
		cmocka_unit_test(colours_keep_to_the_depth_of_the_terminal),
		cmocka_unit_test(contrast_is_that_of_wcag),
		cmocka_unit_test(every_ink_can_be_read_on_its_background),
		cmocka_unit_test(text_can_be_read_on_every_ink),
		cmocka_unit_test(signs_on_tiles_can_be_read),
		cmocka_unit_test(a_tile_tells_its_value),
		cmocka_unit_test(the_background_is_what_colorfgbg_says),
		cmocka_unit_test(without_colours_a_picture_keeps_magnitude_apart),
		cmocka_unit_test(signs_differ_at_every_depth_with_colours),
		cmocka_unit_test(text_on_a_tile_can_be_read),
		cmocka_unit_test(mono_marks_what_matters_without_colour),
		cmocka_unit_test(text_without_colour_has_no_escapes_and_no_blank_ends),
		cmocka_unit_test(styles_are_written_where_they_change_and_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
