/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transcript.c - places in order; the first open one holds the rest back. */
#include "cmd/player/transcript.h"
#include "cmd/player/signals.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "io/textbuf.h"

struct place {
	char *line;
	char *output;
	bool closed;
};

struct transcript {
	FILE *out, *log;
	struct place *place;
	int count, room;
	int written; /* places before this one have been written */
};

struct transcript *transcript_new(FILE *out, FILE *log)
{
	struct transcript *t = calloc(1, sizeof *t);

	if (t) {
		t->out = out;
		t->log = log;
	}
	return t;
}

void transcript_free(struct transcript *t)
{
	if (!t)
		return;
	for (int i = 0; i < t->count; i++) {
		free(t->place[i].line);
		free(t->place[i].output);
	}
	free(t->place);
	free(t);
}

int transcript_open(struct transcript *t)
{
	if (room_for(&t->place, &t->room, t->count + 1, sizeof *t->place, NULL))
		return -1;
	t->place[t->count] = (struct place){ 0 };
	return t->count++;
}

static bool write_all(FILE *file, const char *text)
{
	if (!file)
		return true;
	return signals_put(text, file);
}

bool transcript_close(struct transcript *t, int place, char *line, char *output)
{
	struct place *p;
	bool fine = true;

	if (place < 0) {
		free(line);
		free(output);
		return true;
	}
	p = &t->place[place];
	p->line = line;
	p->output = output;
	p->closed = true;
	while (t->written < t->count && t->place[t->written].closed) {
		p = &t->place[t->written++];
		if (p->output) {
			fine &= write_all(t->log, p->output);
			fine &= write_all(t->out, p->output);
		}
		free(p->output);
		p->output = NULL;
	}
	return fine;
}

/* The last of the lines `seed N` that it begins with, -1: it begins otherwise. Those before
   are of scripts that played a script of this kind. */
static int last_first_seed(const struct transcript *t)
{
	int last = -1;

	for (int i = 0; i < t->count; i++) {
		if (t->place[i].line && strncmp(t->place[i].line, "seed ", 5) != 0)
			break;
		last = t->place[i].line ? i : last;
	}
	return last;
}

char *transcript_script(const struct transcript *t, unsigned long long seed)
{
	struct textbuf text = { 0 };
	int last = last_first_seed(t);

	if (last < 0)
		textbuf_printf(&text, "fpe 1\nseed %llu\n", seed);
	else
		textbuf_puts(&text, "fpe 1\n");
	for (int i = last < 0 ? 0 : last; i < t->count; i++) {
		if (t->place[i].line)
			textbuf_printf(&text, "%s\n", t->place[i].line);
	}
	return textbuf_take(&text);
}
