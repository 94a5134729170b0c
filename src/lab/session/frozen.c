/* SPDX-License-Identifier: GPL-3.0-or-later */
/* frozen.c - the fields of a session with holds on all that is shared. */
#include "lab/session/frozen_part.h"

#include <stdlib.h>
#include <string.h>

#include "lab/session/session_arm.h"

void frozen_free(void *thing)
{
	struct frozen *f = thing;

	for (int i = 0; i < f->arms; i++)
		shared_release(f->arm[i]);
	shared_release(f->task);
	shared_release(f->train);
	shared_release(f->test);
	recipe_clear(&f->recipe);
	shared_release(f->circuit);
	free(f->probe);
	free(f);
}

/* Of a sample that is looked at; *out NULL: none is. False: no memory. */
static bool copy_probe(const uint64_t *probe, struct shared *task, uint64_t **out)
{
	const struct fpe_task *t = shared_get(task);
	size_t bytes = probe && t ? ((size_t)t->inputs + 63) / 64 * sizeof *probe : 0;

	*out = bytes ? malloc(bytes) : NULL;
	if (*out)
		memcpy(*out, probe, bytes);
	return *out || !bytes;
}

struct shared *frozen_take(struct session *s)
{
	struct frozen *f = calloc(1, sizeof *f);

	if (!f)
		return NULL;
	f->version = s->version;
	f->seed = s->seed;
	f->task = shared_hold(s->shared_task);
	f->train = shared_hold(s->shared_train);
	f->test = shared_hold(s->shared_test);
	f->current = s->current;
	f->history_limit = s->history_limit;
	f->jobs = pool_threads(s->pool);
	f->told_late = s->told_late;
	f->circuit = shared_hold(s->circuit);
	f->look = s->look;
	if (!copy_probe(s->probe, s->shared_task, &f->probe) ||
	    recipe_copy(&f->recipe, &s->recipe, NULL)) {
		frozen_free(f);
		return NULL;
	}
	for (; f->arms < s->arms; f->arms++) {
		f->id[f->arms] = s->arm[f->arms]->id;
		f->arm[f->arms] = arm_freeze(s->arm[f->arms]);
		if (!f->arm[f->arms]) {
			frozen_free(f);
			return NULL;
		}
	}
	return shared_new(f, frozen_free);
}

struct shared *frozen_take_apart(struct session *s)
{
	struct shared *frozen = frozen_take(s);

	for (int i = 0; frozen && i < s->arms; i++) {
		struct arm *arm = s->arm[i];

		/* the arm's own and that of `frozen`: no step of undo has it */
		if (shared_holds(arm->frozen) > 2)
			continue;
		shared_release(arm->frozen);
		arm->frozen = NULL;
	}
	return frozen;
}

static bool is_untouched(const struct arm *arm, const struct shared *frozen)
{
	return arm_is(arm, frozen) && !arm_was_opened(arm);
}

/* arm: what holds of each. */
static bool is_same(const struct session *s, const struct shared *frozen,
		    bool (*arm)(const struct arm *, const struct shared *))
{
	const struct frozen *f = shared_get(frozen);

	if (f->version != s->version || f->arms != s->arms || f->current != s->current)
		return false;
	for (int i = 0; i < f->arms; i++) {
		if (!arm(s->arm[i], f->arm[i]))
			return false;
	}
	return true;
}

bool frozen_is(const struct session *s, const struct shared *frozen)
{
	return is_same(s, frozen, arm_is);
}

bool frozen_is_untouched(const struct session *s, const struct shared *frozen)
{
	return is_same(s, frozen, is_untouched);
}

/* The live arm that is this one, if it is untouched and looks at the same samples. */
static struct arm *still_there(const struct session *s, const struct frozen *f, int i)
{
	if (s->shared_train != f->train || s->shared_test != f->test)
		return NULL;
	for (int a = 0; a < s->arms; a++) {
		if (is_untouched(s->arm[a], f->arm[i]))
			return s->arm[a];
	}
	return NULL;
}

/* The arms to be, some of them live ones. */
static enum fpe_status gather(const struct session *s, const struct frozen *f, struct arm **arm,
			      struct fpe_error *err)
{
	for (int i = 0; i < f->arms; i++) {
		arm[i] = still_there(s, f, i);
		if (!arm[i])
			arm[i] = arm_thaw(f->arm[i]);
		if (arm[i])
			continue;
		while (i-- > 0) {
			if (!still_there(s, f, i))
				arm_free(arm[i]);
		}
		return fpe_no_memory(err);
	}
	return FPE_OK;
}

static void let_go(struct session *s, struct arm *arm)
{
	if (!s->retires) {
		arm_free(arm);
		return;
	}
	arm->after = s->retired;
	s->retired = arm;
}

