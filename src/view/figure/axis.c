/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.c - round numbers for axes. */
#include "view/figure/axis.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LARGEST 1e300	/* sizes of what is drawn: a range of them is finite, … */
#define SMALLEST 1e-290 /* … and a step of it has all its digits */
#define PLAIN 1e6	/* from here on labels have an exponent */
#define DECIMALS 5	/* and with more decimals than these */
#define NARROWEST 1e-9	/* a range over the size of its values */

/* factor x 10^power, rounded once. */
static double scaled(double factor, int power)
{
	return power < 0 ? factor / pow(10, -power) : factor * pow(10, power);
}

/* The power of ten at or below a size. */
static int power_of(double size)
{
	return (int)floor(log10(size) + 1e-9);
}

/* The least of 1, 2, 5 times a power of ten that is >= x, and that power. */
static double round_step(double x, int *power)
{
	static const double factors[] = { 1, 2, 5 };

	*power = power_of(x);
	for (int i = 0; i < 3; i++) {
		if (scaled(factors[i], *power) >= x * 0.999)
			return scaled(factors[i], *power);
	}
	(*power)++;
	return scaled(1, *power);
}

/* Sizes between the limits; what is next to nothing is nothing. */
static double bounded(double value)
{
	if (fabs(value) < SMALLEST)
		return 0;
	return fmin(LARGEST, fmax(-LARGEST, value));
}

/* Is the range no wider than rounding? */
static bool is_narrow(double low, double high)
{
	return high - low <= NARROWEST * fmax(fabs(low), fabs(high));
}

/* Digits that tell its ticks apart, behind the point of a number or of one times
   the axis' power of ten. */
static void choose_digits(struct axis *a)
{
	double size = fmax(fabs(a->low), fabs(a->high));

	a->digits = a->power < 0 ? -a->power : 0;
	a->exponent = 0;
	if (size < PLAIN && a->digits <= DECIMALS)
		return;
	if (power_of(size) == 0)
		return;
	a->exponent = power_of(size);
	a->digits = a->exponent > a->power ? a->exponent - a->power : 0;
}

/* Steps for low < high, and limits that are ticks. */
static struct axis with_steps(double low, double high, int ticks)
{
	struct axis a = { .log = false };

	a.step = round_step((high - low) / (ticks < 1 ? 1 : ticks), &a.power);
	a.low = a.step * floor(low / a.step + 1e-6);
	a.high = a.step * ceil(high / a.step - 1e-6);
	return a;
}

struct axis axis_for(enum fpe_range range, double low, double high, int ticks)
{
	bool accuracy = range == FPE_RANGE_ACCURACY;
	struct axis a;

	low = bounded(low);
	high = bounded(high);
	if (!(low <= high)) { /* nothing measured yet */
		low = accuracy ? 0.5 : 0;
		high = 1;
	}
	if (accuracy)
		high = 1;
	else if (low > 0 && low < 0.7 * high)
		low = 0;
	if (is_narrow(low, high)) {
		double half = high == 0 ? 0.5 : 0.1 * fabs(high);

		high += accuracy ? 0 : half;
		low -= half;
	}
	a = with_steps(low, high, ticks);
	if (range != FPE_RANGE_FREE && a.low < 0)
		a.low = 0;
	if (accuracy) {
		/* ticks count down from 1 */
		a.high = 1;
		a.low = 1 - a.step * ceil((1 - low) / a.step - 1e-6);
		low = floor(low * 10 + 1e-6) / 10;
		a.low = fmax(a.low, fmax(low, 0));
	}
	choose_digits(&a);
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
	struct axis a;

	low = bounded(low);
	high = bounded(high);
	if (!(low <= high))
		low = high = 0;
	if (is_narrow(low, high)) {
		double half = high == 0 && low == 0 ? 0.1 : 0.1 * fmax(fabs(low), fabs(high));

		low -= half;
		high += half;
	}
	a = with_steps(low, high, ticks);
	choose_digits(&a);
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

