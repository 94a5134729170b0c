/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record.c - names to numbers of a stored run. */
#include "cmd/report/record.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* A metric, at the end or at the split; else a setting. */
static struct datum measured(const struct record *record, const char *name)
{
	const struct store_row *row = &record->run->row[record->row];
	bool at_split;
	int metric = fpe_metric_find_at(name, &at_split);

	if (metric < 0)
		return setting(record, name);
	return DATUM(at_split ? row->split[metric] : row->end[metric]);
}

struct datum record_datum(const struct record *record, const char *name)
{
	const struct store_row *row = &record->run->row[record->row];
	int gain = outcome_find_gain(name);

	if (gain >= 0)
		return DATUM(record_gain(record, gain));
	if (strcmp(name, "split") == 0)
		return DATUM(row->name);
	if (strcmp(name, "seed") == 0)
		return datum_seed(record->run->seed);
	if (strcmp(name, "majority") == 0)
		return DATUM(record->run->majority);
	if (strcmp(name, "alpha") == 0)
		return DATUM(row->alpha);
	return measured(record, name);
}

struct walk {
	const struct expr *where;
	void (*each)(void *context, const struct record *record);
	void *context;
};

static enum fpe_status lookup(void *context, const char *name, const struct expr_argument *args,
			      int argc, struct expr_value *out, struct fpe_error *err)
{
	struct datum found = argc < 0 ? record_datum(context, name) : datum_text(NULL);

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
		"a run has no %s; there are its settings, seed, split, alpha, majority, gain, relative_gain, loss_gain, metrics, and split_ before a metric",
		name);
}

static enum fpe_status visit(void *context, const struct store_run *run, struct fpe_error *err)
{
	const struct walk *walk = context;
	struct record record = { run, json_loads(run->settings, 0, NULL), 0 };
	enum fpe_status status = FPE_OK;

	if (!record.settings)
		return fpe_fail(err, FPE_EFORMAT, "the settings of a run are no JSON");
	settings_complete(record.settings);
	for (; record.row < run->rows && !status; record.row++) {
		struct expr_value v = { EXPR_TRUTH, 1, "" };

		if (walk->where)
			status = expr_evaluate(walk->where, lookup, &record, &v, err);
		if (!status && v.kind != EXPR_TRUTH)
			status = fpe_fail(err, FPE_EPARSE,
					  "a condition is needed here, as clauses == 8");
		if (!status && v.number != 0)
			walk->each(walk->context, &record);
	}
	json_decref(record.settings);
	return status;
}

enum fpe_status record_walk(struct store *store, const struct expr *where,
			    void (*each)(void *context, const struct record *record), void *context,
			    struct fpe_error *err)
{
	struct walk walk = { where, each, context };

	return store_walk(store, visit, &walk, err);
}
