/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_capacity.c - bars and what they say against the plain definition, the
 * ceiling, differences and large layers.
 */
#include "support/test.h"

#include <math.h>

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/panel/capacity/capacity.h"

static const int sizes[][2] = { { 6, 20 }, { 8, 40 }, { 12, 58 }, { 24, 80 }, { 34, 120 } };
#define SIZES (sizeof sizes / sizeof *sizes)

static double dot(const struct fpe_layer *l, int a, int b)
{
	double sum = 0;

	for (int n = 0; n < l->out; n++)
		sum += (double)l->weight[n * l->in + a] * (double)l->weight[n * l->in + b];
	return sum;
}

static double direct(const struct fpe_net *net, int layer, int j)
{
	const struct fpe_layer *l = &net->layer[layer];
	double all = 0;

	for (int k = 0; k < l->in; k++)
		all += dot(l, j, k) * dot(l, j, k);
	return all > 0 ? dot(l, j, j) * dot(l, j, j) / all : 0;
}

static void each_bar_is_the_capacity_it_says_at_any_size(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;

	(void)state;
	for (o.layer = 0; o.layer < 2; o.layer++) {
		for (size_t i = 0; i < SIZES; i++) {
			struct grid *g = grid_new(sizes[i][0], sizes[i][1], false);
			bool seen[FIXTURE_D] = { false };
			int count = 0;

			panel_draw(panel_find("capacity"), &f->snapshot, &o, grid_area(g));
			for (int h = 1; h < g->hits; h++) {
				const struct hit *hit = &g->hit[h];
				double want = direct(f->net[2], o.layer, hit->column);
				char number[40];

				assert_int_equal(hit->kind, HIT_INPUT);
				assert_true(fabs(hit->value - want) < 1e-9);
				snprintf(number, sizeof number, ": capacity %.3g = ", want);
				figure_describes("capacity", &f->snapshot, &o, hit, number);
				count += !seen[hit->column];
				seen[hit->column] = true;
			}
			if (sizes[i][1] >= 40)
				assert_int_equal(count, f->net[2]->layer[o.layer].in);
			grid_free(g);
		}
	}
	snapshot_fixture_free(f);
}

/* Taller bars for larger capacities: cells filled, from the bottom up. */
static void bars_are_as_tall_as_their_values(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *g = grid_new(24, 40, false);
	int filled[FIXTURE_D] = { 0 };

	(void)state;
	panel_draw(panel_find("capacity"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 0; i < 24 * 40; i++) {
		const struct hit *hit = &g->hit[g->cell[i].hit];

		if (hit->kind == HIT_INPUT && g->cell[i].ch > 0x2580 && g->cell[i].ch <= 0x2588)
			filled[hit->column] += (int)g->cell[i].ch - 0x2580;
	}
	for (int a = 0; a < FIXTURE_D; a++) {
		for (int b = 0; b < FIXTURE_D; b++) {
			double x = direct(f->net[2], 0, a), y = direct(f->net[2], 0, b);

			if (x > y + 0.03)
				assert_true(filled[a] > filled[b]);
		}
	}
	grid_free(g);
	snapshot_fixture_free(f);
}

static void the_ceiling_is_a_line_with_its_number(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	char *text;

	(void)state;
	assert_true(capacity_ceiling(&f->net[0]->layer[0]) == 8.0 / 24);
	assert_true(capacity_ceiling(&f->net[2]->layer[0]) == 16.0 / 24);
	text = figure_text(&f->snapshot, "capacity", &o, 12, 80, false);
	assert_has(text, " ceiling .667 ");
	assert_has(text, "mean ceiling");
	free(text);
	o.arm[0] = 0;
	o.arm[1] = 1;
	text = figure_text(&f->snapshot, "capacity", &o, 12, 120, true);
	assert_has(text, " ceiling .333 ");
	assert_has(text, " ceiling .667 ");
	free(text);
	o.arm[0] = 2;
	o.arm[1] = -1;
	o.minus = 0;
	text = figure_text(&f->snapshot, "capacity", &o, 14, 80, false);
	assert_has(text, "ceiling moved +.333");
	assert_has(text, "no change");
	free(text);
	snapshot_fixture_free(f);
}

static void a_difference_is_signed_and_drawn_both_ways(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct grid *g = grid_new(20, 60, true);
	bool up = false, down = false;

	(void)state;
	o.minus = 1;
	panel_draw(panel_find("capacity"), &f->snapshot, &o, grid_area(g));
	for (int h = 1; h < g->hits; h++) {
		const struct hit *hit = &g->hit[h];
		double want = direct(f->net[2], 0, hit->column) - direct(f->net[1], 0, hit->column);
		char number[64];

		assert_true(fabs(hit->value - want) < 1e-9);
		snprintf(number, sizeof number, "clause - random = %+.3g", want);
		figure_describes("capacity", &f->snapshot, &o, hit, number);
	}
	for (int i = 0; i < 20 * 60; i++) {
		const struct hit *hit = &g->hit[g->cell[i].hit];
		uint32_t ch = g->cell[i].ch;

		if (hit->kind != HIT_INPUT)
			continue;
		up |= ch == '#' && hit->value > 0;
		down |= ch == '%' && hit->value < 0;
		assert_false(ch == '#' && hit->value < 0);
		assert_false(ch == '%' && hit->value > 0);
	}
	assert_true(up && down);
	grid_free(g);
	snapshot_fixture_free(f);
}

static void an_explanation_names_who_crowds_the_input(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_layer *l = &f->net[2]->layer[0];
	struct hit hit = { .kind = HIT_INPUT, .arm = 2, .column = 7 };
	char *text = figure_worked_out(&f->snapshot, "capacity", &panel_defaults, &hit);
	char part[80];

	(void)state;
	snprintf(part, sizeof part, "  = %.4g^2 / ", dot(l, 7, 7));
	assert_has(text, part);
	snprintf(part, sizeof part, " = %.3g\n", direct(f->net[2], 0, 7));
	assert_has(text, part);
	assert_has(text, "itself");
	assert_has(text, "ceiling min(1, 16/24) = 0.667");
	assert_has(text, "ceiling min(1, 8/24) = 0.333");
	for (int k = 0, most = -1; k < FIXTURE_D; k++) {
		/* the largest other term is told */
		if (k != 7 && (most < 0 || fabs(dot(l, 7, k)) > fabs(dot(l, 7, most))))
			most = k;
		if (k < FIXTURE_D - 1)
			continue;
		snprintf(part, sizeof part, "  x%-7d %9.3g", most, dot(l, 7, most));
		assert_has(text, part);
	}
	free(text);
	snapshot_fixture_free(f);
}

/* Five features in two dimensions, given back by the same weights. */
static struct fpe_net *pentagon(void)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new((int[]){ 5, 2, 5 }, 2, &net, NULL), FPE_OK);
	for (int j = 0; j < 5; j++) {
		net->layer[0].weight[j] = (float)cos(2 * M_PI * j / 5);
		net->layer[0].weight[5 + j] = (float)sin(2 * M_PI * j / 5);
	}
	assert_int_equal(fpe_net_set_tied(net, NULL), FPE_OK);
	return net;
}

