/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_part.h - the inside of a run store, for store*.c alone. */
#ifndef IO_STORE_PART_H
#define IO_STORE_PART_H

#include <sqlite3.h>

#include "io/store.h"
#include "io/textbuf.h"

/* Statements that are prepared once; SQL_CREATE is run as a text. */
enum store_sql {
	SQL_CREATE,
	SQL_HAS,
	SQL_GET_SCORES,
	SQL_PUT_RUN,
	SQL_PUT_SCORE,
	SQL_NO_SCORES,
	SQL_COUNT
};

struct store {
	sqlite3 *db;
	char *path;	/* as SQLite gets it: never a URI or a word of its own */
	char name[256]; /* stands in messages: the path, shortened */
	struct fpe_watch watch;
	enum store_access access;
	double patience;		    /* seconds: how long others may keep it locked */
	double waits;			    /* seconds of a clock: since when it waits for them */
	bool made;			    /* the file was not there before */
	bool sums;			    /* the table of runs has checksums */
	bool has[FPE_METRIC_COUNT];	    /* columns there are */
	uint64_t metric[FPE_METRIC_COUNT];  /* hashes of their names */
	sqlite3_stmt *statement[SQL_COUNT]; /* NULL: not needed yet */
};

/* Other hands have changed a run: FPE_EFORMAT. key: as it stands there. */
enum fpe_status store_damaged(const struct store *store, const char *key, struct fpe_error *err);
/* The database's last error as a sentence. */
enum fpe_status store_fail(struct store *store, struct fpe_error *err);

enum fpe_status store_run_sql(struct store *store, const char *sql, struct fpe_error *err);
/* *out is the caller's to finalize, NULL on failure. */
enum fpe_status store_prepare(struct store *store, const char *sql, sqlite3_stmt **out,
			      struct fpe_error *err);
/* First column of the first row, 0 where there is none. */
enum fpe_status store_number(struct store *store, const char *sql, long long *out,
			     struct fpe_error *err);

/* Which columns has a store, "main" or "other": of metrics, and checksums? */
enum fpe_status store_columns(struct store *store, const char *schema, bool has[FPE_METRIC_COUNT],
			      bool *sums, struct fpe_error *err);

/* ", nnz, budget, …": every metric, NULL for those it has not (has NULL: it has
   all), with after behind each. */
void store_print_metrics(struct textbuf *sql, const bool *has, const char *after);

/* Inside a transaction: the tables of a new file. */
enum fpe_status store_create(struct store *store, struct fpe_error *err);
/* Inside a transaction: add the columns that an older file has not. */
enum fpe_status store_add_columns(struct store *store, struct fpe_error *err);

/* End a transaction: commit it if all went well so far, else roll it back. */
enum fpe_status store_end(struct store *store, enum fpe_status status, struct fpe_error *err);

/* NaN where it is null. */
double store_real(sqlite3_stmt *s, int column);

#endif
