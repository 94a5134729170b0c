/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paste.c - pasted text. Owns the bytes gathered so far; what a paste holds is
 * data, so no byte of it may act as a key or reach the terminal as a control.
 */
#include "tui/paste.h"

void paste_clear(struct paste *paste)
{
	textbuf_clear(&paste->text);
	paste->cut = false;
}

void paste_add(struct paste *paste, const void *bytes, size_t size)
{
	size_t room = PASTE_MAX - paste->text.size;

	textbuf_add(&paste->text, bytes, size < room ? size : room);
	paste->cut |= size > room || paste->text.failed;
}

const char *paste_text(struct paste *paste)
{
	char *out = paste->text.bytes;
	const char *in = out;
	const char *end = in + paste->text.size;

	if (!out)
		return "";
	for (; in < end; in++) {
		unsigned char c = (unsigned char)*in;

		if (c == '\r' && in + 1 < end && in[1] == '\n')
			continue;
		if (c == '\r')
			c = '\n';
		if (c == '\n' && out > paste->text.bytes && out[-1] == '\\')
			out[-1] = ' ';
		else if (c == '\t')
			*out++ = ' ';
		else if (c == '\n' || (c >= 0x20 && c != 0x7f))
			*out++ = (char)c;
	}
	*out = '\0';
	paste->text.size = (size_t)(out - paste->text.bytes);
	return paste->text.bytes;
}
