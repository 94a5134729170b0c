/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arm.c - one arm: made, opened, stepped, measured. */
#include "lab/arm/arm.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "lab/arm/asked.h"
#include "lab/arm/gauge.h"
#include "lab/arm/meter.h"
#include "lab/base/setting.h"

#define LEAST_POINTS 128 /* of a curve, however little memory there is */

enum fpe_status arm_new(const char *name, const char *split, struct fpe_net *net, size_t memory,
			struct arm **out, struct fpe_error *err)
{
	struct arm *arm = calloc(1, sizeof *arm);

	*out = NULL;
	if (!arm) {
		fpe_net_free(net);
		return fpe_no_memory(err);
	}
	snprintf(arm->name, sizeof arm->name, "%s", name);
	arm->split = split;
	arm->how.alpha = 1;
	arm->parent = -1;
	arm->net = net;
	arm->version = 1;
	arm->budget = fpe_net_nnz(net);
	arm->root_biases = fpe_net_biases(net);
	setting_reset(setting_train, &arm->settings);
	arm->test = (struct fpe_score){ NAN, NAN };
	arm->history = history_new(memory);
	arm->series = series_new();
	arm->told_stride = arm->told_points = 1;
	atomic_init(&arm->stride, 1);
	if (!arm->history || !arm->series) {
		arm_free(arm);
		return fpe_no_memory(err);
	}
	arm_share(arm, memory);
	*out = arm;
	return FPE_OK;
}

void arm_free(struct arm *arm)
{
	if (!arm)
		return;
	arm_close(arm);
	exchange_free(arm->exchange);
	series_free(arm->series);
	series_free(arm->shown);
	history_free(arm->history);
	fpe_net_free(arm->net);
	packed_release(arm->stored);
	shared_release(arm->ancestry);
	shared_release(arm->frozen);
	free(arm);
}

/* An eighth is the curve's, whose chunks may be half empty. */
void arm_share(struct arm *arm, size_t bytes)
{
	size_t points = bytes / 8 / 2 / sizeof(struct series_point);

	history_set_limit(arm->history, bytes - bytes / 8);
	arm->most_points = points < LEAST_POINTS     ? LEAST_POINTS
			   : points > FPE_MAX_EPOCHS ? FPE_MAX_EPOCHS + 1
						     : (int)points;
}

static const struct fpe_score unscored = { NAN, NAN };

static void watch_arm(struct arm *arm, const struct fpe_watch *watch)
{
	arm->watch = watch;
	fpe_trainer_watch(arm->trainer, watch);
}

static void score_test(struct arm *arm)
{
	const struct fpe_data *test = arm->lesson->test;

	arm->scored = arm->net->steps + 1;
	arm->test = unscored;
	arm->counts.stale = true;
	if (test)
		arm->test = counts_score(&arm->counts, arm->trainer, test,
					 exchange_wants(arm->exchange));
	if (fpe_watch_ask(arm->watch, NULL)) {
		arm->scored = 0;
		arm->counts.fresh = false;
	}
}

/* Inside an epoch the last score is an older net's. */
static bool is_scored(const struct arm *arm)
{
	return arm->scored == arm->net->steps + 1;
}

/* Where that takes no more than `most` weights times samples. */
static void refresh_score(struct arm *arm, double most)
{
	if (!is_scored(arm) && (isinf(most) || arm_scoring(arm, arm->lesson->test) <= most))
		score_test(arm);
}

/* Does a point of the curve have what follows from the weights? */
static bool is_due(const struct arm *arm)
{
	const struct lesson *lesson = arm->lesson;
	int test = lesson->test ? lesson->test->count : 0;

	return arm->epoch % meter_stride(arm->net, lesson->clauses, lesson->train->count, test) ==
	       0;
}

/* As they are of the net as it is. */
static void keep_metrics(struct arm *arm, const double value[FPE_METRIC_COUNT])
{
	memcpy(arm->metric, value, sizeof arm->metric);
	arm->measured_epoch = arm->epoch;
	if (!memory_refused()) /* else some may be missing: they are measured the next time */
		arm->measured = arm->counted = arm->version;
}

/* Of a net that nobody has measured: not for every frame, for it takes long as well. */
static void keep_counts(struct arm *arm)
{
	if (arm->measured || arm->counted == arm->version)
		return;
	fpe_metric_counts(arm->net, arm->metric);
	arm->counted = arm->version;
}

/* Measure what follows from the weights, once for a version of the net. */
static enum fpe_status measure(struct arm *arm, const struct fpe_clauses *clauses,
			       struct fpe_error *err)
{
	double value[FPE_METRIC_COUNT];
	enum fpe_status status;

