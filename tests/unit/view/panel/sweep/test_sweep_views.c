/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sweep_views.c - a sweep as lines, heatmap and scatter: stored pictures,
   numbers worked out by hand, and what can be pointed at. */
#include "support/test.h"

#include "fpe/rng.h"
#include "fpe/statistic.h"
#include "support/figure_text.h"
#include "support/stored.h"
#include "support/sweep_fixture.h"
#include "view/panel/sweep/sweep_part.h"
#include "view/panel/sweep/tally.h"

static struct sweep_fixture *fixture(int done)
{
	struct sweep_fixture *f = sweep_fixture_new(done);

	assert_non_null(f);
	return f;
}

static struct panel_options viewed(const char *view)
{
	struct panel_options o = panel_defaults;

	for (int i = 0; view[0] && sweep_view_name(i); i++) {
		if (strcmp(sweep_view_name(i), view) == 0)
			o.sweep.view = i;
	}
	assert_true(!view[0] || o.sweep.view >= 0);
	return o;
}

static char *text_of(const struct sweep_fixture *f, const struct panel_options *o, int rows,
		     int columns, bool ascii)
{
	return figure_text(&f->snapshot, "sweep", o, rows, columns, ascii);
}

static void assert_shows(const struct sweep_fixture *f, const struct panel_options *o,
			 const char *part, bool there)
{
	char *text = text_of(f, o, 22, 78, false);

	if (!strstr(text, part) == there)
		fail_msg("%s \"%s\" in:\n%s", there ? "no" : "there is", part, text);
	free(text);
}

static void title_of(const struct sweep_fixture *f, const struct panel_options *o, char out[160])
{
	panel_title(panel_table[panel_find("sweep")], &f->snapshot, o, true, out, 160);
}

/* ------------------------------------------------------- stored pictures */

static void check_picture(const char *view, const struct panel_options *o, int done)
{
	static const int sizes[][3] = { { 20, 58, 0 }, { 22, 78, 0 }, { 8, 38, 1 } };
	struct sweep_fixture *f = fixture(done);

	for (int i = 0; i < 3; i++) {
		char *got = text_of(f, o, sizes[i][0], sizes[i][1], sizes[i][2]);
		char path[80];

		snprintf(path, sizeof path, "tests/screen/sweep-%s-%dx%d%s.txt", view, sizes[i][1],
			 sizes[i][0], sizes[i][2] ? "-ascii" : "");
		for (const char *c = got; sizes[i][2] && *c; c++)
			assert_true(*c == '\n' || (*c >= 32 && *c < 127));
		assert_stored(path, got);
		free(got);
	}
	free(f);
}

static void pictures_are_as_stored(void **state)
{
	struct panel_options o = viewed("heatmap");

	(void)state;
	check_picture("heatmap", &o, SWEEP_FIXTURE_RUNS);
	check_picture("heatmap-live", &o, 21);
	o = viewed("lines");
	check_picture("lines", &o, SWEEP_FIXTURE_RUNS);
	strcpy(o.sweep.y, "hidden");
	check_picture("lines-hidden", &o, SWEEP_FIXTURE_RUNS);
	o = viewed("scatter");
	check_picture("scatter", &o, SWEEP_FIXTURE_RUNS);
}

/* --------------------------------------------------------------- numbers */

/* A seed's value at a place is its mean over alpha, the interval over seeds. */
static void a_place_is_summed_up_over_seeds(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("heatmap");
	struct sweep_choice c;
	struct tally t;
	double seed[SWEEP_FIXTURE_SEEDS] = { 0 };
	struct fpe_summary want;

	(void)state;
	for (int run = 0; run < SWEEP_FIXTURE_RUNS; run++) {
		if (f->place[3 * run] != 2 || f->place[3 * run + 1] != 1)
			continue;
		seed[f->sown[run]] += (*sweep_fixture_value(f, run, 2, FPE_METRIC_TEST_ACCURACY) -
				       *sweep_fixture_value(f, run, 0, FPE_METRIC_TEST_ACCURACY)) /
				      2;
	}
	want = fpe_summarise(seed, SWEEP_FIXTURE_SEEDS);
	assert_true(sweep_choice_make(&f->snapshot, &o, &c));
	assert_true(tally_open(&t, &c));
	assert_int_equal(tally_at(&t, 1, 2)->v.n, SWEEP_FIXTURE_SEEDS);
	assert_int_equal(tally_at(&t, 1, 2)->run, 2 * SWEEP_FIXTURE_SEEDS);
	assert_true(fabs(tally_at(&t, 1, 2)->v.mean - want.mean) < 1e-12);
	assert_true(fabs(tally_at(&t, 1, 2)->v.low - want.low) < 1e-12);
	/* of four clauses half the runs have no clause split */
	assert_int_equal(tally_at(&t, 1, 0)->with, SWEEP_FIXTURE_SEEDS);
	tally_close(&t);
	free(f);
}

