/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.h - many names side by side, each in so many columns: shortened where they must be,
 * and never two alike.
 */
#ifndef VIEW_NAMES_H
#define VIEW_NAMES_H

#include "view/figure/figure.h"

/* The i-th name, whole; or the plain one, "x3" or "c3", that tells it from all others. */
typedef struct figure_name names_whole(const void *of, int i, bool plain);

/*
 * n names, malloc'ed; NULL: no memory. Each keeps as much of its end as tells it from the
 * others; those that nothing tells apart have their plain name instead, which may be wider.
 */
struct figure_name *names_short(names_whole *whole, const void *of, int n, int columns);

#endif
