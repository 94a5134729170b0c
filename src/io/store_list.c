/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_list.c - which runs a store has: the texts of settings once, and for each
 * run what names it, in the order of settings and seed.
 *
 * The table is read once, as it lies in the file; what is looked up for a run
 * afterwards are its scores.
 */
#include "io/store_part.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"

/* Texts met so far, by their hash: numbers of texts, -1: nothing. */
struct table {
	int *slot;
	uint64_t *hash; /* [texts] */
	int slots, room;
};

static void set_slot(struct table *t, uint64_t hash, int text)
{
	size_t mask = (size_t)t->slots - 1, at = hash & mask;

	while (t->slot[at] >= 0)
		at = (at + 1) & mask;
	t->slot[at] = text;
}

static enum fpe_status grow(struct table *t, int texts, struct fpe_error *err)
{
	int slots = t->slots ? 2 * t->slots : 1024;
	int *slot = malloc((size_t)slots * sizeof *slot);

	if (!slot)
		return fpe_no_memory(err);
	free(t->slot);
	t->slot = slot;
	t->slots = slots;
	for (int i = 0; i < slots; i++)
		slot[i] = -1;
	for (int i = 0; i < texts; i++)
		set_slot(t, t->hash[i], i);
	return FPE_OK;
}

static enum fpe_status add_text(struct store_list *list, struct table *t, const char *text,
				uint64_t hash, struct fpe_error *err)
{
	int room = t->room;
	enum fpe_status status =
		room_for(&list->settings, &room, list->texts + 1, sizeof *list->settings, err);

	if (!status)
		status = room_for(&t->hash, &t->room, list->texts + 1, sizeof *t->hash, err);
	if (!status && 2 * list->texts >= t->slots)
		status = grow(t, list->texts, err);
	if (status)
		return status;
	list->settings[list->texts] = strdup(text);
	if (!list->settings[list->texts])
		return fpe_no_memory(err);
	t->hash[list->texts] = hash;
	set_slot(t, hash, list->texts++);
	return FPE_OK;
}

/* Number of a text, which is added if it is new. */
static enum fpe_status number_of(struct store_list *list, struct table *t, const char *text,
				 int *out, struct fpe_error *err)
{
	uint64_t hash = store_text_hash(0, text);

	for (size_t at = hash; t->slots; at++) {
		int i = t->slot[at & ((size_t)t->slots - 1)];

		if (i < 0)
			break;
		if (t->hash[i] == hash && strcmp(list->settings[i], text) == 0) {
			*out = i;
			return FPE_OK;
		}
	}
	*out = list->texts;
	return add_text(list, t, text, hash, err);
}

/* A text of settings, or a seed, that was changed has another key. */
static bool is_own_key(const char *key, const char *settings, uint64_t seed, int format)
{
	char own[STORE_KEY_SIZE];

	if (!key || strlen(key) != STORE_KEY_SIZE - 1)
		return false;
	store_key(settings, seed, own);
	return format != STORE_SETTINGS || memcmp(key, own, STORE_KEY_SIZE) == 0;
}

static enum fpe_status take_run(struct store *store, sqlite3_stmt *s, struct store_list *list,
				struct table *t, int *room, struct fpe_error *err)
{
	const char *key = (const char *)sqlite3_column_text(s, 0);
	const char *settings = (const char *)sqlite3_column_text(s, 1);
	uint64_t seed = (uint64_t)sqlite3_column_int64(s, 2);
	struct store_entry *e;
	enum fpe_status status;

	if (!settings || !is_own_key(key, settings, seed, sqlite3_column_int(s, 3)))
		return store_damaged(store, key ? key : "", err);
	status = room_for(&list->entry, room, list->runs + 1, sizeof *list->entry, err);
	if (status)
		return status;
	e = &list->entry[list->runs++];
	*e = (struct store_entry){ .seed = seed,
				   .majority = store_real(s, 4),
				   .has_sum = sqlite3_column_type(s, 5) != SQLITE_NULL,
				   .sum = sqlite3_column_int64(s, 5) };
	memcpy(e->key, key, sizeof e->key);
	return number_of(list, t, settings, &e->settings, err);
}

/* ------------------------------------------------------------------- order */

static int by_text(const void *a, const void *b)
{
	return strcmp(**(char *const *const *)a, **(char *const *const *)b);
}

