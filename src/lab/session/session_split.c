/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_split.c - a child for an arm, at any epoch of it that is kept.
 *
 * How neurons are split is the library's business (fpe/split.h); here the child
 * gets its net, its name and its place in the tree.
 */
#include "lab/session/session_arm.h"

#include <string.h>

/* Children of parent split in the same way: the next one draws anew. */
static int count_alike(const struct session *s, const struct arm *parent,
		       const struct split_request *r)
{
	int n = 0;

	for (int i = 0; i < s->arms; i++) {
		const struct arm *a = s->arm[i];

		n += a->parent == parent->id && !a->branch && a->how.alpha == r->how.alpha &&
		     a->how.layer == r->how.layer && strcmp(a->split, r->by->name) == 0;
	}
	return n;
}

/* Say once that a split comes later than its siblings', and the remedy. */
static void point_out_late(struct session *s, const struct arm *parent, const struct arm *arm)
{
	for (int i = 0; i < s->arms && !s->told_late; i++) {
		const struct arm *a = s->arm[i];

		if (a == arm || a->branch || a->parent != parent->id || a->left >= arm->left)
			continue;
		s->told_late = true;
		session_note(
			s,
			"%s leaves %s at epoch %d, its sibling %s left at %d; a fair latecomer: split by=%s from=%s@%d, then train until=%d",
			arm->name, parent->name, arm->left, a->name, a->left, arm->split,
			parent->name, a->left, a->epoch);
	}
}

/* The parent's net as it was at the epoch asked for. Gives *out. */
static enum fpe_status parent_net(const struct arm *parent, int epoch, struct fpe_net **out,
				  struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*out = arm_copy_net(parent);
	if (!*out)
		return fpe_no_memory(err);
	if (epoch >= 0)
		status = history_restore(parent->history, epoch, *out, err);
	if (status) {
		fpe_net_free(*out);
		*out = NULL;
	}
	return status;
}

static enum fpe_status split_net(struct session *s, const struct arm *parent,
				 const struct split_request *r, struct fpe_net **out,
				 size_t *pruned, struct fpe_error *err)
{
	struct fpe_net *base;
	enum fpe_status status = parent_net(parent, r->epoch, &base, err);
	struct split_basis basis = recipe_basis(&s->recipe, s->task);
	struct fpe_grouping g;

	*out = NULL;
	if (status)
		return status;
	basis.partition = r->partition;
	g = recipe_split(&r->how, base, &basis, s->seed);
	g.repeat = count_alike(s, parent, r);
	g.watch = session_watch(s);
	status = fpe_split(r->by, &g, r->how.budget, parent->budget, parent->root_biases, out, err);
	if (!status)
		*pruned = fpe_split_weights(base, r->how.layer, r->how.alpha, r->how.share) -
			  fpe_net_nnz(*out);
	fpe_net_free(base);
	return status;
}

/* The child's place in the tree, and at its parent's epoch. */
static void place_child(const struct arm *parent, const struct split_request *r, struct arm *arm)
{
	arm->how = r->how;
	arm->root = parent->root;
	arm->parent = parent->id;
	arm->left = r->epoch < 0 ? parent->epoch : r->epoch;
	arm->epoch = arm->left;
	arm->batch = r->epoch < 0 ? parent->batch : 0;
	arm->budget = parent->budget;
	arm->root_biases = parent->root_biases;
	arm->seed = parent->seed;
	arm->settings = parent->settings;
	/* inside an epoch a child ends it as its parent does: what `set` has
	   changed since holds from the next one */
	arm->begun = parent->begun;
}

enum fpe_status session_split(struct session *s, const struct split_request *request,
			      struct arm **out, struct fpe_error *err)
{
	struct arm *arm = NULL;
	struct arm *parent;
	struct fpe_net *net;
	size_t pruned = 0;
	enum fpe_status status = session_parent(s, request->name, request->from, &parent, err);

	*out = NULL;
	if (status == FPE_OK)
		status = split_net(s, parent, request, &net, &pruned, err);
	if (status == FPE_OK)
		status = session_make_arm(s, request->name, request->by->name, net, &arm, err);
	if (status)
		return status;
	place_child(parent, request, arm);
	arm->pruned = pruned;
	status = session_open_arm(s, arm, out, err);
	if (status == FPE_OK)
		point_out_late(s, parent, arm);
	return status;
}
