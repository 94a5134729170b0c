/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_complete.c - candidates at a cursor: which, from where, what follows. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/help/complete.h"
#include "unit/cmd/language/table.h"

static const char *const arms[] = { "dense", "clause", "clause2", NULL };

/* The line with the cursor at its |; want: candidates joined by blanks. */
static void assert_candidates(const char *marked, int start, char suffix, const char *want)
{
	char line[200], got[2000] = "";
	const char *mark = strchr(marked, '|');
	struct candidates c;

	snprintf(line, sizeof line, "%.*s%s", (int)(mark - marked), marked, mark + 1);
	complete_line(line, (int)(mark - marked), arms, &c);
	for (int i = 0; i < c.count; i++) {
		strcat(got, i ? " " : "");
		strcat(got, c.item[i].text);
	}
	if (strcmp(got, want) != 0 || c.start != start || (c.count == 1 && c.suffix != suffix))
		fail_msg("%s: from %d, then %d: %s", marked, c.start, c.suffix, got);
	candidates_clear(&c);
}

static void verbs_and_second_words_are_offered(void **state)
{
	(void)state;
	assert_candidates("s|", 0, ' ', "say set split sweep");
	assert_candidates("  sp|", 2, ' ', "split");
	assert_candidates("sp|lit by=", 0, ' ', "split");
	assert_candidates("task |", 5, ' ', "dnf formula");
	assert_candidates("task d|", 5, ' ', "dnf");
	assert_candidates("nothing |", 8, ' ', "");
	assert_candidates(
		"|", 0, ' ',
		"assert expect help include merge plot print quit say set split sweep task train");
}

static void keys_not_used_yet_are_offered(void **state)
{
	(void)state;
	assert_candidates("split |", 6, 0, "alpha= as= by= from= layer= share=");
	assert_candidates("split by=clause a|", 16, 0, "alpha= as=");
	assert_candidates("split as=x alpha=4 a|", 19, 0, "");
	assert_candidates("task dnf |", 9, 0, "clauses= negate= seed=");
	assert_candidates("quit |", 5, 0, "");
	assert_candidates("train until=5 a|", 14, 0, "arm=");
}

static void values_are_offered_after_their_key(void **state)
{
	(void)state;
	assert_candidates("split by=|", 9, ' ', "clause gram magnitude manual random");
	assert_candidates("split by=cl|", 9, ' ', "clause");
	assert_candidates("split from=c|", 11, ' ', "clause clause2");
	assert_candidates("split layer=|", 12, ' ', "all");
	assert_candidates("split alpha=|", 12, ' ', "2");
	assert_candidates("task dnf negate=|", 16, ' ', "no yes");
	assert_candidates("set batch=f|", 10, ' ', "full");
	assert_candidates("split nothing=|", 14, ' ', "");
	assert_candidates("plot |", 5, ' ', "arm= assignment capacity curves");
	assert_candidates("plot cu|", 5, ' ', "curves");
	assert_candidates("help cap|", 5, ' ', "capacity");
}

static void lists_complete_their_last_item_with_what_is_left(void **state)
{
	(void)state;
	assert_candidates("train arm=dense,|", 16, ' ', "clause clause2");
	assert_candidates("train arm=dense,clause2,c|", 24, ' ', "clause");
	assert_candidates("sweep controls=wide,|", 20, ' ', "sparse");
}

static void expressions_complete_names_and_functions(void **state)
{
	(void)state;
	assert_candidates("print a|", 6, 0, "abs( accuracy(");
	assert_candidates("assert accuracy(cl|", 16, 0, "clause clause2");
	assert_candidates("assert 1 < min(2, d|", 18, 0, "dense");
	assert_candidates("assert 1 < 'd|", 13, 0, "");
	assert_candidates("sweep where=\"accuracy(d|", 22, 0, "dense");
}

