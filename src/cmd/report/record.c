/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record.c - names to numbers of a stored run. */
#include "cmd/report/record.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/study/settings.h"

static bool setting(const json_t *settings, const char *name, struct expr_value *out)
{
	const json_t *found = json_object_get(settings, name);

	if (json_is_string(found)) {
		out->kind = EXPR_TEXT;
		snprintf(out->text, sizeof out->text, "%s", json_string_value(found));
	} else if (json_is_number(found)) {
		out->number = json_number_value(found);
	}
	return found != NULL;
}

const struct store_row *record_dense(const struct record *record)
{
	for (int i = 0; i < record->run->rows; i++) {
		if (strcmp(record->run->row[i].name, "dense") == 0)
			return &record->run->row[i];
	}
	return NULL;
}

double record_gain(const struct record *record, bool relative)
{
	const struct store_row *dense = record_dense(record);
	double of_dense = dense ? dense->end[FPE_METRIC_TEST_ACCURACY] : NAN;
	double gain = record->run->row[record->row].end[FPE_METRIC_TEST_ACCURACY] - of_dense;

	return relative ? gain / of_dense : gain;
}

/* A metric, at the end or at the split. */
static bool measured(const struct store_row *row, const char *name, struct expr_value *out)
{
	bool at_split = strncmp(name, "split_", 6) == 0;
	int metric = fpe_metric_find(at_split ? name + 6 : name);

	if (metric >= 0)
		out->number = at_split ? row->split[metric] : row->end[metric];
	return metric >= 0;
}

bool record_value(const struct record *record, const char *name, struct expr_value *out)
{
	const struct store_row *row = &record->run->row[record->row];

	*out = (struct expr_value){ EXPR_NUMBER, NAN, "" };
	if (strcmp(name, "split") == 0) {
		out->kind = EXPR_TEXT;
		snprintf(out->text, sizeof out->text, "%s", row->name);
	} else if (strcmp(name, "seed") == 0) {
		out->number = (double)record->run->seed;
	} else if (strcmp(name, "majority") == 0) {
		out->number = record->run->majority;
	} else if (strcmp(name, "alpha") == 0) {
		out->number = row->alpha;
	} else if (strcmp(name, "gain") == 0) {
		out->number = record_gain(record, false);
	} else if (strcmp(name, "relative_gain") == 0) {
		out->number = record_gain(record, true);
	} else {
		return measured(row, name, out) || setting(record->settings, name, out);
	}
	return true;
}

struct walk {
	const struct expr *where;
	void (*each)(void *context, const struct record *record);
	void *context;
};

static enum fpe_status lookup(void *context, const char *name, const struct expr_argument *args,
			      int argc, struct expr_value *out, struct fpe_error *err)
{
	(void)args;
	if (argc < 0 && record_value(context, name, out))
		return FPE_OK;
	return fpe_fail(
		err, FPE_ENAME,
		"a run has no %s; there are its settings, seed, split, alpha, majority, gain, relative_gain, metrics, and split_ before a metric",
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
