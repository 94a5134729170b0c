/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.c - one sample followed through a net: its bits by clause, what each
 * neuron adds up and gives on, and how that adds up to the logit.
 *
 * The last columns are steps: each begins where the one above ended, from 0 by
 * the bias and every neuron to the logit. Neurons that do not fit are summed up
 * in a row, so that the steps always meet it.
 */
#include <math.h>
#include <stdio.h>

#include "core/base/fixed_text.h"
#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/grid/glyph.h"
#include "view/panel/sample/sample_inputs.h"
#include "view/panel/sample/sample_picture.h"

#define NUMBER 6 /* columns of a number, with a blank */
#define LEAST_BAR 8
#define LEAST_STEPS 10
#define VERDICT 35	 /* columns of the last row but two names of classes */
#define SHORT_VERDICT 19 /* the same of one name alone */
#define LEAST_NAME 6
#define CHANCE 40   /* columns from which on it says how sure the net is */
#define MOST_TALL 3 /* rows of a neuron */
#define NAMES 20    /* rows from which on the inputs of a clause are named, too */
#define BESIDE 60   /* columns in which a picture stands beside the neurons */
#define PICTURE 30  /* columns it has there at least, for its legend */

/* Rows of neurons: those that fit one by one, the others summed up. */
struct rows {
	int n, before, from, to; /* before: rows 0 … from-1 are one */
	int count;		 /* of all of them */
};

/* Columns of the parts, 0 wide where there is no room. */
struct columns {
	int name, sum, bar, out, part, steps;
	int bar_at, out_at, part_at, steps_at;
};

struct sheet {
	struct trace t;
	int arm, layer; /* the hidden layer shown, -1: there is none */
	bool last;	/* it is the one before the logits */
	struct rows rows;
	int tall, thick; /* rows of a neuron, and of its bars */
	struct columns at;
	double pre_limit;   /* of the bars of sums */
	double low, high;   /* of the steps */
	double reached;	    /* where the steps stand */
	double input_limit; /* of a real-valued sample */
	bool picture;	    /* it is shown as one */
};

static const char *kind_of(const struct snapshot *s)
{
	return s->test_samples > 0 ? "test" : "training";
}

/* "test sample 17 of 8000: class 3" */
static void draw_number_of(const struct sheet *p, struct area a, int row)
{
	int at = area_printf(a, row, 0, INK_NONE, "%s sample %d of %d", kind_of(p->t.s),
			     p->t.number, p->t.s->samples->count);

	if (p->t.label >= 0)
		area_printf(a, row, at, INK_NONE, ": class %s",
			    figure_class(p->t.s, p->t.label).text);
}

/* "c1 holds: label 1", or what is missing. */
static void draw_label(const struct sheet *p, struct area a, int row)
{
	const struct fpe_clauses *c = figure_clauses(p->t.s, 0);
	char text[160], clause[100];
	size_t at = 0;
	int n = 0;

	if (p->t.number >= 0) {
		draw_number_of(p, a, row);
		return;
	}
	if (p->t.label < 0) {
		area_text(a, row, 0, INK_DIM,
			  p->t.s->task && fpe_task_can_draw(p->t.s->task)
				  ? "the bits alone do not say the label"
				  : "the task has no rule, only samples: n shows one");
		return;
	}
	for (int i = 0; c && i < c->count; i++) {
		if (!fpe_task_clause_value(p->t.s->task, i, p->t.bits))
			continue;
		if (n++ < 4)
			fixed_put(text, sizeof text, &at, "%s%s", n > 1 ? ", " : "",
				  figure_clause(p->t.s, i).text);
	}
	if (!c)
		snprintf(clause, sizeof clause, "by the formula");
	else if (n == 0)
		snprintf(clause, sizeof clause, "no clause holds");
	else
		snprintf(clause, sizeof clause, "%.80s%s hold%s", text, n > 4 ? ", ..." : "",
			 n == 1 ? "s" : "");
	area_printf(a, row, 0, INK_NONE, "%s: label %d", clause, p->t.label);
}

