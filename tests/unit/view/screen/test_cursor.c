/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_cursor.c - the cursor over every figure of the panel table: it is never
 * lost, arrows reach all of a figure, and it can be seen at any colour depth.
 */
#include "support/test.h"

#include "support/snapshot_fixture.h"
#include "view/screen/cursor.h"
#include "view/grid/glyph.h"
#include "view/grid/palette.h"

#define MOST 6000 /* hits of a drawing that is walked over */

static const int ways[4][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };
static const int sizes[][2] = { { 10, 40 }, { 20, 60 }, { 24, 80 } };

static struct grid *drawn(int panel, const struct snapshot *s, const struct panel_options *o,
			  int rows, int columns)
{
	struct grid *g = grid_new(rows, columns, false);

	panel_draw(panel, s, o, grid_area(g));
	return g;
}

static bool something(const struct hit *hit)
{
	return hit->kind != HIT_NONE && hit->kind != HIT_PANEL;
}

/* The things a drawing shows, each once. */
static int things(const struct grid *g, struct hit *out)
{
	int n = 0;

	for (int i = 0; i < g->rows * g->columns; i++) {
		const struct hit *hit = &g->hit[g->cell[i].hit];
		int at = 0;

		if (!something(hit))
			continue;
		while (at < n && !hit_same(&out[at], hit))
			at++;
		if (at == n) {
			assert_true(n < MOST);
			out[n++] = *hit;
		}
	}
	return n;
}

static bool shows(int panel, const struct snapshot *s, const struct panel_options *o, int rows,
		  int columns)
{
	struct grid *g = drawn(panel, s, o, rows, columns);
	bool found = cursor_show(grid_area(g), &o->cursor);

	grid_free(g);
	return found;
}

static void say_lost(int panel, const struct hit *h, int rows, int columns, const int way[2])
{
	fail_msg("%s at %dx%d: the cursor is lost going %d,%d from kind %d, arm %d, %d,%d",
		 panel_table[panel]->name, columns, rows, way[0], way[1], (int)h->kind, h->arm,
		 h->row, h->column);
}

static void check_moves(int panel, const struct snapshot *s, int rows, int columns)
{
	static struct hit hit[MOST];
	struct grid *g = drawn(panel, s, &panel_defaults, rows, columns);
	int n = things(g, hit), stride = n > 60 ? n / 60 : 1;

	grid_free(g);
	/* -1: from nowhere */
	for (int i = -1; i < n; i = i < 0 ? 0 : i + stride) {
		for (int w = 0; w < 4; w++) {
			struct panel_options o = panel_defaults;

			if (i >= 0)
				o.cursor = hit[i];
			cursor_move(panel, s, &o, rows, columns, false, ways[w][0], ways[w][1]);
			if (n > 0 && !shows(panel, s, &o, rows, columns))
				say_lost(panel, i < 0 ? &panel_defaults.cursor : &hit[i], rows,
					 columns, ways[w]);
		}
	}
}

/* Some figures show more of what the cursor is on, and less of the rest. */
static bool follows_the_cursor(int panel, const struct snapshot *s)
{
	static struct hit hit[MOST];
	struct grid *plain = drawn(panel, s, &panel_defaults, 20, 44);
	int n = things(plain, hit);
	bool differs = false;

	for (int i = 0; i < n && !differs; i++) {
		struct panel_options o = panel_defaults;
		struct grid *g;

		o.cursor = hit[i];
		g = drawn(panel, s, &o, 20, 44);
		for (int c = 0; c < 20 * 44 && !differs; c++)
			differs =
				g->cell[c].ch != plain->cell[c].ch ||
				!hit_same(&g->hit[g->cell[c].hit], &plain->hit[plain->cell[c].hit]);
		grid_free(g);
	}
	grid_free(plain);
	return differs;
}

static void no_move_loses_the_cursor(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (int p = 0; p < panel_count(); p++) {
		test_row("%s", panel_table[p]->name);
		if (!panel_table[p]->describe)
			continue;
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
			check_moves(p, &f->snapshot, sizes[i][0], sizes[i][1]);
		if (follows_the_cursor(p, &f->snapshot))
			continue; /* three rows have no room for the rest */
		check_moves(p, &f->snapshot, 1, 1);
		check_moves(p, &f->snapshot, 3, 12);
	}
	snapshot_fixture_free(f);
}

static int index_of(const struct hit *list, int n, const struct hit *hit)
{
	for (int i = 0; i < n; i++) {
		if (hit_same(&list[i], hit))
			return i;
	}
	return -1;
}

/* All that can be come to from nowhere by arrows. */
static int walk(int panel, const struct snapshot *s, int rows, int columns, struct hit *seen)
{
	int n = 0;

	for (int w = 0; w < 4; w++) {
		struct panel_options o = panel_defaults;

		cursor_move(panel, s, &o, rows, columns, false, ways[w][0], ways[w][1]);
		if (something(&o.cursor) && index_of(seen, n, &o.cursor) < 0)
			seen[n++] = o.cursor;
	}
	for (int at = 0; at < n; at++) {
		for (int w = 0; w < 4; w++) {
			struct panel_options o = panel_defaults;

			o.cursor = seen[at];
			cursor_move(panel, s, &o, rows, columns, false, ways[w][0], ways[w][1]);
			if (n < MOST && index_of(seen, n, &o.cursor) < 0)
				seen[n++] = o.cursor;
		}
	}
	return n;
}

