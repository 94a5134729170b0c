/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_store.c - what was put in is there, once and whole, whatever happens;
 * files that are no store, or cannot be used, are refused and left alone.
 *
 * FPE_KILLS: how often a writer is killed (default 6).
 */
#include "support/test.h"

#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fpe/rng.h"
#include "io/platform.h"
#include "io/store.h"

struct folder {
	char path[64], file[96], other[96];
};

static int set_up(void **state)
{
	struct folder *f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	strcpy(f->path, "/tmp/fpe_store_XXXXXX");
	if (!mkdtemp(f->path))
		return -1;
	snprintf(f->file, sizeof f->file, "%s/runs.db", f->path);
	snprintf(f->other, sizeof f->other, "%s/other.db", f->path);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct folder *f = *state;
	char journal[120];

	for (int i = 0; i < 2; i++) {
		const char *file = i ? f->other : f->file;

		unlink(file);
		snprintf(journal, sizeof journal, "%s-journal", file);
		unlink(journal);
	}
	rmdir(f->path);
	free(f);
	return 0;
}

/* A run whose every number follows from the seed. */
static struct store_run run_of(const char *settings, uint64_t seed)
{
	struct store_run run = { .settings = settings, .seed = seed, .majority = 0.5, .rows = 3 };

	for (int r = 0; r < run.rows; r++) {
		struct store_row *row = &run.row[r];

		snprintf(row->name, sizeof row->name, "row%d", r);
		row->alpha = r + 1;
		for (int m = 0; m < FPE_METRIC_COUNT; m++) {
			row->split[m] = (double)seed / 3 + m + 100 * r;
			row->end[m] = -row->split[m] / 7;
		}
		row->end[FPE_METRIC_CLAUSES_PER_NEURON] = NAN;
	}
	return run;
}

static void assert_same_numbers(const double *a, const double *b)
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		test_row("%s", fpe_metric_info[m].name);
		if (isnan(a[m]))
			assert_true(isnan(b[m]));
		else
			assert_memory_equal(&a[m], &b[m], sizeof *a);
	}
}

static void assert_is(const struct store_run *got, const struct store_run *want)
{
	assert_int_equal(got->rows, want->rows);
	for (int r = 0; r < want->rows; r++) {
		assert_string_equal(got->row[r].name, want->row[r].name);
		assert_int_equal(got->row[r].alpha, want->row[r].alpha);
		assert_same_numbers(got->row[r].split, want->row[r].split);
		assert_same_numbers(got->row[r].end, want->row[r].end);
	}
}

static void assert_holds(struct store *store, const char *settings, uint64_t seed)
{
	struct store_run want = run_of(settings, seed), got = { 0 };
	char key[STORE_KEY_SIZE];
	struct fpe_error err;
	bool found;

	store_key(settings, seed, key);
	assert_ok(store_get(store, key, &found, &got, &err));
	assert_true(found);
	assert_is(&got, &want);
}

static void put(struct store *store, struct store_run *run)
{
	struct fpe_error err;
	bool there;

	assert_ok(store_put(store, &run, 1, &there, &err));
}

static void fill(const char *path, const char *settings, uint64_t first, uint64_t last)
{
	struct store *store;
	struct fpe_error err;

	assert_ok(store_open(path, STORE_WRITE, NULL, &store, &err));
	for (uint64_t seed = first; seed <= last; seed++) {
		struct store_run run = run_of(settings, seed);

		put(store, &run);
	}
	store_close(store);
}

/* Every run in the order of settings and seed, as who lists a store goes through it. */
static enum fpe_status walk(struct store *store, void (*each)(const struct store_run *run), int *n,
			    struct fpe_error *err)
{
	struct store_list list;
	enum fpe_status status = store_begin_reading(store, err);

	if (status)
		return status;
	status = store_list(store, &list, err);
	for (int i = 0; !status && i < list.runs; i++) {
		struct store_run run = { .settings = list.settings[list.entry[i].settings],
					 .seed = list.entry[i].seed };

		status = store_read(store, &list.entry[i], &run, err);
		if (!status && each)
			each(&run);
		*n += !status;
	}
	store_list_clear(&list);
	store_end_reading(store);
	return status;
}

static void is_as_put(const struct store_run *run)
{
	struct store_run want = run_of(run->settings, run->seed);

	assert_is(run, &want);
}

static int count(const char *path)
{
	struct store *store;
	struct fpe_error err;
	int n = 0;

	assert_ok(store_open(path, STORE_READ, NULL, &store, &err));
	assert_ok(walk(store, is_as_put, &n, &err));
	store_close(store);
	return n;
}

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

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void assert_refused(const char *path, enum store_access access, enum fpe_status status,
			   const char *why)
{
	struct fpe_error err = { .message = "" };
	struct store *store;

	assert_fails(status, store_open(path, access, NULL, &store, &err));
	assert_null(store);
	if (!strstr(err.message, why))
		fail_msg("`%s` does not say `%s`", err.message, why);
}

