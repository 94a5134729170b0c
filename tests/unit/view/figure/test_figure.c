/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_figure.c - what panels share: order by size, names of the arms shown, axes. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "support/snapshot_fixture.h"
#include "view/figure/axes.h"
#include "view/figure/figure.h"

static double number_of(const void *of, int i)
{
	return ((const double *)of)[i];
}

static void the_largest_come_first_and_equal_ones_by_place(void **state)
{
	static const double numbers[] = { 0, -2, 1, 2, 0, 5, -1 };
	static const int order[] = { 5, 1, 3, 2, 6 };
	struct figure_ranking r = { INFINITY, -1 };

	(void)state;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		assert_true(figure_next_largest(&r, 7, number_of, numbers));
		assert_int_equal(r.at, order[i]);
		assert_true(r.size == fabs(numbers[r.at]));
	}
	assert_false(figure_next_largest(&r, 7, number_of, numbers));
}

static void arms_shown_are_named(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct snapshot *s = &f->snapshot;
	struct panel_options o = panel_defaults;
	struct snapshot none = { .arms = 0 };
	struct textbuf text = { 0 };
	int arm[2];

	(void)state;
	assert_non_null(f);
	o.arm[0] = s->arm[0].id;
	assert_int_equal(figure_arms(s, &o, arm), 1);
	assert_true(figure_arms_title(s, &o, true, &text));
	assert_string_equal(text.bytes, " - dense");
	textbuf_clear(&text);
	o.arm[1] = s->arm[1].id;
	assert_int_equal(figure_arms(s, &o, arm), 2);
	assert_int_equal(arm[1], 1);
	figure_arms_title(s, &o, false, &text);
	assert_string_equal(text.bytes, " · dense | random");
	textbuf_clear(&text);
	assert_int_equal(figure_arms(&none, &panel_defaults, arm), 0);
	assert_false(figure_arms_title(&none, &panel_defaults, true, &text));
	assert_int_equal(text.size, 0);
	assert_int_equal(figure_arm_named(s, s->arm[1].name), 1);
	assert_int_equal(figure_name_ink(s, s->arm[1].name, 7), figure_arm_ink(1));
	assert_int_equal(figure_name_ink(s, "nobody", 2), figure_arm_ink(s->arms + 2));
	assert_int_equal(figure_arms_columns(s, 3), 3);
	snapshot_fixture_free(f);
}

static void titles_say_what_is_subtracted_and_the_layer(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct textbuf text = { 0 };
	char title[24];

	(void)state;
	assert_false(figure_minus_title(&f->snapshot, &o, true, &text));
	figure_layer_title(&f->snapshot, &o, &text);
	assert_int_equal(text.size, 0);
	o.minus = f->snapshot.arm[0].id;
	o.minus_epoch = 5;
	o.layer = 1;
	assert_true(figure_minus_title(&f->snapshot, &o, false, &text));
	figure_layer_title(&f->snapshot, &o, &text);
	assert_string_equal(text.bytes, " − dense@5 fc2");
	textbuf_clear(&text);
	panel_title(panel_table[panel_find("capacity")], &f->snapshot, &o, true, title,
		    sizeof title);
	assert_string_equal(title, "capacity - clause - den"); /* cut */
	snapshot_fixture_free(f);
}

static void short_texts_are_values(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_net *net = f->net[2];

	(void)state;
	assert_string_equal(figure_number(0.9584).text, ".958");
	assert_string_equal(figure_number(-12.34).text, "-12.3");
	assert_string_equal(figure_number(NAN).text, "-");
	assert_string_equal(figure_number(3.38941135e30).text, "3.39e30");
	assert_string_equal(figure_number(-9.996e6).text, "-1.00e7");
	assert_string_equal(figure_number(999999).text, "999999");
	assert_string_equal(figure_number(6.04e-6).text, "6e-6");
	assert_string_equal(figure_number(-2.9e-4).text, "-3e-4");
	assert_string_equal(figure_number(1e-17).text, ".000");
	for (int right = 1; right < 2000;
	     right++) { /* an accuracy, as a history and a table have it */
		char table[16];

		snprintf(table, sizeof table, "%.3f", right / 2000.0);
		test_row("%d of 2000", right);
		assert_string_equal(figure_number((float)(right / 2000.0)).text,
				    figure_number(right / 2000.0).text);
		if (right < 1999)
			assert_string_equal(figure_number(right / 2000.0).text, table + 1);
	}
	assert_string_equal(figure_signed(0.052).text, "+.052");
	assert_string_equal(figure_signed(-0.052).text, "-.052");
	assert_string_equal(figure_signed(0).text, figure_number(0).text);
	assert_string_equal(figure_number_in(3.38941135e30, 6).text, "3.4e30");
	assert_string_equal(figure_number_in(3.38941135e30, 5).text, "3e30");
	assert_string_equal(figure_number_in(-123456, 5).text, "-1e5");
	assert_string_equal(figure_number_in(-0.958, 5).text, "-.958");
	assert_string_equal(figure_number_in(-4e-12, 5).text, "-.000");
	assert_string_equal(figure_number_in(4e120, 4).text, "…");
	assert_string_equal(figure_number_in(NAN, 4).text, "-");
	assert_string_equal(figure_signed_in(4e12, 5).text, "+4e12");
	assert_string_equal(figure_signed_in(-3e-12, 6).text, "-3e-12");
	assert_string_equal(figure_neuron(net, 0, 3).text, "n1.1");
	assert_string_equal(figure_parent(net, 0, 3).text, "n1");
	assert_string_equal(figure_parent(f->net[0], 0, 3).text, "n3");
	assert_string_equal(figure_input(&f->snapshot, net, 0, 7).text, "x7");
	assert_string_equal(figure_input(&f->snapshot, net, 1, 3).text, "n1.1");
	snapshot_fixture_free(f);
}

