/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tile.h - the arithmetic on one tile of samples, as a table of functions.
 *
 * A tile is feature-major: row j holds feature j of TILE samples, 64-byte
 * aligned, TILE_ROW floats behind row j - 1. `groups` is the part in use, in groups of 16 samples:
 * 1, 2, 4 or 8. Columns past the last sample repeat it, and their losses and deltas are 0, so they
 * change no result.
 *
 * tile.c is compiled once for each instruction set; every build exports one
 * table. No type of this file depends on the instruction set.
 */
#ifndef CORE_KERNEL_TILE_H
#define CORE_KERNEL_TILE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/block.h"
#include "core/kernel/class.h"
#include "core/kernel/few.h"
#include "core/kernel/gate.h"
#include "core/kernel/isas.h"
#include "core/kernel/pick.h"
#include "core/kernel/table.h"
#include "fpe/activation.h"

#define TILE 128 /* samples */
/* An odd number of cache lines, so that the same samples of many rows do not all fall
   into the same few sets of a cache. */
#define TILE_ROW (TILE + 16)
#define TILE_LANES 16
#define TILE_BLOCK 64 /* tile rows: 32 KiB */
#define TILE_GROUPS (TILE / TILE_LANES)

/*
 * Lists of live weights: list i is entries start[i] … start[i+1] of index, the
 * tile rows it reads. By rows of a layer (index = inputs) or by columns
 * (index = outputs).
 */
struct tile_lists {
	int count;
	int32_t *start; /* [count + 1] */
	int32_t *index; /* [nnz] */
	/* indices in blocks of TILE_BLOCK, so that the rows of one stay in the
	   nearest cache: list i's entries of block b are
	   cut[b * count + i] … cut[(b + 1) * count + i] */
	int blocks;
	int32_t *cut; /* [blocks + 1][count] */
};

enum tile_after {
	TILE_PLAIN,   /* nothing */
	TILE_FORWARD, /* the activation */
	TILE_BACK     /* times the activation's slope */
};

struct tile_product {
	const struct tile_lists *lists;
	const float *weight; /* [nnz], in the order of lists */
	const float *bias;   /* [count] or NULL = 0 */
	const float *from;   /* tile */
	float *to;	     /* tile [count] */
	enum tile_after after;
	enum fpe_activation activation;
	const float *value; /* tile [count], its outputs; TILE_BACK only */
	float *sum;	    /* tile [count], its sums, where the slope needs them */
	int groups;
};

/* A layer of one output backward, in one walk over its inputs' rows. */
struct tile_back {
	int rows;	      /* inputs of the layer */
	const int32_t *start; /* [rows + 1]: entries of row i; one or none */
	const float *weight;  /* [nnz] */
	const float *delta;   /* [TILE] of the output */
	enum fpe_activation activation;
	const float *value, *sum; /* tiles [rows], as of a tile_product */
	int groups;
	float *to;	 /* tile [rows]: slopes of their sums */
	float *gradient; /* [nnz] += of the weights */
	float *bias;	 /* [rows] += sums of the slopes */
};

struct tile_loss {
	const float *logits;	 /* tile [outputs] */
	float *delta;		 /* tile [outputs], slope of the loss, or NULL */
	const float *label;	 /* [TILE] class as a number; not of targets */
	const float *target;	 /* tile [outputs]; of targets only */
	const float *importance; /* [outputs] of rectified; NULL: 1 each */
	int outputs, count, groups;
	float scale; /* of delta: 1 / n */
	bool rough;  /* loss need only be finite where it is (for training), and
			hits are not counted: half the work */
	enum fpe_loss kind;
	/* results, over the first `count` samples */
	double loss; /* sum, nats; of targets: of means over outputs */
	int hits;    /* samples classified as labelled; of targets: 0 */
};

/* Kingma and Ba 2015; step = lr / (1 - beta1^t), root = sqrt(1 - beta2^t). */
struct tile_adam {
	float beta1, rest1, beta2, rest2, epsilon, step, root;
};

struct tile_ops {
	const char *name;
	const struct table_ops *table;
	const struct gate_ops *gate;
	const struct block_ops *block;
	const struct class_ops *class;
	const struct pick_ops *pick;
	const struct few_ops *few;
	/* rows 0 … features-1 (<= 32) of a tile from bit j of bits[sample] */
	void (*expand)(const uint32_t *bits, int features, int groups, float *to);
	void (*product)(const struct tile_product *p);
	/* gradient[k] += sum over samples of delta[list] * from[index[k]] */
	void (*gradient)(const struct tile_lists *lists, const float *delta, const float *from,
			 int groups, float *gradient);
	/* sums[i] += sum over samples of row i */
	void (*row_sums)(const float *rows, int count, int groups, float *sums);
	/* as product (TILE_BACK), gradient and row_sums, bit for bit */
	void (*back)(const struct tile_back *b);
	void (*loss)(struct tile_loss *l);
	/* optimisers on n numbers in a row */
	void (*adam)(const struct tile_adam *a, int n, const float *gradient, float *weight,
		     float *m, float *v);
	void (*momentum)(float momentum, float lr, int n, const float *gradient, float *weight,
			 float *m);
	void (*decay)(float decay, int n, const float *weight, float *gradient);
	/* to[i] += from[i] */
	void (*add)(int n, const float *from, float *to);
	/* multiply-adds in registers; returns the flops done */
	double (*spin)(long rounds);
	/* largest absolute value; NaN counts as infinity */
	float (*largest)(int n, const float *a);
};

#define TILE_OPS(isa) extern const struct tile_ops tile_ops_##isa;
EACH_ISA(TILE_OPS)
#undef TILE_OPS

#endif
