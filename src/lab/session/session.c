/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.c - task, samples and settings of a session, and their defaults.
 *
 * Owns everything a session points to. Not here: the arms' names and tree
 * (session_arm.c), their children (session_split.c), pictures for the screen
 * (session_snapshot.c).
 */
#include "lab/session/session.h"

#include <stdlib.h>
#include <string.h>

#include "lab/session/session_arm.h"
#include "lab/study/study_setting.h"

#define HISTORY_BYTES (256u << 20)

enum fpe_status session_new(uint64_t seed, int jobs, struct session **out, struct fpe_error *err)
{
	struct session *s = calloc(1, sizeof *s);
	enum fpe_status status;

	*out = NULL;
	if (!s)
		return fpe_no_memory(err);
	s->seed = seed;
	s->current = s->look.arm = -1;
	s->history_limit = HISTORY_BYTES;
	recipe_init(&s->recipe);
	s->past = past_new();
	s->dealt = dealt_new();
	status = s->past && s->dealt ? pool_new(jobs, &s->pool, err) : fpe_no_memory(err);
	if (status) {
		past_free(s->past);
		dealt_free(s->dealt);
		free(s);
		return status;
	}
	*out = s;
	return FPE_OK;
}

static void free_samples(struct session *s)
{
	shared_release(s->shared_train);
	shared_release(s->shared_test);
	s->shared_train = s->shared_test = NULL;
	session_point_at_shared(s);
}

static void free_task(struct session *s)
{
	shared_release(s->shared_task);
	s->shared_task = NULL;
	session_point_at_shared(s);
}

static void close_arms(struct session *s)
{
	for (int i = 0; i < s->arms; i++)
		arm_close(s->arm[i]);
}

void session_bury(struct session *s)
{
	while (s->retired) {
		struct arm *arm = s->retired;

		s->retired = arm->after;
		arm_free(arm);
	}
}

void session_free(struct session *session)
{
	if (!session)
		return;
	session_clear_arms(session);
	session_bury(session);
	free_samples(session);
	free_task(session);
	free(session->probe);
	shared_release(session->circuit);
	past_free(session->past);
	dealt_free(session->dealt);
	recipe_clear(&session->recipe);
	pool_free(session->pool);
	free(session);
}

/* The task, and no samples or arms of the one before. Takes task. */
static enum fpe_status replace_task(struct session *s, struct fpe_task *task, struct fpe_error *err)
{
	struct shared *shared = shared_task(task);

	if (!shared || !recipe_say_made(&s->recipe, s->seed, shared, NULL)) {
		shared_release(shared);
		return fpe_no_memory(err);
	}
	if (s->arms)
		session_note(s, "the new task ends %d arm%s; undo brings %s back", s->arms,
			     s->arms == 1 ? "" : "s", s->arms == 1 ? "it" : "them");
	session_clear_arms(s);
	free_samples(s);
	free_task(s);
	free(s->probe);
	s->probe = NULL;
	s->shared_task = shared;
	session_point_at_shared(s);
	return FPE_OK;
}

/* The samples; arms look at them when they are opened next. A place inside an
   epoch means nothing in others. Takes both holds; test may be NULL. */
static void replace_samples(struct session *s, struct shared *train, struct shared *test)
{
	close_arms(s);
	for (int i = 0; i < s->arms; i++)
		arm_restart_epoch(s->arm[i]);
	free_samples(s);
	s->shared_train = train;
	s->shared_test = test;
	session_point_at_shared(s);
}

/* Holds on samples that say how they were drawn. */
static enum fpe_status draw(const struct session *s, const struct recipe *recipe,
			    const struct fpe_task *task, struct shared **train,
			    struct shared **test, struct fpe_error *err)
{
	enum fpe_status status =
		recipe_samples(recipe, task, s->seed, session_watch(s), train, test, err);

	if (status || recipe_say_made(recipe, s->seed, NULL, *train))
		return status;
	shared_release(*train);
	shared_release(*test);
	*train = *test = NULL;
	return fpe_no_memory(err);
}

/* What the recipe makes; samples only of a user's own. Takes the recipe where it
   went well. */
static enum fpe_status begin_task(struct session *s, const struct recipe *recipe,
				  struct fpe_error *err)
{
	struct fpe_task *task = NULL;
	struct shared *train = NULL, *test = NULL;
	enum fpe_status status = recipe_task(&recipe->task, s->seed, &task, err);

