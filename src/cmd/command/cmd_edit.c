/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_edit.c - nets changed by hand: `weight` and `assign`. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The arm meant, made by default if there is none. */
static enum fpe_status find_arm(struct call *call, struct arm **out)
{
	enum fpe_status status = session_need_arm(call->session, &call->err);

	if (status == FPE_OK)
		status = call_blame(call, "arm",
				    session_find(call->session, call_text(call, "arm"), out,
						 &call->err));
	return status;
}

struct entry {
	struct arm *arm;
	int layer, row, column;
	char neuron[FPE_MAX_NAME], input[FPE_MAX_NAME];
};

static enum fpe_status find_entry(struct call *call, struct entry *e)
{
	struct session *s = call->session;
	enum fpe_status status = find_arm(call, &e->arm);
	char buffer[FPE_MAX_NAME];
	const struct fpe_net *net;

	if (status)
		return status;
	net = e->arm->net;
	e->layer = (int)call_number(call, "layer", 1) - 1;
	if (e->layer >= net->layers)
		return call_fail(call, "layer", FPE_ERANGE, "arm %s has layers 1 to %d",
				 e->arm->name, net->layers);
	status = session_find_neuron(net, e->layer, call_text(call, "row"), &e->row, &call->err);
	if (status)
		return call_blame(call, "row", status);
	status = session_find_column(s, net, e->layer, call_text(call, "col"), &e->column,
				     &call->err);
	if (status)
		return call_blame(call, "col", status);
	fpe_net_neuron_name(net, e->layer, e->row, e->neuron, sizeof e->neuron);
	snprintf(e->input, sizeof e->input, "%s",
		 session_column_name(s, net, e->layer, e->column, buffer));
	return FPE_OK;
}

static float weight_of(const struct entry *e)
{
	const struct fpe_layer *l = &e->arm->net->layer[e->layer];

	return l->weight[(size_t)e->row * (size_t)l->in + (size_t)e->column];
}

static const struct column weight_fields[] = {
	FIELD("arm", "text", "name"),
	FIELD("layer", "text", "fc1, fc2, …"),
	FIELD("neuron", "text", "n0, n0.1"),
	FIELD("input", "text", "x7, a formula's name, or a neuron of the layer before"),
	FIELD("row", "integer", "number of the neuron in its layer"),
	FIELD("column", "integer", "number of the input"),
	FIELD("weight", "number", "the weight"),
	{ 0 }
};

static void report_weight(struct call *call, const struct entry *e, float weight)
{
	char layer[16];

	snprintf(layer, sizeof layer, "fc%d", e->layer + 1);
	if (!column_report(call->report, "weight", weight_fields, DATUM(e->arm->name), DATUM(layer),
			   DATUM(e->neuron), DATUM(e->input), DATUM(e->row), DATUM(e->column),
			   DATUM((double)weight)))
		report_text(call->report, "%s %s %s %s: %.6g\n", e->arm->name, layer, e->neuron,
			    e->input, (double)weight);
}

static enum fpe_status run_weight(struct call *call)
{
	struct entry e;
	enum fpe_status status = find_entry(call, &e);
	const struct fpe_layer *l;
	float before;

	if (status)
		return status;
	l = &e.arm->net->layer[e.layer];
	before = weight_of(&e);
	if (!call_given(call, "value") &&
	    l->mask[(size_t)e.row * (size_t)l->in + (size_t)e.column] != 0) {
		report_weight(call, &e, before);
		return FPE_OK;
	}
	/* a masked one is refused there, also when it is only read */
	status = session_set_weight(call->session, e.arm, e.layer, e.row, e.column,
				    call_number(call, "value", 0), &call->err);
	if (status)
		return call_blame(call, status == FPE_ERANGE ? "value" : "col", status);
	session_note(call->session, "%s fc%d %s %s: %.6g (was %.6g)", e.arm->name, e.layer + 1,
		     e.neuron, e.input, (double)weight_of(&e), (double)before);
	return FPE_OK;
}

const struct command cmd_weight = {
	.verb = "weight",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Read one weight of an arm, or set it; a masked one is refused.",
	.details =
		"The optimizer's moments of the weight become 0, those of the others stay; the curve gets a mark. "
		"With a value nothing is printed.",
	.example = "weight 1 n0 x1 0.5",
	.example_setup = "net",
	.more_examples = "weight 1 n0 x1",
	.fields = weight_fields,
	.args = { { .name = "layer",
		    .type = ARG_LAYER,
		    .positional = true,
		    .required = true,
		    .min = 1,
		    .max = FPE_MAX_LAYERS,
		    .help = "layer" },
		  { .name = "row",
		    .type = ARG_TEXT,
		    .positional = true,
		    .required = true,
		    .help = "a neuron of it: n0, n0.1, or its number" },
		  { .name = "col",
		    .type = ARG_TEXT,
		    .positional = true,
		    .required = true,
		    .help = "what comes in: x7, a formula's name, a neuron of the layer before, or a number" },
		  { .name = "value",
		    .type = ARG_REAL,
		    .positional = true,
		    .fallback = "print it",
		    .help = "the new weight" },
		  { .name = "arm",
		    .type = ARG_ARM,
		    .fallback = "the current arm",
		    .help = "the arm" } },
	.run = run_weight,
};

/* What is moved: inputs of the children of `parent`. */
struct move {
	struct arm *arm;
	int layer;
	struct fpe_origin parent;
	int holder; /* the child that was named, -1: whichever holds it */
	int count;
	int *input;
};

