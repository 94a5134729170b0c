/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen_walk.c - a random walk over the running screen: keys, lines, pastes,
 * the mouse, sizes, time.
 *
 *	screen_walk [EVENTS [SEED]]
 *
 * No crash and no sanitizer report may come of it, the screen stays whole, and
 * wherever the walk has led, Esc, Ctrl-C and `quit` end the program, when it has asked. Lines are
 * the examples of the command table, so new commands are walked over, too. Runs
 * in an empty folder of its own. Training runs in threads, so a seed leads to
 * the same events, though not always to the same epoch in between.
 */
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/language/command.h"
#include "fpe/rng.h"
#include "screen/headless.h"

#define LEG 400 /* events between two times that it must end */
#define KEPT 24 /* events told of when something goes wrong */

static struct walk {
	struct headless *h;
	struct fpe_rng rng;
	unsigned long long seed;
	long event;
	char last[KEPT][160];
	char folder[40];
} walk;

static unsigned below(unsigned n)
{
	return fpe_rng_below(&walk.rng, n);
}

static void tell_walk(void)
{
	const struct snapshot_progress *p = &walk.h->app.snapshot.progress;

	fprintf(stderr,
		"screen_walk: seed %llu, event %ld, %s, %s%s%s, page \"%s\", line \"%s%s\"; the last ones:\n",
		walk.seed, walk.event, walk.h->app.panels ? "panels" : "prompt",
		p->what ? p->what : "idle", p->paused ? ", paused" : "",
		walk.h->app.moving ? ", moving" : "", walk.h->app.page.title,
		prompt_text(walk.h->app.prompt), prompt_line(walk.h->app.prompt));
	if (page_is_open(&walk.h->app.page))
		fprintf(stderr, "%.400s\n", walk.h->app.page.text);
	for (int i = KEPT - 1; i >= 0; i--)
		fprintf(stderr, "  %s\n", walk.last[(walk.event + KEPT - i) % KEPT]);
}

/* Sanitizers call this before they end the program. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "screen_walk: %s\n", what);
	tell_walk();
	abort();
}

/* Remember, printable, and feed. */
static void feed(const void *bytes, size_t size)
{
	char *at = walk.last[walk.event % KEPT];
	const unsigned char *b = bytes;
	size_t used = strlen(at);

	for (size_t i = 0; i < size && used + 5 < sizeof walk.last[0]; i++)
		used += (size_t)snprintf(at + used, sizeof walk.last[0] - used,
					 b[i] >= ' ' && b[i] < 127 ? "%c" : "\\x%02x", b[i]);
	headless_feed(walk.h, bytes, size);
}

static void feed_text(const char *text)
{
	feed(text, strlen(text));
}

/* ------------------------------------------------------------------ events */

static void press_key(void)
{
	static const char *const keys[] = {
		"\033[A",    "\033[B", "\033[C", "\033[D",   "\033[H",	 "\033[F",   "\033[5~",
		"\033[6~",   "\033[Z", "\t",	 "\r",	     " ",	 "\033",     "\033OP",
		"\033OQ",    "\033OR", "\033OS", "\033[15~", "\033[17~", "\033[17~", "\033[18~",
		"\033[1;5C", "\033b",  "\033[<", "\033O",    "h",	 "j",	     "k",
		"l",	     "x",      "z",	 "L",	     "[",	 "]",	     "{",
		"}",	     ".",      "d",	 "D",	     "b",	 "p",	     "m",
		"q",	     ":",      "?",	 "1",	     "3",	 "9",	     "a",
		"s",	     "v",      "o",	 "c",	     "r",	 "f",	     "\x0c",
	};
	static const char *const rare[] = {
		"\x03", "\x12", "\x1a", "\x04", "\x15",	    "\x18(", "\x18)", "\030e",
		"\x16", "\x0e", "\x10", "\x07", "\033[21~", "\x1f",  "\x1c",
	};

	if (below(25) == 0)
		feed_text(rare[below(sizeof rare / sizeof *rare)]);
	else
		feed_text(keys[below(sizeof keys / sizeof *keys)]);
	if (below(3) == 0)
		headless_flush(walk.h);
}

