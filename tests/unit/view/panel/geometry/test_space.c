/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_space.c - directions and their components against values worked out by hand. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/snapshot_fixture.h"
#include "view/panel/geometry/geometry.h"
#include "view/panel/geometry/space.h"

#define CLOSE(a, b) assert_true(fabs((double)(a) - (double)(b)) < 1e-6)

/* A layer of `out` neurons whose weights are given column by column. */
static struct fpe_net *columns_net(const float *column, int in, int out)
{
	const int widths[] = { in, out, 1 };
	struct fpe_net *net;

	assert_int_equal(fpe_net_new(widths, 2, &net, NULL), FPE_OK);
	for (int j = 0; j < in; j++) {
		for (int i = 0; i < 3; i++)
			net->layer[0].weight[i * in + j] = column[3 * j + i];
	}
	return net;
}

/* Three inputs along one neuron, two along another, one along a third: the
   components are those axes, and hold 3, 2 and 1 of 6. */
static const float six[] = { 0, -2, 0, 0, -1, 0, 0, 3, 0, 5, 0, 0, 1, 0, 0, 0, 0, 1 };

static void check_six(int out)
{
	static const double at[6][3] = { { 1, 0, 0 }, { 1, 0, 0 }, { -1, 0, 0 },
					 { 0, 1, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
	struct fpe_net *net = columns_net(six, 6, out);
	struct space *p = space_new(net, 0, NULL, FPE_OF_INPUTS);

	assert_non_null(p);
	assert_int_equal(p->count, 6);
	assert_int_equal(p->length, out);
	CLOSE(p->share[0], 3.0 / 6);
	CLOSE(p->share[1], 2.0 / 6);
	CLOSE(p->share[2], 1.0 / 6);
	for (int i = 0; i < 6; i++) {
		for (int k = 0; k < 3; k++)
			CLOSE(p->at[i][k], at[i][k]);
		CLOSE(space_held(p, i), 1);
	}
	CLOSE(p->norm[2], 3);
	CLOSE(space_cosine(p, 0, 2), -1);
	CLOSE(space_cosine(p, 0, 3), 0);
	CLOSE(p->cosine, 4.0 / 15); /* of 15 pairs, 3 + 1 lie on one line */
	assert_int_equal(space_nearest(p, 4), 3);
	space_free(p);
	fpe_net_free(net);
}

static void components_are_those_worked_out_by_hand(void **state)
{
	(void)state;
	check_six(3); /* eigenvectors of V^T V */
	check_six(9); /* of V V^T */
}

/* Lengths 2, 1, 2, 3, 5, 1 of 5: arrows as long; what the three components hold stays all. */
static void lengths_are_those_of_the_weights(void **state)
{
	struct fpe_net *net = columns_net(six, 6, 3);
	struct space *p = space_new(net, 0, NULL, FPE_OF_INPUTS);

	(void)state;
	assert_non_null(p);
	space_keep_lengths(p);
	CLOSE(p->longest, 5);
	for (int i = 0; i < 6; i++) {
		const double *at = p->at[i];

		CLOSE(sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]), p->norm[i] / 5);
		CLOSE(space_held(p, i), 1);
	}
	space_free(p);
	fpe_net_free(net);
}

/* Two neurons make a plane, which is seen from above. */
static void a_plane_is_seen_from_above(void **state)
{
	struct panel_options o = panel_defaults;
	struct space plane = { .length = 2 }, room = { .length = 3 };

	(void)state;
	o.camera.yaw = 50;
	assert_true(geometry_camera(&o, &plane).yaw == 0 && geometry_camera(&o, &plane).pitch == 0);
	assert_true(geometry_camera(&o, &room).yaw == 50);
	assert_int_equal(geometry_axes(&plane), 2);
	assert_int_equal(geometry_axes(&room), 3);
}

/* (1, 0), (0.6, 0.8): V^T V has the eigenvalues 1 +- cos = 1.6 and 0.4. */
static void oblique_directions_lie_where_they_must(void **state)
{
	const float two[] = { 2, 0, 0, 3, 4, 0 };
	struct fpe_net *net = columns_net(two, 2, 3);
	struct space *p = space_new(net, 0, NULL, FPE_OF_INPUTS);

	(void)state;
	assert_non_null(p);
	CLOSE(p->share[0], 0.8);
	CLOSE(p->share[1], 0.2);
	CLOSE(p->share[2], 0);
	for (int i = 0; i < 2; i++) {
		CLOSE(p->at[i][0], sqrt(0.8));
		CLOSE(p->at[i][1], i ? -sqrt(0.2) : sqrt(0.2));
		CLOSE(p->at[i][2], 0);
	}
	space_free(p);
	fpe_net_free(net);
}

static void the_sign_of_a_component_does_not_depend_on_that_of_the_weights(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct snapshot_fixture *minus = snapshot_fixture_new(-1);

	(void)state;
	for (int of = 0; of < 2; of++) {
		struct space *a = space_new(f->net[0], 0, NULL, (enum fpe_of)of);
		struct space *b = space_new(minus->net[0], 0, NULL, (enum fpe_of)of);

		for (int c = 0; c < 3; c++) {
			double most = 0;

			for (int i = 0; i < a->count; i++) {
				CLOSE(fabs(a->at[i][c]), fabs(b->at[i][c]));
				if (fabs(a->at[i][c]) > fabs(most))
					most = a->at[i][c];
			}
			assert_true(most > 0);
		}
		space_free(a);
		space_free(b);
	}
	snapshot_fixture_free(f);
	snapshot_fixture_free(minus);
}

