/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_store.c - what was put in is there, once and whole, whatever happens, and whoever
 * else has the file.
 *
 * FPE_KILLS: how often a writer is killed (default 6).
 */
#include "support/store_fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "fpe/rng.h"
#include "io/platform.h"

static void runs_come_back_as_they_were(void **state)
{
	struct folder *f = *state;
	struct store *store;
	struct fpe_error err;
	char key[STORE_KEY_SIZE];
	struct store_run run;
	bool has;

	fill(f->file, "a", 1, 3);
	fill(f->file, "b", UINT64_MAX - 1, UINT64_MAX - 1);
	assert_int_equal(count(f->file), 4);
	assert_ok(store_open(f->file, STORE_READ, NULL, &store, &err));
	assert_holds(store, "a", 2);
	assert_holds(store, "b", UINT64_MAX - 1);
	store_key("a", 4, key);
	assert_ok(store_get(store, key, &has, &run, &err));
	assert_false(has);
	store_close(store);
}

static void keys_are_of_settings_and_seed(void **state)
{
	char a[STORE_KEY_SIZE], b[STORE_KEY_SIZE];

	(void)state;
	store_key("x", 1, a);
	store_key("x", 1, b);
	assert_string_equal(a, b);
	store_key("x", 2, b);
	assert_string_not_equal(a, b);
	store_key("xx", 1, b);
	assert_string_not_equal(a, b);
	assert_int_equal(strlen(a), STORE_KEY_SIZE - 1);
	/* a key is for ever: other programs and older files have it */
	assert_string_equal(a, "09a3c9af1bf3b747e25b41666eaac9fc");
}

static void a_run_that_is_there_stays(void **state)
{
	struct folder *f = *state;
	struct store_run run = run_of("a", 1);
	struct store *store;
	struct fpe_error err;

	fill(f->file, "a", 1, 1);
	run.row[0].end[FPE_METRIC_TEST_LOSS] = 77;
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	put(store, &run);
	assert_holds(store, "a", 1);
	store_close(store);
	assert_int_equal(count(f->file), 1);
}

static void an_empty_file_becomes_a_store(void **state)
{
	struct folder *f = *state;

	write_file(f->file, "");
	fill(f->file, "a", 1, 2);
	assert_int_equal(count(f->file), 2);
}

static void a_file_without_runs_goes_again(void **state)
{
	struct folder *f = *state;
	struct store *store;
	struct fpe_error err;
	struct store_run run = run_of("a", 1);

	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	store_abandon(store);
	assert_int_not_equal(access(f->file, F_OK), 0);
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	put(store, &run);
	store_abandon(store);
	assert_int_equal(count(f->file), 1);
	/* and one that was there before stays, empty as it is */
	write_file(f->other, "");
	assert_ok(store_open(f->other, STORE_WRITE, NULL, &store, &err));
	store_abandon(store);
	assert_int_equal(access(f->other, F_OK), 0);
}

/* One that cannot be put takes the others with it. */
static void a_group_is_in_whole_or_not_at_all(void **state)
{
	struct folder *f = *state;
	struct store_run run[3] = { run_of("a", 1), run_of("a", 2), run_of("a", 1) };
	struct store_run *group[3] = { &run[0], &run[1], &run[2] };
	struct store *store;
	struct fpe_error err;
	bool there[3];

	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	assert_ok(store_put(store, group, 1, there, &err));
	assert_false(there[0]);
	assert_ok(store_put(store, group, 3, there, &err));
	assert_true(there[0] && !there[1] && there[2]);
	store_close(store);
	assert_int_equal(count(f->file), 2);
	/* an index of the user's that the second one cannot be in */
	run[0] = run_of("a", 7);
	run[1] = run_of("a", 8);
	{
		char key[STORE_KEY_SIZE], sql[200];

		store_key("a", 8, key);
		snprintf(sql, sizeof sql,
			 "CREATE UNIQUE INDEX own ON score(moment) WHERE key = '%s'", key);
		run_sql(f->file, sql);
	}
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	assert_fails(FPE_EIO, store_put(store, group, 2, there, &err));
	store_close(store);
	assert_int_equal(count(f->file), 2);
}

/* Puts runs until it is killed; tells each seed when it is in. */
static void write_for_ever(const char *path, uint64_t first, int tell)
{
	struct store *store;
	struct fpe_error err;

	if (store_open(path, STORE_WRITE, NULL, &store, &err))
		_exit(1);
	for (uint64_t seed = first;; seed++) {
		struct store_run run = run_of("killed", seed), *one = &run;
		bool there;

		if (store_put(store, &one, 1, &there, &err) ||
		    write(tell, &seed, sizeof seed) != sizeof seed)
			_exit(1);
	}
}

/* The last seed that was told before the writer was killed; first - 1: none. */
static uint64_t kill_writer(const char *path, uint64_t first, long nanoseconds)
{
	struct timespec wait = { 0, nanoseconds };
	uint64_t seed, last = first - 1;
	int ends[2], how;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		write_for_ever(path, first, ends[1]);
	}
	close(ends[1]);
	nanosleep(&wait, NULL);
	kill(child, SIGKILL);
	while (read(ends[0], &seed, sizeof seed) == sizeof seed)
		last = seed;
	close(ends[0]);
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how));
	return last;
}

