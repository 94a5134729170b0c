/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lanes_part.h - vectors anywhere in memory, and the last one of a row, of which there is
   only a part. */
#ifndef CORE_KERNEL_LANES_PART_H
#define CORE_KERNEL_LANES_PART_H

#include "core/kernel/lanes.h"

LANES_INLINE vec loose_load(const float *from)
{
	return *(const loose_vec *)from;
}

LANES_INLINE void loose_store(float *to, vec a)
{
	*(loose_vec *)to = a;
}

#if VEC == 16
LANES_INLINE __mmask16 part_mask(int n)
{
	return (__mmask16)((1u << n) - 1);
}
#elif VEC == 8
LANES_INLINE __m256i part_mask(int n)
{
	return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
#endif

/* The first n numbers, n any; others are 0, or left as they are. */
LANES_INLINE vec vec_load_part(const float *from, int n)
{
	if (n >= VEC)
		return loose_load(from);
	if (n <= 0)
		return vec_splat(0);
#if VEC == 16
	return (vec)_mm512_maskz_loadu_ps(part_mask(n), from);
#elif VEC == 8
	return (vec)_mm256_maskload_ps(from, part_mask(n));
#else
	vec a = vec_splat(0);

	memcpy(&a, from, (size_t)n * sizeof(float));
	return a;
#endif
}

LANES_INLINE void vec_store_part(float *to, int n, vec a)
{
	if (n >= VEC)
		loose_store(to, a);
	else if (n > 0)
#if VEC == 16
		_mm512_mask_storeu_ps(to, part_mask(n), (__m512)a);
#elif VEC == 8
		_mm256_maskstore_ps(to, part_mask(n), (__m256)a);
#else
		memcpy(to, &a, (size_t)n * sizeof(float));
#endif
}

#endif
