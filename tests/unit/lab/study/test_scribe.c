/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_scribe.c - runs get into the store in groups, all of them, and are found from
 * the moment they are put.
 */
#include "support/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/study/scribe.h"

struct place {
	char folder[64], file[96];
	struct store *store;
	struct scribe *scribe;
	int written; /* the scribe's thread, until it is flushed */
};

static void count_written(void *context, int number, const struct store_run *run)
{
	struct place *p = context;

	assert_int_equal(number, (int)run->seed);
	p->written++;
}

static int set_up(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	struct fpe_error err;

	if (!p)
		return -1;
	strcpy(p->folder, "/tmp/fpe_scribe_XXXXXX");
	if (!mkdtemp(p->folder))
		return -1;
	snprintf(p->file, sizeof p->file, "%s/runs.db", p->folder);
	if (store_open(p->file, STORE_WRITE, NULL, &p->store, &err) ||
	    scribe_new(p->store, count_written, p, &p->scribe, &err))
		return -1;
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	scribe_free(p->scribe);
	store_close(p->store);
	unlink(p->file);
	rmdir(p->folder);
	free(p);
	return 0;
}

static struct store_run *run_of(int seed)
{
	struct store_run *run = calloc(1, sizeof *run);

	assert_non_null(run);
	run->settings = strdup("{\"rows\":\"dense\"}");
	run->seed = (uint64_t)seed;
	run->rows = 1;
	strcpy(run->row[0].name, "dense");
	run->row[0].end[FPE_METRIC_TEST_LOSS] = seed + 0.5;
	return run;
}

static bool finds(struct place *p, int seed)
{
	char key[STORE_KEY_SIZE];
	struct store_run run;
	struct fpe_error err;
	bool found;

	store_key("{\"rows\":\"dense\"}", (uint64_t)seed, key);
	assert_ok(scribe_find(p->scribe, key, &found, &run, &err));
	if (found)
		assert_true(run.row[0].end[FPE_METRIC_TEST_LOSS] == seed + 0.5);
	return found;
}

static void put(struct place *p, int seed)
{
	struct fpe_error err;

	assert_ok(scribe_put(p->scribe, seed, run_of(seed), &err));
}

/* SQLite counts what was committed, bytes 24 to 27 of the file. */
static int commits(const char *path)
{
	unsigned char head[28];
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
	fclose(file);
	return head[24] << 24 | head[25] << 16 | head[26] << 8 | head[27];
}

static void runs_are_committed_in_groups(void **state)
{
	enum { RUNS = 3000 };
	struct place *p = *state;
	struct fpe_error err;
	int before = commits(p->file);

	for (int i = 0; i < RUNS; i++)
		put(p, i);
	assert_ok(scribe_flush(p->scribe, &err));
	assert_int_equal(p->written, RUNS);
	assert_in_range(commits(p->file) - before, 1, RUNS / 4);
	assert_true(finds(p, 0) && finds(p, RUNS - 1));
	assert_false(finds(p, RUNS));
}

static void what_was_put_is_found(void **state)
{
	struct place *p = *state;

	for (int i = 0; i < 20; i++) {
		assert_false(finds(p, i));
		put(p, i);
		assert_true(finds(p, i));
	}
}

/* Of another process, or here another opening. */
static void what_others_wrote_becomes_known(void **state)
{
	struct place *p = *state;
	struct store_run *theirs = run_of(1000);
	struct store *other;
	struct fpe_error err;
	bool there;
	int seed = 0;

	assert_false(finds(p, 1000));
	put(p, seed++); /* also ends the transaction that finds share */
	assert_ok(scribe_flush(p->scribe, &err));
	assert_ok(store_open(p->file, STORE_WRITE, NULL, &other, &err));
	assert_ok(store_put(other, &theirs, 1, &there, &err));
	store_close(other);
	while (seed < 200 && !finds(p, 1000)) {
		put(p, seed++);
		assert_ok(scribe_flush(p->scribe, &err));
	}
	assert_true(finds(p, 1000));
	/* one that is there is told as the store has it */
	put(p, 1000);
	assert_ok(scribe_flush(p->scribe, &err));
	assert_int_equal(p->written, seed + 1);
	free((char *)theirs->settings);
	free(theirs);
}

static void what_cannot_be_written_is_told(void **state)
{
	struct place *p = *state;
	struct fpe_error err;
	sqlite3 *db;

	assert_false(finds(p, 1));
	put(p, 1);
	assert_ok(scribe_flush(p->scribe, &err));
	assert_int_equal(sqlite3_open(p->file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DROP TABLE score", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	put(p, 2);
	assert_int_not_equal(scribe_flush(p->scribe, &err), FPE_OK);
	assert_non_null(strstr(err.message, "score"));
	assert_int_not_equal(scribe_put(p->scribe, 3, run_of(3), &err), FPE_OK);
	assert_int_equal(p->written, 1);
}

#define WITH_SCRIBE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SCRIBE(runs_are_committed_in_groups),
		WITH_SCRIBE(what_was_put_is_found),
		WITH_SCRIBE(what_others_wrote_becomes_known),
		WITH_SCRIBE(what_cannot_be_written_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
