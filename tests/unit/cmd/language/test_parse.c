/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_parse.c - scripts: values by name, every kind of error where it stands,
   includes, the version line. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/language/parse.h"
#include "unit/cmd/language/table.h"
#include "view/grid/grid.h"

/* Errors reported: the last one, and how many. */
struct heard {
	int count, line, column;
	char file[200], source[200], message[2 * FPE_MESSAGE_SIZE];
	char text[2000];
};

static void hear(void *context, const struct parse_error *error)
{
	struct heard *heard = context;
	char *text = parse_error_text(error);

	heard->count++;
	heard->line = error->line;
	heard->column = error->column;
	snprintf(heard->file, sizeof heard->file, "%s", error->file);
	snprintf(heard->source, sizeof heard->source, "%s", error->source);
	snprintf(heard->message, sizeof heard->message, "%s", error->message);
	snprintf(heard->text, sizeof heard->text, "%s", text);
	free(text);
}

static enum fpe_status parse(const char *text, bool keep_going, struct heard *heard,
			     struct script *script)
{
	*heard = (struct heard){ 0 };
	return parse_text(text, strlen(text), "a.fpe", keep_going, hear, heard, script);
}

static struct script script_of(const char *text)
{
	struct script script;
	struct heard heard;

	if (parse(text, false, &heard, &script))
		fail_msg("%s", heard.text);
	return script;
}

static void assert_fault(const char *text, int line, int column, const char *part)
{
	struct script script;
	struct heard heard;

	assert_fails(FPE_EPARSE, parse(text, false, &heard, &script));
	assert_int_equal(heard.count, 1);
	assert_int_equal(script.count, 0);
	if (heard.line != line || heard.column != column || !strstr(heard.message, part))
		fail_msg("%s\nat %d:%d: %s", text, heard.line, heard.column, heard.message);
}

static void values_are_found_by_name(void **state)
{
	struct script s = script_of("# a comment\n\n"
				    "split by=clause alpha=4 # more\n"
				    "train 5 arm=dense,clause\n"
				    "train until=200\n"
				    "sweep alpha=2,4,8 runs.db where=\"a > 1\"");

	(void)state;
	assert_int_equal(s.count, 4);
	assert_int_equal(s.line[0].number, 3);
	assert_string_equal(s.line[0].text, "split by=clause alpha=4 # more");
	assert_string_equal(s.line[0].file, "a.fpe");
	assert_int_equal(line_value(&s.line[0], "by")->choice, 1);
	assert_int_equal(line_value(&s.line[0], "by")->column, 9);
	assert_true(line_value(&s.line[0], "alpha")->number == 4);
	assert_false(line_value(&s.line[0], "from")->given);
	assert_true(line_value(&s.line[1], "EPOCHS")->number == 5);
	assert_string_equal(line_value(&s.line[1], "arm")->texts[1], "clause");
	assert_false(line_value(&s.line[2], "EPOCHS")->given);
	assert_int_equal(line_value(&s.line[3], "alpha")->count, 3);
	assert_string_equal(line_value(&s.line[3], "RUNS")->text, "runs.db");
	assert_string_equal(line_value(&s.line[3], "where")->text, "a > 1");
	assert_int_equal(line_value(&s.line[3], "where")->column, 33);
	script_clear(&s);
}

static void second_words_choose_the_row(void **state)
{
	struct script s = script_of("task\ntask dnf clauses=4\n"
				    "task formula \"a & !b\"\n");

	(void)state;
	assert_ptr_equal(s.line[0].command, &task_show);
	assert_ptr_equal(s.line[1].command, &task_dnf);
	assert_ptr_equal(s.line[2].command, &task_formula);
	assert_string_equal(line_value(&s.line[2], "FORMULA")->text, "a & !b");
	assert_int_equal(line_value(&s.line[2], "FORMULA")->column, 14);
	script_clear(&s);
}

static void expressions_take_the_rest_of_the_line(void **state)
{
	struct script s = script_of("assert a > b + 0.05 # why\n"
				    "assert nnz(a) == 2 \"not # two\"\n"
				    "print min(1, 2)\n"
				    "assert kind() == 'dense'\n");

	(void)state;
	assert_string_equal(line_value(&s.line[0], "EXPR")->text, "a > b + 0.05");
	assert_false(line_value(&s.line[0], "MESSAGE")->given);
	assert_string_equal(line_value(&s.line[1], "EXPR")->text, "nnz(a) == 2");
	assert_string_equal(line_value(&s.line[1], "MESSAGE")->text, "not # two");
	assert_string_equal(line_value(&s.line[2], "EXPR")->text, "min(1, 2)");
	assert_false(line_value(&s.line[3], "MESSAGE")->given);
	script_clear(&s);
}

