/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act_panel.c - keys that act on the focused panel: its cursor, what that
 * stands on, the epoch shown. What changes the session goes through commands.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tui/app.h"
#include "view/screen/arrangement.h"
#include "view/screen/cursor.h"
#include "view/figure/figure.h"

static struct panel_options *options_of(struct app *app)
{
	struct screen_state *state = player_screen(app->player);

	return app->place < state->shown ? &state->options[app->place] : NULL;
}

static int panel_of(const struct app *app)
{
	return player_screen(app->player)->panel[app->place];
}

static void say(struct app *app, const char *text)
{
	messages_say(app->messages, MESSAGE_NOTE, "%s", text);
}

/* ------------------------------------------------------------------ cursor */

static void scroll(struct app *app, struct panel_options *o, int rows, int columns)
{
	panel_scroll(panel_of(app), &app->snapshot, o, rows, columns);
}

static void move(struct app *app, struct panel_options *o, int down, int right)
{
	struct hit before = o->cursor;

	/* typed faster than drawn: how large the figure is shows in its frame */
	if (app->figure_panel != panel_of(app))
		frame_draw(app);
	if (panel_table[panel_of(app)]->describe)
		cursor_move(panel_of(app), &app->snapshot, o, app->figure_rows, app->figure_columns,
			    painter_ascii(app->painter), down, right);
	if (hit_same(&before, &o->cursor) && before.kind == HIT_NONE)
		scroll(app, o, down, right);
}

static void run_key(struct app *app, const struct panel_options *o, const struct panel_key *key)
{
	char command[200];
	enum panel_edit what = key->command(&app->snapshot, o, &o->cursor, command, sizeof command);

	if (what == EDIT_NONE)
		say(app, "nothing here can be moved: put the cursor on a weight of a child");
	act_command(app, what, command);
}

bool act_panel_key(struct app *app, uint32_t code)
{
	static const struct {
		uint32_t key, panel;
	} names[] = { { INPUT_UP, PANEL_KEY_UP },
		      { INPUT_DOWN, PANEL_KEY_DOWN },
		      { INPUT_LEFT, PANEL_KEY_LEFT },
		      { INPUT_RIGHT, PANEL_KEY_RIGHT } };
	struct panel_options *o = options_of(app);
	const struct panel_key *key;

	if (!o)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (names[i].key == code)
			code = names[i].panel;
	}
	key = panel_key_find(panel_table[panel_of(app)], code);
	if (key && key->command)
		run_key(app, o, key);
	else if (key)
		key->act(&app->snapshot, o, key->argument);
	return key != NULL;
}

/* -------------------------------------------------------------- what it is on */

void act_command(struct app *app, enum panel_edit edit, const char *command)
{
	if (edit == EDIT_NONE || act_refused(app))
		return;
	if (edit == EDIT_RUN) {
		act_run(app, command);
		app->hush = true;
	} else if (edit == EDIT_PROMPT && !prompt_empty(app->prompt)) {
		say(app, "the prompt holds a line already: finish it, or empty it with Ctrl-C");
	} else if (edit == EDIT_PROMPT) {
		act_go(app, false);
		prompt_paste(app->prompt, command);
	}
}

static void edit(struct app *app, const struct panel_options *o)
{
	const struct panel *panel = panel_table[panel_of(app)];
	enum panel_edit what = EDIT_NONE;
	char command[4200];

	if (panel->edit && o->cursor.kind != HIT_NONE && o->cursor.arm < app->snapshot.arms)
		what = panel->edit(&app->snapshot, o, &o->cursor, command, sizeof command);
	if (what == EDIT_NONE)
		say(app, "nothing here can be changed: put the cursor on a weight or a bit");
	act_command(app, what, command);
}

static void explain(struct app *app, const struct panel_options *o)
{
	if (!panel_table[panel_of(app)]->work_out || o->cursor.kind == HIT_NONE) {
		say(app, "put the cursor on something first: the arrow keys move it");
		return;
	}
	app->explain = true;
}

/* -------------------------------------------------------------- differences */

/* The arm to subtract: the second one beside it, the parent, else the arm itself
   as it was at first. */
