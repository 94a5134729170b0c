/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * painter.c - two grids, one shown and one being drawn, over a surface. Owns
 * all three.
 */
#include "tui/painter.h"

#include <stdlib.h>

struct painter {
	struct surface *surface;
	struct grid *shown, *next;
	bool repaint;
};

struct painter *painter_new(struct surface *surface)
{
	struct painter *p = surface ? calloc(1, sizeof *p) : NULL;

	if (!p) {
		if (surface)
			surface->free(surface);
		return NULL;
	}
	p->surface = surface;
	p->repaint = true;
	return p;
}

void painter_free(struct painter *painter)
{
	if (!painter)
		return;
	grid_free(painter->shown);
	grid_free(painter->next);
	painter->surface->free(painter->surface);
	free(painter);
}

void painter_repaint(struct painter *painter)
{
	painter->repaint = true;
}

void painter_set_palette(struct painter *painter, int palette)
{
	if (painter->surface->set_palette(painter->surface, palette))
		painter->repaint = true;
}

const struct grid *painter_shown(const struct painter *painter)
{
	return painter->shown;
}

const struct hit *painter_hit(const struct painter *painter, int row, int column)
{
	static const struct hit none = { .kind = HIT_NONE, .panel = -1, .arm = -1 };

	return painter->shown ? grid_hit(painter->shown, row, column) : &none;
}

bool painter_ascii(const struct painter *painter)
{
	return painter->surface->ascii;
}

bool painter_size(struct painter *painter, int *rows, int *columns)
{
	return painter->surface->size(painter->surface, rows, columns);
}

void painter_mouse(struct painter *painter, bool on)
{
	painter->surface->mouse(painter->surface, on);
}

void painter_suspend(struct painter *painter, bool group)
{
	painter->surface->suspend(painter->surface, group);
	painter->repaint = true;
}

struct grid *painter_begin(struct painter *painter, int rows, int columns)
{
	struct grid *grid = painter->next;

	if (rows > GRID_MAX_SIDE)
		rows = GRID_MAX_SIDE;
	if (columns > GRID_MAX_SIDE)
		columns = GRID_MAX_SIDE;
	if (grid && (grid->rows != rows || grid->columns != columns)) {
		grid_free(grid);
		grid = NULL;
	}
	if (!grid)
		grid = grid_new(rows, columns, painter->surface->ascii);
	else
		grid_clear(grid);
	painter->next = grid;
	if (grid)
		grid->mono = painter->surface->mono;
	return grid;
}

void painter_show(struct painter *painter, int row, int column)
{
	struct grid *now = painter->next, *before = painter->shown;
	bool same = before && before->rows == now->rows && before->columns == now->columns;

	painter->surface->show(painter->surface, same && !painter->repaint ? before : NULL, now,
			       painter->repaint, row, column);
	painter->repaint = false;
	painter->next = before;
	painter->shown = now;
}
