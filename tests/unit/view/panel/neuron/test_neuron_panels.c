/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_neuron_panels.c - the panels ablation, neuron and network of a net built by hand:
 * one neuron a clause, and one that nothing hears.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab/session/session.h"
#include "view/figure/figure.h"
#include "view/figure/panel.h"

struct fixture {
	struct session *s;
	struct arm *arm;
	struct snapshot snapshot;
};

/* (a & b) | (c & !d): n0 = relu(a + b - 1), n1 = relu(c - d), n2 = relu(a + c); the logit is
   4 n0 + 4 n1 - 2. */
static struct fpe_net *by_hand(void)
{
	static const int widths[] = { 4, 3, 1 };
	static const float first[3][4] = { { 1, 1, 0, 0 }, { 0, 0, 1, -1 }, { 1, 0, 1, 0 } };
	struct fpe_error err;
	struct fpe_net *net;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	memcpy(net->layer[0].weight, first, sizeof first);
	net->layer[0].bias[0] = -1;
	net->layer[1].weight[0] = net->layer[1].weight[1] = 4;
	net->layer[1].bias[0] = -2;
	return net;
}

static void open_fixture(struct fixture *f)
{
	struct task_spec task = { .kind = FPE_TASK_FORMULA,
				  .formula = (char[]){ "(a & b) | (c & !d)" } };
	struct data_spec data = { .train = 400, .test = 400, .p = 0.5, .sampling = FPE_NATURAL };
	struct fpe_error err;

	memset(f, 0, sizeof *f);
	assert_ok(session_new(1, 1, &f->s, &err));
	assert_ok(session_set_task(f->s, &task, &err));
	assert_ok(session_set_data(f->s, &data, &err));
	assert_ok(session_import(f->s, by_hand(), NULL, "hand", &f->arm, &err));
	session_snapshot(f->s, true, -1, &f->snapshot);
}

static void close_fixture(struct fixture *f)
{
	session_free(f->s);
}

/* Value of the cell of a neuron and a part; NAN: it is not drawn. */
static double drawn(const struct grid *g, enum hit_kind kind, int row, int column)
{
	for (int i = 0; i < g->rows * g->columns; i++) {
		const struct hit *h = &g->hit[g->cell[i].hit];

		if (h->kind == kind && h->row == row && h->column == column)
			return h->value;
	}
	return NAN;
}

static struct grid *draw(const struct fixture *f, const char *panel)
{
	struct grid *g = grid_new(20, 80, false);

	assert_non_null(g);
	panel_draw(panel_find(panel), &f->snapshot, &panel_defaults, grid_area(g));
	return g;
}

/* What the panel says of a hit: its line, or all of it. */
static char *said(const struct fixture *f, const char *panel, struct hit hit, bool all)
{
	const struct panel *p = panel_table[panel_find(panel)];
	struct textbuf out = { 0 };

	if (all)
		p->work_out(&f->snapshot, &panel_defaults, &hit, &out);
	else
		p->describe(&f->snapshot, &panel_defaults, &hit, false, &out);
	return textbuf_take(&out);
}

static void tiles_are_what_a_silent_neuron_costs(void **state)
{
	static const double cost[3][2] = { { .5, 0 }, { 0, .5 }, { 0, 0 } };
	struct fixture f;
	struct grid *g;
	char *text;

	(void)state;
	open_fixture(&f);
	g = draw(&f, "ablation");
	for (int i = 0; i < 3; i++) {
		for (int p = 0; p < 2; p++)
			assert_true(drawn(g, HIT_NEURON, i, p) == cost[i][p]);
	}
	grid_free(g);
	text = said(&f, "ablation", (struct hit){ .kind = HIT_NEURON, .row = 1, .column = 1 },
		    false);
	assert_has(text, "n1 silent");
	assert_has(text, "costs +.5");
	free(text);
	text = said(&f, "ablation", (struct hit){ .kind = HIT_NEURON, .row = 1, .column = 1 },
		    true);
	assert_has(text, "= 1");
	assert_has(text, "breaks in hand (epoch 0) without:\n  n1 ");
	free(text);
	close_fixture(&f);
}