static void what_is_held_is_all_there_is(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("heatmap");
	struct sweep_choice c;
	struct tally t;

	(void)state;
	strcpy(o.sweep.hold, "alpha:4");
	assert_true(sweep_choice_make(&f->snapshot, &o, &c));
	assert_true(tally_open(&t, &c));
	assert_int_equal(tally_at(&t, 0, 1)->due, SWEEP_FIXTURE_SEEDS);
	assert_int_equal(tally_at(&t, 0, 0)->run, SWEEP_FIXTURE_SEEDS);
	assert_int_equal(tally_at(&t, 0, 0)->v.n, 0); /* not possible */
	tally_close(&t);
	assert_shows(f, &o, "blank: not possible", true);
	strcpy(o.sweep.hold, "alpha:2");
	assert_shows(f, &o, "blank: not possible", false);
	free(f);
}

static void the_scatter_has_the_lines_of_least_squares(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("scatter");
	double x[SWEEP_FIXTURE_RUNS], y[SWEEP_FIXTURE_RUNS];
	struct fpe_line line;
	char text[80];

	(void)state;
	for (int run = 0; run < SWEEP_FIXTURE_RUNS; run++) {
		double *v = sweep_fixture_value(f, run, 1, FPE_METRIC_TEST_ACCURACY);
		double *dense = sweep_fixture_value(f, run, 0, FPE_METRIC_TEST_ACCURACY);

		y[run] = (*v - *dense) / *dense;
		x[run] = *sweep_fixture_value(f, run, 1, FPE_METRIC_CAPACITY) /
			 *sweep_fixture_value(f, run, 0, FPE_METRIC_CAPACITY);
	}
	line = fpe_fit_line(x, y, SWEEP_FIXTURE_RUNS);
	snprintf(text, sizeof text, "slope %+.3f (%+.3f … %+.3f)  R² %.3f  n 48", line.slope,
		 line.low, line.high, line.r2);
	assert_shows(f, &o, text, true);
	assert_shows(f, &o, "n 40", true); /* the clause split's runs */
	strcpy(o.sweep.hold, "alpha:2");
	assert_shows(f, &o, "n 24", true);
	strcpy(o.sweep.x, "clauses");
	assert_shows(f, &o, "─ clauses\n", true);
	free(f);
}

/* Points of a setting have one ink, those of others another, and none that of an arm. */
static void a_point_has_the_colour_of_its_setting(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("scatter");
	struct sweep_choice c;

	(void)state;
	strcpy(o.sweep.hold, "alpha:2");
	strcpy(o.sweep.arm, "random,clause");
	assert_true(sweep_choice_make(&f->snapshot, &o, &c));
	assert_true(sweep_choice_few_settings(&c));
	for (int i = 0; i < SWEEP_FIXTURE_RUNS; i++) {
		int ink = sweep_choice_setting_ink(&f->snapshot, &c, 1, i);

		assert_true(ink >= INK_ARM && ink < INK_ARM + INK_ARMS);
		for (int k = 0; k < c.arms; k++)
			assert_int_not_equal(ink, sweep_choice_ink(&f->snapshot, &c, c.arm[k]));
		assert_int_equal(ink, sweep_choice_setting_ink(&f->snapshot, &c, 2, i));
		for (int k = 0; k < i; k++) {
			bool alike = f->place[3 * i] == f->place[3 * k] &&
				     f->place[3 * i + 1] == f->place[3 * k + 1];

			assert_int_equal(alike,
					 ink == sweep_choice_setting_ink(&f->snapshot, &c, 1, k));
		}
	}
	f->key[0].count = f->key[1].count = 1;
	assert_true(sweep_choice_make(&f->snapshot, &o, &c));
	assert_int_equal(sweep_choice_setting_ink(&f->snapshot, &c, 2, 0),
			 sweep_choice_ink(&f->snapshot, &c, 2));
	free(f);
}

