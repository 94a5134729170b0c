/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_rows.c - what every row of the command table must have: words that parse,
 * bounds that hold, choices that are taken, and completion that offers them.
 *
 * That its example runs is in tests/language/examples.py.
 */
#include "support/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/help/complete.h"
#include "cmd/help/help.h"
#include "cmd/help/tables.h"
#include "cmd/language/parse.h"
#include "cmd/language/value.h"
#include "cmd/language/value_item.h"
#include "cmd/player/results.h"
#include "fpe/split.h"
#include "view/figure/panel.h"

static bool takes(const struct arg *arg, const char *text)
{
	struct value value = { 0 };
	struct fpe_error err;
	bool taken = value_parse(arg, text, &value, &err) == FPE_OK;

	value_clear(&value);
	return taken;
}

static bool takes_number(const struct arg *arg, double number)
{
	char text[64];

	snprintf(text, sizeof text, "%.17g", number);
	return takes(arg, text);
}

static void bounds_hold(const struct command *row, const struct arg *arg)
{
	double min, max;

	(void)row;
	assert_non_null(arg->help);
	if (strcmp(value_type(arg), "real") != 0 && strcmp(value_type(arg), "reals") != 0 &&
	    !value_is_whole(arg))
		return;
	value_limits(arg, &min, &max);
	if (isfinite(min)) {
		assert_true(takes_number(arg, min));
		assert_false(takes_number(arg, min - 1));
		assert_false(takes_number(arg, min - 1e-9 * fmax(1, fabs(min))));
	}
	if (isfinite(max)) {
		assert_true(takes_number(arg, max));
		assert_false(takes_number(arg, max + 1));
	}
}

static void numbers_are_refused_past_their_bounds(void **state)
{
	(void)state;
	each_argument(bounds_hold);
}

static void choices_are_taken(const struct command *row, const struct arg *arg)
{
	bool closed = arg->type == ARG_CHOICE || arg->type == ARG_CHOICES ||
		      arg->type == ARG_COUNT || arg->type == ARG_COMMAND;
	char buffer[64];
	const char *name;
	int i;

	(void)row;
	for (i = 0; (name = value_choice(arg, i, buffer)); i++) {
		if (!takes(arg, name))
			fail_msg("%s is a choice and refused", name);
	}
	assert_true(!closed || i || arg->type == ARG_COUNT);
	assert_true(!closed || !takes(arg, "no_such_choice"));
}

static void every_choice_is_taken_and_no_other(void **state)
{
	(void)state;
	each_argument(choices_are_taken);
}

static bool is_offered(const char *line, const char *text)
{
	struct candidates c;
	bool found = false;

	complete_line(line, (int)strlen(line), NULL, &c);
	for (int i = 0; i < c.count; i++)
		found |= strcmp(c.item[i].text, text) == 0;
	candidates_clear(&c);
	return found;
}

static void assert_offered(const char *line, const char *text)
{
	if (!is_offered(line, text))
		fail_msg("Tab after `%s` does not offer %s", line, text);
}

static void key_is_offered(const struct command *row, const struct arg *arg)
{
	char line[200], key[100], buffer[64];
	const char *name;

	if (arg->positional)
		return;
	/* an expression takes all up to the message behind it */
	snprintf(line, sizeof line, "%s %s%s%s", row->verb, row->word ? row->word : "",
		 row->word ? " " : "", row->args[0].type == ARG_EXPRESSION ? "1 \"x\" " : "");
	snprintf(key, sizeof key, "%s=", arg->name);
	assert_offered(line, key);
	strcat(line, key);
	for (int i = 0; (name = value_choice(arg, i, buffer)); i++)
		assert_offered(line, name);
}

static void verbs_words_keys_and_choices_are_completed(void **state)
{
	(void)state;
	for (int i = 0; command_table[i]; i++) {
		const struct command *row = command_table[i];
		char line[100];

		test_row("%s %s", row->verb, row->word ? row->word : "");
		assert_offered("", row->verb);
		snprintf(line, sizeof line, "%s ", row->verb);
		if (row->word)
			assert_offered(line, row->word);
	}
	each_argument(key_is_offered);
}

