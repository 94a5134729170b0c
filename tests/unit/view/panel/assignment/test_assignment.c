/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_assignment.c - what stands behind each cell of the assignment figure:
 * its number, its words, the commands that change it; a split coming apart.
 */
#include "support/test.h"

#include <math.h>

#include "support/figure_text.h"
#include "support/nets.h"
#include "support/snapshot_fixture.h"

static const int sizes[][2] = { { 6, 20 }, { 10, 40 }, { 24, 58 }, { 24, 80 }, { 34, 120 } };
#define SIZES (sizeof sizes / sizeof *sizes)

static const struct panel *panel(void)
{
	return panel_table[panel_find("assignment")];
}

static struct grid *draw(const struct snapshot *s, const struct panel_options *o, int rows,
			 int columns)
{
	struct grid *g = grid_new(rows, columns, false);

	panel_draw(panel_find("assignment"), s, o, grid_area(g));
	return g;
}

static struct hit weight_hit(int arm, int row, int column)
{
	return (struct hit){ .kind = HIT_WEIGHT, .arm = arm, .row = row, .column = column };
}

/* The number a cell says is the weight that a direct look finds. */
static void each_hit_says_its_weight_at_any_size(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_layer *l = &f->net[2]->layer[0];
	int seen = 0;

	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct grid *g = draw(&f->snapshot, &panel_defaults, sizes[i][0], sizes[i][1]);

		for (int h = 1; h < g->hits; h++) {
			const struct hit *hit = &g->hit[h];
			int k = hit->row * FIXTURE_D + hit->column;
			char number[32], name[32];

			assert_int_equal(hit->kind, HIT_WEIGHT);
			assert_true(hit->value == (double)l->weight[k]);
			snprintf(number, sizeof number, "w = %+.4g", (double)l->weight[k]);
			snprintf(name, sizeof name, "n%d.%d x x%d: ", hit->row / 2, hit->row % 2,
				 hit->column);
			figure_describes("assignment", &f->snapshot, &panel_defaults, hit, name);
			figure_describes("assignment", &f->snapshot, &panel_defaults, hit,
					 l->mask[k] != 0 ? number : "holds it");
			seen++;
		}
		grid_free(g);
	}
	assert_true(seen > 1000);
	snapshot_fixture_free(f);
}

/* First entry of the arm that is live, or masked and held by a sibling, or
   pruned away. */
static struct hit find(const struct snapshot_fixture *f, int live, int held)
{
	const struct fpe_layer *l = &f->net[2]->layer[0];

	for (int n = 0; n < l->out; n++) {
		for (int j = 0; j < l->in; j++) {
			bool on = l->mask[n * l->in + j] != 0;
			bool other = l->mask[(n ^ 1) * l->in + j] != 0;

			if (on == live && (on || other == held))
				return weight_hit(2, n, j);
		}
	}
	fail_msg("the fixture has no such entry");
	return weight_hit(0, 0, 0);
}

static void a_masked_entry_says_who_holds_it_or_that_it_was_pruned(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct hit held = find(f, false, true);
	char text[64];

	(void)state;
	snprintf(text, sizeof text, "masked out, n%d.%d holds it", held.row / 2,
		 (held.row ^ 1) % 2);
	figure_describes("assignment", &f->snapshot, &panel_defaults, &held, text);
	f->net[2]->layer[0].mask[(held.row ^ 1) * FIXTURE_D + held.column] = 0;
	snprintf(text, sizeof text, "pruned, no child of n%d holds it", held.row / 2);
	figure_describes("assignment", &f->snapshot, &panel_defaults, &held, text);
	held.arm = 0;
	held.row = 0;
	f->net[0]->layer[0].mask[held.column] = 0;
	figure_describes("assignment", &f->snapshot, &panel_defaults, &held, "masked out: 0");
	snapshot_fixture_free(f);
}

static void clauses_that_share_an_input_are_all_named(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct hit hit = weight_hit(0, 0, 1);

	(void)state;
	figure_describes("assignment", &f->snapshot, &panel_defaults, &hit, "in c1 (x1 x9 x17)");
	f->input[0] = 1; /* c0 is x1 x8 x16 now */
	figure_describes("assignment", &f->snapshot, &panel_defaults, &hit,
			 "in c0 (x1 x8 x16), c1 (x1 x9 x17)");
	hit.column = 0;
	figure_describes("assignment", &f->snapshot, &panel_defaults, &hit, "in no clause");
	snapshot_fixture_free(f);
}

