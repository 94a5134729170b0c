/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_heatmap.c - a metric of one arm, or its gain, at every pair of values
 * of two keys.
 *
 * Differences have the diverging scale, other metrics the one from least to
 * most. A dot has yet to be run; a blank is not possible; a star has seeds yet
 * to come.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/grid/glyph.h"
#include "view/panel/sweep/sweep_part.h"
#include "view/panel/sweep/sweep_words.h"
#include "view/panel/sweep/tally.h"

#define WIDEST 14 /* columns of a cell, the last one a gap */
#define NUMBER 6  /* columns from which on it holds its number */
#define TALLEST 4 /* rows, of which the last is a gap */
#define LABEL_MAX 10

struct board {
	struct sweep_choice c;
	struct tally t;
	double low, high;      /* of the scale */
	bool is_signed;	       /* the scale: -high … high */
	int label, cell, tall; /* columns of labels and of a cell, rows of it */
	int head;	       /* rows above the cells */
	int row, column;       /* first ones shown */
	int rows, columns;     /* shown */
};

static const struct snapshot_key *across(const struct board *b)
{
	return &b->c.s->key[b->c.x];
}

static const struct snapshot_key *down(const struct board *b)
{
	return &b->c.s->key[b->c.y];
}

static double share_of(const struct board *b, double value)
{
	return b->high > b->low ? (value - b->low) / (b->high - b->low) : 0.5;
}

/* Two significant digits, rounded up. */
static double round_up(double x)
{
	double power = pow(10, floor(log10(x)) - 1);

	return x > 0 ? ceil(x / power - 1e-9) * power : 0.1;
}

static void find_scale(struct board *b)
{
	tally_range(&b->t, false, &b->low, &b->high);
	b->is_signed = quantity_signed(&b->c.of);
	if (!(b->low <= b->high))
		b->low = 0, b->high = 1;
	if (b->is_signed) {
		b->high = round_up(fmax(fabs(b->low), fabs(b->high)));
		b->low = -b->high;
	}
}

static uint32_t share_glyph(double share, bool ascii)
{
	static const char plain[] = ".:+*#";
	static const uint32_t shade[] = { 0xb7, 0x2591, 0x2592, 0x2593, 0x2588 };
	int step = share >= 1 ? 4 : share <= 0 ? 0 : (int)(share * 5);

	return ascii ? (unsigned char)plain[step] : shade[step];
}

/* The ground of a place, or its glyph where it is too narrow for a number. */
static void draw_ground(const struct board *b, struct area a, double value)
{
	bool numbers = b->cell >= NUMBER;
	int bg = numbers ? ink_share(share_of(b, value)) : INK_NONE;

	for (int r = 0; r < a.rows; r++) {
		if (b->is_signed && numbers)
			glyph_number(a, r, 0, a.columns, value, b->high, "");
		else if (b->is_signed)
			glyph_tile(a, r, 0, a.columns, value, b->high);
		for (int c = 0; c < a.columns && !b->is_signed; c++)
			area_cell(a, r, c,
				  numbers ? ' ' : share_glyph(share_of(b, value), a.grid->ascii),
				  INK_NONE, bg, 0);
	}
}

static void draw_cell(const struct board *b, struct area a, const struct tally_cell *cell)
{
	int middle = (a.rows - 1) / 2, columns;
	bool wide = b->cell >= NUMBER, partial = cell->run < cell->due;
	char text[24];

	if (cell->run < 1) {
		area_cell(a, middle, (a.columns - 1) / 2, glyph_off(a.grid->ascii), INK_DIM,
			  INK_NONE, 0);
		return;
	}
	if (!cell->v.n && cell->diverged)
		area_cell(a, middle, (a.columns - 1) / 2, glyph_cross(a.grid->ascii), INK_WARN,
			  INK_NONE, 0);
	if (!cell->v.n)
		return; /* not possible here */
	draw_ground(b, a, cell->v.mean);
	if (!wide)
		return;
	snprintf(text, sizeof text, "%s", sweep_words_number(&b->c.of, cell->v.mean).text);
	if (partial && text_columns(text) < a.columns)
		strcat(text, "*");
	columns = text_columns(text);
	area_text(a, middle, (a.columns - columns) / 2, INK_NONE, text);
}

static void draw_cells(const struct board *b, struct area a)
{
	for (int r = 0; r < b->rows; r++) {
		for (int c = 0; c < b->columns; c++) {
			const struct tally_cell *cell = tally_at(&b->t, b->row + r, b->column + c);
			struct hit hit = { .kind = HIT_CELL,
					   .arm = -1,
					   .row = b->row + r,
					   .column = b->column + c,
					   .value = cell->v.mean };
			int across = b->cell >= 4 || b->tall > 1;
			int down = b->tall == TALLEST;
			struct area place =
				area_sub(a, b->head + r * b->tall, b->label + c * b->cell,
					 b->tall - down, b->cell - across);

			draw_cell(b, place, cell);
			area_hits(place, 0, 0, place.rows, place.columns, &hit);
		}
	}
}

