/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell.h - the words of figures: a short name, for their files are mostly sentences. */
#ifndef VIEW_TELL_H
#define VIEW_TELL_H

#include "io/textbuf.h"

/* As printf, at the end of the text. */
#define tell textbuf_printf

#endif
