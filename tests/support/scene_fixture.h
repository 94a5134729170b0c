/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scene_fixture.h - a screen of the fabricated session, with a prompt. */
#ifndef TESTS_SCENE_FIXTURE_H
#define TESTS_SCENE_FIXTURE_H

#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/snapshot_fixture.h"
#include "view/screen/screen.h"
#include "view/sink/sink.h"

struct scene {
	struct snapshot_fixture *f;
	struct screen_state state;
	struct screen_focus focus;
};

/* The first four panels there were: pictures stay when others come. */
static inline void four_panels(struct screen_state *state)
{
	static const char *const names[] = { "theory", "curves", "interference", "assignment" };

	screen_state_init(state);
	while (state->shown)
		screen_hide(state, state->panel[0]);
	for (int i = 0; i < 4; i++)
		screen_show(state, panel_find(names[i]), NULL);
}

static inline void scene_open(struct scene *x)
{
	memset(x, 0, sizeof *x);
	x->f = snapshot_fixture_new(1);
	assert_non_null(x->f);
	fixture_run(x->f);
	four_panels(&x->state);
	snprintf(x->state.script, sizeof x->state.script, "xor_clauses.fpe");
	x->state.line = 9;
	x->state.lines = 14;
	x->focus = (struct screen_focus){ .prompt = "fpe> ",
					  .line = "split by=magnitude",
					  .cursor = 18 };
}

static inline void scene_close(struct scene *x)
{
	snapshot_fixture_free(x->f);
}

static inline char *draw(struct scene *x, int rows, int columns, bool ascii)
{
	struct grid *g = grid_new(rows, columns, ascii);
	char *text;

	screen_draw(&x->f->snapshot, &x->state, &x->focus, g);
	if (ascii) {
		for (int i = 0; i < g->rows * g->columns; i++)
			assert_in_range(g->cell[i].ch, 32, 126);
	}
	text = sink_text(g, 0, COLOUR_MONO);
	grid_free(g);
	assert_non_null(text);
	return text;
}

#endif
