/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_column.c - one small table of columns, and all that is printed from it. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

#include "cmd/report/column.h"
#include "fpe/metric.h"
#include "unit/cmd/help/comma.h"

#define ASKED COLUMN_OWN

static const struct column span_columns[] = { FIELD("low", "number or null", "lower end"),
					      FIELD("high", "number or null", "upper end"),
					      { 0 } };
static const struct column leg_columns[] = { FIELD("to", "text", "where it ends"),
					     FIELD("km", "number", "its length"),
					     { 0 } };
static const struct column seat_columns[] = { FIELD("row", "integer", "counted from the front"),
					      { 0 } };
static const struct column more_columns[] = {
	{ "late", "true or false", "is it?", .heading = "late", .unit = "yes" }, { 0 }
};
static const struct column train_columns[] = {
	{ "train", "text", "its name", .heading = "train" },
	{ "km", "number or null", "from end to end", .heading = "way", .digits = 1, .unit = " km" },
	{ .heading = "drift", .digits = 2, .sign = true, .to = " … " },
	FIELDS("drift", span_columns),
	{ "cars", "integer or null", "behind the engine", .heading = "cars", .missing = "none" },
	FIELD("serial", "integer", "of the engine"),
	FIELDS("legs[]", leg_columns),
	{ "seat", "object or null", NULL, .columns = seat_columns },
	FIELD("stops[]", "text", "between the ends"),
	{ .columns = more_columns },
	{ .heading = "load", .digits = 1, .when = ASKED },
	{ .heading = "line", .left = true, .when = COLUMN_LISTENERS },
	{ .heading = "", .left = true, .missing = "", .tail = true },
	{ 0 }
};
static const struct column trains_fields[] = { FIELDS("trains[]", train_columns), { 0 } };
static const struct command cmd_trains = { .verb = "trains", .fields = trains_fields };
static const struct command cmd_leg = { .verb = "leg", .fields = leg_columns };

static void put_train(struct rows *rows, const char *name, double km, double cars, bool legs)
{
	struct rows leg = { .columns = leg_columns }, seat = { .columns = seat_columns };

	rows_put(&leg, DATUM("Köln"), DATUM(12.5), DATUM("Bonn"), DATUM(30));
	rows_put(&seat, DATUM(3));
	rows_put(rows, DATUM(name), DATUM(km), datum_interval(legs ? -0.5 : NAN, 1.25),
		 DATUM(legs ? -0.5 : NAN), DATUM(1.25), DATUM(cars),
		 datum_seed(UINT64_C(18446744073709551615)));
	rows_put(rows, datum_rows(&leg), legs ? datum_rows(&seat) : datum_text(NULL),
		 datum_json(legs ? json_pack("[s]", "Brühl") : NULL), DATUM(legs), DATUM(2.5e7),
		 datum_format("U%d", 18), datum_text(legs ? NULL : "broken"));
	rows_clear(&seat);
}

static struct rows two_trains(void)
{
	struct rows rows = { .columns = train_columns };

	put_train(&rows, "IC \"7\"", 42.5, 9, true);
	put_train(&rows, "tram", NAN, NAN, false);
	return rows;
}

static void assert_taken(struct report *report, const char *want)
{
	char *got = report_take(report);

	assert_non_null(got);
	assert_string_equal(got, want);
	free(got);
}

static void a_table_has_a_line_a_row(void **state)
{
	struct rows rows = two_trains();
	struct report report;

	(void)state;
	report_init(&report, false);
	rows_table(&rows, &report, 0);
	assert_taken(&report, "train       way          drift  cars  late\n"
			      "IC \"7\"  42.5 km  -0.50 … +1.25     9   yes\n"
			      "tram          -              -  none        broken\n");
	rows_table(&rows, &report, ASKED);
	assert_taken(&report, "train       way          drift  cars  late     load\n"
			      "IC \"7\"  42.5 km  -0.50 … +1.25     9   yes  2.5e+07\n"
			      "tram          -              -  none        2.5e+07  broken\n");
	rows_clear(&rows);
}

