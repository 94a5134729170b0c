/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_screen.c - the whole screen: any size, the prompt's cursor, and stored pictures.
 *
 * The pictures are tests/screen/SIZE.txt. After a wanted change write them
 * anew with FPE_UPDATE_SCREENS=1 and read the difference before committing it.
 */
#include "support/scene_fixture.h"

#include "fpe/rng.h"
#include "support/stored.h"

static void check_picture(struct scene *x, int rows, int columns, bool ascii)
{
	char path[64], *got = draw(x, rows, columns, ascii);

	snprintf(path, sizeof path, "tests/screen/%dx%d%s.txt", columns, rows,
		 ascii ? "-ascii" : "");
	assert_stored(path, got);
	free(got);
}

static void pictures_are_as_stored(void **state)
{
	struct scene x;

	(void)state;
	scene_open(&x);
	check_picture(&x, 34, 120, false);
	check_picture(&x, 34, 120, true);
	check_picture(&x, 24, 80, false);
	check_picture(&x, 10, 40, false);
	scene_close(&x);
}

static void any_size_and_any_state_can_be_drawn(void **state)
{
	static const char *const page[] = {
		"one", "two, a longer line", "three", "four", "five", "six", "seven"
	};
	struct scene x;
	struct fpe_rng rng;

	(void)state;
	scene_open(&x);
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	snprintf(
		x.state.narration, sizeof x.state.narration,
		"What the split does:\nit takes a neuron apart, and each child keeps what it was given.");
	for (int i = 0; i < 300; i++) {
		int small = fpe_rng_below(&rng, 2) != 0;
		int rows = 1 + (int)fpe_rng_below(&rng, small ? 20 : 100);
		int columns = 1 + (int)fpe_rng_below(&rng, small ? 50 : 300);

		x.state.press_key = fpe_rng_below(&rng, 2);
		x.state.turn = (enum screen_turn)fpe_rng_below(&rng, 3);
		x.focus.panels = fpe_rng_below(&rng, 2);
		x.focus.zoom = fpe_rng_below(&rng, 2);
		x.focus.place = (int)fpe_rng_below(&rng, 6) - 1;
		x.focus.message = fpe_rng_below(&rng, 2) ? "a message" : NULL;
		x.focus.log = page;
		x.focus.log_lines = (int)fpe_rng_below(&rng, 8);
		x.focus.overlay = fpe_rng_below(&rng, 3) ? NULL : page;
		x.focus.overlay_lines = 7;
		x.focus.overlay_title = fpe_rng_below(&rng, 2) ? "help" : NULL;
		x.focus.overlay_top = (int)fpe_rng_below(&rng, 20) - 5;
		free(draw(&x, rows, columns, fpe_rng_below(&rng, 2)));
	}
	scene_close(&x);
}

static void every_panel_count_can_be_drawn(void **state)
{
	static const int sizes[][2] = { { 34, 120 }, { 24, 80 }, { 18, 110 }, { 12, 50 } };
	struct scene x;

	(void)state;
	scene_open(&x);
	for (int shown = 4; shown >= 0; shown--) {
		for (int i = 0; i < 4; i++)
			free(draw(&x, sizes[i][0], sizes[i][1], true));
		if (shown)
			screen_hide(&x.state, x.state.panel[shown / 2]);
	}
	assert_int_equal(x.state.shown, 0);
	scene_close(&x);
}

/* A state has a place for each, and keeps options for each. */
static void all_panels_can_be_shown_at_once(void **state)
{
	struct scene x;

	(void)state;
	scene_open(&x);
	for (int panel = 0; panel_table[panel]; panel++)
		screen_show(&x.state, panel, NULL);
	assert_int_equal(x.state.shown, panel_count());
	free(draw(&x, 34, 120, true));
	scene_close(&x);
}

static void a_plot_of_the_screen_has_no_prompt(void **state)
{
	struct scene x;
	struct grid *g = grid_new(34, 120, false);
	char *text;

	(void)state;
	scene_open(&x);
	screen_draw(&x.f->snapshot, &x.state, NULL, g);
	text = sink_text(g, 0, COLOUR_MONO);
	assert_null(strstr(text, "fpe> "));
	assert_has(text, "assignment");
	free(text);
	grid_free(g);
	scene_close(&x);
}

static void too_small_says_what_is_needed_and_keeps_the_prompt(void **state)
{
	struct scene x;
	char *text;

	(void)state;
	scene_open(&x);
	text = draw(&x, 3, 19, true);
	assert_has(text, "needs 20x4, is\n19x3");
	assert_has(text, "enlarge");
	assert_has(text, "magnitude");
	free(text);
	scene_close(&x);
}