static void slopes_that_are_small_are_not_written_as_nothing(void **state)
{
	(void)state;
	assert_string_equal(sweep_part_slope(0.1296, 3).text, "+0.130");
	assert_string_equal(sweep_part_slope(-0.12, 2).text, "-0.12");
	assert_string_equal(sweep_part_slope(-3.14e-8, 3).text, "-3.1e-08");
	assert_string_equal(sweep_part_slope(-0.004, 2).text, "-0.004");
	assert_string_equal(sweep_part_slope(0, 3).text, "+0.000");
}

/* ------------------------------------------------------------ which figure */

static void the_shape_of_the_grid_suggests_the_view(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("");
	char title[160];

	(void)state;
	title_of(f, &o, title);
	assert_string_equal(
		title, "sweep - gain of clause over dense on clauses and hidden - mean over alpha");
	f->key[1].count = f->key[2].count = 1;
	title_of(f, &o, title);
	assert_string_equal(title, "sweep - test accuracy on clauses");
	f->sweep.regress = FPE_METRIC_COSINE;
	title_of(f, &o, title);
	assert_string_equal(
		title,
		"sweep - relative gain over dense on fold change of cosine against dense - colour: clauses");
	f->snapshot.sweep = NULL;
	assert_shows(f, &o, "compare seeds=8", true);
	o = viewed("lines");
	assert_shows(f, &o, "no sweep yet", true);
	free(f);
}

static void names_that_are_not_there_are_said(void **state)
{
	static const struct {
		size_t at;
		const char *text, *blame, *part;
	} rows[] = {
#define ROW(field, text, part) { offsetof(struct panel_sweep, field), text, #field, part }
		ROW(x, "layers", "clauses, hidden or alpha"),
		ROW(y, "clauses", "is along x already"),
		ROW(metric, "colour", "no metric colour"),
		ROW(metric, "hidden", "is a key"),
		ROW(arm, "wide", "dense, random or clause"),
		ROW(arm, "random,clause", "one row"),
		ROW(minus, "wide", "dense, random or clause"),
		ROW(hold, "alpha", "KEY:VALUE"),
		ROW(hold, "alpha:3", "alpha is 2 or 4"),
#undef ROW
	};
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("row %zu", i);
		struct panel_options o = viewed("heatmap");
		struct sweep_choice c;

		if (rows[i].at == offsetof(struct panel_sweep, y))
			strcpy(o.sweep.x, "clauses");
		strcpy((char *)&o.sweep + rows[i].at, rows[i].text);
		assert_false(sweep_choice_make(&f->snapshot, &o, &c));
		assert_string_equal(c.blame, rows[i].blame);
		if (!strstr(c.wrong, rows[i].part))
			fail_msg("no \"%s\" in %s", rows[i].part, c.wrong);
		free(text_of(f, &o, 10, 40, true));
	}
	free(f);
}

/* ------------------------------------------------------------------- live */

