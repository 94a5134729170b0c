/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_probe.c - `probe`: one sample followed through a net. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "fpe/probe.h"

/* What is known of the sample, and what a net makes of it. */
struct probed {
	const struct fpe_task *task;
	const struct arm *arm;
	uint64_t *bits;
	struct fpe_probe *probe;
};

static void set_bit(uint64_t *bits, int j)
{
	bits[j / 64] |= UINT64_C(1) << j % 64;
}

/* "0101…", or the inputs that are 1: "x1,x3". */
static enum fpe_status read_bits(struct call *call, uint64_t *bits)
{
	const struct session *s = call->session;
	const char *text = call_text(call, "bits");
	int d = s->task->inputs;
	enum fpe_status status = FPE_OK;
	char *names, *rest, *name;

	if (text[strspn(text, "01")] == '\0') {
		if (strlen(text) != (size_t)d)
			return call_fail(call, "bits", FPE_ESHAPE,
					 "%zu bits, but the task has %d inputs", strlen(text), d);
		for (int j = 0; j < d; j++) {
			if (text[j] == '1')
				set_bit(bits, j);
		}
		return FPE_OK;
	}
	names = rest = strdup(text);
	if (!names)
		return fpe_no_memory(&call->err);
	while (status == FPE_OK && (name = strsep(&rest, ",")) != NULL) {
		int j;

		status = session_find_input(s, name, &j, &call->err);
		if (status == FPE_OK)
			set_bit(bits, j);
	}
	free(names);
	return call_blame(call, "bits", status);
}

static bool has_label(const struct probed *p)
{
	return fpe_task_has_rule(p->task);
}

static char *bits_text(const struct probed *p)
{
	struct textbuf text = { 0 };

	for (int j = 0; j < p->task->inputs; j++)
		textbuf_puts(&text, p->bits[j / 64] >> j % 64 & 1 ? "1" : "0");
	return textbuf_take(&text);
}

static const struct column clause_columns[] = {
	{ .heading = "clause", .left = true },
	{ .heading = "holds", .left = true },
	{ .heading = "inputs", .left = true },
	{ 0 },
};

