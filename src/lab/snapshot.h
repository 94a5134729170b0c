/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot.h - all that figures may see: an immutable picture of the session.
 *
 * Taken by the thread that owns the session; trainers go on meanwhile. Strings
 * and pointers live until the next snapshot is taken into the same struct or
 * it is cleared.
 */
#ifndef LAB_SNAPSHOT_H
#define LAB_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/limits.h"
#include "fpe/metric.h"
#include "fpe/net.h"
#include "fpe/task.h"
#include "lab/series.h"

struct snapshot_arm {
	char name[FPE_MAX_NAME];
	const char *split;  /* "dense", "random", "clause", … */
	int alpha;          /* 1 for a root arm */
	int layer;          /* layer that was split, -1 = all hidden ones */
	int parent;         /* index in snapshot.arm, -1 for a root or if dropped */
	int left;           /* epoch at which it left its parent, 0 for a root */
	bool branch;        /* it left by rewind, as the same net */
	int epoch, batch;   /* whole epochs done, minibatches of the next one */
	bool future;        /* at the epoch looked at it had not left its parent:
			       it is shown as it began */
	bool exact;         /* the net is that of the epoch asked for (or of the
			       arm's last or first one, where that is nearer),
			       not of one kept nearby */
	const struct fpe_net *net;        /* weights at that epoch */
	double metric[FPE_METRIC_COUNT];  /* of that net; NaN = does not apply */
	const struct series *series;
	int points;         /* readable points of series */
	const char *trouble; /* why its training stopped, or NULL */
};

struct snapshot_progress {
	const char *what;    /* "training 3 arms", "compare 8 seeds"; NULL: idle */
	bool paused;
	double done, total;  /* in `unit`s */
	const char *unit;    /* "epoch", "run" */
	double rate;         /* units a second, NaN if not known yet */
	double seconds_left; /* NaN if not known */
};

struct snapshot {
	const struct fpe_task *task; /* NULL before the first one */
	int inputs;                  /* d; 0 before the first task */
	double majority;             /* majority-class rate of the test set, or NaN */
	uint64_t seed;
	int arms;
	struct snapshot_arm arm[FPE_MAX_ARMS];
	int current;                 /* index, -1 without arms */
	int at;                      /* epoch the nets and metrics are of, -1: now */
	int last_epoch;              /* furthest epoch of any arm, 0 without */
	const uint64_t *probe;       /* bits of the sample looked at, input j is
					bit j%64 of probe[j/64]; NULL: none */
	struct snapshot_progress progress;
};

#endif
