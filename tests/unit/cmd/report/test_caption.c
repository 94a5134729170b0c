/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_caption.c - captions name every setting that is not as usual, or not alike. */
#include "support/lab_fixture.h"
#include "support/own_fixture.h"
#include "support/setting_fixture.h"

#include <stdlib.h>

#include "cmd/report/caption.h"

static char *caption(struct lab_fixture *f, const struct study *study)
{
	struct snapshot *s = malloc(sizeof *s);
	struct snapshot_study picture = { .of = study, .done = 1, .seeds = 1, .first_seed = 1 };
	char *text;

	assert_non_null(s);
	session_snapshot(f->s, true, -1, s);
	picture.fits = study && recipe_same(&study->recipe, &f->s->recipe);
	s->study = study ? &picture : NULL;
	text = caption_of_session(f->s, s, study != NULL);
	assert_non_null(text);
	free(s);
	return text;
}

/* "lr=0.25" is in the caption, as often as asked for. */
static void assert_named(const char *text, const struct setting *row, const void *part, int times)
{
	char want[2 * SETTING_TEXT], value[SETTING_TEXT];
	size_t size;
	int found = 0;

	snprintf(want, sizeof want, "%s=%s", row->key ? row->key : row->name,
		 setting_text(row, part, value));
	size = strlen(want);
	for (const char *at = text; (at = strstr(at, want)); at += size)
		found += at[size] == ',' || at[size] == ';' || at[size] == '.';
	if (found != times)
		fail_msg("%s is there %d times, not %d: %s", want, found, times, text);
}

/* What captions have words of their own for is there as a number. */
static void assert_said(const char *text, const char *before, const struct setting *row,
			const void *part)
{
	char value[SETTING_TEXT];

	if (row->when != SETTING_SAID) {
		assert_named(text, row, part, 1);
		return;
	}
	assert_string_not_equal(text, before);
	if (!strstr(text, setting_text(row, part, value)))
		fail_msg("%s=%s is not said: %s", row->name, value, text);
}

static void a_task_is_told(void **state)
{
	(void)state;
	for (const struct setting *row = setting_task; row->name; row++) {
		struct lab_fixture f;
		struct task_spec task;
		struct fpe_error err;
		char *before, *after;

		lab_open(&f, 1);
		before = caption(&f, NULL);
		setting_choose_task(row, &task);
		if (task.kind == FPE_TASK_DNF)
			task.options.inputs = 11;
		assert_ok(session_set_task(f.s, &task, &err));
		free(before);
		before = caption(&f, NULL);
		setting_vary(row, &task);
		assert_ok(session_set_task(f.s, &task, &err));
		after = caption(&f, NULL);
		assert_said(after, before, row, &task);
		free(before);
		free(after);
		session_free(f.s);
	}
}

static void samples_of_ones_own_are_told(void **state)
{
	struct task_spec task = { .kind = FPE_TASK_SAMPLES };
	struct data_spec data = { .train = 5, .noise = .2 };
	struct sample_set set = { 0 };
	struct lab_fixture f;
	struct fpe_error err;
	char *text;

	(void)state;
	lab_open(&f, 1);
	assert_ok(fpe_data_new(10, 3, 4, 1, &set.data, &err));
	task.own = own_of_set(set, .3, OWN_FEATURE);
	assert_ok(session_set_task(f.s, &task, &err));
	assert_ok(session_set_data(f.s, &data, &err));
	text = caption(&f, NULL);
	assert_non_null(strstr(
		text,
		"Task csv a.csv: 3 inputs, 4 classes. 5 training and 3 test samples, holdout=0.3, standardise=feature, noise=0.2. "));
	free(text);
	shared_release(task.own);
	session_free(f.s);
}

static void samples_and_nets_are_told(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm;
	char *before, *after;

	(void)state;
	lab_open(&f, 1);
	for (const struct setting *row = setting_data; row->name; row++) {
		struct data_spec data = { .train = 600, .test = 400, .p = .5 };

		assert_ok(session_set_data(f.s, &data, &err));
		before = caption(&f, NULL);
		setting_vary(row, &data);
		assert_ok(session_set_data(f.s, &data, &err));
		after = caption(&f, NULL);
		assert_said(after, before, row, &data);
		free(before);
		free(after);
	}
	for (const struct setting *row = setting_net; row->name; row++) {
		struct net_spec net = { .layers = 1, .hidden = { 6 } };

		if (f.s->arms == 7) { /* a caption names no more than eight */
			session_free(f.s);
			lab_open(&f, 1);
		}
		before = caption(&f, NULL);
		setting_vary(row, &net);
		assert_ok(session_add_net(f.s, &net, NULL, &arm, &err));
		after = caption(&f, NULL);
		assert_said(after, before, row, &net);
		free(before);
		free(after);
	}
	session_free(f.s);
}

