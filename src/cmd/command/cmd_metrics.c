/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_metrics.c - `metrics` and `theory`: measured and expected numbers. */
#include "cmd/player/call.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fpe/theory.h"

struct measured {
	struct arm *arm;
	double value[FPE_METRIC_COUNT];
};

static enum fpe_status find_arms(struct call *call, struct arm **out, int *count)
{
	struct session *s = call->session;
	const struct value *names = call_value(call, "arm");
	enum fpe_status status;

	*count = 0;
	for (int i = 0; i < names->count && *count < FPE_MAX_ARMS; i++) {
		status = session_find(s, names->texts[i], &out[*count], &call->err);
		if (status) {
			call->err_column = names->column;
			return status;
		}
		++*count;
	}
	if (!names->given) {
		memcpy(out, s->arm, (size_t)s->arms * sizeof *out);
		*count = s->arms;
	}
	return FPE_OK;
}

static enum fpe_status check_layer(struct call *call, const struct arm *arm, int layer)
{
	if (layer < arm->net->layers)
		return FPE_OK;
	return call_fail(call, "layer", FPE_ERANGE, "arm %s has layers 1 to %d", arm->name,
			 arm->net->layers);
}

static json_t *hidden_json(const struct fpe_net *net)
{
	json_t *list = json_array();

	for (int i = 0; i + 1 < net->layers; i++)
		json_array_append_new(list, json_integer(net->layer[i].out));
	return list;
}

static void metrics_json(json_t *o, const struct measured *m, int count, int layer)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++) {
		const struct arm *a = m[i].arm;
		json_t *row = json_pack("{s:s, s:s, s:i, s:i, s:o}", "arm", a->name, "split",
					a->split, "alpha", a->alpha, "epoch", a->epoch, "hidden",
					hidden_json(a->net));

		if (layer)
			json_object_set_new(row, "layer", json_integer(layer + 1));
		for (int k = 0; k < FPE_METRIC_COUNT; k++)
			json_object_set_new(row, fpe_metric_info[k].name,
					    report_number(m[i].value[k]));
		json_array_append_new(list, row);
	}
	json_object_set_new(o, "arms", list);
}

/* One metric a row, one arm a column: names stay readable, arms compare. */
/* The loss of an arm that diverges would be as wide as the screen. */
static void metric_cell(struct report_table *table, double value, int digits)
{
	if (!isfinite(value))
		report_table_cell(table, true, "-");
	else if (fabs(value) < 1e6)
		report_table_cell(table, true, "%.*f", digits, value);
	else
		report_table_cell(table, true, "%.3g", value);
}

static void metrics_text(struct call *call, const struct measured *m, int count, int metrics)
{
	struct report_table *table = report_table_new();

	report_table_cell(table, false, "metric");
	for (int i = 0; i < count; i++)
		report_table_cell(table, true, "%s", m[i].arm->name);
	report_table_end_row(table);
	report_table_cell(table, false, "epoch");
	for (int i = 0; i < count; i++)
		report_table_cell(table, true, "%d", m[i].arm->epoch);
	report_table_end_row(table);
	for (int k = 0; k < metrics; k++) {
		report_table_cell(table, false, "%s", fpe_metric_info[k].name);
		for (int i = 0; i < count; i++)
			metric_cell(table, m[i].value[k], fpe_metric_info[k].digits);
		report_table_end_row(table);
	}
	report_table_print(table, call->report);
}

static enum fpe_status run_metrics(struct call *call)
{
	struct arm *arms[FPE_MAX_ARMS];
	struct measured m[FPE_MAX_ARMS];
	int layer = (int)call_number(call, "layer", 1) - 1;
	bool asked = call_number(call, "robustness", 0) != 0;
	int count = 0;
	json_t *o;
	enum fpe_status status = session_ready(call->session, &call->err);

