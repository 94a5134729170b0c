/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tex_text.c - characters that mean something to TeX, or nothing to its fonts. */
#include "view/sink/tex_text.h"

#include <string.h>

#include "view/grid/text.h"

const char tex_text_preamble[] =
	"\\providecommand\\fpechar[2]{\\ifdefined\\Uchar #1\\else{\\footnotesize[U+#2]}\\fi}\n";

static const struct {
	uint32_t ch;
	const char *tex;
} known[] = {
	{ '#', "\\#" },
	{ '$', "\\$" },
	{ '%', "\\%" },
	{ '&', "\\&" },
	{ '_', "\\_" },
	{ '{', "\\{" },
	{ '}', "\\}" },
	{ '~', "\\textasciitilde{}" },
	{ '^', "\\textasciicircum{}" },
	{ '\\', "\\textbackslash{}" },
	{ '<', "\\textless{}" },
	{ '>', "\\textgreater{}" },
	{ '|', "\\textbar{}" },
	{ '-', "{-}" },
	{ '"', "\\textquotedblright{}" },
	{ '\'', "\\textquoteright{}" },
	{ '`', "\\textquoteleft{}" },
	{ ',', "{,}" },
	{ '[', "{[}" },
	{ ']', "{]}" },
	{ 0xa0, "~" },
	{ 0xb0, "$^{\\circ}$" },
	{ 0xb1, "$\\pm$" },
	{ 0xb2, "$^{2}$" },
	{ 0xb3, "$^{3}$" },
	{ 0xb7, "$\\cdot$" },
	{ 0xb9, "$^{1}$" },
	{ 0xd7, "$\\times$" },
	{ 0x3b1, "$\\alpha$" },
	{ 0x3b2, "$\\beta$" },
	{ 0x3bb, "$\\lambda$" },
	{ 0x3bc, "$\\mu$" },
	{ 0x2013, "--" },
	{ 0x2014, "---" },
	{ 0x2018, "`" },
	{ 0x2019, "'" },
	{ 0x201c, "``" },
	{ 0x201d, "''" },
	{ 0x2022, "$\\bullet$" },
	{ 0x2026, "\\dots{}" },
	{ 0x2070, "$^{0}$" },
	{ 0x2074, "$^{4}$" },
	{ 0x2075, "$^{5}$" },
	{ 0x2076, "$^{6}$" },
	{ 0x2077, "$^{7}$" },
	{ 0x2078, "$^{8}$" },
	{ 0x2079, "$^{9}$" },
	{ 0x207b, "$^{-}$" },
	{ 0x2190, "$\\leftarrow$" },
	{ 0x2192, "$\\rightarrow$" },
	{ 0x2212, "$-$" },
	{ 0x2713, "$\\surd$" },
	{ 0x2264, "$\\le$" },
	{ 0x2265, "$\\ge$" },
};

static const char *find(uint32_t ch)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (known[i].ch == ch)
			return known[i].tex;
	}
	return NULL;
}

/* ASCII, and letters of Latin-1 that accents make of it. */
static bool is_plain(uint32_t ch)
{
	return ch < 0x7f || (ch >= 0xc0 && ch <= 0xff && ch != 0xd0 && ch != 0xde && ch != 0xf0 &&
			     ch != 0xfe && ch != 0xf7);
}

void tex_text(struct textbuf *out, const char *text)
{
	char bytes[5];
	uint32_t ch;

	while ((ch = text_next(&text)) != 0) {
		const char *tex = find(ch);

		bytes[text_encode(ch, bytes)] = 0;
		if (tex)
			textbuf_puts(out, tex);
		else if (is_plain(ch))
			textbuf_puts(out, bytes);
		else
			textbuf_printf(out, "\\fpechar{%s}{%04X}", bytes, (unsigned)ch);
	}
}

void tex_comment(struct textbuf *out, const char *text)
{
	char bytes[4];
	uint32_t ch;

	while ((ch = text_next(&text)) != 0)
		textbuf_add(out, bytes, (size_t)text_encode(ch == '\n' ? ' ' : ch, bytes));
}