/* -------------------------------------------------------------- the neurons */

static void choose_rows(struct sheet *p, int room, int scroll)
{
	struct rows *r = &p->rows;
	int n = p->t.probe->width[p->layer], fit;

	*r = (struct rows){ .n = n, .to = n, .count = n };
	if (n <= room)
		return;
	room = room < 2 ? 2 : room;
	/* a row at either end for the others, but where none are there */
	r->from = scroll < 0 ? 0 : scroll;
	fit = room - 1 - (r->from > 0);
	if (r->from + fit >= n - 1) {
		r->from = n - (room - 1);
		fit = room - 1;
	}
	r->from = r->from < 2 ? (r->from > 0 ? 2 : 0) : r->from;
	r->to = r->from + fit < n ? r->from + fit : n;
	r->before = r->from > 0;
	r->count = r->before + (r->to - r->from) + (r->to < n);
}

/* Where all neurons have a row each they share what is left in whole steps; of three the
   last is a gap between bars. */
static void choose_height(struct sheet *p, int room, int ends)
{
	int rows = p->rows.n + ends, tall = rows > 0 ? room / rows : 1;

	p->tall = tall < 1 || p->rows.count < p->rows.n ? 1 : tall > MOST_TALL ? MOST_TALL : tall;
	p->thick = p->tall < MOST_TALL ? p->tall : p->tall - 1;
}

/* Widest first: a bar of the sum, then the numbers, go where there is no room.
 */
static void choose_columns(struct sheet *p, int room)
{
	struct columns *at = &p->at;
	int left;

	*at = (struct columns){ .name = figure_name_columns(p->t.arm->net, p->layer) };
	if (at->name < 5)
		at->name = 5;
	if (at->name > room / 3)
		at->name = room / 3;
	left = room - at->name;
	if (p->last && left >= NUMBER)
		at->part = NUMBER;
	left -= at->part;
	if (left >= NUMBER + (p->last ? LEAST_STEPS : 0))
		at->out = NUMBER;
	left -= at->out;
	if (left >= NUMBER + LEAST_BAR + (p->last ? LEAST_STEPS + 2 : 0)) {
		at->sum = NUMBER;
		left -= NUMBER;
		at->bar = p->last ? left / 3 : left - 1;
		at->bar = at->bar < LEAST_BAR ? LEAST_BAR : at->bar;
		left -= at->bar + 1;
	}
	at->steps = p->last && left >= 4 ? left - 1 : 0;
	at->bar_at = at->name + at->sum + (at->bar > 0);
	at->out_at = at->bar_at + at->bar;
	at->part_at = at->out_at + at->out;
	at->steps_at = at->part_at + at->part + 1;
}

static void choose_scales(struct sheet *p)
{
	const struct fpe_probe *f = p->t.probe;
	double at = p->t.bias;

	p->low = fmin(0, at);
	p->high = fmax(0, at);
	for (int n = 0; n < f->width[p->layer]; n++) {
		double pre = fabs((double)f->pre[p->layer][n]);

		p->pre_limit = fmax(p->pre_limit, pre);
		if (!p->last)
			continue;
		at += trace_part(&p->t, n);
		p->low = fmin(p->low, at);
		p->high = fmax(p->high, at);
	}
	if (!(p->high > p->low))
		p->high = p->low + 1;
	if (!(p->pre_limit > 0))
		p->pre_limit = 1;
}

/* Cells [from, to] in the glyph of the value's sign. */
static void draw_bar(const struct sheet *p, struct area a, int row, int from, int to, double value)
{
	double sign = value < 0 ? -1 : 1;

	for (int i = from < to ? from : to; i <= (from < to ? to : from); i++) {
		for (int k = 0; k < p->thick; k++)
			area_cell(a, row + k, i, glyph_signed(sign, 1, a.grid->ascii),
				  ink_signed(sign * 0.7, 1), INK_NONE, 0);
	}
}

