/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_task.c - `task` in its forms, and `data`. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <stdio.h>

static struct part_seed seed_of(const struct call *call)
{
	const struct value *v = call_value(call, "seed");

	return (struct part_seed){ v->given, v->seed };
}

/* How many arms a new task ended. */
static void tell_ended(struct session *s, int arms)
{
	if (arms)
		session_note(s, "the new task ended %d arm%s", arms, arms == 1 ? "" : "s");
}

static enum fpe_status run_random(struct call *call, enum fpe_task_kind kind, int literals)
{
	int arms = call->session->arms;
	struct task_spec spec = {
		.kind = kind,
		.options = { .clauses = (int)call_number(call, "clauses", 8),
			     .literals = (int)call_number(call, "literals", literals),
			     .inputs = (int)call_number(call, "inputs", 0) },
		.seed = seed_of(call),
	};
	enum fpe_status status;

	spec.options.negate = kind == FPE_TASK_DNF && call_number(call, "negate", 1) != 0;
	status = session_set_task(call->session, &spec, &call->err);
	if (status == FPE_OK)
		tell_ended(call->session, arms);
	return status;
}

static enum fpe_status run_dnf(struct call *call)
{
	return run_random(call, FPE_TASK_DNF, 4);
}

static enum fpe_status run_xor(struct call *call)
{
	return run_random(call, FPE_TASK_XOR, 3);
}

static enum fpe_status run_formula(struct call *call)
{
	const struct value *formula = call_value(call, "formula");
	int arms = call->session->arms;
	struct task_spec spec = { .kind = FPE_TASK_FORMULA, .formula = formula->text };
	enum fpe_status status = session_set_task(call->session, &spec, &call->err);

	if (status)
		call->err_column = formula->column;
	else
		tell_ended(call->session, arms);
	return status;
}

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

static enum fpe_status run_show(struct call *call)
{
	struct session *s = call->session;
	enum fpe_status status = session_need_data(s, &call->err);
	char text[1200];
	json_t *o;

	if (status)
		return status;
	if (fpe_task_text(s->task, text, sizeof text) == 0)
		snprintf(text, sizeof text, "known by its samples only");
	o = report_object(call->report, "task");
	if (o) {
		json_object_set_new(o, "kind", json_string(fpe_task_kind_name(s->task->kind)));
		json_object_set_new(o, "inputs", json_integer(s->task->inputs));
		json_object_set_new(o, "formula", json_string(text));
		json_object_set_new(o, "clauses", clauses_json(&s->task->clauses));
		json_object_set_new(o, "train", json_integer(s->train->count));
		json_object_set_new(o, "test", json_integer(s->test ? s->test->count : 0));
		json_object_set_new(o, "train_majority",
				    report_number(fpe_data_majority(s->train)));
		json_object_set_new(o, "test_majority",
				    s->test ? report_number(fpe_data_majority(s->test))
					    : json_null());
		return FPE_OK;
	}
	report_text(call->report, "task      %s, %d inputs, %d clauses\n",
		    fpe_task_kind_name(s->task->kind), s->task->inputs, s->task->clauses.count);
	report_text(call->report, "formula   %s\n", text);
	report_text(call->report, "train     %d samples, majority class %.3f\n", s->train->count,
		    fpe_data_majority(s->train));
	if (s->test)
		report_text(call->report, "test      %d samples, majority class %.3f\n",
			    s->test->count, fpe_data_majority(s->test));
	return FPE_OK;
}

static const struct column task_fields[] = {
	FIELD("kind", "text", "dnf, xor, formula or samples"),
	FIELD("inputs", "integer", "d"),
	FIELD("formula", "text", "the label as a formula, cut after 1200 bytes"),
	FIELD("clauses[][]", "integer", "inputs of each clause"),
	FIELD("train", "integer", "training samples"),
	FIELD("test", "integer", "test samples"),
	FIELD("train_majority", "number", "share of the most frequent class"),
	FIELD("test_majority", "number or null", "the same of the test samples"),
	{ 0 }
};

#define RANDOM_ARGS(default_literals)                                                  \
	{ .name = "clauses",                                                           \
	  .type = ARG_INT,                                                             \
	  .min = 1,                                                                    \
	  .max = FPE_MAX_CLAUSES,                                                      \
	  .fallback = "8",                                                             \
	  .help = "clauses of the task" },                                             \
		{ .name = "literals",                                                  \
		  .type = ARG_INT,                                                     \
		  .min = 1,                                                            \
		  .max = FPE_MAX_INPUTS,                                               \
		  .fallback = default_literals,                                        \
		  .help = "literals a clause" },                                       \
	{                                                                              \
		.name = "inputs", .type = ARG_INT, .min = 1, .max = FPE_MAX_INPUTS,    \
		.fallback = "clauses*literals",                                        \
		.help = "inputs; fewer than clauses*literals makes clauses share some" \
	}
