/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrangement.h - named sets of panels: which ones, and where, for what use. */
#ifndef VIEW_ARRANGEMENT_H
#define VIEW_ARRANGEMENT_H

#include "view/screen/layout.h"
#include "view/screen/screen.h"

#define ARRANGEMENT_DEEP 5 /* panels of one slot; the first is on top */

struct arrangement {
	const char *name, *help;
	const char *panel[LAYOUT_HOMES][ARRANGEMENT_DEEP]; /* by enum panel_home */
};
extern const struct arrangement arrangements[]; /* ends with name NULL */

/* Name of row i, NULL past the last. */
const char *arrangement_name(int i);
/* Show the panels of row i. What a panel was set to is kept. */
void arrangement_apply(int i, struct screen_state *state);

#endif
