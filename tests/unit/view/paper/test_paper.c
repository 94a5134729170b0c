/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_paper.c - figures on paper, of every panel that has one: nothing falls off, no
 * words cover others, and what has no memory says so.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"
#include "support/pixel_fixture.h"
#include "support/snapshot_study.h"
#include "support/sweep_fixture.h"
#include "view/figure/panel.h"
#include "view/grid/palette.h"
#include "view/paper/lettering.h"
#include "view/paper/paper_sheet.h"
#include "view/sink/sink_tex.h"

#define MOST_WORDS 20000

struct box {
	double x0, y0, x1, y1;
	bool up;
	char text[48];
};

/* A pen that remembers where words are. */
struct recorder {
	struct pen pen; /* first, so that a pen is one */
	struct drawing drawing;
	struct box *words;
	int count;
};

static struct recorder *recorder_of(struct pen *pen)
{
	return (struct recorder *)pen;
}

static void check_inside(struct pen *pen, double x, double y, const char *what)
{
	const struct drawing *d = &recorder_of(pen)->drawing;

	if (!(x >= -0.01 && y >= -0.01 && x <= d->width + 0.01 && y <= d->height + 0.01))
		fail_msg("%s at %.1f, %.1f falls off %.1f x %.1f", what, x, y, d->width, d->height);
}

static void see_rectangle(struct pen *pen, const struct pen_box *b, uint32_t rgb)
{
	(void)rgb;
	check_inside(pen, b->x, b->y, "a rectangle");
	check_inside(pen, b->x + b->width, b->y + b->height, "a rectangle's end");
}

static void see_line(struct pen *pen, const struct stroke_point *point, size_t points,
		     const struct pen_line *line)
{
	(void)line;
	for (size_t i = 0; i < points; i++)
		check_inside(pen, (double)point[i].x, (double)point[i].y, "a line");
}

static void see_disc(struct pen *pen, double x, double y, double radius, uint32_t rgb)
{
	(void)radius;
	(void)rgb;
	check_inside(pen, x, y, "a disc");
}

static void see_image(struct pen *pen, const struct pen_box *b, const struct pen_image *image)
{
	assert_non_null(image->argb);
	see_rectangle(pen, b, 0);
}

static void see_clip(struct pen *pen, const struct pen_box *box)
{
	(void)pen;
	(void)box;
}

static void see_polygon(struct pen *pen, const struct stroke_point *point, size_t points,
			uint32_t rgb, double opacity)
{
	(void)rgb;
	(void)opacity;
	see_line(pen, point, points, NULL);
}

static void see_words(struct pen *pen, double x, double y, const char *text,
		      const struct pen_words *style)
{
	struct recorder *r = recorder_of(pen);
	double wide = lettering_width(text, style->size, style->bold);
	double from = -wide * style->anchor / 2, high = 0.7 * style->size;
	struct box b = { .up = style->up };

	if (style->up)
		b.x0 = x - high, b.x1 = x, b.y0 = y - from - wide, b.y1 = y - from;
	else
		b.x0 = x + from, b.x1 = x + from + wide, b.y0 = y - high, b.y1 = y;
	snprintf(b.text, sizeof b.text, "%.47s", text);
	check_inside(pen, b.x0, b.y0, b.text);
	check_inside(pen, b.x1, b.y1, b.text);
	if (r->count < MOST_WORDS)
		r->words[r->count++] = b;
}

static struct recorder recorder_of_sheet(const struct paper_sheet *sheet)
{
	struct recorder r = {
		.pen = { see_rectangle, see_line, see_disc, NULL, see_image, see_clip, see_polygon,
			 see_words, NULL, NULL },
		.drawing = paper_drawing(sheet),
		.words = malloc(MOST_WORDS * sizeof *r.words),
	};

	assert_non_null(r.words);
	return r;
}

static void check_apart(const struct recorder *r)
{
	for (int i = 0; i < r->count; i++) {
		for (int k = 0; k < i; k++) {
			const struct box *a = &r->words[i], *b = &r->words[k];

			if (a->text[0] && b->text[0] && a->x0 < b->x1 - 0.5 &&
			    b->x0 < a->x1 - 0.5 && a->y0 < b->y1 - 0.5 && b->y0 < a->y1 - 0.5)
				fail_msg("\"%s\" covers \"%s\" at %.1f, %.1f", a->text, b->text,
					 a->x0, a->y0);
		}
	}
}

static void check_figure(const struct panel *panel, const struct snapshot *s,
			 const struct panel_options *o, double width)
{
	struct paper paper = { 0 };
	struct paper_sheet sheet = { .paper = &paper,
				     .palette = palette_find("light"),
				     .title = panel->name,
				     .caption = "A caption that says settings, and the seed.",
				     .width = width };
	struct recorder r;

	test_row("%s, %.0f points", panel->name, width);
	panel->paper(s, o, &paper);
	assert_false(paper.failed);
	assert_true(paper.views > 0 || paper.why);
	r = recorder_of_sheet(&sheet);
	r.drawing.draw(r.drawing.of, &r.pen);
	assert_true(r.count > 2);
	check_apart(&r);
	free(r.words);
	paper_clear(&paper);
}

static const double widths[] = { 300, 460, 900 };

