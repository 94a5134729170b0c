/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_network.c - where nodes go, which weights are drawn and how, what the
 * cursor does, words.
 */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/figure/figure.h"
#include "view/panel/network/network.h"
#include "view/panel/network/network_edge.h"
#include "view/panel/network/network_plan.h"
#include "view/sink/sink.h"

extern const struct panel panel_network;

static struct grid *drawn(const struct snapshot *s, const struct panel_options *o, int rows,
			  int columns, bool ascii)
{
	struct grid *g = grid_new(rows, columns, ascii);

	panel_draw(panel_find("network"), s, o, grid_area(g));
	return g;
}

static char *picture(const struct snapshot *s, const struct panel_options *o, int rows, int columns,
		     bool ascii)
{
	return figure_text(s, "network", o, rows, columns, ascii);
}

/* ------------------------------------------------------------------- plan */

/* Every node has one unit; units of a column never share a place. */
static void check_plan(const struct network_plan *plan, int rows, int columns)
{
	for (int i = 0; i < plan->columns; i++) {
		const struct plan_column *c = &plan->column[i];
		int covered = 0;

		assert_true(c->left >= 0 && c->left + c->columns <= columns);
		if (i)
			assert_true(c->left >
				    plan->column[i - 1].left + plan->column[i - 1].columns - 1);
		for (int u = 0; u < c->units; u++) {
			const struct plan_unit *x = &c->unit[u];

			assert_true(x->line >= 0 && x->line < rows);
			assert_true(x->slot >= 0 && x->slot < c->across);
			assert_true(x->nodes >= 1 && x->nodes <= c->per);
			assert_int_equal(x->first, covered);
			covered += x->nodes;
			for (int k = 0; k < x->nodes; k++)
				assert_int_equal(c->unit_of[c->order[x->first + k]], u);
			for (int v = 0; v < u; v++)
				assert_false(c->unit[v].line == x->line &&
					     c->unit[v].slot == x->slot);
		}
		assert_int_equal(covered, c->nodes);
	}
}

static void every_node_has_a_place_at_any_size(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const int widths[] = { 100, 70, 33, 10 };
	struct fpe_net *net;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 3, &net, NULL), FPE_OK);
	f->snapshot.arm[1].net = net; /* the task has fewer inputs than it */
	for (int arm = 0; arm < 3; arm++) {
		for (int rows = 1; rows < 60; rows++) {
			for (int columns = 4; columns < 130; columns += 9) {
				struct network_plan plan;

				if (arm == 1)
					f->task.clauses.count = 0;
				if (network_plan_open(&plan, &f->snapshot, arm, rows, columns, 0))
					check_plan(&plan, rows, columns);
				network_plan_close(&plan);
				f->task.clauses.count = FIXTURE_M;
			}
		}
	}
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

static void lines_go_from_one_node_to_groups_to_averages(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	/* rows, then of the inputs: units, on a line, groups together, nodes */
	static const int want[][5] = { { 40, 24, 1, 0, 1 }, { 24, 24, 1, 0, 1 },
				       { 12, 24, 3, 1, 1 }, { 8, 24, 3, 1, 1 },
				       { 4, 24, 6, 2, 1 },  { 3, 3, 1, 3, 9 },
				       { 1, 1, 1, 8, 24 } };

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		test_row("row %zu", i);
		struct network_plan plan;
		const struct plan_column *c = &plan.column[0];

		assert_true(network_plan_open(&plan, &f->snapshot, 2, want[i][0], 100, 0));
		assert_int_equal(c->units, want[i][1]);
		assert_int_equal(c->across, want[i][2]);
		assert_int_equal(c->together, want[i][3]);
		assert_int_equal(c->per, want[i][4]);
		assert_int_equal(c->order[1], FIXTURE_M); /* c0 = x0 x8 x16 */
		network_plan_close(&plan);
	}
	snapshot_fixture_free(f);
}

