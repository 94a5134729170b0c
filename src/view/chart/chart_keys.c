/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart_keys.c - keys of a chart: which epochs, which metric, how drawn. */
#include "view/chart/chart.h"

#include <math.h>

/* Show `width` epochs from `from` on, as far as there are any. */
static void show_epochs(struct panel_options *o, int from, int width, int last)
{
	if (width >= last) {
		o->from = o->to = 0;
		return;
	}
	if (from > last - width)
		from = last - width;
	o->from = from < 0 ? 0 : from;
	/* at the end it follows the training */
	o->to = o->from + width >= last ? 0 : o->from + width;
}

/* Half or twice as many epochs, around the cursor or up to the end. */
static void key_zoom(const struct snapshot *s, struct panel_options *o, int in)
{
	int last = chart_last_epoch(s, chart_metric(s, o));
	int to = o->to > 0 ? o->to : last, from = o->from;
	int width = in > 0 ? (to - from) / 2 : (to - from) * 2;
	const struct hit *h = &o->cursor;

	if (in > 0 && width < CHART_LEAST_EPOCHS)
		width = to - from < CHART_LEAST_EPOCHS ? to - from : CHART_LEAST_EPOCHS;
	from = to - width;
	if (h->kind == HIT_POINT && h->arm >= 0 && h->arm < s->arms && h->row >= 0 &&
	    h->row <= s->arm[h->arm].points)
		from = chart_epoch(s, h->arm, h->row) - width / 2;
	show_epochs(o, from, width, last);
}

static void key_pan(const struct snapshot *s, struct panel_options *o, int quarters)
{
	int last = chart_last_epoch(s, chart_metric(s, o));
	int width = (o->to > 0 ? o->to : last) - o->from;
	int by = width / 4 > 0 ? width / 4 : 1;

	if (o->from > 0 || o->to > 0)
		show_epochs(o, o->from + quarters * by, width, last);
}

static void key_all(const struct snapshot *s, struct panel_options *o, int argument)
{
	(void)s;
	o->from = o->to = argument;
}

static void key_smooth(const struct snapshot *s, struct panel_options *o, int argument)
{
	(void)s;
	(void)argument;
	o->smooth = o->smooth < 5 ? 5 : o->smooth < 20 ? 20 : 1;
}

static void key_log(const struct snapshot *s, struct panel_options *o, int argument)
{
	(void)s;
	(void)argument;
	o->log = !o->log;
}

/* Has any arm a point of it, and can it change? */
static bool worth_a_curve(const struct snapshot *s, enum fpe_metric metric)
{
	if (fpe_metric_info[metric].digits == 0)
		return false; /* counts of what never changes */
	for (int i = 0; i < s->arms; i++) {
		/* an arm's first point has all there is */
		if (s->arm[i].points > 0 && isfinite(series_at(s->arm[i].series, 0)->value[metric]))
			return true;
	}
	return false;
}

static void key_metric(const struct snapshot *s, struct panel_options *o, int by)
{
	int metric = (int)chart_metric(s, o);

	for (int i = 0; i < FPE_METRIC_COUNT; i++) {
		metric = (metric + by + FPE_METRIC_COUNT) % FPE_METRIC_COUNT;
		if (worth_a_curve(s, (enum fpe_metric)metric))
			break;
	}
	o->metric = metric;
}

const struct panel_key chart_keys[] = {
	{ 'o', "o", "next metric", .act = key_metric, .argument = 1 },
	{ 'O', "O", "metric before", .act = key_metric, .argument = -1 },
	{ 's', "s", "smooth: mean of 1, 5, 20 epochs", .act = key_smooth },
	{ 'g', "g", "logarithmic axis", .act = key_log },
	{ '+', "+", "zoom in, around the cursor or at the end", .act = key_zoom, .argument = 1 },
	{ '-', "-", "zoom out", .act = key_zoom, .argument = -1 },
	{ '<', "<", "earlier epochs", .act = key_pan, .argument = -1 },
	{ '>', ">", "later epochs", .act = key_pan, .argument = 1 },
	{ '0', "0", "all epochs", .act = key_all },
	{ .name = NULL },
};
