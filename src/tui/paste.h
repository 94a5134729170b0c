/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paste.h - pasted text, gathered, cleaned and cut into lines.
 */
#ifndef TUI_PASTE_H
#define TUI_PASTE_H

#include "io/textbuf.h"

#define PASTE_MAX (4 << 20) /* bytes; the rest is dropped and said */

struct paste {
	struct textbuf text;
	bool cut; /* more came than was kept */
};

void paste_clear(struct paste *paste);
void paste_add(struct paste *paste, const void *bytes, size_t size);

/*
 * Control bytes go, but newlines stay (CR and CRLF become one) and a tab
 * becomes a blank; a backslash before a newline joins the lines. Ends the text
 * with 0. "" when nothing was pasted; borrowed.
 */
const char *paste_text(struct paste *paste);

#endif
