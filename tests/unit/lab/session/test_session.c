/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_session.c - arms made, trained side by side, split, stopped. */
#include "support/lab_fixture.h"
#include "support/own_fixture.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/session/session.h"

static void what_is_missing_is_made_and_said(void **state)
{
	struct lab_fixture f = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(session_new(1, 1, &f.s, &err));
	f.s->note = lab_keep_note;
	f.s->note_context = &f;
	assert_ok(session_ready(f.s, &err));
	assert_int_equal(f.s->arms, 1);
	assert_int_equal(f.s->arm[0]->budget, 264);
	assert_non_null(strstr(f.notes, "task dnf clauses=8 literals=4"));
	assert_non_null(strstr(f.notes, "data train=8000"));
	assert_non_null(strstr(f.notes, "net hidden=8"));
	session_free(f.s);
}

static void threads_do_not_change_the_weights(void **state)
{
	struct lab_fixture f[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		lab_open(&f[i], i + 1);
		lab_add_net(f[i].s);
		lab_train(f[i].s, TRAIN_EPOCHS, 3);
		lab_split(f[i].s, "clause", NULL, -1);
		lab_split(f[i].s, "random", NULL, -1);
		lab_train(f[i].s, TRAIN_UNTIL, 20);
	}
	for (int a = 0; a < 3; a++) {
		const struct fpe_net *x = f[0].s->arm[a]->net;
		const struct fpe_net *y = f[1].s->arm[a]->net;

		assert_int_equal(f[0].s->arm[a]->epoch, 20);
		assert_memory_equal(x->block, y->block, x->floats * sizeof(float));
	}
	session_free(f[0].s);
	session_free(f[1].s);
}

static void a_split_of_a_past_epoch_is_the_split_made_then(void **state)
{
	struct lab_fixture f;
	struct arm *early, *late;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 4);
	early = lab_split(f.s, "clause", NULL, -1);
	assert_int_equal(early->left, 4);
	lab_train(f.s, TRAIN_UNTIL, 12);
	/* the first one's draws are taken: count it away */
	early->how.alpha = 3;
	late = lab_split(f.s, "clause", "dense", 4);
	early->how.alpha = 2;
	assert_int_equal(late->epoch, 4);
	lab_train(f.s, TRAIN_UNTIL, 12);
	assert_memory_equal(early->net->block, late->net->block,
			    early->net->floats * sizeof(float));
	session_free(f.s);
}

static void a_late_split_is_pointed_out_once(void **state)
{
	struct lab_fixture f;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	f.notes[0] = '\0';
	lab_split(f.s, "random", "dense", -1);
	assert_non_null(strstr(f.notes, "split by=random from=dense@2"));
	f.notes[0] = '\0';
	lab_split(f.s, "random", "dense", -1);
	assert_null(strstr(f.notes, "latecomer"));
	session_free(f.s);
}

static void arms_rest_at_the_same_round_when_halted(void **state)
{
	struct lab_fixture f;
	struct training *t;
	struct fpe_error err;
	int epoch;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_split(f.s, "clause", NULL, -1);
	lab_split(f.s, "random", NULL, -1);
	t = lab_begin(f.s, TRAIN_EPOCHS, 100000);
	assert_ok(training_run(t, INT_MAX, &err));
	while (training_round(t) < 5)
		;
	training_halt(t);
	training_wait_quiet(t);
	assert_true(training_even(t));
	assert_false(training_finished(t));
	epoch = f.s->arm[0]->epoch;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(f.s->arm[i]->epoch, epoch);
		assert_int_equal(f.s->arm[i]->batch, 0);
	}
	training_free(t);
	session_free(f.s);
}

static void arms_that_are_behind_catch_up_first(void **state)
{
	struct lab_fixture f;
	struct arm *late;
	struct training *t;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 10);
	late = lab_split(f.s, "clause", "dense", 0);
	t = lab_begin(f.s, TRAIN_UNTIL, 15);
	assert_ok(training_run(t, 10, &err));
	training_wait_quiet(t);
	assert_int_equal(late->epoch, 10);
	assert_int_equal(f.s->arm[0]->epoch, 10);
	assert_true(training_even(t));
	training_free(t);
	session_free(f.s);
}

