/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper_matrix.c - a matrix: every cell of it, each in the colour of its number. Where
 * cells are finer than a printer's dots they are one image, whose pixels are the cells.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/grid/grid.h"
#include "view/grid/palette.h"
#include "view/paper/lettering.h"
#include "view/paper/paper_part.h"

#define CELL 13.0  /* points of a cell's side */
#define LARGER 1.7 /* times at most that cells grow, … */
#define TALL 330.0 /* … with the matrix no higher than this */
#define GAP 3.0	   /* between groups */
#define FINE 2.5   /* cells below are pixels of an image */
#define FLAT 160.0 /* height up to which rows of an image have room for their names */
#define MANY 6000  /* as are so many */
#define SIGN 5.0   /* cells from which on the sign stands in them */
#define NAME_GAP 5.0
#define BLANK "no colour: " /* where an image lets through */
#define BAR_WIDTH 120.0
#define BAR_HEIGHT 8.0
#define BAR_ROOM 30.0 /* the scale below, with its numbers */

struct plan {
	const struct paper_sheet *sheet;
	const struct paper_matrix *m;
	double cell, wide; /* height and width of one */
	double left, head; /* of the names */
	double note;	   /* width of what stands at the right */
	double gap;
	bool image;		   /* cells are pixels of one */
	bool upright;		   /* column names are written upwards */
	int each_row, each_column; /* of how many names one stands */
	double bar_x;		   /* of the scale, from the view's edge */
	bool below;		   /* the scale's words stand under it */
	double x, y;		   /* of the first cell */
};

static double longest(char **text, int count)
{
	double most = 0;

	for (int i = 0; text && i < count; i++)
		most = fmax(most, paper_width(text[i]));
	return most;
}

static int gaps(const int *group, int count)
{
	int n = 0;

	for (int i = 1; i < count; i++)
		n += group[i] != group[i - 1];
	return n;
}

/* Of how many names one has room. */
static int each_of(double room, double name)
{
	return room >= name ? 1 : (int)ceil(name / fmax(room, 1e-3));
}

/* Cells take what the sheet has left, within reason. */
static double larger(const struct paper_matrix *m, double cell, double shape, double room)
{
	double by = fmin(LARGER, room / fmax(cell * shape * m->columns, 1));

	by = fmin(by, TALL / fmax(cell * m->rows, 1));
	return !m->picture && by > 1 ? cell * by : cell;
}

/* Height and width of a cell, where the gaps are as they are. */
static void fit_cells(struct plan *l, double width)
{
	const struct paper_matrix *m = l->m;
	double most = m->cell > 0 ? m->cell : CELL, shape = m->wide > 0 ? m->wide : 1;
	double room = width - l->left - l->note - l->gap * gaps(m->column_group, m->columns);

	most = larger(m, most, shape, room);
	l->wide = fmin(most * shape, fmax(room, 10) / (m->columns > 0 ? m->columns : 1));
	l->cell = fmin(most, l->wide / shape);
}

/* The scale and the words beside it. */
static double bar_width(const struct paper_matrix *m)
{
	double words = paper_width(m->scale_name) +
		       (m->missing ? paper_width(m->missing) + paper_width(BLANK) + 14 : 0);

	return m->bar ? BAR_WIDTH + 8 + words : 0;
}

static void lay_columns(struct plan *l, double width)
{
	const struct paper_matrix *m = l->m;
	double names = longest(m->column_name, m->columns);

	l->left = fmax(longest(m->row_name, m->rows), paper_width(m->row_head));
	l->left += l->left > 0 ? NAME_GAP : 0;
	l->note = fmax(longest(m->row_note, m->rows), paper_width(m->note_head));
	l->note += l->note > 0 ? 2 * NAME_GAP : 0;
	l->gap = m->picture ? 0 : GAP;
	fit_cells(l, width);
	l->image = m->pixels || l->cell < FINE || (double)m->rows * m->columns > MANY;
	if (l->image) { /* without gaps, which an image has not */
		l->gap = 0;
		fit_cells(l, width);
		if (!m->picture) /* a few rows of very many columns */
			l->cell = fmax(l->cell, fmin(CELL, FLAT / fmax(m->rows, 1)));
	}
	l->upright = names > l->wide - 2;
	l->each_column = l->upright ? each_of(l->wide, PAPER_FONT + 1) : 1;
	l->each_row = each_of(l->cell, PAPER_FONT + 1);
	l->head = names > 0 ? (l->upright ? names : PAPER_FONT) + NAME_GAP : 0;
	l->head += m->column_head ? PAPER_LINE : 0;
	l->bar_x = l->left + bar_width(m) > width ? 0 : l->left;
	l->below = bar_width(m) > width;
}

static double column_x(const struct plan *l, int column)
{
	double x = l->x + column * l->wide;

	return l->gap > 0 ? x + l->gap * gaps(l->m->column_group, column + 1) : x;
}

static double row_y(const struct plan *l, int row)
{
	double y = l->y + row * l->cell;

	return l->gap > 0 ? y + l->gap * gaps(l->m->row_group, row + 1) : y;
}

