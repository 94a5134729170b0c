/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen.c - all parts of the screen into one grid.
 *
 * Where things go is layout.c's, the one-line parts are bar.c's, figures are
 * the panels'. Here: which panel a slot shows, frames with tabs, narration,
 * the page over the panels, and what a newcomer or a tiny screen gets.
 */
#include "view/screen.h"

#include <stdio.h>
#include <string.h>

#include "view/bar.h"
#include "view/figure.h"
#include "view/layout.h"
#include "view/text.h"

/* --------------------------------------------------------------- its state */

void screen_state_init(struct screen_state *state)
{
	static const char *const lab[] = { "theory", "curves", "interference",
					   "assignment" };

	memset(state, 0, sizeof *state);
	for (size_t i = 0; i < sizeof lab / sizeof *lab; i++)
		screen_show(state, panel_find(lab[i]), NULL);
}

int screen_place(const struct screen_state *state, int panel)
{
	for (int i = 0; i < state->shown; i++) {
		if (state->panel[i] == panel)
			return i;
	}
	return -1;
}

static void remove_place(struct screen_state *state, int place)
{
	size_t after = (size_t)(state->shown - place - 1);

	memmove(state->panel + place, state->panel + place + 1,
		after * sizeof *state->panel);
	memmove(state->options + place, state->options + place + 1,
		after * sizeof *state->options);
	state->shown--;
}

