/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quantity.h - what a figure of a sweep is of: a metric of an arm, at the end
 * or at the split, as it is or against another arm of the same run; or a key.
 *
 * Names: a metric, split_METRIC, fold_METRIC (fold change: over the other
 * arm's), gain (of test_accuracy), relative_gain, loss_gain, a key of the sweep, seed.
 */
#ifndef VIEW_QUANTITY_H
#define VIEW_QUANTITY_H

#include "lab/arm/snapshot.h"

enum quantity_kind { QUANTITY_METRIC, QUANTITY_KEY, QUANTITY_SEED };
enum quantity_against {
	QUANTITY_ALONE,
	QUANTITY_MINUS,	   /* minus the other arm's */
	QUANTITY_LESS,	   /* what the other arm's is more: loss_gain */
	QUANTITY_RELATIVE, /* that, over the other arm's */
	QUANTITY_FOLD	   /* over the other arm's */
};

struct quantity {
	enum quantity_kind kind;
	int index; /* metric or key */
	bool at_split;
	enum quantity_against against;
};

/* False: there is none of this name. */
bool quantity_find(const struct snapshot_sweep *s, const char *name, struct quantity *out);
/* The key of that name, -1. */
int quantity_key(const struct snapshot_sweep *s, const char *name);
/* Names of all but keys, in the order of the keys that step through them; NULL
   ends. */
const char *quantity_choice(int i);
/* The name that finds it; of a difference that has none "difference". Lives as
   long as the sweep. */
const char *quantity_name(const struct snapshot_sweep *s, const struct quantity *q);

/* Of an arm of a run that is done, base: the other arm. NaN: not to be had. */
double quantity_value(const struct snapshot_sweep *s, const struct quantity *q, int run, int arm,
		      int base);
/* The same as a metric alone. */
double quantity_alone(const struct snapshot_sweep *s, const struct quantity *q, int run, int arm);

/* "gain", "capacity at the split", "fold change of capacity". Returns out. */
const char *quantity_words(const struct snapshot_sweep *s, const struct quantity *q, char *out,
			   size_t size);
/* What the rows of its runs are compared by (fpe_metric_score). */
enum fpe_metric quantity_score(const struct snapshot_sweep *s);
/* Is a value of it good or bad by its sign: a difference? */
bool quantity_signed(const struct quantity *q);

#endif