/* The figure as it comes, of two arms, of all that can be chosen. */
static void check_panel(const struct panel *panel, const struct snapshot *s)
{
	struct panel_options o = panel_defaults;

	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		check_figure(panel, s, &panel_defaults, widths[i]);
		if (s->arms > 1 && panel->takes & TAKES_SECOND) {
			o.arm[0] = s->arm[0].id;
			o.arm[1] = s->arm[1].id;
			check_figure(panel, s, &o, widths[i]);
			o = panel_defaults;
		}
		if (s->arms > 1 && panel->takes & TAKES_MINUS) {
			o.minus = s->arm[0].id;
			check_figure(panel, s, &o, widths[i]);
			o = panel_defaults;
		}
		for (int of = 0; panel->takes & TAKES_OF && of < 3; of++) {
			o.of = of;
			check_figure(panel, s, &o, widths[i]);
		}
		o = panel_defaults;
	}
}

static void check_all(const struct snapshot *s)
{
	for (int i = 0; panel_table[i]; i++) {
		if (panel_table[i]->paper)
			check_panel(panel_table[i], s);
	}
}

static void nothing_falls_off_and_no_words_meet(void **state)
{
	struct snapshot_fixture *bits = snapshot_fixture_new(1);
	struct pixel_fixture *pixels = pixel_fixture_new(1);
	static const struct snapshot empty = { .at = -1, .current = -1 };

	(void)state;
	check_all(&empty);
	check_all(&bits->snapshot);
	fixture_study(bits, 4);
	check_all(&bits->snapshot);
	check_all(&pixels->snapshot);
	snapshot_fixture_free(bits);
	pixel_fixture_free(pixels);
}

static void every_view_of_a_sweep_holds_its_words(void **state)
{
	struct sweep_fixture *f = sweep_fixture_new(1000);
	const struct panel *panel = panel_table[panel_find("sweep")];
	struct panel_options o = panel_defaults;

	(void)state;
	for (int view = 1; view < 4; view++) {
		o.sweep.view = view;
		for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
			check_figure(panel, &f->snapshot, &o, widths[i]);
	}
	free(f);
}

/* Points of any size: in the file they are where the axis says, and the axis holds them. */
static void any_points_lie_between_the_axes(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 300; round++) {
		struct paper paper = { 0 };
		struct paper_view *view = paper_add(&paper, PAPER_PLOT);
		struct paper_series *points = paper_series(&paper, view, PEN_POINTS, 11, "points");
		struct paper_sheet sheet = { .paper = &paper, .width = 460 };
		double size = pow(10, 60 * fpe_rng_unit(&rng) - 30);
		struct recorder r;

		test_row("round %d, size %g", round, size);
		view->plot.x.span = round % 2 ? PAPER_BETWEEN : PAPER_DIFFERENCE;
		view->plot.y.span = round % 3 ? PAPER_BETWEEN : PAPER_LOG;
		for (int i = 0; i < 20; i++)
			paper_point(&paper, view, points, size * (fpe_rng_unit(&rng) - 0.3),
				    size * pow(fpe_rng_unit(&rng), 8), 0);
		assert_false(paper.failed);
		r = recorder_of_sheet(&sheet);
		r.drawing.draw(r.drawing.of, &r.pen);
		check_apart(&r);
		free(r.words);
		paper_clear(&paper);
	}
}

static void words_are_wrapped_where_they_are_too_wide(void **state)
{
	const char *text = "a caption of some words\nand a wordthatistoolongforanyline", *at = text;
	char line[64], all[256] = "";
	int lines = 0;

	(void)state;
	for (; lettering_wrap(&at, 60, 8, line, sizeof line); lines++) {
		assert_true(lettering_width(line, 8, false) <= 60);
		strcat(all, line);
	}
	assert_int_equal(lines, lettering_lines(text, 60, 8));
	assert_true(lines > 4);
	for (const char *p = text, *q = all; *p; p++) {
		if (*p == ' ' || *p == '\n')
			continue;
		while (*q == ' ')
			q++;
		assert_int_equal(*p, *q++);
	}
	assert_true(lettering_width("WWW", 8, false) > lettering_width("iii", 8, false));
	assert_true(lettering_width("", 8, true) == 0);
}

/* What means something to TeX is printed, and what its fonts lack is left to others. */
static void texts_are_escaped_for_tex(void **state)
{
	static const char hostile[] = "a_b%c\\d{e}$f&g#h~i^j <k> \x01\xff 中 α";
	struct paper paper = { 0 };
	struct paper_sheet sheet = {
		.paper = &paper, .width = 300, .title = hostile, .caption = "c\n\\end{document}"
	};
	struct drawing drawing;
	struct fpe_error err;
	size_t size;
	char *tex, *line;

	(void)state;
	paper_say(&paper, "nothing");
	drawing = paper_drawing(&sheet);
	assert_ok(sink_tex(&drawing, &tex, &size, &err));
	assert_has(tex, "a\\_b\\%c\\textbackslash{}d\\{e\\}\\$f\\&g\\#h\\textasciitilde{}i");
	assert_has(tex, "{4E2D}");
	assert_has(tex, "$\\alpha$");
	/* a comment ends with its line, and no text begins one */
	for (line = strtok(tex, "\n"); line; line = strtok(NULL, "\n"))
		assert_true(strncmp(line, "\\end{document}", 14) != 0);
	free(tex);
	paper_clear(&paper);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_falls_off_and_no_words_meet),
		cmocka_unit_test(every_view_of_a_sweep_holds_its_words),
		cmocka_unit_test(any_points_lie_between_the_axes),
		cmocka_unit_test(words_are_wrapped_where_they_are_too_wide),
		cmocka_unit_test(texts_are_escaped_for_tex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
