/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network.c - the net as a graph: inputs, neurons, outputs from left to right,
 * weights as lines between them.
 *
 * Solid lines are positive weights, dashed ones negative; strong ones are drawn
 * last and double. Where a plan puts nodes is network_plan.c's, which weights
 * there are network_edge.c's; here: which of them are drawn, and how.
 */
#include "view/network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/canvas.h"
#include "view/flow.h"
#include "view/network_edge.h"
#include "view/network_plan.h"
#include "view/weight.h"

#define DRAWN_MAX 480    /* edges of a picture; owners hold 511 */
#define EDGES_A_ROW 2    /* of each layer: more would be a tangle */
#define STRONG (2.0 / 3) /* of the layer's largest shown weight */
#define MIDDLE (1.0 / 3)

enum { COVER_NOBODY = -1, COVER_MANY = -2 };

struct scene {
	const struct snapshot *s;
	const struct panel_options *o;
	const struct fpe_net *net;
	int arm;
	struct network_plan plan;
	struct canvas canvas;
	struct area a;
	int column, unit;             /* the cursor's, -1: on no node */
	struct network_edge chosen;   /* the cursor's, live 0: on no edge */
	struct network_edge edge[DRAWN_MAX];
	bool bright[DRAWN_MAX];       /* not dimmed by the cursor */
	int edges;
	int weights;                  /* live ones of the layers */
	int strongest;                /* of them drawn for their strength */
	double least;                 /* abs of the weakest such; NaN: none */
	double limit[FPE_MAX_LAYERS];
	int16_t *cover;               /* [cells] the only edge there */
};

/* ---------------------------------------------------------- which are drawn */

static bool touches(const struct scene *c, const struct network_edge *e)
{
	if (c->chosen.live)
		return e->layer == c->chosen.layer && e->from == c->chosen.from &&
		       e->to == c->chosen.to;
	return (c->column == e->layer && c->unit == e->from) ||
	       (c->column == e->layer + 1 && c->unit == e->to);
}

static bool any_chosen(const struct scene *c)
{
	return c->column >= 0 || c->chosen.live;
}

static void add_edge(struct scene *c, const struct network_edge *e, bool bright)
{
	if (c->edges >= DRAWN_MAX)
		return;
	c->edge[c->edges] = *e;
	c->bright[c->edges++] = bright;
}

/* The strongest edges of a layer; those of the chosen node all, and last. */
static void add_layer(struct scene *c, int layer, int budget)
{
	struct network_edge *edge;
	int n = network_edges(&c->plan, c->net, layer, &edge), first;
	bool chosen = any_chosen(c);
	int most = chosen ? budget / 3 : budget, own = 0;

	c->limit[layer] = n > 0 ? fabs(edge[n - 1].w) : 0;
	first = n > most ? n - most : 0;
	for (int i = 0; i < n; i++)
		c->weights += edge[i].live;
	for (int i = first; i < n; i++) {
		if (chosen && touches(c, &edge[i]))
			continue;
		add_edge(c, &edge[i], !chosen);
		c->strongest += edge[i].live;
		if (!(fabs(edge[i].w) >= c->least))
			c->least = fabs(edge[i].w);
	}
	for (int i = n - 1; chosen && i >= 0 && own < budget; i--)
		own += touches(c, &edge[i]);
	for (int i = 0; chosen && i < n; i++) {
		if (touches(c, &edge[i]) && own-- > 0)
			add_edge(c, &edge[i], true);
	}
	free(edge);
}

static void add_edges(struct scene *c)
{
	int layers = c->net->layers, budget = EDGES_A_ROW * c->plan.rows;

	budget = budget < 12 ? 12 : budget;
	if (budget > DRAWN_MAX * 3 / 4 / layers)
		budget = DRAWN_MAX * 3 / 4 / layers;
	c->least = NAN;
	for (int layer = 0; layer < layers; layer++)
		add_layer(c, layer, budget);
}

/* ------------------------------------------------------------------- lines */

/* Height of a unit's end of a line in dots: units of a line share its row. */
static double line_y(const struct scene *c, const struct plan_column *column,
		     int unit)
{
	const struct plan_unit *u = &column->unit[unit];

	if (c->canvas.ascii)
		return u->line;
	if (column->across < 2)
		return 4 * u->line + 1;
	return 4 * u->line + 3.0 * u->slot / (column->across - 1);
}

