/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.h - which kernel a layer gets, and why.
 *
 * Follows from shape, mask, origins and kind of samples alone, never from the CPU, so
 * results are the same wherever they are computed.
 */
#ifndef CORE_KERNEL_PLAN_H
#define CORE_KERNEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/data.h"
#include "fpe/net.h"

enum plan {
	PLAN_LISTS, /* live weights one by one (tile.h) */
	PLAN_BLOCK, /* all weights, several rows at a time (block.h) */
	PLAN_TABLE, /* four inputs a lookup (table.h) */
	PLAN_CLASS, /* children of one parent each, in full blocks (class.h) */
	PLANS
};

/* Of a layer taken whole: do sums over samples have lanes over inputs (block.h)? */
bool plan_is_wide(const struct fpe_layer *layer);

/* data (borrowed): of the kind that the net will see; NULL: real-valued. */
enum plan plan_layer(const struct fpe_net *net, int layer, const struct fpe_data *data);
/* The same of all layers, to plan [layers]. */
void plan_layers(const struct fpe_net *net, const struct fpe_data *data, enum plan *plan);

/* Of a first layer by tables (table.h). Fours of neighbours; does this neuron pack its live
   inputs, and how many fours does it take so; how many from this one on share no input, so
   that they are a unit? */
int plan_fours(const struct fpe_layer *layer);
bool plan_packs(const struct fpe_layer *layer, int neuron);
int plan_neuron_fours(const struct fpe_layer *layer, int neuron);
int plan_unit(const struct fpe_net *net, int neuron);

/* Does a first layer by tables share the slopes of one output (table.h)? */
bool plan_shares_slopes(const struct fpe_net *net);

/* Slopes of at most so many samples at once go by few.h; plan: of plan_layers. */
int plan_few(const struct fpe_net *net, const enum plan *plan);
/* Is a layer by lists taken whole there, with 0 where its mask is? */
bool plan_spreads(const struct fpe_net *net, int layer);

/* The plan as one sentence; units: of several neurons that share lookups. Writes at
   most size bytes with a final NUL. */
void plan_text(enum plan plan, const struct fpe_net *net, int layer, int units, char *text,
	       size_t size);

#endif
