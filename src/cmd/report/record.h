/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h - rows of the runs of a store, their values by name.
 *
 * A name is a setting of the run (clauses, lr, …), seed, majority, split (the
 * row: dense, random, …), alpha (1 for dense), a metric at the end, split_METRIC
 * at the split, gain, relative_gain or loss_gain.
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
};

/* DATUM_NONE: it has no value of this name. A text is borrowed from the record. */
struct datum record_datum(const struct record *record, const char *name);

/* One of OUTCOME_GAIN_LIST; NaN where the run has no dense row. */
double record_gain(const struct record *record, int which);
/* The dense row of the same run, NULL: none. */
const struct store_row *record_dense(const struct record *record);

/*
 * Every row of every run for which `where` (NULL: all) is true, in the order of
 * settings, seed and row. FPE_ENAME: it names what no row has; at: byte in it.
 */
enum fpe_status record_walk(struct store *store, const struct expr *where,
			    void (*each)(void *context, const struct record *record), void *context,
			    struct fpe_error *err);

#endif
