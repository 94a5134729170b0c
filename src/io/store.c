/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c - runs into a store, one run out.
 *
 * The journal is SQLite's rollback journal, not its write-ahead log: that one
 * needs shared memory, which file systems of clusters do not have. Not here:
 * opening (store_open.c), columns of metrics (store_columns.c), reading all runs
 * (store_list.c), merging (store_merge.c).
 */
#include "io/store_part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "fpe/kernel.h"
#include "fpe/rng.h"

enum fpe_status store_run_sql(struct store *store, const char *sql, struct fpe_error *err)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) ? store_fail(store, err) : FPE_OK;
}

enum fpe_status store_prepare(struct store *store, const char *sql, sqlite3_stmt **out,
			      struct fpe_error *err)
{
	return sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL)
		       ? store_fail(store, err)
		       : FPE_OK;
}

enum fpe_status store_number(struct store *store, const char *sql, long long *out,
			     struct fpe_error *err)
{
	sqlite3_stmt *statement = NULL;
	enum fpe_status status = store_prepare(store, sql, &statement, err);

	*out = 0;
	if (!status) {
		int code = sqlite3_step(statement);

		if (code == SQLITE_ROW)
			*out = sqlite3_column_int64(statement, 0);
		else if (code != SQLITE_DONE)
			status = store_fail(store, err);
	}
	sqlite3_finalize(statement);
	return status;
}

