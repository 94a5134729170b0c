/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_rewind.c - going back to any epoch of any arm and training on gives the
 * same bits as never having left.
 */
#include "support/history_bytes.h"
#include "support/lab_fixture.h"

#include <math.h>

static struct arm *go_back(struct session *s, const char *from, int epoch)
{
	struct fpe_error err;
	struct arm *arm;

	assert_ok(session_rewind(s, from, epoch, NULL, &arm, &err));
	return arm;
}

static void train_until(struct session *s, struct arm *arm, int epoch)
{
	struct training_plan plan = { TRAIN_UNTIL, epoch };
	struct training *t;
	struct fpe_error err;

	assert_ok(session_ready(s, &err));
	assert_ok(training_new(&arm, 1, &plan, false, s->pool, &t, &err));
	assert_ok(training_run(t, INT_MAX, &err));
	training_wait_quiet(t);
	training_free(t);
}

static void drop(struct session *s, struct arm *arm)
{
	struct fpe_error err;
	char name[FPE_MAX_NAME];

	memcpy(name, arm->name, sizeof name);
	assert_ok(session_drop(s, name, &err));
}

/* From every epoch of an arm, to where it stands. */
static void rewind_everywhere(struct session *s, struct arm *arm)
{
	for (int e = history_span(arm->history).first; e <= arm->epoch; e++) {
		struct arm *back = go_back(s, arm->name, e);

		assert_int_equal(back->epoch, e);
		assert_int_equal(back->left, e);
		assert_int_equal(series_count(back->series),
				 e - history_span(arm->history).first + 1);
		train_until(s, back, arm->epoch);
		assert_same_net(settled(back), settled(arm));
		assert_int_equal(back->batch, arm->batch);
		assert_int_equal(series_count(back->series), series_count(arm->series));
		drop(s, back);
	}
}

static void every_epoch_trains_on_to_the_same_bits(void **state)
{
	struct lab_fixture f;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 4);
	lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_UNTIL, 27);
	rewind_everywhere(f.s, f.s->arm[0]);
	rewind_everywhere(f.s, f.s->arm[1]);
	session_free(f.s);
}

static int moved_entries(const struct fpe_net *a, const struct fpe_net *b)
{
	const struct fpe_layer *x = &a->layer[0], *y = &b->layer[0];
	int moved = 0;

	for (int i = 0; i < x->in * x->out; i++)
		moved += x->mask[i] != y->mask[i];
	return moved;
}

/* Masks that move: every epoch has those of then, and what is left of an arm
   moves them as it did. */
static void masks_that_move_come_back(void **state)
{
	struct lab_fixture f;
	struct fpe_train_settings settings;
	struct arm *split;
	struct fpe_net *then[2];
	struct fpe_error err;

	(void)state;
	lab_open(&f, 2);
	settings = f.s->recipe.settings;
	settings.batch = 100;
	settings.masks_until = 60;
	lab_set_all(f.s, &settings);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 4);
	split = lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_UNTIL, 27);
	for (int i = 0; i < 2; i++) {
		then[i] = fpe_net_like(split->net);
		assert_ok(history_restore(split->history, i ? 27 : 10, then[i], &err));
	}
	assert_true(moved_entries(then[0], then[1]) > 0);
	for (int e = 11; e < 27; e++) {
		assert_ok(history_restore(split->history, e, then[0], &err));
		/* those of 20 moved before epoch 20 was trained */
		assert_true((moved_entries(then[0], then[1]) == 0) == (e > 20));
	}
	rewind_everywhere(f.s, split);
	fpe_net_free(then[0]);
	fpe_net_free(then[1]);
	session_free(f.s);
}

/* Settings that changed on the way, also while epochs were under way. */
static void settings_of_then_are_respected(void **state)
{
	struct lab_fixture f;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	lab_set(f.s, 0.01, 100);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	lab_set(f.s, 0.002, 50);
	lab_train(f.s, TRAIN_BATCHES, 30); /* to the middle of an epoch */
	assert_true(arm->batch > 0);
	lab_set(f.s, 0.03, 200);
	lab_train(f.s, TRAIN_EPOCHS, 4);
	lab_set(f.s, 0.01, 0);
	for (int e = 0; e < arm->epoch; e++) {
		struct arm *back = go_back(f.s, NULL, e);
		int next = e < 3 ? 3 : e < 6 ? 6 : arm->epoch;
		struct fpe_net *then = fpe_net_like(arm->net);
		int batch;
		struct fpe_error err;

		/* it has the settings it left by: they hold to their change */
		train_until(f.s, back, next);
		assert_ok(history_exact(arm->history, next, arm->seed, then, &batch, NULL, &err));
		assert_same_net(settled(back), then);
		fpe_net_free(then);
		drop(f.s, back);
	}
	session_free(f.s);
}