static void matrix_measure(const struct paper_sheet *sheet, const struct paper_view *view,
			   double *width, double *height)
{
	struct plan l = { .sheet = sheet, .m = &view->matrix };
	const struct paper_matrix *m = l.m;

	lay_columns(&l, *width);
	if (!m->rows || !m->columns) {
		*height = PAPER_LINE;
		return;
	}
	*width = fmin(*width, fmax(column_x(&l, m->columns - 1) + l.wide + l.left + l.note,
				   m->bar ? l.bar_x + bar_width(m) : 0));
	*height = l.head + row_y(&l, m->rows - 1) + l.cell + (m->bar ? BAR_ROOM : 0) +
		  (m->bar && l.below ? 2 * PAPER_LINE : 0);
}

/* ------------------------------------------------------------------- cells */

static double share_of(const struct paper_matrix *m, double value)
{
	if (m->is_signed)
		return m->high > 0 ? fmin(1, fmax(-1, value / m->high)) : 0;
	return m->high > m->low ? fmin(1, fmax(0, (value - m->low) / (m->high - m->low))) : 0.5;
}

static uint32_t rgb_of(const struct plan *l, double value)
{
	double share = share_of(l->m, value);

	return l->m->is_signed ? paper_signed(l->sheet, share) : paper_share(l->sheet, share);
}

static void draw_sign(const struct plan *l, struct pen *pen, double x, double y, double value,
		      uint32_t ground)
{
	struct pen_line line = { .rgb = paper_on(ground), .width = 0.7 };
	float cx = (float)(x + l->wide / 2), cy = (float)(y + l->cell / 2);
	float s = (float)(0.18 * fmin(l->cell, l->wide));
	struct stroke_point across[] = { { cx - s, cy }, { cx + s, cy } };
	struct stroke_point down[] = { { cx, cy - s }, { cx, cy + s } };

	pen->line(pen, across, 2, &line);
	if (value > 0)
		pen->line(pen, down, 2, &line);
}

/* As large as the cell lets it be. */
static void draw_text(const struct plan *l, struct pen *pen, double x, double y, const char *text,
		      uint32_t ground)
{
	double size = fmin(PAPER_FONT, 0.75 * l->cell);
	char label[80];
	const char *shown = *text == '-' && text[1] ? paper_label(text, label, sizeof label) : text;
	double wide = lettering_width(shown, size, false);
	struct pen_words style = { .rgb = paper_on(ground), .anchor = PEN_MIDDLE };

	style.size = wide > l->wide - 3 ? size * (l->wide - 3) / wide : size;
	pen->words(pen, x + l->wide / 2, y + l->cell / 2 + 0.36 * style.size, shown, &style);
}

static void draw_cell(const struct plan *l, struct pen *pen, int row, int column)
{
	const struct paper_matrix *m = l->m;
	size_t at = (size_t)row * (size_t)m->columns + (size_t)column;
	double value = m->value[at], x = column_x(l, column), y = row_y(l, row);
	double edge = m->picture ? 0 : fmin(0.35, l->cell / 20);
	struct pen_box box = { x + edge, y + edge, l->wide - 2 * edge, l->cell - 2 * edge };
	uint32_t ground;
	char name[160];

	if (isinf(value))
		return;
	if (isnan(value) && m->text[at]) {
		draw_text(l, pen, x, y, m->text[at], palette_paper(l->sheet->palette));
		return;
	}
	if (isnan(value)) {
		pen->disc(pen, x + l->wide / 2, y + l->cell / 2, fmin(0.8, l->cell / 8),
			  paper_rgb(l->sheet, INK_DIM));
		return;
	}
	ground = rgb_of(l, value);
	snprintf(name, sizeof name, "%s %s %.9g", m->row_name[row] ? m->row_name[row] : "",
		 m->column_name[column] ? m->column_name[column] : "", value);
	if (pen->group && !m->picture)
		pen->group(pen, "cell", name);
	pen->rectangle(pen, &box, ground);
	if (m->text[at])
		draw_text(l, pen, x, y, m->text[at], ground);
	else if (m->is_signed && !m->picture && l->cell >= SIGN && value != 0)
		draw_sign(l, pen, x, y, value, ground);
	if (pen->group && !m->picture)
		pen->group(pen, NULL, NULL);
}

/* The pixels of the whole matrix; what is masked, and gaps, let through. */
static void draw_image(const struct plan *l, struct pen *pen)
{
	const struct paper_matrix *m = l->m;
	size_t cells = (size_t)m->rows * (size_t)m->columns;
	uint32_t *argb = malloc((cells + 1) * sizeof *argb);
	struct pen_image image = { m->columns, m->rows, argb };
	struct pen_box box = { l->x, l->y, m->columns * l->wide, m->rows * l->cell };

	for (size_t i = 0; argb && i < cells; i++)
		argb[i] = isfinite(m->value[i]) ? 0xff000000u | rgb_of(l, m->value[i]) : 0;
	pen->image(pen, &box, &image);
	free(argb);
}

