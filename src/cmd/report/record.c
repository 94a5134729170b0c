/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record.c - names to numbers of a stored run. */
#include "cmd/report/record.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/equal_rows.h"
#include "io/json_read.h"
#include "lab/study/settings.h"

static struct datum setting(const struct record *record, const char *name)
{
	const json_t *found = json_object_get(record->settings, name);

	if (!found || json_is_string(found))
		return datum_text(json_string_value(found));
	return DATUM(json_is_number(found) ? json_number_value(found) : NAN);
}

const struct store_row *record_dense(const struct record *record)
{
	for (int i = 0; i < record->run->rows; i++) {
		if (strcmp(record->run->row[i].name, "dense") == 0)
			return &record->run->row[i];
	}
	return NULL;
}

double record_gain(const struct record *record, int which)
{
	const struct store_row *dense = record_dense(record);

	return dense ? outcome_gain(which, record->run->row[record->row].end, dense->end) : NAN;
}

struct record_name record_name(const char *name)
{
	static const struct {
		const char *name;
		enum record_kind kind;
	} own[] = { { "split", RECORD_SPLIT },
		    { "seed", RECORD_SEED },
		    { "majority", RECORD_MAJORITY },
		    { "alpha", RECORD_ALPHA },
		    { "diverged", RECORD_DIVERGED } };
	struct record_name out = { .kind = RECORD_SETTING, .name = name };
	bool at_split;

	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (strcmp(own[i].name, name) == 0)
			out.kind = own[i].kind;
	}
	out.index = outcome_find_gain(name);
	if (out.index >= 0)
		out.kind = RECORD_GAIN;
	if (out.kind != RECORD_SETTING)
		return out;
	out.index = fpe_metric_find_at(name, &at_split);
	if (out.index >= 0)
		out.kind = at_split ? RECORD_AT_SPLIT : RECORD_AT_END;
	return out;
}

struct datum record_value(const struct record *record, const struct record_name *name)
{
	const struct store_row *row = &record->run->row[record->row];

	switch (name->kind) {
	case RECORD_GAIN:
		return DATUM(record_gain(record, name->index));
	case RECORD_SPLIT:
		return DATUM(row->name);
	case RECORD_SEED:
		return datum_seed(record->run->seed);
	case RECORD_MAJORITY:
		return DATUM(record->run->majority);
	case RECORD_ALPHA:
		return DATUM(row->alpha);
	case RECORD_DIVERGED:
		return DATUM((int)study_diverged(row->end));
	case RECORD_AT_END:
		return DATUM(row->end[name->index]);
	case RECORD_AT_SPLIT:
		return DATUM(row->split[name->index]);
	case RECORD_SETTING:
		break;
	}
	return setting(record, name->name);
}

/* ------------------------------------------------------------ going through */

struct selection {
	struct store *store;
	const struct fpe_watch *watch;
	struct store_list list;
	uint16_t *rows; /* [runs] bits of those that are meant */
};
_Static_assert(STORE_MAX_ROWS <= 16, "a selection has a bit for each row");

#define RUNS_A_LOOK 256 /* between two looks at the watch */

/* At a run of a selection. */
struct walk {
	struct selection *selection;
	json_t *settings;
	int text;		     /* that settings are of, -1: none yet */
	bool names;		     /* rows have names alone */
	bool told;		     /* some record had these settings */
	struct store_run named, run; /* by the settings; as read */
};

/* Rows that the settings list: all of a run that is not read. */
static void name_rows(struct walk *w)
{
	const char *at = json_string_value(json_object_get(w->settings, "rows"));
	struct store_run *run = &w->named;

	run->rows = 0;
	while (run->rows < STORE_MAX_ROWS && row_name_next(&at, run->row[run->rows].name))
		run->rows++;
}

static enum fpe_status begin_settings(struct walk *w, int text, struct fpe_error *err)
{
	if (w->text == text)
		return FPE_OK;
	json_decref(w->settings);
	w->settings = json_read_text(w->selection->list.settings[text]);
	if (!json_is_object(w->settings)) {
		json_decref(w->settings);
		w->settings = NULL;
		w->text = -1;
		return fpe_fail(err, FPE_EFORMAT, "the settings of a run are no JSON");
	}
	settings_complete(w->settings);
	w->text = text;
	w->told = false;
	name_rows(w);
	return FPE_OK;
}

/* Its settings and, unless names do, its rows. */
static enum fpe_status begin_run(struct walk *w, int i, struct store_run **out,
				 struct fpe_error *err)
{
	const struct store_list *list = &w->selection->list;
	const struct store_entry *entry = &list->entry[i];
	enum fpe_status status = begin_settings(w, entry->settings, err);

	if (!status && i % RUNS_A_LOOK == 0)
		status = fpe_watch_ask(w->selection->watch, err);
	*out = w->names && w->named.rows ? &w->named : &w->run;
	if (!status && *out == &w->run)
		status = store_read(w->selection->store, entry, &w->run, err);
	(*out)->settings = list->settings[entry->settings];
	(*out)->seed = entry->seed;
	(*out)->majority = entry->majority;
	return status;
}

