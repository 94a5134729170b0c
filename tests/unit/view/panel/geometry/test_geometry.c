/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_geometry.c - directions and their components against values worked out
 * by hand, the camera, names that keep apart, keys, words.
 */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/panel/geometry/camera.h"
#include "view/figure/figure.h"
#include "view/figure/labels.h"
#include "view/sink/sink.h"
#include "view/panel/geometry/geometry.h"
#include "view/panel/geometry/space.h"

extern const struct panel panel_geometry;

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

/* ----------------------------------------------------------------- camera */

static struct camera_point seen(float yaw, float pitch, float distance, double x, double y,
				double z)
{
	struct panel_camera from = { yaw, pitch, distance, false };
	const double at[3] = { x, y, z };
	struct camera camera;

	camera_init(&camera, &from, 200, 100, 1);
	return camera_project(&camera, at);
}

#define DOT(a, b) assert_true(fabs((double)(a) - (double)(b)) < 0.01)

/* From 3 radii away, an outline that fills 1/1.14 of the height: a point at
   (x, y, z) is seen at 1/(3-z) / (1.14 tan(asin(1/3))) of half the height. */
static void points_are_seen_where_the_formula_says(void **state)
{
	double slope = 1.14 * tan(asin(1.0 / 3)), half = 50;
	struct camera_point p = seen(0, 0, 1, 0, 0, 0);

	(void)state;
	DOT(p.x, 99.5);
	DOT(p.y, 49.5);
	DOT(p.depth, 0);
	p = seen(0, 0, 1, 1, 0, 0);
	DOT(p.x, 99.5 + half / 3 / slope);
	DOT(p.y, 49.5);
	p = seen(0, 0, 1, 0, 0.5, 0.5);
	DOT(p.y, 49.5 - half * 0.5 / 2.5 / slope);
	DOT(p.depth, 0.5);
	p = seen(0, 0, 2, 1, 0, 0); /* twice as far: half as large */
	DOT(p.x, 99.5 + half / 3 / slope / 2);
}

static void the_eye_goes_around_and_up(void **state)
{
	struct camera_point p = seen(90, 0, 1, 1, 0, 0);

	(void)state;
	DOT(p.x, 99.5);
	DOT(p.depth, 1); /* x is in front now */
	p = seen(90, 0, 1, 0, 0, 1);
	assert_true(p.x < 90); /* and z at the left */
	p = seen(0, 90, 1, 0, 1, 0);
	DOT(p.depth, 1); /* y from above */
	p = seen(0, 90, 1, 0, 0, 1);
	assert_true(p.y > 60);
}

static void the_outline_is_as_wide_as_the_sphere_looks(void **state)
{
	struct panel_camera from = { 35, 20, 1, false };
	struct camera camera;

	(void)state;
	camera_init(&camera, &from, 200, 100, 1);
	for (int i = 0; i < 12; i++) {
		struct camera_point p = camera_outline(&camera, i, 12);

		DOT(hypot((double)p.x - 99.5, (double)p.y - 49.5), 50 / 1.14);
	}
	camera_init(&camera, &from, 40, 100, 1); /* narrow: by the width */
	DOT(camera_outline(&camera, 0, 4).x, 19.5 + 20 / 1.14);
	camera_init(&camera, &from, 100, 50, 2); /* tall dots */
	DOT(camera_outline(&camera, 0, 4).x, 49.5 + 50 / 1.14);
	DOT(camera_outline(&camera, 1, 4).y, 24.5 - 25 / 1.14);
}

static void cameras_turn_and_zoom_within_limits(void **state)
{
	struct panel_camera c = { 170, 80, 1, false };

	(void)state;
	camera_turn(&c, 20, 20);
	CLOSE(c.yaw, -170);
	CLOSE(c.pitch, 90);
	camera_turn(&c, -730, -300);
	CLOSE(c.yaw, -180);
	CLOSE(c.pitch, -90);
	for (int i = 0; i < 99; i++)
		camera_zoom(&c, 1.2);
	CLOSE(c.distance, CAMERA_FARTHEST);
	for (int i = 0; i < 99; i++)
		camera_zoom(&c, 0.8);
	CLOSE(c.distance, CAMERA_NEAREST);
}

/* ----------------------------------------------------------------- names */

static void names_never_touch(void **state)
{
	struct labels l;
	int used[20][60] = { { 0 } }, placed = 0;

	(void)state;
	assert_true(labels_init(&l, 20, 60));
	labels_keep(&l, 5, 5, 20);
	for (int i = 0; i < 20; i++)
		used[5][5 + i] = -1;
	for (int i = 1; i < 400; i++) {
		int row, column, columns = 1 + i * 7 % 4;

		if (!labels_place(&l, i * 31 % 20, i * 17 % 60, columns, i % 3 - 1, i % 5 - 2, &row,
				  &column))
			continue;
		placed++;
		for (int k = -1; k <= columns; k++) {
			int c = column + k;

			if (c < 0 || c >= 60) {
				assert_true(k < 0 || k == columns);
				continue;
			}
			assert_true(used[row][c] <= 0);
			if (k >= 0 && k < columns) {
				assert_int_equal(used[row][c], 0);
				used[row][c] = i;
			}
		}
	}
	assert_true(placed > 60);
	labels_clear(&l);
}

