/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * adversary.h - samples of a step as an adversary has them: real inputs moved up the loss, bits
 * flipped that leave the formula's label.
 */
#ifndef CORE_NET_ADVERSARY_H
#define CORE_NET_ADVERSARY_H

#include "core/kernel/samples.h"
#include "core/net/flips.h"
#include "fpe/climb.h"

/* Zeroed memory at first; room comes with the first samples that are moved. */
struct adversary {
	struct fpe_climb *climb;
	struct fpe_data *moved; /* a batch */
	struct flips flips;
};
void adversary_clear(struct adversary *a);

/* Is there something to move, and a loss to move it up? */
bool adversary_moves(const struct fpe_data *data, double eps);

/* The samples of a feed, each input moved by eps, or eps bits, rounded up, of every second one
 * flipped, in place of them: valid until the next call. net is of now. FPE_ENOMEM,
 * FPE_ESTOPPED by watch, and the feed is as it was.
 */
enum fpe_status adversary_move(struct adversary *a, const struct fpe_net *net, double eps,
			       struct feed *feed, const struct fpe_watch *watch,
			       struct fpe_error *err);

#endif
