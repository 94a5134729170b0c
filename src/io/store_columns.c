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

enum fpe_status store_columns(struct store *store, const char *schema, bool has[FPE_METRIC_COUNT],
			      struct fpe_error *err)
{
	sqlite3_stmt *s = NULL;
	enum fpe_status status =
		store_prepare(store, "SELECT name FROM pragma_table_info('score', ?1)", &s, err);
	int code = SQLITE_DONE;

	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		has[m] = false;
	if (status)
		return status;
	sqlite3_bind_text(s, 1, schema, -1, SQLITE_TRANSIENT);
	while ((code = sqlite3_step(s)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0);

		for (int m = 0; m < FPE_METRIC_COUNT && name; m++)
			has[m] |= strcmp(name, fpe_metric_info[m].name) == 0;
	}
	if (code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_finalize(s);
	return status;
}

enum fpe_status store_add_columns(struct store *store, struct fpe_error *err)
{
	enum fpe_status status = store_columns(store, "main", store->has, err);

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
