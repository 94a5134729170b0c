/* SPDX-License-Identifier: GPL-3.0-or-later */
/* geometry_keys.c - keys and mouse of the geometry figure: the camera, what is
   shown, which arrow is pointed at. */
#include "view/panel/geometry/camera.h"
#include "view/panel/geometry/geometry.h"

#define TURN 5 /* degrees of a key */

static void turn_yaw(const struct snapshot *s, struct panel_options *o, int by)
{
	(void)s;
	camera_turn(&o->camera, by, 0);
}

static void turn_pitch(const struct snapshot *s, struct panel_options *o, int by)
{
	(void)s;
	camera_turn(&o->camera, 0, by);
}

/* by: percent of the distance. */
static void zoom(const struct snapshot *s, struct panel_options *o, int by)
{
	(void)s;
	camera_zoom(&o->camera, by / 100.0);
}

static void spin(const struct snapshot *s, struct panel_options *o, int argument)
{
	(void)s;
	(void)argument;
	o->camera.spin = !o->camera.spin;
}

static void reset(const struct snapshot *s, struct panel_options *o, int argument)
{
	(void)s;
	(void)argument;
	o->camera = panel_defaults.camera;
}

/* clauses, inputs, neurons, and again, without what the layer has not. */
static void next_of(const struct snapshot *s, struct panel_options *o, int argument)
{
	static const enum fpe_of next[] = {
		[FPE_OF_CLAUSES] = FPE_OF_INPUTS,
		[FPE_OF_INPUTS] = FPE_OF_NEURONS,
		[FPE_OF_NEURONS] = FPE_OF_CLAUSES,
	};
	int arm = figure_arm(s, o), layer;

	(void)argument;
	if (arm < 0)
		return;
	layer = figure_layer(&s->arm[arm], o);
	o->of = (int)next[geometry_of(s, o, layer)];
	if (o->of == FPE_OF_CLAUSES && !figure_clauses(s, layer))
		o->of = FPE_OF_INPUTS;
	o->cursor = (struct hit){ .kind = HIT_NONE, .panel = -1, .arm = -1 };
}

/* The cursor to the next arrow or the one before: arrow keys turn here. */
static void step_cursor(const struct snapshot *s, struct panel_options *o, int by)
{
	int arm = figure_arm(s, o), layer, n, item;
	enum fpe_of of, now;

	if (arm < 0)
		return;
	if (o->cursor.kind != HIT_NONE && o->cursor.arm >= 0 &&
	    (o->cursor.arm == arm || o->cursor.arm == figure_second_arm(s, o)))
		arm = o->cursor.arm;
	layer = figure_layer(&s->arm[arm], o);
	of = geometry_of(s, o, layer);
	n = fpe_interference_size(s->arm[arm].net, layer, figure_clauses(s, layer), of);
	item = geometry_item(&o->cursor, &now);
	if (n < 1)
		return;
	item = item < 0 || now != of ? (by > 0 ? 0 : n - 1) : ((item + by) % n + n) % n;
	o->cursor = geometry_hit(of, arm, layer, item, 0);
	o->cursor.panel = panel_find("geometry");
}

const struct panel_key geometry_keys[] = {
	{ PANEL_KEY_LEFT, "Left", "turn left", .act = turn_yaw, .argument = TURN },
	{ PANEL_KEY_RIGHT, "Right", "turn right", .act = turn_yaw, .argument = -TURN },
	{ PANEL_KEY_UP, "Up", "turn up", .act = turn_pitch, .argument = -TURN },
	{ PANEL_KEY_DOWN, "Down", "turn down", .act = turn_pitch, .argument = TURN },
	{ 'h', "h", "turn left", .act = turn_yaw, .argument = TURN },
	{ 'l', "l", "turn right", .act = turn_yaw, .argument = -TURN },
	{ 'k', "k", "turn up", .act = turn_pitch, .argument = -TURN },
	{ 'j', "j", "turn down", .act = turn_pitch, .argument = TURN },
	{ '+', "+", "nearer", .act = zoom, .argument = 87 },
	{ '=', "=", "nearer", .act = zoom, .argument = 87 },
	{ '-', "-", "further away", .act = zoom, .argument = 115 },
	{ PANEL_KEY_WHEEL_UP, "wheel up", "nearer", .act = zoom, .argument = 87 },
	{ PANEL_KEY_WHEEL_DOWN, "wheel down", "further away", .act = zoom, .argument = 115 },
	{ '0', "0", "the view of the start", .act = reset },
	{ 'a', "a", "turn by itself, or stop", .act = spin },
	{ 'o', "o", "clauses, inputs or neurons", .act = next_of },
	{ 'n', "n", "point at the next arrow", .act = step_cursor, .argument = 1 },
	{ 'N', "N", "point at the one before", .act = step_cursor, .argument = -1 },
	{ .name = NULL },
};

/* The front of the sphere follows the hand; a cell is twice as high as wide. */
void geometry_drag(struct panel_options *o, int rows, int columns)
{
	camera_turn(&o->camera, -2.5 * columns, 5.0 * rows);
}