/* A child that left inside an epoch begins there. */
static void arms_that_began_inside_an_epoch_go_back_there(void **state)
{
	struct lab_fixture f;
	struct arm *child, *back;

	(void)state;
	lab_open(&f, 1);
	lab_set(f.s, 0.01, 50);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_BATCHES, 17);
	lab_set(f.s, 0.02, 100);
	child = lab_split(f.s, "random", NULL, -1);
	assert_int_equal(child->batch, 5);
	lab_train(f.s, TRAIN_UNTIL, 14);
	back = go_back(f.s, "random", 1);
	assert_int_equal(back->batch, 5);
	train_until(f.s, back, 14);
	assert_same_net(settled(back), settled(child));
	drop(f.s, back);
	rewind_everywhere(f.s, child);
	session_free(f.s);
}

static void new_samples_on_the_way_are_not_mixed_up(void **state)
{
	struct lab_fixture f;
	struct data_spec other = { .train = 300, .test = 100, .p = 0.4 };
	struct fpe_net *before, *back;
	struct fpe_error err;
	struct arm *arm;
	int batch;

	(void)state;
	lab_open(&f, 1);
	lab_set(f.s, 0.01, 50);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 5);
	before = arm_copy_net(arm);
	lab_train(f.s, TRAIN_BATCHES, 3);
	assert_ok(session_set_data(f.s, &other, &err));
	lab_train(f.s, TRAIN_EPOCHS, 6);
	back = fpe_net_like(arm->net);
	/* an epoch of the samples of then, trained again on them */
	assert_ok(history_exact(arm->history, 4, arm->seed, back, &batch, NULL, &err));
	/* where the samples changed stands what began with the new ones */
	assert_ok(history_exact(arm->history, 5, arm->seed, back, &batch, NULL, &err));
	assert_true(back->steps == before->steps + 3);
	assert_ok(history_exact(arm->history, 8, arm->seed, back, &batch, NULL, &err));
	assert_true(series_find(arm->series, series_count(arm->series), 5)->edited);
	fpe_net_free(before);
	fpe_net_free(back);
	session_free(f.s);
}

static void a_branch_splits_and_rewinds_again(void **state)
{
	struct lab_fixture f;
	struct arm *split, *again, *back;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 5);
	split = lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_UNTIL, 9);
	back = go_back(f.s, "dense", 5);
	assert_string_equal(back->name, "dense2");
	again = lab_split(f.s, "clause", "dense2", -1);
	train_until(f.s, again, 9);
	assert_same_net(settled(again), settled(split));
	/* the past of a branch is that of the arm it left */
	back = go_back(f.s, "dense2", 2);
	assert_string_equal(back->name, "dense3");
	train_until(f.s, back, 9);
	assert_same_net(settled(back), settled(f.s->arm[0]));
	session_free(f.s);
}

static void what_is_not_kept_is_refused_with_the_nearest(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm, *out;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	assert_fails(FPE_ENAME, session_rewind(f.s, NULL, 4, NULL, &out, &err));
	assert_non_null(strstr(err.message, "0 to 3"));
	session_set_history(f.s, 9000);
	lab_train(f.s, TRAIN_EPOCHS, 40);
	assert_int_equal(history_span(arm->history).stride, 10);
	assert_fails(FPE_ENAME, session_rewind(f.s, NULL, 13, NULL, &out, &err));
	assert_non_null(strstr(err.message, "10 and 20"));
	assert_int_equal(f.s->arms, 1);
	assert_same_net(settled(go_back(f.s, NULL, 43)), settled(arm));
	train_until(f.s, go_back(f.s, NULL, 20), 43);
	assert_same_net(settled(f.s->arm[2]), settled(arm));
	session_free(f.s);
}

/* In a session without arms what makes one makes its parent first. */
static void the_arm_made_by_default_keeps_its_name(void **state)
{
	struct split_request r = { .by = fpe_split_kind_find("random"),
				   .name = "dense",
				   .epoch = -1,
				   .how = { .alpha = 2, .layer = 1 } };
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *out;

	(void)state;
	for (int split = 0; split < 2; split++) {
		lab_open(&f, 1);
		assert_fails(FPE_ENAME, split ? session_split(f.s, &r, &out, &err)
					      : session_rewind(f.s, NULL, 0, "dense", &out, &err));
		assert_string_equal(err.message, "there is an arm dense already");
		session_free(f.s);
	}
}

static void thinning_is_said(void **state)
{
	struct lab_fixture f;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	session_set_history(f.s, 20000);
	lab_train(f.s, TRAIN_EPOCHS, 60);
	assert_int_equal(history_span(f.s->arm[0]->history).stride, 2);
	session_tell_thinned(f.s);
	assert_non_null(strstr(f.notes, "dense: only every 2nd epoch"));
	f.notes[0] = '\0';
	session_tell_thinned(f.s);
	assert_string_equal(f.notes, "");
	session_free(f.s);
}

