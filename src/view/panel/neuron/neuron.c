/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * neuron.c - one hidden neuron: of each clause or class how well it tells it and how it is
 * active there, beside its parent and its siblings; its inputs; its strongest samples.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fpe/contrast.h"
#include "view/figure/shape.h"
#include "view/grid/glyph.h"
#include "view/panel/neuron/profile.h"

#define NAME_COLUMNS 10
#define NUMBER 6	 /* columns of an AUC */
#define RIGHT_COLUMNS 30 /* of inputs and samples */
#define LEAST_PICTURE 16 /* inputs that are looked at as a picture */
_Static_assert(FPE_NEURON_SAMPLES == 2000, "the explanation says so");

static struct figure_name whole_name(const struct profile *p)
{
	return figure_neuron(p->a->net, p->layer, p->neuron);
}

/* ------------------------------------------------------ clauses or classes */

/* A bar of so many eighths. */
static uint32_t bar(int eighths, bool ascii)
{
	static const char plain[] = " .:-=+*%#";

	if (ascii)
		return (unsigned char)plain[eighths];
	return eighths == 0 ? ' ' : 0x2580u + (unsigned)eighths;
}

/* The bins of a part, as shares of its fullest one. */
static void draw_histogram(const struct profile *p, struct area a, int row, int column, int part)
{
	const int *count = p->n.histogram + (size_t)part * FPE_NEURON_BINS;
	int most = 1;

	for (int b = 0; b < FPE_NEURON_BINS; b++)
		most = count[b] > most ? count[b] : most;
	for (int b = 0; b < FPE_NEURON_BINS; b++) {
		int eighths = (int)ceil(8.0 * count[b] / most);

		area_cell(a, row, column + b, bar(eighths, a.grid->ascii), figure_arm_ink(p->arm),
			  INK_NONE, 0);
	}
}

/* Columns that are there, in this order. */
struct layout {
	int name, histogram, family; /* columns; family: members that have one */
	int rows, first;	     /* of parts; the first one */
	bool ranked;		     /* not all fit: what is told best comes first */
};

static void draw_part(const struct profile *p, const struct layout *l, struct area a, int row,
		      int part)
{
	bool all = part == p->n.parts;
	int at = l->name;
	struct hit hit = { .kind = HIT_CLAUSE,
			   .arm = p->arm,
			   .layer = p->layer,
			   .row = part,
			   .column = p->neuron,
			   .value = all ? NAN : p->n.auc[part] };

	area_text(area_sub(a, row, 0, 1, l->name - 1), 0, 0, all ? INK_DIM : INK_NONE,
		  all ? "all" : figure_short(profile_part(p, part).text, l->name - 1).text);
	if (!all)
		area_text_right(a, row, at + NUMBER - 1, INK_STRONG,
				figure_number(p->n.auc[part]).text);
	at += NUMBER;
	if (l->histogram)
		draw_histogram(p, a, row, at, part);
	at += l->histogram;
	for (int k = 0; k < l->family && !all; k++, at += NUMBER + 1)
		area_text_right(a, row, at + NUMBER, INK_NONE,
				figure_number(p->member[k].n.auc[part]).text);
	area_hit(a, row, 0, at, &hit);
}

static void draw_heads(const struct profile *p, const struct layout *l, struct area a)
{
	int at = l->name + NUMBER + l->histogram;

	area_text(a, 0, 0, INK_DIM, p->n.of_clauses ? "clause" : "class");
	area_text_right(a, 0, l->name + NUMBER - 1, INK_DIM, "AUC");
	if (l->histogram)
		area_text(area_sub(a, 0, l->name + NUMBER, 1, l->histogram - 1), 0, 0, INK_DIM,
			  "activation");
	for (int k = 0; k < l->family; k++, at += NUMBER + 1) {
		const struct profile_member *m = &p->member[k];
		struct hit hit = {
			.kind = HIT_NEURON, .arm = m->arm, .layer = p->layer, .row = m->neuron
		};
		struct figure_name name = figure_neuron(p->s->arm[m->arm].net, p->layer, m->neuron);

		area_text_right(a, 0, at + NUMBER, figure_arm_ink(m->arm),
				figure_short(name.text, NUMBER).text);
		area_hit(a, 0, at + 1, NUMBER, &hit);
	}
}

