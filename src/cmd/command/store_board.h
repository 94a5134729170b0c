/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_board.h - runs of a store as the panel `sweep` shows them. */
#ifndef CMD_STORE_BOARD_H
#define CMD_STORE_BOARD_H

#include "cmd/language/expr.h"
#include "io/store.h"
#include "lab/study/board.h"

/* The row of the store that is read, and it opened. On failure, which points at file,
   there is none. Gives *out. */
#define STORE_FILE NEED("file", FILE, "the run store")
struct call;
enum fpe_status store_of_call(struct call *call, enum store_access mode, struct store **out);

/*
 * The rows for which `where` (NULL: all) is true, and dense of their runs, for
 * gains are against it. Its keys are the settings that differ. FPE_ELIMIT: too
 * many of them for a figure. Gives *out.
 */
enum fpe_status store_board_read(struct store *store, const struct expr *where, struct board **out,
				 struct fpe_error *err);

/*
 * The same, to be shown on the screen. Where there are too many settings or
 * rows for a figure there is none, and that is no failure.
 */
enum fpe_status store_board_show(struct call *call, struct store *store, const struct expr *where);

#endif