/* Names and values of both keys. */
static void draw_labels(const struct board *b, struct area a)
{
	for (int r = 0; r < b->rows && b->label; r++)
		area_text(area_sub(a, b->head + r * b->tall + (b->tall - 1) / 2, 1, 1,
				   b->label - 2),
			  0, 0, INK_NONE, down(b)->text[b->row + r]);
	if (b->head < 1)
		return;
	for (int c = 0; c < b->columns; c++) {
		const char *text = across(b)->text[b->column + c];
		int n = text_columns(text), room = b->cell;

		if (n >= room && c % (n / room + 1))
			continue; /* every second one, or fewer */
		area_text(a, b->head - 1,
			  b->label + c * b->cell + (n < room ? (room - 1 - n) / 2 : 0), INK_NONE,
			  text);
	}
	if (b->label)
		area_text(area_sub(a, b->head - 1, 0, 1, b->label - 1), 0, 1, INK_DIM,
			  down(b)->name);
	if (b->head > 1)
		area_text(a, 0, b->label, INK_DIM, across(b)->name);
}

/* ".52 ·░▒▓█ .98" */
static void draw_shares(const struct board *b, struct area a, const char *note)
{
	int at = area_printf(a, 0, 0, INK_DIM, "%s ", figure_number(b->low).text);

	for (int i = 0; i < 5; i++) {
		if (b->cell >= NUMBER)
			area_cell(a, 0, at++, ' ', INK_NONE, ink_share((i + 0.5) / 5), 0);
		else
			area_cell(a, 0, at++, share_glyph((i + 0.5) / 5, a.grid->ascii), INK_NONE,
				  INK_NONE, 0);
	}
	at += area_printf(a, 0, at, INK_DIM, " %s", figure_number(b->high).text);
	if (note && at + text_columns(note) + 2 <= a.columns)
		area_text_right(a, 0, a.columns, INK_WARN, note);
}

/* What dots, stars and blanks mean, where there are any; true: there are
   dots. */
static bool note_of(const struct board *b, char *out, size_t size)
{
	bool dots = false, stars = false, blanks = false;

	for (int i = 0; i < b->t.rows * b->t.columns; i++) {
		const struct tally_cell *cell = &b->t.cell[i];

		dots |= cell->run == 0;
		stars |= cell->v.n && cell->run < cell->due && b->cell >= NUMBER;
		blanks |= cell->run > 0 && !cell->v.n && !cell->diverged;
	}
	snprintf(out, size, "%s%s%s", stars ? "* some seeds" : "", stars && blanks ? ", " : "",
		 blanks ? "blank: not possible" : "");
	if (b->rows < b->t.rows || b->columns < b->t.columns)
		snprintf(out, size, "%dx%d of %dx%d", b->columns, b->rows, b->t.columns, b->t.rows);
	else if (dots && !b->is_signed && !out[0])
		snprintf(out, size, "dot: not run yet");
	return dots;
}

static int longest(const struct snapshot_key *key, int most)
{
	int n = text_columns(key->name);

	for (int i = 0; i < key->count; i++)
		n = text_wider(n, key->text[i]);
	return n < most ? n : most;
}

static int at_most(int n, int most)
{
	return n > most ? most : n < 1 ? 1 : n;
}

static void lay_out(struct board *b, const struct panel_options *o, struct area a, int *legend)
{
	int label = longest(down(b), LABEL_MAX) + 3, room;

	b->label = a.columns >= label + 6 ? label : 0;
	*legend = a.rows >= 5;
	b->head = a.rows >= b->t.rows + 4 ? 2 : a.rows >= 3;
	room = a.rows - b->head - *legend;
	b->tall = at_most(room / b->t.rows, TALLEST);
	b->cell = at_most((a.columns - b->label) / b->t.columns, WIDEST);
	b->rows = at_most(room / b->tall, b->t.rows);
	b->columns = at_most((a.columns - b->label) / b->cell, b->t.columns);
	b->row = at_most(o->row + 1, b->t.rows - b->rows + 1) - 1;
	b->column = at_most(o->column + 1, b->t.columns - b->columns + 1) - 1;
}

static void draw_board(struct board *b, const struct panel_options *o, struct area a)
{
	char note[48];
	bool dots;
	int legend;

	find_scale(b);
	lay_out(b, o, a, &legend);
	draw_cells(b, a);
	draw_labels(b, a);
	if (!legend)
		return;
	dots = note_of(b, note, sizeof note);
	a = area_sub(a, a.rows - 1, 1, 1, a.columns - 2);
	if (b->is_signed)
		glyph_legend(a, 0, b->high, dots ? "not run yet" : NULL, note[0] ? note : NULL);
	else
		draw_shares(b, a, note[0] ? note : NULL);
}

static void heatmap_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	struct board b = { .is_signed = false };

	if (sweep_part_tally(s, o, &b.c, &b.t, area))
		draw_board(&b, o, sweep_part_progress(s, area));
	tally_close(&b.t);
}

static void heatmap_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			    int *columns)
{
	struct sweep_choice c;

	*rows = 10;
	*columns = 60;
	if (!s->sweep || !sweep_choice_make(s, o, &c))
		return;
	*rows = TALLEST * s->sweep->key[c.y].count + 3;
	*columns = LABEL_MAX + 3 + WIDEST * s->sweep->key[c.x].count;
}

const struct panel sweep_heatmap = {
	.name = "heatmap",
	.help = "A metric of one arm, or its gain, over two keys.",
	.title = sweep_part_title,
	.measure = heatmap_measure,
	.draw = heatmap_draw,
	.numbers = sweep_words_numbers,
	.paper = sweep_heatmap_paper,
	.describe = sweep_words_describe,
	.work_out = sweep_words_work_out,
};
