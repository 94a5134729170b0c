/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.c - recorded sessions: keys, and the screens they must lead to.
 *
 *	session NAME.keys…
 *
 * A line of a .keys file is one of
 *
 *	size 120x34        the terminal's size from here on
 *	ascii | safe       at the top: draw with ASCII only, start with --safe
 *	type TEXT          letter by letter, then Enter
 *	rush TEXT          the same, and the screen does not come to rest: no time passes
 *	put TEXT           without Enter
 *	key NAME…          Up Down Left Right Home End PgUp PgDn Tab S-Tab Enter
 *	                   Esc Space F1 … F12 C-a … C-z, or one character
 *	send TEXT          these bytes; \e is Esc, \a BEL
 *	paste TEXT         as a bracketed paste; \n is a line end
 *	mouse WHAT R C     press, drag, release, up or down (the wheel)
 *	pass SECONDS       the clock goes on
 *	over               the program has ended; before that it must not have
 *	screen NAME        compare the screen with NAME in the .screens file
 *	# comment
 *
 * What was typed has ended, training included, before the next line is read.
 * Below a picture stands what characters do not show: which cells are reversed,
 * as where the cursor is on a figure, and the terminal's cursor. REFRESH=1 in
 * the environment writes the .screens files; read the difference then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen/headless.h"
#include "view/sink/sink.h"

#define PATIENCE 60.0 /* seconds of real time for one line */

struct player_of_keys {
	struct headless *h;
	const char *path;
	int number; /* line of the .keys file */
	bool ascii, safe, failed, over;
	int rows, columns;
	char *got; /* pictures so far, as the .screens file holds them */
	size_t size;
	FILE *out;
	int pictures;
	char history[64];
};

static void complain(struct player_of_keys *p, const char *what, const char *of)
{
	fprintf(stderr, "%s:%d: %s %s\n", p->path, p->number, what, of);
	p->failed = true;
}

static struct headless *opened(struct player_of_keys *p)
{
	if (!p->h)
		p->h = headless_new(p->rows, p->columns, p->ascii, p->safe, p->history);
	if (!p->h)
		exit(1);
	return p->h;
}

static void feed(struct player_of_keys *p, const char *bytes)
{
	headless_feed(opened(p), bytes, strlen(bytes));
}

/* -------------------------------------------------------------------- keys */

static const char *key_bytes(const char *name)
{
	static const struct {
		const char *name, *bytes;
	} keys[] = {
		{ "Up", "\033[A" },    { "Down", "\033[B" },  { "Right", "\033[C" },
		{ "Left", "\033[D" },  { "Home", "\033[H" },  { "End", "\033[F" },
		{ "PgUp", "\033[5~" }, { "PgDn", "\033[6~" }, { "Tab", "\t" },
		{ "S-Tab", "\033[Z" }, { "Enter", "\r" },     { "Esc", "\033" },
		{ "Space", " " },      { "F1", "\033OP" },    { "F2", "\033OQ" },
		{ "F3", "\033OR" },    { "F4", "\033OS" },    { "F5", "\033[15~" },
		{ "F6", "\033[17~" },  { "F7", "\033[18~" },  { "F8", "\033[19~" },
		{ "F9", "\033[20~" },  { "F10", "\033[21~" }, { "F11", "\033[23~" },
		{ "F12", "\033[24~" },
	};
	static char one[8];

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(keys[i].name, name) == 0)
			return keys[i].bytes;
	}
	if (strncmp(name, "C-", 2) == 0 && name[2] && !name[3])
		snprintf(one, sizeof one, "%c", name[2] & 31);
	else if (strlen(name) <= 4 && (name[0] & 0x80 || !name[1]))
		snprintf(one, sizeof one, "%s", name);
	else
		return NULL;
	return one;
}

static void press_keys(struct player_of_keys *p, char *names)
{
	for (char *name = strtok(names, " "); name; name = strtok(NULL, " ")) {
		const char *bytes = key_bytes(name);

		if (!bytes) {
			complain(p, "no key", name);
			continue;
		}
		feed(p, bytes);
		headless_flush(p->h);
		headless_round(p->h);
	}
}

