/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_history.c - weights of past epochs: kept, thinned, given back. */
#include "support/test.h"
#include "support/history_bytes.h"

#include <string.h>

#include "lab/arm/history.h"

static struct fpe_net *small_net(void)
{
	static const int widths[] = { 4, 3, 1 };
	struct fpe_net *net;

	assert_int_equal(fpe_net_new(widths, 2, &net, NULL), FPE_OK);
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	net->layer[0].mask[5] = 0;
	fpe_net_apply_masks(net);
	return net;
}

/* A net whose weights say which epoch it is of. */
static void mark(struct fpe_net *net, int epoch)
{
	net->layer[0].weight[0] = (float)epoch + 0.25f;
	net->layer[1].bias[0] = (float)-epoch;
}

static void record(struct history *h, const struct fpe_net *net, int epoch)
{
	const struct fpe_train_settings settings = test_settings();
	struct history_place place = { .epoch = epoch, .settings = &settings };
	struct fpe_error err;

	assert_ok(history_record(h, net, &place, &err));
}

static void every_epoch_comes_back(void **state)
{
	struct fpe_net *net = small_net(), *back = fpe_net_copy(net);
	struct history *h = history_new(1 << 20);
	struct fpe_error err;

	(void)state;
	for (int e = 0; e <= 100; e++) {
		mark(net, e);
		record(h, net, e);
	}
	for (int e = 100; e >= 0; e--) {
		memset(back->layer[0].weight, 77, 12 * sizeof(float));
		assert_ok(history_restore(h, e, back, &err));
		mark(net, e);
		assert_memory_equal(back->layer[0].weight, net->layer[0].weight,
				    12 * sizeof(float));
		assert_true(back->layer[1].bias[0] == (float)-e);
	}
	assert_int_equal(history_span(h).stride, 1);
	history_free(h);
	fpe_net_free(net);
	fpe_net_free(back);
}

static void an_epoch_that_is_not_there_is_named(void **state)
{
	struct fpe_net *net = small_net();
	struct history *h = history_new(1 << 20);
	struct fpe_error err;

	(void)state;
	for (int e = 5; e <= 9; e++)
		record(h, net, e);
	assert_fails(FPE_ENAME, history_restore(h, 4, net, &err));
	assert_non_null(strstr(err.message, "5 to 9"));
	assert_fails(FPE_ENAME, history_restore(h, 10, net, &err));
	history_free(h);
	fpe_net_free(net);
}

static void past_the_limit_every_second_epoch_goes_and_the_ends_stay(void **state)
{
	struct fpe_net *net = small_net();
	struct history *h = history_new(2000);
	struct fpe_error err;
	int stride;

	(void)state;
	for (int e = 0; e <= 101; e++) {
		mark(net, e);
		record(h, net, e);
		assert_true(history_bytes(h) <= 2000);
	}
	stride = history_span(h).stride;
	assert_true(stride > 1);
	assert_int_equal(history_span(h).first, 0);
	assert_int_equal(history_span(h).last, 101);
	assert_ok(history_restore(h, stride, net, &err));
	assert_true(net->layer[0].weight[0] == (float)stride + 0.25f);
	assert_fails(FPE_ENAME, history_restore(h, stride + 1, net, &err));
	assert_non_null(strstr(err.message, "no longer kept"));
	history_free(h);
	fpe_net_free(net);
}

static void recording_an_epoch_again_replaces_it(void **state)
{
	struct fpe_net *net = small_net();
	struct history *h = history_new(1 << 20);
	struct fpe_error err;
	size_t bytes;

	(void)state;
	record(h, net, 2);
	record(h, net, 3);
	bytes = history_bytes(h);
	mark(net, 9);
	record(h, net, 3);
	assert_int_equal(history_bytes(h), bytes);
	net->layer[0].weight[0] = 0;
	assert_ok(history_restore(h, 3, net, &err));
	assert_true(net->layer[0].weight[0] == 9.25f);
	history_free(h);
	fpe_net_free(net);
}

static void forks_share_and_go_their_own_way(void **state)
{
	struct fpe_net *net = small_net();
	struct history *h = history_new(1 << 20), *fork;
	struct packed *a, *b;
	struct fpe_error err;

	(void)state;
	for (int e = 0; e <= 20; e++) {
		mark(net, e);
		record(h, net, e);
	}
	fork = history_fork(h, 12, 0);
	assert_int_equal(history_span(fork).last, 12);
	a = history_near(h, 7);
	b = history_near(fork, 7);
	assert_ptr_equal(a, b);
	packed_release(a);
	packed_release(b);
	mark(net, 99);
	record(fork, net, 13);
	assert_ok(history_restore(h, 13, net, &err));
	assert_true(net->layer[0].weight[0] == 13.25f);
	history_free(h);
	assert_ok(history_restore(fork, 13, net, &err));
	assert_true(net->layer[0].weight[0] == 99.25f);
	assert_ok(history_restore(fork, 5, net, &err));
	assert_true(net->layer[0].weight[0] == 5.25f);
	history_free(fork);
	fpe_net_free(net);
}

/* Masks move; every epoch has those of then. */
static void masks_come_back(void **state)
{
	struct fpe_net *net = small_net();
	struct history *h = history_new(1 << 20);
	struct fpe_error err;

	(void)state;
	for (int e = 0; e < 4; e++) {
		net->layer[0].mask[5] = e % 2 == 0;
		net->layer[0].mask[6] = e % 2 != 0;
		fpe_net_apply_masks(net);
		record(h, net, e);
	}
	for (int e = 3; e >= 0; e--) {
		assert_ok(history_restore(h, e, net, &err));
		assert_true(net->layer[0].mask[5] == (e % 2 == 0));
		assert_true(net->layer[0].mask[6] == (e % 2 != 0));
	}
	history_free(h);
	fpe_net_free(net);
}

/* Moments of every 10th epoch, and where they were asked for. */
static void moments_are_kept_now_and_then(void **state)
{
	struct fpe_net *net = small_net();
	struct history *h = history_new(1 << 20);
	const struct fpe_train_settings settings = test_settings();

	(void)state;
	for (int e = 3; e <= 40; e++) {
		struct history_place place = {
			.epoch = e, .moments = e == 17, .edited = e == 25, .settings = &settings
		};
		struct packed *p;

		net->layer[0].weight_m[1] = (float)e;
		net->steps = (uint64_t)e * 5;
		assert_int_equal(history_record(h, net, &place, NULL), FPE_OK);
		p = history_near(h, e);
		assert_true(p->moments == (e % 10 == 0 || e == 3 || e == 17 || e == 25));
		if (p->moments) {
			net->layer[0].weight_m[1] = 0;
			packed_unpack(p, net);
			assert_true(net->layer[0].weight_m[1] == (float)e);
			assert_true(net->steps == (uint64_t)e * 5);
		}
		packed_release(p);
	}
	history_free(h);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_epoch_comes_back),
		cmocka_unit_test(an_epoch_that_is_not_there_is_named),
		cmocka_unit_test(past_the_limit_every_second_epoch_goes_and_the_ends_stay),
		cmocka_unit_test(recording_an_epoch_again_replaces_it),
		cmocka_unit_test(forks_share_and_go_their_own_way),
		cmocka_unit_test(masks_come_back),
		cmocka_unit_test(moments_are_kept_now_and_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
