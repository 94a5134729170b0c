/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act_mouse.c - the mouse: a click focuses and points, a drag moves or
 * assigns, the wheel zooms or scrolls.
 */
#include "tui/app.h"

/* Place of the panel that a hit belongs to, -1: none. */
static int place_of(const struct app *app, const struct hit *hit)
{
	const struct screen_state *state = player_screen(app->player);

	if (hit->kind == HIT_NONE || hit->panel < 0)
		return -1;
	if (hit->kind == HIT_PANEL)
		return hit->row < state->shown ? hit->row : -1;
	return screen_place(state, hit->panel);
}

static void press(struct app *app, const struct hit *hit)
{
	struct screen_state *state = player_screen(app->player);
	int place = place_of(app, hit);

	app->grabbed = *hit;
	if (hit->kind == HIT_TIME) {
		state->at = hit->row;
		return;
	}
	if (place < 0) {
		act_go(app, false);
		return;
	}
	act_go(app, true);
	app->place = place;
	if (hit->kind != HIT_PANEL)
		state->options[place].cursor = *hit;
}

static void drag(struct app *app, const struct hit *hit, int rows, int columns)
{
	struct screen_state *state = player_screen(app->player);
	int place = place_of(app, &app->grabbed);
	const struct panel *panel;

	if (app->grabbed.kind == HIT_TIME && hit->kind == HIT_TIME)
		state->at = hit->row;
	if (place < 0)
		return;
	panel = panel_table[state->panel[place]];
	if (panel->drag)
		panel->drag(&state->options[place], rows, columns);
	else if (!panel->drop && hit->kind != HIT_NONE && hit->kind != HIT_PANEL &&
		 place_of(app, hit) == place)
		state->options[place].cursor = *hit;
}

static void release(struct app *app, const struct hit *hit)
{
	struct screen_state *state = player_screen(app->player);
	int place = place_of(app, &app->grabbed);
	const struct panel *panel = place < 0 ? NULL : panel_table[state->panel[place]];
	char command[256];

	if (panel && panel->drop && place_of(app, hit) == place && !hit_same(&app->grabbed, hit) &&
	    app->grabbed.arm < app->snapshot.arms && hit->arm < app->snapshot.arms)
		act_command(app,
			    panel->drop(&app->snapshot, &state->options[place], &app->grabbed, hit,
					command, sizeof command),
			    command);
	app->grabbed = (struct hit){ .kind = HIT_NONE };
}

/* A panel's own use of the wheel, or scrolling; over an open page that. */
static void wheel(struct app *app, const struct hit *hit, int by)
{
	struct screen_state *state = player_screen(app->player);
	int place = place_of(app, hit);
	const struct panel_key *key;
	struct panel_options *o;

	if (page_is_open(&app->page)) {
		page_scroll(&app->page, 3 * by, frame_page_rows(app));
		return;
	}
	if (place < 0)
		return;
	o = &state->options[place];
	key = panel_key_find(panel_table[state->panel[place]],
			     by < 0 ? PANEL_KEY_WHEEL_UP : PANEL_KEY_WHEEL_DOWN);
	if (key)
		key->act(&app->snapshot, o, key->argument);
	else
		panel_scroll(state->panel[place], &app->snapshot, o, 2 * by, 0);
}

void act_mouse(struct app *app, const struct input_event *event)
{
	const struct hit *hit = painter_hit(app->painter, event->row, event->column);
	int rows = event->row - app->grab_row;
	int columns = event->column - app->grab_column;

	if (!app->mouse)
		return;
	switch (event->code) {
	case MOUSE_PRESS:
		press(app, hit);
		break;
	case MOUSE_DRAG:
		drag(app, hit, rows, columns);
		break;
	case MOUSE_RELEASE:
		release(app, hit);
		break;
	case MOUSE_WHEEL_UP:
		wheel(app, hit, -1);
		break;
	case MOUSE_WHEEL_DOWN:
		wheel(app, hit, 1);
		break;
	default:
		break;
	}
	app->grab_row = event->row;
	app->grab_column = event->column;
}
