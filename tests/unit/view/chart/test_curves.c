/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_curves.c - curves of any metric: differences, bands of a study, zoom,
 * smoothing, logarithmic axis, and what a point says.
 */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/snapshot_study.h"
#include "view/chart/chart.h"
#include "view/chart/legend.h"
#include "view/sink/sink.h"

static char *picture(const struct snapshot *s, const struct panel_options *o, int rows, int columns,
		     bool ascii)
{
	return figure_text(s, "curves", o, rows, columns, ascii);
}

static void assert_shows(const struct snapshot *s, const struct panel_options *o, int rows,
			 int columns, const char *part, bool there)
{
	char *text = picture(s, o, rows, columns, false);

	if (!strstr(text, part) == there)
		fail_msg("%s \"%s\" in:\n%s", there ? "no" : "there is", part, text);
	free(text);
}

/* Hits of a kind in the picture, of a row if it is not -1. */
static int count_hits(const struct snapshot *s, const struct panel_options *o, enum hit_kind kind,
		      int row)
{
	struct grid *g = grid_new(20, 70, false);
	int n = 0;

	panel_draw(panel_find("curves"), s, o, grid_area(g));
	for (int i = 1; i < g->hits; i++)
		n += g->hit[i].kind == kind && (row < 0 || g->hit[i].row == row);
	grid_free(g);
	return n;
}

/* A curve with values at some epochs only is one line, not many dots. */
static void epochs_that_were_not_measured_do_not_break_the_line(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct series *series = series_new();
	struct grid *g = grid_new(12, 40, false);
	struct chart c;
	int covered = 0;

	(void)state;
	for (int e = 0; e <= 64; e++) {
		struct series_point p = { .epoch = e };

		p.value[FPE_METRIC_CAPACITY] = e % 16 ? NAN : 0.25f;
		assert_int_equal(series_append(series, &p, NULL), FPE_OK);
	}
	f->snapshot.arms = 1;
	f->snapshot.arm[0].series = series;
	f->snapshot.arm[0].points = 65;
	f->snapshot.last_epoch = 64;
	o.metric = FPE_METRIC_CAPACITY;
	panel_draw(panel_find("curves"), &f->snapshot, &o, grid_area(g));
	for (int k = 0; k < 40; k++) {
		for (int r = 0; r < 12; r++) {
			const struct hit *hit = grid_hit(g, r, k);

			if (hit->kind != HIT_POINT)
				continue;
			covered++;
			assert_int_equal(hit->row % 16, 0);
			assert_true(hit->value == 0.25);
			break;
		}
	}
	assert_true(covered > 30);
	grid_free(g);
	/* between points, a part of the line reaches both ends */
	o.from = 20;
	o.to = 60;
	chart_init(&c, &f->snapshot, &o, 6);
	g = grid_new(10, 20, false);
	assert_true(chart_open(&c, grid_area(g)));
	chart_draw_arm(&c, false, 0, 1);
	for (int x = 0; x < 20; x += 19) {
		int dots = 0;

		for (int r = 0; r < 10; r++)
			dots += c.curves.dots[r * 20 + x] != 0;
		assert_true(dots > 0);
	}
	chart_close(&c);
	grid_free(g);
	series_free(series);
	snapshot_fixture_free(f);
}

static void a_difference_is_taken_at_the_same_epochs(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct chart c;
	int point;

	(void)state;
	o.minus = 0;
	chart_init(&c, &f->snapshot, &o, 6);
	/* arm 2 begins at epoch 6, its parent at 1 */
	assert_int_equal(series_at(f->series[2], 10)->epoch, 16);
	assert_true(chart_value(&c, 2, 10) ==
		    (double)series_at(f->series[2], 10)->value[FPE_METRIC_TEST_ACCURACY] -
			    (double)series_at(f->series[0], 15)->value[FPE_METRIC_TEST_ACCURACY]);
	assert_true(chart_last_value(&c, &c.line[0], &point) == 0);
	assert_shows(&f->snapshot, &o, 16, 60, "clause  .05", true);
	o.minus_epoch = 7; /* one value for all epochs */
	chart_init(&c, &f->snapshot, &o, 6);
	assert_true(chart_value(&c, 0, 6) == 0);
	assert_true(chart_value(&c, 0, 100) > 0.1);
	o.minus_epoch = 999;
	assert_shows(&f->snapshot, &o, 16, 60, "no value at", true);
	snapshot_fixture_free(f);
}

