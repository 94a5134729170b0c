/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_value.c - typed values: what is taken, what is refused and how. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/number.h"
#include "cmd/language/value.h"
#include "fpe/rng.h"
#include "unit/cmd/help/comma.h"
#include "unit/cmd/language/table.h"

static const struct arg alpha = {
	.name = "alpha", .type = ARG_INT, .min = 2, .max = 64, .unit = "children"
};
static const struct arg share = { .name = "share", .type = ARG_REAL, .min = 0, .max = 1 };
static const struct arg rate = { .name = "lr", .type = ARG_REAL, .min = 0, .max = INFINITY };
static const struct arg seed = { .name = "seed", .type = ARG_SEED };
static const struct arg flag = { .name = "negate", .type = ARG_FLAG };
static const struct arg by = { .name = "by", .type = ARG_CHOICE, .choices = "random|clause|gram" };
static const struct arg bys = { .name = "by",
				.type = ARG_CHOICES,
				.choices = "random|clause|gram" };
static const struct arg panel = {
	.name = "PANEL", .type = ARG_CHOICE, .positional = true, .choice = panel_name
};
static const struct arg ints = {
	.name = "alpha", .type = ARG_INTS, .min = 2, .max = 64, .unit = "children"
};
static const struct arg reals = { .name = "flip", .type = ARG_REALS };
static const struct arg counts = {
	.name = "batch", .type = ARG_COUNT, .min = 1, .max = 100, .choices = "full"
};
static const struct arg layers = { .name = "hidden", .type = ARG_LAYERS };
static const struct arg layer = { .name = "layer", .type = ARG_LAYER, .choices = "all" };
static const struct arg one_layer = { .name = "layer", .type = ARG_LAYER };
static const struct arg name = { .name = "as", .type = ARG_NAME };
static const struct arg arms = { .name = "arm", .type = ARG_ARMS };
static const struct arg from = { .name = "from", .type = ARG_ARM_EPOCH };
static const struct arg epoch = {
	.name = "epoch", .type = ARG_EPOCH, .positional = true, .max = 100, .unit = "or ARM@EPOCH"
};
static const struct arg one_arm = { .name = "arm", .type = ARG_ARM };
static const struct arg text = { .name = "TEXT", .type = ARG_TEXT, .positional = true };
static const struct arg files = {
	.name = "IN", .type = ARG_FILE, .positional = true, .repeat = true
};
static const struct arg formula = { .name = "FORMULA", .type = ARG_FORMULA };
static const struct arg where = { .name = "where", .type = ARG_EXPRESSION };
static const struct arg topic = {
	.name = "TOPIC", .type = ARG_COMMAND, .positional = true, .choice = help_name
};

static void assert_refused(const struct arg *arg, const char *given, int at, const char *message)
{
	struct value value = { 0 };
	struct fpe_error err = { .at = -1 };

	assert_fails(FPE_EPARSE, value_parse(arg, given, &value, &err));
	assert_false(value.given);
	assert_null(value.text);
	assert_string_equal(err.message, message);
	assert_int_equal(err.at, at);
}

static double number_of(const struct arg *arg, const char *given)
{
	struct value value = { 0 };
	struct fpe_error err;
	double number;

	assert_ok(value_parse(arg, given, &value, &err));
	assert_true(value.given);
	number = value.number;
	value_clear(&value);
	return number;
}

static void numbers_are_taken_inside_their_bounds(void **state)
{
	(void)state;
	assert_true(number_of(&alpha, "2") == 2);
	assert_true(number_of(&alpha, "64") == 64);
	assert_true(number_of(&share, "0.5") == 0.5);
	assert_true(number_of(&share, ".5") == 0.5);
	assert_true(number_of(&share, "1e-3") == 1e-3);
	assert_true(number_of(&rate, "+2E2") == 200);
	assert_refused(&alpha, "99", 0, "alpha=99: 2 to 64 children are allowed");
	assert_refused(&alpha, "-2", 0, "alpha=-2: 2 to 64 children are allowed");
	assert_refused(&alpha, "2.5", 0,
		       "alpha=2.5: not a whole number; 2 to 64 children are allowed");
	assert_refused(&alpha, "2x", 1, "alpha=2x: a number alone; 2 to 64 children are allowed");
	assert_refused(&alpha, "", 0, "alpha=: nothing given; 2 to 64 children are allowed");
	assert_refused(&share, "1.5", 0, "share=1.5: 0 to 1 is allowed");
	assert_refused(&rate, "-1", 0, "lr=-1: 0 or more is allowed");
}