static void listeners_hear_a_sentence_a_row(void **state)
{
	struct rows rows = two_trains();
	struct report report;

	(void)state;
	report_init(&report, false);
	report.accessible = true;
	rows_table(&rows, &report, 0);
	assert_taken(
		&report,
		"train IC \"7\": way 42.5 km, drift -0.50 … +1.25, cars 9, late yes, line U18\n"
		"train tram: way -, drift -, cars none, line U18, broken\n");
	rows_clear(&rows);
}

/* Digits that no float has are not told, nor is a table as wide as they. */
static void large_numbers_have_an_exponent(void **state)
{
	static const struct column columns[] = { { .heading = "sum", .digits = 4 },
						 { .heading = "by", .digits = 3, .sign = true },
						 { .heading = "n", .digits = 0 },
						 { 0 } };
	struct rows rows = { .columns = columns };
	struct report report;

	(void)state;
	report_init(&report, false);
	rows_put(&rows, DATUM(1.2e20), DATUM(3e12), DATUM(12345678));
	rows_put(&rows, DATUM(999999.5), DATUM(-4e6), DATUM(1));
	rows_table(&rows, &report, 0);
	assert_taken(&report, "        sum      by         n\n"
			      "    1.2e+20  +3e+12  12345678\n"
			      "999999.5000  -4e+06         1\n");
	rows_clear(&rows);
	assert_string_equal(column_number(-1.2e20, 3).text, "-1.2e+20");
	assert_string_equal(column_number(0.5, 3).text, "0.500");
}

static const struct column shown_columns[] = {
	{ .heading = "arm", .left = true },
	{ .heading = "nnz", .missing = "" }, /* whole numbers are told whole */
	{ .heading = "split", .left = true, .missing = "" },
	{ .heading = "", .left = true, .missing = "", .tail = true },
	{ 0 }
};

static void lines_are_as_wide_as_they_are_on_the_screen(void **state)
{
	struct rows rows = { .columns = shown_columns };
	struct report report;

	(void)state;
	report_init(&report, false);
	rows_put(&rows, DATUM("größe"), DATUM(5345280), DATUM("by clause"), datum_text(NULL));
	rows_put(&rows, DATUM("中\x1b[m"), DATUM(7), DATUM("x"), datum_text(NULL));
	rows_table(&rows, &report, 0);
	assert_taken(&report, "arm           nnz  split\n"
			      "größe     5345280  by clause\n"
			      "中\\x1b[m        7  x\n");
	rows_clear(&rows);
}

static void what_has_no_value_is_not_read_out(void **state)
{
	struct rows rows = { .columns = shown_columns };
	struct report report;

	(void)state;
	report_init(&report, false);
	report.accessible = true;
	report_text(&report, "dropped");
	report_clear(&report); /* the mode stays */
	rows_put(&rows, DATUM("  clause"), DATUM(264), datum_text(NULL), DATUM("diverged"));
	rows_put(&rows, DATUM("dense"), DATUM(NAN), datum_text(NULL), datum_text(NULL));
	rows_put(&rows, DATUM("random"), DATUM(1), DATUM("x"), datum_text(NULL));
	rows_table(&rows, &report, 0);
	assert_taken(&report, "arm clause: nnz 264, diverged\n"
			      "arm dense\n"
			      "arm random: nnz 1, split x\n");
	rows_clear(&rows);
}

static void an_empty_table_prints_nothing(void **state)
{
	struct report report;

	(void)state;
	report_init(&report, false);
	report_table_print(report_table_new(), &report);
	assert_null(report_take(&report));
}

static void turned_a_column_is_a_line(void **state)
{
	struct rows rows = two_trains();
	struct report report;

	(void)state;
	report_init(&report, false);
	rows_turned(&rows, &report, ASKED);
	assert_taken(&report, "train         IC \"7\"     tram\n"
			      "way          42.5 km        -\n"
			      "drift  -0.50 … +1.25        -\n"
			      "cars               9     none\n"
			      "late             yes         \n"
			      "load         2.5e+07  2.5e+07\n"
			      "                       broken\n");
	rows_clear(&rows);
}