static void press_any(void)
{
	unsigned char bytes[6];
	size_t n = 1 + below(sizeof bytes);

	for (size_t i = 0; i < n; i++)
		bytes[i] = below(3) ? (unsigned char)(' ' + below(95)) : (unsigned char)below(256);
	/* suspending is a key of its own; leaving at random wastes the walk */
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == 28 || bytes[i] == 4)
			bytes[i] = 'e';
	}
	feed(bytes, n);
}

static const char *example(void)
{
	static const char *const lines[] = {
		"net",
		"net hidden=3",
		"net hidden=4x3",
		"task xor",
		"task dnf",
		"task formula \"a & b | c\"",
		"task led",
		"task csv tests/golden/flowers.csv",
		"task csv tests/golden/flowers.csv label=1 standardise=feature",
		"task text tests/golden/rhyme.txt context=3",
		"task npz tests/golden/arrays/pictures.npz",
		"group positions",
		"group patch=2x2",
		"split by=gram",
		"show confusion",
		"show weights shape=2x2",
		"show text",
		"show sample sample=1",
		"generate 20",
		"data train=64 test=32",
		"train 3",
		"train 3000",
		"speed max",
		"speed 100",
		"split by=clause",
		"split by=random alpha=3",
		"split by=magnitude layer=all",
		"drop dense",
		"rewind 1",
		"show interference of=neurons",
		"show curves minus=dense log=yes",
		"hide assignment",
		"pause",
		"resume",
		"at 2",
		"at now",
		"say \"some\\nwords\"",
		"wait key",
		"layout space",
		"layout lab",
		"compare seeds=3 epochs=3 warmup=1",
		"sweep clauses=2,3 hidden=2,3 seeds=2 epochs=3 warmup=1 walk.db",
		"regress walk.db x=capacity",
		"runs walk.db where=\"clauses == 3\"",
		"show sweep",
		"show sweep view=heatmap metric=capacity",
		"undo",
		"redo",
		"print accuracy(dense)",
		"metrics",
		"help",
	};
	int rows = 0;

	while (command_table[rows])
		rows++;
	if (below(2))
		return lines[below(sizeof lines / sizeof *lines)];
	return command_table[below((unsigned)rows)]->example;
}

static void type_line(void)
{
	const char *line = example();

	if (strncmp(line, "quit", 4) == 0)
		return;
	feed_text(line);
	feed_text(below(8) ? "\r" : "\t");
}

static void paste(void)
{
	feed_text("\033[200~");
	for (unsigned i = below(5); i > 0; i--) {
		const char *line = example();

		if (strncmp(line, "quit", 4) != 0)
			feed_text(line);
		feed_text(below(4) ? "\n" : below(2) ? "\r\n" : "\033[A\x03\xff");
	}
	if (below(8))
		feed_text("\033[201~");
	else
		headless_flush(walk.h);
}

static void move_mouse(void)
{
	static const int buttons[] = { 0, 32, 64, 65, 1, 35 };
	char bytes[48];
	int row = (int)below((unsigned)walk.h->rows + 2);
	int column = (int)below((unsigned)walk.h->columns + 2);

	for (unsigned i = 1 + below(4); i > 0; i--) {
		snprintf(bytes, sizeof bytes, "\033[<%d;%d;%d%c",
			 buttons[below(sizeof buttons / sizeof *buttons)], column, row,
			 below(4) ? 'M' : 'm');
		feed_text(bytes);
		row += (int)below(5) - 2;
		column += (int)below(9) - 4;
	}
}

static void resize(void)
{
	static const int sizes[][2] = { { 1, 1 },   { 6, 20 },	 { 10, 40 },
					{ 24, 80 }, { 34, 120 }, { 4, 20 } };
	unsigned way = below(30);

	if (way == 0) {
		walk.h->rows = 1 + (int)below(120);
		walk.h->columns = 1 + (int)below(400);
	} else if (way < 15) {
		const int *size = sizes[below(6)];

		walk.h->rows = size[0];
		walk.h->columns = size[1];
	} else {
		walk.h->rows = 1 + (int)below(45);
		walk.h->columns = 1 + (int)below(140);
	}
	snprintf(walk.last[walk.event % KEPT], sizeof walk.last[0], "size %dx%d", walk.h->columns,
		 walk.h->rows);
	walk.h->app.changed = true;
}

