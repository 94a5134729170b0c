/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meter.c - what is measured at which epoch, by what it costs.
 *
 * Counted in multiplications: an epoch has nnz for each training sample, three
 * times over, and one time for each test sample; the metrics of a layer have
 * in^2 out / 2 + out^2 in / 2. Theirs take about fifteen times as long as a
 * third of an epoch's do: they are scalar, in double precision.
 */
#include "lab/arm/meter.h"

#include <math.h>

#define SHARE 0.015 /* of the time of an epoch that metrics may take */
#define SLOWNESS 15.0
/* What costs microseconds is measured often in short runs, too: strides for
   so few multiplications (25 us, 1 ms, anything). */
static const struct {
	double multiplications;
	int stride;
} most[] = { { 3e4, 4 }, { 1e6, 16 }, { INFINITY, 1 << 20 } };

/* More take seconds: who asks for them waits, training does not. */
#define MOST_UNASKED 4e9

#define TRAIN_STRIDE 16 /* epochs between scores of the training samples */

static double multiplications(const struct fpe_net *net)
{
	double in = net->layer[0].in, out = net->layer[0].out;

	return in * in * out / 2 + out * out * in / 2;
}

enum fpe_status meter_net(const struct fpe_net *net, const struct fpe_clauses *clauses,
			  double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	if (multiplications(net) <= MOST_UNASKED)
		return fpe_metric_net(net, 0, clauses, NULL, out, err);
	fpe_metric_counts(net, out);
	return FPE_OK;
}

int meter_stride(const struct fpe_net *net, int train, int test)
{
	double metrics = multiplications(net);
	double epoch = (double)fpe_net_nnz(net) * (train + test / 3.0);
	int stride = 1, i = 0;

	while (metrics > most[i].multiplications)
		i++;
	while (stride < most[i].stride && SLOWNESS * metrics > SHARE * epoch * stride)
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

enum fpe_status meter_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct fpe_clauses *clauses, const struct fpe_data *train,
			   const struct fpe_data *test, bool first, struct series_point *point,
			   struct fpe_error *err)
{
	int stride = meter_stride(net, train->count, test ? test->count : 0);

	if (first || point->epoch % stride == 0) {
		double value[FPE_METRIC_COUNT];
		enum fpe_status status = meter_net(net, clauses, value, err);

		if (status)
			return status;
		for (int m = 0; m < FPE_METRIC_COUNT; m++) {
			if (!isnan(value[m]))
				point->value[m] = (float)value[m];
		}
	}
	if (first || meter_scores_training(point->epoch)) {
		struct fpe_score score = fpe_kernel_score(kernel, net, train);

		point->value[FPE_METRIC_TRAIN_ACCURACY] = (float)score.accuracy;
		point->value[FPE_METRIC_TRAIN_LOSS] = (float)score.loss;
	}
	return FPE_OK;
}
