/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_session_group.c - groups belong to the samples: kept by undo, ended by a new
   task, part of what a study does. */
#include "support/lab_fixture.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/textfile.h"
#include "lab/base/partition.h"
#include "lab/session/frozen.h"
#include "lab/session/session_group.h"
#include "lab/session/undo.h"
#include "lab/study/settings.h"
#include "support/own_fixture.h"

static void group_by(struct session *s, int columns)
{
	struct fpe_groups *groups;
	struct fpe_error err;

	assert_ok(fpe_groups_blocks(s->task->inputs, columns, &groups, &err));
	assert_ok(session_set_groups(s, groups, &err));
}

static int count_of(const struct session *s)
{
	const struct fpe_groups *groups = recipe_groups(&s->recipe);

	return groups ? groups->count : 0;
}

static void undo_and_redo_keep_groups_and_a_new_task_ends_them(void **state)
{
	struct task_spec task = { .kind = FPE_TASK_DNF,
				  .options = { .clauses = 4, .literals = 3, .negate = true } };
	struct fpe_shape shape = { 3, 4, 1 };
	struct undo *undo = undo_new();
	struct lab_fixture f;
	struct fpe_error err;
	struct shared *before;
	const char *lines;

	(void)state;
	lab_open(&f, 1);
	before = frozen_take(f.s);
	group_by(f.s, 3);
	assert_ok(session_set_shape(f.s, &shape, &err));
	assert_true(undo_push(undo, f.s, before, "group columns=3 shape=3x4"));
	before = frozen_take(f.s);
	assert_ok(session_set_task(f.s, &task, &err));
	assert_int_equal(count_of(f.s), 0);
	assert_int_equal(session_shape(f.s, NULL).rows, 0); /* 12 is no square */
	assert_true(undo_push(undo, f.s, before, "task dnf"));
	assert_ok(undo_go(undo, f.s, false, &lines, &err));
	assert_int_equal(count_of(f.s), 4);
	assert_int_equal(session_shape(f.s, NULL).columns, 4);
	assert_ok(undo_go(undo, f.s, false, &lines, &err));
	assert_int_equal(count_of(f.s), 0);
	assert_ok(undo_go(undo, f.s, true, &lines, &err));
	assert_int_equal(count_of(f.s), 4);
	undo_free(undo);
	session_free(f.s);
}

static void groups_and_pictures_of_another_size_are_refused(void **state)
{
	struct fpe_shape shape = { 3, 5, 1 };
	struct fpe_groups *groups;
	struct lab_fixture f;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	group_by(f.s, 4);
	assert_ok(fpe_groups_blocks(11, 3, &groups, &err));
	assert_fails(FPE_ESHAPE, session_set_groups(f.s, groups, &err));
	assert_has(err.message, "groups of 11 inputs; the task has 12");
	assert_int_equal(count_of(f.s), 3);
	assert_fails(FPE_ESHAPE, session_set_shape(f.s, &shape, &err));
	assert_has(err.message, "3x5 has 15 inputs; the task has 12");
	session_free(f.s);
}

/* Twelve samples of twelve inputs, said to be so. */
static void import_set(struct session *s, struct sample_set set)
{
	struct fpe_error err;
	struct shared *own;
	struct arm *arm;

	assert_ok(fpe_data_new(12, 12, 2, 0, &set.data, &err));
	for (int i = 0; i < 12; i++)
		set.data->label[i] = i % 2;
	own = own_of_set(set, 0, OWN_AS_IS);
	assert_ok(session_import(s, NULL, own, NULL, &arm, &err));
	shared_release(own);
}

