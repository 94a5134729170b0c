/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lane_model.h - what a kernel promises bit by bit, one number at a time.
 *
 * The order of every sum as tile.h and table.h state it, with fmaf and the
 * polynomials of lanes_math.h in scalar code. Slow, and free of vectors.
 */
#ifndef SUPPORT_LANE_MODEL_H
#define SUPPORT_LANE_MODEL_H

#include "fpe/data.h"
#include "fpe/net.h"

/* logits [n x C]; gradient into `into`, 0 where masked; returns the mean loss.
   order (may be NULL) picks n samples. */
double lane_model(const struct fpe_net *net, const struct fpe_data *data, const int32_t *order,
		  int n, float *logits, struct fpe_net *into);

#endif
