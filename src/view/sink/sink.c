/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink.c - a grid as lines of text.
 *
 * Colours are ECMA-48 SGR sequences, written only where the style changes, and
 * reset at the end of each line so that a pager may cut anywhere.
 */
#include "view/sink/sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/grid/glyph.h"
#include "view/grid/text.h"

#define SGR_ROOM 48 /* bytes of the longest style change */

struct style {
	int fg, bg, attributes;
};

static struct style style_of(const struct cell *c, int palette, enum colour_depth depth)
{
	struct style s = {
		palette_colour(palette, depth, c->fg, false),
		palette_colour(palette, depth, c->bg, true),
		c->attributes | palette_attributes(palette, depth, c->fg) |
			palette_attributes(palette, depth, c->bg),
	};

	if (s.bg >= 0 && (s.fg < 0 || glyph_is_text(c)))
		s.fg = palette_text_on(palette, depth, c->bg);
	return s;
}

static int colour_code(char *out, int colour, int base, enum colour_depth depth)
{
	if (colour < 0)
		return 0;
	if (depth == COLOUR_256)
		return sprintf(out, ";%d;5;%d", base + 8, colour);
	if (colour < 8)
		return sprintf(out, ";%d", base + colour);
	return sprintf(out, ";%d", base + 60 + colour - 8);
}

static int change(char *out, const struct style *s, enum colour_depth depth)
{
	int n = sprintf(out, "\x1b[0");

	if (s->attributes & CELL_BOLD)
		n += sprintf(out + n, ";1");
	if (s->attributes & CELL_UNDERLINE)
		n += sprintf(out + n, ";4");
	if (s->attributes & CELL_REVERSE)
		n += sprintf(out + n, ";7");
	n += colour_code(out + n, s->fg, 30, depth);
	n += colour_code(out + n, s->bg, 40, depth);
	return n + sprintf(out + n, "m");
}

/* Columns of a row up to its last cell that shows something. */
static int row_end(const struct cell *row, int columns, int palette, enum colour_depth depth)
{
	while (columns > 0) {
		const struct cell *c = &row[columns - 1];
		struct style s = style_of(c, palette, depth);

		if (c->ch != ' ' || (depth != COLOUR_MONO &&
				     (s.bg >= 0 || s.attributes & (CELL_REVERSE | CELL_UNDERLINE))))
			break;
		columns--;
	}
	return columns;
}

static char *write_row(char *at, const struct cell *row, int columns, int palette,
		       enum colour_depth depth)
{
	static const struct style none = { -1, -1, 0 };
	struct style now = none;
	int end = row_end(row, columns, palette, depth);

	for (int i = 0; i < end; i++) {
		struct style s = style_of(&row[i], palette, depth);

		if (row[i].ch == 0)
			continue;
		if (depth != COLOUR_MONO && memcmp(&s, &now, sizeof s) != 0) {
			at += change(at, &s, depth);
			now = s;
		}
		at += text_encode(row[i].ch, at);
	}
	if (memcmp(&now, &none, sizeof now) != 0)
		at += sprintf(at, "\x1b[0m");
	*at++ = '\n';
	return at;
}

char *sink_text(const struct grid *grid, int palette, enum colour_depth depth)
{
	size_t cell = depth == COLOUR_MONO ? 4 : 4 + SGR_ROOM;
	size_t row = (size_t)grid->columns * cell + 8;
	char *text = malloc((size_t)grid->rows * row + 1);
	char *at = text, *fitted;

	if (!text)
		return NULL;
	for (int r = 0; r < grid->rows; r++)
		at = write_row(at, grid->cell + r * grid->columns, grid->columns, palette, depth);
	*at = 0;
	fitted = realloc(text, (size_t)(at - text) + 1);
	return fitted ? fitted : text;
}
