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

#include "fpe/trainer.h"
#include "lab/arm/series.h"

/* How long fpe_metric_net takes of the first layer, in multiplications of an epoch: some
   .04 ns on one core. clauses may be NULL. */
double meter_cost(const struct fpe_net *net, const struct fpe_clauses *clauses);
/* Past so many a curve goes without, and a screen has samples. */
#define METER_MOST 4e9

/* fpe_metric_net of the first layer; of a net that costs more than `most` the counts
   alone. */
enum fpe_status meter_net(const struct fpe_net *net, const struct fpe_clauses *clauses, double most,
			  double out[FPE_METRIC_COUNT], struct fpe_error *err);
/* The same of any net, from a sample of it past METER_MOST. */
enum fpe_status meter_any(const struct fpe_net *net, const struct fpe_clauses *clauses,
			  const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			  bool *sampled, struct fpe_error *err);

/* Every how many epochs what follows from the weights is measured: a power of
   two. test: samples in the test set. */
int meter_stride(const struct fpe_net *net, const struct fpe_clauses *clauses, int train, int test);
/* Are the training samples scored at this epoch? */
bool meter_scores_training(int epoch);

/* What a score on the test samples says: test_accuracy, test_loss, bits_per_character,
   unexplained. test (borrowed) NULL: there are none. */
void meter_test(const struct fpe_data *test, struct fpe_score score, double out[FPE_METRIC_COUNT]);

/* Fill in scores of the training samples, where they are due at point->epoch. first: the
   arm has no point yet. */
void meter_score(struct fpe_trainer *trainer, const struct fpe_data *train, bool first,
		 struct series_point *point);

#endif
