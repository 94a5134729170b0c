/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample_args.h - a user's own samples as the task: what all forms of `task KIND
 * FILE` have in common.
 *
 * Such a command is a reader and a row:
 *
 *   static enum fpe_status read(const struct line *line, const struct reading *reading,
 *                               struct sample_set *out, struct fpe_error *err) …
 *   const struct command cmd_task_csv = {
 *           VERB("task", SAMPLE_FLAGS, task_samples), .word = "csv", .samples = read, …
 *           .args = { NEED("file", FILE, "the table"), SAMPLE_ARGS },
 *   };
 */
#ifndef CMD_SAMPLE_ARGS_H
#define CMD_SAMPLE_ARGS_H

#include "cmd/player/call.h"
#include "cmd/player/jobs.h"

#define SAMPLE_FLAGS (COMMAND_BOUNDARY | COMMAND_LONG)

#define SAMPLE_HOLDOUT(share)                                                                   \
	ARG("holdout", REAL, "share of the samples that test, where the file has no test part", \
	    .min = 0, .max = 0.9, .fallback = share)
#define SAMPLE_ARGS                                                                                                            \
	SAMPLE_HOLDOUT("0.2"),                                                                                                 \
		ARG("standardise", CHOICE,                                                                                     \
		    "bring inputs that are numbers to mean 0 and sd 1, by the training part: all together, or each by itself", \
		    .choices = OWN_SCALING_WORDS, .fallback = "global"),                                                       \
		ARG("classes", INTS, "keep these classes alone, numbered anew from 0", .min = 0,                               \
		    .max = FPE_MAX_NEURONS - 1, .fallback = "all")

/* Read in the background what the line names, then make it the task. The row has
   SAMPLE_ARGS, or of them SAMPLE_HOLDOUT alone; its word is the kind. */
enum fpe_status task_samples(struct call *call);

#endif
