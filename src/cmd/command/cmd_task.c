/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_task.c - `task` in its forms, and `data`. */
#include "cmd/command/setting_args.h"
#include "cmd/report/column.h"
#include "io/clause_file.h"
#include "cmd/report/samples_report.h"

#include <math.h>
#include <stdio.h>

/* A task by its settings, of the kind that the row's second word names. */
static enum fpe_status run_made(struct call *call)
{
	struct task_spec spec = { .kind = fpe_task_kind_find(call->line->command->word) };
	const struct setting *rows = setting_task_rows(spec.kind);
	enum fpe_status status;

	setting_reset(rows, &spec);
	status = setting_args_read(call, rows, &spec);
	return status ? status : session_set_task(call->session, &spec, &call->err);
}

static enum fpe_status run_formula(struct call *call)
{
	struct task_spec spec = { .kind = FPE_TASK_FORMULA,
				  .formula = call_value(call, "formula")->text };

	return call_blame(call, "formula", session_set_task(call->session, &spec, &call->err));
}

/* A task by a file of clauses, of the kind that the row's second word names. */
static enum fpe_status run_clauses(struct call *call, const char *output)
{
	char *path = call_value(call, "file")->text, note[FPE_MESSAGE_SIZE];
	struct task_spec spec = { .kind = fpe_task_kind_find(call->line->command->word),
				  .file = path };
	enum fpe_status status =
		clause_file_read(spec.kind, path, output, note, &spec.given, &call->err);

	if (status)
		return call_blame(call, status == FPE_ENAME && output ? "output" : "file", status);
	status = session_set_task(call->session, &spec, &call->err);
	fpe_task_free(spec.given);
	if (status == FPE_OK && note[0])
		session_note(call->session, "%s: %s", path, note);
	return status;
}

static enum fpe_status run_dimacs(struct call *call)
{
	return run_clauses(call, NULL);
}

static enum fpe_status run_pla(struct call *call)
{
	return run_clauses(call, call_text(call, "output"));
}

#define SAMPLING_FIELDS                                                                                   \
	FIELD("sampling", "text or null",                                                                 \
	      "planted, balanced or natural, which is not always what was asked for; null: from a file"), \
		FIELD("sampling_reason", "text", "why this one")

static const struct column task_fields[] = {
	FIELD("kind", "text", "dnf, cnf … formula, samples: `help tables` has them all"),
	FIELD("inputs", "integer", "d"),
	FIELD("classes", "integer", "two, or more with a softmax"),
	FIELD("formula", "text", "the label as a formula, cut after 1200 bytes"),
	FIELD("clauses[][]", "integer", "inputs of each clause"),
	FIELD("train", "integer", "training samples"),
	FIELD("test", "integer", "test samples"),
	FIELD("train_majority", "number or null",
	      "share of the most frequent class; null: samples have real targets"),
	FIELD("test_majority", "number or null", "the same of the test samples"),
	SAMPLING_FIELDS,
	SAMPLES_FIELDS,
	{ 0 }
};

