/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lettering.c - advances of letters. */
#include "view/paper/lettering.h"

#include <string.h>

#include "view/grid/text.h"

#define OTHERS 64 /* hundredths of the size, of letters past ASCII */
#define WIDE 100  /* of those that take two columns */
#define BOLD 1.12

/* Of U+0020 on, in hundredths of the size. */
static const unsigned char advance[] = {
	32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36,	 32, 34, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63,
	58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63,	 61, 73, 68, 99, 69,
	61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35,	 63, 63, 28, 28, 58,
	28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59,	 52, 64, 34, 64, 84,
};

static int advance_of(uint32_t ch)
{
	if (ch >= 0x20 && ch < 0x20 + sizeof advance)
		return advance[ch - 0x20];
	if (ch == 0x2212)
		return 84;
	return text_width(ch) == 0 ? 0 : text_width(ch) > 1 ? WIDE : OTHERS;
}

double lettering_width(const char *text, double size, bool bold)
{
	int sum = 0;
	uint32_t ch;

	while ((ch = text_next(&text)) != 0)
		sum += advance_of(ch);
	return sum / 100.0 * size * (bold ? BOLD : 1);
}

/* Bytes from `at` on that fit, up to the end of a word if one fits. */
static size_t fitting(const char *at, double width, double size, size_t room)
{
	const char *p = at, *last = NULL, *piece = NULL;
	double used = 0;

	while (*p && *p != '\n') {
		const char *before = p;
		uint32_t ch = text_next(&p);

		used += advance_of(ch) / 100.0 * size;
		if (ch == ' ')
			last = before;
		if ((used > width && piece) || (size_t)(p - at) >= room)
			return (size_t)((last ? last : piece) - at);
		piece = p;
	}
	return (size_t)(p - at);
}

bool lettering_wrap(const char **at, double width, double size, char *out, size_t room)
{
	size_t n;

	while (**at == ' ')
		(*at)++;
	if (!**at)
		return false;
	n = fitting(*at, width, size, room);
	memcpy(out, *at, n);
	out[n] = 0;
	*at += n;
	if (**at == '\n')
		(*at)++;
	return true;
}

int lettering_lines(const char *text, double width, double size)
{
	char line[512];
	int lines = 0;

	while (text && lettering_wrap(&text, width, size, line, sizeof line))
		lines++;
	return lines;
}
