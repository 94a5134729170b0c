/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_layout.c - where the parts of the screen go at every size, arrangements,
 * and the time line.
 */
#include "support/test.h"

#include "support/snapshot_fixture.h"
#include "view/screen/arrangement.h"
#include "view/screen/bar.h"
#include "view/screen/screen_parts.h"
#include "view/sink/sink.h"

/* ------------------------------------------------------------------ layout */

static void cover(unsigned char *cell, struct rect r, int rows, int columns)
{
	if (r.rows == 0)
		return;
	assert_true(r.row >= 0 && r.column >= 0 && r.rows > 0 && r.columns > 0);
	assert_true(r.row + r.rows <= rows && r.column + r.columns <= columns);
	for (int i = r.row; i < r.row + r.rows; i++) {
		for (int c = r.column; c < r.column + r.columns; c++)
			assert_int_equal(cell[i * columns + c]++, 0);
	}
}

static void check_layout(int rows, int columns, bool prompt, bool timeline, int narration)
{
	static unsigned char cell[70 * 200];
	struct layout l;
	int used = 0;

	layout_screen(&l, rows, columns, prompt, timeline, narration);
	const struct rect parts[] = { l.bar, l.panels, l.timeline, l.narration,
				      l.log, l.status, l.hint,	   l.prompt };
	memset(cell, 0, (size_t)(rows * columns));
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		cover(cell, parts[i], rows, columns);
		used += parts[i].rows;
	}
	assert_int_equal(used, rows); /* no row is left to nobody */
	if (prompt)
		assert_int_equal(l.prompt.row, rows - 1);
	assert_int_equal(l.too_small, rows < LAYOUT_LEAST_ROWS || columns < LAYOUT_LEAST_COLUMNS);
	if (l.too_small)
		return;
	assert_true(l.panels.rows >= 2);
	assert_int_equal(l.timeline.rows, timeline && rows >= 4 + prompt);
}

static void parts_share_the_screen_at_every_size(void **state)
{
	(void)state;
	for (int rows = 1; rows <= 70; rows++) {
		for (int columns = 1; columns <= 200; columns += 3) {
			for (int way = 0; way < 4; way++) {
				check_layout(rows, columns, way & 1, way & 2, 0);
				check_layout(rows, columns, way & 1, way & 2, 4);
			}
		}
	}
}

static void slots_stay_inside_and_apart_but_for_a_shared_border(void **state)
{
	(void)state;
	for (int rows = 4; rows <= 60; rows++) {
		for (int columns = 20; columns <= 160; columns += 7) {
			for (int empty = 0; empty < 16; empty++) {
				struct layout_want want[LAYOUT_SLOTS] = { 0 };
				struct layout l;
				struct rect slot[LAYOUT_SLOTS];

				for (int i = 0; i < 4; i++)
					want[i].rows = empty & 1 << i ? 0 : 6 + 5 * i;
				layout_screen(&l, rows, columns, true, true, 0);
				layout_slots(&l, want, slot);
				for (int i = 0; i < LAYOUT_SLOTS; i++) {
					struct rect r = slot[i];

					if (r.rows == 0)
						continue;
					assert_true(r.row >= l.panels.row);
					assert_true(r.row + r.rows <= l.panels.row + l.panels.rows);
					assert_true(r.column + r.columns <=
						    l.panels.column + l.panels.columns);
				}
				if (l.down == 2 && slot[0].rows && slot[1].rows)
					assert_int_equal(slot[1].row,
							 slot[0].row + slot[0].rows - 1);
			}
		}
	}
}

/* Every slot of a home that is dealt has its cells, none overlaps another by more than a
   border, and together they leave none of the rectangle out. */
static void check_deal(int rows, int columns, const int panels[LAYOUT_HOMES], int least_open)
{
	struct layout_want want[LAYOUT_SLOTS] = { 0 };
	struct rect slot[LAYOUT_SLOTS];
	struct layout l;
	int open = 0, cells = 0;

	layout_screen(&l, rows, columns, true, false, 0);
	layout_deal(&l, panels);
	for (int home = 0; home < LAYOUT_HOMES; home++) {
		for (int nth = 0; nth < panels[home]; nth++) {
			int i = layout_slot(&l, home, nth);

			assert_in_range(i, 0, l.across * l.down - 1);
			want[i] = (struct layout_want){ 8 + 7 * home, home != 3 };
		}
	}
	layout_slots(&l, want, slot);
	for (int i = 0; i < LAYOUT_SLOTS; i++) {
		struct rect r = slot[i];
		bool joined = i % l.down && want[i - 1].rows;

		assert_int_equal(want[i].rows > 0, r.rows > 0);
		open += r.rows > 0;
		cells += r.rows ? (r.rows - joined) * r.columns : 0;
		if (joined)
			assert_int_equal(r.row, slot[i - 1].row + slot[i - 1].rows - 1);
		if (r.rows)
			assert_true(r.row >= l.panels.row && r.column >= l.panels.column);
	}
	assert_int_equal(cells, l.panels.rows * l.panels.columns);
	assert_true(open >= least_open);
}

