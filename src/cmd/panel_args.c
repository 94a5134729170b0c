/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_args.c - which figure: panel, arm, what of, layer. */
#include "cmd/panel_args.h"

#include <string.h>

static const char *const of_names[] = { "neurons", "inputs", "clauses" };
#define OFS ((int)(sizeof of_names / sizeof *of_names))

const char *panel_choice(int i)
{
	return i < panel_count() ? panel_table[i]->name : NULL;
}

const char *panel_of_choice(int i)
{
	if (i < OFS)
		return of_names[i];
	return i - OFS < FPE_METRIC_ASKED ? fpe_metric_info[i - OFS].name : NULL;
}

static enum fpe_status read_arms(struct call *call, struct panel_options *out)
{
	const struct value *names = call_value(call, "arm");
	const struct session *s = call->session;

	out->arm[0] = out->arm[1] = -1;
	if (names->count > 2)
		return call_fail(call, "arm", FPE_ERANGE, "arm: one or two arms");
	for (int i = 0; i < names->count; i++) {
		struct arm *arm;

		if (session_find(s, names->texts[i], &arm, &call->err)) {
			call->err_column = names->column;
			return call->err.code;
		}
		out->arm[i] = arm->id;
	}
	return FPE_OK;
}

/* Which panels an argument is for. */
static const struct {
	const char *name;
	unsigned takes;
} uses[] = {
	{ "arm", TAKES_ARM },	       { "minus", TAKES_MINUS },
	{ "of", TAKES_OF | TAKES_METRIC }, { "layer", TAKES_LAYER },
	{ "from", TAKES_EPOCHS },      { "to", TAKES_EPOCHS },
	{ "smooth", TAKES_EPOCHS },    { "log", TAKES_EPOCHS },
	{ "yaw", TAKES_CAMERA },       { "pitch", TAKES_CAMERA },
	{ "distance", TAKES_CAMERA },
};

static enum fpe_status check_uses(struct call *call, int panel, unsigned takes)
{
	const char *name = panel < 0 ? "screen" : panel_table[panel]->name;

	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
		if (call_given(call, uses[i].name) && !(takes & uses[i].takes))
			return call_fail(call, uses[i].name, FPE_ERANGE,
					 "%s: the figure %s does not take it",
					 uses[i].name, name);
	}
	if (call_value(call, "arm")->count > 1 && !(takes & TAKES_SECOND))
		return call_fail(call, "arm", FPE_ERANGE,
				 "arm: the figure %s shows one", name);
	return FPE_OK;
}

/* minus=ARM, ARM@EPOCH, or `none` unless an arm has that name. */
static enum fpe_status read_minus(struct call *call, struct panel_options *o)
{
	const struct value *v = call_value(call, "minus");
	struct arm *arm;
	enum fpe_status status;

	if (!v->given)
		return FPE_OK;
	status = session_find(call->session, v->text, &arm, &call->err);
	if (status && strcmp(v->text, "none") != 0)
		return call_blame(call, "minus", status);
	o->minus = status ? -1 : arm->id;
	o->minus_epoch = status ? -1 : v->epoch;
	return FPE_OK;
}

static enum fpe_status read_of(struct call *call, unsigned takes,
			       struct panel_options *o)
{
	const struct value *of = call_value(call, "of");
	bool metric = of->choice >= OFS;

	if (!of->given)
		return FPE_OK;
	if (metric && !(takes & TAKES_METRIC))
		return call_fail(call, "of", FPE_ERANGE,
				 "of: neurons, inputs or clauses");
	if (!metric && !(takes & TAKES_OF))
		return call_fail(call, "of", FPE_ERANGE,
				 "of: curves are of a metric: test_accuracy, test_loss, …");
	if (metric)
		o->metric = of->choice - OFS;
	else
		o->of = of->choice;
	return FPE_OK;
}

enum fpe_status panel_args(struct call *call, int panel,
			   struct panel_options *o)
{
	unsigned takes = panel < 0 ? 0 : panel_table[panel]->takes;
	enum fpe_status status = check_uses(call, panel, takes);

	if (status == FPE_OK)
		status = read_of(call, takes, o);
	if (status == FPE_OK)
		status = read_minus(call, o);
	if (status)
		return status;
	o->layer = (int)call_number(call, "layer", o->layer + 1) - 1;
	o->from = (int)call_number(call, "from", o->from);
	o->to = (int)call_number(call, "to", o->to);
	if (o->to && o->from >= o->to)
		return call_fail(call, call_given(call, "to") ? "to" : "from",
				 FPE_ERANGE, "epochs %d to %d: nothing lies between",
				 o->from, o->to);
	o->smooth = (int)call_number(call, "smooth", o->smooth);
	o->log = call_number(call, "log", o->log) != 0;
	o->camera.yaw = (float)call_number(call, "yaw", o->camera.yaw);
	o->camera.pitch = (float)call_number(call, "pitch", o->camera.pitch);
	o->camera.distance =
		(float)call_number(call, "distance", o->camera.distance);
	return call_given(call, "arm") ? read_arms(call, o) : FPE_OK;
}
