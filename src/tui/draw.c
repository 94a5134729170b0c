/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw.c - a grid to the terminal.
 *
 * Owns the colour pairs. Pairs are handed to curses as an int beside the
 * attributes: inside them they would be cut to eight bits. Only one thread may
 * be here.
 */
#include "tui/draw.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include "tui/terminal.h"
#include "view/grid/glyph.h"

#define COLOURS 257 /* -1 … 255 */

struct draw {
	struct surface surface;		 /* first: one is the other */
	const struct grid *before, *now; /* while one is shown */
	int palette;			 /* as palette_for gives it */
	bool light;			 /* the terminal's background */
	enum colour_depth depth;
	bool own_colours; /* -1 stands for the terminal's colours */
	int pairs;	  /* made so far; 0 is the terminal's own */
	int *pair;	  /* [COLOURS x COLOURS], 0: not made yet */
	short fg[INK_COUNT], bg[INK_COUNT], text_on[INK_COUNT];
	uint8_t attributes[INK_COUNT];
};

/* What is wanted, as far as the terminal goes. */
static enum colour_depth find_depth(int colour)
{
	const char *no = getenv("NO_COLOR");

	if (colour == 2 || (colour == 0 && no && no[0]) || !has_colors() || start_color() == ERR ||
	    COLORS < 8)
		return COLOUR_MONO;
	if (COLORS < 16)
		return COLOUR_8;
	return COLORS < 256 ? COLOUR_16 : COLOUR_256;
}

/* Palettes are searched for the nearest colours, too slow for every cell. */
static void fill_inks(struct draw *p)
{
	p->surface.mono = !palette_shades(p->palette, p->depth);
	for (int i = 0; i < INK_COUNT; i++) {
		p->fg[i] = (short)palette_colour(p->palette, p->depth, i, false);
		p->bg[i] = (short)palette_colour(p->palette, p->depth, i, true);
		p->text_on[i] = (short)palette_text_on(p->palette, p->depth, i);
		p->attributes[i] = (uint8_t)palette_attributes(p->palette, p->depth, i);
	}
}

/* With direct colour a number past 7 is red, green and blue. */
static int colour_number(int colour)
{
	static const int level[] = { 0, 95, 135, 175, 215, 255 };
	int i = colour - 16;

	if (COLORS <= 256 || colour < 8)
		return colour;
	if (i < 0)
		return (colour & 1 ? 0xff0000 : 0) | (colour & 2 ? 0xff00 : 0) |
		       (colour & 4 ? 0xff : 0) | (colour == 8 ? 0x808080 : 0);
	if (i >= 216)
		return (8 + 10 * (i - 216)) * 0x10101;
	return level[i / 36] << 16 | level[i / 6 % 6] << 8 | level[i % 6];
}

static int pair_of(struct draw *p, int fg, int bg)
{
	int *slot;

	if (p->depth == COLOUR_MONO || (fg < 0 && bg < 0))
		return 0;
	slot = &p->pair[(fg + 1) * COLOURS + bg + 1];
	if (*slot)
		return *slot;
	if (!p->own_colours) {
		fg = fg < 0 ? COLOR_WHITE : fg;
		bg = bg < 0 ? COLOR_BLACK : bg;
	}
	if (p->pairs + 1 >= COLOR_PAIRS ||
	    init_extended_pair(p->pairs + 1, colour_number(fg), colour_number(bg)) == ERR)
		return 0;
	return *slot = ++p->pairs;
}

static attr_t curses_attributes(unsigned attributes)
{
	attr_t a = A_NORMAL;

	if (attributes & CELL_BOLD)
		a |= A_BOLD;
	if (attributes & CELL_REVERSE)
		a |= A_REVERSE;
	if (attributes & CELL_UNDERLINE)
		a |= A_UNDERLINE;
	return a;
}

/* What curses may be given: printable, and as wide as the grid thinks. */
static wchar_t safe_character(const struct cell *c, bool wide)
{
	int width;

	if (c->ch < 0x80)
		return c->ch >= 0x20 && c->ch != 0x7f ? (wchar_t)c->ch : L'?';
	width = wcwidth((wchar_t)c->ch);
	return width == (wide ? 2 : 1) ? (wchar_t)c->ch : L'?';
}

/* Colours and attributes as the terminal gets them. */
struct look {
	int fg, bg;
	unsigned attributes;
};

static struct look look_of(const struct draw *p, const struct cell *c)
{
	struct look l = { glyph_is_pixel(c) ? p->bg[c->fg] : p->fg[c->fg], p->bg[c->bg],
			  c->attributes | p->attributes[c->fg] | p->attributes[c->bg] };

	if (l.bg >= 0 && (l.fg < 0 || glyph_is_text(c)))
		l.fg = p->text_on[c->bg];
	return l;
}