static void draw_cells(struct plan *l, struct pen *pen)
{
	const struct paper_matrix *m = l->m;

	if (l->image) {
		draw_image(l, pen);
		return;
	}
	for (int r = 0; r < m->rows; r++) {
		for (int c = 0; c < m->columns; c++)
			draw_cell(l, pen, r, c);
	}
}

/* ------------------------------------------------------- around the cells */

static void draw_column_name(const struct plan *l, struct pen *pen, int column)
{
	const char *name = l->m->column_name[column];
	double x = column_x(l, column) + l->wide / 2, y = l->y - NAME_GAP + 1;
	struct pen_words style = { .rgb = paper_rgb(l->sheet, INK_NONE),
				   .size = PAPER_FONT,
				   .anchor = l->upright ? PEN_START : PEN_MIDDLE,
				   .up = l->upright };

	if (name && *name)
		pen->words(pen, l->upright ? x + 0.36 * PAPER_FONT : x, y, name, &style);
}

static void draw_names(const struct plan *l, struct pen *pen)
{
	const struct paper_matrix *m = l->m;
	double right = column_x(l, m->columns - 1) + l->wide + NAME_GAP;

	for (int r = 0; r < m->rows; r += l->each_row) {
		double y = row_y(l, r) + l->cell / 2 + 0.36 * PAPER_FONT;

		paper_words(l->sheet, pen, l->x - NAME_GAP, y, INK_NONE, PEN_END, m->row_name[r]);
		paper_words(l->sheet, pen, right, y, INK_NONE, PEN_START, m->row_note[r]);
	}
	for (int c = 0; c < m->columns; c += l->each_column)
		draw_column_name(l, pen, c);
	paper_words(l->sheet, pen, right, l->y - NAME_GAP + 1, INK_DIM, PEN_START, m->note_head);
	paper_words(l->sheet, pen, l->x - NAME_GAP, l->y - NAME_GAP + 1, INK_DIM, PEN_END,
		    m->row_head);
	paper_words(l->sheet, pen, l->x, l->y - l->head + PAPER_FONT, INK_DIM, PEN_START,
		    m->column_head);
}

static void draw_scale_words(const struct plan *l, struct pen *pen, double x, double y)
{
	const struct paper_matrix *m = l->m;

	x += l->below ? 0 : BAR_WIDTH + 8;
	y += BAR_HEIGHT + (l->below ? 2 * PAPER_LINE : 0);
	paper_words(l->sheet, pen, x, y, INK_NONE, PEN_START, m->scale_name);
	if (!m->missing)
		return;
	if (l->below)
		y += PAPER_LINE;
	else
		x += m->scale_name ? paper_width(m->scale_name) + 14 : 0;
	if (l->image)
		paper_words(l->sheet, pen, x, y, INK_NONE, PEN_START, BLANK);
	else
		pen->disc(pen, x + 1, y - 3, 0.8, paper_rgb(l->sheet, INK_DIM));
	paper_words(l->sheet, pen, x + (l->image ? paper_width(BLANK) : 6), y, INK_NONE, PEN_START,
		    m->missing);
}

/* The scale without steps, its ends and its middle; what a masked cell looks like. */
static void draw_bar(const struct plan *l, struct pen *pen, double x, double y)
{
	const struct paper_matrix *m = l->m;
	double low = m->is_signed ? -m->high : m->low, at[] = { low, (low + m->high) / 2, m->high };
	uint32_t argb[128];
	struct pen_image image = { 128, 1, argb };
	struct pen_box box = { x, y, BAR_WIDTH, BAR_HEIGHT };
	char digits[24], text[40];

	for (int i = 0; i < 128; i++)
		argb[i] = 0xff000000u | rgb_of(l, low + (m->high - low) * i / 127);
	pen->image(pen, &box, &image);
	for (int i = 0; i < 3; i++) {
		snprintf(digits, sizeof digits, m->is_signed ? "%+.3g" : "%.3g", at[i]);
		paper_label(digits, text, sizeof text);
		paper_words(l->sheet, pen, x + BAR_WIDTH * i / 2, y + BAR_HEIGHT + PAPER_FONT + 1,
			    INK_NONE,
			    i == 0   ? PEN_START
			    : i == 1 ? PEN_MIDDLE
				     : PEN_END,
			    m->is_signed && i == 1 ? "0" : text);
	}
	draw_scale_words(l, pen, x, y);
}

static void matrix_draw(const struct paper_sheet *sheet, const struct paper_view *view,
			const struct pen_box *box, struct pen *pen)
{
	struct plan l = { .sheet = sheet, .m = &view->matrix };

	if (!l.m->rows || !l.m->columns)
		return;
	lay_columns(&l, box->width);
	l.x = box->x + l.left;
	l.y = box->y + l.head;
	draw_cells(&l, pen);
	draw_names(&l, pen);
	if (l.m->bar)
		draw_bar(&l, pen, box->x + l.bar_x, row_y(&l, l.m->rows - 1) + l.cell + 10);
}

const struct paper_part paper_part_matrix = { matrix_measure, matrix_draw };
