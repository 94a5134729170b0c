/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split.h - what the ways to split and the controls share.
 *
 * A new way is one file that defines a `const struct fpe_split_kind
 * split_kind_X`, and one row in SPLIT_KIND_LIST.
 */
#ifndef CORE_SPLIT_H
#define CORE_SPLIT_H

#include "fpe/rng.h"
#include "fpe/split.h"

/* The rows of fpe_split_kinds, in the order users see. */
#define SPLIT_KIND_LIST(X) X(random) X(clause) X(gram) X(group) X(file) X(magnitude) X(manual)

#define SPLIT_KIND_DECLARE(name) extern const struct fpe_split_kind split_kind_##name;
SPLIT_KIND_LIST(SPLIT_KIND_DECLARE)
#undef SPLIT_KIND_DECLARE

/* The stream of one parent neuron (-1: of the whole layer): name of the kind,
   alpha, layer, neuron and repeat are its index. */
void split_stream(struct fpe_rng *rng, const char *kind, const struct fpe_grouping *g, int neuron);

/* Live inputs of a neuron, ascending, into input [in]; returns how many. */
int split_live(const struct fpe_layer *l, int neuron, int32_t *input);

/*
 * Deal items to the children in the order given: child[item[p]] for p = 0 …
 * n-1. Counts differ by one at most; which children get more is drawn.
 */
void split_deal(struct fpe_rng *rng, int alpha, const int32_t *item, int n, int *child);

/* The layers that `layer` stands for, -1 for every hidden one; past the net where
   there is none. */
void split_range(const struct fpe_net *net, int layer, int *first, int *last);

/* Layer, alpha, width and generations of a split, before memory is asked for. */
enum fpe_status split_check_shape(const struct fpe_net *net, int layer, int alpha,
				  struct fpe_error *err);

/* All that stands against a split of one layer by a kind, `in` the inputs it will
   have when its turn comes; the statuses of fpe_split_owner. */
enum fpe_status split_check_request(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				    int layer, int in, struct fpe_error *err);

/*
 * Who goes where as by=clause has it, for clauses that are the task's or stand for
 * something else; stream: a kind's name.
 */
enum fpe_status split_by_clauses(const struct fpe_grouping *g, const struct fpe_clauses *clauses,
				 const char *stream, int *owner, struct fpe_error *err);

/*
 * A new net in which every child has its parent's whole row, mask and bias and
 * a copy of its outgoing column; origins one generation on. Moments are 0.
 * The shape must have been checked. Gives *out.
 */
enum fpe_status split_expand(const struct fpe_net *net, int layer, int alpha, struct fpe_net **out,
			     struct fpe_error *err);

#endif
