/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell.h - the words of figures: texts that are told, and short ones by value. */
#ifndef VIEW_TELL_H
#define VIEW_TELL_H

#include "io/textbuf.h"

/* As printf, at the end of the text. */
void tell(struct textbuf *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
