/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel.c - what holds for every panel of the table. */
#include "view/figure/panel.h"

#include <stdio.h>
#include <string.h>

#include "view/figure/figure.h"

const struct panel_options panel_defaults = {
	.arm = { -1, -1 },
	.minus = -1,
	.minus_epoch = -1,
	.of = -1,
	.metric = -1,
	.smooth = 1,
	.sample = -1,
	.camera = { .yaw = 35, .pitch = 20, .distance = 1 },
	.sweep = { .view = -1 },
};

const struct panel_use panel_uses[] = {
	{ "arm", TAKES_ARM | TAKES_SWEEP },
	{ "minus", TAKES_MINUS | TAKES_SWEEP },
	{ "view", TAKES_SWEEP },
	{ "x", TAKES_SWEEP },
	{ "y", TAKES_SWEEP },
	{ "metric", TAKES_SWEEP },
	{ "hold", TAKES_SWEEP },
	{ "of", TAKES_OF | TAKES_METRIC },
	{ "layer", TAKES_LAYER },
	{ "from", TAKES_EPOCHS },
	{ "to", TAKES_EPOCHS },
	{ "smooth", TAKES_EPOCHS },
	{ "log", TAKES_EPOCHS },
	{ "shape", TAKES_SHAPE },
	{ "sample", TAKES_SAMPLE },
	{ "yaw", TAKES_CAMERA },
	{ "pitch", TAKES_CAMERA },
	{ "distance", TAKES_CAMERA },
	{ 0 },
};

int panel_find(const char *name)
{
	for (int i = 0; panel_table[i]; i++) {
		if (strcmp(panel_table[i]->name, name) == 0)
			return i;
	}
	return -1;
}

void panel_draw(int panel, const struct snapshot *s, const struct panel_options *o,
		struct area area)
{
	int first = area.grid->hits;

	if (area.rows < 1 || area.columns < 1)
		return;
	if (panel_table[panel]->draw)
		panel_table[panel]->draw(s, o, area);
	else
		figure_each_arm(s, o, area, panel_table[panel]->draw_arm);
	for (int i = first; i < area.grid->hits; i++)
		area.grid->hit[i].panel = panel;
}

void panel_title(const struct panel *panel, const struct snapshot *s, const struct panel_options *o,
		 bool ascii, char *out, size_t size)
{
	struct textbuf text = { 0 };

	panel->title(s, o, ascii, &text);
	snprintf(out, size, "%s%s", panel->name, text.size ? text.bytes : "");
	textbuf_clear(&text);
}

void panel_measure(const struct panel *panel, const struct snapshot *s,
		   const struct panel_options *o, int *rows, int *columns)
{
	*rows = panel->rows;
	*columns = panel->columns;
	if (panel->measure)
		panel->measure(s, o, rows, columns);
}

/* The nearest of 0 … size-1. */
static int inside(int at, int size)
{
	return at >= size ? (size > 0 ? size - 1 : 0) : at < 0 ? 0 : at;
}

void panel_scroll(int panel, const struct snapshot *s, struct panel_options *o, int rows,
		  int columns)
{
	const struct panel *p = panel_table[panel];
	int from = p->anchor ? p->anchor(s) : 0, high = 1, wide = 1;

	panel_measure(p, s, o, &high, &wide);
	o->row = inside(from + o->row + rows, high) - from;
	o->column = inside(o->column + columns, wide);
}

const struct panel_key *panel_key_find(const struct panel *panel, uint32_t code)
{
	for (const struct panel_key *k = panel->keys; k && k->name; k++) {
		if (k->code == code)
			return k;
	}
	return NULL;
}
