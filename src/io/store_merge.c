/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_merge.c - all runs of a store into another one. */
#include "io/store_part.h"

#include <stdio.h>
#include <stdlib.h>

static enum fpe_status attach(struct store *store, const struct store *other, struct fpe_error *err)
{
	sqlite3_stmt *s = NULL;
	enum fpe_status status = store_prepare(store, "ATTACH ?1 AS other", &s, err);

	if (status)
		return status;
	sqlite3_bind_text(s, 1, other->path, -1, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_finalize(s);
	return status;
}

/* By name: an older file has not all the columns, or in another order. */
static enum fpe_status copy_scores(struct store *store, const struct store *other,
				   struct fpe_error *err)
{
	static const char key[] = "key, number, name, alpha, moment";
	struct textbuf text = { 0 };
	enum fpe_status status;
	char *sql;

	textbuf_printf(&text, "INSERT INTO main.score(%s", key);
	store_print_metrics(&text, NULL, "");
	textbuf_printf(&text, ") SELECT %s", key);
	store_print_metrics(&text, other->has, "");
	/* scores of no run would be in the way of that run when it is done */
	textbuf_puts(
		&text,
		" FROM other.score WHERE key IN (SELECT key FROM other.run) AND key NOT IN (SELECT key FROM main.run)");
	sql = textbuf_take(&text);
	status = sql ? store_run_sql(store, sql, err) : fpe_no_memory(err);
	free(sql);
	return status;
}

static enum fpe_status copy_keys(struct store *store, const struct store *other,
				 struct fpe_error *err)
{
	static const char columns[] = "key, format, settings, seed, program, kernel, majority";
	char sql[400];

	snprintf(sql, sizeof sql,
		 "INSERT OR IGNORE INTO main.run(%s, checksum) SELECT %s, %s FROM other.run",
		 columns, columns, other->sums ? "checksum" : "NULL");
	return store_run_sql(store, sql, err);
}

/* Runs that both have with other numbers: by their checksums, where they have them. */
static enum fpe_status count_differing(struct store *store, const struct store *other,
				       long long *out, struct fpe_error *err)
{
	const char *sum = other->sums ? "b.checksum" : "NULL";
	char sql[600];
	long long unsummed;
	enum fpe_status status;

	snprintf(
		sql, sizeof sql,
		"SELECT count(*) FROM main.run a JOIN other.run b USING(key) WHERE a.checksum <> %s",
		sum);
	status = store_number(store, sql, out, err);
	snprintf(
		sql, sizeof sql,
		"SELECT count(DISTINCT a.key) FROM main.run a JOIN other.run b USING(key) JOIN main.score s USING(key) JOIN other.score t USING(key, number, moment) WHERE a.checksum + %s IS NULL AND (s.test_loss IS NOT t.test_loss OR s.train_loss IS NOT t.train_loss)",
		sum);
	if (!status)
		status = store_number(store, sql, &unsummed, err);
	if (!status)
		*out += unsummed;
	return status;
}

/* Inside a transaction. */
static enum fpe_status copy_runs(struct store *store, const struct store *other,
				 struct store_merged *out, struct fpe_error *err)
{
	enum fpe_status status =
		store_number(store, "SELECT count(*) FROM other.run", &out->runs, err);

	if (!status)
		status = count_differing(store, other, &out->differ, err);
	/* what stands there of runs that were taken out */
	if (!status)
		status = store_run_sql(
			store,
			"DELETE FROM main.score WHERE key IN (SELECT key FROM other.run) AND key NOT IN (SELECT key FROM main.run)",
			err);
	if (!status)
		status = copy_scores(store, other, err);
	if (!status)
		status = copy_keys(store, other, err);
	if (!status)
		out->added = sqlite3_changes64(store->db);
	return status;
}

/* The lock of this file alone: BEGIN IMMEDIATE would take the other's, too, and then a
   commit that fails leaves a third file, which SQLite ties two with. */
static enum fpe_status begin(struct store *store, struct fpe_error *err)
{
	enum fpe_status status = store_run_sql(store, "BEGIN", err);

	if (!status) {
		status = store_run_sql(store, "DELETE FROM main.run WHERE 0", err);
		status = status ? store_end(store, status, err) : FPE_OK;
	}
	return status;
}

enum fpe_status store_merge(struct store *store, const char *path, struct store_merged *out,
			    struct fpe_error *err)
{
	struct store *other;
	enum fpe_status status = store_check_settings(store, err);

	*out = (struct store_merged){ 0 };
	if (!status && store_is_file(store, path))
		status = fpe_fail(err, FPE_ESTATE, "%s: it is the store itself", path);
	if (status)
		return status;
	status = store_open(path, STORE_READ, &store->watch, &other, err);
	if (status)
		return status;
	status = store_check_settings(other, err);
	if (!status)
		status = attach(store, other, err);
	if (!status) {
		status = begin(store, err);
		if (!status)
			status = store_end(store, copy_runs(store, other, out, err), err);
		sqlite3_exec(store->db, "DETACH other", NULL, NULL, NULL);
	}
	store_close(other);
	return status;
}
