/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dots.c - the loop of dots.h.
 *
 * Compiled once for each instruction set with TILE_ISA its name. A tile is as
 * large as the registers hold: all its sums stay in them over the whole depth.
 */
#include "core/kernel/dots.h"

#include "core/kernel/lanes.h"

#define WIDE (VEC / 2) /* doubles in a vector */

#if VEC == 16
#define ROWS 8
#define PARTS 2
#elif VEC == 8
#define ROWS 6
#define PARTS 2
#else
#define ROWS 4
#define PARTS 2
#endif
#define COLUMNS (PARTS * WIDE)

_Static_assert(ROWS <= DOTS_ROWS_MOST && COLUMNS <= DOTS_COLUMNS_MOST, "edges have room");

typedef double dvec __attribute__((vector_size(VEC * 4), may_alias));
typedef double loose_dvec __attribute__((vector_size(VEC * 4), may_alias, aligned(8)));

LANES_INLINE dvec splat(double a)
{
#if VEC == 16
	return (dvec)_mm512_set1_pd(a);
#elif VEC == 8
	return (dvec)_mm256_set1_pd(a);
#else
	return (dvec){ a, a };
#endif
}

/* a * b + c, rounded once where the machine can */
LANES_INLINE dvec fma_of(dvec a, dvec b, dvec c)
{
#if VEC == 16
	return (dvec)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif VEC == 8
	return (dvec)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__aarch64__)
	return (dvec)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#elif defined(__FP_FAST_FMA)
	return (dvec){ __builtin_fma(a[0], b[0], c[0]), __builtin_fma(a[1], b[1], c[1]) };
#else
	return a * b + c;
#endif
}

static void tile(const double *a, const double *b, int depth, double *sum, size_t stride)
{
	dvec acc[ROWS][PARTS];

	for (int r = 0; r < ROWS; r++) {
		for (int p = 0; p < PARTS; p++)
			acc[r][p] = *(const loose_dvec *)(sum + (size_t)r * stride + p * WIDE);
	}
	for (int k = 0; k < depth; k++, a += ROWS, b += COLUMNS) {
		dvec column[PARTS];

		for (int p = 0; p < PARTS; p++)
			column[p] = *(const dvec *)(b + p * WIDE);
		for (int r = 0; r < ROWS; r++) {
			dvec one = splat(a[r]);

			for (int p = 0; p < PARTS; p++)
				acc[r][p] = fma_of(one, column[p], acc[r][p]);
		}
	}
	for (int r = 0; r < ROWS; r++) {
		for (int p = 0; p < PARTS; p++)
			*(loose_dvec *)(sum + (size_t)r * stride + p * WIDE) = acc[r][p];
	}
}

const struct dots_ops ISA_NAME(dots_ops) = { .rows = ROWS, .columns = COLUMNS, .tile = tile };
