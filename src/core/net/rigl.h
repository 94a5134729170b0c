/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rigl.h - masks that move, by the slopes of samples as a trainer has them.
 */
#ifndef CORE_RIGL_H
#define CORE_RIGL_H

#include "core/kernel/samples.h"
#include "fpe/net.h"
#include "fpe/rigl.h"

/*
 * Move a share of the masks. Slopes are of the feed's samples. nnz of each layer stays; weights
 * that grew are 0, with clear moments; full layers are left alone. A kernel or trainer of the net
 * must be made anew. On failure layers before the one that failed have moved; none has where watch
 * (may be NULL) stopped it: FPE_ESTOPPED.
 */
enum fpe_status rigl_move(struct fpe_net *net, const struct feed *feed, double share,
			  const struct fpe_watch *watch, struct fpe_error *err);

#endif