/* The layer that was split last, unless one is named. */
static enum fpe_status find_layer(struct call *call, struct move *m)
{
	int layer = m->arm->how.layer < 0 ? 0 : m->arm->how.layer;

	m->layer = (int)call_number(call, "layer", layer + 1) - 1;
	if (m->layer < m->arm->net->layers)
		return FPE_OK;
	return call_fail(call, "layer", FPE_ERANGE, "arm %s has layers 1 to %d", m->arm->name,
			 m->arm->net->layers);
}

/* n0 is meant as the parent of n0.0 and n0.1; one of these as itself. */
static enum fpe_status find_parent(struct call *call, struct move *m)
{
	const char *text = call_text(call, "neuron");
	const struct fpe_net *net = m->arm->net;

	if (!fpe_origin_parse(text, &m->parent))
		return call_fail(call, "neuron", FPE_ENAME, "%.40s is no neuron's name: n0 or n0.1",
				 text);
	m->holder = fpe_net_find_neuron(net, m->layer, &m->parent);
	if (m->holder >= 0 && m->parent.depth > 0)
		m->parent.depth--;
	if (fpe_net_children(net, m->layer, &m->parent) > 1)
		return FPE_OK;
	return call_fail(call, "neuron", FPE_ENAME,
			 m->holder >= 0 ? "%.40s of arm %s was not split: it has no children"
					: "%.40s has no children in arm %s",
			 text, m->arm->name);
}

/* The child that was named holds the input. */
static enum fpe_status check_holder(struct call *call, const struct move *m, int input)
{
	const struct fpe_layer *l = &m->arm->net->layer[m->layer];
	char neuron[FPE_MAX_NAME], name[FPE_MAX_NAME];

	if (m->holder < 0 || l->mask[(size_t)m->holder * (size_t)l->in + (size_t)input] != 0)
		return FPE_OK;
	return call_fail(call, "inputs", FPE_ESTATE, "%s does not hold %s",
			 fpe_net_neuron_name(m->arm->net, m->layer, m->holder, neuron,
					     sizeof neuron),
			 session_column_name(call->session, m->arm->net, m->layer, input, name));
}

/* Reads "x1,x3"; every name is looked up before anything moves. */
static enum fpe_status read_inputs(struct call *call, struct move *m)
{
	char *names = strdup(call_text(call, "inputs"));
	char *rest = names, *name;
	enum fpe_status status = FPE_OK;

	m->count = 0;
	m->input = names ? calloc(strlen(names) + 1, sizeof *m->input) : NULL;
	if (!m->input)
		status = fpe_no_memory(&call->err);
	while (status == FPE_OK && (name = strsep(&rest, ",")) != NULL) {
		status = session_find_column(call->session, m->arm->net, m->layer, name,
					     &m->input[m->count], &call->err);
		if (status)
			call_blame(call, "inputs", status);
		else
			status = check_holder(call, m, m->input[m->count++]);
	}
	free(names);
	return status;
}

static enum fpe_status find_move(struct call *call, struct move *m)
{
	enum fpe_status status = find_arm(call, &m->arm);

	if (status == FPE_OK)
		status = find_layer(call, m);
	if (status == FPE_OK)
		status = find_parent(call, m);
	if (status == FPE_OK)
		status = read_inputs(call, m);
	return status;
}

static enum fpe_status run_assign(struct call *call)
{
	struct session *s = call->session;
	struct move m = { 0 };
	int child = (int)call_number(call, "child", 0), at = 0;
	enum fpe_status status = find_move(call, &m);

	if (status) {
		free(m.input);
		return status;
	}
	status = session_assign(s, m.arm, m.layer, &m.parent, m.input, m.count, child, &at,
				&call->err);
	call_blame(call, status == FPE_ENAME ? "child" : "inputs", status);
	if (status == FPE_OK)
		session_note(s, "%s: %d input%s moved, nnz %zu of %zu", m.arm->name, m.count,
			     m.count == 1 ? "" : "s", fpe_net_nnz(m.arm->net), m.arm->budget);
	free(m.input);
	return status;
}

const struct command cmd_assign = {
	.verb = "assign",
	.flags = COMMAND_BOUNDARY,
	.help = "Move inputs of a split neuron to one of its children.",
	.details =
		"A mask entry moves between siblings and its weight moves along, so the non-zeros stay as many; its moments become 0. "
		"`split by=manual` gives all inputs to child 0 to begin with. All inputs move, or none.",
	.example = "assign n0 x1,x2 1 arm=m",
	.example_setup = "split by=manual budget=none as=m",
	.args = { { .name = "neuron",
		    .type = ARG_TEXT,
		    .positional = true,
		    .required = true,
		    .help = "the parent: n0; or the child that gives: n0.0" },
		  { .name = "inputs",
		    .type = ARG_TEXT,
		    .positional = true,
		    .required = true,
		    .help = "inputs to move: x1 or x1,x2" },
		  { .name = "child",
		    .type = ARG_INT,
		    .positional = true,
		    .required = true,
		    .max = FPE_MAX_ALPHA - 1,
		    .help = "number of the child that gets them" },
		  { .name = "arm",
		    .type = ARG_ARM,
		    .fallback = "the current arm",
		    .help = "the arm" },
		  { .name = "layer",
		    .type = ARG_LAYER,
		    .min = 1,
		    .max = FPE_MAX_LAYERS,
		    .fallback = "the one split last",
		    .help = "the neuron's layer" } },
	.run = run_assign,
};
