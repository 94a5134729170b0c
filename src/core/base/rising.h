/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rising.h - comparators for qsort of plain numbers, the smallest first; none is NaN. */
#ifndef CORE_RISING_H
#define CORE_RISING_H

int rising_int(const void *a, const void *b);
int rising_uint64(const void *a, const void *b);
int rising_double(const void *a, const void *b);

#endif