/* Where 0 is. */
static void draw_zero(const struct sheet *p, struct area a, int row, int column)
{
	for (int k = 0; k < p->tall; k++)
		area_run(a, row + k, column, 1, '|', 0x2502, INK_DIM);
}

/* A bar from the middle of its columns; the middle is 0. */
static void draw_sum(const struct sheet *p, struct area a, int row, double value)
{
	int half = (p->at.bar - 1) / 2, middle = p->at.bar_at + half;
	int long_ = (int)lround(value / p->pre_limit * half);

	draw_zero(p, a, row, middle);
	if (long_ > 0)
		draw_bar(p, a, row, middle + 1, middle + long_, value);
	if (long_ < 0)
		draw_bar(p, a, row, middle + long_, middle - 1, value);
}

static int step_column(const struct sheet *p, double value)
{
	return p->at.steps_at +
	       (int)lround((value - p->low) / (p->high - p->low) * (p->at.steps - 1));
}

/* From where the steps stand by so much; to: draw from 0 instead. */
static void draw_step(struct sheet *p, struct area a, int row, double by)
{
	int zero = step_column(p, 0);
	int from = step_column(p, p->reached), to = step_column(p, p->reached + by);

	p->reached += by;
	if (p->at.steps < 1)
		return;
	draw_zero(p, a, row, zero);
	if (by == 0)
		area_run(a, row, from, 1, '.', 0xb7, INK_DIM);
	else
		draw_bar(p, a, row, from, to, by);
}

static void draw_number(struct area a, int row, int end, int ink, double value)
{
	area_text_right(a, row, end, ink, figure_signed_in(value, NUMBER - 1).text);
}

static void draw_neuron(struct sheet *p, struct area a, int row, int neuron)
{
	const struct fpe_probe *f = p->t.probe;
	double pre = (double)f->pre[p->layer][neuron];
	double post = (double)f->post[p->layer][neuron];
	struct hit hit = {
		.kind = HIT_NEURON, .arm = p->arm, .layer = p->layer, .row = neuron, .value = post
	};
	int ink = post != 0 ? INK_NONE : INK_DIM;

	area_text(area_sub(a, row, 0, 1, p->at.name), 0, 0, ink,
		  figure_neuron(p->t.arm->net, p->layer, neuron).text);
	if (p->at.sum)
		draw_number(a, row, p->at.name + p->at.sum, ink, pre);
	if (p->at.bar)
		draw_sum(p, a, row, pre);
	if (p->at.out)
		area_text_right(a, row, p->at.out_at + p->at.out, ink,
				post != 0 ? figure_number_in(post, NUMBER - 1).text : "0");
	if (p->at.part && trace_part(&p->t, neuron) != 0)
		draw_number(a, row, p->at.part_at + p->at.part, INK_STRONG,
			    trace_part(&p->t, neuron));
	if (p->last)
		draw_step(p, a, row, trace_part(&p->t, neuron));
	area_hits(a, row, 0, p->tall, a.columns, &hit);
}

/* Neurons [from, to) in one row. */
static void draw_others(struct sheet *p, struct area a, int row, int from, int to)
{
	double sum = 0;

	area_printf(a, row, 0, INK_DIM, "%s %d%s",
		    from	    ? (a.grid->ascii ? "v" : "▾")
		    : a.grid->ascii ? "^"
				    : "▴",
		    to - from, p->at.sum || !p->last ? " others" : "");
	if (!p->last)
		return;
	for (int n = from; n < to; n++)
		sum += trace_part(&p->t, n);
	if (p->at.part) {
		area_run(a, row, p->at.bar_at, a.columns - p->at.bar_at, ' ', ' ', INK_NONE);
		draw_number(a, row, p->at.part_at + p->at.part, INK_STRONG, sum);
	}
	draw_step(p, a, row, sum);
}

