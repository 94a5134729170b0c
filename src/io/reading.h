/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.h - a long read that someone waits for: it tells how far it is, and
 * may be told to stop.
 */
#ifndef IO_READING_H
#define IO_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/error.h"
#include "fpe/watch.h"

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

static inline bool reading_watch_goes_on(void *context, double share)
{
	(void)share;
	return !fpe_watch_ask(context, NULL);
}

/* Goes on until the watch (borrowed, or NULL) says that nobody waits any more. */
static inline struct reading reading_of(const struct fpe_watch *watch)
{
	return (struct reading){ reading_watch_goes_on, (void *)watch };
}

/* A part of the work: its share of 1 stands for `share` of the whole, from `from` on. */
struct reading_part {
	struct reading reading;
	const struct reading *whole;
	double from, share;
};

static inline bool reading_part_goes_on(void *context, double share)
{
	const struct reading_part *part = context;

	return part->whole->goes_on(part->whole->context, part->from + share * part->share);
}

/* Who waits for the whole waits for the part; returns what to hand down, NULL where
   nobody waits. */
static inline const struct reading *reading_part(struct reading_part *part,
						 const struct reading *whole, double from,
						 double share)
{
	*part = (struct reading_part){ { reading_part_goes_on, part }, whole, from, share };
	return whole ? &part->reading : NULL;
}

#endif