static void only_the_epochs_asked_for_are_shown(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct chart c;
	struct grid *g = grid_new(16, 60, false);

	(void)state;
	o.from = 100;
	o.to = 150;
	assert_shows(&f->snapshot, &o, 16, 60, "epoch 150", true);
	assert_shows(&f->snapshot, &o, 16, 60, "split at", false);
	chart_init(&c, &f->snapshot, &o, 6);
	assert_true(c.axis.low >= 0.6); /* of what is seen there */
	panel_draw(panel_find("curves"), &f->snapshot, &o, grid_area(g));
	for (int i = 1; i < g->hits; i++) {
		int epoch = series_at(f->series[g->hit[i].arm], g->hit[i].row)->epoch;

		assert_true(epoch >= 100 && epoch <= 150);
	}
	grid_free(g);
	snapshot_fixture_free(f);
}

static void press(const struct snapshot *s, struct panel_options *o, char key)
{
	const struct panel *p = panel_table[panel_find("curves")];
	const struct panel_key *k = panel_key_find(p, (uint32_t)key);

	assert_non_null(k);
	k->act(s, o, k->argument);
}

static void keys_zoom_pan_smooth_and_choose(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct snapshot *s = &f->snapshot;
	struct panel_options o = panel_defaults;

	(void)state;
	press(s, &o, '>'); /* all is shown already */
	assert_int_equal(o.from, 0);
	press(s, &o, '+');
	assert_int_equal(o.from, 100);
	assert_int_equal(o.to, 0); /* it follows the training */
	press(s, &o, '<');
	assert_int_equal(o.from, 75);
	assert_int_equal(o.to, 175);
	press(s, &o, '-');
	assert_int_equal(o.from, 0);
	assert_int_equal(o.to, 0);
	for (int i = 0; i < 20; i++)
		press(s, &o, '+');
	assert_int_equal(o.from, 200 - CHART_LEAST_EPOCHS);
	press(s, &o, '0');
	assert_int_equal(o.from, 0);
	o.cursor = (struct hit){ .kind = HIT_POINT, .arm = 0, .row = 59 };
	press(s, &o, '+'); /* around epoch 60 */
	assert_int_equal(o.from, 10);
	assert_int_equal(o.to, 110);
	press(s, &o, 's');
	assert_int_equal(o.smooth, 5);
	press(s, &o, 's');
	press(s, &o, 's');
	assert_int_equal(o.smooth, 1);
	press(s, &o, 'g');
	assert_true(o.log);
	press(s, &o, 'o'); /* of what the fixture has points of */
	assert_int_equal(o.metric, FPE_METRIC_TRAIN_LOSS);
	press(s, &o, 'O');
	assert_int_equal(o.metric, FPE_METRIC_TEST_ACCURACY);
	snapshot_fixture_free(f);
}

static void smoothing_takes_the_jitter_out_and_keeps_it_behind(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct series *series = series_new();
	struct chart c;
	int used[2] = { 0, 0 };

	(void)state;
	for (int e = 0; e <= 100; e++) {
		struct series_point p = { .epoch = e };

		p.value[FPE_METRIC_TEST_ACCURACY] = e % 2 ? 0.8f : 0.6f;
		assert_int_equal(series_append(series, &p, NULL), FPE_OK);
	}
	f->snapshot.arms = 1;
	f->snapshot.majority = NAN;
	f->snapshot.arm[0].series = series;
	f->snapshot.arm[0].points = 101;
	for (int i = 0; i < 2; i++) {
		struct grid *g = grid_new(20, 30, false);

		chart_init(&c, &f->snapshot, &o, 6);
		assert_true(chart_open(&c, grid_area(g)));
		chart_draw_arm(&c, false, 0, i ? 20 : 1);
		for (int r = 0; r < 20; r++) {
			bool any = false;

			for (int k = 0; k < 30; k++)
				any |= c.curves.dots[r * 30 + k] != 0;
			used[i] += any;
		}
		chart_close(&c);
		grid_free(g);
	}
	assert_true(used[0] > 6);
	assert_true(used[1] <= 3);
	o.smooth = 20;
	assert_true(count_hits(&f->snapshot, &o, HIT_POINT, -1) > 30);
	series_free(series);
	snapshot_fixture_free(f);
}

