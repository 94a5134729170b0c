/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network_lines.c - which weights of a net are drawn, and how: weak ones first,
 * strong ones double and on top; those of the cursor or the sample brought out.
 */
#include "view/panel/network/network_scene.h"

#include <math.h>
#include <stdlib.h>

#define EDGES_A_ROW 2	 /* of each layer: more would be a tangle */
#define STRONG (2.0 / 3) /* of the layer's largest shown weight */
#define MIDDLE (1.0 / 3)

enum { COVER_NOBODY = -1, COVER_MANY = -2 };

static bool touches(const struct network_scene *c, const struct network_edge *e)
{
	if (c->chosen.live)
		return e->layer == c->chosen.layer && e->from == c->chosen.from &&
		       e->to == c->chosen.to;
	return (c->column == e->layer && c->unit == e->from) ||
	       (c->column == e->layer + 1 && c->unit == e->to);
}

bool network_any_chosen(const struct network_scene *c)
{
	return c->column >= 0 || c->chosen.live;
}

/* Is a weight that the edge stands for in the circuit? */
static bool in_circuit(const struct network_scene *c, const struct network_edge *e)
{
	const struct plan_column *from = &c->plan.column[e->layer];
	const struct plan_column *to = &c->plan.column[e->layer + 1];
	const struct plan_unit *in = &from->unit[e->from], *out = &to->unit[e->to];

	for (int i = 0; i < out->nodes; i++) {
		for (int j = 0; j < in->nodes; j++) {
			if (network_in_circuit(c->circuit, e->layer, to->order[out->first + i],
					       from->order[in->first + j]))
				return true;
		}
	}
	return false;
}

/* Is it one of those that are brought out, by the cursor, by a circuit or by the sample? */
static bool is_bright(const struct network_scene *c, const struct network_edge *e)
{
	if (network_any_chosen(c))
		return touches(c, e);
	if (c->circuit)
		return in_circuit(c, e);
	return !c->probe || network_lit(c, e->layer, e->from);
}

static void add_edge(struct network_scene *c, const struct network_edge *e, bool bright)
{
	if (c->edges >= NETWORK_DRAWN)
		return;
	c->edge[c->edges] = *e;
	c->bright[c->edges++] = bright;
}

/* The strongest edges of a layer; those that are brought out all, and last. */
static void add_layer(struct network_scene *c, int layer, int budget)
{
	struct network_edge *edge;
	int n = network_edges(&c->plan, c->net, layer, &edge), first;
	bool chosen = network_any_chosen(c) || c->circuit || c->probe;
	int most = chosen ? budget / 3 : budget, own = 0;
	/* a cursor brings out lines of two layers at most */
	int room = network_any_chosen(c) ? NETWORK_DRAWN * 3 / 8 : budget;

	c->limit[layer] = n > 0 ? fabs(edge[n - 1].w) : 0;
	first = n > most ? n - most : 0;
	for (int i = 0; i < n; i++)
		c->weights += edge[i].live;
	for (int i = first; i < n; i++) {
		if (chosen && is_bright(c, &edge[i]))
			continue;
		add_edge(c, &edge[i], !chosen);
		c->strongest += edge[i].live;
		if (!(fabs(edge[i].w) >= c->least))
			c->least = fabs(edge[i].w);
	}
	for (first = n; chosen && first > 0 && own < room; first--)
		own += is_bright(c, &edge[first - 1]);
	for (int i = first; chosen && i < n; i++) {
		if (is_bright(c, &edge[i]))
			add_edge(c, &edge[i], true);
	}
	free(edge);
}

static void add_edges(struct network_scene *c)
{
	int layers = c->net->layers, budget = EDGES_A_ROW * c->plan.rows;

	budget = budget < 12 ? 12 : budget;
	if (budget > NETWORK_DRAWN * 3 / 4 / layers)
		budget = NETWORK_DRAWN * 3 / 4 / layers;
	c->least = NAN;
	for (int layer = 0; layer < layers; layer++)
		add_layer(c, layer, budget);
}

/* ------------------------------------------------------------------- lines */

/* Height of a unit's end of a line in dots: units of a line share its row. */
static double line_y(const struct network_scene *c, const struct plan_column *column, int unit)
{
	const struct plan_unit *u = &column->unit[unit];

	if (c->canvas.ascii)
		return u->line;
	if (column->across < 2)
		return 4 * u->line + 1;
	return 4 * u->line + 3.0 * u->slot / (column->across - 1);
}

