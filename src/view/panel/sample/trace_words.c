/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trace_words.c - bits, clauses, neurons and logits, with their sums. */
#include <math.h>
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

static const char *input_name(const struct trace *t, int input, char *out)
{
	return figure_input_name(t->s, t->arm->net, 0, input, out, FPE_MAX_NAME);
}

static bool is_logit(const struct trace *t, const struct hit *hit)
{
	return hit->layer == t->arm->net->layers - 1;
}

/* ---------------------------------------------------------------- one line */

static void describe_input(const struct trace *t, int input, char *out, size_t size)
{
	const struct fpe_clauses *clauses = figure_clauses(t->s, 0);
	int clause = clauses ? figure_clause_of(clauses, input) : -1;
	char name[FPE_MAX_NAME], text[256];

	input_name(t, input, name);
	if (clause < 0)
		snprintf(out, size, "%s = %d; x flips it", name, trace_bit(t, input));
	else
		snprintf(out, size, "%s = %d, in %s, which %s; x flips it", name,
			 trace_bit(t, input), figure_clause_text(t->s, clause, text, sizeof text),
			 fpe_task_clause_value(t->s->task, clause, t->bits) ? "holds"
									    : "does not hold");
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
	if (parity && t->s->task->kind == FPE_TASK_XOR)
		snprintf(out, size, "%d of %d inputs are 1, an %s number", n, to - from,
			 n % 2 ? "odd" : "even");
	else
		snprintf(out, size, "%d of %d %s", n, to - from,
			 parity ? "inputs are 1" : "literals hold");
}

static void describe_clause(const struct trace *t, int clause, char *out, size_t size)
{
	char text[256], reason[80];

	clause_reason(t, clause, reason, sizeof reason);
	snprintf(out, size, "%s is %s: %s", figure_clause_text(t->s, clause, text, sizeof text),
		 fpe_task_clause_value(t->s->task, clause, t->bits) ? "true" : "false", reason);
}

static void describe_logit(const struct trace *t, int row, char *out, size_t size)
{
	const struct fpe_probe *p = t->probe;
	int classes = p->width[p->layers - 1];
	size_t at;

	at = (size_t)snprintf(
		out, size, "logit%s %+.3f = bias %+.3f and what %d neurons add: class %d, p %.3f",
		classes > 1 ? " of its class" : "", (double)p->logit[row],
		(double)t->arm->net->layer[p->layers - 1].bias[row], p->last, p->prediction,
		p->chance);
	if (t->label >= 0 && at < size)
		snprintf(out + at, size - at, "; the label is %d", t->label);
}

static void describe_neuron(const struct trace *t, const struct hit *hit, char *out, size_t size)
{
	const struct fpe_probe *p = t->probe;
	double sum = (double)p->pre[hit->layer][hit->row];
	double post = (double)p->post[hit->layer][hit->row];
	char name[FPE_MAX_NAME];
	size_t at;

	fpe_net_neuron_name(t->arm->net, hit->layer, hit->row, name, sizeof name);
	at = (size_t)snprintf(out, size, "%s: sum %+.3f, %s %.3f", name, sum,
			      fpe_activation_info[t->arm->net->activation].name, post);
	if (hit->layer == p->layers - 2 && at < size)
		snprintf(out + at, size - at, ", times weight %+.3f adds %+.3f to the logit",
			 (double)t->arm->net->layer[p->layers - 1]
				 .weight[t->logit * p->last + hit->row],
			 trace_part(t, hit->row));
}

void trace_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    bool ascii, char *out, size_t size)
{
	struct trace t;

	(void)o;
	(void)ascii;
	out[0] = '\0';
	if (!trace_open(&t, s, hit->arm))
		return;
	if (!known(&t, hit))
		out[0] = '\0';
	else if (hit->kind == HIT_INPUT)
		describe_input(&t, hit->column, out, size);
	else if (hit->kind == HIT_CLAUSE)
		describe_clause(&t, hit->row, out, size);
	else if (is_logit(&t, hit))
		describe_logit(&t, hit->row, out, size);
	else
		describe_neuron(&t, hit, out, size);
	trace_close(&t);
}

