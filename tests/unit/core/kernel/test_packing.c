/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_packing.c - where parameters are in a packed vector. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/kernel.h"
#include "core/kernel/packing.h"
#include "core/kernel/plan.h"
#include "support/random_net.h"

#define NETS 60

struct fixture {
	struct fpe_net *net;
	struct fpe_data *data;
	struct fpe_kernel *kernel;
	const struct packing *p;
	float *vector;
};

static void open_fixture(struct fixture *f, struct fpe_rng *rng, int i)
{
	struct fpe_net *(*const draw[])(struct fpe_rng *) = { random_net, random_split_net,
							      random_task_net };

	f->net = draw[i % 3](rng);
	random_kind(rng, f->net);
	fpe_net_set_biased(f->net, i % 5 > 0);
	f->data = random_data(rng, f->net, 50, i % 2);
	assert_false(fpe_kernel_new(f->net, f->data, &f->kernel, NULL));
	f->p = fpe_kernel_packing(f->kernel);
	f->vector = packing_vectors(f->p, 1, 1);
}

static void close_fixture(struct fixture *f)
{
	free(f->vector);
	fpe_kernel_free(f->kernel);
	fpe_data_free(f->data);
	fpe_net_free(f->net);
}

static int plans[PLANS];

static void count_plans(const struct fixture *f)
{
	for (int l = 0; l < f->net->layers; l++)
		plans[plan_layer(f->net, l, f->data)]++;
}

/* Marks a place that nobody had. */
static void take(unsigned char *taken, const struct packing *p, size_t at)
{
	assert_true(at < p->floats);
	assert_int_equal(taken[at], 0);
	taken[at] = 1;
}

static void every_parameter_has_a_place_and_what_is_left_is_nobodys(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < NETS; i++) {
		struct fixture f;
		unsigned char *taken;

		open_fixture(&f, &rng, i);
		count_plans(&f);
		taken = calloc(f.p->floats, 1);
		for (int l = 0; l < f.p->layers; l++) {
			const struct packed_layer *of = &f.p->layer[l];
			const struct fpe_layer *layer = &f.net->layer[l];

			assert_int_equal(of->weight % 16, 0);
			assert_int_equal(of->bias % 16, 0);
			assert_int_equal(of->nnz, fpe_net_layer_nnz(f.net, l));
			for (int k = 0; k < of->nnz; k++) {
				size_t at = packing_at(of, k);

				assert_true(layer->mask[packing_place(of, k)] != 0);
				assert_true(at < f.p->weights);
				assert_int_equal(of->place ? of->place[at - of->weight]
							   : (int32_t)(at - of->weight),
						 (int32_t)packing_place(of, k));
				take(taken, f.p, at);
			}
			for (size_t k = 0; k < fpe_layer_biases(layer); k++)
				take(taken, f.p, of->bias + k);
		}
		for (size_t k = 0; k < f.p->deads; k++)
			take(taken, f.p, (size_t)f.p->dead[k]);
		/* what a pass may write to is somebody's, or listed */
		for (int l = 0; l < f.p->layers; l++) {
			const struct packed_layer *of = &f.p->layer[l];

			assert_null(memchr(taken + of->weight, 0, of->weights));
			assert_null(memchr(taken + of->bias, 0, (size_t)f.net->layer[l].out));
		}
		free(taken);
		close_fixture(&f);
	}
	for (int k = 0; k < PLANS; k++)
		assert_true(plans[k] > 0);
}

/* What a net has packed and unpacked again, into one full of other numbers. */
static void a_net_comes_back_as_it_was(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int i = 0; i < NETS; i++) {
		struct fixture f;
		struct fpe_net *copy;

		open_fixture(&f, &rng, i);
		for (size_t k = 0; k < f.p->floats; k++)
			f.vector[k] = NAN;
		packing_pack(f.p, fpe_kernel_ops(f.kernel), f.net, PACKED_VALUE, f.vector);
		for (size_t k = 0; k < f.p->floats; k++)
			assert_true(isfinite(f.vector[k]));
		for (size_t k = 0; k < f.p->deads; k++)
			assert_true(f.vector[f.p->dead[k]] == 0);
		copy = fpe_net_copy(f.net);
		fpe_net_init(copy, FPE_INIT_HE, 5);
		fpe_net_apply_masks(copy);
		packing_unpack(f.p, f.vector, PACKED_VALUE, copy);
		for (int l = 0; l < copy->layers; l++) {
			const struct fpe_layer *a = &f.net->layer[l], *b = &copy->layer[l];

			assert_memory_equal(a->weight, b->weight,
					    fpe_layer_size(a) * sizeof(float));
			assert_memory_equal(a->bias, b->bias, (size_t)a->out * sizeof(float));
		}
		fpe_net_free(copy);
		close_fixture(&f);
	}
}

static void slopes_are_0_at_nobodys_places(void **state)
{
	struct fpe_rng rng;
	int sloped = 0;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 2);
	for (int i = 0; i < NETS; i++) {
		struct fixture f;
		float *slopes;
		struct feed feed;
		bool some = false;

		open_fixture(&f, &rng, i);
		slopes = packing_vectors(f.p, 1, 0);
		feed = (struct feed){ .data = f.data, .n = f.data->count };
		packing_pack(f.p, fpe_kernel_ops(f.kernel), f.net, PACKED_VALUE, f.vector);
		fpe_kernel_slope(f.kernel, f.vector, &feed, slopes);
		for (size_t k = 0; k < f.p->deads; k++)
			assert_true(slopes[f.p->dead[k]] == 0);
		for (size_t k = 0; k < f.p->floats; k++)
			some |= slopes[k] != 0;
		sloped += some;
		free(slopes);
		close_fixture(&f);
	}
	assert_true(sloped > NETS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_parameter_has_a_place_and_what_is_left_is_nobodys),
		cmocka_unit_test(a_net_comes_back_as_it_was),
		cmocka_unit_test(slopes_are_0_at_nobodys_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
