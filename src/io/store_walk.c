/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_walk.c - all runs of a store: one after the other, or into another. */
#include "io/store_part.h"

#include <stdlib.h>

static const char *text(sqlite3_stmt *s, int column)
{
	const char *found = (const char *)sqlite3_column_text(s, column);

	return found ? found : "";
}

enum fpe_status store_walk(struct store *store,
			   enum fpe_status (*each)(void *context, const struct store_run *run,
						   struct fpe_error *err),
			   void *context, struct fpe_error *err)
{
	static const char sql[] =
		"SELECT key, settings, seed, majority FROM run ORDER BY settings, seed";
	sqlite3_stmt *s = NULL;
	enum fpe_status status = store_prepare(store, sql, &s, err);
	int code = SQLITE_DONE;

	while (!status && (code = sqlite3_step(s)) == SQLITE_ROW) {
		struct store_run run = {
			.settings = text(s, 1),
			.seed = (uint64_t)sqlite3_column_int64(s, 2),
			.majority = store_real(s, 3),
		};

		status = store_scores(store, text(s, 0), &run, err);
		if (!status)
			status = each(context, &run, err);
	}
	if (!status && code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_finalize(s);
	return status;
}

static enum fpe_status attach(struct store *store, const char *path, struct fpe_error *err)
{
	sqlite3_stmt *s = NULL;
	enum fpe_status status = store_prepare(store, "ATTACH ?1 AS other", &s, err);

	if (status)
		return status;
	sqlite3_bind_text(s, 1, path, -1, SQLITE_TRANSIENT);
	if (sqlite3_step(s) != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_finalize(s);
	return status;
}

/* By name: an older file has not all the columns, or in another order. */
static enum fpe_status copy_scores(struct store *store, struct fpe_error *err)
{
	static const char key[] = "key, number, name, alpha, moment";
	bool has[FPE_METRIC_COUNT];
	enum fpe_status status = store_columns(store, "other", has, err);
	struct textbuf text = { 0 };
	char *sql;

	if (status)
		return status;
	textbuf_printf(&text, "INSERT INTO main.score(%s", key);
	store_print_metrics(&text, NULL, "");
	textbuf_printf(&text, ") SELECT %s", key);
	store_print_metrics(&text, has, "");
	textbuf_puts(&text, " FROM other.score WHERE key NOT IN (SELECT key FROM main.run)");
	sql = textbuf_take(&text);
	status = sql ? store_run_sql(store, sql, err) : fpe_no_memory(err);
	free(sql);
	return status;
}

/* Inside a transaction. */
static enum fpe_status copy_runs(struct store *store, struct store_merged *out,
				 struct fpe_error *err)
{
	enum fpe_status status =
		store_number(store, "SELECT count(*) FROM other.run", &out->runs, err);

	if (!status)
		status = store_number(
			store,
			"SELECT count(DISTINCT a.key) FROM main.score a JOIN other.score b USING(key, number, moment) WHERE a.test_loss IS NOT b.test_loss OR a.train_loss IS NOT b.train_loss",
			&out->differ, err);
	if (!status)
		status = copy_scores(store, err);
	if (!status)
		status = store_run_sql(
			store, "INSERT OR IGNORE INTO main.run SELECT * FROM other.run", err);
	if (!status)
		out->added = sqlite3_changes64(store->db);
	return status;
}

/* The other one is a good store, and its keys mean what ours mean. */
static enum fpe_status check_other(const char *path, struct fpe_error *err)
{
	struct store *other;
	enum fpe_status status = store_open(path, STORE_READ, &other, err);

	if (status)
		return status;
	status = store_check_settings(other, err);
	store_close(other);
	return status;
}

enum fpe_status store_merge(struct store *store, const char *path, struct store_merged *out,
			    struct fpe_error *err)
{
	enum fpe_status status = store_check_settings(store, err);

	*out = (struct store_merged){ 0 };
	if (!status)
		status = check_other(path, err);
	if (!status)
		status = attach(store, path, err);
	if (status)
		return status;
	status = store_run_sql(store, "BEGIN IMMEDIATE", err);
	if (!status)
		status = store_end(store, copy_runs(store, out, err), err);
	sqlite3_exec(store->db, "DETACH other", NULL, NULL, NULL);
	return status;
}
