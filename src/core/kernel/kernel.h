/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.h - what the core alone sees of kernels.
 */
#ifndef CORE_KERNEL_KERNEL_H
#define CORE_KERNEL_KERNEL_H

#include <stdbool.h>

#include "core/kernel/packing.h"
#include "core/kernel/samples.h"
#include "fpe/kernel.h"

/*
 * A kernel of one instruction set (isas.h), for tests.
 * FPE_ENAME where this program or this CPU does not have it. Gives *out.
 */
enum fpe_status fpe_kernel_new_isa(const struct fpe_net *net, const struct fpe_data *data,
				   const char *isa, struct fpe_kernel **out, struct fpe_error *err);

/* How the kernel takes parameters. */
const struct packing *fpe_kernel_packing(const struct fpe_kernel *kernel);

/* fpe_kernel_gradient without the loss, for training, from packed parameters to packed
   slopes; false where the loss is not finite. */
bool fpe_kernel_slope(struct fpe_kernel *kernel, const float *parameters, const struct feed *feed,
		      float *slopes);

/*
 * The same piece by piece, of few samples: false where these are too many or a slope may
 * be past `steepest` or not finite; nothing has happened then. Else fpe_kernel_piece gives
 * slopes of the parameters [*first, *end), until NULL: all of them once, in order, which
 * may change as soon as they have had theirs.
 */
bool fpe_kernel_begin_pieces(struct fpe_kernel *kernel, const float *parameters,
			     const struct feed *feed, float steepest);
const float *fpe_kernel_piece(struct fpe_kernel *kernel, size_t *first, size_t *end);

/* fpe_kernel_score_classes of packed parameters. */
struct fpe_score fpe_kernel_score_packed(struct fpe_kernel *kernel, const float *parameters,
					 const struct fpe_data *data, int32_t *said);

/* fpe_kernel_slope from and to a net. */
void fpe_kernel_net_slope(struct fpe_kernel *kernel, const struct fpe_net *net,
			  const struct feed *feed, struct fpe_net *into);

/* How many hands there were at the slopes last. */
int fpe_kernel_hands(const struct fpe_kernel *kernel);
/* A hand's own copy of the parameters of the call last, if it took part; or NULL. Who has
   it may write to it until the next call. */
float *fpe_kernel_copy(struct fpe_kernel *kernel, int hand, const float *parameters);

const struct tile_ops *fpe_kernel_ops(const struct fpe_kernel *kernel);

#endif
