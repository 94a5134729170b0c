/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spectrum_paper.c - a bar for each direction that the weights fill, on paper. */
#include "view/panel/spectrum/spectrum.h"

#include <stdio.h>

#include "view/paper/paper_arms.h"

#define BAR 0.8 /* of the distance between two */

static void add_arm(const struct snapshot *s, const struct spectrum *p, struct paper *out)
{
	const struct fpe_layer *l = &s->arm[p->arm].net->layer[p->layer];
	struct paper_view *view = paper_add(out, PAPER_PLOT);
	struct paper_series *bars;
	char place[16];

	paper_name_arm(out, view, s, p->arm);
	view->plot.y.span = PAPER_RANGE;
	view->plot.y.name = paper_text(out, "eigenvalue of W^T W");
	view->plot.x.span = PAPER_PLACES;
	view->plot.x.name = paper_text(out, "direction");
	view->plot.height = 0.36;
	for (int k = 0; k < p->count; k++) {
		snprintf(place, sizeof place, "%d", k + 1);
		paper_place(out, &view->plot.x, k, place);
	}
	bars = paper_series(out, view, PEN_BARS, figure_arm_ink(p->arm), s->arm[p->arm].name);
	bars->width = BAR;
	for (int k = 0; k < p->count; k++)
		paper_point(out, view, bars, k, 0, p->value[k]);
	paper_widen(&view->plot.y, 0);
	view->note =
		paper_text(out, "effective directions %s of %d, features %s of %d, a neuron %s",
			   figure_number(p->directions).text, p->count,
			   figure_number(p->features).text, l->in,
			   figure_number(p->features / l->out).text);
}

void spectrum_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	for (int i = 0; i < n; i++) {
		struct spectrum p;
		const char *why = spectrum_of(&p, s, o, arms[i]);

		if (why)
			paper_say(out, why);
		else
			add_arm(s, &p, out);
	}
}
