/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_overwrite.c - the prompt asks before it takes the place of a file. */
#include "support/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/player/player.h"
#include "io/file_form.h"
#include "io/textfile.h"

static char said[8000], folder[] = "/tmp/fpe-overwrite.XXXXXX";

static void keep(void *context, enum message_kind kind, const char *text)
{
	(void)context;
	if (kind == MESSAGE_NOTE || kind == MESSAGE_ERROR)
		snprintf(said + strlen(said), sizeof said - strlen(said), "%s", text);
}

static struct player *open_player(bool screen)
{
	struct player_options options = {
		.call = { .screen = screen, .jobs = 1, .rows = 24, .columns = 80 }, .seed = 1
	};
	struct player_sinks sinks = { .message = keep };
	struct fpe_error err;
	struct player *player = player_new(&options, &sinks, &err);

	assert_non_null(player);
	return player;
}

static void type(struct player *player, const char *line)
{
	said[0] = '\0';
	player_type(player, line);
	for (player_poll(player); !player_idle(player);) {
		struct pollfd fd = { player_fd(player), POLLIN, 0 };

		poll(&fd, 1, 20);
		player_poll(player);
	}
}

static void put(const char *path, const char *text)
{
	assert_int_equal(textfile_write(path, text, NULL), FPE_OK);
}

static bool holds(const char *path, const char *part)
{
	char *text;
	size_t size;
	bool is;

	assert_int_equal(textfile_read(path, TEXTFILE_ANY, 1 << 20, &text, &size, NULL), FPE_OK);
	is = strstr(text, part) != NULL;
	free(text);
	return is;
}

static void a_prompt_asks_and_the_same_line_is_the_answer(void **state)
{
	struct player *player = open_player(true);

	(void)state;
	put("there.fpe", "fpe 1\nsay \"old\"\n");
	type(player, "history there.fpe");
	assert_has(said, "the same line again overwrites it");
	assert_true(holds("there.fpe", "old"));
	/* another line in between is none */
	type(player, "say \"no\"");
	type(player, "history there.fpe");
	assert_true(holds("there.fpe", "old"));
	type(player, "history there.fpe");
	assert_has(said, "wrote there.fpe, ");
	assert_false(holds("there.fpe", "old"));
	/* now it is ours */
	type(player, "history there.fpe");
	assert_has(said, "wrote there.fpe, ");
	type(player, "history new.fpe");
	type(player, "history new.fpe");
	assert_has(said, "wrote new.fpe, ");
	player_free(player);
}

static void where_nobody_types_nobody_is_asked(void **state)
{
	struct player *player = open_player(false);

	(void)state;
	put("there.fpe", "fpe 1\nsay \"old\"\n");
	type(player, "history there.fpe");
	assert_false(holds("there.fpe", "old"));
	player_free(player);
}

static void what_is_read_stays_by_whatever_name(void **state)
{
	static const char *const names[] = { "own.csv", "./own.csv", "link.csv", "hard.csv" };
	struct player *player = open_player(false);

	(void)state;
	put("own.csv", "a,b\n0,1\n1,0\n1,1\n0,0\n");
	assert_int_equal(symlink("own.csv", "link.csv"), 0);
	assert_int_equal(link("own.csv", "hard.csv"), 0);
	type(player, "task csv own.csv");
	for (int i = 0; i < 4; i++) {
		char line[80];

		test_row("%s", names[i]);
		snprintf(line, sizeof line, "export data %s force=yes", names[i]);
		type(player, line);
		assert_has(said, "this session reads from it");
		assert_true(holds("own.csv", "a,b"));
	}
	player_free(player);
}

static void forms_are_known_by_bytes_and_names(void **state)
{
	static const struct {
		const char *name, *text;
		enum file_form form, made;
		bool fits;
	} cases[] = {
		{ "a.csv", "1,2\n", FILE_FORM_TABLE, FILE_FORM_TEXT, true },
		{ "a.csv", "1,2\n", FILE_FORM_TABLE, FILE_FORM_SCRIPT, false },
		{ "notes", "a note\n", FILE_FORM_TEXT, FILE_FORM_SCRIPT, false },
		{ "notes", "fpe 1\n", FILE_FORM_SCRIPT, FILE_FORM_SCRIPT, true },
		{ "a.svg", "<svg>", FILE_FORM_SVG, FILE_FORM_SVG, true },
		{ "a.svg", "%PDF-1.7", FILE_FORM_PDF, FILE_FORM_SVG, false },
		{ "empty", "", FILE_FORM_ANY, FILE_FORM_SESSION, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s %s", cases[i].name, cases[i].text);
		put(cases[i].name, cases[i].text);
		assert_int_equal(file_form_of(cases[i].name), cases[i].form);
		assert_int_equal(file_form_fits(cases[i].form, cases[i].made), cases[i].fits);
	}
}

static char *before; /* the folder of other tests */

static int enter(void **state)
{
	(void)state;
	before = getcwd(NULL, 0);
	return before && mkdtemp(folder) ? chdir(folder) : -1;
}

static int leave(void **state)
{
	static const char *const names[] = { "there.fpe", "new.fpe",  "own.csv",
					     "link.csv",  "hard.csv", "a.csv",
					     "notes",	  "a.svg",    "empty" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(names[i]);
	if (chdir(before) || rmdir(folder))
		return -1;
	free(before);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_prompt_asks_and_the_same_line_is_the_answer),
		cmocka_unit_test(where_nobody_types_nobody_is_asked),
		cmocka_unit_test(what_is_read_stays_by_whatever_name),
		cmocka_unit_test(forms_are_known_by_bytes_and_names),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
