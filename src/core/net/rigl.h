/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rigl.h - masks that move, by the slopes of samples as a trainer has them.
 */
#ifndef CORE_RIGL_H
#define CORE_RIGL_H

#include "core/kernel/samples.h"
#include "fpe/rigl.h"

/* fpe_rigl_move by the samples of a feed. */
enum fpe_status rigl_move(struct fpe_net *net, const struct feed *feed, double share,
			  struct fpe_error *err);

#endif