static void replace_arms(struct session *s, const struct frozen *f, struct arm *const *arm)
{
	for (int a = 0; a < s->arms; a++) {
		bool kept = false;

		for (int i = 0; i < f->arms; i++)
			kept |= arm[i] == s->arm[a];
		if (!kept)
			let_go(s, s->arm[a]);
	}
	memcpy(s->arm, arm, (size_t)f->arms * sizeof *arm);
	s->arms = f->arms;
	s->current = f->current;
}

/* What is looked at. probe: taken where the task is another one, for which the session's bits
   mean nothing. */
static void replace_looks(struct session *s, const struct frozen *f, uint64_t *probe)
{
	if (s->shared_task == f->task) {
		free(probe);
		return;
	}
	free(s->probe);
	s->probe = probe;
	shared_hold(f->circuit);
	shared_release(s->circuit);
	s->circuit = f->circuit;
	if (f->look.arm >= 0) {
		unsigned turn = s->look.turn + 1;

		s->look = f->look;
		s->look.turn = turn;
	}
}

static void replace_shared(struct session *s, const struct frozen *f, uint64_t *probe)
{
	replace_looks(s, f, probe);
	shared_hold(f->task);
	shared_hold(f->train);
	shared_hold(f->test);
	shared_release(s->shared_task);
	shared_release(s->shared_train);
	shared_release(s->shared_test);
	s->shared_task = f->task;
	s->shared_train = f->train;
	s->shared_test = f->test;
	session_point_at_shared(s);
}

/* Those that trained have something to show; one that goes on with other samples begins to
   when it is needed, as it would have. Without memory, or for one who has been stopped, they
   stay closed: who needs them opens them, and says so. */
static void open_arms(struct session *s)
{
	for (int i = 0; i < s->arms && s->train; i++) {
		if (series_count(s->arm[i]->series) && !s->arm[i]->remade)
			arm_open(s->arm[i], &s->lesson, session_watch(s), NULL);
	}
}

enum fpe_status frozen_restore(struct session *s, struct shared *frozen, struct fpe_error *err)
{
	const struct frozen *f = shared_get(frozen);
	struct arm *arm[FPE_MAX_ARMS];
	struct recipe recipe;
	uint64_t *probe;
	enum fpe_status status;

	if (!copy_probe(f->probe, f->task, &probe))
		return fpe_no_memory(err);
	status = recipe_copy(&recipe, &f->recipe, err);
	if (!status) {
		status = gather(s, f, arm, err);
		if (status)
			recipe_clear(&recipe);
	}
	if (status) {
		free(probe);
		return status;
	}
	recipe_clear(&s->recipe);
	s->recipe = recipe;
	replace_arms(s, f, arm);
	replace_shared(s, f, probe);
	s->version = f->version;
	s->seed = f->seed;
	s->history_limit = f->history_limit;
	if (f->jobs)
		pool_resize(s->pool, f->jobs, NULL); /* there were as many, so there is memory */
	s->told_late = f->told_late;
	if (s->arms)
		session_share_history(s);
	open_arms(s);
	return FPE_OK;
}

struct tally {
	unsigned mark;
	size_t bytes;
};

static void count_packed(void *context, struct packed *packed)
{
	struct tally *t = context;

	if (packed_count(packed, t->mark))
		t->bytes += packed->bytes;
}

static size_t arm_bytes(struct arm *arm, unsigned mark)
{
	struct tally t = { mark, 0 };

	if (arm->mark == mark)
		return 0;
	arm->mark = mark;
	history_each(arm->history, count_packed, &t);
	return t.bytes + (arm->stored ? arm->stored->bytes : arm->net->floats * sizeof(float)) +
	       series_bytes(arm->series);
}

void frozen_mark_session(struct session *s, unsigned mark)
{
	for (int i = 0; i < s->arms; i++) {
		arm_bytes(s->arm[i], mark);
		if (s->arm[i]->frozen)
			arm_bytes(shared_get(s->arm[i]->frozen), mark);
	}
	own_samples_bytes(s->recipe.task.own, mark);
	shared_data_bytes(s->shared_train, mark);
	shared_data_bytes(s->shared_test, mark);
}

size_t frozen_bytes(struct shared *frozen, unsigned mark)
{
	struct frozen *f = shared_get(frozen);
	size_t bytes = 0;

	if (f->mark == mark)
		return 0;
	f->mark = mark;
	for (int i = 0; i < f->arms; i++)
		bytes += arm_bytes(shared_get(f->arm[i]), mark);
	bytes += own_samples_bytes(f->recipe.task.own, mark);
	return bytes + sizeof *f + shared_data_bytes(f->train, mark) +
	       shared_data_bytes(f->test, mark);
}
