/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lanes_many.h - as many sums over lanes at a time as registers hold, in the order of
   lanes.h. */
#ifndef CORE_KERNEL_LANES_MANY_H
#define CORE_KERNEL_LANES_MANY_H

#include "core/kernel/lanes.h"

/* sums[b] = sum of a[b], LANES_MANY of them. */
#if VEC == 16
#define LANES_MANY 16

LANES_INLINE void lanes_many_sums(const struct lanes *a, float *sums)
{
	const __m512i order =
		_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
	__m512 half[8], quarter[4], pair[2], all;

	for (int i = 0; i < 8; i++) {
		__m512 x = (__m512)a[2 * i].part[0];
		__m512 y = (__m512)a[2 * i + 1].part[0];

		half[i] = _mm512_add_ps(_mm512_shuffle_f32x4(x, y, 0x44),
					_mm512_shuffle_f32x4(x, y, 0xee));
	}
	for (int i = 0; i < 4; i++) {
		__m512 x = half[2 * i], y = half[2 * i + 1];

		quarter[i] = _mm512_add_ps(_mm512_shuffle_f32x4(x, y, 0x88),
					   _mm512_shuffle_f32x4(x, y, 0xdd));
	}
	for (int i = 0; i < 2; i++) {
		__m512 x = quarter[2 * i], y = quarter[2 * i + 1];

		pair[i] = _mm512_add_ps(_mm512_unpacklo_ps(x, y), _mm512_unpackhi_ps(x, y));
	}
	all = _mm512_add_ps(_mm512_shuffle_ps(pair[0], pair[1], 0x44),
			    _mm512_shuffle_ps(pair[0], pair[1], 0xee));
	_mm512_storeu_ps(sums, _mm512_permutexvar_ps(order, all));
}
#else
#define LANES_MANY 8

LANES_INLINE void lanes_many_sums(const struct lanes *a, float *sums)
{
	for (int i = 0; i < LANES_MANY; i += LANES_BLOCK)
		lanes_sums(a + i, sums + i);
}
#endif

#endif
