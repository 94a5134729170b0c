/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen_json.h - what the screen shows as JSON, to be found again with a saved session.
 *
 * Panels, where they stand, what they are of and from where they are looked at, and the
 * epoch shown; fpe(5) has the fields. Not here: what is of a moment (cursor, scrolling,
 * narration) and what is the terminal's (palette).
 */
#ifndef VIEW_SCREEN_JSON_H
#define VIEW_SCREEN_JSON_H

#include <jansson.h>

#include "view/screen/screen.h"

/* Gives it; NULL: no memory. */
json_t *screen_state_json(const struct screen_state *state);
/* Into a state, of arms whose ids count from first_id on. What no panel is called is passed
   over, and so is a value that is out of bounds: the file may come from anybody, or from
   another version. json NULL or no object: nothing changes. */
void screen_state_take(struct screen_state *state, const json_t *json, int first_id);

#endif
