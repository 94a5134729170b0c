/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.c - bytes to code points and back. */
#include "core/base/utf8.h"

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

bool utf8_is_text(uint32_t ch)
{
	bool control = ch < 0x20 || (ch >= 0x7f && ch < 0xa0);
	bool turns = (ch >= 0x202a && ch <= 0x202e) || (ch >= 0x2066 && ch <= 0x2069);

	return !control && !turns && ch != 0x2028 && ch != 0x2029;
}

bool utf8_all_text(const char *text)
{
	size_t size = strlen(text);
	uint32_t ch = 0;

	while (size) {
		int length = utf8_read(text, size, &ch);

		if (!length || !utf8_is_text(ch))
			return false;
		text += length;
		size -= (size_t)length;
	}
	return true;
}
