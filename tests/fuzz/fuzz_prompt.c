/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_prompt.c - any keys to the command line, with completion from the tables.
 *
 * Byte 255 is not a key: the byte after it is the size of the terminal, or says that so
 * many bytes are pasted.
 */
#include "fuzz/fuzz.h"

#include "tui/prompt.h"

static void complete(void *context, const char *line, int cursor, struct candidates *out)
{
	static const char *const arms[] = { "dense", "clause", NULL };

	(void)context;
	must(cursor >= 0 && (size_t)cursor <= strlen(line), "completion outside the line");
	complete_line(line, cursor, arms, out);
	must(out->start >= 0 && out->start <= cursor, "a start past the cursor");
}

static void check(struct prompt *p)
{
	const char *line = prompt_line(p);
	char *text = prompt_take_popup(p);
	int cursor = prompt_cursor(p);

	must(line && prompt_text(p), "no line");
	must(cursor >= 0 && (size_t)cursor <= strlen(line), "a cursor outside its line");
	free(text);
}

static void take_lines(struct prompt *p)
{
	bool pasted;
	char *line;

	while ((line = prompt_take(p, &pasted)) != NULL)
		free(line);
}

/* As paste.c leaves it: printable, or a line's end. */
static void paste(struct prompt *p, struct draws *d)
{
	char text[64];
	int size = draw(d, (int)sizeof text), used = 0;

	for (int i = 0; i < size; i++) {
		char c = (char)draw(d, 128);

		if (c == '\n' || (c >= 32 && c < 127))
			text[used++] = c;
	}
	text[used] = '\0';
	prompt_paste(p, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct draws d = { data, size };
	struct prompt *p = prompt_new(complete, NULL, NULL);

	must(p != NULL, "no memory");
	while (d.left) {
		uint8_t byte = (uint8_t)draw(&d, 256);
		int what = byte == 255 ? draw(&d, 256) : 0;

		if (byte != 255)
			prompt_feed(p, &byte, 1);
		else if (what < 100)
			prompt_resize(p, 1 + what, 1 + draw(&d, 400));
		else if (what < 200)
			paste(p, &d);
		else
			prompt_clear(p);
		check(p);
		take_lines(p);
	}
	prompt_free(p);
	return 0;
}
