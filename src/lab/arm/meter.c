/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meter.c - what is measured at which epoch, by what it costs.
 *
 * Counted in multiplications of an epoch, which has nnz for each training sample, three
 * times over, and one time for each test sample: a third of that is as long as the metrics
 * of a layer with in^2 out / 2 + out^2 in / 2. They are in double precision, but only of
 * one half of each square (measured: .3 to 1 of it, narrow layers least). What is of
 * clauses goes through the literals of each neuron by branches, slowly.
 */
#include "lab/arm/meter.h"

#include <math.h>

#define SHARE 0.015   /* of the time of an epoch that metrics may take */
#define LITERAL 500.0 /* multiplications as long as a literal in a neuron */
/* What costs microseconds is measured often in short runs, too: strides for
   so few multiplications (10 us, 1 ms, anything). */
static const struct {
	double multiplications;
	int stride;
} longest[] = { { 3e5, 4 }, { 2e7, 16 }, { INFINITY, 1 << 20 } };

#define TRAIN_STRIDE 16 /* epochs between scores of the training samples */

double meter_cost(const struct fpe_net *net, const struct fpe_clauses *clauses)
{
	double in = net->layer[0].in, out = net->layer[0].out;
	double literals = clauses && clauses->count ? clauses->start[clauses->count] : 0;

	return in * in * out / 2 + out * out * in / 2 + LITERAL * literals * out;
}

enum fpe_status meter_net(const struct fpe_net *net, const struct fpe_clauses *clauses, double most,
			  double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	if (meter_cost(net, clauses) <= most)
		return fpe_metric_net(net, 0, clauses, NULL, out, err);
	fpe_metric_counts(net, out);
	return FPE_OK;
}

enum fpe_status meter_any(const struct fpe_net *net, const struct fpe_clauses *clauses,
			  const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			  bool *sampled, struct fpe_error *err)
{
	*sampled = meter_cost(net, clauses) > METER_MOST;
	if (*sampled)
		return fpe_metric_sample(net, 0, clauses, watch, out, err);
	return fpe_metric_net(net, 0, clauses, watch, out, err);
}

int meter_stride(const struct fpe_net *net, const struct fpe_clauses *clauses, int train, int test)
{
	double metrics = meter_cost(net, clauses);
	double epoch = (double)fpe_net_nnz(net) * (train + test / 3.0);
	int stride = 1, i = 0;

	while (metrics > longest[i].multiplications)
		i++;
	while (stride < longest[i].stride && metrics > SHARE * epoch * stride)
		stride *= 2;
	return stride;
}

bool meter_scores_training(int epoch)
{
	int stride = 1;

	while (stride < TRAIN_STRIDE && epoch >= 4 * stride)
		stride *= 2;
	return epoch % stride == 0;
}

void meter_test(const struct fpe_data *test, struct fpe_score score, double out[FPE_METRIC_COUNT])
{
	out[FPE_METRIC_TEST_ACCURACY] = score.accuracy;
	out[FPE_METRIC_TEST_LOSS] = score.loss;
	out[FPE_METRIC_BITS_PER_CHARACTER] = fpe_bits_per_character(test, score.loss);
	out[FPE_METRIC_UNEXPLAINED] = fpe_unexplained(test, score.loss);
}

void meter_score(struct fpe_trainer *trainer, const struct fpe_data *train, bool first,
		 struct series_point *point)
{
	struct fpe_score score;

	if (!first && !meter_scores_training(point->epoch))
		return;
	score = fpe_trainer_score(trainer, train, NULL);
	point->value[FPE_METRIC_TRAIN_ACCURACY] = (float)score.accuracy;
	point->value[FPE_METRIC_TRAIN_LOSS] = (float)score.loss;
}
