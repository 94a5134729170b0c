/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_board.h - runs of a store as the panel `sweep` shows them. */
#ifndef CMD_STORE_BOARD_H
#define CMD_STORE_BOARD_H

#include "cmd/report/record.h"
#include "io/store.h"
#include "lab/study/board.h"

/* The row of the store that is read, and it opened. On failure, which points at file,
   there is none. Gives *out. */
#define STORE_ENDINGS ".db|.sqlite|.sqlite3"
#define STORE_FILE NEED("file", FILE, "the run store", .reads = STORE_ENDINGS)
struct call;
enum fpe_status store_of_call(struct call *call, enum store_access mode, struct store **out);

/*
 * A board of the rows of a selection, and dense of their runs, for gains are against
 * it. Its keys are the settings that differ, so rows are noted first, with their
 * names, and taken afterwards: both are a record_each. Too many of anything for a
 * figure: there is none, and that is no failure.
 */
struct board_reader;
struct board_reader *board_reader_new(void); /* NULL: no memory */
void board_reader_note(void *reader, const struct record *record);
/* All have been noted. */
enum fpe_status board_reader_turn(struct board_reader *reader, struct fpe_error *err);
void board_reader_take(void *reader, const struct record *record);
/* The board, or NULL; the reader is freed. */
struct board *board_reader_end(struct board_reader *reader);

#endif