static void draw_heading(const struct sheet *p, struct area a, int row)
{
	const struct columns *at = &p->at;

	if (at->sum)
		area_text_right(a, row, at->name + at->sum, INK_DIM, "sum");
	if (at->bar >= 9)
		area_text(a, row, at->bar_at + (at->bar - 1) / 2 - 3, INK_DIM,
			  p->t.arm->net->layer[p->layer].unbiased ? "  w x" : "w x + b");
	if (at->out)
		area_text_right(a, row, at->out_at + at->out, INK_DIM,
				fpe_activation_info[p->t.arm->net->activation].name);
	if (at->part)
		area_text_right(a, row, at->part_at + at->part, INK_DIM, "adds");
	if (at->steps >= 13)
		area_text(a, row, at->steps_at, INK_DIM, "to the logit");
}

/* The bias, where the steps begin, and the logit, where they end. */
static void draw_end(struct sheet *p, struct area a, int row, bool logit)
{
	double value = logit ? p->t.value : p->t.bias;
	struct hit hit = { .kind = HIT_NEURON,
			   .arm = p->arm,
			   .layer = p->t.probe->layers - 1,
			   .row = p->t.logit,
			   .value = p->t.value };

	area_text(area_sub(a, row, 0, 1, p->at.part_at ? p->at.part_at : a.columns), 0, 0,
		  logit ? INK_STRONG : INK_DIM,
		  logit		? "logit"
		  : p->t.biased ? "bias"
				: "no bias");
	if (p->at.part)
		draw_number(a, row, p->at.part_at + p->at.part, logit ? INK_STRONG : INK_NONE,
			    value);
	p->reached = 0;
	draw_step(p, a, row, value);
	area_hits(a, row, 0, p->tall, a.columns, &hit);
}

/* "class 1, p .918: right". */
static void draw_verdict(const struct sheet *p, struct area a, int row)
{
	const struct fpe_probe *f = p->t.probe;
	bool right = f->prediction == p->t.label, ascii = a.grid->ascii;
	struct hit hit = { .kind = HIT_NEURON,
			   .arm = p->arm,
			   .layer = f->layers - 1,
			   .row = p->t.logit,
			   .value = p->t.value };
	struct figure_name said, label;
	bool shorter = false; /* the label goes: what counts is whether it is right */
	int at, room;

	area_hit(a, row, 0, a.columns, &hit);
	if (f->prediction < 0) {
		bool rectified = p->t.arm->net->loss == FPE_LOSS_RECTIFIED;

		area_printf(a, row, 0, INK_STRONG, "net: output %s%s",
			    rectified ? "max(0, z) = " : "",
			    rectified ? figure_number(fmax(0, p->t.value)).text
				      : figure_signed(p->t.value).text);
		return;
	}
	said = figure_class(p->t.s, f->prediction);
	label = figure_class(p->t.s, p->t.label < 0 ? 0 : p->t.label);
	room = a.columns - (a.columns >= CHANCE ? VERDICT : VERDICT - 8);
	if (room < text_columns(said.text) + text_columns(label.text)) {
		shorter = room < 2 * LEAST_NAME;
		room = shorter ? a.columns - SHORT_VERDICT : room / 2;
		said = figure_short(said.text, room < 1 ? 1 : room);
		label = figure_short(label.text, room < 1 ? 1 : room);
	}
	at = area_printf(a, row, 0, INK_STRONG, "net: class %s", said.text);
	if (a.columns >= CHANCE && !shorter)
		at += area_printf(a, row, at, INK_NONE, ", p %s", figure_number(f->chance).text);
	if (p->t.label < 0)
		return;
	at += shorter ? 1 : area_printf(a, row, at, INK_NONE, "; label %s ", label.text);
	area_text(a, row, at, right ? INK_GOOD : INK_BAD,
		  right ? (ascii ? "right" : "✓ right") : (ascii ? "WRONG" : "✗ wrong"));
}

/* --------------------------------------------------------------- the panel */

