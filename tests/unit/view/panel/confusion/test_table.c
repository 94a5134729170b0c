/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_table.c - counts, shares and margins of a confusion figure, with ten classes
 * and with as many as there may be.
 */
#include "support/test.h"

#include <math.h>

#include "support/figure_text.h"
#include "support/pixel_fixture.h"
#include "view/panel/confusion/table.h"

/* label i % classes; said the same but for every third, which is one more. */
static struct fpe_confusion *made(int samples, int classes, int every)
{
	int32_t *label = malloc((size_t)samples * sizeof *label);
	int32_t *said = malloc((size_t)samples * sizeof *said);
	struct fpe_confusion *c;

	for (int i = 0; i < samples; i++) {
		label[i] = i % classes;
		said[i] = i % every ? label[i] : (label[i] + 1) % classes;
	}
	assert_int_equal(fpe_confusion_new(label, said, samples, classes, &c, NULL), 0);
	free(label);
	free(said);
	return c;
}

static void replace(struct pixel_fixture *f, int arm, struct fpe_confusion *c)
{
	fpe_confusion_free(f->confusion[arm]);
	f->confusion[arm] = c;
	f->snapshot.arm[arm].confusion = c;
}

static void cells_and_margins_are_the_counts(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct grid *g = grid_new(34, 120, false);
	struct confusion_table t;
	int cells = 0, margins = 0;
	static bool seen[11][11];

	(void)state;
	replace(f, 1, made(300, 10, 3));
	assert_null(confusion_open(&t, &f->snapshot, &panel_defaults, 1));
	panel_draw(panel_find("confusion"), &f->snapshot, &panel_defaults, grid_area(g));
	for (int i = 1; i < g->hits; i++) {
		const struct hit *h = &g->hit[i];
		char line[200];

		assert_int_equal(h->kind, HIT_CLASS);
		if (seen[h->row + 1][h->column + 1])
			continue; /* its next row of cells */
		seen[h->row + 1][h->column + 1] = true;
		figure_described(confusion_describe, &f->snapshot, &panel_defaults, h, true, line,
				 sizeof line);
		if (h->row >= 0 && h->column >= 0) {
			char part[64];

			snprintf(part, sizeof part, "%d said to be %d%s: %d of 30", h->row,
				 h->column, h->row == h->column ? " (right)" : "",
				 fpe_confusion_count(f->confusion[1], h->row, h->column));
			assert_has(line, part);
			assert_true(h->value ==
				    fpe_confusion_count(f->confusion[1], h->row, h->column) / 30.0);
			cells++;
		} else {
			assert_has(line, h->row >= 0	  ? "recall"
					 : h->column >= 0 ? "precision"
							  : "accuracy: 200 of 300");
			margins++;
		}
	}
	assert_int_equal(cells, 100);
	assert_int_equal(margins, 21);
	grid_free(g);
	pixel_fixture_free(f);
}

static void the_title_says_what_was_counted(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	char title[160];

	(void)state;
	panel_title(panel_table[panel_find("confusion")], &f->snapshot, &panel_defaults, true,
		    title, sizeof title);
	assert_has(title, "random, 40 training samples");
	f->snapshot.test_samples = 50;
	f->snapshot.arm[1].counted = 7;
	panel_title(panel_table[panel_find("confusion")], &f->snapshot, &panel_defaults, true,
		    title, sizeof title);
	assert_has(title, "the first 40 test samples, epoch 7");
	pixel_fixture_free(f);
}

/* Those with most errors come first, and the rest is a column. */
static void of_many_classes_the_worst_are_shown(void **state)
{
	static const int classes[] = { 11, 100, 4096 };
	struct pixel_fixture *f = pixel_fixture_new(1);

	(void)state;
	for (int k = 0; k < 3; k++) {
		struct confusion_table t;
		char *text;
		struct panel_options o = panel_defaults;

		test_row("%d classes", classes[k]);
		replace(f, 1, made(20000, classes[k], 7));
		assert_null(confusion_open(&t, &f->snapshot, &o, 1));
		confusion_choose(&t, 5, 3);
		assert_true(t.worst && t.first == 3 && t.shown == 5);
		for (int i = 1; i < t.classes; i++) {
			const struct fpe_confusion *c = t.c;
			int a = t.order[i - 1], b = t.order[i];

			assert_true(c->of_class[a] + c->as_class[a] - 2 * c->right[a] >=
				    c->of_class[b] + c->as_class[b] - 2 * c->right[b]);
		}
		for (int i = 3; i < 8; i++) {
			int row = t.order[i], sum = confusion_count(&t, row, CONFUSION_REST);

			for (int s = 3; s < 8; s++)
				sum += confusion_count(&t, row, t.order[s]);
			assert_int_equal(sum, confusion_count(&t, row, CONFUSION_ALL));
		}
		text = figure_text(&f->snapshot, "confusion", &o, 10, 80, true);
		assert_has(text, "rest");
		assert_has(text, "classes, most errors first");
		free(text);
		o.row = 1 << 20; /* past the end */
		free(figure_text(&f->snapshot, "confusion", &o, 10, 80, true));
	}
	pixel_fixture_free(f);
}

static void a_difference_is_of_shares(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	struct panel_options o = panel_defaults;
	struct confusion_table t;
	char *text;

	(void)state;
	replace(f, 0, made(300, 10, 3));
	replace(f, 1, made(600, 10, 6));
	o.minus = 0;
	assert_null(confusion_open(&t, &f->snapshot, &o, 1));
	for (int r = 0; r < 10; r++) {
		for (int s = 0; s < 10; s++)
			assert_true(
				fabs(confusion_share(&t, r, s) -
				     (fpe_confusion_count(t.c, r, s) / (double)t.c->of_class[r] -
				      fpe_confusion_count(t.minus, r, s) /
					      (double)t.minus->of_class[r])) < 1e-12);
	}
	text = figure_numbers(&f->snapshot, "confusion", &o);
	assert_has(text, "arm,true,said,count,share of true,share of said,difference\n");
	free(text);
	replace(f, 0, made(300, 9, 3));
	assert_has(confusion_open(&t, &f->snapshot, &o, 1), "different numbers of classes");
	pixel_fixture_free(f);
}

static void what_is_not_counted_is_said(void **state)
{
	struct pixel_fixture *f = pixel_fixture_new(1);
	char *text;

	(void)state;
	f->snapshot.arm[1].confusion = NULL;
	text = figure_text(&f->snapshot, "confusion", &panel_defaults, 10, 80, true);
	assert_has(text, "nothing is counted yet");
	free(text);
	pixel_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_and_margins_are_the_counts),
		cmocka_unit_test(the_title_says_what_was_counted),
		cmocka_unit_test(of_many_classes_the_worst_are_shown),
		cmocka_unit_test(a_difference_is_of_shares),
		cmocka_unit_test(what_is_not_counted_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
