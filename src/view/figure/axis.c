/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.c - round numbers for axes. */
#include "view/figure/axis.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

struct axis axis_for(enum fpe_range range, double low, double high, int ticks)
{
	struct axis a = { .log = false };

	if (!(low <= high)) { /* nothing measured yet */
		low = range == FPE_RANGE_ACCURACY ? 0.5 : 0;
		high = 1;
	}
	if (range == FPE_RANGE_ACCURACY)
		high = 1;
	else if (low > 0 && low < 0.7 * high)
		low = 0;
	if (high - low < 1e-9 * fmax(1, fabs(high))) {
		double half = high == 0 ? 0.5 : 0.1 * fabs(high);

		high += range == FPE_RANGE_ACCURACY ? 0 : half;
		low -= half;
	}
	a.step = round_step((high - low) / (ticks < 1 ? 1 : ticks), &a.digits);
	a.low = a.step * floor(low / a.step + 1e-6);
	a.high = a.step * ceil(high / a.step - 1e-6);
	if (range != FPE_RANGE_FREE && a.low < 0)
		a.low = 0;
	if (range == FPE_RANGE_ACCURACY) {
		/* ticks count down from 1 */
		a.high = 1;
		a.low = 1 - a.step * ceil((1 - low) / a.step - 1e-6);
		low = floor(low * 10 + 1e-6) / 10;
		a.low = fmax(a.low, fmax(low, 0));
	}
	return a;
}

struct axis axis_for_difference(double low, double high, int ticks)
{
	if (!(low <= high))
		low = high = 0;
	return axis_between(fmin(low, 0), fmax(high, 0), ticks);
}

struct axis axis_between(double low, double high, int ticks)
{
	struct axis a = { .log = false };

	if (!(low <= high))
		low = high = 0;
	if (high - low < 1e-9) {
		low -= 0.1;
		high += 0.1;
	}
	a.step = round_step((high - low) / (ticks < 1 ? 1 : ticks), &a.digits);
	a.low = a.step * floor(low / a.step + 1e-6);
	a.high = a.step * ceil(high / a.step - 1e-6);
	return a;
}

/* Factors of a power of ten that are ticks, by how many there are a decade. */
static const double log_factors[3][3] = { { 1 }, { 5, 1 }, { 5, 2, 1 } };

/* The tick at or below a value; the next one above. */
static double log_floor(double value, int factors)
{
	double power = pow(10, floor(log10(value) + 1e-9));

	for (int i = 0; i < factors; i++) {
		double v = log_factors[factors - 1][i] * power;

		if (v <= value * (1 + 1e-9))
			return v;
	}
	return power;
}

static double log_ceil(double value, int factors)
{
	double power = pow(10, floor(log10(value) + 1e-9));

	for (int i = factors - 1; i >= 0; i--) {
		double v = log_factors[factors - 1][i] * power;

		if (v >= value * (1 - 1e-9))
			return v;
	}
	return 10 * power;
}

static int log_ticks(double low, double high, int factors)
{
	int n = 1;

	for (double v = high; v > low * (1 + 1e-9) && n < 1000; n++)
		v = log_floor(v * (1 - 1e-6), factors);
	return n;
}

struct axis axis_for_log(double low, double high, int ticks)
{
	struct axis a = { .log = true, .step = 1, .factors = 3 };

	if (!(low > 0) || !(low <= high)) {
		low = 0.01;
		high = 1;
	}
	while (a.factors > 1 && log_ticks(log_floor(low, a.factors), log_ceil(high, a.factors),
					  a.factors) > ticks + 1)
		a.factors--;
	/* limits may lie nearer than ticks do */
	a.low = log_floor(low, 3);
	a.high = log_ceil(high, 3);
	if (a.high <= a.low * (1 + 1e-9))
		a.high = log_ceil(a.low * (1 + 1e-6), 3);
	return a;
}

int axis_epoch_step(int epochs, int n)
{
	int digits;
	double step = round_step((double)epochs / (n < 1 ? 1 : n), &digits);

	return step < 1 ? 1 : (int)step;
}

double axis_share(const struct axis *axis, double value)
{
	double share;

	if (axis->log)
		share = value > axis->low ? log(value / axis->low) / log(axis->high / axis->low)
					  : 0;
	else
		share = (value - axis->low) / (axis->high - axis->low);
	return fmin(1, fmax(0, share));
}

int axis_ticks(const struct axis *axis)
{
	if (axis->log)
		return log_ticks(log_ceil(axis->low, axis->factors),
				 log_floor(axis->high, axis->factors), axis->factors);
	return 1 + (int)floor((axis->high - axis->low) / axis->step + 1e-6);
}

double axis_tick(const struct axis *axis, int i)
{
	double v = axis->high;

	if (!axis->log)
		return axis->high - i * axis->step;
	v = log_floor(v, axis->factors);
	while (i-- > 0)
		v = log_floor(v * (1 - 1e-6), axis->factors);
	return v;
}

const char *axis_label(const struct axis *axis, double value, char out[16])
{
	char text[40];
	const char *digits = text;
	double size = fabs(value);
	int decimals = axis->digits;

	if (axis->log && (value < 1e-4 || value >= 1e5)) {
		snprintf(text, sizeof text, "%.0e", value);
		/* "1e-05" */
		snprintf(out, 16, "%c%s%.3s", text[0], value < 1 ? "e-" : "e",
			 text[3] == '0' ? text + 4 : text + 3);
		return out;
	}
	if (axis->log)
		decimals = value < 1 ? (int)ceil(-log10(value) - 1e-6) : 0;
	snprintf(text, sizeof text, "%.*f", decimals, size);
	if (text[0] == '0' && text[1] == '.')
		digits++;
	snprintf(out, 16, "%s%.6s", value < -1e-12 ? "-" : "",
		 !axis->log && size < axis->step * 1e-6 ? "0" : digits);
	return out;
}

int axis_columns(const struct axis *axis)
{
	char text[16];
	int most = 0;

	for (int i = 0; i < axis_ticks(axis); i++) {
		int n = (int)strlen(axis_label(axis, axis_tick(axis, i), text));

		most = n > most ? n : most;
	}
	return most + 1;
}