static void arrows_reach_all_of_a_figure(void **state)
{
	static struct hit hit[MOST], seen[MOST];
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	int panels = 0;

	(void)state;
	for (int p = 0; p < panel_count(); p++) {
		test_row("%s", panel_table[p]->name);
		struct grid *g = drawn(p, &f->snapshot, &panel_defaults, 20, 44);
		int n = things(g, hit), reached, missed = 0, first = -1;

		grid_free(g);
		if (!panel_table[p]->describe || n == 0)
			continue;
		panels++;
		reached = walk(p, &f->snapshot, 20, 44, seen);
		for (int i = 0; i < n; i++) {
			if (index_of(seen, reached, &hit[i]) >= 0)
				continue;
			first = first < 0 ? i : first;
			missed++;
		}
		/* what hides behind the edges of another thing is told by the
			   assignment */
		if (missed > (follows_the_cursor(p, &f->snapshot) ? n / 8 : 0))
			fail_msg("%s: arrows do not reach %d of %d, as kind %d, arm %d, %d,%d",
				 panel_table[p]->name, missed, n, (int)hit[first].kind,
				 hit[first].arm, hit[first].row, hit[first].column);
	}
	assert_true(panels >= 3);
	snapshot_fixture_free(f);
}

static void moving_on_scrolls_a_figure_to_its_end(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	int panel = panel_find("assignment");
	struct panel_options o = panel_defaults;

	(void)state;
	for (int i = 0; i < 2 * FIXTURE_H + 4; i++)
		cursor_move(panel, &f->snapshot, &o, 8, 40, false, 1, 0);
	assert_int_equal(o.cursor.row, 2 * FIXTURE_H - 1);
	assert_true(shows(panel, &f->snapshot, &o, 8, 40));
	for (int i = 0; i < FIXTURE_D + 4; i++)
		cursor_move(panel, &f->snapshot, &o, 8, 40, false, 0, -1);
	for (int i = 0; i < 2 * FIXTURE_H + 4; i++)
		cursor_move(panel, &f->snapshot, &o, 8, 40, false, -1, 0);
	assert_int_equal(o.cursor.row, 0);
	assert_int_equal(o.row, 0);
	snapshot_fixture_free(f);
}

/* What a cell looks like, as draw.c makes it. */
struct look {
	uint32_t ch;
	int fg, bg, attributes;
};

static struct look look_of(const struct cell *c, enum colour_depth depth)
{
	struct look l = {
		c->ch,
		palette_colour(0, depth, c->fg, false),
		palette_colour(0, depth, c->bg, true),
		c->attributes | palette_attributes(0, depth, c->fg) |
			palette_attributes(0, depth, c->bg),
	};

	if (l.bg >= 0 && (l.fg < 0 || glyph_is_text(c)))
		l.fg = palette_text_on(0, depth, c->bg);
	/* the terminal's own two differ from each other */
	l.bg = l.bg < 0 ? -2 : l.bg;
	if (l.attributes & CELL_REVERSE) {
		int swap = l.fg;

		l.fg = l.bg;
		l.bg = swap;
	}
	l.attributes &= ~CELL_REVERSE;
	return l;
}

static bool differ(const struct look *a, const struct look *b)
{
	/* a blank shows its background alone, a full block its foreground */
	bool fg = a->ch != ' ' && a->fg != b->fg;
	bool bg = a->ch != 0x2588 && a->bg != b->bg;

	return fg || bg;
}

static void the_cursor_is_seen_at_any_depth(void **state)
{
	static struct hit hit[MOST];
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (int p = 0; p < panel_count(); p++) {
		test_row("%s", panel_table[p]->name);
		struct grid *plain = drawn(p, &f->snapshot, &panel_defaults, 24, 80);
		struct grid *marked = drawn(p, &f->snapshot, &panel_defaults, 24, 80);
		int n = things(plain, hit);

		for (int i = 0; i < n; i++) {
			grid_clear(marked);
			panel_draw(p, &f->snapshot, &panel_defaults, grid_area(marked));
			assert_true(cursor_show(grid_area(marked), &hit[i]));
			for (int depth = COLOUR_MONO; depth <= COLOUR_256; depth++) {
				bool seen = false;

				for (int c = 0; c < 24 * 80 && !seen; c++) {
					struct look a =
						look_of(&plain->cell[c], (enum colour_depth)depth);
					struct look b =
						look_of(&marked->cell[c], (enum colour_depth)depth);

					seen = differ(&a, &b);
				}
				if (!seen)
					fail_msg(
						"%s: the cursor on kind %d, %d,%d is not seen at depth %d",
						panel_table[p]->name, (int)hit[i].kind, hit[i].row,
						hit[i].column, depth);
			}
		}
		grid_free(plain);
		grid_free(marked);
	}
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_move_loses_the_cursor),
		cmocka_unit_test(arrows_reach_all_of_a_figure),
		cmocka_unit_test(moving_on_scrolls_a_figure_to_its_end),
		cmocka_unit_test(the_cursor_is_seen_at_any_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