static void files_say_what_picture_and_what_positions_there_are(void **state)
{
	struct fpe_shape shape, said = { 4, 3, 1 };
	struct fpe_groups *groups;
	struct lab_fixture f;
	struct fpe_error err;
	struct fpe_alphabet *alphabet;
	bool guessed;

	(void)state;
	lab_open(&f, 1);
	assert_ok(
		fpe_alphabet_new((const uint32_t[]){ 'a', 'b', 'c', 'd' }, 4, 3, &alphabet, &err));
	import_set(f.s, (struct sample_set){ .shape = { 2, 3, 2 } });
	shape = session_shape(f.s, &guessed);
	assert_false(guessed);
	assert_int_equal(shape.rows * 100 + shape.columns * 10 + shape.channels, 232);
	assert_fails(FPE_ESTATE, session_positions(f.s, &groups, &err));
	assert_has(err.message, "no text");
	/* a user knows better */
	assert_ok(session_set_shape(f.s, &said, &err));
	assert_int_equal(session_shape(f.s, NULL).rows, 4);
	import_set(f.s, (struct sample_set){ .alphabet = alphabet });
	assert_int_equal(session_shape(f.s, &guessed).rows, 0);
	assert_ok(session_positions(f.s, &groups, &err));
	assert_int_equal(groups->count, 3);
	assert_int_equal(groups->of[4], 1);
	fpe_groups_free(groups);
	session_free(f.s);
}

struct text {
	const char *text;
	int count, at;	     /* groups; where it is wrong */
	const char *message; /* NULL: it is not */
	int of[12];
};

static void lists_name_inputs_and_ranges(void **state)
{
	static const struct text texts[] = {
		{ "x0..x5;x6..x11", 2, 0, NULL, { 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1 } },
		{ "x3,x0;5..7,x9;", 8, 0, NULL, { 0, 2, 3, 0, 4, 1, 1, 1, 5, 1, 6, 7 } },
		{ "x0..x11", 1, 0, NULL, { 0 } },
		{ "x0,x12", 0, 3, "no input x12", { 0 } },
		{ "x0;x1,x0", 0, 6, "x0 is there twice", { 0 } },
		{ "x0..x2,x2", 0, 7, "x2 is there twice", { 0 } },
		{ "x4..x2", 0, 0, "ends before it begins", { 0 } },
		{ "x1,;x2", 0, 3, "an input is missing", { 0 } },
		{ "x1,", 0, 3, "an input is missing", { 0 } },
		{ ";x1", 0, 0, "an input is missing", { 0 } },
		{ "x1..", 0, 0, "an input is missing", { 0 } },
		{ "", 0, 0, "an input is missing", { 0 } },
	};
	struct lab_fixture f;

	(void)state;
	lab_open(&f, 1);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct text *t = &texts[i];
		struct fpe_groups *groups;
		struct fpe_error err = { 0 };
		int at = -1;

		test_row("%s", t->text);
		if (t->message) {
			assert_true(session_read_groups(f.s, t->text, &groups, &at, &err));
			assert_has(err.message, t->message);
			assert_int_equal(at, t->at);
			assert_null(groups);
			continue;
		}
		assert_ok(session_read_groups(f.s, t->text, &groups, &at, &err));
		assert_int_equal(groups->count, t->count);
		assert_memory_equal(groups->of, t->of, sizeof t->of);
		fpe_groups_free(groups);
	}
	session_free(f.s);
}

/* The study of the session, dense and by=NAME, 3 of 8 epochs. */
static void study_of(struct session *s, const char *name, struct study *out)
{
	struct study_row row = { ROW_SPLIT, name, fpe_split_kind_find(name), 0 };
	struct fpe_error err;

	assert_ok(session_study(s, out, &err));
	out->warmup = 3;
	out->epochs = 8;
	out->how.alpha = 2;
	assert_ok(study_add(out, (struct study_row){ ROW_DENSE, "dense", NULL, 0 }, &err));
	assert_ok(study_add(out, row, &err));
}

/* Test loss of a run of the study at seed 1. */
static double loss_of(const struct study *study)
{
	struct study_result *result = calloc(1, sizeof *result);
	atomic_bool stop = false;
	const struct study_terms terms = { .stop = &stop };
	struct fpe_error err;
	double loss;

	assert_ok(study_run(study, 1, &terms, result, &err));
	loss = result->metric[1][FPE_METRIC_TEST_LOSS];
	free(result);
	return loss;
}

