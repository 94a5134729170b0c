/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys_panels.c - keys of the panels: the cursor, what it stands on, the epoch
 * shown, which panel. A new one is a row and its handler. What changes the
 * session goes through commands. A panel's own keys are rows of the panel.
 */
#include <stdio.h>

#include "tui/app.h"
#include "view/screen/cursor.h"
#include "view/figure/figure.h"

struct panel_options *act_panel_options(struct app *app)
{
	struct screen_state *state = player_screen(app->player);

	return app->place < state->shown ? &state->options[app->place] : NULL;
}

static int panel_of(const struct app *app)
{
	return player_screen(app->player)->panel[app->place];
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

static void up_down(struct app *app, struct panel_options *o, const struct key *key)
{
	move(app, o, key->argument, 0);
}

static void left_right(struct app *app, struct panel_options *o, const struct key *key)
{
	move(app, o, 0, key->argument);
}

static void run_key(struct app *app, const struct panel_options *o, const struct panel_key *key)
{
	char command[200];
	enum panel_edit what = key->command(&app->snapshot, o, &o->cursor, command, sizeof command);

	if (what == EDIT_NONE)
		act_say(app, "nothing here can be moved: put the cursor on a weight of a child");
	act_command(app, what, command);
}

bool act_panel_key(struct app *app, uint32_t code)
{
	struct panel_options *o = act_panel_options(app);
	const struct panel_key *key = o ? panel_key_find(panel_table[panel_of(app)], code) : NULL;

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
		act_say(app, "the prompt holds a line already: finish it, or empty it with Ctrl-C");
	} else if (edit == EDIT_PROMPT) {
		act_go(app, false);
		prompt_paste(app->prompt, command);
	}
}

static void edit(struct app *app, struct panel_options *o, const struct key *key)
{
	const struct panel *panel = panel_table[panel_of(app)];
	enum panel_edit what = EDIT_NONE;
	char command[4200];

	(void)key;
	if (panel->edit && o->cursor.kind != HIT_NONE && o->cursor.arm < app->snapshot.arms)
		what = panel->edit(&app->snapshot, o, &o->cursor, command, sizeof command);
	if (what == EDIT_NONE)
		act_say(app, "nothing here can be changed: put the cursor on a weight or a bit");
	act_command(app, what, command);
}

