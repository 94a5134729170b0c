/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout.c - share out the rows and columns of the screen. */
#include "view/screen/layout.h"

#include <string.h>

#define LEAST_LOWER 9 /* rows a lower panel keeps while the upper wants more */

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

static void choose_slots(struct layout *l)
{
	bool wide = l->panels.columns >= 100 && l->panels.rows >= 10;

	l->across = wide ? 2 : 1;
	l->down = l->panels.columns >= 60 && l->panels.rows >= 17 ? 2 : 1;
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

int layout_slot(const struct layout *layout, int home)
{
	if (layout->across * layout->down == LAYOUT_SLOTS)
		return home;
	return layout->across * layout->down == 1 ? 0 : home / 2;
}

/* Two slots one above the other; either may be empty. */
static void share_rows(struct rect all, int upper, int lower, struct rect out[2])
{
	int total = all.rows + 1; /* the border between counts for both */
	int rows;

	out[0] = out[1] = all;
	if (upper == 0 || lower == 0) {
		out[0].rows = upper ? all.rows : 0;
		out[1].rows = upper ? 0 : lower ? all.rows : 0;
		return;
	}
	if (upper + lower <= total)
		rows = total - lower;
	else
		rows = least(upper, total - least(lower, least(LEAST_LOWER, total / 2)));
	out[0].rows = rows;
	out[1].row = all.row + rows - 1;
	out[1].rows = total - rows;
}

void layout_slots(const struct layout *layout, const int want[LAYOUT_SLOTS],
		  struct rect out[LAYOUT_SLOTS])
{
	struct rect side[2] = { layout->panels, layout->panels };
	int down = layout->down;

	memset(out, 0, LAYOUT_SLOTS * sizeof *out);
	if (layout->across == 2) {
		bool left = want[0] || (down == 2 && want[1]);
		bool right = want[down] || (down == 2 && want[3]);

		if (left && right) {
			side[0].columns /= 2;
			side[1].column += side[0].columns;
			side[1].columns -= side[0].columns;
		}
	}
	for (int i = 0; i < layout->across; i++) {
		if (down == 2) {
			share_rows(side[i], want[2 * i], want[2 * i + 1], out + 2 * i);
		} else {
			out[i] = side[i];
			out[i].rows = want[i] ? side[i].rows : 0;
		}
	}
}
