/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * board.h - the numbers of many runs, for figures: where each run stands on
 * the grid, and what every arm gave.
 *
 * Made in steps: keys, arms and seeds, then room for the runs, then a place
 * for each. After that runs may be put by any thread while another one takes
 * pictures; nothing is done under the lock but copying, so neither waits for
 * long. Past BOARD_BYTES of numbers the rest of the runs is not kept, and the
 * picture says so.
 */
#ifndef LAB_BOARD_H
#define LAB_BOARD_H

#include "fpe/error.h"
#include "lab/arm/snapshot.h"

#define BOARD_BYTES ((size_t)64 << 20)

struct board;
struct store_row;

/* NULL: no memory. */
struct board *board_new(void);
void board_free(struct board *board); /* NULL: nothing */

/* A key without values; its values, in any order, each once. text is copied.
   FPE_ELIMIT: too many keys or arms. */
enum fpe_status board_add_key(struct board *board, const char *name, bool words,
			      struct fpe_error *err);
enum fpe_status board_add_value(struct board *board, int key, double value, const char *text,
				struct fpe_error *err);
enum fpe_status board_add_arm(struct board *board, const char *name, struct fpe_error *err);
int board_arm(const struct board *board, const char *name); /* or -1 */
/* So many seeds, and room for so many runs. */
enum fpe_status board_room(struct board *board, const uint64_t *seed, int seeds, int runs,
			   struct fpe_error *err);
int board_runs(const struct board *board); /* that are kept */

/* Where a run that is kept stands: for each key the number of its value, in the
   order they were added, and the number of its seed. */
void board_place(struct board *board, int run, const int *place, int seed);
/* Part `shard` of `shards`, of so many runs; whole boards need no call. */
void board_share(struct board *board, int total, int shard, int shards);
/* Settings of one of the runs, JSON; copied. */
enum fpe_status board_settings(struct board *board, const char *text, struct fpe_error *err);
/* An arm is in no scatter by itself; the metric of `regress`, or -1. */
void board_hide_arm(struct board *board, int arm);
void board_regress(struct board *board, int metric);

/* A run is done; one that is not kept is counted. An arm that is not given has
   no values, a row that is no arm is left out. Any thread. */
void board_put(struct board *board, int run, const struct store_row *row, int rows);

/* What a run gave of an arm, once no thread puts any more; false: it is not kept. */
bool board_read(struct board *board, int run, const char *arm, double end[FPE_METRIC_COUNT],
		double split[FPE_METRIC_COUNT]);

/* What is there now; valid and unchanged until the next call. */
const struct snapshot_sweep *board_picture(struct board *board, bool running);

#endif
