/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bar.c - top bar, status line, hint line and prompt line.
 *
 * Each is one row of any width. Columns are counted by text.h, the same for
 * what is drawn and for where the cursor goes.
 */
#include "view/screen/bar.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "view/grid/text.h"

/* ----------------------------------------------------------------- the hints */

/* Keys worth a hint, the most useful first, where they work. What they do is
   not here. */
static const struct hint {
	bool prompt, panels;
	const char *key, *what;
} hints[] = {
	{ true, true, "F1", "help" },	     { true, false, "F2", "layout" },
	{ true, false, "F3", "messages" },   { true, false, "F6", "panels" },
	{ true, false, "F7", "one panel" },  { true, false, "F10", "quit" },
	{ false, true, "Esc", "prompt" },    { false, true, "arrows", "move" },
	{ false, true, "Enter", "explain" }, { false, true, "x", "edit" },
	{ false, true, "Tab", "next" },	     { false, true, "z", "zoom" },
	{ false, true, "Space", "pause" },   { false, true, ".", "one epoch" },
	{ false, true, "[ ]", "epoch" },     { false, true, "d", "difference" },
	{ false, true, "b", "branch" },	     { false, true, "p", "plot" },
	{ false, true, "m", "mouse" },
};
#define TOP_HINTS 18 /* columns of the top bar for them */
#define HINTS ((int)(sizeof hints / sizeof *hints))

/* As many of a place as fit in so many columns, with two blanks between them. */
static void hints_text(bool panels, int columns, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; i < HINTS; i++) {
		const struct hint *h = &hints[i];
		char one[40];

		if (!(panels ? h->panels : h->prompt))
			continue;
		snprintf(one, sizeof one, "%s%s %s", at ? "  " : "", h->key, h->what);
		if ((int)(at + strlen(one)) > columns || at + strlen(one) >= size)
			return;
		fixed_put(out, size, &at, "%s", one);
	}
}

void bar_hint(const struct screen_focus *focus, bool log_shown, struct area a)
{
	const char *text = focus ? focus->message : NULL;
	int ink = focus ? focus->message_ink : INK_NONE, at = 1;
	char hint[200];

	if (focus && !text && !log_shown && focus->log_lines > 0) {
		text = focus->log[focus->log_lines - 1];
		ink = INK_DIM;
	}
	if (text)
		at += area_text(a, 0, at, ink, text) + 3;
	hints_text(focus && focus->panels, a.columns - at - 2, hint, sizeof hint);
	area_text_right(a, 0, a.columns - 1, INK_DIM, hint);
}

/* ------------------------------------------------------------- the top bar */

struct segment {
	char text[96];
	int ink, need; /* the least needed is dropped first */
};

struct segments {
	struct segment item[8];
	int count;
};

__attribute__((format(printf, 4, 5))) static void add(struct segments *list, int ink, int need,
						      const char *format, ...)
{
	struct segment *item = &list->item[list->count++];
	va_list args;

	va_start(args, format);
	vsnprintf(item->text, sizeof item->text, format, args);
	va_end(args);
	item->ink = ink;
	item->need = need;
}

static void add_time_left(struct segments *list, double seconds)
{
	if (seconds < 90)
		add(list, INK_NONE, 4, "%.0f s left", seconds);
	else if (seconds < 5400)
		add(list, INK_NONE, 4, "%.0f min left", seconds / 60);
	else
		add(list, INK_NONE, 4, "%.1f h left", seconds / 3600);
}

static void add_progress(struct segments *list, const struct snapshot *s, bool ascii, int columns)
{
	const struct snapshot_progress *p = &s->progress;

	add(list, p->paused ? INK_WARN : INK_KEY, 8, "%s%s%s",
	    p->paused ? (ascii ? "||" : "⏸") : (ascii ? ">" : "▶"), columns < 50 ? "" : " ",
	    columns < 50 ? "" : p->what);
	if (p->total > 0 && p->unit)
		add(list, INK_NONE, 7, "%s %.0f/%.0f", p->unit, floor(p->done), p->total);
	else if (p->total > 0)
		add(list, INK_NONE, 7, "%.0f %%", floor(p->done));
	else if (p->unit && p->done > 0)
		add(list, INK_NONE, 7, "%.0f %ss, Ctrl-C stops it", floor(p->done), p->unit);
	if (p->paused) {
		add(list, INK_WARN, 4, "paused");
		return;
	}
	if (p->unit && isfinite(p->rate) && p->rate > 0) {
		bool slow = p->rate < 1;

		add(list, INK_NONE, 2, "%.*f %ss/%s", p->rate < 10, slow ? p->rate * 60 : p->rate,
		    p->unit, slow ? "min" : "s");
	}
	if (isfinite(p->seconds_left))
		add_time_left(list, p->seconds_left);
}

