/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_screen.c - any bytes of a terminal to the running screen.
 *
 * The first two bytes are the size. Byte 255 is no key: the byte after it is another
 * size, or time that passes. Wherever it led, Esc, Ctrl-C and `quit` end it, when it has asked.
 * Files are confined as by --safe, for a fuzzer may type anything.
 */
#include "fuzz/fuzz.h"

#include "io/gate.h"
#include "screen/headless.h"

static void confine(void)
{
	static const char *const folders[] = { "tests/golden", NULL };
	struct fpe_error err;

	if (!gate_confined())
		must(!gate_confine(folders, NULL, &err), err.message);
}

static void check(const struct headless *h)
{
	const struct app *app = &h->app;
	int shown = player_screen(app->player)->shown;

	must(app->place >= 0 && (app->place < shown || app->place == 0),
	     "the focus is on no panel");
	must(!app->panels || shown > 0, "the keyboard is in no panel");
	if (h->shown && !app_wants_frame(app))
		must(h->cursor_row < h->shown->rows && h->cursor_column < h->shown->columns,
		     "the cursor is outside");
}

static void no_key(struct headless *h, struct draws *d)
{
	int what = draw(d, 256);

	if (what < 100) {
		h->rows = 1 + what;
		h->columns = 1 + draw(d, 300);
		h->app.changed = true;
	} else if (what < 200) {
		headless_flush(h);
	} else {
		headless_pass(h, what < 250 ? 0.04 : 1.0);
	}
}

static void type(struct headless *h, const char *keys)
{
	headless_feed(h, keys, strlen(keys));
	headless_flush(h);
}

static void end(struct headless *h)
{
	headless_flush(h);
	type(h, "\033");
	type(h, "\x03\033");
	type(h, "\x03\x03");
	must(headless_settle(h, 60), "Ctrl-C does not end what runs");
	type(h, "\033");
	type(h, "\x03quit\r");
	must(headless_settle(h, 60), "`quit` is not answered");
	/* it asks once where something is unsaved */
	if (!headless_over(h))
		type(h, "quit\r");
	must(headless_settle(h, 60) && headless_over(h), "`quit` does not end it");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct draws d = { data, size };
	int rows = 1 + draw(&d, 100), columns = 1 + draw(&d, 250);
	struct headless *h;

	confine();
	h = headless_new(rows, columns, size & 1, size & 2, NULL);
	must(h != NULL, "no memory");
	type(h, "data train=64 test=32\r");
	while (d.left && !headless_over(h)) {
		uint8_t byte = (uint8_t)draw(&d, 256);

		if (byte == 255)
			no_key(h, &d);
		else
			headless_feed(h, &byte, 1);
		if (byte != 255 && byte != '\r' && d.left)
			continue;
		headless_round(h);
		check(h);
	}
	if (!headless_over(h))
		end(h);
	headless_free(h);
	return 0;
}