static void an_explanation_has_the_formula_with_its_numbers(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_layer *l = &f->net[2]->layer[0];
	struct hit hit = find(f, true, false);
	char *text, part[64];
	int whole = 0;

	(void)state;
	text = figure_worked_out(&f->snapshot, "assignment", &panel_defaults, &hit);
	for (int c = 0; c < FIXTURE_M; c++) {
		double q = fpe_clause_weight(l, hit.row, &f->task.clauses, c);

		snprintf(part, sizeof part, "q_%-3d = %-8.3g", c, q);
		if (q > 0)
			assert_has(text, part);
		whole += fpe_clause_held(l, hit.row, &f->task.clauses, c);
	}
	snprintf(part, sizeof part, " = %.2f   (1: one clause only",
		 fpe_clauses_served(l, hit.row, &f->task.clauses));
	assert_has(text, part);
	snprintf(part, sizeof part, "%d clauses in one neuron: %d pair", whole,
		 whole * (whole - 1) / 2);
	assert_true(whole > 1);
	assert_has(text, part);
	snprintf(part, sizeof part, "Outgoing weights of n0.0, in fc2: n0 %+.4g",
		 (double)f->net[2]->layer[1].weight[0]);
	assert_has(text, part);
	assert_has(text, "n0.1   masked out");
	free(text);
	snapshot_fixture_free(f);
}

/* ------------------------------------------------------------ its commands */

static void assert_edits(const struct snapshot *s, const struct panel_options *o,
			 const struct hit *hit, enum panel_edit how, const char *command)
{
	char text[200] = "";

	assert_int_equal(panel()->edit(s, o, hit, text, sizeof text), how);
	if (command)
		assert_string_equal(text, command);
}

static void x_edits_a_weight_and_fetches_a_masked_one(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct hit live = find(f, true, false), held = find(f, false, true);
	struct panel_options minus = panel_defaults;
	char want[100];

	(void)state;
	snprintf(want, sizeof want, "weight fc1 n%d.%d x%d %.6g arm=clause", live.row / 2,
		 live.row % 2, live.column,
		 (double)f->net[2]->layer[0].weight[live.row * FIXTURE_D + live.column]);
	assert_edits(&f->snapshot, &panel_defaults, &live, EDIT_PROMPT, want);
	snprintf(want, sizeof want, "assign n%d x%d %d arm=clause", held.row / 2, held.column,
		 held.row % 2);
	assert_edits(&f->snapshot, &panel_defaults, &held, EDIT_PROMPT, want);
	f->net[2]->layer[0].mask[(held.row ^ 1) * FIXTURE_D + held.column] = 0;
	assert_edits(&f->snapshot, &panel_defaults, &held, EDIT_NONE, NULL);
	minus.minus = 0;
	assert_edits(&f->snapshot, &minus, &live, EDIT_NONE, NULL);
	live.across = 3; /* a mean of weights */
	assert_edits(&f->snapshot, &panel_defaults, &live, EDIT_NONE, NULL);
	snapshot_fixture_free(f);
}

static void an_entry_goes_to_a_sibling_by_dragging_or_by_a_key(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct panel_key *key = panel_key_find(panel(), 'a');
	struct hit live = find(f, true, false), to = live, held = find(f, false, true);
	char command[200], want[100];

	(void)state;
	to.row ^= 1;
	to.column = 5;
	snprintf(want, sizeof want, "assign n%d x%d %d arm=clause", live.row / 2, live.column,
		 to.row % 2);
	assert_int_equal(panel()->drop(&f->snapshot, &panel_defaults, &live, &to, command,
				       sizeof command),
			 EDIT_RUN);
	assert_string_equal(command, want);
	assert_non_null(key);
	assert_int_equal(key->command(&f->snapshot, &panel_defaults, &live, command,
				      sizeof command),
			 EDIT_RUN);
	assert_string_equal(command, want);
	snprintf(want, sizeof want, "assign n%d x%d %d arm=clause", held.row / 2, held.column,
		 held.row % 2);
	assert_int_equal(key->command(&f->snapshot, &panel_defaults, &held, command,
				      sizeof command),
			 EDIT_RUN);
	assert_string_equal(command, want);
	to.row = live.row + 2; /* another parent's child */
	assert_int_equal(panel()->drop(&f->snapshot, &panel_defaults, &live, &to, command,
				       sizeof command),
			 EDIT_NONE);
	to.row = live.row;
	assert_int_equal(panel()->drop(&f->snapshot, &panel_defaults, &live, &to, command,
				       sizeof command),
			 EDIT_NONE);
	live.arm = 0; /* nobody's child */
	live.row = 0;
	assert_int_equal(key->command(&f->snapshot, &panel_defaults, &live, command,
				      sizeof command),
			 EDIT_NONE);
	snapshot_fixture_free(f);
}

/* -------------------------------------------------------------- differences */

static void a_difference_subtracts_cell_by_cell(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_layer *child = &f->net[2]->layer[0];
	const struct fpe_layer *parent = &f->net[0]->layer[0];
	struct panel_options o = panel_defaults;
	struct grid *g;
	char title[100], number[64], *csv;
	int nonzero = 0;

	(void)state;
	o.minus = 0;
	panel_title(panel(), &f->snapshot, &o, true, title, sizeof title);
	assert_string_equal(title, "assignment - clause - dense");
	g = draw(&f->snapshot, &o, 20, 60);
	assert_int_equal(g->hits - 1, FIXTURE_H * FIXTURE_D);
	for (int h = 1; h < g->hits; h++) {
		const struct hit *hit = &g->hit[h];
		int k = hit->row * FIXTURE_D + hit->column;
		double sum = (double)child->weight[2 * hit->row * FIXTURE_D + hit->column] +
			     (double)child->weight[(2 * hit->row + 1) * FIXTURE_D + hit->column];

		assert_true(fabs(hit->value - (sum - (double)parent->weight[k])) < 1e-6);
		snprintf(number, sizeof number, "clause - dense = %+.4g - %+.4g = ", sum,
			 (double)parent->weight[k]);
		figure_describes("assignment", &f->snapshot, &o, hit, number);
		nonzero += hit->value != 0;
	}
	assert_int_equal(nonzero, FIXTURE_H); /* what the budget took */
	csv = figure_numbers(&f->snapshot, "assignment", &o);
	assert_has(csv, "arm,neuron,input,weight,subtracted,difference,clause\n");
	free(csv);
	grid_free(g);
	snapshot_fixture_free(f);
}

