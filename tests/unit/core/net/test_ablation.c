/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_ablation.c - weights that are off, masks that move, inputs that are
 * shared: what must hold whatever is drawn.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/net/rigl.h"
#include "fpe/data.h"
#include "fpe/split.h"
#include "fpe/trainer.h"

struct fixture {
	struct fpe_task *task;
	struct fpe_data *data;
	struct fpe_net *dense, *split;
};

static struct fpe_net *split_of(const struct fixture *f, double share, enum fpe_budget_rule rule)
{
	struct fpe_grouping g = {
		.net = f->dense, .alpha = 2, .clauses = &f->task->clauses, .seed = 5, .share = share
	};
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_split(fpe_split_kind_find("random"), &g, rule, fpe_net_nnz(f->dense),
			    fpe_net_biases(f->dense), &net, &err));
	return net;
}

static int set_up(void **state)
{
	static const int widths[] = { 12, 6, 5, 1 };
	struct fpe_task_options task = { .clauses = 3, .literals = 4, .negate = true };
	struct fpe_data_options data = { .count = 600, .p = .5 };
	struct fixture *f = calloc(1, sizeof *f);
	struct fpe_error err;

	assert_non_null(f);
	assert_ok(fpe_task_make(FPE_TASK_DNF, &task, 1, &f->task, &err));
	assert_ok(fpe_data_draw(f->task, &data, 1, FPE_RNG_TRAIN, &f->data, &err));
	assert_ok(fpe_net_new(widths, 3, &f->dense, &err));
	fpe_net_init(f->dense, FPE_INIT_UNIFORM, 1);
	f->split = split_of(f, 0, FPE_BUDGET_EXACT);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	fpe_net_free(f->split);
	fpe_net_free(f->dense);
	fpe_data_free(f->data);
	fpe_task_free(f->task);
	free(f);
	return 0;
}

/* Train to (epochs, batches) by steps of a trainer each `piece` batches. */
static void train(struct fpe_net *net, const struct fixture *f, double off, uint64_t seed,
		  int batches, int piece)
{
	struct fpe_train_settings s = test_settings();
	struct fpe_trainer *t = NULL;
	struct fpe_error err;

	s.batch = 100; /* six an epoch */
	s.dropconnect = off;
	for (int i = 0; i < batches; i++) {
		if (i % piece == 0) {
			fpe_trainer_free(t);
			assert_ok(fpe_trainer_new(net, f->data, &s, seed, i / 6, i % 6, &t, &err));
		}
		assert_ok(fpe_trainer_step(t, &err));
	}
	fpe_trainer_free(t);
}

static void assert_same_net(const struct fpe_net *a, const struct fpe_net *b)
{
	assert_int_equal(a->floats, b->floats);
	assert_memory_equal(a->block, b->block, a->floats * sizeof *a->block);
}

static bool differ(const struct fpe_net *a, const struct fpe_net *b)
{
	return memcmp(a->block, b->block, a->floats * sizeof *a->block) != 0;
}

static void dropping_follows_seed_and_place(void **state)
{
	struct fixture *f = *state;
	struct fpe_net *a = fpe_net_copy(f->split), *b = fpe_net_copy(f->split);
	struct fpe_net *c = fpe_net_copy(f->split);

	train(a, f, .4, 7, 14, 14);
	train(b, f, .4, 7, 14, 4); /* resumed inside epochs */
	assert_same_net(a, b);
	train(c, f, .4, 8, 14, 14);
	assert_true(differ(a, c));
	fpe_net_free(a);
	fpe_net_free(b);
	fpe_net_free(c);
}

/* One step of plain descent leaves what was off where it was. */
static void what_is_off_does_not_learn(void **state)
{
	struct fixture *f = *state;
	struct fpe_train_settings s = test_settings();
	int off = 0, all = 0, outputs = 0;

	s.optimizer = FPE_SGD;
	s.dropconnect = .25;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct fpe_net *net = fpe_net_copy(f->dense);
		struct fpe_trainer *t;
		struct fpe_error err;

		assert_ok(fpe_trainer_new(net, f->data, &s, seed, 0, 0, &t, &err));
		assert_ok(fpe_trainer_step(t, &err));
		fpe_trainer_net(t);
		for (int i = 0; i < 12 * 6; i++) {
			off += net->layer[0].weight[i] == f->dense->layer[0].weight[i];
			all++;
		}
		for (int i = 0; i < 5; i++)
			outputs += net->layer[2].weight[i] != f->dense->layer[2].weight[i];
		fpe_trainer_free(t);
		fpe_net_free(net);
	}
	/* 2880 weights: sd of the share .008; a few have no slope anyway */
	assert_true((double)off / all > .22 && (double)off / all < .40);
	assert_true(outputs > 100); /* the output layer is never off */
}

