/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_value.c - an expression, once for each seed. */
#include "cmd/report/study_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/expr.h"

#define KEPT 8 /* points whose numbers are at hand */

struct reader {
	struct compare *compare;
	struct sweep *sweep;
	int seed;      /* from 0 */
	bool diverged; /* a row that was asked for did, at the seed */
	int kept;
	int point[KEPT];
	struct outcome outcome[KEPT];
};

/* Names in a condition are the keys of the sweep. */
struct place {
	const struct lattice *lattice;
	int point;
};

static enum fpe_status key_value(void *context, const char *name, const struct expr_argument *args,
				 int argc, struct expr_value *out, struct fpe_error *err)
{
	const struct place *place = context;
	const struct lattice *l = place->lattice;

	(void)args;
	for (int i = 0; i < l->axes && argc < 0; i++) {
		const struct setting *key = l->axis[i].key;
		char text[SETTING_TEXT];

		if (strcmp(key->name, name) != 0)
			continue;
		out->number = lattice_value(l, place->point, i);
		if (key->kind == SETTING_LAYER && out->number >= 0)
			out->number++; /* as users count them */
		if (setting_is_word(key)) {
			out->kind = EXPR_TEXT;
			snprintf(out->text, sizeof out->text, "%s",
				 setting_number_text(key, out->number, 9, text));
		}
		return FPE_OK;
	}
	return fpe_fail(err, FPE_ENAME, "the sweep has no key %s", name);
}

/* The one point at which the condition holds. */
static enum fpe_status find_point(const struct sweep *sweep, const char *condition, int *point,
				  struct fpe_error *err)
{
	const struct lattice *lattice = &sweep->lattice;
	struct expr *expr;
	enum fpe_status status = expr_parse(condition, &expr, err);
	int found = 0;

	for (int i = 0; i < lattice_points(lattice) && !status; i++) {
		struct place place = { lattice, i };
		struct expr_value value;

		if (sweep_leaves_out(sweep, i))
			continue;
		status = expr_evaluate(expr, key_value, &place, &value, err);
		if (!status && value.kind == EXPR_TRUTH && value.number != 0) {
			*point = i;
			found++;
		}
	}
	if (expr)
		expr_free(expr);
	if (status || found == 1)
		return status;
	return fpe_fail(err, FPE_ENAME, "%s: holds at %d points of the sweep, not one", condition,
			found);
}

/* A point's outcome; kept for the next seed. */
static enum fpe_status read_point(struct reader *r, int point, struct outcome **out,
				  struct fpe_error *err)
{
	int i = 0;

	while (i < r->kept && r->point[i] != point)
		i++;
	*out = &r->outcome[i % KEPT];
	if (i < r->kept)
		return FPE_OK;
	if (r->kept == KEPT)
		return fpe_fail(err, FPE_ELIMIT, "at most %d points in one expression", KEPT);
	r->point[r->kept++] = point;
	if (r->sweep)
		return sweep_outcome(r->sweep, point, &r->outcome[i], err);
	compare_outcome(r->compare, &r->outcome[i]);
	return FPE_OK;
}

static enum fpe_status choose_point(const struct reader *r, const struct expr_argument *args,
				    int argc, int *point, struct fpe_error *err)
{
	const struct lattice *lattice = r->sweep ? &r->sweep->lattice : NULL;

	*point = 0;
	if (argc == 2 && lattice)
		return find_point(r->sweep, args[1].source, point, err);
	if (argc == 2)
		return fpe_fail(err, FPE_ENAME, "a compare has no points: `%s` is for a sweep",
				args[1].source);
	if (lattice && lattice_points(lattice) > 1)
		return fpe_fail(err, FPE_ENAME,
				"which point of the sweep? As in gain(clause, %s == %.9g)",
				lattice->axis[0].key->name, lattice->axis[0].value[0]);
	return FPE_OK;
}

static enum fpe_status row_number(struct outcome *o, const char *name, int row, int seed,
				  bool *diverged, double *out, struct fpe_error *err)
{
	const struct study_result *result;
	bool at_split;
	int metric = fpe_metric_find_at(name, &at_split), gain = outcome_find_gain(name);
	enum fpe_status status = o->read(o, seed, &result, err);

	if (status)
		return status;
	if (study_diverged(result->metric[row]) || (gain >= 0 && study_diverged(result->metric[0])))
		*diverged = true;
	if (gain >= 0)
		*out = outcome_gain(gain, result->metric[row], result->metric[0]);
	else if (metric < 0)
		return fpe_fail(err, FPE_ENAME, "no metric %s", name);
	else if (metric >= FPE_METRIC_ASKED &&
		 !(study_asked(&o->study) & fpe_metric_asked_bit(metric)))
		return fpe_fail(err, FPE_ESTATE, "%s was not measured: measure=%s asks for it",
				name, fpe_metric_info[metric].name);
	else if (!at_split)
		*out = result->metric[row][metric];
	else if (o->study.at_split)
		*out = result->split[row][metric];
	else
		return fpe_fail(err, FPE_ENAME,
				"%s: a compare does not measure at the split, a sweep does", name);
	return FPE_OK;
}

static enum fpe_status lookup(void *context, const char *name, const struct expr_argument *args,
			      int argc, struct expr_value *out, struct fpe_error *err)
{
	struct reader *r = context;
	struct outcome *outcome;
	enum fpe_status status;
	int point, row;

	if (argc < 1 || argc > 2)
		return fpe_fail(
			err, FPE_ENAME,
			"%s: expected METRIC(row), gain(row), relative_gain(row) or loss_gain(row)",
			name);
	status = choose_point(r, args, argc, &point, err);
	if (!status)
		status = read_point(r, point, &outcome, err);
	if (status)
		return status;
	row = outcome_row(outcome, args[0].source);
	if (row < 0)
		return fpe_fail(err, FPE_ENAME, "the %s has no row %s",
				r->compare ? "compare" : "sweep", args[0].source);
	return row_number(outcome, name, row, r->seed, &r->diverged, &out->number, err);
}

/* Seeds at which something diverged that is asked for have no value. */
static enum fpe_status every_seed(struct reader *r, const struct expr *expr, double *value,
				  int seeds, int *values, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (r->seed = 0; r->seed < seeds && !status; r->seed++) {
		struct expr_value v;

		r->diverged = false;
		status = expr_evaluate(expr, lookup, r, &v, err);
		value[*values] = v.number;
		*values += !r->diverged;
		if (!status && v.kind == EXPR_TEXT)
			status = fpe_fail(err, FPE_EPARSE, "a number is needed here");
	}
	for (int i = 0; i < r->kept; i++)
		outcome_clear(&r->outcome[i]);
	return status;
}

enum fpe_status study_value(struct compare *compare, struct sweep *sweep, const char *expression,
			    struct study_values *out, struct fpe_error *err)
{
	struct reader reader = { .compare = compare, .sweep = sweep };
	int seeds = compare ? compare_finished(compare) : sweep->lattice.seeds;
	double *value = malloc((size_t)seeds * sizeof *value);
	int values = 0;
	struct expr *expr;
	enum fpe_status status;

	if (!value)
		return fpe_no_memory(err);
	status = expr_parse(expression, &expr, err);
	if (!status) {
		status = every_seed(&reader, expr, value, seeds, &values, err);
		expr_free(expr);
	}
	if (!status) {
		*out = (struct study_values){ .over = fpe_summarise(value, values),
					      .seeds = seeds,
					      .diverged = seeds - values };
		for (int i = 0; i < values; i++)
			out->nulls += isnan(value[i]);
	}
	free(value);
	return status;
}