static int by_settings(const void *a, const void *b)
{
	const struct store_entry *x = a, *y = b;

	if (x->settings != y->settings)
		return x->settings < y->settings ? -1 : 1;
	/* as SQLite has them: signed */
	return ((int64_t)x->seed > (int64_t)y->seed) - ((int64_t)x->seed < (int64_t)y->seed);
}

/* Texts ascending, runs by text and seed. */
static enum fpe_status sort(struct store_list *list, struct fpe_error *err)
{
	size_t n = (size_t)list->texts;
	char ***at = malloc((n + 1) * sizeof *at), **text = malloc((n + 1) * sizeof *text);
	int *rank = malloc((n + 1) * sizeof *rank);
	enum fpe_status status = at && text && rank ? FPE_OK : fpe_no_memory(err);

	for (size_t i = 0; i < n && !status; i++)
		at[i] = &list->settings[i];
	if (n && !status)
		qsort(at, n, sizeof *at, by_text);
	for (size_t i = 0; i < n && !status; i++) {
		rank[at[i] - list->settings] = (int)i;
		text[i] = *at[i];
	}
	for (size_t i = 0; i < n && !status; i++)
		list->settings[i] = text[i];
	for (int i = 0; i < list->runs && !status; i++)
		list->entry[i].settings = rank[list->entry[i].settings];
	if (list->runs && !status)
		qsort(list->entry, (size_t)list->runs, sizeof *list->entry, by_settings);
	free(at);
	free(text);
	free(rank);
	return status;
}

/* As they lie in the file; what was read before it failed is there as well. */
static enum fpe_status read_list(struct store *store, struct store_list *out, struct fpe_error *err)
{
	sqlite3_stmt *s = NULL;
	struct table table = { .slots = 0 };
	enum fpe_status status = store_prepare(
		store,
		store->sums ? "SELECT key, settings, seed, format, majority, checksum FROM run"
			    : "SELECT key, settings, seed, format, majority, NULL FROM run",
		&s, err);
	int code = SQLITE_DONE, room = 0;

	*out = (struct store_list){ .runs = 0 };
	while (!status && (code = sqlite3_step(s)) == SQLITE_ROW)
		status = take_run(store, s, out, &table, &room, err);
	if (!status && code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_finalize(s);
	free(table.slot);
	free(table.hash);
	return status;
}

enum fpe_status store_list(struct store *store, struct store_list *out, struct fpe_error *err)
{
	enum fpe_status status = read_list(store, out, err);

	if (!status)
		status = sort(out, err);
	if (status)
		store_list_clear(out);
	return status;
}

void store_list_clear(struct store_list *list)
{
	for (int i = 0; i < list->texts; i++)
		free(list->settings[i]);
	free(list->settings);
	free(list->entry);
	*list = (struct store_list){ .runs = 0 };
}

enum fpe_status store_keys(struct store *store, void (*each)(void *context, const char *key),
			   void *context, struct fpe_error *err)
{
	sqlite3_stmt *s = NULL;
	enum fpe_status status = store_prepare(store, "SELECT key FROM run", &s, err);
	int code = SQLITE_DONE;

	while (!status && (code = sqlite3_step(s)) == SQLITE_ROW) {
		const char *key = (const char *)sqlite3_column_text(s, 0);

		if (key && strlen(key) == STORE_KEY_SIZE - 1)
			each(context, key);
	}
	if (!status && code != SQLITE_DONE)
		status = store_fail(store, err);
	sqlite3_finalize(s);
	return status;
}

enum fpe_status store_generation(struct store *store, long long *out, struct fpe_error *err)
{
	return store_number(store, "PRAGMA data_version", out, err);
}

/* One transaction for all: each statement by itself would lock the file anew. */
enum fpe_status store_begin_reading(struct store *store, struct fpe_error *err)
{
	return store_run_sql(store, "BEGIN", err);
}

void store_end_reading(struct store *store)
{
	sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
}

enum fpe_status store_check(struct store *store, struct fpe_error *err)
{
	struct store_list list = { .runs = 0 };
	struct store_run run;
	enum fpe_status status = store_check_settings(store, err);
	bool begun = !status && !(status = store_begin_reading(store, err));

	if (!status)
		status = read_list(store, &list, err);
	for (int i = 0; !status && i < list.runs; i++)
		status = store_read(store, &list.entry[i], &run, err);
	store_list_clear(&list);
	if (begun)
		store_end_reading(store);
	return status;
}