/* Remember which cells this edge has for itself. */
static void cover(struct scene *c, int index, double x0, double y0, double x1,
		  double y1)
{
	double wide = c->canvas.ascii ? 1 : 2, high = c->canvas.ascii ? 1 : 4;

	for (double x = x0; x <= x1; x++) {
		double y = x1 > x0 ? y0 + (y1 - y0) * (x - x0) / (x1 - x0) : y0;
		int row = (int)(lround(y) / high), column = (int)(x / wide);
		int16_t *at;

		if (row < 0 || row >= c->canvas.rows || column < 0 ||
		    column >= c->canvas.columns)
			continue;
		at = &c->cover[row * c->canvas.columns + column];
		if (*at == COVER_NOBODY)
			*at = (int16_t)index;
		else if (*at != index)
			*at = COVER_MANY;
	}
}

static int edge_ink(const struct scene *c, int index, double share)
{
	double w = c->edge[index].w;

	if (!c->bright[index] || share < MIDDLE)
		return any_chosen(c) && c->bright[index] ? ink_signed(w, 4 * fabs(w))
							 : INK_DIM;
	return ink_signed(w < 0 ? -1 : 1, share < STRONG ? 2.4 : 1.6);
}

static double edge_share(const struct scene *c, int index)
{
	double limit = c->limit[c->edge[index].layer];

	return limit > 0 ? fabs(c->edge[index].w) / limit : 0;
}

static void draw_edge(struct scene *c, int index)
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
		canvas_dashes(&c->canvas, x0, y0 + 1, x1, y1 + 1, owner, on,
			      off);
		cover(c, index, x0, y0 + 1, x1, y1 + 1);
	}
}

static uint32_t plain_glyph(const struct scene *c, int index)
{
	bool strong = edge_share(c, index) >= STRONG && c->bright[index];

	if (!c->bright[index])
		return '.';
	return c->edge[index].w < 0 ? (strong ? '=' : '-') : strong ? '#' : '+';
}

/* The weight that an edge of single nodes stands for. */
static struct hit edge_hit(const struct scene *c, int index)
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

static void show_canvas(const struct scene *c)
{
	const struct canvas *v = &c->canvas;

	for (int row = 0; row < v->rows; row++) {
		for (int column = 0; column < v->columns; column++) {
			int at = row * v->columns + column, only = c->cover[at];
			uint32_t ch = canvas_char(v, row, column);
			int index = canvas_owner_index(v->owner[at]);

			if (!ch)
				continue;
			area_cell(c->a, row, column,
				  v->ascii ? plain_glyph(c, index) : ch,
				  canvas_owner_ink(v->owner[at]), INK_NONE,
				  c->bright[index] &&
						  edge_share(c, index) >= STRONG
					  ? CELL_BOLD
					  : 0);
			if (only >= 0 && c->edge[only].live == 1) {
				struct hit hit = edge_hit(c, only);

				area_hit(c->a, row, column, 1, &hit);
			}
		}
	}
}

/* ------------------------------------------------------------------- nodes */

static uint32_t node_mark(bool dead, bool ascii)
{
	if (dead)
		return ascii ? 'x' : 0xd7;
	return ascii ? 'o' : 0x25cb;
}

/* "c2" before the first unit of a clause, "n3" before a parent's children;
   "c2+" where more groups follow on the line. */
static void draw_label(const struct scene *c, int column, int unit)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];
	int group = p->group[u->first];
	char text[FPE_MAX_NAME + 8];
	size_t end;

	if (!p->label || u->slot || (unit > 0 && p->group[u[-1].first] == group))
		return;
	if (p->clauses && group < c->s->task->clauses.count)
		snprintf(text, sizeof text, "c%d", group);
	else if (p->clauses)
		snprintf(text, sizeof text, "-"); /* in no clause */
	else
		fpe_net_neuron_name(c->net, column - 1, p->order[u->first], text,
				    FPE_MAX_NAME);
	if (!p->clauses && strrchr(text, '.'))
		*strrchr(text, '.') = 0;
	end = strlen(text);
	if (p->together > 1)
		snprintf(text + end, sizeof text - end, "+");
	area_text(area_sub(c->a, u->line, p->left, 1, p->label - 1), 0, 0,
		  INK_DIM, text);
}

/* Of a unit: the node's; of several the first one's, or their clause's. */
static void unit_name(const struct scene *c, int column, int unit, char *out,
		      size_t size)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];
	size_t end;

	if (p->per > 1 && p->together && p->clauses &&
	    p->group[u->first] < c->s->task->clauses.count)
		snprintf(out, size, "c%d", p->group[u->first]);
	else
		network_node_name(c->s, c->arm, column, p->order[u->first], out,
				  size);
	end = strlen(out);
	if (p->per > 1 && (p->together != 1 || !p->clauses))
		snprintf(out + end, size - end, "+");
}