static void killed_writers_lose_nothing(void **state)
{
	struct folder *f = *state;
	const char *kills = getenv("FPE_KILLS");
	uint64_t next = 1;
	struct fpe_rng rng;

	fpe_rng_open(&rng, test_seed("kills"), FPE_RNG_TEST_ONLY, 0);
	for (int i = kills ? atoi(kills) : 6; i > 0; i--) {
		long wait = (long)fpe_rng_below(&rng, 60000000);
		uint64_t told = kill_writer(f->file, next, wait);
		struct store *store;
		struct fpe_error err;
		int there;

		assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
		store_close(store);
		there = count(f->file); /* checks each run's numbers */
		/* what was told is in; the one under way may be */
		if ((uint64_t)there != told && (uint64_t)there != told + 1)
			fail_msg("%d runs in the file, %llu were told", there,
				 (unsigned long long)told);
		next = (uint64_t)there + 1;
	}
}

/* Two processes fill one store with overlapping runs at the same time. */
static void two_writers_wait_for_each_other(void **state)
{
	struct folder *f = *state;
	pid_t child[2];

	for (int i = 0; i < 2; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (child[i] == 0) {
			fill(f->file, "both", 1 + 20 * (uint64_t)i, 40 + 20 * (uint64_t)i);
			_exit(0);
		}
	}
	for (int i = 0; i < 2; i++) {
		int how;

		assert_int_equal(waitpid(child[i], &how, 0), child[i]);
		assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
	}
	assert_int_equal(count(f->file), 60);
}

/* A process that has the file for itself; it ends when `hold` is closed. */
static pid_t lock_file(const char *path, int *hold)
{
	int ready[2], held[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready) + pipe(held), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		sqlite3 *db;

		close(held[1]);
		if (sqlite3_open(path, &db) ||
		    sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		_exit(read(held[0], &byte, 1) != 0);
	}
	close(held[0]);
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	*hold = held[1];
	return child;
}

static bool always(void *context)
{
	(void)context;
	return true;
}

static void who_has_it_locked_is_told(void **state)
{
	struct folder *f = *state;
	const struct fpe_watch stop = { always, NULL };
	struct store *store, *other;
	struct fpe_error err;
	char name[40], holder[80];
	int hold, how, n = 0;
	pid_t child;

	fill(f->file, "a", 1, 2);
	assert_ok(store_open(f->file, STORE_READ, NULL, &store, &err));
	child = lock_file(f->file, &hold);
	if (platform_lock_holder(f->file, holder, sizeof holder))
		snprintf(name, sizeof name, "process %d ", (int)child);
	else
		snprintf(name, sizeof name, "by another process ");
	store_wait(store, 0.05);
	assert_fails(FPE_EIO, walk(store, is_as_put, &n, &err));
	if (!strstr(err.message, name))
		fail_msg("`%s` does not say `%s`", err.message, name);
	/* who wants to stop does not wait as long as others */
	assert_fails(FPE_ESTOPPED, store_open(f->file, STORE_WRITE, &stop, &other, &err));
	name[strlen(name) - 1] = '\0'; /* the message ends with it */
	if (!strstr(err.message, "stopped waiting for ") || !strstr(err.message, name))
		fail_msg("`%s` does not say for what it waited", err.message);
	close(hold);
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_ok(walk(store, is_as_put, &n, &err));
	store_close(store);
}

static void a_long_query_hears_the_watch(void **state)
{
	enum { RUNS = 4000 };
	static struct store_run *runs[RUNS];
	static bool there[RUNS];
	const struct fpe_watch stop = { always, NULL };
	struct folder *f = *state;
	struct store *store;
	struct fpe_error err;
	int n = 0;

	for (int i = 0; i < RUNS; i++) {
		runs[i] = malloc(sizeof *runs[i]);
		assert_non_null(runs[i]);
		*runs[i] = run_of("many", (uint64_t)i);
	}
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	assert_ok(store_put(store, runs, RUNS, there, &err));
	store_close(store);
	assert_ok(store_open(f->file, STORE_READ, &stop, &store, &err));
	assert_fails(FPE_ESTOPPED, walk(store, is_as_put, &n, &err));
	assert_int_equal(n, 0);
	store_close(store);
	for (int i = 0; i < RUNS; i++)
		free(runs[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(runs_come_back_as_they_were),
		cmocka_unit_test(keys_are_of_settings_and_seed),
		IN_FOLDER(a_run_that_is_there_stays),
		IN_FOLDER(an_empty_file_becomes_a_store),
		IN_FOLDER(killed_writers_lose_nothing),
		IN_FOLDER(two_writers_wait_for_each_other),
		IN_FOLDER(a_file_without_runs_goes_again),
		IN_FOLDER(who_has_it_locked_is_told),
		IN_FOLDER(a_long_query_hears_the_watch),
		IN_FOLDER(a_group_is_in_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
