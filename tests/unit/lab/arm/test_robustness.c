/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_robustness.c - flipped bits and silent neurons of a net whose answer is
 * x0, worked out by hand.
 */
#include "support/test.h"

#include <math.h>

#include "lab/arm/robustness.h"

#define SAMPLES 4000

struct fixture {
	struct fpe_net *net;
	struct fpe_data *data;
	struct fpe_kernel *kernel;
};

/* n0 = relu(x0), n1 = relu(x1), logit = 2 n0 - 1: n1 does nothing. */
static void open_fixture(struct fixture *f, bool real)
{
	static const int widths[] = { 2, 2, 1 };
	struct fpe_error err;

	assert_ok(fpe_net_new(widths, 2, &f->net, &err));
	f->net->layer[0].weight[0] = f->net->layer[0].weight[3] = 1;
	f->net->layer[1].weight[0] = 2;
	f->net->layer[1].bias[0] = -1;
	assert_ok(fpe_data_new(SAMPLES, 2, 2, real, &f->data, &err));
	for (int i = 0; i < SAMPLES; i++) {
		f->data->label[i] = i & 1;
		if (real) {
			f->data->real[2 * i] = (float)(i & 1);
			f->data->real[2 * i + 1] = 0;
		} else {
			f->data->bits[i] = (uint64_t)(i & 3);
		}
	}
	assert_ok(fpe_kernel_new(f->net, f->data, &f->kernel, &err));
}

static void close_fixture(struct fixture *f)
{
	fpe_kernel_free(f->kernel);
	fpe_data_free(f->data);
	fpe_net_free(f->net);
}

static double flip(const struct fixture *f, double chance, uint64_t seed)
{
	struct fpe_error err;
	double accuracy;

	assert_ok(robustness_flip(f->kernel, f->net, f->data, chance, seed, NULL, &accuracy, &err));
	return accuracy;
}

static void flips_are_as_likely_as_said(void **state)
{
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	assert_true(flip(&f, 0, 1) == 1);
	assert_true(flip(&f, 1, 1) == 0);
	/* sd of 4000 flips .0047 */
	assert_true(fabs(flip(&f, .1, 1) - .9) < .02);
	assert_true(flip(&f, .1, 1) == flip(&f, .1, 1));
	assert_true(flip(&f, .1, 1) != flip(&f, .1, 2));
	close_fixture(&f);
}

static void each_neuron_is_silent_once(void **state)
{
	struct fixture f;
	struct fpe_error err;
	double mean, worst;

	(void)state;
	open_fixture(&f, false);
	/* without n0 the answer is 0, right for half; n1 is not missed */
	assert_ok(robustness_drop(f.kernel, f.net, f.data, NULL, &mean, &worst, &err));
	assert_true(mean == .75);
	assert_true(worst == .5);
	assert_true(flip(&f, 0, 1) == 1); /* the net is as it was */
	close_fixture(&f);
}

static void metrics_are_the_same_numbers(void **state)
{
	struct fixture f;
	struct fpe_error err;
	double out[FPE_METRIC_COUNT];

	(void)state;
	open_fixture(&f, false);
	assert_ok(robustness_fill(f.kernel, f.net, f.data, 5, NULL, out, &err));
	assert_true(out[FPE_METRIC_ROBUSTNESS_FLIP] == flip(&f, .1, 5));
	assert_true(out[FPE_METRIC_ROBUSTNESS_DROP] == .75);
	assert_true(out[FPE_METRIC_ROBUSTNESS_WORST] == .5);
	assert_ok(robustness_fill(f.kernel, f.net, NULL, 5, NULL, out, &err));
	for (int m = FPE_METRIC_ASKED; m <= FPE_METRIC_ROBUSTNESS_WORST; m++) {
		test_row("%s", fpe_metric_info[m].name);
		assert_true(isnan(out[m]));
	}
	close_fixture(&f);
}

static void numbers_have_no_bits_to_flip(void **state)
{
	struct fixture f;
	struct fpe_error err;
	double out[FPE_METRIC_COUNT], accuracy;

	(void)state;
	open_fixture(&f, true);
	assert_fails(FPE_ESTATE,
		     robustness_flip(f.kernel, f.net, f.data, .1, 1, NULL, &accuracy, &err));
	assert_ok(robustness_fill(f.kernel, f.net, f.data, 5, NULL, out, &err));
	assert_true(isnan(out[FPE_METRIC_ROBUSTNESS_FLIP]));
	assert_true(out[FPE_METRIC_ROBUSTNESS_WORST] == .5);
	close_fixture(&f);
}

/* Stops at question `last`, 0: never. */
struct asked {
	int count, last;
};

static bool count_asked(void *context)
{
	struct asked *a = context;

	return ++a->count >= a->last && a->last;
}

/* Inside of a score, too, which may take seconds; and then no score is told. */
static void each_score_asks_whether_it_is_wanted(void **state)
{
	struct asked asked = { 0, 0 }, before = { 0, 0 };
	const struct fpe_watch watch = { count_asked, &asked }, lent = { count_asked, &before };
	struct fixture f;
	struct fpe_error err;
	struct fpe_score score;
	double mean, worst;

	(void)state;
	open_fixture(&f, false);
	assert_null(fpe_kernel_watch(f.kernel, &lent));
	assert_ok(robustness_drop(f.kernel, f.net, f.data, &watch, &mean, &worst, &err));
	assert_int_equal(asked.count, 2 * 2); /* in each score, and after it */
	for (asked.last = 1; asked.last <= 4; asked.last++) {
		asked.count = 0;
		assert_fails(FPE_ESTOPPED,
			     robustness_drop(f.kernel, f.net, f.data, &watch, &mean, &worst, &err));
	}
	asked = (struct asked){ 0, 1 };
	assert_fails(FPE_ESTOPPED,
		     fpe_kernel_score_watched(f.kernel, f.net, f.data, &watch, NULL, &score, &err));
	assert_true(isnan(score.accuracy));
	assert_int_equal(before.count, 0);
	assert_ptr_equal(fpe_kernel_watch(f.kernel, NULL), &lent); /* is back */
	close_fixture(&f);
}

static void logits_ask_as_well(void **state)
{
	struct asked asked = { 0, 1 };
	const struct fpe_watch watch = { count_asked, &asked };
	struct fixture f;
	float logit[2] = { 7, 7 };

	(void)state;
	open_fixture(&f, false);
	fpe_kernel_watch(f.kernel, &watch);
	fpe_kernel_logits(f.kernel, f.net, f.data, NULL, 2, logit);
	assert_true(logit[0] == 7);
	fpe_kernel_watch(f.kernel, NULL);
	fpe_kernel_logits(f.kernel, f.net, f.data, NULL, 2, logit);
	assert_true(logit[0] == -1);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_score_asks_whether_it_is_wanted),
		cmocka_unit_test(logits_ask_as_well),
		cmocka_unit_test(flips_are_as_likely_as_said),
		cmocka_unit_test(each_neuron_is_silent_once),
		cmocka_unit_test(metrics_are_the_same_numbers),
		cmocka_unit_test(numbers_have_no_bits_to_flip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
