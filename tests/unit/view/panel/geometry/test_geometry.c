/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_geometry.c - the panel: names that keep apart, legends, keys, words. */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/figure/figure.h"
#include "view/figure/labels.h"
#include "view/panel/geometry/geometry.h"
#include "view/panel/geometry/space.h"
#include "view/sink/sink.h"

extern const struct panel panel_geometry;

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
