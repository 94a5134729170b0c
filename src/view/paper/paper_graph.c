/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_graph.c - nodes, lines between them, and names beside. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/grid/grid.h"
#include "view/grid/palette.h"
#include "view/paper/paper_part.h"

#define GAP 4.0 /* from a node to its name */

/* Room at the left and at the right for names that stand there. */
static void margins(const struct paper_graph *g, double width, double *left, double *right)
{
	*left = *right = 4;
	for (int i = 0; i < g->nodes; i++) {
		const struct paper_node *n = &g->node[i];
		double name = paper_width(n->name) + GAP + n->size / 2;
		bool at_left = n->side == PAPER_LEFT || (n->side == PAPER_OUTSIDE && n->x < 0.5);

		/* names in the middle have room there */
		if (n->side == PAPER_NO_NAME)
			continue;
		if (at_left)
			*left = fmax(*left, name - n->x * 0.6 * width);
		else
			*right = fmax(*right, name - (1 - n->x) * 0.6 * width);
	}
}

static struct pen_box inside(const struct paper_graph *g, const struct pen_box *box)
{
	double left, right;

	margins(g, box->width, &left, &right);
	return (struct pen_box){ box->x + left, box->y + PAPER_FONT, box->width - left - right,
				 box->height - 2 * PAPER_FONT };
}

static void graph_measure(const struct paper_sheet *sheet, const struct paper_view *view,
			  double *width, double *height)
{
	const struct paper_graph *g = &view->graph;
	struct pen_box box = { 0, 0, *width, 0 };

	(void)sheet;
	if (*height <= 0)
		*height = fmax(g->least, inside(g, &box).width * g->height) + 2 * PAPER_FONT;
}

static void draw_edge(const struct paper_sheet *sheet, const struct paper_edge *e,
		      const struct pen_box *b, struct pen *pen)
{
	struct stroke_point point[] = {
		{ (float)(b->x + e->x0 * b->width), (float)(b->y + e->y0 * b->height) },
		{ (float)(b->x + e->x1 * b->width), (float)(b->y + e->y1 * b->height) },
	};
	struct pen_line line = { .rgb = e->ink >= 0 ? paper_rgb(sheet, e->ink)
						    : paper_signed(sheet, e->share),
				 .width = e->width };

	if (e->dashed) {
		line.dash = 2.5;
		line.gap = 2;
	}
	if (pen->group && e->name)
		pen->group(pen, "edge", e->name);
	pen->line(pen, point, 2, &line);
	if (pen->group && e->name)
		pen->group(pen, NULL, NULL);
}

/* The mark, and where its name's baseline begins or ends. */
static void draw_mark(const struct paper_sheet *sheet, const struct paper_node *n,
		      const struct pen_box *b, struct pen *pen)
{
	if (n->size > 0)
		pen_mark(pen, n->shape, b->x + n->x * b->width, b->y + n->y * b->height, n->size,
			 paper_rgb(sheet, n->ink));
}

/* A name written: where, so that the next one keeps off it. */
struct name {
	double x0, x1, y;
};

static bool meets(const struct name *a, const struct name *b)
{
	return a->x0 < b->x1 + 2 && b->x0 < a->x1 + 2 && fabs(a->y - b->y) < PAPER_FONT + 0.5;
}

/* Beside its node, or as little above or below as the names before let it. False: there
   is no room. */
static bool place_name(struct name *name, const struct pen_box *b, const struct name *before,
		       int count)
{
	double at = name->y;

	for (int step = 1; step <= 24; step++) {
		bool free = name->y >= b->y && name->y <= b->y + b->height;

		for (int i = 0; free && i < count; i++)
			free = !meets(name, &before[i]);
		if (free)
			return true;
		name->y = at + (step % 2 ? 1 : -1) * (step + 1) / 2 * (PAPER_FONT / 2);
	}
	return false;
}

static void draw_leader(const struct paper_sheet *sheet, const struct paper_node *n, double x,
			double y, double to_x, double to_y, struct pen *pen)
{
	struct stroke_point point[] = { { (float)x, (float)y }, { (float)to_x, (float)to_y } };
	struct pen_line line = { .rgb = paper_rgb(sheet, n->ink), .width = 0.4 };

	pen->line(pen, point, 2, &line);
}

/* False: it found no room. */
static bool draw_name(const struct paper_sheet *sheet, const struct paper_node *n,
		      const struct pen_box *b, struct name *before, int *count, struct pen *pen)
{
	double x = b->x + n->x * b->width, y = b->y + n->y * b->height;
	bool at_left = n->side == PAPER_LEFT || (n->side == PAPER_OUTSIDE && n->x < 0.5);
	double away = (at_left ? -1 : 1) * (GAP + n->size / 2), wide = paper_width(n->name);
	struct name name = { at_left ? x + away - wide : x + away,
			     at_left ? x + away : x + away + wide, y };
	struct pen_box ground;

	if (n->side == PAPER_NO_NAME)
		return true;
	if (n->side == PAPER_OUTSIDE && !place_name(&name, b, before, *count))
		return false;
	before[(*count)++] = name;
	ground = (struct pen_box){ name.x0 - 1, name.y - PAPER_FONT / 2, wide + 2, PAPER_FONT };
	if (fabs(name.y - y) > PAPER_FONT) /* too far away to be seen to belong to it */
		draw_leader(sheet, n, x, y, at_left ? name.x1 + 1 : name.x0 - 1, name.y, pen);
	if (n->side == PAPER_RIGHT && n->x < 1) /* lines go on from here */
		pen->rectangle(pen, &ground, palette_paper(sheet->palette));
	paper_words(sheet, pen, at_left ? name.x1 : name.x0, name.y + 0.36 * PAPER_FONT, n->ink,
		    at_left ? PEN_END : PEN_START, n->name);
	return true;
}

static void graph_draw(const struct paper_sheet *sheet, const struct paper_view *view,
		       const struct pen_box *box, struct pen *pen)
{
	const struct paper_graph *g = &view->graph;
	struct pen_box b = inside(g, box);
	struct name *name = malloc(((size_t)g->nodes + 1) * sizeof *name);
	int names = 0, nameless = 0;
	char text[48];

	for (int i = 0; i < g->edges; i++)
		draw_edge(sheet, &g->edge[i], &b, pen);
	for (int i = 0; i < g->nodes; i++)
		draw_mark(sheet, &g->node[i], &b, pen);
	for (int i = 0; name && i < g->nodes; i++)
		nameless += !draw_name(sheet, &g->node[i], &b, name, &names, pen);
	free(name);
	snprintf(text, sizeof text, "%d names found no room", nameless);
	if (nameless)
		paper_words(sheet, pen, box->x + box->width, box->y + box->height, INK_DIM, PEN_END,
			    text);
}

const struct paper_part paper_part_graph = { graph_measure, graph_draw };
