/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * groups.h - which inputs belong together: patches of a picture, blocks of a
 * table, positions of a text.
 *
 * What clauses are to a Boolean task, groups are to real samples: a split that
 * goes by them (by=group) sends all inputs of a group to the same child. Groups
 * are disjoint and every input is in one: an input that nobody named is a group
 * of one. Letters: d inputs.
 */
#ifndef FPE_GROUPS_H
#define FPE_GROUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Inputs that are a picture: pixel (r, c), channel k is input
   (r*columns + c)*channels + k. rows 0: they are none. */
struct fpe_shape {
	int rows, columns, channels;
};

#define FPE_GROUPS_HOW 64

struct fpe_groups {
	int inputs; /* d */
	int count;
	char how[FPE_GROUPS_HOW]; /* what they are, for people: "patches of 7x7" */
	int of[];		  /* [d] 0 … count-1, each number occurs */
};

/* All pixels and channels of a rows x columns patch, row by row from the top
   left; patches at the right and lower edge may be smaller. FPE_ERANGE: a patch
   is larger than the picture, or there is none. Each gives *out, to free. */
enum fpe_status fpe_groups_patches(const struct fpe_shape *shape, int rows, int columns,
				   struct fpe_groups **out, struct fpe_error *err);

/* `size` neighbouring inputs each; the last group may be smaller. FPE_ERANGE: size
   is not 1 … d. */
enum fpe_status fpe_groups_blocks(int inputs, int size, struct fpe_groups **out,
				  struct fpe_error *err);

/* A number for each input, in any way: inputs of the same number belong together,
   groups are numbered as these ascend; an input of -1 is a group of one, numbered
   after them. how: copied, cut. FPE_ERANGE: a number below -1. */
enum fpe_status fpe_groups_of(const int *number, int inputs, const char *how,
			      struct fpe_groups **out, struct fpe_error *err);

void fpe_groups_free(struct fpe_groups *groups);

/* Are the same inputs together, by the same numbers? Both may be NULL. */
bool fpe_groups_same(const struct fpe_groups *a, const struct fpe_groups *b);

/* The most and the fewest inputs of a group. */
void fpe_groups_sizes(const struct fpe_groups *groups, int *least, int *most);

/* A number of who is with whom, for keys. */
uint64_t fpe_groups_hash(const struct fpe_groups *groups);

#ifdef __cplusplus
}
#endif

#endif