/* Tab where a word must come that nobody can offer: it is named, and no key put there. */
static void a_word_that_must_come_is_named(void **state)
{
	int named = 0;

	(void)state;
	for (int i = 0; command_table[i]; i++) {
		const struct command *row = command_table[i];
		const struct arg *due = row->args + command_positional(row, 0);
		char line[200];
		struct candidates c;

		if (command_positional(row, 0) == COMMAND_MAX_ARGS || !due->required)
			continue;
		snprintf(line, sizeof line, "%s %s%s", row->verb, row->word ? row->word : "",
			 row->word ? " " : "");
		test_row("%s", line);
		complete_line(line, (int)strlen(line), NULL, &c);
		for (int k = 0; k < c.count && !*c.item[0].text; k++) {
			named += k == 0;
			assert_non_null(strstr(c.item[0].help, due->name));
			assert_true(k == 0 || strchr(c.item[k].text, '='));
		}
		if (c.count == 1)
			assert_null(strchr(c.item[0].text, '='));
		candidates_clear(&c);
	}
	assert_true(named > 0);
}

/* Offered is what is taken, with this first word. */
static void assert_offers_what_goes_with(const struct command *row, int first, const char *word,
					 const struct arg *arg)
{
	char line[200], key[100], buffer[64];
	const char *name;

	snprintf(line, sizeof line, "%s %s ", row->verb, word);
	snprintf(key, sizeof key, "%s=", arg->name);
	if (is_offered(line, key) != row->goes_with(first, arg->name, NULL))
		fail_msg("%s: Tab and the row differ on %s", line, key);
	strcat(line, key);
	for (int i = 0;
	     row->goes_with(first, arg->name, NULL) && (name = value_choice(arg, i, buffer)); i++) {
		if (is_offered(line, name) != row->goes_with(first, arg->name, name))
			fail_msg("%s: Tab and the row differ on %s", line, name);
	}
}

static void what_the_first_word_rules_out_is_not_offered(void **state)
{
	int refused = 0;

	(void)state;
	for (int i = 0; command_table[i]; i++) {
		const struct command *row = command_table[i];
		char buffer[64];
		const char *word;

		for (int w = 0; row->goes_with && (word = value_choice(row->args, w, buffer));
		     w++) {
			test_row("%s %s", row->verb, word);
			for (int k = 1; k < COMMAND_MAX_ARGS && row->args[k].name; k++) {
				if (row->args[k].positional)
					continue;
				assert_offers_what_goes_with(row, w, word, &row->args[k]);
				refused += !row->goes_with(w, row->args[k].name, NULL);
			}
		}
	}
	assert_true(refused > 0);
	assert_true(is_offered("plot curves of=", "test_loss"));
	assert_false(is_offered("plot curves of=", "neurons"));
	assert_false(is_offered("plot interference of=", "test_loss"));
	assert_false(is_offered("plot capacity ", "yaw="));
}

static void lines_of_rows_parse(void **state)
{
	(void)state;
	for (int i = 0; command_table[i]; i++) {
		const struct command *row = command_table[i];
		const char *const lines[] = { row->example_setup, row->example,
					      row->more_examples };
		struct script script;

		test_row("%s %s", row->verb, row->word ? row->word : "");
		assert_non_null(row->help);
		assert_non_null(row->example);
		/* `include` would read its file. */
		for (int k = 0; k < 3 && row->run; k++) {
			if (!lines[k])
				continue;
			assert_fails(FPE_OK, parse_text(lines[k], strlen(lines[k]), "", false, NULL,
							NULL, &script));
			assert_true(script.count > 0);
			script_clear(&script);
		}
	}
}

static void what_panels_take_are_arguments(void **state)
{
	static const char *const verbs[] = { "plot", "show" };

	(void)state;
	for (const struct panel_use *use = panel_uses; use->name; use++) {
		for (int i = 0; i < 2; i++) {
			test_row("%s %s", verbs[i], use->name);
			assert_in_range(command_key(command_find(verbs[i]), use->name,
						    (int)strlen(use->name)),
					0, COMMAND_MAX_ARGS - 1);
		}
	}
}

