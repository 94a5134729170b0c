/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caption.h - what a figure in a paper must say of where its numbers come from. */
#ifndef CMD_CAPTION_H
#define CMD_CAPTION_H

#include "lab/session/session.h"
#include "lab/arm/snapshot.h"

/*
 * Task, samples, arms with shape, alpha and nnz, epoch, training settings, seed
 * and version, as sentences on one line, with every setting that is not at its
 * default or not the same in all arms; with `study` also the comparison over
 * seeds, if there is one, and what its runs have otherwise. sweep: of a figure of s->sweep, whose
 * runs have settings of their own: its keys, seeds, and what all runs have alike. Nothing of the
 * machine, no date. Gives a malloc'ed string, NULL: no memory.
 */
char *caption_text(const struct session *session, const struct snapshot *s, bool sweep, bool study);

#endif
