/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names_lesson.c - arms, masks and panels by the names that a lesson has for them. */
#include "cmd/command/names_lesson.h"

#include "cmd/command/pointer.h"

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
	a = pointer_clause(clauses, text_of(&args[1]));
	b = pointer_clause(clauses, text_of(&args[2]));
	if (a < 0 || b < 0)
		return fpe_fail(err, FPE_ENAME, "%.40s is no clause of this task",
				text_of(&args[a < 0 ? 1 : 2]));
	*out = 0;
	for (int i = 0; i < arm->net->layer[0].out; i++) {
		const struct fpe_layer *l = &arm->net->layer[0];

		if (!is_of(arm->net, i, text_of(&args[0])))
			continue;
		children++;
		if (pointer_holds(l, i, clauses, a) && pointer_holds(l, i, clauses, b))
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

/* Does the cursor of interference stand on two clauses, of the arm that is named, that
   collide? */
static enum fpe_status pointed(struct call *call, const struct expr_argument *args, int argc,
			       double *out, struct fpe_error *err)
{
	const char *what = text_of(&args[0]);
	bool collision = strcmp(what, "collision") == 0;
	struct pointer p;
	struct arm *arm = NULL;
	enum fpe_status status = argc > 1 ? arm_of(call, args, 1, argc, &arm, err) : FPE_OK;

	if (!collision && strcmp(what, "pair") != 0)
		return fpe_fail(err, FPE_ENAME, "pointed() takes pair or collision, not %.40s",
				what);
	*out = !status && pointer_get(call, &p) && (!arm || arm == p.arm) &&
	       (!collision || pointer_collides(call, &p));
	return status;
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
	case FUNCTION_POINTED:
		return pointed(call, args, argc, &out->number, err);
	default:
		return shown(call->screen, text_of(&args[0]), &out->number, err);
	}
}