static void the_first_name_is_on_the_side_asked_for(void **state)
{
	struct labels l;
	int row, column;

	(void)state;
	assert_true(labels_init(&l, 5, 20));
	assert_true(labels_place(&l, 2, 10, 3, 1, 0, &row, &column));
	assert_int_equal(row, 2);
	assert_int_equal(column, 11);
	assert_true(labels_place(&l, 2, 10, 3, -1, 0, &row, &column));
	assert_int_equal(column, 7);
	assert_true(labels_place(&l, 2, 18, 3, 1, 1, &row, &column));
	assert_int_equal(row, 3); /* no room at the right: below */
	assert_false(labels_place(&l, 2, 10, 21, 1, 0, &row, &column));
	labels_clear(&l);
}

/* Every name that is written can be read: its cells spell it. */
static void check_names(const struct snapshot *s, const struct panel_options *o, int rows,
			int columns, int *seen_names)
{
	struct grid *g = grid_new(rows, columns, true);

	panel_draw(panel_find("geometry"), s, o, grid_area(g));
	for (int r = 0; r < rows; r++) {
		for (int c = 0; c + 1 < columns; c++) {
			const struct hit *h = grid_hit(g, r, c);
			char want[16];

			if (h->kind == HIT_NONE || !hit_same(h, grid_hit(g, r, c + 1)) ||
			    (c > 0 &&
			     g->cell[r * columns + c - 1].hit == g->cell[r * columns + c].hit))
				continue;
			snprintf(want, sizeof want, "%c%d", h->kind == HIT_CLAUSE ? 'c' : 'x',
				 h->kind == HIT_CLAUSE ? h->row : h->column);
			if (g->cell[r * columns + c].ch != (uint32_t)want[0])
				continue; /* a tip beside its name */
			for (int k = 0; want[k]; k++)
				assert_int_equal(g->cell[r * columns + c + k].ch, want[k]);
			(*seen_names)++;
		}
	}
	grid_free(g);
}

static void names_in_the_picture_can_be_read(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	int names = 0;

	(void)state;
	for (int yaw = -180; yaw < 180; yaw += 40) {
		o.camera.yaw = (float)yaw;
		o.of = yaw % 80 ? FPE_OF_INPUTS : FPE_OF_CLAUSES;
		check_names(&f->snapshot, &o, 30, 90, &names);
		check_names(&f->snapshot, &o, 12, 56, &names);
	}
	assert_true(names > 150);
	snapshot_fixture_free(f);
}

/* ---------------------------------------------------------------- picture */

static char *picture(const struct snapshot *s, const struct panel_options *o, int rows, int columns,
		     bool ascii)
{
	return figure_text(s, "geometry", o, rows, columns, ascii);
}

static void legends_axes_and_names_are_there(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct space *p = space_new(f->net[2], 0, &f->task.clauses, FPE_OF_CLAUSES);
	char text[64];

	(void)state;
	snprintf(text, sizeof text, "mean |cos| %s", figure_number(p->cosine).text);
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, text);
	figure_shows("geometry", &f->snapshot, &o, 6, 20, true, text);
	snprintf(text, sizeof text, "PC1-3 hold %.0f %%",
		 100 * (p->share[0] + p->share[1] + p->share[2]));
	figure_shows("geometry", &f->snapshot, &o, 24, 80, true, text);
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "PC1");
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "PC2");
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "PC3");
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "c7");
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "8 clauses, 16 neurons");
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "● near");
	figure_shows("geometry", &f->snapshot, &o, 24, 80, true, "O near");
	o.arm[0] = 0;
	o.arm[1] = 2;
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "dense   mean |cos|");
	figure_shows("geometry", &f->snapshot, &o, 24, 80, false, "clause   mean |cos|");
	space_free(p);
	snapshot_fixture_free(f);
}

