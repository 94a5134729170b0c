/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_player.c - lines typed while nets train, without a screen; what history
 * keeps of them gives the same bytes again.
 */
#include "support/player_fixture.h"

static double progress(struct fixture *f)
{
	struct snapshot *s = malloc(sizeof *s);
	double done;

	assert_non_null(s);
	player_snapshot(f->player, s);
	done = s->progress.what ? s->progress.done : -1;
	free(s);
	return done;
}

/* Until the training (or compare) under way has come to `done`. */
static void reach(struct fixture *f, double done)
{
	player_poll(f->player);
	while (progress(f) < done) {
		assert_false(player_idle(f->player));
		fixture_turn(f);
	}
}

static void type(struct fixture *f, const char *line)
{
	player_type(f->player, line);
}

/* Type each line and let it act at once. */
static void type_all(struct fixture *f, const char *const *line)
{
	for (; *line; line++) {
		type(f, *line);
		fixture_settle(f);
	}
}

static void run_script(struct fixture *f, const char *text)
{
	struct script script;

	assert_int_equal(parse_text(text, strlen(text), "again", false, NULL, NULL, &script),
			 FPE_OK);
	player_queue(f->player, &script, "again");
	fixture_settle(f);
}

/* A session on the screen with 600 samples, at a pace a test can meet. */
static void open_session(struct fixture *f)
{
	static const char *const lines[] = { "task dnf clauses=4 literals=3",
					     "data train=600 test=400", "set batch=100",
					     "speed 1000", NULL };

	fixture_open(f, true, 2);
	type_all(f, lines);
}

/* Let everything end; the history, run as a script, prints the same. Gives the
   history, malloc'ed. */
static char *replay(struct fixture *f, const char *const *last)
{
	struct fixture again;
	char *script;

	fixture_settle(f);
	type_all(f, last);
	script = player_history(f->player);
	fixture_open(&again, false, 2);
	run_script(&again, script);
	/* what diverged falls short again */
	if (player_status(again.player) && !strstr(again.said, "diverged"))
		fail_msg("%s\nof\n%s", again.said, script);
	fflush(f->file);
	fflush(again.file);
	if (strcmp(f->log, again.log) != 0)
		fail_msg("the session\n%s\nits replay\n%s\nof\n%s", f->log, again.log, script);
	fixture_close(&again);
	return script;
}

static const char *const show[] = { "metrics", "arms", NULL };

static void a_training_cut_twice_trains_what_it_said(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "train 120");
	reach(&f, 3);
	type(&f, "split by=clause as=c");
	reach(&f, 10);
	type(&f, "metrics");
	script = replay(&f, show);
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 120);
	free(script);
	fixture_close(&f);
}

static void an_arm_renamed_or_dropped_during_its_training_replays(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "net as=a");
	type(&f, "net as=b");
	type(&f, "train 150 arm=a,b");
	reach(&f, 3);
	type(&f, "rename a first");
	reach(&f, 5);
	type(&f, "drop b");
	script = replay(&f, show);
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 150);
	free(script);
	fixture_close(&f);
}

static void a_training_ends_with_the_last_of_its_arms(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "net as=a");
	type(&f, "net as=b");
	type(&f, "train 5000 arm=b");
	reach(&f, 3);
	type(&f, "drop b");
	script = replay(&f, show);
	free(script);
	type(&f, "train 5000");
	reach(&f, 3);
	type(&f, "task dnf clauses=4 literals=3");
	type(&f, "data train=600 test=400");
	type(&f, "net as=fresh");
	script = replay(&f, show);
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 0);
	free(script);
	fixture_close(&f);
}

static void a_line_waits_for_the_arms_that_train_only(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "net as=far");
	type(&f, "train 300");
	fixture_settle(&f);
	type(&f, "net as=near");
	type(&f, "train until=250");
	reach(&f, 2);
	assert_true(progress(&f) < 200);
	type(&f, "print epoch(near)");
	type(&f, "split by=clause from=near");
	script = replay(&f, show);
	/* it acted soon, not when the one far ahead was reached */
	assert_true(player_session(f.player)->arm[2]->left < 200);
	assert_int_equal(player_session(f.player)->arm[1]->epoch, 250);
	free(script);
	fixture_close(&f);
}

