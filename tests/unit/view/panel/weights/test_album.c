/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_album.c - pictures of weights: what stands where, what it says, and that
 * masked pixels look like nothing else.
 */
#include "support/test.h"

#include <math.h>

#include "support/figure_text.h"
#include "support/pixel_fixture.h"
#include "view/grid/glyph.h"
#include "view/panel/weights/album.h"

static struct album *album_of(const struct snapshot *s, const struct panel_options *o, int arm)
{
	struct album *b = malloc(sizeof *b);
	char why[120];

	if (!album_open(b, s, o, arm, why, sizeof why))
		fail_msg("%s", why);
	return b;
}

static void album_end(struct album *b)
{
	album_close(b);
	free(b);
}

static void the_parent_stands_as_it_was_before_its_children(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct album *b = album_of(&f->snapshot, &panel_defaults, 1);
	int id = -1, epoch = -1;

	(void)state;
	assert_true(album_past(&f->snapshot, &panel_defaults, &id, &epoch));
	assert_int_equal(id, 0);
	assert_int_equal(epoch, 5);
	assert_int_equal(b->groups, PIXEL_H);
	for (int g = 0; g < b->groups; g++) {
		struct album_picture parent = album_picture(b, g, 0);

		assert_int_equal(album_count(b, g), 3);
		for (int j = 0; j < PIXEL_D; j++)
			assert_true(album_weight(b, &parent, j) ==
				    (double)f->net[2]->layer[0].weight[g * PIXEL_D + j]);
		for (int k = 1; k < 3; k++) {
			struct album_picture child = album_picture(b, g, k);
			const struct fpe_layer *l = &f->net[1]->layer[0];

			assert_int_equal(child.neuron, 2 * g + k - 1);
			for (int j = 0; j < PIXEL_D; j++) {
				double w = album_weight(b, &child, j);

				assert_true(figure_live(l, child.neuron, j)
						    ? w == figure_weight(l, child.neuron, j) &&
							      album_holder(b, g, j) == child.neuron
						    : isnan(w));
			}
		}
	}
	album_end(b);
	/* dense was never split: each neuron is alone */
	b = album_of(&f->snapshot, &panel_defaults, 0);
	assert_int_equal(album_count(b, 3), 1);
	assert_false(b->parents);
	album_end(b);
	pixel_fixture_free(f);
}

/* Without the past the parent is its children together: every live pixel of them. */
static void without_its_past_the_parent_is_its_children_together(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct album *b;
	struct album_picture p;

	(void)state;
	f->snapshot.pasts = 0;
	b = album_of(&f->snapshot, &panel_defaults, 1);
	p = album_picture(b, 2, 0);
	assert_string_equal(album_name(b, &p).text, "n2 now");
	for (int j = 0; j < PIXEL_D; j++) {
		int n = album_holder(b, 2, j);
		double w = album_weight(b, &p, j);

		assert_true(n < 0 ? isnan(w) : w == figure_weight(b->l, n, j));
	}
	album_end(b);
	pixel_fixture_free(f);
}

/* A split of another layer, and a branch: whose split was it? */
static void the_split_is_found_through_branches(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct snapshot *s = &f->snapshot;
	struct panel_options o = panel_defaults;
	int id = -1, epoch = -1;

	(void)state;
	s->arm[2] = s->arm[1];
	s->arm[2].id = 2;
	s->arm[2].branch = true;
	s->arm[2].parent = 1;
	s->arm[2].left = 90;
	s->arms = 3;
	assert_true(album_past(s, &o, &id, &epoch));
	assert_int_equal(id, 0);
	assert_int_equal(epoch, 5);
	s->arm[1].layer = 1;
	assert_false(album_past(s, &o, &id, &epoch));
	pixel_fixture_free(f);
}

