/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure.c - choices and small pieces that every panel makes alike. */
#include "view/figure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/text.h"

#define PAGES 4

bool figure_is_split(const struct snapshot_arm *arm)
{
	return arm->alpha > 1;
}

int figure_arm(const struct snapshot *s, const struct panel_options *o)
{
	if (o->arm[0] >= 0 && o->arm[0] < s->arms)
		return o->arm[0];
	for (int i = s->arms - 1; i >= 0; i--) {
		if (figure_is_split(&s->arm[i]))
			return i;
	}
	return s->current < s->arms ? s->current : -1;
}

int figure_second_arm(const struct snapshot *s, const struct panel_options *o)
{
	return o->arm[1] >= 0 && o->arm[1] < s->arms ? o->arm[1] : -1;
}

int figure_layer(const struct snapshot_arm *arm, const struct panel_options *o)
{
	return o->layer >= 0 && o->layer < arm->net->layers ? o->layer : 0;
}

const struct fpe_clauses *figure_clauses(const struct snapshot *s, int layer)
{
	if (!s->task || s->task->clauses.count < 1 || layer != 0)
		return NULL;
	return &s->task->clauses;
}

int figure_arm_ink(int arm)
{
	return INK_ARM + (arm < 0 ? 0 : arm) % INK_ARMS;
}

int figure_name_columns(const struct fpe_net *net, int layer)
{
	char name[FPE_MAX_NAME];
	int most = 0;

	for (int i = 0; i < net->layer[layer].out; i++) {
		int columns = (int)strlen(fpe_net_neuron_name(net, layer, i, name,
							      sizeof name));

		most = columns > most ? columns : most;
	}
	return most;
}

const char *figure_number(double value, char out[FIGURE_NUMBER])
{
	double size = fabs(value);
	char text[64];
	const char *digits = text;

	if (!isfinite(value)) {
		snprintf(out, FIGURE_NUMBER, "-");
		return out;
	}
	snprintf(text, sizeof text, "%.*f",
		 size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0, size);
	if (text[0] == '0' && text[1] == '.')
		digits++;
	snprintf(out, FIGURE_NUMBER, "%s%.*s", value < 0 ? "-" : "",
		 FIGURE_NUMBER - 2, digits);
	return out;
}

struct figure_fit figure_fit(int n, int room, int scroll)
{
	struct figure_fit fit = { 0, n, 1 };

	if (room < 1)
		room = 1;
	if (n <= room)
		return fit;
	if (n > PAGES * room) {
		fit.per = (n + room - 1) / room;
		fit.count = (n + fit.per - 1) / fit.per;
		return fit;
	}
	fit.count = room;
	fit.first = scroll < 0 ? 0 : scroll > n - room ? n - room : scroll;
	return fit;
}

int figure_wrap(struct area a, int row, int fg, const char *text)
{
	char line[1024];
	int rows = 0;

	while (a.columns > 0 && row + rows < a.rows &&
	       text_wrap(&text, a.columns, line, sizeof line))
		area_text(a, row + rows++, 0, fg, line);
	return rows;
}

void figure_say(struct area a, const char *text)
{
	int width = a.columns > 44 ? 44 : a.columns;
	const char *at = text;
	char line[256];
	int rows = 0;

	while (width > 0 && text_wrap(&at, width, line, sizeof line))
		rows++;
	if (rows > a.rows)
		rows = a.rows;
	figure_wrap(area_sub(a, (a.rows - rows) / 2, (a.columns - width) / 2, rows,
			     width),
		    0, INK_DIM, text);
}

bool figure_empty(const struct snapshot *s, struct area a)
{
	if (s->arms > 0)
		return false;
	figure_say(a, s->task ? "no net yet: type  net"
			      : "no task yet: type  task dnf");
	return true;
}
