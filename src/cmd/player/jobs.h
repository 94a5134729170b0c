/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jobs.h - the kinds of long command, a file and a row each.
 *
 * Begun by the command of the call, and left in call->job.
 */
#ifndef CMD_JOBS_H
#define CMD_JOBS_H

#include "cmd/player/call.h"
#include "cmd/player/export_order.h"
#include "cmd/player/own_line.h"
#include "io/reading.h"
#include "cmd/report/expand_report.h"
#include "lab/auto/search.h"
#include "lab/study/lattice.h"

/* Of these arms; where the line has no arm=, of those made meanwhile too. */
enum fpe_status job_training(struct call *call, const struct training_plan *plan,
			     struct arm *const *arms, int count);
/* Takes the study's recipe, but on failure. */
enum fpe_status job_compare(struct call *call, const struct study *study, int seeds);
/* A seed of the last compare, there is one, becomes arms. */
enum fpe_status job_keep(struct call *call);
/* Takes the lattice, also on failure. path: of the store. */
enum fpe_status job_sweep(struct call *call, struct lattice *lattice, const char *path);
/* Reads the samples that a line names, on a thread of its own. err->at: the byte of the
   line at fault, or -1: the first file it names. */
typedef enum fpe_status sample_read(const struct line *line, const struct reading *reading,
				    struct sample_set *out, struct fpe_error *err);
/* What is read becomes the task; the line's classes= are kept. */
enum fpe_status job_read(struct call *call, sample_read *read, const struct own_how *how);
/* Reads a saved session, which takes the place of this one. sum: eight digits of base 16,
   the checksum that the file has to have; NULL: any. */
enum fpe_status job_load(struct call *call, const char *path, const char *sum);
/* Takes the search, which is of the arm, also on failure. */
enum fpe_status job_auto(struct call *call, struct search *search, const struct arm *arm);
/* Takes the order, also on failure. */
enum fpe_status job_export(struct call *call, struct export_order *order);
/* Takes what expand holds, also on failure, and makes it empty. *blame: the setting of
   the plan at fault, or NULL. */
enum fpe_status job_expand(struct call *call, struct expand *expand,
			   const struct expansion_plan *plan, const char **blame);

#endif