/* What was measured of an earlier net, or from a part of it, is never told as if it were of
   the net that is shown. */
static void rough_metrics_are_marked(void **state)
{
	static const struct row {
		enum snapshot_measured measured;
		bool sampled;
		const char *number, *note, *note_of_others;
	} rows[] = {
		{ MEASURED_NOW, false, ".250", "", "" },
		{ MEASURED_NOW, true, "~.250", "~ from a sample",
		  "~ of an earlier epoch, or from a sample" },
		{ MEASURED_BEFORE, false, "~.250", "~ of epoch 7",
		  "~ of an earlier epoch, or from a sample" },
		{ MEASURED_BEFORE, true, "~.250", "~ of epoch 7, from a sample",
		  "~ of an earlier epoch, or from a sample" },
		{ MEASURED_NEVER, false, ".250", "not measured yet: it takes long", "" },
	};
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct snapshot_arm *a = &f->snapshot.arm[1];
	char note[80];

	(void)state;
	a->metric[FPE_METRIC_CAPACITY] = 0.25;
	a->measured_epoch = 7;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("row %zu", i);
		a->measured = rows[i].measured;
		a->sampled = rows[i].sampled;
		assert_string_equal(figure_metric(a, FPE_METRIC_CAPACITY).text, rows[i].number);
		assert_string_equal(figure_metric_note(&f->snapshot, 1, note, sizeof note),
				    rows[i].note);
		assert_string_equal(figure_metric_note(&f->snapshot, 0, note, sizeof note),
				    rows[i].note_of_others);
	}
	snapshot_fixture_free(f);
}

static void a_weight_is_looked_up_by_neuron_and_input(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct fpe_layer *l = &f->net[2]->layer[0];
	int live = 0;

	(void)state;
	for (int n = 0; n < l->out; n++) {
		for (int i = 0; i < l->in; i++) {
			live += figure_live(l, n, i);
			assert_true(figure_weight(l, n, i) == (double)l->weight[n * l->in + i]);
		}
	}
	assert_int_equal(live, fpe_net_layer_nnz(f->net[2], 0));
	snapshot_fixture_free(f);
}

static void axes_keep_to_the_range_of_what_they_show(void **state)
{
	struct axis free_axis = axis_for(FPE_RANGE_FREE, 0, 0, 4);
	struct axis share = axis_for(FPE_RANGE_SHARE, 0, 0, 4);
	struct axis accuracy = axis_for(FPE_RANGE_ACCURACY, 0.62, 0.8, 4);

	(void)state;
	assert_true(free_axis.low < 0);
	assert_true(share.low == 0);
	assert_true(accuracy.high == 1 && accuracy.low >= 0.6);
	assert_int_equal(axis_columns(&accuracy), 4); /* "1.0" */
}

static void nothing_is_written_twice_on_a_line(void **state)
{
	struct grid *g = grid_new(1, 20, true);
	struct axes_line line = { .a = grid_area(g) };

	(void)state;
	assert_true(axes_write(&line, 5, INK_NONE, "abc"));
	for (int column = 3; column <= 8; column++)
		assert_false(axes_write(&line, column, INK_NONE, "xy"));
	assert_false(axes_write(&line, -1, INK_NONE, "x"));
	assert_false(axes_write(&line, 19, INK_NONE, "xy"));
	assert_true(axes_write(&line, 9, INK_NONE, "xy"));
	assert_true(axes_write(&line, 0, INK_NONE, "xy"));
	grid_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_largest_come_first_and_equal_ones_by_place),
		cmocka_unit_test(arms_shown_are_named),
		cmocka_unit_test(titles_say_what_is_subtracted_and_the_layer),
		cmocka_unit_test(short_texts_are_values),
		cmocka_unit_test(rough_metrics_are_marked),
		cmocka_unit_test(a_weight_is_looked_up_by_neuron_and_input),
		cmocka_unit_test(axes_keep_to_the_range_of_what_they_show),
		cmocka_unit_test(nothing_is_written_twice_on_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
