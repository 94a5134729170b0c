/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_probe.c - `probe`: one sample followed through a net. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/probe.h"

/* What is known of the sample, and what a net makes of it. */
struct probed {
	const struct fpe_task *task;
	const struct arm *arm;
	uint64_t *bits;
	struct fpe_probe *probe;
};

static bool is_bits(const char *text)
{
	return strspn(text, "01") == strlen(text);
}

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

	if (is_bits(text)) {
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
	return p->task->kind != FPE_TASK_SAMPLES;
}

static char *bits_text(const struct probed *p)
{
	char *text = malloc((size_t)p->task->inputs + 1);

	for (int j = 0; text && j < p->task->inputs; j++)
		text[j] = p->bits[j / 64] >> j % 64 & 1 ? '1' : '0';
	if (text)
		text[p->task->inputs] = '\0';
	return text;
}

static void clauses_text(struct call *call, const struct probed *p)
{
	const struct fpe_clauses *c = &p->task->clauses;
	struct report_table *table;

	if (!c->count)
		return;
	table = report_table_new();
	report_table_cell(table, false, "clause");
	report_table_cell(table, false, "holds");
	report_table_cell(table, false, "inputs");
	report_table_end_row(table);
	for (int i = 0; i < c->count; i++) {
		char inputs[200] = "";
		size_t at = 0;

		for (int k = c->start[i]; k < c->start[i + 1] && at < sizeof inputs; k++) {
			char name[FPE_MAX_NAME];

			at += (size_t)snprintf(inputs + at, sizeof inputs - at, "%s%s%s",
					       at ? " " : "", c->sign[k] < 0 ? "!" : "",
					       fpe_task_input_name(p->task, c->input[k], name));
		}
		report_table_cell(table, false, "c%d", i);
		report_table_cell(table, false, "%s",
				  fpe_task_clause_value(p->task, i, p->bits) ? "true" : "false");
		report_table_cell(table, false, "%s", inputs);
		report_table_end_row(table);
	}
	report_table_print(table, call->report);
}

/* Neurons of a hidden layer; of the last one also what each adds to the logit
   of the predicted class. */
static void layer_text(struct call *call, const struct probed *p, int layer)
{
	const struct fpe_probe *f = p->probe;
	bool last = layer == f->layers - 2;
	int row = f->width[f->layers - 1] > 1 ? f->prediction : 0;
	struct report_table *table = report_table_new();

	report_table_cell(table, false, "fc%d", layer + 1);
	report_table_cell(table, true, "sum");
	report_table_cell(table, true, "activation");
	if (last)
		report_table_cell(table, true, "to the logit");
	report_table_end_row(table);
	for (int n = 0; n < f->width[layer]; n++) {
		char name[FPE_MAX_NAME];

		report_table_cell(table, false, "%s",
				  fpe_net_neuron_name(p->arm->net, layer, n, name, sizeof name));
		report_table_cell(table, true, "%.4f", (double)f->pre[layer][n]);
		report_table_cell(table, true, "%.4f", (double)f->post[layer][n]);
		if (last)
			report_table_cell(table, true, "%.4f", (double)f->part[row * f->last + n]);
		report_table_end_row(table);
	}
	if (last) {
		report_table_cell(table, false, "bias");
		report_table_cell(table, true, "%s", "");
		report_table_cell(table, true, "%s", "");
		report_table_cell(table, true, "%.4f",
				  (double)p->arm->net->layer[layer + 1].bias[row]);
		report_table_end_row(table);
	}
	report_table_print(table, call->report);
}

static void probe_text(struct call *call, const struct probed *p)
{
	const struct fpe_probe *f = p->probe;
	int classes = f->width[f->layers - 1];
	char *bits = bits_text(p);

	report_text(call->report, "%s at epoch %d, sample %s\n", p->arm->name, p->arm->epoch,
		    bits ? bits : "");
	free(bits);
	clauses_text(call, p);
	for (int i = 0; i + 1 < f->layers; i++)
		layer_text(call, p, i);
	report_text(call->report, "%s", classes > 1 ? "logits" : "logit");
	for (int c = 0; c < classes; c++)
		report_text(call->report, " %.4f", (double)f->logit[c]);
	report_text(call->report, ": class %d with probability %.4f", f->prediction, f->chance);
	if (has_label(p))
		report_text(call->report, "; the label is %d", fpe_task_label(p->task, p->bits));
	report_text(call->report, "\n");
}

