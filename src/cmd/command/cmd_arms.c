/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_arms.c - the tree of arms: `arms`, `use`, `drop`, `rename`. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"
#include "lab/session/toll.h"

#include <math.h>

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
	FIELD("pruned", "integer", "weights that the split cost; 0 of a root arm"),
	FIELD("lost", "number or null",
	      "test accuracy that the split cost, or test loss that it added; null: it is no split, or that was not measured"),
	FIELD("regained", "integer or null",
	      "epochs from the split until it was as good as its parent was then; null: not yet"),
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
	struct toll toll;
	bool known = toll_of(s, a, &toll);

	rows_put(rows, DATUM(a->name),
		 datum_format("%*s%s%s", 2 * depth_of(s, a), "", a->name, current ? " *" : ""),
		 DATUM(a->split), DATUM(a->how.alpha), DATUM(parent), DATUM(a->left),
		 DATUM(a->pruned), DATUM(known ? toll.lost : NAN),
		 DATUM(known && toll.back >= 0 ? toll.back - toll.left : NAN), DATUM(a->epoch),
		 DATUM(a->batch),
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
	VERB("arms", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE, run_arms),
	.help = "The tree of arms; * marks the current one.",
	EXAMPLE_AFTER("net", "arms"),
	LARGE(LARGE_NET "arms"),
	.fields = arms_fields,
};

static enum fpe_status run_use(struct call *call)
{
	return call_blame(call, "arm",
			  session_use(call->session, call_text(call, "arm"), &call->err));
}

const struct command cmd_use = {
	VERB("use", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_use),
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
	VERB("drop", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_drop),
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
	VERB("rename", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_rename),
	.help = "Give an arm another name.",
	EXAMPLE_AFTER("net", "rename dense base"),
	.args = { NEED("old", ARM, "its name"), NEED("new", NAME, "the new one") },
};
