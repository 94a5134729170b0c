/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * past.c - a small cache: by use and arm, the packed net that is shown and what
 * was made of it.
 *
 * A slot holds the packed net it shows: the same address is the same net, so
 * nothing else has to be compared.
 */
#include "lab/arm/past.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "lab/arm/gauge.h"
#include "lab/arm/meter.h"

#define MULTIPLICATIONS 5e8 /* that counting classes may take: some 50 ms */
#define LEAST_SAMPLES 200

struct past_slot {
	int id; /* of the arm; -1: free */
	struct packed *shown;
	struct fpe_net *net;
	struct past_view view;
	uint64_t version;		 /* of what is shown: another one each time */
	uint64_t gauged;		 /* by what a gauge knows it */
	bool whole;			 /* it was measured here */
	struct fpe_confusion *confusion; /* of the net on these samples, or NULL */
	const struct fpe_data *data;
};

struct past {
	struct past_slot slot[PAST_USES][FPE_MAX_ARMS];
};

struct past *past_new(void)
{
	struct past *past = calloc(1, sizeof *past);

	for (int i = 0; past && i < PAST_USES * FPE_MAX_ARMS; i++)
		past->slot[i / FPE_MAX_ARMS][i % FPE_MAX_ARMS].id = -1;
	return past;
}

static void forget_counts(struct past_slot *slot)
{
	fpe_confusion_free(slot->confusion);
	slot->confusion = NULL;
}

static void empty(struct past_slot *slot)
{
	forget_counts(slot);
	packed_release(slot->shown);
	fpe_net_free(slot->net);
	*slot = (struct past_slot){ .id = -1 };
}

void past_free(struct past *past)
{
	if (!past)
		return;
	past_keep(past, NULL, 0);
	free(past);
}

void past_keep(struct past *past, struct arm *const *arms, int count)
{
	for (int i = 0; i < PAST_USES * FPE_MAX_ARMS; i++) {
		struct past_slot *slot = &past->slot[i / FPE_MAX_ARMS][i % FPE_MAX_ARMS];
		bool kept = false;

		for (int a = 0; a < count && slot->id >= 0; a++)
			kept |= arms[a]->id == slot->id;
		if (!kept)
			empty(slot);
	}
}

/* The arm's slot, or a free one. There are as many as arms, once those of arms
   that ended have been emptied (past_keep). */
static struct past_slot *slot_of(struct past *past, enum past_use use, int id)
{
	struct past_slot *unused = NULL;

	for (int i = 0; i < FPE_MAX_ARMS; i++) {
		struct past_slot *slot = &past->slot[use][i];

		if (slot->id == id)
			return slot;
		if (slot->id < 0 && !unused)
			unused = slot;
	}
	return unused;
}

/* What the net says of itself, if it costs no more than `most`, and what
   the curve knows. */
static void measure(struct past_slot *slot, const struct arm *arm,
		    const struct fpe_clauses *clauses, double most)
{
	struct past_view *v = &slot->view;
	const struct series *series = arm->shown ? arm->shown : arm->series;
	const struct series_point *point = series_find(series, series_count(series), v->epoch);

	if (meter_net(v->net, clauses, most, v->metric, NULL))
		fpe_metric_clear(v->metric);
	v->measured = meter_cost(v->net, clauses) <= most ? MEASURED_NOW : MEASURED_NEVER;
	v->sampled = false;
	v->metric[FPE_METRIC_BUDGET] = (double)arm->budget;
	for (int m = 0; point && m < FPE_METRIC_COUNT; m++) {
		if (point->epoch == v->epoch && isnan(v->metric[m]))
			v->metric[m] = (double)point->value[m];
	}
}

/* Another net is shown. Takes packed. */
static void show(struct past_slot *slot, struct packed *packed)
{
	forget_counts(slot);
	packed_release(slot->shown);
	slot->shown = packed;
	packed_unpack(packed, slot->net);
	slot->view.epoch = packed->epoch;
	slot->view.batch = packed->batch;
	slot->view.net = slot->net;
	slot->version++;
}

static void add_gauged(struct past_slot *slot, struct gauge *gauge)
{
	struct past_view *v = &slot->view;
	const struct gauge_net net = { &slot->gauged, slot->version, v->epoch, v->net };
	const struct gauged *found = gauge_look(gauge, &net);

	if (!found || found->version != slot->version)
		return;
	gauge_put(found, v->metric);
	v->measured = MEASURED_NOW;
	v->sampled = found->sampled;
}

const struct past_view *past_look(struct past *past, enum past_use use, const struct arm *arm,
				  const struct fpe_clauses *clauses, int epoch, struct gauge *gauge)
{
	struct packed *packed = history_near(arm->history, epoch);
	struct past_slot *slot = packed ? slot_of(past, use, arm->id) : NULL;
	bool large = gauge && meter_cost(arm->net, clauses) > GAUGE_AT_ONCE, fresh;

	if (slot && slot->id != arm->id) {
		slot->net = fpe_net_like(arm->net);
		slot->id = slot->net ? arm->id : -1;
	}
	if (!slot || !slot->net) {
		packed_release(packed);
		return NULL;
	}
	fresh = slot->shown != packed;
	if (fresh)
		show(slot, packed);
	else
		packed_release(packed);
	if (fresh || (!large && !slot->whole)) {
		measure(slot, arm, clauses, large ? GAUGE_AT_ONCE : METER_MOST);
		/* numbers that there was no memory for are measured the next time */
		slot->whole = !large && !memory_refused();
	}
	if (large && !slot->whole)
		add_gauged(slot, gauge);
	return &slot->view;
}

const struct fpe_confusion *past_count(struct past *past, enum past_use use, int arm_id,
				       const struct fpe_data *data)
{
	struct past_slot *slot = slot_of(past, use, arm_id);

	if (!slot || slot->id != arm_id || !slot->shown || !data)
		return NULL;
	if (slot->data != data)
		forget_counts(slot);
	slot->data = data;
	if (!slot->confusion)
		slot->confusion =
			counts_of(slot->net, data,
				  (int)(MULTIPLICATIONS / (double)(fpe_net_nnz(slot->net) + 1)) +
					  LEAST_SAMPLES);
	return slot->confusion;
}