/* Batches counted one by one end at the weights of whole epochs. */
static void batches_add_up_to_epochs(void **state)
{
	struct lab_fixture a, b;
	const struct fpe_net *x, *y;

	(void)state;
	lab_open(&a, 1);
	lab_open(&b, 1);
	lab_add_net(a.s);
	lab_add_net(b.s);
	lab_train(a.s, TRAIN_EPOCHS, 3); /* 600 samples: 2 batches an epoch */
	lab_train(b.s, TRAIN_BATCHES, 1);
	assert_int_equal(b.s->arm[0]->batch, 1);
	lab_train(b.s, TRAIN_BATCHES, 4);
	lab_train(b.s, TRAIN_EPOCHS, 1);
	assert_int_equal(b.s->arm[0]->epoch, 3);
	assert_int_equal(b.s->arm[0]->batch, 0);
	x = a.s->arm[0]->net;
	y = b.s->arm[0]->net;
	assert_memory_equal(x->block, y->block, x->floats * sizeof(float));
	session_free(a.s);
	session_free(b.s);
}

static void stopping_keeps_what_was_done(void **state)
{
	struct lab_fixture f;
	struct training *t;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 2);
	arm = lab_add_net(f.s);
	t = lab_begin(f.s, TRAIN_EPOCHS, 1000000);
	assert_ok(training_run(t, INT_MAX, &err));
	while (training_round(t) < 2)
		;
	training_stop(t);
	training_wait_quiet(t);
	assert_true(arm->epoch >= 2 && arm->epoch < 1000000);
	assert_int_equal(training_batches_done(t, 0), 2 * arm->epoch + arm->batch);
	training_free(t);
	session_free(f.s);
}

static void a_new_task_ends_the_arms_and_new_data_does_not(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct data_spec more = { .train = 300, .test = 100, .p = 0.5 };
	struct task_spec task = { .kind = FPE_TASK_XOR,
				  .options = { .clauses = 3, .literals = 3 } };

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	assert_ok(session_set_data(f.s, &more, &err));
	assert_int_equal(f.s->arms, 1);
	lab_train(f.s, TRAIN_EPOCHS, 1);
	assert_int_equal(f.s->arm[0]->epoch, 3);
	assert_ok(session_set_task(f.s, &task, &err));
	assert_int_equal(f.s->arms, 0);
	assert_non_null(strstr(f.notes, "ends 1 arm; undo brings it back"));
	session_free(f.s);
}

/* 12 inputs, 6 of which both children of each of 6 neurons get. Each arm ends
   before the next one: a sibling that is split alike would be drawn anew. */
static void all_that_a_split_is_told_is_in_the_net(void **state)
{
	struct lab_fixture f;
	struct split_request r = { .by = fpe_split_kind_find("random"),
				   .how = { .alpha = 2, .budget = FPE_BUDGET_NONE, .share = .5 },
				   .epoch = -1 };
	struct fpe_error err;
	struct arm *arm;
	float mask[2][12 * 12];

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	for (int i = 0; i < 2; i++) {
		r.how.seed = (struct part_seed){ i, 9 };
		assert_ok(session_split(f.s, &r, &arm, &err));
		assert_int_equal(fpe_net_layer_nnz(arm->net, 0), 6 * 18);
		assert_true(arm->how.share == .5 && arm->how.seed.fixed == i);
		memcpy(mask[i], arm->net->layer[0].mask, sizeof mask[i]);
		assert_ok(session_drop(f.s, arm->name, &err));
	}
	assert_memory_not_equal(mask[0], mask[1], sizeof *mask);
	r.how.budget = FPE_BUDGET_EXACT;
	assert_ok(session_split(f.s, &r, &arm, &err));
	assert_int_equal(fpe_net_nnz(arm->net), f.s->arm[0]->budget);
	session_free(f.s);
}

