/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_golden_nets.c - nets of every activation and loss, dense and masked, with biases
 * and without, against what PyTorch gave (tests/golden/make_nets.py), from samples of
 * bits and of floats.
 */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/kernel.h"
#include "fpe/trainer.h"
#include "support/golden.h"

#define TOLERANCE 1e-5

static const int widths[] = { 6, 5, 4 };
static const struct {
	const char *name, *labels; /* NULL: targets */
	int outputs;
} losses[] = {
	{ "binary", "binary", 1 },
	{ "pair", "binary", 2 },
	{ "softmax", "softmax", 3 },
	{ "squared", NULL, 2 },
};

struct golden {
	char *bytes;
	struct tensors *file;
	char name[64]; /* of the case */
	struct fpe_net *net;
	struct fpe_data *data;
};

static const struct tensor *tensor_of(const struct golden *g, const char *name)
{
	char whole[96];
	const struct tensor *t;

	snprintf(whole, sizeof whole, "%s%s%s", g->name, g->name[0] ? "." : "", name);
	t = tensors_find(g->file, whole);
	if (!t)
		fail_msg("no tensor %s", whole);
	return t;
}

/* All numbers of a net in one row, as the file has them. */
static float *row_of(const struct fpe_net *net, size_t count)
{
	float *row = calloc(count, sizeof *row), *at = row;

	for (int l = 0; l < net->layers; l++) {
		const struct fpe_layer *of = &net->layer[l];

		memcpy(at, of->weight, fpe_layer_size(of) * sizeof *at);
		at += fpe_layer_size(of);
		memcpy(at, of->bias, (size_t)of->out * sizeof *at);
		at += of->out;
	}
	assert_int_equal(at - row, count);
	return row;
}

static void compare(const struct golden *g, const char *name, const float *ours)
{
	const struct tensor *t = tensor_of(g, name);
	float *want = calloc(t->count, sizeof *want);

	for (size_t i = 0; i < t->count; i++)
		want[i] = (float)tensor_value(t, i);
	assert_close(name, ours, want, t->count, TOLERANCE);
	free(want);
}

static void compare_net(const struct golden *g, const char *name, const struct fpe_net *net)
{
	float *row = row_of(net, tensor_of(g, name)->count);

	compare(g, name, row);
	free(row);
}

static void compare_loss(const struct golden *g, int which, double loss)
{
	double want = tensor_value(tensor_of(g, "loss"), (size_t)which);

	if (!(loss >= want * (1 - TOLERANCE) && loss <= want * (1 + TOLERANCE)))
		fail_msg("loss %d is %.9g, wanted %.9g", which, loss, want);
}

static void read_net(struct golden *g, int outputs, bool biased)
{
	const struct tensor *start = tensor_of(g, "start"), *mask = tensor_of(g, "mask");
	struct fpe_error err;
	size_t at = 0, k = 0;

	assert_ok(
		fpe_net_new((int[]){ widths[0], widths[1], widths[2], outputs }, 3, &g->net, &err));
	fpe_net_set_biased(g->net, biased);
	for (int l = 0; l < 3; l++) {
		struct fpe_layer *of = &g->net->layer[l];

		for (size_t i = 0; i < fpe_layer_size(of); i++) {
			of->mask[i] = (float)tensor_value(mask, k++);
			of->weight[i] = (float)tensor_value(start, at++);
		}
		for (int i = 0; i < of->out; i++)
			of->bias[i] = (float)tensor_value(start, at++);
	}
}

static void read_samples(struct golden *g, int loss, int real)
{
	const struct tensor *x = tensors_find(g->file, "x");
	const char *labels = losses[loss].labels;
	const struct tensor *y = tensors_find(g->file, labels ? labels : losses[loss].name);
	int n = (int)x->shape[0], d = widths[0], classes = losses[loss].outputs;
	struct fpe_error err;

	if (labels)
		assert_ok(fpe_data_new(n, d, classes == 1 ? 2 : classes, real, &g->data, &err));
	else
		assert_ok(fpe_data_new_targets(n, d, classes, real, &g->data, &err));
	for (int i = 0; i < n * d; i++) {
		double value = tensor_value(x, (size_t)i);

		if (real)
			g->data->real[i] = (float)value;
		else
			g->data->bits[i / d] |= (uint64_t)(value != 0) << i % d;
	}
	for (size_t i = 0; i < y->count; i++) {
		if (labels)
			g->data->label[i] = (int32_t)tensor_value(y, i);
		else
			g->data->target[i] = (float)tensor_value(y, i);
	}
}

static void check_gradient(const struct golden *g)
{
	struct fpe_net *into = fpe_net_copy(g->net);
	int n = g->data->count;
	float *logits = calloc((size_t)(n * fpe_net_outputs(g->net)), sizeof *logits);
	struct fpe_kernel *kernel;
	struct fpe_error err;

	assert_ok(fpe_kernel_fits(g->net, g->data, &err));
	assert_ok(fpe_kernel_new(g->net, g->data, &kernel, &err));
	fpe_kernel_logits(kernel, g->net, g->data, NULL, n, logits);
	compare(g, "logits", logits);
	compare_loss(g, 0, fpe_kernel_score(kernel, g->net, g->data).loss);
	compare_loss(g, 0, fpe_kernel_gradient(kernel, g->net, g->data, NULL, n, into));
	compare_net(g, "grad", into);
	fpe_kernel_free(kernel);
	fpe_net_free(into);
	free(logits);
}

static void check_ten_steps(const struct golden *g)
{
	struct fpe_train_settings settings = test_settings();
	struct fpe_trainer *trainer;
	struct fpe_error err;

	settings.batch = 0;
	assert_ok(fpe_trainer_new(g->net, g->data, &settings, 1, 0, 0, &trainer, &err));
	for (int i = 0; i < 10; i++)
		assert_ok(fpe_trainer_step(trainer, &err));
	compare_net(g, "after10", fpe_trainer_net(trainer));
	compare_loss(g, 1, fpe_kernel_score(fpe_trainer_kernel(trainer), g->net, g->data).loss);
	fpe_trainer_free(trainer);
}

static void check(struct golden *g, int activation, int loss, bool masked, bool biased)
{
	for (int real = 0; real < 2; real++) {
		snprintf(g->name, sizeof g->name, "%s.%s.%s.%s",
			 fpe_activation_info[activation].name, losses[loss].name,
			 masked ? "masked" : "dense", biased ? "yes" : "no");
		test_row("%s, real %d", g->name, real);
		read_samples(g, loss, real);
		read_net(g, losses[loss].outputs, biased);
		g->net->activation = (enum fpe_activation)activation;
		g->net->loss = fpe_data_loss(g->data, losses[loss].outputs);
		check_gradient(g);
		check_ten_steps(g);
		fpe_net_free(g->net);
		fpe_data_free(g->data);
	}
}

static void every_net_agrees_with_pytorch(void **state)
{
	struct golden g = { 0 };

	(void)state;
	g.file = golden_read("tests/golden/nets.safetensors", &g.bytes);
	/* linear is not among the file's: test_tied.c has it in double */
	for (int a = 0; a < FPE_LINEAR; a++) {
		for (int l = 0; l < 4; l++) {
			for (int i = 0; i < 4; i++)
				check(&g, a, l, i & 1, i & 2);
		}
	}
	tensors_free(g.file);
	free(g.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_net_agrees_with_pytorch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