static void numbers_that_are_no_decimals_are_refused(void **state)
{
	static const char *const bad[] = { "inf", "nan", "0x10", "1e999", "1,5",      "--1", "1e",
					   "1.",  ".",	 "+",	 "1 ",	  "INFINITY", "١",   NULL };
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	for (int i = 0; bad[i]; i++) {
		test_row("%s", bad[i]);
		assert_fails(FPE_EPARSE, value_parse(&rate, bad[i], &value, &err));
	}
}

static void whole_numbers_fit_an_int(void **state)
{
	struct arg any = { .name = "n", .type = ARG_INT };

	(void)state;
	assert_true(number_of(&any, "2147483647") == 2147483647.0);
	assert_true(number_of(&any, "-2147483648") == -2147483648.0);
	assert_refused(&any, "2147483648", 0, "n=2147483648: a whole number is allowed");
}

static void seeds_have_64_bits(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&seed, "18446744073709551615", &value, &err));
	assert_true(value.seed == 18446744073709551615u);
	value_clear(&value);
	assert_refused(
		&seed, "18446744073709551616", 0,
		"seed=18446744073709551616: a whole number from 0 to 18446744073709551615 is allowed");
	assert_refused(
		&seed, "1e3", 1,
		"seed=1e3: not a whole number; a whole number from 0 to 18446744073709551615 is allowed");
	assert_refused(
		&seed, "-1", 0,
		"seed=-1: not a whole number; a whole number from 0 to 18446744073709551615 is allowed");
}

static void choices_are_listed_with_the_nearest(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&by, "clause", &value, &err));
	assert_int_equal(value.choice, 1);
	assert_string_equal(value.text, "clause");
	value_clear(&value);
	assert_ok(value_parse(&panel, "curves", &value, &err));
	assert_int_equal(value.choice, 2);
	value_clear(&value);
	assert_refused(&by, "clase", 0,
		       "by=clase: random, clause or gram is allowed; did you mean clause?");
	assert_refused(&by, "xyz", 0, "by=xyz: random, clause or gram is allowed");
	assert_refused(
		&panel, "curve", 0,
		"PANEL curve: assignment, capacity or curves is allowed; did you mean curves?");
	assert_refused(&flag, "true", 0, "negate=true: yes or no is allowed");
	assert_true(number_of(&flag, "yes") == 1);
	assert_true(number_of(&flag, "no") == 0);
}

static void counts_are_numbers_or_words(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&counts, "full", &value, &err));
	assert_int_equal(value.choice, 0);
	value_clear(&value);
	assert_ok(value_parse(&counts, "50", &value, &err));
	assert_int_equal(value.choice, -1);
	assert_true(value.number == 50);
	value_clear(&value);
	assert_refused(&counts, "0", 0, "batch=0: full or 1 to 100 is allowed");
	assert_refused(&counts, "ful", 0,
		       "batch=ful: full or 1 to 100 is allowed; did you mean full?");
}

static void assert_list(const struct arg *arg, const char *given, int count, const double *want)
{
	struct value value = { 0 };
	struct fpe_error err;

	assert_ok(value_parse(arg, given, &value, &err));
	assert_int_equal(value.count, count);
	for (int i = 0; i < count; i++) {
		if (value.numbers[i] != want[i])
			fail_msg("%s: item %d is %.17g", given, i, value.numbers[i]);
	}
	value_clear(&value);
}