static void large_screens_have_more_panels_open(void **state)
{
	static const struct {
		int columns, rows, open;
	} sizes[] = { { 60, 24, 2 },  { 80, 24, 2 },  { 120, 34, 4 }, { 200, 50, 6 },
		      { 300, 80, 9 }, { 240, 34, 8 }, { 120, 80, 6 }, { 299, 70, 9 } };
	static const int lab[LAYOUT_HOMES] = { 1, 2, 2, 4 }, few[LAYOUT_HOMES] = { 1, 0, 2, 3 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		test_row("%dx%d", sizes[i].columns, sizes[i].rows);
		check_deal(sizes[i].rows, sizes[i].columns, lab, sizes[i].open);
		check_deal(sizes[i].rows, sizes[i].columns, few, 2);
	}
	for (int rows = 16; rows < 100; rows += 3) {
		for (int columns = 60; columns < 330; columns += 11)
			check_deal(rows, columns, lab, 1);
	}
}

/* ------------------------------------------------------------- arrangements */

static void an_arrangement_shows_its_panels_in_their_places(void **state)
{
	struct screen_state s;

	(void)state;
	screen_state_init(&s);
	for (int i = 0; arrangement_name(i); i++) {
		int count = 0;

		arrangement_apply(i, &s);
		assert_int_equal(s.arrangement, i);
		for (int slot = 0; slot < LAYOUT_HOMES; slot++) {
			int above = -1;

			for (int deep = 0; deep < ARRANGEMENT_DEEP; deep++) {
				const char *name = arrangements[i].panel[slot][deep];
				int panel = name ? panel_find(name) : -1, place;

				if (panel < 0)
					continue;
				count++;
				place = screen_place(&s, panel);
				assert_true(place >= 0);
				assert_int_equal(s.home[place], slot);
				/* the first of a slot is on top */
				assert_true(place > above);
				above = place;
			}
		}
		assert_int_equal(s.shown, count);
		assert_true(count >= 1);
	}
}

static void options_outlast_arrangements_without_the_panel(void **state)
{
	struct screen_state s;
	int n = 0;

	(void)state;
	screen_state_init(&s);
	for (int i = 0; i < s.shown; i++)
		s.options[i].layer = 10 + s.panel[i];
	while (arrangement_name(n))
		n++;
	for (int i = 1; i <= n; i++)
		arrangement_apply(i % n, &s);
	assert_int_equal(s.arrangement, 0);
	for (int i = 0; i < s.shown; i++)
		assert_int_equal(s.options[i].layer, 10 + s.panel[i]);
}

/* --------------------------------------------------------------------- time */

