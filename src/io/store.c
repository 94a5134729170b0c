/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c - opening a run store, one run in, one run out.
 *
 * The journal is SQLite's rollback journal, not its write-ahead log: that one
 * needs shared memory, which file systems of clusters do not have. Not here:
 * columns of metrics (store_columns.c), walking over all runs and merging
 * (store_walk.c).
 */
#include "io/store_part.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fpe/kernel.h"
#include "fpe/rng.h"

#define BUSY_MILLISECONDS 120000 /* a run's transaction takes some 10 */

enum fpe_status store_fail(struct store *store, struct fpe_error *err)
{
	int code = sqlite3_errcode(store->db) & 0xff;

	if (code == SQLITE_BUSY)
		return fpe_fail(err, FPE_EIO,
				"%s: another process has kept it locked for %d seconds",
				store->name, BUSY_MILLISECONDS / 1000);
	if (code == SQLITE_FULL)
		return fpe_fail(err, FPE_EIO, "%s: the disk is full", store->name);
	if (code == SQLITE_READONLY)
		return fpe_fail(err, FPE_EIO, "%s: it or its folder cannot be written",
				store->name);
	if (code == SQLITE_CANTOPEN)
		return fpe_fail(err, FPE_EIO,
				"%s: it cannot be opened, or its folder cannot be written",
				store->name);
	if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
		return fpe_fail(err, FPE_EFORMAT, "%s: not a run store (%s)", store->name,
				sqlite3_errmsg(store->db));
	return fpe_fail(err, FPE_EIO, "%s: %s", store->name, sqlite3_errmsg(store->db));
}

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
			"CREATE TABLE run(key TEXT PRIMARY KEY, format INTEGER NOT NULL, settings TEXT NOT NULL, seed INTEGER NOT NULL, program TEXT NOT NULL, kernel TEXT NOT NULL, majority REAL) WITHOUT ROWID;CREATE TABLE score(key TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, alpha INTEGER NOT NULL, moment TEXT NOT NULL");
		store_print_metrics(&sql, NULL, " REAL");
		textbuf_printf(
			&sql,
			", PRIMARY KEY(key, number, moment)) WITHOUT ROWID;PRAGMA application_id = %d;PRAGMA user_version = %d;",
			STORE_APPLICATION, STORE_VERSION);
		break;
	case SQL_GET_SCORES:
		textbuf_puts(&sql, "SELECT number, name, alpha, moment");
		store_print_metrics(&sql, store->has, "");
		textbuf_puts(&sql, " FROM score WHERE key = ?1 ORDER BY number, moment");
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
		textbuf_puts(&sql, "INSERT OR IGNORE INTO run VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
		break;
	case SQL_HAS:
		textbuf_puts(&sql, "SELECT majority FROM run WHERE key = ?1");
		break;
	case SQL_COUNT:
		break;
	}
	return textbuf_take(&sql);
}

