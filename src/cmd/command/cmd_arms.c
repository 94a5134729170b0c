/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_arms.c - the tree of arms: `arms`, `summary`, `use`, `drop`, `rename`. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

static int depth_of(const struct session *s, const struct arm *arm)
{
	int depth = 0;

	while ((arm = session_arm_by_id(s, arm->parent)) != NULL)
		depth++;
	return depth;
}

static const struct column arm_columns[] = {
	FIELD("arm", "text", "name"),
	{ .heading = "arm", .left = true },
	SHOWN("split", "text", "dense, or how it was split"),
	SHOWN("alpha", "integer", "children of each neuron; 1 for a root arm"),
	FIELD("parent", "text or null", "the arm it left"),
	SHOWN("left", "integer", "epoch at which it left"),
	FIELD("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("batch", "integer", "minibatches of an epoch that was begun"),
	{ .heading = "epoch" }, /* 5+3: three minibatches into the sixth */
	SHOWN("nnz", "integer", "mask entries set"),
	SHOWN("budget", "integer", "nnz of the root net"),
	{ "trouble", "text or null", "why its training stopped", .heading = "", .missing = "",
	  .tail = true },
	FIELD("current", "true or false", "whether verbs act on it by default"),
	{ .heading = "parent", .left = true, .missing = "", .when = COLUMN_LISTENERS },
	{ 0 }
};
static const struct column arms_fields[] = { FIELDS("arms[]", arm_columns), { 0 } };

static void put_arm(struct rows *rows, const struct session *s, const struct arm *a)
{
	const struct arm *up = session_arm_by_id(s, a->parent);
	const char *parent = up ? up->name : NULL;
	bool current = a->id == s->current;

	rows_put(rows, DATUM(a->name),
		 datum_format("%*s%s%s", 2 * depth_of(s, a), "", a->name, current ? " *" : ""),
		 DATUM(a->split), DATUM(a->how.alpha), DATUM(parent), DATUM(a->left),
		 DATUM(a->epoch), DATUM(a->batch),
		 a->batch ? datum_format("%d+%d", a->epoch, a->batch) : DATUM(a->epoch),
		 DATUM(fpe_net_nnz(a->net)), DATUM(a->budget),
		 datum_text(a->diverged ? a->trouble : NULL), DATUM(current), DATUM(parent));
}

/* Children stand below their parent. */
static void put_tree(struct rows *rows, const struct session *s, const struct arm *parent)
{
	for (int i = 0; i < s->arms; i++) {
		if (session_arm_by_id(s, s->arm[i]->parent) != parent)
			continue;
		put_arm(rows, s, s->arm[i]);
		put_tree(rows, s, s->arm[i]);
	}
}

static enum fpe_status run_arms(struct call *call)
{
	const struct session *s = call->session;
	struct rows arms = { .columns = arm_columns };

	for (int i = 0; i < s->arms && call->report->json; i++)
		put_arm(&arms, s, s->arm[i]);
	if (!call->report->json)
		put_tree(&arms, s, NULL);
	if (s->arms)
		rows_table(&arms, call->report, 0);
	else
		report_text(call->report, "no arms yet: `net` makes one\n");
	column_report(call->report, datum_rows(&arms));
	return FPE_OK;
}

const struct command cmd_arms = {
	VERB("arms", COMMAND_BOUNDARY | COMMAND_REPORT, run_arms),
	.help = "The tree of arms; * marks the current one.",
	EXAMPLE_AFTER("net", "arms"),
	.fields = arms_fields,
};

static const struct column layer_columns[] = { SHOWN("layer", "text", "fc1, fc2, …"),
					       { .heading = "shape" },
					       FIELD("in", "integer", "inputs of the layer"),
					       FIELD("out", "integer", "neurons of the layer"),
					       SHOWN("nnz", "integer", "mask entries set"),
					       SHOWN("density", "number",
						     "nnz over inputs times neurons", .digits = 3),
					       SHOWN("biases", "integer", "biases"),
					       { 0 } };
static const struct column summary_columns[] = {
	FIELD("arm", "text", "name"),
	FIELD("activation", "text", "what hidden neurons make of their sums, as `net` has it"),
	FIELD("loss", "text", "what it is trained by: binary, softmax or squared"),
	FIELDS("layers[]", layer_columns),
	FIELD("nnz", "integer", "mask entries set, all layers"),
	FIELD("budget", "integer", "nnz of the root net"),
	FIELD("parameters", "integer", "nnz plus the biases"),
	FIELD("dead", "integer", "hidden neurons without inputs or outputs"),
	{ 0 }
};
static const struct column summary_fields[] = { FIELDS("arms[]", summary_columns), { 0 } };

static struct rows layers_of(const struct fpe_net *net)
{
	struct rows layers = { .columns = layer_columns };

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		double nnz = (double)fpe_net_layer_nnz(net, i);

		rows_put(&layers, datum_format("fc%d", i + 1),
			 datum_format("%d x %d", l->out, l->in), DATUM(l->in), DATUM(l->out),
			 DATUM(nnz), DATUM(nnz / ((double)l->in * l->out)),
			 DATUM(fpe_layer_biases(l)));
	}
	return layers;
}

