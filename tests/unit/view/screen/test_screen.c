/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_screen.c - the whole screen: any size, the prompt's cursor, budgets,
 * tabs, and three stored pictures.
 *
 * The pictures are tests/screen/SIZE.txt. After a wanted change write them
 * anew with FPE_UPDATE_SCREENS=1 and read the difference before committing it.
 */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"
#include "support/snapshot_fixture.h"
#include "support/stored.h"
#include "view/screen/bar.h"
#include "view/screen/screen.h"
#include "view/sink/sink.h"

struct scene {
	struct snapshot_fixture *f;
	struct screen_state state;
	struct screen_focus focus;
};

/* The first four panels there were: pictures stay when others come. */
static void four_panels(struct screen_state *state)
{
	static const char *const names[] = { "theory", "curves", "interference", "assignment" };

	screen_state_init(state);
	while (state->shown)
		screen_hide(state, state->panel[0]);
	for (int i = 0; i < 4; i++)
		screen_show(state, panel_find(names[i]), NULL);
}

static void scene_open(struct scene *x)
{
	memset(x, 0, sizeof *x);
	x->f = snapshot_fixture_new(1);
	assert_non_null(x->f);
	fixture_run(x->f);
	four_panels(&x->state);
	snprintf(x->state.script, sizeof x->state.script, "xor_clauses.fpe");
	x->state.line = 9;
	x->state.lines = 14;
	x->focus = (struct screen_focus){ .prompt = "fpe> ",
					  .line = "split by=magnitude",
					  .cursor = 18 };
}

static void scene_close(struct scene *x)
{
	snapshot_fixture_free(x->f);
}

static char *draw(struct scene *x, int rows, int columns, bool ascii)
{
	struct grid *g = grid_new(rows, columns, ascii);
	char *text;

	screen_draw(&x->f->snapshot, &x->state, &x->focus, g);
	if (ascii) {
		for (int i = 0; i < g->rows * g->columns; i++)
			assert_in_range(g->cell[i].ch, 32, 126);
	}
	text = sink_text(g, 0, COLOUR_MONO);
	grid_free(g);
	assert_non_null(text);
	return text;
}

/* ------------------------------------------------------- stored pictures */

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

/* ---------------------------------------------------------------- any size */

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

/* ------------------------------------------------------------- where there is nothing yet */

static char *draw_empty(const struct screen_focus *offers, int rows, int columns)
{
	struct snapshot *s = calloc(1, sizeof *s);
	struct grid *g = grid_new(rows, columns, false);
	struct screen_focus focus = *offers;
	struct screen_state state;
	char *text;

	assert_non_null(s);
	s->current = -1;
	screen_state_init(&state);
	screen_draw(s, &state, &focus, g);
	text = sink_text(g, 0, COLOUR_MONO);
	grid_free(g);
	free(s);
	return text;
}

static void an_empty_screen_offers_what_to_begin_with(void **state)
{
	static const struct screen_offer offer[] = {
		{ "1", "one neuron, one clause", true },
		{ "2",
		  "more clauses than neurons and a title that is far too long for most screens, as it were",
		  false },
		{ "play quickstart", "ten lines", false },
	};
	struct screen_focus focus = { .line = "",
				      .prompt = "fpe> ",
				      .offer = offer,
				      .offers = 3,
				      .advice = "No UTF-8 here." };
	char *text;

	(void)state;
	for (int rows = 1; rows < 40; rows++) {
		for (int columns = 1; columns < 130; columns += 3)
			free(draw_empty(&focus, rows, columns));
	}
	text = draw_empty(&focus, 24, 80);
	assert_has(text, "Type a number for a lesson");
	assert_has(text, "No UTF-8 here.");
	assert_has(text, "play quickstart");
	assert_has(text, " done");
	assert_has(text, "…");
	free(text);
	text = draw_empty(&focus, 10, 40);
	assert_has(text, "one neuron, one");
	free(text);
}

