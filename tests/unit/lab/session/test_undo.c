/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_undo.c - sessions taken back and done again, over random commands: all
 * that would be saved is what it was, bit by bit.
 */
#include "support/session_walk.h"

#include <stdlib.h>

#include "lab/session/frozen.h"
#include "lab/session/undo.h"

#define WALK 40 /* commands */

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
	uint64_t was = session_hash(w->f.s);

	assert_non_null(before);
	session_act(w->f.s, draw);
	if (!undo_push(w->undo, w->f.s, before, "a line")) {
		assert_true(session_hash(w->f.s) == was);
		return;
	}
	w->draw[w->steps] = draw;
	w->hash[w->steps++] = was;
	w->hash[w->steps] = session_hash(w->f.s);
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
			assert_true(session_hash(w.f.s) == w.hash[i]);
		}
		assert_fails(FPE_ESTATE, undo_go(w.undo, w.f.s, false, &lines, &err));
		for (at = 0; at < WALK; at++) {
			assert_ok(undo_go(w.undo, w.f.s, true, &lines, &err));
			assert_true(session_hash(w.f.s) == w.hash[at + 1]);
		}
		assert_fails(FPE_ESTATE, undo_go(w.undo, w.f.s, true, &lines, &err));
		for (int i = 0; i < 200; i++) { /* to and fro */
			r = r * 1664525u + 1013904223u;
			if (r >> 16 & 1) {
				at -= undo_go(w.undo, w.f.s, false, &lines, &err) == FPE_OK;
			} else {
				at += undo_go(w.undo, w.f.s, true, &lines, &err) == FPE_OK;
			}
			assert_true(session_hash(w.f.s) == w.hash[at]);
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

static void threads_are_as_many_as_before(void **state)
{
	struct lab_fixture f;
	struct undo *undo = undo_new();
	struct shared *before;
	struct fpe_error err;
	const char *lines;

	(void)state;
	lab_open(&f, 2);
	before = frozen_take(f.s);
	assert_ok(session_set_jobs(f.s, 5, &err));
	assert_true(undo_push(undo, f.s, before, "set jobs=5"));
	assert_ok(undo_go(undo, f.s, false, &lines, &err));
	assert_int_equal(pool_threads(f.s->pool), 2);
	assert_ok(undo_go(undo, f.s, true, &lines, &err));
	assert_int_equal(pool_threads(f.s->pool), 5);
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
		cmocka_unit_test(threads_are_as_many_as_before),
		cmocka_unit_test(what_has_not_changed_is_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
