/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_picture.c - grids as SVG and PNG: well-formed, the same bytes again, and
 * each kind of cell drawn as what it means.
 */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "support/snapshot_fixture.h"
#include "view/grid/canvas.h"
#include "view/grid/glyph.h"
#include "view/screen/screen.h"
#include "view/sink/picture_mosaic.h"
#include "view/sink/sink.h"
#include "view/sink/sink_cairo.h"
#include "view/sink/sink_svg.h"

static char *svg_of(struct grid *g, const char *title, const char *caption)
{
	struct picture p = {
		.grid = g, .palette = palette_find("light"), .title = title, .caption = caption
	};
	struct drawing drawing = picture_drawing(&p);
	struct fpe_error err;
	size_t size;
	char *svg;

	assert_ok(sink_svg(&drawing, &svg, &size, &err));
	assert_int_equal(strlen(svg), size);
	return svg;
}

static int count(const char *text, const char *part)
{
	int n = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		n++;
	}
	return n;
}

static void assert_holds(const char *svg, const char *part)
{
	if (!strstr(svg, part))
		fail_msg("no %s in:\n%.3000s", part, svg);
}

/* One tag from '<' on: balanced, attributes quoted and none twice. Gives what
   follows it. */
static const char *check_tag(const char *at, char names[16][32], int *depth)
{
	const char *end = strchr(at, '>');
	bool close = at[1] == '/';
	int quotes = 0;
	char name[32] = "";

	assert_non_null(end);
	for (const char *p = at; p < end; p++) {
		quotes += *p == '"';
		assert_true(p == at || *p != '<');
	}
	assert_int_equal(quotes % 2, 0);
	sscanf(at + 1 + close, "%31[a-zA-Z?]", name);
	assert_true(name[0]);
	if (name[0] == '?' || end[-1] == '/')
		return end + 1;
	if (!close) {
		assert_true(*depth < 16);
		strcpy(names[(*depth)++], name);
		return end + 1;
	}
	assert_true(*depth > 0);
	assert_string_equal(names[--*depth], name);
	return end + 1;
}

/* What a parser would look at; tests/language/plots.py uses a real one. */
static void assert_well_formed(const char *svg)
{
	char names[16][32];
	int depth = 0;

	assert_int_equal(strncmp(svg, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ",
				 strlen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ")),
			 0);
	for (const char *p = svg; *p;) {
		if (*p == '<') {
			p = check_tag(p, names, &depth);
			continue;
		}
		if (*p == '&')
			assert_true(!strncmp(p, "&amp;", 5) || !strncmp(p, "&lt;", 4) ||
				    !strncmp(p, "&gt;", 4));
		assert_true(*p != '>');
		assert_true((unsigned char)*p >= 0x20 || *p == '\n');
		p++;
	}
	assert_int_equal(depth, 0);
	assert_int_equal(count(svg, "nan"), 0);
	assert_int_equal(count(svg, "\"-"), 0); /* nothing left of or above it */
}

static struct grid *panel_grid(const struct snapshot *s, int panel, int rows, int columns)
{
	struct grid *g = grid_new(rows, columns, false);

	assert_non_null(g);
	g->vector = true;
	panel_draw(panel, s, &panel_defaults, grid_area(g));
	return g;
}

static void every_panel_is_well_formed_svg_at_any_size(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 6, 20 }, { 10, 40 }, { 24, 80 }, { 34, 120 } };
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	(void)state;
	for (int p = 0; p < panel_count(); p++) {
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			test_row("%s %dx%d", panel_table[p]->name, sizes[i][0], sizes[i][1]);
			struct grid *g = panel_grid(&f->snapshot, p, sizes[i][0], sizes[i][1]);
			char *svg = svg_of(g, panel_table[p]->name, "a caption");

			assert_well_formed(svg);
			free(svg);
			grid_free(g);
		}
	}
	snapshot_fixture_free(f);
}

static struct grid *screen_grid(const struct snapshot *s)
{
	struct grid *g = grid_new(34, 120, false);
	struct screen_state screen;

	screen_state_init(&screen);
	g->vector = true;
	screen_draw(s, &screen, NULL, g);
	return g;
}

static void the_screen_is_well_formed_svg_and_the_same_again(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *a = screen_grid(&f->snapshot), *b = screen_grid(&f->snapshot);
	char *first = svg_of(a, NULL, "c"), *second = svg_of(b, NULL, "c");

	(void)state;
	assert_well_formed(first);
	assert_string_equal(first, second);
	assert_holds(first, ">mean |cos|<");
	free(first);
	free(second);
	grid_free(a);
	grid_free(b);
	snapshot_fixture_free(f);
}

