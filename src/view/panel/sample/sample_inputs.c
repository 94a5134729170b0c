/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_inputs.c - the inputs of a sample in a row: bits by clause, or numbers. */
#include "view/panel/sample/sample_inputs.h"

#include "view/figure/figure.h"
#include "view/grid/glyph.h"
#include "view/panel/assignment/strip.h"

#define BIT_TILE 9    /* of a bit, with a name of its own above it */
#define NUMBER_TILE 7 /* columns of an input's tile that prints it */

/* Literals that hold stand out; where they have no sign, ones do. */
static int bit_ink(const struct sample_inputs *p, int input)
{
	const struct fpe_clauses *c = figure_clauses(p->t->s, 0);
	int clause = c ? figure_clause_of(c, input) : -1;

	for (int i = clause < 0 ? 0 : c->start[clause]; clause >= 0 && i < c->start[clause + 1];
	     i++) {
		if (c->input[i] == input && c->sign[i])
			return trace_literal(p->t, i) ? INK_GOOD : INK_DIM;
	}
	return trace_bit(p->t, input) ? INK_STRONG : INK_DIM;
}

/* The bit is in the middle; of three columns and more the last is a gap. */
static void draw_bit(const struct sample_inputs *p, const struct strip *strip, int i, struct area a)
{
	int input = strip_input(strip, i), at = strip_column(strip, i);
	int bit = trace_bit(p->t, input), ink = bit_ink(p, input);
	struct hit hit = { .kind = HIT_INPUT, .arm = p->arm, .column = input, .value = bit };

	area_hit(a, 1, at, strip->cell > 2 ? strip->cell - 1 : strip->cell, &hit);
	area_cell(a, 1, at + (strip->cell - 1) / 2, bit ? '1' : '0', ink, INK_NONE,
		  ink == INK_DIM ? 0 : CELL_BOLD);
}

/* A real-valued input, the mean where a cell is of several: a tile, or its number. */
static void draw_real(const struct sample_inputs *p, const struct strip *strip, int i,
		      struct area a)
{
	int n = strip_inputs(strip, i), at = strip_column(strip, i), wide = strip->cell;
	struct hit hit = { .kind = HIT_INPUT,
			   .arm = p->arm,
			   .column = strip_input(strip, i),
			   .down = 1,
			   .across = n };

	for (int k = 0; k < n; k++)
		hit.value +=
			(double)p->t->x[strip->input[strip->fit.first + i * strip->fit.per + k]] /
			n;
	glyph_tile(a, 1, at, wide, hit.value, p->limit);
	if (wide >= NUMBER_TILE) {
		int bg = a.grid->cell[(a.row + 1) * a.grid->columns + a.column + at].bg;

		for (int k = 0; k < wide; k++)
			area_cell(a, 1, at + k, ' ', INK_NONE, bg, 0);
		area_text_right(a, 1, at + wide - 1, INK_NONE,
				figure_signed_in(hit.value, wide - 2).text);
	}
	area_hit(a, 1, at, wide, &hit);
}

/* Under a bit: does its clause hold? */
static void draw_truth(const struct sample_inputs *p, const struct strip *strip, int i,
		       struct area a)
{
	int clause = figure_clause_of(figure_clauses(p->t->s, 0), strip_input(strip, i));
	int at = strip_column(strip, i);
	struct hit hit = { .kind = HIT_CLAUSE, .arm = p->arm, .row = clause };
	uint32_t line = a.grid->ascii ? '=' : 0x2501, dot = a.grid->ascii ? '.' : 0xb7;
	bool holds;

	if (clause < 0)
		return;
	holds = fpe_task_clause_value(p->t->s->task, clause, p->t->bits);
	hit.value = holds;
	for (int c = 0; c < strip->cell; c++)
		area_cell(a, 2, at + c, holds ? line : dot, holds ? INK_GOOD : INK_DIM, INK_NONE,
			  holds ? CELL_BOLD : 0);
	area_hit(a, 2, at, strip->cell, &hit);
}

int sample_inputs_draw(const struct sample_inputs *p, const struct panel_options *o, struct area a)
{
	struct strip strip;
	int cell = p->t->x ? NUMBER_TILE : BIT_TILE, shown, named;

	strip_open(&strip, p->t->s, p->t->arm->net, 0);
	while (cell > 1 && strip_columns(&strip, cell) > a.columns)
		cell--;
	strip_fit(&strip, a.columns, cell, o->column);
	shown = strip_shown(&strip, a.columns);
	strip_headings(&strip, area_sub(a, 0, 0, 1, a.columns));
	named = p->named && strip_named(&strip);
	if (named)
		strip_names(&strip, area_sub(a, 1, 0, 1, a.columns));
	a = area_sub(a, named, 0, a.rows - named, a.columns);
	for (int i = 0; i < shown; i++)
		(p->t->x ? draw_real : draw_bit)(p, &strip, i, a);
	if (!strip.clauses || strip.fit.per > 1)
		return 2 + named;
	for (int i = 0; i < shown; i++)
		draw_truth(p, &strip, i, a);
	return 3 + named;
}
