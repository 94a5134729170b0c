/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number.h - decimal numbers as people write them, the same in every locale.
 *
 *   [+-] digits [. digits] [e [+-] digits]     also .5; not 5. inf nan 0x10
 */
#ifndef CMD_NUMBER_H
#define CMD_NUMBER_H

#include <stddef.h>

#define NUMBER_TEXT 32
#define NUMBER_MAX 255 /* bytes of a number as written */

/*
 * Bytes of the number text begins with, 0 if it begins with none or it is too
 * big for a double. `2..16` begins with 2. Without a sign if sign is 0.
 */
int number_scan(const char *text, int sign, double *out);

/* Whole numbers with their digits, others as %.9g. Returns buffer. */
const char *number_text(double value, char buffer[NUMBER_TEXT]);

/* The double nearest to value's 15 significant digits: 0.15000000000000002
   becomes what reading 0.15 gives. */
double number_tidy(double value);

#endif