static void every_clause_can_be_pointed_at(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *g = grid_new(24, 80, false);
	int seen_clauses[FIXTURE_M] = { 0 };

	(void)state;
	panel_draw(panel_find("geometry"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 0; i < 24 * 80; i++) {
		const struct hit *h = &g->hit[g->cell[i].hit];

		if (h->kind == HIT_NONE)
			continue;
		assert_int_equal(h->kind, HIT_CLAUSE);
		assert_int_equal(h->arm, 2);
		assert_true(h->value > 0);
		seen_clauses[h->row]++;
	}
	for (int c = 0; c < FIXTURE_M; c++)
		assert_true(seen_clauses[c] >= 2);
	grid_free(g);
	snapshot_fixture_free(f);
}

static void the_camera_changes_the_picture(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	char *before = picture(&f->snapshot, &o, 20, 60, false), *after;

	(void)state;
	for (const struct panel_key *k = panel_geometry.keys; k->name; k++) {
		test_row("%s", k->name);
		struct panel_options turned = panel_defaults;
		bool moves = k->code != '0' && k->code != 'a' && k->code != 'n' && k->code != 'N';

		assert_true(strlen(k->help) > 3);
		k->act(&f->snapshot, &turned, k->argument);
		after = picture(&f->snapshot, &turned, 20, 60, false);
		assert_int_equal(strcmp(before, after) != 0, moves);
		free(after);
	}
	panel_geometry.drag(&o, 2, 3);
	after = picture(&f->snapshot, &o, 20, 60, false);
	assert_string_not_equal(before, after);
	free(after);
	panel_key_find(&panel_geometry, '0')->act(&f->snapshot, &o, 0);
	after = picture(&f->snapshot, &o, 20, 60, false);
	assert_string_equal(before, after);
	free(after);
	free(before);
	snapshot_fixture_free(f);
}

static void keys_go_through_kinds_and_arrows(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	const struct panel_key *of = panel_key_find(&panel_geometry, 'o');
	const struct panel_key *next = panel_key_find(&panel_geometry, 'n');
	const struct panel_key *back = panel_key_find(&panel_geometry, 'N');
	const struct panel_key *spin = panel_key_find(&panel_geometry, 'a');

	(void)state;
	next->act(&f->snapshot, &o, next->argument);
	assert_int_equal(o.cursor.kind, HIT_CLAUSE);
	assert_int_equal(o.cursor.row, 0);
	back->act(&f->snapshot, &o, back->argument);
	assert_int_equal(o.cursor.row, FIXTURE_M - 1);
	assert_int_equal(o.cursor.panel, panel_find("geometry"));
	of->act(&f->snapshot, &o, 0);
	assert_int_equal(o.of, FPE_OF_INPUTS);
	assert_int_equal(o.cursor.kind, HIT_NONE);
	of->act(&f->snapshot, &o, 0);
	assert_int_equal(o.of, FPE_OF_NEURONS);
	of->act(&f->snapshot, &o, 0);
	assert_int_equal(o.of, FPE_OF_CLAUSES);
	f->task.clauses.count = 0; /* a task without them */
	of->act(&f->snapshot, &o, 0);
	of->act(&f->snapshot, &o, 0);
	assert_int_equal(o.of, FPE_OF_INPUTS);
	spin->act(&f->snapshot, &o, 0);
	assert_true(o.camera.spin);
	spin->act(&f->snapshot, &o, 0);
	assert_false(o.camera.spin);
	snapshot_fixture_free(f);
}

/* ------------------------------------------------------------------ words */

static void arrows_are_described_and_worked_out(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct hit hit = { .kind = HIT_CLAUSE, .arm = 2, .row = 2 };
	char text[200], *page, want[80];
	struct textbuf out = { 0 };
	struct space *p = space_new(f->net[2], 0, &f->task.clauses, FPE_OF_CLAUSES);
	int nearest = space_nearest(p, 2);

	(void)state;
	figure_described(panel_geometry.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	snprintf(want, sizeof want, "nearest c%d, cos %+.2f", nearest, space_cosine(p, 2, nearest));
	assert_non_null(strstr(text, "c2 (x2 x10 x18)"));
	assert_non_null(strstr(text, want));
	panel_geometry.work_out(&f->snapshot, &o, &hit, &out);
	o.of = FPE_OF_INPUTS;
	hit = (struct hit){ .kind = HIT_INPUT, .arm = 2, .column = 7 };
	panel_geometry.work_out(&f->snapshot, &o, &hit, &out);
	figure_described(panel_geometry.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	assert_non_null(strstr(text, "x7, in c7 (x7 x15 x23)"));
	page = textbuf_take(&out);
	snprintf(want, sizeof want, "|v| = sqrt(sum of squares) = %.3f", p->norm[2]);
	assert_non_null(strstr(page, want));
	snprintf(want, sizeof want, "= %+.3f\n", space_cosine(p, 2, nearest));
	assert_non_null(strstr(page, want));
	assert_non_null(strstr(page, "Capacity C_j"));
	free(page);
	/* what does not belong here says nothing */
	hit.kind = HIT_POINT;
	figure_described(panel_geometry.describe, &f->snapshot, &o, &hit, false, text, sizeof text);
	assert_string_equal(text, "");
	space_free(p);
	snapshot_fixture_free(f);
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
		cmocka_unit_test(points_are_seen_where_the_formula_says),
		cmocka_unit_test(the_eye_goes_around_and_up),
		cmocka_unit_test(the_outline_is_as_wide_as_the_sphere_looks),
		cmocka_unit_test(cameras_turn_and_zoom_within_limits),
		cmocka_unit_test(names_never_touch),
		cmocka_unit_test(the_first_name_is_on_the_side_asked_for),
		cmocka_unit_test(names_in_the_picture_can_be_read),
		cmocka_unit_test(legends_axes_and_names_are_there),
		cmocka_unit_test(every_clause_can_be_pointed_at),
		cmocka_unit_test(the_camera_changes_the_picture),
		cmocka_unit_test(keys_go_through_kinds_and_arrows),
		cmocka_unit_test(arrows_are_described_and_worked_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