static void edges_are_the_live_weights_by_size(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_net *net = f->net[2];
	struct network_plan plan;
	struct network_edge *edge;
	double sum = 0;
	int n;

	(void)state;
	assert_true(network_plan_open(&plan, &f->snapshot, 2, 40, 100, 0));
	n = network_edges(&plan, net, 0, &edge);
	assert_int_equal(n, fpe_net_layer_nnz(net, 0));
	for (int i = 0; i < n; i++) {
		int row = plan.column[1].order[edge[i].to];
		int column = plan.column[0].order[edge[i].from];

		assert_int_equal(edge[i].live, 1);
		assert_true(edge[i].w == (double)net->layer[0].weight[row * FIXTURE_D + column]);
		assert_true(i == 0 || fabs(edge[i].w) >= fabs(edge[i - 1].w));
	}
	free(edge);
	network_plan_close(&plan);
	/* one mark for all 24 inputs: the mean of what is live */
	assert_true(network_plan_open(&plan, &f->snapshot, 0, 1, 100, 0));
	n = network_edges(&plan, f->net[0], 0, &edge);
	assert_int_equal(n, 1);
	assert_int_equal(edge[0].live, FIXTURE_H * FIXTURE_D);
	for (int i = 0; i < FIXTURE_H * FIXTURE_D; i++)
		sum += (double)f->net[0]->layer[0].weight[i];
	assert_true(fabs(edge[0].w - sum / (FIXTURE_H * FIXTURE_D)) < 1e-9);
	free(edge);
	network_plan_close(&plan);
	snapshot_fixture_free(f);
}

/* ---------------------------------------------------------------- picture */

static void legends_headings_and_names_are_there(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;

	(void)state;
	figure_shows("network", &f->snapshot, &o, 32, 100, false, "inputs");
	figure_shows("network", &f->snapshot, &o, 32, 100, false, "fc1");
	figure_shows("network", &f->snapshot, &o, 32, 100, false, "output");
	figure_shows("network", &f->snapshot, &o, 32, 100, false, "c0  x0 ○");
	figure_shows("network", &f->snapshot, &o, 32, 100, false, "○ n7.1");
	figure_shows("network", &f->snapshot, &o, 32, 100, false, "○ y");
	figure_shows("network", &f->snapshot, &o, 12, 60, false, "c1  x1○  x9○ x17○");
	figure_shows("network", &f->snapshot, &o, 12, 60, true, "on3.0 on3.1");
	figure_shows("network", &f->snapshot, &o, 12, 60, false, "drawn: strongest ");
	figure_shows("network", &f->snapshot, &o, 12, 60, false, " weights, |w| ≥ ");
	figure_shows("network", &f->snapshot, &o, 20, 60, true, "- = negative");
	figure_shows("network", &f->snapshot, &o, 20, 60, false, "⠒⠒ positive");
	figure_shows("network", &f->snapshot, &o, 4, 60, false, "mean of 3 clauses");
	f->task.clauses.count = 0;
	figure_shows("network", &f->snapshot, &o, 4, 60, false, "mean of 8 inputs");
	snapshot_fixture_free(f);
}

static void the_sign_of_weights_shows_without_colour(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1), *minus = snapshot_fixture_new(-1);

	(void)state;
	for (int ascii = 0; ascii < 2; ascii++) {
		char *a = picture(&f->snapshot, &panel_defaults, 20, 60, ascii);
		char *b = picture(&minus->snapshot, &panel_defaults, 20, 60, ascii);

		assert_string_not_equal(a, b);
		free(a);
		free(b);
	}
	snapshot_fixture_free(f);
	snapshot_fixture_free(minus);
}

/* A net of one input and one neuron: its two lines can be read off. */
static void a_line_is_solid_dashed_double_or_not_there(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const int widths[] = { 2, 2, 1 };
	struct fpe_net *net;
	struct panel_options o = panel_defaults;
	char *text;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 2, &net, NULL), FPE_OK);
	net->layer[0].weight[0] = 1;	 /* n0 x0: strong */
	net->layer[0].weight[3] = -0.5f; /* n1 x1: less so, negative */
	net->layer[0].mask[1] = net->layer[0].mask[2] = 0;
	net->layer[1].weight[0] = 1;
	net->layer[1].mask[1] = 0; /* n1 is dead */
	f->task.clauses.count = 0;
	f->task.inputs = 2;
	f->snapshot.arms = 1;
	f->snapshot.arm[0].net = net;
	text = picture(&f->snapshot, &o, 7, 40, true);
	assert_non_null(strstr(text, "x0 o#########"));
	assert_non_null(strstr(text, "x1 o---------"));
	assert_non_null(strstr(text, "-x n1"));
	assert_non_null(strstr(text, "3 weights"));
	free(text);
	text = picture(&f->snapshot, &o, 7, 40, false);
	assert_non_null(strstr(text, "x0 ○⠶⠶⠶⠶⠶"));
	assert_non_null(strstr(text, "x1 ○⠒ ⠒ ⠒ "));
	assert_non_null(strstr(text, "× n1"));
	free(text);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