static void time_goes_in_steps_and_ends_at_now(void **state)
{
	static const struct {
		int at, last, by, then;
	} steps[] = {
		{ -1, 20, -1, 19 },	   { -1, 20, 1, -1 },
		{ -1, 20, 10, -1 },	   { 19, 20, 1, 20 },
		{ 20, 20, 1, -1 },	   { 0, 20, -1, 0 },
		{ 5, 20, -10, 0 },	   { 5, 20, 10, 15 },
		{ 15, 20, 10, -1 },	   { -1, 0, -1, 0 },
		{ 30, 20, -1, 19 },	   { 30, 20, 1, -1 },
		{ 0, 2147483647, 10, 10 }, { 2147483640, 2147483647, 10, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		test_row("step %zu", i);
		struct snapshot s = { .last_epoch = steps[i].last };
		struct screen_state screen = { .at = steps[i].at };

		screen_step_time(&screen, &s, steps[i].by);
		if (screen.at != steps[i].then)
			fail_msg("at %d of %d by %d: %d, not %d", steps[i].at, steps[i].last,
				 steps[i].by, screen.at, steps[i].then);
	}
}

/* Column of the knob, and the epochs its neighbours stand for. */
static int knob_of(const struct grid *g)
{
	for (int c = 0; c < g->columns; c++) {
		if (g->cell[c].ch == (g->ascii ? 'O' : 0x25cf))
			return c;
	}
	return -1;
}

static void check_time_line(struct snapshot *s, int columns, bool ascii)
{
	struct grid *g = grid_new(1, columns, ascii);
	int knob, first = -1, last = -1, before = -1;

	bar_time(s, grid_area(g));
	knob = knob_of(g);
	for (int c = 0; c < columns; c++) {
		const struct hit *hit = grid_hit(g, 0, c);

		if (hit->kind != HIT_TIME)
			continue;
		first = first < 0 ? hit->row : first;
		last = hit->row;
		assert_true(hit->row >= before); /* never back */
		before = hit->row;
	}
	if (first >= 0) {
		assert_int_equal(first, 0);
		assert_int_equal(last, s->last_epoch);
		/* the knob stands where a click would lead to this epoch, as
		   nearly as there are cells */
		assert_true(knob >= 0);
		for (int c = 0; c < columns; c++) {
			const struct hit *hit = grid_hit(g, 0, c);

			if (hit->kind == HIT_TIME)
				assert_true(abs(hit->row - s->at) >=
					    abs(grid_hit(g, 0, knob)->row - s->at));
		}
	} else {
		assert_true(columns < 40);
	}
	grid_free(g);
}

static void cells_of_the_time_line_are_epochs(void **state)
{
	static const int lasts[] = { 1, 2, 5, 20, 137, 5000, 1000000 };
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (size_t i = 0; i < sizeof lasts / sizeof *lasts; i++) {
		test_row("last epoch %d", lasts[i]);
		f->snapshot.last_epoch = lasts[i];
		for (int k = 0; k <= 4; k++) {
			f->snapshot.at = (int)((long)lasts[i] * k / 4);
			for (int columns = 1; columns < 200; columns += 7)
				check_time_line(&f->snapshot, columns, k % 2);
		}
		f->snapshot.at = lasts[i] + 7; /* typed: `at 27` */
		check_time_line(&f->snapshot, 90, false);
	}
	snapshot_fixture_free(f);
}

static void now_has_no_time_line(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *g = grid_new(1, 100, false);

	(void)state;
	bar_time(&f->snapshot, grid_area(g));
	assert_int_equal(g->hits, 1);
	assert_int_equal(knob_of(g), -1);
	grid_free(g);
	snapshot_fixture_free(f);
}

/* ---------------------------------------------------------------- narration */

static void narration_names_the_key_that_goes_on(void **state)
{
	static const char *const keys[] = { " press a key ", " press Enter ", " press Space " };
	struct screen_state screen = { .press_key = true };

	(void)state;
	snprintf(screen.narration, sizeof screen.narration, "Look at the columns.");
	for (int columns = 20; columns < 150; columns++) {
		for (int way = 0; way < 3; way++) {
			struct screen_focus focus = { .panels = way == 2 };
			int rows = part_narration_rows(&screen, columns);
			struct grid *g = grid_new(rows, columns, columns % 2);
			char *text;

			assert_true(rows >= 1);
			part_narration(&screen, way ? &focus : NULL, grid_area(g));
			text = sink_text(g, 0, COLOUR_MONO);
			if (!strstr(text, keys[way]) && !strstr(text, " press a key\n") &&
			    !strstr(text, way == 1 ? " press Enter\n" : " press Space\n"))
				fail_msg("no \"%s\" at %d columns:\n%s", keys[way], columns, text);
			assert_non_null(strstr(text, "columns."));
			free(text);
			grid_free(g);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_share_the_screen_at_every_size),
		cmocka_unit_test(slots_stay_inside_and_apart_but_for_a_shared_border),
		cmocka_unit_test(large_screens_have_more_panels_open),
		cmocka_unit_test(an_arrangement_shows_its_panels_in_their_places),
		cmocka_unit_test(options_outlast_arrangements_without_the_panel),
		cmocka_unit_test(time_goes_in_steps_and_ends_at_now),
		cmocka_unit_test(cells_of_the_time_line_are_epochs),
		cmocka_unit_test(now_has_no_time_line),
		cmocka_unit_test(narration_names_the_key_that_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
