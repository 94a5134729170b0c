/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_random.c - each parent's live inputs shuffled and dealt evenly. */
#include "core/split/split.h"

#include <stdlib.h>

static enum fpe_status random_group(const struct fpe_grouping *g, int *owner, struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];
	int32_t *live = malloc((size_t)l->in * sizeof *live);

	if (!live)
		return fpe_no_memory(err);
	for (int n = 0; n < l->out; n++) {
		int count = split_live(l, n, live);
		struct fpe_rng rng;

		split_stream(&rng, split_kind_random.name, g, n);
		fpe_rng_shuffle(&rng, live, count);
		split_deal(&rng, g->alpha, live, count, owner + (size_t)n * (size_t)l->in);
	}
	free(live);
	return FPE_OK;
}

const struct fpe_split_kind split_kind_random = {
	.name = "random",
	.help = "Each parent's inputs are shuffled and dealt evenly.",
	.needs_clauses = false,
	.group = random_group,
};
