/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.c - round numbers for axes. */
#include "view/axis.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/* The least of 1, 2, 5 times a power of ten that is >= x. */
static double round_step(double x, int *digits)
{
	static const double factors[] = { 1, 2, 5 };
	double power = 1;

	*digits = 0;
	while (power > x && *digits < 6) {
		power /= 10;
		(*digits)++;
	}
	for (;;) {
		for (int i = 0; i < 3; i++) {
			if (factors[i] * power >= x * 0.999)
				return factors[i] * power;
		}
		power *= 10;
		if (*digits > 0)
			(*digits)--;
	}
}

static bool is_share(enum fpe_metric metric)
{
	return metric == FPE_METRIC_TRAIN_ACCURACY ||
	       metric == FPE_METRIC_TEST_ACCURACY ||
	       metric == FPE_METRIC_COVERAGE || metric == FPE_METRIC_COLLISIONS ||
	       metric == FPE_METRIC_CAPACITY;
}

static bool is_accuracy(enum fpe_metric metric)
{
	return metric == FPE_METRIC_TRAIN_ACCURACY ||
	       metric == FPE_METRIC_TEST_ACCURACY;
}

struct axis axis_for(enum fpe_metric metric, double low, double high, int ticks)
{
	struct axis a;

	if (!(low <= high)) { /* nothing measured yet */
		low = is_accuracy(metric) ? 0.5 : 0;
		high = 1;
	}
	if (is_accuracy(metric))
		high = 1;
	else if (low > 0 && low < 0.7 * high)
		low = 0;
	if (high - low < 1e-9 * fmax(1, fabs(high))) {
		double half = high == 0 ? 0.5 : 0.1 * fabs(high);

		high += is_accuracy(metric) ? 0 : half;
		low -= half;
	}
	a.step = round_step((high - low) / (ticks < 1 ? 1 : ticks), &a.digits);
	a.low = a.step * floor(low / a.step + 1e-6);
	a.high = a.step * ceil(high / a.step - 1e-6);
	if (is_share(metric) && a.low < 0)
		a.low = 0;
	if (is_accuracy(metric)) {
		/* ticks count down from 1 */
		a.high = 1;
		a.low = 1 - a.step * ceil((1 - low) / a.step - 1e-6);
		low = floor(low * 10 + 1e-6) / 10;
		a.low = fmax(a.low, fmax(low, 0));
	}
	return a;
}

int axis_ticks(const struct axis *axis)
{
	return 1 + (int)floor((axis->high - axis->low) / axis->step + 1e-6);
}

double axis_tick(const struct axis *axis, int i)
{
	return axis->high - i * axis->step;
}

const char *axis_label(const struct axis *axis, double value, char out[16])
{
	char text[40];
	const char *digits = text;
	double size = fabs(value);

	snprintf(text, sizeof text, "%.*f", axis->digits, size);
	if (text[0] == '0' && text[1] == '.')
		digits++;
	snprintf(out, 16, "%s%.6s", value < -1e-12 ? "-" : "",
		 size < axis->step * 1e-6 ? "0" : digits);
	return out;
}
