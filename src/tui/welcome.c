/* SPDX-License-Identifier: GPL-3.0-or-later */
/* welcome.c - owns its texts; what stands where is the view's. */
#include "tui/welcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/lessons.h"
#include "cmd/language/scenario.h"
#include "cmd/player/lessons_done.h"
#include "core/base/room.h"
#include "io/state.h"
#include "io/textbuf.h"

/* Takes both; where one is NULL there is no such row. */
static void add(struct welcome *w, char *type, char *what, bool done)
{
	if (!type || !what || room_for(&w->item, &w->room, w->count + 1, sizeof *w->item, NULL)) {
		free(type);
		free(what);
		return;
	}
	w->item[w->count++] = (struct screen_offer){ type, what, done };
}

static void add_lessons(struct welcome *w, bool knows)
{
	struct lessons_done done = { { false } };
	struct lessons all;

	lessons_find(&all);
	if (knows)
		(void)lessons_done_read(&done, NULL);
	for (int i = 0; i < all.count; i++) {
		const struct lesson_found *l = &all.item[i];

		add(w, textbuf_text("%d", l->number),
		    textbuf_text("%s, %d min", l->title, l->minutes),
		    l->number <= LESSONS_MOST && done.done[l->number]);
	}
	lessons_clear(&all);
}

/* They are the shortest way in. */
static bool is_first(const char *name)
{
	return strcmp(name, "quickstart") == 0 || strcmp(name, "xor_clauses") == 0;
}

/* Not those in folders: `play` lists them. */
static void add_scenarios(struct welcome *w)
{
	struct scenarios all;

	scenarios_find(&all);
	w->lacks = !all.count;
	if (all.count)
		add(w, textbuf_text("play"), textbuf_text("lists all scenarios; some of them:"),
		    false);
	for (int i = 0; i < 2 * all.count; i++) {
		const struct scenario *s = &all.item[i % all.count];
		bool first = i < all.count;

		if (is_first(s->name) == first && !strchr(s->name, '/') &&
		    strcmp(s->name, "tour") != 0)
			add(w, textbuf_text("play %s", s->name), textbuf_text("%s", s->about),
			    false);
	}
	scenarios_clear(&all);
}

struct welcome *welcome_new(bool knows)
{
	struct welcome *w = calloc(1, sizeof *w);

	if (!w)
		return NULL;
	w->forgets = knows && !state_keeps();
	add_lessons(w, knows);
	add(w, textbuf_text("tour"), textbuf_text("the screen, in four minutes"), false);
	add_scenarios(w);
	return w;
}

void welcome_free(struct welcome *welcome)
{
	if (!welcome)
		return;
	for (int i = 0; i < welcome->count; i++) {
		free((char *)welcome->item[i].type);
		free((char *)welcome->item[i].what);
	}
	free(welcome->item);
	free(welcome->advice);
	free(welcome);
}

void welcome_advise(struct welcome *welcome, bool mono, bool ascii)
{
	struct textbuf text = { 0 };

	if (ascii)
		textbuf_puts(
			&text,
			"No UTF-8 here, so figures are drawn with ASCII: LC_ALL=C.UTF-8 fpe-tui draws finer ones. ");
	if (mono)
		textbuf_puts(
			&text,
			"Few colours here, so signs and sizes are glyphs: TERM=xterm-256color fpe-tui may have more. ");
	if (welcome->lacks)
		textbuf_puts(
			&text,
			"No lessons or scenarios are found: `doctor` says where they are looked for. ");
	if (welcome->forgets)
		textbuf_puts(
			&text,
			"Nothing is kept from one run to the next: set XDG_STATE_HOME to a folder of yours. ");
	free(welcome->advice);
	welcome->advice = textbuf_take(&text);
}

char *welcome_line(const char *typed)
{
	int number, end = 0;
	char *line;

	if (sscanf(typed, " %2d %n", &number, &end) != 1 || typed[end] || number < 1)
		return NULL;
	return asprintf(&line, "lesson %d", number) < 0 ? NULL : line;
}
