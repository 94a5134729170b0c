/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout.c - share out the rows and columns of the screen. */
#include "view/screen/layout.h"

#include <string.h>

/* So many columns or rows of panels where the screen is so wide or high. */
static const struct {
	int columns, across;
} widths[] = { { 240, 4 }, { 180, 3 }, { 100, 2 }, { 0, 1 } };
static const struct {
	int rows, down;
} heights[] = { { 57, 3 }, { 17, 2 }, { 0, 1 } };

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Take n rows off the bottom of what is left, but leave `keep`. */
static struct rect take_bottom(struct rect *left, int n, int keep)
{
	struct rect r = *left;

	n = least(n, left->rows - keep);
	if (n < 0)
		n = 0;
	left->rows -= n;
	r.row = left->row + left->rows;
	r.rows = n;
	return r;
}

static int log_rows(int rows)
{
	return rows >= 40 ? 3 : rows >= 36 ? 1 : 0;
}

int layout_narration_rows(int rows)
{
	return 1 + rows / 6;
}

static int most_across(const struct layout *l)
{
	int i = 0;

	while (l->panels.columns < widths[i].columns)
		i++;
	return l->panels.rows >= 10 ? widths[i].across : 1;
}

static int most_down(const struct layout *l)
{
	int i = 0;

	while (l->panels.rows < heights[i].rows)
		i++;
	return l->panels.columns >= 60 ? heights[i].down : 1;
}

static void choose_slots(struct layout *l)
{
	l->across = least(most_across(l), 2);
	l->down = least(most_down(l), 2);
}

void layout_screen(struct layout *layout, int rows, int columns, bool prompt, bool timeline,
		   int narration)
{
	struct rect left = { 0, 0, rows, columns };
	bool small = rows < 16 || columns < 60;

	memset(layout, 0, sizeof *layout);
	layout->across = layout->down = 1;
	if (columns < LAYOUT_LEAST_COLUMNS || rows < LAYOUT_LEAST_ROWS) {
		layout->too_small = true;
		layout->prompt = take_bottom(&left, prompt, 0);
		layout->panels = left;
		return;
	}
	layout->prompt = take_bottom(&left, prompt, 0);
	if (!small || rows >= 6)
		layout->hint = take_bottom(&left, 1, 3);
	if (!small || rows >= 10)
		layout->status = take_bottom(&left, 1, 3);
	if (!small || rows >= 8) {
		layout->bar = left;
		layout->bar.rows = 1;
		left.row++;
		left.rows--;
	}
	layout->timeline = take_bottom(&left, timeline, 3);
	layout->log = take_bottom(&left, log_rows(rows), 3);
	layout->narration =
		take_bottom(&left, least(narration, layout_narration_rows(rows)), rows / 2);
	layout->panels = left;
	choose_slots(layout);
}

/* The fewest slots of a grid that so many panels fit into, else as many as there can be. */
static void choose_grid(struct layout *l, int panels)
{
	int across = most_across(l), down = most_down(l), a = across, d = down;

	if (panels <= l->across * l->down)
		return;
	for (int i = l->across; i <= across; i++) {
		for (int k = l->down; k <= down; k++) {
			if (i * k >= panels && i * k < a * d)
				a = i, d = k;
		}
	}
	l->across = a;
	l->down = d;
}

/* Each home that has panels has a slot; further ones go where most share one. */
void layout_deal(struct layout *layout, const int panels[LAYOUT_HOMES])
{
	int slots[LAYOUT_HOMES], used = 0, all = 0;

	for (int i = 0; i < LAYOUT_HOMES; i++) {
		slots[i] = panels[i] > 0;
		used += slots[i];
		all += panels[i];
	}
	choose_grid(layout, all);
	for (; used < all && used < layout->across * layout->down; used++) {
		int best = LAYOUT_HOMES - 1;

		for (int i = LAYOUT_HOMES - 1; i >= 0; i--) {
			if (panels[i] * slots[best] > panels[best] * slots[i])
				best = i;
		}
		slots[best]++;
	}
	for (int i = 0; i < LAYOUT_HOMES; i++)
		layout->deal[i + 1] = layout->deal[i] + slots[i];
}

int layout_slot(const struct layout *layout, int home, int nth)
{
	int slots = layout->across * layout->down;

	if (slots > LAYOUT_HOMES)
		return layout->deal[home] +
		       least(nth, layout->deal[home + 1] - layout->deal[home] - 1);
	return slots == LAYOUT_HOMES ? home : slots == 1 ? 0 : home / 2;
}

/* The most rows that all may have, with those that want fewer as they want. */
static int fair_rows(const struct layout_want *want, int n, int total)
{
	int rows = 0;

	for (;;) {
		int sum = 0;

		for (int i = 0; i < n; i++)
			sum += least(want[i].rows, rows + 1);
		if (sum > total)
			return rows;
		rows++;
	}
}

/* What is left over goes to those that grow, by what they want; without any to the first. */
static void share_rest(const struct layout_want *want, int n, int rest, int rows[])
{
	int growing = 0, first = -1, left = rest;

	for (int i = n - 1; i >= 0; i--) {
		growing += want[i].grows ? want[i].rows : 0;
		if (want[i].rows && (first < 0 || want[i].grows || !want[first].grows))
			first = i;
	}
	for (int i = 0; i < n && growing; i++) {
		int more = want[i].grows ? rest * want[i].rows / growing : 0;

		rows[i] += more;
		left -= more;
	}
	if (first >= 0)
		rows[first] += left;
}

/* Slots one above the other; any may be empty. */
static void share_rows(struct rect all, const struct layout_want *want, int n, struct rect out[])
{
	int rows[LAYOUT_SLOTS], total = all.rows - 1, sum = 0, at = all.row, fair;

	/* a border between two counts for both */
	for (int i = 0; i < n; i++) {
		total += want[i].rows > 0;
		sum += want[i].rows;
	}
	fair = sum > total ? fair_rows(want, n, total) : 0;
	for (int i = 0; i < n; i++)
		rows[i] = sum > total ? least(want[i].rows, fair) : want[i].rows;
	if (sum <= total)
		share_rest(want, n, total - sum, rows);
	for (int i = 0, left = total; sum > total && i < n; i++) {
		left = total;
		for (int k = 0; k < n; k++)
			left -= rows[k];
		if (left > 0 && rows[i] < want[i].rows)
			rows[i]++;
	}
	for (int i = 0; i < n; i++) {
		out[i] = all;
		out[i].row = at;
		out[i].rows = rows[i];
		at += rows[i] > 0 ? rows[i] - 1 : 0;
	}
}

void layout_slots(const struct layout *layout, const struct layout_want want[LAYOUT_SLOTS],
		  struct rect out[LAYOUT_SLOTS])
{
	int used = 0, columns = layout->panels.columns, at = layout->panels.column, seen = 0;
	bool has[LAYOUT_SLOTS] = { false };

	memset(out, 0, LAYOUT_SLOTS * sizeof *out);
	for (int i = 0; i < layout->across * layout->down; i++) {
		if (want[i].rows && !has[i / layout->down]) {
			has[i / layout->down] = true;
			used++;
		}
	}
	for (int i = 0; i < layout->across; i++) {
		struct rect side = layout->panels;

		if (!has[i])
			continue;
		side.column = at;
		side.columns = columns * (seen + 1) / used - columns * seen / used;
		at += side.columns;
		seen++;
		share_rows(side, want + i * layout->down, layout->down, out + i * layout->down);
	}
}