/* What samples the session's task gets; NULL: they came from a file. */
static const char *sampling_name(const struct session *s, const char **why,
				 char buffer[SETTING_TEXT])
{
	const struct setting *row = setting_find(setting_data, "sampling");

	*why = "the samples came from a file";
	if (!fpe_task_can_draw(s->task))
		return NULL;
	return setting_number_text(row, fpe_data_sampling(s->task, s->recipe.data.sampling, why), 0,
				   buffer);
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

static void tell_samples(struct report *report, const char *name, const struct fpe_data *data)
{
	report_text(report, "%-9s %d sample%s", name, data->count, data->count == 1 ? "" : "s");
	if (!data->targets)
		report_text(report, ", majority class %.3f", fpe_data_majority(data));
	report_text(report, "\n");
}

static void show_text(struct report *report, const struct session *s, const char *formula,
		      const char *sampling, const char *why)
{
	const struct fpe_task *task = s->task;
	bool own = recipe_own(&s->recipe) != NULL;
	int clauses = task->clauses.count;
	char title[RECIPE_TITLE];

	report_text(report, "task      %s, %d input%s", recipe_title(&s->recipe, title),
		    task->inputs, task->inputs == 1 ? "" : "s");
	if (!own)
		report_text(report, ", %d clause%s", clauses, clauses == 1 ? "" : "s");
	if (s->train->classes > 2)
		report_text(report, ", %d classes", s->train->classes);
	report_text(report, "\n");
	if (!own)
		report_text(report, "formula   %s\n", formula);
	tell_samples(report, "train", s->train);
	if (s->test)
		tell_samples(report, "test", s->test);
	report_text(report, "sampling  %s%s%s\n", sampling ? sampling : "", sampling ? ": " : "",
		    why);
}

static enum fpe_status run_show(struct call *call)
{
	struct session *s = call->session;
	enum fpe_status status = session_need_data(s, &call->err);
	char text[1200], buffer[SETTING_TEXT];
	const char *sampling, *why;

	if (status)
		return status;
	if (fpe_task_text(s->task, text, sizeof text) == 0)
		snprintf(text, sizeof text, "known by its samples only");
	sampling = sampling_name(s, &why, buffer);
	column_report(call->report, DATUM(fpe_task_kind_name(s->task->kind)),
		      DATUM(s->task->inputs), DATUM(s->train->classes), DATUM(text),
		      datum_json(clauses_json(&s->task->clauses)), DATUM(s->train->count),
		      DATUM(s->test ? s->test->count : 0), DATUM(fpe_data_majority(s->train)),
		      DATUM(s->test ? fpe_data_majority(s->test) : NAN), DATUM(sampling),
		      DATUM(why), samples_rates(s), samples_own(s));
	show_text(call->report, s, text, sampling, why);
	samples_text(s, call->report);
	return FPE_OK;
}

/* A kind of task whose arguments are its settings. */
#define TASK_COMMAND(kind, settings, ...)                                                   \
	const struct command cmd_task_##kind = {                                            \
		VERB("task", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_made), \
		.word = #kind,                                                              \
		.args = { settings(SETTING_ARG) },                                          \
		__VA_ARGS__,                                                                \
	}

TASK_COMMAND(dnf, SETTINGS_TASK, .help = "A random task: OR over clauses of AND of literals.",
	     .details = "A new task ends the arms.", .example = "task dnf clauses=8 literals=4");
TASK_COMMAND(cnf, SETTINGS_CNF, .help = "A random task: AND over clauses of OR of literals.",
	     .details = "A new task ends the arms.", .example = "task cnf clauses=8 literals=4");
TASK_COMMAND(xor, SETTINGS_XOR,
	     .help = "A random task: OR over clauses of the parity of their inputs.",
	     .details = "A new task ends the arms.", .example = "task xor clauses=8 literals=3");
TASK_COMMAND(parity, SETTINGS_INPUTS,
	     .help = "Parity: is an odd number of all inputs 1? One clause.",
	     .details = "A new task ends the arms.", .example = "task parity inputs=9");
TASK_COMMAND(
	majority, SETTINGS_INPUTS,
	.help = "Majority: are more than half of the inputs 1? An odd number of them; no clauses.",
	.details = "A new task ends the arms.", .example = "task majority inputs=9");
TASK_COMMAND(
	multiplexer, SETTINGS_ADDRESS,
	.help = "The multiplexer: address inputs choose the data input that is the label.",
	.details =
		"With address=2, 3, 4 it has 6, 11, 20 inputs; the first ones are the address, highest digit first. Its clauses are one for each data input. A new task ends the arms.",
	.example = "task multiplexer address=3");
TASK_COMMAND(
	led, SETTINGS_LED,
	.help = "A digit on a display of seven segments that fail, and bits beside it; ten classes.",
	.details =
		"The LED display domain of Breiman et al. 1984: ten digits, as likely as each other; each of the segments x0 to x6 (top, upper left, upper right, middle, lower left, lower right, bottom) is inverted with chance noise, in training and test samples alike. The best classifier is right in .740 of the samples at noise=0.1. "
		"Samples are natural, whatever sampling= says; p= is the chance of the irrelevant bits alone, and noise= of `data` turns a share of the training labels into other digits, besides. There are no clauses. A new task ends the arms.",
	.example = "task led irrelevant=17 noise=0.1");

TASK_COMMAND(
	toy, SETTINGS_TOY, .help = "Sparse features that are to be given back through few neurons.",
	.details =
		"The toy model of superposition (Elhage et al. 2022, arXiv 2209.10652): each feature is there with chance density, and then uniform in [0, 1). "
		"Nets are tied and without ReLU in between: h = W x, x' = max(0, W^T h + b); nnz counts W once, and a split's mask holds for both uses. `net tied=no` gives W of its own to the way back and a ReLU to hidden neurons (hidden_relu=no takes it away). "
		"The loss is the mean over features of importance^i (x' - x)^2; there are no classes, so accuracies are null, unexplained says which share of the variance is lost, and loss_gain stands for gain. "
		"Samples are drawn once, not anew each step: data train=102400 with batch=1024 is 100 steps an epoch, and a hundred epochs of it find what fresh samples find. Weights as in the paper: net init=xavier. A new task ends the arms.",
	.example = "task toy features=5 density=0.05",
	.more_examples = "task toy features=6 importance=0.9\nnet hidden=2 init=xavier\ntrain 1");

