/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * geometry.c - superposition seen: arrows of inputs, clauses or neurons in
 * neuron space, from the side a camera looks at them.
 *
 * What the arrows are is space.c's, the projection camera.c's. Here: lines far
 * to near on a canvas, then tips and names, so that near things cover far ones.
 */
#include "view/panel/geometry/geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/panel/geometry/camera.h"
#include "view/grid/canvas.h"
#include "view/grid/flow.h"
#include "view/figure/labels.h"
#include "view/figure/names.h"
#include "view/panel/interference/pair.h"

#define SIDE_COLUMNS 24 /* what is said beside a wide picture */
#define NAME_MAX_COLUMNS 12
#define DEPTH 0.2f /* nearer is near, further back is far */
#define AXIS 1.12  /* length of an axis, in radii */

/* Indices of canvas owners. */
enum { OWNER_WIRE, OWNER_AXIS, OWNER_ITEM };

enum depth { FAR, MIDDLE, NEAR };

struct arrow {
	struct camera_point tip;
	enum depth depth;
	int ink;
	bool chosen; /* the cursor stands on it */
};

struct scene {
	const struct snapshot *s;
	const struct panel_options *o;
	int arm, layer;
	enum fpe_of of;
	struct space *space;
	struct camera camera;
	struct canvas canvas;
	struct labels labels;
	struct area a;
	struct arrow arrow[SPACE_MAX];
	int order[SPACE_MAX], arrows; /* far to near, without those of no length */
	struct figure_name *name;     /* of the items of the space */
	int nameless;		      /* names that found no room */
};

static uint32_t tip_glyph(enum depth depth, bool ascii)
{
	static const uint32_t glyph[] = { 0x2218, 0x2022, 0x25cf };
	static const uint32_t plain[] = { '.', 'o', 'O' };

	return ascii ? plain[depth] : glyph[depth];
}

/* Inputs of a clause are alike, and children of a parent; the grey of the
   first arm would look far away. */
static int item_ink(const struct scene *c, int item)
{
	const struct fpe_clauses *clauses = figure_clauses(c->s, c->layer);
	int group = item;

	if (c->of == FPE_OF_INPUTS && clauses)
		group = figure_clause_of(clauses, item);
	else if (c->of == FPE_OF_NEURONS)
		group = c->s->arm[c->arm].net->origin[c->layer][item].root;
	else if (c->of == FPE_OF_INPUTS)
		group = 0;
	return group < 0 ? INK_NONE : INK_ARM + 1 + group % (INK_ARMS - 1);
}

/* ----------------------------------------------------------------- lines */

static void dashes(struct scene *c, struct camera_point a, struct camera_point b, int owner, int on,
		   int off)
{
	canvas_dashes(&c->canvas, (double)a.x, (double)a.y, (double)b.x, (double)b.y, owner, on,
		      off);
}

static void dot(struct scene *c, struct camera_point p)
{
	canvas_dot(&c->canvas, (double)p.x, (double)p.y, canvas_owner(OWNER_WIRE, INK_FRAME));
}

/* Three great circles through the axes, thin at the back, and the outline. */
static void draw_sphere(struct scene *c)
{
	struct camera_point left = camera_outline(&c->camera, 0, 2);
	struct camera_point right = camera_outline(&c->camera, 1, 2);
	int n = (int)(2.4f * fabsf(left.x - right.x)) / 12 * 12;

	if (n < 24 || n > 3600)
		n = n < 24 ? 24 : 3600;
	for (int i = 0; i < n; i++) {
		double u = cos(2 * M_PI * i / n), v = sin(2 * M_PI * i / n);

		for (int k = 0; k < 3 && c->space->length > 2; k++) {
			double at[3];
			struct camera_point p;

			for (int x = 0; x < 3; x++)
				at[x] = u * c->space->axis[k][x] +
					v * c->space->axis[(k + 1) % 3][x];
			p = camera_project(&c->camera, at);
			if (p.depth > 0 ? i % 2 == 0 : i % 6 == 0)
				dot(c, p);
		}
		dot(c, camera_outline(&c->camera, i, n));
	}
}

static struct camera_point axis_end(const struct scene *c, int k, double length)
{
	double at[3];

	for (int x = 0; x < 3; x++)
		at[x] = length * c->space->axis[k][x];
	return camera_project(&c->camera, at);
}

