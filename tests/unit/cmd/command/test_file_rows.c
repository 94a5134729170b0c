/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_file_rows.c - what rows say of the files they read: Tab and errors go by it. */
#include "support/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/help/complete.h"
#include "cmd/language/parse.h"
#include "fpe/error.h"

static void hear(void *message, const struct parse_error *error)
{
	snprintf(message, FPE_MESSAGE_SIZE * 2, "%s", error->message);
}

/* Tab in a folder of every ending that some row reads offers those of its own alone, and
   where there is none of them all: a name does not say what a file holds. */
static void tab_offers_the_files_that_are_read(const struct command *row, const struct arg *arg)
{
	char line[200], name[80];
	struct candidates c;
	int own = 0, others = 0;
	bool folders = arg->reads && strcmp(arg->reads, "/") == 0;

	if (arg->type != ARG_FILE || !arg->reads)
		return;
	snprintf(line, sizeof line, "%s%s%s %s%s%s", row->verb, row->word ? " " : "",
		 row->word ? row->word : "", arg->positional ? "" : arg->name,
		 arg->positional ? "" : "=", "every/");
	for (int i = 0; i < COMMAND_MAX_ARGS && &row->args[i] != arg; i++) {
		if (row->args[i].positional && arg->positional) /* merge OUT IN */
			snprintf(line, sizeof line, "%s x every/", row->verb);
	}
	complete_line(line, (int)strlen(line), NULL, &c);
	for (int i = 0; i < c.count; i++) {
		if (strncmp(c.item[i].text, "every/", 6) != 0)
			continue;
		snprintf(name, sizeof name, "%s", c.item[i].text + 6);
		own += command_reads(arg, name) && name[strlen(name) - 1] != '/';
		others += !command_reads(arg, name) && strcmp(name, "folder/") != 0;
	}
	candidates_clear(&c);
	assert_int_equal(others, 0);
	assert_int_equal(own > 0, !folders);
}

static void touch_every_ending(const struct command *row, const struct arg *arg)
{
	char name[80];
	FILE *file;

	(void)row;
	for (const char *at = arg->reads; at && *at; at += *at == '|') {
		size_t n = strcspn(at, "|");

		if (*at == '.') {
			snprintf(name, sizeof name, "every/a%.*s", (int)n, at);
			file = fopen(name, "w");
			assert_non_null(file);
			fclose(file);
		}
		at += n;
	}
}

static void files_that_are_read_are_offered(void **state)
{
	char folder[] = "/tmp/fpe-rows-XXXXXX", old[500], command[80];

	(void)state;
	assert_non_null(getcwd(old, sizeof old));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("every", 0700), 0);
	assert_int_equal(mkdir("every/folder", 0700), 0);
	touch_every_ending(NULL, &(struct arg){ .reads = ".other" });
	each_argument(touch_every_ending);
	each_argument(tab_offers_the_files_that_are_read);
	assert_int_equal(chdir(old), 0);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
}

/* The file where its kind should stand: the answer is a line that may be typed. */
static void file_of_row(const struct command *row, const struct arg *arg)
{
	char line[80], want[80], message[FPE_MESSAGE_SIZE * 2] = "";
	size_t n = arg->reads ? strcspn(arg->reads, "|") : 0;
	struct script script;

	if (!row->word || strcmp(row->verb, "task") != 0 || n < 2 || arg != row->args)
		return;
	snprintf(line, sizeof line, "task a%.*s", (int)n, arg->reads);
	snprintf(want, sizeof want, "`task %s %s%sa%.*s`", row->word,
		 arg->positional ? "" : arg->name, arg->positional ? "" : "=", (int)n, arg->reads);
	assert_fails(FPE_EPARSE, parse_text(line, strlen(line), "", false, hear, message, &script));
	script_clear(&script);
	if (!strstr(message, want))
		fail_msg("%s: %s", line, message);
}

static void a_file_for_its_kind_is_answered_by_the_line(void **state)
{
	(void)state;
	each_argument(file_of_row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_that_are_read_are_offered),
		cmocka_unit_test(a_file_for_its_kind_is_answered_by_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