static void lists_and_ranges_hold_both_ends(void **state)
{
	(void)state;
	assert_list(&ints, "2,4,8", 3, (double[]){ 2, 4, 8 });
	assert_list(&ints, "2..5", 4, (double[]){ 2, 3, 4, 5 });
	assert_list(&ints, "2..4,8", 4, (double[]){ 2, 3, 4, 8 });
	assert_list(&ints, "4..16:4", 4, (double[]){ 4, 8, 12, 16 });
	assert_list(&ints, "4..15:4", 3, (double[]){ 4, 8, 12 });
	assert_list(&ints, "7..7", 1, (double[]){ 7 });
	assert_list(&reals, "0..0.3:0.05", 7, (double[]){ 0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3 });
	assert_list(&reals, "-0.2..0.2:0.1", 5, (double[]){ -0.2, -0.1, 0, 0.1, 0.2 });
	assert_list(&reals, "-1,.5", 2, (double[]){ -1, 0.5 });
	assert_list(&layers, "512x256", 2, (double[]){ 512, 256 });
	assert_list(&layers, "8", 1, (double[]){ 8 });
}

static void a_long_range_does_not_drift(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&reals, "0..400:0.1", &value, &err));
	assert_int_equal(value.count, 4001);
	assert_true(value.numbers[4000] == 400);
	assert_true(value.numbers[3333] == 333.3);
	value_clear(&value);
}

static void faults_in_lists_are_pointed_at(void **state)
{
	const char *const what = "2 to 64 children are allowed";
	char message[200];

	(void)state;
	snprintf(message, sizeof message, "alpha=99: %s", what);
	assert_refused(&ints, "2,99", 2, message);
	snprintf(message, sizeof message, "alpha=2..99: %s", what);
	assert_refused(&ints, "4,2..99", 5, message);
	snprintf(message, sizeof message, "alpha=: an item is missing; %s", what);
	assert_refused(&ints, "2,,4", 2, message);
	assert_refused(&ints, "2,", 2, message);
	snprintf(message, sizeof message, "alpha=2..: a range is FIRST..LAST:STEP; %s", what);
	assert_refused(&ints, "2..", 3, message);
	snprintf(message, sizeof message, "alpha=8..4: the range ends below its start; %s", what);
	assert_refused(&ints, "8..4", 3, message);
	snprintf(message, sizeof message, "alpha=2..4:0: the step must be above 0; %s", what);
	assert_refused(&ints, "2..4:0", 5, message);
	snprintf(message, sizeof message, "alpha=2..4:.5: the step must be whole; %s", what);
	assert_refused(&ints, "2..4:.5", 5, message);
	assert_refused(&layers, "512x0", 4, "hidden=0: 1 to 4096 is allowed");
	assert_refused(&layers, "2..4", 1,
		       "hidden=2..4: one number, no list; 1 to 4096 is allowed, widths as 512x256");
}

static void lists_have_a_longest_length(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&reals, "1..4096", &value, &err));
	assert_int_equal(value.count, COMMAND_MAX_ITEMS);
	value_clear(&value);
	assert_refused(&reals, "0..4096", 0,
		       "flip=0..4096: more than 4096 items; a list or range of numbers is allowed");
	assert_refused(
		&reals, "0..1:1e-300", 0,
		"flip=0..1:1e-300: more than 4096 items; a list or range of numbers is allowed");
	assert_refused(&layers, "1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1", 30,
		       "hidden=1: more than 15 items; 1 to 4096 is allowed, widths as 512x256");
}

static void lists_of_names_keep_order_and_refuse_twins(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&bys, "gram,random", &value, &err));
	assert_int_equal(value.count, 2);
	assert_string_equal(value.texts[0], "gram");
	assert_true(value.numbers[0] == 2 && value.numbers[1] == 0);
	value_clear(&value);
	assert_ok(value_parse(&arms, "dense,clause2", &value, &err));
	assert_string_equal(value.texts[1], "clause2");
	value_clear(&value);
	assert_refused(&bys, "gram,gram", 5,
		       "by=gram: given twice; random, clause or gram is allowed");
	assert_refused(&bys, "gram,claus", 5,
		       "by=claus: random, clause or gram is allowed; did you mean clause?");
	assert_refused(&arms, "dense,2", 6, "arm=2: names of arms as a,b is allowed");
}