	if (arm->measured == arm->version)
		return FPE_OK;
	status = meter_net(arm->net, clauses, METER_MOST, value, err);
	if (status)
		fpe_metric_clear(value);
	keep_metrics(arm, value);
	return status;
}

static enum fpe_status add_weights(struct arm *arm, struct series_point *point,
				   struct fpe_error *err)
{
	enum fpe_status status = measure(arm, arm->lesson->clauses, err);

	for (int m = 0; !status && m < FPE_METRIC_COUNT; m++) {
		if (!isnan(arm->metric[m]))
			point->value[m] = (float)arm->metric[m];
	}
	return status;
}

/* Beside what follows from the weights: the budget, and the scores of the test set. */
static void add_scores(const struct arm *arm, double out[FPE_METRIC_COUNT])
{
	out[FPE_METRIC_BUDGET] = (double)arm->budget;
	meter_test(arm->lesson->test, is_scored(arm) ? arm->test : unscored, out);
}

/* Keep the net, which is brought up to date, in the history. */
static enum fpe_status keep_net(struct arm *arm, bool edited, struct fpe_error *err)
{
	struct history_place place = { .epoch = arm->epoch,
				       .batch = arm->batch,
				       .edited = edited,
				       .settings = &arm->begun,
				       .train = arm->lesson->samples,
				       .trainer = arm->trainer };

	return history_record(arm->history, arm->net, &place, err);
}

/* Score the net and keep it in series and history, where it is already if its scores are owed.
   FPE_ESTOPPED, and nothing is kept. */
static enum fpe_status record(struct arm *arm, bool edited, struct fpe_error *err)
{
	struct series_point point = { .epoch = arm->epoch, .edited = edited };
	double value[FPE_METRIC_COUNT];
	bool first = edited || series_count(arm->series) == 0;
	enum fpe_status status = fpe_watch_ask(arm->watch, err);

	/* for what is measured of it */
	fpe_trainer_net(arm->trainer);
	if (!status)
		score_test(arm);
	if (!status)
		status = fpe_watch_ask(arm->watch, err);
	if (status)
		return status;
	fpe_metric_clear(value);
	add_scores(arm, value);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		point.value[m] = (float)value[m];
	if (first || is_due(arm))
		status = add_weights(arm, &point, err);
	meter_score(arm->trainer, arm->lesson->train, first, &point);
	/* a number that there was no memory for would be missing for good */
	status = memory_verdict(status, err);
	if (!status)
		status = fpe_watch_ask(arm->watch, err);
	/* in this order: who sees the net finds its scores */
	if (status == FPE_OK)
		status = series_keep(&arm->series, &point, arm->most_points, &arm->stride, err);
	if (status == FPE_OK && !arm->owed)
		status = keep_net(arm, edited, err);
	arm->owed &= status != FPE_OK;
	return status;
}

/* Who is stopped while an epoch's end is scored has trained it: its net is kept, and the scores
   are left to the next opening, by the settings of now. */
static enum fpe_status end_epoch(struct arm *arm, struct fpe_error *err)
{
	enum fpe_status status = record(arm, false, err);

	if (status == FPE_ESTOPPED) {
		status = keep_net(arm, false, err);
		arm->owed = status == FPE_OK;
	}
	arm->begun = arm->settings;
	return status;
}

/* What it owes, as it would have been measured then. FPE_ESTOPPED, and it owes that still. */
static enum fpe_status settle_debt(struct arm *arm, struct fpe_error *err)
{
	enum fpe_status status;

	if (!arm->owed)
		return FPE_OK;
	fpe_trainer_set(arm->trainer, &arm->begun);
	status = record(arm, false, err);
	fpe_trainer_set(arm->trainer, &arm->settings);
	return status;
}

enum fpe_status arm_open(struct arm *arm, const struct lesson *lesson,
			 const struct fpe_watch *watch, struct fpe_error *err)
{
	enum fpe_status status = fpe_watch_ask(watch, err);
	int points = series_count(arm->series);

	/* what follows takes long of a large net */
	if (status)
		return status;
	if (arm->trainer) {
		watch_arm(arm, watch);
		status = settle_debt(arm, err);
		watch_arm(arm, NULL);
		return status;
	}
	if (!arm->exchange)
		arm->exchange = exchange_new();
	if (!arm->exchange)
		return fpe_no_memory(err);
	if (!arm->batch && !arm->owed)
		arm->begun = arm->settings;
	status = fpe_trainer_new(arm->net, lesson->train, &arm->begun, arm->seed, arm->epoch,
				 arm->batch, &arm->trainer, err);
	if (status)
		return status;
	fpe_trainer_set(arm->trainer, &arm->settings);
	arm->lesson = lesson;
	watch_arm(arm, watch);
	if (points == 0 || arm->remade) {
		status = record(arm, arm->remade, err);
	} else if (arm->owed) {
		status = settle_debt(arm, err);
	} else {
		score_test(arm);
		status = fpe_watch_ask(watch, err);
	}
	watch_arm(arm, NULL);
	if (status) {
		series_cut(arm->series, points);
		arm_close(arm);
		return status;
	}
	arm->remade = false;
	return FPE_OK;
}