	if (!status && recipe->task.own) {
		status = draw(s, recipe, task, &train, &test, err);
		if (status)
			fpe_task_free(task);
	}
	if (!status)
		status = replace_task(s, task, err);
	if (status) {
		shared_release(train);
		shared_release(test);
		return status;
	}
	if (train)
		replace_samples(s, train, test);
	recipe_clear(&s->recipe);
	s->recipe = *recipe;
	session_changed(s);
	return FPE_OK;
}

enum fpe_status session_set_task(struct session *s, const struct task_spec *spec,
				 struct fpe_error *err)
{
	struct recipe recipe;
	enum fpe_status status = recipe_copy(&recipe, &s->recipe, err);

	if (status)
		return status;
	status = recipe_set_task(&recipe, spec, err);
	if (!status)
		status = begin_task(s, &recipe, err);
	if (status)
		recipe_clear(&recipe);
	return status;
}

/* Scores that arms owe are of the samples that there are. */
static enum fpe_status settle_debts(struct session *s, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < s->arms && !status; i++) {
		if (s->arm[i]->owed)
			status = arm_open(s->arm[i], &s->lesson, session_watch(s), err);
	}
	return status;
}

enum fpe_status session_set_data(struct session *s, const struct data_spec *spec,
				 struct fpe_error *err)
{
	struct shared *train, *test;
	struct recipe recipe;
	enum fpe_status status = session_need_task(s, err);

	if (!status)
		status = settle_debts(s, err);
	if (status)
		return status;
	recipe = s->recipe; /* borrows its task */
	recipe.data = *spec;
	status = draw(s, &recipe, s->task, &train, &test, err);
	if (status)
		return status;
	replace_samples(s, train, test);
	s->recipe.data = *spec;
	session_changed(s);
	return FPE_OK;
}

/* Before there are samples, as fpe_kernel_fits has it with them: one output is for two
   classes, more are for as many or fewer. */
static enum fpe_status outputs_fit(const struct fpe_net *net, const struct fpe_task *task,
				   struct fpe_error *err)
{
	int outputs = fpe_net_outputs(net), most = outputs == 1 ? 2 : outputs;

	if (task->classes <= most)
		return FPE_OK;
	return fpe_fail(err, FPE_ESHAPE, "the net tells %d classes apart, the task has %d", most,
			task->classes);
}

static enum fpe_status check_import(const struct session *s, const struct fpe_net *net,
				    const struct own_samples *own, const char *name,
				    struct fpe_error *err)
{
	if (!net && name)
		return fpe_fail(err, FPE_ENAME, "the file holds samples alone: no net to name %s",
				name);
	if (!net)
		return FPE_OK;
	if (own)
		return fpe_kernel_fits(net, own->set.data, err);
	if (!s->task)
		return fpe_fail(
			err, FPE_ESTATE,
			"a net without samples (x, y): give a task with %d inputs first, or import a file of samples",
			net->layer[0].in);
	if (s->task->inputs != net->layer[0].in)
		return fpe_fail(err, FPE_ESHAPE, "the net has %d inputs, the task %d",
				net->layer[0].in, s->task->inputs);
	if (s->train)
		return fpe_kernel_fits(net, s->train, err);
	return outputs_fit(net, s->task, err);
}

/* An arm for the net, not yet among the session's. Takes net. */
static enum fpe_status import_net(const struct session *s, struct fpe_net *net, bool with_samples,
				  const char *name, struct arm **out, struct fpe_error *err)
{
	/* with samples of its own the arm finds no others there */
	struct session none = { .seed = s->seed,
				.recipe = s->recipe,
				.history_limit = s->history_limit };

	return session_make_arm(with_samples ? &none : s, name, "dense", net, out, err);
}