/* ------------------------------------------------------ what is nearly right */

#define HEARD (2 * FPE_MESSAGE_SIZE + 16)

static void hear(void *context, const struct parse_error *error)
{
	snprintf(context, HEARD, "%d: %s", error->column, error->message);
}

/* What the parser says of a line, where; NULL: it takes it. */
static const char *said_of(const char *line, char said[HEARD])
{
	struct script script;
	enum fpe_status status = parse_text(line, strlen(line), "", false, hear, said, &script);

	if (!status)
		script_clear(&script);
	return status ? said : NULL;
}

/* The words a row begins with, and those at the places that must be filled. */
static void begin(const struct command *row, char line[200])
{
	snprintf(line, 200, "%s%s%s", row->verb, row->word ? " " : "", row->word ? row->word : "");
}

/* Its words are taken for expressions or, any number of them, for files and texts. */
static bool takes_any_word(const struct command *row)
{
	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		if (row->args[i].positional &&
		    (row->args[i].type == ARG_EXPRESSION || row->args[i].repeat))
			return true;
	}
	return false;
}

static void key_without_its_value(const struct command *row, const struct arg *arg)
{
	static const char *const behind[] = { " = 7", " =7", "= 7", " 7 and more" };
	char line[200], said[HEARD], expected[200];

	if (arg->positional || takes_any_word(row))
		return;
	for (int i = 0; i < 4; i++) {
		int column;

		begin(row, line);
		column = (int)strlen(line) + 1;
		snprintf(line + column - 1, 100, " %s%s", arg->name, behind[i]);
		snprintf(expected, sizeof expected, "%d: %s is a key: write %s=7%s", column,
			 arg->name, arg->name, i < 3 ? ", without blanks" : "");
		/* a file may have this name, and a text be empty */
		if (!said_of(line, said))
			continue;
		if (arg->type == ARG_TEXT && i == 2)
			continue;
		if (strcmp(said, expected) != 0)
			fail_msg("%s\n%s\nand not\n%s", line, said, expected);
	}
}

static void a_key_apart_from_its_value_is_put_together(void **state)
{
	char said[HEARD];

	(void)state;
	each_argument(key_without_its_value);
	/* of a row that has no such key */
	assert_non_null(
		strstr(said_of("task csv a.csv clauses = 3", said),
		       "15: clauses is one word too many; task csv takes label=, missing="));
	assert_string_equal(said_of("task csv clauses = 3", said),
			    "17: a key, its = and its value stand together, without blanks");
}

static int lone_values;

static void value_without_its_key(const struct command *row, const struct arg *arg)
{
	char line[400], said[HEARD], written[200], given[100], buffer[64];
	const char *name;

	snprintf(given, sizeof given, " %s=", arg->name);
	if (arg->positional || !row->run || strstr(row->example, given) || takes_any_word(row))
		return;
	for (int i = 0; (name = value_choice(arg, i, buffer)); i++) {
		snprintf(line, sizeof line, "%s %s", row->example, name);
		snprintf(written, sizeof written, "write %s=%s", arg->name, name);
		/* taken at a place that was free; or another key has such a value, too */
		if (!said_of(line, said) || !strstr(said, "is a value of"))
			continue;
		lone_values += strstr(said, written) != NULL;
	}
}

static void a_value_without_its_key_is_told_which(void **state)
{
	char said[HEARD];

	(void)state;
	each_argument(value_without_its_key);
	for (int i = 0; fpe_split_kind_name(i); i++) {
		char line[100], expected[100];

		snprintf(line, sizeof line, "split %s", fpe_split_kind_name(i));
		snprintf(expected, sizeof expected, "6: %s is a value of by: write by=%s",
			 fpe_split_kind_name(i), fpe_split_kind_name(i));
		assert_string_equal(said_of(line, said), expected);
	}
	assert_true(lone_values > 0);
	assert_string_equal(said_of("compare by=random clause", said),
			    "18: clause is a value of by: write by=random,clause");
}

