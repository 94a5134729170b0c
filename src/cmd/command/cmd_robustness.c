/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_robustness.c - `robustness` and `codes`: how well a net does what it does. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>

#include "lab/arm/robustness.h"

static const struct column flip_columns[] = {
	FIELD("flip", "number", "chance that an input bit is flipped"),
	{ "test_accuracy", "number", "with bits flipped", .digits = 3 },
	{ 0 }
};
/* Turned: one fault a line, one arm a column. */
static const struct column robustness_columns[] = {
	{ "arm", "text", "name", .heading = "what is wrong" },
	FIELD("test_accuracy", "number or null", "as it is"),
	{ .name = "flips[]", .columns = flip_columns, .heading = "bits flipped" },
	{ "drop_mean", "number", "test accuracy with one hidden neuron silent, mean over neurons",
	  .heading = "a neuron silent, mean", .digits = 3 },
	{ "drop_worst", "number", "the same, at the worst neuron",
	  .heading = "a neuron silent, worst", .digits = 3 },
	{ 0 }
};
static const struct column robustness_fields[] = { FIELDS("arms[]", robustness_columns), { 0 } };

static enum fpe_status put_arm(struct call *call, struct arm *arm, const struct value *flip,
			       struct rows *out)
{
	struct fpe_kernel *kernel = fpe_trainer_kernel(arm->trainer);
	const struct fpe_net *net = fpe_trainer_net(arm->trainer);
	const struct fpe_data *test = arm->lesson->test;
	struct rows flips = { .columns = flip_columns };
	double metric[FPE_METRIC_COUNT] = { 0 }, accuracy = NAN, mean = NAN, worst = NAN;
	enum fpe_status status;

	if (!test)
		return call_fail(call, NULL, FPE_ESTATE, "there are no test samples");
	status = arm_measure(arm, 0, session_watch(call->session), metric, &call->err);
	for (int i = 0; i < flip->count && !status; i++) {
		status = robustness_flip(kernel, net, test, flip->numbers[i], call->session->seed,
					 session_watch(call->session), &accuracy, &call->err);
		rows_put(&flips, DATUM(flip->numbers[i]), DATUM(accuracy));
	}
	if (!status)
		status = robustness_drop(kernel, net, test, session_watch(call->session), &mean,
					 &worst, &call->err);
	rows_put(out, DATUM(arm->name), DATUM(metric[FPE_METRIC_TEST_ACCURACY]), datum_rows(&flips),
		 DATUM(mean), DATUM(worst));
	return status;
}

static enum fpe_status run_robustness(struct call *call)
{
	double standard[] = { 0, .05, .1, .15, .2, .25, .3 };
	struct value flip = { .count = 7, .numbers = standard };
	struct session *s = call->session;
	struct rows arms = { .columns = robustness_columns };
	enum fpe_status status = session_ready(s, &call->err);

	if (call_given(call, "flip"))
		flip = *call_value(call, "flip");
	for (int i = 0; i < s->arms && !status; i++)
		status = put_arm(call, s->arm[i], &flip, &arms);
	if (!status) {
		report_text(call->report, "robustness: test accuracy\n");
		rows_turned(&arms, call->report, 0);
		column_report(call->report, datum_rows(&arms));
	}
	rows_clear(&arms);
	return status;
}

const struct command cmd_robustness = {
	VERB("robustness", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_robustness),
	.help = "Test accuracy with input bits flipped, and with a hidden neuron silent.",
	.details =
		"The same bits are flipped for every arm, and a larger chance flips those of a smaller one too.",
	EXAMPLE_AFTER("train 1", "robustness flip=0,0.1"),
	LARGE(LARGE_NET "robustness flip=0..0.3:{0.01|0.0001}"),
	.fields = robustness_fields,
	.args = { ARG("flip", REALS, "chances that an input bit is flipped", .min = 0, .max = 1,
		      .fallback = "0..0.3:0.05") },
};

static const struct column codes_columns[] = {
	SHOWN("arm", "text", "name"),
	SHOWN("pairs", "integer", "(neuron, clause) with every weight of the clause live"),
	SHOWN("agree", "integer", "those whose signs are the literals', up to one common sign"),
	{ "codes", "number or null", "agree over pairs", .heading = "share", .digits = 3 },
	SHOWN("chance", "number or null", "what random signs would give: mean of 2^(1-k)",
	      .digits = 3),
	{ 0 }
};
static const struct column codes_fields[] = { FIELDS("arms[]", codes_columns), { 0 } };

static enum fpe_status run_codes(struct call *call)
{
	struct session *s = call->session;
	struct rows arms = { .columns = codes_columns };
	enum fpe_status status = session_ready(s, &call->err);

	if (status)
		return status;
	for (int i = 0; i < s->arms; i++) {
		struct fpe_codes c = fpe_codes(s->arm[i]->net, &s->task->clauses);

		rows_put(&arms, DATUM(s->arm[i]->name), DATUM(c.pairs), DATUM(c.agree),
			 DATUM(c.share), DATUM(c.chance));
	}
	rows_table(&arms, call->report, 0);
	column_report(call->report, datum_rows(&arms));
	return FPE_OK;
}

const struct command cmd_codes = {
	VERB("codes", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_codes),
	.help = "Does the first layer compute the clauses by the signs of their literals?",
	.details = "The combinatorial code of arXiv 2504.08842. "
		   "Clauses whose inputs have no sign, parities, are left out.",
	EXAMPLE_AFTER("train 1", "codes"),
	LARGE(LARGE_NET "codes"),
	.fields = codes_fields,
};
