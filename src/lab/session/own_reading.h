/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_reading.h - a user's own samples are read in the background.
 *
 * A reader runs on a thread of the pool; who waits asks how far it is, and may
 * stop it. What it gives becomes samples to draw from on that thread, too.
 */
#ifndef LAB_OWN_READING_H
#define LAB_OWN_READING_H

#include "io/reading.h"
#include "lab/base/own_samples.h"
#include "lab/study/runner.h"

/* Fills *out, or leaves it empty. May call reading_goes_on; FPE_ESTOPPED. */
typedef enum fpe_status own_read(const void *context, const struct reading *reading,
				 struct sample_set *out, struct fpe_error *err);

/* What is to be read, and what is to become of it. All but the classes is borrowed
   as long as it is read. */
struct own_request {
	own_read *read;
	const void *context;
	const char *kind, *from;   /* as of own_samples_new */
	const char *line, *script; /* as of own_samples_say_line; NULL: nobody says */
	struct own_how how;
	int classes; /* how many are kept; 0: all */
	int *kept;   /* [classes]; borrowed */
};

struct own_reading {
	struct runner runner; /* first: a runner is a reading */
	struct own_request request;
	_Atomic double share; /* that is done */
	const char *blame;    /* it failed for "classes" or "holdout", not for what was read */
	struct shared *own;   /* read well, once it is quiet: struct own_samples */
};

/* Begins at once. */
enum fpe_status own_reading_new(const struct own_request *request, struct pool *pool,
				struct own_reading **out, struct fpe_error *err);
void own_reading_free(struct own_reading *reading); /* stops it, and waits */

#endif