static void evaluation_scales_hidden_layers(void **state)
{
	struct fixture *f = *state;
	struct fpe_train_settings s = test_settings();
	const struct fpe_net *net;
	struct fpe_trainer *t;
	struct fpe_error err;

	assert_ok(fpe_trainer_new(f->split, f->data, &s, 1, 0, 0, &t, &err));
	assert_ptr_equal(fpe_trainer_net(t), f->split);
	s.dropconnect = .25;
	fpe_trainer_set(t, &s);
	net = fpe_trainer_net(t);
	for (int l = 0; l < 3; l++) {
		const struct fpe_layer *a = &f->split->layer[l];
		const struct fpe_layer *b = &net->layer[l];

		for (int i = 0; i < a->in * a->out; i++)
			assert_true(b->weight[i] == a->weight[i] * (l < 2 ? .75f : 1));
		assert_memory_equal(a->bias, b->bias, (size_t)a->out * sizeof *a->bias);
	}
	fpe_trainer_free(t);
	s.dropconnect = 1;
	assert_fails(FPE_ERANGE, fpe_train_check(&s, &err));
}

static void the_share_to_move_falls_to_nothing(void **state)
{
	(void)state;
	assert_true(fpe_rigl_share(0, 150) == 0);
	assert_true(fpe_rigl_share(11, 150) == 0);
	assert_true(fabs(fpe_rigl_share(10, 1000000) - .3) < 1e-6);
	assert_true(fabs(fpe_rigl_share(70, 140) - .15) < 1e-12);
	assert_true(fpe_rigl_share(10, 150) > fpe_rigl_share(20, 150));
	assert_true(fpe_rigl_share(150, 150) == 0);
}

static void assert_moved(const struct fpe_layer *a, const struct fpe_layer *b, const float *slope,
			 double share)
{
	float kept = INFINITY, dropped = 0, least = INFINITY, most = 0;
	int moved = 0, live = 0, n = a->in * a->out;

	for (int i = 0; i < n; i++) {
		live += a->mask[i] != 0;
		moved += a->mask[i] != 0 && b->mask[i] == 0;
	}
	/* some of what was dropped may have grown again */
	assert_in_range(moved, 0, (int)(share * live));
	for (int i = 0; i < n; i++) {
		bool same = b->mask[i] != 0 && b->weight[i] != 0;

		if (b->mask[i] == 0)
			assert_true(b->weight[i] == 0 && b->weight_m[i] == 0 &&
				    b->weight_v[i] == 0);
		if (same) {
			assert_true(a->weight[i] == b->weight[i]);
			kept = fminf(kept, fabsf(a->weight[i]));
		} else if (a->mask[i] != 0) {
			dropped = fmaxf(dropped, fabsf(a->weight[i]));
		}
		if (b->mask[i] != 0 && !same)
			least = fminf(least, fabsf(slope[i]));
		if (b->mask[i] == 0)
			most = fmaxf(most, fabsf(slope[i]));
	}
	assert_true(dropped <= kept); /* the smallest went */
	assert_true(least >= most);   /* the steepest came */
}

static void masks_move_within_their_budget(void **state)
{
	struct fixture *f = *state;
	struct fpe_net *net, *before, *full, *slope;
	struct fpe_kernel *kernel;
	struct fpe_error err;

	train(f->split, f, 0, 1, 12, 12);
	net = fpe_net_copy(f->split);
	before = fpe_net_copy(f->split);
	full = fpe_net_copy(f->split);
	slope = fpe_net_like(f->split);
	for (int l = 0; l < 3; l++) {
		for (int i = 0; i < full->layer[l].in * full->layer[l].out; i++)
			full->layer[l].mask[i] = 1;
	}
	assert_ok(fpe_kernel_new(full, f->data, &kernel, &err));
	fpe_kernel_gradient(kernel, full, f->data, NULL, 200, slope);
	assert_ok(rigl_move(net, &(struct feed){ .data = f->data, .n = 200 }, .3, NULL, &err));
	assert_true(differ(net, before));
	for (int l = 0; l < 3; l++) {
		assert_int_equal(fpe_net_layer_nnz(net, l), fpe_net_layer_nnz(before, l));
		assert_moved(&before->layer[l], &net->layer[l], slope->layer[l].weight, .3);
	}
	fpe_kernel_free(kernel);
	fpe_net_free(net);
	fpe_net_free(before);
	fpe_net_free(full);
	fpe_net_free(slope);
}

static void full_layers_do_not_move(void **state)
{
	struct fixture *f = *state;
	struct fpe_net *net = fpe_net_copy(f->dense);
	struct fpe_error err;

	assert_ok(rigl_move(net, &(struct feed){ .data = f->data, .n = 600 }, .3, NULL, &err));
	assert_same_net(net, f->dense);
	fpe_net_free(net);
}

/* Of 12 inputs a parent shares round(12 share); the others have one child. */
static void a_share_goes_to_every_child(void **state)
{
	struct fixture *f = *state;
	static const double share[] = { 0, .25, .5, 1 };

	for (int s = 0; s < 4; s++) {
		struct fpe_net *net = split_of(f, share[s], FPE_BUDGET_NONE);
		const struct fpe_layer *l = &net->layer[0];

		for (int n = 0; n < 6; n++) {
			int shared = 0;

			for (int j = 0; j < 12; j++) {
				int a = l->mask[(size_t)(2 * n) * 12 + (size_t)j] != 0;
				int b = l->mask[(size_t)(2 * n + 1) * 12 + (size_t)j] != 0;

				assert_true(a + b >= 1);
				shared += a && b;
				if (a && b)
					assert_true(l->weight[(size_t)(2 * n) * 12 + (size_t)j] ==
						    f->dense->layer[0].weight[n * 12 + j]);
			}
			assert_int_equal(shared, (int)(12 * share[s]));
		}
		fpe_net_free(net);
		net = split_of(f, share[s], FPE_BUDGET_EXACT);
		assert_int_equal(fpe_net_nnz(net), fpe_net_nnz(f->dense));
		fpe_net_free(net);
	}
}