static void a_run_by_group_is_the_live_session(void **state)
{
	struct snapshot *picture = calloc(1, sizeof *picture);
	struct lab_fixture f;
	struct study study;
	double loss;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	f.s->recipe.net.hidden[0] = 6;
	group_by(f.s, 2);
	study_of(f.s, "group", &study);
	loss = loss_of(&study);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	lab_split(f.s, "group", NULL, -1);
	lab_train(f.s, TRAIN_EPOCHS, 5);
	session_snapshot(f.s, true, -1, picture);
	assert_true(picture->arm[1].metric[FPE_METRIC_TEST_LOSS] == loss);
	assert_ptr_equal(picture->groups, recipe_groups(&f.s->recipe));
	recipe_clear(&study.recipe);
	session_free(f.s);
	free(picture);
}

/* Which runs are the same: groups count where a row goes by them. */
static void keys_hold_the_groups_of_rows_by_group(void **state)
{
	char *plain[2], *grouped[2];
	struct lab_fixture f;
	struct study study;

	(void)state;
	lab_open(&f, 1);
	for (int i = 0; i < 2; i++) {
		group_by(f.s, 2 + i);
		study_of(f.s, "random", &study);
		plain[i] = settings_text(&study);
		recipe_clear(&study.recipe);
		study_of(f.s, "group", &study);
		grouped[i] = settings_text(&study);
		recipe_clear(&study.recipe);
	}
	assert_string_equal(plain[0], plain[1]);
	assert_null(strstr(plain[0], "groups"));
	assert_has(grouped[0],
		   ",\"groups\":\"6:12f7380326d36ecb\",\"rows\":\"dense,group\",\"arithmetic\":4}");
	assert_has(grouped[1], ",\"groups\":\"4:");
	for (int i = 0; i < 2; i++) {
		free(plain[i]);
		free(grouped[i]);
	}
	session_free(f.s);
}

/* Write a partition of 6 neurons x 12 inputs; its children. */
static void write_owner(const char *path, int shift)
{
	char text[400];
	size_t at = 0;
	struct fpe_error err;

	for (int n = 0; n < 6; n++) {
		for (int j = 0; j < 12; j++)
			at += (size_t)snprintf(text + at, sizeof text - at, "%d%c",
					       (j + n * shift) / 3 % 2, j < 11 ? ' ' : '\n');
	}
	assert_ok(textfile_write(path, text, &err));
}

static void keys_hold_the_partition_of_rows_by_file(void **state)
{
	char path[64], *text[2], *hash;
	struct lab_fixture f;
	struct study study;
	struct fpe_error err;
	const char *blame;
	double loss[2];

	(void)state;
	snprintf(path, sizeof path, "/tmp/fpe-owner-%d.txt", (int)getpid());
	lab_open(&f, 1);
	f.s->recipe.net.hidden[0] = 6;
	for (int i = 0; i < 2; i++) {
		write_owner(path, i);
		study_of(f.s, "file", &study);
		assert_ok(partition_read(path, &study.recipe.partition, &err));
		assert_int_equal(partition_alpha(shared_get(study.recipe.partition)), 2);
		assert_ok(study_try(&study, 1, &blame, &err));
		text[i] = settings_text(&study);
		loss[i] = loss_of(&study);
		assert_has(text[i], ",\"owner\":\"6x12:");
		/* of another net */
		study.recipe.net.hidden[0] = 5;
		assert_fails(FPE_ESHAPE, study_try(&study, 1, &blame, &err));
		assert_string_equal(blame, "owner");
		assert_has(err.message, "6 x 12 numbers; fc1 is 5 x 12");
		recipe_clear(&study.recipe);
	}
	unlink(path);
	hash = strstr(text[0], "\"owner\"");
	assert_true(strncmp(hash, strstr(text[1], "\"owner\""), 28) != 0);
	assert_true(loss[0] != loss[1]);
	free(text[0]);
	free(text[1]);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undo_and_redo_keep_groups_and_a_new_task_ends_them),
		cmocka_unit_test(groups_and_pictures_of_another_size_are_refused),
		cmocka_unit_test(files_say_what_picture_and_what_positions_there_are),
		cmocka_unit_test(lists_name_inputs_and_ranges),
		cmocka_unit_test(a_run_by_group_is_the_live_session),
		cmocka_unit_test(keys_hold_the_groups_of_rows_by_group),
		cmocka_unit_test(keys_hold_the_partition_of_rows_by_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