/* A clause's column is told of the arm, and of the one that was split. */
static void what_a_clause_needs_is_told_before_the_split_too(void **state)
{
	const struct split_request request = { .by = fpe_split_kind_find("clause"),
					       .how = { .alpha = 2, .layer = 0 } };
	struct fixture f;
	struct arm *child;
	struct fpe_error err;
	char *text, *before;

	(void)state;
	open_fixture(&f);
	assert_ok(session_split(f.s, &request, &child, &err));
	session_snapshot(f.s, true, -1, &f.snapshot);
	text = said(&f, "ablation",
		    (struct hit){ .kind = HIT_NEURON, .arm = 1, .row = 0, .column = 1 }, true);
	assert_has(text, "breaks in clause (epoch 0) without:\n  n1.");
	before = strstr(text, "breaks in hand (epoch 0) without:\n  n1 ");
	assert_non_null(before);
	free(text);
	close_fixture(&f);
}

static void the_key_finds_the_circuit_of_the_clause(void **state)
{
	static const struct {
		const char *panel;
		struct hit hit;
		const char *command;
	} rows[] = {
		{ "ablation",
		  { .kind = HIT_NEURON, .row = 2, .column = 1 },
		  "circuit c1 arm=hand" },
		{ "interference", { .kind = HIT_PAIR, .row = 1 }, "circuit c1 arm=hand" },
		{ "neuron", { .kind = HIT_CLAUSE, .row = 0 }, "circuit c0 arm=hand" },
		{ "neuron", { .kind = HIT_INPUT, .column = 1 }, NULL },
		{ "neuron", { .kind = HIT_CLAUSE, .row = 2 }, NULL }, /* the row of all */
		{ "network", { .kind = HIT_INPUT, .column = 3 }, "circuit c1 arm=hand" },
		{ "network", { .kind = HIT_WEIGHT, .column = 0 }, "circuit c0 arm=hand" },
		{ "network", { .kind = HIT_NEURON, .row = 1 }, NULL },
	};
	struct fixture f;

	(void)state;
	open_fixture(&f);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct panel *p = panel_table[panel_find(rows[i].panel)];
		char command[200] = "";
		enum panel_edit how;

		test_row("row %zu", i);
		how = panel_key_find(p, 'c')->command(&f.snapshot, &panel_defaults, &rows[i].hit,
						      command, sizeof command);
		assert_int_equal(how, rows[i].command ? EDIT_RUN : EDIT_NONE);
		assert_string_equal(command, rows[i].command ? rows[i].command : "");
	}
	close_fixture(&f);
}

static void a_neuron_is_shown_that_is_looked_at(void **state)
{
	struct fixture f;
	struct grid *g;
	char *text;

	(void)state;
	open_fixture(&f);
	for (int i = 0; i < 2; i++) {
		session_set_look(f.s, f.arm, 0, i);
		session_snapshot(f.s, true, -1, &f.snapshot);
		g = draw(&f, "neuron");
		assert_true(drawn(g, HIT_CLAUSE, i, i) == 1); /* its clause, AUC 1 */
		assert_true(fabs(drawn(g, HIT_CLAUSE, 1 - i, i) - .5) < .1);
		grid_free(g);
	}
	text = said(&f, "neuron", (struct hit){ .kind = HIT_CLAUSE, .row = 1, .column = 1 }, true);
	assert_has(text, "AUC 1.00, mean activation there 1.00");
	assert_has(text, "400 test samples");
	assert_has(text, "= 1.0000."); /* AUC with its numbers */
	free(text);
	close_fixture(&f);
}

static void edges_of_the_circuit_are_told(void **state)
{
	static const int kept[12] = { 1, 1 }; /* of fc1, row by row */
	struct fpe_circuit c;
	struct fpe_error err;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	const struct fpe_circuit_basis basis = { f.s->task, f.s->train, f.s->test, NULL };
	assert_ok(fpe_circuit_new(f.arm->net, 0, &basis, &c, &err));
	assert_ok(session_set_circuit(f.s, f.arm, 0, &c, &err));
	session_snapshot(f.s, true, -1, &f.snapshot);
	for (int k = 0; k < 12; k++) {
		struct hit hit = { .kind = HIT_WEIGHT, .row = k / 4, .column = k % 4 };
		char *text = said(&f, "network", hit, false);

		test_row("weight %d", k);
		assert_int_equal(strstr(text, "in the circuit of") != NULL, kept[k]);
		free(text);
	}
	session_clear_circuit(f.s);
	session_snapshot(f.s, true, -1, &f.snapshot);
	assert_null(f.snapshot.circuit);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles_are_what_a_silent_neuron_costs),
		cmocka_unit_test(a_neuron_is_shown_that_is_looked_at),
		cmocka_unit_test(edges_of_the_circuit_are_told),
		cmocka_unit_test(what_a_clause_needs_is_told_before_the_split_too),
		cmocka_unit_test(the_key_finds_the_circuit_of_the_clause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
