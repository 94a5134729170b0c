/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen_parts.c - narration, the log's last lines, the page over the panels,
 * and what a newcomer or a tiny screen gets.
 */
#include "view/screen/screen_parts.h"

#include <stdio.h>

#include "view/figure/figure.h"
#include "view/screen/layout.h"
#include "view/grid/text.h"

#define CLAIM \
	"Split every neuron into children that share out its weights: more neurons, the same number of weights, less interference."

/* Each row beside what it means, in columns of their own. */
static int offer_rows(struct area box, int row, int at, const struct screen_offer *offer, int n)
{
	for (int i = 0; i < n && row < box.rows; i++, row++) {
		const char *done = " done";
		int end = box.columns - (offer[i].done ? text_columns(done) : 0);

		area_text(box, row, 2, INK_KEY, offer[i].type);
		if (end > at + 12)
			area_text(area_sub(box, row, at, 1, end - at), 0, 0, INK_DIM,
				  offer[i].what);
		if (offer[i].done)
			area_text(box, row, end, INK_GOOD, done);
	}
	return row;
}

/* The lessons stand first, by their numbers, as far as there is room. */
static void offer_all(const struct screen_focus *focus, struct area box)
{
	const struct screen_offer *offer = focus->offer;
	int numbers = 0, rest = focus->offers, row = 2;

	while (numbers < rest && offer[numbers].type[0] <= '9')
		numbers++;
	rest -= numbers;
	if (box.rows >= numbers + 8)
		row += figure_wrap(box, row, INK_NONE, CLAIM) + 1;
	if (focus->advice && *focus->advice && box.rows >= row + numbers + 4)
		row += figure_wrap(box, row, INK_WARN, focus->advice) + 1;
	if (box.rows < numbers + 3)
		row = 1;
	row += figure_wrap(
		box, row, INK_STRONG,
		numbers ? "Type a number for a lesson, or any command; `help` lists them."
			: "Type any command; `help` lists them.");
	row = offer_rows(box, row, 6, offer, numbers);
	row += row + 3 < box.rows;
	offer_rows(box, row, 24, offer + numbers, rest);
}

static void offer_steps(struct area box)
{
	static const struct screen_offer steps[] = {
		{ "task dnf", "a random Boolean code: 8 clauses of 4 inputs", false },
		{ "net", "a small net to learn it", false },
		{ "train 5", "warm it up", false },
		{ "split by=clause", "a child for each half of the clauses", false },
		{ "train until=200", "watch both learn", false },
		{ "help", "every command", false },
	};
	int n = sizeof steps / sizeof *steps, row = 2;

	if (box.rows > n + 4)
		row += figure_wrap(box, row, INK_NONE, CLAIM " Try:") + 1;
	offer_rows(box, row, 20, steps, n);
}

void part_welcome(const struct screen_focus *focus, struct area a)
{
	bool offers = focus && focus->offer;
	int most = offers ? 100 : 66, width = a.columns < most ? a.columns : most;
	int lines = offers ? focus->offers + 7 : 11;
	int top = (a.rows - lines) / 3;
	struct area box = area_sub(a, top > 0 ? top : 0, (a.columns - width) / 2, a.rows, width);

	box = area_sub(box, 0, 1, box.rows, box.columns - 2);
	area_text(box, 0, 0, INK_TITLE, "Expand neurons, not parameters");
	if (offers)
		offer_all(focus, box);
	else
		offer_steps(box);
}

void part_too_small(struct area a, int rows, int columns)
{
	char text[96];

	snprintf(text, sizeof text, "needs %dx%d, is %dx%d: enlarge the window",
		 LAYOUT_LEAST_COLUMNS, LAYOUT_LEAST_ROWS, columns, rows);
	figure_wrap(a, 0, INK_WARN, text);
}

#define KEY_COLUMNS 14 /* of what key goes on, at the right end */

/* Is there room for text beside the key? Else the key has a row of its own. */
static bool key_beside(int columns)
{
	return columns - 3 - KEY_COLUMNS >= 36;
}

/* Columns of narration text on a screen so wide. */
static int narration_columns(const struct screen_state *state, int columns)
{
	int width = columns - 3;

	if (screen_waits(state) && key_beside(columns))
		width -= KEY_COLUMNS;
	return width < 1 ? 1 : width;
}

int part_narration_rows(const struct screen_state *state, int columns)
{
	const char *at = state->narration;
	char line[1024];
	int rows = 0;

	while (text_wrap(&at, narration_columns(state, columns), line, sizeof line))
		rows++;
	if (!screen_waits(state))
		return rows;
	return rows && key_beside(columns) ? rows : rows + 1;
}

/* All of one length. */
static const char *turn_text(const struct screen_state *state, const struct screen_focus *focus)
{
	if (state->turn == SCREEN_TURN_ANSWER)
		return " your answer ";
	if (state->turn == SCREEN_TURN_DEED)
		return "  your turn  ";
	return !focus ? " press a key " : focus->panels ? " press Space " : " press Enter ";
}

void part_narration(const struct screen_state *state, const struct screen_focus *focus,
		    struct area a)
{
	int width = narration_columns(state, a.columns);
	int used;

	if (a.rows < 1)
		return;
	for (int row = 0; row < a.rows; row++)
		area_run(a, row, 0, 1, '|', 0x258c, INK_KEY);
	used = figure_wrap(area_sub(a, 0, 2, a.rows, width), 0, INK_STRONG, state->narration);
	if (used == a.rows && part_narration_rows(state, a.columns) > used)
		area_run(a, used - 1, 1 + width, 1, '.', 0x2026, INK_STRONG);
	if (screen_waits(state)) {
		const char *text = turn_text(state, focus);
		int at = a.columns - (int)sizeof " press a key ";

		for (int i = 0; text[i]; i++)
			area_cell(a, a.rows - 1, at + i, (uint32_t)text[i], INK_KEY, INK_NONE,
				  CELL_REVERSE);
	}
}

void part_log(const struct screen_focus *focus, struct area a)
{
	int first;

	if (!focus || focus->log_lines < 1)
		return;
	first = focus->log_lines - a.rows;
	for (int row = 0; row < a.rows; row++) {
		if (first + row >= 0)
			area_text(a, row, 1, INK_DIM, focus->log[first + row]);
	}
}

void part_overlay(const struct screen_focus *f, struct area all)
{
	struct area a, inside;
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
	if (f->overlay_right && columns > all.columns / 2)
		columns = all.columns / 2;
	a = area_sub(all, all.rows - rows, f->overlay_right ? all.columns - columns : 0, rows,
		     columns);
	area_fill(a, ' ', INK_NONE, INK_NONE);
	for (int row = 0; row < a.rows; row++)
		area_hit(a, row, 0, a.columns, &none);
	inside = area_frame(a, f->overlay_title, true);
	if (top > f->overlay_lines - inside.rows)
		top = f->overlay_lines - inside.rows;
	top = top < 0 ? 0 : top;
	for (int row = 0; row < inside.rows; row++) {
		if (top + row < f->overlay_lines)
			area_text(area_sub(inside, row, 1, 1, inside.columns - 2), 0, 0, INK_NONE,
				  f->overlay[top + row]);
	}
	if (inside.rows < f->overlay_lines && a.rows >= 3) {
		snprintf(text, sizeof text, " %d-%d of %d  PgUp PgDn ", top + 1, top + inside.rows,
			 f->overlay_lines);
		area_text_right(a, a.rows - 1, a.columns - 1, INK_FOCUS, text);
	}
}
