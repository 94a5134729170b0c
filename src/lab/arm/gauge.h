/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gauge.h - what follows from the weights of large nets, for the screen alone.
 *
 * One thread of low priority measures one net at a time, a copy, so that who draws
 * neither waits nor keeps a trainer waiting. What it found is of one version of a net:
 * who looks compares that with the one shown. When it comes depends on the clock, so
 * nothing that a script prints or a file holds is from here.
 *
 * One thread owns a gauge and looks in rounds: gauge_begin, a gauge_look for each net
 * that is shown, gauge_end. What a round does not look at is forgotten, and no longer
 * measured.
 */
#ifndef LAB_GAUGE_H
#define LAB_GAUGE_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/metric.h"
#include "lab/base/shared.h"

/* Cost (meter_cost) of what is measured for a frame at once: a millisecond. */
#define GAUGE_AT_ONCE 2e7

struct gauged {
	uint64_t version; /* of the net */
	int epoch;
	bool sampled; /* from a part of the layer (fpe_metric_sample) */
	double metric[FPE_METRIC_COUNT];
};

/* A net that is shown; all borrowed until gauge_end. */
struct gauge_net {
	uint64_t *mark; /* the owner's, 0 at first: by this a gauge knows it again */
	uint64_t version;
	int epoch;
	const struct fpe_net *net;
};

struct gauge;

/* wake (may be NULL) is called from the thread when something was found. No thread is
   started before there is something to measure. NULL: no memory. */
struct gauge *gauge_new(void (*wake)(void *context), void *context);
void gauge_free(struct gauge *gauge); /* stops what is under way */

void gauge_begin(struct gauge *gauge);
/* What was found last of this net, if only of an older version; NULL: nothing yet. Of an
   older one, or none, it is to be measured. Lives until the next round. */
const struct gauged *gauge_look(struct gauge *gauge, const struct gauge_net *net);
/*
 * Begin to measure, if nothing is under way, the net that has waited longest. task (may be
 * NULL): struct fpe_task, whose clauses count. quiet: no trainer is at work; else it rests
 * between nets, so that it takes a twentieth of a processor.
 */
void gauge_end(struct gauge *gauge, struct shared *task, bool quiet);

/* Of found, what follows from the weights, into a net's metrics. */
void gauge_put(const struct gauged *found, double metric[FPE_METRIC_COUNT]);

#endif
