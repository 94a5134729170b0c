/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_figure_table.c - tables of numbers as CSV and as sentences. */
#include "support/test.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/snapshot_fixture.h"
#include "view/figure/figure_table.h"
#include "view/figure/panel.h"

static void assert_text(char *got, const char *want)
{
	assert_non_null(got);
	assert_string_equal(got, want);
	free(got);
}

static void a_table_grows_row_by_row(void **state)
{
	struct figure_table t = { 0 };
	char *csv, *end;
	int lines = 0;

	(void)state;
	assert_int_equal(figure_table_rows(&t), 0);
	figure_table_key(&t, "i");
	figure_table_value(&t, "square", NULL, NULL);
	for (int i = 0; i < 1000; i++) {
		figure_table_number(&t, i);
		figure_table_number(&t, (double)i * i);
	}
	assert_int_equal(figure_table_rows(&t), 1000);
	csv = figure_table_csv(&t);
	for (const char *p = csv; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 1001);
	end = strstr(csv, "999,998001\n");
	assert_true(end && end[strlen("999,998001\n")] == 0);
	free(csv);
	figure_table_clear(&t);
	assert_int_equal(figure_table_rows(&t), 0);
}

static void several_columns_and_cells_at_once(void **state)
{
	struct figure_table t = { 0 };

	(void)state;
	figure_table_keys(&t, "arm", "input", NULL);
	figure_table_values(&t, "low", "high", NULL);
	figure_table_texts(&t, "dense", "50 %", NULL);
	figure_table_numbers(&t, 1, NAN);
	assert_int_equal(figure_table_rows(&t), 1);
	assert_true(t.column[1].key && !t.column[2].key);
	assert_text(figure_table_csv(&t), "arm,input,low,high\ndense,50 %,1,\n");
	figure_table_clear(&t);
}

static void fields_are_quoted_where_they_must_be(void **state)
{
	struct figure_table t = { 0 };

	(void)state;
	figure_table_key(&t, "name");
	figure_table_value(&t, "loss", "nats, mean", NULL);
	figure_table_text(&t, "plain");
	figure_table_number(&t, 0.1);
	figure_table_text(&t, "a,b");
	figure_table_number(&t, -1e-20);
	figure_table_text(&t, "say \"x\"");
	figure_table_number(&t, NAN);
	figure_table_text(&t, "two\nlines\r");
	figure_table_number(&t, 123456789);
	figure_table_text(&t, "%s", "");
	figure_table_number(&t, 1.0 / 3);
	assert_text(figure_table_csv(&t), "name,\"loss (nats, mean)\"\n"
					  "plain,0.1\n"
					  "\"a,b\",-1e-20\n"
					  "\"say \"\"x\"\"\",\n"
					  "\"two\\x0alines\\x0d\",123456789\n"
					  ",0.333333333\n");
	figure_table_clear(&t);
}

static void rows_are_sentences(void **state)
{
	struct figure_table t = { 0 };

	(void)state;
	figure_table_key(&t, "arm");
	figure_table_key(&t, "input");
	figure_table_value(&t, "weight", NULL, "masked");
	figure_table_value(&t, "clause", NULL, NULL);
	figure_table_text(&t, "clause");
	figure_table_text(&t, "x7");
	figure_table_number(&t, 0.83);
	figure_table_text(&t, "c2");
	figure_table_text(&t, "clause");
	figure_table_text(&t, "x8");
	figure_table_number(&t, NAN);
	figure_table_text(&t, "c2");
	figure_table_text(&t, "clause");
	figure_table_text(&t, "x9");
	figure_table_number(&t, -1);
	figure_table_text(&t, "%s", "");
	assert_text(figure_table_lines(&t), "arm clause, input x7: weight 0.83, clause c2\n"
					    "arm clause, input x9: weight -1\n"
					    "1 more: weight masked\n");
	figure_table_clear(&t);
}

static void a_missing_number_beside_others_says_its_word(void **state)
{
	struct figure_table t = { 0 };

	(void)state;
	figure_table_key(&t, "arm");
	figure_table_value(&t, "loss", "nats", "not measured");
	figure_table_value(&t, "coverage", NULL, NULL);
	figure_table_value(&t, "dead", NULL, NULL);
	figure_table_text(&t, "dense");
	figure_table_number(&t, NAN);
	figure_table_number(&t, NAN);
	figure_table_number(&t, 3);
	figure_table_text(&t, "clause");
	figure_table_number(&t, 0.5);
	figure_table_number(&t, 1);
	figure_table_number(&t, 0);
	assert_text(figure_table_lines(&t), "arm dense: loss not measured, dead 3\n"
					    "arm clause: loss 0.5 nats, coverage 1, dead 0\n");
	figure_table_clear(&t);
}

