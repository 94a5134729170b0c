/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph_draw.c - an interference graph in cells: a ring of items, weak lines first so that
 * strong ones lie on top, those of the cursor last.
 */
#include "view/panel/network/graph.h"

#include <math.h>
#include <stdlib.h>

#include "view/figure/labels.h"
#include "view/figure/names.h"
#include "view/grid/canvas.h"
#include "view/grid/flow.h"
#include "view/panel/interference/pair.h"
#include "view/panel/network/network_edge.h"

#define LINES 500 /* of a picture; canvas owners hold 511 */
#define AN_ITEM 3 /* lines for each item: more would be a tangle */
#define STRONG 0.5
#define NAME 8 /* columns */

struct picture {
	struct graph g;
	const struct panel_options *o;
	struct area a;
	struct canvas canvas;
	struct labels labels;
	struct figure_name *name; /* [n], or NULL */
	struct network_edge line[LINES];
	int lines, all; /* drawn; there are */
	int chosen;	/* item under the cursor, -1 */
};

static bool is_chosen(const struct picture *p, const struct network_edge *l)
{
	const struct hit *h = &p->o->cursor;

	if (h->kind == HIT_PAIR && h->arm == p->g.arm)
		return (h->row == l->to && h->column == l->from) ||
		       (h->row == l->from && h->column == l->to);
	return p->chosen >= 0 && (l->to == p->chosen || l->from == p->chosen);
}

/* The strongest, and all of the cursor's; false: no memory. */
static bool find_lines(struct picture *p)
{
	size_t room = (size_t)p->g.n * (size_t)p->g.n / 2 + 1;
	struct network_edge *all = malloc(room * sizeof *all);

	for (int i = 0; all && i < p->g.n; i++) {
		for (int j = 0; j < i; j++) {
			double share = graph_share(&p->g, i, j);

			if (fabs(share) >= GRAPH_LEAST)
				all[p->all++] =
					(struct network_edge){ .from = i, .to = j, .w = share };
		}
	}
	if (!all)
		return false;
	qsort(all, (size_t)p->all, sizeof *all, network_edge_falling);
	for (int i = 0; i < p->all && p->lines < LINES; i++) {
		if (i < AN_ITEM * p->g.n || is_chosen(p, &all[i]))
			p->line[p->lines++] = all[i];
	}
	free(all);
	return true;
}

static int place_of(const struct picture *p, int item)
{
	int place = 0;

	while (p->g.order[place] != item)
		place++;
	return place;
}

/* Where an item stands, in parts of a cell. */
static void place(const struct picture *p, int item, double *row, double *column)
{
	double angle = graph_angle(&p->g, place_of(p, item));
	double high = (p->a.rows - 1) / 2.0, wide = (p->a.columns - 1) / 2.0;
	double names = p->a.columns > 4 * NAME ? NAME : 0;

	*row = high - high * cos(angle);
	*column = wide + (wide - names) * sin(angle);
}

static bool any_chosen(const struct picture *p)
{
	return p->chosen >= 0 || (p->o->cursor.kind == HIT_PAIR && p->o->cursor.arm == p->g.arm);
}

static void draw_line(struct picture *p, int index, bool bright)
{
	const struct network_edge *l = &p->line[index];
	double row[2], column[2], share = fabs(l->w);
	int ink = !bright ? INK_DIM : ink_signed(l->w < 0 ? -1 : 1, share < STRONG ? 2.4 : 1.6);
	int off = l->w < 0 && !p->canvas.ascii ? 2 : 0, on = off ? 2 : 1;

	place(p, l->to, &row[0], &column[0]);
	place(p, l->from, &row[1], &column[1]);
	canvas_dashes(&p->canvas, canvas_x(&p->canvas, column[0] + 0.5),
		      canvas_y(&p->canvas, row[0] + 0.5), canvas_x(&p->canvas, column[1] + 0.5),
		      canvas_y(&p->canvas, row[1] + 0.5), canvas_owner(index, ink), on, off);
}

static void draw_lines(struct picture *p)
{
	bool any = any_chosen(p);

	for (int pass = 0; pass < 2; pass++) {
		for (int i = p->lines - 1; i >= 0; i--) {
			bool own = any && is_chosen(p, &p->line[i]);

			if (own == (pass == 1))
				draw_line(p, i, !any || own);
		}
	}
}

static uint32_t plain_glyph(const struct network_edge *l)
{
	return l->w < 0 ? (l->w <= -STRONG ? '=' : '-') : l->w >= STRONG ? '#' : '+';
}

/* Cells of a line are the pair's. */
static void show_lines(const struct picture *p)
{
	const struct canvas *v = &p->canvas;

	for (int row = 0; row < v->rows; row++) {
		for (int column = 0; column < v->columns; column++) {
			uint32_t ch = canvas_char(v, row, column);
			int owner = v->owner[row * v->columns + column];
			const struct network_edge *l = &p->line[ch ? canvas_owner_index(owner) : 0];
			struct hit hit = { .kind = HIT_PAIR,
					   .arm = p->g.arm,
					   .row = l->to,
					   .column = l->from,
					   .value = l->w };

			if (!ch)
				continue;
			area_cell(p->a, row, column, v->ascii ? plain_glyph(l) : ch,
				  canvas_owner_ink(owner), INK_NONE,
				  fabs(l->w) >= STRONG ? CELL_BOLD : 0);
			area_hit(p->a, row, column, 1, &hit);
		}
	}
}

