/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.c - bytes to code points and back. */
#include "core/base/utf8.h"

#include <stdio.h>
#include <string.h>

int utf8_read(const char *text, size_t size, uint32_t *ch)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = size ? (unsigned char)text[0] : 0xff;
	int n = c < 0x80 ? 1 : c < 0xc0 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf8 ? 4 : 0;

	if (n == 0 || (size_t)n > size)
		return 0;
	*ch = n == 1 ? c : c & (0x7fu >> n);
	for (int i = 1; i < n; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		*ch = *ch << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (*ch < least[n] || *ch > 0x10ffff || (*ch >= 0xd800 && *ch < 0xe000))
		return 0;
	return n;
}

int utf8_write(uint32_t ch, char out[UTF8_LONGEST])
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	int n = ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;

	for (int i = n - 1; i > 0; i--, ch >>= 6)
		out[i] = (char)(0x80 | (ch & 0x3f));
	out[0] = (char)(n == 1 ? ch : lead[n] | ch);
	return n;
}

bool utf8_is_control(uint32_t ch)
{
	return ch < 0x20 || (ch >= 0x7f && ch < 0xa0);
}

bool utf8_reorders(uint32_t ch)
{
	return (ch >= 0x202a && ch <= 0x202e) || (ch >= 0x2066 && ch <= 0x2069);
}

bool utf8_looks_blank(uint32_t ch)
{
	return ch == 0xa0 || ch == 0xad || ch == 0x1680 || ch == 0x180e ||
	       (ch >= 0x2000 && ch <= 0x200b) || ch == 0x2028 || ch == 0x2029 || ch == 0x202f ||
	       (ch >= 0x205f && ch <= 0x2064) || ch == 0x3000 || ch == 0xfeff;
}

static bool is_noncharacter(uint32_t ch)
{
	return (ch >= 0xfdd0 && ch <= 0xfdef) || (ch & 0xfffe) == 0xfffe;
}

bool utf8_is_text(uint32_t ch)
{
	return !utf8_is_control(ch) && !utf8_reorders(ch) && ch != 0x2028 && ch != 0x2029 &&
	       !is_noncharacter(ch);
}

bool utf8_is_shown(uint32_t ch)
{
	return utf8_is_text(ch) && ch != 0x061c && ch != 0x200e && ch != 0x200f;
}

static bool all(const char *text, bool (*fits)(uint32_t ch))
{
	size_t size = strlen(text);
	uint32_t ch = 0;

	while (size) {
		int length = utf8_read(text, size, &ch);

		if (!length || !fits(ch))
			return false;
		text += length;
		size -= (size_t)length;
	}
	return true;
}

bool utf8_all_text(const char *text)
{
	return all(text, utf8_is_text);
}

bool utf8_all_shown(const char *text)
{
	return all(text, utf8_is_shown);
}

/* JSON has an escape for 16 bits only: two of them are one character. */
static void escape(uint32_t ch, enum utf8_form form, char out[UTF8_SHOWN])
{
	if (form == UTF8_JSON && ch > 0xffff)
		snprintf(out, UTF8_SHOWN, "\\u%04x\\u%04x", 0xd7c0 + (ch >> 10),
			 0xdc00 + (ch & 0x3ff));
	else if (form == UTF8_JSON || (ch >= 0x80 && ch <= 0xffff))
		snprintf(out, UTF8_SHOWN, "\\u%04x", ch);
	else
		snprintf(out, UTF8_SHOWN, ch < 0x80 ? "\\x%02x" : "\\U%08x", ch);
}

size_t utf8_show(const char *text, size_t size, enum utf8_form form, char out[UTF8_SHOWN])
{
	uint32_t ch = 0;
	int length = utf8_read(text, size, &ch);

	if (!length && form == UTF8_JSON)
		escape(0xfffd, form, out);
	else if (!length)
		snprintf(out, UTF8_SHOWN, "\\x%02x", (unsigned char)*text);
	else if (ch == '\t' && form != UTF8_JSON)
		snprintf(out, UTF8_SHOWN, " ");
	else if (utf8_is_shown(ch) || (ch == '\n' && form != UTF8_LINE))
		snprintf(out, UTF8_SHOWN, "%.*s", length, text);
	else
		escape(ch, form, out);
	return length ? (size_t)length : 1;
}
