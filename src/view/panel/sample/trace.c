/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trace.c - a sample's way through a net; in words in trace_words.c. */
#include "view/panel/sample/trace.h"

#include "view/figure/figure.h"
#include <stdio.h>

static const uint64_t no_bits[(FPE_MAX_INPUTS + 63) / 64];

bool trace_open(struct trace *t, const struct snapshot *s, int arm)
{
	const struct fpe_layer *last;

	*t = (struct trace){ .s = s, .label = -1 };
	if (arm < 0 || arm >= s->arms)
		return false;
	t->arm = &s->arm[arm];
	t->bits = s->probe ? s->probe : no_bits;
	t->probe = fpe_probe_new(t->arm->net);
	if (!t->probe)
		return false;
	fpe_probe_run_bits(t->probe, t->arm->net, t->bits);
	last = &t->arm->net->layer[t->arm->net->layers - 1];
	t->logit = last->out > 1 ? t->probe->prediction : 0;
	t->value = (double)t->probe->logit[t->logit];
	t->bias = (double)last->bias[t->logit];
	if (s->task && fpe_task_has_rule(s->task))
		t->label = fpe_task_label(s->task, t->bits);
	return true;
}

void trace_close(struct trace *t)
{
	fpe_probe_free(t->probe);
	t->probe = NULL;
}

bool trace_bit(const struct trace *t, int input)
{
	return t->bits[input / 64] >> input % 64 & 1;
}

double trace_part(const struct trace *t, int neuron)
{
	return (double)t->probe->part[t->logit * t->probe->last + neuron];
}

bool trace_literal(const struct trace *t, int place)
{
	const struct fpe_clauses *c = &t->s->task->clauses;
	bool one = trace_bit(t, c->input[place]);

	return c->sign[place] < 0 ? !one : one;
}

enum panel_edit trace_edit(const struct snapshot *s, const struct panel_options *o,
			   const struct hit *hit, char *command, size_t size)
{
	struct trace t;
	size_t at;

	(void)o;
	if (hit->kind != HIT_INPUT || hit->column < 0 || hit->column >= s->inputs ||
	    size < (size_t)s->inputs + 8 || !trace_open(&t, s, hit->arm))
		return EDIT_NONE;
	at = (size_t)snprintf(command, size, "probe ");
	for (int j = 0; j < s->inputs; j++)
		command[at++] = trace_bit(&t, j) != (j == hit->column) ? '1' : '0';
	command[at] = '\0';
	trace_close(&t);
	return EDIT_RUN;
}
