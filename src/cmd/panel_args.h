/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_args.h - the arguments that say which figure, shared by show and plot. */
#ifndef CMD_PANEL_ARGS_H
#define CMD_PANEL_ARGS_H

#include "cmd/call.h"
#include "view/panel.h"

/* Names of the panels, for choices; NULL ends. */
const char *panel_choice(int i);

#define PANEL_ARGS                                                            \
	{ .name = "arm", .type = ARG_ARMS, .fallback = "the panel's choice",   \
	  .help = "arm to draw" },                                             \
	{ .name = "of", .type = ARG_CHOICE, .choice = panel_of_choice,        \
	  .fallback = "the panel's choice",                                    \
	  .help = "neurons, inputs or clauses, or the metric of curves" },     \
	{ .name = "layer", .type = ARG_LAYER, .min = 1, .max = FPE_MAX_LAYERS, \
	  .fallback = "1", .help = "layer to draw" }
const char *panel_of_choice(int i);

/* Read arm=, of= and layer= for a panel. */
enum fpe_status panel_args(struct call *call, const char *panel,
			       struct panel_options *out);

#endif