static void what_is_to_come_is_shown_as_such(void **state)
{
	struct sweep_fixture *f = fixture(21);
	struct panel_options o = viewed("");
	struct hit hit = { .kind = HIT_CELL, .arm = -1, .row = 1, .column = 2 };
	const struct panel *panel = panel_table[panel_find("sweep")];
	char line[200];

	(void)state;
	assert_shows(f, &o, "21 of 48 runs", true);
	f->snapshot.progress.rate = 2.5;
	f->snapshot.progress.seconds_left = 10.8;
	assert_shows(f, &o, "21 of 48 runs, 2.5 a second, 11 s left", true);
	assert_shows(f, &o, "*", true); /* seeds that are to come */
	figure_described(panel->describe, &f->snapshot, &o, &hit, true, line, sizeof line);
	assert_non_null(strstr(line, "clauses=12 hidden=16"));
	assert_non_null(strstr(line, "is not run yet"));
	hit.row = 0;
	hit.column = 1;
	figure_described(panel->describe, &f->snapshot, &o, &hit, true, line, sizeof line);
	assert_non_null(strstr(line, "; 5 of 8 runs"));
	f->sweep.running = false;
	assert_shows(f, &o, "21 of 48 runs; stopped", true);
	f->sweep.shards = 3;
	f->sweep.shard = 1;
	assert_shows(f, &o, "part 2 of 3: 21 of 48 runs", true);
	f->sweep.done = 0;
	memset(f->has, 0, sizeof f->has);
	assert_shows(f, &o, "no run was finished", true);
	free(f);
}

/* ------------------------------------------------------------- the pointer */

static void all_that_can_be_pointed_at_is_described(void **state)
{
	struct sweep_fixture *f = fixture(30);
	const struct panel *panel = panel_table[panel_find("sweep")];
	int kinds = 0;

	(void)state;
	for (int view = 1; sweep_view_name(view); view++) {
		struct panel_options o = viewed(sweep_view_name(view));
		struct grid *g = grid_new(22, 78, true);

		panel_draw(panel_find("sweep"), &f->snapshot, &o, grid_area(g));
		assert_true(g->hits > 6);
		for (int i = 1; i < g->hits; i++) {
			char line[200], *text;

			figure_described(panel->describe, &f->snapshot, &o, &g->hit[i], true, line,
					 sizeof line);
			if (!line[0])
				fail_msg("%s says nothing about %d,%d", sweep_view_name(view),
					 g->hit[i].row, g->hit[i].column);
			for (const char *c = line; *c; c++)
				assert_in_range(*c, 32, 126);
			text = figure_worked_out(&f->snapshot, "sweep", &o, &g->hit[i]);
			assert_true(strlen(text) > 40);
			free(text);
			kinds |= 1 << g->hit[i].kind;
		}
		grid_free(g);
	}
	assert_int_equal(kinds, 1 << HIT_CELL | 1 << HIT_MARK | 1 << HIT_FIT);
	free(f);
}

static void explanations_have_the_numbers_in_them(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("scatter");
	struct hit hit = { .kind = HIT_MARK, .arm = -1, .row = 5, .column = 1 };
	char want[80], *text;
	double v, dense;

	(void)state;
	v = *sweep_fixture_value(f, 5, 1, FPE_METRIC_TEST_ACCURACY);
	dense = *sweep_fixture_value(f, 5, 0, FPE_METRIC_TEST_ACCURACY);
	snprintf(want, sizeof want, "relative gain = (%.4f - %.4f) / %.4f = %+.4f", v, dense, dense,
		 (v - dense) / dense);
	text = figure_worked_out(&f->snapshot, "sweep", &o, &hit);
	if (!strstr(text, want) || !strstr(text, "clauses=4 hidden=8 alpha=4, seed 2"))
		fail_msg("no \"%s\" in:\n%s", want, text);
	free(text);
	hit.row = 47; /* not possible there, so no point */
	hit.column = 0;
	text = figure_worked_out(&f->snapshot, "sweep", &o, &hit);
	assert_string_equal(text, "");
	free(text);
	o = viewed("heatmap");
	hit = (struct hit){ .kind = HIT_CELL, .arm = -1, .row = 0, .column = 1 };
	text = figure_worked_out(&f->snapshot, "sweep", &o, &hit);
	assert_non_null(strstr(text, "+- 3.182 x ")); /* t of 3 degrees */
	assert_non_null(strstr(text, "above 0 in 4 of 4 seeds"));
	assert_non_null(strstr(text, "their mean is the seed's value"));
	free(text);
	free(f);
}

