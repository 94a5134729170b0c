/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packed.c - live entries of a net's tensors, one after the other.
 *
 * values holds, layer after layer, the live weights and all biases; then, where
 * kept, first and second moments in the same order. Masks are bits, layer after
 * layer, row by row.
 */
#include "lab/arm/packed.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/pages.h"

struct packed_masks {
	atomic_int holds;
	size_t live; /* bits set */
	size_t words;
	uint64_t bits[];
};

static const enum fpe_tensor_kind packed_tensors[3][2] = {
	{ FPE_WEIGHT, FPE_BIAS },
	{ FPE_WEIGHT_M, FPE_BIAS_M },
	{ FPE_WEIGHT_V, FPE_BIAS_V },
};

static bool bit(const struct packed_masks *masks, size_t at)
{
	return masks->bits[at / 64] >> at % 64 & 1;
}

static bool same_masks(const struct packed_masks *masks, const struct fpe_net *net)
{
	size_t at = 0;

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++) {
			if (bit(masks, at++) != (l->mask[j] != 0))
				return false;
		}
	}
	return true;
}

static struct packed_masks *masks_new(const struct fpe_net *net)
{
	struct packed_masks *masks;
	size_t entries = 0, at = 0, words;

	for (int i = 0; i < net->layers; i++)
		entries += fpe_layer_size(&net->layer[i]);
	words = (entries + 63) / 64;
	masks = calloc(1, sizeof *masks + words * sizeof *masks->bits);
	if (!masks)
		return NULL;
	atomic_init(&masks->holds, 1);
	masks->words = words;
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++, at++) {
			if (l->mask[j] == 0)
				continue;
			masks->bits[at / 64] |= UINT64_C(1) << at % 64;
			masks->live++;
		}
	}
	return masks;
}

void packed_masks_release(struct packed_masks *masks)
{
	if (masks && atomic_fetch_sub_explicit(&masks->holds, 1, memory_order_acq_rel) == 1)
		free(masks);
}

/* Those of `like`, or new ones; *own: they are new. */
static struct packed_masks *masks_for(const struct fpe_net *net, const struct packed *like,
				      bool *own)
{
	*own = !like || !same_masks(like->masks, net);
	if (*own)
		return masks_new(net);
	atomic_fetch_add_explicit(&like->masks->holds, 1, memory_order_relaxed);
	return like->masks;
}

static bool is_full(const struct fpe_layer *l)
{
	size_t n = fpe_layer_size(l), at = 0;

	while (at < n && l->mask[at] != 0)
		at++;
	return at == n;
}

/* One weight-like and one bias-like tensor of every layer. */
static void pack(const struct fpe_net *net, const enum fpe_tensor_kind kind[2], float *to)
{
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		const float *w = fpe_net_tensor(net, i, kind[0]);
		size_t n = fpe_layer_size(l);

		if (is_full(l)) {
			memcpy(to, w, n * sizeof *to);
			to += n;
			n = 0;
		}
		for (size_t j = 0; j < n; j++) {
			if (l->mask[j] != 0)
				*to++ = w[j];
		}
		memcpy(to, fpe_net_tensor(net, i, kind[1]), fpe_layer_biases(l) * sizeof *to);
		to += fpe_layer_biases(l);
	}
}

static void unpack(struct fpe_net *net, const enum fpe_tensor_kind kind[2], const float *from)
{
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		float *w = fpe_net_tensor(net, i, kind[0]);
		size_t n = fpe_layer_size(l);

		pages_write(w, n * sizeof *w);
		if (is_full(l)) {
			memcpy(w, from, n * sizeof *w);
			from += n;
			n = 0;
		}
		for (size_t j = 0; j < n; j++)
			w[j] = l->mask[j] != 0 ? *from++ : 0;
		memcpy(fpe_net_tensor(net, i, kind[1]), from, fpe_layer_biases(l) * sizeof *from);
		from += fpe_layer_biases(l);
	}
}

static void pack_moments(const struct fpe_net *net, const struct fpe_trainer *trainer, bool second,
			 float *to)
{
	for (int i = 0; i < net->layers; i++)
		to += fpe_trainer_moments(trainer, i, second, to);
}

static bool any(const float *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (values[i] != 0)
			return true;
	}
	return false;
}

/* Has the net a moment that is not 0? One that was never trained has none. */
static bool has_moments(const struct fpe_net *net)
{
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];

		if (any(l->weight_m, fpe_layer_size(l)) || any(l->weight_v, fpe_layer_size(l)) ||
		    any(l->bias_m, (size_t)l->out) || any(l->bias_v, (size_t)l->out))
			return true;
	}
	return false;
}

static bool moved(const struct fpe_net *net, const struct fpe_trainer *trainer)
{
	return trainer ? fpe_trainer_has_moments(trainer) : has_moments(net);
}

