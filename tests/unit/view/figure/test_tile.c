/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_tile.c - tiles fill the room in whole steps, and say their numbers from 6x2 on. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/figure/tile.h"
#include "view/sink/sink.h"

static void tiles_fit_and_never_shrink_with_more_room(void **state)
{
	(void)state;
	for (int across = 1; across < 30; across += 4) {
		for (int down = 1; down < 20; down += 3) {
			struct tile_size before = { 1, 1 };

			for (int room = 1; room < 300; room += 3) {
				struct tile_size all = { room, room / 2 + 1 };
				struct tile_size t = tile_choose(across, down, 1, 3, all);

				test_row("%dx%d tiles in %dx%d", across, down, all.columns,
					 all.rows);
				if (t.columns > 1)
					assert_true(across * (t.columns + 1) + 3 <= all.columns);
				if (t.rows > 1)
					assert_true(down * t.rows <= all.rows);
				/* more rows may ask for narrower ones, never for smaller ones */
				assert_true(t.columns * t.rows >= before.columns * before.rows ||
					    t.rows > before.rows);
				before = t;
			}
		}
	}
	/* where there is room enough they are large */
	assert_true(tile_choose(4, 4, 0, 0, (struct tile_size){ 60, 40 }).columns >= 12);
}

/* A number stands alone: the sign is its own, and nothing else touches it. */
static void a_large_tile_says_its_number_apart_from_all_strokes(void **state)
{
	static const double values[] = { -1, -0.958, -0.5, -0.01, 0.02, 0.3, 1 };

	(void)state;
	for (int columns = 1; columns <= 12; columns++) {
		for (int rows = 1; rows <= 4; rows++) {
			for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
				for (int mono = 0; mono < 2; mono++) {
					struct grid *g = grid_new(rows, columns, false);
					char *text, want[40];

					g->mono = mono;
					tile_draw(grid_area(g), 0, 0,
						  (struct tile_size){ columns, rows }, values[i],
						  1);
					text = sink_text(g, 0, COLOUR_MONO);
					snprintf(want, sizeof want, "%s",
						 figure_signed(values[i]).text);
					test_row("%s in %dx%d", want, columns, rows);
					assert_int_equal(columns >= 6 && rows >= 2,
							 strstr(text, want) != NULL);
					free(text);
					for (int c = 0; columns >= 6 && rows >= 2 && c < columns;
					     c++)
						assert_true(
							g->cell[(rows - 1) / 2 * columns + c].ch <
							0x80);
					grid_free(g);
				}
			}
		}
	}
}

/* Names over tiles of one row are read; higher ones stay near to square, and none is too wide. */
static void a_flat_tile_may_be_wide(void **state)
{
	struct tile_size size;

	(void)state;
	size = tile_widen((struct tile_size){ 3, 1 }, 7, 0, 49);
	assert_int_equal(size.columns, 6);
	assert_int_equal(tile_widen((struct tile_size){ 4, 2 }, 7, 0, 90).columns, 4);
	for (int across = 1; across < 20; across++) {
		for (int columns = 3 * across + 2; columns < 200; columns++) {
			size = tile_widen((struct tile_size){ 3, 1 }, across, 2, columns);
			assert_int_equal(size.rows, 1);
			assert_true(across * size.columns + 2 <= columns && size.columns <= 6);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles_fit_and_never_shrink_with_more_room),
		cmocka_unit_test(a_flat_tile_may_be_wide),
		cmocka_unit_test(a_large_tile_says_its_number_apart_from_all_strokes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
