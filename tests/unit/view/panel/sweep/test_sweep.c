/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sweep.c - every seed of a study in a picture, and what they say. */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/snapshot_study.h"
#include "view/figure/panel.h"
#include "view/chart/seeds.h"
#include "view/sink/sink.h"

static struct snapshot_fixture *fixture(int done)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	fixture_study(f, done);
	return f;
}

static char *picture(const struct snapshot *s, int rows, int columns, bool ascii)
{
	return figure_text(s, "sweep", &panel_defaults, rows, columns, ascii);
}

static void title(const struct snapshot *s, char *out, size_t size)
{
	panel_title(panel_table[panel_find("sweep")], s, &panel_defaults, true, out, size);
}

/* The dots of a row stand where its values are: in their order. */
static void every_seed_is_a_dot_or_counted(void **state)
{
	struct snapshot_fixture *f = fixture(FIXTURE_SEEDS);
	struct grid *g = grid_new(30, 120, false);
	int seeds = 0;

	(void)state;
	panel_draw(panel_find("sweep"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int r = 0; r < 30; r++) {
		double before = -1;

		for (int c = 0; c < 60; c++) { /* accuracies, not the gains */
			const struct hit *hit = grid_hit(g, r, c);
			uint32_t ch = g->cell[r * 120 + c].ch;

			if (hit->kind != HIT_RUN || hit->column < 0)
				continue;
			assert_true(ch == 0x2022 || (ch >= '2' && ch <= '9'));
			seeds += ch == 0x2022 ? 1 : (int)ch - '0';
			assert_true(hit->value == f->study.row[hit->row].final[hit->column]);
			assert_true(hit->value > before - 0.005);
			before = hit->value;
		}
	}
	assert_int_equal(seeds, FIXTURE_ROWS * FIXTURE_SEEDS);
	grid_free(g);
	snapshot_fixture_free(f);
}

static void gains_are_paired_and_counted(void **state)
{
	struct snapshot_fixture *f = fixture(FIXTURE_SEEDS);
	struct fpe_summary gain = seeds_summary(&f->study, 2, true);
	double sum = 0;

	(void)state;
	for (int i = 0; i < FIXTURE_SEEDS; i++)
		sum += f->final[2][i] - f->final[0][i];
	assert_true(fabs(gain.mean - sum / FIXTURE_SEEDS) < 1e-12);
	assert_int_equal(gain.n, FIXTURE_SEEDS);
	assert_int_equal(seeds_above(&f->study, 0), 0);
	f->final[2][3] = f->final[0][3] - 0.01;
	assert_int_equal(seeds_above(&f->study, 2), 7);
	figure_shows("sweep", &f->snapshot, &panel_defaults, 30, 120, false, "7/8");
	figure_shows("sweep", &f->snapshot, &panel_defaults, 10, 60, false, "7/8");
	snapshot_fixture_free(f);
}

static void it_says_what_is_there_and_what_to_type(void **state)
{
	struct snapshot_fixture *f = fixture(3);
	char text[96];

	(void)state;
	title(&f->snapshot, text, sizeof text);
	assert_string_equal(text, "sweep - 3 of 8 seeds, alpha=2, 200 epochs");
	figure_shows("sweep", &f->snapshot, &panel_defaults, 24, 80, false, "/3");
	figure_shows("sweep", &f->snapshot, &panel_defaults, 24, 80, false, "• a seed");
	f->study.fits = false;
	figure_shows("sweep", &f->snapshot, &panel_defaults, 24, 80, false, "earlier task");
	f->study.done = 0;
	figure_shows("sweep", &f->snapshot, &panel_defaults, 24, 80, false,
		     "first seed is under way");
	f->snapshot.study = NULL;
	figure_shows("sweep", &f->snapshot, &panel_defaults, 24, 80, false, "compare seeds=8");
	title(&f->snapshot, text, sizeof text);
	assert_string_equal(text, "sweep");
	snapshot_fixture_free(f);
}

static void plain_characters_show_the_same(void **state)
{
	struct snapshot_fixture *f = fixture(FIXTURE_SEEDS);
	char *text = picture(&f->snapshot, 24, 80, true);

	(void)state;
	assert_non_null(strstr(text, "[-"));
	assert_non_null(strstr(text, "O"));
	assert_non_null(strstr(text, "+-"));
	free(text);
	snapshot_fixture_free(f);
}

static char *worked_out(const struct snapshot *s, const struct hit *hit)
{
	return figure_worked_out(s, "sweep", &panel_defaults, hit);
}

static void runs_and_rows_explain_themselves(void **state)
{
	struct snapshot_fixture *f = fixture(FIXTURE_SEEDS);
	struct hit hit = { .kind = HIT_RUN, .arm = 2, .row = 2, .column = 2 };
	char line[200], *text;

	(void)state;
	f->final[2][2] = 0.97;
	f->final[0][2] = 0.81;
	figure_described(seeds_describe, &f->snapshot, &panel_defaults, &hit, false, line,
			 sizeof line);
	assert_string_equal(line, "seed 3: clause .970, dense .810, gain +.160");
	text = worked_out(&f->snapshot, &hit);
	assert_non_null(strstr(text, "0.9700 - 0.8100 = +0.1600"));
	free(text);
	hit.column = -1;
	figure_described(seeds_describe, &f->snapshot, &panel_defaults, &hit, false, line,
			 sizeof line);
	assert_non_null(strstr(line, "clause over 8 seeds: mean .9"));
	assert_non_null(strstr(line, "above 0 in"));
	text = worked_out(&f->snapshot, &hit);
	assert_non_null(strstr(text, "+- 2.365 x ")); /* t of 7 degrees */
	assert_non_null(strstr(text, "Gain over dense, seed by seed"));
	free(text);
	hit.row = 99; /* of an older picture */
	figure_described(seeds_describe, &f->snapshot, &panel_defaults, &hit, false, line,
			 sizeof line);
	assert_string_equal(line, "");
	snapshot_fixture_free(f);
}

static void one_seed_has_a_dot_and_no_interval(void **state)
{
	struct snapshot_fixture *f = fixture(1);
	struct hit hit = { .kind = HIT_RUN, .arm = -1, .row = 1, .column = -1 };
	char *text;

	(void)state;
	text = worked_out(&f->snapshot, &hit);
	assert_non_null(strstr(text, "no interval"));
	free(text);
	text = picture(&f->snapshot, 24, 80, true);
	/* the only brackets are those of the legend */
	assert_ptr_equal(strchr(text, '['), strrchr(text, '['));
	assert_non_null(strstr(text, "o"));
	free(text);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_seed_is_a_dot_or_counted),
		cmocka_unit_test(gains_are_paired_and_counted),
		cmocka_unit_test(it_says_what_is_there_and_what_to_type),
		cmocka_unit_test(plain_characters_show_the_same),
		cmocka_unit_test(runs_and_rows_explain_themselves),
		cmocka_unit_test(one_seed_has_a_dot_and_no_interval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