int screen_show(struct screen_state *state, int panel,
		const struct panel_options *options)
{
	struct panel_options kept = panel_defaults;
	int place = screen_place(state, panel);

	if (place >= 0) {
		kept = state->options[place];
		remove_place(state, place);
	} else if (state->shown == SCREEN_MAX_PANELS) {
		state->shown--;
	}
	memmove(state->panel + 1, state->panel,
		(size_t)state->shown * sizeof *state->panel);
	memmove(state->options + 1, state->options,
		(size_t)state->shown * sizeof *state->options);
	state->panel[0] = panel;
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

/* ----------------------------------------------------------------- panels */

struct page {
	const struct snapshot *s;
	const struct screen_state *state;
	const struct screen_focus *focus; /* may be NULL */
	struct layout layout;
	struct area all;
};

static struct area area_of(const struct page *p, struct rect r)
{
	return area_sub(p->all, r.row, r.column, r.rows, r.columns);
}

static int focused_place(const struct page *p)
{
	if (!p->focus || !(p->focus->panels || p->focus->zoom) ||
	    p->focus->place < 0 || p->focus->place >= p->state->shown)
		return -1;
	return p->focus->place;
}

static int slot_of(const struct page *p, int place)
{
	return layout_slot(&p->layout,
			   (int)panel_table[p->state->panel[place]]->home);
}

/* The place a slot shows: the focused one, else the last used; -1: empty. */
static int place_in(const struct page *p, int slot)
{
	int focused = focused_place(p);

	if (focused >= 0 && slot_of(p, focused) == slot)
		return focused;
	for (int i = 0; i < p->state->shown; i++) {
		if (slot_of(p, i) == slot)
			return i;
	}
	return -1;
}

/* The other panels of a slot at the right of its top line. */
static void draw_tabs(const struct page *p, int slot, int place, struct area top,
		      int used)
{
	int end = top.columns - 1, others = 0;
	char text[32];

	for (int panel = panel_count() - 1; panel >= 0; panel--) {
		int i = screen_place(p->state, panel);
		struct hit hit = { .kind = HIT_PANEL, .panel = panel, .arm = -1,
				   .row = i };
		int columns;

		if (i < 0 || i == place || slot_of(p, i) != slot)
			continue;
		snprintf(text, sizeof text, " %s ", panel_table[panel]->name);
		columns = text_columns(text);
		if (end - columns <= used + 4) {
			others++;
			continue;
		}
		area_text_right(top, 0, end, INK_DIM, text);
		area_hit(top, 0, end - columns, columns, &hit);
		end -= columns + 1;
	}
	snprintf(text, sizeof text, " +%d ", others);
	if (others > 0 && end - text_columns(text) > used)
		area_text_right(top, 0, end, INK_DIM, text);
}

/* Where two frames share a line, their corners become tees. */
static void join_frames(struct area a, bool heavy)
{
	if (heavy || a.rows < 1 || a.columns < 2)
		return;
	area_cell(a, 0, 0, a.grid->ascii ? '+' : 0x251c, INK_FRAME, INK_NONE, 0);
	area_cell(a, 0, a.columns - 1, a.grid->ascii ? '+' : 0x2524, INK_FRAME,
		  INK_NONE, 0);
}

/*
 * A focused frame over the line it shares with the panel below it: give that
 * panel its title back.
 */
static void restore_title(const struct page *p, int slot, struct rect r)
{
	int place = place_in(p, slot);
	struct area top = area_of(p, (struct rect){ r.row, r.column, 1, r.columns });
	struct area inside = area_sub(top, 0, 1, 1, top.columns - 2);
	char title[96];
	struct hit hit = { .kind = HIT_PANEL, .arm = -1, .row = place };

	if (place < 0 || r.rows < 4)
		return;
	hit.panel = p->state->panel[place];
	area_hit(top, 0, 0, top.columns, &hit);
	panel_table[hit.panel]->title(p->s, &p->state->options[place],
				      p->all.grid->ascii, title, sizeof title);
	area_printf(inside, 0, 0, INK_TITLE, " %s ", title);
	draw_tabs(p, slot, place, top, text_columns(title) + 3);
}

static void draw_slot(const struct page *p, int slot, struct rect r, bool joined)
{
	int place = place_in(p, slot), panel;
	struct area a = area_of(p, r), inside;
	bool focus = p->focus && p->focus->panels && place == p->focus->place;
	char title[96];

	if (place < 0 || a.rows < 1 || a.columns < 1)
		return;
	panel = p->state->panel[place];
	struct hit hit = { .kind = HIT_PANEL, .panel = panel, .arm = -1,
			   .row = place };
	for (int row = 0; row < a.rows; row++)
		area_hit(a, row, 0, a.columns, &hit);
	panel_table[panel]->title(p->s, &p->state->options[place],
				  a.grid->ascii, title, sizeof title);
	if (a.rows < 4 || a.columns < 10) {
		panel_draw(panel, p->s, &p->state->options[place], a);
		return;
	}
	inside = area_frame(a, title, focus);
	if (joined)
		join_frames(a, focus);
	draw_tabs(p, slot, place, area_sub(a, 0, 0, 1, a.columns),
		  text_columns(title) + 3);
	panel_draw(panel, p->s, &p->state->options[place], inside);
}

static void wanted_rows(const struct page *p, int want[LAYOUT_SLOTS])
{
	for (int slot = 0; slot < LAYOUT_SLOTS; slot++) {
		int place = place_in(p, slot), rows, columns;

		want[slot] = 0;
		if (place < 0)
			continue;
		panel_table[p->state->panel[place]]->measure(
			p->s, &p->state->options[place], &rows, &columns);
		want[slot] = rows + 2;
	}
}

static void draw_panels(struct page *p)
{
	int want[LAYOUT_SLOTS], focused = focused_place(p), late = -1;
	struct rect slot[LAYOUT_SLOTS];

	if (p->focus && p->focus->zoom && focused >= 0)
		p->layout.across = p->layout.down = 1;
	wanted_rows(p, want);
	layout_slots(&p->layout, want, slot);
	if (p->focus && p->focus->panels && focused >= 0)
		late = slot_of(p, focused); /* its heavy frame goes on top */
	for (int i = 0; i < LAYOUT_SLOTS; i++) {
		bool lower = p->layout.down == 2 && i % 2 == 1 && want[i - 1];

		if (i != late)
			draw_slot(p, i, slot[i], lower);
	}
	if (late >= 0)
		draw_slot(p, late, slot[late], false);
	if (late >= 0 && p->layout.down == 2 && late % 2 == 0)
		restore_title(p, late + 1, slot[late + 1]);
}

/* ------------------------------------------------- what is not a figure */

static void draw_welcome(struct area a)
{
	static const struct {
		const char *type, *what;
	} steps[] = {
		{ "task dnf", "a random Boolean code: 8 clauses of 4 inputs" },
		{ "net", "a small net to learn it" },
		{ "train 5", "warm it up" },
		{ "split by=clause", "a child for each half of the clauses" },
		{ "train until=200", "watch both learn" },
		{ "help", "every command" },
	};
	int n = sizeof steps / sizeof *steps;
	int width = a.columns < 66 ? a.columns : 66, row;
	struct area box = area_sub(a, (a.rows - n - 5) / 3 > 0
					      ? (a.rows - n - 5) / 3 : 0,
				   (a.columns - width) / 2, a.rows, width);

	box = area_sub(box, 0, 1, box.rows, box.columns - 2);
	area_text(box, 0, 0, INK_TITLE, "Expand neurons, not parameters");
	row = 2;
	if (box.rows > n + 4)
		row += figure_wrap(area_sub(box, 0, 0, box.rows, box.columns), row,
				   INK_NONE,
				   "Split every neuron into children that share "
				   "out its weights: more neurons, the same "
				   "number of weights, less interference. Try:") + 1;
	for (int i = 0; i < n && row < box.rows; i++, row++) {
		area_text(box, row, 2, INK_KEY, steps[i].type);
		if (box.columns >= 20 + text_columns(steps[i].what))
			area_text(box, row, 20, INK_DIM, steps[i].what);
	}
}

static void draw_too_small(const struct page *p)
{
	struct area a = area_of(p, p->layout.panels);
	char text[96];

	snprintf(text, sizeof text, "needs %dx%d, is %dx%d", LAYOUT_LEAST_COLUMNS,
		 LAYOUT_LEAST_ROWS, p->all.columns, p->all.rows);
	figure_wrap(a, 0, INK_WARN, text);
}

/* Columns of narration text on a screen so wide. */
static int narration_columns(const struct screen_state *state, int columns)
{
	int width = columns - 3 - (state->press_key ? 14 : 0);

	return width < 8 ? columns : width;
}

static int narration_rows(const struct screen_state *state, int columns)
{
	const char *at = state->narration;
	char line[1024];
	int rows = 0;

	while (text_wrap(&at, narration_columns(state, columns), line, sizeof line))
		rows++;
	return rows || !state->press_key ? rows : 1;
}

static void draw_narration(const struct page *p)
{
	struct area a = area_of(p, p->layout.narration);
	int width = narration_columns(p->state, a.columns);
	int used;

	if (a.rows < 1)
		return;
	for (int row = 0; row < a.rows; row++)
		area_cell(a, row, 0, a.grid->ascii ? '|' : 0x258c, INK_KEY,
			  INK_NONE, 0);
	used = figure_wrap(area_sub(a, 0, 2, a.rows, width), 0, INK_STRONG,
			   p->state->narration);
	if (used == a.rows && narration_rows(p->state, a.columns) > used)
		area_cell(a, used - 1, 1 + width, a.grid->ascii ? '.' : 0x2026,
			  INK_STRONG, INK_NONE, 0);
	if (p->state->press_key) {
		static const char text[] = " press a key ";
		int at = a.columns - (int)sizeof text;

		for (int i = 0; text[i]; i++)
			area_cell(a, a.rows - 1, at + i, (uint32_t)text[i],
				  INK_KEY, INK_NONE, CELL_REVERSE);
	}
}

static void draw_log(const struct page *p)
{
	struct area a = area_of(p, p->layout.log);
	int first;

	if (!p->focus || p->focus->log_lines < 1)
		return;
	first = p->focus->log_lines - a.rows;
	for (int row = 0; row < a.rows; row++) {
		if (first + row >= 0)
			area_text(a, row, 1, INK_DIM, p->focus->log[first + row]);
	}
}

/* A page over the panels: as large as its text, at the bottom left, where the
   prompt is. */
static void draw_overlay(const struct page *p)
{
	const struct screen_focus *f = p->focus;
	struct area all = area_of(p, p->layout.panels), a, inside;
	struct hit none = { .kind = HIT_NONE, .panel = -1, .arm = -1 };
	int columns = f->overlay_title ? text_columns(f->overlay_title) + 6 : 0;
	int rows = f->overlay_lines + 2, top = f->overlay_top;
	char text[48];

	for (int i = 0; i < f->overlay_lines; i++) {
		int wide = text_columns(f->overlay[i]) + 4;

		columns = wide > columns ? wide : columns;
	}
	rows = rows < all.rows ? rows : all.rows;
	columns = columns < all.columns ? columns : all.columns;
	columns = columns < 28 && all.columns >= 28 ? 28 : columns;
	a = area_sub(all, all.rows - rows, 0, rows, columns);
	area_fill(a, ' ', INK_NONE, INK_NONE);
	for (int row = 0; row < a.rows; row++)
		area_hit(a, row, 0, a.columns, &none);
	inside = area_frame(a, f->overlay_title, true);
	if (top > f->overlay_lines - inside.rows)
		top = f->overlay_lines - inside.rows;
	top = top < 0 ? 0 : top;
	for (int row = 0; row < inside.rows; row++) {
		if (top + row < f->overlay_lines)
			area_text(area_sub(inside, row, 1, 1, inside.columns - 2),
				  0, 0, INK_NONE, f->overlay[top + row]);
	}
	if (inside.rows < f->overlay_lines && a.rows >= 3) {
		snprintf(text, sizeof text, " %d-%d of %d  PgUp PgDn ", top + 1,
			 top + inside.rows, f->overlay_lines);
		area_text_right(a, a.rows - 1, a.columns - 1, INK_FOCUS, text);
	}
}

void screen_draw(const struct snapshot *s, const struct screen_state *state,
		 struct screen_focus *focus, struct grid *grid)
{
	struct page p = { .s = s, .state = state, .focus = focus,
			  .all = grid_area(grid) };
	bool prompt = focus && focus->line;

	grid_clear(grid);
	layout_screen(&p.layout, grid->rows, grid->columns, prompt,
		      narration_rows(state, grid->columns));
	if (p.layout.too_small) {
		draw_too_small(&p);
	} else {
		bar_top(s, state, area_of(&p, p.layout.bar));
		if (!s->task && s->arms == 0)
			draw_welcome(area_of(&p, p.layout.panels));
		else
			draw_panels(&p);
		draw_narration(&p);
		draw_log(&p);
		bar_status(s, area_of(&p, p.layout.status));
		bar_hint(focus, p.layout.log.rows > 0,
			 area_of(&p, p.layout.hint));
	}
	if (focus && focus->overlay)
		draw_overlay(&p);
	if (!focus)
		return;
	focus->cursor_row = focus->cursor_column = -1;
	if (prompt && p.layout.prompt.rows > 0) {
		focus->cursor_row = p.layout.prompt.row;
		focus->cursor_column =
			bar_prompt(focus, area_of(&p, p.layout.prompt));
	}
}