/* Remember which cells this edge has for itself. */
static void cover(struct network_scene *c, int index, double x0, double y0, double x1, double y1)
{
	double wide = c->canvas.ascii ? 1 : 2, high = c->canvas.ascii ? 1 : 4;

	for (double x = x0; x <= x1; x++) {
		double y = x1 > x0 ? y0 + (y1 - y0) * (x - x0) / (x1 - x0) : y0;
		int row = (int)(lround(y) / high), column = (int)(x / wide);
		int16_t *at;

		if (row < 0 || row >= c->canvas.rows || column < 0 || column >= c->canvas.columns)
			continue;
		at = &c->cover[row * c->canvas.columns + column];
		if (*at == COVER_NOBODY)
			*at = (int16_t)index;
		else if (*at != index)
			*at = COVER_MANY;
	}
}

static int edge_ink(const struct network_scene *c, int index, double share)
{
	double w = c->edge[index].w;

	if (!c->bright[index] || share < MIDDLE)
		return network_any_chosen(c) && c->bright[index] ? ink_signed(w, 4 * fabs(w))
								 : INK_DIM;
	return ink_signed(w < 0 ? -1 : 1, share < STRONG ? 2.4 : 1.6);
}

static double edge_share(const struct network_scene *c, int index)
{
	double limit = c->limit[c->edge[index].layer];

	return limit > 0 ? fabs(c->edge[index].w) / limit : 0;
}

static void draw_edge(struct network_scene *c, int index)
{
	const struct network_edge *e = &c->edge[index];
	const struct plan_column *from = &c->plan.column[e->layer];
	const struct plan_column *to = &c->plan.column[e->layer + 1];
	int wide = c->canvas.ascii ? 1 : 2;
	double x0 = wide * (from->left + from->columns), x1 = wide * to->left - 1;
	double y0 = line_y(c, from, e->from), y1 = line_y(c, to, e->to);
	double share = edge_share(c, index);
	int owner = canvas_owner(index, edge_ink(c, index, share));
	int off = e->w < 0 && !c->canvas.ascii ? 2 : 0;
	int on = off ? 2 : 1;

	if (x1 < x0)
		return;
	canvas_dashes(&c->canvas, x0, y0, x1, y1, owner, on, off);
	cover(c, index, x0, y0, x1, y1);
	if (share >= STRONG && c->bright[index] && !c->canvas.ascii) {
		canvas_dashes(&c->canvas, x0, y0 + 1, x1, y1 + 1, owner, on, off);
		cover(c, index, x0, y0 + 1, x1, y1 + 1);
	}
}

static uint32_t plain_glyph(const struct network_scene *c, int index)
{
	bool strong = edge_share(c, index) >= STRONG && c->bright[index];

	if (!c->bright[index])
		return '.';
	return c->edge[index].w < 0 ? (strong ? '=' : '-') : strong ? '#' : '+';
}

/* The weight that an edge of single nodes stands for. */
static struct hit edge_hit(const struct network_scene *c, int index)
{
	const struct network_edge *e = &c->edge[index];
	const struct plan_column *from = &c->plan.column[e->layer];
	const struct plan_column *to = &c->plan.column[e->layer + 1];

	return (struct hit){
		.kind = HIT_WEIGHT,
		.arm = c->arm,
		.layer = e->layer,
		.row = to->order[to->unit[e->to].first],
		.column = from->order[from->unit[e->from].first],
		.value = e->w,
	};
}

static void show_canvas(const struct network_scene *c)
{
	const struct canvas *v = &c->canvas;

	for (int row = 0; row < v->rows; row++) {
		for (int column = 0; column < v->columns; column++) {
			int at = row * v->columns + column, only = c->cover[at];
			uint32_t ch = canvas_char(v, row, column);
			int index = canvas_owner_index(v->owner[at]);

			if (!ch)
				continue;
			area_cell(c->a, row, column, v->ascii ? plain_glyph(c, index) : ch,
				  canvas_owner_ink(v->owner[at]), INK_NONE,
				  c->bright[index] && edge_share(c, index) >= STRONG ? CELL_BOLD
										     : 0);
			if (only >= 0 && c->edge[only].live == 1) {
				struct hit hit = edge_hit(c, only);

				area_hit(c->a, row, column, 1, &hit);
			}
		}
	}
}

static bool open_canvas(struct network_scene *c)
{
	int cells = c->a.rows * c->a.columns;

	if (!canvas_open(&c->canvas, c->a))
		return false;
	c->cover = malloc((size_t)cells * sizeof *c->cover);
	for (int i = 0; c->cover && i < cells; i++)
		c->cover[i] = COVER_NOBODY;
	return c->cover != NULL;
}

void network_draw_lines(struct network_scene *c)
{
	if (open_canvas(c)) {
		add_edges(c);
		for (int i = 0; i < c->edges; i++)
			draw_edge(c, i);
		show_canvas(c);
	}
}
