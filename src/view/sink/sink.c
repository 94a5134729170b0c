/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink.c - a grid as lines of text.
 *
 * Colours are ECMA-48 SGR sequences, written only where the style changes, and
 * reset at the end of each line so that a pager may cut anywhere.
 */
#include "view/sink/sink.h"

#include <string.h>

#include "io/textbuf.h"
#include "view/grid/glyph.h"
#include "view/grid/text.h"

struct style {
	int fg, bg, attributes;
};

static struct style style_of(const struct cell *c, int palette, enum colour_depth depth)
{
	struct style s = {
		palette_colour(palette, depth, c->fg, glyph_is_pixel(c)),
		palette_colour(palette, depth, c->bg, true),
		c->attributes | palette_attributes(palette, depth, c->fg) |
			palette_attributes(palette, depth, c->bg),
	};

	if (s.bg >= 0 && (s.fg < 0 || glyph_is_text(c)))
		s.fg = palette_text_on(palette, depth, c->bg);
	return s;
}

static void put_colour(struct textbuf *out, int colour, int base, enum colour_depth depth)
{
	if (colour >= 0 && depth == COLOUR_256)
		textbuf_printf(out, ";%d;5;%d", base + 8, colour);
	else if (colour >= 0)
		textbuf_printf(out, ";%d", colour < 8 ? base + colour : base + 60 + colour - 8);
}

static void put_style(struct textbuf *out, const struct style *s, enum colour_depth depth)
{
	textbuf_puts(out, "\x1b[0");
	textbuf_puts(out, s->attributes & CELL_BOLD ? ";1" : "");
	textbuf_puts(out, s->attributes & CELL_UNDERLINE ? ";4" : "");
	textbuf_puts(out, s->attributes & CELL_REVERSE ? ";7" : "");
	put_colour(out, s->fg, 30, depth);
	put_colour(out, s->bg, 40, depth);
	textbuf_puts(out, "m");
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

static void put_row(struct textbuf *out, const struct cell *row, int columns, int palette,
		    enum colour_depth depth)
{
	static const struct style none = { -1, -1, 0 };
	struct style now = none;
	int end = row_end(row, columns, palette, depth);

	for (int i = 0; i < end; i++) {
		struct style s = style_of(&row[i], palette, depth);
		char bytes[4];

		if (row[i].ch == 0)
			continue;
		if (depth != COLOUR_MONO && memcmp(&s, &now, sizeof s) != 0) {
			put_style(out, &s, depth);
			now = s;
		}
		textbuf_add(out, bytes, (size_t)text_encode(row[i].ch, bytes));
	}
	textbuf_puts(out, memcmp(&now, &none, sizeof now) != 0 ? "\x1b[0m\n" : "\n");
}

char *sink_text(const struct grid *grid, int palette, enum colour_depth depth)
{
	struct textbuf out = { 0 };

	for (int r = 0; r < grid->rows; r++)
		put_row(&out, grid->cell + r * grid->columns, grid->columns, palette, depth);
	return textbuf_take(&out);
}