#define LAST COLUMN_OWN /* hidden layer */
static const struct column neuron_columns[] = {
	SHOWN("neuron", "text", "n0, n0.1"),
	SHOWN("sum", "number", "weights times inputs, and the bias", .digits = 4),
	SHOWN("activation", "number", "what the net's activation makes of the sum", .digits = 4),
	FIELD("contributions[]", "number",
	      "last hidden layer: activation times outgoing weight, to each logit"),
	{ .heading = "to the logit", .digits = 4, .when = LAST },
	{ 0 }
};
static const struct column layer_columns[] = {
	FIELD("layer", "text", "the hidden layers: fc1, …"),
	FIELDS("neurons[]", neuron_columns),
	{ 0 },
};
static const struct column probe_fields[] = {
	FIELD("arm", "text", "name"),
	FIELD("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("bits", "text", "the sample, input 0 first"),
	FIELD("clauses[]", "true or false", "whether each clause holds"),
	FIELD("clause_names[]", "text", "c2, or its own term"),
	FIELD("label", "integer or null", "of the task; null where it has no rule"),
	FIELDS("layers[]", layer_columns),
	FIELD("logits[]", "number", "the outputs: one for two classes, else one a class or target"),
	FIELD("prediction", "integer or null", "class; null: the net is of real targets"),
	FIELD("probability", "number or null", "of that class, by the net"),
	{ 0 }
};

/* "x1 !x3" */
static void clause_inputs(const struct fpe_task *task, int clause, char *out, size_t size)
{
	const struct fpe_clauses *c = &task->clauses;
	size_t at = 0;

	out[0] = '\0';
	for (int k = c->start[clause]; k < c->start[clause + 1]; k++) {
		char name[FPE_MAX_NAME];

		fixed_put(out, size, &at, "%s%s%s", at ? " " : "", c->sign[k] < 0 ? "!" : "",
			  fpe_task_input_name(task, c->input[k], name));
	}
}

static void clauses_text(struct call *call, const struct probed *p)
{
	struct rows rows = { .columns = clause_columns };
	int count = p->task->clauses.count;

	for (int i = 0; i < count; i++) {
		char inputs[200], name[FPE_CLAUSE_NAME];

		clause_inputs(p->task, i, inputs, sizeof inputs);
		rows_put(&rows, datum_format("%s", call_part(call, true, i, name)),
			 DATUM(fpe_task_clause_value(p->task, i, p->bits) ? "true" : "false"),
			 datum_format("%s", inputs));
	}
	if (count)
		rows_table(&rows, call->report, 0);
	rows_clear(&rows);
}

/* What a neuron adds to each logit; NULL: it is not of the last hidden layer. */
static json_t *parts_json(const struct fpe_probe *f, int layer, int n)
{
	json_t *parts = layer == f->layers - 2 ? json_array() : NULL;

	for (int c = 0; parts && c < f->width[f->layers - 1]; c++)
		json_array_append_new(parts, report_number((double)f->part[c * f->last + n]));
	return parts;
}

/* In text also what the last hidden layer adds to the logit of the predicted
   class. */
static struct rows neurons_of(const struct probed *p, int layer)
{
	const struct fpe_probe *f = p->probe;
	bool last = layer == f->layers - 2;
	int row = fpe_probe_row(f);
	struct rows rows = { .columns = neuron_columns };

	for (int n = 0; n < f->width[layer]; n++) {
		char name[FPE_MAX_NAME];

		fpe_net_neuron_name(p->arm->net, layer, n, name, sizeof name);
		rows_put(&rows, datum_format("%s", name), DATUM(f->pre[layer][n]),
			 DATUM(f->post[layer][n]), datum_json(parts_json(f, layer, n)),
			 DATUM(last ? (double)f->part[row * f->last + n] : NAN));
	}
	return rows;
}

static void layer_text(struct call *call, const struct probed *p, int layer)
{
	const struct fpe_probe *f = p->probe;
	int row = fpe_probe_row(f);
	bool last = layer == f->layers - 2;
	struct rows rows = neurons_of(p, layer);
	struct column columns[sizeof neuron_columns / sizeof *neuron_columns];
	char name[16];

	memcpy(columns, neuron_columns, sizeof columns);
	snprintf(name, sizeof name, "fc%d", layer + 1);
	columns[0].heading = name;
	rows.columns = columns;
	if (last && !p->arm->net->layer[layer + 1].unbiased)
		rows_put(&rows, DATUM("bias"), datum_format("%s", ""), datum_format("%s", ""),
			 datum_json(NULL), DATUM(p->arm->net->layer[layer + 1].bias[row]));
	rows_table(&rows, call->report, last ? LAST : 0);
	rows_clear(&rows);
}

/* A logit, or what a net that gives its inputs back makes of it. */
static double output_of(const struct probed *p, int row)
{
	double z = (double)p->probe->logit[row];

	return p->arm->net->loss == FPE_LOSS_RECTIFIED ? fmax(0, z) : z;
}

static void probe_text(struct call *call, const struct probed *p, const char *bits)
{
	char name[FPE_MAX_NAME];
	const struct fpe_probe *f = p->probe;
	int classes = f->width[f->layers - 1];

	report_text(call->report, "%s at epoch %d, sample %s\n", p->arm->name, p->arm->epoch, bits);
	clauses_text(call, p);
	for (int i = 0; i + 1 < f->layers; i++)
		layer_text(call, p, i);
	if (f->prediction < 0)
		report_text(call->report, "%s", classes > 1 ? "outputs" : "output");
	else
		report_text(call->report, "%s", classes > 1 ? "logits" : "logit");
	for (int c = 0; c < classes; c++)
		report_text(call->report, " %s", column_number(output_of(p, c), 4).text);
	if (f->prediction >= 0)
		report_text(call->report, ": class %s with probability %.4f",
			    fpe_task_class_name(p->task, f->prediction, name), f->chance);
	if (has_label(p))
		report_text(call->report, "; the label is %d", fpe_task_label(p->task, p->bits));
	report_text(call->report, "\n");
}

static void probe_json(struct report *report, const struct probed *p, const char *bits)
{
	const struct fpe_probe *f = p->probe;
	json_t *clauses = json_array(), *names = json_array(), *logits = json_array();
	struct rows layers = { .columns = layer_columns };

	for (int c = 0; c < p->task->clauses.count; c++) {
		char name[FPE_CLAUSE_NAME];

		json_array_append_new(clauses,
				      json_boolean(fpe_task_clause_value(p->task, c, p->bits)));
		json_array_append_new(
			names, json_string(fpe_task_clause_name(p->task, c, name, sizeof name)));
	}
	for (int c = 0; c < f->width[f->layers - 1]; c++)
		json_array_append_new(logits, report_number((double)f->logit[c]));
	for (int i = 0; i + 1 < f->layers; i++) {
		struct rows neurons = neurons_of(p, i);

		rows_put(&layers, datum_format("fc%d", i + 1), datum_rows(&neurons));
	}
	column_report(report, DATUM(p->arm->name), DATUM(p->arm->epoch), DATUM(bits),
		      datum_json(clauses), datum_json(names),
		      DATUM(has_label(p) ? fpe_task_label(p->task, p->bits) : NAN),
		      datum_rows(&layers), datum_json(logits),
		      DATUM(f->prediction < 0 ? NAN : f->prediction), DATUM(f->chance));
}

/* Look at it, and let the screen look at it from now on. */
static enum fpe_status report_probe(struct call *call, struct probed *p)
{
	enum fpe_status status = session_set_probe(call->session, p->bits, &call->err);
	char *bits = status ? NULL : bits_text(p);

	if (!status && !bits)
		status = fpe_no_memory(&call->err);
	if (status)
		return status;
	fpe_probe_run_bits(p->probe, p->arm->net, p->bits);
	probe_json(call->report, p, bits);
	probe_text(call, p, bits);
	free(bits);
	return FPE_OK;
}

static enum fpe_status run_probe(struct call *call)
{
	struct session *s = call->session;
	struct probed p = { 0 };
	struct arm *arm;
	enum fpe_status status = call_need_arm(call, &arm);

	if (status)
		return status;
	p.task = s->task;
	p.arm = arm;
	p.bits = calloc(((size_t)s->task->inputs + 63) / 64, sizeof *p.bits);
	p.probe = fpe_probe_new(arm->net);
	status = p.bits && p.probe ? read_bits(call, p.bits) : fpe_no_memory(&call->err);
	if (status == FPE_OK)
		status = report_probe(call, &p);
	fpe_probe_free(p.probe);
	free(p.bits);
	return status;
}

const struct command cmd_probe = {
	VERB("probe", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_probe),
	.help = "Follow one sample through a net: clauses, neurons, logit.",
	.details =
		"Shows which clauses hold, what every neuron adds up and gives on, and what each contributes to the logit. "
		"The sample is then the one that the panel `sample` shows.",
	EXAMPLE_AFTER("net", "probe x1,x3"),
	LARGE(LARGE_NET "probe x1,x3"),
	.fields = probe_fields,
	.args = { NEED("bits", TEXT,
		       "a 0 or 1 for each input: 0110…; or the inputs that are 1: x1,x3"),
		  CALL_ARM("the arm") },
};
