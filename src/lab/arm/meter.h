/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meter.h - which metrics a point of an arm's curve has.
 *
 * Scores on the test samples are there at every epoch. What follows from the
 * weights is there at every 2^n-th epoch, n as small as keeps its cost to about
 * 2 % of the training (of very short epochs more, so that a curve is one);
 * scores on the training samples at epochs 0 1 2 3 4 6 8 12 16 24 32 48 64 80
 * …, about 2 %. All of it at an arm's first point. Which
 * epochs these are depends on the shapes of net and samples alone, so curves
 * are the same on any machine, on the screen and in batch.
 */
#ifndef LAB_METER_H
#define LAB_METER_H

#include <stdbool.h>

#include "fpe/kernel.h"
#include "lab/arm/series.h"

/* fpe_metric_net of the first layer; where that takes seconds (layers past some 2048 x
   1024) the counts alone: nobody has asked. */
enum fpe_status meter_net(const struct fpe_net *net, const struct fpe_clauses *clauses,
			  double out[FPE_METRIC_COUNT], struct fpe_error *err);

/* Every how many epochs what follows from the weights is measured: a power of
   two. test: samples in the test set. */
int meter_stride(const struct fpe_net *net, int train, int test);
/* Are the training samples scored at this epoch? */
bool meter_scores_training(int epoch);

/*
 * Fill in what is due at point->epoch; other values stay. kernel is of net;
 * clauses and test may be NULL. first: the arm has no point yet.
 */
enum fpe_status meter_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct fpe_clauses *clauses, const struct fpe_data *train,
			   const struct fpe_data *test, bool first, struct series_point *point,
			   struct fpe_error *err);

#endif
