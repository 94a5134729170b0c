/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history.h - the weights of one arm after every epoch.
 *
 * Live weights and biases of every epoch, moments of every 10th. Past the
 * limit every second epoch is forgotten (the first and the last stay) and the
 * distance between kept epochs doubles. The masks of an arm never change, so
 * they are not stored.
 */
#ifndef LAB_HISTORY_H
#define LAB_HISTORY_H

#include <stddef.h>

#include "fpe/net.h"

struct history;

/* limit in bytes. NULL: no memory. */
struct history *history_new(size_t limit);
void history_free(struct history *history);
void history_set_limit(struct history *history, size_t limit);

/* Epochs must not fall; recording the last epoch again replaces it. */
enum fpe_status history_record(struct history *history,
			       const struct fpe_net *net, int epoch,
			       struct fpe_error *err);

/*
 * Put the weights of `epoch` into net, which has the arm's shape and masks;
 * its moments are cleared. FPE_ENAME where that epoch is not kept: the message
 * names the nearest ones.
 */
enum fpe_status history_restore(const struct history *history, int epoch,
				struct fpe_net *net, struct fpe_error *err);

int history_first(const struct history *history); /* -1: empty */
int history_last(const struct history *history);
int history_stride(const struct history *history); /* 1 = every epoch is kept */
size_t history_bytes(const struct history *history);

#endif
