/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trace_words.c - bits, clauses, neurons and logits, with their sums. */
#include <stdio.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/panel/sample/trace.h"

#define SHOWN 40 /* terms of a sum written out before it says how many more */

/* False: the hit is of an older picture. */
static bool known(const struct trace *t, const struct hit *hit)
{
	const struct fpe_net *net = t->arm->net;

	switch (hit->kind) {
	case HIT_INPUT:
		return hit->column >= 0 && hit->column < net->layer[0].in;
	case HIT_CLAUSE:
		return t->s->task && hit->row >= 0 && hit->row < t->s->task->clauses.count;
	case HIT_NEURON:
		return hit->layer >= 0 && hit->layer < net->layers && hit->row >= 0 &&
		       hit->row < net->layer[hit->layer].out;
	default:
		return false;
	}
}

static struct figure_name input_name(const struct trace *t, int input)
{
	return figure_input(t->s, t->arm->net, 0, input);
}

/* What is said of each kind of hit. */
typedef void teller(const struct trace *t, const struct hit *hit, struct textbuf *out);
struct tellers {
	teller *input, *clause, *neuron, *logit;
};

static void tell_hit(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		     const struct tellers *by, struct textbuf *out)
{
	struct trace t;

	if (!trace_open(&t, s, o, hit->arm))
		return;
	if (known(&t, hit))
		(hit->kind == HIT_INPUT			? by->input
		 : hit->kind == HIT_CLAUSE		? by->clause
		 : hit->layer == t.arm->net->layers - 1 ? by->logit
							: by->neuron)(&t, hit, out);
	trace_close(&t);
}

/* ---------------------------------------------------------------- one line */

/* An input of a real-valued sample, the first of its cell. */
static void describe_real(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	tell(out, "%s = %+.4g", input_name(t, hit->column).text, (double)t->x[hit->column]);
	if (hit->down * hit->across > 2)
		tell(out, "; the cell: %dx%d pixels, the upper half's mean %+.4g", hit->down,
		     hit->across, hit->value);
	else if (hit->down * hit->across > 1)
		tell(out, ", the upper pixel of two");
}

static void describe_input(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	int input = hit->column;
	const struct fpe_clauses *clauses = figure_clauses(t->s, 0);
	int clause = clauses ? figure_clause_of(clauses, input) : -1;
	struct figure_name name = input_name(t, input);
	const char *flips = t->number < 0 ? "; x flips it" : "";
	char text[256];

	if (t->x)
		describe_real(t, hit, out);
	else if (clause < 0)
		tell(out, "%s = %d%s", name.text, trace_bit(t, input), flips);
	else
		tell(out, "%s = %d, in %s, which %s%s", name.text, trace_bit(t, input),
		     figure_clause_text(t->s, clause, text, sizeof text),
		     fpe_task_clause_value(t->s->task, clause, t->bits) ? "holds" : "does not hold",
		     flips);
}

/* "all literals hold", "2 of 4 literals hold", "3 inputs are 1, an odd number".
 */
static void clause_reason(const struct trace *t, int clause, char *out, size_t size)
{
	const struct fpe_clauses *c = &t->s->task->clauses;
	int from = c->start[clause], to = c->start[clause + 1], n = 0;
	bool parity = true;

	for (int i = from; i < to; i++) {
		n += trace_literal(t, i);
		parity &= c->sign[i] == 0;
	}
	if (fpe_task_info(t->s->task->kind)->form == FPE_CLAUSE_PARITY)
		snprintf(out, size, "%d of %d inputs are 1, an %s number", n, to - from,
			 n % 2 ? "odd" : "even");
	else
		snprintf(out, size, "%d of %d %s", n, to - from,
			 parity ? "inputs are 1" : "literals hold");
}

static void describe_clause(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	int clause = hit->row;
	char text[256], reason[80];

	clause_reason(t, clause, reason, sizeof reason);
	tell(out, "%s is %s: %s", figure_clause_text(t->s, clause, text, sizeof text),
	     fpe_task_clause_value(t->s->task, clause, t->bits) ? "true" : "false", reason);
}

static void describe_logit(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	int row = hit->row;
	const struct fpe_probe *p = t->probe;
	int classes = p->width[p->layers - 1];

	tell(out, "%s%s %+.3f = ", p->prediction < 0 ? "output" : "logit",
	     classes > 1 && p->prediction >= 0 ? " of its class" : "", (double)p->logit[row]);
	if (t->biased)
		tell(out, "bias %+.3f and ", (double)t->arm->net->layer[p->layers - 1].bias[row]);
	tell(out, "what %d neurons add", p->last);
	if (p->prediction >= 0)
		tell(out, ": class %s, p %.3f", figure_class(t->s, p->prediction).text, p->chance);
	if (t->label >= 0)
		tell(out, "; the label is %d", t->label);
}

