/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_export_order.c - what is ordered is written, or nothing is. */
#include "support/lab_fixture.h"

#include "cmd/player/export_order.h"
#include "io/textfile.h"
#include "lab/study/study_setting.h"
#include "support/net_file.h"
#include "support/place.h"

static void run_at(struct export_order *order, const struct place *p)
{
	struct fpe_error err;

	order->path = strdup(p->path);
	assert_ok(export_order_run(order, NULL, &err));
}

static void an_arm_is_written_as_it_was_at_an_epoch(void **state)
{
	struct lab_fixture f;
	struct place p = place_make("a.safetensors");
	struct export_order *order;
	struct net_file content;
	struct fpe_net *then;
	struct arm *arm;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	then = arm_copy_net(arm);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	assert_ok(export_order_arm(f.s, arm, 2, &order, &err));
	run_at(order, &p);
	assert_ok(net_file_read(p.path, &content, &err));
	assert_memory_equal(content.net->layer[0].weight, then->layer[0].weight,
			    fpe_layer_size(&then->layer[0]) * sizeof(float));
	assert_int_equal(content.lineage->epoch, 2);
	assert_int_equal(order->nnz, fpe_net_nnz(then));
	net_file_clear(&content);
	export_order_free(order);
	assert_fails(FPE_ENAME, export_order_arm(f.s, arm, 9, &order, &err));
	assert_null(order);
	fpe_net_free(then);
	session_free(f.s);
	place_remove(&p);
}

static void what_is_ordered_stays_though_the_session_goes_on(void **state)
{
	struct lab_fixture f;
	struct place p = place_make("a.safetensors");
	struct task_spec other = { .kind = FPE_TASK_DNF,
				   .options = { .clauses = 2, .literals = 2 } };
	struct export_order *net, *samples;
	struct net_file content;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	assert_ok(export_order_arm(f.s, lab_add_net(f.s), -1, &net, &err));
	assert_ok(export_order_samples(f.s, f.s->arm[0], 0, &samples, &err));
	assert_ok(session_set_task(f.s, &other, &err)); /* ends all that is ordered */
	run_at(net, &p);
	assert_ok(net_file_read(p.path, &content, &err));
	assert_int_equal(content.net->layer[0].in, 12);
	net_file_clear(&content);
	run_at(samples, &p);
	assert_int_equal(samples->samples, 1000);
	assert_int_equal(samples->inputs, 6);
	export_order_free(net);
	export_order_free(samples);
	session_free(f.s);
	place_remove(&p);
}

static void what_is_stopped_leaves_the_old_file_and_no_other(void **state)
{
	struct lab_fixture f;
	struct place p = place_make("a.safetensors");
	struct study study;
	struct export_order *order[3];
	struct fpe_error err;
	char *text;
	size_t size;

	(void)state;
	lab_open(&f, 1);
	study_init(&study);
	assert_ok(study_add(&study, (struct study_row){ ROW_DENSE, "dense", NULL, 0 }, &err));
	assert_ok(textfile_write(p.path, "old", &err));
	assert_ok(export_order_arm(f.s, lab_add_net(f.s), -1, &order[0], &err));
	assert_ok(export_order_run_again(&study, 0, 3, &order[1], &err));
	assert_ok(export_order_samples(f.s, f.s->arm[0], 0, &order[2], &err));
	for (int i = 0; i < 3; i++) {
		test_row("order %d", i);

		order[i]->path = strdup(p.path);
		order[i]->stop = true;
		assert_fails(FPE_ESTOPPED, export_order_run(order[i], NULL, &err));
		assert_int_equal(place_files(&p), 1);
		export_order_free(order[i]);
	}
	assert_ok(textfile_read(p.path, TEXTFILE_REGULAR, 100, &text, &size, &err));
	assert_string_equal(text, "old");
	free(text);
	recipe_clear(&study.recipe);
	session_free(f.s);
	place_remove(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arm_is_written_as_it_was_at_an_epoch),
		cmocka_unit_test(what_is_ordered_stays_though_the_session_goes_on),
		cmocka_unit_test(what_is_stopped_leaves_the_old_file_and_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