/* Of all arms it is said once; of one beside the arm's name. */
static void training_is_told_of_all_arms_and_of_one(void **state)
{
	struct lab_fixture f;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	arm = lab_split(f.s, "clause", NULL, -1);
	for (const struct setting *row = setting_train; row->name; row++) {
		struct fpe_train_settings usual = test_settings(), other = usual;
		char *text;

		setting_vary(row, &other);
		lab_set_all(f.s, &usual);
		for (int i = 0; i < f.s->arms; i++)
			arm_set(f.s->arm[i], &other);
		text = caption(&f, NULL);
		assert_named(text, row, &other, 1);
		assert_null(strstr(text, "; clause: "));
		free(text);
		arm_set(f.s->arm[0], &usual);
		text = caption(&f, NULL);
		assert_non_null(strstr(text, "; clause: "));
		assert_named(strstr(text, "; clause: "), row, &other, 1);
		assert_named(text, row, &other, 1);
		free(text);
		/* back at its default, where the first arm is not */
		arm_set(f.s->arm[0], &other);
		arm_set(arm, &usual);
		text = caption(&f, NULL);
		if (row->kind != SETTING_UNTIL && row->when != SETTING_OF_SGD)
			assert_named(strstr(text, "; clause: "), row, &usual, 1);
		free(text);
	}
	session_free(f.s);
}

static void what_is_usual_goes_without_saying(void **state)
{
	struct lab_fixture f;
	struct study study;
	char *text;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_split(f.s, "clause", NULL, -1);
	study_init(&study);
	study.recipe = f.s->recipe;
	text = caption(&f, &study);
	assert_string_equal(
		text,
		"Task dnf: 12 inputs, 4 clauses of 3 literals. 600 training and 400 test samples. Arms: dense 12-6-1, nnz 78; clause 12-12-1, alpha=2, nnz 78; epoch 0. lr=0.01, batch=500, optimizer=adam. Compare: alpha=2, warmup=5, epochs=200, seeds 1. Seed 1. fpe-tui " FPE_VERSION
		".");
	free(text);
	session_free(f.s);
}

static void how_an_arm_was_split_is_told(void **state)
{
	struct lab_fixture f;
	struct split_request r = { .by = fpe_split_kind_find("random"),
				   .how = { 3, -1, FPE_BUDGET_STRICT, .125, { true, 9 } },
				   .epoch = -1 };
	struct fpe_error err;
	struct arm *arm;
	char *text;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	assert_ok(session_split(f.s, &r, &arm, &err));
	text = caption(&f, NULL);
	assert_non_null(strstr(
		text, "-1, alpha=3, layer=all, budget_rule=strict, share=0.125, seed=9, nnz "));
	free(text);
	session_free(f.s);
}

/* A comparison of now, and one that the session has gone on from. */
static void a_comparison_tells_what_its_runs_did(void **state)
{
	struct lab_fixture f;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	for (int t = 0; t < SETTING_TABLES; t++) {
		for (const struct setting *row = study_parts[t].rows; row->name; row++) {
			struct study study;
			char *text, *compare;

			study_init(&study);
			study.recipe = f.s->recipe;
			if (study_parts[t].rows == setting_task)
				setting_choose_task(row, &study.recipe.task);
			setting_vary(row, setting_part(&study_parts[t], &study));
			text = caption(&f, &study);
			compare = strstr(text, "Compare");
			assert_non_null(compare);
			assert_named(compare, row, setting_part(&study_parts[t], &study), 1);
			assert_true((strstr(compare, ", of what was set then") != NULL) ==
				    (study_parts[t].rows != setting_study));
			free(text);
		}
	}
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_task_is_told),
		cmocka_unit_test(samples_of_ones_own_are_told),
		cmocka_unit_test(samples_and_nets_are_told),
		cmocka_unit_test(training_is_told_of_all_arms_and_of_one),
		cmocka_unit_test(what_is_usual_goes_without_saying),
		cmocka_unit_test(how_an_arm_was_split_is_told),
		cmocka_unit_test(a_comparison_tells_what_its_runs_did),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
