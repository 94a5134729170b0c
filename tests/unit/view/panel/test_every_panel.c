/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_every_panel.c - what holds for every row of the panel table at every
 * size, colour depth, palette and character set. A new panel is tested by being
 * in the table.
 */
#include "support/test.h"
#include "support/figure_text.h"

#include <ctype.h>

#include "support/pixel_fixture.h"
#include "support/snapshot_fixture.h"
#include "view/figure/panel.h"
#include "view/sink/sink.h"

/* Each session of weights times 1 or -1: clauses of bits, pictures of ten classes. */
struct any_fixture {
	struct snapshot_fixture *bits;
	struct pixel_fixture *pixels;
	const struct snapshot *s;
};
enum { SESSIONS = 2 };
static const char *const session_name[SESSIONS] = { "bits", "pixels" };

static struct any_fixture any_fixture(int session, float factor)
{
	struct any_fixture f = { .bits = NULL };

	if (session) {
		f.pixels = pixel_fixture_new(factor);
		f.s = &f.pixels->snapshot;
	} else {
		f.bits = snapshot_fixture_new(factor);
		f.s = &f.bits->snapshot;
	}
	return f;
}

static void any_free(struct any_fixture *f)
{
	snapshot_fixture_free(f->bits);
	if (f->pixels)
		pixel_fixture_free(f->pixels);
}

static const int sizes[][2] = { { 1, 1 },   { 6, 20 },	 { 10, 40 },
				{ 24, 80 }, { 34, 120 }, { 100, 300 } };
#define SIZES (int)(sizeof sizes / sizeof *sizes)

static struct grid *drawn(int panel, const struct snapshot *s, int rows, int columns, bool ascii)
{
	struct grid *g = grid_new(rows, columns, ascii);

	panel_draw(panel, s, &panel_defaults, grid_area(g));
	return g;
}

static char *text_of(const struct grid *g)
{
	char *text = sink_text(g, 0, COLOUR_MONO);

	assert_non_null(text);
	return text;
}

static int palettes_count(void)
{
	int n = 0;

	while (palettes[n].name)
		n++;
	return n;
}

/* Without ESC [ … m, and without blanks that only carry a colour. */
static void strip(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		if (*in == '\033') {
			while (*in != 'm')
				in++;
			continue;
		}
		if (*in == '\n') {
			while (out > text && out[-1] == ' ')
				out--;
		}
		*out++ = *in;
	}
	*out = '\0';
}

static void check_depths(int panel, const struct grid *g)
{
	char *plain = text_of(g);

	for (int palette = 0; palette < palettes_count(); palette++) {
		for (int depth = COLOUR_MONO; depth <= COLOUR_256; depth++) {
			char *text = sink_text(g, palette, (enum colour_depth)depth);

			assert_non_null(text);
			if (depth == COLOUR_MONO)
				assert_null(strchr(text, '\033'));
			strip(text);
			if (strcmp(text, plain) != 0)
				fail_msg("%s %dx%d: palette %s at depth %d shows other characters",
					 panel_table[panel]->name, g->columns, g->rows,
					 palettes[palette].name, depth);
			free(text);
		}
	}
	free(plain);
}

static void check_covered(int panel, const struct snapshot *s, const int size[2], bool ascii)
{
	static struct grid_watch watch;
	struct grid *g = grid_new(size[0], size[1], ascii);

	memset(&watch, 0, sizeof watch);
	g->watch = &watch;
	panel_draw(panel, s, &panel_defaults, grid_area(g));
	if (watch.covered)
		fail_msg("%s %dx%d%s: %d characters of a text are written over, at %d, %d:\n%s",
			 panel_table[panel]->name, size[1], size[0], ascii ? " ascii" : "",
			 watch.covered, watch.row, watch.column, text_of(g));
	grid_free(g);
}

static bool is_of_a_word(const struct grid *g, int row, int column)
{
	uint32_t ch = g->cell[row * g->columns + column].ch;

	return ch < 128 && isalnum((int)ch);
}

/* Does a text of words go on with another one that stands in no blank's distance? The
   second one is at least three characters long: what is drawn in pieces ends with less. */
static bool runs_on(const struct grid *g, const struct grid_watch *w, int row, int at)
{
	const int *writer = w->writer[row];

	return is_of_a_word(g, row, at) && is_of_a_word(g, row, at + 1) && writer[at] &&
	       writer[at + 1] && writer[at] != writer[at + 1] && at >= 1 &&
	       writer[at - 1] == writer[at] && at + 3 < g->columns &&
	       writer[at + 3] == writer[at + 1];
}

