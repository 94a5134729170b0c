/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lab_fixture.h - a small session to train, split and take apart. */
#ifndef TESTS_LAB_FIXTURE_H
#define TESTS_LAB_FIXTURE_H

#include "support/test.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lab/session/session.h"

struct lab_fixture {
	struct session *s;
	char notes[4000];
};

static inline void lab_keep_note(void *context, const char *text)
{
	struct lab_fixture *f = context;
	size_t used = strlen(f->notes);

	snprintf(f->notes + used, sizeof f->notes - used, "%s\n", text);
}

/* dnf of 4 clauses of 3 literals, 600 samples. */
static inline void lab_open(struct lab_fixture *f, int jobs)
{
	struct fpe_error err;
	struct data_spec small = { .train = 600, .test = 400, .p = 0.5 };
	struct task_spec task = { .kind = FPE_TASK_DNF,
				  .options = { .clauses = 4, .literals = 3, .negate = true } };

	memset(f, 0, sizeof *f);
	assert_ok(session_new(1, jobs, &f->s, &err));
	f->s->note = lab_keep_note;
	f->s->note_context = f;
	assert_ok(session_set_task(f->s, &task, &err));
	assert_ok(session_set_data(f->s, &small, &err));
}

static inline struct arm *lab_add_net(struct session *s)
{
	struct net_spec spec = { .layers = 1, .hidden = { 6 } };
	struct fpe_error err;
	struct arm *arm;

	assert_ok(session_add_net(s, &spec, NULL, &arm, &err));
	return arm;
}

static inline struct arm *lab_split(struct session *s, const char *by, const char *from, int epoch)
{
	struct split_request r = {
		.by = fpe_split_kind_find(by), .how.alpha = 2, .from = from, .epoch = epoch
	};
	struct fpe_error err;
	struct arm *arm;

	assert_ok(session_split(s, &r, &arm, &err));
	return arm;
}

static inline struct training *lab_begin(struct session *s, enum training_goal goal, int n)
{
	struct training_plan plan = { goal, n };
	struct training *t;
	struct fpe_error err;

	assert_ok(session_ready(s, &err));
	assert_ok(training_new(s->arm, s->arms, &plan, true, s->pool, &t, &err));
	return t;
}

static inline void lab_train(struct session *s, enum training_goal goal, int n)
{
	struct training *t = lab_begin(s, goal, n);
	struct fpe_error err;

	assert_ok(training_run(t, INT_MAX, &err));
	training_wait_quiet(t);
	assert_true(training_finished(t));
	training_free(t);
}

/* Of all arms, and of those to come. */
static inline void lab_set_all(struct session *s, const struct fpe_train_settings *settings)
{
	session_set_new(s, settings);
	for (int i = 0; i < s->arms; i++)
		arm_set(s->arm[i], settings);
}

static inline void lab_set(struct session *s, double lr, int batch)
{
	struct fpe_train_settings settings = s->recipe.settings;

	settings.lr = lr;
	settings.batch = batch;
	lab_set_all(s, &settings);
}

/* Weights, masks, moments, biases, step count. */
static inline void assert_same_net(const struct fpe_net *x, const struct fpe_net *y)
{
	assert_true(x->floats == y->floats);
	assert_memory_equal(x->block, y->block, x->floats * sizeof(float));
	assert_true(x->steps == y->steps);
}

/* The net of an arm, with its moments. */
static inline const struct fpe_net *settled(const struct arm *arm)
{
	if (arm->trainer)
		fpe_trainer_settle(arm->trainer);
	return arm->net;
}

#endif
