/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split.h - Fixed Parameter Expansion: split neurons, prune to the budget.
 *
 * Source: Kong, Subramanian, Shavit, Adler, Alistarh, Shavit, "Expand Neurons,
 * Not Parameters", arXiv 2510.04500. Each neuron i of a layer becomes children
 * (i, 0 … alpha-1); child c gets row w_i o M_c where the masks M_c are disjoint
 * and add up to the parent's mask, the parent's bias, and a copy of the
 * parent's outgoing column. Child c of neuron i is row i*alpha + c.
 *
 * A split is two steps: who goes where (owner, [out x in] of the parent layer:
 * the child each live input goes to, -1 where the mask is 0), and applying it.
 */
#ifndef FPE_SPLIT_H
#define FPE_SPLIT_H

#include <stdbool.h>

#include "fpe/groups.h"
#include "fpe/net.h"
#include "fpe/task.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fpe_budget_rule {
	FPE_BUDGET_EXACT,  /* nnz of the root net */
	FPE_BUDGET_STRICT, /* and one weight less for every bias added */
	FPE_BUDGET_NONE	   /* prune nothing */
};
#define FPE_BUDGET_WORDS "exact|strict|none" /* in the order of the enum */

/* A partition of one's own: child [rows x columns], row-major, is the owner table
   of a layer of as many neurons and inputs. */
struct fpe_partition {
	int rows, columns;
	const int *child; /* 0 … alpha-1; -1 where the mask is 0 */
	const char *name; /* stands in messages: its file */
};

struct fpe_grouping {
	const struct fpe_net *net; /* the parent net, borrowed */
	int layer;
	int alpha;
	const struct fpe_clauses *clauses; /* may be NULL or empty */
	uint64_t seed;
	int repeat;   /* splits like it the parent arm has already */
	double share; /* of each parent's inputs that go to every child, 0 … 1;
			 drawn from a stream of their own. An ablation: masks are
			 no longer disjoint, and what that adds is pruned */
	/* what some kinds go by; NULL: there is none */
	const struct fpe_groups *groups;
	const struct fpe_partition *partition;
	const struct fpe_watch *watch; /* borrowed, or NULL */
};

/* One row a way to split; the table is fpe_split_kinds. */
struct fpe_split_kind {
	const char *name;
	const char *help;		  /* one sentence: who goes where */
	bool needs_clauses, needs_groups; /* of the inputs: fc1 alone */
	bool needs_partition;
	bool by_hand; /* a user goes on from here: means nothing in a study */
	/* fill owner [out x in], which arrives all -1; each parent neuron draws
	   from its own stream (seed, FPE_RNG_SPLIT, hash of name, alpha, layer,
	   neuron, repeat) */
	enum fpe_status (*group)(const struct fpe_grouping *g, int *owner, struct fpe_error *err);
};
extern const struct fpe_split_kind *const fpe_split_kinds[]; /* ends in NULL */
const struct fpe_split_kind *fpe_split_kind_find(const char *name);
/* Name of kind i, NULL past the last. */
const char *fpe_split_kind_name(int i);

/*
 * Check alpha (2 … FPE_MAX_ALPHA, <= inputs of the layer; clause, group: <= as many
 * as there are, layer 0) and widths, then group by kind. owner: [out x in] ints of
 * the caller. FPE_ERANGE; FPE_ELIMIT: too wide or split too often; FPE_ESTATE: the
 * kind needs clauses, groups or a partition and there are none; FPE_ESHAPE: these
 * are not of this layer.
 */
enum fpe_status fpe_split_owner(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				int *owner, struct fpe_error *err);

/*
 * Apply: a new net, moments clear, steps 0. FPE_ESHAPE if owner leaves out a
 * live input, names a dead one or a child >= alpha. Gives *out.
 */
enum fpe_status fpe_split_apply(const struct fpe_net *net, int layer, int alpha, const int *owner,
				struct fpe_net **out, struct fpe_error *err);

/*
 * The one prune rule: with n mask entries set, drop the n - budget of smallest
 * |w| over all weight matrices; equal |w| in the order layer, row, column,
 * first dropped first. Nothing if n <= budget. Weights and moments of dropped
 * entries become 0.
 */
