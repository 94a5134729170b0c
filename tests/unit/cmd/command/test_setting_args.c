/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_setting_args.c - every setting is an argument of its command: what is given
 * is kept, shown as text and in JSON; and keys of a sweep are arguments of `sweep`.
 */
#include "support/setting_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/command/setting_args.h"
#include "cmd/player/player.h"
#include "cmd/report/column.h"

struct fixture {
	struct player *player;
	char *out;
	size_t size;
	FILE *file;
	char errors[4000];
};

static void keep(void *context, enum message_kind kind, const char *text)
{
	struct fixture *f = context;

	if (kind == MESSAGE_ERROR)
		strncat(f->errors, text, sizeof f->errors - strlen(f->errors) - 1);
}

static void open_player(struct fixture *f, bool json)
{
	struct player_options options = { .call = { .json = json, .jobs = 1 }, .seed = 1 };
	struct player_sinks sinks = { .message = keep, .context = f };
	struct fpe_error err;

	memset(f, 0, sizeof *f);
	f->file = open_memstream(&f->out, &f->size);
	sinks.log = f->file;
	f->player = player_new(&options, &sinks, &err);
	assert_non_null(f->player);
}

static void close_player(struct fixture *f)
{
	player_free(f->player);
	fclose(f->file);
	free(f->out);
}

/* What the line prints; it must not fail. */
static const char *play(struct fixture *f, const char *line)
{
	size_t before;

	fflush(f->file);
	before = f->size;
	player_type(f->player, line);
	player_poll(f->player);
	assert_true(player_idle(f->player));
	if (f->errors[0])
		fail_msg("%s: %s", line, f->errors);
	fflush(f->file);
	return f->out + before;
}

/* "NAME=VALUE" as a user writes it. */
static const char *written(const struct setting *row, const void *part, char out[300])
{
	char text[SETTING_TEXT];

	snprintf(out, 300, "%s=%s", row->name, setting_text(row, part, text));
	return out;
}

/* Each row of a part given alone is in the session's recipe, the others at
   their defaults. */
static void check_recipe(const char *verb, const struct setting *rows, size_t offset)
{
	for (const struct setting *row = rows; row->name; row++) {
		struct fixture f;
		struct study plain;
		char line[400], setting[300], *want = (char *)&plain.recipe + offset;
		const char *got;

		open_player(&f, false);
		play(&f, "data train=60 test=40");
		study_init(&plain);
		setting_reset(rows, want);
		setting_vary(row, want);
		if (strcmp(row->name, "inputs") == 0)
			setting_put(row, want, 20);
		snprintf(line, sizeof line, "%s %s", verb, written(row, want, setting));
		play(&f, line);
		got = (const char *)&player_session(f.player)->recipe + offset;
		if (!setting_all_same(rows, got, want))
			fail_msg("%s: %s", line, written(row, got, setting));
		close_player(&f);
	}
}

static void what_is_given_is_kept(void **state)
{
	(void)state;
	check_recipe("task dnf", setting_task_rows(FPE_TASK_DNF), offsetof(struct recipe, task));
	check_recipe("task xor", setting_task_rows(FPE_TASK_XOR), offsetof(struct recipe, task));
	check_recipe("data", setting_data, offsetof(struct recipe, data));
	check_recipe("net", setting_net, offsetof(struct recipe, net));
}

/* One arm has another value than the rest: both are shown, and no third. */
static void set_shows_what_it_was_given(void **state)
{
	struct fixture f, json;
	char line[400], setting[300], text[SETTING_TEXT];

	(void)state;
	open_player(&f, false);
	open_player(&json, true);
	play(&f, "net as=a");
	play(&f, "net as=b");
	play(&json, "net as=b");
	for (const struct setting *row = setting_train; row->name; row++) {
		struct fpe_train_settings t = test_settings();
		const char *shown;
		json_t *all, *mine, *value;

		setting_vary(row, &t);
		snprintf(line, sizeof line, "set arm=b %s", written(row, &t, setting));
		play(&f, line);
		shown = strstr(play(&f, "set"), "\nb ");
		assert_non_null(shown);
		if (!strstr(shown, setting))
			fail_msg("%s: %s", line, shown);
		play(&json, line);
		all = json_loads(play(&json, "set"), JSON_DISABLE_EOF_CHECK, NULL);
		mine = json_array_get(json_object_get(all, "arms"), 1);
		value = json_object_get(mine, row->name);
		if (setting_is_word(row)
			    ? strcmp(json_string_value(value), setting_text(row, &t, text)) != 0
			    : json_number_value(value) != setting_get(row, &t))
			fail_msg("%s: not in JSON", line);
		json_decref(all);
	}
	/* and by all of what it showed another arm becomes the same */
	strcpy(line, "set arm=a");
	for (const struct setting *row = setting_train; row->name; row++) {
		const void *b = &player_session(f.player)->arm[1]->settings;

		strcat(strcat(line, " "), written(row, b, setting));
	}
	play(&f, line);
	assert_true(setting_all_same(setting_train, &player_session(f.player)->arm[0]->settings,
				     &player_session(f.player)->arm[1]->settings));
	close_player(&f);
	close_player(&json);
}

struct sought {
	const char *path;
	bool found;
};

static void seek(void *context, const char *path, const struct column *field)
{
	struct sought *sought = context;

	sought->found |= strcmp(path, sought->path) == 0 && field->help[0];
}

static void every_field_of_set_is_documented(void **state)
{
	(void)state;
	for (const struct setting *row = setting_train; row->name; row++) {
		char path[80];
		struct sought sought = { path, false };

		snprintf(path, sizeof path, "arms[].%s", row->name);
		column_fields(command_find("set")->fields, seek, &sought);
		if (!sought.found)
			fail_msg("%s", path);
	}
}

/* A hole in the arguments would end them. */
static void every_key_is_an_argument_of_sweep(void **state)
{
	const struct command *sweep = command_find("sweep");

	(void)state;
	for (int i = 0; i < SWEEP_KEYS; i++) {
		const struct arg *arg = &sweep->args[i];

		assert_non_null(arg->name);
		assert_non_null(setting_swept(arg->name));
		assert_true(arg->type == ARG_INTS || arg->type == ARG_REALS ||
			    arg->type == ARG_CHOICES);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(arg->name, sweep->args[k].name);
	}
	assert_string_equal(sweep->args[SWEEP_KEYS].name, "by");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_given_is_kept),
		cmocka_unit_test(set_shows_what_it_was_given),
		cmocka_unit_test(every_field_of_set_is_documented),
		cmocka_unit_test(every_key_is_an_argument_of_sweep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
