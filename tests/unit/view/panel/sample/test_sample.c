/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sample.c - one sample in a picture: bits, clauses, sums, steps. */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/pixel_fixture.h"
#include "support/snapshot_fixture.h"
#include "view/figure/panel.h"
#include "view/sink/sink.h"
#include "view/panel/sample/trace.h"

static struct snapshot_fixture *fixture(const uint64_t *bits)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	f->net[2]->layer[1].bias[0] = 0.25f;
	f->snapshot.probe = bits;
	return f;
}

static char *picture(const struct snapshot *s, const struct panel_options *o, int rows, int columns,
		     bool ascii)
{
	return figure_text(s, "sample", o, rows, columns, ascii);
}

/* Inputs 0, 8, 16 are clause 0 of the fixture: a parity of three. */
static const uint64_t three = 1u << 0 | 1u << 8 | 1u << 16, two = 1u << 0 | 1u << 8;

static void what_neurons_add_is_the_logit(void **state)
{
	struct snapshot_fixture *f = fixture(&three);
	struct trace t;
	double sum;

	(void)state;
	assert_true(trace_open(&t, &f->snapshot, &panel_defaults, 2));
	sum = t.bias;
	for (int n = 0; n < 2 * FIXTURE_H; n++)
		sum += trace_part(&t, n);
	assert_true(fabs(sum - t.value) < 1e-5);
	assert_true(t.bias == 0.25);
	assert_int_equal(t.label, 1);
	trace_close(&t);
	assert_false(trace_open(&t, &f->snapshot, &panel_defaults, 9));
	trace_close(&t);
	snapshot_fixture_free(f);
}

