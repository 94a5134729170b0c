/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_activations.c - a layer's samples are what a sample alone leads to there. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/kernel.h"
#include "fpe/probe.h"
#include "lab/arm/activations.h"
#include "support/random_net.h"

#define SAMPLES 37

static void assert_layer(struct fpe_net *net, struct fpe_data *data, int layer)
{
	struct fpe_probe *probe = fpe_probe_new(net);
	struct fpe_data *out;
	struct fpe_error err;

	assert_non_null(probe);
	assert_ok(activations_of(net, layer, data, NULL, &out, &err));
	assert_int_equal(out->count, data->count);
	assert_int_equal(out->inputs, net->layer[layer].out);
	assert_memory_equal(out->label, data->label, SAMPLES * sizeof *data->label);
	for (int i = 0; i < data->count; i++) {
		const float *got = out->real + (size_t)i * (size_t)out->inputs;

		fpe_probe_run_bits(probe, net, data->bits + (size_t)i * (size_t)data->words);
		for (int n = 0; n < out->inputs; n++) {
			float want =
				layer + 1 < net->layers ? probe->post[layer][n] : probe->logit[n];

			assert_true(fabsf(got[n] - want) <= 1e-4f * (1 + fabsf(want)));
		}
	}
	fpe_data_free(out);
	fpe_probe_free(probe);
}

static void every_layer_gives_what_a_probe_shows(void **state)
{
	uint64_t seed = test_seed("every_layer");
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, seed, FPE_RNG_TRAIN, 0);
	for (int k = 0; k < 20; k++) {
		struct fpe_net *net = random_net(&rng);
		struct fpe_data *data = random_data(&rng, net, SAMPLES, 0);
		test_row("net %d", k);

		for (int layer = 0; layer < net->layers; layer++)
			assert_layer(net, data, layer);
		fpe_data_free(data);
		fpe_net_free(net);
	}
}

/* Logits have the bits that the score is of. */
static void the_last_layer_gives_the_logits_of_real_samples(void **state)
{
	static const int widths[3] = { 5, 4, 3 };
	struct fpe_net *net;
	struct fpe_data *data, *out;
	struct fpe_kernel *kernel;
	struct fpe_error err;
	float logits[2 * 3];

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	assert_ok(fpe_data_new(2, 5, 3, 1, &data, &err));
	for (int i = 0; i < 10; i++)
		data->real[i] = (float)i / 3;
	data->label[1] = 2;
	assert_ok(activations_of(net, 1, data, NULL, &out, &err));
	assert_ok(fpe_kernel_new(net, data, &kernel, &err));
	fpe_kernel_logits(kernel, net, data, NULL, 2, logits);
	assert_memory_equal(out->real, logits, sizeof logits);
	assert_int_equal(out->label[1], 2);
	fpe_kernel_free(kernel);
	fpe_data_free(out);
	fpe_data_free(data);
	fpe_net_free(net);
}

static bool never(void *context, double share)
{
	(void)context;
	(void)share;
	return false;
}

static void it_stops_when_told_and_refuses_what_does_not_fit(void **state)
{
	static const int widths[3] = { 5, 4, 1 };
	static const struct reading stopped = { never, NULL };
	struct fpe_net *net;
	struct fpe_data *data, *out;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	assert_ok(fpe_data_new(3, 5, 2, 0, &data, &err));
	assert_fails(FPE_ESTOPPED, activations_of(net, 0, data, &stopped, &out, &err));
	assert_null(out);
	fpe_data_free(data);
	assert_ok(fpe_data_new(3, 6, 2, 0, &data, &err));
	assert_fails(FPE_ESHAPE, activations_of(net, 0, data, NULL, &out, &err));
	assert_null(out);
	fpe_data_free(data);
	fpe_net_free(net);
}

static void weights_that_were_off_count_for_less(void **state)
{
	static const int widths[3] = { 1, 1, 1 };
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	net->layer[0].weight[0] = net->layer[1].weight[0] = 8;
	activations_thin(net, .25);
	assert_true(net->layer[0].weight[0] == 6);
	assert_true(net->layer[1].weight[0] == 8);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_layer_gives_what_a_probe_shows),
		cmocka_unit_test(the_last_layer_gives_the_logits_of_real_samples),
		cmocka_unit_test(it_stops_when_told_and_refuses_what_does_not_fit),
		cmocka_unit_test(weights_that_were_off_count_for_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