static void tell_run(struct walk *w, int i, const struct store_run *run, record_each *each,
		     void *context)
{
	struct record record = { .run = run, .settings = w->settings, .first = true };

	for (; record.row < run->rows; record.row++) {
		if (!(w->selection->rows[i] >> record.row & 1))
			continue;
		record.others = !w->told;
		each(context, &record);
		w->told = true;
		record.first = false;
	}
}

/* -------------------------------------------------------------- what is meant */

static enum fpe_status lookup(void *context, const char *name, const struct expr_argument *args,
			      int argc, struct expr_value *out, struct fpe_error *err)
{
	struct record_name wanted = record_name(name);
	struct datum found = argc < 0 ? record_value(context, &wanted) : datum_text(NULL);

	(void)args;
	*out = (struct expr_value){ EXPR_NUMBER, found.number, "" };
	if (found.kind == DATUM_TEXT) {
		out->kind = EXPR_TEXT;
		snprintf(out->text, sizeof out->text, "%s", found.text);
	}
	if (found.kind)
		return FPE_OK;
	return fpe_fail(
		err, FPE_ENAME,
		"a run has no %s; there are its settings, seed, split, alpha, majority, gain, relative_gain, loss_gain, diverged, metrics, and split_ before a metric",
		name);
}

/* Of the rows that are left those for which it is true. */
static enum fpe_status choose_rows(struct walk *w, int i, const struct store_run *run,
				   const struct expr *where, struct fpe_error *err)
{
	struct record record = { .run = run, .settings = w->settings };
	uint16_t *rows = &w->selection->rows[i];
	enum fpe_status status = FPE_OK;

	/* of a run without a row that is left nothing is read again */
	*rows = (uint16_t)(*rows & ((1u << run->rows) - 1));
	for (; record.row < run->rows && where && !status; record.row++) {
		struct expr_value v = { EXPR_TRUTH, 0, "" };

		if (!(*rows >> record.row & 1))
			continue;
		status = expr_evaluate(where, lookup, &record, &v, err);
		if (!status && v.kind != EXPR_TRUTH)
			status = fpe_fail(err, FPE_EPARSE,
					  "a condition is needed here, as clauses == 8");
		if (v.number == 0)
			*rows = (uint16_t)(*rows & ~(1u << record.row));
	}
	return status;
}

/* Tell of the rows that are meant, of which `where` (NULL: all) leaves these. names: their
   names are enough. */
static enum fpe_status walk(struct selection *s, bool names, const struct expr *where,
			    record_each *each, void *context, struct fpe_error *err)
{
	struct walk w = { .selection = s, .text = -1, .names = names };
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < s->list.runs && !status; i++) {
		struct store_run *run;

		if (!s->rows[i])
			continue;
		status = begin_run(&w, i, &run, err);
		if (!status)
			status = choose_rows(&w, i, run, where, err);
		if (!status)
			tell_run(&w, i, run, each, context);
	}
	json_decref(w.settings);
	return status;
}

static enum fpe_status fill(struct selection *s, const struct expr *where, record_each *each,
			    void *context, struct fpe_error *err)
{
	enum fpe_status status = store_begin_reading(s->store, err);

	if (status)
		return status;
	status = store_list(s->store, &s->list, err);
	if (!status) {
		s->rows = malloc((size_t)s->list.runs * sizeof *s->rows + 1);
		if (!s->rows)
			status = fpe_no_memory(err);
	}
	for (int i = 0; i < s->list.runs && !status; i++)
		s->rows[i] = UINT16_MAX;
	if (!status)
		status = equal_rows(&s->list, s->rows, err);
	if (!status)
		status = walk(s, !where, where, each, context, err);
	store_end_reading(s->store);
	return status;
}

enum fpe_status selection_new(struct store *store, const struct expr *where,
			      const struct fpe_watch *watch, record_each *each, void *context,
			      struct selection **out, struct fpe_error *err)
{
	struct selection *s = calloc(1, sizeof *s);
	enum fpe_status status;

	*out = NULL;
	if (!s)
		return fpe_no_memory(err);
	s->store = store;
	s->watch = watch;
	status = fill(s, where, each, context, err);
	if (status)
		selection_free(s);
	else
		*out = s;
	return status;
}

enum fpe_status selection_walk(struct selection *selection, record_each *each, void *context,
			       struct fpe_error *err)
{
	enum fpe_status status = store_begin_reading(selection->store, err);

	if (status)
		return status;
	status = walk(selection, false, NULL, each, context, err);
	store_end_reading(selection->store);
	return status;
}

void selection_free(struct selection *selection)
{
	if (!selection)
		return;
	store_list_clear(&selection->list);
	free(selection->rows);
	free(selection);
}
