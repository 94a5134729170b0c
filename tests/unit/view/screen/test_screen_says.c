/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_screen_says.c - what the whole screen says, in any room: budgets, progress, offers, hints,
 * narration. */
#include "support/scene_fixture.h"

#include "view/screen/bar.h"

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
		cmocka_unit_test(an_empty_screen_offers_what_to_begin_with),
		cmocka_unit_test(whose_turn_it_is_stands_beside_what_is_said),
		cmocka_unit_test(budgets_are_shown_and_a_breach_is_said),
		cmocka_unit_test(progress_stands_in_the_top_bar),
		cmocka_unit_test(an_empty_session_says_what_to_type),
		cmocka_unit_test(narration_is_shown_and_asks_for_a_key),
		cmocka_unit_test(a_page_over_the_panels_scrolls),
		cmocka_unit_test(hints_are_whole_at_any_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
