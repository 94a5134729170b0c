/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper.c - views that grow. */
#include "view/paper/paper.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "core/base/room.h"
#include "io/textbuf.h"
#include "view/grid/grid.h"

/* One more of an array; false: there is no memory, and the paper is marked. */
static bool more(struct paper *paper, void *array, int *room, int count, size_t size)
{
	paper->failed = paper->failed || room_for(array, room, count + 1, size, NULL);
	return !paper->failed;
}

char *paper_text(struct paper *paper, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	paper->failed |= !text;
	return text;
}

void paper_say(struct paper *paper, const char *why)
{
	free(paper->why);
	paper->why = paper_text(paper, "%s", why);
}

/* --------------------------------------------------------------- all freed */

static void clear_scale(struct paper_scale *s)
{
	for (int i = 0; i < s->places; i++)
		free(s->place[i].text);
	free(s->place);
	free(s->name);
}

static void clear_series(struct paper_series *s)
{
	free(s->name);
	free(s->label);
	free(s->note);
	free(s->x);
	free(s->y);
	free(s->to);
}

static void clear_plot(struct paper_view *view)
{
	struct paper_plot *p = &view->plot;

	clear_scale(&p->x);
	clear_scale(&p->y);
	for (int i = 0; i < p->count; i++)
		clear_series(&p->series[i]);
	free(p->series);
	for (int i = 0; i < p->rules; i++)
		free(p->rule[i].text);
	free(p->rule);
}

static void clear_texts(char **text, size_t count)
{
	for (size_t i = 0; text && i < count; i++)
		free(text[i]);
	free(text);
}

static void clear_matrix(struct paper_view *view)
{
	struct paper_matrix *m = &view->matrix;

	clear_texts(m->text, (size_t)m->rows * (size_t)m->columns);
	clear_texts(m->row_name, (size_t)m->rows);
	clear_texts(m->row_note, (size_t)m->rows);
	clear_texts(m->column_name, (size_t)m->columns);
	free(m->value);
	free(m->row_group);
	free(m->column_group);
	free(m->note_head);
	free(m->row_head);
	free(m->column_head);
	free(m->scale_name);
	free(m->missing);
}

static void clear_graph(struct paper_view *view)
{
	struct paper_graph *g = &view->graph;

	for (int i = 0; i < g->nodes; i++)
		free(g->node[i].name);
	for (int i = 0; i < g->edges; i++)
		free(g->edge[i].name);
	free(g->node);
	free(g->edge);
}

static void clear_table(struct paper_view *view)
{
	for (int i = 0; i < view->table.cells; i++)
		free(view->table.cell[i].text);
	free(view->table.cell);
}

static void clear_view(struct paper_view *view)
{
	static void (*const clear[PAPER_KINDS])(struct paper_view * view) = {
		[PAPER_PLOT] = clear_plot,
		[PAPER_MATRIX] = clear_matrix,
		[PAPER_GRAPH] = clear_graph,
		[PAPER_TABLE] = clear_table,
	};

	clear[view->kind](view);
	free(view->title);
	free(view->note);
}

void paper_clear(struct paper *paper)
{
	for (int i = 0; i < paper->views; i++)
		clear_view(&paper->view[i]);
	free(paper->view);
	clear_view(&paper->spare);
	clear_series(&paper->spare_series);
	free(paper->why);
	*paper = (struct paper){ 0 };
}

/* ------------------------------------------------------------------- views */

static void empty_scale(struct paper_scale *s)
{
	s->low = INFINITY;
	s->high = -INFINITY;
}

struct paper_view *paper_add(struct paper *paper, enum paper_kind kind)
{
	struct paper_view *view = &paper->spare;

	if (more(paper, &paper->view, &paper->room, paper->views, sizeof *paper->view))
		view = &paper->view[paper->views++];
	else
		clear_view(view);
	*view = (struct paper_view){ .kind = kind, .title_ink = INK_TITLE };
	if (kind == PAPER_PLOT) {
		empty_scale(&view->plot.x);
		empty_scale(&view->plot.y);
	}
	return view;
}

void paper_widen(struct paper_scale *scale, double value)
{
	if (!isfinite(value) || (scale->span == PAPER_LOG && value <= 0))
		return;
	scale->low = fmin(scale->low, value);
	scale->high = fmax(scale->high, value);
}