static void lay_parts(const struct profile *p, const struct panel_options *o, struct area a,
		      struct layout *l)
{
	int most = 4;

	for (int i = 0; i < p->n.parts && i < 64; i++)
		most = text_wider(most, profile_part(p, i).text);
	l->name = (most < NAME_COLUMNS ? most : NAME_COLUMNS) + 1;
	l->name = l->name + NUMBER > a.columns ? a.columns - NUMBER : l->name;
	l->name = l->name < 2 ? 2 : l->name;
	l->histogram = a.columns >= l->name + NUMBER + FPE_NEURON_BINS ? FPE_NEURON_BINS + 1 : 0;
	l->family = (a.columns - l->name - NUMBER - l->histogram) / (NUMBER + 1);
	l->family = l->family < 0 ? 0 : l->family > p->family ? p->family : l->family;
	l->rows = a.rows - 1;
	l->ranked = p->n.parts + 1 > l->rows;
	l->first = l->ranked && o->row > 0 ? o->row : 0;
}

static void draw_parts(const struct profile *p, const struct panel_options *o, struct area a)
{
	struct layout l;

	lay_parts(p, o, a, &l);
	draw_heads(p, &l, a);
	for (int i = 0; i < l.rows && i <= p->n.parts; i++) {
		int part = l.ranked ? profile_best(p->n.auc, p->n.parts, l.first + i) : i;

		if (part >= 0)
			draw_part(p, &l, a, 1 + i, part);
	}
}

/* ------------------------------------------------------------ inputs, samples */

static int draw_inputs(const struct profile *p, struct area a)
{
	const struct fpe_layer *l = &p->a->net->layer[0];
	int row = 1;

	area_text(a, 0, 0, INK_DIM, p->layer ? "input        AUC" : "input     weight    AUC");
	for (; row < a.rows; row++) {
		int j = profile_best(p->n.input_auc, p->n.inputs, row - 1);
		struct hit hit = { .kind = HIT_INPUT,
				   .arm = p->arm,
				   .layer = p->layer,
				   .row = p->neuron,
				   .column = j };

		if (j < 0)
			break;
		hit.value = p->n.input_auc[j];
		area_text(a, row, 0, INK_NONE,
			  figure_short(figure_input(p->s, p->a->net, 0, j).text, 9).text);
		if (!p->layer && figure_live(l, p->neuron, j))
			area_text_right(a, row, 16, INK_NONE,
					figure_signed_in(figure_weight(l, p->neuron, j), 6).text);
		else if (!p->layer)
			area_cell(a, row, 15, glyph_off(a.grid->ascii), INK_DIM, INK_NONE, 0);
		area_text_right(a, row, p->layer ? 16 : 23, INK_STRONG,
				figure_number(p->n.input_auc[j]).text);
		area_hit(a, row, 0, 23, &hit);
	}
	return row;
}

/* An input's AUC as a pixel: 2 (AUC - .5), -1 … 1; 0 where it is nothing. */
static double pixel(const struct profile *p, const struct shape *shape, int row, int column)
{
	int j = row < shape->rows && column < shape->columns ? shape_input(shape, row, column) : -1;

	if (j < 0)
		return NAN;
	return isnan(p->n.input_auc[j]) ? 0 : 2 * (p->n.input_auc[j] - .5);
}

/* Where inputs are a picture: of which pixels it tells whether they are bright. */
static int draw_picture(const struct profile *p, const struct shape *shape, struct area a)
{
	int rows = (shape->rows + 1) / 2;

	area_text(a, 0, 0, INK_DIM, "pixels, 2 (AUC - .5)");
	glyph_legend(a, rows + 1, 1, NULL, NULL);
	for (int r = 0; r < rows; r++) {
		for (int c = 0; c < shape->columns && c < a.columns; c++) {
			struct hit hit = { .kind = HIT_INPUT,
					   .arm = p->arm,
					   .layer = p->layer,
					   .row = p->neuron,
					   .column = shape_input(shape, 2 * r, c) };

			glyph_pixels(a, 1 + r, c, pixel(p, shape, 2 * r, c),
				     pixel(p, shape, 2 * r + 1, c), 1);
			if (hit.column >= 0)
				area_hit(a, 1 + r, c, 1, &hit);
		}
	}
	return rows + 2;
}

