/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_acting.c - lines that take long of a large net: with a screen they go on beside it.
 * Meanwhile frames have the picture that there was, Ctrl-C is heard and other lines wait;
 * in the end all is as if the line had held the screen.
 */
#include "support/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/command.h"
#include "cmd/player/player.h"
#include "lab/session/session.h"

struct fixture {
	struct player *player;
	char *log;
	size_t size;
	FILE *file;
	char said[20000];
	struct snapshot picture;
};

static void keep(void *context, enum message_kind kind, const char *text)
{
	struct fixture *f = context;
	size_t used = strlen(f->said);

	if (kind != MESSAGE_PROGRESS)
		snprintf(f->said + used, sizeof f->said - used, "%s", text);
}

/* A screen whose first frame has been drawn, with a net of some 1e6 weights: its metrics
   take a blink many times over. */
static struct fixture *open_large(bool screen)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct player_options options = {
		.call = { .screen = screen, .jobs = 1, .rows = 24, .columns = 80 }, .seed = 1
	};
	struct player_sinks sinks = { .message = keep, .context = f };
	struct fpe_error err;

	assert_non_null(f);
	f->file = open_memstream(&f->log, &f->size);
	sinks.log = f->file;
	f->player = player_new(&options, &sinks, &err);
	assert_non_null(f->player);
	if (screen)
		player_frame(f->player, &f->picture);
	return f;
}

static void close_large(struct fixture *f)
{
	player_free(f->player);
	fclose(f->file);
	free(f->log);
	free(f);
}

static void settle(struct fixture *f)
{
	for (player_poll(f->player); !player_idle(f->player); player_poll(f->player)) {
		struct pollfd fd = { player_fd(f->player), POLLIN, 0 };

		poll(&fd, 1, player_timeout(f->player));
	}
}

static void type(struct fixture *f, const char *line)
{
	player_type(f->player, line);
	settle(f);
}

static void make_large(struct fixture *f)
{
	type(f, "task dnf clauses=256 literals=8");
	type(f, "data train=20 test=20");
	type(f, "net hidden=512");
	type(f, "train batches=1");
}

/* Nothing but the clock of the status bar. */
static void assert_same_picture(const struct fixture *f, const struct snapshot *before)
{
	assert_int_equal(f->picture.arms, before->arms);
	assert_memory_equal(f->picture.arm, before->arm, sizeof before->arm);
	assert_string_equal(f->picture.progress.what, "metrics");
	assert_string_equal(f->picture.progress.unit, "second");
}

/* With a picture to show, a line may go on beside the screen. */
static void begin(struct fixture *f, const char *line)
{
	player_frame(f->player, &f->picture);
	player_type(f->player, line);
	player_poll(f->player);
}

static void frames_go_on_meanwhile(void **state)
{
	struct fixture *f = open_large(true), *batch = open_large(false);
	struct snapshot before;
	char *printed;

	(void)state;
	make_large(f);
	make_large(batch);
	type(batch, "metrics");
	fflush(batch->file);
	player_frame(f->player, &f->picture);
	before = f->picture;
	player_type(f->player, "metrics");
	player_type(f->player, "say after");
	player_poll(f->player);
	assert_true(player_works(f->player));
	assert_true(player_timeout(f->player) > 0);
	player_frame(f->player, &f->picture);
	assert_same_picture(f, &before);
	player_poll(f->player);
	assert_null(strstr(f->said, "after"));
	settle(f);
	assert_false(player_works(f->player));
	fflush(f->file);
	/* the same bytes, and the next line after it */
	printed = strstr(f->log, batch->log);
	assert_non_null(printed);
	assert_non_null(strstr(f->said, "cosine_signed"));
	player_frame(f->player, &f->picture);
	assert_null(f->picture.progress.what);
	close_large(f);
	close_large(batch);
}

static void ctrl_c_stops_it_and_what_waits(void **state)
{
	struct fixture *f = open_large(true);
	int lines;

	(void)state;
	make_large(f);
	player_frame(f->player, &f->picture);
	player_type(f->player, "metrics");
	player_type(f->player, "net hidden=4 as=never");
	player_poll(f->player);
	assert_true(player_works(f->player));
	assert_true(player_interrupt(f->player));
	player_frame(f->player, &f->picture);
	assert_string_equal(f->picture.progress.what, "stopping");
	settle(f);
	assert_non_null(strstr(f->said, "stopped"));
	lines = player_session(f->player)->arms;
	assert_int_equal(lines, 1);
	type(f, "net hidden=4 as=later");
	assert_int_equal(player_session(f->player)->arms, 2);
	close_large(f);
}

/* A line that adds an arm is one step of undo, as ever. */
static void it_is_a_step_of_undo(void **state)
{
	struct fixture *f = open_large(true);

	(void)state;
	make_large(f);
	begin(f, "split by=gram alpha=2");
	settle(f);
	assert_int_equal(player_session(f->player)->arms, 2);
	type(f, "undo");
	assert_int_equal(player_session(f->player)->arms, 1);
	type(f, "redo");
	assert_int_equal(player_session(f->player)->arms, 2);
	/* and where it fails nothing is left of it */
	type(f, "split by=random alpha=5 of=nothing");
	assert_int_equal(player_session(f->player)->arms, 2);
	close_large(f);
}

static void the_end_comes_while_it_goes_on(void **state)
{
	struct fixture *f = open_large(true);

	(void)state;
	make_large(f);
	begin(f, "metrics");
	assert_true(player_works(f->player));
	close_large(f);
}

/* While nets train it acts between two epochs, and they go on. */
static void trainings_wait_for_it(void **state)
{
	struct fixture *f = open_large(true);
	bool seen = false;

	(void)state;
	make_large(f);
	type(f, "speed max");
	begin(f, "train 8");
	player_type(f->player, "metrics");
	while (!player_idle(f->player)) {
		struct pollfd fd = { player_fd(f->player), POLLIN, 0 };

		poll(&fd, 1, player_timeout(f->player));
		player_poll(f->player);
		player_frame(f->player, &f->picture);
		seen |= f->picture.progress.what && !strcmp(f->picture.progress.what, "metrics");
	}
	assert_true(seen);
	assert_int_equal(player_session(f->player)->arm[0]->epoch, 9);
	close_large(f);
}

/* Whoever may go on beside the screen must not ask for one; who begins a job, or acts while
   one works, may remake what figures look at. */
static void flags_agree(void **state)
{
	int aside = 0;

	(void)state;
	for (int i = 0; command_table[i]; i++) {
		unsigned flags = command_table[i]->flags;

		test_row("%s", command_table[i]->verb);
		assert_true(flags & COMMAND_ASIDE || !(flags & COMMAND_REMAKES));
		if (!(flags & COMMAND_ASIDE))
			continue;
		aside++;
		assert_false(flags & (COMMAND_SCREEN | COMMAND_INCLUDE));
		assert_true(flags & COMMAND_REMAKES || !(flags & COMMAND_LONG));
	}
	assert_true(aside >= 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_go_on_meanwhile),
		cmocka_unit_test(ctrl_c_stops_it_and_what_waits),
		cmocka_unit_test(it_is_a_step_of_undo),
		cmocka_unit_test(the_end_comes_while_it_goes_on),
		cmocka_unit_test(trainings_wait_for_it),
		cmocka_unit_test(flags_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
