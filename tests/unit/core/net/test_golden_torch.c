/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_golden_torch.c - logits, losses, gradients and ten Adam steps against
 * what PyTorch gave (tests/golden).
 */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/kernel.h"
#include "fpe/trainer.h"
#include "io/safetensors.h"
#include "support/golden.h"

#define TOLERANCE 1e-5

struct golden {
	char *bytes;
	struct tensors *file;
	struct fpe_net *net;
	struct fpe_data *data;
};

static void golden_open(struct golden *g, const char *name)
{
	struct fpe_error err;
	char path[128];

	snprintf(path, sizeof path, "tests/golden/%s.safetensors", name);
	g->file = golden_read(path, &g->bytes);
	assert_ok(net_of_tensors(g->file, &g->net, NULL, &err));
	assert_ok(golden_data(g->file, &g->data, &err));
	assert_non_null(g->data);
}

static void golden_close(struct golden *g)
{
	fpe_data_free(g->data);
	fpe_net_free(g->net);
	tensors_free(g->file);
	free(g->bytes);
}

static void compare(const struct golden *g, const char *name, const float *ours)
{
	const struct tensor *t = tensors_find(g->file, name);
	float *want;

	if (!t)
		fail_msg("no tensor %s", name);
	want = calloc(t->count, sizeof *want);
	for (size_t i = 0; i < t->count; i++)
		want[i] = (float)tensor_value(t, i);
	assert_close(name, ours, want, t->count, TOLERANCE);
	free(want);
}

/* weight and bias of every layer, named PREFIXfcN.weight */
static void compare_net(const struct golden *g, const char *prefix, const struct fpe_net *net)
{
	for (int l = 0; l < net->layers; l++) {
		char name[64];

		snprintf(name, sizeof name, "%sfc%d.weight", prefix, l + 1);
		compare(g, name, net->layer[l].weight);
		snprintf(name, sizeof name, "%sfc%d.bias", prefix, l + 1);
		compare(g, name, net->layer[l].bias);
	}
}

static void check_gradient(const struct golden *g)
{
	struct fpe_net *into = fpe_net_copy(g->net);
	int n = g->data->count, c = g->net->layer[g->net->layers - 1].out;
	float *logits = calloc((size_t)(n * c), sizeof *logits);
	struct fpe_kernel *kernel;
	struct fpe_error err;
	float loss;

	assert_ok(fpe_kernel_fits(g->net, g->data, &err));
	assert_ok(fpe_kernel_new(g->net, g->data, &kernel, &err));
	fpe_kernel_logits(kernel, g->net, g->data, NULL, n, logits);
	compare(g, "logits", logits);
	loss = (float)fpe_kernel_score(kernel, g->net, g->data).loss;
	compare(g, "loss", &loss);
	loss = (float)fpe_kernel_gradient(kernel, g->net, g->data, NULL, n, into);
	compare(g, "loss", &loss);
	compare_net(g, "grad.", into);
	fpe_kernel_free(kernel);
	fpe_net_free(into);
	free(logits);
}

static void check_ten_steps(const struct golden *g)
{
	struct fpe_train_settings settings = test_settings();
	struct fpe_trainer *trainer;
	struct fpe_error err;
	float loss;

	settings.batch = 0;
	assert_ok(fpe_trainer_new(g->net, g->data, &settings, 1, 0, 0, &trainer, &err));
	for (int i = 0; i < 10; i++)
		assert_ok(fpe_trainer_step(trainer, &err));
	assert_int_equal(fpe_trainer_epoch(trainer), 10);
	compare_net(g, "after10.", fpe_trainer_net(trainer));
	loss = (float)fpe_kernel_score(fpe_trainer_kernel(trainer), g->net, g->data).loss;
	compare(g, "after10.loss", &loss);
	fpe_trainer_free(trainer);
}

static void check(const char *name)
{
	struct golden g;

	test_row("%s", name);
	golden_open(&g, name);
	check_gradient(&g);
	check_ten_steps(&g);
	golden_close(&g);
}

#define AGREES(name)                                         \
	static void name##_agrees_with_pytorch(void **state) \
	{                                                    \
		(void)state;                                 \
		check(#name);                                \
	}

AGREES(binary_dense)
AGREES(binary_split)
AGREES(multiclass_dense)
AGREES(multiclass_split)
AGREES(deep_dense)
AGREES(deep_split)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(binary_dense_agrees_with_pytorch),
		cmocka_unit_test(binary_split_agrees_with_pytorch),
		cmocka_unit_test(multiclass_dense_agrees_with_pytorch),
		cmocka_unit_test(multiclass_split_agrees_with_pytorch),
		cmocka_unit_test(deep_dense_agrees_with_pytorch),
		cmocka_unit_test(deep_split_agrees_with_pytorch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