/* Every cell of a picture: its hit, and its glyph or colour. */
static void cells_are_the_weights_they_stand_for(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct album *b = album_of(&f->snapshot, &panel_defaults, 1);
	struct grid *g = grid_new(24, 100, false);
	int pixels = 0, dots = 0;

	(void)state;
	panel_draw(panel_find("weights"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 0; i < g->rows * g->columns; i++) {
		const struct hit *hit = &g->hit[g->cell[i].hit];
		const struct cell *c = &g->cell[i];
		struct album_pixels p;
		double up, down;

		if (!album_pixels(b, hit, &p))
			continue;
		assert_int_equal(p.across, 1);
		assert_int_equal(p.down, 2);
		up = album_mean(b, &p.picture, p.row, p.column, 1, 1);
		down = album_mean(b, &p.picture, p.row + 1, p.column, 1, 1);
		assert_int_equal(isnan(up) && isnan(down), c->ch == glyph_off(false));
		assert_int_equal(glyph_is_pixel(c), !(isnan(up) && isnan(down)));
		assert_int_equal(c->bg == INK_NONE, isnan(up) || isnan(down));
		if (up > 0 && down > 0)
			assert_int_equal(c->ch, 0x2580);
		if (up < 0 && down < 0)
			assert_int_equal(c->ch, 0x2584);
		pixels++;
		dots += c->ch == glyph_off(false);
	}
	assert_int_equal(pixels, 3 * PIXEL_SIDE * PIXEL_SIDE / 2);
	assert_true(dots > 0);
	grid_free(g);
	album_end(b);
	pixel_fixture_free(f);
}

/* A picture that is too narrow for its epoch's digits leaves them out. */
static void an_epoch_is_whole_or_not_there(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	int whole = 0, without = 0;

	(void)state;
	f->snapshot.past[0].arm.epoch = 1000000;
	for (int columns = 20; columns < 120; columns += 3) {
		char *text =
			figure_text(&f->snapshot, "weights", &panel_defaults, 16, columns, true);

		test_row("%d columns", columns);
		for (char *at = text; (at = strchr(at, '@')) != NULL; at++) {
			assert_memory_equal(at, "@1000000", 8);
			whole++;
		}
		without += !strchr(text, '@');
		free(text);
	}
	assert_true(whole > 0 && without > 0);
	pixel_fixture_free(f);
}

/* Live pixels never look like masked ones, however small they are. */
static void a_small_weight_has_a_colour(void **state)
{
	struct grid *g = grid_new(1, 4, false);
	struct area a = grid_area(g);
	int zero = ink_signed(0, 1);

	(void)state;
	glyph_pixels(a, 0, 0, 1e-9, -1e-9, 1);
	assert_true(g->cell[0].fg < zero && g->cell[0].bg > zero);
	glyph_pixels(a, 0, 1, NAN, 0.5, 1);
	assert_int_equal(g->cell[1].bg, INK_NONE);
	assert_int_equal(g->cell[1].ch, 0x2584);
	glyph_pixels(a, 0, 2, NAN, NAN, 1);
	assert_int_equal(g->cell[2].ch, glyph_off(false));
	g->mono = true; /* by the glyph alone */
	glyph_pixels(a, 0, 3, -0.9, -0.9, 1);
	assert_int_equal(g->cell[3].ch, glyph_signed(-0.9, 1, false));
	grid_free(g);
}

static void pixels_are_told_with_their_places(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct hit hit = { .kind = HIT_PIXEL,
			   .arm = 1,
			   .row = 4,
			   .column = 12 * PIXEL_SIDE + 5,
			   .down = 2,
			   .across = 1 };
	char line[400], expect[64], *text;
	const struct fpe_layer *l = &f->net[1]->layer[0];
	int input = 12 * PIXEL_SIDE + 5;

	(void)state;
	figure_described(album_describe, &f->snapshot, &panel_defaults, &hit, true, line,
			 sizeof line);
	assert_has(line, "n2.0 rows 12-13, column 5: x341 ");
	if (figure_live(l, 4, input))
		snprintf(expect, sizeof expect, "x341 %+.4g", figure_weight(l, 4, input));
	else
		snprintf(expect, sizeof expect, "x341 masked, n2.1 holds it");
	assert_has(line, expect);
	hit.row = -1 - 2;
	figure_described(album_describe, &f->snapshot, &panel_defaults, &hit, true, line,
			 sizeof line);
	assert_has(line, "n2 @5 rows 12-13, column 5: x341 ");
	snprintf(expect, sizeof expect, "went to n2.%d", !figure_live(l, 4, input));
	assert_has(line, expect);
	hit.down = hit.across = 4;
	figure_described(album_describe, &f->snapshot, &panel_defaults, &hit, true, line,
			 sizeof line);
	assert_has(line, "mean of 16 live of 16 weights");
	text = figure_worked_out(&f->snapshot, "weights", &panel_defaults, &hit);
	assert_has(text, "28x28 pixels");
	assert_has(text, "n2.1");
	free(text);
	pixel_fixture_free(f);
}

/* Other sizes are other scales; what is not shown is said. */
static void pictures_suit_the_room(void **state)
{
	static const struct {
		int rows, columns;
		const char *part;
	} cases[] = {
		{ 29, 118, "n0 of 8, n: more" },
		{ 34, 118, "n0-n1 of 8, n: more" },
		{ 100, 300, "n7.1" },
		{ 14, 58, "means of 2x2" },
		{ 8, 38, "n0 of 8; means of 3x3" },
	};
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct panel_options o = panel_defaults;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text;

		test_row("%dx%d", cases[i].columns, cases[i].rows);
		text = figure_text(&f->snapshot, "weights", &o, cases[i].rows, cases[i].columns,
				   false);
		assert_has(text, cases[i].part);
		assert_has(text, "n0 @5");
		free(text);
	}
	o.row = 100; /* scrolled past the end: the last ones */
	for (int zoom = -3; zoom <= 3; zoom++) {
		char *text;

		test_row("zoom %d", zoom);
		o.zoom = zoom;
		text = figure_text(&f->snapshot, "weights", &o, 34, 118, true);
		assert_has(text, "n7.1");
		free(text);
	}
	o.shape[0] = o.shape[1] = 5;
	{
		char *text = figure_text(&f->snapshot, "weights", &o, 10, 60, true);

		assert_has(text, "25 pixels, but the net");
		free(text);
	}
	pixel_fixture_free(f);
}

