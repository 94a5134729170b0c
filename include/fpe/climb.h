/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * climb.h - real inputs moved up a net's loss, inside a box.
 *
 * The slope of the cross-entropy at a sample's inputs is in double, by the chain rule;
 * kernels have none of inputs. Each input moves by its slope's sign: FGSM (Goodfellow et al.
 * 2015, arXiv 1412.6572); several steps that stay in the box are PGD from the sample itself
 * (Madry et al. 2018, arXiv 1706.06083).
 */
#ifndef FPE_CLIMB_H
#define FPE_CLIMB_H

#include "fpe/error.h"
#include "fpe/net.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_climb;

/* Room for one sample in nets of this shape, activation and loss, which is of classes. Gives
 *out. */
enum fpe_status fpe_climb_new(const struct fpe_net *net, struct fpe_climb **out,
			      struct fpe_error *err);
void fpe_climb_free(struct fpe_climb *climb);

/* The slope of the loss at x [d], an input each; borrowed until the next call. */
const double *fpe_climb_slope(struct fpe_climb *climb, const struct fpe_net *net, const float *x,
			      int label);

/* One step of so much an input: x [d], which began as from [d] (they may be the same array),
   ends no further than eps from it. */
void fpe_climb_step(struct fpe_climb *climb, const struct fpe_net *net, const float *from, float *x,
		    int label, double eps, double step);

#ifdef __cplusplus
}
#endif

#endif