/* The character under the cursor is the one at the byte offset. */
static void check_cursor(struct scene *x, int rows, int columns, uint32_t want)
{
	struct grid *g = grid_new(rows, columns, false);
	int row, column;

	screen_draw(&x->f->snapshot, &x->state, &x->focus, g);
	row = x->focus.cursor_row;
	column = x->focus.cursor_column;
	assert_int_equal(row, rows - 1);
	assert_in_range(column, 0, columns - 1);
	if (want && columns > 3)
		assert_int_equal(g->cell[row * columns + column].ch, want);
	grid_free(g);
}

static void the_cursor_is_visible_at_any_size(void **state)
{
	static const char line[] =
		"say \"日本語 αβγ\" split by=clause alpha=2 from=dense@5 as=late";
	struct scene x;

	(void)state;
	scene_open(&x);
	x.focus.line = line;
	for (int columns = 1; columns < 90; columns++) {
		for (int at = 0; at <= (int)strlen(line); at++) {
			bool plain = (line[at] & 0x80) == 0;

			if ((line[at] & 0xc0) == 0x80)
				continue;
			x.focus.cursor = at;
			check_cursor(&x, columns % 3 + 1, columns,
				     plain && line[at] ? (uint32_t)line[at] : 0);
		}
	}
	scene_close(&x);
}

static void broken_lines_and_offsets_do_no_harm(void **state)
{
	struct scene x;

	(void)state;
	scene_open(&x);
	x.focus.line = "a\xff\x1b\xe2\x82";
	for (int at = -3; at < 20; at++) {
		x.focus.cursor = at;
		check_cursor(&x, 24, 80, 0);
		check_cursor(&x, 4, 20, 0);
	}
	scene_close(&x);
}

static void panels_without_room_become_tabs(void **state)
{
	struct scene x;
	char *text;

	(void)state;
	scene_open(&x);
	text = draw(&x, 24, 80, false);
	assert_has(text, "┌ assignment · clause (α=2) ─");
	assert_has(text, " interference ┐");
	assert_has(text, "├ curves · test accuracy ─");
	free(text);
	screen_show(&x.state, panel_find("theory"), NULL);
	text = draw(&x, 24, 80, false);
	assert_has(text, " curves ┤");
	free(text);
	x.focus.panels = true; /* the focused one is always seen */
	x.focus.place = 2;
	assert_int_equal(x.state.panel[2], panel_find("interference"));
	text = draw(&x, 24, 80, false);
	assert_has(text, "┏ interference · clauses · clause ");
	assert_has(text, "┗ theory ━"); /* titles on a shared line stay */
	free(text);
	scene_close(&x);
}

static void a_tab_can_be_pointed_at(void **state)
{
	struct scene x;
	struct grid *g = grid_new(24, 80, false);
	const struct hit *hit;

	(void)state;
	scene_open(&x);
	screen_draw(&x.f->snapshot, &x.state, &x.focus, g);
	hit = grid_hit(g, 1, 70);
	assert_int_equal(hit->kind, HIT_PANEL);
	assert_int_equal(hit->panel, panel_find("interference"));
	assert_int_equal(x.state.panel[hit->row], hit->panel);
	hit = grid_hit(g, 1, 5);
	assert_int_equal(hit->panel, panel_find("assignment"));
	grid_free(g);
	scene_close(&x);
}

static void showing_moves_a_panel_to_the_front_and_keeps_its_options(void **state)
{
	struct screen_state s;
	struct panel_options o = panel_defaults;

	(void)state;
	four_panels(&s);
	assert_int_equal(s.shown, 4);
	assert_int_equal(s.panel[0], panel_find("assignment"));
	o.metric = FPE_METRIC_TEST_LOSS;
	assert_int_equal(screen_show(&s, panel_find("curves"), &o), 0);
	screen_show(&s, panel_find("theory"), NULL);
	screen_show(&s, panel_find("curves"), NULL);
	assert_int_equal(s.shown, 4);
	assert_int_equal(s.panel[0], panel_find("curves"));
	assert_int_equal(s.options[0].metric, FPE_METRIC_TEST_LOSS);
	screen_hide(&s, panel_find("curves"));
	screen_hide(&s, panel_find("curves"));
	assert_int_equal(s.shown, 3);
	assert_int_equal(s.panel[0], panel_find("theory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_are_as_stored),
		cmocka_unit_test(any_size_and_any_state_can_be_drawn),
		cmocka_unit_test(every_panel_count_can_be_drawn),
		cmocka_unit_test(all_panels_can_be_shown_at_once),
		cmocka_unit_test(a_plot_of_the_screen_has_no_prompt),
		cmocka_unit_test(too_small_says_what_is_needed_and_keeps_the_prompt),
		cmocka_unit_test(the_cursor_is_visible_at_any_size),
		cmocka_unit_test(broken_lines_and_offsets_do_no_harm),
		cmocka_unit_test(panels_without_room_become_tabs),
		cmocka_unit_test(a_tab_can_be_pointed_at),
		cmocka_unit_test(showing_moves_a_panel_to_the_front_and_keeps_its_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
