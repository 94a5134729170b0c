/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * weight.h - one weight in words: its value, the clauses it is in, who holds
 * it, what it costs and what would collide; and the commands that change it.
 *
 * For any panel with hits of HIT_WEIGHT. Where options->minus asks for a
 * difference, rows and columns are those of difference.h.
 */
#ifndef VIEW_WEIGHT_H
#define VIEW_WEIGHT_H

#include "view/figure/panel.h"
panel_describe_fn weight_describe;
panel_work_out_fn weight_work_out;

/* "weight fc1 n0.1 x7 0.83 arm=clause", to be completed; on a masked entry that
   a sibling holds: "assign n0 x7 1 arm=clause". */
panel_command_fn weight_edit;
/* The entry dragged to a row of a sibling. */
enum panel_edit weight_drop(const struct snapshot *s, const struct panel_options *o,
			    const struct hit *from, const struct hit *to, char *command,
			    size_t size);
/* The entry under the cursor to the next sibling; a masked one comes here. */
panel_command_fn weight_pass;

#endif