#define SEED_ARG                                                               \
	{                                                                      \
		.name = "seed", .type = ARG_SEED, .fallback = "the session's", \
		.help = "fixes this part, whatever the base seed"              \
	}

const struct command cmd_task_dnf = {
	.verb = "task",
	.word = "dnf",
	.flags = COMMAND_BOUNDARY,
	.help = "A random task: OR over clauses of AND of literals.",
	.details = "A new task ends the arms.",
	.example = "task dnf clauses=8 literals=4",
	.args = { RANDOM_ARGS("4"),
		  { .name = "negate",
		    .type = ARG_FLAG,
		    .fallback = "yes",
		    .help = "draw which literals are negated" },
		  SEED_ARG },
	.run = run_dnf,
};

const struct command cmd_task_xor = {
	.verb = "task",
	.word = "xor",
	.flags = COMMAND_BOUNDARY,
	.help = "A random task: OR over clauses of the parity of their inputs.",
	.details = "A new task ends the arms.",
	.example = "task xor clauses=8 literals=3",
	.args = { RANDOM_ARGS("3"), SEED_ARG },
	.run = run_xor,
};

const struct command cmd_task_formula = {
	.verb = "task",
	.word = "formula",
	.flags = COMMAND_BOUNDARY,
	.help = "Your own formula; its clauses are the terms of its top-level OR or AND.",
	.details =
		"Operators, binding tightest first: ! & ^ | -> <->, also written ~ not and xor or. "
		"Inputs are numbered in order of appearance. A new task ends the arms.",
	.example = "task formula \"a & !b | c & d\"",
	.args = { { .name = "formula",
		    .type = ARG_FORMULA,
		    .positional = true,
		    .required = true,
		    .help = "the formula, quoted" } },
	.run = run_formula,
};

const struct command cmd_task = {
	.verb = "task",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Show the task: formula, clauses, class rates.",
	.example = "task",
	.fields = task_fields,
	.run = run_show,
};

static enum fpe_status run_data(struct call *call)
{
	struct session *s = call->session;
	const struct value *sampling = call_value(call, "sampling");
	int arms = s->arms;
	struct data_spec spec = {
		.train = (int)call_number(call, "train", 8000),
		.test = (int)call_number(call, "test", 8000),
		.p = call_number(call, "p", 0.5),
		.sampling = sampling->given ? (enum fpe_sampling)sampling->choice : FPE_PLANTED,
		.noise = call_number(call, "noise", 0),
		.seed = seed_of(call),
	};
	enum fpe_status status = session_set_data(s, &spec, &call->err);

	if (status == FPE_OK && arms)
		session_note(s, "the arms go on with the new samples");
	return status;
}

const struct command cmd_data = {
	.verb = "data",
	.flags = COMMAND_BOUNDARY,
	.help = "Draw the training and test samples.",
	.details =
		"planted: a positive dnf sample has one clause, drawn uniformly, made true; everything else is drawn given its label. "
		"balanced: half positive, half negative, drawn given the label. "
		"natural: as the bits fall. Arms stay and go on with the new samples.",
	.example = "data train=2000 test=2000 noise=0.05",
	.args = { { .name = "train",
		    .type = ARG_INT,
		    .min = 1,
		    .max = FPE_MAX_SAMPLES,
		    .fallback = "8000",
		    .help = "training samples" },
		  { .name = "test",
		    .type = ARG_INT,
		    .min = 1,
		    .max = FPE_MAX_SAMPLES,
		    .fallback = "8000",
		    .help = "test samples" },
		  { .name = "p",
		    .type = ARG_REAL,
		    .min = 0,
		    .max = 1,
		    .fallback = "0.5",
		    .help = "chance that a bit is 1" },
		  { .name = "sampling",
		    .type = ARG_CHOICE,
		    .choices = "planted|balanced|natural",
		    .fallback = "planted",
		    .help = "how samples and labels are drawn" },
		  { .name = "noise",
		    .type = ARG_REAL,
		    .min = 0,
		    .max = 1,
		    .fallback = "0",
		    .help = "share of training labels flipped" },
		  SEED_ARG },
	.run = run_data,
};
