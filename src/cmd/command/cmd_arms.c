/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_arms.c - the tree of arms: `arms`, `summary`, `use`, `drop`, `rename`. */
#include "cmd/player/call.h"

#include <stdio.h>

static const char *parent_name(const struct session *s, const struct arm *arm)
{
	const struct arm *parent = session_arm_by_id(s, arm->parent);

	return parent ? parent->name : "";
}

static int depth_of(const struct session *s, const struct arm *arm)
{
	int depth = 0;

	while ((arm = session_arm_by_id(s, arm->parent)) != NULL)
		depth++;
	return depth;
}

static void arms_json(struct call *call, json_t *o)
{
	const struct session *s = call->session;
	json_t *list = json_array();

	for (int i = 0; i < s->arms; i++) {
		const struct arm *a = s->arm[i];
		const char *parent = parent_name(s, a);
		json_t *row = json_pack("{s:s, s:s, s:i, s:o, s:i, s:i, s:i, s:i, s:b}", "arm",
					a->name, "split", a->split, "alpha", a->alpha, "parent",
					*parent ? json_string(parent) : json_null(), "left",
					a->left, "epoch", a->epoch, "batch", a->batch, "nnz",
					(int)fpe_net_nnz(a->net), "current", a->id == s->current);

		json_array_append_new(list, row);
	}
	json_object_set_new(o, "arms", list);
}

/* Rows of children stand below their parent; for listeners it is named. */
static void arms_rows(const struct session *s, int parent, bool named, struct report_table *table)
{
	for (int i = 0; i < s->arms; i++) {
		const struct arm *a = s->arm[i];
		const struct arm *up = session_arm_by_id(s, a->parent);

		if ((up ? up->id : -1) != parent)
			continue;
		report_table_cell(table, false, "%*s%s%s", 2 * depth_of(s, a), "", a->name,
				  a->id == s->current ? " *" : "");
		report_table_cell(table, false, "%s", a->split);
		report_table_cell(table, true, "%d", a->alpha);
		report_table_cell(table, true, "%d", a->left);
		if (a->batch)
			report_table_cell(table, true, "%d+%d", a->epoch, a->batch);
		else
			report_table_cell(table, true, "%d", a->epoch);
		report_table_cell(table, true, "%zu", fpe_net_nnz(a->net));
		report_table_cell(table, true, "%zu", a->budget);
		if (a->diverged)
			report_table_cell(table, false, "%s", a->trouble);
		else if (named)
			report_table_cell(table, false, "%s", "");
		if (named)
			report_table_cell(table, false, "%s", up ? up->name : "");
		report_table_end_row(table);
		arms_rows(s, a->id, named, table);
	}
}

static enum fpe_status run_arms(struct call *call)
{
	json_t *o = report_object(call->report, "arms");
	bool named = call->report->accessible;
	struct report_table *table;

	if (o) {
		arms_json(call, o);
		return FPE_OK;
	}
	if (!call->session->arms) {
		report_text(call->report, "no arms yet: `net` makes one\n");
		return FPE_OK;
	}
	table = report_table_new();
	report_table_cell(table, false, "arm");
	report_table_cell(table, false, "split");
	report_table_cell(table, true, "alpha");
	report_table_cell(table, true, "left");
	report_table_cell(table, true, "epoch");
	report_table_cell(table, true, "nnz");
	report_table_cell(table, true, "budget");
	if (named) {
		report_table_cell(table, false, "%s", "");
		report_table_cell(table, false, "parent");
	}
	report_table_end_row(table);
	arms_rows(call->session, -1, named, table);
	report_table_print(table, call->report);
	return FPE_OK;
}

static const struct json_field arms_fields[] = {
	{ "arms[].arm", "text", "name" },
	{ "arms[].split", "text", "dense, or how it was split" },
	{ "arms[].alpha", "integer", "children of each neuron; 1 for a root arm" },
	{ "arms[].parent", "text or null", "the arm it left" },
	{ "arms[].left", "integer", "epoch at which it left" },
	{ "arms[].epoch", "integer", "whole epochs, counted from the root" },
	{ "arms[].batch", "integer", "minibatches of an epoch that was begun" },
	{ "arms[].nnz", "integer", "mask entries set" },
	{ "arms[].current", "true or false", "whether verbs act on it by default" },
	{ 0 }
};

const struct command cmd_arms = {
	.verb = "arms",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "The tree of arms; * marks the current one.",
	.example = "arms",
	.example_setup = "net",
	.fields = arms_fields,
	.run = run_arms,
};

/* Neurons of a layer without incoming or without outgoing weights. */
static json_t *layer_json(const struct fpe_net *net, int i)
{
	const struct fpe_layer *l = &net->layer[i];
	char name[16];

	snprintf(name, sizeof name, "fc%d", i + 1);
	return json_pack("{s:s, s:i, s:i, s:i, s:i}", "layer", name, "in", l->in, "out", l->out,
			 "nnz", (int)fpe_net_layer_nnz(net, i), "biases", l->out);
}

