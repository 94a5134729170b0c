/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_panels.c - what every figure promises at any size: nothing outside,
 * ASCII where asked for, legends, signs without colour; and what each shows.
 */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/snapshot_study.h"
#include "view/figure/panel.h"
#include "view/sink/sink.h"

static const int sizes[][2] = { { 1, 1 },   { 6, 20 },	 { 10, 40 },
				{ 24, 80 }, { 34, 120 }, { 100, 300 } };
#define SIZES (sizeof sizes / sizeof *sizes)
#define MARK 0xe000u /* drawn by nobody */

/* Draw a panel into the middle of a marked grid and look at the border. */
static void check_inside(const struct snapshot *s, int panel, const struct panel_options *o,
			 int rows, int columns, bool ascii)
{
	struct grid *g = grid_new(rows + 2, columns + 2, ascii);

	for (int i = 0; i < g->rows * g->columns; i++)
		g->cell[i].ch = ascii ? '@' : MARK;
	panel_draw(panel, s, o, area_sub(grid_area(g), 1, 1, rows, columns));
	for (int r = 0; r < g->rows; r++) {
		for (int c = 0; c < g->columns; c++) {
			uint32_t ch = g->cell[r * g->columns + c].ch;
			bool border = r == 0 || c == 0 || r == g->rows - 1 || c == g->columns - 1;

			if (border && ch != (ascii ? '@' : MARK))
				fail_msg("%s draws outside %dx%d", panel_table[panel]->name,
					 columns, rows);
			if (ascii && (ch < 32 || ch > 126))
				fail_msg("%s draws U+%04x in ASCII", panel_table[panel]->name, ch);
		}
	}
	grid_free(g);
}

static void check_all_sizes(const struct snapshot *s, const struct panel_options *o)
{
	for (int p = 0; p < panel_count(); p++) {
		test_row("%s", panel_table[p]->name);
		for (size_t i = 0; i < SIZES; i++) {
			check_inside(s, p, o, sizes[i][0], sizes[i][1], false);
			check_inside(s, p, o, sizes[i][0], sizes[i][1], true);
		}
	}
}

static void no_panel_draws_outside_at_any_size(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const uint64_t sample = 0x5a96c3;

	(void)state;
	check_all_sizes(&f->snapshot, &panel_defaults);
	fixture_study(f, FIXTURE_SEEDS);
	fixture_texts(f);
	f->snapshot.probe = &sample;
	check_all_sizes(&f->snapshot, &panel_defaults);
	for (int p = 0; p < panel_count(); p++) {
		test_row("%s", panel_table[p]->name);
		for (int rows = 1; rows < 14; rows++) {
			for (int columns = 1; columns < 70; columns++)
				check_inside(&f->snapshot, p, &panel_defaults, rows, columns,
					     columns % 2);
		}
	}
	snapshot_fixture_free(f);
}

static void any_options_can_be_drawn(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (int of = -1; of < 3; of++) {
		for (int layer = 0; layer < 3; layer++) {
			struct panel_options o = {
				.arm = { layer, of },
				.of = of,
				.minus = (of + layer) % 4 - 1,
				.minus_epoch = -1,
				.metric = 3 * of + layer,
				.layer = layer,
				.row = 5 * of,
				.column = 40 * of,
			};

			check_all_sizes(&f->snapshot, &o);
		}
	}
	snapshot_fixture_free(f);
}

/* What a cell stands for is said in a line and worked out, in any figure. */
static void check_hits(const struct snapshot *s, int panel, const struct panel_options *o)
{
	const struct panel *p = panel_table[panel];
	struct grid *g = grid_new(24, 80, false);

	panel_draw(panel, s, o, grid_area(g));
	for (int h = 1; h < g->hits && p->describe; h++) {
		char line[400] = "", *text;
		struct textbuf out = { 0 };

		figure_described(p->describe, s, o, &g->hit[h], h % 2, line, sizeof line);
		p->work_out(s, o, &g->hit[h], &out);
		text = textbuf_take(&out);
		if (!line[0] || strlen(text) < 20)
			fail_msg("%s says nothing of hit %d (kind %d): \"%s\" \"%s\"", p->name, h,
				 g->hit[h].kind, line, text);
		free(text);
	}
	grid_free(g);
}

static void every_cell_says_what_it_is(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (int shared = 0; shared < 2; shared++) {
		for (int p = 0; p < panel_count(); p++) {
			test_row("%s", panel_table[p]->name);
			for (int minus = -1; minus < 2; minus++) {
				struct panel_options o = panel_defaults;

				o.minus = panel_table[p]->takes & TAKES_MINUS ? minus : -1;
				o.layer = minus > 0;
				check_hits(&f->snapshot, p, &o);
			}
		}
		f->input[1] = f->input[3]; /* clauses 0 and 1 share an input */
	}
	snapshot_fixture_free(f);
}

