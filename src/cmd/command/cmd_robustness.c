/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_robustness.c - `robustness` and `codes`: how well a net does what it does. */
#include "cmd/player/call.h"

#include <math.h>
#include <stdlib.h>

#include "lab/arm/robustness.h"

struct tested {
	double plain, mean, worst;
	double *flipped; /* [flips] */
};

static enum fpe_status test_arm(struct call *call, struct arm *arm, const struct value *flip,
				struct tested *out)
{
	struct fpe_kernel *kernel = fpe_trainer_kernel(arm->trainer);
	const struct fpe_net *net = fpe_trainer_net(arm->trainer);
	const struct fpe_data *test = arm->lesson->test;
	double metric[FPE_METRIC_COUNT];
	enum fpe_status status;

	if (!test)
		return call_fail(call, NULL, FPE_ESTATE, "there are no test samples");
	status = arm_measure(arm, 0, metric, &call->err);
	out->plain = metric[FPE_METRIC_TEST_ACCURACY];
	out->flipped = calloc((size_t)flip->count + 1, sizeof *out->flipped);
	if (!status && !out->flipped)
		status = fpe_no_memory(&call->err);
	for (int i = 0; i < flip->count && !status; i++)
		status = robustness_flip(kernel, net, test, flip->numbers[i], call->session->seed,
					 &out->flipped[i], &call->err);
	if (!status)
		status = robustness_drop(kernel, net, test, &out->mean, &out->worst, &call->err);
	return status;
}

static void report_json(json_t *o, const struct session *s, const struct value *flip,
			const struct tested *t)
{
	json_t *arms = json_array();

	for (int i = 0; i < s->arms; i++) {
		json_t *flips = json_array();

		for (int k = 0; k < flip->count; k++)
			json_array_append_new(flips, json_pack("{s:o, s:o}", "flip",
							       report_number(flip->numbers[k]),
							       "test_accuracy",
							       report_number(t[i].flipped[k])));
		json_array_append_new(arms,
				      json_pack("{s:s, s:o, s:o, s:o, s:o}", "arm", s->arm[i]->name,
						"test_accuracy", report_number(t[i].plain), "flips",
						flips, "drop_mean", report_number(t[i].mean),
						"drop_worst", report_number(t[i].worst)));
	}
	json_object_set_new(o, "arms", arms);
}

static void report_plain(struct report *report, const struct session *s, const struct value *flip,
			 const struct tested *t)
{
	struct report_table *table = report_table_new();

	report_text(report, "robustness: test accuracy\n");
	report_table_cell(table, false, "what is wrong");
	for (int i = 0; i < s->arms; i++)
		report_table_cell(table, true, "%s", s->arm[i]->name);
	report_table_end_row(table);
	for (int k = 0; k < flip->count; k++) {
		report_table_cell(table, false, "bits flipped %.3g", flip->numbers[k]);
		for (int i = 0; i < s->arms; i++)
			report_table_cell(table, true, "%.3f", t[i].flipped[k]);
		report_table_end_row(table);
	}
	for (int worst = 0; worst < 2; worst++) {
		report_table_cell(table, false, "%s",
				  worst ? "a neuron silent, worst" : "a neuron silent, mean");
		for (int i = 0; i < s->arms; i++)
			report_table_cell(table, true, "%.3f", worst ? t[i].worst : t[i].mean);
		report_table_end_row(table);
	}
	report_table_print(table, report);
}

static enum fpe_status run_robustness(struct call *call)
{
	double standard[] = { 0, .05, .1, .15, .2, .25, .3 };
	struct value flip = { .count = 7, .numbers = standard };
	struct session *s = call->session;
	struct tested tested[FPE_MAX_ARMS] = { 0 };
	enum fpe_status status = session_ready(s, &call->err);
	json_t *o;

