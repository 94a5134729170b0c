/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_record.c - which rows of a store are meant, and what is read for them. */
#include "support/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/record.h"
#include "io/store.h"

#define FILE_NAME "/tmp/fpe_record_XXXXXX"

/* Two rows a run; the accuracy of the second is the seed. */
static void put_run(struct store *store, uint64_t seed)
{
	struct store_run run = { .settings = "{\"rows\":\"dense random\"}",
				 .seed = seed,
				 .rows = 2 };
	struct fpe_error err;
	bool there;

	for (int r = 0; r < run.rows; r++) {
		struct store_row *row = &run.row[r];

		strcpy(row->name, r ? "random" : "dense");
		row->alpha = r + 1;
		fpe_metric_clear(row->split);
		fpe_metric_clear(row->end);
		row->end[FPE_METRIC_TEST_ACCURACY] = r ? (double)seed : 0;
	}
	assert_ok(store_put(store, (struct store_run *[]){ &run }, 1, &there, &err));
}

/* Other numbers than were written in every run but those of one seed. */
static void damage_all_but(const char *file, uint64_t seed)
{
	char sql[200];
	sqlite3 *db;

	snprintf(
		sql, sizeof sql,
		"UPDATE score SET test_accuracy = 9 WHERE key NOT IN (SELECT key FROM run WHERE seed = %d)",
		(int)seed);
	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void count_row(void *context, const struct record *record)
{
	(void)record;
	++*(int *)context;
}

static struct selection *select_rows(struct store *store, const char *where, int *rows)
{
	struct selection *out;
	struct expr *e = NULL;
	struct fpe_error err;

	*rows = 0;
	assert_ok(expr_parse(where, &e, &err));
	assert_ok(selection_new(store, e, NULL, count_row, rows, &out, &err));
	expr_free(e);
	return out;
}

/* Runs of which no row is left are not read again: they may be damaged by then. */
static void what_is_not_meant_is_read_once(void **state)
{
	char file[] = FILE_NAME;
	struct store *store;
	struct selection *some, *all;
	struct fpe_error err;
	int rows;

	(void)state;
	close(mkstemp(file));
	unlink(file);
	assert_ok(store_open(file, STORE_WRITE, NULL, &store, &err));
	for (uint64_t seed = 1; seed <= 4; seed++)
		put_run(store, seed);
	all = select_rows(store, "test_accuracy >= 0", &rows);
	assert_int_equal(rows, 8);
	some = select_rows(store, "test_accuracy == 3", &rows);
	assert_int_equal(rows, 1);

	damage_all_but(file, 3);
	rows = 0;
	assert_ok(selection_walk(some, count_row, &rows, &err));
	assert_int_equal(rows, 1);
	assert_int_equal(selection_walk(all, count_row, &rows, &err), FPE_EFORMAT);
	selection_free(some);
	selection_free(all);
	store_close(store);
	unlink(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_not_meant_is_read_once) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