enum fpe_status session_import(struct session *s, struct fpe_net *net, struct shared *own,
			       const char *name, struct arm **out, struct fpe_error *err)
{
	struct task_spec spec = { .kind = FPE_TASK_SAMPLES, .own = own };
	const struct own_samples *samples = shared_get(own);
	struct arm *arm = NULL;
	int outputs; /* that the samples need */
	enum fpe_status status;

	/* how it is trained follows from what it is to learn */
	if (net)
		net->loss =
			fpe_data_loss(samples ? samples->set.data : s->train, fpe_net_outputs(net));
	status = check_import(s, net, samples, name, err);
	*out = NULL;
	if (status)
		fpe_net_free(net);
	else if (net)
		status = import_net(s, net, own, name, &arm, err);
	if (status == FPE_OK && own)
		status = session_set_task(s, &spec, err);
	if (status) {
		arm_free(arm);
		return status;
	}
	session_changed(s);
	*out = arm;
	if (arm) {
		outputs = s->train ? fpe_data_outputs(s->train) : fpe_task_outputs(s->task);
		recipe_net_of(&s->recipe.net, arm->net, outputs);
		recipe_net_of(&arm->root, arm->net, outputs);
		arm->root.layers = 0; /* it was not drawn */
		session_attach_arm(s, arm);
	}
	return FPE_OK;
}

enum fpe_status session_need_task(struct session *s, struct fpe_error *err)
{
	struct task_spec spec = s->recipe.task;
	enum fpe_status status;

	if (s->task)
		return FPE_OK;
	status = session_set_task(s, &spec, err);
	if (status == FPE_OK)
		session_note(s, "no task yet: made `task %s clauses=%d literals=%d`",
			     fpe_task_kind_name(spec.kind), spec.options.clauses,
			     spec.options.literals);
	return status;
}

enum fpe_status session_need_data(struct session *s, struct fpe_error *err)
{
	struct data_spec spec = s->recipe.data;
	enum fpe_status status;

	if (s->train)
		return FPE_OK;
	status = session_set_data(s, &spec, err);
	if (status == FPE_OK)
		session_note(s, "no samples yet: made `data train=%d test=%d`", spec.train,
			     spec.test);
	return status;
}

enum fpe_status session_need_arm(struct session *s, struct fpe_error *err)
{
	struct net_spec spec = s->recipe.net;
	struct arm *arm;
	enum fpe_status status;

	if (s->arms)
		return FPE_OK;
	status = session_add_net(s, &spec, NULL, &arm, err);
	if (status == FPE_OK)
		session_note(s, "no net yet: made `net hidden=%d`, arm %s", spec.hidden[0],
			     arm->name);
	return status;
}

enum fpe_status session_ready(struct session *s, struct fpe_error *err)
{
	enum fpe_status status = session_need_data(s, err);

	if (status == FPE_OK)
		status = session_need_arm(s, err);
	for (int i = 0; i < s->arms && status == FPE_OK; i++)
		status = arm_open(s->arm[i], &s->lesson, session_watch(s), err);
	return status;
}

enum fpe_status session_parent(struct session *s, const char *name, const char *from,
			       struct arm **parent, struct fpe_error *err)
{
	enum fpe_status status = session_check_name(s, name, err);

	if (status == FPE_OK)
		status = session_need_arm(s, err);
	if (status == FPE_OK) /* that arm may have the name */
		status = session_check_name(s, name, err);
	if (status == FPE_OK)
		status = session_find(s, from, parent, err);
	/* an open parent has recorded its first epoch */
	return status ? status : session_ready(s, err);
}

enum fpe_status session_add_net(struct session *s, const struct net_spec *spec, const char *name,
				struct arm **out, struct fpe_error *err)
{
	struct fpe_net *net;
	enum fpe_status status = session_check_name(s, name, err);

	*out = NULL;
	if (status == FPE_OK)
		status = session_need_task(s, err);
	if (status)
		return status;
	status = recipe_net(spec, s->task, s->train, s->seed, &net, err);
	if (status == FPE_OK)
		status = session_make_arm(s, name, "dense", net, out, err);
	if (status)
		return status;
	(*out)->root = *spec;
	session_attach_arm(s, *out);
	s->recipe.net = *spec;
	session_changed(s);
	return FPE_OK;
}

enum fpe_status session_study(const struct session *s, struct study *out, struct fpe_error *err)
{
	study_init(out);
	return recipe_copy(&out->recipe, &s->recipe, err);
}

void session_set_seed(struct session *s, uint64_t seed)
{
	if (s->seed == seed)
		return;
	s->seed = seed;
	session_changed(s);
}

void session_set_new(struct session *s, const struct fpe_train_settings *settings)
{
	if (setting_all_same(setting_train, &s->recipe.settings, settings))
		return;
	s->recipe.settings = *settings;
	session_changed(s);
}
