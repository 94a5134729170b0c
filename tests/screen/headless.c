/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * headless.c - the running screen without a terminal.
 *
 * clock_seconds is defined here, so the linker leaves lab/base/clock.c out: what the
 * screen shows at a time does not depend on how fast the machine is.
 */
#include "screen/headless.h"

#include <locale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"

#define STEP_NS 33333333L /* a frame */

static atomic_long now_ns = 1000000000L;

double clock_seconds(void)
{
	return (double)atomic_load(&now_ns) * 1e-9;
}

static double real_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void rest(void)
{
	struct timespec t = { 0, 200000 };

	nanosleep(&t, NULL);
}

/* readline's lists of changes are let go on purpose, see prompt.c */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libreadline";
}

/* ----------------------------------------------------------------- surface */

static bool size(struct surface *surface, int *rows, int *columns)
{
	const struct headless *h = (struct headless *)surface;
	bool changed = *rows != h->rows || *columns != h->columns;

	*rows = h->rows;
	*columns = h->columns;
	return changed;
}

static void show(struct surface *surface, const struct grid *before, const struct grid *now,
		 bool repaint, int row, int column)
{
	struct headless *h = (struct headless *)surface;

	(void)before;
	(void)repaint;
	h->frames++;
	h->shown = now;
	h->cursor_row = row;
	h->cursor_column = column;
}

static bool set_palette(struct surface *surface, int palette)
{
	(void)surface;
	(void)palette;
	return false;
}

static void mouse(struct surface *surface, bool on)
{
	((struct headless *)surface)->mouse = on;
}

static void suspend(struct surface *surface, bool group)
{
	(void)group;
	((struct headless *)surface)->stops++;
}

static void keep(struct surface *surface)
{
	(void)surface; /* a part of struct headless */
}

/* --------------------------------------------------------------- the screen */

struct headless *headless_new(int rows, int columns, bool ascii, bool safe, const char *history)
{
	struct headless *h = calloc(1, sizeof *h);
	struct player_options options = {
		.call = { .screen = true,
			  .ascii = ascii,
			  .jobs = 2,
			  .rows = 34,
			  .columns = 120,
			  .safe = safe },
		.seed = 1,
	};
	struct player_sinks sinks = { .message = messages_receive };
	struct fpe_error err;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (!h)
		return NULL;
	h->surface = (struct surface){ .ascii = ascii,
				       .mono = true, /* screens are compared as text */
				       .size = size,
				       .show = show,
				       .set_palette = set_palette,
				       .mouse = mouse,
				       .suspend = suspend,
				       .free = keep };
	h->rows = rows;
	h->columns = columns;
	h->messages = sinks.context = messages_new();
	h->player = player_new(&options, &sinks, &err);
	h->options = (struct tui_options){
		.messages = h->messages, .ascii = ascii, .safe = safe, .history = history
	};
	app_init(&h->app, h->player, &h->options, h->messages);
	if (!h->player || !app_open(&h->app) || !app_paint(&h->app, &h->surface)) {
		headless_free(h);
		return NULL;
	}
	headless_round(h);
	return h;
}

void headless_free(struct headless *h)
{
	if (!h)
		return;
	painter_free(h->app.painter);
	app_close(&h->app);
	player_free(h->player);
	messages_free(h->messages);
	free(h);
}

void headless_feed(struct headless *h, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n > 0) {
		size_t taken = input_feed(&h->app.input, at, n);

		at += taken;
		n -= taken;
		app_take_events(&h->app, false);
		if (h->app.leaving || h->app.died_of)
			return;
	}
}

void headless_flush(struct headless *h)
{
	while (input_timeout(&h->app.input) >= 0 && !headless_over(h))
		app_take_events(&h->app, true);
}

bool headless_over(const struct headless *h)
{
	return h->app.leaving || h->app.died_of || player_quitting(h->player);
}

void headless_round(struct headless *h)
{
	app_poll(&h->app);
	if (app_wants_frame(&h->app) && !headless_over(h))
		frame_draw(&h->app);
}

void headless_pass(struct headless *h, double seconds)
{
	long steps = (long)(seconds * 1e9 / STEP_NS + 0.5);

	while (steps-- > 0 && !headless_over(h)) {
		atomic_fetch_add(&now_ns, STEP_NS);
		h->app.changed = true;
		headless_round(h);
	}
}

bool headless_act(struct headless *h, double seconds)
{
	double end = real_seconds() + seconds;

	headless_round(h);
	while (!player_idle(h->player) && !headless_over(h) && real_seconds() < end) {
		rest();
		headless_round(h);
	}
	return player_idle(h->player) || headless_over(h);
}

bool headless_settle(struct headless *h, double seconds)
{
	double end = real_seconds() + seconds;
	double still = clock_seconds() + 3; /* a camera may turn for ever */

	while (!headless_over(h)) {
		bool waits = screen_waits(player_screen(h->player));

		headless_round(h);
		if ((player_idle(h->player) || waits) &&
		    (h->app.moving ? clock_seconds() > still : !app_wants_frame(&h->app))) {
			h->app.changed = true; /* the picture of the end */
			headless_round(h);
			return true;
		}
		if (real_seconds() > end)
			return false;
		atomic_fetch_add(&now_ns, STEP_NS);
		if (!player_idle(h->player))
			rest();
	}
	return true;
}
