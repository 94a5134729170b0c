/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rng.c - named streams: splitmix64 hash of the name, xoshiro256** after it. */
#include "fpe/rng.h"

static uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t fpe_rng_mix(uint64_t hash, uint64_t value)
{
	uint64_t state = hash;
	uint64_t mixed = splitmix64(&state) ^ value;

	return splitmix64(&mixed);
}

uint64_t fpe_rng_name(const char *name)
{
	uint64_t hash = 0;

	for (const char *at = name; *at; at++)
		hash = fpe_rng_mix(hash, (unsigned char)*at);
	return hash;
}

void fpe_rng_open(struct fpe_rng *rng, uint64_t seed, enum fpe_purpose purpose, uint64_t index)
{
	uint64_t key = fpe_rng_mix(fpe_rng_mix(fpe_rng_mix(0, seed), purpose), index);

	/* four outputs of splitmix64 are never all zero */
	for (int i = 0; i < 4; i++)
		rng->state[i] = splitmix64(&key);
}

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

static inline uint64_t next(struct fpe_rng *rng)
{
	uint64_t *s = rng->state;
	uint64_t result = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

uint64_t fpe_rng_u64(struct fpe_rng *rng)
{
	return next(rng);
}

double fpe_rng_unit(struct fpe_rng *rng)
{
	return (double)(fpe_rng_u64(rng) >> 11) * 0x1p-53;
}

/* Lemire's method (2019): multiply, and redraw the few that would be biased. */
static inline uint32_t below(struct fpe_rng *rng, uint32_t n)
{
	uint64_t m = (next(rng) >> 32) * n;

	if ((uint32_t)m < n) {
		uint32_t floor = -n % n;

		while ((uint32_t)m < floor)
			m = (next(rng) >> 32) * n;
	}
	return (uint32_t)(m >> 32);
}

uint32_t fpe_rng_below(struct fpe_rng *rng, uint32_t n)
{
	return below(rng, n);
}

void fpe_rng_shuffle(struct fpe_rng *rng, int32_t *items, int n)
{
	struct fpe_rng local = *rng; /* in registers */

	for (int i = n - 1; i > 0; i--) {
		int j = (int)below(&local, (uint32_t)i + 1);
		int32_t swap = items[i];

		items[i] = items[j];
		items[j] = swap;
	}
	*rng = local;
}

void fpe_rng_shuffle_wide(struct fpe_rng *rng, uint64_t *items, int n)
{
	struct fpe_rng local = *rng; /* in registers */

	for (int i = n - 1; i > 0; i--) {
		int j = (int)below(&local, (uint32_t)i + 1);
		uint64_t swap = items[i];

		items[i] = items[j];
		items[j] = swap;
	}
	*rng = local;
}
