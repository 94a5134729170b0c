/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_undo.c - sessions taken back and done again, over random commands: all
 * that would be saved is what it was, bit by bit.
 */
#include "support/lab_fixture.h"

#include <stdlib.h>

#include "lab/session/frozen.h"
#include "lab/session/undo.h"

#define WALK 40 /* commands */

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *at = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT64_C(1099511628211);
	return hash;
}

static uint64_t mix_int(uint64_t hash, int64_t value)
{
	return mix(hash, &value, sizeof value);
}

static uint64_t mix_data(uint64_t hash, const struct fpe_data *d)
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

static void mix_packed(void *context, struct packed *packed)
{
	struct past_hash *p = context;

	packed_unpack(packed, p->net);
	p->hash = mix_int(p->hash, packed->epoch);
	p->hash = mix(p->hash, p->net->block, p->net->floats * sizeof(float));
}

/* Arms made anew have other ids: an arm is known by its place. */
static int place_of(const struct session *s, int id)
{
	for (int i = 0; i < s->arms; i++) {
		if (s->arm[i]->id == id)
			return i;
	}
	return -1;
}

static uint64_t mix_arm(uint64_t hash, const struct session *s, struct arm *a)
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
	hash = mix(hash, a->net->block, a->net->floats * sizeof(float));
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
static uint64_t hash_of(struct session *s)
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
static struct arm *some(struct session *s, unsigned draw)
{
	return s->arm[draw % (unsigned)s->arms];
}

static void edit_something(struct session *s, unsigned draw)
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

static void new_task(struct session *s, unsigned draw)
{
	struct fpe_error err;
	struct task_spec task = { .kind = FPE_TASK_XOR,
				  .options = { .clauses = 2 + (int)(draw % 3), .literals = 2 } };

	assert_ok(session_set_task(s, &task, &err));
	assert_ok(session_ready(s, &err));
}

static void new_data(struct session *s, unsigned draw)
{
	struct data_spec data = { .train = 200 + (int)(draw % 5) * 60, .test = 100, .p = 0.5 };
	struct fpe_error err;

	assert_ok(session_set_data(s, &data, &err));
}

/* Learning rate and batch of all arms, and whether their masks move. */
static void new_settings(struct session *s, unsigned draw)
{
	s->recipe.settings.masks_until = draw / 2 % 2 ? 40 : 0;
	lab_set(s, 0.001 * (1 + draw % 30), 30 + (int)(draw % 90));
}

/* One command; every number is another one. */
static void act(struct session *s, unsigned draw)
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

struct walk {
	struct lab_fixture f;
	struct undo *undo;
	unsigned draw[WALK];
	uint64_t hash[WALK + 1]; /* before step i; that of a command without
				    effect is none */
	int steps;
};

/* Run a command as a player does. */
static void step(struct walk *w, unsigned draw)
{
	struct shared *before = frozen_take(w->f.s);
	uint64_t was = hash_of(w->f.s);

	assert_non_null(before);
	act(w->f.s, draw);
	if (!undo_push(w->undo, w->f.s, before, "a line")) {
		assert_true(hash_of(w->f.s) == was);
		return;
	}
	w->draw[w->steps] = draw;
	w->hash[w->steps++] = was;
	w->hash[w->steps] = hash_of(w->f.s);
}

static void open_walk(struct walk *w, unsigned seed)
{
	struct fpe_error err;

	memset(w, 0, sizeof *w);
	lab_open(&w->f, 2);
	lab_add_net(w->f.s);
	assert_ok(session_ready(w->f.s, &err));
	w->undo = undo_new();
	for (unsigned i = 0; w->steps < WALK; i++) {
		seed = seed * 1664525u + 1013904223u;
		step(w, seed >> 8);
	}
}

static void close_walk(struct walk *w)
{
	undo_free(w->undo);
	session_free(w->f.s);
}

static void every_state_comes_back_bit_by_bit(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 4; seed++) {
		struct walk w;
		struct fpe_error err;
		const char *lines;
		unsigned r = seed;
		int at = WALK;

		open_walk(&w, seed);
		for (int i = WALK - 1; i >= 0; i--) {
			assert_ok(undo_go(w.undo, w.f.s, false, &lines, &err));
			assert_true(hash_of(w.f.s) == w.hash[i]);
		}
		assert_fails(FPE_ESTATE, undo_go(w.undo, w.f.s, false, &lines, &err));
		for (at = 0; at < WALK; at++) {
			assert_ok(undo_go(w.undo, w.f.s, true, &lines, &err));
			assert_true(hash_of(w.f.s) == w.hash[at + 1]);
		}
		assert_fails(FPE_ESTATE, undo_go(w.undo, w.f.s, true, &lines, &err));
		for (int i = 0; i < 200; i++) { /* to and fro */
			r = r * 1664525u + 1013904223u;
			if (r >> 16 & 1) {
				at -= undo_go(w.undo, w.f.s, false, &lines, &err) == FPE_OK;
			} else {
				at += undo_go(w.undo, w.f.s, true, &lines, &err) == FPE_OK;
			}
			assert_true(hash_of(w.f.s) == w.hash[at]);
		}
		close_walk(&w);
	}
}

