/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snapshot.c - the session as figures see it. */
#include <math.h>
#include <string.h>

#include "lab/session.h"

static int index_of_id(const struct session *s, int id)
{
	for (int i = 0; i < s->arms; i++) {
		if (s->arm[i]->id == id)
			return i;
	}
	return -1;
}

static void no_metrics(double metric[FPE_METRIC_COUNT])
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		metric[m] = NAN;
}

/* An arm that was never opened has no picture: ask the net itself. */
static void from_net(const struct arm *arm, const struct fpe_clauses *clauses,
		     struct snapshot_arm *out)
{
	out->epoch = arm->epoch;
	out->batch = arm->batch;
	out->net = arm->net;
	if (fpe_metric_net(arm->net, 0, clauses, out->metric, NULL))
		no_metrics(out->metric);
	out->metric[FPE_METRIC_BUDGET] = (double)arm->budget;
}

static void fill_arm(const struct session *s, struct arm *arm, bool quiet,
		     struct snapshot_arm *out)
{
	const struct picture *p;

	*out = (struct snapshot_arm){ .id = arm->id, .split = arm->split,
				      .alpha = arm->alpha, .layer = arm->layer,
				      .left = arm->left, .series = arm->series,
				      .unfold = 1 };
	memcpy(out->name, arm->name, sizeof out->name);
	out->parent = index_of_id(s, arm->parent);
	if (quiet && arm->trainer)
		arm_publish(arm);
	if (quiet)
		out->trouble = arm->diverged ? arm->trouble : NULL;
	p = exchange_take(arm->exchange);
	if (!p) {
		from_net(arm, s->task ? &s->task->clauses : NULL, out);
		return;
	}
	out->epoch = p->epoch;
	out->batch = p->batch;
	out->net = p->net;
	out->points = p->points;
	memcpy(out->metric, p->metric, sizeof out->metric);
}

void session_snapshot(struct session *s, bool quiet, struct snapshot *out)
{
	*out = (struct snapshot){ .task = s->task, .seed = s->seed,
				  .majority = NAN };
	out->inputs = s->task ? s->task->inputs : 0;
	if (s->test || s->train)
		out->majority = fpe_data_majority(s->test ? s->test : s->train);
	out->train_samples = s->train ? s->train->count : 0;
	out->test_samples = s->test ? s->test->count : 0;
	out->arms = s->arms;
	for (int i = 0; i < s->arms; i++)
		fill_arm(s, s->arm[i], quiet, &out->arm[i]);
	out->current = index_of_id(s, s->current);
	out->progress.rate = out->progress.seconds_left = NAN;
}