static void explain(struct app *app, struct panel_options *o, const struct key *key)
{
	(void)key;
	if (!panel_table[panel_of(app)]->work_out || o->cursor.kind == HIT_NONE) {
		act_say(app, "put the cursor on something first: the arrow keys move it");
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

/* The arm of a figure that has differences, -1: it has none. */
static int subtracted(struct app *app, const struct panel_options *o)
{
	int arm = figure_arm(&app->snapshot, o);

	if (panel_table[panel_of(app)]->takes & TAKES_MINUS && arm >= 0)
		return arm;
	act_say(app, "this figure has no difference");
	return -1;
}

static void difference(struct app *app, struct panel_options *o, const struct key *key)
{
	(void)key;
	if (subtracted(app, o) < 0)
		return;
	if (o->minus >= 0)
		o->minus = -1;
	else
		choose_minus(&app->snapshot, o);
}

static void difference_to_now(struct app *app, struct panel_options *o, const struct key *key)
{
	int arm = subtracted(app, o);

	(void)key;
	if (arm < 0)
		return;
	o->minus = app->snapshot.arm[arm].id;
	o->minus_epoch = app->snapshot.arm[arm].epoch;
}

/* --------------------------------------------------------------------- time */

static void move_time(struct app *app, const struct key *key)
{
	screen_step_time(player_screen(app->player), &app->snapshot, key->argument);
}

static void show_epoch(struct app *app, const struct key *key)
{
	player_screen(app->player)->at = key->argument;
}

static void step(struct app *app)
{
	player_step(app->player);
}

static void pause_or_go_on(struct app *app)
{
	if (!player_key(app->player))
		player_toggle_pause(app->player);
}

static void branch(struct app *app, struct panel_options *o, const struct key *key)
{
	const struct snapshot *s = &app->snapshot;
	int arm = figure_arm(s, o);
	char line[128];

	(void)key;
	if (arm < 0)
		return;
	snprintf(line, sizeof line, "rewind %d arm=%s",
		 s->at >= 0 && s->at < s->arm[arm].epoch ? s->at : s->arm[arm].epoch,
		 s->arm[arm].name);
	act_run(app, line);
}

static void plot(struct app *app, struct panel_options *o, const struct key *key)
{
	const char *name = panel_table[panel_of(app)]->name;
	char line[128];

	(void)o;
	(void)key;
	snprintf(line, sizeof line, "plot %s %s.svg", name, name);
	act_command(app, EDIT_PROMPT, line);
}

/* ------------------------------------------------------------------- panels */

static void next_panel(struct app *app, const struct key *key)
{
	int shown = player_screen(app->player)->shown;

	if (shown > 0)
		app->place = (app->place + key->argument + shown) % shown;
}

static void go_to_panel(struct app *app, const struct key *key)
{
	if (key->argument <= player_screen(app->player)->shown)
		app->place = key->argument - 1;
}

static void zoom(struct app *app)
{
	app->zoom = !app->zoom;
}

static void back(struct app *app)
{
	act_go(app, false);
}

static void toggle_mouse(struct app *app)
{
	app->mouse = !app->mouse;
	app->grabbed = (struct hit){ .kind = HIT_NONE };
	painter_mouse(app->painter, app->mouse);
	act_say(app, app->mouse ? "mouse on: click points, drag moves, wheel zooms; m gives it back"
				: "mouse off: the terminal selects again");
}

/* ----------------------------------------------------------------- the table */

#define PANEL(n)                                                                     \
	{                                                                            \
		'0' + (n), KEY_PANELS, #n, "go to panel " #n, .act_by = go_to_panel, \
							      .argument = (n)        \
	}

#define FOLLOWED (KEY_PANELS | KEY_FOLLOWED)

const struct key keys_panels[] = {
	{ 27, KEY_PANELS, "Esc", "back to the prompt; what is typed there is kept", .act = back },
	{ INPUT_UP, FOLLOWED, "Up", "move the cursor; past the edge the figure scrolls",
	  .on_panel = up_down, .argument = -1 },
	{ INPUT_DOWN, FOLLOWED, "Down", "move the cursor", .on_panel = up_down, .argument = 1 },
	{ INPUT_LEFT, FOLLOWED, "Left", "move the cursor", .on_panel = left_right, .argument = -1 },
	{ INPUT_RIGHT, FOLLOWED, "Right", "move the cursor", .on_panel = left_right,
	  .argument = 1 },
	{ 'k', FOLLOWED, "k", "as Up", .on_panel = up_down, .argument = -1 },
	{ 'j', FOLLOWED, "j", "as Down", .on_panel = up_down, .argument = 1 },
	{ 'h', FOLLOWED, "h", "as Left", .on_panel = left_right, .argument = -1 },
	{ 'l', FOLLOWED, "l", "as Right", .on_panel = left_right, .argument = 1 },
	{ KEY_CTRL('M'), KEY_PANELS, "Enter", "explain what the cursor stands on, with its numbers",
	  .on_panel = explain },
	{ 'x', KEY_PANELS | KEY_CHANGES, "x", "change what the cursor stands on: a weight, a bit",
	  .on_panel = edit },
	{ KEY_CTRL('I'), KEY_PANELS, "Tab", "to the next panel", .act_by = next_panel,
	  .argument = 1 },
	{ INPUT_BACK_TAB, KEY_PANELS, "Shift-Tab", "to the panel before", .act_by = next_panel,
	  .argument = -1 },
	PANEL(1),
	PANEL(2),
	PANEL(3),
	PANEL(4),
	PANEL(5),
	PANEL(6),
	PANEL(7),
	PANEL(8),
	PANEL(9),
	{ 'z', KEY_PANELS, "z", "this panel on the whole screen, or all again", .act = zoom },
	{ 'L', KEY_PANELS, "L", "as F2", .act = act_next_layout },
	{ ' ', KEY_PANELS, "Space", "pause the training, or go on; also when a script waits",
	  .act = pause_or_go_on },
	{ '.', KEY_PANELS | KEY_CHANGES | KEY_FOLLOWED, ".", "train one epoch, and rest",
	  .act = step },
	{ '[', FOLLOWED, "[", "all panels an epoch back in time", .act_by = move_time,
	  .argument = -1 },
	{ ']', FOLLOWED, "]", "an epoch on", .act_by = move_time, .argument = 1 },
	{ '{', FOLLOWED, "{", "ten epochs back", .act_by = move_time, .argument = -10 },
	{ '}', FOLLOWED, "}", "ten epochs on", .act_by = move_time, .argument = 10 },
	{ INPUT_HOME, FOLLOWED, "Home", "the first epoch", .act_by = show_epoch, .argument = 0 },
	{ INPUT_END, FOLLOWED, "End", "now; figures move with the training again",
	  .act_by = show_epoch, .argument = -1 },
	{ 'd', KEY_PANELS, "d",
	  "difference to the second arm, the parent or the epoch marked; or none",
	  .on_panel = difference },
	{ 'D', KEY_PANELS, "D", "difference to the epoch shown now",
	  .on_panel = difference_to_now },
	{ 'b', KEY_PANELS | KEY_CHANGES, "b",
	  "branch a new arm off the panel's arm at the epoch shown", .on_panel = branch },
	{ 'p', KEY_PANELS | KEY_CHANGES, "p", "write the figure to a file: asks at the prompt",
	  .on_panel = plot },
	{ 'm', KEY_PANELS, "m", "the mouse for the program, or for the terminal's selecting",
	  .act = toggle_mouse },
	{ ':', KEY_PANELS, ":", "back to the prompt", .act = back },
	{ 'q', KEY_PANELS, "q", "back to the prompt", .act = back },
	{ 0 },
};