/* -------------------------------------------------------------- worked out */

/* What the sums of fc1 and the logit would be with this bit flipped. */
static void work_out_input(const struct trace *t, int input, FILE *out)
{
	const struct fpe_layer *l = &t->arm->net->layer[0];
	uint64_t bits[(FPE_MAX_INPUTS + 63) / 64];
	double sign = trace_bit(t, input) ? -1 : 1, before = t->value;
	char name[FPE_MAX_NAME];
	int shown = 0;

	memcpy(bits, t->bits, ((size_t)l->in + 63) / 64 * sizeof *bits);
	bits[input / 64] ^= UINT64_C(1) << input % 64;
	fprintf(out, "%s = %d. Flipped, it would change the sums of fc1 by its weights:\n",
		input_name(t, input, name), trace_bit(t, input));
	for (int n = 0; n < l->out; n++) {
		double w = (double)l->weight[n * l->in + input];

		if (l->mask[n * l->in + input] == 0 || shown++ >= SHOWN)
			continue;
		fprintf(out, "  %-6s %+.4f, from %+.4f to %+.4f\n",
			fpe_net_neuron_name(t->arm->net, 0, n, name, sizeof name), sign * w,
			(double)t->probe->pre[0][n], (double)t->probe->pre[0][n] + sign * w);
	}
	if (shown > SHOWN)
		fprintf(out, "  ... and %d more\n", shown - SHOWN);
	if (shown == 0)
		fprintf(out, "  no neuron has a weight on it\n");
	fpe_probe_run_bits(t->probe, t->arm->net, bits);
	fprintf(out, "and the logit from %+.4f to %+.4f", before,
		(double)t->probe->logit[t->logit]);
	if (t->label >= 0)
		fprintf(out, "; the label would be %d, it is %d", fpe_task_label(t->s->task, bits),
			t->label);
	fprintf(out, ".\n");
}

static void work_out_clause(const struct trace *t, int clause, FILE *out)
{
	const struct fpe_clauses *c = &t->s->task->clauses;
	char text[256], name[FPE_MAX_NAME], reason[80];
	bool holds = fpe_task_clause_value(t->s->task, clause, t->bits);

	fprintf(out, "%s\n\n", figure_clause_text(t->s, clause, text, sizeof text));
	for (int i = c->start[clause]; i < c->start[clause + 1]; i++) {
		fprintf(out, "  %-8s = %d", input_name(t, c->input[i], name),
			trace_bit(t, c->input[i]));
		if (c->sign[i])
			fprintf(out, "   %s%s %s", c->sign[i] < 0 ? "!" : "", name,
				trace_literal(t, i) ? "holds" : "does not hold");
		fprintf(out, "\n");
	}
	clause_reason(t, clause, reason, sizeof reason);
	fprintf(out, "\n%s: the clause is %s.\n", reason, holds ? "true" : "false");
	fprintf(out, t->s->task->all_must_hold
			     ? "The label is 1 where all clauses are true"
			     : "The label is 1 where at least one clause is true");
	fprintf(out, "; here it is %d.\n", t->label);
}

static void work_out_activation(const struct trace *t, const struct hit *hit, FILE *out)
{
	const struct fpe_activation_info *f = &fpe_activation_info[t->arm->net->activation];
	char z[32], text[120];

	snprintf(z, sizeof z, "%+.4f", (double)t->probe->pre[hit->layer][hit->row]);
	fprintf(out, "%s: %s = %.4f\n", f->name, fpe_formula_at(f->formula, z, text, sizeof text),
		(double)t->probe->post[hit->layer][hit->row]);
}

