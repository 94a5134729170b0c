/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_args.c - which figure: panel, arm, what of, layer. */
#include "cmd/command/panel_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/results.h"
#include "core/base/fixed_text.h"

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

const char *panel_metric_choice(int i)
{
	static const char *const gains[] = { "gain", "relative_gain", "loss_gain" };
	const int count = sizeof gains / sizeof *gains;

	if (i < count)
		return gains[i];
	return i - count < FPE_METRIC_COUNT ? fpe_metric_info[i - count].name : NULL;
}

static enum fpe_status read_arms(struct call *call, struct panel_options *out)
{
	struct arm *arm[FPE_MAX_ARMS];
	int count;
	enum fpe_status status;

	if (call_value(call, "arm")->count > 2)
		return call_fail(call, "arm", FPE_ERANGE, "arm: one or two arms");
	status = call_arms(call, arm, &count);
	for (int i = 0; i < 2 && !status; i++)
		out->arm[i] = i < count ? arm[i]->id : -1;
	return status;
}

static bool is_metric(const char *of)
{
	for (int i = 0; i < OFS; i++) {
		if (strcmp(of, of_names[i]) == 0)
			return false;
	}
	return true;
}

bool panel_goes_with(int panel, const char *key, const char *value)
{
	unsigned takes = panel >= 0 && panel < panel_count() ? panel_table[panel]->takes : 0;

	for (const struct panel_use *use = panel_uses; use->name; use++) {
		unsigned uses = use->takes;

		if (strcmp(use->name, key) != 0)
			continue;
		if (value && uses == (TAKES_OF | TAKES_METRIC))
			uses = is_metric(value) ? TAKES_METRIC : TAKES_OF;
		return takes & uses;
	}
	return true;
}

static enum fpe_status check_uses(struct call *call, int panel, unsigned takes)
{
	const char *name = panel < 0 ? "screen" : panel_table[panel]->name;

	for (const struct panel_use *use = panel_uses; use->name; use++) {
		if (call_given(call, use->name) && !panel_goes_with(panel, use->name, NULL))
			return call_fail(call, use->name, FPE_ERANGE,
					 "%s: the figure %s does not take it", use->name, name);
	}
	if (call_value(call, "arm")->count > 1 && !(takes & (TAKES_SECOND | TAKES_SWEEP)))
		return call_fail(call, "arm", FPE_ERANGE, "arm: the figure %s shows one", name);
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

static enum fpe_status read_of(struct call *call, int panel, struct panel_options *o)
{
	const struct value *of = call_value(call, "of");
	bool metric = of->choice >= OFS;

	if (!of->given)
		return FPE_OK;
	if (!panel_goes_with(panel, "of", panel_of_choice(of->choice)))
		return call_fail(
			call, "of", FPE_ERANGE, "%s",
			metric ? "of: neurons, inputs or clauses"
			       : "of: curves are of a metric: test_accuracy, test_loss, …");
	if (metric)
		o->metric = of->choice - OFS;
	else
		o->of = of->choice;
	return FPE_OK;
}

/* "28x28", or none: guessed again. */
static enum fpe_status read_shape(struct call *call, int shape[2])
{
	const char *text = call_text(call, "shape");
	int rows = 0, columns = 0, end = 0;

	if (!text)
		return FPE_OK;
	if (strcmp(text, "none") != 0 &&
	    (sscanf(text, "%5dx%5d%n", &rows, &columns, &end) != 2 || text[end] || rows < 1 ||
	     columns < 1 || rows > FPE_MAX_INPUTS || columns > FPE_MAX_INPUTS))
		return call_fail(call, "shape", FPE_ERANGE,
				 "shape: rows and columns as 28x28, each 1 ... %d", FPE_MAX_INPUTS);
	shape[0] = rows;
	shape[1] = columns;
	return FPE_OK;
}

/* A name for the panel to look up when it draws; `none` is "". */
static enum fpe_status read_name(struct call *call, const char *arg, char *out, size_t size)
{
	const char *text = call_text(call, arg);

	if (!text)
		return FPE_OK;
	if (strlen(text) >= size)
		return call_fail(call, arg, FPE_ERANGE, "%s: at most %zu bytes", arg, size - 1);
	snprintf(out, size, "%s", strcmp(text, "none") == 0 ? "" : text);
	return FPE_OK;
}

static enum fpe_status read_rows(struct call *call, struct panel_sweep *o)
{
	const struct value *names = call_value(call, "arm");
	size_t at = 0;