static void texts_need_no_quotes_without_keys_and_blanks(void **state)
{
	struct script s = script_of("say hello\nsay lr=1\nsay 'a=b c'\n"
				    "merge out.db a.db 'b c.db'\n");

	(void)state;
	assert_string_equal(line_value(&s.line[0], "TEXT")->text, "hello");
	assert_string_equal(line_value(&s.line[1], "TEXT")->text, "lr=1");
	assert_string_equal(line_value(&s.line[2], "TEXT")->text, "a=b c");
	assert_int_equal(line_value(&s.line[3], "IN")->count, 2);
	assert_string_equal(line_value(&s.line[3], "IN")->texts[1], "b c.db");
	script_clear(&s);
}

static void unknown_names_are_answered_with_what_there_is(void **state)
{
	(void)state;
	assert_fault("trian 5", 1, 0,
		     "there is no command trian; did you mean train? `help` lists the commands");
	assert_fault("xyzzy", 1, 0, "there is no command xyzzy; `help` lists the commands");
	assert_fault("exit", 1, 0, "did you mean quit?");
	assert_fault("'quit'", 1, 0, "quit is a command without quotes");
	assert_fault("alpha=2", 1, 0, "there is no command alpha=2");
	assert_fault("quit\n  task dmf", 2, 7,
		     "there is no task dmf; did you mean dnf? There are dnf, formula");
	assert_fault(
		"split by=clause aplha=4", 1, 16,
		"split has no key aplha; did you mean alpha? There are by, alpha, layer, from, as, share");
	assert_fault("task dnf by=x", 1, 9, "task dnf has no key by; there are");
	assert_fault("task clauses=4", 1, 5, "task has no key clauses; there is none");
	assert_fault("plot curve", 1, 5, "did you mean curves?");
	assert_fault("help spilt", 1, 5, "did you mean split?");
}

static void faulty_values_are_pointed_at(void **state)
{
	(void)state;
	assert_fault("split by=clause alpha=99", 1, 22, "alpha=99: 2 to 64 children are allowed");
	assert_fault("sweep alpha=2,4,99 a.db", 1, 16, "alpha=99: 2 to 64");
	assert_fault("split by=clause alpha=\"99\"", 1, 23, "alpha=99");
	assert_fault("split by=", 1, 9, "by=: nothing given");
	assert_fault("task formula \"a & )\"", 1, 18, "");
	assert_fault("print 1 + (2", 1, 12, "expected )");
	assert_fault("sweep a.db where=\"alpha = 2\"", 1, 24, "use ==");
	assert_fault("assert a = 1 'no'", 1, 9, "use ==");
}

static void words_out_of_place_are_refused(void **state)
{
	(void)state;
	assert_fault("split by=clause by=gram", 1, 16, "by= is given twice");
	assert_fault("quit now", 1, 5, "now is one word too many");
	assert_fault("say hello world", 1, 10,
		     "world is one word too many; quote a text that holds blanks");
	assert_fault("  split alpha=2", 1, 2,
		     "split needs by=: random, clause, gram, magnitude or manual");
	assert_fault("merge a.db", 1, 0, "merge needs IN: a file");
	assert_fault("assert # nothing", 1, 0, "assert needs EXPR");
	assert_fault("say 'it", 1, 4, "not closed");
	assert_fault("print 'it", 1, 6, "not closed");
	assert_fault("say it's", 1, 6, "middle of a word");
}

static void lines_in_a_text_are_parsed_with_it(void **state)
{
	struct script s = script_of("expect 1 \"hint\" solution=\"train 5\\nsplit by=clause\"");

	(void)state;
	assert_string_equal(line_value(&s.line[0], "solution")->text, "train 5\nsplit by=clause");
	script_clear(&s);
	assert_fault("quit\nexpect 1 'x' solution='trian 5'", 2, 23, "did you mean train?");
	assert_fault("expect 1 'x' solution=\"train 5\\nsplit by=clause alpha=99\"", 1, 54,
		     "alpha=99: 2 to 64 children are allowed");
	assert_fault("expect 1 'x' \\\n solution=\"train 5\\nsay \\\"open\"", 2, 24, "not closed");
	assert_fault("expect 1 'x' solution=\"expect 1 'y' solution='train -'\"", 1, 52,
		     "EPOCHS -: not a number");
	/* what it includes is there when it is played, if it ever is */
	s = script_of("expect 1 'x' solution='include nowhere.fpe'");
	script_clear(&s);
}