static void text_is_escaped_and_can_be_selected(void **state)
{
	struct grid *g = grid_new(2, 20, false);
	char *svg;

	(void)state;
	area_text(grid_area(g), 0, 2, INK_NONE, "a<b & c>\x01 d");
	area_text(grid_area(g), 1, 0, INK_NONE, "two  words");
	svg = svg_of(g, "<t>&", "c & \x1b d");
	assert_well_formed(svg);
	assert_holds(svg, "<title>&lt;t&gt;&amp;</title>");
	assert_holds(svg, "<desc>c &amp; \xef\xbf\xbd d</desc>");
	assert_holds(svg, ">a&lt;b &amp; c&gt;\xef\xbf\xbd d</text>");
	assert_holds(svg, ">two</text>");
	assert_holds(
		svg,
		"textLength=\"36\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#1c1c1c\">words</text>");
	free(svg);
	grid_free(g);
}

static void a_caption_is_wrapped_and_makes_room(void **state)
{
	struct grid *g = grid_new(2, 20, false);
	struct picture p = { .grid = g, .palette = palette_find("light") };
	double width, plain, taller;
	char *svg = svg_of(g, NULL, "one two three four five six seven eight nine ten");

	(void)state;
	picture_size(&p, &width, &plain);
	p.caption = "one two three four five six seven eight nine ten";
	picture_size(&p, &width, &taller);
	assert_true(taller > plain + 20);
	assert_holds(svg, ">one two three four five six seven eight</text>");
	assert_holds(svg, ">nine ten</text>");
	free(svg);
	svg = svg_of(g, "a title that is wider than its figure", NULL);
	assert_holds(svg, "width=\"339.6\"");
	free(svg);
	grid_free(g);
}

/* Cells that stand for the same thing make one tile with one sign. */
static void tiles_are_squares_of_one_colour_with_a_sign(void **state)
{
	struct grid *g = grid_new(1, 8, false);
	struct hit hit = { .kind = HIT_PAIR, .row = 1 };
	char *svg;

	(void)state;
	for (int i = 0; i < 2; i++) {
		glyph_tile(grid_area(g), 0, 4 * i, 4, i ? -1 : 1, 1);
		hit.row++;
		area_hit(grid_area(g), 0, 4 * i, 4, &hit);
	}
	svg = svg_of(g, NULL, NULL);
	assert_int_equal(count(svg, "<rect"), 3); /* the paper and two tiles */
	assert_int_equal(count(svg, "<path"), 3); /* + is two lines, - one */
	assert_int_equal(count(svg, "<text"), 0);
	assert_holds(svg, "fill=\"#870000\"");
	assert_holds(svg, "fill=\"#000087\"");
	free(svg);
	grid_free(g);
}

static void grounds_are_merged_and_frames_are_lines(void **state)
{
	struct grid *g = grid_new(6, 10, false);
	char *svg;

	(void)state;
	area_fill(area_sub(grid_area(g), 1, 2, 3, 4), ' ', INK_NONE, INK_BAR);
	svg = svg_of(g, NULL, NULL);
	assert_int_equal(count(svg, "<rect"), 2); /* the paper and one more */
	assert_holds(svg, "width=\"28.8\" height=\"43.2\" fill=\"#dadada\"");
	free(svg);
	grid_clear(g);
	area_frame(grid_area(g), NULL, false);
	svg = svg_of(g, NULL, NULL);
	assert_int_equal(count(svg, "<path"), 4);
	assert_int_equal(count(svg, "<text"), 0);
	free(svg);
	grid_free(g);
}

static int red(int owner)
{
	return INK_ARM + owner;
}

/* A line from corner to corner, in a grid that wants strokes or not. */
static struct grid *line_grid(bool vector)
{
	struct grid *g = grid_new(4, 8, false);
	struct area a = area_sub(grid_area(g), 1, 2, 2, 4);
	struct canvas canvas;

	g->vector = vector;
	assert_true(canvas_init(&canvas, 2, 4, false));
	canvas.record = g->vector;
	canvas_line(&canvas, 0, 0, 3.5, 3.5, 1);
	canvas_line(&canvas, 3.5, 3.5, 7, 7, 1);
	canvas_dot(&canvas, 6, 0, 2);
	for (int r = 0; r < 2; r++) {
		for (int c = 0; c < 4; c++) {
			uint32_t ch = canvas_char(&canvas, r, c);

			if (ch)
				area_cell(a, r, c, ch, INK_ARM + 1, INK_NONE, 0);
		}
	}
	area_text(a, 0, 0, INK_NONE, "x"); /* over the line */
	canvas_strokes(&canvas, a, red);
	canvas_clear(&canvas);
	return g;
}