/* Train to a batch count with masks that move at epochs 10, 20 and 30, by
   trainers of `piece` batches each. */
static void train_moving(struct fpe_net *net, const struct fixture *f, int batches, int piece)
{
	struct fpe_train_settings s = test_settings();
	struct fpe_trainer *t = NULL;
	struct fpe_error err;

	s.batch = 100; /* six an epoch */
	s.masks_until = 40;
	for (int i = 0; i < batches; i++) {
		if (i % piece == 0) {
			fpe_trainer_free(t);
			assert_ok(fpe_trainer_new(net, f->data, &s, 7, i / 6, i % 6, &t, &err));
		}
		assert_ok(fpe_trainer_step(t, &err));
	}
	/* what is evaluated has the masks of now */
	assert_ptr_equal(fpe_trainer_net(t), net);
	fpe_trainer_free(t);
}

static bool same_masks(const struct fpe_net *a, const struct fpe_net *b)
{
	bool same = true;

	for (int l = 0; l < a->layers; l++) {
		const struct fpe_layer *x = &a->layer[l], *y = &b->layer[l];

		assert_int_equal(fpe_net_layer_nnz(a, l), fpe_net_layer_nnz(b, l));
		same &= memcmp(x->mask, y->mask,
			       (size_t)x->in * (size_t)x->out * sizeof *x->mask) == 0;
	}
	return same;
}

/* They move before epoch 10, then before epoch 20, and nowhere between. */
static void trainers_move_masks_when_it_is_time(void **state)
{
	struct fixture *f = *state;
	struct fpe_net *at[5];
	static const int batches[5] = { 60, 61, 119, 120, 121 };

	for (int i = 0; i < 5; i++) {
		at[i] = fpe_net_copy(f->split);
		train_moving(at[i], f, batches[i], batches[i]);
	}
	assert_true(same_masks(f->split, at[0]));
	assert_false(same_masks(at[0], at[1]));
	assert_true(same_masks(at[1], at[2]));
	assert_true(same_masks(at[2], at[3]));
	assert_false(same_masks(at[3], at[4]));
	for (int i = 0; i < 5; i++)
		fpe_net_free(at[i]);
}

static void moving_follows_seed_and_place(void **state)
{
	struct fixture *f = *state;
	struct fpe_net *a = fpe_net_copy(f->split), *b = fpe_net_copy(f->split);

	train_moving(a, f, 200, 200);
	train_moving(b, f, 200, 7); /* resumed inside epochs */
	assert_same_net(a, b);
	fpe_net_free(a);
	fpe_net_free(b);
}

/* A step that fails leaves the masks where they were. */
static void a_step_that_diverges_moves_nothing(void **state)
{
	struct fixture *f = *state;
	struct fpe_train_settings s = test_settings();
	struct fpe_net *before;
	struct fpe_trainer *t;
	struct fpe_score score;
	struct fpe_error err;

	s.masks_until = 40;
	f->split->layer[2].bias[0] = 1e38f;
	f->split->layer[1].bias[0] = 1e38f;
	for (int i = 0; i < 5; i++) {
		if (f->split->layer[2].mask[i] != 0)
			f->split->layer[2].weight[i] = 1e30f;
	}
	before = fpe_net_copy(f->split);
	assert_ok(fpe_trainer_new(f->split, f->data, &s, 7, 10, 0, &t, &err));
	score = fpe_kernel_score(fpe_trainer_kernel(t), f->split, f->data);
	assert_fails(FPE_EDIVERGED, fpe_trainer_step(t, &err));
	assert_same_net(f->split, before);
	assert_true(fpe_kernel_score(fpe_trainer_kernel(t), f->split, f->data).accuracy ==
		    score.accuracy);
	fpe_trainer_free(t);
	fpe_net_free(before);
	s.masks_until = -1;
	assert_fails(FPE_ERANGE, fpe_train_check(&s, &err));
}

#define WITH_NETS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NETS(dropping_follows_seed_and_place),
		WITH_NETS(what_is_off_does_not_learn),
		WITH_NETS(evaluation_scales_hidden_layers),
		cmocka_unit_test(the_share_to_move_falls_to_nothing),
		WITH_NETS(masks_move_within_their_budget),
		WITH_NETS(full_layers_do_not_move),
		WITH_NETS(trainers_move_masks_when_it_is_time),
		WITH_NETS(moving_follows_seed_and_place),
		WITH_NETS(a_step_that_diverges_moves_nothing),
		WITH_NETS(a_share_goes_to_every_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