enum fpe_status fpe_prune(struct fpe_net *net, size_t budget, struct fpe_error *err);

/* Weights of the split net before any is pruned: of each layer that is split as many as
   before, and what is shared alpha times; of the layer after it alpha times as many. layer,
   alpha and share as in fpe_grouping; layer -1: every hidden one. */
size_t fpe_split_weights(const struct fpe_net *net, int layer, int alpha, double share);

/*
 * Split one layer, or every hidden layer in turn (layer = -1), and prune once:
 * exact: to budget; strict: to budget minus the biases added against
 * root_biases; none: not at all. Gives *out. The invariant nnz == budget is
 * asserted in test builds. FPE_ERANGE also where strict leaves no weight to
 * pay with.
 */
enum fpe_status fpe_split(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
			  enum fpe_budget_rule rule, size_t budget, size_t root_biases,
			  struct fpe_net **out, struct fpe_error *err);

/*
 * All that fpe_split and the kind say no to by shape and task alone, found out
 * without splitting: alpha, layer, widths, clauses, groups, the partition. The same
 * statuses.
 */
enum fpe_status fpe_split_check(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				struct fpe_error *err);

/*
 * Controls, built beside a split arm (`compare controls=wide,sparse`):
 * wide: a dense net of alpha * out neurons in the layer, freshly drawn by init
 * and seed; no budget.
 * sparse: like, the split net, but in the split layer its masks are drawn
 * uniformly, with as many entries in all, from stream (seed, FPE_RNG_CONTROL,
 * 0); weights kept where the parent had them (all the parent's row is copied
 * to each child), bias and outgoing column as in a split; other layers have the
 * split net's masks.
 * static: a new net of alpha * out neurons in the layer, in every layer as many entries
 * as `like` has there, drawn uniformly: static random sparsity (Golubeva, Neyshabur,
 * Gur-Ari, arXiv 2010.14495). Weights by init from a seed made of net_seed.
 * nm: as sparse, but in the split layer N of every M = 2 alpha inputs of a neuron, which
 * are neighbours in an order that is drawn once, drawn uniformly (2:4 at alpha 2: Mishra et al.,
 * arXiv 2104.08378), then the smallest weights of the layer dropped until it has as many as `like`.
 * reinit: split, whose masks stay, gets weights and biases anew by init from a seed made
 * of net_seed; moments are clear.
 * layer = -1: every hidden layer, in all. Gives *out.
 */
enum fpe_status fpe_control_wide(const struct fpe_net *root, int layer, int alpha,
				 enum fpe_init init, uint64_t seed, struct fpe_net **out,
				 struct fpe_error *err);
enum fpe_status fpe_control_sparse(const struct fpe_net *parent, const struct fpe_net *like,
				   int layer, int alpha, uint64_t seed, struct fpe_net **out,
				   struct fpe_error *err);
enum fpe_status fpe_control_static(const struct fpe_net *root, const struct fpe_net *like,
				   int layer, int alpha, enum fpe_init init, uint64_t net_seed,
				   uint64_t seed, struct fpe_net **out, struct fpe_error *err);
enum fpe_status fpe_control_nm(const struct fpe_net *parent, const struct fpe_net *like, int layer,
			       int alpha, uint64_t seed, struct fpe_net **out,
			       struct fpe_error *err);
void fpe_control_reinit(struct fpe_net *split, enum fpe_init init, uint64_t net_seed);

/*
 * ensemble: a split net of one hidden layer as alpha nets, child c of every neuron in net
 * c, each with the output layer's biases and its columns alpha times as large, so that the
 * split net is the mean of their logits. They have its weights between them, and are
 * trained each by itself. FPE_ESTATE: another number of layers,
 * or a tied net.
 */
enum fpe_status fpe_ensemble_check(const struct fpe_net *net, struct fpe_error *err);
/* Gives *out, moments clear. */
enum fpe_status fpe_ensemble_member(const struct fpe_net *joint, int alpha, int child,
				    struct fpe_net **out, struct fpe_error *err);
/* What they are together; of the shape that they came from. Moments are clear. */
void fpe_ensemble_join(struct fpe_net *joint, int alpha, struct fpe_net *const *member);

#ifdef __cplusplus
}
#endif

#endif