static void paste(struct player_of_keys *p, const char *text)
{
	char *bytes = malloc(strlen(text) + 16), *at;

	if (!bytes)
		exit(1);
	at = stpcpy(bytes, "\033[200~");
	for (; *text; text++) {
		if (text[0] == '\\' && text[1] == 'n')
			*at++ = '\n', text++;
		else
			*at++ = *text;
	}
	strcpy(at, "\033[201~");
	feed(p, bytes);
	free(bytes);
}

static void send_bytes(struct player_of_keys *p, const char *text)
{
	char bytes[4096], *at = bytes;

	for (; *text; text++) {
		if (text[0] == '\\' && (text[1] == 'e' || text[1] == 'a'))
			*at++ = *++text == 'e' ? '\033' : '\a';
		else
			*at++ = *text;
	}
	*at = '\0';
	feed(p, bytes);
	headless_flush(p->h);
}

static void move_mouse(struct player_of_keys *p, const char *argument)
{
	static const struct {
		const char *name;
		int button;
		char end;
	} moves[] = { { "press", 0, 'M' },
		      { "drag", 32, 'M' },
		      { "release", 0, 'm' },
		      { "up", 64, 'M' },
		      { "down", 65, 'M' } };
	char name[16], bytes[40];
	int row, column;

	if (sscanf(argument, "%15s %d %d", name, &row, &column) == 3) {
		for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
			if (strcmp(moves[i].name, name) != 0)
				continue;
			snprintf(bytes, sizeof bytes, "\033[<%d;%d;%d%c", moves[i].button,
				 column + 1, row + 1, moves[i].end);
			feed(p, bytes);
			return;
		}
	}
	complain(p, "no mouse", argument);
}

/* ---------------------------------------------------------------- pictures */

/* Reversed cells of the panels: the cursor, which text does not show. */
static void print_reversed(FILE *out, const struct grid *g)
{
	for (int r = 0; r < g->rows - 2; r++) {
		int first = -1, last = -1;

		for (int c = 0; c < g->columns; c++) {
			if (!(g->cell[r * g->columns + c].attributes & CELL_REVERSE))
				continue;
			first = first < 0 ? c : first;
			last = c;
		}
		if (first >= 0)
			fprintf(out, "(row %d: columns %d-%d reversed)\n", r, first, last);
	}
}

static void take_picture(struct player_of_keys *p, const char *name)
{
	const struct grid *g = opened(p)->shown;
	char *text = sink_text(g, 0, COLOUR_MONO);

	if (!text)
		exit(1);
	fprintf(p->out, "== %s\n%s", name, text);
	print_reversed(p->out, g);
	if (p->h->cursor_row >= 0)
		fprintf(p->out, "(cursor at row %d, column %d)\n", p->h->cursor_row,
			p->h->cursor_column);
	free(text);
	p->pictures++;
}

/* ------------------------------------------------------------------- lines */