static const char *plural(int count)
{
	return count == 1 ? "" : "s";
}

static void add_task(struct segments *list, const struct snapshot *s)
{
	int clauses = s->task->clauses.count, inputs = s->task->inputs;

	if (clauses > 0)
		add(list, INK_NONE, 4, "%s, %d clause%s, %d input%s", s->title, clauses,
		    plural(clauses), inputs, plural(inputs));
	else
		add(list, INK_NONE, 4, "%s, %d input%s", s->title, inputs, plural(inputs));
	if (s->current >= 0)
		add(list, INK_NONE, 7, "epoch %d", s->arm[s->current].epoch);
}

static int segments_columns(const struct segments *list)
{
	int columns = 0;

	for (int i = 0; i < list->count; i++)
		columns += text_columns(list->item[i].text) + 2;
	return columns;
}

static void drop_least(struct segments *list)
{
	int least = 0;

	for (int i = 1; i < list->count; i++) {
		if (list->item[i].need < list->item[least].need)
			least = i;
	}
	list->count--;
	memmove(list->item + least, list->item + least + 1,
		(size_t)(list->count - least) * sizeof *list->item);
}

void bar_top(const struct snapshot *s, const struct screen_state *state, struct area a)
{
	struct segments list = { .count = 0 };
	char text[64];
	int at = 1;

	area_fill(a, ' ', INK_NONE, INK_BAR);
	add(&list, INK_STRONG, 9, "fpe-tui");
	if (state->script[0])
		add(&list, INK_NONE, 5, "%s", state->script);
	if (state->script[0] && state->lines > 0)
		add(&list, INK_NONE, 3, "line %d/%d", state->line, state->lines);
	if (s->progress.what)
		add_progress(&list, s, a.grid->ascii, a.columns);
	else if (s->task)
		add_task(&list, s);
	while (list.count > 1 && segments_columns(&list) > a.columns)
		drop_least(&list);
	for (int i = 0; i < list.count; i++)
		at += area_text(a, 0, at, list.item[i].ink, list.item[i].text) + 2;
	hints_text(false, TOP_HINTS, text, sizeof text);
	if (at + text_columns(text) + 1 < a.columns)
		area_text_right(a, 0, a.columns - 1, INK_NONE, text);
}

/* ---------------------------------------------------------------- the prompt */

/* Columns of text before byte `end`. */
static int columns_before(const char *text, int end)
{
	const char *at = text;
	int columns = 0;

	while (*at && at - text < end) {
		uint32_t ch = text_next(&at);

		if (at - text <= end)
			columns += text_width(ch);
	}
	return columns;
}

/* First column shown, so that the cursor is inside and text is on both sides. */
static int scroll_for(int cursor, int total, int room)
{
	int first;

	if (total < room)
		return 0;
	first = cursor - room * 2 / 3;
	if (first > total + 1 - room)
		first = total + 1 - room;
	return first < 0 ? 0 : first;
}

int bar_prompt(const struct screen_focus *focus, struct area a)
{
	const char *prompt = focus->prompt ? focus->prompt : "";
	int before = text_columns(prompt), cursor, total, first, room;

	if (before > a.columns / 2)
		before = 0; /* the text matters more */
	else
		area_text(a, 0, 0, focus->panels ? INK_DIM : INK_KEY, prompt);
	room = a.columns - before;
	cursor = columns_before(focus->line, focus->cursor);
	total = text_columns(focus->line);
	first = scroll_for(cursor, total, room);
	a = area_sub(a, 0, before, 1, room);
	area_text(a, 0, -first, focus->panels ? INK_DIM : INK_NONE, focus->line);
	if (first > 0 && cursor > first && room > 2)
		area_run(a, 0, 0, 1, '<', '<', INK_DIM);
	if (total - first > room && room > 2 && cursor - first < room - 1)
		area_run(a, 0, room - 1, 1, '>', '>', INK_DIM);
	return before + cursor - first;
}