static void nodes_and_clear_lines_can_be_pointed_at(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_layer *l = f->net[2]->layer;
	struct grid *g = drawn(&f->snapshot, &panel_defaults, 32, 100, false);
	int inputs[FIXTURE_D] = { 0 }, neurons[2 * FIXTURE_H] = { 0 }, outputs = 0;
	int weights = 0;

	(void)state;
	for (int i = 1; i < g->hits; i++) {
		const struct hit *h = &g->hit[i];

		assert_int_equal(h->arm, 2);
		if (h->kind == HIT_INPUT) {
			inputs[h->column]++;
		} else if (h->kind == HIT_NEURON) {
			if (h->layer == 0)
				neurons[h->row]++;
			outputs += h->layer == 1;
		} else {
			int at = h->row * l[h->layer].in + h->column;

			assert_int_equal(h->kind, HIT_WEIGHT);
			assert_true(l[h->layer].mask[at] != 0);
			assert_true(h->value == (double)l[h->layer].weight[at]);
			weights++;
		}
	}
	for (int j = 0; j < FIXTURE_D; j++)
		assert_true(inputs[j] > 0);
	for (int i = 0; i < 2 * FIXTURE_H; i++)
		assert_true(neurons[i] > 0);
	assert_true(outputs > 0);
	assert_true(weights > 50);
	grid_free(g);
	snapshot_fixture_free(f);
}

/* Lines in colour, by layer. */
static int coloured(const struct grid *g)
{
	int n = 0;

	for (int i = 0; i < g->rows * g->columns; i++)
		n += g->cell[i].ch >= 0x2800 && g->cell[i].ch < 0x2900 &&
		     g->cell[i].fg >= INK_SIGNED && g->cell[i].fg < INK_SHARE &&
		     i / g->columns < g->rows - 2;
	return n;
}

static void the_cursor_brings_out_the_lines_of_its_node(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct grid *all = drawn(&f->snapshot, &o, 32, 100, false), *one;
	int own = 0;

	(void)state;
	o.cursor = network_node_hit(2, 1, 5, 0); /* n2.1 */
	one = drawn(&f->snapshot, &o, 32, 100, false);
	assert_true(coloured(one) > 0);
	assert_true(coloured(one) < coloured(all));
	/* whatever is a clear line in colour is one of its own */
	for (int i = 0; i < 30 * 100; i++) {
		const struct hit *h = &one->hit[one->cell[i].hit];

		if (h->kind != HIT_WEIGHT || one->cell[i].fg == INK_DIM)
			continue;
		assert_true(h->layer == 0 ? h->row == 5 : h->column == 5);
		own++;
	}
	assert_true(own > 10);
	grid_free(one);
	o.cursor = (struct hit){ .kind = HIT_NEURON, .layer = 9, .row = 999 };
	one = drawn(&f->snapshot, &o, 32, 100, false); /* gone: as without */
	assert_int_equal(coloured(one), coloured(all));
	grid_free(one);
	grid_free(all);
	snapshot_fixture_free(f);
}

