/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_store_trust.c - files that are no store, or that other hands changed, are refused or
 * told, and left alone.
 */
#include "support/store_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(other_files_are_refused),
		IN_FOLDER(names_are_file_names),
		IN_FOLDER(only_tables_are_trusted),
		IN_FOLDER(a_changed_run_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