static void a_failed_command_leaves_the_session_as_it_was(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm;
	struct task_spec bad = { .kind = FPE_TASK_DNF,
				 .options = { .clauses = 4, .literals = 3, .inputs = 99 } };
	struct split_request r = { .by = fpe_split_kind_find("clause"),
				   .how.alpha = 60,
				   .epoch = -1 };
	const struct fpe_task *task;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	task = f.s->task;
	assert_true(session_set_task(f.s, &bad, &err) != FPE_OK);
	assert_ptr_equal(f.s->task, task);
	assert_int_equal(f.s->arms, 1);
	assert_true(session_split(f.s, &r, &arm, &err) != FPE_OK);
	assert_int_equal(f.s->arms, 1);
	r.how.alpha = 2;
	r.name = "dense";
	assert_fails(FPE_ENAME, session_split(f.s, &r, &arm, &err));
	r.name = NULL;
	r.epoch = 7;
	assert_fails(FPE_ENAME, session_split(f.s, &r, &arm, &err));
	assert_int_equal(f.s->arms, 1);
	session_free(f.s);
}

static void set_batch(struct session *s, int batch)
{
	struct fpe_train_settings settings = s->recipe.settings;

	settings.batch = batch;
	lab_set_all(s, &settings);
}

static void a_begun_epoch_starts_anew_with_new_samples(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct data_spec smaller = { .train = 100, .test = 100, .p = 0.5 };

	(void)state;
	lab_open(&f, 1);
	set_batch(f.s, 50);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_BATCHES, 17);
	assert_int_equal(f.s->arm[0]->batch, 5);
	assert_ok(session_set_data(f.s, &smaller, &err));
	assert_int_equal(f.s->arm[0]->epoch, 1);
	assert_int_equal(f.s->arm[0]->batch, 0);
	lab_train(f.s, TRAIN_EPOCHS, 1);
	assert_int_equal(f.s->arm[0]->epoch, 2);
	session_free(f.s);
}

/* Arms that stand inside an epoch end it with the settings it began with. */
static void a_child_ends_the_epoch_as_its_parent_does(void **state)
{
	struct lab_fixture f;
	struct arm *child;

	(void)state;
	lab_open(&f, 1);
	set_batch(f.s, 50);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_BATCHES, 17);
	set_batch(f.s, 0);
	child = lab_split(f.s, "random", NULL, -1);
	assert_int_equal(child->batch, 5);
	assert_int_equal(child->settings.batch, 0);
	lab_train(f.s, TRAIN_BATCHES, 7);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(f.s->arm[i]->epoch, 2);
		assert_int_equal(f.s->arm[i]->batch, 0);
		assert_int_equal(fpe_trainer_batches(f.s->arm[i]->trainer), 1);
	}
	session_free(f.s);
}

static void taken_names_are_numbered(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	assert_string_equal(lab_split(f.s, "clause", NULL, -1)->name, "clause");
	assert_string_equal(lab_split(f.s, "clause", NULL, -1)->name, "clause2");
	assert_string_equal(lab_add_net(f.s)->name, "dense2");
	assert_ok(session_rename(f.s, "clause2", "kept", &err));
	assert_ok(session_drop(f.s, "clause", &err));
	assert_string_equal(lab_split(f.s, "clause", NULL, -1)->name, "clause");
	assert_fails(FPE_ENAME, session_rename(f.s, "kept", "dense", &err));
	assert_fails(FPE_ENAME, session_use(f.s, "nobody", &err));
	assert_non_null(strstr(err.message, "dense"));
	session_free(f.s);
}

static void a_picture_shows_every_arm(void **state)
{
	struct lab_fixture f;
	static struct snapshot s;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_UNTIL, 6);
	session_snapshot(f.s, true, -1, &s);
	assert_int_equal(s.arms, 2);
	assert_int_equal(s.arm[1].parent, 0);
	assert_int_equal(s.arm[1].left, 2);
	assert_int_equal(s.arm[0].points, 7);
	assert_int_equal(s.arm[1].points, 5);
	assert_true(s.arm[1].metric[FPE_METRIC_NNZ] == s.arm[0].metric[FPE_METRIC_NNZ]);
	assert_true(isfinite(s.arm[1].metric[FPE_METRIC_TEST_ACCURACY]));
	session_free(f.s);
}

