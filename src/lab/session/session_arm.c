/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_arm.c - arms by name: added, found, renamed, dropped. */
#include "lab/session/session_arm.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "lab/arm/ancestry.h"

static int index_of(const struct session *s, const char *name)
{
	for (int i = 0; i < s->arms; i++) {
		if (strcmp(s->arm[i]->name, name) == 0)
			return i;
	}
	return -1;
}

int session_index(const struct session *s, int id)
{
	int i = s->arms - 1;

	while (i >= 0 && s->arm[i]->id != id)
		i--;
	return i;
}

struct arm *session_arm_by_id(const struct session *s, int id)
{
	int i = session_index(s, id);

	return i < 0 ? NULL : s->arm[i];
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
		arm_share(s->arm[i], s->history_limit / (size_t)s->arms);
}

void session_set_history(struct session *s, size_t bytes)
{
	if (s->history_limit == bytes)
		return;
	s->history_limit = bytes;
	session_changed(s);
	session_share_history(s);
}

enum fpe_status session_set_jobs(struct session *s, int jobs, struct fpe_error *err)
{
	enum fpe_status status = pool_resize(s->pool, jobs, err);

	/* also where there are as many already: undo must not depend on that */
	if (!status)
		session_changed(s);
	return status;
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
#ifdef FPE_CHECKS
	assert(index_of(s, arm->name) < 0); /* else what is saved could not be loaded */
#endif
	arm->id = s->next_id++;
	ancestry_begin(arm, session_arm_by_id(s, arm->parent));
	s->arm[s->arms++] = arm;
	if (s->current < 0)
		s->current = arm->id;
	session_share_history(s);
}

enum fpe_status session_open_arm(struct session *s, struct arm *arm, struct arm **out,
				 struct fpe_error *err)
{
	enum fpe_status status = arm_open(arm, &s->lesson, session_watch(s), err);

	if (status) {
		arm_free(arm);
		return status;
	}
	session_attach_arm(s, arm);
	*out = arm;
	return FPE_OK;
}

static void list_arms(const struct session *s, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; i < s->arms; i++)
		fixed_put(out, size, &at, "%s%s", i ? ", " : "", s->arm[i]->name);
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

void session_name_after(struct session *s, struct arm *arm, const char *base)
{
	char name[FPE_MAX_NAME];

	if (strcmp(arm->name, base) == 0)
		return;
	if (index_of(s, base) < 0)
		snprintf(name, sizeof name, "%s", base);
	else
		session_free_name(s, base, name);
	snprintf(arm->name, sizeof arm->name, "%s", name);
	arm->changed = true;
}

/* What of an arm is thinned: `what` it is said to be. */
static void tell_stride(struct session *s, const struct arm *arm, int stride, const char *what,
			int *told)
{
	if (stride <= *told)
		return;
	*told = stride;
	session_note(
		s,
		"%s: only every %d%s %s is kept now, the others are forgotten (set history= gives more memory)",
		arm->name, stride, stride == 2 ? "nd" : "th", what);
}

void session_tell_thinned(struct session *s)
{
	for (int i = 0; i < s->arms; i++) {
		struct arm *arm = s->arm[i];

		tell_stride(s, arm, history_span(arm->history).stride, "epoch", &arm->told_stride);
		tell_stride(s, arm, atomic_load(&arm->stride), "point of older curves",
			    &arm->told_points);
	}
}
