/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_table.c - rows of words and numbers under a heading. */
#include <math.h>

#include "view/grid/grid.h"
#include "view/paper/paper_part.h"

#define GAP 16.0
#define ROW 13.0

static double column_width(const struct paper_table *t, int column)
{
	double most = 0;

	for (int i = column; i < t->cells; i += t->columns)
		most = fmax(most, paper_width(t->cell[i].text));
	return most + GAP;
}

static double table_width(const struct paper_table *t)
{
	double sum = 0;

	for (int c = 0; c < t->columns; c++)
		sum += column_width(t, c);
	return sum;
}

static void table_measure(const struct paper_sheet *sheet, const struct paper_view *view,
			  double *width, double *height)
{
	const struct paper_table *t = &view->table;

	(void)sheet;
	*width = fmin(*width, table_width(t));
	*height = t->columns ? ROW * (t->cells / t->columns) + 4 : 0;
}

static void table_draw(const struct paper_sheet *sheet, const struct paper_view *view,
		       const struct pen_box *box, struct pen *pen)
{
	const struct paper_table *t = &view->table;
	struct pen_line line = { .rgb = paper_rgb(sheet, INK_FRAME), .width = 0.6 };
	struct stroke_point under[] = { { (float)box->x, (float)(box->y + ROW) },
					{ (float)(box->x + box->width), (float)(box->y + ROW) } };
	/* one that is too wide has smaller letters */
	double shrink = fmin(1, box->width / fmax(1, table_width(t))), x = box->x;

	for (int c = 0; c < t->columns; c++) {
		double wide = column_width(t, c) * shrink;
		struct pen_words style = { .size = PAPER_FONT * shrink,
					   .anchor = c ? PEN_END : PEN_START };

		/* names at the left, numbers end at the right */
		for (int i = c, row = 0; i < t->cells; i += t->columns, row++) {
			style.rgb = paper_rgb(sheet, t->cell[i].ink);
			pen->words(pen, c ? x + wide - GAP * shrink : x,
				   box->y + ROW * row + PAPER_FONT + (row ? 4 : 1), t->cell[i].text,
				   &style);
		}
		x += wide;
	}
	pen->line(pen, under, 2, &line);
}

const struct paper_part paper_part_table = { table_measure, table_draw };