static void choose_minus(const struct snapshot *s, struct panel_options *o)
{
	int arm = figure_arm(s, o), second = figure_second_arm(s, o);
	const struct snapshot_arm *a = &s->arm[arm];

	o->minus_epoch = -1;
	if (second >= 0) {
		o->minus = s->arm[second].id;
		o->arm[0] = a->id;
		o->arm[1] = -1;
	} else if (a->parent >= 0) {
		o->minus = s->arm[a->parent].id;
	} else {
		o->minus = a->id;
		o->minus_epoch = a->left;
	}
}

static void difference(struct app *app, struct panel_options *o, bool mark)
{
	const struct snapshot *s = &app->snapshot;
	int arm = figure_arm(s, o);

	if (!(panel_table[panel_of(app)]->takes & TAKES_MINUS) || arm < 0) {
		say(app, "this figure has no difference");
		return;
	}
	if (o->minus >= 0 && !mark) {
		o->minus = -1;
		return;
	}
	if (mark) {
		o->minus = s->arm[arm].id;
		o->minus_epoch = s->arm[arm].epoch;
	} else {
		choose_minus(s, o);
	}
}

/* --------------------------------------------------------------------- time */

static void branch(struct app *app, const struct panel_options *o)
{
	const struct snapshot *s = &app->snapshot;
	int arm = figure_arm(s, o);
	char line[128];

	if (arm < 0)
		return;
	snprintf(line, sizeof line, "rewind %d arm=%s",
		 s->at >= 0 && s->at < s->arm[arm].epoch ? s->at : s->arm[arm].epoch,
		 s->arm[arm].name);
	act_run(app, line);
}

static void plot(struct app *app)
{
	const char *name = panel_table[panel_of(app)]->name;
	char line[128];

	snprintf(line, sizeof line, "plot %s %s.svg", name, name);
	act_command(app, EDIT_PROMPT, line);
}

/* ------------------------------------------------------------------- panels */

static void next_panel(struct app *app, int by)
{
	int shown = player_screen(app->player)->shown;

	if (shown > 0)
		app->place = (app->place + by + shown) % shown;
}

static void next_layout(struct app *app)
{
	struct screen_state *state = player_screen(app->player);
	int next = state->arrangement + 1;

	arrangement_apply(arrangement_name(next) ? next : 0, state);
	app->place = 0;
	messages_say(app->messages, MESSAGE_NOTE, "layout %s: %s",
		     arrangements[state->arrangement].name, arrangements[state->arrangement].help);
}

/* Keys that need no panel. True: it was one. */
static bool act_anyhow(struct app *app, const struct key *key)
{
	struct screen_state *state = player_screen(app->player);

	switch (key->action) {
	case ACT_LAYOUT:
		next_layout(app);
		return true;
	case ACT_TIME:
		screen_step_time(state, &app->snapshot, key->argument);
		return true;
	case ACT_FIRST:
		state->at = 0;
		return true;
	case ACT_NOW:
		state->at = -1;
		return true;
	case ACT_STEP:
		player_step(app->player);
		return true;
	case ACT_PAUSE:
		if (!player_key(app->player))
			player_toggle_pause(app->player);
		return true;
	case ACT_ZOOM:
		app->zoom = !app->zoom;
		return true;
	case ACT_NEXT:
		next_panel(app, key->argument);
		return true;
	case ACT_PANEL:
		if (key->argument < state->shown)
			app->place = key->argument;
		return true;
	default:
		return false;
	}
}

void act_on_panel(struct app *app, const struct key *key)
{
	struct panel_options *o = options_of(app);

	if (act_anyhow(app, key) || !o)
		return;
	switch (key->action) {
	case ACT_UP_DOWN:
		move(app, o, key->argument, 0);
		break;
	case ACT_LEFT_RIGHT:
		move(app, o, 0, key->argument);
		break;
	case ACT_PAGE:
		scroll(app, o, key->argument * (app->figure_rows > 4 ? app->figure_rows - 3 : 1),
		       0);
		break;
	case ACT_EXPLAIN:
		explain(app, o);
		break;
	case ACT_EDIT:
		edit(app, o);
		break;
	case ACT_DIFFERENCE:
	case ACT_MARK:
		difference(app, o, key->action == ACT_MARK);
		break;
	case ACT_BRANCH:
		branch(app, o);
		break;
	case ACT_PLOT:
		plot(app);
		break;
	default:
		break;
	}
}