static void draw_neurons(struct sheet *p, struct area a, int scroll)
{
	int row = 0, ends = p->last ? 2 : 0;
	bool heading = a.rows >= 4 + ends;

	choose_rows(p, a.rows - heading - ends, scroll);
	choose_height(p, a.rows - heading, ends);
	choose_columns(p, a.columns);
	choose_scales(p);
	if (heading)
		draw_heading(p, a, row++);
	if (p->last && a.rows >= 2)
		draw_end(p, a, row, false);
	row += p->last && a.rows >= 2 ? p->tall : 0;
	p->reached = p->t.bias;
	if (p->rows.before)
		draw_others(p, a, row++, 0, p->rows.from);
	for (int n = p->rows.from; n < p->rows.to; n++, row += p->tall)
		draw_neuron(p, a, row, n);
	if (p->rows.to < p->rows.n)
		draw_others(p, a, row++, p->rows.to, p->rows.n);
	if (p->last)
		draw_end(p, a, row, true);
}

/* The picture of a real-valued sample, beside the neurons or above them. Returns the
   area that is left. */
static struct area draw_inputs(const struct sheet *p, const struct panel_options *o, struct area a)
{
	struct sample_picture picture;
	int high = a.rows - 2, wide = a.columns * 2 / 5;
	bool beside = a.columns >= BESIDE;

	if (!beside) {
		high = a.rows / 3 - 1;
		wide = a.columns;
	}
	if (high < 2)
		return a;
	sample_picture_open(&picture, &p->t, o, p->arm, high, wide);
	draw_label(p, a, 0);
	wide = !beside ? a.columns : picture.columns < PICTURE ? PICTURE : picture.columns;
	sample_picture_draw(&picture, area_sub(a, 1, 0, picture.rows + 1, wide));
	if (beside)
		return area_sub(a, 1, wide + 2, a.rows - 1, a.columns - wide - 2);
	high = picture.rows + 2;
	return area_sub(a, high, 0, a.rows - high, a.columns);
}

static void draw_sheet(struct sheet *p, const struct panel_options *o, struct area a)
{
	int top = 0, spare = a.rows - 1;

	if (p->picture && a.rows >= 6) {
		a = draw_inputs(p, o, a);
		spare = a.rows - 1;
	} else if (a.rows >= 6) {
		struct sample_inputs inputs = { &p->t, p->arm, p->input_limit, a.rows >= NAMES };

		top = sample_inputs_draw(&inputs, o, a);
		draw_label(p, a, top++);
		spare = a.rows - top - 1;
		if (p->layer >= 0 && spare > p->t.probe->width[p->layer] + 3 + (p->last ? 1 : 0))
			top++;
	}
	if (p->layer >= 0)
		draw_neurons(p, area_sub(a, top, 0, a.rows - top - 1, a.columns), o->row);
	draw_verdict(p, a, a.rows - 1);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area area)
{
	struct sheet p = { .arm = arm };
	bool margin = area.columns > 24;
	int hidden;

	if (!trace_open(&p.t, s, o, arm))
		return;
	hidden = p.t.arm->net->layers - 1;
	p.layer = hidden < 1 ? -1 : figure_layer(p.t.arm, o);
	p.layer = p.layer >= hidden ? hidden - 1 : p.layer;
	p.last = p.layer == hidden - 1;
	if (p.t.x) {
		struct sample_picture picture;

		sample_picture_open(&picture, &p.t, o, arm, 1, 1);
		p.input_limit = picture.limit;
		p.picture = !picture.shape.rows_only;
	}
	draw_sheet(&p, o, area_sub(area, 0, margin, area.rows, area.columns - 2 * margin));
	trace_close(&p.t);
}

static void sample_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			   int *columns)
{
	int arm = figure_arm(s, o);

	*rows = 10;
	*columns = 60;
	if (arm >= 0)
		*rows = 9 + s->arm[arm].net->layer[0].out;
}

