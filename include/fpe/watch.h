/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.h - how long loops hear that nobody wants their result any more.
 *
 * Who calls a function that may take long lends it a watch; NULL, or one without
 * `stopped`: nobody stops it. It is asked some ten times a second or more, by the thread that
 * called, and has to answer within microseconds. Who was stopped returns FPE_ESTOPPED, and nothing
 * has changed.
 */
#ifndef FPE_WATCH_H
#define FPE_WATCH_H

#include <stdbool.h>

#include "fpe/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_watch {
	bool (*stopped)(void *context);
	void *context;
};

static inline enum fpe_status fpe_watch_ask(const struct fpe_watch *watch, struct fpe_error *err)
{
	if (watch && watch->stopped && watch->stopped(watch->context))
		return fpe_fail(err, FPE_ESTOPPED, "stopped");
	return FPE_OK;
}

#ifdef __cplusplus
}
#endif

#endif
