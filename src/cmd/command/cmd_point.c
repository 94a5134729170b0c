/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_point.c - `point`: the cursor of `interference` by a command, and where it stands. */
#include <stdlib.h>
#include <string.h>

#include "cmd/command/pointer.h"
#include "cmd/player/ask.h"

#define PANEL "interference"

int pointer_clause(const struct fpe_clauses *clauses, const char *text)
{
	char *end;
	long c = strtol(text + (*text == 'c'), &end, 10);

	return *end || end == text || c < 0 || c >= clauses->count ? -1 : (int)c;
}

bool pointer_holds(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses, int c)
{
	const float *mask = l->mask + (size_t)neuron * (size_t)l->in;

	for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
		if (mask[clauses->input[i]] == 0)
			return false;
	}
	return true;
}

bool pointer_collides(const struct call *call, const struct pointer *p)
{
	const struct fpe_clauses *clauses = &call->session->task->clauses;
	const struct fpe_layer *l = &p->arm->net->layer[0];

	for (int i = 0; i < l->out; i++) {
		if (pointer_holds(l, i, clauses, p->clause[0]) &&
		    pointer_holds(l, i, clauses, p->clause[1]))
			return true;
	}
	return false;
}

/* Options of the panel where it is shown, or NULL. */
static const struct panel_options *shown(const struct call *call)
{
	int place = screen_place(call->screen, panel_find(PANEL));

	return place < 0 ? NULL : &call->screen->options[place];
}

bool pointer_get(const struct call *call, struct pointer *out)
{
	const struct panel_options *o = shown(call);
	const struct session *s = call->session;
	const struct hit *at = o ? &o->cursor : NULL;
	int clauses = s->task ? s->task->clauses.count : 0;

	/* where clauses are known the panel is of them, unless it is told otherwise */
	if (!o || (o->of != FPE_OF_CLAUSES && o->of >= 0) || at->kind != HIT_PAIR || at->down > 1 ||
	    at->across > 1 || at->layer != 0 || at->arm < 0 || at->arm >= s->arms ||
	    at->row == at->column || at->row >= clauses || at->column >= clauses)
		return false;
	*out = (struct pointer){ s->arm[at->arm], { at->row, at->column } };
	return true;
}

static enum fpe_status clause_of(struct call *call, const char *name, int *out)
{
	const char *text = call_text(call, name);

	*out = pointer_clause(&call->session->task->clauses, text);
	return *out < 0 ? call_fail(call, name, FPE_ENAME,
				    "%.40s is no clause of this task; `task` lists them", text)
			: FPE_OK;
}

/* The first pair that collides. */
static enum fpe_status find_collision(struct call *call, struct pointer *p)
{
	int count = call->session->task->clauses.count;

	for (int a = 0; a < count; a++) {
		for (int b = a + 1; b < count; b++) {
			p->clause[0] = a;
			p->clause[1] = b;
			if (pointer_collides(call, p))
				return FPE_OK;
		}
	}
	return call_fail(call, "first", FPE_ESTATE, "no two clauses collide in arm %s",
			 p->arm->name);
}

/* The arm that is named, else that of the panel, else the current one. */
static enum fpe_status arm_of(struct call *call, struct arm **out)
{
	const struct panel_options *o = shown(call);
	const struct session *s = call->session;
	enum fpe_status status = call_arm(call, out);

	for (int i = 0; i < s->arms && o && !status && !call_given(call, "arm"); i++) {
		if (s->arm[i]->id == o->arm[0])
			*out = s->arm[i];
	}
	return status;
}

static enum fpe_status which(struct call *call, struct pointer *p)
{
	enum fpe_status status = arm_of(call, &p->arm);

	if (!status && !call->session->task->clauses.count)
		status = call_fail(call, "first", FPE_ESTATE, "this task has no clauses");
	if (status)
		return status;
	if (strcmp(call_text(call, "first"), "collision") == 0)
		return find_collision(call, p);
	if (!call_given(call, "second"))
		return call_fail(call, "first", FPE_ENAME,
				 "two clauses are a pair, as in `point c0 c1`");
	status = clause_of(call, "first", &p->clause[0]);
	if (!status)
		status = clause_of(call, "second", &p->clause[1]);
	if (!status && p->clause[0] == p->clause[1])
		status = call_fail(call, "second", FPE_ERANGE,
				   "a clause does not collide with itself");
	return status;
}

static int index_of(const struct session *s, const struct arm *arm)
{
	int i = 0;

	while (s->arm[i] != arm)
		i++;
	return i;
}

/* In words, where no figure shows it. */
static enum fpe_status in_words(struct call *call, int panel, const struct panel_options *o)
{
	struct snapshot *s = malloc(sizeof *s);
	struct textbuf text = { 0 };
	char *line;

	if (s) {
		player_snapshot(call->player, s);
		panel_table[panel]->describe(s, o, &o->cursor, call->options->ascii, &text);
	}
	textbuf_puts(&text, "\n");
	line = s ? textbuf_take(&text) : NULL;
	free(s);
	if (!line)
		return fpe_no_memory(&call->err);
	player_display(call->player, line);
	free(line);
	return FPE_OK;
}

static enum fpe_status run_point(struct call *call)
{
	int panel = panel_find(PANEL), place = screen_place(call->screen, panel);
	struct panel_options o = place < 0 ? panel_defaults : call->screen->options[place];
	struct pointer p;
	enum fpe_status status = which(call, &p);

	if (status)
		return status;
	o.of = FPE_OF_CLAUSES;
	o.layer = 0;
	o.minus = -1;
	o.arm[0] = p.arm->id;
	o.arm[1] = -1;
	o.cursor = (struct hit){ .kind = HIT_PAIR,
				 .panel = panel,
				 .arm = index_of(call->session, p.arm),
				 .row = p.clause[0],
				 .column = p.clause[1] };
	screen_show(call->screen, panel, &o);
	return call->options->lines ? in_words(call, panel, &o) : FPE_OK;
}

const struct command cmd_point = {
	VERB("point", COMMAND_BOUNDARY | COMMAND_SCREEN, run_point),
	.help = "Put the cursor of the panel interference on two clauses.",
	.details =
		"As the arrow keys do it in the panel. At a prompt without a screen what it stands on is told. "
		"`pointed(pair)`, `pointed(collision)` and `pointed(collision, clause)` in expressions ask where it is.",
	EXAMPLE_AFTER("net", "point c0 c3"),
	.more_examples = "point collision\nprint pointed(collision)",
	.args = { NEED("first", NAME, "a clause; collision: of the first pair that collides"),
		  WORD("second", NAME, "another clause"),
		  ARG("arm", ARM, "whose", .fallback = "that of the panel") },
};