	if (status == FPE_OK)
		status = find_arms(call, arms, &count);
	for (int i = 0; i < count && status == FPE_OK; i++) {
		status = check_layer(call, arms[i], layer);
		m[i].arm = arms[i];
		if (status == FPE_OK)
			status = arm_measure(arms[i], layer, m[i].value, &call->err);
		if (status == FPE_OK && asked)
			status = arm_measure_asked(arms[i], call->session->seed, m[i].value,
						   &call->err);
	}
	if (status)
		return status;
	o = report_object(call->report, "metrics");
	if (o)
		metrics_json(o, m, count, layer);
	else
		metrics_text(call, m, count, asked ? FPE_METRIC_COUNT : FPE_METRIC_ASKED);
	return FPE_OK;
}

static const struct json_field metrics_fields[] = {
	{ "arms[].arm", "text", "name" },
	{ "arms[].split", "text", "dense, or how it was split" },
	{ "arms[].alpha", "integer", "children of each neuron; 1 for a root arm" },
	{ "arms[].epoch", "integer", "whole epochs, counted from the root" },
	{ "arms[].hidden[]", "integer", "neurons of each hidden layer" },
	{ "arms[].layer", "integer", "only with layer= other than 1" },
#define METRIC_FIELD(NAME, name, digits, RANGE, unit, help) \
	{ "arms[]." #name, "number or null", help },
	FPE_METRIC_LIST(METRIC_FIELD)
#undef METRIC_FIELD
		{ 0 }
};

const struct command cmd_metrics = {
	.verb = "metrics",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Every metric of every arm, as it is now.",
	.example = "metrics",
	.example_setup = "train 1",
	.fields = metrics_fields,
	.args = { { .name = "arm",
		    .type = ARG_ARMS,
		    .fallback = "all arms",
		    .help = "these arms only" },
		  { .name = "layer",
		    .type = ARG_LAYER,
		    .min = 1,
		    .max = FPE_MAX_LAYERS,
		    .fallback = "1",
		    .help = "layer that capacity, cosines and clause metrics are of" },
		  { .name = "robustness",
		    .type = ARG_FLAG,
		    .fallback = "no",
		    .help = "measure robustness_flip, _drop and _worst too" } },
	.run = run_metrics,
};

static void theory_defaults(const struct session *s, struct fpe_theory *t)
{
	const struct fpe_task *task = s->task;

	*t = (struct fpe_theory){ .alpha = 2,
				  .literals = 4,
				  .neurons = s->recipe.net.hidden[0],
				  .inputs = 32,
				  .clauses = 8 };
	if (!task)
		return;
	t->inputs = task->inputs;
	if (task->clauses.count) {
		t->clauses = task->clauses.count;
		/* 0 where they differ: the theory assumes one length */
		t->literals = fpe_clauses_literals(&task->clauses);
	}
}

static void theory_json(json_t *o, const struct fpe_theory *t)
{
	const struct {
		const char *name;
		double value;
	} fields[] = {
		{ "alpha", t->alpha },
		{ "literals", t->literals },
		{ "neurons", t->neurons },
		{ "inputs", t->inputs },
		{ "clauses", t->clauses },
		{ "collisions_independent", t->collisions_independent },
		{ "collisions_even", t->collisions_even },
		{ "collisions_clause", t->collisions_clause },
		{ "coverage_independent", t->coverage_independent },
		{ "coverage_even", t->coverage_even },
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		json_object_set_new(o, fields[i].name, report_number(fields[i].value));
}

static void theory_row(struct report_table *table, const char *name, double collisions,
		       double coverage)
{
	report_table_cell(table, false, "%s", name);
	for (int i = 0; i < 2; i++) {
		double x = i ? coverage : collisions;

		if (isfinite(x))
			report_table_cell(table, true, "%.4f", x);
		else
			report_table_cell(table, true, "-");
	}
	report_table_end_row(table);
}

static void theory_text(struct call *call, const struct fpe_theory *t)
{
	struct report_table *table = report_table_new();

	report_text(call->report,
		    "before pruning: %d inputs, %d clauses of %d literals, %d neurons, alpha %d\n",
		    t->inputs, t->clauses, t->literals, t->neurons, t->alpha);
	report_table_cell(table, false, "split");
	report_table_cell(table, true, "collisions");
	report_table_cell(table, true, "coverage");
	report_table_end_row(table);
	theory_row(table, "dense", t->clauses > 1 ? 1 : NAN, 1);
	theory_row(table, "random, dealt evenly", t->collisions_even, t->coverage_even);
	theory_row(table, "random, independent (the paper's)", t->collisions_independent,
		   t->coverage_independent);
	theory_row(table, "clause", t->collisions_clause, 1);
	report_table_print(table, call->report);
}

static enum fpe_status run_theory(struct call *call)
{
	struct fpe_theory t;
	json_t *o;

	theory_defaults(call->session, &t);
	t.alpha = (int)call_number(call, "alpha", t.alpha);
	t.literals = (int)call_number(call, "literals", t.literals);
	t.neurons = (int)call_number(call, "neurons", t.neurons);
	t.inputs = (int)call_number(call, "inputs", t.inputs);
	t.clauses = (int)call_number(call, "clauses", t.clauses);
	if (!t.literals)
		return call_fail(call, NULL, FPE_ESTATE,
				 "the task's clauses differ in length: give literals=");
	if (t.literals > t.inputs)
		return call_fail(call, call_given(call, "literals") ? "literals" : NULL, FPE_ERANGE,
				 "a clause of %d literals needs %d inputs; there are %d",
				 t.literals, t.literals, t.inputs);
	fpe_theory_fill(&t);
	o = report_object(call->report, "theory");
	if (o)
		theory_json(o, &t);
	else
		theory_text(call, &t);
	return FPE_OK;
}

static const struct json_field theory_fields[] = {
	{ "alpha", "integer", "children of each neuron" },
	{ "literals", "integer", "k, literals a clause" },
	{ "neurons", "integer", "h, parent neurons" },
	{ "inputs", "integer", "d" },
	{ "clauses", "integer", "m" },
	{ "collisions_independent", "number or null", "alpha^-(2k-1), the paper's estimate" },
	{ "collisions_even", "number or null", "random split, inputs dealt evenly" },
	{ "collisions_clause", "number or null", "clause split" },
	{ "coverage_independent", "number", "1-(1-q)^h with q = alpha^-(k-1)" },
	{ "coverage_even", "number", "1-(1-q)^h with q = sum of C(n,k)/C(d,k)" },
	{ 0 }
};

#define COUNT_ARG(key, most, text)                                                             \
	{                                                                                      \
		.name = key, .type = ARG_INT, .min = 1, .max = most, .fallback = "the task's", \
		.help = text                                                                   \
	}

const struct command cmd_theory = {
	.verb = "theory",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Expected collisions and coverage of each kind of split, before pruning.",
	.details =
		"collisions: share of (parent neuron, clause pair) for which one child holds every input of both. "
		"coverage: share of clauses that some neuron holds whole. "
		"Few collisions and full coverage together are what helps; neither alone does.",
	.example = "theory alpha=2 literals=4 neurons=8 inputs=32 clauses=8",
	.fields = theory_fields,
	.args = { { .name = "alpha",
		    .type = ARG_INT,
		    .min = 1,
		    .max = FPE_MAX_ALPHA,
		    .fallback = "2",
		    .help = "children of each neuron" },
		  COUNT_ARG("literals", FPE_MAX_INPUTS, "literals a clause"),
		  COUNT_ARG("neurons", FPE_MAX_NEURONS, "parent neurons"),
		  COUNT_ARG("inputs", FPE_MAX_INPUTS, "inputs"),
		  COUNT_ARG("clauses", FPE_MAX_CLAUSES, "clauses") },
	.run = run_theory,
};
