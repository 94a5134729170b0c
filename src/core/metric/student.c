/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * student.c - which t has a share p of Student's distribution below it?
 *
 * For whole degrees of freedom v the distribution is a finite series in theta =
 * atan(t / sqrt(v)), all of whose terms have one sign (Abramowitz and Stegun, Handbook of
 * Mathematical Functions, 26.7.3 and 26.7.4), so nothing cancels and no library is needed.
 */
#include "core/metric/student.h"

#include <math.h>

#define MOST_STEPS 100
#define NORMAL_QUARTER 0.6744897501960817 /* of the normal distribution, .75 is below */

/* The share between -t and t. */
static double share_within(double t, int v)
{
	double theta = atan(t / sqrt(v)), square = cos(theta) * cos(theta);
	double term = v % 2 ? cos(theta) : 1, sum = 0;

	for (int i = v % 2 ? 3 : 2; i <= v; i += 2) {
		sum += term;
		term *= square * (i - 1) / i;
	}
	return v % 2 ? 2 / M_PI * (theta + sin(theta) * sum) : sin(theta) * sum;
}

/* To a few in a hundred: it only says how far a step goes. The factor before it is that of
   the normal distribution, with the first terms that depend on v. */
static double density(double t, int v)
{
	double factor = (1 - 0.25 / v + 1.0 / (32.0 * v * v)) / sqrt(2 * M_PI);

	return factor * pow(1 + t * t / v, -0.5 * (v + 1));
}

/* By Newton's steps. The distribution is concave above 0: from below they do not pass it by
   more than the density is wrong. */
double student_quantile(double p, int freedom)
{
	double t = NORMAL_QUARTER, step = INFINITY;

	if (freedom < 1)
		return NAN;
	for (int i = 0; i < MOST_STEPS && fabs(step) > 1e-15 * t; i++) {
		step = (p - 0.5 - share_within(t, freedom) / 2) / density(t, freedom);
		t = fmax(0, t + step);
	}
	return t;
}

/* By Newton's steps from the middle, which never pass it: beside 0 the distribution is concave. */
double normal_quantile(double p)
{
	double far = p < 0.5 ? 1 - p : p, z = 0, step = INFINITY;

	for (int i = 0; i < MOST_STEPS && fabs(step) > 1e-15 * z; i++) {
		step = (far - 0.5 * erfc(-z / sqrt(2))) * sqrt(2 * M_PI) * exp(0.5 * z * z);
		z += step;
	}
	return p < 0.5 ? -z : z;
}
