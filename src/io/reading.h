/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.h - a long read that someone waits for: it tells how far it is, and
 * may be told to stop.
 */
#ifndef IO_READING_H
#define IO_READING_H

#include <stdbool.h>

#include "fpe/error.h"

/* Handed down to a reader; NULL: nobody waits. */
struct reading {
	/* share: of the work that is done, 0 … 1. False: stop */
	bool (*goes_on)(void *context, double share);
	void *context;
};

/* To be asked every million numbers or so. FPE_ESTOPPED where it was told to
   stop. */
static inline enum fpe_status reading_goes_on(const struct reading *reading, double share,
					      struct fpe_error *err)
{
	if (!reading || reading->goes_on(reading->context, share))
		return FPE_OK;
	return fpe_fail(err, FPE_ESTOPPED, "stopped");
}

#endif
