/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pixel_fixture.h - a fabricated session of pictures for tests of figures: 784
 * real-valued inputs, ten classes, 40 training samples and no test samples; dense
 * with h=8 and random, split at epoch 5, when dense was what net[2] is.
 *
 * All numbers come from whole-number formulas.
 */
#ifndef PIXEL_FIXTURE_H
#define PIXEL_FIXTURE_H

#include "fpe/kernel.h"
#include "support/snapshot_fixture.h"

enum { PIXEL_SIDE = 28, PIXEL_D = PIXEL_SIDE * PIXEL_SIDE, PIXEL_H = 8, PIXEL_CLASSES = 10 };
enum { PIXEL_SAMPLES = 40 };

struct pixel_fixture {
	struct fpe_task *task;
	struct fpe_data *data;
	struct fpe_net *net[3];
	struct fpe_confusion *confusion[2];
	struct series *series[2];
	struct snapshot snapshot;
};

static inline struct fpe_net *pixel_net(float factor, uint32_t salt)
{
	const int widths[] = { PIXEL_D, PIXEL_H, PIXEL_CLASSES };
	struct fpe_net *net;

	if (fpe_net_new(widths, 2, &net, NULL))
		return NULL;
	for (int l = 0; l < 2; l++) {
		for (size_t i = 0; i < fpe_layer_size(&net->layer[l]); i++)
			net->layer[l].weight[i] =
				factor * 0.1f * fixture_number((uint32_t)i, salt + (uint32_t)l);
	}
	return net;
}

/* Pixels to child 0 and 1 by a scattered rule, then pruned to the budget. */
static inline struct fpe_net *pixel_split(const struct fpe_net *net)
{
	int *owner = calloc((size_t)PIXEL_H * PIXEL_D, sizeof *owner);
	struct fpe_net *out;

	for (int i = 0; i < PIXEL_H * PIXEL_D; i++)
		owner[i] = fixture_number((uint32_t)i, 99) > 0;
	if (fpe_split_apply(net, 0, 2, owner, &out, NULL) || fpe_prune(out, fpe_net_nnz(net), NULL))
		out = NULL;
	free(owner);
	return out;
}

static inline void pixel_data(struct pixel_fixture *f)
{
	assert_int_equal(fpe_data_new(PIXEL_SAMPLES, PIXEL_D, PIXEL_CLASSES, 1, &f->data, NULL), 0);
	for (int i = 0; i < PIXEL_SAMPLES; i++) {
		f->data->label[i] = i % PIXEL_CLASSES;
		for (int j = 0; j < PIXEL_D; j++)
			f->data->real[i * PIXEL_D + j] =
				fixture_number((uint32_t)j, (uint32_t)(1000 + i));
	}
}

static inline void pixel_arm(struct pixel_fixture *f, int i)
{
	struct snapshot_arm *a = &f->snapshot.arm[i];
	int32_t said[PIXEL_SAMPLES];
	struct fpe_kernel *kernel;

	*a = (struct snapshot_arm){ .id = i,
				    .split = i ? "random" : "dense",
				    .alpha = i ? 2 : 1,
				    .parent = i - 1,
				    .left = 5 * i,
				    .epoch = FIXTURE_POINTS,
				    .unfold = 1,
				    .counted = FIXTURE_POINTS };
	snprintf(a->name, sizeof a->name, "%s", a->split);
	a->net = f->net[i];
	a->series = f->series[i] = fixture_series(i);
	a->points = series_count(a->series);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		a->metric[m] = NAN;
	a->metric[FPE_METRIC_NNZ] = (double)fpe_net_nnz(a->net);
	a->metric[FPE_METRIC_TRAIN_ACCURACY] = 0.8;
	a->metric[FPE_METRIC_COSINE] = 0.1;
	assert_int_equal(fpe_kernel_new(a->net, f->data, &kernel, NULL), 0);
	fpe_kernel_score_classes(kernel, a->net, f->data, said);
	fpe_kernel_free(kernel);
	assert_int_equal(fpe_confusion_new(f->data->label, said, PIXEL_SAMPLES, PIXEL_CLASSES,
					   &f->confusion[i], NULL),
			 0);
	a->confusion = f->confusion[i];
}

/* factor 1, or -1: every weight negated. */
static inline struct pixel_fixture *pixel_fixture_new(float factor)
{
	struct pixel_fixture *f = calloc(1, sizeof *f);

	assert_non_null(f);
	assert_int_equal(fpe_task_samples(PIXEL_D, &f->task, NULL), 0);
	pixel_data(f);
	f->net[0] = pixel_net(factor, 1);
	f->net[2] = pixel_net(factor, 7);
	f->net[1] = pixel_split(f->net[0]);
	assert_non_null(f->net[1]);
	f->snapshot = (struct snapshot){ .task = f->task,
					 .inputs = PIXEL_D,
					 .majority = 0.1,
					 .seed = 1,
					 .arms = 2,
					 .train_samples = PIXEL_SAMPLES,
					 .samples = f->data,
					 .at = -1,
					 .last_epoch = FIXTURE_POINTS };
	pixel_arm(f, 0);
	pixel_arm(f, 1);
	f->snapshot.pasts = 1;
	f->snapshot.past[0] = (struct snapshot_past){ .id = 0, .epoch = 5 };
	f->snapshot.past[0].arm = f->snapshot.arm[0];
	f->snapshot.past[0].arm.net = f->net[2];
	f->snapshot.past[0].arm.epoch = 5;
	return f;
}

static inline void pixel_fixture_free(struct pixel_fixture *f)
{
	for (int i = 0; i < 3; i++)
		fpe_net_free(f->net[i]);
	for (int i = 0; i < 2; i++) {
		fpe_confusion_free(f->confusion[i]);
		series_free(f->series[i]);
	}
	fpe_data_free(f->data);
	fpe_task_free(f->task);
	free(f);
}

#endif
