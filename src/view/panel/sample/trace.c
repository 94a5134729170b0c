/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trace.c - a sample's way through a net; in words in trace_words.c. */
#include "view/panel/sample/trace.h"

#include "view/figure/figure.h"
#include <stdio.h>

static const uint64_t no_bits[(FPE_MAX_INPUTS + 63) / 64];

/* Is one of the samples shown where none is asked for? Real-valued ones cannot be probed,
   and of a user's own bits all 0 need not be a sample at all: no code is one-hot then. */
bool trace_begins_with_sample(const struct snapshot *s)
{
	return s->samples &&
	       (s->samples->real || (!s->probe && s->task && !fpe_task_can_draw(s->task)));
}

/* The sample asked for, else what is probed, or the first one. */
static void choose_sample(struct trace *t, const struct panel_options *o)
{
	const struct fpe_data *data = t->s->samples;
	size_t at;

	t->bits = t->s->probe ? t->s->probe : no_bits;
	t->number = o->sample < 0 && trace_begins_with_sample(t->s) ? 0 : o->sample;
	if (!data || data->count < 1 || data->inputs != t->arm->net->layer[0].in)
		t->number = -1;
	if (t->number < 0)
		return;
	if (t->number >= data->count)
		t->number = data->count - 1;
	at = (size_t)t->number;
	if (data->label)
		t->label = data->label[at];
	if (data->real)
		t->x = data->real + at * (size_t)data->inputs;
	else
		t->bits = data->bits + at * (size_t)data->words;
}

bool trace_open(struct trace *t, const struct snapshot *s, const struct panel_options *o, int arm)
{
	const struct fpe_layer *last;

	*t = (struct trace){ .s = s, .label = -1, .number = -1 };
	if (arm < 0 || arm >= s->arms)
		return false;
	t->arm = &s->arm[arm];
	choose_sample(t, o);
	t->probe = fpe_probe_new(t->arm->net);
	if (!t->probe)
		return false;
	if (t->x)
		fpe_probe_run_real(t->probe, t->arm->net, t->x);
	else
		fpe_probe_run_bits(t->probe, t->arm->net, t->bits);
	last = &t->arm->net->layer[t->arm->net->layers - 1];
	t->logit = fpe_probe_row(t->probe);
	t->value = (double)t->probe->logit[t->logit];
	t->bias = (double)last->bias[t->logit];
	t->biased = !last->unbiased;
	if (t->number < 0 && s->task && fpe_task_has_rule(s->task) && t->probe->prediction >= 0)
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

	if (hit->kind != HIT_INPUT || hit->column < 0 || hit->column >= s->inputs ||
	    size < (size_t)s->inputs + 8 || !trace_open(&t, s, o, hit->arm))
		return EDIT_NONE;
	if (t.number >= 0) { /* a sample of the session's stays as it is */
		trace_close(&t);
		return EDIT_NONE;
	}
	at = (size_t)snprintf(command, size, "probe ");
	for (int j = 0; j < s->inputs; j++)
		command[at++] = trace_bit(&t, j) != (j == hit->column) ? '1' : '0';
	command[at] = '\0';
	trace_close(&t);
	return EDIT_RUN;
}
