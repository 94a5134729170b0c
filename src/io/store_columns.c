/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_columns.c - a column a metric, some of them missing in older files.
 */
#include "io/store_part.h"

#include <stdio.h>
#include <string.h>

void store_print_metrics(struct textbuf *sql, const bool *has, const char *after)
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		textbuf_printf(sql, ", %s%s", !has || has[m] ? fpe_metric_info[m].name : "NULL",
			       after);
}

/* Every column of a table. */
static enum fpe_status each_column(struct store *store, const char *schema, const char *table,
				   void (*each)(void *context, const char *name), void *context,
				   struct fpe_error *err)
{
	sqlite3_stmt *s = NULL;
	enum fpe_status status =
		store_prepare(store, "SELECT name FROM pragma_table_info(?1, ?2)", &s, err);
	int code = SQLITE_DONE;

	if (status)
		return status;
	sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, schema, -1, SQLITE_STATIC);
	while ((code = sqlite3_step(s)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0);

		if (name)
			each(context, name);
	}
	if (code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_finalize(s);
	return status;
}

static void note_metric(void *context, const char *name)
{
	bool *has = context;

	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		has[m] |= strcmp(name, fpe_metric_info[m].name) == 0;
}

static void note_sum(void *context, const char *name)
{
	*(bool *)context |= strcmp(name, "checksum") == 0;
}

enum fpe_status store_columns(struct store *store, const char *schema, bool has[FPE_METRIC_COUNT],
			      bool *sums, struct fpe_error *err)
{
	enum fpe_status status;

	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		has[m] = false;
	*sums = false;
	status = each_column(store, schema, "score", note_metric, has, err);
	return status ? status : each_column(store, schema, "run", note_sum, sums, err);
}

enum fpe_status store_add_columns(struct store *store, struct fpe_error *err)
{
	enum fpe_status status = store_columns(store, "main", store->has, &store->sums, err);

	if (!status && !store->sums)
		status = store_run_sql(store, "ALTER TABLE run ADD COLUMN checksum INTEGER", err);
	store->sums = true;
	for (int m = 0; m < FPE_METRIC_COUNT && !status; m++) {
		char sql[100];

		if (store->has[m])
			continue;
		snprintf(sql, sizeof sql, "ALTER TABLE score ADD COLUMN %s REAL",
			 fpe_metric_info[m].name);
		status = store_run_sql(store, sql, err);
		store->has[m] = true;
	}
	return status;
}
