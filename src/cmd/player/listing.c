/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listing.c - one copy of a text, cut at its line ends. */
#include "cmd/player/listing.h"

#include <stdlib.h>
#include <string.h>

void listing_clear(struct listing *listing)
{
	free(listing->name);
	free(listing->block);
	free(listing->line);
	*listing = (struct listing){ 0 };
}

static int count_lines(const char *text)
{
	int n = 0;

	for (; *text; n++) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return n;
}

void listing_set(struct listing *listing, const char *name, const char *text)
{
	int lines = count_lines(text);
	struct listing l = { strdup(name), strdup(text), NULL, 0 };
	char *at = l.block;

	listing_clear(listing);
	l.line = malloc(((size_t)lines + 1) * sizeof *l.line);
	if (!l.name || !l.block || !l.line) {
		listing_clear(&l);
		return;
	}
	while (l.lines < lines) {
		size_t size = strcspn(at, "\n");

		l.line[l.lines++] = at;
		at[size] = '\0';
		if (size && at[size - 1] == '\r')
			at[size - 1] = '\0';
		at += size + 1;
	}
	*listing = l;
}
