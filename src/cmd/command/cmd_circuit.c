/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_circuit.c - `circuit`: the smallest part of a net that still does a clause. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "fpe/circuit.h"

#define EDGES_SHOWN 40 /* of a circuit, as text */
_Static_assert(FPE_CIRCUIT_SAMPLES == 128 && FPE_CIRCUIT_SINGLY == 600, "help says so");

static const struct column edge_columns[] = {
	SHOWN("layer", "text", "fc1, fc2, …"),
	SHOWN("neuron", "text", "n0, n0.1; of the last layer an output"),
	SHOWN("input", "text", "x7, a formula's name, or a neuron of the layer before"),
	SHOWN("weight", "number", "the weight", .digits = 3),
	{ 0 }
};
static const struct column circuit_fields[] = {
	FIELD("arm", "text", "name"),
	FIELD("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("clause", "integer", "number of the clause"),
	FIELD("name", "text", "c2, or its own term"),
	FIELD("edges", "integer", "weights in the circuit"),
	FIELD("weights", "integer", "weights of the net"),
	FIELD("neurons", "integer", "hidden neurons with an edge in and an edge out in it"),
	FIELD("constant", "true or false",
	      "the net says the same of all these samples, so that no edge is needed"),
	FIELD("agreement", "number",
	      "share of the samples it was found by where it says what the net says"),
	FIELD("held_agreement", "number or null", "the same on samples held out"),
	FIELD("accuracy", "number", "share of those that the whole net has right"),
	FIELD("samples", "integer", "it was found by, half where the clause alone decides"),
	FIELD("held_samples", "integer", "held out"),
	FIELDS("circuit[]", edge_columns),
	{ 0 }
};

/* Its own term: rain&!cold, with blanks or without. */
static bool find_term(struct call *call, int *out)
{
	const struct fpe_task *task = call->session->task;
	const char *text = call_text(call, "clause");

	for (int i = 0; i < task->clauses.count; i++) {
		char name[FPE_CLAUSE_NAME];
		const char *p = text, *q = fpe_task_clause_name(task, i, name, sizeof name);

		while (*p && (*p == ' ' || *p == *q))
			q += *p++ != ' ';
		if (!*p && !*q) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* "c2" or 2, or its own term. */
static enum fpe_status read_clause(struct call *call, int *out)
{
	const char *text = call_text(call, "clause");
	int clauses = call->session->task->clauses.count;
	char *end;
	long n;

	if (find_term(call, out))
		return FPE_OK;
	text += *text == 'c';
	n = strtol(text, &end, 10);
	if (clauses == 0)
		return call_fail(call, NULL, FPE_ESTATE, "no clauses are known of this task");
	if (*text < '0' || *text > '9' || *end || n >= clauses)
		return call_fail(call, "clause", FPE_ENAME, "no clause %s: there are c0 to c%d",
				 call_text(call, "clause"), clauses - 1);
	*out = (int)n;
	return FPE_OK;
}

static struct rows edges_of(const struct call *call, const struct arm *arm,
			    const struct fpe_circuit *c)
{
	struct rows rows = { .columns = edge_columns };

	for (int l = 0; l < c->layers; l++) {
		const struct fpe_layer *layer = &arm->net->layer[l];

		for (size_t at = 0; at < fpe_layer_size(layer); at++) {
			char neuron[FPE_MAX_NAME], input[FPE_MAX_NAME];
			int i = (int)(at / (size_t)layer->in), j = (int)(at % (size_t)layer->in);

			if (!c->keep[l][at])
				continue;
			if (l + 1 < c->layers)
				fpe_net_neuron_name(arm->net, l, i, neuron, sizeof neuron);
			else
				snprintf(neuron, sizeof neuron, "output %d", i);
			rows_put(&rows, datum_format("fc%d", l + 1), datum_format("%s", neuron),
				 datum_format("%s", session_column_name(call->session, arm->net, l,
									j, input)),
				 DATUM((double)layer->weight[at]));
		}
	}
	return rows;
}

static void circuit_text(struct call *call, const struct arm *arm, int clause,
			 const struct fpe_circuit *c, const struct rows *edges)
{
	char name[FPE_CLAUSE_NAME];

	report_text(call->report,
		    "circuit of %s in %s, epoch %d: %d of %d edges, %d hidden neuron%s\n",
		    call_part(call, true, clause, name), arm->name, arm->epoch, c->edges,
		    c->weights, c->neurons, c->neurons == 1 ? "" : "s");
	if (c->constant)
		report_text(
			call->report,
			"the net says the same of all these samples: no edge is needed for that\n");
	report_text(call->report,
		    "it says what the net says of %.1f %% of the %d samples it was found by",
		    100 * c->agreement, c->samples);
	if (c->held_samples)
		report_text(call->report, ", of %.1f %% of %d held out", 100 * c->held,
			    c->held_samples);
	report_text(call->report, "; the net is right on %.1f %% of these\n", 100 * c->accuracy);
	if (c->edges > 0 && c->edges <= EDGES_SHOWN)
		rows_table(edges, call->report, 0);
	else if (c->edges > 0)
		report_text(call->report, "its edges: panel network, or --json\n");
}

/* Print it, and let the screen show it from now on. */
static enum fpe_status report_circuit(struct call *call, const struct arm *arm, int clause,
				      struct fpe_circuit *c)
{
	struct rows edges = edges_of(call, arm, c);
	char name[FPE_CLAUSE_NAME];

	circuit_text(call, arm, clause, c, &edges);
	column_report(call->report, DATUM(arm->name), DATUM(arm->epoch), DATUM(clause),
		      DATUM(call_part(call, true, clause, name)), DATUM(c->edges),
		      DATUM(c->weights), DATUM(c->neurons), DATUM(c->constant), DATUM(c->agreement),
		      DATUM(c->held), DATUM(c->accuracy), DATUM(c->samples), DATUM(c->held_samples),
		      datum_rows(&edges));
	rows_clear(&edges);
	/* a report with a hole is an error, and nothing has changed then */
	if (memory_refused())
		return FPE_OK;
	return session_set_circuit(call->session, arm, clause, c, &call->err);
}

static enum fpe_status run_circuit(struct call *call)
{
	struct session *s = call->session;
	struct fpe_circuit c = { 0 };
	struct arm *arm;
	int clause = 0;
	enum fpe_status status = session_ready(s, &call->err);

	if (!status)
		status = call_arm(call, &arm);
	if (!status && strcmp(call_text(call, "clause"), "none") == 0) {
		session_clear_circuit(s);
		return FPE_OK;
	}
	if (!status)
		status = read_clause(call, &clause);
	if (!status) {
		const struct fpe_circuit_basis basis = { s->task, s->train, s->test,
							 session_watch(s) };

		status = fpe_circuit_new(fpe_trainer_net(arm->trainer), clause, &basis, &c,
					 &call->err);
	}
	if (!status)
		status = report_circuit(call, arm, clause, &c);
	fpe_circuit_clear(&c);
	return status;
}

const struct command cmd_circuit = {
	VERB("circuit", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_circuit),
	.help = "The smallest part of a net that still takes its own decision on a clause.",
	.details =
		"On training samples where the clause alone decides, and as many where none does (at most 128 of each), edges are dropped one by one, that one first without which the logits are least off (in the mean square), each replaced by its mean contribution, until the rest would agree with the whole net on fewer than 95 % of them. "
		"How it agrees on test samples stands beside it; without test samples every second training sample is held out. "
		"It is the net's decision that is kept, not the right one: no edges and a positive bias are always right on samples that are positive. "
		"Of nets with more than 600 weights edges go together, a 32nd of those that are left at a time. "
		"The panel `network` then draws the circuit; the metric edges_per_clause is the mean over all clauses.",
	EXAMPLE_AFTER("train 1", "circuit c0"),
	.more_examples = "circuit none",
	LARGE(LARGE_NET "circuit c0"),
	.fields = circuit_fields,
	.args = { NEED("clause", TEXT,
		       "a clause of the task: c2, its number, or its own term (rain&cold); none: the panel shows no circuit any more"),
		  CALL_ARM("the arm") },
};
