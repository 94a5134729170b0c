/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names_lesson.c - arms, masks and panels by the names that a lesson has for them. */
#include "cmd/command/names_lesson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* n0.1 is no name in an expression: it is quoted. */
static const char *text_of(const struct expr_argument *arg)
{
	return !arg->is_name && arg->value.kind == EXPR_TEXT ? arg->value.text : arg->source;
}

/* The arm that the argument after `used` names, the current one without. */
static enum fpe_status arm_of(struct call *call, const struct expr_argument *args, int used,
			      int argc, struct arm **out, struct fpe_error *err)
{
	const char *name = argc > used ? text_of(&args[used]) : NULL;
	enum fpe_status status = session_find(call->session, name, out, err);

	if (!status && !*out)
		status = fpe_fail(err, FPE_ESTATE, "there is no arm yet");
	return status;
}

/* "c2" or a number; -1: no clause of the task. */
static int clause_of(const struct fpe_clauses *clauses, const char *text)
{
	char *end;
	long c = strtol(text + (*text == 'c'), &end, 10);

	return *end || end == text || c < 0 || c >= clauses->count ? -1 : (int)c;
}

static bool holds(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses, int c)
{
	const float *mask = l->mask + (size_t)neuron * (size_t)l->in;

	for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
		if (mask[clauses->input[i]] == 0)
			return false;
	}
	return true;
}

/* n0 is n0, and its children n0.0, n0.1. */
static bool is_of(const struct fpe_net *net, int neuron, const char *parent)
{
	char name[FPE_MAX_NAME];
	size_t size = strlen(parent);

	fpe_net_neuron_name(net, 0, neuron, name, sizeof name);
	return strncmp(name, parent, size) == 0 && (!name[size] || name[size] == '.');
}

static enum fpe_status meets(struct call *call, const struct expr_argument *args, int argc,
			     double *out, struct fpe_error *err)
{
	struct arm *arm;
	enum fpe_status status = arm_of(call, args, 3, argc, &arm, err);
	const struct fpe_clauses *clauses;
	int a, b, children = 0;

	if (status)
		return status;
	clauses = &call->session->task->clauses;
	a = clause_of(clauses, text_of(&args[1]));
	b = clause_of(clauses, text_of(&args[2]));
	if (a < 0 || b < 0)
		return fpe_fail(err, FPE_ENAME, "%.40s is no clause of this task",
				text_of(&args[a < 0 ? 1 : 2]));
	*out = 0;
	for (int i = 0; i < arm->net->layer[0].out; i++) {
		const struct fpe_layer *l = &arm->net->layer[0];

		if (!is_of(arm->net, i, text_of(&args[0])))
			continue;
		children++;
		if (holds(l, i, clauses, a) && holds(l, i, clauses, b))
			*out = 1;
	}
	return children ? FPE_OK
			: fpe_fail(err, FPE_ENAME, "arm %s has no neuron %.40s", arm->name,
				   text_of(&args[0]));
}

static enum fpe_status weight(struct call *call, const struct expr_argument *args, int argc,
			      double *out, struct fpe_error *err)
{
	struct arm *arm;
	int row, column;
	enum fpe_status status = arm_of(call, args, 2, argc, &arm, err);
	const struct fpe_layer *l;
	size_t place;

	if (!status)
		status = session_find_neuron(arm->net, 0, text_of(&args[0]), &row, err);
	if (!status)
		status = session_find_input(call->session, text_of(&args[1]), &column, err);
	if (status)
		return status;
	l = &arm->net->layer[0];
	place = (size_t)row * (size_t)l->in + (size_t)column;
	*out = l->mask[place] != 0 ? (double)l->weight[place] : NAN;
	return FPE_OK;
}

static bool exists(const struct session *s, const char *name)
{
	for (int i = 0; i < s->arms; i++) {
		if (strcmp(s->arm[i]->name, name) == 0)
			return true;
	}
	return false;
}

/* Was it brought to the front last? Which others are seen depends on the terminal. */
static enum fpe_status shown(const struct screen_state *state, const char *name, double *out,
			     struct fpe_error *err)
{
	int panel = panel_find(name), place = panel < 0 ? -1 : screen_place(state, panel);

	if (panel < 0)
		return fpe_fail(err, FPE_ENAME, "there is no panel %.40s", name);
	*out = place == 0;
	return FPE_OK;
}

enum fpe_status names_of_lesson(struct call *call, const struct function *f,
				const struct expr_argument *args, int argc, struct expr_value *out,
				struct fpe_error *err)
{
	out->kind = f->kind == FUNCTION_WEIGHT ? EXPR_NUMBER : EXPR_TRUTH;
	switch (f->kind) {
	case FUNCTION_EXISTS:
		out->number = exists(call->session, text_of(&args[0]));
		return FPE_OK;
	case FUNCTION_MEETS:
		return meets(call, args, argc, &out->number, err);
	case FUNCTION_WEIGHT:
		return weight(call, args, argc, &out->number, err);
	default:
		return shown(call->screen, text_of(&args[0]), &out->number, err);
	}
}
