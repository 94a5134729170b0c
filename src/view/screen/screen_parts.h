/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screen_parts.h - what stands on the screen beside figures and bars. */
#ifndef VIEW_SCREEN_PARTS_H
#define VIEW_SCREEN_PARTS_H

#include "view/screen/screen.h"

/* What a newcomer may type. focus may be NULL. */
void part_welcome(const struct screen_focus *focus, struct area a);
/* What size is needed, where it is too small for anything else. */
void part_too_small(struct area a, int rows, int columns);
/* Rows of narration on a screen so wide. */
int part_narration_rows(const struct screen_state *state, int columns);
/* focus may be NULL; it says which key goes on. */
void part_narration(const struct screen_state *state, const struct screen_focus *focus,
		    struct area a);
void part_log(const struct screen_focus *focus, struct area a);
/* A page over the panels' area: as large as its text, at the bottom left, where
   the prompt is. */
void part_overlay(const struct screen_focus *focus, struct area all);

#endif