static void run_line(struct player_of_keys *p, char *line)
{
	char *rest = line + strcspn(line, " ");

	if (*rest)
		*rest++ = '\0';
	if (strcmp(line, "size") == 0 && sscanf(rest, "%dx%d", &p->columns, &p->rows) == 2) {
		if (p->h) {
			p->h->rows = p->rows;
			p->h->columns = p->columns;
			p->h->app.changed = true;
		}
	} else if (strcmp(line, "ascii") == 0) {
		p->ascii = true;
	} else if (strcmp(line, "safe") == 0) {
		p->safe = true;
	} else if (strcmp(line, "type") == 0) {
		feed(p, rest);
		feed(p, "\r");
	} else if (strcmp(line, "rush") == 0) {
		feed(p, rest);
		feed(p, "\r");
		if (!headless_act(p->h, PATIENCE))
			complain(p, "does not come to an end of", line);
		return;
	} else if (strcmp(line, "put") == 0) {
		feed(p, rest);
	} else if (strcmp(line, "key") == 0) {
		press_keys(p, rest);
	} else if (strcmp(line, "send") == 0) {
		send_bytes(p, rest);
	} else if (strcmp(line, "over") == 0) {
		p->over = true;
		if (!headless_over(opened(p)))
			complain(p, "still runs after", "what was to end it");
	} else if (strcmp(line, "paste") == 0) {
		paste(p, rest);
	} else if (strcmp(line, "mouse") == 0) {
		move_mouse(p, rest);
	} else if (strcmp(line, "screen") == 0) {
		take_picture(p, rest);
		return;
	} else if (strcmp(line, "pass") == 0) {
		headless_pass(opened(p), strtod(rest, NULL));
		return; /* what moves goes on moving */
	} else {
		complain(p, "unknown:", line);
	}
	if (p->h && !headless_settle(p->h, PATIENCE))
		complain(p, "does not come to rest after", line);
}

static void run_file(struct player_of_keys *p, FILE *in)
{
	char line[4096];

	while (fgets(line, sizeof line, in) && !p->failed) {
		line[strcspn(line, "\n")] = '\0';
		p->number++;
		if (line[0] && line[0] != '#')
			run_line(p, line);
	}
}

static char *read_all(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!in)
		return NULL;
	if (getdelim(&text, &size, '\0', in) < 0) {
		free(text);
		text = NULL;
	}
	fclose(in);
	return text;
}

/* Say where two texts part, with the picture it is in. */
static void show_difference(const char *path, const char *want, const char *got)
{
	const char *picture = got;
	int line = 1;

	for (; *want && *want == *got; want++, got++) {
		line += *got == '\n';
		if (*got == '\n' && strncmp(got + 1, "== ", 3) == 0)
			picture = got + 1;
	}
	while (got > picture && got[-1] != '\n')
		got--, want--;
	fprintf(stderr, "%s:%d: differs in %.*s\nwant: %.*s\ngot:  %.*s\n", path, line,
		(int)strcspn(picture, "\n"), picture, (int)strcspn(want, "\n"), want,
		(int)strcspn(got, "\n"), got);
}

static bool compare(const char *keys, const char *got, bool writes)
{
	char path[500], *want;
	bool same;

	snprintf(path, sizeof path, "%.*s.screens", (int)(strlen(keys) - strlen(".keys")), keys);
	if (writes) {
		FILE *out = fopen(path, "w");

		return out && fputs(got, out) >= 0 && fclose(out) == 0;
	}
	want = read_all(path);
	same = want && strcmp(want, got) == 0;
	if (!want)
		fprintf(stderr, "%s: not there; REFRESH=1 writes it\n", path);
	else if (!same)
		show_difference(path, want, got);
	free(want);
	return same;
}

static bool run_session(const char *path, bool writes)
{
	struct player_of_keys p = { .path = path, .rows = 34, .columns = 120 };
	FILE *in = fopen(path, "r");
	bool good;

	p.out = open_memstream(&p.got, &p.size);
	snprintf(p.history, sizeof p.history, "/tmp/fpe-keys-%ld", (long)getpid());
	if (!in || !p.out) {
		perror(path);
		return false;
	}
	run_file(&p, in);
	fclose(in);
	if (p.h && headless_over(p.h) && !p.over)
		complain(&p, "has ended", "unasked");
	headless_free(p.h);
	unlink(p.history);
	fclose(p.out);
	if (p.pictures == 0)
		complain(&p, "no screen is compared in", path);
	good = !p.failed && compare(path, p.got, writes);
	free(p.got);
	return good;
}

int main(int argc, char **argv)
{
	const char *refresh = getenv("REFRESH");
	bool writes = refresh && *refresh;
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed += !run_session(argv[i], writes);
	printf("sessions: %d passed, %d failed%s\n", argc - 1 - failed, failed,
	       writes ? ", screens written" : "");
	return failed || argc < 2;
}