static json_t *neuron_json(const struct probed *p, int layer, int n)
{
	const struct fpe_probe *f = p->probe;
	char name[FPE_MAX_NAME];
	json_t *o = json_object(), *parts;

	json_object_set_new(
		o, "neuron",
		json_string(fpe_net_neuron_name(p->arm->net, layer, n, name, sizeof name)));
	json_object_set_new(o, "sum", report_number((double)f->pre[layer][n]));
	json_object_set_new(o, "activation", report_number((double)f->post[layer][n]));
	if (layer != f->layers - 2)
		return o;
	parts = json_array();
	for (int c = 0; c < f->width[f->layers - 1]; c++)
		json_array_append_new(parts, report_number((double)f->part[c * f->last + n]));
	json_object_set_new(o, "contributions", parts);
	return o;
}

static json_t *layers_json(const struct probed *p)
{
	json_t *layers = json_array();

	for (int i = 0; i + 1 < p->probe->layers; i++) {
		json_t *neurons = json_array(), *o = json_object();
		char name[16];

		snprintf(name, sizeof name, "fc%d", i + 1);
		for (int n = 0; n < p->probe->width[i]; n++)
			json_array_append_new(neurons, neuron_json(p, i, n));
		json_object_set_new(o, "layer", json_string(name));
		json_object_set_new(o, "neurons", neurons);
		json_array_append_new(layers, o);
	}
	return layers;
}

static void probe_json(json_t *o, const struct probed *p)
{
	const struct fpe_probe *f = p->probe;
	json_t *clauses = json_array(), *logits = json_array();
	char *bits = bits_text(p);

	for (int c = 0; c < p->task->clauses.count; c++)
		json_array_append_new(clauses,
				      json_boolean(fpe_task_clause_value(p->task, c, p->bits)));
	for (int c = 0; c < f->width[f->layers - 1]; c++)
		json_array_append_new(logits, report_number((double)f->logit[c]));
	json_object_set_new(o, "arm", json_string(p->arm->name));
	json_object_set_new(o, "epoch", json_integer(p->arm->epoch));
	json_object_set_new(o, "bits", json_string(bits ? bits : ""));
	json_object_set_new(o, "clauses", clauses);
	json_object_set_new(o, "label",
			    has_label(p) ? json_integer(fpe_task_label(p->task, p->bits))
					 : json_null());
	json_object_set_new(o, "layers", layers_json(p));
	json_object_set_new(o, "logits", logits);
	json_object_set_new(o, "prediction", json_integer(f->prediction));
	json_object_set_new(o, "probability", report_number(f->chance));
	free(bits);
}

/* Look at it, and let the screen look at it from now on. */
static enum fpe_status report_probe(struct call *call, struct probed *p)
{
	enum fpe_status status = session_set_probe(call->session, p->bits, &call->err);
	json_t *o;

	if (status)
		return status;
	fpe_probe_run_bits(p->probe, p->arm->net, p->bits);
	o = report_object(call->report, "probe");
	if (o)
		probe_json(o, p);
	else
		probe_text(call, p);
	return FPE_OK;
}

static enum fpe_status run_probe(struct call *call)
{
	struct session *s = call->session;
	struct probed p = { 0 };
	struct arm *arm;
	enum fpe_status status = session_need_arm(s, &call->err);

	if (status == FPE_OK)
		status = call_blame(call, "arm",
				    session_find(s, call_text(call, "arm"), &arm, &call->err));
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

static const struct column probe_fields[] = {
	FIELD("arm", "text", "name"),
	FIELD("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("bits", "text", "the sample, input 0 first"),
	FIELD("clauses[]", "true or false", "whether each clause holds"),
	FIELD("label", "integer or null", "of the task; null where it has no rule"),
	FIELD("layers[].layer", "text", "the hidden layers: fc1, …"),
	FIELD("layers[].neurons[].neuron", "text", "n0, n0.1"),
	FIELD("layers[].neurons[].sum", "number", "weights times inputs, and the bias"),
	FIELD("layers[].neurons[].activation", "number", "relu of the sum"),
	FIELD("layers[].neurons[].contributions[]", "number",
	      "last hidden layer: activation times outgoing weight, to each logit"),
	FIELD("logits[]", "number", "one for two classes, else one a class"),
	FIELD("prediction", "integer", "class"),
	FIELD("probability", "number", "of that class, by the net"),
	{ 0 }
};

const struct command cmd_probe = {
	.verb = "probe",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Follow one sample through a net: clauses, neurons, logit.",
	.details =
		"Shows which clauses hold, what every neuron adds up and gives on, and what each contributes to the logit. "
		"The sample is then the one that the panel `sample` shows.",
	.example = "probe x1,x3",
	.example_setup = "net",
	.fields = probe_fields,
	.args = { { .name = "bits",
		    .type = ARG_TEXT,
		    .positional = true,
		    .required = true,
		    .help = "a 0 or 1 for each input: 0110…; or the inputs that are 1: x1,x3" },
		  { .name = "arm",
		    .type = ARG_ARM,
		    .fallback = "the current arm",
		    .help = "the arm" } },
	.run = run_probe,
};
