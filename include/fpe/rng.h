/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rng.h - random numbers from named streams.
 *
 * Every draw of the program comes from a stream named by (seed, purpose,
 * index), never from a shared generator, so results do not depend on the
 * order in which work is done or on the number of threads. The name is hashed
 * (splitmix64, Steele et al. 2014) into the state of xoshiro256** 1.0
 * (Blackman and Vigna 2021).
 */
#ifndef FPE_RNG_H
#define FPE_RNG_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers are part of the contract "same seed, same bytes": append only. */
enum fpe_purpose {
	FPE_RNG_TASK = 1,
	FPE_RNG_TRAIN = 2,	 /* training samples */
	FPE_RNG_TEST = 3,	 /* test samples */
	FPE_RNG_NOISE = 4,	 /* label noise of the training samples */
	FPE_RNG_INIT = 5,	 /* initial weights; index = layer */
	FPE_RNG_ORDER = 6,	 /* order of samples; index = epoch */
	FPE_RNG_SPLIT = 7,	 /* index = hash of the split's key */
	FPE_RNG_CONTROL = 8,	 /* masks of the sparse control */
	FPE_RNG_DROPCONNECT = 9, /* index = step */
	FPE_RNG_FLIP = 10,	 /* input bits flipped to test robustness */
	FPE_RNG_HOLDOUT = 11,	 /* order of the samples, the first are held out */
	FPE_RNG_SEARCH = 12,	 /* candidates of a search; index = hash of the kind's name */
	FPE_RNG_GENERATE = 13,	 /* characters of a text that a net writes */
	FPE_RNG_DESIGN = 14,	 /* points of a drawn sweep; index = key's name, draw */
	FPE_RNG_DEALS = 30,	 /* splits that are only counted; index = number of the deal */
	FPE_RNG_TEST_ONLY = 1000 /* for property tests */
};

struct fpe_rng {
	uint64_t state[4];
};

void fpe_rng_open(struct fpe_rng *rng, uint64_t seed, enum fpe_purpose purpose, uint64_t index);

/* Mix one more number into a hash, for indices made of several numbers. */
uint64_t fpe_rng_mix(uint64_t hash, uint64_t value);

/* A hash of a name, for streams that belong to what is called so: where its
   table gets rows or another order, they stay. */
uint64_t fpe_rng_name(const char *name);

uint64_t fpe_rng_u64(struct fpe_rng *rng);

/* Uniform in [0, 1), 53 bits. */
double fpe_rng_unit(struct fpe_rng *rng);

/* Uniform in 0 … n-1, unbiased; n >= 1. */
uint32_t fpe_rng_below(struct fpe_rng *rng, uint32_t n);

/* Fisher-Yates shuffle of items[n]. */
void fpe_rng_shuffle(struct fpe_rng *rng, int32_t *items, int n);
void fpe_rng_shuffle_wide(struct fpe_rng *rng, uint64_t *items, int n);

#ifdef __cplusplus
}
#endif

#endif
