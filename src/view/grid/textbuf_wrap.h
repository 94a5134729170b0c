/* SPDX-License-Identifier: GPL-3.0-or-later */
/* textbuf_wrap.h - words in lines, measured in columns of the screen. */
#ifndef VIEW_TEXTBUF_WRAP_H
#define VIEW_TEXTBUF_WRAP_H

#include "io/textbuf.h"

/* Words of string in lines of at most width columns, each after indent blanks. */
void textbuf_wrap(struct textbuf *text, int indent, int width, const char *string);

#endif