	if (call_given(call, "flip"))
		flip = *call_value(call, "flip");
	for (int i = 0; i < s->arms && !status; i++)
		status = test_arm(call, s->arm[i], &flip, &tested[i]);
	if (!status) {
		o = report_object(call->report, "robustness");
		if (o)
			report_json(o, s, &flip, tested);
		else
			report_plain(call->report, s, &flip, tested);
	}
	for (int i = 0; i < s->arms; i++)
		free(tested[i].flipped);
	return status;
}

static const struct json_field robustness_fields[] = {
	{ "arms[].arm", "text", "name" },
	{ "arms[].test_accuracy", "number or null", "as it is" },
	{ "arms[].flips[].flip", "number", "chance that an input bit is flipped" },
	{ "arms[].flips[].test_accuracy", "number", "with bits flipped" },
	{ "arms[].drop_mean", "number",
	  "test accuracy with one hidden neuron silent, mean over neurons" },
	{ "arms[].drop_worst", "number", "the same, at the worst neuron" },
	{ 0 }
};

const struct command cmd_robustness = {
	.verb = "robustness",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Test accuracy with input bits flipped, and with a hidden neuron silent.",
	.details =
		"The same bits are flipped for every arm, and a larger chance flips those of a smaller one too.",
	.example = "robustness flip=0,0.1",
	.example_setup = "train 1",
	.fields = robustness_fields,
	.args = { { .name = "flip",
		    .type = ARG_REALS,
		    .min = 0,
		    .max = 1,
		    .fallback = "0..0.3:0.05",
		    .help = "chances that an input bit is flipped" } },
	.run = run_robustness,
};

static enum fpe_status run_codes(struct call *call)
{
	struct session *s = call->session;
	enum fpe_status status = session_ready(s, &call->err);
	struct report_table *table;
	json_t *o, *arms = NULL;

	if (status)
		return status;
	o = report_object(call->report, "codes");
	if (o)
		json_object_set_new(o, "arms", arms = json_array());
	table = report_table_new();
	report_table_cell(table, false, "arm");
	report_table_cell(table, true, "pairs");
	report_table_cell(table, true, "agree");
	report_table_cell(table, true, "share");
	report_table_cell(table, true, "chance");
	report_table_end_row(table);
	for (int i = 0; i < s->arms; i++) {
		struct fpe_codes c = fpe_codes(s->arm[i]->net, &s->task->clauses);

		if (arms)
			json_array_append_new(arms, json_pack("{s:s, s:I, s:I, s:o, s:o}", "arm",
							      s->arm[i]->name, "pairs",
							      (json_int_t)c.pairs, "agree",
							      (json_int_t)c.agree, "codes",
							      report_number(c.share), "chance",
							      report_number(c.chance)));
		report_table_cell(table, false, "%s", s->arm[i]->name);
		report_table_cell(table, true, "%ld", c.pairs);
		report_table_cell(table, true, "%ld", c.agree);
		for (int k = 0; k < 2; k++) {
			double x = k ? c.chance : c.share;

			if (isfinite(x))
				report_table_cell(table, true, "%.3f", x);
			else
				report_table_cell(table, true, "-");
		}
		report_table_end_row(table);
	}
	report_table_print(table, call->report);
	return FPE_OK;
}

static const struct json_field codes_fields[] = {
	{ "arms[].arm", "text", "name" },
	{ "arms[].pairs", "integer", "(neuron, clause) with every weight of the clause live" },
	{ "arms[].agree", "integer", "those whose signs are the literals', up to one common sign" },
	{ "arms[].codes", "number or null", "agree over pairs" },
	{ "arms[].chance", "number or null", "what random signs would give: mean of 2^(1-k)" },
	{ 0 }
};

const struct command cmd_codes = {
	.verb = "codes",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Does the first layer compute the clauses by the signs of their literals?",
	.details = "The combinatorial code of arXiv 2504.08842. "
		   "Clauses whose inputs have no sign, parities, are left out.",
	.example = "codes",
	.example_setup = "train 1",
	.fields = codes_fields,
	.run = run_codes,
};
