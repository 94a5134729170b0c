/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_graph.c - interference graphs that are known: of features in opposite pairs, of a
 * pentagon, of features that are not there; at every size, by the cursor, in words.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/panel/network/graph.h"

extern const struct panel panel_network;

static struct panel_options of(int of)
{
	struct panel_options o = panel_defaults;

	o.of = of;
	o.arm[0] = 0;
	return o;
}

/* Features of two neurons at these angles, in degrees, and of these lengths, in the place of
   the first arm's own net. */
static struct fpe_net *features(struct snapshot_fixture *f, int n, const double *degrees,
				const double *length)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new((int[]){ n, 2, n }, 2, &net, NULL), FPE_OK);
	for (int j = 0; j < n; j++) {
		double angle = degrees[j] * M_PI / 180, r = length ? length[j] : 1;

		net->layer[0].weight[j] = (float)(r * cos(angle));
		net->layer[0].weight[n + j] = (float)(r * sin(angle));
	}
	f->snapshot.arm[0].net = net;
	f->task.clauses.count = 0;
	return net;
}

static void two_pairs_of_opposites_are_two_groups(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = features(f, 4, (double[]){ 0, 90, 180, 270 }, NULL);
	struct panel_options o = of(FPE_OF_INPUTS);
	struct graph g;
	char text[80];

	(void)state;
	assert_null(graph_open(&g, &f->snapshot, &o, 0));
	assert_string_equal(graph_groups(&g, text, sizeof text), "2 of 2");
	assert_int_equal(graph_lines(&g), 2);
	assert_int_equal(graph_kept(&g), 4);
	assert_true(fabs(graph_share(&g, 0, 2) + 1) < 1e-6);
	assert_true(fabs(graph_share(&g, 0, 1)) < 1e-6);
	/* they stand beside each other on the ring */
	assert_int_equal(g.order[0], 0);
	assert_int_equal(g.order[1], 2);
	graph_close(&g);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

static void a_pentagon_is_one_group(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = features(f, 5, (double[]){ 0, 72, 144, 216, 288 }, NULL);
	struct panel_options o = of(FPE_OF_INPUTS);
	struct hit hit = { .kind = HIT_INPUT, .column = 3 };
	struct graph g;
	char text[160], *worked;

	(void)state;
	assert_null(graph_open(&g, &f->snapshot, &o, 0));
	assert_string_equal(graph_groups(&g, text, sizeof text), "1 of 5");
	assert_int_equal(graph_lines(&g), 10);
	assert_true(fabs(graph_share(&g, 0, 1) - cos(72 * M_PI / 180)) < 1e-6);
	graph_close(&g);
	figure_described(panel_network.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	assert_non_null(strstr(text, "D .400"));
	worked = figure_worked_out(&f->snapshot, "network", &o, &hit);
	assert_non_null(strstr(worked, "= 1 / 2.5 = 0.400"));
	assert_non_null(strstr(worked, "-0.8090"));
	free(worked);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* A short feature stands for nothing, whatever its angle. */
static void what_is_short_is_in_no_group(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = features(f, 3, (double[]){ 0, 180, 10 }, (double[]){ 1, 1, .1 });
	struct panel_options o = of(FPE_OF_INPUTS);
	struct graph g;
	char text[80];

	(void)state;
	assert_null(graph_open(&g, &f->snapshot, &o, 0));
	assert_string_equal(graph_groups(&g, text, sizeof text), "1 of 2");
	assert_int_equal(graph_kept(&g), 2);
	assert_int_equal(g.group[2], -1);
	assert_int_equal(g.order[0], 2);
	graph_close(&g);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* Each cell of a line is of that pair, and each item can be pointed at. */
static void all_of_it_can_be_pointed_at(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	static const int ofs[] = { FPE_OF_INPUTS, FPE_OF_CLAUSES, FPE_OF_NEURONS };

	(void)state;
	for (int k = 0; k < 3; k++) {
		struct panel_options o = of(ofs[k]);
		struct grid *g = grid_new(24, 80, false);
		int pairs = 0, items = 0;

		test_row("of %d", ofs[k]);
		panel_draw(panel_find("network"), &f->snapshot, &o, grid_area(g));
		for (int row = 0; row < 24; row++) {
			for (int column = 0; column < 80; column++) {
				const struct hit *h = grid_hit(g, row, column);
				char text[200] = "";

				if (h->kind == HIT_NONE)
					continue;
				pairs += h->kind == HIT_PAIR;
				items += h->kind != HIT_PAIR;
				figure_described(panel_network.describe, &f->snapshot, &o, h, false,
						 text, sizeof text);
				assert_true(text[0] != '\0');
			}
		}
		assert_true(pairs > 20 && items >= 8);
		grid_free(g);
	}
	snapshot_fixture_free(f);
}

static void it_is_drawn_at_any_size(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = of(FPE_OF_INPUTS);

	(void)state;
	for (int rows = 1; rows < 40; rows += 3) {
		for (int columns = 1; columns < 120; columns += 7)
			free(figure_text(&f->snapshot, "network", &o, rows, columns, columns % 2));
	}
	snapshot_fixture_free(f);
}

static void the_key_goes_round(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct panel_key *key = panel_key_find(&panel_network, 'o');
	static const int want[] = { FPE_OF_INPUTS, FPE_OF_CLAUSES, FPE_OF_NEURONS, -1 };
	struct panel_options o = panel_defaults;

	(void)state;
	for (int i = 0; i < 4; i++) {
		key->act(&f->snapshot, &o, key->argument);
		assert_int_equal(o.of, want[i]);
	}
	f->task.clauses.count = 0;
	o.of = FPE_OF_INPUTS;
	key->act(&f->snapshot, &o, key->argument);
	assert_int_equal(o.of, FPE_OF_NEURONS);
	snapshot_fixture_free(f);
}

/* A pair's product and cosine, of features that are known. */
static void its_numbers_are_those_of_the_weights(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = features(f, 2, (double[]){ 0, 120 }, (double[]){ 2, 1 });
	struct panel_options o = of(FPE_OF_INPUTS);
	char *csv = figure_numbers(&f->snapshot, "network", &o);

	(void)state;
	assert_non_null(strstr(csv, "dense,x0,x1,-1"));
	assert_non_null(strstr(csv, ",-0.5"));
	free(csv);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_pairs_of_opposites_are_two_groups),
		cmocka_unit_test(a_pentagon_is_one_group),
		cmocka_unit_test(what_is_short_is_in_no_group),
		cmocka_unit_test(all_of_it_can_be_pointed_at),
		cmocka_unit_test(it_is_drawn_at_any_size),
		cmocka_unit_test(the_key_goes_round),
		cmocka_unit_test(its_numbers_are_those_of_the_weights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