static void comments_and_quotes_are_left_alone(void **state)
{
	(void)state;
	assert_candidates("# s|", 3, ' ', "");
	assert_candidates("split # a|", 6, ' ', "");
	assert_candidates("split by='cl|", 9, ' ', "clause");
}

static void touch(const char *name)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fclose(file);
}

static void files_are_offered_as_they_must_be_written(void **state)
{
	char folder[] = "/tmp/fpe-complete-XXXXXX", command[80], old[500];

	(void)state;
	assert_non_null(getcwd(old, sizeof old));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("runs", 0700), 0);
	assert_int_equal(mkdir("my runs", 0700), 0);
	touch("runs/a.db");
	touch("runs/.hidden");
	touch("my runs/it's \"b\".db");
	touch("bad\x1bname");
	assert_candidates("merge |", 6, ' ', "\"my runs/ runs/");
	assert_candidates("merge r|", 6, 0, "runs/");
	assert_candidates("merge runs/|", 6, ' ', "runs/a.db");
	assert_candidates("merge runs/a.db runs/|", 16, ' ', "runs/a.db");
	assert_candidates("merge runs/.|", 6, ' ', "runs/.hidden");
	assert_candidates("merge \"my runs/|", 6, ' ', "\"my runs/it's \\\"b\\\".db\"");
	assert_candidates("merge 'ru|", 6, 0, "'runs/");
	assert_candidates("merge nothing/|", 6, 0, "");
	/* a name that is begun, with the endings its command writes */
	assert_candidates("plot capacity runs/b|", 14, ' ', "runs/b.png runs/b.svg");
	assert_candidates("plot capacity runs/b.s|", 14, ' ', "runs/b.svg");
	assert_candidates("plot capacity runs/b.x|", 14, ' ', "");
	assert_candidates("plot capacity runs/|", 14, ' ', "runs/a.db");
	assert_int_equal(chdir(old), 0);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
}

static void every_candidate_says_what_it_is(void **state)
{
	struct candidates c;

	(void)state;
	complete_line("spl", 3, NULL, &c);
	assert_string_equal(c.item[0].help, "Split every hidden neuron into children.");
	candidates_clear(&c);
	complete_line("split alp", 9, NULL, &c);
	assert_string_equal(c.item[0].help, "children of each neuron");
	candidates_clear(&c);
	complete_line("split alpha=", 12, NULL, &c);
	assert_string_equal(c.item[0].help, "default; 2 to 64 children");
	candidates_clear(&c);
	complete_line("plot cap", 8, NULL, &c);
	assert_string_equal(c.item[0].help, "how much an input has to itself");
	candidates_clear(&c);
}

static void any_cursor_in_any_line_is_safe(void **state)
{
	static const char *const lines[] = { "",
					     " ",
					     "\"",
					     "'",
					     "split by=\"",
					     "task formula \"a & \\",
					     "assert \"",
					     "sweep a=,,, ,",
					     "plot '\\",
					     "=",
					     "a=b=c",
					     "merge \\",
					     "task dnf dnf dnf",
					     "help help help",
					     NULL };

	(void)state;
	for (int i = 0; lines[i]; i++) {
		test_row("%s", lines[i]);
		for (int at = -1; at <= (int)strlen(lines[i]) + 1; at++) {
			struct candidates c;

			complete_line(lines[i], at, arms, &c);
			assert_in_range(c.start, 0, strlen(lines[i]));
			candidates_clear(&c);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verbs_and_second_words_are_offered),
		cmocka_unit_test(keys_not_used_yet_are_offered),
		cmocka_unit_test(values_are_offered_after_their_key),
		cmocka_unit_test(lists_complete_their_last_item_with_what_is_left),
		cmocka_unit_test(expressions_complete_names_and_functions),
		cmocka_unit_test(comments_and_quotes_are_left_alone),
		cmocka_unit_test(files_are_offered_as_they_must_be_written),
		cmocka_unit_test(every_candidate_says_what_it_is),
		cmocka_unit_test(any_cursor_in_any_line_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