static void whose_turn_it_is_stands_beside_what_is_said(void **state)
{
	static const char *const said[] = { "press Enter", "your answer", "your turn" };
	struct scene x;

	(void)state;
	scene_open(&x);
	snprintf(x.state.narration, sizeof x.state.narration, "Now you.");
	for (int i = 0; i < 3; i++) {
		char *text;

		x.state.press_key = i == 0;
		x.state.turn = (enum screen_turn)i;
		text = draw(&x, 24, 80, true);
		assert_has(text, said[i]);
		free(text);
	}
	scene_close(&x);
}

/* -------------------------------------------------------------- the prompt */

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

/* ------------------------------------------------------------- what it says */

static void budgets_are_shown_and_a_breach_is_said(void **state)
{
	struct scene x;
	char *text;

	(void)state;
	scene_open(&x);
	text = draw(&x, 34, 120, false);
	assert_has(text, "nnz  dense 200 = random 200 = clause 200  ✓ budget");
	free(text);
	x.f->snapshot.arm[2].metric[FPE_METRIC_NNZ] = 203;
	text = draw(&x, 34, 120, false);
	assert_has(text, "random 200 ≠ clause 203");
	assert_has(text, "✗ clause: budget 200, +3");
	free(text);
	scene_close(&x);
}

static void progress_stands_in_the_top_bar(void **state)
{
	struct scene x;
	char *text;

	(void)state;
	scene_open(&x);
	text = draw(&x, 34, 120, false);
	assert_has(
		text,
		"fpe-tui  xor_clauses.fpe  line 9/14  ▶ training 3 arms  epoch 137/200  30 epochs/s  2 s left");
	free(text);
	x.f->snapshot.progress.paused = true;
	text = draw(&x, 34, 120, true);
	assert_has(text, "|| training 3 arms  epoch 137/200  paused");
	free(text);
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

static void an_empty_session_says_what_to_type(void **state)
{
	static const char *const words[] = { "task dnf", "net", "train 5", "split by=clause",
					     "help" };
	struct scene x;
	char *text;

	(void)state;
	scene_open(&x);
	memset(&x.f->snapshot, 0, sizeof x.f->snapshot);
	x.f->snapshot.current = -1;
	text = draw(&x, 24, 80, true);
	for (int i = 0; i < 5; i++)
		assert_has(text, words[i]);
	free(text);
	scene_close(&x);
}

static void narration_is_shown_and_asks_for_a_key(void **state)
{
	struct scene x;
	char *text;

	(void)state;
	scene_open(&x);
	snprintf(x.state.narration, sizeof x.state.narration,
		 "Look at the columns.\nThey come apart.");
	x.state.press_key = true;
	text = draw(&x, 34, 120, false);
	assert_has(text, "▌ Look at the columns.");
	assert_has(text, "▌ They come apart.");
	assert_has(text, "press Enter");
	free(text);
	scene_close(&x);
}

static void a_page_over_the_panels_scrolls(void **state)
{
	static char lines[60][24];
	static const char *page[60];
	struct scene x;
	char *text;

	(void)state;
	scene_open(&x);
	for (int i = 0; i < 60; i++) {
		snprintf(lines[i], sizeof lines[i], "line %d.", i);
		page[i] = lines[i];
	}
	x.focus.overlay = page;
	x.focus.overlay_lines = 60;
	x.focus.overlay_title = "help";
	x.focus.overlay_top = 20;
	text = draw(&x, 24, 80, false);
	assert_null(strstr(text, "line 19."));
	assert_has(text, "line 20.");
	assert_has(text, "21-38 of 60");
	free(text);
	x.focus.overlay_top = 9999;
	text = draw(&x, 24, 80, false);
	assert_has(text, "line 59.");
	free(text);
	scene_close(&x);
}

/* The hint line of so many columns, without blanks around it. */
static char *hints(struct scene *x, int columns)
{
	struct grid *g = grid_new(1, columns, true);
	char *text, *end;

	bar_hint(&x->focus, false, grid_area(g));
	text = sink_text(g, 0, COLOUR_MONO);
	grid_free(g);
	assert_non_null(text);
	end = text + strlen(text);
	while (end > text && (end[-1] == ' ' || end[-1] == '\n'))
		*--end = '\0';
	memmove(text, text + strspn(text, " "), strlen(text + strspn(text, " ")) + 1);
	return text;
}

static void hints_are_whole_at_any_width(void **state)
{
	struct scene x;

	(void)state;
	scene_open(&x);
	for (int panels = 0; panels < 2; panels++) {
		char *all;

		x.focus.panels = panels;
		all = hints(&x, 200);
		assert_has(all, panels ? "F1 help  Esc prompt" : "F1 help  F2 layout");
		for (int columns = 1; columns < 200; columns++) {
			char *some = hints(&x, columns);
			size_t size = strlen(some);

			assert_memory_equal(some, all, size);
			assert_true(!size || !all[size] || strncmp(all + size, "  ", 2) == 0);
			assert_true(size || columns < 12);
			free(some);
		}
		free(all);
	}
	scene_close(&x);
}

/* A text of the tour with its numbers; NULL: the line says none. */
static const char *tour_text(char *line, char *out, size_t size)
{
	const char *at = line + 5;
	size_t n = 0;

	if (strncmp(line, "say \"", 5) != 0)
		return NULL;
	while (*at && *at != '"' && n + 6 < size) {
		if (*at == '{' && strchr(at, '(') && strchr(at, '(') < strchr(at, '}')) {
			n += (size_t)snprintf(out + n, size - n, "0.000");
			at = strchr(at, '}') + 1;
		} else {
			out[n++] = *at++;
		}
	}
	out[n] = '\0';
	return out;
}

/* All of each text can be read on the smallest screen it is meant for. */
static void the_tour_fits_a_screen_of_40_by_10(void **state)
{
	FILE *tour = fopen("scenarios/tour.fpe", "re");
	char line[600], text[600];
	struct scene x;
	int said = 0;

	(void)state;
	assert_non_null(tour);
	scene_open(&x);
	x.state.press_key = true;
	while (fgets(line, sizeof line, tour)) {
		const char *word;
		char *drawn;

		if (!tour_text(line, text, sizeof text))
			continue;
		test_row("%s", text);
		snprintf(x.state.narration, sizeof x.state.narration, "%s", text);
		x.focus.panels = false;
		drawn = draw(&x, 10, 40, true);
		word = strrchr(text, ' ') + 1;
		assert_has(drawn, word);
		assert_has(drawn, "press Enter");
		free(drawn);
		/* in the panels they are there again */
		x.focus.panels = true;
		drawn = draw(&x, 10, 40, true);
		assert_has(drawn, "assignment");
		free(drawn);
		said++;
	}
	assert_true(said > 8);
	scene_close(&x);
	fclose(tour);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tour_fits_a_screen_of_40_by_10),
		cmocka_unit_test(pictures_are_as_stored),
		cmocka_unit_test(any_size_and_any_state_can_be_drawn),
		cmocka_unit_test(every_panel_count_can_be_drawn),
		cmocka_unit_test(all_panels_can_be_shown_at_once),
		cmocka_unit_test(a_plot_of_the_screen_has_no_prompt),
		cmocka_unit_test(an_empty_screen_offers_what_to_begin_with),
		cmocka_unit_test(whose_turn_it_is_stands_beside_what_is_said),
		cmocka_unit_test(too_small_says_what_is_needed_and_keeps_the_prompt),
		cmocka_unit_test(the_cursor_is_visible_at_any_size),
		cmocka_unit_test(broken_lines_and_offsets_do_no_harm),
		cmocka_unit_test(budgets_are_shown_and_a_breach_is_said),
		cmocka_unit_test(progress_stands_in_the_top_bar),
		cmocka_unit_test(panels_without_room_become_tabs),
		cmocka_unit_test(a_tab_can_be_pointed_at),
		cmocka_unit_test(showing_moves_a_panel_to_the_front_and_keeps_its_options),
		cmocka_unit_test(an_empty_session_says_what_to_type),
		cmocka_unit_test(narration_is_shown_and_asks_for_a_key),
		cmocka_unit_test(a_page_over_the_panels_scrolls),
		cmocka_unit_test(hints_are_whole_at_any_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
