/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_snapshot.c - the session as figures see it, now or at a past epoch. */
#include <math.h>
#include <string.h>

#include "lab/arm/gauge.h"
#include "lab/arm/meter.h"
#include "lab/session/session_arm.h"

static const struct fpe_clauses *clauses_of(const struct session *s)
{
	return s->task ? &s->task->clauses : NULL;
}

/* How much may be measured here and now. */
static double most_of(const struct session *s)
{
	return s->gauge ? GAUGE_AT_ONCE : METER_MOST;
}

/* Weights times samples that are scored for a frame: of the test set, once for a version of
   the net, some tenths of a second; of the training samples. */
#define TESTED_AT_ONCE 2e10
#define SCORED_AT_ONCE 2e8

static double most_tested(const struct session *s)
{
	return s->gauge ? TESTED_AT_ONCE : INFINITY;
}

/* Of which net is what follows from the weights: version `measured` (0: none) at `epoch`. */
static void say_measured(uint64_t version, uint64_t measured, int epoch, struct snapshot_arm *out)
{
	out->measured = measured == version ? MEASURED_NOW
			: measured	    ? MEASURED_BEFORE
					    : MEASURED_NEVER;
	out->measured_epoch = epoch;
}

/* What the gauge knows of a net that is shown, if that is newer than version `measured`. */
static void add_gauged(const struct session *s, struct arm *arm, uint64_t version,
		       uint64_t measured, struct snapshot_arm *out)
{
	const struct gauge_net net = { &arm->gauged, version, out->epoch, out->net };
	const struct gauged *found;

	if (out->measured == MEASURED_NOW)
		return;
	found = gauge_look(s->gauge, &net);
	if (!found || found->version < measured)
		return;
	gauge_put(found, out->metric);
	say_measured(version, found->version, found->epoch, out);
	out->sampled = found->sampled;
}

/* The arm holds the curve that its snapshot shows until it shows another one. points: of
   it that are shown. */
static void show_curve(struct arm *arm, struct series *series, int points, struct snapshot_arm *out)
{
	if (arm->shown != series) {
		series_hold(series);
		series_free(arm->shown);
		arm->shown = series;
	}
	out->series = series;
	out->points = points;
}

/* An arm that is not open has no picture: ask the net itself, and what was
   measured of it when it was. */
static void from_net(const struct session *s, struct arm *arm, struct snapshot_arm *out)
{
	const double *metric = arm_metrics(arm, clauses_of(s), most_of(s));
	uint64_t measured = arm_measured(arm, clauses_of(s));
	const struct series_point *last;

	out->epoch = arm->epoch;
	out->batch = arm->batch;
	out->net = arm->net;
	show_curve(arm, arm->series, series_count(arm->series), out);
	memcpy(out->metric, metric, sizeof out->metric);
	say_measured(arm->version, measured, arm->measured_epoch, out);
	if (s->gauge)
		add_gauged(s, arm, arm->version, measured, out);
	out->metric[FPE_METRIC_BUDGET] = (double)arm->budget;
	last = series_find(out->series, out->points, arm->epoch);
	if (last && last->epoch == arm->epoch && !arm->batch) {
		const struct fpe_score score = { (double)last->value[FPE_METRIC_TEST_LOSS],
						 (double)last->value[FPE_METRIC_TEST_ACCURACY] };

		meter_test(s->test, score, out->metric);
	}
}

static void describe(const struct session *s, const struct arm *arm, struct snapshot_arm *out)
{
	*out = (struct snapshot_arm){ .id = arm->id,
				      .split = arm->split,
				      .alpha = arm->how.alpha,
				      .layer = arm->how.layer,
				      .left = arm->left,
				      .branch = arm->branch,
				      .share = arm->how.share,
				      .unfold = 1 };
	memcpy(out->name, arm->name, sizeof out->name);
	out->parent = session_index(s, arm->parent);
}

static void fill_arm(const struct session *s, struct arm *arm, bool quiet, struct snapshot_arm *out)
{
	const struct picture *p;

	describe(s, arm, out);
	if (quiet && arm->trainer)
		arm_publish(arm, most_of(s), most_tested(s));
	if (quiet)
		out->trouble = arm->diverged ? arm->trouble : NULL;
	p = exchange_take(arm->exchange);
	if (!p) {
		from_net(s, arm, out);
		return;
	}
	out->epoch = p->epoch;
	out->batch = p->batch;
	out->net = p->net;
	show_curve(arm, p->series, p->points, out);
	memcpy(out->metric, p->metric, sizeof out->metric);
	say_measured(p->version, p->measured, p->measured_epoch, out);
	/* while trainers are at work they measure, as often as a curve wants it */
	if (s->gauge && (quiet || !p->measured))
		add_gauged(s, arm, p->version, p->measured, out);
	out->confusion = shared_get(p->confusion);
	out->counted = p->counted;
}

/* Put the arm back to the epoch, as far as it was there: before, it is shown as it began.
   False: no net of it is kept, or no memory; out is as it was. */