static void draw_axes(struct scene *c)
{
	for (int k = 0; k < geometry_axes(c->space); k++)
		dashes(c, axis_end(c, k, -AXIS), axis_end(c, k, AXIS),
		       canvas_owner(OWNER_AXIS, INK_DIM), 1, 2);
}

static void draw_arrows(struct scene *c)
{
	const double middle[3] = { 0, 0, 0 };
	struct camera_point from = camera_project(&c->camera, middle);

	for (int i = 0; i < c->arrows; i++) {
		const struct arrow *w = &c->arrow[c->order[i]];
		int ink = w->chosen ? INK_STRONG : w->depth == FAR ? INK_DIM : w->ink;
		int off = w->depth == FAR && !w->chosen ? 2 : 0;

		dashes(c, from, w->tip, canvas_owner(OWNER_ITEM + c->order[i], ink), 2, off);
	}
}

/* In ASCII a line is made of the strokes that go its way. */
static uint32_t stroke_glyph(const struct scene *c, int item)
{
	const double middle[3] = { 0, 0, 0 };
	struct camera_point from = camera_project(&c->camera, middle);
	float dx = c->arrow[item].tip.x - from.x;
	float dy = c->arrow[item].tip.y - from.y;

	if (fabsf(dy) * 2 < fabsf(dx))
		return '-';
	if (fabsf(dx) * 2 < fabsf(dy))
		return '|';
	return dx * dy > 0 ? '\\' : '/';
}

static void show_canvas(const struct scene *c)
{
	const struct canvas *v = &c->canvas;

	for (int row = 0; row < v->rows; row++) {
		for (int column = 0; column < v->columns; column++) {
			uint32_t ch = canvas_char(v, row, column);
			int owner = v->owner[row * v->columns + column];
			int item = canvas_owner_index(owner) - OWNER_ITEM;
			bool bold = item >= 0 &&
				    (c->arrow[item].depth == NEAR || c->arrow[item].chosen);

			if (!ch)
				continue;
			if (v->ascii)
				ch = item < 0 ? '.' : stroke_glyph(c, item);
			area_cell(c->a, row, column, ch, canvas_owner_ink(owner), INK_NONE,
				  bold ? CELL_BOLD : 0);
		}
	}
}

/* ----------------------------------------------------------------- names */

static int cell_row(const struct scene *c, struct camera_point p)
{
	return (int)floorf((p.y + 0.5f) / (c->canvas.ascii ? 1 : 4));
}

static int cell_column(const struct scene *c, struct camera_point p)
{
	return (int)floorf((p.x + 0.5f) / (c->canvas.ascii ? 1 : 2));
}

static void name_axes(struct scene *c)
{
	const double middle[3] = { 0, 0, 0 };
	struct camera_point from = camera_project(&c->camera, middle);
	int row, column;

	for (int k = 0; k < geometry_axes(c->space); k++) {
		struct camera_point end = axis_end(c, k, AXIS);
		char name[16];

		snprintf(name, sizeof name, "PC%d", k + 1);
		if (labels_place(&c->labels, cell_row(c, end), cell_column(c, end), 3,
				 (double)(end.x - from.x), (double)(end.y - from.y), &row, &column))
			area_text(c->a, row, column, INK_DIM, name);
	}
}

static struct figure_name whole_name(const void *scene, int i, bool plain)
{
	const struct scene *c = scene;

	return (plain ? pair_plain_name : pair_name)(c->s, c->s->arm[c->arm].net, c->layer, c->of,
						     c->space->item[i]);
}

static void name_arrow(struct scene *c, int i)
{
	const double middle[3] = { 0, 0, 0 };
	struct camera_point from = camera_project(&c->camera, middle);
	const struct arrow *w = &c->arrow[i];
	int columns, row, column, item = c->space->item[i];
	struct hit hit = geometry_hit(c->of, c->arm, c->layer, item, c->space->norm[i]);
	const char *name = c->name ? c->name[i].text : "";

	columns = text_columns(name);
	columns = columns < NAME_MAX_COLUMNS ? columns : NAME_MAX_COLUMNS;
	if (!labels_place(&c->labels, cell_row(c, w->tip), cell_column(c, w->tip), columns,
			  (double)(w->tip.x - from.x), (double)(w->tip.y - from.y), &row,
			  &column)) {
		c->nameless++;
		return;
	}
	area_text(area_sub(c->a, row, column, 1, columns), 0, 0, w->chosen ? INK_STRONG : w->ink,
		  name);
	area_hit(c->a, row, column, columns, &hit);
}

