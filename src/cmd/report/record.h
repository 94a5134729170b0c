/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h - rows of the runs of a store, their values by name.
 *
 * A name is a setting of the run (clauses, lr, …), seed, majority, split (the
 * row: dense, random, …), alpha (1 for dense), a metric at the end, split_METRIC
 * at the split, gain, relative_gain, loss_gain, or diverged: 1 where its training did.
 *
 * A store is read in two steps: which rows are meant, then these. A row that
 * several runs have, for they differ in what other rows they have, counts once.
 */
#ifndef CMD_RECORD_H
#define CMD_RECORD_H

#include <jansson.h>

#include "cmd/language/expr.h"
#include "cmd/report/column.h"
#include "io/store.h"
#include "lab/study/outcome.h"

struct record {
	const struct store_run *run;
	json_t *settings; /* an object */
	int row;
	bool first;  /* of those of the run that are meant */
	bool others; /* the settings are others than those of the record before */
};

/* What a name is, to be looked up once; the name of a setting is borrowed. */
struct record_name {
	enum record_kind {
		RECORD_SETTING,
		RECORD_GAIN,
		RECORD_SPLIT,
		RECORD_SEED,
		RECORD_MAJORITY,
		RECORD_ALPHA,
		RECORD_DIVERGED,
		RECORD_AT_END,
		RECORD_AT_SPLIT
	} kind;
	int index; /* of a gain or a metric */
	const char *name;
};
struct record_name record_name(const char *name);
/* DATUM_NONE: it has no value of this name. A text is borrowed from the record. */
struct datum record_value(const struct record *record, const struct record_name *name);

/* One of OUTCOME_GAIN_LIST; NaN where the run has no dense row. */
double record_gain(const struct record *record, int which);
/* The dense row of the same run, NULL: none. */
const struct store_row *record_dense(const struct record *record);

typedef void record_each(void *context, const struct record *record);

/* The rows that are meant; borrows the store. */
struct selection;

/*
 * Every row of every run for which `where` (NULL: all) is true, in the order of
 * settings, seed and row; `each` is called for them, and without `where` their rows
 * have names only, and are those that the settings say. watch (may be NULL) is asked
 * now and then. FPE_ENAME: where names what no row has; at: byte in it. Gives *out.
 */
enum fpe_status selection_new(struct store *store, const struct expr *where,
			      const struct fpe_watch *watch, record_each *each, void *context,
			      struct selection **out, struct fpe_error *err);
void selection_free(struct selection *selection); /* NULL: nothing */

/* The same rows once more, with their numbers. */
enum fpe_status selection_walk(struct selection *selection, record_each *each, void *context,
			       struct fpe_error *err);

#endif
