/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weight.c - one line about a weight, and the commands that change it. The
   whole explanation is in weight_work_out.c. */
#include "view/figure/weight.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "view/figure/difference.h"
#include "view/figure/figure.h"
#include "view/figure/weight_place.h"

bool weight_place(struct weight_place *p, const struct snapshot *s, const struct hit *hit)
{
	p->a = figure_hit_arm(s, hit, HIT_WEIGHT);
	if (!p->a)
		return false;
	p->net = p->a->net;
	if (hit->layer < 0 || hit->layer >= p->net->layers)
		return false;
	p->layer = hit->layer;
	p->l = &p->net->layer[hit->layer];
	p->neuron = hit->row;
	p->input = hit->column;
	if (hit->row < 0 || hit->row >= p->l->out || hit->column < 0 || hit->column >= p->l->in)
		return false;
	p->live = figure_live(p->l, hit->row, hit->column);
	p->w = figure_weight(p->l, hit->row, hit->column);
	p->origin = &p->net->origin[p->layer][p->neuron];
	p->name = figure_neuron(p->net, p->layer, p->neuron);
	p->input_name = figure_input(s, p->net, p->layer, p->input);
	p->parent = figure_parent(p->net, p->layer, p->neuron);
	return true;
}

/* Another neuron of the same root that holds the input, or of the siblings
   only; -1: none. */
static int holder_of(const struct weight_place *p, bool siblings)
{
	const struct fpe_origin *origin = p->net->origin[p->layer];

	for (int n = 0; n < p->l->out; n++) {
		if (n == p->neuron || origin[n].root != p->origin->root ||
		    !figure_live(p->l, n, p->input))
			continue;
		if (!siblings || figure_siblings(&origin[n], p->origin))
			return n;
	}
	return -1;
}

/* "in g3 (49 inputs)" */
static const char *group_text(const struct fpe_groups *groups, int input, char *out, size_t size)
{
	int count = 0;

	for (int j = 0; j < groups->inputs; j++)
		count += groups->of[j] == groups->of[input];
	if (count > 1)
		snprintf(out, size, "in g%d (%d inputs)", groups->of[input], count);
	else
		snprintf(out, size, "in no group with others");
	return out;
}

const char *weight_clauses(const struct snapshot *s, int layer, int input, char *out, size_t size)
{
	const struct fpe_clauses *clauses = figure_clauses(s, layer);
	char text[160];
	size_t at = 0;
	int n = 0;

	out[0] = 0;
	if (figure_groups(s, layer))
		return group_text(figure_groups(s, layer), input, out, size);
	for (int c = 0; clauses && c < clauses->count; c++) {
		bool in = false;

		for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++)
			in |= clauses->input[i] == input;
		if (!in || ++n > 2)
			continue;
		figure_clause_text(s, c, text, sizeof text);
		fixed_put(out, size, &at, "%s%s", n > 1 ? ", " : "in ", text);
	}
	if (n > 2)
		fixed_put(out, size, &at, " and %d more", n - 2);
	else if (clauses && n == 0)
		snprintf(out, size, "in no clause");
	return out;
}

/* Who has it instead, where it is masked out. */
static void masked_text(const struct weight_place *p, char *out, size_t size)
{
	int holder = holder_of(p, false);

	if (holder >= 0)
		snprintf(out, size, "masked out, %s holds it (w = %+.4g)",
			 figure_neuron(p->net, p->layer, holder).text,
			 figure_weight(p->l, holder, p->input));
	else if (p->origin->depth > 0)
		snprintf(out, size, "pruned, no child of n%d holds it", p->origin->root);
	else
		snprintf(out, size, "masked out: 0");
}

/* A cell that stands for several inputs. */
static void describe_mean(const struct snapshot *s, const struct weight_place *p,
			  const struct hit *hit, struct textbuf *out)
{
	int live = 0, end = p->input + hit->across, most = p->input;
	double sum = 0, biggest = -1;

	end = end < p->l->in ? end : p->l->in;
	for (int j = p->input; j < end; j++) {
		double w = figure_weight(p->l, p->neuron, j);

		if (!figure_live(p->l, p->neuron, j))
			continue;
		live++;
		sum += w;
		if (fabs(w) > biggest) {
			biggest = fabs(w);
			most = j;
		}
	}
	tell(out, "%s x %s ... %s: ", p->name.text, p->input_name.text,
	     figure_input(s, p->net, p->layer, end - 1).text);
	if (live)
		tell(out, "mean of %d weights %+.4g, the largest %+.4g at %s", live, sum / live,
		     figure_weight(p->l, p->neuron, most),
		     figure_input(s, p->net, p->layer, most).text);
	else
		tell(out, "all %d masked out", end - p->input);
}

