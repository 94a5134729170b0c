/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_edit.c - nets changed by hand: `weight` and `assign`. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	struct arm *arm;
	int layer, row, column;
	char neuron[FPE_MAX_NAME], input[FPE_MAX_NAME];
};

static enum fpe_status find_entry(struct call *call, struct entry *e)
{
	struct session *s = call->session;
	enum fpe_status status = call_need_arm(call, &e->arm);
	char buffer[FPE_MAX_NAME];
	const struct fpe_net *net;

	if (status)
		return status;
	net = e->arm->net;
	status = call_layer(call, e->arm, 0, &e->layer);
	if (status)
		return status;
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

/* Its place in the weights of its layer, and in the mask. */
static size_t place_of(const struct fpe_layer *l, int row, int column)
{
	return (size_t)row * (size_t)l->in + (size_t)column;
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
	column_report(call->report, DATUM(e->arm->name), datum_format("fc%d", e->layer + 1),
		      DATUM(e->neuron), DATUM(e->input), DATUM(e->row), DATUM(e->column),
		      DATUM((double)weight));
	report_text(call->report, "%s fc%d %s %s: %.6g\n", e->arm->name, e->layer + 1, e->neuron,
		    e->input, (double)weight);
}

static enum fpe_status run_weight(struct call *call)
{
	struct entry e;
	enum fpe_status status = find_entry(call, &e);
	const struct fpe_layer *l;
	size_t place;
	float before;

	if (status)
		return status;
	l = &e.arm->net->layer[e.layer];
	place = place_of(l, e.row, e.column);
	before = l->weight[place];
	if (!call_given(call, "value") && l->mask[place] != 0) {
		report_weight(call, &e, before);
		return FPE_OK;
	}
	/* a masked one is refused there, also when it is only read */
	status = session_set_weight(call->session, e.arm, e.layer, e.row, e.column,
				    call_number(call, "value", 0), &call->err);
	if (status)
		return call_blame(call, status == FPE_ERANGE ? "value" : "col", status);
	session_note(call->session, "%s fc%d %s %s: %.6g (was %.6g)", e.arm->name, e.layer + 1,
		     e.neuron, e.input, (double)l->weight[place], (double)before);
	return FPE_OK;
}

const struct command cmd_weight = {
	VERB("weight", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_weight),
	.help = "Read one weight of an arm, or set it; a masked one is refused.",
	.details =
		"The optimizer's moments of the weight become 0, those of the others stay; the curve gets a mark. "
		"With a value nothing is printed.",
	EXAMPLE_AFTER("net", "weight 1 n0 x1 0.5"),
	.more_examples = "weight 1 n0 x1",
	LARGE(LARGE_NET "weight 1 n0 x0 0.5"),
	.fields = weight_fields,
	.args = { NEED("layer", LAYER, "layer"),
		  NEED("row", TEXT, "a neuron of it: n0, n0.1, or its number"),
		  NEED("col", TEXT,
		       "what comes in: x7, a formula's name, a neuron of the layer before, or a number"),
		  WORD("value", REAL, "the new weight", .fallback = "print it"),
		  CALL_ARM("the arm") },
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

	if (m->holder < 0 || l->mask[place_of(l, m->holder, input)] != 0)
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
	enum fpe_status status = call_need_arm(call, &m->arm);

	if (status == FPE_OK) /* that was split last, unless one is named */
		status = call_layer(call, m->arm, m->arm->how.layer < 0 ? 0 : m->arm->how.layer,
				    &m->layer);
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
	VERB("assign", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_assign),
	.help = "Move inputs of a split neuron to one of its children.",
	.details =
		"A mask entry moves between siblings and its weight moves along, so the non-zeros stay as many; its moments become 0. "
		"`split by=manual` gives all inputs to child 0 to begin with. All inputs move, or none.",
	EXAMPLE_AFTER("split by=manual budget=none as=m", "assign n0 x1,x2 1 arm=m"),
	.args = { NEED("neuron", TEXT, "the parent: n0; or the child that gives: n0.0"),
		  NEED("inputs", TEXT, "inputs to move: x1 or x1,x2"),
		  NEED("child", INT, "number of the child that gets them",
		       .max = FPE_MAX_ALPHA - 1),
		  CALL_ARM("the arm"),
		  ARG("layer", LAYER, "the neuron's layer", .fallback = "the one split last") },
};