static void describe_neuron(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	const struct fpe_probe *p = t->probe;
	double sum = (double)p->pre[hit->layer][hit->row];
	double post = (double)p->post[hit->layer][hit->row];

	tell(out, "%s: sum %+.3f, %s %.3f", figure_neuron(t->arm->net, hit->layer, hit->row).text,
	     sum, fpe_activation_info[t->arm->net->activation].name, post);
	if (hit->layer == p->layers - 2)
		tell(out, ", times weight %+.3f adds %+.3f to the logit",
		     (double)t->arm->net->layer[p->layers - 1]
			     .weight[t->logit * p->last + hit->row],
		     trace_part(t, hit->row));
}

void trace_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    bool ascii, struct textbuf *out)
{
	static const struct tellers lines = { describe_input, describe_clause, describe_neuron,
					      describe_logit };

	(void)ascii;
	tell_hit(s, o, hit, &lines, out);
}

/* -------------------------------------------------------------- worked out */

/* What an input of a real-valued sample adds to the sums of fc1. */
static void work_out_real(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	const struct fpe_layer *l = &t->arm->net->layer[0];
	double x = (double)t->x[hit->column];
	int shown = 0;

	describe_real(t, hit, out);
	tell(out, "\n\nIt adds to the sums of fc1, times its weights:\n");
	for (int n = 0; n < l->out; n++) {
		double w = figure_weight(l, n, hit->column);

		if (figure_live(l, n, hit->column) && shown++ < SHOWN)
			tell(out, "  %-6s %+.4f x %+.4f = %+.4f\n",
			     figure_neuron(t->arm->net, 0, n).text, x, w, x * w);
	}
	if (shown > SHOWN)
		tell(out, "  ... and %d more\n", shown - SHOWN);
	if (shown == 0)
		tell(out, "  no neuron has a weight on it\n");
}

/* What the sums of fc1 and the logit would be with this bit flipped. */
static void work_out_bit(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	int input = hit->column;
	const struct fpe_layer *l = &t->arm->net->layer[0];
	uint64_t bits[(FPE_MAX_INPUTS + 63) / 64];
	double sign = trace_bit(t, input) ? -1 : 1, before = t->value;
	int shown = 0;

	memcpy(bits, t->bits, ((size_t)l->in + 63) / 64 * sizeof *bits);
	bits[input / 64] ^= UINT64_C(1) << input % 64;
	tell(out, "%s = %d. Flipped, it would change the sums of fc1 by its weights:\n",
	     input_name(t, input).text, trace_bit(t, input));
	for (int n = 0; n < l->out; n++) {
		double w = figure_weight(l, n, input);

		if (!figure_live(l, n, input) || shown++ >= SHOWN)
			continue;
		tell(out, "  %-6s %+.4f, from %+.4f to %+.4f\n",
		     figure_neuron(t->arm->net, 0, n).text, sign * w, (double)t->probe->pre[0][n],
		     (double)t->probe->pre[0][n] + sign * w);
	}
	if (shown > SHOWN)
		tell(out, "  ... and %d more\n", shown - SHOWN);
	if (shown == 0)
		tell(out, "  no neuron has a weight on it\n");
	fpe_probe_run_bits(t->probe, t->arm->net, bits);
	tell(out, "and the logit from %+.4f to %+.4f", before, (double)t->probe->logit[t->logit]);
	if (t->label >= 0 && t->number < 0)
		tell(out, "; the label would be %d, it is %d", fpe_task_label(t->s->task, bits),
		     t->label);
	tell(out, ".\n");
}

static void work_out_input(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	(t->x ? work_out_real : work_out_bit)(t, hit, out);
}

static void work_out_clause(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	int clause = hit->row;
	const struct fpe_clauses *c = &t->s->task->clauses;
	char text[256], reason[80];
	bool holds = fpe_task_clause_value(t->s->task, clause, t->bits);

	tell(out, "%s\n\n", figure_clause_text(t->s, clause, text, sizeof text));
	for (int i = c->start[clause]; i < c->start[clause + 1]; i++) {
		struct figure_name name = input_name(t, c->input[i]);

		tell(out, "  %-8s = %d", name.text, trace_bit(t, c->input[i]));
		if (c->sign[i])
			tell(out, "   %s%s %s", c->sign[i] < 0 ? "!" : "", name.text,
			     trace_literal(t, i) ? "holds" : "does not hold");
		tell(out, "\n");
	}
	clause_reason(t, clause, reason, sizeof reason);
	tell(out, "\n%s: the clause is %s.\n", reason, holds ? "true" : "false");
	tell(out, t->s->task->all_must_hold ? "The label is 1 where all clauses are true"
					    : "The label is 1 where at least one clause is true");
	if (t->label >= 0)
		tell(out, "; here it is %d", t->label);
	tell(out, ".\n");
}

