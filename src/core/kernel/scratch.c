/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scratch.c - tiles of samples, slopes and sums, in one allocation. */
#include "core/kernel/scratch.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/pages.h"

struct scratch_shape scratch_shape_of(const struct fpe_net *net, const struct lookup *lookup)
{
	struct scratch_shape shape = {
		.layers = net->layers,
		.sums = fpe_activation_info[net->activation].needs == FPE_SLOPE_SUM,
		.targets = fpe_loss_is_of_targets(net->loss),
		.lookup = lookup,
		.listed = lookup ? fpe_net_layer_nnz(net, 0) : 0,
	};

	shape.width[0] = net->layer[0].in;
	for (int l = 0; l < net->layers; l++)
		shape.width[l + 1] = net->layer[l].out;
	return shape;
}

static size_t widest(const struct scratch_shape *shape)
{
	int most = 0;

	for (int l = 1; l <= shape->layers; l++)
		most = shape->width[l] > most ? shape->width[l] : most;
	return (size_t)most;
}

/* Limits bound this: 36 * 4096 rows of 512 bytes. */
size_t scratch_bytes(const struct scratch_shape *shape)
{
	size_t rows = (size_t)shape->width[0] + 2 * widest(shape);

	for (int l = 1; l <= shape->layers; l++)
		rows += (size_t)shape->width[l] * (1 + shape->sums);
	rows += shape->targets ? (size_t)shape->width[shape->layers] : 0;
	return rows * TILE_ROW * sizeof(float);
}

static enum fpe_status allocate_tiles(struct scratch *s, struct fpe_error *err)
{
	const struct scratch_shape *shape = &s->shape;
	size_t bytes = scratch_bytes(shape), delta = TILE_ROW * widest(shape);
	float *at;

	s->tiles = pages_alloc(bytes, bytes);
	if (!s->tiles)
		return fpe_no_memory(err);
	memset(s->tiles, 0, bytes);
	at = s->tiles;
	for (int l = 0; l <= shape->layers; l++) {
		size_t of = TILE_ROW * (size_t)shape->width[l];
		bool kept = shape->sums && l > 0;

		s->value[l] = at;
		s->sum[l] = at + (kept ? of : 0);
		at += of * (1 + kept);
	}
	s->delta[0] = at;
	s->delta[1] = at + delta;
	if (shape->targets)
		s->target = s->delta[1] + delta;
	return FPE_OK;
}

enum fpe_status scratch_init(struct scratch *s, const struct scratch_shape *shape,
			     struct fpe_error *err)
{
	enum fpe_status status;

	s->shape = *shape;
	status = allocate_tiles(s, err);
	if (!status)
		status = samples_init(&s->samples, shape->width[0], err);
	if (status || !shape->lookup)
		return status;
	s->listed = calloc(shape->listed + 1, sizeof *s->listed);
	return s->listed ? lookup_scratch_init(&s->lookup, shape->lookup, err) : fpe_no_memory(err);
}

void scratch_clear(struct scratch *s)
{
	samples_clear(&s->samples);
	lookup_scratch_clear(&s->lookup);
	free(s->tiles);
	free(s->listed);
}