/* The same net by hand: x0 on, x1 off; n0 gives on 1, n1 nothing. */
static void a_sample_lights_up_what_it_activates(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const int widths[] = { 2, 2, 1 };
	const uint64_t bits = 1;
	struct panel_options o = panel_defaults;
	struct hit hit = network_node_hit(0, 1, 0, 0);
	char text[300], *page;
	struct fpe_net *net;
	struct textbuf out = { 0 };
	struct grid *g;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 2, &net, NULL), FPE_OK);
	net->layer[0].weight[0] = 1;
	net->layer[0].weight[3] = -0.5f;
	net->layer[0].bias[0] = 0.5f;
	net->layer[1].weight[0] = -2;
	net->layer[1].weight[1] = 3;
	net->layer[1].bias[0] = 0.25f;
	f->task.kind = FPE_TASK_SAMPLES;
	f->task.clauses.count = 0;
	f->task.inputs = f->snapshot.inputs = 2;
	f->snapshot.arms = 1;
	f->snapshot.arm[0].net = net;
	f->snapshot.probe = &bits;
	figure_shows("network", &f->snapshot, &o, 8, 60, true, "x0 @###");
	figure_shows("network", &f->snapshot, &o, 8, 60, true, "x1 o...");
	figure_shows("network", &f->snapshot, &o, 8, 60, true, "@ n0  1.50===");
	figure_shows("network", &f->snapshot, &o, 8, 60, true, "o n1     0...");
	figure_shows("network", &f->snapshot, &o, 8, 60, false, "○ y -2.75");
	figure_shows("network", &f->snapshot, &o, 8, 60, false, "● n0  1.50");
	figure_shows("network", &f->snapshot, &o, 8, 60, false, "logit -2.75: negative, 94 %");
	figure_described(panel_network.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	assert_non_null(strstr(text, "n0 of fc1 = 1.50 (z = +1.50)"));
	panel_network.work_out(&f->snapshot, &o, &hit, &out);
	page = textbuf_take(&out);
	assert_non_null(strstr(page, "w x0      = +1.000 x 1 = +1.000"));
	assert_non_null(strstr(page, "w x1      = +0.000 x 0 = +0.000"));
	assert_non_null(strstr(page, "z = +1.500, so it passes on relu(z) = 1.500"));
	assert_non_null(strstr(page, "w to y       = -2.000 x 1.5 adds -3.000"));
	free(page);
	/* a sample of another task leaves the net dark */
	f->snapshot.inputs = 7;
	g = drawn(&f->snapshot, &o, 8, 60, true);
	for (int i = 0; i < 8 * 60; i++)
		assert_int_not_equal(g->cell[i].ch, '@');
	grid_free(g);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

static void deep_nets_have_more_columns(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const int widths[] = { 6, 4, 3, 5, 2 };
	struct panel_options o = panel_defaults;
	struct fpe_net *net;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 4, &net, NULL), FPE_OK);
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	f->task.clauses.count = 0;
	f->snapshot.arms = 1;
	f->snapshot.arm[0].net = net;
	figure_shows("network", &f->snapshot, &o, 20, 100, false, "fc3");
	figure_shows("network", &f->snapshot, &o, 20, 100, false, "○ n4");
	figure_shows("network", &f->snapshot, &o, 20, 100, false, "○ y1");
	figure_shows("network", &f->snapshot, &o, 20, 20, false, "○");
	figure_shows("network", &f->snapshot, &o, 9, 8, true, "the net");
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* ------------------------------------------------------------------ words */

static void nodes_and_weights_are_described_and_worked_out(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	const struct fpe_layer *l = f->net[2]->layer;
	struct hit hit = network_node_hit(2, 1, 5, 0);
	char text[300], want[80], *page;
	struct textbuf out = { 0 };
	int live = 0, first = -1;

	(void)state;
	for (int j = 0; j < FIXTURE_D; j++) {
		live += l->mask[5 * FIXTURE_D + j] != 0;
		if (first < 0 && l->mask[5 * FIXTURE_D + j] != 0)
			first = j;
	}
	l->bias[5] = 0.25f;
	figure_described(panel_network.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	snprintf(want, sizeof want, "n2.1 of fc1: %d of 24 inputs, bias +0.25", live);
	assert_non_null(strstr(text, want));
	panel_network.work_out(&f->snapshot, &o, &hit, &out);
	hit = network_node_hit(2, 0, 7, 0);
	figure_described(panel_network.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	assert_non_null(strstr(text, "x7 in c7 (x7 x15 x23)"));
	assert_non_null(strstr(text, "of 16 neurons hear it"));
	panel_network.work_out(&f->snapshot, &o, &hit, &out);
	page = textbuf_take(&out);
	assert_non_null(strstr(page, "b         = +0.250"));
	snprintf(want, sizeof want, "w x%-6d = %+.3f", first,
		 (double)l->weight[5 * FIXTURE_D + first]);
	assert_non_null(strstr(page, want));
	snprintf(want, sizeof want, "w to y       = %+.3f", (double)l[1].weight[5]);
	assert_non_null(strstr(page, want));
	assert_non_null(strstr(page, "Input x7, in c7"));
	free(page);
	hit = (struct hit){ .kind = HIT_WEIGHT, .arm = 2, .row = 5, .column = first };
	figure_described(panel_network.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	assert_non_null(strstr(text, "n2.1"));
	hit = (struct hit){ .kind = HIT_POINT };
	figure_described(panel_network.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	assert_string_equal(text, "");
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_has_a_place_at_any_size),
		cmocka_unit_test(lines_go_from_one_node_to_groups_to_averages),
		cmocka_unit_test(edges_are_the_live_weights_by_size),
		cmocka_unit_test(legends_headings_and_names_are_there),
		cmocka_unit_test(the_sign_of_weights_shows_without_colour),
		cmocka_unit_test(a_line_is_solid_dashed_double_or_not_there),
		cmocka_unit_test(nodes_and_clear_lines_can_be_pointed_at),
		cmocka_unit_test(the_cursor_brings_out_the_lines_of_its_node),
		cmocka_unit_test(a_sample_lights_up_what_it_activates),
		cmocka_unit_test(deep_nets_have_more_columns),
		cmocka_unit_test(nodes_and_weights_are_described_and_worked_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
