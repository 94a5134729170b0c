/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.h - UTF-8 characters and the screen columns they take, in any locale.
 *
 * Nothing that could move the cursor or hide text gets through: control
 * characters, bidirectional overrides and invalid bytes come out as U+FFFD.
 */
#ifndef VIEW_TEXT_H
#define VIEW_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define TEXT_REPLACEMENT 0xfffdu
#define TEXT_CUT 0x2026u /* an ellipsis: here a text was cut … */
#define TEXT_LEAST_CUT 4 /* … where it has so many columns; in fewer they are of more use */

/* The character at *at, which moves past it; 0 at the end. */
uint32_t text_next(const char **at);
/* Columns of a character: 0 combining or invisible, 1, or 2. */
int text_width(uint32_t ch);
/* The nearest ASCII character, '?' if there is none. */
uint32_t text_ascii(uint32_t ch);
/* UTF-8 bytes of a character, without a NUL; returns how many, at most 4. */
int text_encode(uint32_t ch, char out[4]);

/*
 * One line of a wrapped text: from *at, at most `columns` wide (>= 1), broken
 * at a blank where there is one, else anywhere, always at \n. What stands between
 * two blanks or more (a command, a choice) stays whole where a line holds it.
 * Copies it to out and moves *at to the next line. Returns 0 when the text has ended.
 */
int text_wrap(const char **at, int columns, char *out, size_t size);

#endif
