/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * classes.h - which rows of a layer are families, and its blocks (class.h) from them.
 *
 * A family is rows beside each other that share no input: it ends before a row that
 * shares one with it, before a row of another root neuron where the layer was split,
 * and once all inputs have an owner. An input that no row of the family holds counts as
 * the first one's, with weight 0.
 */
#ifndef CORE_KERNEL_CLASSES_H
#define CORE_KERNEL_CLASSES_H

#include "core/kernel/tile.h"
#include "fpe/net.h"

/* Families of a layer: rows start[f] … start[f + 1]. */
struct families {
	int count, most; /* most: rows of the largest */
	int16_t start[FPE_MAX_NEURONS + 1];
};

void families_find(struct families *f, const struct fpe_net *net, int layer);

/* Families of a group: the most with CLASS_INPUTS inputs a class, all classes being
   as many; below 2 no group has enough. A last group may have fewer. */
#define CLASS_INPUTS 8
int families_in_group(const struct families *f, int inputs);
/* The same of `left` families that are not in a group yet: a power of 2. */
int families_next(int in_group, int left);

struct classes {
	struct class_shape shape;
	struct class_block *block;
	int32_t *index;
	int32_t *place; /* [weights] of a packed weight in the layer: row * in + input */
	int32_t *from;	/* [nnz] of a live weight, in order of place, among the packed */
};

/* classes is zeroed memory; on failure clear it too. */
enum fpe_status classes_init(struct classes *c, const struct fpe_net *net, int layer,
			     struct fpe_error *err);
void classes_clear(struct classes *c);

#endif
