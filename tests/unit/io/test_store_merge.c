/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_store_merge.c - stores that take in others, and older ones. */
#include "support/store_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(merging_twice_is_merging_once),
		IN_FOLDER(merging_tells_what_differs),
		IN_FOLDER(other_settings_are_not_merged),
		IN_FOLDER(older_files_gain_columns),
		IN_FOLDER(the_version_follows_from_the_columns),
		IN_FOLDER(older_files_are_merged),
		IN_FOLDER(a_store_is_not_merged_with_itself),
		IN_FOLDER(scores_of_no_run_are_not_merged),
		IN_FOLDER(a_run_that_was_taken_out_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
