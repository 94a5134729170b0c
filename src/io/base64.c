/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base64.c - three bytes are four characters. */
#include "io/base64.h"

#include <stdint.h>

void base64_put(struct textbuf *out, const void *bytes, size_t size)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		uint32_t three = 0;
		char four[4];

		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (k < n ? byte[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			four[k] = k <= n ? digit[three >> (18 - 6 * k) & 63] : '=';
		textbuf_add(out, four, sizeof four);
	}
}