static void clauses_are_their_footprints(void **state)
{
	int start[] = { 0, 2, 3 }, input[] = { 0, 1, 2 };
	signed char sign[] = { 0, 0, 0 };
	const struct fpe_clauses clauses = { 2, start, input, sign };
	/* clause 0: (3, 4) and (4, -3) give (5, 5, 0); clause 1: (0, 2, 0) */
	const float three[] = { 3, 4, 0, 4, -3, 0, 0, -2, 0 };
	struct fpe_net *net = columns_net(three, 3, 3);
	struct space *p = space_new(net, 0, &clauses, FPE_OF_CLAUSES);

	(void)state;
	assert_non_null(p);
	CLOSE(p->norm[0], sqrt(50));
	CLOSE(p->norm[1], 2);
	CLOSE(space_cosine(p, 0, 1), sqrt(0.5));
	space_free(p);
	assert_null(space_new(net, 1, &clauses, FPE_OF_CLAUSES));
	fpe_net_free(net);
}

static void a_turned_picture_is_turned_back(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct space *a = space_new(f->net[2], 0, NULL, FPE_OF_INPUTS);
	struct space *b = space_new(f->net[2], 0, NULL, FPE_OF_INPUTS);
	/* a turn by 90 degrees, and a mirror */
	static const int from[] = { 2, 0, 1 };
	static const double sign[] = { -1, 1, 1 };
	int partner[SPACE_MAX];

	(void)state;
	for (int i = 0; i < a->count; i++) {
		for (int c = 0; c < 3; c++)
			b->at[i][c] = sign[c] * a->at[i][from[c]];
		partner[i] = i % 2 ? i : -1; /* half of them are enough */
	}
	space_align(b, a, partner);
	for (int i = 0; i < a->count; i++) {
		for (int c = 0; c < 3; c++)
			CLOSE(b->at[i][c], a->at[i][c]);
	}
	for (int c = 0; c < 3; c++)
		CLOSE(b->axis[c][from[c]], sign[c]);
	for (int i = 0; i < a->count; i++)
		partner[i] = -1;
	space_align(b, a, partner); /* nothing shared: nothing turns */
	CLOSE(b->at[0][0], a->at[0][0]);
	space_free(a);
	space_free(b);
	snapshot_fixture_free(f);
}

/* Flat pictures have singular values of 0: their turn must still be one. */
static void flat_pictures_stay_rigid_when_turned(void **state)
{
	const float two[] = { 2, 0, 0, 3, 4, 0 }, other[] = { 0, 0, 1, 0, 1, 0 };
	struct fpe_net *x = columns_net(two, 2, 3), *y = columns_net(other, 2, 3);
	struct space *a = space_new(x, 0, NULL, FPE_OF_INPUTS);
	struct space *b = space_new(y, 0, NULL, FPE_OF_INPUTS);
	const int partner[] = { 0, 1 };

	(void)state;
	space_align(b, a, partner);
	for (int c = 0; c < 3; c++) {
		double length = 0;

		for (int k = 0; k < 3; k++)
			length += b->axis[c][k] * b->axis[c][k];
		CLOSE(length, 1);
	}
	CLOSE(b->at[0][0] * b->at[1][0] + b->at[0][1] * b->at[1][1] + b->at[0][2] * b->at[1][2], 0);
	space_free(a);
	space_free(b);
	fpe_net_free(x);
	fpe_net_free(y);
}

static void only_the_longest_of_very_many_are_held(void **state)
{
	const int widths[] = { 784, 300, 10 };
	struct fpe_net *net;
	struct space *p;

	(void)state;
	assert_int_equal(fpe_net_new(widths, 2, &net, NULL), FPE_OK);
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	for (int i = 0; i < 300; i++)
		net->layer[0].weight[i * 784 + 500] = 9;
	net->layer[0].weight[7] = NAN; /* of input 7 */
	p = space_new(net, 0, NULL, FPE_OF_INPUTS);
	assert_non_null(p);
	assert_int_equal(p->total, 784);
	assert_int_equal(p->count, SPACE_MAX);
	assert_true(space_find(p, 500) >= 0);
	assert_int_equal(space_find(p, 7), -1);
	for (int i = 1; i < p->count; i++)
		assert_true(p->item[i - 1] < p->item[i]);
	space_free(p);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(components_are_those_worked_out_by_hand),
		cmocka_unit_test(lengths_are_those_of_the_weights),
		cmocka_unit_test(a_plane_is_seen_from_above),
		cmocka_unit_test(oblique_directions_lie_where_they_must),
		cmocka_unit_test(the_sign_of_a_component_does_not_depend_on_that_of_the_weights),
		cmocka_unit_test(clauses_are_their_footprints),
		cmocka_unit_test(a_turned_picture_is_turned_back),
		cmocka_unit_test(flat_pictures_stay_rigid_when_turned),
		cmocka_unit_test(only_the_longest_of_very_many_are_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
