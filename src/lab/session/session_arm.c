/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_arm.c - arms by name: added, split, found, renamed, dropped. */
#include "lab/session/session_arm.h"

#include <stdio.h>
#include <string.h>

static int index_of(const struct session *s, const char *name)
{
	for (int i = 0; i < s->arms; i++) {
		if (strcmp(s->arm[i]->name, name) == 0)
			return i;
	}
	return -1;
}

struct arm *session_arm_by_id(const struct session *s, int id)
{
	for (int i = 0; i < s->arms; i++) {
		if (s->arm[i]->id == id)
			return s->arm[i];
	}
	return NULL;
}

void session_clear_arms(struct session *s)
{
	for (int i = 0; i < s->arms; i++)
		arm_free(s->arm[i]);
	s->arms = 0;
	s->current = -1;
	s->told_late = false;
}

enum fpe_status session_check_name(const struct session *s, const char *name, struct fpe_error *err)
{
	if (s->arms == FPE_MAX_ARMS)
		return fpe_fail(err, FPE_ELIMIT,
				"there are %d arms already, the most there can be; drop one",
				s->arms);
	if (name && index_of(s, name) >= 0)
		return fpe_fail(err, FPE_ENAME, "there is an arm %s already", name);
	if (name && strlen(name) >= FPE_MAX_NAME)
		return fpe_fail(err, FPE_ELIMIT, "a name has at most %d bytes", FPE_MAX_NAME - 1);
	return FPE_OK;
}

void session_free_name(const struct session *s, const char *base, char out[FPE_MAX_NAME])
{
	snprintf(out, FPE_MAX_NAME, "%.20s", base);
	for (int i = 2; index_of(s, out) >= 0; i++)
		snprintf(out, FPE_MAX_NAME, "%.20s%d", base, i);
}

/* The memory for histories is shared out evenly, so what is kept depends on the
   script alone. */
void session_share_history(struct session *s)
{
	for (int i = 0; i < s->arms; i++)
		history_set_limit(s->arm[i]->history, s->history_limit / (size_t)s->arms);
}

void session_set_history(struct session *s, size_t bytes)
{
	s->history_limit = bytes;
	session_changed(s);
	session_share_history(s);
}

enum fpe_status session_make_arm(const struct session *s, const char *name, const char *split,
				 struct fpe_net *net, struct arm **out, struct fpe_error *err)
{
	char own[FPE_MAX_NAME];
	enum fpe_status status;

	if (!name) {
		session_free_name(s, split, own);
		name = own;
	}
	status = session_check_name(s, name, err);
	if (status) {
		fpe_net_free(net);
		*out = NULL;
		return status;
	}
	status = arm_new(name, split, net, s->history_limit, out, err);
	if (status)
		return status;
	(*out)->seed = s->seed;
	(*out)->settings = s->recipe.settings;
	return FPE_OK;
}

void session_attach_arm(struct session *s, struct arm *arm)
{
	arm->id = s->next_id++;
	s->arm[s->arms++] = arm;
	if (s->current < 0)
		s->current = arm->id;
	session_share_history(s);
}

enum fpe_status session_add_arm(struct session *s, const char *name, const char *split,
				struct fpe_net *net, struct arm **out, struct fpe_error *err)
{
	enum fpe_status status = session_make_arm(s, name, split, net, out, err);

	if (status == FPE_OK)
		session_attach_arm(s, *out);
	return status;
}

static void list_arms(const struct session *s, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; i < s->arms && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%s", i ? ", " : "", s->arm[i]->name);
}

enum fpe_status session_find(const struct session *s, const char *name, struct arm **out,
			     struct fpe_error *err)
{
	char names[200];
	int i;

	*out = NULL;
	if (!s->arms)
		return fpe_fail(err, FPE_ENAME, "there are no arms yet");
	if (!name) {
		*out = session_arm_by_id(s, s->current);
		return FPE_OK;
	}
	i = index_of(s, name);
	if (i < 0) {
		list_arms(s, names, sizeof names);
		return fpe_fail(err, FPE_ENAME, "no arm %s; there are: %s", name, names);
	}
	*out = s->arm[i];
	return FPE_OK;
}

enum fpe_status session_use(struct session *s, const char *name, struct fpe_error *err)
{
	struct arm *arm;
	enum fpe_status status = session_find(s, name, &arm, err);

