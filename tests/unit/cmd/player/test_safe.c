/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_safe.c - with --safe no command of the table writes a file. The lines
 * tried are made from the table: a row whose argument is marked `writes` is
 * given that argument.
 */
#include "support/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/language/command.h"
#include "cmd/player/batch.h"
#include "cmd/player/player.h"

static char said[4000];

static void hear(void *context, enum message_kind kind, const char *text)
{
	(void)context;
	if (kind == MESSAGE_ERROR)
		snprintf(said, sizeof said, "%s", text);
}

/* The row's example, with its argument i given. */
static void make_line(const struct command *row, int i, char *out, size_t size)
{
	struct script script;
	bool given;

	assert_int_equal(parse_text(row->example, strlen(row->example), "", false, NULL, NULL,
				    &script),
			 FPE_OK);
	given = script.line[0].value[i].given;
	script_clear(&script);
	if (given)
		snprintf(out, size, "%s", row->example);
	else
		snprintf(out, size, "%s %s%sout.txt", row->example,
			 row->args[i].positional ? "" : row->args[i].name,
			 row->args[i].positional ? "" : "=");
}

static void run(const char *text, bool safe)
{
	struct player_options options = {
		.call = { .safe = safe, .jobs = 1, .rows = 34, .columns = 120 }, .seed = 1
	};
	struct player_sinks sinks = { .message = hear };
	struct fpe_error err;
	struct player *player = player_new(&options, &sinks, &err);
	struct script script;

	assert_non_null(player);
	said[0] = '\0';
	assert_int_equal(parse_text(text, strlen(text), "", false, NULL, NULL, &script), FPE_OK);
	player_queue(player, &script, "");
	while (!player_idle(player))
		player_poll(player);
	player_free(player);
}

static int files(void)
{
	DIR *folder = opendir(".");
	const struct dirent *entry;
	int count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

static void no_command_writes_a_file(void **state)
{
	int tried = 0;

	(void)state;
	for (int c = 0; command_table[c]; c++) {
		const struct command *row = command_table[c];

		for (int i = 0; row->args[i].name; i++) {
			test_row("%s %s", row->verb, row->args[i].name);
			char line[500];

			if (!row->args[i].writes)
				continue;
			assert_int_equal(row->args[i].type, ARG_FILE);
			make_line(row, i, line, sizeof line);
			run(line, true);
			if (!strstr(said, "--safe"))
				fail_msg("`%s` was not refused: %s", line, said);
			if (files() != 0)
				fail_msg("`%s` has written a file", line);
			tried++;
		}
	}
	assert_true(tried >= 2); /* plot and history at least */
}

static void what_writes_nothing_runs(void **state)
{
	(void)state;
	run("net hidden=4\ntrain 1\nsplit by=random\nhistory\nplot theory\n", true);
	assert_string_equal(said, "");
	run("net hidden=4\nhistory out.fpe\n", false);
	assert_string_equal(said, "");
	assert_int_equal(files(), 1);
	unlink("out.fpe");
}

/* In batch a run has its time, which is over here before it begins. */
static void a_run_that_takes_too_long_ends(void **state)
{
	static const char text[] = "net hidden=4\ntrain 1000000\ntrain 1000000\n";
	struct player_options options = { .call = { .jobs = 1, .quiet = true }, .seed = 1 };
	struct player_sinks sinks = { .message = hear };
	struct player *player = player_new(&options, &sinks, NULL);
	struct script script;

	(void)state;
	assert_non_null(player);
	assert_int_equal(parse_text(text, sizeof text - 1, "", false, NULL, NULL, &script), FPE_OK);
	player_queue(player, &script, "");
	assert_int_equal(batch_run(player, 1e-3), 1);
	player_free(player);
}

/* More than may be said is not, and the rest does not run. */
static void who_says_too_much_is_cut(void **state)
{
	static const char text[] = "say \"some words\"\nsay \"more\"\nhistory out.fpe\n";
	struct player_options options = { .call = { .jobs = 1 }, .seed = 1, .most_output = 15 };
	struct player_sinks sinks = { .message = hear };
	struct player *player = player_new(&options, &sinks, NULL);
	struct script script;

	(void)state;
	assert_non_null(player);
	said[0] = '\0';
	assert_int_equal(parse_text(text, sizeof text - 1, "", false, NULL, NULL, &script), FPE_OK);
	player_queue(player, &script, "");
	assert_int_equal(batch_run(player, 0), 1);
	assert_non_null(strstr(said, "--safe"));
	assert_int_equal(files(), 0);
	player_free(player);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_command_writes_a_file),
		cmocka_unit_test(what_writes_nothing_runs),
		cmocka_unit_test(a_run_that_takes_too_long_ends),
		cmocka_unit_test(who_says_too_much_is_cut),
	};
	char folder[] = "/tmp/fpe-safe-XXXXXX";
	int failed;

	if (!mkdtemp(folder) || chdir(folder) != 0)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
