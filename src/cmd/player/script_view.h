/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * script_view.h - the script that plays, or that played last, as figures show it.
 *
 * Owns a copy of its text.
 */
#ifndef CMD_SCRIPT_VIEW_H
#define CMD_SCRIPT_VIEW_H

#include "cmd/language/parse.h"
#include "cmd/player/listing.h"
#include "lab/arm/snapshot.h"

/* Start with a zeroed struct. */
struct script_view {
	struct script_source source;
	int line;     /* the current one, from 1 */
	bool changed; /* since view was filled */
	struct listing view;
};

/* A line of a script is the current one from now on. */
void script_view_mark(struct script_view *v, const struct script *script, const struct line *line);
/* Figures borrow it until the next call. */
void script_view_fill(struct script_view *v, struct snapshot_source *out);
void script_view_clear(struct script_view *v);

#endif
