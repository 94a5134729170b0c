/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cost.h - what non-zeros buy: memory that a pass over a layer reads, and the products
 * it does for a sample, for each way to store its weights.
 *
 *   dense    every weight, masked or not
 *   lists    the live weights, each with the number of its input
 *   blocks   children of a split side by side: every input once for all children of a
 *            parent, and once the number of each input
 *   lookups  of Boolean inputs: sums of four weights, 16 for each four
 *
 * Forward; a pass backward reads the same and does some twice as much. Biases and what
 * an optimiser keeps are left out.
 */
#ifndef FPE_COST_H
#define FPE_COST_H

#include "fpe/data.h"
#include "fpe/net.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_STORAGES(X) X(DENSE, dense) X(LISTS, lists) X(BLOCKS, blocks) X(LOOKUPS, lookups)
#define FPE_STORAGE_ENUM(NAME, name) FPE_STORAGE_##NAME,
enum fpe_storage { FPE_STORAGES(FPE_STORAGE_ENUM) FPE_STORAGE_COUNT };
#undef FPE_STORAGE_ENUM

extern const char *const fpe_storage_name[FPE_STORAGE_COUNT];

struct fpe_cost {
	double bytes;	      /* weights and what says where they belong */
	double multiply_adds; /* a sample; of lookups: adds alone */
};

/* NaN: the layer cannot be stored so. */
struct fpe_cost fpe_layer_cost(const struct fpe_net *net, int layer, enum fpe_storage storage);

/* How the kernel stores it; data (borrowed) of the kind it sees, NULL: real-valued. */
enum fpe_storage fpe_layer_storage(const struct fpe_net *net, int layer,
				   const struct fpe_data *data);

#ifdef __cplusplus
}
#endif

#endif