static void other_files_are_refused(void **state)
{
	struct folder *f = *state;
	char sql[80];

	assert_refused(f->file, STORE_READ, FPE_EIO, "No such file");
	write_file(f->file, "");
	assert_refused(f->file, STORE_READ, FPE_EFORMAT, "empty");
	write_file(f->file, "clauses,alpha,accuracy and so on, no database at all\n");
	assert_refused(f->file, STORE_READ, FPE_EFORMAT, "not a run store");
	assert_refused(f->file, STORE_WRITE, FPE_EFORMAT, "not a run store");
	unlink(f->file);
	run_sql(f->file, "CREATE TABLE mine(x)");
	assert_refused(f->file, STORE_WRITE, FPE_EFORMAT, "not a run store");
	unlink(f->file);
	fill(f->file, "a", 1, 1);
	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", STORE_VERSION + 1);
	run_sql(f->file, sql);
	assert_refused(f->file, STORE_READ, FPE_EFORMAT, "newer");
	assert_refused(f->file, STORE_WRITE, FPE_EFORMAT, "newer");
	assert_refused("/dev/null/runs.db", STORE_WRITE, FPE_EIO, "written");
}

static void an_empty_file_becomes_a_store(void **state)
{
	struct folder *f = *state;

	write_file(f->file, "");
	fill(f->file, "a", 1, 2);
	assert_int_equal(count(f->file), 2);
}

static struct store_merged merge(const char *into, const char *from)
{
	struct store_merged merged;
	struct store *store;
	struct fpe_error err;

	assert_ok(store_open(into, STORE_WRITE, NULL, &store, &err));
	assert_ok(store_merge(store, from, &merged, &err));
	store_close(store);
	return merged;
}

static void merging_twice_is_merging_once(void **state)
{
	struct folder *f = *state;
	struct store_merged merged;

	fill(f->file, "a", 1, 4);
	fill(f->other, "a", 3, 8);
	merged = merge(f->file, f->other);
	assert_int_equal(merged.runs, 6);
	assert_int_equal(merged.added, 4);
	assert_int_equal(merged.differ, 0);
	assert_int_equal(count(f->file), 8);
	merged = merge(f->file, f->other);
	assert_int_equal(merged.added, 0);
	assert_int_equal(count(f->file), 8);
	assert_int_equal(count(f->other), 6);
}

static void merging_tells_what_differs(void **state)
{
	struct folder *f = *state;
	struct store_merged merged;

	fill(f->file, "a", 1, 4);
	fill(f->other, "a", 3, 8);
	run_sql(f->other,
		"UPDATE score SET test_loss = 5 WHERE moment = 'end' AND key = (SELECT key FROM run WHERE seed = 4);UPDATE run SET checksum = NULL WHERE seed = 4");
	merged = merge(f->file, f->other);
	assert_int_equal(merged.differ, 1);
	assert_int_equal(count(f->file), 8); /* checks the numbers kept */
}

/* As version 1 wrote it, and without one column from the middle. */
static void make_old(const char *path)
{
	run_sql(path,
		"ALTER TABLE run DROP COLUMN checksum;ALTER TABLE score DROP COLUMN cosine;ALTER TABLE score DROP COLUMN robustness_flip;ALTER TABLE score DROP COLUMN robustness_drop;ALTER TABLE score DROP COLUMN robustness_worst;PRAGMA user_version = 1");
}

static void assert_old_run(struct store *store, uint64_t seed)
{
	struct store_run want = run_of("a", seed), got = { 0 };
	static const enum fpe_metric missing[] = { FPE_METRIC_COSINE, FPE_METRIC_ROBUSTNESS_FLIP,
						   FPE_METRIC_ROBUSTNESS_DROP,
						   FPE_METRIC_ROBUSTNESS_WORST };
	char key[STORE_KEY_SIZE];
	struct fpe_error err;
	bool found;

	for (int r = 0; r < want.rows; r++) {
		for (int i = 0; i < 4; i++)
			want.row[r].split[missing[i]] = want.row[r].end[missing[i]] = NAN;
	}
	store_key("a", seed, key);
	assert_ok(store_get(store, key, &found, &got, &err));
	assert_true(found);
	assert_is(&got, &want);
}

/* Older files are read as they are, and get their columns when written to. */
static void older_files_gain_columns(void **state)
{
	struct folder *f = *state;
	struct store_run run = run_of("a", 3);
	struct store *store;
	struct fpe_error err;

	fill(f->file, "a", 1, 2);
	make_old(f->file);
	assert_ok(store_open(f->file, STORE_READ, NULL, &store, &err));
	assert_old_run(store, 2);
	store_close(store);
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	put(store, &run);
	assert_old_run(store, 1);
	assert_holds(store, "a", 3);
	store_close(store);
}

