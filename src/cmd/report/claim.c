/* SPDX-License-Identifier: GPL-3.0-or-later */
/* claim.c - bounds of a mean, in standard errors. Owns nothing. */
#include "cmd/report/claim.h"

#include <math.h>

#include "core/base/fixed_text.h"

bool claim_made(const struct claim *c)
{
	return !isnan(c->above) || !isnan(c->below) || !isnan(c->within);
}

/* room: how far the mean is on the right side. On the bound itself is within it. */
static double in_errors(double room, double error, bool closed)
{
	if (error > 0)
		return room / error;
	return room > 0 || (closed && room == 0) ? INFINITY : -INFINITY;
}

double claim_margin(const struct claim *c, const struct fpe_summary *m)
{
	double error = m->sd / sqrt(m->n), margin = INFINITY;

	if (!claim_made(c) || !isfinite(m->mean) || !isfinite(error))
		return NAN;
	if (!isnan(c->above))
		margin = in_errors(m->mean - c->above, error, false);
	if (!isnan(c->below))
		margin = fmin(margin, in_errors(c->below - m->mean, error, false));
	if (!isnan(c->within))
		margin = fmin(margin, in_errors(c->within - fabs(m->mean), error, true));
	return margin;
}

enum claim_verdict claim_verdict(double margin)
{
	if (margin >= CLAIM_MARGIN)
		return CLAIM_HOLDS;
	return margin <= -CLAIM_MARGIN ? CLAIM_FAILS : CLAIM_UNDECIDED;
}

const char *claim_words(const struct claim *c, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	if (!isnan(c->above))
		fixed_put(out, size, &at, "above %.9g", c->above);
	if (!isnan(c->below))
		fixed_put(out, size, &at, "%sbelow %.9g", at ? " and " : "", c->below);
	if (!isnan(c->within))
		fixed_put(out, size, &at, "%swithin %.9g of 0", at ? " and " : "", c->within);
	return out;
}
