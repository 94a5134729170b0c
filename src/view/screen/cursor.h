/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cursor.h - a cursor over any figure: it goes from hit to hit.
 *
 * A cursor is a hit kept in panel_options. It is found again on the figure as
 * it is drawn next, wherever that puts it. Pure: no terminal, no state.
 */
#ifndef VIEW_CURSOR_H
#define VIEW_CURSOR_H

#include "view/figure/panel.h"

/* Mark the cells of the hit. False: the figure does not show it. */
bool cursor_show(struct area figure, const struct hit *cursor);

/*
 * Move the cursor of a panel drawn with so many cells by one hit down or up
 * (down = +-1), right or left. Where the figure ends it is scrolled, if it has
 * more. A cursor that stands nowhere goes to the nearest hit of the middle.
 */
void cursor_move(int panel, const struct snapshot *s, struct panel_options *o, int rows,
		 int columns, bool ascii, int down, int right);

/* A figure that shows another arm now takes its cursor along to it. */
void cursor_follow(const struct snapshot *s, struct panel_options *o);

#endif