static int item_ink(const struct picture *p, int item)
{
	const struct fpe_clauses *clauses = figure_clauses(p->g.s, 0);
	int group = p->g.group[item];

	if (group < 0)
		return INK_DIM;
	if (p->g.of == FPE_OF_INPUTS && clauses)
		group = figure_clause_of(clauses, item);
	else if (p->g.of == FPE_OF_NEURONS)
		group = p->g.net->origin[0][item].root;
	return group < 0 ? INK_NONE : INK_ARM + 1 + group % (INK_ARMS - 1);
}

static uint32_t glyph_of(const struct picture *p, int item)
{
	bool kept = p->g.group[item] >= 0;

	if (p->a.grid->ascii)
		return kept ? 'O' : '.';
	return kept ? 0x25cf : 0x2218;
}

static void draw_mark(struct picture *p, int item)
{
	struct hit hit = graph_hit(&p->g, item);
	double row, column;

	place(p, item, &row, &column);
	area_cell(p->a, (int)lround(row), (int)lround(column), glyph_of(p, item),
		  item == p->chosen ? INK_STRONG : item_ink(p, item), INK_NONE,
		  item == p->chosen ? CELL_BOLD : 0);
	area_hit(p->a, (int)lround(row), (int)lround(column), 1, &hit);
	labels_keep(&p->labels, (int)lround(row), (int)lround(column), 1);
}

/* Outside of the ring, where there is room. */
static void draw_name(struct picture *p, int item)
{
	const char *name = p->name ? p->name[item].text : "";
	double angle = graph_angle(&p->g, place_of(p, item)), row, column;
	struct hit hit = graph_hit(&p->g, item);
	int at_row, at_column, columns = text_columns(name);

	place(p, item, &row, &column);
	if (columns == 0 || !labels_place(&p->labels, (int)lround(row), (int)lround(column),
					  columns, sin(angle), -cos(angle), &at_row, &at_column))
		return;
	area_text(area_sub(p->a, at_row, at_column, 1, columns), 0, 0,
		  item == p->chosen ? INK_STRONG : item_ink(p, item), name);
	area_hit(p->a, at_row, at_column, columns, &hit);
}

static struct figure_name whole_name(const void *picture, int i, bool plain)
{
	const struct graph *g = &((const struct picture *)picture)->g;

	return plain ? pair_plain_name(g->s, g->net, 0, g->of, i) : graph_name(g, i);
}

static void draw_items(struct picture *p)
{
	p->name = names_short(whole_name, p, p->g.n, NAME);
	for (int i = 0; i < p->g.n; i++)
		draw_mark(p, i);
	if (p->chosen >= 0)
		draw_name(p, p->chosen);
	for (int i = 0; i < p->g.n; i++) {
		if (i != p->chosen)
			draw_name(p, p->g.order[i] == p->chosen ? p->chosen : p->g.order[i]);
	}
	free(p->name);
	p->name = NULL;
}

static void draw_legend(const struct picture *p, struct area a)
{
	struct flow f = { .a = a };
	bool ascii = a.grid->ascii;
	char groups[120];

	if (figure_second_arm(p->g.s, p->o) >= 0)
		flow_say(&f, figure_arm_ink(p->g.arm), "%s", p->g.s->arm[p->g.arm].name);
	flow_say(&f, INK_STRONG, "%d %s, groups: %s", p->g.n, graph_of_name(&p->g),
		 graph_groups(&p->g, groups, sizeof groups));
	if (p->lines < p->all)
		flow_say(&f, INK_WARN, "drawn: strongest %d of %d", p->lines, p->all);
	else
		flow_say(&f, INK_NONE, "%d of %d pairs over %s", p->all, p->g.n * (p->g.n - 1) / 2,
			 figure_number(GRAPH_LEAST).text);
	flow_say(&f, ink_signed(1, 1.6), ascii ? "+ # same way" : "⠒⠒ same way");
	flow_say(&f, ink_signed(-1, 1.6), ascii ? "- = opposite" : "⠒ ⠒ opposite");
	if (graph_kept(&p->g) < p->g.n)
		flow_say(&f, INK_DIM, ascii ? ". stands for little" : "∘ stands for little");
}

static void draw_ring(struct picture *p)
{
	if (!find_lines(p) || !canvas_open(&p->canvas, p->a))
		return;
	labels_init(&p->labels, p->a.rows, p->a.columns);
	draw_lines(p);
	show_lines(p);
	canvas_strokes(&p->canvas, p->a, canvas_owner_ink);
	draw_items(p);
	canvas_clear(&p->canvas);
	labels_clear(&p->labels);
}

void graph_draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		    struct area area)
{
	struct picture *p = calloc(1, sizeof *p);
	struct area a =
		area.columns > 12 ? area_sub(area, 0, 1, area.rows, area.columns - 2) : area;
	int legend = a.rows >= 12 ? 2 : a.rows >= 4;
	const char *why;

	if (!p)
		return;
	p->o = o;
	p->a = area_sub(a, 0, 0, a.rows - legend, a.columns);
	why = graph_open(&p->g, s, o, arm);
	if (why) {
		figure_say(a, why);
	} else {
		p->chosen = o->cursor.arm == arm ? graph_item(&p->g, &o->cursor) : -1;
		draw_ring(p);
		draw_legend(p, area_sub(a, a.rows - legend, 0, legend, a.columns));
	}
	graph_close(&p->g);
	free(p);
}
