/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_metrics.c - `metrics`: every arm as it is now, in numbers. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>
#include <string.h>

static json_t *hidden_json(const struct fpe_net *net)
{
	json_t *list = json_array();

	for (int i = 0; i + 1 < net->layers; i++)
		json_array_append_new(list, json_integer(net->layer[i].out));
	return list;
}

/* Of each metric that may be asked for. */
#define ASKED(metric)                \
	((metric) < FPE_METRIC_ASKED \
		 ? 0                 \
		 : COLUMN_OWN << ((metric) < FPE_METRIC_ASKED ? 0 : (metric)-FPE_METRIC_ASKED))
#define METRIC_COLUMN(NAME, name, places, RANGE, FROM, unit_, help) \
	{ #name,                                                    \
	  "number or null",                                         \
	  help,                                                     \
	  .heading = #name,                                         \
	  .digits = places,                                         \
	  .when = ASKED(FPE_METRIC_##NAME) },

/* Turned: one metric a line, one arm a column. Names stay readable, arms compare. */
static const struct column metrics_columns[] = {
	{ "arm", "text", "name", .heading = "metric" },
	FIELD("split", "text", "dense, or how it was split"),
	FIELD("alpha", "integer", "children of each neuron; 1 for a root arm"),
	SHOWN("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("hidden[]", "integer", "neurons of each hidden layer"),
	FIELD("layer", "integer", "only with layer= other than 1"),
	FPE_METRIC_LIST(METRIC_COLUMN) FIELD(
		"class_samples[]", "integer",
		"only with classes=yes: test samples of each class, or training samples without any"),
	FIELD("class_accuracy[]", "number or null",
	      "only with classes=yes: share of each class's samples classified as labelled"),
	FIELD("class_precision[]", "number or null",
	      "only with classes=yes: of the samples said to be of the class, share labelled so"),
	FIELD("confusion[][]", "integer",
	      "only with classes=yes: [label, class said, samples] of every pair that occurs"),
	{ 0 }
};
static const struct column metrics_fields[] = { FIELDS("arms[]", metrics_columns), { 0 } };

/* What is counted of an arm; NULL: its samples have no classes. */
static const struct fpe_confusion *counted(const struct arm *a)
{
	return shared_get(a->counts.result);
}

static void put_classes(const struct fpe_confusion *c, struct rows *out)
{
	json_t *list[4];

	for (int i = 0; i < 4; i++)
		list[i] = c ? json_array() : NULL;
	for (int k = 0; c && k < c->classes; k++) {
		json_array_append_new(list[0], json_integer(c->of_class[k]));
		json_array_append_new(list[1], report_number(fpe_confusion_recall(c, k)));
		json_array_append_new(list[2], report_number(fpe_confusion_precision(c, k)));
		for (int i = c->start[k]; i < c->start[k + 1]; i++)
			json_array_append_new(list[3],
					      json_pack("[iii]", k, c->said[i], c->count[i]));
	}
	rows_put(out, datum_json(list[0]), datum_json(list[1]), datum_json(list[2]),
		 datum_json(list[3]));
}

/* Accuracy by class: a class a line, an arm a column. */
static void classes_text(struct call *call, struct arm *const *arms, int count)
{
	struct column columns[FPE_MAX_ARMS + 3] = { { .heading = "class", .left = true },
						    { .heading = "samples" } };
	struct rows rows = { .columns = columns };
	const struct fpe_confusion *first = count ? counted(arms[0]) : NULL;

	if (!first) {
		report_text(call->report, "the samples have no classes\n");
		return;
	}
	for (int i = 0; i < count; i++)
		columns[2 + i] = (struct column){ .heading = arms[i]->name, .digits = 3 };
	for (int k = 0; k < first->classes; k++) {
		char name[FPE_MAX_NAME];

		rows_put(&rows,
			 datum_format("%s", fpe_task_class_name(call->session->task, k, name)),
			 DATUM(first->of_class[k]));
		for (int i = 0; i < count; i++) {
			const struct fpe_confusion *c = counted(arms[i]);

			rows_put(&rows,
				 DATUM(c && k < c->classes ? fpe_confusion_recall(c, k) : NAN));
		}
	}
	report_text(call->report, "accuracy by class, %d %s samples\n", first->samples,
		    call->session->test ? "test" : "training");
	rows_table(&rows, call->report, 0);
	rows_clear(&rows);
}

static enum fpe_status put_arm(struct call *call, struct arm *a, int layer, unsigned asked,
			       struct rows *out)
{
	double value[FPE_METRIC_COUNT];
	enum fpe_status status =
		arm_measure(a, layer, session_watch(call->session), value, &call->err);
	bool classes = call_number(call, "classes", 0) != 0;

	if (status == FPE_OK && classes)
		status = arm_count(a, true, session_watch(call->session), &call->err);
	if (status == FPE_OK && asked)
		status = arm_measure_asked(a, asked, call->session->seed,
					   session_watch(call->session), value, &call->err);
	if (status)
		return status;
	rows_put(out, DATUM(a->name), DATUM(a->split), DATUM(a->how.alpha), DATUM(a->epoch),
		 datum_json(hidden_json(a->net)),
		 datum_json(layer ? json_integer(layer + 1) : NULL));
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		rows_put(out, DATUM(value[m]));
	put_classes(classes ? counted(a) : NULL, out);
	return FPE_OK;
}

/* fpe_metric_asked_bit, or-ed */
static unsigned asked_for(const struct call *call)
{
	const struct value *measure = call_value(call, "measure");
	unsigned set = call_number(call, "robustness", 0) != 0 ? FPE_METRIC_ASKED_ROBUSTNESS : 0;

	for (int i = 0; i < measure->count; i++)
		set |= 1u << (int)measure->numbers[i];
	return set;
}

static enum fpe_status run_metrics(struct call *call)
{
	struct arm *arms[FPE_MAX_ARMS];
	struct rows rows = { .columns = metrics_columns };
	unsigned asked = asked_for(call);
	int count = 0, layer;
	enum fpe_status status = session_ready(call->session, &call->err);

	if (status == FPE_OK)
		status = call_arms(call, arms, &count);
	for (int i = 0; i < count && status == FPE_OK; i++) {
		status = call_layer(call, arms[i], 0, &layer);
		if (status == FPE_OK)
			status = put_arm(call, arms[i], layer, asked, &rows);
	}
	if (!status) {
		rows_turned(&rows, call->report, asked * COLUMN_OWN);
		column_report(call->report, datum_rows(&rows));
		if (call_number(call, "classes", 0) != 0)
			classes_text(call, arms, count);
	}
	rows_clear(&rows);
	return status;
}

const struct command cmd_metrics = {
	VERB("metrics", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_metrics),
	.help = "Every metric of every arm, as it is now.",
	EXAMPLE_AFTER("train 1", "metrics"),
	.more_examples = "metrics layer=2\nmetrics classes=yes\nmetrics measure=probe_auc",
	LARGE(LARGE_NET "metrics robustness=yes\n\n" LARGE_NET
			"metrics measure=causal_clauses_per_neuron,edges_per_clause,probe_auc"),
	.fields = metrics_fields,
	.args = { CALL_ARMS,
		  ARG("layer", LAYER, "layer that capacity, cosines and clause metrics are of",
		      .fallback = "1"),
		  ARG("classes", FLAG,
		      "accuracy of each class, too: of test samples, without any of training samples",
		      .fallback = "no"),
		  ARG("robustness", FLAG, "measure robustness_flip, _drop and _worst too",
		      .fallback = "no"),
		  ARG("measure", CHOICES,
		      "measure these metrics, too, which are measured when asked for",
		      .choices = FPE_METRIC_ASKED_WORDS, .fallback = "none") },
};
