/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caption.h - what a figure in a paper must say of where its numbers come from. */
#ifndef CMD_CAPTION_H
#define CMD_CAPTION_H

#include "lab/session/session.h"
#include "lab/arm/snapshot.h"

/*
 * Sentences on one line, nothing of the machine, no date. Each gives a malloc'ed string,
 * NULL: no memory.
 *
 * Task, samples, arms with shape, alpha and nnz, epoch, training settings, seed and version,
 * with every setting that is not at its default or not the same in all arms; with `study`
 * also the comparison over seeds, if there is one, and what its runs have otherwise.
 */
char *caption_of_session(const struct session *session, const struct snapshot *s, bool study);
/* Of runs that have settings of their own: keys, seeds, and what all have alike. */
char *caption_of_sweep(const struct snapshot_sweep *sweep);

#endif