static void canvases_leave_strokes_where_they_are_wanted(void **state)
{
	struct grid *g = line_grid(true);
	char *svg = svg_of(g, NULL, NULL);

	(void)state;
	assert_int_equal(g->strokes.strokes, 2); /* one line, one dot */
	assert_int_equal(g->strokes.stroke[0].points, 3);
	assert_int_equal(g->strokes.stroke[0].ink, INK_ARM + 1);
	assert_int_equal(g->strokes.stroke[1].ink, INK_ARM + 2);
	assert_true(g->strokes.point[0].x == 2.25f); /* the first dot's middle */
	assert_true(g->strokes.point[0].y == 1.125f);
	assert_true(g->strokes.point[2].x == 5.75f);
	assert_true(g->cell[8 + 5].attributes & CELL_STROKED);
	assert_false(g->cell[8 + 2].attributes & CELL_STROKED);
	assert_int_equal(count(svg, "<path"), 1);
	assert_int_equal(count(svg, "<circle"), 1); /* and no dots of Braille */
	assert_int_equal(count(svg, "<clipPath"), 1);
	assert_holds(svg, ">x</text>");
	free(svg);
	grid_clear(g);
	assert_int_equal(g->strokes.strokes, 0);
	grid_free(g);
}

static void without_strokes_braille_is_dots(void **state)
{
	struct grid *g = line_grid(false);
	char *svg = svg_of(g, NULL, NULL), *text, *other;

	(void)state;
	assert_int_equal(g->strokes.strokes, 0);
	assert_int_equal(count(svg, "<circle"), 7); /* x hides two of nine */
	/* strokes do not change what a terminal shows */
	text = sink_text(g, 0, COLOUR_256);
	grid_free(g);
	g = line_grid(true);
	for (int i = 0; i < g->rows * g->columns; i++)
		g->cell[i].attributes &= ~CELL_STROKED;
	other = sink_text(g, 0, COLOUR_256);
	assert_string_equal(text, other);
	free(text);
	free(other);
	free(svg);
	grid_free(g);
}

static void curves_are_strokes_of_every_arm(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *g = panel_grid(&f->snapshot, panel_find("curves"), 16, 64);
	size_t points[INK_ARMS] = { 0 };
	bool braille = false;

	(void)state;
	for (int i = 0; i < g->strokes.strokes; i++)
		points[g->strokes.stroke[i].ink - INK_ARM] += g->strokes.stroke[i].points;
	for (int i = 0; i < 3; i++)
		assert_in_range(points[i], 150, 250);
	for (int i = 0; i < g->rows * g->columns; i++)
		braille |= g->cell[i].ch >= 0x2800 && g->cell[i].ch < 0x2900;
	assert_false(braille); /* what lies under a curve can be seen */
	grid_free(g);
	snapshot_fixture_free(f);
}

