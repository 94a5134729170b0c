/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_open.c - which file is it, may it be trusted, and who else has it?
 *
 * A file may come from anybody: only tables are asked, nothing in it is run, and
 * a lock that another process keeps is waited for a while, with an ear for who
 * wants to stop.
 */
#include "io/store_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "fpe/rng.h"
#include "io/gate.h"
#include "io/platform.h"

#define PATIENCE 5.0	     /* seconds; a transaction takes some 10 ms */
#define PATIENCE_STOPPED 0.3 /* of who wants to stop */
#define LOOK_EACH 20000	     /* operations of SQLite between two looks at the watch: some ms */

static bool is_stopped(struct store *store)
{
	return store->watch.stopped && store->watch.stopped(store->watch.context);
}

/* --------------------------------------------------------------- the lock */

/* SQLite asks again and again while another process has the file. */
static int wait_for_lock(void *context, int times)
{
	struct store *store = context;
	struct timespec pause = { 0, times < 5 ? 2000000 : 20000000 };
	double now = clock_seconds();

	if (times == 0)
		store->waits = now;
	if (now - store->waits > store->patience ||
	    (now - store->waits > PATIENCE_STOPPED && is_stopped(store)))
		return 0;
	nanosleep(&pause, NULL);
	return 1;
}

static int look_at_watch(void *context)
{
	return is_stopped(context);
}

static enum fpe_status fail_busy(struct store *store, struct fpe_error *err)
{
	char holder[80];

	if (!platform_lock_holder(store->path, holder, sizeof holder))
		snprintf(holder, sizeof holder, "by another process");
	if (is_stopped(store))
		return fpe_fail(err, FPE_ESTOPPED, "stopped waiting for %s, which is locked %s",
				store->name, holder);
	return fpe_fail(err, FPE_EIO, "%s: it has been locked %s for %.0f seconds", store->name,
			holder, store->patience);
}

/* A file that may not be read or written, or that cannot even be read without being
   written: a writer that was killed left a journal, or it is kept with a log. */
static enum fpe_status fail_access(struct store *store, struct fpe_error *err)
{
	bool there = access(store->path, F_OK) == 0;

	if (there && access(store->path, R_OK))
		return fpe_fail(err, FPE_EIO, "%s: %s", store->name, strerror(errno));
	if (there && store->access == STORE_READ)
		return fpe_fail(
			err, FPE_EIO,
			"%s: its writer has not ended well, or keeps a log beside it, so who reads it must be able to write it and its folder; copy it to one of yours, with %.40s-journal and -wal",
			store->name,
			strrchr(store->path, '/') ? strrchr(store->path, '/') + 1 : store->path);
	if (there)
		return fpe_fail(err, FPE_EIO, "%s: it or its folder cannot be written",
				store->name);
	return fpe_fail(err, FPE_EIO, "%s: it cannot be opened, or its folder cannot be written",
			store->name);
}

enum fpe_status store_fail(struct store *store, struct fpe_error *err)
{
	switch (sqlite3_errcode(store->db) & 0xff) {
	case SQLITE_BUSY:
		return fail_busy(store, err);
	case SQLITE_INTERRUPT:
		return fpe_fail(err, FPE_ESTOPPED, "stopped");
	case SQLITE_NOMEM:
		return fpe_no_memory(err);
	case SQLITE_FULL:
		return fpe_fail(err, FPE_EIO, "%s: the disk is full", store->name);
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return fail_access(store, err);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return fpe_fail(err, FPE_EFORMAT, "%s: not a run store (%s)", store->name,
				sqlite3_errmsg(store->db));
	}
	return fpe_fail(err, FPE_EIO, "%s: %s", store->name, sqlite3_errmsg(store->db));
}

void store_wait(struct store *store, double patience)
{
	store->patience = patience;
}

/* -------------------------------------------------------------- the tables */

/* Only what this program makes itself: other things could make it run or read what it
   did not ask for. */
static enum fpe_status check_tables(struct store *store, struct fpe_error *err)
{
	long long tables, others;
	enum fpe_status status = store_number(
		store,
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name IN ('run', 'score')",
		&tables, err);

	if (!status)
		status = store_number(
			store,
			"SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger') OR (type = 'table' AND rootpage = 0)",
			&others, err);
	if (status)
		return status;
	if (tables != 2)
		return fpe_fail(err, FPE_EFORMAT, "%s: not a run store: it lacks its tables",
				store->name);
	if (others)
		return fpe_fail(
			err, FPE_EFORMAT,
			"%s: it has views, triggers or virtual tables, which a run store has not",
			store->name);
	return FPE_OK;
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
	return check_tables(store, err);
}

/* Inside a transaction, so that of two processes one makes the tables. */
static enum fpe_status make_tables(struct store *store, struct fpe_error *err)
{
	enum fpe_status status = store_run_sql(store, "BEGIN IMMEDIATE", err);
	bool fresh;

	if (status)
		return status;
	status = identify(store, &fresh, err);
	if (!status && fresh)
		status = store_create(store, err);
	return store_end(store, status, err);
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

/* ------------------------------------------------------------- the opening */

static enum fpe_status check_file(struct store *store, enum store_access mode,
				  struct fpe_error *err)
{
	struct stat s;
	int fd;