static void a_difference_is_of_the_parents(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct album *b;

	(void)state;
	o.minus = 0;
	b = album_of(&f->snapshot, &o, 1);
	assert_int_equal(b->groups, PIXEL_H);
	for (int g = 0; g < b->groups; g++) {
		struct album_picture p = album_picture(b, g, 0);

		assert_int_equal(album_count(b, g), 1);
		for (int j = 0; j < PIXEL_D; j++) {
			double w = album_weight(b, &p, j);

			/* children took the parent's weights: only what was pruned differs */
			assert_true(isnan(w) || fabs(w) < 1e-7 ||
				    fabs(w + (double)f->net[0]->layer[0].weight[g * PIXEL_D + j]) <
					    1e-7);
		}
	}
	album_end(b);
	pixel_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parent_stands_as_it_was_before_its_children),
		cmocka_unit_test(without_its_past_the_parent_is_its_children_together),
		cmocka_unit_test(the_split_is_found_through_branches),
		cmocka_unit_test(cells_are_the_weights_they_stand_for),
		cmocka_unit_test(an_epoch_is_whole_or_not_there),
		cmocka_unit_test(a_small_weight_has_a_colour),
		cmocka_unit_test(pixels_are_told_with_their_places),
		cmocka_unit_test(pictures_suit_the_room),
		cmocka_unit_test(a_difference_is_of_the_parents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