static void a_picture_inside_an_epoch_scores_the_net_it_shows(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	double value[FPE_METRIC_COUNT];
	static struct snapshot s;

	(void)state;
	lab_open(&f, 1);
	set_batch(f.s, 50);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_BATCHES, 9);
	session_snapshot(f.s, true, -1, &s);
	assert_ok(arm_measure(f.s->arm[0], 0, NULL, value, &err));
	assert_true(s.arm[0].metric[FPE_METRIC_TEST_LOSS] == value[FPE_METRIC_TEST_LOSS]);
	session_free(f.s);
}

/* Every epoch of every arm, while nothing trains: the net that it was. */
static void a_picture_of_the_past_shows_the_nets_of_then(void **state)
{
	struct lab_fixture f;
	struct fpe_net *then[2];
	static struct snapshot s;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_UNTIL, 5);
	for (int a = 0; a < 2; a++)
		then[a] = arm_copy_net(f.s->arm[a]);
	lab_train(f.s, TRAIN_UNTIL, 12);
	session_snapshot(f.s, true, 5, &s);
	assert_int_equal(s.at, 5);
	assert_int_equal(s.last_epoch, 12);
	for (int a = 0; a < 2; a++) {
		const struct series_point *p = series_find(s.arm[a].series, s.arm[a].points, 5);

		assert_int_equal(s.arm[a].epoch, 5);
		for (int l = 0; l < 2; l++) {
			const struct fpe_layer *x = &s.arm[a].net->layer[l];
			const struct fpe_layer *y = &then[a]->layer[l];
			size_t n = (size_t)x->in * (size_t)x->out;

			assert_memory_equal(x->weight, y->weight, n * sizeof(float));
			assert_memory_equal(x->mask, y->mask, n * sizeof(float));
		}
		assert_int_equal(p->epoch, 5);
		assert_true(s.arm[a].metric[FPE_METRIC_TEST_ACCURACY] ==
			    (double)p->value[FPE_METRIC_TEST_ACCURACY]);
		assert_true(isfinite(s.arm[a].metric[FPE_METRIC_COSINE]));
		fpe_net_free(then[a]);
	}
	assert_int_equal(s.arm[1].points, 10);
	session_free(f.s);
}

static void arms_that_were_not_there_are_shown_as_they_began(void **state)
{
	struct lab_fixture f;
	static struct snapshot s;
	struct snapshot_arm other = { 0 };
	const struct fpe_net *net;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_UNTIL, 6);
	session_snapshot(f.s, true, 1, &s);
	assert_int_equal(s.arm[0].epoch, 1);
	assert_int_equal(s.arm[1].epoch, 3);
	/* past the end: as it is */
	session_snapshot(f.s, true, 99, &s);
	assert_int_equal(s.arm[1].epoch, 6);
	/* a second look at an arm leaves the first as it is */
	net = s.arm[0].net;
	assert_true(session_picture(f.s, 0, PAST_OTHER, 2, &other));
	assert_int_equal(other.epoch, 2);
	assert_ptr_not_equal(other.net, net);
	assert_true(other.net->layer[0].weight[0] != net->layer[0].weight[0]);
	session_snapshot(f.s, true, 99, &s);
	assert_ptr_equal(s.arm[0].net, net);
	session_free(f.s);
}

/* The screen looks back while trainers record. */
static void the_past_can_be_looked_at_while_arms_train(void **state)
{
	struct lab_fixture f;
	struct training *t;
	struct fpe_error err;
	static struct snapshot s;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_split(f.s, "clause", NULL, -1);
	t = lab_begin(f.s, TRAIN_EPOCHS, 400);
	assert_ok(training_run(t, INT_MAX, &err));
	for (int e = 0; !training_finished(t); e = (e + 1) % 300) {
		int last[2];

		for (int a = 0; a < 2; a++)
			last[a] = history_span(f.s->arm[a]->history).last;
		session_snapshot(f.s, false, e, &s);
		for (int a = 0; a < 2; a++) {
			assert_in_range(s.arm[a].epoch, e < last[a] ? e : last[a], e);
			assert_true(isfinite(s.arm[a].metric[FPE_METRIC_TEST_LOSS]));
		}
	}
	training_free(t);
	session_free(f.s);
}