static void draw_unit(struct scene *c, int column, int unit)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];
	int node = p->order[u->first], at = p->left;
	bool inputs = column == 0, hidden = column && column < c->net->layers;
	bool dead = hidden && p->per == 1 &&
		    network_is_dead(c->net, column - 1, node);
	bool chosen = c->column == column && c->unit == unit;
	struct hit hit = network_node_hit(c->arm, column, node, 0);
	int name_at = at + network_name_column(p, inputs, u->slot);
	int mark_at = at + network_mark_column(p, inputs, u->slot);
	int ink = dead ? INK_DIM : chosen ? INK_STRONG : INK_NONE;
	char name[FPE_MAX_NAME + 8];

	unit_name(c, column, unit, name, sizeof name);
	if (p->name) {
		int room = inputs && text_columns(name) < p->name
				   ? p->name - text_columns(name)
				   : 0;

		area_text(area_sub(c->a, u->line, name_at + room, 1,
				   p->name - room),
			  0, 0, ink, name);
		area_hit(c->a, u->line, name_at, p->name, &hit);
	}
	area_cell(c->a, u->line, mark_at, node_mark(dead, c->a.grid->ascii),
		  dead ? INK_WARN : ink, INK_NONE, chosen ? CELL_BOLD : 0);
	area_hit(c->a, u->line, mark_at, 1, &hit);
}

static void draw_heading(const struct scene *c, struct area row, int column)
{
	const struct plan_column *p = &c->plan.column[column];
	char text[24] = "inputs";
	int columns, at = p->left;

	if (column == c->net->layers)
		snprintf(text, sizeof text, "output");
	else if (column > 0)
		snprintf(text, sizeof text, "fc%d", column);
	columns = text_columns(text);
	if (column == c->net->layers && at + columns > row.columns)
		at = row.columns - columns;
	if (columns <= p->columns + c->plan.gap - 1)
		area_text(row, 0, at, INK_DIM, text);
}

/* ------------------------------------------------------------------ legend */

static void say_averages(const struct scene *c, struct flow *f)
{
	char text[80];

	for (int i = 0; i < c->plan.columns; i++) {
		const struct plan_column *p = &c->plan.column[i];

		if (p->per < 2)
			continue;
		if (p->together && p->clauses)
			snprintf(text, sizeof text, "a mark: mean of %d clause%s",
				 p->together, p->together > 1 ? "s" : "");
		else
			snprintf(text, sizeof text, "a mark: mean of %d %s", p->per,
				 i == 0		       ? "inputs"
				 : i == c->net->layers ? "outputs"
						       : "neurons");
		flow_say(f, INK_WARN, text);
	}
}

static void say_edges(const struct scene *c, struct flow *f)
{
	char text[96], number[FIGURE_NUMBER];

	if (any_chosen(c))
		snprintf(text, sizeof text, "the cursor's weights, and the "
					    "strongest others");
	else if (c->strongest < c->weights)
		snprintf(text, sizeof text,
			 "drawn: strongest %d of %d weights, |w| %s %s",
			 c->strongest, c->weights,
			 f->a.grid->ascii ? ">=" : "≥",
			 figure_number(c->least, number));
	else
		snprintf(text, sizeof text, "all %d weights", c->weights);
	if (!flow_say(f, INK_NONE, text) && c->strongest < c->weights) {
		snprintf(text, sizeof text, "%d of %d weights", c->strongest,
			 c->weights);
		flow_say(f, INK_NONE, text);
	}
}

static void say_all(const struct scene *c, struct area a)
{
	struct flow f = { .a = a };
	bool ascii = a.grid->ascii;
	bool dead = fpe_net_dead(c->net) > 0;

	if (figure_second_arm(c->s, c->o) >= 0)
		flow_say(&f, figure_arm_ink(c->arm), c->s->arm[c->arm].name);
	say_averages(c, &f);
	say_edges(c, &f);
	flow_say(&f, ink_signed(1, 1.6), ascii ? "+ # positive" : "⠒⠒ positive");
	flow_say(&f, ink_signed(-1, 1.6), ascii ? "- = negative" : "⠒ ⠒ negative");
	if (dead)
		flow_say(&f, INK_WARN, ascii ? "x dead" : "× dead");
	flow_say(&f, INK_DIM,
		 ascii ? "# = over 2/3 of the layer's largest"
		       : "double: over 2/3 of the layer's largest");
}

/* --------------------------------------------------------------------- all */

