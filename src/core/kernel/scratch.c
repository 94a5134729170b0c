/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scratch.c - tiles of samples, slopes and sums, in one allocation. */
#include "core/kernel/scratch.h"

#include <stdlib.h>
#include <string.h>

/* Limits bound this: 36 * 4096 rows of 512 bytes. */
static enum fpe_status allocate_tiles(struct scratch *s, const struct fpe_net *net,
				      struct fpe_error *err)
{
	bool sums = fpe_activation_info[net->activation].needs == FPE_SLOPE_SUM;
	size_t outputs = (size_t)fpe_net_outputs(net);
	size_t rows = (size_t)net->layer[0].in, widest = 0;
	float *at;

	for (int l = 0; l < net->layers; l++) {
		size_t out = (size_t)net->layer[l].out;

		rows += out * (1 + sums);
		widest = out > widest ? out : widest;
	}
	rows += 2 * widest + (net->loss == FPE_LOSS_SQUARED ? outputs : 0);
	s->tiles = aligned_alloc(FPE_ALIGN, rows * TILE_ROW * sizeof(float));
	if (!s->tiles)
		return fpe_no_memory(err);
	memset(s->tiles, 0, rows * TILE_ROW * sizeof(float));
	at = s->tiles;
	for (int l = 0; l <= net->layers; l++) {
		size_t of = l < net->layers ? (size_t)net->layer[l].in : outputs;
		bool kept = sums && l > 0;

		s->value[l] = at;
		s->sum[l] = at + (kept ? TILE_ROW * of : 0);
		at += TILE_ROW * of * (1 + kept);
	}
	s->delta[0] = at;
	s->delta[1] = at + TILE_ROW * widest;
	if (net->loss == FPE_LOSS_SQUARED)
		s->target = s->delta[1] + TILE_ROW * widest;
	return FPE_OK;
}

enum fpe_status scratch_init(struct scratch *s, const struct fpe_net *net,
			     const struct lookup *lookup, struct fpe_error *err)
{
	enum fpe_status status = allocate_tiles(s, net, err);

	if (!status)
		status = samples_init(&s->samples, net->layer[0].in, err);
	if (status || !lookup)
		return status;
	s->listed = calloc(fpe_net_layer_nnz(net, 0) + 1, sizeof *s->listed);
	return s->listed ? lookup_scratch_init(&s->lookup, lookup, err) : fpe_no_memory(err);
}

void scratch_clear(struct scratch *s)
{
	samples_clear(&s->samples);
	lookup_scratch_clear(&s->lookup);
	free(s->tiles);
	free(s->listed);
}