static void a_training_stopped_inside_epochs_replays(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "net hidden=64 as=a");
	type(&f, "split by=clause as=b");
	type(&f, "speed max");
	type(&f, "train 100000");
	reach(&f, 3);
	player_interrupt(f.player);
	fixture_settle(&f);
	type(&f, "set batch=full lr=0.02");
	type(&f, "split by=random as=c");
	type(&f, "train 3");
	script = replay(&f, show);
	assert_null(strstr(script, "100000"));
	free(script);
	fixture_close(&f);
}

/* Stopped at any epoch past those at which they moved. */
static void masks_that_moved_move_again(void **state)
{
	static const char *const last[] = { "train 13",
					    "rewind 17 from=b as=d",
					    "train until=40 arm=d",
					    "metrics",
					    "print nnz(b)",
					    "undo",
					    "metrics",
					    NULL };
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "set masks=rigl masks_until=60");
	type(&f, "net hidden=16 as=a");
	type(&f, "split by=clause as=b");
	type(&f, "speed max");
	type(&f, "train 100000");
	reach(&f, 22);
	player_interrupt(f.player);
	fixture_settle(&f);
	script = replay(&f, last);
	assert_non_null(strstr(script, "masks=rigl"));
	free(script);
	fixture_close(&f);
}

static void a_diverged_arm_diverges_again(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "net as=a");
	type(&f, "net as=b");
	type(&f, "set arm=b optimizer=sgd lr=1000 decay=1");
	type(&f, "speed max");
	type(&f, "train 100000");
	reach(&f, 3);
	player_interrupt(f.player);
	script = replay(&f, show);
	free(script);
	fixture_close(&f);
}

static void results_of_a_compare_under_way_are_not_guessed(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "compare by=random seeds=2 warmup=1 epochs=2");
	fixture_settle(&f);
	type(&f, "compare by=random seeds=40 warmup=1 epochs=60");
	player_poll(f.player);
	type(&f, "print mean(gain(random))");
	player_poll(f.player);
	assert_non_null(strstr(f.said, "under way"));
	script = replay(&f, show);
	free(script);
	fixture_close(&f);
}

/* Where it waits, what is typed are steps of their own, and what it did itself stays. */
static void take_back_only_what_was_typed(struct fixture *f)
{
	for (int typed = 1; typed >= 0; typed--) {
		if (typed)
			type(f, "net hidden=2 as=own");
		player_poll(f->player);
		assert_int_equal(player_session(f->player)->arms, 2 + typed);
		type(f, "undo");
		player_poll(f->player);
		assert_int_equal(player_session(f->player)->arms, 2);
		assert_has(f->said,
			   typed ? "took back `net hidden=2 as=own`" : "nothing typed here");
		assert_false(player_idle(f->player));
	}
}

/* Also where it is stopped in the middle, and what history keeps gives the same. */
static void one_undo_takes_back_all_of_a_tour(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	for (int whole = 0; whole < 2; whole++) {
		test_row("%d", whole);
		fixture_open(&f, !whole, 2);
		type(&f, "task xor clauses=3");
		type(&f, "net hidden=4 as=mine");
		type(&f, "train 2");
		fixture_settle(&f);
		type(&f, "tour");
		player_poll(f.player);
		/* on a screen it waits for keys: as far as its split */
		for (int keys = 0; !whole && player_session(f.player)->arms < 2 && keys < 40;) {
			keys += player_key(f.player);
			fixture_turn(&f);
		}
		if (whole)
			fixture_settle(&f);
		assert_int_equal(player_session(f.player)->arms, whole ? 3 : 2);
		if (!whole) {
			take_back_only_what_was_typed(&f);
			player_interrupt(f.player);
		}
		type(&f, "undo");
		fixture_settle(&f);
		assert_true(player_idle(f.player));
		assert_has(f.said, " commands, from `seed 6` on");
		assert_int_equal(player_session(f.player)->arms, 1);
		assert_string_equal(player_session(f.player)->arm[0]->name, "mine");
		type(&f, "train 1");
		fixture_settle(&f);
		type(&f, "undo");
		fixture_settle(&f);
		assert_has(f.said, "took back `train 1`");
		script = replay(&f, show);
		free(script);
		fixture_close(&f);
	}
}

