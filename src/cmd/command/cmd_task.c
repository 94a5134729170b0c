/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_task.c - `task` in its forms, and `data`. */
#include "cmd/command/setting_args.h"
#include "cmd/report/samples_report.h"

#include <math.h>
#include <stdio.h>

/* Tells how many arms it ended. */
static enum fpe_status set_task(struct call *call, const struct task_spec *spec)
{
	int arms = call->session->arms;
	enum fpe_status status = session_set_task(call->session, spec, &call->err);

	if (status == FPE_OK && arms)
		session_note(call->session, "the new task ended %d arm%s", arms,
			     arms == 1 ? "" : "s");
	return status;
}

/* A task by its settings, of the kind that the row's second word names. */
static enum fpe_status run_made(struct call *call)
{
	struct task_spec spec = { .kind = fpe_task_kind_find(call->line->command->word) };
	const struct setting *rows = setting_task_rows(spec.kind);
	enum fpe_status status;

	setting_reset(rows, &spec);
	status = setting_args_read(call, rows, &spec);
	return status ? status : set_task(call, &spec);
}

static enum fpe_status run_formula(struct call *call)
{
	struct task_spec spec = { .kind = FPE_TASK_FORMULA,
				  .formula = call_value(call, "formula")->text };

	return call_blame(call, "formula", set_task(call, &spec));
}

static const struct column task_fields[] = {
	FIELD("kind", "text", "dnf, xor, formula or samples"),
	FIELD("inputs", "integer", "d"),
	FIELD("formula", "text", "the label as a formula, cut after 1200 bytes"),
	FIELD("clauses[][]", "integer", "inputs of each clause"),
	FIELD("train", "integer", "training samples"),
	FIELD("test", "integer", "test samples"),
	FIELD("train_majority", "number or null",
	      "share of the most frequent class; null: samples have real targets"),
	FIELD("test_majority", "number or null", "the same of the test samples"),
	SAMPLES_FIELDS,
	{ 0 }
};

static json_t *clauses_json(const struct fpe_clauses *c)
{
	json_t *list = json_array();

	for (int i = 0; i < c->count; i++) {
		json_t *inputs = json_array();

		for (int j = c->start[i]; j < c->start[i + 1]; j++)
			json_array_append_new(inputs, json_integer(c->input[j]));
		json_array_append_new(list, inputs);
	}
	return list;
}

static void tell_samples(struct report *report, const char *name, const struct fpe_data *data,
			 double majority)
{
	report_text(report, "%-9s %d samples", name, data->count);
	if (!data->targets)
		report_text(report, ", majority class %.3f", majority);
	report_text(report, "\n");
}

static enum fpe_status run_show(struct call *call)
{
	struct session *s = call->session;
	enum fpe_status status = session_need_data(s, &call->err);
	const char *kind;
	double train, test;
	char text[1200];

	if (status)
		return status;
	if (fpe_task_text(s->task, text, sizeof text) == 0)
		snprintf(text, sizeof text, "known by its samples only");
	kind = fpe_task_kind_name(s->task->kind);
	train = fpe_data_majority(s->train);
	test = s->test ? fpe_data_majority(s->test) : NAN;
	column_report(call->report, DATUM(kind), DATUM(s->task->inputs), DATUM(text),
		      datum_json(clauses_json(&s->task->clauses)), DATUM(s->train->count),
		      DATUM(s->test ? s->test->count : 0), DATUM(train), DATUM(test),
		      samples_rates(s), samples_own(s));
	report_text(call->report, "task      %s, %d inputs, %d clauses\n", kind, s->task->inputs,
		    s->task->clauses.count);
	report_text(call->report, "formula   %s\n", text);
	tell_samples(call->report, "train", s->train, train);
	if (s->test)
		tell_samples(call->report, "test", s->test, test);
	samples_text(s, call->report);
	return FPE_OK;
}

/* A kind of task whose arguments are its settings. */
#define TASK_COMMAND(kind, settings, ...)                 \
	const struct command cmd_task_##kind = {          \
		VERB("task", COMMAND_BOUNDARY, run_made), \
		.word = #kind,                            \
		.args = { settings(SETTING_ARG) },        \
		__VA_ARGS__,                              \
	}

TASK_COMMAND(dnf, SETTINGS_TASK, .help = "A random task: OR over clauses of AND of literals.",
	     .details = "A new task ends the arms.", .example = "task dnf clauses=8 literals=4");
TASK_COMMAND(cnf, SETTINGS_CNF, .help = "A random task: AND over clauses of OR of literals.",
	     .details = "A new task ends the arms.", .example = "task cnf clauses=8 literals=4");
TASK_COMMAND(xor, SETTINGS_XOR,
	     .help = "A random task: OR over clauses of the parity of their inputs.",
	     .details = "A new task ends the arms.", .example = "task xor clauses=8 literals=3");

const struct command cmd_task_formula = {
	VERB("task", COMMAND_BOUNDARY, run_formula),
	.word = "formula",
	.help = "Your own formula; its clauses are the terms of its top-level OR or AND.",
	.details =
		"Operators, binding tightest first: ! & ^ | -> <->, also written ~ not and xor or. "
		"Inputs are numbered in order of appearance. A new task ends the arms.",
	.example = "task formula \"a & !b | c & d\"",
	.args = { NEED("formula", FORMULA, "the formula, quoted") },
};

const struct command cmd_task = {
	VERB("task", COMMAND_BOUNDARY | COMMAND_REPORT, run_show),
	.help = "Show the task: formula, clauses, class rates.",
	.example = "task",
	.more_examples = "task csv tests/golden/flowers.csv\ntask",
	.fields = task_fields,
};

/* A user's own samples are all there unless fewer are asked for. */
static enum fpe_status check_own(struct call *call, struct data_spec *spec)
{
	spec->train = spec->test = 0;
	for (const struct setting *row = setting_data; row->name; row++) {
		if (call_given(call, row->name) && !setting_is_of_own(row))
			return call_fail(
				call, row->name, FPE_ESTATE,
				"%s: the samples are from a file, not drawn; train=, noise= and seed= are allowed",
				row->name);
	}
	return FPE_OK;
}

static enum fpe_status run_data(struct call *call)
{
	struct session *s = call->session;
	int arms = s->arms;
	struct data_spec spec;
	enum fpe_status status = FPE_OK;

	setting_reset(setting_data, &spec);
	if (recipe_own(&s->recipe))
		status = check_own(call, &spec);
	if (status == FPE_OK)
		status = setting_args_read(call, setting_data, &spec);
	if (status == FPE_OK)
		status = session_set_data(s, &spec, &call->err);
	if (status == FPE_OK && recipe_own(&s->recipe))
		session_note(s, "%d samples to train on, %d to test on", s->train->count,
			     s->test ? s->test->count : 0);
	if (status == FPE_OK && arms)
		session_note(s, "the arms go on with the new samples");
	return status;
}

const struct command cmd_data = {
	VERB("data", COMMAND_BOUNDARY, run_data),
	.help = "Draw the training and test samples.",
	.details =
		"planted: a positive dnf sample has one clause, drawn uniformly, made true; everything else is drawn given its label. "
		"balanced: half positive, half negative, drawn given the label. "
		"natural: as the bits fall. Arms stay and go on with the new samples.",
	.example = "data train=2000 test=2000 noise=0.05",
	.args = { SETTINGS_DATA(SETTING_ARG) },
};