const struct command cmd_task_formula = {
	VERB("task", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_formula),
	.word = "formula",
	.help = "Your own formula; its clauses are the terms of its top-level OR or AND.",
	.details =
		"Operators, binding tightest first: ! & ^ | -> <->, also written ~ not and xor or. "
		"Inputs are numbered in order of appearance. A new task ends the arms.",
	.example = "task formula \"a & !b | c & d\"",
	.args = { NEED("formula", FORMULA, "the formula, quoted") },
};

const struct command cmd_task_dimacs = {
	VERB("task", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_dimacs),
	.word = "dimacs",
	.help = "The clauses of a SAT problem: AND over clauses of OR of literals.",
	.details =
		"A .cnf file in DIMACS form: comments begin with c, then p cnf VARIABLES CLAUSES, then the clauses, a 0 behind each, over any lines; a % ends it, as in SATLIB. Variable 1 is input x0. A clause with a variable plain and negated is always true and left out, a literal that is there twice is kept once; both are said. A new task ends the arms.",
	.example = "task dimacs tests/golden/small.cnf",
	.args = { NEED("file", FILE, "the file", .reads = ".cnf|.dimacs") },
};

const struct command cmd_task_pla = {
	VERB("task", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_pla),
	.word = "pla",
	.help = "One output of a two-level cover: OR over cubes of AND of literals.",
	.details =
		"A .pla file as espresso and SIS write it: .i and .o, names by .ilb and .ob, .type f, fd, fr or fdr, a cube a line, .e at the end. The cubes with a 1 for the output are its clauses; where no cube makes it 1 the label is 0, also where the file does not care, which is said. Input names are used wherever inputs are named. A new task ends the arms.",
	.example = "task pla tests/golden/small.pla output=carry",
	.args = { NEED("file", FILE, "the file", .reads = ".pla"),
		  ARG("output", TEXT, "the output's name, or its number from 0",
		      .fallback = "the only one") },
};

const struct command cmd_task = {
	VERB("task", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE, run_show),
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

/* A note: figures and tables of a script are the same whatever is told beside. */
static void note_data(struct session *s)
{
	char buffer[SETTING_TEXT];
	const char *why, *sampling = sampling_name(s, &why, buffer);

	session_note(s, "%d + %d samples, %s%s%s", s->train->count, s->test ? s->test->count : 0,
		     sampling ? sampling : "", sampling ? ": " : "", why);
}

/* Can a user's own samples be drawn so? The argument at fault is blamed. */
static enum fpe_status check_draw(struct call *call, const struct own_samples *own,
				  const struct data_spec *spec)
{
	const struct own_draw draw = { .train = spec->train, .noise = spec->noise };

	return call_blame(call, spec->train > own_samples_train(own) ? "train" : "noise",
			  own_samples_check(own, &draw, &call->err));
}

static enum fpe_status run_data(struct call *call)
{
	struct session *s = call->session;
	const struct own_samples *own = recipe_own(&s->recipe);
	int arms = s->arms;
	struct data_spec spec;
	enum fpe_status status = FPE_OK;

	setting_reset(setting_data, &spec);
	if (own)
		status = check_own(call, &spec);
	if (status == FPE_OK)
		status = setting_args_read(call, setting_data, &spec);
	if (status == FPE_OK && own)
		status = check_draw(call, own, &spec);
	if (status == FPE_OK)
		status = session_set_data(s, &spec, &call->err);
	if (status)
		return status;
	if (arms)
		session_note(s, "the arms go on with the new samples");
	note_data(s);
	return FPE_OK;
}

const struct command cmd_data = {
	VERB("data", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_data),
	.help = "Draw the training and test samples, and say how.",
	.details =
		"planted: where clauses are literals and OR joins them, a positive sample has one clause, drawn uniformly, made true; where AND joins them, a negative one has a clause made false; everything else is drawn given its label, and so is all of a task whose clauses are not literals. "
		"balanced: half positive, half negative, drawn given the label. "
		"natural: as the bits fall. What was drawn, and why, is said. Arms stay and go on with the new samples.",
	.example = "data train=2000 test=2000 noise=0.05",
	LARGE("task parity inputs={64|512}\ndata train={200000|5000000} test=1000"),
	.args = { SETTINGS_DATA(SETTING_ARG) },
};