static void summary_text(struct call *call, const struct arm *arm)
{
	struct report_table *table = report_table_new();

	report_text(call->report, "%s (%s, alpha %d), epoch %d\n", arm->name, arm->split,
		    arm->alpha, arm->epoch);
	report_table_cell(table, false, "layer");
	report_table_cell(table, true, "shape");
	report_table_cell(table, true, "nnz");
	report_table_cell(table, true, "density");
	report_table_cell(table, true, "biases");
	report_table_end_row(table);
	for (int i = 0; i < arm->net->layers; i++) {
		const struct fpe_layer *l = &arm->net->layer[i];
		double nnz = (double)fpe_net_layer_nnz(arm->net, i);

		report_table_cell(table, false, "fc%d", i + 1);
		report_table_cell(table, true, "%d x %d", l->out, l->in);
		report_table_cell(table, true, "%.0f", nnz);
		report_table_cell(table, true, "%.3f", nnz / ((double)l->in * l->out));
		report_table_cell(table, true, "%d", l->out);
		report_table_end_row(table);
	}
	report_table_print(table, call->report);
	report_text(call->report, "nnz %zu, budget %zu, parameters %zu, dead %d\n",
		    fpe_net_nnz(arm->net), arm->budget,
		    fpe_net_nnz(arm->net) + fpe_net_biases(arm->net), fpe_net_dead(arm->net));
}

static enum fpe_status run_summary(struct call *call)
{
	struct session *s = call->session;
	json_t *o, *list;
	enum fpe_status status = session_need_arm(s, &call->err);

	if (status)
		return status;
	o = report_object(call->report, "summary");
	if (!o) {
		for (int i = 0; i < s->arms; i++)
			summary_text(call, s->arm[i]);
		return FPE_OK;
	}
	list = json_array();
	for (int i = 0; i < s->arms; i++) {
		const struct arm *a = s->arm[i];
		json_t *layers = json_array();

		for (int l = 0; l < a->net->layers; l++)
			json_array_append_new(layers, layer_json(a->net, l));
		json_array_append_new(
			list, json_pack("{s:s, s:o, s:i, s:i, s:i}", "arm", a->name, "layers",
					layers, "nnz", (int)fpe_net_nnz(a->net), "budget",
					(int)a->budget, "dead", fpe_net_dead(a->net)));
	}
	json_object_set_new(o, "arms", list);
	return FPE_OK;
}

static const struct json_field summary_fields[] = {
	{ "arms[].arm", "text", "name" },
	{ "arms[].layers[].layer", "text", "fc1, fc2, …" },
	{ "arms[].layers[].in", "integer", "inputs of the layer" },
	{ "arms[].layers[].out", "integer", "neurons of the layer" },
	{ "arms[].layers[].nnz", "integer", "mask entries set" },
	{ "arms[].layers[].biases", "integer", "biases" },
	{ "arms[].nnz", "integer", "mask entries set, all layers" },
	{ "arms[].budget", "integer", "nnz of the root net" },
	{ "arms[].dead", "integer", "hidden neurons without inputs or outputs" },
	{ 0 }
};

const struct command cmd_summary = {
	.verb = "summary",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Layers, shapes, non-zeros and dead neurons of every arm.",
	.example = "summary",
	.fields = summary_fields,
	.run = run_summary,
};

static enum fpe_status run_use(struct call *call)
{
	return call_blame(call, "arm",
			  session_use(call->session, call_text(call, "arm"), &call->err));
}

const struct command cmd_use = {
	.verb = "use",
	.flags = COMMAND_BOUNDARY,
	.help = "Make an arm the current one, the default of acting and drawing verbs.",
	.example = "use dense",
	.example_setup = "net",
	.args = { { .name = "arm",
		    .type = ARG_ARM,
		    .positional = true,
		    .required = true,
		    .help = "the arm" } },
	.run = run_use,
};

static enum fpe_status run_drop(struct call *call)
{
	return call_blame(call, "arm",
			  session_drop(call->session, call_text(call, "arm"), &call->err));
}

const struct command cmd_drop = {
	.verb = "drop",
	.flags = COMMAND_BOUNDARY,
	.help = "Forget an arm; its children stay.",
	.example = "drop dense2",
	.example_setup = "net\nnet",
	.args = { { .name = "arm",
		    .type = ARG_ARM,
		    .positional = true,
		    .required = true,
		    .help = "the arm" } },
	.run = run_drop,
};

static enum fpe_status run_rename(struct call *call)
{
	struct session *s = call->session;
	const char *old = call_text(call, "old"), *new = call_text(call, "new");
	enum fpe_status status = session_rename(s, old, new, &call->err);
	struct arm *arm;
	bool missing = session_find(s, old, &arm, NULL) != FPE_OK;

	return call_blame(call, missing ? "old" : "new", status);
}

const struct command cmd_rename = {
	.verb = "rename",
	.flags = COMMAND_BOUNDARY,
	.help = "Give an arm another name.",
	.example = "rename dense base",
	.example_setup = "net",
	.args = { { .name = "old",
		    .type = ARG_ARM,
		    .positional = true,
		    .required = true,
		    .help = "its name" },
		  { .name = "new",
		    .type = ARG_NAME,
		    .positional = true,
		    .required = true,
		    .help = "the new one" } },
	.run = run_rename,
};
