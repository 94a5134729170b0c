/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_help.c - help and the manual's reference say what the tables say. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/help/help.h"
#include "view/grid/textbuf_wrap.h"
#include "unit/cmd/language/table.h"

static void usage_lines_show_what_must_be_given(void **state)
{
	static const struct {
		const struct command *command;
		const char *want;
	} cases[] = {
		{ &split,
		  "split by=random|clause|gram|magnitude|manual [alpha=2] [layer=1] [from=ARM[@EPOCH]] [as=NAME] [share=0]" },
		{ &train, "train [EPOCHS] [until=N] [arm=ARM,ARM]" },
		{ &set, "set [batch=N|full] [lr=X] [hidden=AxB]" },
		{ &merge, "merge OUT IN ..." },
		{ &task_formula, "task formula FORMULA" },
		{ &quit, "quit" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s", cases[i].want);
		char *usage = help_usage(cases[i].command);

		assert_string_equal(usage, cases[i].want);
		free(usage);
	}
}

static void a_verb_is_explained_from_its_rows(void **state)
{
	char *text = help_topic("split", NULL);

	(void)state;
	assert_has(text, "  split by=random|clause");
	assert_has(text, "Split every hidden neuron into children.");
	assert_has(
		text,
		"      alpha=\n          children of each neuron; 2 to 64 children; default 2\n");
	assert_has(text, "The children share the parent's inputs.\n");
	assert_has(text, "example: split by=clause alpha=2");
	free(text);
	text = help_topic("task", NULL);
	assert_has(text, "task dnf");
	assert_has(text, "task formula FORMULA");
	free(text);
}

static void other_topics_come_from_the_sources(void **state)
{
	char *text = help_topic("capacity", NULL);

	(void)state;
	assert_has(text, "capacity (metrics)\n");
	assert_has(text, "At most 1.\n\n    A zero column counts 0.\n");
	assert_has(text, "capacity (panels)\n");
	free(text);
	text = help_topic("metrics", NULL);
	assert_has(text, "What is measured.\n  accuracy\n");
	free(text);
	text = help_topic("json", NULL);
	assert_has(text, "split\n  arms[].nnz  integer\n      mask entries set");
	free(text);
	assert_null(help_topic("nothing", NULL));
	assert_string_equal(help_sentence("accuracy"), "share classified right");
	assert_string_equal(help_sentence("quit"), "Leave.");
	assert_string_equal(help_sentence("task"), "Show the task.");
	assert_string_equal(help_sentence("nothing"), "");
	assert_string_equal(help_value("quit"), "Leave.");
}

static void every_topic_is_named_once_and_explained(void **state)
{
	const char *name, *again;

	(void)state;
	for (int i = 0; (name = help_name(i)); i++) {
		char *text = help_topic(name, NULL);

		assert_non_null(text);
		free(text);
		for (int j = 0; j < i && (again = help_name(j)); j++)
			assert_string_not_equal(name, again);
	}
	assert_null(help_name(-1));
}

static void the_overview_names_every_verb_once(void **state)
{
	char *text = help_overview(), *first;

	(void)state;
	assert_has(text, "  split           Split every hidden neuron into");
	first = strstr(text, "  task ");
	assert_non_null(first);
	assert_null(strstr(first + 1, "  task "));
	assert_has(text, "  metrics         What is measured.");
	free(text);
}

static void lines_are_at_most_80_columns_wide(void **state)
{
	const char *name;

	(void)state;
	for (int i = 0; (name = help_name(i)); i++) {
		char *text = help_topic(name, NULL), *line = text;

		while (*line) {
			size_t n = strcspn(line, "\n");

			assert_in_range(n, 0, 80);
			line += n + (line[n] != '\0');
		}
		free(text);
	}
}

static void the_reference_is_safe_roff(void **state)
{
	char *text = help_roff(), *at;

	(void)state;
	assert_has(text, ".Li \"\\&split by=random|clause");
	assert_has(text, "\\&.Not a request: a \\e and a \\- are kept.\n");
	assert_has(text, ".It Cm alpha=\nchildren of each neuron;");
	for (at = text; (at = strchr(at, '\n')); at++) {
		if (at[1] == '.')
			assert_true(at[2] >= 'A' && at[2] <= 'Z');
	}
	free(text);
	text = help_roff_json();
	assert_has(text, ".It Li \"\\&arms[].nnz\"\ninteger: mask entries set\n");
	free(text);
}

static void long_text_is_wrapped_at_blanks(void **state)
{
	struct textbuf out = { 0 };
	char *text;

	(void)state;
	textbuf_wrap(&out, 2, 10, "aa bb cc dd\n\nee ffffffffffffff g");
	text = textbuf_take(&out);
	assert_string_equal(text, "  aa bb cc\n  dd\n\n  ee\n"
				  "  ffffffffffffff\n  g\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usage_lines_show_what_must_be_given),
		cmocka_unit_test(a_verb_is_explained_from_its_rows),
		cmocka_unit_test(other_topics_come_from_the_sources),
		cmocka_unit_test(every_topic_is_named_once_and_explained),
		cmocka_unit_test(the_overview_names_every_verb_once),
		cmocka_unit_test(lines_are_at_most_80_columns_wide),
		cmocka_unit_test(the_reference_is_safe_roff),
		cmocka_unit_test(long_text_is_wrapped_at_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
