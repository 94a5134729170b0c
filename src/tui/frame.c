/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame.c - one frame: the snapshot and where the keyboard is, to a grid, to
 * the terminal. Layout is the view's; here only what the terminal knows.
 */
#include <stdlib.h>

#include "io/textbuf.h"
#include "tui/app.h"
#include "view/screen/cursor.h"
#include "view/screen/layout.h"

/* Never more than the view shows, so that the last line can be reached: it takes
   bars, a frame, the log and narration off. */
int frame_page_rows(const struct app *app)
{
	const struct screen_state *state = player_screen(app->player);
	bool high = app->rows >= 40;
	int rows = app->rows - 6 - (high ? 3 : app->rows >= 36);

	if (state->narration[0] || screen_waits(state))
		rows -= layout_narration_rows(app->rows);
	return rows < 1 ? 1 : rows;
}

/* A new answer of several lines opens as a page. */
static void open_answer(struct app *app)
{
	bool passes;
	char *text = messages_take_page(app->messages, &passes);

	if (app->page.passes && app->snapshot.progress.what)
		page_close(&app->page);
	if (!text)
		return;
	if (app->hush && !passes) {
		app->hush = false;
		free(text);
		return;
	}
	page_open(&app->page, passes ? "printed by the script" : "answer", text, passes);
	app->page.passes = passes;
}

/* The explanation is made anew for every frame: its numbers move. */
static void renew_explanation(struct app *app)
{
	const struct screen_state *state = player_screen(app->player);
	const struct panel_options *o = &state->options[app->place];
	struct textbuf out = { 0 };
	const struct panel *panel;
	char *text;

	if (!app->explain)
		return;
	panel = panel_table[state->panel[app->place]];
	if (!app->panels || !panel->work_out || o->cursor.kind == HIT_NONE ||
	    o->cursor.arm >= app->snapshot.arms) {
		app->explain = false;
		page_close(&app->page);
		return;
	}
	panel->work_out(&app->snapshot, o, &o->cursor, &out);
	text = textbuf_take(&out);
	if (!text)
		return;
	if (page_is_open(&app->page))
		page_renew(&app->page, text);
	else
		page_open(&app->page, "explained", text, false);
}

/* The neuron that figures look at: the one that a command named last, or that the cursor has
   been on since, in a figure of several. */
static void follow_look(struct app *app)
{
	struct screen_state *state = player_screen(app->player);
	const struct snapshot *s = &app->snapshot;
	const struct panel_options *o = &state->options[app->place];
	const struct hit *hit = &o->cursor;

	if (app->look.turn != s->look.turn)
		app->look = s->look;
	if (app->panels && app->place < state->shown && hit->arm >= 0 && hit->arm < s->arms &&
	    (hit->kind == HIT_NEURON || hit->kind == HIT_WEIGHT) &&
	    panel_table[state->panel[app->place]] != &panel_neuron &&
	    hit->layer + 1 < s->arm[hit->arm].net->layers) {
		app->look.arm = s->arm[hit->arm].id;
		app->look.layer = hit->layer;
		app->look.neuron = hit->row;
	}
	app->snapshot.look = state->look = app->look;
}

static void fill_prompt(struct app *app, struct screen_focus *focus)
{
	focus->panels = app->panels;
	focus->place = app->place;
	focus->zoom = app->zoom;
	focus->prompt = prompt_text(app->prompt);
	focus->line = prompt_line(app->prompt);
	focus->cursor = prompt_cursor(app->prompt);
}

static void fill_message(struct app *app, struct screen_focus *focus)
{
	static const int ink[] = {
		[TONE_PLAIN] = INK_NONE, [TONE_BAD] = INK_BAD, [TONE_DIM] = INK_DIM
	};
	enum message_tone tone;

	focus->message = messages_last(app->messages, &tone);
	focus->message_ink = ink[tone];
}

static void fill_page(struct app *app, struct screen_focus *focus)
{
	if (!page_is_open(&app->page))
		return;
	focus->overlay_right =
		app->explain && app->columns >= 60 && app->figure_left < app->columns / 3;
	page_fit(&app->page, frame_page_rows(app),
		 (focus->overlay_right ? app->columns / 2 : app->columns) - 4);
	focus->overlay = (const char *const *)app->page.line;
	focus->overlay_lines = app->page.lines;
	focus->overlay_top = app->page.top;
	focus->overlay_title = app->page.title;
}

static void fill_welcome(const struct app *app, struct screen_focus *focus)
{
	if (!app->welcome)
		return;
	focus->offer = app->welcome->item;
	focus->offers = app->welcome->count;
	focus->advice = app->welcome->advice;
}

void frame_draw(struct app *app)
{
	struct screen_state *state = player_screen(app->player);
	struct screen_focus focus = { 0 };
	struct grid *grid;

	if (painter_size(app->painter, &app->rows, &app->columns)) {
		prompt_resize(app->prompt, app->rows, app->columns);
		painter_repaint(app->painter);
	}
	painter_set_palette(app->painter, state->palette);
	grid = painter_begin(app->painter, app->rows, app->columns);
	if (!grid)
		return;
	if (app->place >= state->shown)
		app->place = 0;
	if (state->shown == 0)
		app->panels = false;
	player_frame(app->player, &app->snapshot);
	focus.resting = app->resting;
	for (int i = 0; i < state->shown && !app->resting; i++) {
		/* it shows the arm that is looked at, whichever others show */
		if (panel_table[state->panel[i]] != &panel_neuron ||
		    state->options[i].cursor.arm >= app->snapshot.arms)
			cursor_follow(&app->snapshot, &state->options[i]);
	}
	if (app->resting)
		app->moving = false;
	else
		motion_advance(app);
	follow_look(app);
	open_answer(app);
	renew_explanation(app);
	fill_prompt(app, &focus);
	fill_page(app, &focus);
	fill_welcome(app, &focus);
	fill_message(app, &focus);
	focus.log = messages_lines(app->messages, &focus.log_lines);
	focus.cursor_row = focus.cursor_column = -1;
	screen_draw(&app->snapshot, state, &focus, grid);
	app->figure_panel =
		app->panels && app->place < state->shown ? state->panel[app->place] : -1;
	app->figure_rows = focus.figure_rows;
	app->figure_columns = focus.figure_columns;
	app->figure_left = focus.figure_left;
	painter_show(app->painter, app->panels ? -1 : focus.cursor_row, focus.cursor_column);
	app->seen = messages_serial(app->messages);
	app->changed = app->urgent = false;
}