	if (status == FPE_OK && s->current != arm->id) {
		s->current = arm->id;
		session_changed(s);
	}
	return status;
}

enum fpe_status session_drop(struct session *s, const char *name, struct fpe_error *err)
{
	struct arm *arm;
	enum fpe_status status = session_find(s, name, &arm, err);
	int i;

	if (status)
		return status;
	i = index_of(s, arm->name);
	s->arms--;
	memmove(s->arm + i, s->arm + i + 1, (size_t)(s->arms - i) * sizeof *s->arm);
	if (s->current == arm->id)
		s->current = s->arms ? s->arm[0]->id : -1;
	arm_free(arm);
	if (s->arms)
		session_share_history(s);
	return FPE_OK;
}

enum fpe_status session_rename(struct session *s, const char *from, const char *to,
			       struct fpe_error *err)
{
	struct arm *arm;
	enum fpe_status status = session_find(s, from, &arm, err);

	if (status)
		return status;
	if (index_of(s, to) >= 0)
		return fpe_fail(err, FPE_ENAME, "there is an arm %s already", to);
	if (strlen(to) >= FPE_MAX_NAME)
		return fpe_fail(err, FPE_ELIMIT, "a name has at most %d bytes", FPE_MAX_NAME - 1);
	snprintf(arm->name, sizeof arm->name, "%s", to);
	arm->changed = true;
	return FPE_OK;
}

/* Children of parent split in the same way: the next one draws anew. */
static int count_alike(const struct session *s, const struct arm *parent,
		       const struct split_request *r)
{
	int n = 0;

	for (int i = 0; i < s->arms; i++) {
		const struct arm *a = s->arm[i];

		n += a->parent == parent->id && !a->branch && a->alpha == r->alpha &&
		     a->layer == r->layer && strcmp(a->split, r->by->name) == 0;
	}
	return n;
}

void session_tell_thinned(struct session *s)
{
	for (int i = 0; i < s->arms; i++) {
		int stride = history_stride(s->arm[i]->history);

		if (stride <= s->arm[i]->told_stride)
			continue;
		s->arm[i]->told_stride = stride;
		session_note(
			s,
			"%s: only every %d%s epoch is kept now, the others are forgotten (set history= gives more memory)",
			s->arm[i]->name, stride, stride == 2 ? "nd" : "th");
	}
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

	*out = fpe_net_copy(parent->net);
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
				 struct fpe_error *err)
{
	struct fpe_net *base;
	enum fpe_status status = parent_net(parent, r->epoch, &base, err);
	struct fpe_grouping g = { .net = base,
				  .layer = r->layer,
				  .alpha = r->alpha,
				  .clauses = &s->task->clauses,
				  .seed = part_seed(&r->seed, s->seed),
				  .repeat = count_alike(s, parent, r),
				  .share = r->share };

	*out = NULL;
	if (status)
		return status;
	status = fpe_split(r->by, &g, r->budget, parent->budget, parent->root_biases, out, err);
	fpe_net_free(base);
	return status;
}

/* The child's place in the tree, and at its parent's epoch. */
static void place_child(const struct arm *parent, const struct split_request *r, struct arm *arm)
{
	arm->alpha = r->alpha;
	arm->layer = r->layer;
	arm->root = parent->root;
	arm->budget_rule = r->budget;
	arm->share = r->share;
	arm->split_seed = r->seed;
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
	enum fpe_status status = session_check_name(s, request->name, err);

	*out = NULL;
	if (status == FPE_OK)
		status = session_need_arm(s, err);
	if (status == FPE_OK)
		status = session_find(s, request->from, &parent, err);
	/* an open parent has recorded its first epoch */
	if (status == FPE_OK)
		status = session_ready(s, err);
	if (status == FPE_OK)
		status = split_net(s, parent, request, &net, err);
	if (status == FPE_OK)
		status = session_make_arm(s, request->name, request->by->name, net, &arm, err);
	if (status)
		return status;
	place_child(parent, request, arm);
	status = arm_open(arm, &s->lesson, err);
	if (status) {
		arm_free(arm);
		return status;
	}
	session_attach_arm(s, arm);
	point_out_late(s, parent, arm);
	*out = arm;
	return FPE_OK;
}