static void csv_has_the_fields_with_all_digits(void **state)
{
	static const struct column columns[] = { FIELD("name", "text", "its name"),
						 { .heading = "shown" },
						 { .columns = more_columns },
						 FIELD("serial", "integer", "of the engine"),
						 FIELD("third", "number", "a part"),
						 FIELD("none", "number or null", "nothing"),
						 { 0 } };
	struct rows rows = { .columns = columns };
	struct textbuf out = { 0 };
	char *got;

	(void)state;
	rows_put(&rows, DATUM("a \"b\", c"), datum_format("x"), datum_truth(true),
		 datum_seed(UINT64_C(18446744073709551615)), DATUM(1.0 / 3), DATUM(NAN));
	rows_csv_names(&rows, &out);
	rows_csv(&rows, &out);
	got = textbuf_take(&out);
	assert_string_equal(got,
			    "name,late,serial,third,none\n"
			    "\"a \"\"b\"\", c\",1,18446744073709551615,0.33333333333333331,\n");
	free(got);
	rows_clear(&rows);
}

static void json_has_the_fields_alone(void **state)
{
	struct rows rows = two_trains();
	struct report report;

	(void)state;
	report_init(&report, true);
	report.command = &cmd_trains;
	column_report(&report, datum_rows(&rows));
	assert_taken(
		&report,
		"{\"command\":\"trains\",\"format\":1,\"trains\":[{\"train\":\"IC \\\"7\\\"\",\"km\":42.5,\"drift\":{\"low\":-0.5,\"high\":1.25},\"cars\":9,\"serial\":1.84467441e19,\"legs\":[{\"to\":\"Köln\",\"km\":12.5},{\"to\":\"Bonn\",\"km\":30}],\"seat\":{\"row\":3},\"stops\":[\"Brühl\"],\"late\":true},{\"train\":\"tram\",\"km\":null,\"drift\":{\"low\":null,\"high\":1.25},\"cars\":null,\"serial\":1.84467441e19,\"legs\":[{\"to\":\"Köln\",\"km\":12.5},{\"to\":\"Bonn\",\"km\":30}],\"seat\":null,\"late\":false}]}\n");
	rows_clear(&rows);
}

static void in_text_a_report_takes_its_data_and_prints_nothing(void **state)
{
	struct rows leg = { .columns = leg_columns };
	struct report report;

	(void)state;
	report_init(&report, false);
	report.command = &cmd_leg;
	rows_put(&leg, DATUM("Köln"), DATUM(12.5));
	column_report(&report, datum_rows(&leg), datum_format("x"), datum_json(json_true()));
	assert_int_equal(rows_count(&leg), 0);
	assert_null(report_take(&report));
	report_init(&report, true);
	report.command = &cmd_leg;
	column_report(&report, datum_format("x%d", 1), DATUM(0));
	assert_taken(&report, "{\"command\":\"leg\",\"format\":1,\"to\":\"x1\",\"km\":0}\n");
}

static void metric_stands_for_each_without_a_field_of_its_own(void **state)
{
	static const struct column columns[] = { FIELD("nnz", "integer", "of the mask"),
						 { .name = "METRIC",
						   .heading = "METRIC",
						   .metrics = 1u << FPE_METRIC_ROBUSTNESS_DROP |
							      1u << FPE_METRIC_ROBUSTNESS_WORST },
						 FIELD("split_METRIC", "number", "at the split"),
						 FIELDS("METRIC", span_columns),
						 { 0 } };
	struct rows rows = { .columns = columns };
	struct report report;
	json_t *list = json_array(), *o;

	(void)state;
	rows_put(&rows, DATUM(0), DATUM(1), DATUM(2));
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		rows_put(&rows, DATUM(m));
	assert_int_equal(FPE_METRIC_NNZ, 0);
	for (int m = 1; m < FPE_METRIC_COUNT; m++)
		rows_put(&rows, DATUM(m), DATUM(m + 0.5));
	assert_int_equal(rows_count(&rows), 1);
	report_init(&report, false);
	rows_table(&rows, &report, 0);
	assert_taken(&report, "robustness_drop  robustness_worst\n"
			      "          1.000             2.000\n");
	rows_json(&rows, list);
	o = json_array_get(list, 0);
	assert_int_equal(json_object_size(o), 2 * FPE_METRIC_COUNT);
	assert_int_equal(json_integer_value(json_object_get(o, "split_test_loss")),
			 FPE_METRIC_TEST_LOSS);
	assert_true(json_number_value(json_object_get(json_object_get(o, "test_loss"), "high")) ==
		    FPE_METRIC_TEST_LOSS + 0.5);
	assert_true(json_is_integer(json_object_get(o, "nnz")));
	json_decref(list);
	rows_clear(&rows);
}