	if (mode == STORE_WRITE) {
		fd = gate_open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		store->made = fd >= 0;
		if (fd >= 0)
			close(fd);
		else if (gate_confined())
			return fpe_fail(err, FPE_EIO, "%s: %s", store->name, gate_error(errno));
	}
	if (gate_stat(store->path, &s))
		return mode == STORE_WRITE
			       ? FPE_OK /* SQLite says why */
			       : fpe_fail(err, FPE_EIO, "%s: %s", store->name, gate_error(errno));
	if (!S_ISREG(s.st_mode))
		return fpe_fail(err, FPE_EIO, "%s: no regular file", store->name);
	return FPE_OK;
}

/* What a file from somebody else must not do. */
static void make_safe(struct store *store)
{
	sqlite3 *db = store->db;

	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 24);
	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_handler(db, wait_for_lock, store);
	sqlite3_progress_handler(db, LOOK_EACH, look_at_watch, store);
}

/* A header of SQLite's whose log would be made beside it even by who only reads. */
static bool keeps_log(int fd)
{
	unsigned char head[20];

	return pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
	       (head[18] == 2 || head[19] == 2);
}

/*
 * Where files are confined SQLite gets the place that the gate looked at, opens it to be
 * read alone and follows no link; that it is that file is asked when it is open.
 */
static enum fpe_status open_confined(struct store *store, struct fpe_error *err)
{
	char *place = gate_path(store->path);
	int fd = gate_open(store->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0), error = errno;
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
	struct stat looked, opened;
	enum fpe_status status = FPE_OK;
	bool fine = place && fd >= 0 && fstat(fd, &looked) == 0;

	if (!fine)
		status = fpe_fail(err, FPE_EIO, "%s: %s", store->name, gate_error(error));
	else if (keeps_log(fd))
		status = fpe_fail(
			err, FPE_EFORMAT,
			"%s: it is kept with a write-ahead log, which --safe does not make",
			store->name);
	/* before SQLite has a lock: closing would end it */
	if (fd >= 0)
		close(fd);
	if (!status && sqlite3_open_v2(place, &store->db, flags, NULL))
		status = store->db ? store_fail(store, err) : fpe_no_memory(err);
	if (!status && (stat(place, &opened) || opened.st_dev != looked.st_dev ||
			opened.st_ino != looked.st_ino))
		status = fpe_fail(err, FPE_EIO, "%s: it is another file now", store->name);
	free(place);
	if (!status) /* no file for what is sorted */
		status = store_run_sql(store, "PRAGMA temp_store = memory", err);
	return status;
}

static enum fpe_status open_file(struct store *store, enum store_access mode, struct fpe_error *err)
{
	/* also who only reads must be able to undo what a killed writer left */
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		    (mode == STORE_WRITE ? SQLITE_OPEN_CREATE : 0);

	if (gate_confined())
		return open_confined(store, err);
	if (sqlite3_open_v2(store->path, &store->db, flags, NULL))
		return store->db ? store_fail(store, err) : fpe_no_memory(err);
	return FPE_OK;
}

static enum fpe_status open_database(struct store *store, enum store_access mode,
				     struct fpe_error *err)
{
	bool fresh;
	enum fpe_status status = check_file(store, mode, err);

	if (!status)
		status = open_file(store, mode, err);
	if (status)
		return status;
	make_safe(store);
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
		return store_columns(store, "main", store->has, &store->sums, err);
	if (fresh)
		status = make_tables(store, err);
	return status ? status : try_write(store, err);
}

/* No URI, and none of SQLite's own words as :memory:, comes after a folder. */
static char *file_path(const char *path)
{
	size_t size = strlen(path) + 3;
	char *out = malloc(size);

	if (out)
		snprintf(out, size, "%s%s", path[0] == '/' ? "" : "./", path);
	return out;
}

enum fpe_status store_open(const char *path, enum store_access access,
			   const struct fpe_watch *watch, struct store **out, struct fpe_error *err)
{
	struct store *store = calloc(1, sizeof *store);
	enum fpe_status status;

	*out = NULL;
	if (store)
		store->path = file_path(path);
	if (!store || !store->path) {
		free(store);
		return fpe_no_memory(err);
	}
	if (watch)
		store->watch = *watch;
	store->access = access;
	store->patience = PATIENCE;
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		store->metric[m] = fpe_rng_name(fpe_metric_info[m].name);
	snprintf(store->name, sizeof store->name, "%.200s", path);
	status = open_database(store, access, err);
	if (status) {
		store_abandon(store);
		return status;
	}
	*out = store;
	return FPE_OK;
}

static void close_database(struct store *store)
{
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(store->statement[i]);
	memset(store->statement, 0, sizeof store->statement);
	sqlite3_close(store->db);
	store->db = NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	close_database(store);
	free(store->path);
	free(store);
}

/* Somebody else may have begun to use it. */
static bool is_used(struct store *store)
{
	long long runs = 0;
	struct stat s;

	if (store->db && sqlite3_get_autocommit(store->db))
		return !store_number(store, "SELECT count(*) FROM run", &runs, NULL) && runs > 0;
	/* a transaction that could not even be rolled back ends with its connection */
	close_database(store);
	return stat(store->path, &s) == 0 && s.st_size > 0;
}

void store_abandon(struct store *store)
{
	if (store->made && !is_used(store))
		unlink(store->path);
	store_close(store);
}

const char *store_path(const struct store *store)
{
	return store->path;
}

bool store_is_file(const struct store *store, const char *path)
{
	struct stat own, other;

	return stat(store->path, &own) == 0 && stat(path, &other) == 0 &&
	       own.st_dev == other.st_dev && own.st_ino == other.st_ino;
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
