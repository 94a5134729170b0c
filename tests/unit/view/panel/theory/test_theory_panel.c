/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_theory_panel.c - every number of the theory figure can be pointed at and
 * is worked out: the closed form with its numbers, and the count.
 */
#include "support/test.h"

#include <math.h>

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/panel/theory/expectation.h"

static struct snapshot_fixture *fixture(void)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	for (int i = 0; i < 3; i++) { /* as measured, not as fabricated */
		double out[FPE_METRIC_COUNT];
		struct fpe_error err;

		assert_ok(fpe_metric_net(f->net[i], 0, &f->task.clauses, NULL, out, &err));
		f->snapshot.arm[i].metric[FPE_METRIC_COLLISIONS] = out[FPE_METRIC_COLLISIONS];
		f->snapshot.arm[i].metric[FPE_METRIC_COVERAGE] = out[FPE_METRIC_COVERAGE];
	}
	return f;
}

static void every_number_can_be_pointed_at(void **state)
{
	struct snapshot_fixture *f = fixture();
	struct panel_options o = panel_defaults;

	(void)state;
	for (o.minus = -1; o.minus < 1; o.minus++) {
		struct grid *g = grid_new(12, 60, false);
		int seen = 0;

		panel_draw(panel_find("theory"), &f->snapshot, &o, grid_area(g));
		for (int h = 1; h < g->hits; h++) {
			const struct hit *hit = &g->hit[h];
			const struct snapshot_arm *a = &f->snapshot.arm[hit->arm];
			double now = a->metric[hit->column], want = now;
			char line[300], number[32];

			assert_int_equal(hit->kind, HIT_VALUE);
			if (hit->row == EXPECTATION_THEORY)
				want = hit->column == FPE_METRIC_COLLISIONS
					       ? expectation_of(&f->snapshot, a).collisions
					       : expectation_of(&f->snapshot, a).coverage;
			if (hit->row == EXPECTATION_CHANGE)
				want = now - f->snapshot.arm[0].metric[hit->column];
			assert_true(hit->value == want);
			snprintf(number, sizeof number, "%.3g", want);
			figure_described(expectation_describe, &f->snapshot, &o, hit, true, line,
					 sizeof line);
			assert_has(line, number);
			assert_has(line, a->name);
			seen++;
		}
		assert_int_equal(seen, 3 * 4);
		grid_free(g);
	}
	snapshot_fixture_free(f);
}

static char *worked(struct snapshot_fixture *f, int arm, int metric)
{
	struct hit hit = { .kind = HIT_VALUE, .arm = arm, .column = metric };

	return figure_worked_out(&f->snapshot, "theory", &panel_defaults, &hit);
}

/* d=24, k=3, m=8, h=8, alpha=2: C(12,6)/C(24,6), C(4,2)/C(8,2), C(12,3)/C(24,3). */
static void the_closed_forms_have_their_numbers(void **state)
{
	struct snapshot_fixture *f = fixture();
	char *text = worked(f, 1, FPE_METRIC_COLLISIONS);

	(void)state;
	assert_has(text, "2 x C(12,6)/C(24,6)");
	assert_has(text, "2 x 924/134596 = 0.01373");
	free(text);
	text = worked(f, 1, FPE_METRIC_COVERAGE);
	assert_has(text, "2 x 220/2024 = 0.2174");
	assert_has(text, "1-(1-0.2174)^8 = 0.8593");
	free(text);
	text = worked(f, 2, FPE_METRIC_COLLISIONS);
	assert_has(text, "2 x 6/28 = 0.4286");
	free(text);
	text = worked(f, 0, FPE_METRIC_COLLISIONS);
	assert_has(text, "8 parents x 28 pairs of clauses = 224");
	assert_has(text, "224 / 224 = 1");
	free(text);
	snapshot_fixture_free(f);
}

static void the_count_is_that_of_the_metric(void **state)
{
	struct snapshot_fixture *f = fixture();
	char part[64];

	(void)state;
	for (int arm = 0; arm < 3; arm++) {
		const double *m = f->snapshot.arm[arm].metric;
		char *text = worked(f, arm, FPE_METRIC_COLLISIONS);

		snprintf(part, sizeof part, "%.0f / 224 = %.4g", 224 * m[FPE_METRIC_COLLISIONS],
			 m[FPE_METRIC_COLLISIONS]);
		assert_has(text, part);
		free(text);
		text = worked(f, arm, FPE_METRIC_COVERAGE);
		snprintf(part, sizeof part, "%.0f of 8 clauses", 8 * m[FPE_METRIC_COVERAGE]);
		assert_has(text, part);
		free(text);
	}
	snapshot_fixture_free(f);
}

static void why_now_differs_from_theory_is_said(void **state)
{
	struct snapshot_fixture *f = fixture();
	struct panel_options o = panel_defaults;
	char *text, gap[400];

	(void)state;
	assert_true(f->snapshot.arm[2].metric[FPE_METRIC_COLLISIONS] < 0.428);
	text = figure_text(&f->snapshot, "theory", &o, 14, 60, false);
	assert_has(text, "Theory is before pruning");
	free(text);
	assert_string_equal(expectation_gap(&f->snapshot, &f->snapshot.arm[0], gap, sizeof gap),
			    "");
	o.minus = 0;
	o.minus_epoch = 77;
	text = figure_text(&f->snapshot, "theory", &o, 14, 60, false);
	assert_has(text, "that epoch");
	free(text);
	snapshot_fixture_free(f);
}

/* Clauses that share an input have no closed form; what was simulated is marked as such. */
static void shared_inputs_have_what_was_simulated(void **state)
{
	struct snapshot_fixture *f = fixture();
	struct snapshot_arm *a = &f->snapshot.arm[2];
	char gap[400], *text;

	(void)state;
	f->task.clauses.input[0] = f->task.clauses.input[f->task.clauses.start[1]];
	assert_true(isnan(expectation_of(&f->snapshot, a).collisions));
	assert_has(expectation_gap(&f->snapshot, a, gap, sizeof gap), "`theory` simulates it");
	a->dealt.collisions = (struct fpe_summary){
		.n = 1000, .mean = 0.03217, .low = 0.0301, .high = 0.0342, .min = 0, .max = 0.1
	};
	a->dealt.coverage = (struct fpe_summary){
		.n = 1000, .mean = 0.83, .low = 0.82, .high = 0.84, .min = 0.5, .max = 1
	};
	assert_true(expectation_of(&f->snapshot, a).collisions == 0.03217);
	text = figure_text(&f->snapshot, "theory", &panel_defaults, 14, 60, false);
	assert_has(text, "~.032");
	assert_has(text, "~.830");
	free(text);
	text = worked(f, 2, FPE_METRIC_COLLISIONS);
	assert_has(text, "share inputs");
	assert_has(text, "95 %: 0.0301 to 0.0342");
	free(text);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_can_be_pointed_at),
		cmocka_unit_test(the_closed_forms_have_their_numbers),
		cmocka_unit_test(the_count_is_that_of_the_metric),
		cmocka_unit_test(why_now_differs_from_theory_is_said),
		cmocka_unit_test(shared_inputs_have_what_was_simulated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
