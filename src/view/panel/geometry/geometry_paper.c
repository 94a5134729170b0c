/* SPDX-License-Identifier: GPL-3.0-or-later */
/* geometry_paper.c - arrows in neuron space on paper, seen by the same camera. */
#include "view/panel/geometry/geometry.h"

#include <math.h>
#include <stdio.h>

#include "view/panel/geometry/camera.h"
#include "view/panel/interference/pair.h"
#include "view/paper/paper_arms.h"

#define SIDE 1000   /* dots of the camera's picture */
#define CIRCLE 96   /* parts of a great circle */
#define AXIS 1.12   /* length of an axis, in radii */
#define DEPTH -0.2f /* further back is far */

struct scene {
	const struct snapshot *s;
	int arm, layer;
	enum fpe_of of;
	struct space *space;
	struct camera camera;
	struct paper *out;
	struct paper_view *view;
};

static struct camera_point middle(const struct scene *c)
{
	const double at[3] = { 0, 0, 0 };

	return camera_project(&c->camera, at);
}

static void add_line(struct scene *c, struct camera_point a, struct camera_point b, int ink,
		     double width, bool dashed, const char *name)
{
	struct paper_edge e = { (double)a.x / SIDE,
				(double)a.y / SIDE,
				(double)b.x / SIDE,
				(double)b.y / SIDE,
				ink,
				0,
				width,
				dashed,
				NULL };

	if (name)
		e.name = paper_text(c->out, "%s", name);
	paper_edge(c->out, c->view, e);
}

/* Great circle k, or the outline. */
static struct camera_point on_sphere(const struct scene *c, int k, int i)
{
	double angle = 2 * M_PI * i / CIRCLE, at[3];

	if (k == 3)
		return camera_outline(&c->camera, i, CIRCLE);
	for (int x = 0; x < 3; x++)
		at[x] = cos(angle) * c->space->axis[k][x] +
			sin(angle) * c->space->axis[(k + 1) % 3][x];
	return camera_project(&c->camera, at);
}

static void add_sphere(struct scene *c)
{
	for (int k = c->space->length > 2 ? 0 : 3; k < 4; k++) {
		for (int i = 0; i < CIRCLE; i++) {
			struct camera_point a = on_sphere(c, k, i), b = on_sphere(c, k, i + 1);

			if (k == 3 || a.depth > 0 || i % 2)
				add_line(c, a, b, INK_FRAME, k == 3 ? 0.5 : 0.3, false, NULL);
		}
	}
}

static void add_axes(struct scene *c)
{
	for (int k = 0; k < geometry_axes(c->space); k++) {
		struct camera_point end[2];

		for (int i = 0; i < 2; i++) {
			double at[3];

			for (int x = 0; x < 3; x++)
				at[x] = (i ? AXIS : -AXIS) * c->space->axis[k][x];
			end[i] = camera_project(&c->camera, at);
		}
		add_line(c, end[0], end[1], INK_DIM, 0.5, true, NULL);
		paper_node(c->out, c->view,
			   (struct paper_node){ (double)end[1].x / SIDE, (double)end[1].y / SIDE,
						paper_text(c->out, "PC%d", k + 1), INK_DIM,
						PEN_DISC, 0, PAPER_OUTSIDE });
	}
}

static int item_ink(const struct scene *c, int item)
{
	const struct fpe_clauses *clauses = figure_clauses(c->s, c->layer);
	int group = item;

	if (c->of == FPE_OF_INPUTS)
		group = clauses ? figure_clause_of(clauses, item) : 0;
	else if (c->of == FPE_OF_NEURONS)
		group = c->s->arm[c->arm].net->origin[c->layer][item].root;
	return group < 0 ? INK_NONE : INK_ARM + 1 + group % (INK_ARMS - 1);
}

static void add_arrow(struct scene *c, int i)
{
	int item = c->space->item[i];
	struct camera_point tip = camera_project(&c->camera, c->space->at[i]);
	struct figure_name name = pair_name(c->s, c->s->arm[c->arm].net, c->layer, c->of, item);
	bool far = tip.depth < DEPTH;
	struct paper_node node = { (double)tip.x / SIDE,
				   (double)tip.y / SIDE,
				   paper_text(c->out, "%s", name.text),
				   item_ink(c, item),
				   PEN_DISC,
				   far ? 2.5 : 4,
				   PAPER_OUTSIDE };

	add_line(c, middle(c), tip, node.ink, far ? 0.7 : 1.3, far, name.text);
	paper_node(c->out, c->view, node);
}

static void add_note(struct scene *c)
{
	const struct space *p = c->space;
	char hidden[64] = "";

	if (p->count < p->total)
		snprintf(hidden, sizeof hidden, " The %d longest of %d.", p->count, p->total);
	c->view->note = paper_text(
		c->out,
		"mean |cos| %s; PC1-3 hold %.0f + %.0f + %.0f = %.0f %% of the squared lengths.%s Dashed: behind the middle.",
		figure_number(p->cosine).text, 100 * p->share[0], 100 * p->share[1],
		100 * p->share[2], 100 * (p->share[0] + p->share[1] + p->share[2]), hidden);
}

static void add_scene(struct scene *c, const struct panel_options *o, int of)
{
	struct panel_camera camera = geometry_camera(o, c->space);

	c->view = paper_add_arm(c->out, PAPER_GRAPH, c->s, c->arm, of);
	c->view->graph.height = 1;
	camera_init(&c->camera, &camera, SIDE, SIDE, 1);
	add_sphere(c);
	add_axes(c);
	for (int i = 0; i < c->space->count; i++) {
		if (c->space->norm[i] > 0)
			add_arrow(c, i);
	}
	add_note(c);
}

void geometry_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	out->across = n;
	for (int i = 0; i < n; i++) {
		struct scene c = { .s = s, .arm = arms[i], .out = out };

		c.layer = figure_layer(&s->arm[arms[i]], o);
		c.of = geometry_of(s, o, c.layer);
		c.space = geometry_space(s, o, arms[i]);
		if (c.space)
			add_scene(&c, o, n);
		else
			out->failed = true;
		space_free(c.space);
	}
}
