/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_walk.h - random commands to a session, and a number of all that it is.
 *
 * Numbers are of what counts, not of where it stands: of two sessions that go on alike
 * they are the same.
 */
#ifndef TESTS_SESSION_WALK_H
#define TESTS_SESSION_WALK_H

#include "support/lab_fixture.h"

static inline uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *at = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT64_C(1099511628211);
	return hash;
}

static inline uint64_t mix_int(uint64_t hash, int64_t value)
{
	return mix(hash, &value, sizeof value);
}

static inline uint64_t mix_data(uint64_t hash, const struct fpe_data *d)
{
	if (!d)
		return mix_int(hash, -1);
	hash = mix(hash, d->bits, (size_t)d->count * (size_t)d->words * 8);
	return mix(hash, d->label, (size_t)d->count * sizeof *d->label);
}

struct past_hash {
	uint64_t hash;
	struct fpe_net *net;
};

static inline void mix_packed(void *context, struct packed *packed)
{
	struct past_hash *p = context;

	packed_unpack(packed, p->net);
	p->hash = mix_int(p->hash, packed->epoch);
	p->hash = mix(p->hash, p->net->block, p->net->floats * sizeof(float));
}

/* Arms made anew have other ids: an arm is known by its place. */
static inline int place_of(const struct session *s, int id)
{
	for (int i = 0; i < s->arms; i++) {
		if (s->arm[i]->id == id)
			return i;
	}
	return -1;
}

static inline uint64_t mix_arm(uint64_t hash, const struct session *s, struct arm *a)
{
	struct past_hash past = { hash, fpe_net_like(a->net) };

	assert_non_null(past.net);
	history_each(a->history, mix_packed, &past);
	fpe_net_free(past.net);
	hash = mix(past.hash, a->name, strlen(a->name));
	hash = mix(hash, a->split, strlen(a->split));
	hash = mix_int(hash, place_of(s, a->parent));
	hash = mix_int(hash, a->left);
	hash = mix_int(hash, a->epoch);
	hash = mix_int(hash, a->batch);
	hash = mix_int(hash, (int64_t)a->net->steps);
	hash = mix(hash, settled(a)->block, a->net->floats * sizeof(float));
	hash = mix(hash, &a->settings.lr, sizeof a->settings.lr);
	hash = mix_int(hash, a->settings.batch);
	hash = mix_int(hash, a->settings.masks_until);
	if (a->batch)
		hash = mix_int(hash, a->begun.batch);
	for (int i = 0; i < series_count(a->series); i++) {
		const struct series_point *p = series_at(a->series, i);

		hash = mix_int(hash, p->epoch);
		hash = mix(hash, &p->value[FPE_METRIC_TEST_LOSS], sizeof(float));
	}
	return hash;
}

/* Of all that a saved session would hold. */
static inline uint64_t session_hash(struct session *s)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	char text[2000] = "";

	if (s->task)
		fpe_task_text(s->task, text, sizeof text);
	hash = mix(hash, text, strlen(text));
	hash = mix_data(mix_data(hash, s->train), s->test);
	hash = mix_int(hash, (int64_t)s->seed);
	hash = mix_int(hash, place_of(s, s->current));
	hash = mix_int(hash, s->recipe.settings.batch);
	hash = mix_int(hash, s->recipe.data.train);
	hash = mix_int(hash, s->recipe.net.hidden[0]);
	for (int i = 0; i < s->arms; i++)
		hash = mix_arm(hash, s, s->arm[i]);
	return hash;
}

/* An arm, any one. */
static inline struct arm *some(struct session *s, unsigned draw)
{
	return s->arm[draw % (unsigned)s->arms];
}

static inline void edit_something(struct session *s, unsigned draw)
{
	struct arm *arm = some(s, draw);
	struct fpe_error err;

	for (int j = 0; j < arm->net->layer[0].in; j++) {
		if (arm->net->layer[0].mask[j] == 0)
			continue;
		assert_ok(session_set_weight(s, arm, 0, 0, j, draw % 7 - 3.0, &err));
		return;
	}
}

static inline void new_task(struct session *s, unsigned draw)
{
	struct fpe_error err;
	struct task_spec task = { .kind = FPE_TASK_XOR,
				  .options = { .clauses = 2 + (int)(draw % 3), .literals = 2 } };

	assert_ok(session_set_task(s, &task, &err));
	assert_ok(session_ready(s, &err));
}

static inline void new_data(struct session *s, unsigned draw)
{
	struct data_spec data = { .train = 200 + (int)(draw % 5) * 60, .test = 100, .p = 0.5 };
	struct fpe_error err;

	assert_ok(session_set_data(s, &data, &err));
}

/* Learning rate and batch of all arms, and whether their masks move. */
static inline void new_settings(struct session *s, unsigned draw)
{
	s->recipe.settings.masks_until = draw / 2 % 2 ? 40 : 0;
	lab_set(s, 0.001 * (1 + draw % 30), 30 + (int)(draw % 90));
}

/* One command; every number is another one. */
static inline void session_act(struct session *s, unsigned draw)
{
	unsigned what = draw % 16, how = draw / 16;
	struct fpe_error err;
	struct arm *arm;
	char name[FPE_MAX_NAME];

	if (s->arms > 8)
		what = 9;
	switch (what) {
	case 5:
		lab_train(s, TRAIN_BATCHES, 1 + (int)(how % 7));
		break;
	case 6:
		lab_split(s, "random", some(s, how)->name, -1);
		break;
	case 7:
		new_settings(s, how);
		break;
	case 8:
		arm = some(s, how);
		assert_ok(session_ready(s, &err));
		assert_ok(session_rewind(s, arm->name, history_span(arm->history).first, NULL, &arm,
					 &err));
		break;
	case 9:
		memcpy(name, some(s, how)->name, sizeof name);
		if (s->arms > 1)
			assert_ok(session_drop(s, name, &err));
		break;
	case 10:
		memcpy(name, some(s, how)->name, sizeof name);
		session_rename(s, name, "renamed", NULL);
		break;
	case 11:
		edit_something(s, how);
		break;
	case 12:
		new_data(s, how);
		break;
	case 13:
		if (how % 4 == 0)
			new_task(s, how / 4);
		break;
	case 14:
		assert_ok(session_use(s, some(s, how)->name, &err));
		break;
	case 15:
		session_set_seed(s, how % 9);
		break;
	default:
		lab_train(s, TRAIN_EPOCHS, 1 + (int)(how % 5));
	}
	/* what is only opened later is measured then: open it now */
	assert_ok(session_ready(s, &err));
}

#endif