	if (!names->given)
		return FPE_OK;
	o->arm[0] = '\0';
	if (names->count == 1 && strcmp(names->texts[0], "none") == 0)
		return FPE_OK;
	for (int i = 0; i < names->count; i++)
		fixed_put(o->arm, sizeof o->arm, &at, "%s%s", i ? "," : "", names->texts[i]);
	return at < sizeof o->arm ? FPE_OK
				  : call_fail(call, "arm", FPE_ERANGE, "arm: too many rows");
}

/* Names are those of the sweep that is there; before one they are kept. */
static enum fpe_status check_names(struct call *call, const struct panel_options *o)
{
	struct snapshot *s;
	struct sweep_choice choice;
	enum fpe_status status = FPE_OK;

	if (!results_sweep(call->results) || o->sweep.view == SWEEP_SEEDS)
		return FPE_OK;
	s = calloc(1, sizeof *s);
	if (!s)
		return fpe_no_memory(&call->err);
	s->sweep = results_sweep(call->results);
	if (!sweep_choice_make(s, o, &choice))
		status = call_fail(call, choice.blame, FPE_ENAME, "%s", choice.wrong);
	free(s);
	return status;
}

static enum fpe_status read_sweep(struct call *call, struct panel_options *o)
{
	const struct value *view = call_value(call, "view");
	const struct value *minus = call_value(call, "minus");
	struct panel_sweep *p = &o->sweep;
	const struct {
		const char *arg;
		char *out;
		size_t size;
	} names[] = { { "x", p->x, sizeof p->x },
		      { "y", p->y, sizeof p->y },
		      { "metric", p->metric, sizeof p->metric },
		      { "hold", p->hold, sizeof p->hold },
		      { "minus", p->minus, sizeof p->minus } };
	bool any = view->given || call_given(call, "arm");
	enum fpe_status status = FPE_OK;

	/* what stands on an axis of one view may not on one of another */
	if (view->given && view->choice != p->view)
		p->x[0] = p->y[0] = p->metric[0] = '\0';
	if (view->given)
		p->view = view->choice;
	if (minus->given && minus->epoch >= 0)
		return call_fail(call, "minus", FPE_ERANGE,
				 "minus: a row of a sweep has no epochs");
	for (size_t i = 0; i < sizeof names / sizeof *names && !status; i++) {
		any |= call_given(call, names[i].arg);
		status = read_name(call, names[i].arg, names[i].out, names[i].size);
	}
	if (!status)
		status = read_rows(call, p);
	return status || !any ? status : check_names(call, o);
}

enum fpe_status panel_args(struct call *call, int panel, struct panel_options *o)
{
	unsigned takes = panel < 0 ? 0 : panel_table[panel]->takes;
	enum fpe_status status = check_uses(call, panel, takes);

	if (status == FPE_OK && takes & TAKES_SWEEP)
		return read_sweep(call, o);
	if (status == FPE_OK)
		status = read_of(call, panel, o);
	if (status == FPE_OK)
		status = read_minus(call, o);
	if (status == FPE_OK)
		status = read_shape(call, o->shape);
	if (status)
		return status;
	o->layer = (int)call_number(call, "layer", o->layer + 1) - 1;
	o->from = (int)call_number(call, "from", o->from);
	o->to = (int)call_number(call, "to", o->to);
	if (o->to && o->from >= o->to)
		return call_fail(call, call_given(call, "to") ? "to" : "from", FPE_ERANGE,
				 "epochs %d to %d: nothing lies between", o->from, o->to);
	o->smooth = (int)call_number(call, "smooth", o->smooth);
	o->log = call_number(call, "log", o->log) != 0;
	o->sample = (int)call_number(call, "sample", o->sample);
	o->camera.yaw = (float)call_number(call, "yaw", o->camera.yaw);
	o->camera.pitch = (float)call_number(call, "pitch", o->camera.pitch);
	o->camera.distance = (float)call_number(call, "distance", o->camera.distance);
	return call_given(call, "arm") ? read_arms(call, o) : FPE_OK;
}
