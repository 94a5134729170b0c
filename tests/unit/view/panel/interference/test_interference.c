/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_interference.c - the cosine behind each tile, the collisions beside it,
 * and what both say, against the plain definitions.
 */
#include "support/test.h"

#include <math.h>

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"

static const int sizes[][2] = { { 6, 20 }, { 10, 40 }, { 12, 58 }, { 24, 80 }, { 34, 120 } };
#define SIZES (sizeof sizes / sizeof *sizes)

static double weight(const struct fpe_net *net, int n, int j)
{
	return (double)net->layer[0].weight[n * net->layer[0].in + j];
}

/* Component i of item a. */
static double part(const struct snapshot_fixture *f, const struct fpe_net *net, enum fpe_of of,
		   int a, int i)
{
	double q = 0;

	if (of == FPE_OF_NEURONS)
		return weight(net, a, i);
	if (of == FPE_OF_INPUTS)
		return weight(net, i, a);
	for (int k = f->start[a]; k < f->start[a + 1]; k++)
		q += pow(weight(net, i, f->input[k]), 2);
	return q;
}

static double cosine(const struct snapshot_fixture *f, const struct fpe_net *net, enum fpe_of of,
		     int a, int b)
{
	int n = of == FPE_OF_NEURONS ? net->layer[0].in : net->layer[0].out;
	double aa = 0, bb = 0, ab = 0;

	for (int i = 0; i < n; i++) {
		double x = part(f, net, of, a, i), y = part(f, net, of, b, i);

		aa += x * x;
		bb += y * y;
		ab += x * y;
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

/* Parents of the clause arm of which a child holds both clauses. */
static int collide(const struct snapshot_fixture *f, int a, int b)
{
	const struct fpe_layer *l = &f->net[2]->layer[0];
	int both = 0;

	for (int p = 0; p < FIXTURE_H; p++) {
		bool any = false;

		for (int n = 2 * p; n < 2 * p + 2; n++)
			any |= fpe_clause_held(l, n, &f->task.clauses, a) &&
			       fpe_clause_held(l, n, &f->task.clauses, b);
		both += any;
	}
	return both;
}

static void each_tile_is_the_cosine_it_says_at_any_size(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	int seen = 0;

	(void)state;
	for (o.of = 0; o.of < 3; o.of++) {
		for (size_t i = 0; i < SIZES; i++) {
			struct grid *g = grid_new(sizes[i][0], sizes[i][1], false);

			panel_draw(panel_find("interference"), &f->snapshot, &o, grid_area(g));
			for (int h = 1; h < g->hits; h++) {
				const struct hit *hit = &g->hit[h];
				double want = cosine(f, f->net[2], (enum fpe_of)o.of, hit->row,
						     hit->column);
				char number[40];

				assert_int_equal(hit->kind, HIT_PAIR);
				if (hit->down > 1 || hit->across > 1) {
					figure_describes("interference", &f->snapshot, &o, hit,
							 "strongest of");
					continue;
				}
				assert_true(fabs(hit->value - want) < 1e-9);
				snprintf(number, sizeof number, "cos = %.3g", want);
				figure_describes("interference", &f->snapshot, &o, hit,
						 hit->row == hit->column ? "with itself: 1"
									 : number);
				seen++;
			}
			grid_free(g);
		}
	}
	assert_true(seen > 1000);
	snapshot_fixture_free(f);
}

/* The digit beside a tile, 0 where there is none; no sign or stroke touches it. */
static int digit_of(const struct grid *g, int row, int column)
{
	uint32_t last = ' ';

	for (int i = 0; i < g->rows * g->columns; i++) {
		const struct hit *hit = &g->hit[g->cell[i].hit];

		if (hit->kind != HIT_PAIR || hit->row != row || hit->column != column ||
		    g->cell[i].ch < '0' || g->cell[i].ch > '9')
			continue;
		assert_int_equal(g->cell[i - 1].ch, '(');
		assert_int_equal(g->cell[i + 1].ch, ')');
		last = g->cell[i].ch;
	}
	return last >= '0' && last <= '9' ? (int)(last - '0') : 0;
}

static void a_digit_counts_the_parents_where_clauses_collide(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *g = grid_new(12, 58, false);
	int sum = 0, none = 0;
	char words[80], *text;

	(void)state;
	panel_draw(panel_find("interference"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int a = 0; a < FIXTURE_M; a++) {
		for (int b = 0; b < FIXTURE_M; b++) {
			int want = a == b ? 0 : collide(f, a, b);
			struct hit hit = { .kind = HIT_PAIR, .arm = 2, .row = a, .column = b };

			assert_int_equal(digit_of(g, a, b), want);
			sum += a < b ? want : 0;
			none += a < b && want == 0;
			snprintf(words, sizeof words, "collide in %d of 8 parents", want);
			if (a != b)
				figure_describes("interference", &f->snapshot, &panel_defaults,
						 &hit, want ? words : "no collision");
		}
	}
	assert_true(sum > 0 && none > 0);
	text = figure_text(&f->snapshot, "interference", &panel_defaults, 14, 70, false);
	snprintf(words, sizeof words, "%d of 224", sum);
	assert_has(text, words);
	free(text);
	grid_free(g);
	snapshot_fixture_free(f);
}

/* A dense net: every pair collides everywhere; parted ones nowhere. */
static void a_clause_split_parts_clauses_in_the_picture(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	char *text;

	(void)state;
	o.arm[0] = 0;
	text = figure_text(&f->snapshot, "interference", &o, 14, 70, true);
	assert_has(text, "100 %.");
	free(text);
	o.arm[0] = 2;
	o.minus = 0;
	text = figure_text(&f->snapshot, "interference", &o, 14, 70, true);
	assert_has(text, "parents fewer");
	assert_has(text, "-8");
	free(text);
	snapshot_fixture_free(f);
}

static void a_difference_is_of_the_cosines_and_of_folded_rows(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;

	(void)state;
	o.minus = 0;
	for (o.of = 0; o.of < 3; o.of++) {
		struct grid *g = grid_new(30, 120, false);

		panel_draw(panel_find("interference"), &f->snapshot, &o, grid_area(g));
		assert_true(g->hits > 1);
		for (int h = 1; h < g->hits; h++) {
			const struct hit *hit = &g->hit[h];
			enum fpe_of of = (enum fpe_of)o.of;
			double b = cosine(f, f->net[0], of, hit->row, hit->column);
			double a = cosine(f, f->net[2], of, hit->row, hit->column);
			char number[64];

			if (hit->row == hit->column)
				continue;
			if (of == FPE_OF_NEURONS) /* but for what was pruned */
				assert_true(fabs(hit->value) < 0.1);
			else
				assert_true(fabs(hit->value - (a - b)) < 1e-9);
			snprintf(number, sizeof number, " = %+.3g", hit->value);
			figure_describes("interference", &f->snapshot, &o, hit, number);
		}
		if (o.of == FPE_OF_NEURONS) /* 8 parents, not 16 children */
			assert_int_equal(g->hits - 1, FIXTURE_H * FIXTURE_H);
		grid_free(g);
	}
	snapshot_fixture_free(f);
}

static void an_explanation_multiplies_out_the_pair(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct hit hit = { .kind = HIT_PAIR, .arm = 2 };
	char *text, number[64];

	(void)state;
	for (int b = 1; b < FIXTURE_M; b++) {
		hit.column = b;
		text = figure_worked_out(&f->snapshot, "interference", &panel_defaults, &hit);
		snprintf(number, sizeof number, ") = %.3g\n",
			 cosine(f, f->net[2], FPE_OF_CLAUSES, 0, b));
		if (cosine(f, f->net[2], FPE_OF_CLAUSES, 0, b) > 0)
			assert_has(text, number);
		snprintf(number, sizeof number, "%d of 8 parents have such a child",
			 collide(f, 0, b));
		assert_has(text, number);
		assert_has(text, collide(f, 0, b) ? "one output for two questions"
						  : "the two clauses are parted");
		free(text);
	}
	hit.row = 0;
	hit.column = 1;
	struct panel_options o = panel_defaults;
	o.of = FPE_OF_NEURONS;
	text = figure_worked_out(&f->snapshot, "interference", &o, &hit);
	assert_has(text, "Children of one neuron");
	free(text);
	snapshot_fixture_free(f);
}

static void numbers_have_cosines_and_collisions(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	char *csv = figure_numbers(&f->snapshot, "interference", &panel_defaults);
	char line[80];

	(void)state;
	assert_has(csv, "arm,clause,other clause,cosine,collisions (parents)\n");
	snprintf(line, sizeof line, "clause,c2,c5,%.9g,%d\n",
		 cosine(f, f->net[2], FPE_OF_CLAUSES, 2, 5), collide(f, 2, 5));
	assert_has(csv, line);
	free(csv);
	snapshot_fixture_free(f);
}

/* As much as there is room for under the list of arms: a row is enough. */
static void what_digits_mean_is_told_where_a_row_is_free(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (int rows = f->snapshot.arms + 4; rows < 24; rows++) {
		char *text = figure_text(&f->snapshot, "interference", &panel_defaults, rows, 100,
					 false);

		test_row("%d rows", rows);
		if (strstr(text, "collide") && strchr(text, '('))
			assert_has(text, "digit: ");
		free(text);
	}
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_tile_is_the_cosine_it_says_at_any_size),
		cmocka_unit_test(a_digit_counts_the_parents_where_clauses_collide),
		cmocka_unit_test(what_digits_mean_is_told_where_a_row_is_free),
		cmocka_unit_test(a_clause_split_parts_clauses_in_the_picture),
		cmocka_unit_test(a_difference_is_of_the_cosines_and_of_folded_rows),
		cmocka_unit_test(an_explanation_multiplies_out_the_pair),
		cmocka_unit_test(numbers_have_cosines_and_collisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
