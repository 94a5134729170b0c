/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_owed.c - whatever is done to a session whose training was stopped while an epoch was
 * scored, it becomes the one in which nobody stopped it.
 */
#include "support/saved_fixture.h"
#include "support/stopped_fixture.h"

#include "lab/session/frozen.h"

static void train_plainly(struct lab_fixture *f)
{
	lab_set(f->s, .01, 200);
	lab_train(f->s, TRAIN_EPOCHS, 2);
}

static void set_dropconnect(struct session *s, double share)
{
	struct fpe_train_settings set = s->recipe.settings;

	set.dropconnect = share;
	lab_set_all(s, &set);
}

static void train_with_dropconnect(struct lab_fixture *f)
{
	set_dropconnect(f->s, .25);
	train_plainly(f);
}

/* What is set inside an epoch waits for the next one. */
static void set_inside_an_epoch(struct lab_fixture *f)
{
	train_plainly(f);
	lab_train(f->s, TRAIN_BATCHES, 1);
	set_dropconnect(f->s, .25);
}

static void train_with_little_memory(struct lab_fixture *f)
{
	session_set_history(f->s, 1);
	lab_set(f->s, .01, 200);
	/* the owed point is the last that there is room for: what is left out when that is
	   measured follows from the memory of then */
	lab_train(f->s, TRAIN_EPOCHS, 126);
}

static const struct past {
	const char *what;
	void (*make)(struct lab_fixture *f);
} pasts[] = {
	{ "minibatches", train_plainly },
	{ "dropconnect", train_with_dropconnect },
	{ "set inside an epoch", set_inside_an_epoch },
	{ "little memory", train_with_little_memory },
};

static void do_nothing(struct lab_fixture *f)
{
	(void)f;
}

static void more_dropconnect(struct lab_fixture *f)
{
	set_dropconnect(f->s, .5);
}

static void others_settings(struct lab_fixture *f)
{
	lab_set(f->s, .003, 0);
}

static void less_memory(struct lab_fixture *f)
{
	session_set_history(f->s, 1);
}

static void more_memory(struct lab_fixture *f)
{
	session_set_history(f->s, 1 << 20);
}

static void draw_samples(struct lab_fixture *f)
{
	const struct data_spec data = { .train = 500, .test = 300, .p = .5 };
	struct fpe_error err;

	assert_ok(session_set_data(f->s, &data, &err));
}

static void split(struct lab_fixture *f)
{
	lab_split(f->s, "clause", "dense", -1);
}

static void split_the_past(struct lab_fixture *f)
{
	lab_split(f->s, "clause", "dense", 0);
}

static void rewind_to(struct lab_fixture *f, int epoch)
{
	struct fpe_error err;
	struct arm *arm;

	assert_ok(session_rewind(f->s, "dense", epoch, NULL, &arm, &err));
}

static void branch_here(struct lab_fixture *f)
{
	rewind_to(f, f->s->arm[0]->epoch);
}

static void branch_at_the_first(struct lab_fixture *f)
{
	rewind_to(f, 0);
}

static void edit(struct lab_fixture *f)
{
	struct arm *arm = f->s->arm[0];
	struct fpe_error err;

	assert_ok(session_set_weight(f->s, arm, 0, 0, 0, 1.5, &err));
}

static void drop_one(struct lab_fixture *f)
{
	struct fpe_error err;

	assert_ok(session_drop(f->s, "random", &err));
}

static void add_one(struct lab_fixture *f)
{
	lab_add_net(f->s);
}

static void rename_one(struct lab_fixture *f)
{
	struct fpe_error err;

	assert_ok(session_rename(f->s, "random", "other", &err));
}

/* A step that is taken back. */
static void undo(struct lab_fixture *f)
{
	struct shared *before = frozen_take(f->s);
	struct fpe_error err;

	assert_non_null(before);
	draw_samples(f);
	assert_ok(frozen_restore(f->s, before, &err));
	shared_release(before);
}

/* The training is taken back, and done again. */
static void redo(struct lab_fixture *f)
{
	struct shared *before = frozen_take(f->s);
	struct fpe_error err;

	assert_non_null(before);
	assert_ok(session_drop(f->s, "dense", &err));
	assert_ok(session_drop(f->s, "random", &err));
	assert_ok(frozen_restore(f->s, before, &err));
	shared_release(before);
}

static void save_and_load(struct lab_fixture *f)
{
	struct session *other;
	struct fpe_error err;
	struct file file;

	file_open(&file);
	save(f->s, file.path);
	assert_ok(session_new(99, 1, &other, &err));
	load_well(other, file.path);
	session_free(f->s);
	f->s = other;
	unlink(file.path);
}

static void close_arms(struct lab_fixture *f)
{
	for (int i = 0; i < f->s->arms; i++)
		arm_close(f->s->arm[i]);
}

static bool open_all(struct session *s, struct fpe_error *err)
{
	return session_ready(s, err) == FPE_OK;
}

static bool draw_other_samples(struct session *s, struct fpe_error *err)
{
	const struct data_spec data = { .train = 450, .test = 350, .p = .5 };

	return session_set_data(s, &data, err) == FPE_OK;
}