static void name_of_a_place(const struct command *row, const struct arg *arg)
{
	char line[200], said[HEARD];
	bool keys = false;

	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++)
		keys |= !row->args[i].positional;
	if (!arg->positional || !keys || row->args[0].type == ARG_EXPRESSION)
		return;
	begin(row, line);
	snprintf(line + strlen(line), 100, " %s=x", arg->name);
	if (!said_of(line, said) || !strstr(said, "stands without its name") ||
	    !strstr(said, row->example))
		fail_msg("%s\n%s", line, said);
}

static void a_place_called_by_its_name_is_shown(void **state)
{
	(void)state;
	each_argument(name_of_a_place);
}

static void what_lacks_is_shown_by_an_example(void **state)
{
	(void)state;
	for (int i = 0; command_table[i]; i++) {
		const struct command *row = command_table[i];
		char line[200], said[HEARD];
		bool needs = false;

		for (int k = 0; k < COMMAND_MAX_ARGS && row->args[k].name; k++)
			needs |= row->args[k].required;
		begin(row, line);
		test_row("%s", line);
		if (needs && (!said_of(line, said) || !strstr(said, row->example)))
			fail_msg("%s", said);
	}
}

static void a_second_command_is_none(void **state)
{
	static const char *const lines[] = { "train 5; metrics",
					     "train 5 ; metrics",
					     "train 5 && metrics",
					     "task xor; train 5",
					     "split by=clause; train 5",
					     "train 5 | metrics",
					     "plot curves x.svg && train 5" };
	char said[HEARD];

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		test_row("%s", lines[i]);
		assert_non_null(strstr(said_of(lines[i], said), "a line holds one command"));
	}
	assert_non_null(strstr(said_of("task formula a & b", said), "quote a text"));
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* A row is known by its name. */
static void every_table_has_named_rows_with_help(void **state)
{
	json_t *all = tables_json(NULL);
	size_t i, k;
	const json_t *table, *row;

	(void)state;
	assert_true(json_array_size(all) > 5);
	json_array_foreach(all, i, table)
	{
		const json_t *rows = json_object_get(table, "rows");

		test_row("%s", text_of(table, "name"));
		assert_true(json_array_size(rows) > 0);
		json_array_foreach(rows, k, row)
		{
			test_row("row %zu", k);
			assert_true(text_of(row, "name")[0] != '\0');
			assert_true(text_of(row, "help")[0] != '\0');
			for (size_t other = 0; other < k; other++)
				assert_string_not_equal(text_of(json_array_get(rows, other),
								"name"),
							text_of(row, "name"));
		}
	}
	json_decref(all);
}

/* `regress` would leave out those past them. */
static void every_kind_of_split_has_a_line_of_regress(void **state)
{
	int kinds = 0;

	(void)state;
	while (fpe_split_kind_name(kinds))
		kinds++;
	assert_in_range(kinds, 1, REGRESSION_LINES);
}

/* `by=group` is explained as the split that it is, `help group` as the command. */
static void a_value_is_explained_as_what_it_is(void **state)
{
	(void)state;
	assert_string_equal(help_value("group"), fpe_split_kind_find("group")->help);
	assert_string_equal(help_sentence("group"), command_find("group")->help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_rows_parse),
		cmocka_unit_test(numbers_are_refused_past_their_bounds),
		cmocka_unit_test(every_choice_is_taken_and_no_other),
		cmocka_unit_test(verbs_words_keys_and_choices_are_completed),
		cmocka_unit_test(a_key_apart_from_its_value_is_put_together),
		cmocka_unit_test(a_value_without_its_key_is_told_which),
		cmocka_unit_test(a_place_called_by_its_name_is_shown),
		cmocka_unit_test(what_lacks_is_shown_by_an_example),
		cmocka_unit_test(a_second_command_is_none),
		cmocka_unit_test(what_panels_take_are_arguments),
		cmocka_unit_test(a_word_that_must_come_is_named),
		cmocka_unit_test(what_the_first_word_rules_out_is_not_offered),
		cmocka_unit_test(every_table_has_named_rows_with_help),
		cmocka_unit_test(every_kind_of_split_has_a_line_of_regress),
		cmocka_unit_test(a_value_is_explained_as_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
