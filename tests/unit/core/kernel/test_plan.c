/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_plan.c - which kernel a layer gets, and that a CPU never runs what it
 * does not have.
 */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "core/kernel/classes.h"
#include "core/kernel/isa.h"
#include "core/kernel/kernel.h"
#include "core/kernel/plan.h"
#include "support/random_net.h"

static struct fpe_net *net_of(const int *widths, int layers)
{
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new(widths, layers, &net, &err));
	return net;
}

static struct fpe_data *data_of(int inputs, int real)
{
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_new(4, inputs, 2, real, &data, &err));
	return data;
}

/* Rows 2p and 2p+1 have every other input. */
static void halve(struct fpe_layer *l)
{
	for (int i = 0; i < l->out; i++) {
		for (int j = 0; j < l->in; j++)
			l->mask[i * l->in + j] = (i + j) % 2 == 0;
	}
}

static void assert_plan(const struct fpe_net *net, const struct fpe_data *data, int layer,
			enum plan want, const char *says)
{
	struct fpe_kernel *kernel;
	struct fpe_error err;
	char text[128];

	assert_int_equal(plan_layer(net, layer, data), want);
	assert_ok(fpe_kernel_new(net, data, &kernel, &err));
	fpe_kernel_plan(kernel, net, layer, text, sizeof text);
	if (!strstr(text, says))
		fail_msg("\"%s\" does not say \"%s\"", text, says);
	fpe_kernel_free(kernel);
}

static void boolean_inputs_are_looked_up_and_siblings_share(void **state)
{
	struct fpe_net *net = net_of((int[]){ 32, 16, 1 }, 2);
	struct fpe_data *bits = data_of(32, 0);

	(void)state;
	assert_plan(net, bits, 0, PLAN_TABLE,
		    "fc1, 32 to 16, 512 of 512 weights live: lookups of 4 bits");
	halve(&net->layer[0]);
	assert_plan(net, bits, 0, PLAN_TABLE, "8 groups of neurons share them");
	fpe_net_free(net);
	fpe_data_free(bits);
}

static void masks_that_leave_out_much_get_lists(void **state)
{
	struct fpe_net *net = net_of((int[]){ 32, 16, 1 }, 2);
	struct fpe_data *bits = data_of(32, 0);
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	random_mask(&rng, net, 0, .1);
	assert_plan(net, bits, 0, PLAN_LISTS, "many weights are 0");
	assert_plan(net, bits, 1, PLAN_LISTS, "one row shares nothing");
	fpe_net_free(net);
	fpe_data_free(bits);
}

static void real_inputs_and_later_layers_go_by_rows_where_full(void **state)
{
	struct fpe_net *net = net_of((int[]){ 32, 16, 8 }, 2);
	struct fpe_data *real = data_of(32, 1), *bits = data_of(32, 0);

	(void)state;
	assert_plan(net, real, 0, PLAN_BLOCK, "four rows at once");
	assert_plan(net, NULL, 0, PLAN_BLOCK, "four rows at once");
	assert_plan(net, bits, 1, PLAN_BLOCK, "four rows at once");
	fpe_net_free(net);
	fpe_data_free(real);
	fpe_data_free(bits);
}

/* Rows `first` … give up every input that is not a multiple of `step`. */
static void thin_out(struct fpe_layer *l, int first, int step)
{
	for (int i = first * l->in; i < l->out * l->in; i++)
		l->mask[i] *= i % l->in % step == 0;
}

static void siblings_go_by_classes_of_inputs(void **state)
{
	struct fpe_net *net = net_of((int[]){ 128, 16, 8 }, 2);
	struct fpe_net *small = net_of((int[]){ 31, 16, 1 }, 2);
	struct fpe_data *real = data_of(128, 1), *few = data_of(31, 1);

	(void)state;
	halve(&net->layer[0]);
	halve(&small->layer[0]);
	assert_plan(net, real, 0, PLAN_CLASS, "blocks of 4 rows, a child of each of 4 parents");
	assert_plan(small, few, 0, PLAN_LISTS, "many weights are 0");
	thin_out(&net->layer[0], 14, 3);
	assert_plan(net, real, 0, PLAN_CLASS, "blocks of 4 rows");
	thin_out(&net->layer[0], 6, 3);
	assert_plan(net, real, 0, PLAN_LISTS, "many weights are 0");
	fpe_net_free(net);
	fpe_net_free(small);
	fpe_data_free(real);
	fpe_data_free(few);
}

