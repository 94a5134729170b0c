/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_fixture.h - stores in a folder of their own, with runs whose numbers are known. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "support/test.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/store.h"

struct folder {
	char path[64], file[96], other[96];
};

static inline int set_up(void **state)
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

static inline int tear_down(void **state)
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

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* A run whose every number follows from the seed. */
static inline struct store_run run_of(const char *settings, uint64_t seed)
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

static inline void assert_same_numbers(const double *a, const double *b)
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		test_row("%s", fpe_metric_info[m].name);
		if (isnan(a[m]))
			assert_true(isnan(b[m]));
		else
			assert_memory_equal(&a[m], &b[m], sizeof *a);
	}
}

static inline void assert_is(const struct store_run *got, const struct store_run *want)
{
	assert_int_equal(got->rows, want->rows);
	for (int r = 0; r < want->rows; r++) {
		assert_string_equal(got->row[r].name, want->row[r].name);
		assert_int_equal(got->row[r].alpha, want->row[r].alpha);
		assert_same_numbers(got->row[r].split, want->row[r].split);
		assert_same_numbers(got->row[r].end, want->row[r].end);
	}
}

static inline void assert_holds(struct store *store, const char *settings, uint64_t seed)
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

static inline void put(struct store *store, struct store_run *run)
{
	struct fpe_error err;
	bool there;

	assert_ok(store_put(store, &run, 1, &there, &err));
}

static inline void fill(const char *path, const char *settings, uint64_t first, uint64_t last)
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
static inline enum fpe_status walk(struct store *store, void (*each)(const struct store_run *run),
				   int *n, struct fpe_error *err)
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

static inline void is_as_put(const struct store_run *run)
{
	struct store_run want = run_of(run->settings, run->seed);

	assert_is(run, &want);
}

static inline int count(const char *path)
{
	struct store *store;
	struct fpe_error err;
	int n = 0;

	assert_ok(store_open(path, STORE_READ, NULL, &store, &err));
	assert_ok(walk(store, is_as_put, &n, &err));
	store_close(store);
	return n;
}

static inline void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static inline void run_sql(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static inline struct store_merged merge(const char *into, const char *from)
{
	struct store_merged merged;
	struct store *store;
	struct fpe_error err;

	assert_ok(store_open(into, STORE_WRITE, NULL, &store, &err));
	assert_ok(store_merge(store, from, &merged, &err));
	store_close(store);
	return merged;
}

#endif