static unsigned big_endian(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

static void a_png_has_its_size_and_is_the_same_again(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct grid *g = panel_grid(&f->snapshot, panel_find("curves"), 10, 40);
	struct picture p = {
		.grid = g, .palette = palette_find("light"), .title = "α", .caption = "c"
	};
	struct drawing d = picture_drawing(&p);
	double width, height;
	char *a, *b;
	size_t size, other;
	struct fpe_error err;

	(void)state;
	picture_size(&p, &width, &height);
	assert_ok(sink_png(&d, &a, &size, &err));
	assert_ok(sink_png(&d, &b, &other, &err));
	assert_memory_equal(a, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(big_endian(a + 16), (int)ceil(width * 2.5));
	assert_int_equal(big_endian(a + 20), (int)ceil(height * 2.5));
	assert_int_equal(size, other);
	assert_memory_equal(a, b, size);
	assert_memory_equal(a + size - 8, "IEND\xae\x42\x60\x82", 8);
	free(a);
	free(b);
	grid_free(g);
	snapshot_fixture_free(f);
}

static void a_vast_png_gets_fewer_pixels(void **state)
{
	struct grid *g = grid_new(1000, 1000, false);
	struct picture p = { .grid = g, .palette = palette_find("light") };
	struct drawing d = picture_drawing(&p);
	char *bytes;
	size_t size;
	struct fpe_error err;

	(void)state;
	assert_ok(sink_png(&d, &bytes, &size, &err));
	assert_true((double)big_endian(bytes + 16) * big_endian(bytes + 20) < 65e6);
	assert_true(big_endian(bytes + 16) > 3000);
	free(bytes);
	grid_free(g);
}

/* Past some thousands of tiles there is one image, and text stays text. */
static void very_many_tiles_are_one_image(void **state)
{
	struct grid *g = grid_new(200, 200, false);
	struct hit hit = { .kind = HIT_PAIR };
	char *few = NULL, *many;

	(void)state;
	for (int r = 1; r < 200; r++) {
		if (r == 50)
			few = svg_of(g, NULL, NULL);
		for (int c = 0; c < 200; c++) {
			glyph_tile(grid_area(g), r, c, 1, (c % 2 ? -1 : 1), 1);
			hit.row = r;
			hit.column = c;
			area_hit(grid_area(g), r, c, 1, &hit);
		}
	}
	area_text(grid_area(g), 0, 0, INK_NONE, "words");
	many = svg_of(g, NULL, NULL);
	assert_int_equal(count(few, "<image"), 0);
	assert_true(count(few, "<rect") > 9000);
	assert_int_equal(count(many, "<image"), 1);
	assert_true(count(many, "<rect") < 10);
	assert_holds(many, "x=\"14.4\" y=\"14.4\" width=\"1440\" height=\"2880\"");
	assert_holds(many, "href=\"data:image/png;base64,iVBORw0KGgo");
	assert_holds(many, ">words</text>");
	assert_true(strlen(many) < 100000);
	free(few);
	free(many);
	grid_free(g);
}

/* Also where there are more cells than a grid can say what they stand for. */
static void very_many_dots_are_no_text(void **state)
{
	enum { SIDE = 300 };
	struct grid *g = grid_new(SIDE, SIDE, false);
	struct hit hit = { .kind = HIT_WEIGHT };
	char *svg;

	(void)state;
	for (int r = 0; r < SIDE; r++) {
		for (int c = 0; c < SIDE; c++) {
			area_cell(grid_area(g), r, c, glyph_off(false), INK_DIM, INK_NONE, 0);
			hit.row = r;
			hit.column = c;
			area_hit(grid_area(g), r, c, 1, &hit);
		}
	}
	assert_int_equal(grid_hit(g, 0, 1)->kind, HIT_WEIGHT);
	assert_int_equal(grid_hit(g, SIDE - 1, SIDE - 1)->kind, HIT_NONE);
	svg = svg_of(g, NULL, NULL);
	assert_int_equal(count(svg, "<text"), 0);
	assert_true(strlen(svg) < 20000);
	free(svg);
	grid_free(g);
}

static void a_stone_is_a_tile_and_an_image_needs_memory(void **state)
{
	struct grid *g = grid_new(2, 1, false);
	struct hit hit = { .kind = HIT_PAIR };
	struct pen_image image = { 1, 1, NULL };
	uint32_t red = 0xffff0000u;
	char *bytes;
	size_t size;
	struct fpe_error err;

	(void)state;
	glyph_tile(grid_area(g), 0, 0, 1, 1, 1);
	area_hit(grid_area(g), 0, 0, 1, &hit);
	assert_true(mosaic_has(&g->cell[0]));
	assert_false(mosaic_has(&g->cell[1]));
	assert_false(mosaic_wanted(g));
	image.argb = &red;
	assert_ok(sink_png_image(&image, &bytes, &size, &err));
	assert_int_equal(big_endian(bytes + 16), 1);
	free(bytes);
	image.argb = NULL;
	assert_int_equal(sink_png_image(&image, &bytes, &size, &err), FPE_ENOMEM);
	assert_null(bytes);
	grid_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_panel_is_well_formed_svg_at_any_size),
		cmocka_unit_test(the_screen_is_well_formed_svg_and_the_same_again),
		cmocka_unit_test(text_is_escaped_and_can_be_selected),
		cmocka_unit_test(a_caption_is_wrapped_and_makes_room),
		cmocka_unit_test(tiles_are_squares_of_one_colour_with_a_sign),
		cmocka_unit_test(grounds_are_merged_and_frames_are_lines),
		cmocka_unit_test(canvases_leave_strokes_where_they_are_wanted),
		cmocka_unit_test(without_strokes_braille_is_dots),
		cmocka_unit_test(curves_are_strokes_of_every_arm),
		cmocka_unit_test(a_png_has_its_size_and_is_the_same_again),
		cmocka_unit_test(a_vast_png_gets_fewer_pixels),
		cmocka_unit_test(very_many_tiles_are_one_image),
		cmocka_unit_test(very_many_dots_are_no_text),
		cmocka_unit_test(a_stone_is_a_tile_and_an_image_needs_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
