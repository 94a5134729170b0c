/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lanes.h - 16 floats side by side, on any instruction set.
 *
 * `struct lanes` is 16 floats in LANES_PARTS vectors of VEC floats: one zmm,
 * two ymm, or four vectors of 16 bytes. What works element by element is
 * written on `vec`; what depends on the order of a sum is written on lanes.
 *
 * Promise: with FMA (x86-64-v3, v4, aarch64) every function gives the same
 * bits on every instruction set. Without, a product and its sum round twice.
 */
#ifndef CORE_KERNEL_LANES_H
#define CORE_KERNEL_LANES_H

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#include <immintrin.h>
#define VEC 16
#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define VEC 8
#else
#define VEC 4
#if defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__SSE4_1__)
#include <smmintrin.h>
#endif
#endif

#define LANES_PARTS (16 / VEC)
#define LANES_INLINE static inline __attribute__((always_inline))

typedef float vec __attribute__((vector_size(VEC * 4), may_alias));
typedef int32_t ivec __attribute__((vector_size(VEC * 4), may_alias));
/* the same anywhere in memory */
typedef float loose_vec __attribute__((vector_size(VEC * 4), may_alias, aligned(4)));

struct lanes {
	vec part[LANES_PARTS];
};

LANES_INLINE vec vec_load(const float *from)
{
	return *(const vec *)from;
}

LANES_INLINE void vec_store(float *to, vec a)
{
	*(vec *)to = a;
}

LANES_INLINE vec vec_splat(float a)
{
#if VEC == 16
	return (vec)_mm512_set1_ps(a);
#elif VEC == 8
	return (vec)_mm256_set1_ps(a);
#else
	return (vec){ a, a, a, a };
#endif
}

LANES_INLINE ivec vec_splat_int(int32_t a)
{
#if VEC == 16
	return (ivec)_mm512_set1_epi32(a);
#elif VEC == 8
	return (ivec)_mm256_set1_epi32(a);
#else
	return (ivec){ a, a, a, a };
#endif
}

/* a * b + c, rounded once where the machine can */
LANES_INLINE vec vec_fma(vec a, vec b, vec c)
{
#if VEC == 16
	return (vec)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif VEC == 8
	return (vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
	return (vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#elif defined(__FP_FAST_FMAF)
	vec r;

	for (int i = 0; i < VEC; i++)
		r[i] = __builtin_fmaf(a[i], b[i], c[i]);
	return r;
#else
	return a * b + c;
#endif
}

/* a where mask is all ones, b where it is 0 */
LANES_INLINE vec vec_select(ivec mask, vec a, vec b)
{
	return (vec)((mask & (ivec)a) | (~mask & (ivec)b));
}

/* b where a is above 0, else 0 */
LANES_INLINE vec vec_gate(vec a, vec b)
{
#if VEC == 16
	__mmask16 above = _mm512_cmp_ps_mask((__m512)a, _mm512_setzero_ps(), _CMP_GT_OQ);

	return (vec)_mm512_maskz_mov_ps(above, (__m512)b);
#else
	return vec_select(a > vec_splat(0), b, vec_splat(0));
#endif
}

/* The larger; b where either is NaN, so put what may be NaN second. */
LANES_INLINE vec vec_max(vec a, vec b)
{
#if VEC == 16
	return (vec)_mm512_max_ps((__m512)a, (__m512)b);
#elif VEC == 8
	return (vec)_mm256_max_ps((__m256)a, (__m256)b);
#else
	return vec_select(a > b, a, b);
#endif
}

LANES_INLINE vec vec_abs(vec a)
{
	return (vec)((ivec)a & vec_splat_int(0x7fffffff));
}

LANES_INLINE vec vec_negate(vec a)
{
	return (vec)((ivec)a ^ vec_splat_int(INT32_MIN));
}

LANES_INLINE struct lanes lanes_zero(void)
{
	struct lanes a;

	for (int p = 0; p < LANES_PARTS; p++)
		a.part[p] = vec_splat(0);
	return a;
}

/*
 * The one order of a sum over lanes: i with i+8, then i+4, i+2, i+1. Lanes are
 * summed LANES_BLOCK at a time: sums[b] = sum of a[b].
 */
#define LANES_BLOCK (8 / LANES_PARTS)

#if VEC == 16
LANES_INLINE void lanes_sums(const struct lanes *a, float *sums)
{
	__m512 half[4], quarter[2], low, high;
	const __m512i pick = _mm512_setr_epi32(0, 4, 8, 12, 2, 6, 10, 14, 0, 0, 0, 0, 0, 0, 0, 0);

	for (int i = 0; i < 4; i++) {
		__m512 x = (__m512)a[2 * i].part[0];
		__m512 y = (__m512)a[2 * i + 1].part[0];

		half[i] = _mm512_add_ps(_mm512_shuffle_f32x4(x, y, 0x44),
					_mm512_shuffle_f32x4(x, y, 0xee));
	}
	for (int i = 0; i < 2; i++) {
		__m512 x = half[2 * i], y = half[2 * i + 1];

		quarter[i] = _mm512_add_ps(_mm512_shuffle_f32x4(x, y, 0x88),
					   _mm512_shuffle_f32x4(x, y, 0xdd));
	}
	low = _mm512_shuffle_ps(quarter[0], quarter[1], 0x44);
	high = _mm512_shuffle_ps(quarter[0], quarter[1], 0xee);
	low = _mm512_add_ps(low, high);
	low = _mm512_add_ps(low, _mm512_permute_ps(low, 0xb1));
	low = _mm512_permutexvar_ps(pick, low);
	_mm256_storeu_ps(sums, _mm512_castps512_ps256(low));
}
#elif VEC == 8
LANES_INLINE void lanes_sums(const struct lanes *a, float *sums)
{
	__m256 half[4], x, y;

	for (int i = 0; i < 4; i++)
		half[i] = _mm256_add_ps((__m256)a[i].part[0], (__m256)a[i].part[1]);
	x = _mm256_add_ps(_mm256_permute2f128_ps(half[0], half[1], 0x20),
			  _mm256_permute2f128_ps(half[0], half[1], 0x31));
	y = _mm256_add_ps(_mm256_permute2f128_ps(half[2], half[3], 0x20),
			  _mm256_permute2f128_ps(half[2], half[3], 0x31));
	x = _mm256_add_ps(_mm256_shuffle_ps(x, y, 0x44), _mm256_shuffle_ps(x, y, 0xee));
	x = _mm256_hadd_ps(x, x);
	_mm_storeu_ps(sums,
		      _mm_unpacklo_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1)));
}
#else
LANES_INLINE void lanes_sums(const struct lanes *a, float *sums)
{
	for (int i = 0; i < LANES_BLOCK; i++) {
		vec s = (a[i].part[0] + a[i].part[2]) + (a[i].part[1] + a[i].part[3]);

		sums[i] = (s[0] + s[2]) + (s[1] + s[3]);
	}
}
#endif

LANES_INLINE float lanes_sum(struct lanes a)
{
	float x[16];

	memcpy(x, &a, sizeof x);
	for (int step = 8; step > 0; step /= 2) {
		for (int i = 0; i < step; i++)
			x[i] += x[i + step];
	}
	return x[0];
}

#endif
