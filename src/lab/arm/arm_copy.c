/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arm_copy.c - an arm again: as it is, packed for undo, or as it was at an epoch.
 *
 * Copies share what does not change: nets of the past, stretches of the curve.
 */
#include <limits.h>
#include <stdlib.h>

#include "lab/arm/arm.h"

/* The copy's fields, without what it owns. */
static struct arm *copy_fields(const struct arm *arm)
{
	struct arm *copy = malloc(sizeof *copy);

	if (!copy)
		return NULL;
	*copy = *arm;
	copy->net = NULL;
	copy->trainer = NULL;
	copy->lesson = NULL;
	copy->history = NULL;
	copy->series = copy->shown = NULL;
	copy->exchange = NULL;
	copy->ancestry = shared_hold(arm->ancestry);
	copy->frozen = NULL;
	copy->stored = NULL;
	copy->counts = (struct counts){ .said = NULL };
	copy->measured = copy->counted = 0;
	copy->gauged = 0;
	copy->changed = false;
	return copy;
}

/* Up to a place, without a net; everything with epoch INT_MAX. */
static struct arm *copy_past(struct arm *arm, int epoch, int batch, int points)
{
	struct arm *copy = copy_fields(arm);

	if (!copy)
		return NULL;
	copy->history = history_fork(arm->history, epoch, batch);
	copy->series = series_fork(arm->series, points);
	if (copy->history && copy->series)
		return copy;
	arm_free(copy);
	return NULL;
}

static void release(void *arm)
{
	arm_free(arm);
}

struct shared *shared_arm(struct arm *arm)
{
	return shared_new(arm, release);
}

struct shared *arm_freeze(struct arm *arm)
{
	struct arm *copy;

	if (arm->frozen && !arm->changed && !arm_was_opened(arm))
		return shared_hold(arm->frozen);
	copy = copy_past(arm, INT_MAX, 0, series_count(arm->series));
	if (copy)
		copy->net = fpe_net_blank(arm->net);
	if (copy && copy->net)
		copy->stored =
			packed_new(arm->net, arm->trainer, arm->epoch, arm->batch, true, NULL);
	if (!copy || !copy->stored) {
		arm_free(copy);
		return NULL;
	}
	shared_release(arm->frozen);
	arm->frozen = shared_arm(copy);
	arm->changed = false;
	return shared_hold(arm->frozen);
}

struct arm *arm_thaw(struct shared *frozen)
{
	struct arm *was = shared_get(frozen);
	struct arm *arm = copy_past(was, INT_MAX, 0, series_count(was->series));

	if (arm)
		arm->net = arm_copy_net(was);
	if (!arm || !arm->net) {
		arm_free(arm);
		return NULL;
	}
	arm->frozen = shared_hold(frozen);
	return arm;
}

bool arm_is(const struct arm *arm, const struct shared *frozen)
{
	return arm->frozen == frozen && !arm->changed;
}

/* Points of the curve up to an epoch. */
static int points_until(const struct arm *arm, int epoch)
{
	int points = series_count(arm->series);

	while (points > 0 && series_at(arm->series, points - 1)->epoch > epoch)
		points--;
	return points;
}

enum fpe_status arm_at(struct arm *arm, int epoch, const struct fpe_watch *watch, struct arm **out,
		       struct fpe_error *err)
{
	struct fpe_net *net = fpe_net_like(arm->net);
	struct history_place place = { .epoch = epoch, .moments = true };
	struct arm *copy;
	enum fpe_status status;

	*out = NULL;
	if (!net)
		return fpe_no_memory(err);
	status = history_exact(arm->history, epoch, arm->seed, net, &place.batch, watch, err);
	if (status) {
		fpe_net_free(net);
		return status;
	}
	copy = copy_past(arm, epoch, place.batch, points_until(arm, epoch));
	if (!copy) {
		fpe_net_free(net);
		return fpe_no_memory(err);
	}
	copy->net = net;
	copy->epoch = epoch;
	copy->batch = place.batch;
	copy->diverged = copy->remade = false;
	copy->owed &= epoch == arm->epoch;
	history_settings(arm->history, epoch, place.batch, &copy->begun);
	/* inside an epoch others may have waited for the next one */
	history_settings(arm->history, epoch + (place.batch > 0), 0, &copy->settings);
	status = history_record(copy->history, net, &place, err);
	if (status) {
		arm_free(copy);
		return status;
	}
	*out = copy;
	return FPE_OK;
}