/* What the cursor stands on, among what is drawn. */
static void find_chosen(struct scene *c)
{
	const struct hit *h = &c->o->cursor;
	int node;

	c->column = network_hit_node(h, &node);
	c->unit = -1;
	if (c->column >= 0 && c->column < c->plan.columns &&
	    node < c->plan.column[c->column].nodes && node >= 0)
		c->unit = c->plan.column[c->column].unit_of[node];
	else
		c->column = -1;
	if (h->kind != HIT_WEIGHT || h->layer < 0 || h->layer >= c->net->layers ||
	    h->row < 0 || h->row >= c->net->layer[h->layer].out || h->column < 0 ||
	    h->column >= c->net->layer[h->layer].in)
		return;
	c->chosen = (struct network_edge){
		.layer = h->layer,
		.from = c->plan.column[h->layer].unit_of[h->column],
		.to = c->plan.column[h->layer + 1].unit_of[h->row],
		.live = 1,
	};
}

static bool open_canvas(struct scene *c)
{
	int cells = c->a.rows * c->a.columns;

	if (!canvas_init(&c->canvas, c->a.rows, c->a.columns, c->a.grid->ascii))
		return false;
	c->canvas.record = c->a.grid->vector && !c->a.grid->ascii;
	c->cover = malloc((size_t)cells * sizeof *c->cover);
	for (int i = 0; c->cover && i < cells; i++)
		c->cover[i] = COVER_NOBODY;
	return c->cover != NULL;
}

static void draw_picture(struct scene *c)
{
	find_chosen(c);
	if (open_canvas(c)) {
		add_edges(c);
		for (int i = 0; i < c->edges; i++)
			draw_edge(c, i);
		show_canvas(c);
	}
	for (int i = 0; i < c->plan.columns; i++) {
		for (int u = 0; u < c->plan.column[i].units; u++) {
			draw_label(c, i, u);
			draw_unit(c, i, u);
		}
	}
	canvas_strokes(&c->canvas, c->a, canvas_owner_ink);
	canvas_clear(&c->canvas);
	free(c->cover);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o,
		     int arm, struct area a)
{
	struct scene *c = calloc(1, sizeof *c);
	int head = a.rows >= 6, legend = a.rows >= 14 ? 2 : a.rows >= 4;
	struct area inside = a.columns > 12 ? area_sub(a, 0, 1, a.rows,
						       a.columns - 2)
					    : a;

	if (!c)
		return;
	c->s = s;
	c->o = o;
	c->arm = arm;
	c->net = s->arm[arm].net;
	c->a = area_sub(inside, head, 0, a.rows - head - legend, inside.columns);
	if (network_plan_open(&c->plan, s, arm, c->a.rows, c->a.columns, 0)) {
		draw_picture(c);
		for (int i = 0; head && i < c->plan.columns; i++)
			draw_heading(c, inside, i);
		say_all(c, area_sub(inside, a.rows - legend, 0, legend,
				    inside.columns));
	} else {
		figure_say(a, "the net needs more columns than there are");
	}
	network_plan_close(&c->plan);
	free(c);
}

static void network_draw(const struct snapshot *s,
			 const struct panel_options *o, struct area area)
{
	figure_each_arm(s, o, area, draw_arm);
}

static void network_measure(const struct snapshot *s,
			    const struct panel_options *o, int *rows, int *columns)
{
	(void)s;
	(void)o;
	*rows = 20;
	*columns = 70;
}

const struct panel panel_network = {
	.name = "network",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND,
	.help = "The net as a graph: inputs, neurons, outputs, and the weights between.",
	.explain =
	"Inputs stand at the left, gathered by clause where no two clauses share "
	"one; then the neurons of each layer, children of one parent together; "
	"the output at the right. A line is a weight: solid where it is positive, "
	"dashed where it is negative. What is masked out has no line.\n\n"
	"y = W2 relu(W1 x + b1) + b2: a neuron adds up its inputs times the "
	"weights of the lines that come in from the left, is silent below 0, and "
	"passes the rest on.\n\n"
	"Of many weights only the strongest are drawn, weak ones dim and the "
	"strongest double and on top; the legend says how many of how many. Put "
	"the cursor on a neuron or an input to see all of its own; Enter adds "
	"them up.\n\n"
	"What to look for: in the dense net every neuron has lines to every "
	"clause. After a split by clause the lines of one clause end in one child "
	"of each parent. x marks a dead neuron, left without incoming or without "
	"outgoing weights.",
	.title = network_title,
	.measure = network_measure,
	.draw = network_draw,
	.describe = network_describe,
	.work_out = network_work_out,
	.numbers = network_numbers,
	.edit = weight_edit,
};