/* The texts of SQL that name every metric, malloc'ed. */
static char *sql_text(const struct store *store, enum store_sql which)
{
	struct textbuf sql = { 0 };

	switch (which) {
	case SQL_CREATE:
		textbuf_puts(
			&sql,
			"CREATE TABLE run(key TEXT PRIMARY KEY, format INTEGER NOT NULL, settings TEXT NOT NULL, seed INTEGER NOT NULL, program TEXT NOT NULL, kernel TEXT NOT NULL, majority REAL, checksum INTEGER) WITHOUT ROWID;CREATE TABLE score(key TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, alpha INTEGER NOT NULL, moment TEXT NOT NULL");
		store_print_metrics(&sql, NULL, " REAL");
		textbuf_printf(
			&sql,
			", PRIMARY KEY(key, number, moment)) WITHOUT ROWID;PRAGMA application_id = %d;PRAGMA user_version = %d;",
			STORE_APPLICATION, STORE_VERSION);
		break;
	case SQL_GET_SCORES:
		textbuf_puts(&sql, "SELECT number, name, alpha, moment");
		store_print_metrics(&sql, store->has, "");
		textbuf_puts(&sql, ", key FROM score WHERE key = ?1 ORDER BY number, moment");
		break;
	case SQL_PUT_SCORE:
		/* by name: a column that was added later stands elsewhere */
		textbuf_puts(&sql, "INSERT INTO score(key, number, name, alpha, moment");
		store_print_metrics(&sql, NULL, "");
		textbuf_puts(&sql, ") VALUES(?1, ?2, ?3, ?4, ?5");
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			textbuf_printf(&sql, ", ?%d", m + 6);
		textbuf_puts(&sql, ")");
		break;
	case SQL_PUT_RUN:
		textbuf_puts(
			&sql,
			"INSERT OR IGNORE INTO run(key, format, settings, seed, program, kernel, majority, checksum) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
		break;
	case SQL_NO_SCORES:
		textbuf_puts(&sql, "DELETE FROM score WHERE key = ?1");
		break;
	case SQL_HAS:
		textbuf_printf(&sql, "SELECT majority, %s FROM run WHERE key = ?1",
			       store->sums ? "checksum" : "NULL");
		break;
	case SQL_COUNT:
		break;
	}
	return textbuf_take(&sql);
}

/* *out stays the store's. */
static enum fpe_status statement(struct store *store, enum store_sql which, sqlite3_stmt **out,
				 struct fpe_error *err)
{
	sqlite3_stmt **kept = &store->statement[which];
	enum fpe_status status = FPE_OK;

	if (!*kept) {
		char *sql = sql_text(store, which);

		status = sql ? store_prepare(store, sql, kept, err) : fpe_no_memory(err);
		free(sql);
	}
	*out = *kept;
	return status;
}

enum fpe_status store_create(struct store *store, struct fpe_error *err)
{
	char *sql = sql_text(store, SQL_CREATE);
	enum fpe_status status = sql ? store_run_sql(store, sql, err) : fpe_no_memory(err);

	free(sql);
	return status;
}

enum fpe_status store_end(struct store *store, enum fpe_status status, struct fpe_error *err)
{
	if (!status)
		status = store_run_sql(store, "COMMIT", err);
	/* some failures have rolled back already */
	if (status && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return status;
}

uint64_t store_text_hash(uint64_t state, const char *text)
{
	size_t size = strlen(text);

	state = fpe_rng_mix(state, size);
	for (size_t i = 0; i < size; i += 8) {
		uint64_t word = 0;

		for (size_t j = i; j < i + 8 && j < size; j++)
			word |= (uint64_t)(unsigned char)text[j] << 8 * (j - i);
		state = fpe_rng_mix(state, word);
	}
	return state;
}

void store_key(const char *settings, uint64_t seed, char key[STORE_KEY_SIZE])
{
	uint64_t half[2];

	for (uint64_t i = 0; i < 2; i++)
		half[i] = fpe_rng_mix(store_text_hash(fpe_rng_mix(STORE_SETTINGS, i), settings),
				      seed);
	snprintf(key, STORE_KEY_SIZE, "%016llx%016llx", (unsigned long long)half[0],
		 (unsigned long long)half[1]);
}

double store_real(sqlite3_stmt *s, int column)
{
	double value = sqlite3_column_double(s, column);

	/* null is 0 to SQLite; to ask first takes as long as to read */
	return value == 0 && sqlite3_column_type(s, column) == SQLITE_NULL ? NAN : value;
}

/* ----------------------------------------------------------------- checksum */

static uint64_t bits_of(double value)
{
	uint64_t bits;

	value += 0.0; /* SQLite keeps no sign of 0 */
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static uint64_t sum_metrics(const struct store *store, uint64_t state, const double *metric)
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		if (isfinite(metric[m]))
			state += fpe_rng_mix(store->metric[m], bits_of(metric[m]));
	}
	return state;
}

/* What a run's checksum must be: of its majority and its rows; numbers that are not
   there count for nothing, so it stays when a metric is added. */
static int64_t sum_of(const struct store *store, const struct store_run *run)
{
	uint64_t state = isfinite(run->majority) ? fpe_rng_mix(1, bits_of(run->majority)) : 1;
	int64_t sum;

	for (int i = 0; i < run->rows; i++) {
		const struct store_row *row = &run->row[i];

		state = fpe_rng_mix(state, fpe_rng_name(row->name));
		state = fpe_rng_mix(state, (uint64_t)row->alpha);
		state = fpe_rng_mix(sum_metrics(store, state, row->split), 0);
		state = fpe_rng_mix(sum_metrics(store, state, row->end), 1);
	}
	memcpy(&sum, &state, sizeof sum);
	return sum;
}

/* ------------------------------------------------------------------ reading */

/* Longest name that fits; the rest of the room stays as it is. */
static void copy_name(char out[FPE_MAX_NAME], const char *name)
{
	size_t size = strnlen(name, FPE_MAX_NAME - 1);

	memcpy(out, name, size);
	out[size] = '\0';
}

static struct store_row *begin_row(struct store_run *run, int number)
{
	while (run->rows <= number) {
		struct store_row *row = &run->row[run->rows++];

		row->name[0] = '\0';
		fpe_metric_clear(row->split);
		fpe_metric_clear(row->end);
	}
	return &run->row[number];
}

/* A row of a query to a row of a run; false: damaged. In a file whose rows are in another
   order than SQLite thinks a row of another key comes for this one. */
static bool take_score(sqlite3_stmt *s, const char *key, struct store_run *run)
{
	const char *own = (const char *)sqlite3_column_text(s, 4 + FPE_METRIC_COUNT);
	int number = sqlite3_column_int(s, 0);
	const char *name = (const char *)sqlite3_column_text(s, 1);
	const char *moment = (const char *)sqlite3_column_text(s, 3);
	struct store_row *row;
	double *to;

	if (number < 0 || number >= STORE_MAX_ROWS || !name || !moment || !own ||
	    strncmp(own, key, STORE_KEY_SIZE - 1) != 0)
		return false;
	row = begin_row(run, number);
	to = strcmp(moment, "end") == 0 ? row->end : row->split;
	copy_name(row->name, name);
	row->alpha = sqlite3_column_int(s, 2);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		to[m] = store_real(s, 4 + m);
	return true;
}

enum fpe_status store_damaged(const struct store *store, const char *key, struct fpe_error *err)
{
	return fpe_fail(err, FPE_EFORMAT, "%s: run %.32s is damaged", store->name, key);
}

static enum fpe_status read_scores(struct store *store, const char *key, struct store_run *run,
				   struct fpe_error *err)
{
	sqlite3_stmt *s;
	enum fpe_status status = statement(store, SQL_GET_SCORES, &s, err);
	int code;

	run->rows = 0;
	if (status)
		return status;
	sqlite3_bind_text(s, 1, key, STORE_KEY_SIZE - 1, SQLITE_STATIC);
	while ((code = sqlite3_step(s)) == SQLITE_ROW && !status) {
		if (!take_score(s, key, run))
			status = store_damaged(store, key, err);
	}
	if (!status && code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_reset(s);
	return status;
}

enum fpe_status store_read(struct store *store, const struct store_entry *entry,
			   struct store_run *run, struct fpe_error *err)
{
	enum fpe_status status = read_scores(store, entry->key, run, err);

	run->majority = entry->majority;
	if (!status && entry->has_sum && entry->sum != sum_of(store, run))
		status = store_damaged(store, entry->key, err);
	return status;
}

enum fpe_status store_get(struct store *store, const char *key, bool *found, struct store_run *run,
			  struct fpe_error *err)
{
	struct store_entry entry = { .seed = 0 };
	sqlite3_stmt *s;
	enum fpe_status status = statement(store, SQL_HAS, &s, err);
	int code;

	*found = false;
	if (status)
		return status;
	sqlite3_bind_text(s, 1, key, -1, SQLITE_TRANSIENT);
	code = sqlite3_step(s);
	*found = code == SQLITE_ROW;
	if (*found) {
		entry.majority = store_real(s, 0);
		entry.has_sum = sqlite3_column_type(s, 1) != SQLITE_NULL;
		entry.sum = sqlite3_column_int64(s, 1);
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_reset(s);
	if (status || !*found)
		return status;
	memcpy(entry.key, key, sizeof entry.key);
	return store_read(store, &entry, run, err);
}

/* ------------------------------------------------------------------ writing */

static void bind_number(sqlite3_stmt *s, int at, double value)
{
	if (isfinite(value))
		sqlite3_bind_double(s, at, value);
	else
		sqlite3_bind_null(s, at);
}

static enum fpe_status step(struct store *store, sqlite3_stmt *s, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	if (sqlite3_step(s) != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_reset(s);
	return status;
}

static enum fpe_status put_score(struct store *store, const char *key, const struct store_run *run,
				 int number, bool end, struct fpe_error *err)
{
	const struct store_row *row = &run->row[number];
	const double *metric = end ? row->end : row->split;
	sqlite3_stmt *s;
	enum fpe_status status = statement(store, SQL_PUT_SCORE, &s, err);

	if (status)
		return status;
	sqlite3_bind_text(s, 1, key, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int(s, 2, number);
	sqlite3_bind_text(s, 3, row->name, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int(s, 4, row->alpha);
	sqlite3_bind_text(s, 5, end ? "end" : "split", -1, SQLITE_STATIC);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		bind_number(s, 6 + m, metric[m]);
	return step(store, s, err);
}

/* Scores that stand there of a run that somebody took out would be in its way. */
static enum fpe_status clear_scores(struct store *store, const char *key, struct fpe_error *err)
{
	sqlite3_stmt *s;
	enum fpe_status status = statement(store, SQL_NO_SCORES, &s, err);

	if (status)
		return status;
	sqlite3_bind_text(s, 1, key, -1, SQLITE_TRANSIENT);
	return step(store, s, err);
}

/* Inside a transaction. *there: it was, and stays as it is. */
static enum fpe_status put(struct store *store, const struct store_run *run, bool *there,
			   struct fpe_error *err)
{
	char key[STORE_KEY_SIZE];
	sqlite3_stmt *s;
	enum fpe_status status = statement(store, SQL_PUT_RUN, &s, err);

	if (status)
		return status;
	store_key(run->settings, run->seed, key);
	sqlite3_bind_text(s, 1, key, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int(s, 2, STORE_SETTINGS);
	sqlite3_bind_text(s, 3, run->settings, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(s, 4, (sqlite3_int64)run->seed);
	sqlite3_bind_text(s, 5, FPE_VERSION, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 6, fpe_kernel_isa(), -1, SQLITE_STATIC);
	bind_number(s, 7, run->majority);
	sqlite3_bind_int64(s, 8, sum_of(store, run));
	status = step(store, s, err);
	*there = !status && !sqlite3_changes(store->db);
	if (!status && !*there)
		status = clear_scores(store, key, err);
	for (int i = 0; i < 2 * run->rows && !status && !*there; i++)
		status = put_score(store, key, run, i / 2, i % 2, err);
	return status;
}

enum fpe_status store_put(struct store *store, struct store_run *const *runs, int count,
			  bool *there, struct fpe_error *err)
{
	enum fpe_status status = store_run_sql(store, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	for (int i = 0; i < count && !status; i++)
		status = put(store, runs[i], &there[i], err);
	/* SQLite binds a text that it had no memory for as none, and says nothing */
	return store_end(store, memory_verdict(status, err), err);
}