static void characters_are_refused_with_line_and_column(void **state)
{
	struct script script;
	struct heard heard;

	(void)state;
	assert_fault("quit\nquit # \x1b[31m\n", 2, 7, "\\x1b");
	assert_fault("say '\xe2\x80\xae'", 1, 5, "U+202E");
	assert_fault("\xef\xbb\xbfquit \xff", 1, 5, "not UTF-8");
	heard = (struct heard){ 0 };
	assert_fails(FPE_EPARSE, parse_text("quit \0 x\r\n", 10, "", false, hear, &heard, &script));
	assert_int_equal(heard.column, 5);
	assert_string_equal(heard.source, "quit \\x00 x");
}

static void columns_of_joined_lines_are_those_of_the_file(void **state)
{
	struct script s;
	struct line copy;
	struct parse_error where;
	int at;

	(void)state;
	assert_fault("quit\nsplit by=clause \\\n  alpha=99\nquit", 3, 8, "alpha=99");
	s = script_of("split \\\n by=clause \\\r\n  alpha=4");
	assert_int_equal(s.line[0].number, 1);
	parse_locate(&s.line[0], line_value(&s.line[0], "alpha")->column, &where);
	assert_int_equal(where.line, 3);
	assert_int_equal(where.column, 8);
	assert_string_equal(where.source, "  alpha=4");
	assert_string_equal(where.file, "a.fpe");
	parse_error_clear(&where);
	parse_locate(&s.line[0], 0, &where);
	assert_int_equal(where.line, 1);
	assert_string_equal(where.source, "split \\");
	parse_error_clear(&where);
	/* a copy says the same when the line is gone */
	line_copy_place(&s.line[0], &copy);
	at = line_value(&s.line[0], "alpha")->column;
	script_clear(&s);
	parse_locate(&copy, at, &where);
	assert_int_equal(where.line, 3);
	assert_int_equal(where.column, 8);
	assert_string_equal(where.source, "  alpha=4");
	assert_string_equal(where.file, "a.fpe");
	parse_error_clear(&where);
	line_clear(&copy);
}

static void keep_going_leaves_out_what_does_not_parse(void **state)
{
	struct script script;
	struct heard heard;

	(void)state;
	assert_fails(FPE_EPARSE,
		     parse("quit\nbad\nsay a\x01\nsay b\nfpe 1\nsay c \\", true, &heard, &script));
	assert_int_equal(heard.count, 4);
	assert_int_equal(heard.line, 6);
	assert_int_equal(script.count, 2);
	assert_int_equal(script.line[1].number, 4);
	script_clear(&script);
}

static void the_version_may_stand_on_the_first_line(void **state)
{
	struct script s = script_of("#!/usr/bin/env fpe-tui\n\nfpe 1 # v\nquit");

	(void)state;
	assert_int_equal(s.count, 1);
	script_clear(&s);
	assert_fault("# x\nfpe 2\n", 2, 4, "reads version 1 of the language, not 2");
	assert_fault("fpe", 1, 3, "not (none)");
	assert_fault("fpe 1 2", 1, 6, "nothing may follow");
	assert_fault("quit\nfpe 1", 2, 0, "only be the first line");
	assert_fault("fpe 1\nfpe 1", 2, 0, "only be the first line");
	assert_fault("fpe 'x", 1, 4, "not closed");
}

static void the_error_is_printed_with_line_and_caret(void **state)
{
	struct script script;
	struct heard heard;
	struct parse_error error = { .file = (char *)"a\x1b",
				     .line = 1,
				     .source = (char *)"x\x1b\ty\xe2\x80\xae z",
				     .column = 7,
				     .message = "m" };
	char *text = parse_error_text(&error);

	(void)state;
	assert_string_equal(text, "a\\x1b:1:6: error: m\n"
				  "x\\x1b y\\u202e z\n"
				  "             ^\n");
	free(text);
	parse("say 'ä' ö\n", false, &heard, &script);
	assert_string_equal(
		heard.text,
		"a.fpe:1:9: error: ö is one word too many; quote a text that holds blanks\n"
		"say 'ä' ö\n"
		"        ^\n");
	error = (struct parse_error){
		.file = (char *)"", .line = 2, .source = (char *)"q", .message = "m"
	};
	text = parse_error_text(&error);
	assert_string_equal(text, "prompt:2:1: error: m\nq\n^\n");
	free(text);
	error.line = 0;
	text = parse_error_text(&error);
	assert_string_equal(text, "prompt: error: m\n");
	free(text);
}