static void describe_difference(const struct snapshot *s, const struct difference *d,
				const struct hit *hit, bool ascii, struct textbuf *out)
{
	double a = difference_weight(d, 0, hit->row, hit->column);
	double b = difference_weight(d, 1, hit->row, hit->column);
	char of[96], clauses[200];
	bool in_a = difference_live(d, 0, hit->row, hit->column);
	bool in_b = difference_live(d, 1, hit->row, hit->column);

	difference_name(d, of, sizeof of);
	weight_clauses(s, d->layer, hit->column, clauses, sizeof clauses);
	tell(out, "%s %s %s: %s = %+.4g - %+.4g = %+.4g%s%s%s",
	     figure_neuron(&d->net[0], d->layer, hit->row).text, ascii ? "x" : "×",
	     figure_input(s, &d->net[0], d->layer, hit->column).text, of, a, b, a - b,
	     in_a && in_b ? ""
	     : in_b	  ? " (the first has it masked out)"
	     : in_a	  ? " (the second has it masked out)"
			  : " (masked out in both)",
	     clauses[0] ? ", " : "", clauses);
}

void weight_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		     bool ascii, struct textbuf *out)
{
	struct weight_place p;
	struct difference d;
	char text[96], clauses[200];

	if (!figure_hit_arm(s, hit, HIT_WEIGHT))
		return;
	if (o->minus >= 0) {
		if (!difference_open(&d, s, o, hit->arm) && hit->row < d.rows &&
		    hit->column < d.columns)
			describe_difference(s, &d, hit, ascii, out);
		difference_close(&d);
		return;
	}
	if (!weight_place(&p, s, hit))
		return;
	if (hit->across > 1) {
		describe_mean(s, &p, hit, out);
		return;
	}
	if (p.live)
		snprintf(text, sizeof text, "w = %+.4g", p.w);
	else
		masked_text(&p, text, sizeof text);
	weight_clauses(s, p.layer, p.input, clauses, sizeof clauses);
	tell(out, "%s %s %s: %s%s%s", p.name.text, ascii ? "x" : "×", p.input_name.text, text,
	     clauses[0] ? ", " : "", clauses);
	if (p.origin->depth > 0)
		tell(out, ", child %d of %s", p.origin->child[p.origin->depth - 1], p.parent.text);
}

/* ------------------------------------------------------------ its commands */

static enum panel_edit assign(const struct weight_place *p, int neuron, enum panel_edit how,
			      char *command, size_t size)
{
	const struct fpe_origin *to = &p->net->origin[p->layer][neuron];

	snprintf(command, size, "assign %s %s %d arm=%s", p->parent.text, p->input_name.text,
		 to->child[to->depth - 1], p->a->name);
	if (p->layer > 0 || p->a->layer != 0) /* else it is the one split last */
		snprintf(command + strlen(command), size - strlen(command), " layer=fc%d",
			 p->layer + 1);
	return how;
}

/* The entry alone of one arm at its place; false for a mean or a difference. */
static bool one_entry(struct weight_place *p, const struct snapshot *s,
		      const struct panel_options *o, const struct hit *hit)
{
	return o->minus < 0 && hit->across <= 1 && weight_place(p, s, hit);
}

enum panel_edit weight_edit(const struct snapshot *s, const struct panel_options *o,
			    const struct hit *hit, char *command, size_t size)
{
	struct weight_place p;

	if (!one_entry(&p, s, o, hit))
		return EDIT_NONE;
	if (!p.live)
		return holder_of(&p, true) < 0 ? EDIT_NONE
					       : assign(&p, p.neuron, EDIT_PROMPT, command, size);
	snprintf(command, size, "weight fc%d %s %s %.6g arm=%s", p.layer + 1, p.name.text,
		 p.input_name.text, p.w, p.a->name);
	return EDIT_PROMPT;
}

enum panel_edit weight_drop(const struct snapshot *s, const struct panel_options *o,
			    const struct hit *from, const struct hit *to, char *command,
			    size_t size)
{
	struct weight_place p, q;

	if (!one_entry(&p, s, o, from) || !one_entry(&q, s, o, to) || !p.live || p.a != q.a ||
	    p.layer != q.layer || p.neuron == q.neuron || !figure_siblings(p.origin, q.origin))
		return EDIT_NONE;
	return assign(&p, q.neuron, EDIT_RUN, command, size);
}

enum panel_edit weight_pass(const struct snapshot *s, const struct panel_options *o,
			    const struct hit *hit, char *command, size_t size)
{
	const struct fpe_origin *origin;
	struct weight_place p;
	int next = -1, first = -1, own;

	if (!one_entry(&p, s, o, hit) || p.origin->depth < 1)
		return EDIT_NONE;
	if (!p.live)
		return holder_of(&p, true) < 0 ? EDIT_NONE
					       : assign(&p, p.neuron, EDIT_RUN, command, size);
	origin = p.net->origin[p.layer];
	own = p.origin->child[p.origin->depth - 1];
	for (int n = 0; n < p.l->out; n++) {
		int child = origin[n].child[p.origin->depth - 1];

		if (n == p.neuron || !figure_siblings(&origin[n], p.origin))
			continue;
		if (first < 0 || child < origin[first].child[p.origin->depth - 1])
			first = n;
		if (child > own && (next < 0 || child < origin[next].child[p.origin->depth - 1]))
			next = n;
	}
	if (next < 0)
		next = first;
	return next < 0 ? EDIT_NONE : assign(&p, next, EDIT_RUN, command, size);
}
