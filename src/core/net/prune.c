/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prune.c - the one prune rule.
 *
 * The bits of a non-negative float order as the float does, so the largest
 * weight to drop is found by counting: first the upper halves of all keys,
 * then the lower halves within the one that holds it. Linear in the entries,
 * the same on every machine, and ties are exact.
 */
#include "fpe/split.h"

#include <stdlib.h>
#include <string.h>

#define PRUNE_BUCKETS 65536

static uint32_t prune_key(float weight)
{
	uint32_t bits;

	memcpy(&bits, &weight, sizeof bits);
	return bits & 0x7fffffffu;
}

/* Count live keys by their upper half, or, where upper >= 0, the lower halves
   of those with this upper half. */
static void count_keys(const struct fpe_net *net, int64_t upper, size_t *bucket)
{
	memset(bucket, 0, PRUNE_BUCKETS * sizeof *bucket);
	for (int i = 0; i < fpe_net_own_layers(net); i++) {
		const struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++) {
			uint32_t key = prune_key(l->weight[j]);

			if (l->mask[j] == 0)
				continue;
			if (upper < 0)
				bucket[key >> 16]++;
			else if (key >> 16 == (uint32_t)upper)
				bucket[key & 0xffff]++;
		}
	}
}

/* The bucket that holds entry number *rank (from 0); *rank becomes its place
   inside. */
static uint32_t find_bucket(const size_t *bucket, size_t *rank)
{
	uint32_t b = 0;

	while (*rank >= bucket[b])
		*rank -= bucket[b++];
	return b;
}

/* Drop all keys below limit and the first ties of those equal to it. */
static void drop(struct fpe_net *net, uint32_t limit, size_t ties)
{
	for (int i = 0; i < fpe_net_own_layers(net); i++) {
		struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++) {
			uint32_t key = prune_key(l->weight[j]);

			if (l->mask[j] == 0 || key > limit)
				continue;
			if (key == limit && ties == 0)
				continue;
			if (key == limit)
				ties--;
			l->mask[j] = 0;
		}
	}
	fpe_net_apply_masks(net);
}

enum fpe_status fpe_prune(struct fpe_net *net, size_t budget, struct fpe_error *err)
{
	size_t n = fpe_net_nnz(net), rank;
	uint32_t upper, limit;
	size_t *bucket;

	if (n <= budget)
		return FPE_OK;
	bucket = malloc(PRUNE_BUCKETS * sizeof *bucket);
	if (!bucket)
		return fpe_no_memory(err);
	rank = n - budget - 1; /* of the last one to drop */
	count_keys(net, -1, bucket);
	upper = find_bucket(bucket, &rank);
	count_keys(net, upper, bucket);
	limit = upper << 16 | find_bucket(bucket, &rank);
	free(bucket);
	drop(net, limit, rank + 1);
	return FPE_OK;
}
