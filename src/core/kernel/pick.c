/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pick.c - the loops of pick.h.
 *
 * Compiled once for each instruction set with TILE_ISA its name.
 */
#include "core/kernel/pick.h"

#include <stdbool.h>
#include <string.h>

#include "core/kernel/lanes.h"

#define STREAMS (VEC / 2) /* of 64 bits in a vector */
#define BLOCK 256	  /* items drawn between two looks for a biased number */

typedef uint64_t wide __attribute__((vector_size(VEC * 4), may_alias));

static void records(const uint64_t *restrict record, int n, uint32_t *restrict bits,
		    float *restrict label)
{
	for (int i = 0; i < n; i++) {
		bits[i] = (uint32_t)record[i];
		label[i] = (float)(int32_t)(record[i] >> 32);
	}
}

static void halves(const uint64_t *restrict from, int words, int upper, int n,
		   uint32_t *restrict to)
{
	int shift = upper ? 32 : 0;

	if (words == 1) {
		for (int i = 0; i < n; i++)
			to[i] = (uint32_t)(from[i] >> shift);
		return;
	}
	for (int i = 0; i < n; i++)
		to[i] = (uint32_t)(from[(size_t)i * (size_t)words] >> shift);
}

static void labels(const int32_t *restrict from, int n, float *restrict to)
{
	for (int i = 0; i < n; i++)
		to[i] = (float)from[i];
}

LANES_INLINE wide turned(wide a, int by)
{
	return a << by | a >> (64 - by);
}

/* One step of xoshiro256** (rng.c). */
LANES_INLINE wide step(wide *s)
{
	wide a = s[1] + (s[1] << 2), t = s[1] << 17;

	a = turned(a, 7);
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = turned(s[3], 45);
	return a + (a << 3);
}

/* The upper halves times n. */
LANES_INLINE wide times(wide a, uint32_t n)
{
#if VEC == 16
	return (wide)_mm512_mul_epu32((__m512i)(a >> 32), _mm512_set1_epi64(n));
#elif VEC == 8
	return (wide)_mm256_mul_epu32((__m256i)(a >> 32), _mm256_set1_epi64x(n));
#else
	return (a >> 32) * n;
#endif
}

LANES_INLINE void put_upper(wide m, uint16_t *to)
{
#if VEC == 16
	_mm_storeu_si128((__m128i *)to, _mm512_cvtepi64_epi16((__m512i)(m >> 32)));
#else
	for (int k = 0; k < STREAMS; k++)
		to[k] = (uint16_t)(m[k] >> 32);
#endif
}

LANES_INLINE void load_streams(wide s[4], const struct fpe_rng *rng)
{
	uint64_t state[4][STREAMS];

	for (int k = 0; k < STREAMS; k++) {
		for (int i = 0; i < 4; i++)
			state[i][k] = rng[k].state[i];
	}
	memcpy(s, state, sizeof state);
}

LANES_INLINE void store_streams(const wide s[4], struct fpe_rng *rng)
{
	uint64_t state[4][STREAMS];

	memcpy(state, s, sizeof state);
	for (int k = 0; k < STREAMS; k++) {
		for (int i = 0; i < 4; i++)
			rng[k].state[i] = state[i][k];
	}
}

/*
 * Items `first` down to `last`, of one part. False, and the streams as they
 * were, where rng.c might have drawn a number again: that takes a number whose
 * lower half is below the items left.
 */
LANES_INLINE bool draw_block(struct fpe_rng *rng, int first, int last, uint16_t *to)
{
	wide s[4], again = { 0 };
	uint64_t found[STREAMS], any = 0;

	load_streams(s, rng);
	for (int i = first; i >= last; i--) {
		wide m = times(step(s), (uint32_t)i + 1);

		again |= (wide)((m & UINT32_MAX) <= (uint64_t)i);
		put_upper(m, to + (size_t)i * PICK_STREAMS);
	}
	memcpy(found, &again, sizeof found);
	for (int k = 0; k < STREAMS; k++)
		any |= found[k];
	if (!any)
		store_streams(s, rng);
	return !any;
}

static void draws(struct fpe_rng *streams, int n, uint16_t *to)
{
	for (int first = n - 1; first > 0; first -= BLOCK) {
		int last = first >= BLOCK ? first - BLOCK + 1 : 1;

		for (int p = 0; p < PICK_STREAMS; p += STREAMS) {
			struct fpe_rng *rng = streams + p;

			if (draw_block(rng, first, last, to + p))
				continue;
			for (int k = 0; k < STREAMS; k++) {
				for (int i = first; i >= last; i--)
					to[i * PICK_STREAMS + p + k] =
						(uint16_t)fpe_rng_below(&rng[k], (uint32_t)i + 1);
			}
		}
	}
}

const struct pick_ops ISA_NAME(pick_ops) = {
	.records = records,
	.halves = halves,
	.labels = labels,
	.draws = VEC > 4 ? draws : NULL,
};
