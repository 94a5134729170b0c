/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c - the panels there are, one line each, in the order of the tabs.
 *
 * Alone in its file: a test that links its own panel_table replaces it.
 */
#include "view/figure/panel.h"

#define PANEL_LIST(X)   \
	X(assignment)   \
	X(weights)      \
	X(interference) \
	X(curves)       \
	X(theory)       \
	X(capacity)     \
	X(spectrum)     \
	X(network)      \
	X(neuron)       \
	X(ablation)     \
	X(confusion)    \
	X(geometry)     \
	X(sweep)        \
	X(sample)       \
	X(text)         \
	X(log)          \
	X(source)

#define DECLARE(name) extern const struct panel panel_##name;
PANEL_LIST(DECLARE)

#define ROW(name) &panel_##name,
const struct panel *const panel_table[] = {
	PANEL_LIST(ROW) NULL,
};

int panel_count(void)
{
	return sizeof panel_table / sizeof *panel_table - 1;
}