void arm_restart_epoch(struct arm *arm)
{
	assert(!arm->owed);
	arm->changed = true;
	arm->batch = 0;
	arm->remade = series_count(arm->series) > 0;
}

void arm_close(struct arm *arm)
{
	fpe_trainer_free(arm->trainer);
	arm->trainer = NULL;
	arm->lesson = NULL;
	counts_clear(&arm->counts);
}

void arm_set(struct arm *arm, const struct fpe_train_settings *settings)
{
	arm->changed |= !setting_all_same(setting_train, &arm->settings, settings);
	if (settings->dropconnect != arm->settings.dropconnect) /* scores follow from it */
		arm->scored = arm->training_of = 0;
	arm->settings = *settings;
	if (settings->masks_until && arm->exchange)
		exchange_own_masks(arm->exchange, arm->net);
	if (arm->trainer)
		fpe_trainer_set(arm->trainer, settings);
}

enum fpe_status arm_edit(struct arm *arm, const struct fpe_net *net, const struct fpe_watch *watch,
			 struct fpe_error *err)
{
	struct fpe_net *before = arm_copy_net(arm);
	const struct lesson *lesson = arm->lesson;
	enum fpe_status status;

	if (!before)
		return fpe_no_memory(err);
	/* the trainer was made for the masks of before */
	arm_close(arm);
	fpe_net_assign(arm->net, net);
	arm->version++;
	arm->remade = true;
	status = arm_open(arm, lesson, watch, err);
	if (status) {
		fpe_net_assign(arm->net, before);
		arm->version++;
		arm->remade = false;
	}
	/* who was stopped waits for no more; who needs it opens it */
	if (status && status != FPE_ESTOPPED)
		arm_open(arm, lesson, NULL, NULL);
	arm->changed |= status == FPE_OK;
	fpe_net_free(before);
	return status;
}

struct fpe_net *arm_copy_net(const struct arm *arm)
{
	struct fpe_net *net;

	if (arm->trainer)
		fpe_trainer_settle(arm->trainer);
	if (!arm->stored)
		return fpe_net_copy(arm->net);
	net = fpe_net_blank(arm->net);
	if (net)
		packed_unpack(arm->stored, net);
	return net;
}

void arm_lend(struct arm *arm, struct fpe_team *team, const struct fpe_watch *watch)
{
	fpe_trainer_lend(arm->trainer, team);
	watch_arm(arm, watch);
}

/* The arm is out of the training, at its last good weights. */
static void give_up(struct arm *arm, const struct fpe_error *err)
{
	snprintf(arm->trouble, sizeof arm->trouble, "%.280s", err->message);
	arm->diverged = true;
}

/* One minibatch, and what an epoch ends with. The net is the trainer's until it is asked for. */
static enum fpe_status step(struct arm *arm, struct fpe_error *err)
{
	int before = arm->epoch;
	enum fpe_status status;

	arm->begun = *fpe_trainer_settings(arm->trainer);
	arm->version++;
	status = fpe_trainer_step(arm->trainer, err);
	if (status)
		return status;
	arm->epoch = fpe_trainer_epoch(arm->trainer);
	arm->batch = fpe_trainer_batch(arm->trainer);
	return arm->epoch != before ? end_epoch(arm, err) : FPE_OK;
}

enum fpe_status arm_train(struct arm *arm, int most, int *ran, struct fpe_error *err)
{
	struct fpe_error local = { .code = FPE_OK };
	enum fpe_status status;
	int epoch = arm->epoch;

	arm->changed = true;
	*ran = 0;
	status = memory_verdict(settle_debt(arm, &local), &local);
	while (!status && *ran < most && arm->epoch == epoch && !fpe_watch_ask(arm->watch, NULL)) {
		status = memory_verdict(step(arm, &local), &local);
		*ran += !status;
	}
	if (status == FPE_ESTOPPED) /* in a step, which was not made */
		status = FPE_OK;
	/* others read arm->net's parameters */
	fpe_trainer_net(arm->trainer);
	fpe_trainer_leave_moments(arm->trainer);
	if (status) {
		give_up(arm, &local);
		if (err)
			*err = local;
	}
	return status;
}

