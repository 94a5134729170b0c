/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paste.c - pasted text. Owns the bytes gathered so far; what a paste holds is
 * data, so no byte of it may act as a key or reach the terminal as a control.
 */
#include "tui/paste.h"

#include <stdlib.h>
#include <string.h>

void paste_clear(struct paste *paste)
{
	free(paste->text);
	memset(paste, 0, sizeof *paste);
}

void paste_add(struct paste *paste, const void *bytes, size_t size)
{
	if (size > PASTE_MAX - paste->size) {
		size = PASTE_MAX - paste->size;
		paste->cut = true;
	}
	if (paste->size + size + 1 > paste->room) {
		size_t room = 2 * (paste->size + size + 1) + 256;
		char *text = realloc(paste->text, room);

		if (!text) {
			paste->cut = true;
			return;
		}
		paste->text = text;
		paste->room = room;
	}
	memcpy(paste->text + paste->size, bytes, size);
	paste->size += size;
}

const char *paste_text(struct paste *paste)
{
	char *out = paste->text;
	const char *in = paste->text;
	const char *end = in + paste->size;

	if (!paste->text)
		return "";
	for (; in < end; in++) {
		unsigned char c = (unsigned char)*in;

		if (c == '\r' && in + 1 < end && in[1] == '\n')
			continue;
		if (c == '\r')
			c = '\n';
		if (c == '\n' && out > paste->text && out[-1] == '\\')
			out[-1] = ' ';
		else if (c == '\t')
			*out++ = ' ';
		else if (c == '\n' || (c >= 0x20 && c != 0x7f))
			*out++ = (char)c;
	}
	*out = '\0';
	paste->size = (size_t)(out - paste->text);
	return paste->text;
}
