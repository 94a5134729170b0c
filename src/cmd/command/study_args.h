/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * study_args.h - what compare and sweep have in common: which rows, of what.
 */
#ifndef CMD_STUDY_ARGS_H
#define CMD_STUDY_ARGS_H

#include "cmd/command/partition_args.h"
#include "cmd/command/setting_args.h"

/*
 * The study that a call asks for by by=, controls=, layer= and robustness=, of
 * the session's recipe, with alpha 2, split at epoch 5 of 200, pruned to the
 * budget. Its recipe is the caller's to clear; on failure there is none.
 */
enum fpe_status study_args_begin(struct call *call, struct study *study);

/* Point the error at what study_try blamed. Returns status. */
enum fpe_status study_args_blame(struct call *call, const char *name, enum fpe_status status);

#define STUDY_ARG_BY                                                           \
	ARG("by", CHOICES, "splits to compare", .choice = fpe_split_kind_name, \
	    .fallback = "random,clause")
#define STUDY_ARG_SEEDS ARG("seeds", INT, "runs", .min = 1, .max = FPE_MAX_SEEDS, .fallback = "8")
#define STUDY_ARG_CONTROLS                                                      \
	ARG("controls", CHOICES, "controls to add, as `help compare` has them", \
	    .choice = study_control_name)
#endif
