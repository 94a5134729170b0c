/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_kernel_calls.c - what callers rely on: who stops it, slopes in pieces, live weights,
 * and what is refused.
 */
#include "support/kernel_fixture.h"

#include "core/kernel/pass.h"
#include "core/kernel/plan.h"

/* Stops at question `last`. */
struct asked {
	int count, last;
};

static bool count_asked(void *context)
{
	struct asked *a = context;

	return ++a->count == a->last;
}

/* Of n samples: how often a watch is asked, and that a score that was stopped is none. */
static int watched_score(struct fpe_rng *rng, const int *widths, int layers, int n)
{
	struct asked asked = { 0, 0 };
	const struct fpe_watch watch = { count_asked, &asked };
	struct fpe_score score, alone;
	struct fpe_kernel *kernel;
	struct fpe_data *data;
	struct fpe_net *net;
	int count;

	assert_false(fpe_net_new(widths, layers, &net, NULL));
	fpe_net_init(net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	data = random_data(rng, net, n, 1);
	assert_false(fpe_kernel_new(net, data, &kernel, NULL));
	alone = fpe_kernel_score(kernel, net, data);
	fpe_kernel_watch(kernel, &watch);
	score = fpe_kernel_score(kernel, net, data);
	count = asked.count;
	assert_memory_equal(&score, &alone, sizeof score);
	asked = (struct asked){ 0, count };
	score = fpe_kernel_score(kernel, net, data);
	assert_true(isnan(score.loss) && isnan(score.accuracy));
	assert_int_equal(asked.count, count);
	fpe_kernel_watch(kernel, NULL);
	score = fpe_kernel_score(kernel, net, data);
	assert_memory_equal(&score, &alone, sizeof score);
	fpe_kernel_free(kernel);
	fpe_data_free(data);
	fpe_net_free(net);
	return count;
}

static void scores_can_be_stopped_between_tiles(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 20);
	assert_int_equal(watched_score(&rng, (int[]){ 4, 3, 2 }, 2, 3 * 64 * TILE + 5), 4);
	/* more often where tiles take longer */
	assert_true(watched_score(&rng, (int[]){ 1024, 1024, 2 }, 2, 30 * TILE) > 1);
}

/* Pieces are the packed slopes in order, none of them past the bound that was asked for. */
static void slopes_in_pieces_are_the_whole(void **state)
{
	struct fpe_rng rng;
	int kinds[FEW_KINDS] = { 0 };
	enum plan plan[FPE_MAX_LAYERS];

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 9);
	for (int round = 0; round < 100; round++) {
		struct fixture f;
		struct fpe_kernel *kernel;
		const struct packing *packing;
		float *vectors, *slopes, steepest;
		const float *piece;
		size_t at = 0, first, end;
		struct feed feed;

		fixture_draw(&f, &rng, random_between(&rng, 1, 40));
		feed = (struct feed){ f.data, f.order, NULL, f.n };
		assert_int_equal(fpe_kernel_new(f.net, f.data, &kernel, NULL), FPE_OK);
		packing = fpe_kernel_packing(kernel);
		vectors = packing_vectors(packing, 2, 1);
		slopes = vectors + packing->floats;
		packing_pack(packing, fpe_kernel_ops(kernel), f.net, PACKED_VALUE, vectors);
		assert_true(fpe_kernel_slope(kernel, vectors, &feed, slopes));
		steepest = fpe_kernel_ops(kernel)->largest((int)packing->floats, slopes);
		if (steepest > 0) /* not: outputs that are all rectified away */
			assert_false(fpe_kernel_begin_pieces(kernel, vectors, &feed, steepest / 2));
		plan_layers(f.net, f.data, plan);
		if (f.n > plan_few(f.net, plan)) {
			assert_false(fpe_kernel_begin_pieces(kernel, vectors, &feed, INFINITY));
		} else {
			assert_true(fpe_kernel_begin_pieces(kernel, vectors, &feed, 1e30f));
			while ((piece = fpe_kernel_piece(kernel, &first, &end))) {
				assert_int_equal(first, at);
				assert_memory_equal(piece, slopes + first,
						    (end - first) * sizeof *piece);
				at = end;
			}
			assert_int_equal(at, packing->floats);
			for (int l = 0; l < f.net->layers; l++)
				kinds[kernel->few.kind[l]]++;
		}
		free(vectors);
		fpe_kernel_free(kernel);
		fixture_free(&f);
	}
	print_message("# layers by rows %d, by units %d, by blocks %d\n", kinds[FEW_ROWS],
		      kinds[FEW_UNITS], kinds[FEW_BLOCKS]);
	assert_true(kinds[FEW_ROWS] > 20 && kinds[FEW_UNITS] > 3 && kinds[FEW_BLOCKS] > 20);
}

static void live_weights_are_those_of_the_mask_in_order(void **state)
{
	struct fpe_rng rng;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 4);
	for (int round = 0; round < 50; round++) {
		struct fpe_net *net = random_net(&rng);
		struct fpe_kernel *kernel;

		assert_ok(fpe_kernel_new(net, NULL, &kernel, &err));
		for (int l = 0; l < net->layers; l++) {
			const struct packed_layer *p = &fpe_kernel_packing(kernel)->layer[l];
			int k = 0;
			const struct fpe_layer *of = &net->layer[l];

			for (int32_t i = 0; i < of->in * of->out; i++) {
				if (of->mask[i] == 0)
					continue;
				assert_true(k < p->nnz);
				assert_int_equal((int)packing_place(p, k++), i);
			}
			assert_int_equal(k, p->nnz);
		}
		fpe_kernel_free(kernel);
		fpe_net_free(net);
	}
}

/* net: of three outputs and one input. */
static void assert_real_targets_fit(struct fpe_net *net)
{
	struct fpe_data *three, *one;
	struct fpe_error err;

	assert_ok(fpe_data_new_targets(1, 1, 3, 0, &three, &err));
	assert_ok(fpe_data_new_targets(1, 1, 1, 0, &one, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, three, &err));
	net->loss = FPE_LOSS_SQUARED;
	assert_ok(fpe_kernel_fits(net, three, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, one, &err));
	fpe_data_free(one);
	assert_ok(fpe_data_new(1, 1, 3, 0, &one, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, one, &err));
	net->loss = fpe_loss_of(3);
	assert_ok(fpe_kernel_fits(net, one, &err));
	fpe_data_free(one);
	fpe_data_free(three);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct fpe_net *net = line(3, (float[3]){ 0 });
	struct fpe_data *data;
	struct fpe_kernel *kernel;
	struct fpe_score score;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_data_new(1, 2, 2, 0, &data, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, data, &err));
	data->inputs = 1;
	assert_ok(fpe_kernel_fits(net, data, &err));
	data->classes = 4;
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, data, &err));
	assert_real_targets_fit(net);
	assert_fails(FPE_ENAME, fpe_kernel_new_isa(net, NULL, "vax", &kernel, &err));
	assert_ok(fpe_kernel_new(net, NULL, &kernel, &err));
	data->count = 0;
	score = fpe_kernel_score(kernel, net, data);
	assert_true(isnan(score.loss) && isnan(score.accuracy));
	print_message("# instruction set: %s\n", fpe_kernel_isa());
	fpe_kernel_free(kernel);
	fpe_data_free(data);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_can_be_stopped_between_tiles),
		cmocka_unit_test(slopes_in_pieces_are_the_whole),
		cmocka_unit_test(live_weights_are_those_of_the_mask_in_order),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