static void pass_time(void)
{
	snprintf(walk.last[walk.event % KEPT], sizeof walk.last[0], "time");
	headless_pass(walk.h, below(10) ? 0.04 : 1.5);
}

/* -------------------------------------------------------------------- walk */

static void check_whole(void)
{
	const struct app *app = &walk.h->app;
	const struct grid *g = walk.h->shown;
	int shown = player_screen(app->player)->shown;

	must(app->place >= 0 && (app->place < shown || app->place == 0),
	     "the focus is on no panel");
	must(!app->panels || shown > 0, "the keyboard is in no panel");
	if (!g)
		return;
	must(walk.h->cursor_row < g->rows && walk.h->cursor_column < g->columns,
	     "the cursor is outside");
	must(app->panels || walk.h->cursor_row >= 0 || g->rows < 2, "the prompt has no cursor");
}

static void step(void)
{
	unsigned way = below(100);

	walk.event++;
	walk.last[walk.event % KEPT][0] = '\0';
	if (way < 60)
		press_key();
	else if (way < 65)
		press_any();
	else if (way < 77)
		type_line();
	else if (way < 79)
		paste();
	else if (way < 88)
		move_mouse();
	else if (way < 92)
		resize();
	else
		pass_time();
	if (below(4) && !headless_over(walk.h)) {
		headless_round(walk.h);
		if (!app_wants_frame(&walk.h->app))
			check_whole();
	}
}

static void begin(void)
{
	char history[64];

	snprintf(history, sizeof history, "%s/.history", walk.folder);
	walk.h = headless_new(24, 80, below(4) == 0, below(4) == 0, history);
	must(walk.h != NULL, "no memory");
	feed_text("data train=64 test=32\r");
}

/* Wherever it is: Esc, Ctrl-C, `quit`. */
static void end(void)
{
	walk.event++;
	snprintf(walk.last[walk.event % KEPT], sizeof walk.last[0], "the end: ");
	headless_flush(walk.h);
	feed_text("\033");
	headless_flush(walk.h);
	feed_text("\x03\033");
	headless_flush(walk.h);
	/* one for half a key that Esc began, one for what runs */
	feed_text("\x03\x03");
	must(headless_settle(walk.h, 60), "Ctrl-C does not end what runs");
	feed_text("\033");
	headless_flush(walk.h);
	feed_text("\x03quit\r");
	must(headless_settle(walk.h, 60), "`quit` is not answered");
	/* it asks once where something is unsaved */
	if (!headless_over(walk.h))
		feed_text("quit\r");
	must(headless_settle(walk.h, 60) && headless_over(walk.h), "`quit` does not end it");
	headless_free(walk.h);
	walk.h = NULL;
}

static int forget(const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
	(void)stat;
	(void)kind;
	(void)ftw;
	return remove(path);
}

int main(int argc, char **argv)
{
	long events = argc > 1 ? strtol(argv[1], NULL, 10) : 3000;
	int leg = 0;

	walk.seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 20251004u;
	snprintf(walk.folder, sizeof walk.folder, "/tmp/fpe-walk-XXXXXX");
	if (!mkdtemp(walk.folder) || chdir(walk.folder) != 0)
		return 1;
	printf("screen_walk: %ld events, seed %llu\n", events, walk.seed);
	fflush(stdout);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(tell_walk);
	fpe_rng_open(&walk.rng, walk.seed, FPE_RNG_TEST_ONLY, 0);
	begin();
	while (walk.event < events) {
		step();
		if (++leg < LEG && !headless_over(walk.h))
			continue;
		if (headless_over(walk.h)) {
			headless_free(walk.h);
			walk.h = NULL;
		} else {
			end();
		}
		leg = 0;
		begin();
	}
	end();
	nftw(walk.folder, forget, 8, FTW_DEPTH | FTW_PHYS);
	printf("screen_walk: %ld events, no fault\n", walk.event);
	return 0;
}