static void a_stopped_compare_says_how_many_seeds(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	/* on one thread the seeds are done in order */
	fixture_open(&f, true, 1);
	type(&f, "task dnf clauses=4 literals=3");
	type(&f, "data train=600 test=400");
	fixture_settle(&f);
	type(&f, "compare by=random warmup=1 epochs=60 seeds='900' # seeds=4");
	reach(&f, 8);
	player_interrupt(f.player);
	script = replay(&f, show);
	assert_null(strstr(script, "seeds='900'"));
	assert_non_null(strstr(script, "compare asked=900 by=random"));
	assert_non_null(strstr(script, "# seeds=4"));
	assert_non_null(strstr(f.log, "compare: stopped after "));
	assert_non_null(strstr(f.log, " of 900 seeds"));
	free(script);
	fixture_close(&f);
}

static void what_was_printed_before_quit_is_in_the_log(void **state)
{
	struct fixture f;

	(void)state;
	open_session(&f);
	type(&f, "compare seeds=1000");
	player_poll(f.player);
	type(&f, "say \"still here\"");
	type(&f, "quit");
	fixture_settle(&f);
	player_free(f.player);
	f.player = NULL;
	fflush(f.file);
	assert_non_null(strstr(f.log, "still here"));
	fixture_close(&f);
}

static void resume_gets_past_a_line_that_waits(void **state)
{
	struct fixture f;

	(void)state;
	open_session(&f);
	type(&f, "pause");
	type(&f, "train batches=20");
	player_poll(f.player);
	type(&f, "metrics");
	type(&f, "resume");
	for (int i = 0; i < 200 && !player_idle(f.player); i++)
		fixture_turn(&f);
	assert_true(player_idle(f.player));
	fixture_close(&f);
}

static void a_job_that_fails_ends_the_script(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, false, 2);
	run_script(&f, "task csv /nonexistent/samples.csv\nsay \"after\"\n");
	fflush(f.file);
	assert_int_equal(player_status(f.player), 1);
	assert_null(strstr(f.log, "after"));
	assert_non_null(strstr(f.said, "again:1:10: error: "));
	fixture_close(&f);
}

/* A compare keeps what diverged, a training has fallen short: scripts go on after both. */
static void what_diverges_does_not_end_the_script(void **state)
{
	static const char *const lines[] = { "compare by=random seeds=2 epochs=6", "train 6" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		char script[200];
		struct fixture f;

		test_row("%s", lines[i]);
		fixture_open(&f, false, 2);
		snprintf(
			script, sizeof script,
			"data train=600 test=400\nset optimizer=sgd lr=1000 decay=1\n%s\nsay \"after\"\n",
			lines[i]);
		run_script(&f, script);
		fflush(f.file);
		assert_int_equal(player_status(f.player), i);
		assert_non_null(strstr(f.log, "after"));
		assert_non_null(strstr(i ? f.said : f.log, "diverged"));
		/* and says how to go on from where it still learnt */
		assert_true(!i || strstr(f.said, "`rewind dense@0`, then `set lr=100`"));
		fixture_close(&f);
	}
}

static void undo_ends_a_training_and_takes_it_back(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "net as=a");
	type(&f, "train 5");
	fixture_settle(&f);
	type(&f, "train 5000");
	reach(&f, 12);
	type(&f, "undo");
	script = replay(&f, show);
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 5);
	assert_non_null(strstr(f.said, "took back `train "));
	assert_null(strstr(script, "5000"));
	free(script);
	/* what it did so far can be done again, the rest is gone */
	type(&f, "redo");
	script = replay(&f, show);
	assert_true(player_session(f.player)->arm[0]->epoch >= 12);
	assert_true(player_session(f.player)->arm[0]->epoch < 5000);
	free(script);
	fixture_close(&f);
}

