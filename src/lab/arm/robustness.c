/* SPDX-License-Identifier: GPL-3.0-or-later */
/* robustness.c - flipped inputs, silent neurons. Changes no arm. */
#include "lab/arm/robustness.h"

#include <math.h>
#include <string.h>

#define SAMPLES_UNASKED 64

static enum fpe_status flipped(const struct fpe_data *data, double flip, uint64_t seed,
			       const struct fpe_watch *watch, struct fpe_data **out,
			       struct fpe_error *err)
{
	/* of classes: robustness_flip */
	enum fpe_status status =
		fpe_data_new(data->count, data->inputs, data->classes, 0, out, err);
	struct fpe_rng rng;

	if (status)
		return status;
	memcpy((*out)->label, data->label, (size_t)data->count * sizeof *data->label);
	fpe_rng_open(&rng, seed, FPE_RNG_FLIP, 0);
	for (int i = 0; i < data->count && !status; i++) {
		size_t row = (size_t)i * (size_t)data->words;

		if (i % SAMPLES_UNASKED == 0)
			status = fpe_watch_ask(watch, err);
		for (int j = 0; j < data->inputs; j++) {
			uint64_t bit = data->bits[row + (size_t)j / 64] >> j % 64 & 1;

			bit ^= fpe_rng_unit(&rng) < flip;
			(*out)->bits[row + (size_t)j / 64] |= bit << j % 64;
		}
	}
	if (status)
		fpe_data_free(*out);
	return status;
}

static enum fpe_status check_classes(const struct fpe_data *test, struct fpe_error *err)
{
	return test->label
		       ? FPE_OK
		       : fpe_fail(err, FPE_ESTATE,
				  "the samples have real targets: there is no accuracy to lose");
}

enum fpe_status robustness_flip(struct fpe_kernel *kernel, const struct fpe_net *net,
				const struct fpe_data *test, double flip, uint64_t seed,
				const struct fpe_watch *watch, double *accuracy,
				struct fpe_error *err)
{
	struct fpe_data *data;
	struct fpe_score score;
	enum fpe_status status = check_classes(test, err);

	if (status)
		return status;
	if (!test->bits)
		return fpe_fail(err, FPE_ESTATE, "the inputs are not Boolean: no bit to flip");
	status = flipped(test, flip, seed, watch, &data, err);
	if (status)
		return status;
	status = fpe_kernel_score_watched(kernel, net, data, watch, NULL, &score, err);
	*accuracy = score.accuracy;
	fpe_data_free(data);
	return status;
}

/* What leaves neuron n of layer l is 0 from here on. */
static void silence(struct fpe_net *net, int l, int n)
{
	struct fpe_layer *next = &net->layer[l + 1];

	for (int i = 0; i < next->out; i++)
		next->weight[(size_t)i * (size_t)next->in + (size_t)n] = 0;
}

enum fpe_status robustness_drop(struct fpe_kernel *kernel, const struct fpe_net *net,
				const struct fpe_data *test, const struct fpe_watch *watch,
				double *mean, double *worst, struct fpe_error *err)
{
	enum fpe_status status = check_classes(test, err);
	struct fpe_net *less;
	double sum = 0;
	int neurons = 0;

	if (status)
		return status;
	less = fpe_net_copy(net);
	if (!less)
		return fpe_no_memory(err);
	*worst = INFINITY;
	for (int l = 0; l + 1 < net->layers && !status; l++) {
		for (int n = 0; n < net->layer[l].out && !status; n++) {
			struct fpe_score score;

			silence(less, l, n);
			status = fpe_kernel_score_watched(kernel, less, test, watch, NULL, &score,
							  err);
			fpe_net_assign(less, net);
			sum += score.accuracy;
			*worst = fmin(*worst, score.accuracy);
			neurons++;
		}
	}
	fpe_net_free(less);
	*mean = sum / neurons;
	return status;
}

enum fpe_status robustness_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
				const struct fpe_data *test, uint64_t seed,
				const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	out[FPE_METRIC_ROBUSTNESS_FLIP] = out[FPE_METRIC_ROBUSTNESS_DROP] = NAN;
	out[FPE_METRIC_ROBUSTNESS_WORST] = NAN;
	if (!test || !test->label)
		return FPE_OK;
	if (test->bits)
		status = robustness_flip(kernel, net, test, ROBUSTNESS_FLIP, seed, watch,
					 &out[FPE_METRIC_ROBUSTNESS_FLIP], err);
	if (!status && net->layers > 1)
		status = robustness_drop(kernel, net, test, watch, &out[FPE_METRIC_ROBUSTNESS_DROP],
					 &out[FPE_METRIC_ROBUSTNESS_WORST], err);
	return status;
}