enum fpe_status arm_count(struct arm *arm, bool now, const struct fpe_watch *watch,
			  struct fpe_error *err)
{
	const struct fpe_watch *before = arm->watch;
	enum fpe_status status;

	watch_arm(arm, watch);
	refresh_score(arm, INFINITY);
	status = fpe_watch_ask(watch, err);
	if (!status)
		status = counts_update(&arm->counts, arm->trainer, arm->lesson, arm->epoch, now,
				       watch, err);
	watch_arm(arm, before);
	return status;
}

const double *arm_metrics(struct arm *arm, const struct fpe_clauses *clauses, double most)
{
	if (meter_cost(arm->net, clauses) <= most)
		measure(arm, clauses, NULL); /* without memory they are blank for one version */
	else
		keep_counts(arm);
	return arm->metric;
}

uint64_t arm_measured(const struct arm *arm, const struct fpe_clauses *clauses)
{
	return meter_cost(arm->net, clauses) <= METER_MOST ? arm->measured : 0;
}

/* The slot's net is the arm's; NULL: no memory. */
static struct fpe_net *net_of_slot(const struct arm *arm, struct picture *p)
{
	if (!p->net)
		p->net = fpe_net_blank(arm->net);
	if (!p->net || p->version == arm->version)
		return p->net;
	/* while they stay the arm's masks serve all its pictures */
	if (arm->settings.masks_until || arm->begun.masks_until)
		fpe_net_own_masks(p->net);
	else
		fpe_net_borrow_masks(p->net, arm->net);
	fpe_net_assign_shown(p->net, arm->net);
	p->version = arm->version;
	return p->net;
}

void arm_publish(struct arm *arm, double most, double scores)
{
	struct picture *p = exchange_slot(arm->exchange);

	if (!net_of_slot(arm, p))
		return;
	refresh_score(arm, scores);
	if (exchange_wants(arm->exchange) && is_scored(arm))
		arm_count(arm, false, arm->watch, NULL);
	shared_release(p->confusion);
	p->confusion = shared_hold(arm->counts.result);
	p->counted = arm->counts.epoch;
	p->epoch = arm->epoch;
	p->batch = arm->batch;
	if (p->series != arm->series) {
		series_free(p->series);
		p->series = series_hold(arm->series);
	}
	p->points = series_count(arm->series);
	memcpy(p->metric, arm_metrics(arm, arm->lesson->clauses, most), sizeof p->metric);
	p->measured = arm_measured(arm, arm->lesson->clauses);
	p->measured_epoch = arm->measured_epoch;
	add_scores(arm, p->metric);
	exchange_publish(arm->exchange);
}

void arm_show(struct arm *arm)
{
	if (!exchange_used(arm->exchange))
		arm_publish(arm, GAUGE_AT_ONCE, INFINITY);
}

/* Of the first layer once for a version of the net, as far as that is kept. */
static enum fpe_status measure_layer(struct arm *arm, int layer, const struct fpe_watch *watch,
				     double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	bool kept = layer == 0 && meter_cost(arm->net, arm->lesson->clauses) <= METER_MOST;
	enum fpe_status status = FPE_OK;

	if (!kept || arm->measured != arm->version)
		status = fpe_metric_net(arm->net, layer, arm->lesson->clauses, watch, out, err);
	else
		memcpy(out, arm->metric, sizeof arm->metric);
	if (!status && kept)
		keep_metrics(arm, out);
	return status;
}

enum fpe_status arm_measure(struct arm *arm, int layer, const struct fpe_watch *watch,
			    double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	enum fpe_status status;
	struct fpe_score train;

	watch_arm(arm, watch);
	refresh_score(arm, INFINITY);
	status = measure_layer(arm, layer, watch, out, err);
	if (!status) {
		add_scores(arm, out);
		train = arm_score_training(arm);
		out[FPE_METRIC_TRAIN_ACCURACY] = train.accuracy;
		out[FPE_METRIC_TRAIN_LOSS] = train.loss;
		status = fpe_watch_ask(watch, err);
	}
	watch_arm(arm, NULL);
	return status;
}

enum fpe_status arm_measure_asked(struct arm *arm, unsigned set, uint64_t seed,
				  const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				  struct fpe_error *err)
{
	const struct lesson *lesson = arm->lesson;
	const struct asked asked = { lesson->task, lesson->train, lesson->test, seed, set };

	return asked_fill(fpe_trainer_kernel(arm->trainer), fpe_trainer_net(arm->trainer), &asked,
			  watch, out, err);
}
