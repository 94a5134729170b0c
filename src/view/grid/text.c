/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c - decode UTF-8, say how wide a character is, break lines.
 *
 * The C library's wcwidth depends on the locale, and figures must not; so the
 * table of wide and of invisible ranges is here, short on purpose.
 */
#include "view/grid/text.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/utf8.h"

#include "view/grid/grid.h"

struct range {
	uint32_t first, last;
};

static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },	  { 0x23e9, 0x23ec },
	{ 0x23f0, 0x23f0 },   { 0x23f3, 0x23f3 },   { 0x25fd, 0x25fe },	  { 0x2614, 0x2615 },
	{ 0x2648, 0x2653 },   { 0x267f, 0x267f },   { 0x2693, 0x2693 },	  { 0x26a1, 0x26a1 },
	{ 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },	  { 0x26ce, 0x26ce },
	{ 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },   { 0x26f2, 0x26f3 },	  { 0x26f5, 0x26f5 },
	{ 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },	  { 0x270a, 0x270b },
	{ 0x2728, 0x2728 },   { 0x274c, 0x274c },   { 0x274e, 0x274e },	  { 0x2753, 0x2755 },
	{ 0x2757, 0x2757 },   { 0x2795, 0x2797 },   { 0x27b0, 0x27b0 },	  { 0x27bf, 0x27bf },
	{ 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },	  { 0x2e80, 0x303e },
	{ 0x3041, 0x4dbf },   { 0x4e00, 0xa4cf },   { 0xa960, 0xa97f },	  { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },   { 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6f },	  { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },   { 0x17000, 0x18aff }, { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a },
	{ 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 },
	{ 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 },
	{ 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d },
	{ 0x1f54b, 0x1f567 }, { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc },
	{ 0x1f6d0, 0x1f6df }, { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6fc }, { 0x1f7e0, 0x1f7f0 },
	{ 0x1f90c, 0x1f9ff }, { 0x1fa70, 0x1faff }, { 0x20000, 0x3fffd },
};

static const struct range invisible[] = {
	{ 0x00ad, 0x00ad }, { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },
	{ 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x06d6, 0x06dc },
	{ 0x0900, 0x0902 }, { 0x093c, 0x093c }, { 0x0941, 0x0948 }, { 0x094d, 0x094d },
	{ 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x2060, 0x2064 }, { 0x20d0, 0x20ff },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

static bool in_ranges(uint32_t ch, const struct range *r, size_t n)
{
	for (size_t i = 0; i < n && ch >= r[i].first; i++) {
		if (ch <= r[i].last)
			return true;
	}
	return false;
}

int text_width(uint32_t ch)
{
	if (ch < 0xad)
		return 1;
	if (in_ranges(ch, invisible, sizeof invisible / sizeof *invisible))
		return 0;
	return in_ranges(ch, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

uint32_t text_next(const char **at)
{
	uint32_t ch;
	int length;

	if (!**at)
		return 0;
	length = utf8_read(*at, strnlen(*at, UTF8_LONGEST), &ch);
	*at += length ? length : 1;
	return length && utf8_is_shown(ch) ? ch : TEXT_REPLACEMENT;
}

uint32_t text_ascii(uint32_t ch)
{
	static const struct {
		uint16_t from;
		char to;
	} near[] = {
		{ 0xa0, ' ' },	 { 0xb1, '~' },	   { 0xb2, '2' },    { 0xb7, '.' },
		{ 0x3b1, 'a' },	 { 0x2010, '-' },  { 0x2011, '-' },  { 0x2013, '-' },
		{ 0x2014, '-' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201c, '"' },
		{ 0x201d, '"' }, { 0x2022, '*' },  { 0x2026, '.' },  { 0x2190, '<' },
		{ 0x2191, '^' }, { 0x2192, '>' },  { 0x2193, 'v' },  { 0x2212, '-' },
		{ 0x2260, '!' }, { 0x2264, '<' },  { 0x2265, '>' },  { 0x2500, '-' },
		{ 0x2502, '|' }, { 0x2713, '+' },  { 0x2717, 'x' },  { 0x21b5, '$' },
		{ 0x2423, '_' }, /* a line's end, a blank */
	};
	/* U+00C0 to U+00FF without their accents */
	static const char latin[] =
		"AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

	if (ch < 0x80)
		return ch;
	if (ch >= 0xc0 && ch < 0xc0 + sizeof latin - 1)
		return (unsigned char)latin[ch - 0xc0];
	for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
		if (near[i].from == ch)
			return (unsigned char)near[i].to;
	}
	return '?';
}

int text_encode(uint32_t ch, char out[4])
{
	return utf8_write(ch, out);
}

int text_columns(const char *text)
{
	uint32_t ch;
	int columns = 0;

	while ((ch = text_next(&text)))
		columns += text_width(ch);
	return columns;
}

int text_wider(int most, const char *text)
{
	int columns = text_columns(text);

	return columns > most ? columns : most;
}

/* Columns of what stands between wider gaps, as a command does, or a choice. */
static int piece_columns(const char *text)
{
	int columns = 0;

	while (*text && *text != '\n' && strncmp(text, "  ", 2) != 0)
		columns += text_width(text_next(&text));
	return columns;
}

/* Where a line ends at the latest, whose last blank is this one: before the piece that would
   be cut, if that fits on a line of its own. */
static const char *before_piece(const char *line, const char *blank, int columns)
{
	const char *gap = NULL, *piece;

	for (const char *p = line + strspn(line, " "); p < blank; p++) {
		if (strncmp(p, "  ", 2) == 0)
			gap = p;
	}
	if (!gap)
		return blank;
	piece = gap + strspn(gap, " ");
	return piece < blank && piece_columns(piece) <= columns ? gap : blank;
}

int text_wrap(const char **at, int columns, char *out, size_t size)
{
	const char *p = *at, *end = p, *blank = NULL;
	int used = 0;
	size_t length;

	if (!*p)
		return 0;
	while (*p && *p != '\n') {
		const char *before = p;
		uint32_t ch = text_next(&p);

		used += text_width(ch);
		if (ch == ' ')
			blank = before;
		if (used > columns && ch != ' ')
			break;
		end = p;
	}
	if (*end && *end != '\n' && blank && blank > *at)
		end = before_piece(*at, blank, columns);
	else if (end == *at && *end && *end != '\n')
		text_next(&end); /* a character wider than the line */
	length = (size_t)(end - *at);
	while (length > 0 && (*at)[length - 1] == ' ')
		length--;
	if (length >= size)
		length = size - 1;
	memcpy(out, *at, length);
	out[length] = 0;
	while (*end == ' ')
		end++;
	*at = *end == '\n' ? end + 1 : end;
	return 1;
}