static void draw_sample(const struct profile *p, struct area a, int row, int k)
{
	const struct fpe_data *d = p->s->samples;
	int sample = p->n.strongest[k], at;

	at = area_printf(a, row, 0, INK_NONE, "%d", sample);
	area_text_right(a, row, 13, INK_STRONG,
			figure_number_in((double)p->n.post[sample], 12 - at).text);
	at = 15;
	if (d->label)
		at += area_text(a, row, at, INK_NONE, figure_class(p->s, d->label[sample]).text);
	for (int c = 0; p->n.of_clauses && c < p->s->task->clauses.count && at < a.columns - 3;
	     c++) {
		if (fpe_task_clause_value(p->s->task, c,
					  d->bits + (size_t)sample * (size_t)d->words))
			at += 1 + area_text(a, row, at + 1, INK_DIM, figure_clause(p->s, c).text);
	}
}

static void draw_samples(const struct profile *p, struct area a)
{
	if (a.rows < 2)
		return;
	area_text(a, 0, 0, INK_DIM, "sample strongest");
	for (int k = 0; k < p->n.strong && 1 + k < a.rows; k++)
		draw_sample(p, a, 1 + k, k);
}

/* With so many rows of text. */
static bool is_picture(const struct profile *p, const struct panel_options *o, struct area a,
		       int text, struct shape *shape)
{
	char why[120];

	return !p->n.of_clauses && p->n.inputs >= LEAST_PICTURE &&
	       shape_open(shape, p->n.inputs, p->s, o, why, sizeof why) && !shape->rows_only &&
	       shape->columns <= a.columns && (shape->rows + 1) / 2 + text <= a.rows;
}

/* An input of a sample; NaN: no input stands there. */
static double sample_pixel(const struct profile *p, const struct shape *shape, int sample, int row,
			   int column)
{
	int j = row < shape->rows ? shape_input(shape, row, column) : -1;

	return j < 0 ? NAN : neuron_sample_value(p->s->samples, sample, j);
}

static double largest_of(const struct profile *p, int sample)
{
	double most = 0;

	for (int j = 0; j < p->n.inputs; j++)
		most = fmax(most, fabs(neuron_sample_value(p->s->samples, sample, j)));
	return most > 0 ? most : 1;
}

static void draw_sample_picture(const struct profile *p, const struct shape *shape, struct area a,
				int sample)
{
	double limit = largest_of(p, sample);

	area_printf(a, 0, 0, INK_DIM, "%d: %s", sample,
		    p->s->samples->label ? figure_class(p->s, p->s->samples->label[sample]).text
					 : "");
	for (int r = 0; r < (shape->rows + 1) / 2; r++) {
		for (int c = 0; c < shape->columns; c++)
			glyph_pixels(a, 1 + r, c, sample_pixel(p, shape, sample, 2 * r, c),
				     sample_pixel(p, shape, sample, 2 * r + 1, c), limit);
	}
}

/* The strongest samples side by side, as many as there is room for. */
static void draw_sample_pictures(const struct profile *p, const struct panel_options *o,
				 struct area a)
{
	struct shape shape;

	if (!is_picture(p, o, a, 1, &shape))
		return;
	for (int k = 0; k < p->n.strong && (k + 1) * (shape.columns + 2) <= a.columns + 2; k++)
		draw_sample_picture(p, &shape,
				    area_sub(a, 0, k * (shape.columns + 2), a.rows, shape.columns),
				    p->n.strongest[k]);
}

static void draw_right(const struct profile *p, const struct panel_options *o, struct area a)
{
	int samples = a.rows >= 12 ? p->n.strong + 2 : a.rows >= 7 ? 4 : 0, used;
	struct shape shape;

	if (is_picture(p, o, a, 2, &shape))
		used = draw_picture(p, &shape, a);
	else
		used = draw_inputs(p, area_sub(a, 0, 0, a.rows - samples, a.columns));
	used += used + 1 < a.rows;
	draw_samples(p, area_sub(a, used, 0, a.rows - used, a.columns));
}

/* ------------------------------------------------------------------ the whole */

