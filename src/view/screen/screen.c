/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen.c - all parts of the screen into one grid.
 *
 * Where things go is layout.c's, the one-line parts are bar.c's, figures are
 * the panels'. Here: which panel a slot shows, frames with tabs, the cursor.
 */
#include "view/screen/screen.h"

#include <stdio.h>
#include <string.h>

#include "view/screen/bar.h"
#include "view/screen/cursor.h"
#include "view/figure/figure.h"
#include "view/screen/layout.h"
#include "view/screen/screen_parts.h"

struct page {
	const struct snapshot *s;
	const struct screen_state *state;
	struct screen_focus *focus; /* may be NULL */
	struct layout layout;
	int nth[SCREEN_MAX_PANELS]; /* place among those of its home, whatever was used last */
	struct area all;
};

static struct area area_of(const struct page *p, struct rect r)
{
	return area_sub(p->all, r.row, r.column, r.rows, r.columns);
}

static int focused_place(const struct page *p)
{
	if (!p->focus || !(p->focus->panels || p->focus->zoom) || p->focus->place < 0 ||
	    p->focus->place >= p->state->shown)
		return -1;
	return p->focus->place;
}

static int slot_of(const struct page *p, int place)
{
	return layout_slot(&p->layout, p->state->home[place], p->nth[place]);
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
static void draw_tabs(const struct page *p, int slot, int place, struct area top, int used)
{
	int end = top.columns - 1, others = 0;
	char text[32];

	for (int panel = panel_count() - 1; panel >= 0; panel--) {
		int i = screen_place(p->state, panel);
		struct hit hit = { .kind = HIT_PANEL, .panel = panel, .arm = -1, .row = i };
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
	area_run(a, 0, 0, 1, '+', 0x251c, INK_FRAME);
	area_run(a, 0, a.columns - 1, 1, '+', 0x2524, INK_FRAME);
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
	panel_title(panel_table[hit.panel], p->s, &p->state->options[place], p->all.grid->ascii,
		    title, sizeof title);
	area_printf(inside, 0, 0, INK_TITLE, " %s ", title);
	draw_tabs(p, slot, place, top, text_columns(title) + 3);
}

/* The figure of a place; where the keyboard is, its cursor too. */
static void draw_figure(const struct page *p, int place, struct area inside)
{
	const struct panel_options *o = &p->state->options[place];
	bool here = p->focus && p->focus->panels && place == p->focus->place;

	panel_draw(p->state->panel[place], p->s, o, inside);
	if (!here)
		return;
	p->focus->figure_rows = inside.rows;
	p->focus->figure_columns = inside.columns;
	p->focus->figure_left = inside.column;
	cursor_show(inside, &o->cursor);
}

/* What the cursor stands on, in words; NULL: it stands on nothing. */
static const char *describe_cursor(const struct page *p, char *out, size_t size)
{
	int place = p->focus && p->focus->panels ? focused_place(p) : -1;
	const struct panel_options *o;
	const struct panel *panel;
	struct textbuf text = { 0 };

	if (place < 0)
		return NULL;
	o = &p->state->options[place];
	panel = panel_table[p->state->panel[place]];
	if (!panel->describe || o->cursor.kind == HIT_NONE || o->cursor.arm >= p->s->arms)
		return NULL;
	panel->describe(p->s, o, &o->cursor, p->all.grid->ascii, &text);
	snprintf(out, size, "%s", text.size ? text.bytes : "");
	textbuf_clear(&text);
	return out[0] ? out : NULL;
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
	struct hit hit = { .kind = HIT_PANEL, .panel = panel, .arm = -1, .row = place };
	for (int row = 0; row < a.rows; row++)
		area_hit(a, row, 0, a.columns, &hit);
	panel_title(panel_table[panel], p->s, &p->state->options[place], a.grid->ascii, title,
		    sizeof title);
	if (a.rows < 4 || a.columns < 10) {
		draw_figure(p, place, a);
		return;
	}
	inside = area_frame(a, title, focus);
	if (joined)
		join_frames(a, focus);
	draw_tabs(p, slot, place, area_sub(a, 0, 0, 1, a.columns), text_columns(title) + 3);
	draw_figure(p, place, inside);
}

static void wanted_rows(const struct page *p, struct layout_want want[LAYOUT_SLOTS])
{
	for (int slot = 0; slot < LAYOUT_SLOTS; slot++) {
		int place = place_in(p, slot), rows, columns;

		want[slot] = (struct layout_want){ 0 };
		if (place < 0)
			continue;
		panel_measure(panel_table[p->state->panel[place]], p->s, &p->state->options[place],
			      &rows, &columns);
		want[slot].rows = rows + 2;
		want[slot].grows = !panel_table[p->state->panel[place]]->still;
	}
}

/* How many panels there are of each home, and where among them each stands. */
static void deal_slots(struct page *p)
{
	const struct screen_state *state = p->state;
	int panels[LAYOUT_HOMES] = { 0 };

	for (int i = 0; i < state->shown; i++) {
		panels[state->home[i]]++;
		p->nth[i] = 0;
		for (int k = 0; k < state->shown; k++)
			p->nth[i] +=
				state->home[k] == state->home[i] && state->came[k] > state->came[i];
	}
	layout_deal(&p->layout, panels);
}

static void draw_panels(struct page *p)
{
	int focused = focused_place(p), late = -1;
	struct layout_want want[LAYOUT_SLOTS];
	struct rect slot[LAYOUT_SLOTS];

	deal_slots(p);
	if (p->focus && p->focus->zoom && focused >= 0)
		p->layout.across = p->layout.down = 1;
	wanted_rows(p, want);
	layout_slots(&p->layout, want, slot);
	if (p->focus && p->focus->panels && focused >= 0)
		late = slot_of(p, focused); /* its heavy frame goes on top */
	for (int i = 0; i < LAYOUT_SLOTS; i++) {
		bool lower = i % p->layout.down > 0 && want[i - 1].rows;

		if (i != late)
			draw_slot(p, i, slot[i], lower);
	}
	if (late >= 0)
		draw_slot(p, late, slot[late], false);
	if (late >= 0 && late % p->layout.down < p->layout.down - 1)
		restore_title(p, late + 1, slot[late + 1]);
}

/* Else there is nothing yet that a figure could show. */
static bool has_figures(const struct snapshot *s)
{
	return s->task || s->arms || s->sweep;
}

/* The screen as it was, but for the lines that speak of now. */
static void draw_resting(const struct page *p)
{
	const struct rect now[] = { p->layout.narration, p->layout.log, p->layout.status,
				    p->layout.hint, p->layout.prompt };

	grid_put(p->all.grid, p->focus->resting);
	for (size_t i = 0; i < sizeof now / sizeof *now; i++)
		area_fill(area_of(p, now[i]), ' ', INK_NONE, INK_NONE);
}

/* Lines over the panels, and what stands there without any. */
static void draw_upper(const struct page *p)
{
	const struct snapshot *s = p->s;

	bar_top(s, p->state, area_of(p, p->layout.bar));
	if (!has_figures(s))
		part_welcome(p->focus, area_of(p, p->layout.panels));
	bar_time(s, area_of(p, p->layout.timeline));
}

/* Lines under the panels. */
static void draw_lower(const struct page *p)
{
	const struct snapshot *s = p->s;
	char about[200];

	part_narration(p->state, p->focus, area_of(p, p->layout.narration));
	part_log(p->focus, area_of(p, p->layout.log));
	bar_status(s, describe_cursor(p, about, sizeof about), area_of(p, p->layout.status));
	/* what a script says stands above already */
	bar_hint(p->focus, p->layout.log.rows > 0 || p->state->narration[0],
		 area_of(p, p->layout.hint));
}

/* While a key is awaited at the prompt a small screen shows all that is said, over the
   panels if need be: they are back when the keyboard goes there, or reads on. */
static void unfold_narration(struct page *p, const struct grid *grid)
{
	struct rect *text = &p->layout.narration, *panels = &p->layout.panels;
	int more = part_narration_rows(p->state, grid->columns) - text->rows;
	bool small = grid->rows < 16 || grid->columns < 60;

	if (!small || !screen_waits(p->state) || !p->focus || p->focus->panels || more <= 0)
		return;
	more = more < panels->rows ? more : panels->rows;
	panels->rows -= more;
	text->row -= more;
	text->rows += more;
}

static void draw_middle(struct page *p)
{
	if (p->focus && p->focus->resting) {
		draw_resting(p);
		return;
	}
	if (has_figures(p->s) && p->layout.panels.rows > 0)
		draw_panels(p);
	draw_upper(p);
}

void screen_draw(const struct snapshot *s, const struct screen_state *state,
		 struct screen_focus *focus, struct grid *grid)
{
	struct page p = { .s = s, .state = state, .focus = focus, .all = grid_area(grid) };
	bool prompt = focus && focus->line;

	grid_clear(grid);
	layout_screen(&p.layout, grid->rows, grid->columns, prompt, s->at >= 0 && s->arms > 0,
		      part_narration_rows(state, grid->columns));
	if (!p.layout.too_small)
		unfold_narration(&p, grid);
	if (focus)
		focus->figure_rows = focus->figure_columns = 0;
	if (p.layout.too_small) {
		part_too_small(area_of(&p, p.layout.panels), grid->rows, grid->columns);
	} else {
		draw_middle(&p);
		draw_lower(&p);
	}
	if (focus && focus->overlay)
		part_overlay(focus, area_of(&p, p.layout.panels));
	if (!focus)
		return;
	focus->cursor_row = focus->cursor_column = -1;
	if (prompt && p.layout.prompt.rows > 0) {
		focus->cursor_row = p.layout.prompt.row;
		focus->cursor_column = bar_prompt(focus, area_of(&p, p.layout.prompt));
	}
}