static void layers_are_counted_from_one(void **state)
{
	(void)state;
	assert_true(number_of(&layer, "1") == 1);
	assert_true(number_of(&layer, "fc16") == 16);
	assert_true(number_of(&layer, "all") == -1);
	assert_refused(&layer, "17", 0, "layer=17: all or 1 to 16 is allowed");
	assert_refused(&layer, "fc0", 0, "layer=fc0: all or 1 to 16 is allowed");
	assert_refused(&one_layer, "all", 0, "layer=all: 1 to 16 is allowed");
}

static void names_are_identifiers(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&name, "a_2345678901234567890123456789b", &value, &err));
	value_clear(&value);
	assert_refused(&name, "2a", 0,
		       "as=2a: a letter followed by letters, digits or _ is allowed");
	assert_refused(&name, "a-b", 1,
		       "as=a-b: a letter followed by letters, digits or _ is allowed");
	assert_refused(
		&name, "a_2345678901234567890123456789bc", 31,
		"as=a_2345678901234567890123456789bc: longer than 31 letters; a letter followed by letters, digits or _ is allowed");
	assert_ok(value_parse(&from, "dense@5", &value, &err));
	assert_string_equal(value.text, "dense");
	assert_int_equal(value.epoch, 5);
	value_clear(&value);
	assert_ok(value_parse(&from, "dense", &value, &err));
	assert_int_equal(value.epoch, -1);
	value_clear(&value);
	assert_refused(&from, "dense@", 6,
		       "from=dense@: not an epoch; an arm, or ARM@EPOCH is allowed");
	assert_refused(&from, "dense@1.5", 6,
		       "from=dense@1.5: not an epoch; an arm, or ARM@EPOCH is allowed");
}

/* An arm's epoch is written in one way wherever one is asked for; where none is, the answer
   says how to get it. */
static void an_epoch_may_name_its_arm(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&epoch, "7", &value, &err));
	assert_string_equal(value.text, "");
	assert_int_equal(value.number, 7);
	value_clear(&value);
	assert_ok(value_parse(&epoch, "dense@5", &value, &err));
	assert_string_equal(value.text, "dense");
	assert_int_equal(value.number, 5);
	value_clear(&value);
	assert_refused(&epoch, "dense@", 6,
		       "epoch dense@: not an epoch; 0 to 100 or ARM@EPOCH are allowed");
	assert_refused(&epoch, "dense@101", 6,
		       "epoch dense@101: 0 to 100 or ARM@EPOCH are allowed");
	assert_refused(&epoch, "@5", 0,
		       "epoch @5: not the name of an arm; 0 to 100 or ARM@EPOCH are allowed");
	assert_refused(&epoch, "dense", 0,
		       "epoch dense: not a number; 0 to 100 or ARM@EPOCH are allowed");
	assert_refused(
		&one_arm, "dense@5", 5,
		"arm=dense@5: arms are as they are now: `rewind ARM@EPOCH` makes one that is as it was; the name of an arm is allowed");
	assert_refused(
		&arms, "dense,clause@5", 12,
		"arm=clause@5: arms are as they are now: `rewind ARM@EPOCH` makes one that is as it was; names of arms as a,b is allowed");
}

static void texts_that_are_parsed_point_at_their_fault(void **state)
{
	struct value value = { 0 };
	struct fpe_error err = { .at = -1 };

	(void)state;
	assert_ok(value_parse(&formula, "a & !b", &value, &err));
	value_clear(&value);
	assert_fails(FPE_EPARSE, value_parse(&formula, "a & ", &value, &err));
	assert_in_range(err.at, 2, 4);
	assert_ok(value_parse(&where, "alpha > 2", &value, &err));
	value_clear(&value);
	assert_fails(FPE_EPARSE, value_parse(&where, "alpha = 2", &value, &err));
	assert_int_equal(err.at, 6);
	assert_ok(value_parse(&text, "", &value, &err));
	assert_string_equal(value.text, "");
	value_clear(&value);
}

