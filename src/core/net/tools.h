/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tools.h - what a step of training works with, made for the masks as they are: the
 * kernel, and parameters, moments and slopes packed for it (kernel/packing.h).
 */
#ifndef CORE_NET_TOOLS_H
#define CORE_NET_TOOLS_H

#include <stdbool.h>

#include "core/kernel/kernel.h"
#include "core/kernel/packing.h"
#include "fpe/rng.h"

struct tools {
	struct fpe_kernel *kernel;
	const struct packing *packing; /* the kernel's */
	/* packed */
	float *value, *m, *v, *slope;
	float *thin, *on; /* with weights off, and 0 where they are; not touched until then */
	float *vectors;	  /* owns them */
	/* of a tied net: where in a vector weights stand that are one, [ties][2]; else NULL. Owned
	 */
	size_t (*tie)[2];
	int ties;
};

/* With the net's numbers; nothing of net and data is kept. team (borrowed, may be NULL)
   helps the kernel. tools is zeroed memory, and is again after a failure. */
enum fpe_status tools_make(struct tools *tools, const struct fpe_net *net,
			   const struct fpe_data *data, struct fpe_team *team,
			   struct fpe_error *err);
void tools_clear(struct tools *tools);

/* Of a tied net: the slope of either of two weights that are one becomes the sum of both.
   dropped: what was off at the first has no slope there. Of others nothing happens. */
void tools_tie(const struct tools *tools, bool dropped);

/* Weights of the hidden layers are the parameters before these. */
size_t tools_hidden(const struct packing *p);

/* thin = the parameters, each live weight of the hidden layers 0 with the chance `off`;
   on says which are not. */
void tools_drop(const struct tools *tools, struct fpe_rng *rng, double off);
/* thin = the parameters, weights of the hidden layers times scale; returns it. */
const float *tools_scale(const struct tools *tools, float scale);

/* The net's numbers are old ones from now on; where programs check themselves nobody can
   take them for new (NaN). Moments of a large net, as much as its weights and masks, take no
   memory until they are written again. */
void tools_leave_parameters(const struct tools *tools, struct fpe_net *net);
void tools_leave_moments(const struct tools *tools, struct fpe_net *net);
/* Is one of them not 0? */
bool tools_have_moments(const struct tools *tools);

#endif
