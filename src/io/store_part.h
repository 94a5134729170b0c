/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_part.h - the inside of a run store, for store*.c alone. */
#ifndef IO_STORE_PART_H
#define IO_STORE_PART_H

#include <sqlite3.h>

#include "io/store.h"
#include "io/textbuf.h"

/* Statements that are prepared once; SQL_CREATE is run as a text. */
enum store_sql { SQL_CREATE, SQL_HAS, SQL_GET_SCORES, SQL_PUT_RUN, SQL_PUT_SCORE, SQL_COUNT };

struct store {
	sqlite3 *db;
	char name[256];			    /* stands in messages: the path, shortened */
	sqlite3_stmt *statement[SQL_COUNT]; /* NULL: not needed yet */
	bool has[FPE_METRIC_COUNT];	    /* columns there are */
};

/* The database's last error as a sentence. */
enum fpe_status store_fail(struct store *store, struct fpe_error *err);

enum fpe_status store_run_sql(struct store *store, const char *sql, struct fpe_error *err);
/* *out is the caller's to finalize, NULL on failure. */
enum fpe_status store_prepare(struct store *store, const char *sql, sqlite3_stmt **out,
			      struct fpe_error *err);
/* *out stays the store's. */
enum fpe_status store_statement(struct store *store, enum store_sql which, sqlite3_stmt **out,
				struct fpe_error *err);
/* First column of the first row, 0 where there is none. */
enum fpe_status store_number(struct store *store, const char *sql, long long *out,
			     struct fpe_error *err);

/* Which columns of metrics has a table of scores: "main" or "other"? */
enum fpe_status store_columns(struct store *store, const char *schema, bool has[FPE_METRIC_COUNT],
			      struct fpe_error *err);

/* ", nnz, budget, …": every metric, NULL for those it has not (has NULL: it has
   all), with after behind each. */
void store_print_metrics(struct textbuf *sql, const bool *has, const char *after);

/* Inside a transaction: add the columns that an older file has not. */
enum fpe_status store_add_columns(struct store *store, struct fpe_error *err);

/* End a transaction: commit it if all went well so far, else roll it back. */
enum fpe_status store_end(struct store *store, enum fpe_status status, struct fpe_error *err);

/* NaN where it is null. */
double store_real(sqlite3_stmt *s, int column);

/* Fill run->row. */
enum fpe_status store_scores(struct store *store, const char *key, struct store_run *run,
			     struct fpe_error *err);

#endif
