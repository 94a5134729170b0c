/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listing.h - a text as lines that figures may point to.
 *
 * Owns its copies; they live until the next listing_set or listing_clear.
 */
#ifndef CMD_LISTING_H
#define CMD_LISTING_H

struct listing {
	char *name;
	char *block;	   /* all lines, each ended by NUL */
	const char **line; /* [lines] */
	int lines;
};

/* The lines of text, "\n" or "\r\n" at their ends; name and text are copied.
   Without memory the listing is empty. */
void listing_set(struct listing *listing, const char *name, const char *text);
void listing_clear(struct listing *listing);

#endif
