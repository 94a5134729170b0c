/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * past.h - nets of past epochs that the screen looks at, unpacked.
 *
 * For every arm three nets are kept: one for the time slider, one to compare it
 * with, and one to see beside its children. Looking at the same epoch again costs nothing. One
 * thread uses it; trainers may go on.
 */
#ifndef LAB_PAST_H
#define LAB_PAST_H

#include "fpe/metric.h"
#include "lab/arm/arm.h"
#include "lab/arm/snapshot.h"

enum past_use { PAST_SLIDER, PAST_OTHER, PAST_BEFORE, PAST_USES };

struct past_view {
	int epoch, batch;
	const struct fpe_net *net;
	double metric[FPE_METRIC_COUNT]; /* NaN where it was not measured */
	enum snapshot_measured measured; /* MEASURED_NEVER: some may be missing yet */
	bool sampled;			 /* they are from a part of the layer */
};

struct past;
struct gauge;

struct past *past_new(void); /* NULL: no memory */
void past_free(struct past *past);
/* Forget the nets of arms that are not among these. */
void past_keep(struct past *past, struct arm *const *arms, int count);

/*
 * The arm at the kept epoch nearest to the one asked for, from below. Lives
 * until the next call for the same arm and use, or past_keep. NULL: nothing is
 * kept of the arm, or no memory. gauge: what measures a large net beside the screen; until
 * then it has what the curve knows of that epoch. NULL: it is measured here.
 */
const struct past_view *past_look(struct past *past, enum past_use use, const struct arm *arm,
				  const struct fpe_clauses *clauses, int epoch,
				  struct gauge *gauge);
/* Classes that the net looked at last by this use says of the samples, of the first
   ones alone where all would take long. Lives as long as that net. NULL: none is
   looked at, the samples have no classes, or no memory. */
const struct fpe_confusion *past_count(struct past *past, enum past_use use, int arm_id,
				       const struct fpe_data *data);

#endif