static void of_a_long_line_only_the_part_around_the_error_is_printed(void **state)
{
	enum { SIZE = 60000 };
	char *source = malloc(SIZE + 1), *text, *line, *caret;
	struct parse_error error = {
		.file = (char *)"a", .line = 1, .source = source, .message = "m"
	};

	(void)state;
	assert_non_null(source);
	/* of two bytes each: none may be cut in two */
	for (int i = 0; i < SIZE; i += 2)
		memcpy(source + i, "\xc3\xa9", 2);
	source[SIZE] = '\0';
	for (int column = 0; column <= SIZE; column += SIZE / 6 / 2 * 2) {
		error.column = column;
		if (column < SIZE)
			source[column] = 'x', source[column + 1] = 'y';
		text = parse_error_text(&error);
		assert_true(strlen(text) < 1000);
		assert_null(strstr(text, "\\x"));
		line = strchr(text, '\n') + 1;
		caret = strchr(line, '\n') + 1;
		if (column < SIZE) {
			*strchr(line, 'x') = '\0';
			assert_int_equal(strchr(caret, '^') - caret, text_columns(line));
			memcpy(source + column, "\xc3\xa9", 2);
		}
		free(text);
	}
	free(source);
}

/* A folder of files that is removed again. */
static void write_file(const char *folder, const char *name, const char *text)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void make_files(char *folder)
{
	char sub[200];

	assert_non_null(mkdtemp(folder));
	snprintf(sub, sizeof sub, "%s/sub", folder);
	assert_int_equal(mkdir(sub, 0700), 0);
	write_file(folder, "main.fpe", "say one\ninclude sub/a.fpe\nsay four\n");
	write_file(folder, "sub/a.fpe", "fpe 1\nsay two\ninclude b.fpe\n");
	write_file(folder, "sub/b.fpe", "say three");
	write_file(folder, "loop.fpe", "\n include loop.fpe");
	write_file(folder, "bad.fpe", "quit\ninclude sub/bad.fpe");
	write_file(folder, "sub/bad.fpe", "say a\nsay a b");
	write_file(folder, "gone.fpe", "include nothing.fpe");
	write_file(folder, "folder.fpe", "include sub");
}

static void remove_files(const char *folder)
{
	char command[200];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
}

static enum fpe_status parse_in(const char *folder, const char *name, struct heard *heard,
				struct script *script)
{
	char path[200];

	*heard = (struct heard){ 0 };
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return parse_file(path, TEXTFILE_REGULAR, false, hear, heard, script);
}

static void included_lines_stand_in_place(void **state)
{
	char folder[] = "/tmp/fpe-parse-XXXXXX", path[200];
	static const char *const said[] = { "one", "two", "three", "four" };
	struct script s;
	struct heard heard;

	(void)state;
	make_files(folder);
	assert_fails(FPE_OK, parse_in(folder, "main.fpe", &heard, &s));
	assert_int_equal(s.count, 4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(line_value(&s.line[i], "TEXT")->text, said[i]);
	snprintf(path, sizeof path, "%s/sub/b.fpe", folder);
	assert_string_equal(s.line[2].file, path);
	assert_int_equal(s.line[3].number, 3);
	script_clear(&s);
	remove_files(folder);
}

static void includes_that_fail_are_pointed_at(void **state)
{
	char folder[] = "/tmp/fpe-parse-XXXXXX", path[200];
	struct script s;
	struct heard heard;

	(void)state;
	make_files(folder);
	assert_fails(FPE_EPARSE, parse_in(folder, "bad.fpe", &heard, &s));
	snprintf(path, sizeof path, "%s/sub/bad.fpe", folder);
	assert_string_equal(heard.file, path);
	assert_int_equal(heard.line, 2);
	assert_int_equal(heard.column, 6);
	assert_fails(FPE_EPARSE, parse_in(folder, "gone.fpe", &heard, &s));
	assert_int_equal(heard.line, 1);
	assert_int_equal(heard.column, 8);
	assert_non_null(strstr(heard.message, "nothing.fpe: No such file"));
	assert_fails(FPE_EPARSE, parse_in(folder, "folder.fpe", &heard, &s));
	assert_non_null(strstr(heard.message, "not a regular file"));
	assert_fails(FPE_EPARSE, parse_in(folder, "loop.fpe", &heard, &s));
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.line, 2);
	assert_int_equal(heard.column, 9);
	assert_non_null(strstr(heard.message, "deeper than 8"));
	assert_fails(FPE_EIO, parse_in(folder, "no.fpe", &heard, &s));
	assert_int_equal(heard.line, 0);
	assert_non_null(strstr(heard.text, "no.fpe: error: cannot read"));
	remove_files(folder);
}