static void a_table_that_lost_a_cell_has_no_form(void **state)
{
	struct figure_table t = { 0 };

	(void)state;
	figure_table_key(&t, "arm");
	figure_table_text(&t, "dense");
	t.failed = true;
	figure_table_text(&t, "clause"); /* must not leak */
	assert_null(figure_table_csv(&t));
	assert_null(figure_table_lines(&t));
	figure_table_clear(&t);
	assert_false(t.failed);
	assert_text(figure_table_csv(&t), "");
	assert_text(figure_table_lines(&t), "");
}

static struct figure_table numbers_of(const struct snapshot *s, const char *panel,
				      const struct panel_options *o)
{
	const struct panel *p = panel_table[panel_find(panel)];
	struct figure_table t = { 0 };

	assert_non_null(p->numbers);
	p->numbers(s, o, &t);
	assert_true(t.columns > 1);
	assert_int_equal(t.cells % (size_t)t.columns, 0);
	return t;
}

static void assert_rows(const struct snapshot *s, const char *panel, size_t rows, const char *first,
			const char *some)
{
	struct figure_table t = numbers_of(s, panel, &panel_defaults);
	char *csv = figure_table_csv(&t);

	assert_int_equal(figure_table_rows(&t), rows);
	assert_int_equal(strncmp(csv, first, strlen(first)), 0);
	if (some && !strstr(csv, some))
		fail_msg("%s lacks %s", panel, some);
	free(csv);
	figure_table_clear(&t);
}

static void panels_give_their_numbers(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	const struct snapshot *s = &f->snapshot;
	struct fpe_layer *l = &f->net[2]->layer[0];

	(void)state;
	l->weight[0] = 0.25f;
	l->mask[0] = 1;
	assert_rows(s, "assignment", 2 * FIXTURE_H * FIXTURE_D,
		    "arm,neuron,input,weight,clause\nclause,n0.0,x0,0.25,c0\n", "clause,n7.1,x23,");
	assert_rows(s, "interference", FIXTURE_M * (FIXTURE_M - 1) / 2,
		    "arm,clause,other clause,cosine,collisions (parents)\n"
		    "clause,c0,c1,",
		    "clause,c6,c7,");
	assert_rows(s, "curves", 200 + 195 + 195, "arm,epoch,test_accuracy\ndense,1,",
		    "dense,200,0.904999971\n");
	assert_rows(
		s, "theory", 3,
		"arm,collisions expected,collisions now,coverage expected,coverage now\ndense,1,1,1,1\n",
		"clause,0.428571429,0.341,1,1\n");
	snapshot_fixture_free(f);
}

/* Two arms one after the other, other layers, and sessions that lack things. */
static void numbers_come_from_what_is_shown(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct snapshot nothing = { .current = -1, .majority = NAN };
	struct panel_options o = panel_defaults;
	struct figure_table t;

	(void)state;
	o.arm[0] = 0;
	o.arm[1] = 1;
	t = numbers_of(&f->snapshot, "assignment", &o);
	assert_int_equal(figure_table_rows(&t), 3 * FIXTURE_H * FIXTURE_D);
	assert_string_equal(t.cell[0].text, "dense");
	assert_string_equal(t.cell[t.cells - 5].text, "random");
	figure_table_clear(&t);
	o.layer = 1;
	t = numbers_of(&f->snapshot, "assignment", &o);
	assert_int_equal(figure_table_rows(&t), 3 * FIXTURE_H);
	assert_string_equal(t.cell[2].text, "n0");
	figure_table_clear(&t);
	f->input[1] = f->input[3]; /* clauses 0 and 1 share an input */
	t = numbers_of(&f->snapshot, "assignment", &panel_defaults);
	for (int i = 0; i < t.cells; i += 5) {
		if (strcmp(t.cell[i + 2].text, "x1") == 0)
			assert_string_equal(t.cell[i + 4].text, "c0 c1");
	}
	figure_table_clear(&t);
	for (int p = 0; p < panel_count(); p++) {
		test_row("%s", panel_table[p]->name);
		if (!panel_table[p]->numbers)
			continue;
		t = numbers_of(&nothing, panel_table[p]->name, &panel_defaults);
		assert_int_equal(figure_table_rows(&t), 0);
		figure_table_clear(&t);
	}
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_grows_row_by_row),
		cmocka_unit_test(several_columns_and_cells_at_once),
		cmocka_unit_test(fields_are_quoted_where_they_must_be),
		cmocka_unit_test(rows_are_sentences),
		cmocka_unit_test(a_missing_number_beside_others_says_its_word),
		cmocka_unit_test(a_table_that_lost_a_cell_has_no_form),
		cmocka_unit_test(panels_give_their_numbers),
		cmocka_unit_test(numbers_come_from_what_is_shown),
	};

	setlocale(LC_ALL, ""); /* a comma locale must not matter */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