static void add_line(void *context, const char *path, const struct column *field)
{
	textbuf_printf(context, "%s: %s, %s\n", path, field->type, field->help);
}

static void every_field_is_documented_by_its_path(void **state)
{
	struct textbuf out = { 0 };
	char *got;

	(void)state;
	column_fields(trains_fields, add_line, &out);
	got = textbuf_take(&out);
	assert_string_equal(got, "trains[].train: text, its name\n"
				 "trains[].km: number or null, from end to end\n"
				 "trains[].drift.low: number or null, lower end\n"
				 "trains[].drift.high: number or null, upper end\n"
				 "trains[].cars: integer or null, behind the engine\n"
				 "trains[].serial: integer, of the engine\n"
				 "trains[].legs[].to: text, where it ends\n"
				 "trains[].legs[].km: number, its length\n"
				 "trains[].seat.row: integer, counted from the front\n"
				 "trains[].stops[]: text, between the ends\n"
				 "trains[].late: true or false, is it?\n");
	free(got);
}

static void a_row_may_end_early_and_no_row_is_a_head_alone(void **state)
{
	static const struct column columns[] = { { .heading = "who", .left = true },
						 { .heading = "score" },
						 { .heading = "gain" },
						 { 0 } };
	struct rows rows = { .columns = columns };
	struct report report;

	(void)state;
	report_init(&report, false);
	rows_table(&rows, &report, 0);
	assert_taken(&report, "who  score  gain\n");
	rows_put(&rows, DATUM("a"), datum_format("lost"), DATUM_LAST, DATUM("b"), DATUM(1),
		 DATUM(2));
	rows_table(&rows, &report, 0);
	assert_taken(&report, "who  score  gain\n"
			      "a     lost\n"
			      "b        1     2\n");
	rows_clear(&rows);
	assert_int_equal(rows_count(&rows), 0);
}

static void numbers_do_not_change_in_a_comma_locale(void **state)
{
	static const struct column columns[] = {
		{ "km", "number", "its length", .heading = "km", .digits = 2 }, { 0 }
	};
	bool is_comma = comma_begin();
	struct rows rows = { .columns = columns };
	struct textbuf out = { 0 };
	struct report report;
	char *got;

	(void)state;
	rows_put(&rows, DATUM(0.5));
	rows_csv(&rows, &out);
	got = textbuf_take(&out);
	report_init(&report, false);
	rows_table(&rows, &report, 0);
	comma_end();
	assert_taken(&report, "  km\n0.50\n");
	assert_string_equal(got, "0.5\n");
	free(got);
	rows_clear(&rows);
	if (!is_comma)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_has_a_line_a_row),
		cmocka_unit_test(listeners_hear_a_sentence_a_row),
		cmocka_unit_test(lines_are_as_wide_as_they_are_on_the_screen),
		cmocka_unit_test(what_has_no_value_is_not_read_out),
		cmocka_unit_test(an_empty_table_prints_nothing),
		cmocka_unit_test(turned_a_column_is_a_line),
		cmocka_unit_test(csv_has_the_fields_with_all_digits),
		cmocka_unit_test(large_numbers_have_an_exponent),
		cmocka_unit_test(json_has_the_fields_alone),
		cmocka_unit_test(in_text_a_report_takes_its_data_and_prints_nothing),
		cmocka_unit_test(metric_stands_for_each_without_a_field_of_its_own),
		cmocka_unit_test(every_field_is_documented_by_its_path),
		cmocka_unit_test(a_row_may_end_early_and_no_row_is_a_head_alone),
		cmocka_unit_test(numbers_do_not_change_in_a_comma_locale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