/* Tips far to near; names the other way around, for near ones matter more. */
static void draw_tips(struct scene *c)
{
	for (int i = 0; i < c->arrows; i++) {
		const struct arrow *w = &c->arrow[c->order[i]];
		int row = cell_row(c, w->tip), column = cell_column(c, w->tip);
		struct hit hit = geometry_hit(c->of, c->arm, c->layer, c->space->item[c->order[i]],
					      c->space->norm[c->order[i]]);

		area_cell(c->a, row, column, tip_glyph(w->depth, c->a.grid->ascii),
			  w->chosen ? INK_STRONG : w->ink, INK_NONE,
			  w->depth == NEAR || w->chosen ? CELL_BOLD : 0);
		area_hit(c->a, row, column, 1, &hit);
		labels_keep(&c->labels, row, column, 1);
	}
	for (int pass = 0; pass < 2; pass++) {
		for (int i = c->arrows - 1; i >= 0; i--) {
			if (c->arrow[c->order[i]].chosen == (pass == 0))
				name_arrow(c, c->order[i]);
		}
	}
}

/* ----------------------------------------------------- what is said beside */

/* Of a plural so many times: one clause, two clauses. */
static int letters(const char *plural, int times)
{
	return (int)strlen(plural) - (times == 1);
}

static void say_counts(const struct scene *c, struct flow *f)
{
	const struct space *p = c->space;
	const char *things = pair_of_name(c->of);
	const char *among = c->of == FPE_OF_NEURONS ? "inputs" : "neurons";

	if (p->count < p->total)
		flow_say(f, INK_NONE, "%d longest of %d", p->count, p->total);
	else
		flow_say(f, INK_NONE, "%d %.*s, %d %.*s", p->total, letters(things, p->total),
			 things, p->length, letters(among, p->length), among);
	if (p->zero)
		flow_say(f, INK_WARN, "%d of length 0", p->zero);
	if (c->nameless)
		flow_say(f, INK_DIM, "%d without a name", c->nameless);
}

static void say_all(const struct scene *c, struct area a)
{
	const struct space *p = c->space;
	struct flow f = { .a = a };

	if (figure_second_arm(c->s, c->o) >= 0)
		flow_say(&f, figure_arm_ink(c->arm), "%s", c->s->arm[c->arm].name);
	flow_say(&f, INK_STRONG, "mean |cos| %s", figure_number(p->cosine).text);
	flow_say(&f, INK_NONE, "PC1-3 hold %.0f %%",
		 100 * (p->share[0] + p->share[1] + p->share[2]));
	if (a.rows > 5 || a.columns >= 56)
		flow_say(&f, INK_DIM, "%.0f + %.0f + %.0f", 100 * p->share[0], 100 * p->share[1],
			 100 * p->share[2]);
	if (p->longest > 0)
		flow_say(&f, INK_NONE, "longest %s", figure_number(p->longest).text);
	say_counts(c, &f);
	flow_say(&f, INK_DIM, a.grid->ascii ? "O near o . far" : "● near • ∘ far");
}

/* ------------------------------------------------------------------- all */

static enum depth depth_of(float depth)
{
	return depth > DEPTH ? NEAR : depth < -DEPTH ? FAR : MIDDLE;
}

static bool is_chosen(const struct scene *c, int item)
{
	enum fpe_of of;

	return c->o->cursor.kind != HIT_NONE && c->o->cursor.layer == c->layer &&
	       geometry_item(&c->o->cursor, &of) == item && of == c->of;
}

/* Project every direction and sort them far to near; the chosen one last. */
static void place_arrows(struct scene *c)
{
	for (int i = 0; i < c->space->count; i++) {
		struct arrow *w = &c->arrow[i];
		int at = c->arrows;

		if (!(c->space->norm[i] > 0))
			continue;
		w->tip = camera_project(&c->camera, c->space->at[i]);
		w->depth = depth_of(w->tip.depth);
		w->ink = item_ink(c, c->space->item[i]);
		w->chosen = is_chosen(c, c->space->item[i]);
		while (at > 0) {
			const struct arrow *last = &c->arrow[c->order[at - 1]];

			if (last->chosen == w->chosen ? last->tip.depth <= w->tip.depth : w->chosen)
				break;
			c->order[at] = c->order[at - 1];
			at--;
		}
		c->order[at] = i;
		c->arrows++;
	}
}