/* Sessions that lack things: nothing, no arms, no clauses, shared inputs, no
   points, an untrained arm that failed. */
static void sessions_that_lack_things_can_be_drawn(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct snapshot nothing = { .current = -1, .majority = NAN };

	(void)state;
	check_all_sizes(&nothing, &panel_defaults);
	nothing.task = &f->task;
	nothing.inputs = FIXTURE_D;
	check_all_sizes(&nothing, &panel_defaults);
	f->input[1] = f->input[3]; /* clauses 0 and 1 share an input */
	check_all_sizes(&f->snapshot, &panel_defaults);
	f->task.clauses.count = 0;
	check_all_sizes(&f->snapshot, &panel_defaults);
	for (int i = 0; i < 3; i++)
		f->snapshot.arm[i].points = 0;
	f->net[2]->layer[0].weight[0] = NAN;
	f->snapshot.majority = NAN;
	check_all_sizes(&f->snapshot, &panel_defaults);
	snapshot_fixture_free(f);
}

static void very_wide_nets_are_averaged_and_say_so(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const int widths[] = { 784, 300, 10 };
	struct fpe_net *net;
	char *text;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 2, &net, NULL), FPE_OK);
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	f->task.clauses.count = 0;
	f->task.inputs = 784;
	f->snapshot.arms = 1;
	f->snapshot.arm[0].net = net;
	check_all_sizes(&f->snapshot, &panel_defaults);
	text = figure_text(&f->snapshot, "assignment", &panel_defaults, 20, 80, false);
	assert_non_null(strstr(text, "mean of 11 inputs"));
	free(text);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

static void the_sign_of_weights_shows_without_colour(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1), *minus = snapshot_fixture_new(-1);

	(void)state;
	for (int ascii = 0; ascii < 2; ascii++) {
		char *a = figure_text(&f->snapshot, "assignment", &panel_defaults, 20, 60, ascii);
		char *b =
			figure_text(&minus->snapshot, "assignment", &panel_defaults, 20, 60, ascii);

		assert_string_not_equal(a, b);
		free(a);
		free(b);
	}
	snapshot_fixture_free(f);
	snapshot_fixture_free(minus);
}

static void a_masked_weight_is_unlike_a_small_one(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_layer *l = &f->net[2]->layer[0];
	struct panel_options o = panel_defaults;
	int off = 0, on = 0;

	(void)state;
	while (l->mask[off] != 0)
		off++;
	while (l->mask[on] == 0)
		on++;
	l->weight[on] = 1e-4f;
	for (int ascii = 0; ascii < 2; ascii++) {
		struct grid *g = grid_new(20, 60, ascii);
		uint32_t small = 0, masked = 0;

		panel_draw(panel_find("assignment"), &f->snapshot, &o, grid_area(g));
		for (int i = 0; i < 20 * 60; i++) {
			const struct hit *hit = &g->hit[g->cell[i].hit];

			if (hit->kind != HIT_WEIGHT || hit->row != 0)
				continue;
			if (hit->column == on)
				small = g->cell[i].ch;
			if (hit->column == off)
				masked = g->cell[i].ch;
		}
		assert_true(small && masked && small != masked);
		grid_free(g);
	}
	snapshot_fixture_free(f);
}

static void every_weight_can_be_pointed_at(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_layer *l = &f->net[2]->layer[0];
	int seen[2 * FIXTURE_H * FIXTURE_D] = { 0 }, panel = panel_find("assignment");
	struct grid *g = grid_new(20, 60, false);

	(void)state;
	panel_draw(panel, &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 0; i < 20 * 60; i++) {
		const struct hit *hit = &g->hit[g->cell[i].hit];

		if (hit->kind != HIT_WEIGHT)
			continue;
		assert_int_equal(hit->panel, panel);
		assert_int_equal(hit->arm, 2);
		assert_true(hit->value == (double)l->weight[hit->row * FIXTURE_D + hit->column]);
		seen[hit->row * FIXTURE_D + hit->column]++;
	}
	for (int i = 0; i < 2 * FIXTURE_H * FIXTURE_D; i++)
		assert_true(seen[i] > 0);
	grid_free(g);
	snapshot_fixture_free(f);
}

