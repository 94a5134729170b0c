/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_export_job.c - files that are written while other commands are under way. */
#include "support/player_fixture.h"

#include "support/net_file.h"
#include "support/place.h"

static struct place place;

static void type(struct fixture *f, const char *line)
{
	player_type(f->player, line);
}

/* "export FOLDER/a.safetensors", then the rest. */
static void type_export(struct fixture *f, const char *rest)
{
	char line[160];

	snprintf(line, sizeof line, "export %s%s", place.path, rest);
	type(f, line);
}

static void open_screen(struct fixture *f)
{
	static const char *const lines[] = { "task dnf clauses=4 literals=3",
					     "data train=600 test=400", "set batch=100",
					     "net hidden=6", "speed max" };

	place = place_make("a.safetensors");
	fixture_open(f, true, 2);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		type(f, lines[i]);
		fixture_settle(f);
	}
}

static void close_screen(struct fixture *f)
{
	fixture_close(f);
	place_remove(&place);
}

/* Epoch that the file tells, -1: there is none. */
static int epoch_of_file(void)
{
	struct net_file content;
	struct fpe_error err;
	int epoch;

	if (access(place.path, F_OK))
		return -1;
	assert_ok(net_file_read(place.path, &content, &err));
	epoch = content.lineage->epoch;
	net_file_clear(&content);
	return epoch;
}

static void an_arm_that_trains_is_written_at_the_next_epoch(void **state)
{
	struct fixture f;
	struct arm *arm;

	(void)state;
	open_screen(&f);
	type(&f, "train 3000");
	player_poll(f.player);
	type_export(&f, "");
	while (epoch_of_file() < 0)
		fixture_turn(&f);
	arm = player_session(f.player)->arm[0];
	assert_true(player_works(f.player)); /* the training goes on */
	fixture_settle(&f);
	assert_int_equal(arm->epoch, 3000);
	assert_in_range(epoch_of_file(), 0, 2999);
	assert_has(f.said, "arm dense: 78 weights\n");
	assert_has(f.said, "wrote /tmp/");
	close_screen(&f);
}

/* Told by the player: the arm is its thread's. */
static bool trains(struct fixture *f)
{
	static struct snapshot s;

	player_snapshot(f->player, &s);
	return s.progress.what && strcmp(s.progress.what, "training 1 arm") == 0;
}

static void a_run_waits_until_the_training_is_over(void **state)
{
	struct fixture f;

	(void)state;
	open_screen(&f);
	type(&f, "compare by=clause epochs=6 warmup=2 seeds=2");
	fixture_settle(&f);
	type(&f, "train 3000");
	player_poll(f.player);
	type_export(&f, " run=2 arm=clause");
	for (int i = 0; i < 3; i++)
		fixture_turn(&f);
	while (trains(&f)) {
		assert_int_equal(epoch_of_file(), -1);
		fixture_turn(&f);
	}
	fixture_settle(&f);
	assert_int_equal(epoch_of_file(), 6);
	assert_has(f.said, "clause of seed 2: 78 weights\n");
	assert_has(f.said, "wrote /tmp/");
	close_screen(&f);
}

static void what_is_given_up_is_not_there(void **state)
{
	struct fixture f;

	(void)state;
	open_screen(&f);
	type(&f, "compare by=clause epochs=3000 warmup=2 seeds=1");
	fixture_settle(&f);
	type_export(&f, " run=1 arm=clause");
	player_poll(f.player);
	assert_true(player_works(f.player));
	assert_true(player_interrupt(f.player));
	fixture_settle(&f);
	assert_int_equal(epoch_of_file(), -1);
	assert_has(f.said, "export: stopped; nothing was written to /tmp/");
	close_screen(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arm_that_trains_is_written_at_the_next_epoch),
		cmocka_unit_test(a_run_waits_until_the_training_is_over),
		cmocka_unit_test(what_is_given_up_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