static void check_apart(int panel, const struct snapshot *s, const int size[2])
{
	static struct grid_watch watch;
	struct grid *g = grid_new(size[0], size[1], true);

	memset(&watch, 0, sizeof watch);
	g->watch = &watch;
	panel_draw(panel, s, &panel_defaults, grid_area(g));
	if (watch.covered)
		fail_msg("%s %dx%d: a text is written over:\n%s", panel_table[panel]->name, size[1],
			 size[0], text_of(g));
	for (int row = 0; row < g->rows; row++) {
		for (int at = 0; at + 1 < g->columns; at++) {
			if (runs_on(g, &watch, row, at))
				fail_msg("%s %dx%d: a text touches the next at %d, %d:\n%s",
					 panel_table[panel]->name, size[1], size[0], row, at,
					 text_of(g));
		}
	}
	grid_free(g);
}

/* Two words without a blank between them are one: at every width, for each has its own rest. */
static void texts_keep_a_blank_between_them(void **state)
{
	static const int rows[] = { 8, 12, 20, 32 };
	const uint64_t probe = 0x5a5a5a5a5a5a5a5a;

	(void)state;
	for (int i = 0; i < SESSIONS; i++) {
		struct any_fixture f = any_fixture(i, 1);

		if (f.bits)
			f.bits->snapshot.probe = &probe;

		for (int p = 0; p < panel_count(); p++) {
			test_row("%s, %s", panel_table[p]->name, session_name[i]);
			for (int k = 0; k < 4 * 100; k++) {
				const int size[2] = { rows[k % 4], 20 + k / 4 };

				check_apart(p, f.s, size);
			}
		}
		any_free(&f);
	}
}

/* A number of which a part is covered is another number. Weights as large and as small as
   floats are have the widest. */
static void no_text_covers_another(void **state)
{
	static const float factors[] = { 1, -1, 3e12F, -3e-12F };
	const uint64_t probe = 0x5a5a5a5a5a5a5a5a;
	static const int narrow[][2] = { { 8, 38 },   { 12, 30 }, { 20, 58 }, { 22, 78 },
					 { 32, 118 }, { 6, 24 },  { 30, 30 } };

	(void)state;
	for (int i = 0; i < SESSIONS * 4; i++) {
		struct any_fixture f = any_fixture(i % SESSIONS, factors[i / SESSIONS]);

		if (f.bits)
			f.bits->snapshot.probe = &probe; /* else nothing flows through it */
		for (int p = 0; p < panel_count(); p++) {
			test_row("%s, %s, weights times %g", panel_table[p]->name,
				 session_name[i % SESSIONS], (double)factors[i / SESSIONS]);
			for (size_t k = 0; k < 2 * sizeof narrow / sizeof *narrow; k++)
				check_covered(p, f.s, narrow[k / 2], k % 2);
		}
		any_free(&f);
	}
}

static void characters_are_the_same_at_every_depth_in(int session)
{
	struct any_fixture f = any_fixture(session, 1);

	for (int p = 0; p < panel_count(); p++) {
		for (int i = 0; i < SIZES; i++) {
			for (int ascii = 0; ascii < 2; ascii++) {
				test_row("%s %s %dx%d ascii=%d", session_name[session],
					 panel_table[p]->name, sizes[i][0], sizes[i][1], ascii);
				struct grid *g = drawn(p, f.s, sizes[i][0], sizes[i][1], ascii);

				check_depths(p, g);
				grid_free(g);
			}
		}
	}
	any_free(&f);
}

static void characters_are_the_same_at_every_depth(void **state)
{
	(void)state;
	for (int session = 0; session < SESSIONS; session++)
		characters_are_the_same_at_every_depth_in(session);
}

static bool is_signed(const struct cell *c)
{
	return (c->fg >= INK_SIGNED && c->fg < INK_SHARE) ||
	       (c->bg >= INK_SIGNED && c->bg < INK_SHARE);
}

static int count(const struct grid *g, bool (*holds)(const struct cell *))
{
	int n = 0;

	for (int i = 0; i < g->rows * g->columns; i++)
		n += holds(&g->cell[i]);
	return n;
}

/* Where the diverging colours are used, what they and the glyphs mean is said.
 */
