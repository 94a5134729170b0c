/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leaving.h - what is asked before the program ends, by the screen and by lines alike. */
#ifndef TUI_LEAVING_H
#define TUI_LEAVING_H

#include <stdbool.h>
#include <stddef.h>

struct player;

/* Would something be lost? out: what, and that `again` leaves. */
bool leaving_asks(const struct player *player, const char *again, char *out, size_t size);
/* Is a line typed at the prompt one more `quit`? */
bool leaving_line(const char *line);
/* Stop what is under way and wait for its last batch, for seconds at most. */
void leaving_stop(struct player *player);

#endif
