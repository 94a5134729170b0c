/* SPDX-License-Identifier: GPL-3.0-or-later */
/* welch.h - do a layer's features spread as evenly as so many directions can? */
#ifndef FPE_WELCH_H
#define FPE_WELCH_H

#include "fpe/net.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Mean cos^2 over pairs of a layer's n inputs that are at least half as long as the longest,
   over the least it can be, (n - m)/(m (n - 1)) with m neurons (Welch 1974); NaN: n <= m.
   FPE_ENOMEM, FPE_ESTOPPED. */
enum fpe_status fpe_welch(const struct fpe_net *net, int layer, const struct fpe_watch *watch,
			  double *out, struct fpe_error *err);

#ifdef __cplusplus
}
#endif

#endif