	low = bounded(low);
	high = bounded(high);
	if (!(low > 0) || !(low <= high)) {
		low = 0.01;
		high = 1;
	}
	while (a.factors > 1 && log_ticks(log_floor(low, a.factors), log_ceil(high, a.factors),
					  a.factors) > ticks + 1)
		a.factors--;
	a.decades = a.factors > 1 ? 1 : 1 + (int)(log10(high / low) / (ticks < 1 ? 1 : ticks));
	/* limits may lie nearer than ticks do */
	a.low = log_floor(low, 3);
	a.high = log_ceil(high, 3);
	if (a.high <= a.low * (1 + 1e-9))
		a.high = log_ceil(a.low * (1 + 1e-6), 3);
	return a;
}

int axis_epoch_step(int epochs, int n)
{
	int power;
	double step = round_step((double)epochs / (n < 1 ? 1 : n), &power);

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

/* Of a logarithmic axis without factors: the power of ten of its highest tick, a
   multiple of the decades between two. */
static int highest_power(const struct axis *axis)
{
	return (int)floor((floor(log10(axis->high) + 1e-9)) / axis->decades) * axis->decades;
}

int axis_ticks(const struct axis *axis)
{
	if (axis->log && axis->factors == 1)
		return 1 +
		       (int)floor((highest_power(axis) - log10(axis->low) + 1e-9) / axis->decades);
	if (axis->log)
		return log_ticks(log_ceil(axis->low, axis->factors),
				 log_floor(axis->high, axis->factors), axis->factors);
	return 1 + (int)floor((axis->high - axis->low) / axis->step + 1e-6);
}

double axis_tick(const struct axis *axis, int i)
{
	double v = axis->high;

	if (!axis->log) {
		double factor = round(scaled(axis->step, -axis->power));

		return scaled((round(v / axis->step) - i) * factor, axis->power);
	}
	if (axis->factors == 1)
		return scaled(1, highest_power(axis) - i * axis->decades);
	v = log_floor(v, axis->factors);
	while (i-- > 0)
		v = log_floor(v * (1 - 1e-6), axis->factors);
	return v;
}

/* "5e-6", "1e12" of 1, 2 or 5 times a power of ten. */
static void put_power(double value, char out[AXIS_LABEL])
{
	int power = power_of(value);

	snprintf(out, AXIS_LABEL, "%.0fe%d", scaled(value, -power), power);
}

const char *axis_digits(const struct axis *axis, double value, char out[AXIS_LABEL])
{
	int decimals = axis->digits;

	value = scaled(value, -axis->exponent);
	if (axis->log && (value < 1e-4 || value >= 1e5)) {
		put_power(value, out);
		return out;
	}
	if (axis->log)
		decimals = value < 1 ? (int)ceil(-log10(value) - 1e-6) : 0;
	if (!axis->log && fabs(value) < 0.5 * pow(10, -decimals))
		value = decimals = 0;
	snprintf(out, AXIS_LABEL, "%.*f", decimals, value);
	return out;
}

const char *axis_label(const struct axis *axis, double value, char out[AXIS_LABEL])
{
	char text[AXIS_LABEL], exponent[8] = "";
	const char *digits = axis_digits(axis, value, text);
	bool minus = digits[0] == '-';

	digits += minus;
	if (digits[0] == '0' && digits[1] == '.')
		digits++;
	if (axis->exponent && strcmp(digits, "0") != 0)
		snprintf(exponent, sizeof exponent, "e%d", axis->exponent);
	snprintf(out, AXIS_LABEL, "%s%.14s%s", minus ? "-" : "", digits, exponent);
	return out;
}

int axis_columns(const struct axis *axis)
{
	char text[AXIS_LABEL];
	int most = 0;

	for (int i = 0; i < axis_ticks(axis); i++) {
		int n = (int)strlen(axis_label(axis, axis_tick(axis, i), text));

		most = n > most ? n : most;
	}
	return most + 1;
}
