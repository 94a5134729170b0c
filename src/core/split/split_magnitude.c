/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_magnitude.c - inputs dealt round-robin by falling |w|, an ablation: who
   goes where follows the weights, but not what they have to do with each
   other. Equal |w| go in the order of the inputs. */
#include "core/split/split.h"

#include <math.h>
#include <stdlib.h>

struct weighed {
	float size;
	int input;
};

static int by_falling_size(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return x->input - y->input;
}

static enum fpe_status magnitude_group(const struct fpe_grouping *g, int *owner,
				       struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];
	struct weighed *live = malloc((size_t)l->in * sizeof *live);

	if (!live)
		return fpe_no_memory(err);
	for (int n = 0; n < l->out; n++) {
		size_t row = (size_t)n * (size_t)l->in;
		int count = 0;

		for (int j = 0; j < l->in; j++) {
			size_t at = row + (size_t)j;

			if (l->mask[at] != 0)
				live[count++] = (struct weighed){ fabsf(l->weight[at]), j };
		}
		qsort(live, (size_t)count, sizeof *live, by_falling_size);
		for (int p = 0; p < count; p++)
			owner[row + (size_t)live[p].input] = p % g->alpha;
	}
	free(live);
	return FPE_OK;
}

const struct fpe_split_kind split_kind_magnitude = {
	.name = "magnitude",
	.help = "Inputs are dealt round-robin by falling abs(weight), an ablation.",
	.group = magnitude_group,
};