static void repeated_arguments_append(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&files, "a.db", &value, &err));
	assert_ok(value_parse(&files, "b.db", &value, &err));
	assert_int_equal(value.count, 2);
	assert_string_equal(value.texts[0], "a.db");
	assert_string_equal(value.texts[1], "b.db");
	value_clear(&value);
}

static void topics_are_verbs_and_help_topics(void **state)
{
	struct value value = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(value_parse(&topic, "split", &value, &err));
	value_clear(&value);
	assert_ok(value_parse(&topic, "capacity", &value, &err));
	value_clear(&value);
	assert_refused(&topic, "spilt", 0,
		       "TOPIC spilt: a command or help topic is allowed; did you mean split?");
}

static void long_texts_are_shortened_in_errors(void **state)
{
	char buffer[VALUE_SHOWN + 4], given[200];

	(void)state;
	memset(given, 'a', sizeof given);
	memcpy(given + 59, "ä", 2);
	value_shown(given, 200, buffer);
	assert_int_equal(strlen(buffer), 59 + 3);
	assert_string_equal(buffer + 59, "…");
	assert_string_equal(value_shown("a\nb", 3, buffer), "a b");
}

static void numbers_do_not_change_in_a_comma_locale(void **state)
{
	char buffer[NUMBER_TEXT];
	bool is_comma = comma_begin();

	(void)state;
	if (is_comma) {
		assert_true(number_of(&share, "0.5") == 0.5);
		assert_list(&reals, "0..0.3:0.1", 4, (double[]){ 0, 0.1, 0.2, 0.3 });
		assert_refused(&share, "0,5", 1,
			       "share=0,5: one number, no list; 0 to 1 is allowed");
		assert_string_equal(number_text(0.25, buffer), "0.25");
	}
	comma_end();
	if (!is_comma)
		skip();
}

/* What was printed with 15 digits is read back the same. */
static void numbers_survive_writing_and_reading(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed("numbers"), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 20000; i++) {
		int places = (int)fpe_rng_below(&rng, 12);
		double whole = (double)fpe_rng_below(&rng, 1000000000);
		char given[40];
		double want, got;

		snprintf(given, sizeof given, "%.*f", places, whole / pow(10, places));
		want = strtod(given, NULL);
		assert_int_equal(number_scan(given, 1, &got), strlen(given));
		assert_true(got == want);
		assert_true(number_tidy(want) == want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_taken_inside_their_bounds),
		cmocka_unit_test(numbers_that_are_no_decimals_are_refused),
		cmocka_unit_test(whole_numbers_fit_an_int),
		cmocka_unit_test(seeds_have_64_bits),
		cmocka_unit_test(choices_are_listed_with_the_nearest),
		cmocka_unit_test(counts_are_numbers_or_words),
		cmocka_unit_test(lists_and_ranges_hold_both_ends),
		cmocka_unit_test(a_long_range_does_not_drift),
		cmocka_unit_test(faults_in_lists_are_pointed_at),
		cmocka_unit_test(lists_have_a_longest_length),
		cmocka_unit_test(lists_of_names_keep_order_and_refuse_twins),
		cmocka_unit_test(layers_are_counted_from_one),
		cmocka_unit_test(names_are_identifiers),
		cmocka_unit_test(an_epoch_may_name_its_arm),
		cmocka_unit_test(texts_that_are_parsed_point_at_their_fault),
		cmocka_unit_test(repeated_arguments_append),
		cmocka_unit_test(topics_are_verbs_and_help_topics),
		cmocka_unit_test(long_texts_are_shortened_in_errors),
		cmocka_unit_test(numbers_do_not_change_in_a_comma_locale),
		cmocka_unit_test(numbers_survive_writing_and_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