static int number_of(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	int n;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return n;
}

/* So an older program leaves a file alone that has columns it does not know. */
static void the_version_follows_from_the_columns(void **state)
{
	static const char columns[] = "SELECT count(*) FROM pragma_table_info('score')";
	static const char version[] = "PRAGMA user_version";
	const int keys = 5, metrics_of_version_2 = 19;
	struct folder *f = *state;
	int metrics;

	fill(f->file, "a", 1, 1);
	metrics = number_of(f->file, columns) - keys;
	/* checksums made one more */
	assert_int_equal(number_of(f->file, version) - 3, metrics - metrics_of_version_2);
	fill(f->other, "a", 1, 1);
	make_old(f->other);
	fill(f->other, "a", 2, 2);
	assert_int_equal(number_of(f->other, columns) - keys, metrics);
	assert_int_equal(number_of(f->other, version), number_of(f->file, version));
}

static void older_files_are_merged(void **state)
{
	struct folder *f = *state;
	struct store *store;
	struct fpe_error err;

	fill(f->file, "a", 1, 2);
	fill(f->other, "a", 3, 4);
	make_old(f->other);
	assert_int_equal(merge(f->file, f->other).added, 2);
	assert_ok(store_open(f->file, STORE_READ, NULL, &store, &err));
	assert_holds(store, "a", 2);
	assert_old_run(store, 3);
	store_close(store);
	/* and the other way round */
	unlink(f->other);
	fill(f->other, "a", 5, 6);
	make_old(f->other);
	assert_int_equal(merge(f->other, f->file).added, 4);
	assert_ok(store_open(f->other, STORE_READ, NULL, &store, &err));
	assert_holds(store, "a", 1);
	assert_old_run(store, 6);
	store_close(store);
}

static void other_settings_are_not_merged(void **state)
{
	struct folder *f = *state;
	struct store_merged merged;
	struct store *store;
	struct fpe_error err;

	fill(f->file, "a", 1, 2);
	fill(f->other, "b", 1, 2);
	run_sql(f->other, "UPDATE run SET format = 99 WHERE seed = 2");
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	assert_fails(FPE_ESTATE, store_merge(store, f->other, &merged, &err));
	assert_non_null(strstr(err.message, "version 99"));
	assert_ok(store_check_settings(store, &err));
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

/* ------------------------------------------------------------------- trust */

/* Words and addresses of SQLite are names of files here. */
static void names_are_file_names(void **state)
{
	static const char *const names[] = { ":memory:", "file:x?mode=memory", "file:runs.db" };
	struct folder *f = *state;
	char before[200];

	assert_non_null(getcwd(before, sizeof before));
	assert_int_equal(chdir(f->path), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct store_merged merged;
		struct store *store;
		struct fpe_error err;

		fill(names[i], "a", 1, 2);
		assert_int_equal(access(names[i], F_OK), 0);
		assert_int_equal(count(names[i]), 2);
		assert_ok(store_open("out.db", STORE_WRITE, NULL, &store, &err));
		assert_ok(store_merge(store, names[i], &merged, &err));
		assert_int_equal(merged.added, 2);
		store_close(store);
		unlink("out.db");
		unlink(names[i]);
	}
	assert_int_equal(chdir(before), 0);
}

static void a_store_is_not_merged_with_itself(void **state)
{
	struct folder *f = *state;
	char dotted[120];
	struct store_merged merged;
	struct store *store;
	struct fpe_error err;

	fill(f->file, "a", 1, 2);
	snprintf(dotted, sizeof dotted, "%s/./runs.db", f->path);
	assert_int_equal(symlink(f->file, f->other), 0);
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	for (int i = 0; i < 3; i++) {
		const char *name = i == 0 ? f->file : i == 1 ? dotted : f->other;

		test_row("%s", name);
		assert_fails(FPE_ESTATE, store_merge(store, name, &merged, &err));
		assert_non_null(strstr(err.message, "itself"));
	}
	store_close(store);
	assert_int_equal(count(f->file), 2);
}

static void only_tables_are_trusted(void **state)
{
	static const char *const more[] = {
		"CREATE VIEW v AS SELECT 1",
		"CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM score; END",
		"ALTER TABLE run RENAME TO kept; CREATE VIEW run AS SELECT * FROM kept",
		"CREATE VIRTUAL TABLE f USING fts5(x)",
	};
	struct folder *f = *state;

	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		test_row("%s", more[i]);
		fill(f->file, "a", 1, 1);
		run_sql(f->file, more[i]);
		assert_refused(f->file, STORE_READ, FPE_EFORMAT, i == 2 ? "lacks" : "views");
		assert_refused(f->file, STORE_WRITE, FPE_EFORMAT, i == 2 ? "lacks" : "views");
		unlink(f->file);
	}
}