struct paper_series *paper_series(struct paper *paper, struct paper_view *view, enum pen_kind kind,
				  int ink, const char *name)
{
	struct paper_plot *p = &view->plot;
	struct paper_series *s = &paper->spare_series;

	if (more(paper, &p->series, &p->room, p->count, sizeof *p->series))
		s = &p->series[p->count++];
	else
		clear_series(s);
	*s = (struct paper_series){ .kind = kind, .ink = ink, .opacity = 1 };
	s->name = paper_text(paper, "%s", name);
	return s;
}

void paper_point(struct paper *paper, struct paper_view *view, struct paper_series *series,
		 double x, double y, double to)
{
	bool both = series->kind != PEN_LINE && series->kind != PEN_POINTS;
	int room = series->point_room;

	if (paper->failed || !isfinite(x) || !isfinite(y) || (both && !isfinite(to)))
		return;
	if (view->plot.y.span == PAPER_LOG && y <= 0)
		return;
	if (room_for(&series->x, &(int){ room }, series->points + 1, sizeof *series->x, NULL) ||
	    room_for(&series->y, &(int){ room }, series->points + 1, sizeof *series->y, NULL) ||
	    room_for(&series->to, &series->point_room, series->points + 1, sizeof *series->to,
		     NULL)) {
		paper->failed = true;
		return;
	}
	series->x[series->points] = x;
	series->y[series->points] = y;
	series->to[series->points++] = both ? to : y;
	paper_widen(&view->plot.x, x);
	paper_widen(&view->plot.y, y);
	paper_widen(&view->plot.y, both ? to : y);
}

void paper_rule(struct paper *paper, struct paper_view *view, bool up, double at, int ink,
		const char *text)
{
	struct paper_plot *p = &view->plot;

	if (!isfinite(at) || !more(paper, &p->rule, &p->rule_room, p->rules, sizeof *p->rule))
		return;
	p->rule[p->rules++] = (struct paper_rule){ up, at, ink, paper_text(paper, "%s", text) };
}

void paper_place(struct paper *paper, struct paper_scale *scale, double at, const char *text)
{
	if (!more(paper, &scale->place, &scale->place_room, scale->places, sizeof *scale->place))
		return;
	scale->place[scale->places++] = (struct paper_place){ at, paper_text(paper, "%s", text) };
	paper_widen(scale, at);
}

void paper_matrix_size(struct paper *paper, struct paper_view *view, int rows, int columns)
{
	struct paper_matrix *m = &view->matrix;
	size_t cells = (size_t)rows * (size_t)columns;

	m->value = malloc((cells + 1) * sizeof *m->value);
	m->text = calloc(cells + 1, sizeof *m->text);
	m->row_name = calloc((size_t)rows + 1, sizeof *m->row_name);
	m->row_note = calloc((size_t)rows + 1, sizeof *m->row_note);
	m->column_name = calloc((size_t)columns + 1, sizeof *m->column_name);
	m->row_group = calloc((size_t)rows + 1, sizeof *m->row_group);
	m->column_group = calloc((size_t)columns + 1, sizeof *m->column_group);
	if (!m->value || !m->text || !m->row_name || !m->row_note || !m->column_name ||
	    !m->row_group || !m->column_group) {
		paper->failed = true;
		return; /* of no rows */
	}
	m->rows = rows;
	m->columns = columns;
	for (size_t i = 0; i < cells; i++)
		m->value[i] = NAN;
}

void paper_node(struct paper *paper, struct paper_view *view, struct paper_node node)
{
	struct paper_graph *g = &view->graph;

	if (more(paper, &g->node, &g->node_room, g->nodes, sizeof *g->node))
		g->node[g->nodes++] = node;
	else
		free(node.name);
}

void paper_edge(struct paper *paper, struct paper_view *view, struct paper_edge edge)
{
	struct paper_graph *g = &view->graph;

	if (more(paper, &g->edge, &g->edge_room, g->edges, sizeof *g->edge))
		g->edge[g->edges++] = edge;
	else
		free(edge.name);
}

void paper_cell(struct paper *paper, struct paper_view *view, int ink, const char *text)
{
	struct paper_table *t = &view->table;

	if (more(paper, &t->cell, &t->room, t->cells, sizeof *t->cell))
		t->cell[t->cells++] = (struct paper_cell){ paper_text(paper, "%s", text), ink };
}
