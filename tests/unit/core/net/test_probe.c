/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_probe.c - one sample through a net: sums, parts, prediction. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/kernel.h"
#include "fpe/probe.h"
#include "support/nets.h"

/* Two inputs, two hidden neurons, one output, by hand. */
static void numbers_are_those_worked_out_by_hand(void **state)
{
	static const int widths[] = { 2, 2, 1 };
	static const uint64_t bits[] = { 2 }; /* x1 alone is 1 */
	struct fpe_net *net;
	struct fpe_probe *p;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 2, &net, NULL), FPE_OK);
	memcpy(net->layer[0].weight, (float[]){ 1, 2, 3, -4 }, 4 * sizeof(float));
	memcpy(net->layer[0].bias, (float[]){ .5f, 1 }, 2 * sizeof(float));
	memcpy(net->layer[1].weight, (float[]){ -2, 5 }, 2 * sizeof(float));
	net->layer[1].bias[0] = 1;
	p = fpe_probe_new(net);
	fpe_probe_run_bits(p, net, bits);
	assert_true(p->input[0] == 0 && p->input[1] == 1);
	assert_true(p->pre[0][0] == 2.5f && p->pre[0][1] == -3);
	assert_true(p->post[0][0] == 2.5f && p->post[0][1] == 0);
	assert_true(p->part[0] == -5 && p->part[1] == 0);
	assert_true(p->logit[0] == -4 && p->post[1][0] == -4);
	assert_int_equal(p->prediction, 0);
	assert_true(fabs(p->chance - 1 / (1 + exp(-4))) < 1e-12);
	fpe_probe_free(p);
	fpe_net_free(net);
}

/* Random nets of several layers and classes, masked: the kernel's logits. */
static void logits_are_the_kernels(void **state)
{
	uint64_t seed = test_seed("probe");

	(void)state;
	for (uint64_t round = 0; round < 100; round++) {
		struct fpe_rng rng;
		int widths[4], layers;
		struct fpe_net *net;
		struct fpe_data *data;
		struct fpe_kernel *kernel;
		struct fpe_probe *p;
		float logit[5];
		struct fpe_error err;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		layers = test_between(&rng, 1, 3);
		widths[0] = test_between(&rng, 1, 90);
		for (int i = 1; i <= layers; i++)
			widths[i] = test_between(&rng, 1, i == layers ? 5 : 9);
		net = test_net(&rng, widths, layers, 0.6);
		assert_ok(fpe_data_new(1, widths[0], widths[layers] > 1 ? widths[layers] : 2, 0,
				       &data, &err));
		for (int j = 0; j < widths[0]; j++)
			data->bits[j / 64] |= (uint64_t)(fpe_rng_below(&rng, 2)) << j % 64;
		assert_ok(fpe_kernel_new(net, data, &kernel, &err));
		fpe_kernel_logits(kernel, net, data, NULL, 1, logit);
		p = fpe_probe_new(net);
		assert_true(fpe_probe_fits(p, net));
		fpe_probe_run_bits(p, net, data->bits);
		for (int c = 0; c < widths[layers]; c++) {
			double sum = (double)net->layer[layers - 1].bias[c];

			assert_true(fabs((double)(logit[c] - p->logit[c])) <
				    1e-4 * (1 + fabs((double)logit[c])));
			for (int j = 0; j < p->last; j++)
				sum += (double)p->part[c * p->last + j];
			assert_true(fabs(sum - (double)p->logit[c]) < 1e-4 * (1 + fabs(sum)));
			assert_true(widths[layers] == 1 || p->logit[c] <= p->logit[p->prediction]);
		}
		assert_true(p->chance > 0 && p->chance <= 1);
		fpe_probe_free(p);
		fpe_kernel_free(kernel);
		fpe_data_free(data);
		fpe_net_free(net);
	}
}

static void another_shape_does_not_fit(void **state)
{
	static const int a[] = { 4, 3, 1 }, b[] = { 4, 4, 1 }, c[] = { 5, 3, 1 };
	struct fpe_net *net[3];
	struct fpe_probe *p;

	(void)state;
	assert_int_equal(fpe_net_new(a, 2, &net[0], NULL), FPE_OK);
	assert_int_equal(fpe_net_new(b, 2, &net[1], NULL), FPE_OK);
	assert_int_equal(fpe_net_new(c, 2, &net[2], NULL), FPE_OK);
	p = fpe_probe_new(net[0]);
	assert_true(fpe_probe_fits(p, net[0]));
	assert_false(fpe_probe_fits(p, net[1]));
	assert_false(fpe_probe_fits(p, net[2]));
	fpe_probe_free(p);
	fpe_probe_free(NULL);
	for (int i = 0; i < 3; i++)
		fpe_net_free(net[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_those_worked_out_by_hand),
		cmocka_unit_test(logits_are_the_kernels),
		cmocka_unit_test(another_shape_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