/* What other hands did to a run is told, not counted. */
static void a_changed_run_is_told(void **state)
{
	static const char *const change[] = {
		"UPDATE score SET test_accuracy = test_accuracy + 1e-9 WHERE moment = 'end' AND number = 1",
		"UPDATE score SET alpha = 7 WHERE number = 2",
		"UPDATE score SET name = 'rowX' WHERE number = 0 AND moment = 'split'; UPDATE score SET name = 'rowX' WHERE number = 0",
		"DELETE FROM score WHERE number = 2",
		"UPDATE score SET cosine = NULL WHERE moment = 'split'",
		"UPDATE run SET majority = 0.75",
		"UPDATE run SET settings = 'b'",
		"UPDATE run SET seed = 5 WHERE seed = 2",
	};
	struct folder *f = *state;

	for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
		struct store *store;
		struct fpe_error err;
		int n = 0;

		test_row("%s", change[i]);
		fill(f->file, "a", 1, 2);
		run_sql(f->file, change[i]);
		assert_ok(store_open(f->file, STORE_READ, NULL, &store, &err));
		assert_fails(FPE_EFORMAT, walk(store, NULL, &n, &err));
		assert_non_null(strstr(err.message, "is damaged"));
		assert_fails(FPE_EFORMAT, store_check(store, &err));
		store_close(store);
		unlink(f->file);
	}
}

/* Else they would be in the way of that run when it is done. */
static void scores_of_no_run_are_not_merged(void **state)
{
	struct folder *f = *state;
	struct store_run run = run_of("b", 1);
	char key[STORE_KEY_SIZE], sql[200];
	struct store *store;
	struct fpe_error err;

	fill(f->other, "a", 1, 1);
	store_key("b", 1, key);
	snprintf(
		sql, sizeof sql,
		"INSERT INTO score(key, number, name, alpha, moment) VALUES('%s', 0, 'dense', 1, 'end')",
		key);
	run_sql(f->other, sql);
	assert_int_equal(merge(f->file, f->other).added, 1);
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	put(store, &run);
	store_close(store);
	assert_int_equal(count(f->file), 2);
}

/* Somebody has taken it out by a line of SQL, to have it done again. */
static void a_run_that_was_taken_out_comes_back(void **state)
{
	struct folder *f = *state;
	struct store_run run = run_of("a", 2);
	struct store *store;
	struct fpe_error err;

	fill(f->file, "a", 1, 3);
	fill(f->other, "a", 1, 3);
	run_sql(f->file, "DELETE FROM run WHERE seed = 2");
	assert_int_equal(count(f->file), 2);
	assert_ok(store_open(f->file, STORE_WRITE, NULL, &store, &err));
	put(store, &run);
	assert_ok(store_check(store, &err));
	store_close(store);
	assert_int_equal(count(f->file), 3);

	run_sql(f->file, "DELETE FROM run WHERE seed <> 2");
	assert_int_equal(merge(f->file, f->other).added, 2);
	assert_ok(store_open(f->file, STORE_READ, NULL, &store, &err));
	assert_ok(store_check(store, &err));
	store_close(store);
	assert_int_equal(count(f->file), 3);
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

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(runs_come_back_as_they_were),
		cmocka_unit_test(keys_are_of_settings_and_seed),
		IN_FOLDER(a_run_that_is_there_stays),
		IN_FOLDER(other_files_are_refused),
		IN_FOLDER(an_empty_file_becomes_a_store),
		IN_FOLDER(merging_twice_is_merging_once),
		IN_FOLDER(merging_tells_what_differs),
		IN_FOLDER(other_settings_are_not_merged),
		IN_FOLDER(older_files_gain_columns),
		IN_FOLDER(the_version_follows_from_the_columns),
		IN_FOLDER(older_files_are_merged),
		IN_FOLDER(killed_writers_lose_nothing),
		IN_FOLDER(two_writers_wait_for_each_other),
		IN_FOLDER(names_are_file_names),
		IN_FOLDER(a_store_is_not_merged_with_itself),
		IN_FOLDER(only_tables_are_trusted),
		IN_FOLDER(a_changed_run_is_told),
		IN_FOLDER(scores_of_no_run_are_not_merged),
		IN_FOLDER(a_run_that_was_taken_out_comes_back),
		IN_FOLDER(a_file_without_runs_goes_again),
		IN_FOLDER(who_has_it_locked_is_told),
		IN_FOLDER(a_long_query_hears_the_watch),
		IN_FOLDER(a_group_is_in_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