static void draw_picture(struct scene *c, struct area a)
{
	struct panel_camera camera = geometry_camera(c->o, c->space);

	c->a = a;
	if (!canvas_open(&c->canvas, a))
		return;
	labels_init(&c->labels, a.rows, a.columns);
	camera_init(&c->camera, &camera, c->canvas.width, c->canvas.height, a.grid->ascii ? 2 : 1);
	place_arrows(c);
	if (a.rows >= 4 && a.columns >= 8) {
		draw_sphere(c);
		draw_axes(c);
	}
	draw_arrows(c);
	show_canvas(c);
	c->name = names_short(whole_name, c, c->space->count, NAME_MAX_COLUMNS);
	draw_tips(c);
	free(c->name);
	if (a.rows >= 4 && a.columns >= 8)
		name_axes(c);
	canvas_strokes(&c->canvas, a, canvas_owner_ink);
	canvas_clear(&c->canvas);
	labels_clear(&c->labels);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area a)
{
	struct scene c = { .s = s, .o = o, .arm = arm, .layer = figure_layer(&s->arm[arm], o) };
	int below = a.rows >= 16 ? 2 : a.rows >= 4;

	c.of = geometry_of(s, o, c.layer);
	c.space = geometry_space(s, o, arm);
	if (!c.space) {
		figure_say(a, "no memory for the directions");
		return;
	}
	if (a.rows >= 6 && a.columns >= 2 * a.rows + SIDE_COLUMNS) {
		draw_picture(&c, area_sub(a, 0, SIDE_COLUMNS, a.rows, a.columns - SIDE_COLUMNS));
		say_all(&c, area_sub(a, 1, 1, a.rows - 1, SIDE_COLUMNS - 1));
	} else {
		draw_picture(&c, area_sub(a, 0, 0, a.rows - below, a.columns));
		say_all(&c, area_sub(a, a.rows - below, 1, below, a.columns - 2));
	}
	space_free(c.space);
}

static void geometry_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			     int *columns)
{
	(void)s;
	*rows = 18;
	*columns = figure_second_arm(s, o) < 0 ? 60 : 84;
}

const struct panel panel_geometry = {
	.name = "geometry",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_OF | TAKES_LAYER | TAKES_CAMERA,
	.help = "Directions of clauses, inputs or neurons in space, in 3-D.",
	.explain =
		"Every clause is an arrow in a space with one dimension a neuron: how far it goes along a neuron is sqrt(q_ic), q_ic = sum of squared weights of neuron i on the inputs of clause c. "
		"Two arrows that point the same way use the same neurons: they are in superposition, and training one disturbs the other. "
		"At a right angle they share no neuron. A split pulls the bundle apart. "
		"(The figure interference takes the cosines of the q themselves, which differ.)\n\n"
		"Inputs (key o, or of=inputs) are the columns of the weights, with their signs: one arrow an input. "
		"Neurons are the rows: one arrow a neuron, in a space with one dimension an input. "
		"Arrows are normalised to length 1; where a net gives its inputs back by the same weights (task toy) each is as long as it is beside the longest: a feature that is not given back is short. "
		"Two neurons make a plane, seen from above.\n\n"
		"No one sees 16 dimensions, so the picture is turned to the three that hold most: the first principal components PC1, PC2, PC3 through the origin, eigenvectors of V^T V where the arrows are the rows of V. The legend says what share of all squared lengths they hold. "
		"An arrow that reaches the sphere lies wholly in the picture; a short one points mostly out of it. "
		"So angles seen are not all there is: mean |cos| is over all dimensions and all pairs, 0 = nothing shared, 1 = all the same.\n\n"
		"Each component has the sign that makes the arrow most along it positive, so that the picture does not flip between epochs.\n\n"
		"Two arms side by side are seen by the same camera. "
		"They have different neurons, so each has components of its own; the second picture is turned as one rigid body to bring each arrow as near as it can come to the same one of the first (orthogonal Procrustes; neurons: to their parent or sibling). "
		"Its angles stay as they are; its axes turn with it.\n\n"
		"Near arrows are bold with a full tip, far ones dim and dashed with an open tip. "
		"Colours: inputs of one clause, children of one parent.",
	.keys = geometry_keys,
	.title = geometry_title,
	.measure = geometry_measure,
	.draw_arm = draw_arm,
	.describe = geometry_describe,
	.numbers = geometry_numbers,
	.paper = geometry_paper,
	.work_out = geometry_work_out,
	.drag = geometry_drag,
};
