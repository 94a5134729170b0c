/* SPDX-License-Identifier: GPL-3.0-or-later */
/* toll.c - two curves beside each other, from the split on. Owns nothing. */
#include "lab/session/toll.h"

#include <math.h>
#include <stdio.h>

#include "io/textbuf.h"
#include "lab/session/session_arm.h"

static const struct arm *parent_of(const struct session *s, const struct arm *arm)
{
	int i = arm->parent < 0 || arm->branch ? -1 : session_index(s, arm->parent);

	return i < 0 ? NULL : s->arm[i];
}

/* The score at an epoch, if it was measured; the last one, where there are several. */
static double score_at(const struct series *series, int epoch, enum fpe_metric metric)
{
	const struct series_point *p =
		series ? series_find(series, series_count(series), epoch) : NULL;

	return p && p->epoch == epoch ? (double)p->value[metric] : NAN;
}

static enum fpe_metric metric_of(const struct session *s)
{
	return s->train ? fpe_metric_score(fpe_data_loss(s->train, 1)) : FPE_METRIC_TEST_ACCURACY;
}

bool toll_of(const struct session *s, const struct arm *arm, struct toll *out)
{
	const struct arm *parent = parent_of(s, arm);
	int points = arm->series ? series_count(arm->series) : 0;
	double sign;

	*out = (struct toll){ .metric = metric_of(s), .left = arm->left, .back = -1 };
	if (!parent || !points || series_at(arm->series, 0)->epoch != arm->left)
		return false;
	sign = out->metric == FPE_METRIC_TEST_LOSS ? -1 : 1;
	out->before = score_at(parent->series, arm->left, out->metric);
	out->after = (double)series_at(arm->series, 0)->value[out->metric];
	out->lost = sign * (out->before - out->after);
	for (int i = 0; i < points && out->back < 0; i++) {
		const struct series_point *p = series_at(arm->series, i);

		if (sign * (double)p->value[out->metric] >= sign * out->before)
			out->back = p->epoch;
	}
	return isfinite(out->lost);
}

static const char *name_of(enum fpe_metric metric)
{
	return metric == FPE_METRIC_TEST_LOSS ? "test loss" : "test accuracy";
}

char *toll_verdict(const struct session *s, const struct arm *arm)
{
	const char *many = arm->pruned == 1 ? "" : "s";
	int digits;
	struct toll toll;

	if (!toll_of(s, arm, &toll))
		return textbuf_text("the split cost %zu weight%s", arm->pruned, many);
	digits = toll.metric == FPE_METRIC_TEST_LOSS ? 4 : 3;
	if (toll.lost > 0)
		return textbuf_text(
			"the split cost %zu weight%s, and %.*f of %s: %.*f before, %.*f after",
			arm->pruned, many, digits, toll.lost, name_of(toll.metric), digits,
			toll.before, digits, toll.after);
	return textbuf_text("the split cost %zu weight%s, and no %s: %.*f before, %.*f after",
			    arm->pruned, many, name_of(toll.metric), digits, toll.before, digits,
			    toll.after);
}

char *toll_back(const struct session *s, struct arm *arm)
{
	struct toll toll;

	if (arm->told_back || !toll_of(s, arm, &toll) || toll.lost <= 0 || toll.back < 0)
		return NULL;
	arm->told_back = true;
	return textbuf_text(
		"%s has back what its split cost: as good as %s was then at epoch %d, %d epoch%s later",
		arm->name, parent_of(s, arm)->name, toll.back, toll.back - toll.left,
		toll.back - toll.left == 1 ? "" : "s");
}