/* ------------------------------------------------------------ a fresh split */

static void a_split_comes_apart_from_one_row_a_parent(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	char *before, *done, *at;

	(void)state;
	f->snapshot.arm[2].unfold = 0;
	before = figure_text(&f->snapshot, "assignment", &panel_defaults, 20, 60, false);
	assert_has(before, " n7 ");
	assert_null(strstr(before, "n0.0"));
	/* all but the pruned inputs stand in the parents' rows */
	assert_null(strstr(before, "···"));
	f->snapshot.arm[2].unfold = 0.75;
	at = figure_text(&f->snapshot, "assignment", &panel_defaults, 20, 60, false);
	assert_has(at, "n0.0");
	f->snapshot.arm[2].unfold = 1;
	done = figure_text(&f->snapshot, "assignment", &panel_defaults, 20, 60, false);
	assert_has(done, "n0.0");
	assert_has(done, "···");
	assert_string_not_equal(at, done); /* what was lost still fades */
	free(before);
	free(at);
	free(done);
	snapshot_fixture_free(f);
}

/* Rows never cross, never leave the figure, and every neuron stays there. */
static void while_it_unfolds_no_neuron_is_lost(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (int step = 0; step <= 40; step++) {
		bool seen[2 * FIXTURE_H] = { false };
		int last = 0;
		struct grid *g;

		f->snapshot.arm[2].unfold = step / 40.0;
		g = draw(&f->snapshot, &panel_defaults, 20, 60);
		for (int i = 0; i < 20 * 60; i++) {
			const struct hit *hit = &g->hit[g->cell[i].hit];

			if (hit->kind != HIT_WEIGHT)
				continue;
			seen[hit->row] = true;
			assert_true(hit->row / 2 >= last);
			last = hit->row / 2;
		}
		for (int n = 0; n < 2 * FIXTURE_H; n++)
			assert_true(seen[n]);
		grid_free(g);
	}
	snapshot_fixture_free(f);
}

/* --------------------------------------------------------------- large nets */

static void a_mean_says_how_many_and_which_is_largest(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const int widths[] = { 4096, 6, 3 };
	struct fpe_net *net;
	struct fpe_error err;
	struct grid *g;
	bool seen = false;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	net->layer[0].weight[5] = 3;
	f->task.clauses.count = 0;
	f->snapshot.arms = 1;
	f->snapshot.arm[0].net = net;
	g = draw(&f->snapshot, &panel_defaults, 20, 80);
	for (int h = 1; h < g->hits; h++) {
		const struct hit *hit = &g->hit[h];

		if (hit->row != 0 || hit->column > 5 || hit->column + hit->across <= 5)
			continue;
		seen = true;
		assert_true(hit->across > 1);
		figure_describes("assignment", &f->snapshot, &panel_defaults, hit,
				 "the largest +3 at x5");
	}
	assert_true(seen);
	grid_free(g);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* Inputs of fc2 are neurons: children of one parent stand together. */
static void inputs_of_a_later_layer_are_gathered_by_parent(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct hit hit = weight_hit(2, 0, 3);
	char *text;

	(void)state;
	o.layer = 1;
	text = figure_text(&f->snapshot, "assignment", &o, 10, 80, false);
	assert_has(text, "n0       n1       n2");
	free(text);
	hit.layer = 1;
	figure_describes("assignment", &f->snapshot, &o, &hit, "n0 x n1.1: w = ");
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_hit_says_its_weight_at_any_size),
		cmocka_unit_test(a_masked_entry_says_who_holds_it_or_that_it_was_pruned),
		cmocka_unit_test(clauses_that_share_an_input_are_all_named),
		cmocka_unit_test(an_explanation_has_the_formula_with_its_numbers),
		cmocka_unit_test(x_edits_a_weight_and_fetches_a_masked_one),
		cmocka_unit_test(an_entry_goes_to_a_sibling_by_dragging_or_by_a_key),
		cmocka_unit_test(a_difference_subtracts_cell_by_cell),
		cmocka_unit_test(a_split_comes_apart_from_one_row_a_parent),
		cmocka_unit_test(while_it_unfolds_no_neuron_is_lost),
		cmocka_unit_test(a_mean_says_how_many_and_which_is_largest),
		cmocka_unit_test(inputs_of_a_later_layer_are_gathered_by_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
