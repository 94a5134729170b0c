/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_args.h - the arguments that say which figure, shared by show and plot. */
#ifndef CMD_PANEL_ARGS_H
#define CMD_PANEL_ARGS_H

#include "cmd/player/call.h"
#include "view/figure/panel.h"

/* Names of the panels, for choices; NULL ends. */
const char *panel_choice(int i);

#define PANEL_ARGS                                                                                            \
	{ .name = "arm",                                                                                      \
	  .type = ARG_ARMS,                                                                                   \
	  .fallback = "the panel's choice",                                                                   \
	  .help = "arm to draw; two: side by side" },                                                         \
		{ .name = "minus",                                                                            \
		  .type = ARG_ARM_EPOCH,                                                                      \
		  .fallback = "none",                                                                         \
		  .help = "draw the difference to this arm, or to an epoch of it; of a sweep, to this row" }, \
		{ .name = "view",                                                                             \
		  .type = ARG_CHOICE,                                                                         \
		  .choice = panel_view_choice,                                                                \
		  .fallback = "what the grid suggests",                                                       \
		  .help = "sweep: every seed of a compare, or lines, heatmap, scatter of a sweep" },          \
		{ .name = "x",                                                                                \
		  .type = ARG_TEXT,                                                                           \
		  .fallback = "the panel's choice",                                                           \
		  .help = "sweep: key along x; of a scatter also a metric, fold_METRIC, …" },                 \
		{ .name = "y",                                                                                \
		  .type = ARG_TEXT,                                                                           \
		  .fallback = "the panel's choice",                                                           \
		  .help = "sweep: key along y, of lines a line for each of its values; arm: a line an arm" }, \
		{ .name = "metric",                                                                           \
		  .type = ARG_TEXT,                                                                           \
		  .choice = panel_metric_choice,                                                              \
		  .fallback = "the panel's choice",                                                           \
		  .help = "sweep: one of these, split_METRIC (at the split) or fold_METRIC (over dense's)" }, \
		{ .name = "hold",                                                                             \
		  .type = ARG_TEXT,                                                                           \
		  .fallback = "none",                                                                         \
		  .help = "sweep: only runs with these values, as alpha:4,hidden:8" },                        \
		{ .name = "of",                                                                               \
		  .type = ARG_CHOICE,                                                                         \
		  .choice = panel_of_choice,                                                                  \
		  .fallback = "the panel's choice",                                                           \
		  .help = "neurons, inputs or clauses, or the metric of curves" },                            \
		{ .name = "layer",                                                                            \
		  .type = ARG_LAYER,                                                                          \
		  .min = 1,                                                                                   \
		  .max = FPE_MAX_LAYERS,                                                                      \
		  .fallback = "1",                                                                            \
		  .help = "layer to draw" },                                                                  \
		{ .name = "from",                                                                             \
		  .type = ARG_INT,                                                                            \
		  .min = 0,                                                                                   \
		  .max = FPE_MAX_EPOCHS,                                                                      \
		  .fallback = "0",                                                                            \
		  .help = "first epoch of curves" },                                                          \
		{ .name = "to",                                                                               \
		  .type = ARG_INT,                                                                            \
		  .min = 0,                                                                                   \
		  .max = FPE_MAX_EPOCHS,                                                                      \
		  .fallback = "the last",                                                                     \
		  .help = "last epoch of curves" },                                                           \
		{ .name = "smooth",                                                                           \
		  .type = ARG_INT,                                                                            \
		  .min = 1,                                                                                   \
		  .max = 1000,                                                                                \
		  .fallback = "1",                                                                            \
		  .unit = "epochs",                                                                           \
		  .help = "moving mean of curves" },                                                          \
		{ .name = "log",                                                                              \
		  .type = ARG_FLAG,                                                                           \
		  .fallback = "no",                                                                           \
		  .help = "logarithmic axis of curves" },                                                     \
		{ .name = "yaw",                                                                              \
		  .type = ARG_REAL,                                                                           \
		  .min = -360,                                                                                \
		  .max = 360,                                                                                 \
		  .fallback = "35",                                                                           \
		  .unit = "degrees",                                                                          \
		  .help = "camera: around" },                                                                 \
		{ .name = "pitch",                                                                            \
		  .type = ARG_REAL,                                                                           \
		  .min = -90,                                                                                 \
		  .max = 90,                                                                                  \
		  .fallback = "20",                                                                           \
		  .unit = "degrees",                                                                          \
		  .help = "camera: from above" },                                                             \
	{                                                                                                     \
		.name = "distance", .type = ARG_REAL, .min = 0.2, .max = 10, .fallback = "1",                 \
		.help = "camera: 1 fills the figure"                                                          \
	}
const char *panel_of_choice(int i);
const char *panel_view_choice(int i);
/* Metrics, gain and relative_gain; not the same again at the split and as fold
   changes. */
const char *panel_metric_choice(int i);

/*
 * Change options by the arguments that are given. panel -1: `screen`, which
 * takes none. FPE_ERANGE where the panel does not take one of them.
 */
enum fpe_status panel_args(struct call *call, int panel, struct panel_options *options);

#endif