struct packed *packed_new(const struct fpe_net *net, const struct fpe_trainer *trainer, int epoch,
			  int batch, bool moments, const struct packed *like)
{
	bool own;
	struct packed_masks *masks = masks_for(net, like, &own);
	struct packed *p;
	int sets = moments && moved(net, trainer) ? 3 : 1;
	size_t count, size;

	if (!masks)
		return NULL;
	count = masks->live + fpe_net_biases(net);
	size = sizeof *p + (size_t)sets * count * sizeof *p->values;
	p = pages_alloc(size, size);
	if (!p) {
		packed_masks_release(masks);
		return NULL;
	}
	atomic_init(&p->holds, 1);
	p->epoch = epoch;
	p->batch = batch;
	p->moments = moments;
	p->mark = 0;
	p->steps = net->steps;
	p->masks = masks;
	p->count = count;
	p->sets = sets;
	p->bytes = size;
	if (own)
		p->bytes += sizeof *masks + masks->words * sizeof *masks->bits;
	for (int i = 0; i < sets; i++) {
		if (trainer && i > 0)
			pack_moments(net, trainer, i == 2, p->values + (size_t)i * count);
		else
			pack(net, packed_tensors[i], p->values + (size_t)i * count);
	}
	return p;
}

struct packed *packed_hold(struct packed *packed)
{
	atomic_fetch_add_explicit(&packed->holds, 1, memory_order_relaxed);
	return packed;
}

void packed_release(struct packed *packed)
{
	if (!packed || atomic_fetch_sub_explicit(&packed->holds, 1, memory_order_acq_rel) > 1)
		return;
	packed_masks_release(packed->masks);
	free(packed);
}

bool packed_count(struct packed *packed, unsigned mark)
{
	bool first = packed->mark != mark;

	packed->mark = mark;
	return first;
}

void packed_unpack(const struct packed *packed, struct fpe_net *net)
{
	size_t at = 0;

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++)
			l->mask[j] = bit(packed->masks, at++);
	}
	if (packed->sets == 1)
		fpe_net_clear_moments(net);
	for (int i = 0; i < packed->sets; i++)
		unpack(net, packed_tensors[i], packed->values + (size_t)i * packed->count);
	net->steps = packed->moments ? packed->steps : 0;
}

bool packed_is(const struct packed *packed, const struct fpe_net *net)
{
	const float *at = packed->values;

	if (!same_masks(packed->masks, net))
		return false;
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++) {
			if (l->mask[j] == 0)
				continue;
			if (memcmp(at++, &l->weight[j], sizeof *at) != 0)
				return false;
		}
		if (memcmp(at, l->bias, fpe_layer_biases(l) * sizeof *at) != 0)
			return false;
		at += fpe_layer_biases(l);
	}
	return true;
}

/* ------------------------------------------------------------- written down */

const uint64_t *packed_masks_bits(const struct packed *packed, size_t *words)
{
	*words = packed->masks->words;
	return packed->masks->bits;
}

static size_t values_bytes(int sets, size_t count)
{
	return (size_t)sets * count * sizeof(float);
}

bool packed_counts_masks(const struct packed *packed)
{
	return packed->bytes > sizeof *packed + values_bytes(packed->sets, packed->count);
}

struct packed_masks *packed_masks_make(const void *bits, size_t entries)
{
	size_t words = (entries + 63) / 64;
	struct packed_masks *masks = malloc(sizeof *masks + words * sizeof *masks->bits);

	if (!masks)
		return NULL;
	atomic_init(&masks->holds, 1);
	masks->words = words;
	masks->live = 0;
	memcpy(masks->bits, bits, words * sizeof *masks->bits);
	for (size_t i = 0; i < words; i++)
		masks->live += (size_t)__builtin_popcountll(masks->bits[i]);
	return masks;
}

size_t packed_masks_live(const struct packed_masks *masks)
{
	return masks->live;
}

struct packed *packed_make(const struct packed_parts *parts, struct packed_masks *masks,
			   const void *values)
{
	size_t bytes = values_bytes(parts->sets, parts->count),
	       size = sizeof(struct packed) + bytes;
	struct packed *p = pages_alloc(size, size);

	if (!p)
		return NULL;
	*p = (struct packed){ .epoch = parts->epoch,
			      .batch = parts->batch,
			      .moments = parts->moments,
			      .bytes = size,
			      .steps = parts->steps,
			      .masks = masks,
			      .count = parts->count,
			      .sets = parts->sets };
	atomic_init(&p->holds, 1);
	atomic_fetch_add_explicit(&masks->holds, 1, memory_order_relaxed);
	if (parts->counts_masks)
		p->bytes += sizeof *masks + masks->words * sizeof *masks->bits;
	memcpy(p->values, values, bytes);
	return p;
}
