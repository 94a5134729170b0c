/* SPDX-License-Identifier: GPL-3.0-or-later */
/* student.h - quantiles of Student's t distribution, and of the normal one. */
#ifndef CORE_STUDENT_H
#define CORE_STUDENT_H

/* The t that a share p of it is below, 0.5 <= p < 1, for `freedom` degrees of freedom. NaN
   for less than one. */
double student_quantile(double p, int freedom);
/* The same of the normal distribution, 0 < p < 1. */
double normal_quantile(double p);

#endif