static void work_out_activation(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	const struct fpe_activation_info *f = &fpe_activation_info[t->arm->net->activation];
	char z[32], text[120];

	snprintf(z, sizeof z, "%+.4f", (double)t->probe->pre[hit->layer][hit->row]);
	tell(out, "%s: %s = %.4f\n", f->name, fpe_formula_at(f->formula, z, text, sizeof text),
	     (double)t->probe->post[hit->layer][hit->row]);
}

static void work_out_neuron(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	const struct fpe_net *net = t->arm->net;
	const struct fpe_layer *l = &net->layer[hit->layer];
	const struct fpe_probe *p = t->probe;
	const float *x = hit->layer ? p->post[hit->layer - 1] : p->input;
	int shown = 0;

	tell(out, "%s of %s: sum of weight times input, %s\n\n",
	     figure_neuron(net, hit->layer, hit->row).text, t->arm->name,
	     l->unbiased ? "without a bias" : "and the bias");
	if (!l->unbiased)
		tell(out, "  bias            %+.4f\n", (double)l->bias[hit->row]);
	for (int j = 0; j < l->in; j++) {
		struct figure_name name = figure_input(t->s, net, hit->layer, j);
		double w = figure_weight(l, hit->row, j);

		if (x[j] == 0 || !figure_live(l, hit->row, j) || shown++ >= SHOWN)
			continue;
		if (hit->layer == 0 && x[j] == 1)
			tell(out, "  %-8s = 1    %+.4f\n", name.text, w);
		else
			tell(out, "  %-8s %+.4f x %.4f = %+.4f\n", name.text, w, (double)x[j],
			     w * (double)x[j]);
	}
	if (shown > SHOWN)
		tell(out, "  ... and %d more\n", shown - SHOWN);
	tell(out,
	     "  sum             %+.4f\n\nInputs that are 0, and weights off the mask, add nothing.\n",
	     (double)p->pre[hit->layer][hit->row]);
	work_out_activation(t, hit, out);
	if (hit->layer == p->layers - 2)
		tell(out, "to the logit: %.4f x %+.4f = %+.4f\n",
		     (double)p->post[hit->layer][hit->row],
		     (double)net->layer[p->layers - 1].weight[t->logit * p->last + hit->row],
		     trace_part(t, hit->row));
}

static void work_out_share(const struct trace *t, struct textbuf *out)
{
	const struct fpe_probe *p = t->probe;
	int classes = p->width[p->layers - 1];
	const struct fpe_loss_info *loss = &fpe_loss_info[t->arm->net->loss];
	char z[32], text[120];

	snprintf(z, sizeof z, "(%+.4f)", (double)*p->logit);
	if (!loss->share)
		tell(out, "It is to come near to the sample's target: the loss is the %s.\n",
		     loss->formula);
	else if (classes == 1)
		tell(out,
		     "Share of class 1: %s = %.4f. Above 0 the net says 1, else 0:\nit says %d.\n",
		     fpe_formula_at(loss->formula, z, text, sizeof text),
		     p->prediction ? p->chance : 1 - p->chance, p->prediction);
	else
		tell(out,
		     "The largest logit is the class the net says: %d, with a %s share of %.4f.\n",
		     p->prediction, loss->share, p->chance);
}

static void work_out_logit(const struct trace *t, const struct hit *hit, struct textbuf *out)
{
	int row = hit->row;
	const struct fpe_net *net = t->arm->net;
	const struct fpe_probe *p = t->probe;
	double value = (double)p->logit[row];
	int shown = 0, none = 0, classes = p->width[p->layers - 1];

	if (p->prediction < 0)
		tell(out, "output %d: ", row);
	else if (classes > 1)
		tell(out, "logit of class %s: ", figure_class(t->s, row).text);
	else
		tell(out, "logit: ");
	tell(out, "%swhat each neuron adds\n\n", t->biased ? "the bias, and " : "");
	if (t->biased)
		tell(out, "  bias     %+.4f\n", (double)net->layer[p->layers - 1].bias[row]);
	for (int n = 0; n < p->last; n++) {
		double part = (double)p->part[row * p->last + n];

		none += part == 0;
		if (part == 0 || shown++ >= SHOWN)
			continue;
		tell(out, "  %-8s %+.4f\n", figure_input(t->s, net, p->layers - 1, n).text, part);
	}
	if (shown > SHOWN)
		tell(out, "  ... and %d more\n", shown - SHOWN);
	tell(out, "  logit    %+.4f\n\n%d of %d neurons add nothing.\n", value, none, p->last);
	work_out_share(t, out);
	if (t->label >= 0)
		tell(out, "The label is %d: %s.\n", t->label,
		     t->label == p->prediction ? "right" : "wrong");
}

void trace_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    struct textbuf *out)
{
	static const struct tellers texts = { work_out_input, work_out_clause, work_out_neuron,
					      work_out_logit };

	tell_hit(s, o, hit, &texts, out);
}