static void put_cell(struct draw *p, int row, int column)
{
	const struct grid *g = p->now;
	const struct cell *c = &g->cell[row * g->columns + column];
	bool wide = column + 1 < g->columns && c[1].ch == 0;
	wchar_t text[2] = { safe_character(c, wide), 0 };
	struct look look = look_of(p, c);
	int pair = pair_of(p, look.fg, look.bg);
	cchar_t out;

	if (setcchar(&out, text, curses_attributes(look.attributes), 0, &pair) == OK)
		mvadd_wch(row, column, &out);
	if (wide && text[0] == L'?')
		mvaddch(row, column + 1, ' ');
}

static bool same(const struct cell *a, const struct cell *b)
{
	return a->ch == b->ch && a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

static bool has_wide(const struct cell *row, int columns)
{
	for (int i = 0; i < columns; i++) {
		if (row[i].ch == 0)
			return true;
	}
	return false;
}

/* Half of a wide character cannot be written: such a row goes out whole. */
static void put_row(struct draw *p, int row)
{
	int columns = p->now->columns;
	const struct cell *new = p->now->cell + row *columns;
	const struct cell *old = p->before ? p->before->cell + row * columns : NULL;
	int first = 0;

	while (old && first < columns && same(&old[first], &new[first]))
		first++;
	if (first == columns)
		return;
	if (old && (has_wide(new, columns) || has_wide(old, columns)))
		old = NULL, first = 0;
	for (int i = first; i < columns; i++) {
		if (new[i].ch != 0 && !(old && same(&old[i], &new[i])))
			put_cell(p, row, i);
		else if (new[i].ch == 0 && i == 0)
			mvaddch(row, i, ' ');
	}
}

/* Are two rows the same to curses? */
static bool same_row(const struct draw *p, const struct cell *a, const struct cell *b, int columns)
{
	for (int i = 0; i < columns; i++) {
		struct look x, y;

		if (a[i].ch != b[i].ch)
			return false;
		if (same(&a[i], &b[i]))
			continue;
		x = look_of(p, &a[i]);
		y = look_of(p, &b[i]);
		if (x.fg != y.fg || x.bg != y.bg || x.attributes != y.attributes)
			return false;
	}
	return true;
}

/*
 * Where a row of the screen turns up in another place curses would scroll that
 * part of the screen by a sequence (SU, SD) that many emulators which call
 * themselves xterm do not know, and old cells would stay. It looks for whole
 * rows; those it believes to be damaged it does not find, but writes.
 */
static void forbid_scrolling(const struct draw *p)
{
	int columns = p->now->columns, rows = p->now->rows;

	for (int r = 0; r < rows; r++) {
		const struct cell *now = p->now->cell + r * columns;

		if (same_row(p, now, p->before->cell + r * columns, columns))
			continue;
		for (int o = 0; o < rows; o++) {
			if (o != r && same_row(p, now, p->before->cell + o * columns, columns))
				wredrawln(stdscr, o, 1);
		}
	}
}

static void draw_show(struct surface *surface, const struct grid *before, const struct grid *now,
		      bool repaint, int row, int column)
{
	struct draw *p = (struct draw *)surface;

	p->before = before;
	p->now = now;
	if (before) {
		forbid_scrolling(p);
	} else {
		erase();
		clearok(curscr, repaint);
	}
	for (int r = 0; r < now->rows; r++)
		put_row(p, r);
	if (row >= 0 && row < now->rows) {
		curs_set(1);
		move(row, column < 0 ? 0 : column < now->columns ? column : now->columns - 1);
	} else {
		curs_set(0);
	}
	wnoutrefresh(stdscr);
	doupdate();
}

static bool draw_size(struct surface *surface, int *rows, int *columns)
{
	(void)surface;
	return terminal_size(rows, columns);
}

static bool draw_set_palette(struct surface *surface, int palette)
{
	struct draw *p = (struct draw *)surface;

	palette = palette_for(palette, p->light);
	if (p->palette == palette)
		return false;
	p->palette = palette;
	fill_inks(p);
	return true;
}

static void draw_mouse(struct surface *surface, bool on)
{
	(void)surface;
	terminal_mouse(on);
}

static void draw_suspend(struct surface *surface, bool group)
{
	(void)surface;
	terminal_suspend(group);
}

static void draw_free(struct surface *surface)
{
	free(((struct draw *)surface)->pair);
	free(surface);
}

struct surface *draw_new(int palette, int colour, bool ascii)
{
	struct draw *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	p->surface = (struct surface){
		.ascii = ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.size = draw_size,
		.show = draw_show,
		.set_palette = draw_set_palette,
		.mouse = draw_mouse,
		.suspend = draw_suspend,
		.free = draw_free,
	};
	p->light = palette_light_terminal(getenv("COLORFGBG"));
	p->palette = palette_for(palette, p->light);
	p->depth = find_depth(colour);
	if (p->depth != COLOUR_MONO) {
		p->own_colours = use_default_colors() != ERR;
		p->pair = calloc((size_t)COLOURS * COLOURS, sizeof *p->pair);
		if (!p->pair) {
			free(p);
			return NULL;
		}
	}
	fill_inks(p);
	return &p->surface;
}
