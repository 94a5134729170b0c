/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pass.h - tiles of samples through a net, forward and back.
 *
 * A call: pass_begin and pass_look_up once, pass_turn where slopes are asked for; then each tile of
 * samples by pass_forward or pass_slopes, in any order and by any thread with a scratch of its own,
 * all of them from k->call or a copy; pass_finish at the end of slopes.
 *
 * A tile's slopes are summed from 0 and each number is added to the gradient once: so
 * tiles one after the other into one vector give the same bits as each into a vector
 * of its own and these added in order.
 */
#ifndef CORE_KERNEL_PASS_H
#define CORE_KERNEL_PASS_H

#include "core/kernel/crew.h"
#include "core/kernel/few_pass.h"
#include "core/kernel/live.h"
#include "core/kernel/lookup.h"
#include "core/kernel/packing.h"
#include "core/kernel/plan.h"
#include "core/kernel/scratch.h"

struct fpe_kernel {
	const struct tile_ops *ops;
	int layers;
	enum fpe_activation activation;
	enum fpe_loss loss;
	enum plan plan[FPE_MAX_LAYERS];
	struct live live[FPE_MAX_LAYERS];
	struct lookup lookup;
	bool may_share; /* plan_shares_slopes */
	struct packing packing;
	struct call call;
	float *listed; /* [nnz] weights of a first layer by tables, row by row; or NULL */
	float *times;  /* [neurons] what shared slopes are multiplied by; or NULL */
	float *above;  /* [neurons] slopes of these; or NULL */
	/* packed parameters and slopes of calls that take a net; not written to before */
	float *parameters, *slopes;
	struct scratch scratch; /* of who calls */
	struct crew crew;	/* who helps */
	struct few few;		/* … with few samples */
};

static inline int pass_outputs(const struct fpe_kernel *k)
{
	return k->live[k->layers - 1].out;
}

/* For samples of the kind of data: looks the parameters up, to k->call. */
void pass_begin(struct fpe_kernel *k, const float *parameters, const struct fpe_data *data);
/* After it: the same call from a copy of the parameters, to a packed vector. */
void pass_copy(const struct fpe_kernel *k, float *parameters, struct call *to);
/* What every pass needs besides: tables of the call, to memory of the kernel's lookup or a
   copy's. */
void pass_look_up(const struct fpe_kernel *k, struct lookup *tables, struct call *call);
/* What slopes need besides: weights by columns, to a packed vector. */
void pass_turn(const struct fpe_kernel *k, float *turned, struct call *call);

/* Samples at … at + TILE of the feed to logits, in s->value[layers]. s->call: the kernel's,
   or a copy. */
void pass_forward(const struct fpe_kernel *k, struct scratch *s, const struct feed *feed, int at);

/* After pass_forward, losses: delta NULL or the tile [outputs] of slopes times scale. */
struct tile_loss pass_loss(const struct fpe_kernel *k, struct scratch *s, const struct feed *feed,
			   float *delta, float scale, bool rough);

/* Both, and the slopes added to the packed gradient, each sample's 1 / feed->n of
   it; first: to 0. Returns the sum of losses; rough: as in tile.h. */
double pass_slopes(const struct fpe_kernel *k, struct scratch *s, const struct feed *feed, int at,
		   bool first, bool rough, float *gradient);

/* The gradient as it is when all tiles are in. */
void pass_finish(struct fpe_kernel *k, float *gradient);

#endif