static void work_out_neuron(const struct trace *t, const struct hit *hit, FILE *out)
{
	const struct fpe_net *net = t->arm->net;
	const struct fpe_layer *l = &net->layer[hit->layer];
	const struct fpe_probe *p = t->probe;
	const float *x = hit->layer ? p->post[hit->layer - 1] : p->input;
	char name[FPE_MAX_NAME];
	int shown = 0;

	fpe_net_neuron_name(net, hit->layer, hit->row, name, sizeof name);
	fprintf(out, "%s of %s: sum of weight times input, and the bias\n\n", name, t->arm->name);
	fprintf(out, "  bias            %+.4f\n", (double)l->bias[hit->row]);
	for (int j = 0; j < l->in; j++) {
		double w = (double)l->weight[hit->row * l->in + j];

		if (x[j] == 0 || l->mask[hit->row * l->in + j] == 0)
			continue;
		if (shown++ >= SHOWN)
			continue;
		figure_input_name(t->s, net, hit->layer, j, name, sizeof name);
		if (hit->layer == 0 && x[j] == 1)
			fprintf(out, "  %-8s = 1    %+.4f\n", name, w);
		else
			fprintf(out, "  %-8s %+.4f x %.4f = %+.4f\n", name, w, (double)x[j],
				w * (double)x[j]);
	}
	if (shown > SHOWN)
		fprintf(out, "  ... and %d more\n", shown - SHOWN);
	fprintf(out,
		"  sum             %+.4f\n\nInputs that are 0, and weights off the mask, add nothing.\n",
		(double)p->pre[hit->layer][hit->row]);
	work_out_activation(t, hit, out);
	if (hit->layer == p->layers - 2)
		fprintf(out, "to the logit: %.4f x %+.4f = %+.4f\n",
			(double)p->post[hit->layer][hit->row],
			(double)net->layer[p->layers - 1].weight[t->logit * p->last + hit->row],
			trace_part(t, hit->row));
}

static void work_out_share(const struct fpe_probe *p, FILE *out)
{
	int classes = p->width[p->layers - 1];
	const struct fpe_loss_info *loss = &fpe_loss_info[fpe_loss_of(classes)];
	char z[32], text[120];

	snprintf(z, sizeof z, "(%+.4f)", (double)*p->logit);
	if (classes == 1)
		fprintf(out,
			"Share of class 1: %s = %.4f. Above 0 the net says 1, else 0:\nit says %d.\n",
			fpe_formula_at(loss->formula, z, text, sizeof text),
			p->prediction ? p->chance : 1 - p->chance, p->prediction);
	else
		fprintf(out,
			"The largest logit is the class the net says: %d, with a %s share of %.4f.\n",
			p->prediction, loss->share, p->chance);
}

static void work_out_logit(const struct trace *t, int row, FILE *out)
{
	const struct fpe_net *net = t->arm->net;
	const struct fpe_probe *p = t->probe;
	double value = (double)p->logit[row];
	char name[FPE_MAX_NAME];
	int shown = 0, none = 0, classes = p->width[p->layers - 1];

	if (classes > 1)
		fprintf(out, "logit of class %d: the bias, and what each neuron adds\n\n", row);
	else
		fprintf(out, "logit: the bias, and what each neuron adds\n\n");
	fprintf(out, "  bias     %+.4f\n", (double)net->layer[p->layers - 1].bias[row]);
	for (int n = 0; n < p->last; n++) {
		double part = (double)p->part[row * p->last + n];

		none += part == 0;
		if (part == 0 || shown++ >= SHOWN)
			continue;
		figure_input_name(t->s, net, p->layers - 1, n, name, sizeof name);
		fprintf(out, "  %-8s %+.4f\n", name, part);
	}
	if (shown > SHOWN)
		fprintf(out, "  ... and %d more\n", shown - SHOWN);
	fprintf(out, "  logit    %+.4f\n\n%d of %d neurons add nothing.\n", value, none, p->last);
	work_out_share(p, out);
	if (t->label >= 0)
		fprintf(out, "The label is %d: %s.\n", t->label,
			t->label == p->prediction ? "right" : "wrong");
}

void trace_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    FILE *out)
{
	struct trace t;

	(void)o;
	if (!trace_open(&t, s, hit->arm))
		return;
	if (known(&t, hit)) {
		if (hit->kind == HIT_INPUT)
			work_out_input(&t, hit->column, out);
		else if (hit->kind == HIT_CLAUSE)
			work_out_clause(&t, hit->row, out);
		else if (is_logit(&t, hit))
			work_out_logit(&t, hit->row, out);
		else
			work_out_neuron(&t, hit, out);
	}
	trace_close(&t);
}