static void undo_of_a_line_lets_the_training_go_on(void **state)
{
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "train 150");
	reach(&f, 3);
	type(&f, "split by=clause as=c");
	reach(&f, 6);
	type(&f, "pause");
	type(&f, "split by=random as=r");
	type(&f, "undo");
	type(&f, "resume");
	script = replay(&f, show);
	assert_int_equal(player_session(f.player)->arms, 2);
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 150);
	assert_non_null(strstr(f.said, "took back `split by=random as=r`"));
	free(script);
	fixture_close(&f);
}

/* A step of several lines is taken back, and done again, whole. */
static void what_ctrl_c_cut_into_lines_is_one_step(void **state)
{
	static const char *const last[] = { "undo", "arms", "redo", "metrics", "train 2",
					    "undo", "undo", "arms", NULL };
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type(&f, "net hidden=64 as=a");
	type(&f, "split by=clause as=b");
	type(&f, "train 3");
	type(&f, "set batch=7");
	type(&f, "speed max");
	type(&f, "train 100000");
	reach(&f, 5);
	player_interrupt(f.player);
	script = replay(&f, last);
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 3);
	assert_int_equal(player_session(f.player)->arm[0]->batch, 0);
	free(script);
	fixture_close(&f);
}

static void a_failed_or_reporting_line_is_no_step(void **state)
{
	static const char *const lines[] = { "train 2",	   "metrics",
					     "set",	   "split by=clause alpha=60",
					     "use nobody", "rewind 9",
					     NULL };
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type_all(&f, lines);
	type(&f, "undo");
	script = replay(&f, show);
	assert_non_null(strstr(f.said, "took back `train 2`"));
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 0);
	free(script);
	fixture_close(&f);
}

static void a_task_given_up_comes_back_with_its_arms(void **state)
{
	static const char *const lines[] = { "train 3", "split by=clause",
					     "train 2", "task xor clauses=3",
					     "train 1", "undo",
					     "undo",	NULL };
	struct fixture f;
	char *script;

	(void)state;
	open_session(&f);
	type_all(&f, lines);
	assert_int_equal(player_session(f.player)->arms, 2);
	assert_int_equal(player_session(f.player)->arm[1]->epoch, 5);
	script = replay(&f, show);
	free(script);
	fixture_close(&f);
}

static void there_is_nothing_to_take_back_at_first(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 2);
	type(&f, "undo");
	fixture_settle(&f);
	assert_non_null(strstr(f.said, "nothing to undo"));
	type(&f, "redo");
	fixture_settle(&f);
	assert_non_null(strstr(f.said, "nothing to redo"));
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_training_cut_twice_trains_what_it_said),
		cmocka_unit_test(an_arm_renamed_or_dropped_during_its_training_replays),
		cmocka_unit_test(a_training_ends_with_the_last_of_its_arms),
		cmocka_unit_test(a_line_waits_for_the_arms_that_train_only),
		cmocka_unit_test(a_training_stopped_inside_epochs_replays),
		cmocka_unit_test(masks_that_moved_move_again),
		cmocka_unit_test(a_diverged_arm_diverges_again),
		cmocka_unit_test(results_of_a_compare_under_way_are_not_guessed),
		cmocka_unit_test(one_undo_takes_back_all_of_a_tour),
		cmocka_unit_test(a_stopped_compare_says_how_many_seeds),
		cmocka_unit_test(what_was_printed_before_quit_is_in_the_log),
		cmocka_unit_test(resume_gets_past_a_line_that_waits),
		cmocka_unit_test(a_job_that_fails_ends_the_script),
		cmocka_unit_test(what_diverges_does_not_end_the_script),
		cmocka_unit_test(undo_ends_a_training_and_takes_it_back),
		cmocka_unit_test(undo_of_a_line_lets_the_training_go_on),
		cmocka_unit_test(what_ctrl_c_cut_into_lines_is_one_step),
		cmocka_unit_test(a_failed_or_reporting_line_is_no_step),
		cmocka_unit_test(a_task_given_up_comes_back_with_its_arms),
		cmocka_unit_test(there_is_nothing_to_take_back_at_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
