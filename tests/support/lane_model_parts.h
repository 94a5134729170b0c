/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lane_model_parts.h - what the parts of the model share; not for tests. */
#ifndef SUPPORT_LANE_MODEL_PARTS_H
#define SUPPORT_LANE_MODEL_PARTS_H

#include "core/kernel/plan.h"
#include "core/kernel/tile.h"
#include "fpe/data.h"
#include "fpe/net.h"

struct model {
	const struct fpe_net *net;
	const struct fpe_data *data;
	int count; /* samples of the tile */
	int pick[TILE];
	enum plan plan[FPE_MAX_LAYERS];
	bool spreads[FPE_MAX_LAYERS], wide[FPE_MAX_LAYERS]; /* plan.h; wide: blocks that are */
	bool tables, shares;				    /* plan.h */
	bool packs[FPE_MAX_NEURONS];			    /* of layer 0 */
	int *walk[FPE_MAX_LAYERS];  /* [out][in]: inputs in the order of a row's sum */
	int *class[FPE_MAX_LAYERS]; /* [out][in]: the block of an input, -1: in none of the row */
	int *rows[FPE_MAX_LAYERS];  /* [out]: rows of the row's blocks; 0: not by classes */
	int *group[FPE_MAX_LAYERS]; /* [out]: the same for rows that share blocks */
	float *value[FPE_MAX_LAYERS + 1]; /* [width][TILE] */
	float *sum[FPE_MAX_LAYERS + 1];	  /* what value is the activation of */
	float *delta[FPE_MAX_LAYERS + 1];
	struct fpe_net *into;
};

static inline float *at(float *tile, int row, int t)
{
	return tile + (size_t)row * TILE + t;
}

float model_lane_sum(float *lane); /* [16], which it overwrites */
float model_input(const struct model *m, int j, int t);
float model_exp(float x);
float model_log1p(float x);
float model_out(enum fpe_activation which, float z);
float model_back(enum fpe_activation which, float z, float y, float d);
double model_losses(const struct model *m, float scale);

/* The slopes again as few.h has them, of the first n samples, which the model's tile has
   picked. Returns the sum of losses. */
double few_model(struct model *m, int n);

#endif
