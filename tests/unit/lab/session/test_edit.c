/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_edit.c - weights set and inputs moved by hand, while arms go on. */
#include "support/lab_fixture.h"

#include <math.h>

static struct fpe_origin neuron(const char *name)
{
	struct fpe_origin o;

	assert_true(fpe_origin_parse(name, &o));
	return o;
}

static void moments_of_other_weights_stay(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct fpe_net *before;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	before = arm_copy_net(arm);
	assert_ok(session_set_weight(f.s, arm, 0, 2, 5, -1.5, &err));
	assert_true(arm->net->steps == before->steps);
	for (int i = 0; i < 72; i++) {
		const struct fpe_layer *a = &arm->net->layer[0];
		const struct fpe_layer *b = &before->layer[0];
		bool touched = i == 2 * 12 + 5;

		assert_true(a->weight[i] == (touched ? -1.5f : b->weight[i]));
		assert_true(a->weight_m[i] == (touched ? 0 : b->weight_m[i]));
		assert_true(a->weight_v[i] == (touched ? 0 : b->weight_v[i]));
	}
	assert_int_equal(series_count(arm->series), 5);
	assert_true(series_at(arm->series, 4)->edited);
	assert_false(series_at(arm->series, 3)->edited);
	assert_true(series_at(arm->series, 4)->value[FPE_METRIC_TEST_LOSS] !=
		    series_at(arm->series, 3)->value[FPE_METRIC_TEST_LOSS]);
	fpe_net_free(before);
	session_free(f.s);
}

static void what_is_masked_or_no_number_is_refused(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	arm = lab_split(f.s, "manual", NULL, -1);
	assert_fails(FPE_ESTATE, session_set_weight(f.s, arm, 0, 1, 0, 2, &err));
	assert_non_null(strstr(err.message, "n0.1"));
	assert_non_null(strstr(err.message, "masked"));
	assert_fails(FPE_ERANGE, session_set_weight(f.s, f.s->arm[0], 0, 1, 0, (double)NAN, &err));
	assert_fails(FPE_ERANGE, session_set_weight(f.s, f.s->arm[0], 0, 1, 0, 1e39, &err));
	assert_int_equal(series_count(arm->series), 1);
	session_free(f.s);
}

/* Inputs given to the second child train there: the masks hold. */
static void a_split_by_hand_trains_as_it_was_assigned(void **state)
{
	static const int inputs[] = { 0, 1, 2, 6, 7, 8 };
	struct lab_fixture f;
	struct arm *arm;
	size_t nnz;
	int at;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	arm = lab_split(f.s, "manual", NULL, -1);
	nnz = fpe_net_nnz(arm->net);
	for (int n = 0; n < 6; n++) {
		char name[FPE_MAX_NAME];
		struct fpe_origin parent;

		snprintf(name, sizeof name, "n%d", n);
		parent = neuron(name);
		for (int i = 0; i < 6; i++) /* what was pruned stays away */
			session_assign(f.s, arm, 0, &parent, inputs + i, 1, 1, &at, NULL);
	}
	assert_int_equal(fpe_net_nnz(arm->net), nnz);
	lab_train(f.s, TRAIN_UNTIL, 9);
	for (int n = 0; n < 12; n++) {
		for (int j = 0; j < 12; j++) {
			bool second = j < 3 || (j > 5 && j < 9);
			size_t i = (size_t)(n * 12 + j);

			if (arm->net->layer[0].mask[i] != 0)
				assert_true(second == (n % 2 == 1));
			else
				assert_true(arm->net->layer[0].weight[i] == 0);
		}
	}
	assert_int_equal(fpe_net_nnz(arm->net), nnz);
	session_free(f.s);
}

static void all_inputs_move_or_none(void **state)
{
	static const int inputs[] = { 3, 4, 4 };
	struct lab_fixture f;
	struct fpe_error err;
	struct fpe_net *before;
	struct arm *arm;
	struct fpe_origin n2 = neuron("n2");
	struct split_request r = { .by = fpe_split_kind_find("manual"),
				   .how = { .alpha = 2, .budget = FPE_BUDGET_NONE },
				   .epoch = -1 };
	int at;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	assert_ok(session_split(f.s, &r, &arm, &err));
	lab_train(f.s, TRAIN_EPOCHS, 1);
	before = arm_copy_net(arm);
	assert_fails(FPE_ESTATE, session_assign(f.s, arm, 0, &n2, inputs, 3, 1, &at, &err));
	assert_int_equal(at, 2);
	assert_non_null(strstr(err.message, "n2.1 holds x4 already"));
	assert_same_net(settled(arm), before);
	assert_ok(session_assign(f.s, arm, 0, &n2, inputs, 2, 1, &at, &err));
	assert_true(arm->net->layer[0].mask[5 * 12 + 4] == 1);
	fpe_net_free(before);
	session_free(f.s);
}

static void names_are_found(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct task_spec task = { .kind = FPE_TASK_FORMULA };
	static char formula[] = "x1 & rain | x0 & !rain";
	struct arm *arm;
	int at;

	(void)state;
	lab_open(&f, 1);
	assert_ok(session_find_input(f.s, "x11", &at, &err));
	assert_int_equal(at, 11);
	assert_ok(session_find_input(f.s, "7", &at, &err));
	assert_int_equal(at, 7);
	assert_fails(FPE_ENAME, session_find_input(f.s, "x12", &at, &err));
	assert_fails(FPE_ENAME, session_find_input(f.s, "12", &at, &err));
	assert_fails(FPE_ENAME, session_find_input(f.s, "", &at, &err));
	assert_fails(FPE_ENAME, session_find_input(f.s, "3x", &at, &err));
	/* a formula's names are its own */
	task.formula = formula;
	assert_ok(session_set_task(f.s, &task, &err));
	assert_ok(session_find_input(f.s, "x1", &at, &err));
	assert_int_equal(at, 0);
	assert_ok(session_find_input(f.s, "x0", &at, &err));
	assert_int_equal(at, 2);
	lab_add_net(f.s);
	arm = lab_split(f.s, "random", NULL, -1);
	assert_ok(session_find_column(f.s, arm->net, 0, "rain", &at, &err));
	assert_int_equal(at, 1);
	assert_ok(session_find_column(f.s, arm->net, 1, "n1.1", &at, &err));
	assert_int_equal(at, 3);
	assert_ok(session_find_neuron(arm->net, 0, "n5.0", &at, &err));
	assert_int_equal(at, 10);
	assert_fails(FPE_ENAME, session_find_neuron(arm->net, 0, "n5", &at, &err));
	session_free(f.s);
}

static void a_probe_stays_with_its_task(void **state)
{
	static const uint64_t bits[] = { 0x35 };
	struct lab_fixture f;
	struct fpe_error err;
	struct task_spec task = { .kind = FPE_TASK_XOR,
				  .options = { .clauses = 3, .literals = 3 } };
	static struct snapshot s;

	(void)state;
	lab_open(&f, 1);
	session_snapshot(f.s, true, -1, &s);
	assert_null(s.probe);
	assert_ok(session_set_probe(f.s, bits, &err));
	session_snapshot(f.s, true, -1, &s);
	assert_true(s.probe[0] == 0x35);
	assert_ok(session_set_task(f.s, &task, &err));
	session_snapshot(f.s, true, -1, &s);
	assert_null(s.probe);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_of_other_weights_stay),
		cmocka_unit_test(what_is_masked_or_no_number_is_refused),
		cmocka_unit_test(a_split_by_hand_trains_as_it_was_assigned),
		cmocka_unit_test(all_inputs_move_or_none),
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(a_probe_stays_with_its_task),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
