/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * equal_rows.c - runs with equal settings but for the rows they have, and of these the
 * rows that were met before.
 *
 * Most stores have no two such settings: then nothing is looked at but the texts.
 */
#include "cmd/report/equal_rows.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"
#include "fpe/split.h"
#include "io/json_read.h"
#include "lab/study/settings.h"

/* Of a text of settings. */
struct kind {
	uint64_t basis;
	int text;
	bool shared;   /* another text has the same basis */
	bool measured; /* it has the metrics that are measured when asked for */
	int rows;
	uint64_t row[STORE_MAX_ROWS]; /* what they are, but for the seed */
};

static const char *word_of(const json_t *settings, const char *name)
{
	const char *text = json_string_value(json_object_get(settings, name));

	return text ? text : "";
}

/* By name; a control that is like a split by that, too. */
static uint64_t row_hash(uint64_t state, const char *name, const json_t *settings,
			 const char *first)
{
	const struct fpe_split_kind *by;
	char like[FPE_MAX_NAME];

	state = store_text_hash(state, name);
	if (strcmp(name, "sparse") == 0)
		state = store_text_hash(state, word_of(settings, "sparse_from"));
	if (study_is_like(name)) {
		const char *of = word_of(settings, "sparse_of");

		snprintf(like, sizeof like, "%s", *of ? of : first);
		state = store_text_hash(state, like);
		name = like;
	}
	by = fpe_split_kind_find(name);
	if (by && by->needs_groups)
		state = store_text_hash(state, word_of(settings, "groups"));
	if (by && by->needs_partition)
		state = store_text_hash(state, word_of(settings, "owner"));
	return state;
}

bool row_name_next(const char **names, char out[FPE_MAX_NAME])
{
	const char *at = *names;
	size_t size;

	if (!at || !*at)
		return false;
	size = strcspn(at, ",");
	snprintf(out, FPE_MAX_NAME, "%.*s", (int)(size < FPE_MAX_NAME ? size : FPE_MAX_NAME - 1),
		 at);
	*names = at + size + (at[size] == ',');
	return true;
}

static void find_rows(struct kind *k, const json_t *settings)
{
	const char *at = word_of(settings, "rows");
	char name[FPE_MAX_NAME], first[FPE_MAX_NAME] = "";

	for (k->rows = 0; k->rows < STORE_MAX_ROWS && row_name_next(&at, name); k->rows++) {
		if (k->rows == 1)
			snprintf(first, sizeof first, "%s", name);
		k->row[k->rows] = row_hash(k->basis, name, settings, first);
	}
}

/* A text that is no JSON has no rows here: who reads it says so. */
static void find_kind(struct kind *k, const char *text)
{
	json_t *settings = json_read_text(text);

	k->measured = json_is_true(json_object_get(settings, "robustness")) ||
		      json_integer_value(json_object_get(settings, "robustness")) ||
		      json_object_get(settings, "measure");
	find_rows(k, settings);
	json_decref(settings);
}

static int by_text(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;

	return (x->text > y->text) - (x->text < y->text);
}

static int by_basis(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;

	if (x->basis != y->basis)
		return x->basis < y->basis ? -1 : 1;
	return by_text(a, b);
}

/* Which texts have a basis that others have, and how many. */
static enum fpe_status find_shared(const struct store_list *list, struct kind *kind, int *shared,
				   struct fpe_error *err)
{
	size_t n = (size_t)list->texts;

	*shared = 0;
	for (size_t i = 0; i < n; i++) {
		char *basis = settings_basis(list->settings[i]);

		if (!basis)
			return fpe_no_memory(err);
		kind[i] = (struct kind){ .basis = store_text_hash(0, basis), .text = (int)i };
		free(basis);
	}
	qsort(kind, n, sizeof *kind, by_basis);
	for (size_t i = 1; i < n; i++) {
		if (kind[i].basis == kind[i - 1].basis)
			kind[i].shared = kind[i - 1].shared = true;
	}
	qsort(kind, n, sizeof *kind, by_text);
	for (size_t i = 0; i < n; i++) {
		if (kind[i].shared)
			find_kind(&kind[i], list->settings[i]);
		*shared += kind[i].shared;
	}
	return FPE_OK;
}

/* --------------------------------------------------------------- rows met */

struct met {
	uint64_t *slot; /* 0: nothing */
	size_t slots;
};

/* false: it was there. */
static bool add(struct met *met, uint64_t hash)
{
	size_t at;

	hash += hash == 0;
	at = hash & (met->slots - 1);
	while (met->slot[at] && met->slot[at] != hash)
		at = (at + 1) & (met->slots - 1);
	if (met->slot[at])
		return false;
	met->slot[at] = hash;
	return true;
}

/* measured: the runs of texts that are, or the others. */
static void take_out(const struct store_list *list, const struct kind *kind, bool measured,
		     struct met *met, uint16_t *rows)
{
	for (int i = 0; i < list->runs; i++) {
		const struct kind *k = &kind[list->entry[i].settings];

		if (!k->shared || k->measured != measured)
			continue;
		for (int r = 0; r < k->rows; r++) {
			if (!add(met, fpe_rng_mix(k->row[r], list->entry[i].seed)))
				rows[i] = (uint16_t)(rows[i] & ~(1u << r));
		}
	}
}

static enum fpe_status new_met(const struct store_list *list, const struct kind *kind,
			       struct met *out, struct fpe_error *err)
{
	size_t rows = 0;

	for (int i = 0; i < list->runs; i++)
		rows += (size_t)kind[list->entry[i].settings].rows;
	for (out->slots = 64; out->slots < 2 * rows;)
		out->slots *= 2;
	out->slot = calloc(out->slots, sizeof *out->slot);
	return out->slot ? FPE_OK : fpe_no_memory(err);
}

enum fpe_status equal_rows(const struct store_list *list, uint16_t *rows, struct fpe_error *err)
{
	struct kind *kind = malloc((size_t)list->texts * sizeof *kind + 1);
	struct met met = { .slot = NULL };
	int shared = 0;
	enum fpe_status status = kind ? find_shared(list, kind, &shared, err) : fpe_no_memory(err);

	if (!status && shared)
		status = new_met(list, kind, &met, err);
	if (!status && shared) {
		take_out(list, kind, true, &met, rows);
		take_out(list, kind, false, &met, rows);
	}
	free(met.slot);
	free(kind);
	return status;
}
