/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_meaning.c - words of other programs lead to what there is here. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/help/help.h"
#include "cmd/language/command.h"
#include "cmd/language/meaning.h"
#include "cmd/language/parse.h"

static void every_meaning_is_a_verb_and_no_verb_means_another(void **state)
{
	(void)state;
	for (int i = 0; meanings[i].given; i++) {
		test_row("%s", meanings[i].given);
		assert_non_null(command_find(meanings[i].meant));
		assert_null(command_find(meanings[i].given));
		for (int k = 0; k < i; k++)
			assert_string_not_equal(meanings[k].given, meanings[i].given);
	}
}

/* The message of a line that does not parse. */
static void keep(void *context, const struct parse_error *error)
{
	memcpy(context, error->message, sizeof error->message);
}

static void assert_said(const char *line, const char *part)
{
	char message[sizeof((struct parse_error *)0)->message] = "";
	struct script script;

	test_row("%s", line);
	assert_int_not_equal(parse_text(line, strlen(line), "", false, keep, message, &script),
			     FPE_OK);
	assert_has(message, part);
	/* never all verbs there are */
	assert_null(strstr(message, "robustness"));
	script_clear(&script);
}

static void an_unknown_verb_is_answered_by_what_is_meant(void **state)
{
	(void)state;
	assert_said("exit", "did you mean quit?");
	assert_said("?", "did you mean help?");
	assert_said("EXIT", "did you mean quit?");
	assert_said("trian 5", "did you mean train?");
	assert_said("xyzzy", "; `help` lists the commands");
	assert_said("help exit", "did you mean quit?");
}

static void concepts_are_topics(void **state)
{
	static const char *const topics[] = { "superposition", "fpe",	    "arm",
					      "alpha",	       "neuron",    "collision",
					      "keys",	       "scenarios", "glossary" };

	(void)state;
	for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
		char *text;

		test_row("%s", topics[i]);
		text = help_topic(topics[i], NULL);
		assert_non_null(text);
		assert_true(strlen(text) > 40);
		assert_true(*help_sentence(topics[i]));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_meaning_is_a_verb_and_no_verb_means_another),
		cmocka_unit_test(an_unknown_verb_is_answered_by_what_is_meant),
		cmocka_unit_test(concepts_are_topics),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