static void sample_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			 struct textbuf *out)
{
	int arm[2], n = figure_arms(s, o, arm);
	struct trace t;

	if (n < 1 || !trace_open(&t, s, o, arm[0]))
		return;
	tell(out, " %s %s%s%s", ascii ? "-" : "·", s->arm[arm[0]].name, n > 1 ? ", " : "",
	     n > 1 ? s->arm[arm[1]].name : "");
	if (t.number >= 0)
		tell(out, ": %s sample %d", kind_of(s), t.number);
	else if (!s->probe)
		tell(out, ": all bits 0");
	tell(out, "%s", s->arm[arm[0]].net->layers > 2 ? ", one layer" : "");
	trace_close(&t);
}

static void sample_numbers(const struct snapshot *s, const struct panel_options *o,
			   struct figure_table *out)
{
	int shown[2], shown_arms = figure_arms(s, o, shown);

	figure_table_keys(out, "arm", "neuron", NULL);
	figure_table_values(out, "sum", "activation", "adds to the logit", NULL);
	for (int i = 0; i < shown_arms; i++) {
		struct trace t;
		int layer;

		if (!trace_open(&t, s, o, shown[i]))
			continue;
		layer = t.probe->layers - 2;
		figure_table_texts(out, t.arm->name, "bias", NULL);
		figure_table_numbers(out, NAN, NAN, t.bias);
		for (int n = 0; layer >= 0 && n < t.probe->width[layer]; n++) {
			figure_table_texts(out, t.arm->name,
					   figure_neuron(t.arm->net, layer, n).text, NULL);
			figure_table_numbers(out, (double)t.probe->pre[layer][n],
					     (double)t.probe->post[layer][n], trace_part(&t, n));
		}
		figure_table_texts(out, t.arm->name, "logit", NULL);
		figure_table_numbers(out, t.value, NAN, t.value);
		trace_close(&t);
	}
}

/* The next of the session's samples, or the one before. */
static void turn_sample(const struct snapshot *s, struct panel_options *o, int argument)
{
	int count = s->samples ? s->samples->count : 0;
	int from = o->sample < 0 && trace_begins_with_sample(s) ? 0 : o->sample;

	o->sample = from + argument < count ? from + argument : count - 1;
	if (o->sample < -1)
		o->sample = -1;
}

static const struct panel_key sample_keys[] = {
	{ 'n', "n", "the next of the test (else training) samples", .act = turn_sample,
	  .argument = 1 },
	{ 'N', "N", "the one before; before the first the one probed", .act = turn_sample,
	  .argument = -1 },
	{ .name = NULL },
};

const struct panel panel_sample = {
	.name = "sample",
	.home = HOME_LEFT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_LAYER | TAKES_SHAPE | TAKES_SAMPLE,
	.help = "One sample followed through a net: bits, clauses, neurons, logit.",
	.explain =
		"Above the sample's bits, gathered by clause; a line under a clause says that it holds. "
		"x flips the bit under the cursor; probe 0110... sets all of them. "
		"n goes on to the next of the test samples (training samples where there are none), N back; real-valued samples are always of these, and stand as a picture (shape=).\n\n"
		"Then a row for each neuron: the sum of its weights times the bits, with its bias, as a number and as a bar from 0; what its activation makes of it, which relu leaves 0 where it is negative; and what it adds to the logit, its activation times its outgoing weight. "
		"The steps at the right begin at the bias, and each goes on where the one above ended: their end is the logit. "
		"Above 0 the net says class 1.\n\n"
		"A neuron that serves two clauses fires for both, and cannot say which: what it adds for one is wrong for the other. "
		"Of nets with more hidden layers one is shown (layer=), and steps for the last one; of several logits the predicted class'.",
	.keys = sample_keys,
	.title = sample_title,
	.measure = sample_measure,
	.draw_arm = draw_arm,
	.describe = trace_describe,
	.work_out = trace_work_out,
	.numbers = sample_numbers,
	.paper = sample_paper,
	.edit = trace_edit,
};