static void numbers_are_those_of_the_figure(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("heatmap");
	char *text = figure_numbers(&f->snapshot, "sweep", &o);
	int lines = 0;

	(void)state;
	assert_int_equal(strncmp(text, "arm,clauses,hidden,gain,low,high,seeds,runs,of\n",
				 strlen("arm,clauses,hidden,gain,low,high,seeds,runs,of\n")),
			 0);
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 1 + 6);
	free(text);
	o = viewed("scatter");
	text = figure_numbers(&f->snapshot, "sweep", &o);
	assert_non_null(strstr(
		text, "arm,clauses,hidden,alpha,seed,fold_capacity,relative_gain,on the line\n"));
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 1 + 6 + 1 + 48 + 40);
	free(text);
	free(f);
}

/* -------------------------------------------------------------------- keys */

static void press(const struct sweep_fixture *f, struct panel_options *o, char key)
{
	const struct panel_key *k = panel_key_find(panel_table[panel_find("sweep")], (uint32_t)key);

	assert_non_null(k);
	k->act(&f->snapshot, o, k->argument);
}

static void keys_change_what_is_shown(void **state)
{
	struct sweep_fixture *f = fixture(SWEEP_FIXTURE_RUNS);
	struct panel_options o = viewed("");
	char title[160];

	(void)state;
	press(f, &o, 'f');
	assert_string_equal(o.sweep.hold, "alpha:2");
	press(f, &o, 'f');
	assert_string_equal(o.sweep.hold, "alpha:4");
	press(f, &o, 'f');
	assert_string_equal(o.sweep.hold, "");
	press(f, &o, 's');
	press(f, &o, 'r');
	title_of(f, &o, title);
	assert_string_equal(
		title, "sweep - gain of clause over dense on hidden and alpha - mean over clauses");
	press(f, &o, 'a');
	assert_string_equal(o.sweep.arm, "dense");
	press(f, &o, 'a');
	press(f, &o, 'a');
	press(f, &o, 'd');
	press(f, &o, 'd');
	press(f, &o, 'o');
	assert_string_equal(o.sweep.minus, "random");
	assert_string_equal(o.sweep.metric, "relative_gain");
	press(f, &o, 'v');
	assert_int_equal(o.sweep.view, SWEEP_SCATTER);
	press(f, &o, 'v'); /* there was no compare */
	assert_int_equal(o.sweep.view, SWEEP_LINES);
	free(f);
}

/* Wherever keys lead there is a figure, at every size. */
static void any_keys_at_any_size(void **state)
{
	static const char keys[] = "vvoOadcrsf";
	struct sweep_fixture *f = fixture(30);
	struct panel_options o = viewed("");
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 1500; i++) {
		struct sweep_choice c;
		int rows = 1 + (int)fpe_rng_below(&rng, 30);
		int columns = 1 + (int)fpe_rng_below(&rng, 90);

		press(f, &o, keys[fpe_rng_below(&rng, sizeof keys - 1)]);
		if (!sweep_choice_make(&f->snapshot, &o, &c))
			fail_msg("after %d keys: %s", i, c.wrong);
		o.row = (int)fpe_rng_below(&rng, 9) - 2;
		free(text_of(f, &o, rows, columns, fpe_rng_below(&rng, 2)));
		free(figure_numbers(&f->snapshot, "sweep", &o));
	}
	free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_are_as_stored),
		cmocka_unit_test(a_place_is_summed_up_over_seeds),
		cmocka_unit_test(what_is_held_is_all_there_is),
		cmocka_unit_test(the_scatter_has_the_lines_of_least_squares),
		cmocka_unit_test(a_point_has_the_colour_of_its_setting),
		cmocka_unit_test(slopes_that_are_small_are_not_written_as_nothing),
		cmocka_unit_test(the_shape_of_the_grid_suggests_the_view),
		cmocka_unit_test(names_that_are_not_there_are_said),
		cmocka_unit_test(what_is_to_come_is_shown_as_such),
		cmocka_unit_test(all_that_can_be_pointed_at_is_described),
		cmocka_unit_test(explanations_have_the_numbers_in_them),
		cmocka_unit_test(numbers_are_those_of_the_figure),
		cmocka_unit_test(keys_change_what_is_shown),
		cmocka_unit_test(any_keys_at_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
