/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrangement.c - the table of arrangements. A new one is a row. */
#include "view/screen/arrangement.h"

#include <string.h>

const struct arrangement arrangements[] = {
	{ "lab",
	  "what a split does: weights, interference, curves, theory",
	  { { "assignment" },
	    { "interference", "sample" },
	    { "curves", "sweep" },
	    { "theory", "network", "geometry", "capacity" } } },
	{ "space",
	  "directions of the features, and the net as a graph",
	  { { "geometry" }, { "network" }, { "curves" }, { "capacity", "spectrum", "theory" } } },
	{ "sample",
	  "one sample followed through the net",
	  { { "sample" }, { "assignment" }, { "curves" }, { "network" } } },
	{ "images",
	  "pixels: weights as pictures, a sample, which class is said to be which",
	  { { "weights" }, { "sample" }, { "curves" }, { "confusion", "network" } } },
	{ "study",
	  "comparisons over seeds",
	  { { "sweep" }, { "interference" }, { "curves" }, { "theory", "log" } } },
	{ "script",
	  "the source of what plays, beside the weights and curves",
	  { { "source" }, { "assignment" }, { "curves" }, { "log", "theory" } } },
	{ NULL, NULL, { { NULL } } },
};

const char *arrangement_name(int i)
{
	return arrangements[i].name;
}

static void keep_options(struct screen_state *state)
{
	for (int place = 0; place < state->shown; place++) {
		state->kept[state->panel[place]] = state->options[place];
		state->has_kept[state->panel[place]] = true;
	}
}

/* Deepest panels first: what is shown last is on top. */
void arrangement_apply(int i, struct screen_state *state)
{
	const struct arrangement *a = &arrangements[i];

	keep_options(state);
	state->shown = 0;
	state->arrangement = i;
	for (int deep = ARRANGEMENT_DEEP - 1; deep >= 0; deep--) {
		for (int slot = LAYOUT_HOMES - 1; slot >= 0; slot--) {
			const char *name = a->panel[slot][deep];
			int panel = name ? panel_find(name) : -1;

			if (panel < 0)
				continue;
			screen_show(state, panel,
				    state->has_kept[panel] ? &state->kept[panel] : NULL);
			state->home[0] = slot;
		}
	}
}

void screen_state_init(struct screen_state *state)
{
	memset(state, 0, sizeof *state);
	state->at = state->look.arm = -1;
	arrangement_apply(0, state);
}
