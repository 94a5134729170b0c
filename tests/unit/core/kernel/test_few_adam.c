/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_few_adam.c - Adam's step by slopes of few samples, which need not be in memory, is the
 * step by their pieces, bit for bit.
 */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "core/kernel/kernel.h"
#include "core/kernel/pass.h"
#include "support/random_net.h"

#define ROUNDS 150

static const char *const isas[] = { "generic", "v2", "v3", "v4" };
static const struct tile_adam adam = { .9f, .1f, .999f, .001f, 1e-8f, .01f, .5f };

/* Full layers of inputs that fill vectors, and others; at times some places are masked. */
static struct fpe_net *draw_net(struct fpe_rng *rng)
{
	int widths[FPE_MAX_LAYERS + 1], layers = random_between(rng, 1, 3);
	struct fpe_net *net;

	for (int l = 0; l <= layers; l++)
		widths[l] = fpe_rng_below(rng, 3) ? 16 * random_between(rng, 1, 12)
						  : random_between(rng, 1, 70);
	assert_false(fpe_net_new(widths, layers, &net, NULL));
	fpe_net_init(net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	if (fpe_rng_below(rng, 4) == 0)
		net->layer[0].mask[0] = 0;
	random_kind(rng, net);
	return net;
}

/* What a trainer has: parameters and moments, packed. */
struct state {
	float *value, *m, *v;
};

static struct state state_new(const struct packing *packing)
{
	float *all = packing_vectors(packing, 3, 1);
	struct state s = { all, all + packing->floats, all + 2 * packing->floats };

	memset(all, 0, 3 * packing->floats * sizeof *all);
	return s;
}

static void by_pieces(struct fpe_kernel *kernel, const struct state *s)
{
	const float *piece;
	size_t first, end;

	while ((piece = fpe_kernel_piece(kernel, &first, &end)))
		fpe_kernel_ops(kernel)->adam(&adam, (int)(end - first), piece, s->value + first,
					     s->m + first, s->v + first);
}

/* The live places of both are the same. Returns how many layers take their slopes in Adam's
   loop. */
static int compare(struct fpe_rng *rng, const struct fpe_net *net, const struct fpe_data *data,
		   const char *isa, int n)
{
	struct feed feed = { data, NULL, NULL, n };
	const struct packing *packing;
	struct fpe_kernel *kernel;
	struct state one, two;
	int single = 0;

	if (fpe_kernel_new_isa(net, data, isa, &kernel, NULL))
		return 0;
	packing = fpe_kernel_packing(kernel);
	one = state_new(packing);
	two = state_new(packing);
	packing_pack(packing, fpe_kernel_ops(kernel), net, PACKED_VALUE, one.value);
	for (size_t i = 0; i < packing->floats; i++) {
		one.m[i] = one.value[i] * (float)fpe_rng_unit(rng);
		one.v[i] = one.m[i] * one.m[i];
	}
	memcpy(two.value, one.value, 3 * packing->floats * sizeof(float));
	if (fpe_kernel_begin_pieces(kernel, one.value, &feed, 1e30f)) {
		by_pieces(kernel, &one);
		assert_true(fpe_kernel_begin_pieces(kernel, two.value, &feed, 1e30f));
		fpe_kernel_adam(kernel, &adam, two.value, two.m, two.v);
		assert_memory_equal(one.value, two.value, packing->floats * sizeof(float));
		assert_memory_equal(one.m, two.m, packing->floats * sizeof(float));
		assert_memory_equal(one.v, two.v, packing->floats * sizeof(float));
		for (int l = 0; l < net->layers; l++)
			single += n == 1 && kernel->few.kind[l] == FEW_ROWS &&
				  !kernel->few.spread[l] && net->layer[l].in % FEW_LANES == 0;
	}
	free(one.value);
	free(two.value);
	fpe_kernel_free(kernel);
	return single;
}

static void adam_by_slopes_in_registers_is_adam(void **state)
{
	struct fpe_rng rng;
	int single = 0;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int round = 0; round < ROUNDS; round++) {
		struct fpe_net *net = draw_net(&rng);
		int n = round % 3 ? 1 : random_between(&rng, 2, 8);
		struct fpe_data *data = random_data(&rng, net, n, (int)fpe_rng_below(&rng, 2));

		for (int i = 0; i < 4; i++) {
			test_row("round %d, %s", round, isas[i]);
			single += compare(&rng, net, data, isas[i], n);
		}
		fpe_data_free(data);
		fpe_net_free(net);
	}
	print_message("# layers with slopes in registers: %d\n", single);
	assert_true(single > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adam_by_slopes_in_registers_is_adam),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