static void includes_are_at_most_8_deep(void **state)
{
	char folder[] = "/tmp/fpe-parse-XXXXXX", name[20], text[40];
	struct script s;
	struct heard heard;

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (int i = 0; i <= PARSE_MAX_DEPTH; i++) {
		snprintf(name, sizeof name, "%d.fpe", i);
		snprintf(text, sizeof text, "include %d.fpe", i + 1);
		write_file(folder, name, text);
	}
	write_file(folder, "9.fpe", "quit");
	assert_fails(FPE_OK, parse_in(folder, "1.fpe", &heard, &s));
	assert_int_equal(s.count, 1);
	script_clear(&s);
	assert_fails(FPE_EPARSE, parse_in(folder, "0.fpe", &heard, &s));
	assert_non_null(strstr(heard.file, "8.fpe"));
	remove_files(folder);
}

static void a_fifo_is_not_waited_for(void **state)
{
	char folder[] = "/tmp/fpe-parse-XXXXXX", path[200];
	struct script s;
	struct heard heard;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/fifo", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	write_file(folder, "main.fpe", "include fifo");
	assert_fails(FPE_EPARSE, parse_in(folder, "main.fpe", &heard, &s));
	assert_non_null(strstr(heard.message, "not a regular file"));
	remove_files(folder);
}

static void scripts_have_a_longest_length(void **state)
{
	char *text = malloc(PARSE_MAX_LINES + 2);
	struct heard heard;
	struct script s;

	(void)state;
	memset(text, '\n', PARSE_MAX_LINES + 1);
	text[PARSE_MAX_LINES + 1] = '\0';
	assert_fails(FPE_EPARSE, parse(text, true, &heard, &s));
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.line, PARSE_MAX_LINES + 1);
	text[PARSE_MAX_LINES] = '\0';
	assert_fails(FPE_OK, parse(text, true, &heard, &s));
	script_clear(&s);
	free(text);
}

static void all_lists_together_have_a_longest_length(void **state)
{
	const char *line = "sweep flip=0..0.4:0.0001 x.db\n";
	int lines = PARSE_MAX_ITEMS / 4001 + 1;
	char *text = malloc(strlen(line) * (size_t)lines + 1);
	struct heard heard;
	struct script s;

	(void)state;
	for (int i = 0; i < lines; i++)
		strcpy(text + strlen(line) * (size_t)i, line);
	assert_fails(FPE_EPARSE, parse(text, false, &heard, &s));
	assert_int_equal(heard.line, lines);
	assert_non_null(strstr(heard.message, "more than 4000000 items"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_found_by_name),
		cmocka_unit_test(second_words_choose_the_row),
		cmocka_unit_test(expressions_take_the_rest_of_the_line),
		cmocka_unit_test(texts_need_no_quotes_without_keys_and_blanks),
		cmocka_unit_test(unknown_names_are_answered_with_what_there_is),
		cmocka_unit_test(faulty_values_are_pointed_at),
		cmocka_unit_test(words_out_of_place_are_refused),
		cmocka_unit_test(lines_in_a_text_are_parsed_with_it),
		cmocka_unit_test(characters_are_refused_with_line_and_column),
		cmocka_unit_test(columns_of_joined_lines_are_those_of_the_file),
		cmocka_unit_test(keep_going_leaves_out_what_does_not_parse),
		cmocka_unit_test(the_version_may_stand_on_the_first_line),
		cmocka_unit_test(the_error_is_printed_with_line_and_caret),
		cmocka_unit_test(of_a_long_line_only_the_part_around_the_error_is_printed),
		cmocka_unit_test(included_lines_stand_in_place),
		cmocka_unit_test(includes_that_fail_are_pointed_at),
		cmocka_unit_test(includes_are_at_most_8_deep),
		cmocka_unit_test(a_fifo_is_not_waited_for),
		cmocka_unit_test(scripts_have_a_longest_length),
		cmocka_unit_test(all_lists_together_have_a_longest_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