static void every_bit_can_be_pointed_at_and_flipped(void **state)
{
	struct snapshot_fixture *f = fixture(&two);
	const struct panel *p = panel_table[panel_find("sample")];
	struct grid *g = grid_new(20, 70, false);
	int seen[FIXTURE_D] = { 0 }, clauses = 0;
	char command[100];

	(void)state;
	panel_draw(panel_find("sample"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 0; i < 20 * 70; i++) {
		const struct hit *hit = &g->hit[g->cell[i].hit];

		clauses += hit->kind == HIT_CLAUSE;
		if (hit->kind != HIT_INPUT)
			continue;
		seen[hit->column]++;
		assert_int_equal(hit->value != 0, two >> hit->column & 1);
		if (hit->column != 16)
			continue;
		assert_int_equal(p->edit(&f->snapshot, &panel_defaults, hit, command,
					 sizeof command),
				 EDIT_RUN);
		assert_string_equal(command, "probe 100000001000000010000000");
	}
	for (int j = 0; j < FIXTURE_D; j++)
		assert_true(seen[j] > 0);
	assert_true(clauses >= FIXTURE_D);
	assert_int_equal(p->edit(&f->snapshot, &panel_defaults,
				 &(struct hit){ .kind = HIT_NEURON, .arm = 2 }, command,
				 sizeof command),
			 EDIT_NONE);
	grid_free(g);
	snapshot_fixture_free(f);
}

static void clauses_and_label_are_those_of_the_bits(void **state)
{
	struct snapshot_fixture *f = fixture(&three);
	const struct panel_options *o = &panel_defaults;

	(void)state;
	figure_shows("sample", &f->snapshot, o, 24, 70, false, "c0 holds: label 1");
	figure_shows("sample", &f->snapshot, o, 24, 70, false, "━");
	f->snapshot.probe = &two; /* an even number */
	figure_shows("sample", &f->snapshot, o, 24, 70, false, "no clause holds: label 0");
	f->snapshot.probe = NULL;
	figure_shows("sample", &f->snapshot, o, 24, 70, false, "no clause holds: label 0");
	f->task.clauses.count = 0;
	f->task.kind = FPE_TASK_SAMPLES;
	figure_shows("sample", &f->snapshot, o, 24, 70, false, "the task has no rule");
	snapshot_fixture_free(f);
}

static void right_and_wrong_are_told(void **state)
{
	struct snapshot_fixture *f = fixture(&two);
	float *bias = &f->net[2]->layer[1].bias[0];

	(void)state;
	*bias = 1000;
	figure_shows("sample", &f->snapshot, &panel_defaults, 24, 70, false,
		     "net: class 1, p 1.00; label 0 ✗ wrong");
	*bias = -1000;
	figure_shows("sample", &f->snapshot, &panel_defaults, 24, 70, false, "label 0 ✓ right");
	snapshot_fixture_free(f);
}

/* First and last column of the bar right of a column; 0: there is none. */
static int bar(const struct grid *g, int row, int from, int *to)
{
	int first = 0;

	*to = 0;
	for (int c = from; c < g->columns; c++) {
		uint32_t ch = g->cell[row * g->columns + c].ch;

		if (ch != 0x2588 && ch != 0x2261)
			continue;
		first = first ? first : c;
		*to = c;
	}
	return first;
}

/* Each step begins where the one above ended; the last one ends at the logit. */
static void steps_meet_from_the_bias_to_the_logit(void **state)
{
	struct snapshot_fixture *f = fixture(&three);
	struct panel_options o = panel_defaults;

	(void)state;
	for (int rows = 12; rows <= 30; rows += 6) {
		struct grid *g = grid_new(rows, 90, false);
		int at = -1, first, last, r;

		panel_draw(panel_find("sample"), &f->snapshot, &o, grid_area(g));
		for (r = 4; g->cell[r * 90 + 1].ch != 'l'; r++) { /* logit */
			bool negative;

			first = bar(g, r, 46, &last);
			if (!first)
				continue;
			negative = g->cell[r * 90 + first].ch == 0x2261;
			if (at >= 0)
				assert_in_range(at, (negative ? last : first) - 1,
						(negative ? last : first) + 1);
			at = negative ? first : last;
		}
		first = bar(g, r, 46, &last);
		assert_true(at == first || at == last);
		grid_free(g);
		o.row = 3; /* what is scrolled away is summed up */
	}
	snapshot_fixture_free(f);
}

static void two_arms_stand_side_by_side(void **state)
{
	struct snapshot_fixture *f = fixture(&three);
	struct panel_options o = panel_defaults;

	(void)state;
	o.arm[0] = 0;
	o.arm[1] = 2;
	figure_shows("sample", &f->snapshot, &o, 24, 110, false, "n0 ");
	figure_shows("sample", &f->snapshot, &o, 24, 110, false, "n0.0");
	snapshot_fixture_free(f);
}

static char *worked_out(const struct snapshot *s, const struct hit *hit)
{
	return figure_worked_out(s, "sample", &panel_defaults, hit);
}

static void everything_says_its_sum(void **state)
{
	struct snapshot_fixture *f = fixture(&three);
	struct hit hit = { .kind = HIT_INPUT, .arm = 2, .column = 8 };
	struct fpe_layer *l = &f->net[2]->layer[0];
	char line[200], number[40], *text;
	double sum = 0;
	int n = 0;

	(void)state;
	figure_described(trace_describe, &f->snapshot, &panel_defaults, &hit, false, line,
			 sizeof line);
	assert_string_equal(line, "x8 = 1, in c0 (x0 x8 x16), which holds; x flips it");
	text = worked_out(&f->snapshot, &hit);
	assert_non_null(strstr(text, "the label would be 0, it is 1"));
	free(text);
	hit = (struct hit){ .kind = HIT_CLAUSE, .arm = 2, .row = 0 };
	figure_described(trace_describe, &f->snapshot, &panel_defaults, &hit, false, line,
			 sizeof line);
	assert_string_equal(line, "c0 (x0 x8 x16) is true: 3 of 3 inputs are 1, an odd number");
	while (l->weight[n * FIXTURE_D + 0] == 0)
		n++;
	sum = (double)l->weight[n * FIXTURE_D] + (double)l->weight[n * FIXTURE_D + 8] +
	      (double)l->weight[n * FIXTURE_D + 16];
	hit = (struct hit){ .kind = HIT_NEURON, .arm = 2, .row = n };
	text = worked_out(&f->snapshot, &hit);
	snprintf(number, sizeof number, "sum             %+.4f\n", sum);
	assert_non_null(strstr(text, number));
	free(text);
	hit = (struct hit){ .kind = HIT_NEURON, .arm = 2, .layer = 1 };
	text = worked_out(&f->snapshot, &hit);
	assert_non_null(strstr(text, "bias     +0.2500"));
	assert_non_null(strstr(text, "The label is 1: "));
	free(text);
	hit.row = 99; /* of an older picture */
	figure_described(trace_describe, &f->snapshot, &panel_defaults, &hit, false, line,
			 sizeof line);
	assert_string_equal(line, "");
	snapshot_fixture_free(f);
}

/* Two hidden layers, three classes: the layer asked for, the class it says. */
static void deeper_nets_with_more_classes_can_be_followed(void **state)
{
	struct snapshot_fixture *f = fixture(&three);
	const int widths[] = { FIXTURE_D, 6, 5, 3 };
	struct panel_options o = panel_defaults;
	struct fpe_net *net;
	struct trace t;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 3, &net, NULL), FPE_OK);
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	net->layer[2].bias[2] = 100;
	f->snapshot.arm[0].net = net;
	f->snapshot.arms = 1;
	assert_true(trace_open(&t, &f->snapshot, &panel_defaults, 0));
	assert_int_equal(t.logit, 2);
	trace_close(&t);
	for (o.layer = 0; o.layer < 3; o.layer++) {
		char *text = picture(&f->snapshot, &o, 24, 80, false);

		assert_non_null(strstr(text, "net: class 2"));
		assert_int_equal(strstr(text, "to the logit") != NULL, o.layer > 0);
		assert_int_equal(strstr(text, "n5 ") != NULL, o.layer == 0);
		free(text);
	}
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* A sample of the session's, with its class; real-valued ones as pictures. */
static void samples_of_the_session_are_followed(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct hit hit = { .kind = HIT_INPUT, .arm = 1, .column = 341, .down = 2, .across = 1 };
	struct trace t;
	char *text, line[200], expect[80];
	double sum = 0;

	(void)state;
	o.sample = 17;
	assert_true(trace_open(&t, &f->snapshot, &o, 1));
	assert_int_equal(t.label, 7);
	for (int j = 0; j < PIXEL_D; j++)
		sum += (double)f->net[1]->layer[0].weight[3 * PIXEL_D + j] *
		       (double)f->data->real[17 * PIXEL_D + j];
	assert_true(fabs((double)t.probe->pre[0][3] - sum) < 1e-4);
	trace_close(&t);
	text = figure_text(&f->snapshot, "sample", &o, 24, 80, false);
	assert_has(text, "training sample 17 of 40: class 7");
	assert_has(text, "label 7");
	free(text);
	figure_described(trace_describe, &f->snapshot, &o, &hit, true, line, sizeof line);
	snprintf(expect, sizeof expect, "x341 = %+.4g", (double)f->data->real[17 * PIXEL_D + 341]);
	assert_has(line, expect);
	text = figure_worked_out(&f->snapshot, "sample", &o, &hit);
	assert_has(text, "It adds to the sums of fc1");
	free(text);
	/* past the last one: the last one; none asked for: the first */
	o.sample = 1000;
	assert_true(trace_open(&t, &f->snapshot, &o, 1));
	assert_int_equal(t.number, PIXEL_SAMPLES - 1);
	trace_close(&t);
	assert_true(trace_open(&t, &f->snapshot, &panel_defaults, 1));
	assert_int_equal(t.number, 0);
	trace_close(&t);
	assert_int_equal(trace_edit(&f->snapshot, &o, &hit, line, sizeof line), EDIT_NONE);
	pixel_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_neurons_add_is_the_logit),
		cmocka_unit_test(every_bit_can_be_pointed_at_and_flipped),
		cmocka_unit_test(clauses_and_label_are_those_of_the_bits),
		cmocka_unit_test(right_and_wrong_are_told),
		cmocka_unit_test(steps_meet_from_the_bias_to_the_logit),
		cmocka_unit_test(two_arms_stand_side_by_side),
		cmocka_unit_test(everything_says_its_sum),
		cmocka_unit_test(deeper_nets_with_more_classes_can_be_followed),
		cmocka_unit_test(samples_of_the_session_are_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