static void points_and_pairs_can_be_pointed_at(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *g = grid_new(20, 60, false);
	int points = 0, pairs = 0;

	(void)state;
	panel_draw(panel_find("curves"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 1; i < g->hits; i++) {
		const struct hit *h = &g->hit[i];

		assert_int_equal(h->kind, HIT_POINT);
		assert_true(h->value == (double)series_at(f->series[h->arm], h->row)
						->value[FPE_METRIC_TEST_ACCURACY]);
		points++;
	}
	grid_clear(g);
	panel_draw(panel_find("interference"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 1; i < g->hits; i++)
		pairs += g->hit[i].kind == HIT_PAIR;
	assert_true(points > 50);
	assert_int_equal(pairs, FIXTURE_M * FIXTURE_M);
	grid_free(g);
	snapshot_fixture_free(f);
}

static void legends_are_there_when_there_is_room(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct snapshot *s = &f->snapshot;

	(void)state;
	figure_shows("assignment", s, &panel_defaults, 24, 80, false, "-1.8 ≡═─- 0 ░▒▓█ +1.8");
	figure_shows("assignment", s, &panel_defaults, 24, 80, false, "· masked");
	figure_shows("assignment", s, &panel_defaults, 24, 80, true, "-1.8 %=~- 0 :+*# +1.8");
	figure_shows("assignment", s, &panel_defaults, 6, 20, false, "±1.8");
	figure_shows("assignment", s, &panel_defaults, 24, 80, false, "┬ n7");
	figure_shows("assignment", s, &panel_defaults, 24, 80, true, "\\ n7");
	figure_shows("interference", s, &panel_defaults, 24, 80, false, "mean |cos|");
	figure_shows("interference", s, &panel_defaults, 10, 40, true, "%=~- 0 :+*#");
	figure_shows("curves", s, &panel_defaults, 24, 80, false, "clause .958");
	figure_shows("curves", s, &panel_defaults, 24, 80, false, "split at 5");
	figure_shows("curves", s, &panel_defaults, 24, 80, false, "majority .500");
	figure_shows("curves", s, &panel_defaults, 24, 80, false, "epoch 200");
	figure_shows("curves", s, &panel_defaults, 10, 40, true, "c clause .958");
	figure_shows("curves", s, &panel_defaults, 10, 40, true, "r random .878");
	figure_shows("theory", s, &panel_defaults, 10, 60, false, ".429");
	figure_shows("theory", s, &panel_defaults, 10, 60, false, "coverage decides");
	f->task.clauses.count = 0;
	figure_shows("theory", s, &panel_defaults, 10, 60, false, "no clauses");
	snapshot_fixture_free(f);
}

/* One bad epoch among thousands must still be seen. */
static void a_spike_of_one_epoch_is_not_hidden(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct series *series = series_new();
	struct grid *g = grid_new(20, 60, false);
	int lowest = 0;

	(void)state;
	for (int e = 1; e <= 5000; e++) {
		struct series_point p = { .epoch = e };

		p.value[FPE_METRIC_TEST_ACCURACY] = e == 2501 ? 0.5f : 0.95f;
		assert_int_equal(series_append(series, &p, NULL), FPE_OK);
	}
	f->snapshot.arms = 1;
	f->snapshot.majority = NAN;
	f->snapshot.arm[0].series = series;
	f->snapshot.arm[0].points = 5000;
	panel_draw(panel_find("curves"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 0; i < 20 * 60; i++) {
		if (g->cell[i].ch >= 0x2800 && g->cell[i].ch < 0x2900)
			lowest = i / 60;
	}
	assert_int_equal(lowest, 18); /* the row above the axis */
	grid_free(g);
	series_free(series);
	snapshot_fixture_free(f);
}

static void scrolling_moves_the_part_that_is_shown(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	char *text;

	(void)state;
	o.row = 4;
	text = figure_text(&f->snapshot, "assignment", &o, 10, 60, false);
	assert_null(strstr(text, " n0.0"));
	assert_non_null(strstr(text, "neurons 4-11 of 16"));
	free(text);
	o.row = 9999;
	text = figure_text(&f->snapshot, "assignment", &o, 10, 60, false);
	assert_non_null(strstr(text, "neurons 8-15 of 16"));
	free(text);
	snapshot_fixture_free(f);
}

static void every_panel_explains_itself(void **state)
{
	(void)state;
	for (int i = 0; i < panel_count(); i++) {
		test_row("%s", panel_table[i]->name);
		const struct panel *p = panel_table[i];

		assert_int_equal(panel_find(p->name), i);
		assert_true(p->help && strlen(p->help) > 20);
		assert_true(p->explain && strlen(p->explain) > 200);
	}
	assert_int_equal(panel_find("nothing"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_panel_draws_outside_at_any_size),
		cmocka_unit_test(any_options_can_be_drawn),
		cmocka_unit_test(every_cell_says_what_it_is),
		cmocka_unit_test(sessions_that_lack_things_can_be_drawn),
		cmocka_unit_test(very_wide_nets_are_averaged_and_say_so),
		cmocka_unit_test(the_sign_of_weights_shows_without_colour),
		cmocka_unit_test(a_masked_weight_is_unlike_a_small_one),
		cmocka_unit_test(every_weight_can_be_pointed_at),
		cmocka_unit_test(points_and_pairs_can_be_pointed_at),
		cmocka_unit_test(legends_are_there_when_there_is_room),
		cmocka_unit_test(a_spike_of_one_epoch_is_not_hidden),
		cmocka_unit_test(scrolling_moves_the_part_that_is_shown),
		cmocka_unit_test(every_panel_explains_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