enum fpe_status store_statement(struct store *store, enum store_sql which, sqlite3_stmt **out,
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

/* Which file is it? *fresh: an empty one. */
static enum fpe_status identify(struct store *store, bool *fresh, struct fpe_error *err)
{
	long long application, version, tables;
	enum fpe_status status = store_number(store, "PRAGMA application_id", &application, err);

	if (!status)
		status = store_number(store, "PRAGMA user_version", &version, err);
	if (!status)
		status = store_number(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
	if (status)
		return status;
	*fresh = application == 0 && version == 0 && tables == 0;
	if (*fresh)
		return FPE_OK;
	if (application != STORE_APPLICATION)
		return fpe_fail(err, FPE_EFORMAT, "%s: an SQLite database, but not a run store",
				store->name);
	if (version > STORE_VERSION)
		return fpe_fail(
			err, FPE_EFORMAT,
			"%s: a run store of version %lld, from a newer fpe-tui; this one knows version %d",
			store->name, version, STORE_VERSION);
	return FPE_OK;
}

/* Inside a transaction, so that of two processes one makes the tables. */
static enum fpe_status make_tables(struct store *store, struct fpe_error *err)
{
	enum fpe_status status = store_run_sql(store, "BEGIN IMMEDIATE", err);
	bool fresh;

	if (status)
		return status;
	status = identify(store, &fresh, err);
	if (!status && fresh) {
		char *sql = sql_text(store, SQL_CREATE);

		status = sql ? store_run_sql(store, sql, err) : fpe_no_memory(err);
		free(sql);
	}
	return store_end(store, status, err);
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

/* At the least a write that changes nothing: better an error now than after the
   first run. */
static enum fpe_status try_write(struct store *store, struct fpe_error *err)
{
	enum fpe_status status = store_run_sql(store, "BEGIN IMMEDIATE", err);
	char sql[100];

	if (status)
		return status;
	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", STORE_VERSION);
	status = store_add_columns(store, err);
	if (!status)
		status = store_run_sql(store, sql, err);
	return store_end(store, status, err);
}

static enum fpe_status open_file(struct store *store, const char *path, enum store_access mode,
				 struct fpe_error *err)
{
	/* also who only reads must be able to undo what a killed writer left */
	int flags = SQLITE_OPEN_READWRITE | (mode == STORE_WRITE ? SQLITE_OPEN_CREATE : 0);
	enum fpe_status status;
	bool fresh;

	if (mode == STORE_READ && access(path, F_OK))
		return fpe_fail(err, FPE_EIO, "%s: %s", store->name, strerror(errno));
	if (sqlite3_open_v2(path, &store->db, flags, NULL))
		return store->db ? store_fail(store, err) : fpe_no_memory(err);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
	/* one look: another process may be making the tables */
	status = store_run_sql(store, "BEGIN", err);
	if (!status)
		status = store_end(store, identify(store, &fresh, err), err);
	if (status)
		return status;
	if (mode == STORE_READ && fresh)
		return fpe_fail(err, FPE_EFORMAT, "%s: an empty file, not a run store",
				store->name);
	if (mode == STORE_READ)
		return store_columns(store, "main", store->has, err);
	if (fresh)
		status = make_tables(store, err);
	return status ? status : try_write(store, err);
}

enum fpe_status store_open(const char *path, enum store_access access, struct store **out,
			   struct fpe_error *err)
{
	struct store *store = calloc(1, sizeof *store);
	enum fpe_status status;

	*out = NULL;
	if (!store)
		return fpe_no_memory(err);
	snprintf(store->name, sizeof store->name, "%.200s", path);
	status = open_file(store, path, access, err);
	if (status) {
		store_close(store);
		return status;
	}
	*out = store;
	return FPE_OK;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(store->statement[i]);
	sqlite3_close(store->db);
	free(store);
}

/* Eight bytes at a time, the length first. */
static uint64_t hash(uint64_t state, const char *text)
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
		half[i] = fpe_rng_mix(hash(fpe_rng_mix(STORE_SETTINGS, i), settings), seed);
	snprintf(key, STORE_KEY_SIZE, "%016llx%016llx", (unsigned long long)half[0],
		 (unsigned long long)half[1]);
}

enum fpe_status store_check_settings(struct store *store, struct fpe_error *err)
{
	char sql[100];
	long long other;
	enum fpe_status status;

	snprintf(sql, sizeof sql, "SELECT format FROM run WHERE format <> %d LIMIT 1",
		 STORE_SETTINGS);
	status = store_number(store, sql, &other, err);
	if (status || !other)
		return status;
	return fpe_fail(
		err, FPE_ESTATE,
		"%s: it has runs with settings of version %lld, and this fpe-tui writes version %d: use another file",
		store->name, other, STORE_SETTINGS);
}

double store_real(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_NULL ? NAN
							     : sqlite3_column_double(s, column);
}

/* A row of a query to a row of a run; false: damaged. */
static bool take_score(sqlite3_stmt *s, struct store_run *run)
{
	int number = sqlite3_column_int(s, 0);
	const char *name = (const char *)sqlite3_column_text(s, 1);
	const char *moment = (const char *)sqlite3_column_text(s, 3);
	struct store_row *row = run->row + number;
	double *to;

	if (number < 0 || number >= STORE_MAX_ROWS || !name || !moment)
		return false;
	to = strcmp(moment, "end") == 0 ? row->end : row->split;
	snprintf(row->name, sizeof row->name, "%s", name);
	row->alpha = sqlite3_column_int(s, 2);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		to[m] = store_real(s, 4 + m);
	if (number >= run->rows)
		run->rows = number + 1;
	return true;
}

enum fpe_status store_scores(struct store *store, const char *key, struct store_run *run,
			     struct fpe_error *err)
{
	sqlite3_stmt *s;
	enum fpe_status status = store_statement(store, SQL_GET_SCORES, &s, err);
	int code;

	run->rows = 0;
	if (status)
		return status;
	sqlite3_bind_text(s, 1, key, -1, SQLITE_TRANSIENT);
	while ((code = sqlite3_step(s)) == SQLITE_ROW && !status) {
		if (!take_score(s, run))
			status = fpe_fail(err, FPE_EFORMAT, "%s: run %s is damaged", store->name,
					  key);
	}
	if (!status && code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_reset(s);
	return status;
}

/* Is there such a run? Its majority. */
static enum fpe_status find(struct store *store, const char *key, bool *found, double *majority,
			    struct fpe_error *err)
{
	sqlite3_stmt *s;
	enum fpe_status status = store_statement(store, SQL_HAS, &s, err);
	int code;

	*found = false;
	if (status)
		return status;
	sqlite3_bind_text(s, 1, key, -1, SQLITE_TRANSIENT);
	code = sqlite3_step(s);
	*found = code == SQLITE_ROW;
	if (*found)
		*majority = store_real(s, 0);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_reset(s);
	return status;
}

enum fpe_status store_get(struct store *store, const char *key, bool *found, struct store_run *run,
			  struct fpe_error *err)
{
	enum fpe_status status = find(store, key, found, &run->majority, err);

	if (!status && *found)
		status = store_scores(store, key, run, err);
	return status;
}

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
	enum fpe_status status = store_statement(store, SQL_PUT_SCORE, &s, err);

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

/* Inside a transaction. */
static enum fpe_status put(struct store *store, const struct store_run *run, struct fpe_error *err)
{
	char key[STORE_KEY_SIZE];
	sqlite3_stmt *s;
	enum fpe_status status = store_statement(store, SQL_PUT_RUN, &s, err);

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
	status = step(store, s, err);
	if (status || !sqlite3_changes(store->db))
		return status; /* it was there */
	for (int i = 0; i < 2 * run->rows && !status; i++)
		status = put_score(store, key, run, i / 2, i % 2, err);
	return status;
}

enum fpe_status store_put(struct store *store, const struct store_run *run, struct fpe_error *err)
{
	enum fpe_status status = store_run_sql(store, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	return store_end(store, put(store, run, err), err);
}
