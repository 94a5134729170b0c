/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_args.h - the arguments that say which figure, shared by show and plot. */
#ifndef CMD_PANEL_ARGS_H
#define CMD_PANEL_ARGS_H

#include "cmd/player/call.h"
#include "view/figure/panel.h"
#include "view/panel/sweep/sweep_part.h"

/* Names of the panels, for choices; NULL ends. */
const char *panel_choice(int i);

#define PANEL_ARGS                                                                                    \
	ARG("arm", ARMS, "arm to draw; two: side by side", .fallback = "the panel's choice"),         \
		ARG("minus", ARM_EPOCH,                                                               \
		    "draw the difference to this arm, or to an epoch of it; of a sweep, to this row", \
		    .fallback = "none"),                                                              \
		ARG("view", CHOICE,                                                                   \
		    "sweep: every seed of a compare, or lines, heatmap, scatter of a sweep",          \
		    .choice = sweep_view_name, .fallback = "what the grid suggests"),                 \
		ARG("x", TEXT, "sweep: key along x; of a scatter also a metric, fold_METRIC, …",      \
		    .fallback = "the panel's choice"),                                                \
		ARG("y", TEXT,                                                                        \
		    "sweep: key along y, of lines a line for each of its values; arm: a line an arm", \
		    .fallback = "the panel's choice"),                                                \
		ARG("metric", TEXT,                                                                   \
		    "sweep: one of these, split_METRIC (at the split) or fold_METRIC (over dense's)", \
		    .choice = panel_metric_choice, .fallback = "the panel's choice"),                 \
		ARG("hold", TEXT, "sweep: only runs with these values, as alpha:4,hidden:8",          \
		    .fallback = "none"),                                                              \
		ARG("of", CHOICE, "neurons, inputs or clauses, or the metric of curves",              \
		    .choice = panel_of_choice, .fallback = "the panel's choice"),                     \
		ARG("layer", LAYER, "layer to draw", .fallback = "1"),                                \
		ARG("from", INT, "first epoch of curves", .min = 0, .max = FPE_MAX_EPOCHS,            \
		    .fallback = "0"),                                                                 \
		ARG("to", INT, "last epoch of curves", .min = 0, .max = FPE_MAX_EPOCHS,               \
		    .fallback = "the last"),                                                          \
		ARG("smooth", INT, "moving mean of curves", .min = 1, .max = 1000,                    \
		    .fallback = "1", .unit = "epochs"),                                               \
		ARG("log", FLAG, "logarithmic axis of curves", .fallback = "no"),                     \
		ARG("shape", TEXT,                                                                    \
		    "the inputs as a picture, ROWSxCOLUMNS; of several channels each",                \
		    .fallback = "square, if their number is"),                                        \
		ARG("sample", INT, "number of the test (else training) sample followed", .min = 0,    \
		    .max = FPE_MAX_SAMPLES - 1, .fallback = "the one probed"),                        \
		ARG("yaw", REAL, "camera: around", .min = -360, .max = 360, .fallback = "35",         \
		    .unit = "degrees"),                                                               \
		ARG("pitch", REAL, "camera: from above", .min = -90, .max = 90, .fallback = "20",     \
		    .unit = "degrees"),                                                               \
		ARG("distance", REAL, "camera: 1 fills the figure", .min = 0.2, .max = 10,            \
		    .fallback = "1")
const char *panel_of_choice(int i);
/* Metrics, gain, relative_gain and loss_gain; not the same again at the split and as fold
   changes. */
const char *panel_metric_choice(int i);

/* Does a panel, by its place among the choices, take this key, and this value of it (NULL:
   any)? */
bool panel_goes_with(int panel, const char *key, const char *value);

/*
 * Change options by the arguments that are given. panel -1: `screen`, which
 * takes none. FPE_ERANGE where the panel does not take one of them.
 */
enum fpe_status panel_args(struct call *call, int panel, struct panel_options *options);

#endif
