/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pick.h - packed samples to words and labels of a tile, and shuffles of
 * several epochs at once.
 *
 * A record is one sample of at most 32 Boolean inputs as one number: input j
 * is bit j, the label the upper 32 bits. Shuffled records are read in order.
 */
#ifndef CORE_KERNEL_PICK_H
#define CORE_KERNEL_PICK_H

#include <stdint.h>

#include "core/kernel/isas.h"
#include "fpe/rng.h"

#define RECORD_INPUTS 32
#define PICK_STREAMS 8

struct pick_ops {
	/* n records apart: their inputs, their labels as numbers */
	void (*records)(const uint64_t *record, int n, uint32_t *bits, float *label);
	/* to[i] = lower or (upper: 1) higher half of from[i * words] */
	void (*halves)(const uint64_t *from, int words, int upper, int n, uint32_t *to);
	void (*labels)(const int32_t *from, int n, float *to);
	/*
	 * What fpe_rng_shuffle draws for n items from each of PICK_STREAMS
	 * streams: item i changes places with to[i * PICK_STREAMS + stream],
	 * i = n-1 … 1; n up to 2^16. NULL:
	 * no faster here than one after another.
	 */
	void (*draws)(struct fpe_rng *streams, int n, uint16_t *to);
};

#define PICK_OPS(isa) extern const struct pick_ops pick_ops_##isa;
EACH_ISA(PICK_OPS)
#undef PICK_OPS

#endif