/* Four samples of two inputs; the label is the first one. */
static struct fpe_data *four_samples(void)
{
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_new(4, 2, 2, 0, &data, &err));
	for (int i = 0; i < 4; i++) {
		data->bits[i] = (uint64_t)i;
		data->label[i] = i & 1;
	}
	return data;
}

static void samples_alone_are_a_task_to_make_nets_for(void **state)
{
	struct shared *own = own_of(four_samples());
	struct lab_fixture f;
	double value[FPE_METRIC_COUNT];
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	assert_fails(FPE_ENAME, session_import(f.s, NULL, own, "mine", &arm, &err));
	assert_int_equal(f.s->arms, 1);
	assert_ok(session_import(f.s, NULL, own, NULL, &arm, &err));
	shared_release(own);
	assert_null(arm);
	assert_int_equal(f.s->arms, 0);
	assert_int_equal(f.s->task->kind, FPE_TASK_SAMPLES);
	assert_int_equal(f.s->train->count, 4);
	assert_null(f.s->test);
	arm = lab_add_net(f.s);
	assert_int_equal(arm->net->layer[0].in, 2);
	lab_train(f.s, TRAIN_EPOCHS, 200);
	assert_ok(session_ready(f.s, &err));
	assert_ok(arm_measure(arm, 0, NULL, value, &err));
	assert_true(value[FPE_METRIC_TRAIN_LOSS] < 0.1);
	session_free(f.s);
}

static void a_net_alone_joins_the_arms_of_the_task(void **state)
{
	static const int widths[] = { 12, 3, 1 }, others[] = { 5, 3, 1 };
	struct lab_fixture f;
	struct fpe_error err;
	struct fpe_net *net;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	assert_ok(session_import(f.s, net, NULL, "mine", &arm, &err));
	assert_int_equal(f.s->arms, 2);
	assert_string_equal(arm->name, "mine");
	assert_int_equal(f.s->task->kind, FPE_TASK_DNF);
	assert_ok(fpe_net_new(others, 2, &net, &err));
	assert_fails(FPE_ESHAPE, session_import(f.s, net, NULL, NULL, &arm, &err));
	assert_int_equal(f.s->arms, 2);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_made_and_said),
		cmocka_unit_test(threads_do_not_change_the_weights),
		cmocka_unit_test(a_split_of_a_past_epoch_is_the_split_made_then),
		cmocka_unit_test(a_late_split_is_pointed_out_once),
		cmocka_unit_test(arms_rest_at_the_same_round_when_halted),
		cmocka_unit_test(arms_that_are_behind_catch_up_first),
		cmocka_unit_test(batches_add_up_to_epochs),
		cmocka_unit_test(stopping_keeps_what_was_done),
		cmocka_unit_test(a_new_task_ends_the_arms_and_new_data_does_not),
		cmocka_unit_test(all_that_a_split_is_told_is_in_the_net),
		cmocka_unit_test(a_failed_command_leaves_the_session_as_it_was),
		cmocka_unit_test(a_begun_epoch_starts_anew_with_new_samples),
		cmocka_unit_test(a_child_ends_the_epoch_as_its_parent_does),
		cmocka_unit_test(taken_names_are_numbered),
		cmocka_unit_test(a_picture_shows_every_arm),
		cmocka_unit_test(a_picture_inside_an_epoch_scores_the_net_it_shows),
		cmocka_unit_test(a_picture_of_the_past_shows_the_nets_of_then),
		cmocka_unit_test(arms_that_were_not_there_are_shown_as_they_began),
		cmocka_unit_test(the_past_can_be_looked_at_while_arms_train),
		cmocka_unit_test(samples_alone_are_a_task_to_make_nets_for),
		cmocka_unit_test(a_net_alone_joins_the_arms_of_the_task),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