static void put_summary(struct rows *arms, const struct arm *a, struct report *report)
{
	const char *activation = fpe_activation_info[a->net->activation].name;
	const char *loss = fpe_loss_info[a->net->loss].name;
	struct rows layers = layers_of(a->net);
	size_t nnz = fpe_net_nnz(a->net), parameters = nnz + fpe_net_biases(a->net);
	int dead = fpe_net_dead(a->net);

	report_text(report, "%s (%s, alpha %d), epoch %d", a->name, a->split, a->how.alpha,
		    a->epoch);
	if (a->net->activation != FPE_RELU)
		report_text(report, ", %s", activation);
	if (a->net->loss == FPE_LOSS_SQUARED)
		report_text(report, ", %s loss", loss);
	report_text(report, "\n");
	rows_table(&layers, report, 0);
	report_text(report, "nnz %zu, budget %zu, parameters %zu, dead %d\n", nnz, a->budget,
		    parameters, dead);
	rows_put(arms, DATUM(a->name), DATUM(activation), DATUM(loss), datum_rows(&layers),
		 DATUM(nnz), DATUM(a->budget), DATUM(parameters), DATUM(dead));
}

static enum fpe_status run_summary(struct call *call)
{
	struct session *s = call->session;
	struct rows arms = { .columns = summary_columns };
	enum fpe_status status = session_need_arm(s, &call->err);

	for (int i = 0; i < s->arms && !status; i++)
		put_summary(&arms, s->arm[i], call->report);
	if (!status)
		column_report(call->report, datum_rows(&arms));
	rows_clear(&arms);
	return status;
}

const struct command cmd_summary = {
	VERB("summary", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_summary),
	.help = "Layers, shapes, non-zeros and dead neurons of every arm.",
	.example = "summary",
	.fields = summary_fields,
};

static enum fpe_status run_use(struct call *call)
{
	return call_blame(call, "arm",
			  session_use(call->session, call_text(call, "arm"), &call->err));
}

const struct command cmd_use = {
	VERB("use", COMMAND_BOUNDARY, run_use),
	.help = "Make an arm the current one, the default of acting and drawing verbs.",
	EXAMPLE_AFTER("net", "use dense"),
	.args = { NEED("arm", ARM, "the arm") },
};

static enum fpe_status run_drop(struct call *call)
{
	return call_blame(call, "arm",
			  session_drop(call->session, call_text(call, "arm"), &call->err));
}

const struct command cmd_drop = {
	VERB("drop", COMMAND_BOUNDARY, run_drop),
	.help = "Forget an arm; its children stay.",
	EXAMPLE_AFTER("net\nnet", "drop dense2"),
	.args = { NEED("arm", ARM, "the arm") },
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
	VERB("rename", COMMAND_BOUNDARY, run_rename),
	.help = "Give an arm another name.",
	EXAMPLE_AFTER("net", "rename dense base"),
	.args = { NEED("old", ARM, "its name"), NEED("new", NAME, "the new one") },
};