static void draw_summary(const struct profile *p, struct area a)
{
	struct hit hit = { .kind = HIT_NEURON, .arm = p->arm, .layer = p->layer, .row = p->neuron };
	char text[160];

	snprintf(text, sizeof text, "active on %.0f %%, sums %s +- %s, %s from normal",
		 100 * p->n.active, figure_number(p->n.mean).text,
		 figure_number(p->n.deviation).text, figure_number(p->n.wasserstein).text);
	if (text_columns(text) > a.columns) /* the end first */
		*strrchr(text, ',') = '\0';
	area_text(a, 0, 0, INK_NONE, text);
	area_hit(a, 0, 0, a.columns, &hit);
}

static void draw_profile(const struct profile *p, const struct panel_options *o, struct area a)
{
	bool right = a.columns >= 2 * RIGHT_COLUMNS;
	int parts = p->n.parts ? p->n.parts + 3 : 0, rows = a.rows - 1;
	struct area below;

	draw_summary(p, area_sub(a, 0, 0, 1, a.columns));
	if (right) {
		if (parts)
			draw_parts(p, o, area_sub(a, 1, 0, rows, a.columns - RIGHT_COLUMNS - 2));
		if (parts < rows)
			draw_sample_pictures(p, o,
					     area_sub(a, 1 + parts, 0, rows - parts,
						      a.columns - RIGHT_COLUMNS - 2));
		draw_right(p, o, area_sub(a, 1, a.columns - RIGHT_COLUMNS, rows, RIGHT_COLUMNS));
		return;
	}
	if (parts > rows - 4)
		parts = rows;
	if (parts > 1)
		draw_parts(p, o, area_sub(a, 1, 0, parts, a.columns));
	below = area_sub(a, 1 + parts, 0, rows - parts, a.columns);
	if (below.rows > 1)
		draw_right(p, o, below);
}

static void neuron_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	struct profile p;
	const char *why = profile_open(&p, s, o, true);

	if (why)
		figure_say(area, why);
	else if (area.columns > 12)
		draw_profile(&p, o, area_sub(area, 0, 1, area.rows, area.columns - 2));
	else
		draw_profile(&p, o, area);
	profile_close(&p);
}

static void neuron_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			   int *columns)
{
	bool of_clauses;

	(void)o;
	*rows = 14;
	*columns = 80;
	if (s->samples && s->samples->label)
		*rows = fpe_contrast_parts(s->task, s->samples, &of_clauses) + 3;
	*rows = *rows < 14 ? 14 : *rows;
}

static void neuron_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			 struct textbuf *out)
{
	struct profile p;

	if (!profile_find(&p, s, o))
		tell(out, " %s %s fc%d of %s", ascii ? "-" : "·", whole_name(&p).text, p.layer + 1,
		     p.a->name);
}

static const struct panel_key neuron_keys[] = {
	{ 'c', "c", "the circuit of the clause under the cursor, for the panel network",
	  .command = neuron_circuit },
	{ .name = NULL },
};

const struct panel panel_neuron = {
	.name = "neuron",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SHAPE,
	.help = "What one hidden neuron answers to: clauses, classes, inputs, its strongest samples.",
	.explain =
		"The neuron that the cursor stands on in another panel, or that `neuron` named last. "
		"Its parent, as that is now in the arm that was split, and its siblings have a column each.\n\n"
		"AUC: the chance that a sample where the clause holds (that is of the class, whose input is above its mean) makes the neuron stronger than one that is not so, ties one half. "
		".5 = it tells nothing; 1 = always stronger there; 0 = always weaker. "
		"The bars beside it are its activations there, from the least to the greatest of all samples: a neuron that answers to one clause alone has one row whose bars are at the right.\n\n"
		"`from normal` is the Wasserstein distance of its sums W x + b from a normal distribution with their mean and deviation, in deviations: near 0 where it adds up many small things, large where it answers to few (arXiv 2405.15756).\n\n"
		"Of the first test samples as many are taken as a frame has time for, at most 2000: Enter says how many. "
		"`neuron` in the prompt also fits linear probes of its layer, and of the raw inputs and an untrained layer beside it.",
	.keys = neuron_keys,
	.title = neuron_title,
	.measure = neuron_measure,
	.draw = neuron_draw,
	.numbers = neuron_numbers,
	.paper = neuron_paper,
	.describe = neuron_describe,
	.work_out = neuron_work_out,
};