static bool go_back(struct session *s, struct arm *arm, enum past_use use, int epoch,
		    struct snapshot_arm *out)
{
	struct history_span kept = history_span(arm->history);
	int asked = epoch > kept.last || epoch < 0 ? kept.last
		    : epoch < kept.first	   ? kept.first
						   : epoch;
	const struct past_view *v = past_look(s->past, use, arm, clauses_of(s), asked, s->gauge);

	if (!v)
		return false;
	out->epoch = v->epoch;
	out->batch = v->batch;
	out->net = v->net;
	out->back = true;
	out->confusion = NULL;
	memcpy(out->metric, v->metric, sizeof out->metric);
	out->measured = v->measured;
	out->measured_epoch = v->epoch;
	out->sampled = v->sampled;
	return true;
}

enum fpe_status session_dealt(const struct session *s, const struct arm *arm, double most,
			      struct fpe_dealt *out, struct fpe_error *err)
{
	const struct split_spec *how = &arm->how;
	struct fpe_deals deals;

	out->collisions = out->coverage = fpe_summarise(NULL, 0);
	if (!s->task || !fpe_deals_of(arm->net, arm->split, how->alpha, how->layer, how->share,
				      &s->task->clauses, &deals))
		return FPE_OK;
	deals.seed = s->seed;
	deals.watch = session_watch(s);
	if (fpe_theory_holds(&deals.shape) || fpe_deals_cost(&deals) > most)
		return FPE_OK;
	return dealt_find(s->dealt, fpe_task_hash(s->task), &deals, out, err);
}

void session_snapshot(struct session *s, bool quiet, int at, struct snapshot *out)
{
	*out = (struct snapshot){ .task = s->task,
				  .seed = s->seed,
				  .majority = NAN,
				  .at = at,
				  .probe = s->probe,
				  .look = s->look,
				  .circuit = shared_get(s->circuit),
				  .loss = fpe_data_loss(s->train, 1) };
	out->inputs = s->task ? s->task->inputs : 0;
	recipe_title(&s->recipe, out->title);
	out->groups = recipe_groups(&s->recipe);
	out->shape = recipe_shape(&s->recipe);
	if (s->test || s->train)
		out->majority = fpe_data_majority(s->test ? s->test : s->train);
	out->samples = s->test ? s->test : s->train;
	out->train_samples = s->train ? s->train->count : 0;
	out->test_samples = s->test ? s->test->count : 0;
	past_keep(s->past, s->arm, s->arms);
	out->arms = s->arms;
	for (int i = 0; i < s->arms; i++) {
		struct snapshot_arm *a = &out->arm[i];

		fill_arm(s, s->arm[i], quiet, a);
		session_dealt(s, s->arm[i], DEALT_AT_ONCE, &a->dealt, NULL);
		if (a->epoch > out->last_epoch)
			out->last_epoch = a->epoch;
		if (at >= 0)
			go_back(s, s->arm[i], PAST_SLIDER, at, a);
	}
	out->current = session_index(s, s->current);
	out->progress.rate = out->progress.seconds_left = NAN;
}

bool session_picture(struct session *s, int arm_index, enum past_use use, int epoch,
		     struct snapshot_arm *out)
{
	struct arm *arm = s->arm[arm_index];
	struct series *curve = arm->shown ? arm->shown : arm->series;
	struct snapshot_arm a;

	past_keep(s->past, s->arm, s->arms);
	describe(s, arm, &a);
	show_curve(arm, curve, series_count(curve), &a);
	if (!go_back(s, arm, use, epoch, &a)) {
		if (history_span(arm->history).first >= 0)
			return false;
		from_net(s, arm, &a); /* it was never trained */
	}
	*out = a;
	return true;
}

void session_count_past(struct session *s, enum past_use use, struct snapshot_arm *out)
{
	out->confusion = past_count(s->past, use, out->id, s->test ? s->test : s->train);
	out->counted = out->epoch;
}

void session_count(struct session *s, bool quiet, int arm_index, struct snapshot *out)
{
	struct snapshot_arm *a = &out->arm[arm_index];
	struct arm *arm = s->arm[arm_index];

	if (a->back) {
		session_count_past(s, PAST_SLIDER, a);
		return;
	}
	if (!arm->exchange)
		return;
	exchange_want(arm->exchange);
	if (!quiet || !arm->trainer)
		return;
	if (!arm->counts.fresh && arm_scoring(arm, s->test ? s->test : s->train) > most_tested(s))
		return;
	arm_count(arm, true, session_watch(s), NULL);
	if (a->confusion != shared_get(arm->counts.result))
		fill_arm(s, arm, true, a);
}

void session_score_training(struct session *s, bool quiet, struct snapshot *out)
{
	for (int i = 0; quiet && out->at < 0 && i < s->arms; i++) {
		struct arm *arm = s->arm[i];
		struct fpe_score score;

		if (!arm->trainer ||
		    (s->gauge && arm_scoring(arm, arm->lesson->train) > SCORED_AT_ONCE))
			continue;
		score = arm_score_training(arm);
		out->arm[i].metric[FPE_METRIC_TRAIN_ACCURACY] = score.accuracy;
		out->arm[i].metric[FPE_METRIC_TRAIN_LOSS] = score.loss;
	}
}
