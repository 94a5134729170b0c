/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claim.h - is a mean where somebody says it is, and how surely?
 *
 * The margin is the distance from the mean to the nearest bound in standard errors of the
 * mean, below 0 on the wrong side. CLAIM_MARGIN of them decide: a normal mean that lies just
 * on the bound is taken to be past it once in 200 times.
 */
#ifndef CMD_CLAIM_H
#define CMD_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/statistic.h"

#define CLAIM_MARGIN 2.6

/* Bounds of a mean; NaN: none on that side. */
struct claim {
	double above, below, within; /* within: both +within and -within */
};
enum claim_verdict { CLAIM_UNDECIDED, CLAIM_HOLDS, CLAIM_FAILS };

bool claim_made(const struct claim *claim);
/* NaN: nothing is claimed, or the mean is null or of one seed. INFINITY, -INFINITY where
   every seed has the same value. */
double claim_margin(const struct claim *claim, const struct fpe_summary *mean);
enum claim_verdict claim_verdict(double margin);

/* "above 5", "within 3 of 0", "above 0 and below 2". Returns out. */
const char *claim_words(const struct claim *claim, char *out, size_t size);

#endif
