/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screen_state.c - which panels are shown, where, and of which epoch. */
#include <string.h>

#include "view/screen/screen.h"

int screen_place(const struct screen_state *state, int panel)
{
	for (int i = 0; i < state->shown; i++) {
		if (state->panel[i] == panel)
			return i;
	}
	return -1;
}

/* Move `count` places from one index of all that is kept of a place. */
static void move_places(struct screen_state *state, int to, int from, int count)
{
	size_t n = (size_t)count;

	memmove(state->panel + to, state->panel + from, n * sizeof *state->panel);
	memmove(state->home + to, state->home + from, n * sizeof *state->home);
	memmove(state->came + to, state->came + from, n * sizeof *state->came);
	memmove(state->options + to, state->options + from, n * sizeof *state->options);
}

static void remove_place(struct screen_state *state, int place)
{
	move_places(state, place, place + 1, state->shown - place - 1);
	state->shown--;
}

int screen_show(struct screen_state *state, int panel, const struct panel_options *options)
{
	struct panel_options kept = panel_defaults;
	int place = screen_place(state, panel);
	int home = (int)panel_table[panel]->home, came = state->comes;

	if (place >= 0) {
		kept = state->options[place];
		home = state->home[place];
		came = state->came[place];
		remove_place(state, place);
	} else if (state->shown == SCREEN_MAX_PANELS) {
		state->shown--;
	}
	move_places(state, 1, 0, state->shown);
	state->panel[0] = panel;
	state->home[0] = home;
	state->came[0] = came;
	state->comes += came == state->comes;
	state->options[0] = options ? *options : kept;
	state->shown++;
	return 0;
}

void screen_hide(struct screen_state *state, int panel)
{
	int place = screen_place(state, panel);

	if (place >= 0)
		remove_place(state, place);
}

void screen_state_show(struct screen_state *state, const struct screen_state *other)
{
	struct screen_state was = *state;

	*state = *other;
	memcpy(state->script, was.script, sizeof state->script);
	memcpy(state->narration, was.narration, sizeof state->narration);
	state->line = was.line;
	state->lines = was.lines;
	state->press_key = was.press_key;
	state->turn = was.turn;
	state->palette = was.palette;
}

void screen_step_time(struct screen_state *state, const struct snapshot *s, int by)
{
	int last = s->last_epoch;
	int at = state->at < 0 || state->at > last ? last : state->at;

	if (by > last - at)
		state->at = -1;
	else
		state->at = by < -at ? 0 : at + by;
}

bool screen_waits(const struct screen_state *state)
{
	return state->press_key || state->turn != SCREEN_TURN_NONE;
}

struct snapshot_look screen_look(const struct screen_state *state,
				 const struct snapshot_look *named)
{
	return state->look.arm >= 0 ? state->look : *named;
}