static void signed_colours_have_a_legend_where_there_is_room_in(int session)
{
	struct any_fixture f = any_fixture(session, 1);
	int panels = 0;

	for (int p = 0; p < panel_count(); p++) {
		for (int i = 2; i < SIZES; i++) {
			for (int ascii = 0; ascii < 2; ascii++) {
				test_row("%s %s %dx%d ascii=%d", session_name[session],
					 panel_table[p]->name, sizes[i][0], sizes[i][1], ascii);
				struct grid *g = drawn(p, f.s, sizes[i][0], sizes[i][1], ascii);
				char *text = text_of(g);
				bool said = strstr(text, ascii ? ":+*#" : "░▒▓█") ||
					    strstr(text, ascii ? "+-" : "±") ||
					    (strstr(text, "positive") &&
					     (i == 2 || strstr(text, "negative")));

				if (count(g, is_signed) > 2 && !said)
					fail_msg(
						"%s at %dx%d does not say what its signed colours mean:\n%s",
						panel_table[p]->name, sizes[i][1], sizes[i][0],
						text);
				panels += i == 3 && !ascii && count(g, is_signed) > 2;
				free(text);
				grid_free(g);
			}
		}
	}
	assert_true(panels >= 2);
	any_free(&f);
}

static void signed_colours_have_a_legend_where_there_is_room(void **state)
{
	(void)state;
	for (int session = 0; session < SESSIONS; session++)
		signed_colours_have_a_legend_where_there_is_room_in(session);
}

/* An arm's colour never stands without its name. */
static void arms_are_named_where_their_colours_are_used_in(int session)
{
	struct any_fixture f = any_fixture(session, 1);
	int named = 0;

	for (int p = 0; p < panel_count(); p++) {
		test_row("%s %s", session_name[session], panel_table[p]->name);
		struct grid *g = drawn(p, f.s, 24, 80, false);
		char *text = text_of(g), title[160];

		panel_title(panel_table[p], f.s, &panel_defaults, false, title, sizeof title);
		for (int arm = 0; arm < f.s->arms; arm++) {
			bool used = false;

			for (int i = 0; i < 24 * 80; i++)
				used |= g->cell[i].fg == INK_ARM + arm &&
					g->hit[g->cell[i].hit].arm == arm;
			if (used && !strstr(text, f.s->arm[arm].name) &&
			    !strstr(title, f.s->arm[arm].name))
				fail_msg("%s uses the colour of %s without its name:\n%s",
					 panel_table[p]->name, f.s->arm[arm].name, text);
			named += used;
		}
		free(text);
		grid_free(g);
	}
	assert_true(named >= f.s->arms);
	any_free(&f);
}

static void arms_are_named_where_their_colours_are_used(void **state)
{
	(void)state;
	for (int session = 0; session < SESSIONS; session++)
		arms_are_named_where_their_colours_are_used_in(session);
}

/* Do both use the same signed inks in the same cells? */
static bool same_colours(const struct grid *a, const struct grid *b)
{
	for (int i = 0; i < a->rows * a->columns; i++) {
		if (is_signed(&a->cell[i]) != is_signed(&b->cell[i]))
			return false;
		if (is_signed(&a->cell[i]) &&
		    (a->cell[i].fg != b->cell[i].fg || a->cell[i].bg != b->cell[i].bg))
			return false;
	}
	return true;
}

/* Every weight negated: what then has other colours has other characters. */
static void signs_are_seen_without_colour_in(int session)
{
	struct any_fixture f = any_fixture(session, 1), minus = any_fixture(session, -1);
	int differ = 0;

	for (int p = 0; p < panel_count(); p++) {
		for (int i = 2; i < SIZES; i++) {
			for (int ascii = 0; ascii < 2; ascii++) {
				test_row("%s %s %dx%d ascii=%d", session_name[session],
					 panel_table[p]->name, sizes[i][0], sizes[i][1], ascii);
				struct grid *a = drawn(p, f.s, sizes[i][0], sizes[i][1], ascii);
				struct grid *b = drawn(p, minus.s, sizes[i][0], sizes[i][1], ascii);
				char *at = text_of(a), *bt = text_of(b);

				if (!same_colours(a, b)) {
					differ++;
					if (strcmp(at, bt) == 0)
						fail_msg(
							"%s at %dx%d shows signs by colour alone:\n%s",
							panel_table[p]->name, sizes[i][1],
							sizes[i][0], at);
				}
				free(at);
				free(bt);
				grid_free(a);
				grid_free(b);
			}
		}
	}
	assert_true(differ > 0);
	any_free(&f);
	any_free(&minus);
}

static void signs_are_seen_without_colour(void **state)
{
	(void)state;
	for (int session = 0; session < SESSIONS; session++)
		signs_are_seen_without_colour_in(session);
}