static void logarithmic_axes_have_round_ticks(void **state)
{
	struct axis a = axis_for_log(0.013, 0.69, 8);
	char text[AXIS_LABEL];

	(void)state;
	assert_true(fabs(a.low - 0.01) < 1e-9 && fabs(a.high - 1) < 1e-9);
	assert_int_equal(axis_ticks(&a), 7); /* 1 .5 .2 .1 .05 .02 .01 */
	assert_string_equal(axis_label(&a, axis_tick(&a, 1), text), ".5");
	assert_string_equal(axis_label(&a, axis_tick(&a, 6), text), ".01");
	assert_true(fabs(axis_share(&a, 0.1) - 0.5) < 1e-9);
	assert_true(axis_share(&a, 0) == 0);
	a = axis_for_log(1e-6, 1, 3);
	assert_string_equal(axis_label(&a, 1e-5, text), "1e-5");
	assert_true(axis_ticks(&a) <= 7);
	/* one value, and none above zero */
	a = axis_for_log(0.5, 0.5, 5);
	assert_true(a.high > a.low);
	a = axis_for_log(-1, 2, 5);
	assert_true(a.low > 0);
}

static void what_is_not_positive_is_left_out_of_a_logarithmic_axis(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct chart c;

	(void)state;
	o.log = true;
	o.metric = FPE_METRIC_TRAIN_LOSS;
	chart_init(&c, &f->snapshot, &o, 6);
	assert_true(c.axis.log && c.axis.low > 0);
	assert_true(isfinite(chart_value(&c, 0, 3)));
	o.minus = 0; /* differences have signs */
	chart_init(&c, &f->snapshot, &o, 6);
	assert_false(c.axis.log);
	snapshot_fixture_free(f);
}

static void a_study_puts_bands_and_gains_beside_the_curves(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct snapshot *s = &f->snapshot;
	struct panel_options o = panel_defaults;
	char *without = picture(s, &o, 16, 70, false), *with;
	char *plain = picture(s, &o, 16, 70, true);

	(void)state;
	fixture_study(f, FIXTURE_SEEDS);
	with = picture(s, &o, 16, 70, false);
	assert_string_not_equal(without, with);
	free(with);
	with = picture(s, &o, 16, 70, true);
	assert_string_not_equal(plain, with);
	assert_non_null(strstr(with, "8 seeds: +.0"));
	assert_non_null(strstr(with, " +- .0"));
	free(with);
	free(without);
	free(plain);
	assert_shows(s, &o, 16, 70, "8 seeds: +.0", true);
	assert_shows(s, &o, 16, 110, "this seed; 8 seeds: +.0", true);
	assert_shows(s, &o, 16, 40, "seeds", false); /* the plot needs the room */
	/* a row that is no arm is a line of its own */
	assert_shows(s, &o, 16, 70, "wide", true);
	assert_in_range(count_hits(s, &o, HIT_BAND, 3), 8, 200);
	assert_int_equal(count_hits(s, &o, HIT_BAND, 2), 0);
	/* nothing of it where it says nothing: other metrics, other nets */
	o.metric = FPE_METRIC_TRAIN_LOSS;
	assert_shows(s, &o, 16, 70, "seeds", false);
	o = panel_defaults;
	f->study.fits = false;
	assert_shows(s, &o, 16, 70, "seeds", false);
	snapshot_fixture_free(f);
}

static void one_seed_has_no_interval(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	char text[64];

	(void)state;
	fixture_study(f, 1);
	legend_study_text(&f->study, 2, false, text, sizeof text);
	assert_non_null(strstr(text, "1 seed: +.0"));
	assert_null(strstr(text, "±"));
	fixture_study(f, 0);
	assert_shows(&f->snapshot, &panel_defaults, 16, 70, "seed", false);
	snapshot_fixture_free(f);
}

