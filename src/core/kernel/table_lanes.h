/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table_lanes.h - tables of 16 sums and lookups in vectors (table.h), for files compiled
 * once for each instruction set.
 *
 * AVX-512 looks 16 lanes up at once; AVX2 takes two half tables and blends.
 */
#ifndef CORE_KERNEL_TABLE_LANES_H
#define CORE_KERNEL_TABLE_LANES_H

#include <stddef.h>

#include "core/kernel/lanes.h"
#include "core/kernel/table.h"

#if VEC == 16
#define TABLE_COLUMNS 8 /* of 16 inputs whose gradients are summed at once */
#else
#define TABLE_COLUMNS 2
#endif

/* Entry c of a table has term k where bit k of c is set. */
static const float has_term[TABLE_STEP][TABLE_SIZE] __attribute__((aligned(64))) = {
	{ 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 },
	{ 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1 },
	{ 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1 },
	{ 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1 },
};

LANES_INLINE struct lanes table_of(const float *term)
{
	struct lanes t;

	for (int p = 0; p < LANES_PARTS; p++) {
		t.part[p] = vec_load(has_term[0] + p * VEC) * vec_splat(term[0]);
		for (int k = 1; k < TABLE_STEP; k++)
			t.part[p] = vec_fma(vec_load(has_term[k] + p * VEC), vec_splat(term[k]),
					    t.part[p]);
	}
	return t;
}

LANES_INLINE ivec load_index(const int32_t *from)
{
	return *(const ivec *)(const void *)from;
}

LANES_INLINE void store_index(uint32_t *to, ivec a)
{
	*(ivec *)(void *)to = a;
}

LANES_INLINE struct lanes table_load(const float *from)
{
	struct lanes t;

	for (int p = 0; p < LANES_PARTS; p++)
		t.part[p] = vec_load(from + p * VEC);
	return t;
}

/* The entries that the low 4 bits of the index name. */
LANES_INLINE vec look_up(const struct lanes *t, ivec index)
{
#if VEC == 16
	return (vec)_mm512_permutexvar_ps((__m512i)index, (__m512)t->part[0]);
#elif VEC == 8
	__m256 low = _mm256_permutevar8x32_ps((__m256)t->part[0], (__m256i)index);
	__m256 high = _mm256_permutevar8x32_ps((__m256)t->part[1], (__m256i)index);

	return (vec)_mm256_blendv_ps(low, high, (__m256)(index << 28));
#elif defined(__SSE4_1__)
	/* four entries a register: bytes pick within, two bits choose one */
	const __m128i first = _mm_setr_epi8(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
	__m128i byte = _mm_and_si128((__m128i)index, _mm_set1_epi32(3));
	__m128 low = (__m128)(index << 29), high = (__m128)(index << 28);
	__m128 r[4];

	byte = _mm_shuffle_epi8(_mm_slli_epi32(byte, 2), first);
	byte = _mm_add_epi8(byte, _mm_set1_epi32(0x03020100));
	for (int i = 0; i < 4; i++)
		r[i] = (__m128)_mm_shuffle_epi8((__m128i)t->part[i], byte);
	return (vec)_mm_blendv_ps(_mm_blendv_ps(r[0], r[1], low), _mm_blendv_ps(r[2], r[3], low),
				  high);
#else
	const float *at = (const float *)t;
	vec r;

	for (int i = 0; i < VEC; i++)
		r[i] = at[index[i] & (TABLE_SIZE - 1)];
	return r;
#endif
}

LANES_INLINE void build_tables(int tables, const float *weight, float *table)
{
	for (int g = 0; g < tables; g++) {
		struct lanes t = table_of(weight + (size_t)g * TABLE_STEP);

		for (int p = 0; p < LANES_PARTS; p++)
			vec_store(table + (size_t)g * TABLE_SIZE + p * VEC, t.part[p]);
	}
}

/* a where mask is 1, b where it is 0; not written so that a compiler sees both
   are one number in all lanes, and moves the work to slower registers */
LANES_INLINE ivec bits_select(ivec mask, ivec a, ivec b)
{
#if VEC == 16
	return (ivec)_mm512_ternarylogic_epi32((__m512i)mask, (__m512i)a, (__m512i)b, 0xca);
#else
	return (mask & a) | (~mask & b);
#endif
}

LANES_INLINE void add_to(float *to, vec a)
{
	vec_store(to, vec_load(to) + a);
}

#endif
