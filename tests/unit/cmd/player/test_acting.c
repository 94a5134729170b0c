/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_acting.c - lines that take long of a large net: with a screen they go on beside it.
 * Meanwhile frames have the picture that there was, Ctrl-C is heard and other lines wait;
 * in the end all is as if the line had held the screen.
 */
#include "support/player_fixture.h"

#include "cmd/language/command.h"

struct large {
	struct fixture on;
	struct snapshot picture;
};

/* A screen whose first frame has been drawn, with a net of some 1e6 weights: its metrics
   take a blink many times over. */
static struct large *open_large(bool screen)
{
	struct large *f = calloc(1, sizeof *f);

	assert_non_null(f);
	fixture_open(&f->on, screen, 1);
	if (screen)
		player_frame(f->on.player, &f->picture);
	return f;
}

static void close_large(struct large *f)
{
	fixture_close(&f->on);
	free(f);
}

static void type(struct large *f, const char *line)
{
	player_type(f->on.player, line);
	fixture_settle(&f->on);
}

static void make_large(struct large *f)
{
	type(f, "task dnf clauses=256 literals=8");
	type(f, "data train=20 test=20");
	type(f, "net hidden=512");
	type(f, "train batches=1");
}

/* Nothing but the clock of the status bar. */
static void assert_same_picture(const struct large *f, const struct snapshot *before)
{
	assert_int_equal(f->picture.arms, before->arms);
	assert_memory_equal(f->picture.arm, before->arm, sizeof before->arm);
	assert_string_equal(f->picture.progress.what, "metrics");
	assert_string_equal(f->picture.progress.unit, "second");
}

/* With a picture to show, a line may go on beside the screen. */
static void begin(struct large *f, const char *line)
{
	player_frame(f->on.player, &f->picture);
	player_type(f->on.player, line);
	player_poll(f->on.player);
}

static void frames_go_on_meanwhile(void **state)
{
	struct large *f = open_large(true), *batch = open_large(false);
	struct snapshot before;
	char *printed;

	(void)state;
	make_large(f);
	make_large(batch);
	type(batch, "metrics");
	fflush(batch->on.file);
	player_frame(f->on.player, &f->picture);
	before = f->picture;
	player_type(f->on.player, "metrics");
	player_type(f->on.player, "say after");
	player_poll(f->on.player);
	assert_true(player_works(f->on.player));
	assert_true(player_timeout(f->on.player) > 0);
	player_frame(f->on.player, &f->picture);
	assert_same_picture(f, &before);
	player_poll(f->on.player);
	assert_null(strstr(f->on.said, "after"));
	fixture_settle(&f->on);
	assert_false(player_works(f->on.player));
	fflush(f->on.file);
	/* the same bytes, and the next line after it */
	printed = strstr(f->on.log, batch->on.log);
	assert_non_null(printed);
	assert_non_null(strstr(f->on.said, "cosine_signed"));
	player_frame(f->on.player, &f->picture);
	assert_null(f->picture.progress.what);
	close_large(f);
	close_large(batch);
}

static void ctrl_c_stops_it_and_what_waits(void **state)
{
	struct large *f = open_large(true);
	int lines;

	(void)state;
	make_large(f);
	player_frame(f->on.player, &f->picture);
	player_type(f->on.player, "metrics");
	player_type(f->on.player, "net hidden=4 as=never");
	player_poll(f->on.player);
	assert_true(player_works(f->on.player));
	assert_true(player_interrupt(f->on.player));
	player_frame(f->on.player, &f->picture);
	assert_string_equal(f->picture.progress.what, "stopping");
	fixture_settle(&f->on);
	assert_non_null(strstr(f->on.said, "stopped"));
	lines = player_session(f->on.player)->arms;
	assert_int_equal(lines, 1);
	type(f, "net hidden=4 as=later");
	assert_int_equal(player_session(f->on.player)->arms, 2);
	close_large(f);
}

static double sum_of(const struct fpe_net *net)
{
	double sum = 0;

	for (size_t i = 0; i < fpe_layer_size(&net->layer[0]); i++)
		sum += (double)net->layer[0].weight[i];
	return sum;
}

/* A line that fails, or is stopped, is taken back by its own thread, while figures may be drawn:
   what they look at is there until the next frame. The net of an arm that is not open is the arm's
   own. */
static void what_is_looked_at_outlives_it(void **state)
{
	struct large *f = open_large(true);
	const struct fpe_net *net;
	double sum;

	(void)state;
	type(f, "task dnf clauses=256 literals=8");
	type(f, "data train=20 test=20");
	type(f, "net hidden=512");
	player_frame(f->on.player, &f->picture);
	net = f->picture.arm[0].net;
	assert_ptr_equal(net, player_session(f->on.player)->arm[0]->net);
	sum = sum_of(net);
	begin(f, "assert robustness_drop(dense) > 2");
	assert_true(player_works(f->on.player));
	fixture_settle(&f->on);
	assert_ptr_not_equal(net, player_session(f->on.player)->arm[0]->net);
	assert_true(sum_of(net) == sum);
	player_frame(f->on.player, &f->picture);
	assert_null(player_session(f->on.player)->retired);
	close_large(f);
}

/* A line that adds an arm is one step of undo, as ever. */
static void it_is_a_step_of_undo(void **state)
{
	struct large *f = open_large(true);

	(void)state;
	make_large(f);
	begin(f, "split by=gram alpha=2");
	fixture_settle(&f->on);
	assert_int_equal(player_session(f->on.player)->arms, 2);
	type(f, "undo");
	assert_int_equal(player_session(f->on.player)->arms, 1);
	type(f, "redo");
	assert_int_equal(player_session(f->on.player)->arms, 2);
	/* and where it fails nothing is left of it */
	type(f, "split by=random alpha=5 of=nothing");
	assert_int_equal(player_session(f->on.player)->arms, 2);
	close_large(f);
}

static void the_end_comes_while_it_goes_on(void **state)
{
	struct large *f = open_large(true);

	(void)state;
	make_large(f);
	begin(f, "metrics");
	assert_true(player_works(f->on.player));
	close_large(f);
}

/* While nets train it acts between two epochs, and they go on. */
static void trainings_wait_for_it(void **state)
{
	struct large *f = open_large(true);
	bool seen = false;

	(void)state;
	make_large(f);
	type(f, "speed max");
	begin(f, "train 8");
	player_type(f->on.player, "metrics");
	while (!player_idle(f->on.player)) {
		struct pollfd fd = { player_fd(f->on.player), POLLIN, 0 };

		poll(&fd, 1, player_timeout(f->on.player));
		player_poll(f->on.player);
		player_frame(f->on.player, &f->picture);
		seen |= f->picture.progress.what && !strcmp(f->picture.progress.what, "metrics");
	}
	assert_true(seen);
	assert_int_equal(player_session(f->on.player)->arm[0]->epoch, 9);
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
		cmocka_unit_test(what_is_looked_at_outlives_it),
		cmocka_unit_test(it_is_a_step_of_undo),
		cmocka_unit_test(the_end_comes_while_it_goes_on),
		cmocka_unit_test(trainings_wait_for_it),
		cmocka_unit_test(flags_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
