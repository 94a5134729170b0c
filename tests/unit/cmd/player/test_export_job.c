/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_export_job.c - files that are written while other commands are under way. */
#include "support/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/player/player.h"
#include "support/net_file.h"
#include "lab/session/session.h"

struct fixture {
	struct player *player;
	char said[20000]; /* notes and errors */
	char folder[40], path[64];
};

static void keep(void *context, enum message_kind kind, const char *text)
{
	struct fixture *f = context;
	size_t used = strlen(f->said);

	if (kind == MESSAGE_NOTE || kind == MESSAGE_ERROR)
		snprintf(f->said + used, sizeof f->said - used, "%s", text);
}

/* Wait as the screen's loop does, then poll. */
static void turn(struct fixture *f)
{
	struct pollfd fd = { player_fd(f->player), POLLIN, 0 };
	int most = player_timeout(f->player);

	poll(&fd, 1, most < 0 || most > 20 ? 20 : most);
	player_poll(f->player);
}

static void settle(struct fixture *f)
{
	for (player_poll(f->player); !player_idle(f->player);)
		turn(f);
}

static void type(struct fixture *f, const char *line)
{
	player_type(f->player, line);
}

/* "export FOLDER/a.safetensors", then the rest. */
static void type_export(struct fixture *f, const char *rest)
{
	char line[160];

	snprintf(line, sizeof line, "export %s%s", f->path, rest);
	type(f, line);
}

static void open_screen(struct fixture *f)
{
	static const char *const lines[] = { "task dnf clauses=4 literals=3",
					     "data train=600 test=400", "set batch=100",
					     "net hidden=6", "speed max" };
	struct player_options options = {
		.call = { .screen = true, .jobs = 2, .rows = 24, .columns = 80 },
		.seed = 1,
	};
	struct player_sinks sinks = { .message = keep, .context = f };
	struct fpe_error err;

	memset(f, 0, sizeof *f);
	strcpy(f->folder, "/tmp/test_export_job.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof f->path, "%s/a.safetensors", f->folder);
	f->player = player_new(&options, &sinks, &err);
	assert_non_null(f->player);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		type(f, lines[i]);
		settle(f);
	}
}

static void close_screen(struct fixture *f)
{
	player_free(f->player);
	unlink(f->path);
	assert_int_equal(rmdir(f->folder), 0); /* nothing else is left there */
}

/* Epoch that the file tells, -1: there is none. */
static int epoch_of_file(struct fixture *f)
{
	struct net_file content;
	struct fpe_error err;
	int epoch;

	if (access(f->path, F_OK))
		return -1;
	assert_ok(net_file_read(f->path, &content, &err));
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
	while (epoch_of_file(&f) < 0)
		turn(&f);
	arm = player_session(f.player)->arm[0];
	assert_true(player_works(f.player)); /* the training goes on */
	settle(&f);
	assert_int_equal(arm->epoch, 3000);
	assert_in_range(epoch_of_file(&f), 0, 2999);
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
	settle(&f);
	type(&f, "train 3000");
	player_poll(f.player);
	type_export(&f, " run=2 arm=clause");
	for (int i = 0; i < 3; i++)
		turn(&f);
	while (trains(&f)) {
		assert_int_equal(epoch_of_file(&f), -1);
		turn(&f);
	}
	settle(&f);
	assert_int_equal(epoch_of_file(&f), 6);
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
	settle(&f);
	type_export(&f, " run=1 arm=clause");
	player_poll(f.player);
	assert_true(player_works(f.player));
	assert_true(player_interrupt(f.player));
	settle(&f);
	assert_int_equal(epoch_of_file(&f), -1);
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