static void curves_of_a_study_need_no_arms(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	fixture_study(f, FIXTURE_SEEDS);
	f->snapshot.arms = 0;
	f->snapshot.current = -1;
	assert_shows(&f->snapshot, &panel_defaults, 16, 70, "clause", true);
	snapshot_fixture_free(f);
}

static void the_epoch_of_the_other_figures_is_marked(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	assert_shows(&f->snapshot, &panel_defaults, 16, 70, "here", false);
	f->snapshot.at = 120;
	assert_shows(&f->snapshot, &panel_defaults, 16, 70, "here 120", true);
	snapshot_fixture_free(f);
}

static void a_point_says_its_number_and_how_it_came_about(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct panel *p = panel_table[panel_find("curves")];
	struct panel_options o = panel_defaults;
	struct hit hit = {
		.kind = HIT_POINT, .arm = 2, .row = 194, .column = FPE_METRIC_TEST_ACCURACY
	};
	char line[200], *text;

	(void)state;
	figure_described(p->describe, &f->snapshot, &o, &hit, false, line, sizeof line);
	assert_non_null(strstr(line, "clause at epoch 200: test accuracy .958 "));
	assert_non_null(strstr(line, "(7664 of 8000); dense .905, difference +"));
	text = figure_worked_out(&f->snapshot, "curves", &o, &hit);
	assert_non_null(strstr(text, "7664 / 8000 = 0.958"));
	assert_non_null(strstr(text, "dense at epoch 200: 0.905"));
	free(text);
	o.minus = 0;
	text = figure_worked_out(&f->snapshot, "curves", &o, &hit);
	assert_non_null(strstr(text, "difference to dense at epoch 200: +0.05"));
	free(text);
	hit.column = FPE_METRIC_TRAIN_LOSS;
	figure_described(p->describe, &f->snapshot, &o, &hit, false, line, sizeof line);
	assert_non_null(strstr(line, " nats"));
	hit.row = 9999; /* of an older picture */
	figure_described(p->describe, &f->snapshot, &o, &hit, false, line, sizeof line);
	assert_string_equal(line, "");
	fixture_study(f, FIXTURE_SEEDS);
	hit = (struct hit){ .kind = HIT_BAND, .arm = -1, .row = 3, .column = 40 };
	figure_described(p->describe, &f->snapshot, &o, &hit, false, line, sizeof line);
	assert_non_null(strstr(line, "wide over 8 seeds at epoch 200: median"));
	snapshot_fixture_free(f);
}

/* The net as it is has a point of its own, but only by what was measured of it, and exactly. */
static void the_point_of_now_is_of_now(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct snapshot_arm *a = &f->snapshot.arm[0];

	(void)state;
	/* the fixture's curves have no cosines */
	a->metric[FPE_METRIC_COSINE] = 0.5;
	assert_int_equal(chart_points(&f->snapshot, 0, FPE_METRIC_COSINE), a->points + 1);
	a->measured = MEASURED_BEFORE;
	assert_int_equal(chart_points(&f->snapshot, 0, FPE_METRIC_COSINE), a->points);
	a->measured = MEASURED_NOW;
	a->sampled = true;
	assert_int_equal(chart_points(&f->snapshot, 0, FPE_METRIC_COSINE), a->points);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_point_of_now_is_of_now),
		cmocka_unit_test(epochs_that_were_not_measured_do_not_break_the_line),
		cmocka_unit_test(a_difference_is_taken_at_the_same_epochs),
		cmocka_unit_test(only_the_epochs_asked_for_are_shown),
		cmocka_unit_test(keys_zoom_pan_smooth_and_choose),
		cmocka_unit_test(smoothing_takes_the_jitter_out_and_keeps_it_behind),
		cmocka_unit_test(logarithmic_axes_have_round_ticks),
		cmocka_unit_test(what_is_not_positive_is_left_out_of_a_logarithmic_axis),
		cmocka_unit_test(a_study_puts_bands_and_gains_beside_the_curves),
		cmocka_unit_test(one_seed_has_no_interval),
		cmocka_unit_test(curves_of_a_study_need_no_arms),
		cmocka_unit_test(the_epoch_of_the_other_figures_is_marked),
		cmocka_unit_test(a_point_says_its_number_and_how_it_came_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