/* A dimensionality is told beside the shape that has it; of nets that give nothing back
   there are no shapes. */
static void features_that_are_given_back_make_shapes(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_net *own = f->snapshot.arm[2].net;
	struct fpe_net *net = pentagon();
	struct hit hit = { .kind = HIT_INPUT, .arm = 2, .column = 3 };
	char *text;

	(void)state;
	f->snapshot.arm[2].net = net;
	f->snapshot.arm[2].metric[FPE_METRIC_CAPACITY] = .4;
	text = figure_worked_out(&f->snapshot, "capacity", &panel_defaults, &hit);
	assert_has(text, "0.4 is near 2/5: a pentagon");
	free(text);
	text = figure_text(&f->snapshot, "capacity", &panel_defaults, 14, 90, true);
	assert_has(text, "2/5");
	free(text);
	f->snapshot.arm[2].net = own;
	text = figure_worked_out(&f->snapshot, "capacity", &panel_defaults, &hit);
	assert_null(strstr(text, "dimensionality"));
	free(text);
	text = figure_text(&f->snapshot, "capacity", &panel_defaults, 14, 90, true);
	assert_null(strstr(text, "2/5"));
	free(text);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

static void numbers_hold_every_arm(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	char *csv = figure_numbers(&f->snapshot, "capacity", &panel_defaults);
	char line[80];

	(void)state;
	assert_has(csv, "arm,input,capacity,mean,ceiling\n");
	for (int arm = 0; arm < 3; arm++) {
		snprintf(line, sizeof line, "%s,x3,%.9g,", f->snapshot.arm[arm].name,
			 direct(f->net[arm], 0, 3));
		assert_has(csv, line);
	}
	free(csv);
	snapshot_fixture_free(f);
}

/* Many inputs: averaged; too many to work out in a frame: said. */
static void large_layers_are_averaged_or_refused(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_error err;

	(void)state;
	f->task.clauses.count = 0;
	f->snapshot.arms = 1;
	for (int big = 0; big < 2; big++) {
		const int widths[] = { 4096, big ? 600 : 4, 3 };
		struct fpe_net *net;
		char *text;

		assert_ok(fpe_net_new(widths, 2, &net, &err));
		fpe_net_init(net, FPE_INIT_UNIFORM, 1);
		f->snapshot.arm[0].net = net;
		text = figure_text(&f->snapshot, "capacity", &panel_defaults, 12, 90, false);
		assert_has(text, big ? "too many weights" : "a cell: mean of ");
		free(text);
		fpe_net_free(net);
	}
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bar_is_the_capacity_it_says_at_any_size),
		cmocka_unit_test(bars_are_as_tall_as_their_values),
		cmocka_unit_test(the_ceiling_is_a_line_with_its_number),
		cmocka_unit_test(a_difference_is_signed_and_drawn_both_ways),
		cmocka_unit_test(an_explanation_names_who_crowds_the_input),
		cmocka_unit_test(features_that_are_given_back_make_shapes),
		cmocka_unit_test(numbers_hold_every_arm),
		cmocka_unit_test(large_layers_are_averaged_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
