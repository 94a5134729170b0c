/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mark.c - characters, and on paper outlines. */
#include "view/grid/mark.h"

#include <math.h>

/* Half a mark in columns and in rows, as high as it is wide on paper. */
#define ACROSS 0.34F
#define DOWN 0.17F

static const struct shape {
	uint32_t ch, ascii;
	int corners; /* of the outline; 0: two strokes */
	double turn; /* of its first corner, in turns from the right */
} shapes[MARKS] = {
	{ 0x25cf, 'o', 12, 0 },	   /* disc */
	{ 0x25b2, '^', 3, 0.25 },  /* triangle */
	{ 0x25a0, '#', 4, 0.125 }, /* square */
	{ 0x25c6, '*', 4, 0 },	   /* diamond */
	{ 0xd7, 'x', 0, 0.125 },   /* cross */
	{ '+', '+', 0, 0 },	   /* plus */
	{ 0x25bc, 'v', 3, 0.75 },  /* triangle on its tip */
	{ 0x25cb, '@', 6, 0 },	   /* ring */
};

static struct stroke_point corner(double row, double column, double turn)
{
	double angle = 2 * M_PI * turn;

	return (struct stroke_point){ (float)column + ACROSS * (float)cos(angle),
				      (float)row - DOWN * (float)sin(angle) };
}

static void draw_outline(struct area a, double row, double column, const struct shape *s, int ink)
{
	const struct stroke_clip clip = { a.row, a.column, a.rows, a.columns };
	int sides = s->corners ? s->corners : 2;

	row += a.row;
	column += a.column;
	for (int i = 0; i < sides; i++) {
		double from = s->turn + (s->corners ? i / (double)sides : i / 4.0);
		double to = s->corners ? from + 1.0 / sides : from + 0.5;

		stroke_line(&a.grid->strokes, corner(row, column, from), corner(row, column, to),
			    ink, &clip);
	}
}

void mark_draw(struct area a, double row, double column, int number, int ink)
{
	const struct shape *s = &shapes[number % MARKS];

	if (a.grid->vector)
		draw_outline(a, row, column, s, ink);
	else
		area_cell(a, (int)floor(row), (int)floor(column), a.grid->ascii ? s->ascii : s->ch,
			  ink, INK_NONE, CELL_BOLD);
}