static void titles_fit_and_are_printable_in(int session)
{
	struct any_fixture f = any_fixture(session, 1);
	const struct snapshot nothing = { .current = -1, .at = -1 };

	for (int p = 0; p < panel_count(); p++) {
		test_row("%s %s", session_name[session], panel_table[p]->name);
		for (size_t size = 1; size < 80; size++) {
			char title[96];

			memset(title, 'x', sizeof title);
			panel_title(panel_table[p], f.s, &panel_defaults, true, title, size);
			assert_true(memchr(title, '\0', size) != NULL);
			assert_int_equal(title[size], 'x');
			for (const char *c = title; *c; c++)
				assert_in_range(*c, 32, 126);
			panel_title(panel_table[p], &nothing, &panel_defaults, true, title, size);
			assert_true(memchr(title, '\0', size) != NULL);
		}
	}
	any_free(&f);
}

static void titles_fit_and_are_printable(void **state)
{
	(void)state;
	for (int session = 0; session < SESSIONS; session++)
		titles_fit_and_are_printable_in(session);
}

/* What a hit says is one printable line; what works it out is text. */
static void all_that_can_be_pointed_at_is_described_in(int session)
{
	struct any_fixture f = any_fixture(session, 1);

	for (int p = 0; p < panel_count(); p++) {
		test_row("%s %s", session_name[session], panel_table[p]->name);
		const struct panel *panel = panel_table[p];
		struct grid *g = drawn(p, f.s, 24, 80, true);

		assert_int_equal(panel->describe == NULL, panel->work_out == NULL);
		for (int i = 1; i < g->hits && panel->describe; i++) {
			char text[200] = "", *worked;
			struct textbuf out = { 0 };

			if (g->hit[i].kind == HIT_PANEL)
				continue;
			figure_described(panel->describe, f.s, &panel_defaults, &g->hit[i], true,
					 text, sizeof text);
			if (!text[0])
				fail_msg("%s says nothing about kind %d, %d,%d", panel->name,
					 (int)g->hit[i].kind, g->hit[i].row, g->hit[i].column);
			for (const char *c = text; *c; c++)
				assert_in_range(*c, 32, 126);
			panel->work_out(f.s, &panel_defaults, &g->hit[i], &out);
			worked = textbuf_take(&out);
			if (strlen(worked) < 20)
				fail_msg("%s does not explain kind %d, %d,%d", panel->name,
					 (int)g->hit[i].kind, g->hit[i].row, g->hit[i].column);
			free(worked);
		}
		grid_free(g);
	}
	any_free(&f);
}

static void all_that_can_be_pointed_at_is_described(void **state)
{
	(void)state;
	for (int session = 0; session < SESSIONS; session++)
		all_that_can_be_pointed_at_is_described_in(session);
}

/* Cells that stand for something. */
static int pointed(const struct snapshot *s, int panel, int rows, int columns)
{
	struct grid *g = drawn(panel, s, rows, columns, false);
	int n = 0;

	for (int i = 0; i < rows * columns; i++)
		n += g->cell[i].hit != 0;
	grid_free(g);
	return n;
}

/* In eleven times the room never less is shown; and of what is tiles, bars or rows all over,
   these grow as much, or take half of it. */
static void what_a_panel_shows_grows_with_it(void **state)
{
	static const int room[][2] = { { 14, 58 }, { 22, 98 }, { 37, 160 }, { 46, 198 } };
	static const char *const tiles[] = { "capacity", "confusion", "interference",
					     "sample",	 "spectrum",  "weights" };

	(void)state;
	for (int session = 0; session < SESSIONS; session++) {
		struct any_fixture f = any_fixture(session, 1);

		for (int p = 0; p < panel_count(); p++) {
			int n[4];

			test_row("%s, %s", panel_table[p]->name, session_name[session]);
			for (int i = 0; i < 4; i++) {
				n[i] = pointed(f.s, p, room[i][0], room[i][1]);
				assert_true(i == 0 || n[i] >= n[i - 1]);
			}
			for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++) {
				if (strcmp(panel_table[p]->name, tiles[i]) == 0)
					assert_true(n[3] >= 11 * n[0] || 2 * n[3] >= 46 * 198);
			}
		}
		any_free(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_covers_another),
		cmocka_unit_test(texts_keep_a_blank_between_them),
		cmocka_unit_test(characters_are_the_same_at_every_depth),
		cmocka_unit_test(signed_colours_have_a_legend_where_there_is_room),
		cmocka_unit_test(arms_are_named_where_their_colours_are_used),
		cmocka_unit_test(signs_are_seen_without_colour),
		cmocka_unit_test(titles_fit_and_are_printable),
		cmocka_unit_test(all_that_can_be_pointed_at_is_described),
		cmocka_unit_test(what_a_panel_shows_grows_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