/* Two children of each of two roots, pruned so that all four share no input. */
static void a_family_ends_with_its_root(void **state)
{
	struct fpe_net *net = net_of((int[]){ 64, 8, 2 }, 2);
	struct fpe_layer *l = &net->layer[0];
	struct families f;

	(void)state;
	for (int i = 0; i < 8; i++) {
		for (int j = 0; j < 64; j++)
			l->mask[i * 64 + j] = j % 4 == i % 4 && j < 60;
	}
	families_find(&f, net, 0);
	assert_int_equal(f.count, 2);
	assert_int_equal(f.most, 4);
	for (int i = 0; i < 8; i++)
		net->origin[0][i] = (struct fpe_origin){ .root = (int16_t)(i / 2), .depth = 1 };
	families_find(&f, net, 0);
	assert_int_equal(f.count, 4);
	assert_int_equal(f.most, 2);
	assert_int_equal(families_in_group(&f, 64), 2);
	assert_int_equal(families_in_group(&f, 128), 4);
	fpe_net_free(net);
}

/* The samples that come may be of the other kind than those planned for. */
static void either_kind_of_samples_gives_the_same_logits(void **state)
{
	struct fpe_net *net = net_of((int[]){ 9, 5, 3 }, 2);
	struct fpe_data *bits = data_of(9, 0), *real = data_of(9, 1);
	struct fpe_kernel *a, *b;
	struct fpe_error err;
	float x[12], y[12];

	(void)state;
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	for (int i = 0; i < 4; i++) {
		bits->bits[i] = 0x135u >> i & 0x1ff;
		for (int j = 0; j < 9; j++)
			real->real[i * 9 + j] = (float)(bits->bits[i] >> j & 1);
	}
	assert_ok(fpe_kernel_new(net, bits, &a, &err));
	assert_ok(fpe_kernel_new(net, real, &b, &err));
	fpe_kernel_logits(a, net, bits, NULL, 4, x);
	fpe_kernel_logits(a, net, real, NULL, 4, y);
	assert_close("real", x, y, 12, 1e-6);
	fpe_kernel_logits(b, net, bits, NULL, 4, y);
	assert_close("bits", x, y, 12, 1e-6);
	fpe_kernel_free(a);
	fpe_kernel_free(b);
	fpe_net_free(net);
	fpe_data_free(bits);
	fpe_data_free(real);
}

static int cpu_has(const char *isa)
{
#ifdef __x86_64__
	__builtin_cpu_init();
	if (strcmp(isa, "v4") == 0)
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		       __builtin_cpu_supports("avx512vl");
	if (strcmp(isa, "v2") == 0)
		return __builtin_cpu_supports("sse4.2") != 0;
	if (strcmp(isa, "v3") == 0)
		return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
	return strcmp(isa, "generic") == 0;
}

static void no_level_runs_that_the_cpu_lacks(void **state)
{
	static const char *const isas[] = { "v4", "v3", "v2", "generic", "vax", "" };
	struct fpe_net *net = net_of((int[]){ 4, 2 }, 1);
	const struct isa *best;

	(void)state;
	unsetenv("FPE_ISA");
	best = isa_best();
	assert_true(cpu_has(best->name));
	for (size_t i = 0; i < sizeof isas / sizeof *isas; i++) {
		test_row("%s", isas[i]);
		struct fpe_kernel *kernel;
		enum fpe_status status = fpe_kernel_new_isa(net, NULL, isas[i], &kernel, NULL);

		assert_int_equal(status == FPE_OK, cpu_has(isas[i]));
		fpe_kernel_free(kernel);
		setenv("FPE_ISA", isas[i], 1);
		assert_string_equal(isa_best()->name, status ? best->name : isas[i]);
		print_message("# %s: %s\n", isas[i], status ? "not run" : "runs");
	}
	unsetenv("FPE_ISA");
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boolean_inputs_are_looked_up_and_siblings_share),
		cmocka_unit_test(masks_that_leave_out_much_get_lists),
		cmocka_unit_test(real_inputs_and_later_layers_go_by_rows_where_full),
		cmocka_unit_test(siblings_go_by_classes_of_inputs),
		cmocka_unit_test(a_family_ends_with_its_root),
		cmocka_unit_test(either_kind_of_samples_gives_the_same_logits),
		cmocka_unit_test(no_level_runs_that_the_cpu_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
