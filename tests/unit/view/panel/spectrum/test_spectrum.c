/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_spectrum.c - eigenvalues that are known: of directions at right angles, of a pentagon,
 * and of any weights, whose eigenvalues add up to their squares.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/panel/spectrum/spectrum.h"

/* The fixture's first arm with this net in the place of its own. */
static struct spectrum spectrum_of_net(struct snapshot_fixture *f, const struct fpe_net *net)
{
	const struct fpe_net *own = f->snapshot.arm[0].net;
	struct spectrum p;

	f->snapshot.arm[0].net = net;
	assert_null(spectrum_of(&p, &f->snapshot, &panel_defaults, 0));
	f->snapshot.arm[0].net = own;
	return p;
}

static struct fpe_net *net_of(int inputs, int hidden, const float *weight)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new((int[]){ inputs, hidden, 1 }, 2, &net, NULL), FPE_OK);
	if (weight)
		memcpy(net->layer[0].weight, weight, (size_t)(inputs * hidden) * sizeof *weight);
	return net;
}

static void right_angles_have_their_squares(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = net_of(3, 2, (float[]){ 0, 3, 0, 1, 0, 0 });
	struct spectrum p = spectrum_of_net(f, net);
	double shares = -.9 * log(.9) - .1 * log(.1);

	(void)state;
	assert_int_equal(p.count, 2);
	assert_true(fabs(p.value[0] - 9) < 1e-12 && fabs(p.value[1] - 1) < 1e-12);
	assert_true(fabs(p.directions - exp(shares)) < 1e-12);
	assert_true(fabs(p.features - exp(shares)) < 1e-12);
	assert_true(fabs(spectrum_share(&p, 1) - .9) < 1e-12);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* Five features of length 1.1, 72 degrees apart: both directions alike, 2.5 a neuron. */
static void a_pentagon_is_even(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = net_of(5, 2, NULL);
	struct spectrum p;

	(void)state;
	for (int j = 0; j < 5; j++) {
		net->layer[0].weight[j] = (float)(1.1 * cos(2 * M_PI * j / 5));
		net->layer[0].weight[5 + j] = (float)(1.1 * sin(2 * M_PI * j / 5));
	}
	p = spectrum_of_net(f, net);
	assert_true(fabs(p.value[0] - 2.5 * 1.21) < 1e-6);
	assert_true(fabs(p.value[1] - 2.5 * 1.21) < 1e-6);
	assert_true(fabs(p.directions - 2) < 1e-6);
	assert_true(fabs(p.features - 5) < 1e-6);
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* The axis says what it counts, and wide bars what they are. */
static void bars_have_numbers(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct spectrum p;
	char *text;

	(void)state;
	assert_null(spectrum_of(&p, &f->snapshot, &panel_defaults,
				figure_arm(&f->snapshot, &panel_defaults)));
	text = figure_text(&f->snapshot, "spectrum", &panel_defaults, 14, 160, true);
	assert_has(text, " directions");
	assert_has(text, "a bar: an eigenvalue of W^T W");
	for (int k = 0; k < p.count; k++) {
		char place[16];

		assert_has(text, figure_number(p.value[k]).text);
		snprintf(place, sizeof place, "-%d-", k + 1);
		assert_has(text, place);
	}
	free(text);
	snapshot_fixture_free(f);
}

/* By neurons or by inputs, whichever are fewer: the same. */
static void a_turned_layer_has_the_same(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *wide = net_of(9, 4, NULL), *high = net_of(4, 9, NULL);
	struct spectrum a, b;
	double squares = 0;

	(void)state;
	fpe_net_init(wide, FPE_INIT_HE, 3);
	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 9; j++) {
			float w = wide->layer[0].weight[i * 9 + j];

			high->layer[0].weight[j * 4 + i] = w;
			squares += (double)w * (double)w;
		}
	}
	a = spectrum_of_net(f, wide);
	b = spectrum_of_net(f, high);
	assert_int_equal(a.count, 4);
	assert_int_equal(b.count, 4);
	for (int k = 0; k < 4; k++)
		assert_true(fabs(a.value[k] - b.value[k]) < 1e-12 * squares);
	assert_true(fabs(a.all - squares) < 1e-12 * squares);
	fpe_net_free(wide);
	fpe_net_free(high);
	snapshot_fixture_free(f);
}

static void no_weight_is_no_direction(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = net_of(3, 2, NULL);
	struct spectrum p = spectrum_of_net(f, net);

	(void)state;
	assert_true(p.all == 0 && isnan(p.directions) && isnan(p.features));
	assert_true(isnan(spectrum_share(&p, 1)));
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

/* What Enter tells has the numbers of the figure. */
static void it_is_worked_out(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct hit hit = { .kind = HIT_DIRECTION, .arm = 0, .layer = 0, .row = 0 };
	char *text = figure_worked_out(&f->snapshot, "spectrum", &panel_defaults, &hit);
	struct spectrum p;
	char want[80];

	(void)state;
	assert_null(spectrum_of(&p, &f->snapshot, &panel_defaults, 0));
	snprintf(want, sizeof want,
		 "Effective directions: exp(-sum of p log p), p = the shares = %.3f of %d",
		 p.directions, p.count);
	assert_non_null(strstr(text, want));
	free(text);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_angles_have_their_squares),
		cmocka_unit_test(a_pentagon_is_even),
		cmocka_unit_test(bars_have_numbers),
		cmocka_unit_test(a_turned_layer_has_the_same),
		cmocka_unit_test(no_weight_is_no_direction),
		cmocka_unit_test(it_is_worked_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
