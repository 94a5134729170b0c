/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lettering.h - how wide words are in a proportional font, so that a layout is the
 * same whatever fonts there are: after DejaVu Sans, one of the widest. In others the
 * words leave some room.
 */
#ifndef VIEW_LETTERING_H
#define VIEW_LETTERING_H

#include <stdbool.h>
#include <stddef.h>

/* In points; size: of the font. */
double lettering_width(const char *text, double size, bool bold);
/* The next line of a text that is no wider, into out; *at moves on. False: none is left.
   A word that is wider is cut into pieces. */
bool lettering_wrap(const char **at, double width, double size, char *out, size_t room);
/* Lines it takes. */
int lettering_lines(const char *text, double width, double size);

#endif