/* Tried again and again, stopped at one question after the other; returns how often. */
static int stop_at_each(struct session *s, bool (*act)(struct session *s, struct fpe_error *err))
{
	struct fpe_error err;
	int last = 0;

	for (bool done = false; !done;) {
		struct asked asked = { 0, ++last };

		s->watch = (struct fpe_watch){ count_asked, &asked };
		done = act(s, &err);
		s->watch = (struct fpe_watch){ 0 };
		if (!done)
			assert_int_equal(err.code, FPE_ESTOPPED);
	}
	return last - 1;
}

static void open_stopped(struct lab_fixture *f)
{
	bool owed = f->s->arm[0]->owed && f->s->arm[1]->owed;

	/* each asks before, within and after its scores; of no debt before alone */
	assert_true(stop_at_each(f->s, open_all) >= (owed ? 6 : 2));
	close_arms(f);
	stop_at_each(f->s, open_all);
}

static void draw_stopped(struct lab_fixture *f)
{
	stop_at_each(f->s, draw_other_samples);
}

static const struct deed {
	const char *what;
	void (*act)(struct lab_fixture *f);
} deeds[] = {
	{ "nothing", do_nothing },
	{ "dropconnect", more_dropconnect },
	{ "lr, batch", others_settings },
	{ "less memory", less_memory },
	{ "more memory", more_memory },
	{ "samples", draw_samples },
	{ "split", split },
	{ "split of the past", split_the_past },
	{ "branch here", branch_here },
	{ "branch at the first epoch", branch_at_the_first },
	{ "edit", edit },
	{ "drop", drop_one },
	{ "add", add_one },
	{ "rename", rename_one },
	{ "undo", undo },
	{ "redo", redo },
	{ "save and load", save_and_load },
	{ "closed", close_arms },
	{ "stopped again", open_stopped },
	{ "samples, stopped", draw_stopped },
};

/* Two arms that have a past. */
static void begin(struct lab_fixture *f, const struct past *past)
{
	lab_open(f, 1);
	lab_add_net(f->s);
	lab_split(f->s, "random", NULL, -1);
	past->make(f);
}

static void compare(struct lab_fixture *f, struct lab_fixture *g, const struct file *a,
		    const struct file *b)
{
	struct fpe_error err;

	assert_ok(session_ready(f->s, &err));
	assert_ok(session_ready(g->s, &err));
	assert_int_equal(f->s->arms, g->s->arms);
	for (int i = 0; i < f->s->arms; i++) {
		test_row("arm %s", f->s->arm[i]->name);
		assert_false(g->s->arm[i]->owed);
		assert_same_arm(f->s->arm[i], g->s->arm[i]);
	}
	save(f->s, a->path);
	save(g->s, b->path);
	is_same_file(a->path, b->path);
}

static void try(const struct past *past, const struct deed *deed, const struct file *a,
		const struct file *b)
{
	struct lab_fixture alone, stopped;

	begin(&alone, past);
	lab_train(alone.s, TRAIN_UNTIL, alone.s->arm[0]->epoch + 1);
	begin(&stopped, past);
	for (int i = 0; i < stopped.s->arms; i++)
		train_until_owed(stopped.s->arm[i]);
	deed->act(&alone);
	deed->act(&stopped);
	compare(&alone, &stopped, a, b);
	lab_train(alone.s, TRAIN_EPOCHS, 3);
	lab_train(stopped.s, TRAIN_EPOCHS, 3);
	compare(&alone, &stopped, a, b);
	session_free(alone.s);
	session_free(stopped.s);
}

static void whatever_is_done_then_it_is_as_if_nobody_had_stopped(void **state)
{
	struct file a, b;

	(void)state;
	file_open(&a);
	file_open(&b);
	for (size_t p = 0; p < sizeof pasts / sizeof *pasts; p++) {
		for (size_t d = 0; d < sizeof deeds / sizeof *deeds; d++) {
			test_row("%s, then %s", pasts[p].what, deeds[d].what);
			try(&pasts[p], &deeds[d], &a, &b);
		}
	}
	unlink(a.path);
	unlink(b.path);
}

static void owes_inside_an_epoch(struct arm *arm)
{
	arm->batch = 1;
}

static void owes_what_is_remade(struct arm *arm)
{
	arm->remade = true;
}

static void owes_without_a_past(struct arm *arm)
{
	series_cut(arm->series, 0);
}

/* Who has changed a file by hand: nobody owes what is not there. */
static void debts_that_cannot_be_are_refused(void **state)
{
	static const struct {
		const char *what;
		void (*change)(struct arm *arm);
	} rows[] = {
		{ "inside an epoch", owes_inside_an_epoch },
		{ "remade", owes_what_is_remade },
		{ "without a past", owes_without_a_past },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct saved_place place = { 0 };
		struct lab_fixture f;
		struct fpe_error err;
		struct file file;

		test_row("%s", rows[i].what);
		file_open(&file);
		begin(&f, &pasts[0]);
		train_until_owed(f.s->arm[0]);
		rows[i].change(f.s->arm[0]);
		save(f.s, file.path);
		assert_fails(FPE_EFORMAT, load(f.s, file.path, &place, &err));
		assert_has(err.message, "owed");
		session_free(f.s);
		unlink(file.path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(debts_that_cannot_be_are_refused),
		cmocka_unit_test(whatever_is_done_then_it_is_as_if_nobody_had_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