/* What can be looked at is not always what can be trained on from. */
static void nobody_trains_over_an_edit(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm, *back;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 13);
	assert_ok(session_set_weight(f.s, arm, 0, 1, 2, 0.5, &err));
	lab_train(f.s, TRAIN_EPOCHS, 5);
	for (int e = 0; e <= 18; e++) {
		struct fpe_net *end = fpe_net_like(arm->net);
		int batch;

		back = go_back(f.s, NULL, e);
		assert_true(e != 13 || back->net->layer[0].weight[14] == 0.5f);
		train_until(f.s, back, e < 13 ? 12 : 18);
		assert_ok(history_exact(arm->history, e < 13 ? 12 : 18, arm->seed, end, &batch,
					NULL, &err));
		assert_same_net(settled(back), end);
		fpe_net_free(end);
		drop(f.s, back);
	}
	assert_true(series_find(arm->series, series_count(arm->series), 13)->edited);
	session_free(f.s);
}

static void an_edit_inside_an_epoch_is_gone_back_over(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	lab_set(f.s, 0.01, 50);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_BATCHES, 12 * 3 + 5);
	assert_ok(session_set_weight(f.s, arm, 1, 0, 3, -2, &err));
	lab_train(f.s, TRAIN_EPOCHS, 6);
	for (int e = 4; e <= 9; e++) {
		struct arm *back = go_back(f.s, NULL, e);

		train_until(f.s, back, 9);
		assert_same_net(settled(back), settled(arm));
		drop(f.s, back);
	}
	session_free(f.s);
}

/* Once the edited net itself is forgotten, what came of it cannot be trained
   again from what was before. */
static void an_edit_that_is_forgotten_is_not_trained_over(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm, *out;
	struct packed *seen;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 13);
	assert_ok(session_set_weight(f.s, arm, 0, 1, 2, 0.5, &err));
	lab_train(f.s, TRAIN_EPOCHS, 6);
	session_set_history(f.s, 20000);
	lab_train(f.s, TRAIN_EPOCHS, 41);
	assert_int_equal(history_span(arm->history).stride, 2);
	seen = history_near(arm->history, 16);
	assert_int_equal(seen->epoch, 16); /* it can be looked at */
	packed_release(seen);
	assert_fails(FPE_ENAME, session_rewind(f.s, NULL, 16, NULL, &out, &err));
	assert_non_null(strstr(err.message, "are 12 and 20"));
	for (int e = 20; e <= 60; e += 2) {
		struct arm *back = go_back(f.s, NULL, e);

		train_until(f.s, back, 60);
		assert_same_net(settled(back), settled(arm));
		drop(f.s, back);
	}
	session_free(f.s);
}

/* 300 epochs of ten arms of the default recipe. */
static void a_common_session_is_kept_whole(void **state)
{
	static const int widths[] = { 32, 16, 1 };
	struct fpe_train_settings settings = test_settings();
	struct fpe_net *net;
	size_t bytes = 0;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	for (int j = 0; j < 264; j++)
		net->layer[0].mask[j] = 0; /* about the default budget is left */
	for (int a = 0; a < 10; a++) {
		struct history *h = history_new((64u << 20) / 10);

		for (int e = 0; e <= 300; e++) {
			struct history_place place = { .epoch = e, .settings = &settings };

			assert_ok(history_record(h, net, &place, &err));
		}
		assert_int_equal(history_span(h).stride, 1);
		bytes += history_bytes(h);
		history_free(h);
	}
	print_message("ten default arms, 300 epochs: %.2f MiB\n", (double)bytes / (1 << 20));
	assert_true(bytes < 8u << 20);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_epoch_trains_on_to_the_same_bits),
		cmocka_unit_test(masks_that_move_come_back),
		cmocka_unit_test(settings_of_then_are_respected),
		cmocka_unit_test(arms_that_began_inside_an_epoch_go_back_there),
		cmocka_unit_test(new_samples_on_the_way_are_not_mixed_up),
		cmocka_unit_test(a_branch_splits_and_rewinds_again),
		cmocka_unit_test(what_is_not_kept_is_refused_with_the_nearest),
		cmocka_unit_test(the_arm_made_by_default_keeps_its_name),
		cmocka_unit_test(thinning_is_said),
		cmocka_unit_test(nobody_trains_over_an_edit),
		cmocka_unit_test(an_edit_inside_an_epoch_is_gone_back_over),
		cmocka_unit_test(an_edit_that_is_forgotten_is_not_trained_over),
		cmocka_unit_test(a_common_session_is_kept_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
