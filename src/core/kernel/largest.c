/* SPDX-License-Identifier: GPL-3.0-or-later */
/* largest.c - the largest of very many numbers, for those who draw them. */
#include "core/kernel/isa.h"
#include "fpe/kernel.h"

#define PIECE ((size_t)1 << 24)

float fpe_largest(const float *a, size_t n)
{
	const struct tile_ops *ops = isa_best()->ops;
	float most = 0;

	for (size_t at = 0; at < n; at += PIECE) {
		float x = ops->largest((int)(n - at < PIECE ? n - at : PIECE), a + at);

		most = x > most ? x : most;
	}
	return most;
}
