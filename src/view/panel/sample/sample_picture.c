/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_picture.c - two pixels a cell, or the mean of several. */
#include "view/panel/sample/sample_picture.h"

#include <math.h>
#include <stdio.h>

#include "view/figure/figure.h"
#include "view/grid/glyph.h"

static int divide_up(int a, int b)
{
	return (a + b - 1) / b;
}

void sample_picture_open(struct sample_picture *p, const struct trace *t,
			 const struct panel_options *o, int arm, int rows, int columns)
{
	struct panel_options guess = panel_defaults;
	int inputs = t->arm->net->layer[0].in;
	char why[120];

	*p = (struct sample_picture){ .t = t, .arm = arm };
	if (!shape_open(&p->shape, inputs, t->s, o, why, sizeof why))
		shape_open(&p->shape, inputs, t->s, &guess, why, sizeof why);
	for (int j = 0; j < inputs; j++)
		p->limit = fmax(p->limit, fabs((double)t->x[j]));
	if (!(p->limit > 0) || !isfinite(p->limit))
		p->limit = 1;
	do {
		p->per++;
		p->columns = divide_up(p->shape.columns, p->per);
		p->rows = divide_up(p->shape.rows, 2 * p->per);
	} while ((p->columns > columns || p->rows > rows) && p->per < FPE_MAX_INPUTS);
}

static double mean(const struct sample_picture *p, int row, int column)
{
	double sum = 0;
	int n = 0;

	for (int r = row; r < row + p->per; r++) {
		for (int c = column; c < column + p->per; c++) {
			int input = shape_input(&p->shape, r, c);

			if (input < 0)
				continue;
			sum += (double)p->t->x[input];
			n++;
		}
	}
	return n ? sum / n : NAN;
}

void sample_picture_draw(const struct sample_picture *p, struct area a)
{
	char note[40] = "";

	for (int r = 0; r < p->rows; r++) {
		for (int c = 0; c < p->columns; c++) {
			int row = 2 * p->per * r, column = p->per * c;
			int input = shape_input(&p->shape, row, column);
			struct hit hit = { .kind = HIT_INPUT,
					   .arm = p->arm,
					   .column = input,
					   .down = 2 * p->per,
					   .across = p->per };

			if (input < 0)
				continue;
			hit.value = mean(p, row, column);
			glyph_pixels(a, r, c, hit.value, mean(p, row + p->per, column), p->limit);
			area_hit(a, r, c, 1, &hit);
		}
	}
	if (p->per > 1)
		snprintf(note, sizeof note, "means of %dx%d", p->per, p->per);
	if (a.rows > p->rows)
		glyph_legend(area_sub(a, p->rows, 0, 1, a.columns), 0, p->limit, NULL,
			     note[0] ? note : NULL);
}
