/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_cell.c - quotes, and texts that are no formulas. */
#include "io/csv_cell.h"

#include <string.h>

static const char digits[] = "0123456789";

/* With a sign, as -1 or +.5e-3. */
static bool is_number(const char *text)
{
	const char *at = text + strspn(text, "+-");
	size_t whole = strspn(at, digits), part = 0;
	bool one_sign = at - text <= 1;

	at += whole;
	if (*at == '.') {
		part = strspn(at + 1, digits);
		at += 1 + part;
	}
	if (whole + part && (*at == 'e' || *at == 'E')) {
		at++;
		at += *at == '-' || *at == '+';
		whole = strspn(at, digits);
		at += whole;
	}
	return one_sign && whole + part && !*at;
}

bool csv_is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text) && !is_number(text);
}

void csv_cell(struct textbuf *out, const char *text, bool quoted)
{
	bool formula = csv_is_formula(text);
	size_t at;

	quoted |= formula || strpbrk(text, ",\"\r\n");
	textbuf_puts(out, quoted ? "\"" : "");
	textbuf_puts(out, formula ? "'" : "");
	at = out->size;
	for (; *text; text++)
		textbuf_add(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
	textbuf_show_since(out, at, UTF8_LINE);
	textbuf_puts(out, quoted ? "\"" : "");
}
