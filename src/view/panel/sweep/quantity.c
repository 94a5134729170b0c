/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quantity.c - names to numbers of a sweep. Owns nothing. */
#include "view/panel/sweep/quantity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/chart/point.h"

int quantity_key(const struct snapshot_sweep *s, const char *name)
{
	for (int i = 0; i < s->keys; i++) {
		if (strcmp(s->key[i].name, name) == 0)
			return i;
	}
	return -1;
}

bool quantity_find(const struct snapshot_sweep *s, const char *name, struct quantity *out)
{
	bool fold = strncmp(name, "fold_", 5) == 0, at_split = false;
	int metric = fold ? fpe_metric_find(name + 5) : fpe_metric_find_at(name, &at_split);

	*out = (struct quantity){ QUANTITY_METRIC, metric, at_split,
				  fold ? QUANTITY_FOLD : QUANTITY_ALONE };
	if (metric >= 0)
		return true;
	out->index = FPE_METRIC_TEST_ACCURACY;
	out->at_split = false;
	if (strcmp(name, "gain") == 0)
		out->against = QUANTITY_MINUS;
	else if (strcmp(name, "relative_gain") == 0)
		out->against = QUANTITY_RELATIVE;
	else if (strcmp(name, "loss_gain") == 0)
		*out = (struct quantity){ QUANTITY_METRIC, FPE_METRIC_TEST_LOSS, false,
					  QUANTITY_LESS };
	else if (strcmp(name, "seed") == 0)
		out->kind = QUANTITY_SEED;
	else
		*out = (struct quantity){ QUANTITY_KEY, quantity_key(s, name), false,
					  QUANTITY_ALONE };
	return out->index >= 0;
}

/* METRIC, split_METRIC, fold_METRIC, as literals. */
static const char *const names[] = { "gain", "relative_gain", "loss_gain",
#define NAME(NAME, name, ...) #name,
				     FPE_METRIC_LIST(NAME)
#undef NAME
#define NAME(NAME, name, ...) "fold_" #name,
					     FPE_METRIC_LIST(NAME)
#undef NAME
#define NAME(NAME, name, ...) "split_" #name,
						     FPE_METRIC_LIST(NAME)
#undef NAME
};

const char *quantity_choice(int i)
{
	return i >= 0 && i < (int)(sizeof names / sizeof *names) ? names[i] : NULL;
}

static bool same(const struct quantity *a, const struct quantity *b)
{
	return a->kind == b->kind && a->index == b->index && a->at_split == b->at_split &&
	       a->against == b->against;
}

const char *quantity_name(const struct snapshot_sweep *s, const struct quantity *q)
{
	struct quantity found;

	if (q->kind == QUANTITY_KEY)
		return s->key[q->index].name;
	if (q->kind == QUANTITY_SEED)
		return "seed";
	for (int i = 0; quantity_choice(i); i++) {
		if (quantity_find(s, quantity_choice(i), &found) && same(&found, q))
			return quantity_choice(i);
	}
	return "difference";
}

double quantity_alone(const struct snapshot_sweep *s, const struct quantity *q, int run, int arm)
{
	size_t at = ((size_t)run * (size_t)s->arms + (size_t)arm) * SNAPSHOT_VALUES;

	return s->value[at + (size_t)q->index + (q->at_split ? FPE_METRIC_COUNT : 0)];
}

double quantity_value(const struct snapshot_sweep *s, const struct quantity *q, int run, int arm,
		      int base)
{
	double v, other;

	if (q->kind == QUANTITY_KEY)
		return s->key[q->index].value[s->place[run * s->keys + q->index]];
	if (q->kind == QUANTITY_SEED)
		return (double)s->seed[s->sown[run]];
	v = quantity_alone(s, q, run, arm);
	if (q->against == QUANTITY_ALONE)
		return v;
	if (base < 0)
		return NAN;
	other = quantity_alone(s, q, run, base);
	switch (q->against) {
	case QUANTITY_MINUS:
		return v - other;
	case QUANTITY_LESS:
		return other - v;
	case QUANTITY_RELATIVE:
		return (v - other) / other;
	default:
		return v / other;
	}
}

const char *quantity_words(const struct snapshot_sweep *s, const struct quantity *q, char *out,
			   size_t size)
{
	bool accuracy = q->index == FPE_METRIC_TEST_ACCURACY && !q->at_split;
	const char *before = "";
	char metric[64];

	if (q->kind != QUANTITY_METRIC) {
		snprintf(out, size, "%s",
			 q->kind == QUANTITY_SEED ? "seed" : s->key[q->index].name);
		return out;
	}
	if (q->against == QUANTITY_LESS) {
		snprintf(out, size, "loss gain");
		return out;
	}
	point_metric_name((enum fpe_metric)q->index, metric, sizeof metric);
	if (q->against == QUANTITY_MINUS)
		before = accuracy ? "gain" : "change of ";
	else if (q->against == QUANTITY_RELATIVE)
		before = accuracy ? "relative gain" : "relative change of ";
	else if (q->against == QUANTITY_FOLD)
		before = "fold change of ";
	snprintf(out, size, "%s%s%s", before, accuracy && quantity_signed(q) ? "" : metric,
		 q->at_split ? " at the split" : "");
	return out;
}

bool quantity_signed(const struct quantity *q)
{
	return q->against == QUANTITY_MINUS || q->against == QUANTITY_RELATIVE ||
	       q->against == QUANTITY_LESS;
}

/* All runs of a sweep are of one kind of samples, those of a store nearly so: the first
   says it. */
enum fpe_metric quantity_score(const struct snapshot_sweep *s)
{
	const struct quantity loss = { .index = FPE_METRIC_TEST_LOSS };
	const struct quantity accuracy = { .index = FPE_METRIC_TEST_ACCURACY };

	for (int run = 0; run < s->runs; run++) {
		if (!s->has[run])
			continue;
		if (isfinite(quantity_alone(s, &accuracy, run, 0)))
			break;
		if (isfinite(quantity_alone(s, &loss, run, 0)))
			return FPE_METRIC_TEST_LOSS;
	}
	return FPE_METRIC_TEST_ACCURACY;
}
