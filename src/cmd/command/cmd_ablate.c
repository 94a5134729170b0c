/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_ablate.c - `ablate`: what breaks when one neuron is silent. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/fixed_text.h"
#include "fpe/ablation.h"
#include "lab/arm/asked.h"
#include "view/figure/names.h"

#define SIDE_BY_SIDE 16 /* parts that have a column each */
#define ALL_NAMES 96	/* columns of their names together; JSON has them whole */
#define MOST_NEEDED 3	/* of more parts: so many are named */
_Static_assert(ASKED_SAMPLES == 512 && SIDE_BY_SIDE == 16, "help says so");

static const struct column neuron_columns[] = {
	FIELD("neuron", "text", "n0, n0.1"),
	FIELD("needed_by", "number or null",
	      "how many parts need it: (sum r)^2 / sum r^2 over costs r above 0; null: none does"),
	FIELD("cost[]", "number or null",
	      "of each part: share of its samples right as the net is, less that with the neuron silent; null: no samples"),
	{ 0 }
};
static const struct column arm_columns[] = {
	FIELD("arm", "text", "name"),
	FIELD("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("layer", "text", "hidden layer of the neurons"),
	FIELD("of", "text", "clauses or classes"),
	FIELD("parts[]", "text", "their names: c2 or its own term"),
	FIELD("samples[]", "integer", "of each part"),
	FIELD("intact[]", "number or null", "share of them right, as the net is"),
	FIELD("causal_clauses_per_neuron", "number or null",
	      "mean of needed_by over the neurons that some part needs; null of classes"),
	FIELDS("neurons[]", neuron_columns),
	{ 0 }
};
static const struct column ablate_fields[] = { FIELDS("arms[]", arm_columns), { 0 } };

static const struct fpe_data *samples_of(const struct arm *arm)
{
	return arm->lesson->test ? arm->lesson->test : arm->lesson->train;
}

static double cost_of(const struct fpe_ablation *a, int neuron, int part)
{
	return a->cost[(size_t)neuron * (size_t)a->parts + (size_t)part];
}

static double clauses_needed(const struct fpe_ablation *a)
{
	return a->of_clauses ? fpe_ablation_mean(a) : NAN;
}

/* ------------------------------------------------------------------ JSON */

static void put_neurons(const struct arm *arm, const struct fpe_ablation *a, struct rows *out)
{
	for (int i = 0; i < a->neurons; i++) {
		char name[FPE_MAX_NAME];
		json_t *cost = json_array();

		for (int p = 0; p < a->parts; p++)
			json_array_append_new(cost, report_number(cost_of(a, i, p)));
		fpe_net_neuron_name(arm->net, a->layer, i, name, sizeof name);
		rows_put(out, datum_format("%s", name), DATUM(fpe_ablation_needed(a, i)),
			 datum_json(cost));
	}
}

static void put_arm(const struct call *call, const struct arm *arm, const struct fpe_ablation *a,
		    struct rows *out)
{
	json_t *parts = json_array(), *samples = json_array(), *intact = json_array();
	struct rows neurons = { .columns = neuron_columns };

	for (int p = 0; p < a->parts; p++) {
		char name[FPE_CLAUSE_NAME];

		call_part(call, a->of_clauses, p, name);
		json_array_append_new(parts, json_string(name));
		json_array_append_new(samples, json_integer(a->samples[p]));
		json_array_append_new(intact, report_number(a->intact[p]));
	}
	put_neurons(arm, a, &neurons);
	rows_put(out, DATUM(arm->name), DATUM(arm->epoch), datum_format("fc%d", a->layer + 1),
		 DATUM(a->of_clauses ? "clauses" : "classes"), datum_json(parts),
		 datum_json(samples), datum_json(intact), DATUM(clauses_needed(a)),
		 datum_rows(&neurons));
}

/* ------------------------------------------------------------------ text */

/* "c3 .21, c5 .08": the parts that a silent neuron costs most; "" where it costs none. */
static void worst_parts(const struct call *call, const struct fpe_ablation *a, int neuron,
			char *out, size_t size)
{
	size_t at = 0;
	int last = -1;

	out[0] = '\0';
	for (int k = 0; k < MOST_NEEDED && at < size; k++) {
		char name[FPE_CLAUSE_NAME];
		int worst = -1;

		for (int p = 0; p < a->parts; p++) {
			double cost = cost_of(a, neuron, p), before = INFINITY;

			if (last >= 0)
				before = cost_of(a, neuron, last);
			if (cost > 0 && (cost < before || (cost <= before && p > last)) &&
			    (worst < 0 || cost > cost_of(a, neuron, worst)))
				worst = p;
		}
		if (worst < 0)
			return;
		last = worst;
		call_part(call, a->of_clauses, worst, name);
		fixed_put(out, size, &at, "%s%s %.3f", at ? ", " : "", name,
			  cost_of(a, neuron, worst));
	}
}

struct named {
	const struct call *call;
	const struct fpe_ablation *a;
};

static struct figure_name whole_name(const void *of, int part, bool plain)
{
	const struct named *n = of;
	struct figure_name out;
	char name[FPE_CLAUSE_NAME];

	if (!plain)
		return figure_short(call_part(n->call, n->a->of_clauses, part, name), INT_MAX);
	snprintf(out.text, sizeof out.text, n->a->of_clauses ? "c%d" : "%d", part);
	return out;
}

static struct column *text_columns_of(const struct fpe_ablation *a, const struct figure_name *names)
{
	struct column *columns = calloc((size_t)a->parts + 3, sizeof *columns);

	if (!columns)
		return NULL;
	columns[0] = (struct column){ .heading = "neuron", .left = true };
	columns[1] = (struct column){ .heading = "needed by", .digits = 2 };
	for (int p = 0; p < a->parts; p++) {
		columns[2 + p] =
			(struct column){ .heading = names[p].text, .digits = 3, .sign = true };
	}
	return columns;
}

/* A column a part. */
static void wide_table(struct call *call, const struct arm *arm, const struct fpe_ablation *a)
{
	const struct named named = { call, a };
	struct figure_name *names = names_short(whole_name, &named, a->parts,
						a->parts > 0 ? ALL_NAMES / a->parts : ALL_NAMES);
	struct rows rows = { .columns = names ? text_columns_of(a, names) : NULL };
	void *columns = (void *)(uintptr_t)rows.columns;

	if (!columns) {
		free(names);
		return;
	}
	rows_put(&rows, DATUM("intact"), datum_format("%s", ""));
	for (int p = 0; p < a->parts; p++)
		rows_put(&rows,
			 isnan(a->intact[p]) ? DATUM(NAN) : datum_format("%.3f", a->intact[p]));
	for (int i = 0; i < a->neurons; i++) {
		char name[FPE_MAX_NAME];

		fpe_net_neuron_name(arm->net, a->layer, i, name, sizeof name);
		rows_put(&rows, datum_format("%s", name), DATUM(fpe_ablation_needed(a, i)));
		for (int p = 0; p < a->parts; p++) {
			double cost = cost_of(a, i, p);

			/* nothing at all is no number among numbers */
			rows_put(&rows, cost == 0 ? datum_format("0") : DATUM(cost));
		}
	}
	rows_table(&rows, call->report, 0);
	rows_clear(&rows);
	free(columns);
	free(names);
}

static const struct column worst_columns[] = {
	{ .heading = "neuron", .left = true },
	{ .heading = "needed by", .digits = 2 },
	{ .heading = "costs most", .left = true },
	{ 0 },
};

static void long_table(struct call *call, const struct arm *arm, const struct fpe_ablation *a)
{
	struct rows rows = { .columns = worst_columns };

	for (int i = 0; i < a->neurons; i++) {
		char name[FPE_MAX_NAME], worst[200];

		fpe_net_neuron_name(arm->net, a->layer, i, name, sizeof name);
		worst_parts(call, a, i, worst, sizeof worst);
		rows_put(&rows, datum_format("%s", name), DATUM(fpe_ablation_needed(a, i)),
			 datum_format("%s", worst));
	}
	rows_table(&rows, call->report, 0);
	rows_clear(&rows);
}

static void arm_text(struct call *call, const struct arm *arm, const struct fpe_ablation *a)
{
	report_text(
		call->report,
		"%s, epoch %d: share of right answers that a silent neuron of fc%d costs each %s, %s samples\n",
		arm->name, arm->epoch, a->layer + 1, a->of_clauses ? "clause" : "class",
		call->session->test ? "test" : "training");
	if (a->parts <= SIDE_BY_SIDE)
		wide_table(call, arm, a);
	else
		long_table(call, arm, a);
	if (!isnan(clauses_needed(a)))
		report_text(call->report, "causal_clauses_per_neuron %.2f\n", fpe_ablation_mean(a));
}

/* ------------------------------------------------------------------- run */

static enum fpe_status ablate_arm(struct call *call, struct arm *arm, struct rows *out)
{
	struct fpe_ablation a;
	int layer;
	enum fpe_status status = call_layer(call, arm, 0, &layer);

	if (!status && layer + 1 >= arm->net->layers)
		status = call_fail(call, "layer", FPE_ERANGE,
				   "fc%d of %s is no hidden layer: it has %d", layer + 1, arm->name,
				   arm->net->layers - 1);
	if (status)
		return status;
	status = fpe_ablation_new(fpe_trainer_net(arm->trainer), layer, call->session->task,
				  samples_of(arm), ASKED_SAMPLES, session_watch(call->session), &a,
				  &call->err);
	if (!status) {
		put_arm(call, arm, &a, out);
		arm_text(call, arm, &a);
	}
	fpe_ablation_clear(&a);
	return status;
}

static enum fpe_status run_ablate(struct call *call)
{
	struct arm *arms[FPE_MAX_ARMS];
	struct rows rows = { .columns = arm_columns };
	int count = 0;
	enum fpe_status status = session_ready(call->session, &call->err);

	if (!status)
		status = call_arms(call, arms, &count);
	for (int i = 0; i < count && !status; i++)
		status = ablate_arm(call, arms[i], &rows);
	if (!status)
		column_report(call->report, datum_rows(&rows));
	rows_clear(&rows);
	return status;
}

const struct command cmd_ablate = {
	VERB("ablate", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_ablate),
	.help = "What breaks when a neuron is silent: the accuracy it costs each clause or class.",
	.details =
		"One neuron after the other gives on 0. "
		"Of each clause those test samples count where it alone decides (of an OR of clauses it alone holds, of an AND it alone fails), and as many where none does, at most 512 of each; of a task without clauses the first 512 samples of each class. "
		"A cost is the share of them that the net has right, less that share with the neuron silent: 0 = the clause does not need it, below 0 = it does better without. "
		"Of more than 16 clauses the text names those that cost most, and JSON has all. "
		"The panel `ablation` shows the same while it trains.",
	EXAMPLE_AFTER("train 1", "ablate"),
	.more_examples = "ablate arm=dense layer=1",
	LARGE(LARGE_NET "ablate"),
	.fields = ablate_fields,
	.args = { CALL_ARMS, ARG("layer", LAYER, "hidden layer of the neurons", .fallback = "1") },
};
