/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_input.c - any bytes of a terminal: each is in one event, however they come in. */
#include "fuzz/fuzz.h"

#include "tui/input.h"

struct told {
	const uint8_t *bytes; /* fed */
	size_t size, room;    /* so many of them are in events */
	uint64_t events;      /* a hash of kinds and codes */
};

/* An introducer alone may be others: in 7 bits where 8 came in. */
static bool is_of(const uint8_t *fed, const struct input_event *e)
{
	size_t introducer = !e->size || fed[0] == e->bytes[0] ? 0 : fed[0] == 0xc2 ? 2 : 1;
	size_t given = introducer ? 2 : 0;

	return e->size + introducer == e->taken + given &&
	       !memcmp(fed + introducer, e->bytes + given, e->size - given);
}

static void take(struct input *in, bool flush, struct told *told)
{
	struct input_event e;

	while (input_next(in, flush, &e)) {
		must(e.size <= sizeof e.bytes && told->size + e.taken <= told->room,
		     "a byte that did not come in");
		must(is_of(told->bytes + told->size, &e), "other bytes, or in another order");
		told->size += e.taken;
		if (e.kind == INPUT_MOUSE)
			must(e.row >= 0 && e.column >= 0, "a mouse outside");
		/* what is long is cut where pieces came in */
		if (e.kind != INPUT_PASTE && e.kind != INPUT_REPLY)
			told->events = (told->events ^ ((uint64_t)e.kind << 32 | e.code)) *
				       UINT64_C(1099511628211);
	}
}

/* All of it, in pieces of so many bytes. */
static void feed(const uint8_t *data, size_t size, size_t piece, struct told *told)
{
	struct input in;

	*told = (struct told){ data, 0, size, 1 };
	input_init(&in);
	for (size_t at = 0; at < size;) {
		size_t some = size - at < piece ? size - at : piece, taken;

		taken = input_feed(&in, data + at, some);
		must(taken <= some, "more taken than given");
		at += taken;
		take(&in, false, told);
	}
	while (input_timeout(&in) >= 0) {
		size_t before = told->size;
		enum input_open open = in.open;

		take(&in, true, told);
		must(told->size > before || open != in.open, "what waits stays for ever");
	}
	must(told->size == size, "bytes lost");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct told one, seven, all;

	feed(data, size, 1, &one);
	feed(data, size, 7, &seven);
	feed(data, size, size ? size : 1, &all);
	must(one.events == seven.events && one.events == all.events,
	     "other events by other pieces");
	return 0;
}