/* Commands given again after undo do what they did the first time. */
static void what_is_done_anew_comes_to_the_same_bits(void **state)
{
	struct walk w;
	struct fpe_error err;
	const char *lines;
	uint64_t end;

	(void)state;
	open_walk(&w, 77);
	end = w.hash[WALK];
	for (int n = 1; n <= WALK; n += 6) {
		unsigned draw[WALK];

		memcpy(draw, w.draw, sizeof draw);
		for (int i = 0; i < n; i++)
			assert_ok(undo_go(w.undo, w.f.s, false, &lines, &err));
		w.steps -= n;
		for (int i = WALK - n; i < WALK; i++)
			step(&w, draw[i]);
		assert_int_equal(w.steps, WALK);
		assert_true(w.hash[WALK] == end);
	}
	close_walk(&w);
}

static void a_new_command_ends_what_could_be_done_again(void **state)
{
	struct walk w;
	struct fpe_error err;
	const char *lines;

	(void)state;
	open_walk(&w, 5);
	assert_ok(undo_go(w.undo, w.f.s, false, &lines, &err));
	assert_ok(undo_go(w.undo, w.f.s, false, &lines, &err));
	w.steps -= 2;
	step(&w, 15 + 16 * 7); /* a seed */
	assert_fails(FPE_ESTATE, undo_go(w.undo, w.f.s, true, &lines, &err));
	close_walk(&w);
}

static void the_oldest_are_forgotten_and_that_is_said_once(void **state)
{
	struct lab_fixture f;
	struct undo *undo = undo_new();
	struct fpe_error err;
	const char *lines;
	int back = 0;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	for (int i = 0; i < UNDO_LINES + 20; i++) {
		struct shared *before = frozen_take(f.s);

		session_set_seed(f.s, (uint64_t)i);
		assert_true(undo_push(undo, f.s, before, i % 10 ? "seed" : "two\nlines"));
	}
	assert_non_null(strstr(f.notes, "forgotten"));
	assert_null(strstr(strstr(f.notes, "forgotten") + 1, "forgotten"));
	while (undo_go(undo, f.s, false, &lines, &err) == FPE_OK)
		back += undo_lines(lines);
	assert_true(back <= UNDO_LINES && back >= UNDO_LINES - 1);
	undo_free(undo);
	session_free(f.s);
}

/* Epochs that only undo still holds are within the limit of histories. */
static void memory_of_undo_is_bounded(void **state)
{
	struct lab_fixture f;
	struct undo *undo = undo_new();
	struct fpe_error err;
	const char *lines;
	int steps = 0;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	session_set_history(f.s, 200000);
	for (int i = 0; i < 30; i++) {
		struct shared *before = frozen_take(f.s);
		struct arm *arm;

		lab_train(f.s, TRAIN_EPOCHS, 40);
		undo_push(undo, f.s, before, "train 40");
		before = frozen_take(f.s);
		assert_ok(session_rewind(f.s, NULL, 0, "fresh", &arm, &err));
		assert_ok(session_drop(f.s, "dense", &err));
		assert_ok(session_rename(f.s, "fresh", "dense", &err));
		undo_push(undo, f.s, before, "again");
	}
	while (undo_go(undo, f.s, false, &lines, &err) == FPE_OK)
		steps++;
	assert_true(steps >= 1 && steps < 60);
	assert_non_null(strstr(f.notes, "undo goes back"));
	undo_free(undo);
	session_free(f.s);
}

static void what_has_not_changed_is_shared(void **state)
{
	struct lab_fixture f;
	struct shared *a, *b;
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_EPOCHS, 50);
	a = frozen_take(f.s);
	frozen_bytes(a, 1);
	session_set_seed(f.s, 9);
	b = frozen_take(f.s);
	assert_true(frozen_bytes(b, 1) < 2000);
	/* an arm that did not change since stays the one it is */
	net = f.s->arm[1]->net;
	assert_ok(frozen_restore(f.s, a, &err));
	assert_ptr_equal(f.s->arm[1]->net, net);
	shared_release(a);
	shared_release(b);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_comes_back_bit_by_bit),
		cmocka_unit_test(what_is_done_anew_comes_to_the_same_bits),
		cmocka_unit_test(a_new_command_ends_what_could_be_done_again),
		cmocka_unit_test(the_oldest_are_forgotten_and_that_is_said_once),
		cmocka_unit_test(memory_of_undo_is_bounded),
		cmocka_unit_test(what_has_not_changed_is_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
