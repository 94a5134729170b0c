/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cursor.c - which hit is next in a direction, on the grid as it is drawn. */
#include "view/screen/cursor.h"

#include <limits.h>
#include <stdlib.h>

#include "view/figure/figure.h"

struct box {
	int top, left, bottom, right; /* inclusive; top > bottom: empty */
};

static const struct hit *hit_at(struct area a, int row, int column)
{
	return grid_hit(a.grid, a.row + row, a.column + column);
}

static bool stands_for_something(const struct hit *hit)
{
	return hit->kind != HIT_NONE && hit->kind != HIT_PANEL;
}

/* Take in the cells of the hit that touch the box. False: none does. */
static bool grow(struct area a, const struct hit *hit, struct box *b)
{
	struct box before = *b;

	for (int r = before.top - 1; r <= before.bottom + 1; r++) {
		for (int c = before.left - 1; c <= before.right + 1; c++) {
			if (r < 0 || c < 0 || r >= a.rows || c >= a.columns ||
			    !hit_same(hit_at(a, r, c), hit))
				continue;
			b->top = r < b->top ? r : b->top;
			b->bottom = r > b->bottom ? r : b->bottom;
			b->left = c < b->left ? c : b->left;
			b->right = c > b->right ? c : b->right;
		}
	}
	return b->top != before.top || b->bottom != before.bottom || b->left != before.left ||
	       b->right != before.right;
}

/* The topmost place that shows the hit: a curve's legend and the curve are two,
   and so are the ends of an edge. */
static struct box find(struct area a, const struct hit *hit)
{
	for (int r = 0; r < a.rows; r++) {
		for (int c = 0; c < a.columns; c++) {
			struct box b = { r, c, r, c };

			if (!hit_same(hit_at(a, r, c), hit))
				continue;
			while (grow(a, hit, &b))
				;
			return b;
		}
	}
	return (struct box){ 0, 0, -1, -1 };
}

/*
 * A colour that no figure has, and reversed where there are none. Not the
 * cell's own reversed: those of a tile may be the same. A full block would be a
 * hole.
 */
static void mark(struct cell *cell)
{
	if (cell->ch == 0x2588)
		cell->ch = 0x2593;
	cell->fg = INK_FOCUS;
	cell->bg = INK_NONE;
	cell->attributes |= CELL_REVERSE | CELL_BOLD;
}

bool cursor_show(struct area figure, const struct hit *cursor)
{
	bool shown = false;

	if (cursor->kind == HIT_NONE)
		return false;
	for (int r = 0; r < figure.rows; r++) {
		for (int c = 0; c < figure.columns; c++) {
			struct cell *cell;

			if (!hit_same(hit_at(figure, r, c), cursor))
				continue;
			cell = &figure.grid->cell[(figure.row + r) * figure.grid->columns +
						  figure.column + c];
			mark(cell);
			shown = true;
		}
	}
	return shown;
}

/* How far a cell lies from a box in a direction: what is straight ahead counts
   as nearer than what is aside. INT_MAX: not ahead. */
static int distance(const struct box *b, int row, int column, int down, int right)
{
	int ahead, aside;

	if (down) {
		ahead = down > 0 ? row - b->bottom : b->top - row;
		aside = column < b->left    ? b->left - column
			: column > b->right ? column - b->right
					    : 0;
	} else {
		ahead = right > 0 ? column - b->right : b->left - column;
		aside = row < b->top ? b->top - row : row > b->bottom ? row - b->bottom : 0;
	}
	/* two cells across are as far as one down */
	if (ahead < 1)
		return INT_MAX;
	return down ? 2 * ahead + 3 * aside : ahead + 8 * aside;
}

/* The nearest other hit ahead of a box, or without one that nearest to the
   middle of the figure; NULL: there is none. */
static const struct hit *nearest_hit(struct area a, const struct hit *from, const struct box *b,
				     int down, int right)
{
	const struct hit *best = NULL;
	int least = INT_MAX;

	for (int r = 0; r < a.rows; r++) {
		for (int c = 0; c < a.columns; c++) {
			const struct hit *hit = hit_at(a, r, c);
			int far;

			if (!stands_for_something(hit) || (b && hit_same(hit, from)))
				continue;
			far = b ? distance(b, r, c, down, right)
				: 2 * abs(2 * r - a.rows) + abs(2 * c - a.columns);
			if (far < least) {
				least = far;
				best = hit;
			}
		}
	}
	return best;
}

static struct grid *drawn(int panel, const struct snapshot *s, const struct panel_options *o,
			  int rows, int columns, bool ascii)
{
	struct grid *grid = grid_new(rows, columns, ascii);

	if (grid)
		panel_draw(panel, s, o, grid_area(grid));
	return grid;
}

/* Try to go on from the cursor on this drawing. */
static bool step(struct grid *grid, struct panel_options *o, int down, int right)
{
	struct area a = grid_area(grid);
	struct box b = find(a, &o->cursor);
	bool here = o->cursor.kind != HIT_NONE && b.bottom >= 0;
	const struct hit *hit = nearest_hit(a, &o->cursor, here ? &b : NULL, down, right);

	if (hit)
		o->cursor = *hit;
	return hit != NULL;
}

void cursor_move(int panel, const struct snapshot *s, struct panel_options *o, int rows,
		 int columns, bool ascii, int down, int right)
{
	struct panel_options scrolled = *o;
	struct grid *grid;
	bool moved;

	if (rows < 1 || columns < 1 || !panel_table[panel]->describe)
		return;
	grid = drawn(panel, s, o, rows, columns, ascii);
	moved = grid && step(grid, o, down, right);
	grid_free(grid);
	if (moved)
		return;
	panel_scroll(panel, s, &scrolled, down, right);
	if (scrolled.row == o->row && scrolled.column == o->column)
		return;
	grid = drawn(panel, s, &scrolled, rows, columns, ascii);
	if (grid && step(grid, &scrolled, down, right))
		*o = scrolled;
	grid_free(grid);
}

void cursor_follow(const struct snapshot *s, struct panel_options *o)
{
	int arm = figure_arm(s, o);

	switch (o->cursor.kind) {
	case HIT_WEIGHT:
	case HIT_PIXEL:
	case HIT_PAIR:
	case HIT_INPUT:
	case HIT_NEURON:
	case HIT_CLAUSE:
		if (arm >= 0 && o->cursor.arm != figure_second_arm(s, o))
			o->cursor.arm = arm;
		break;
	default: /* a point of a curve, a line of a table: of any arm */
		if (o->cursor.arm >= s->arms)
			o->cursor.kind = HIT_NONE;
	}
}
