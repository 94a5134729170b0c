/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture.c - title, caption, and the layers of a grid between them: grounds,
 * lines, strokes, tiles, text. Shapes of single characters are in
 * picture_shape.c.
 */
#include "view/sink/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/grid/glyph.h"
#include "view/sink/picture_mosaic.h"
#include "view/sink/picture_shape.h"
#include "view/grid/text.h"

#define MARGIN 14.4
#define FONT 12.0
#define TITLE_FONT 14.0
#define TITLE_HEIGHT 26.0
#define TITLE_ADVANCE (CELL_WIDTH * TITLE_FONT / FONT)
#define CAPTION_FONT 9.0
#define CAPTION_ADVANCE (CELL_WIDTH * CAPTION_FONT / FONT)
#define CAPTION_LINE 12.0
#define CAPTION_LEAST 40 /* columns */
#define CAPTION_GAP 8.0
#define BASELINE 0.74 /* of a cell's height */
#define STROKE_WIDTH 1.4

/* Where a row and a column begin. */
static double x_at(double column)
{
	return MARGIN + column * CELL_WIDTH;
}

static double y_at(const struct picture *p, double row)
{
	return MARGIN + (p->title ? TITLE_HEIGHT : 0) + row * CELL_HEIGHT;
}

/* Between the margins: as wide as the grid, but no caption of single words, and
   no title cut. */
static double inner_width(const struct picture *p)
{
	double width = p->grid->columns * CELL_WIDTH;

	if (p->caption)
		width = fmax(width, CAPTION_LEAST * CAPTION_ADVANCE);
	if (p->title)
		width = fmax(width, text_columns(p->title) * TITLE_ADVANCE);
	return width;
}

static int caption_columns(const struct picture *p)
{
	return (int)(inner_width(p) / CAPTION_ADVANCE);
}

void picture_size(const struct picture *picture, double *width, double *height)
{
	const char *at = picture->caption;
	char line[512];

	*width = 2 * MARGIN + inner_width(picture);
	*height = y_at(picture, picture->grid->rows) + MARGIN;
	if (at && *at)
		*height += CAPTION_GAP;
	while (at && text_wrap(&at, caption_columns(picture), line, sizeof line))
		*height += CAPTION_LINE;
}

static const struct cell *cell_of(const struct picture *p, int row, int column)
{
	return &p->grid->cell[row * p->grid->columns + column];
}

/* Ink behind a cell: what is drawn in its place where it is reversed. */
static int ground(const struct cell *c)
{
	if (c->attributes & CELL_REVERSE)
		return c->fg == INK_NONE ? INK_STRONG : c->fg;
	return c->bg;
}

static uint32_t ground_rgb(const struct picture *p, const struct cell *c)
{
	bool reverse = c->attributes & CELL_REVERSE;

	return palette_rgb(p->palette, ground(c), !reverse);
}

static uint32_t text_rgb(const struct picture *p, const struct cell *c)
{
	if (c->attributes & CELL_REVERSE)
		return palette_paper(p->palette);
	if (c->bg != INK_NONE && glyph_is_text(c))
		return palette_text_rgb(p->palette, c->bg);
	return palette_rgb(p->palette, c->fg, false);
}

/* ---------------------------------------------------------------- grounds */

static bool is_tile(const struct cell *c)
{
	double share;

	return glyph_tile_share(c, &share);
}

static int plain_ground(const struct picture *p, int row, int column)
{
	const struct cell *c = cell_of(p, row, column);

	return is_tile(c) || (p->mosaic && mosaic_has(c)) ? INK_NONE : ground(c);
}

/* Columns from `column` on with the same ground. */
static int ground_run(const struct picture *p, int row, int column)
{
	int ink = plain_ground(p, row, column), end = column + 1;

	while (end < p->grid->columns && plain_ground(p, row, end) == ink)
		end++;
	return end - column;
}

/* Is a run of the same ground, beginning and ending here, in that row? */
static bool same_run(const struct picture *p, int row, int column, int n, int ink)
{
	return row >= 0 && row < p->grid->rows && plain_ground(p, row, column) == ink &&
	       (column == 0 || plain_ground(p, row, column - 1) != ink) &&
	       ground_run(p, row, column) == n;
}

/* A rectangle for every run that does not go on from the row above, as far
   down as it goes. */
static void draw_grounds(const struct picture *p, struct pen *pen)
{
	for (int r = 0; r < p->grid->rows; r++) {
		for (int c = 0, n; c < p->grid->columns; c += n) {
			int ink = plain_ground(p, r, c), rows = 1;
			struct pen_box box;

			n = ground_run(p, r, c);
			if (ink == INK_NONE || same_run(p, r - 1, c, n, ink))
				continue;
			while (same_run(p, r + rows, c, n, ink))
				rows++;
			box = (struct pen_box){ x_at(c), y_at(p, r), n * CELL_WIDTH,
						rows * CELL_HEIGHT };
			pen->rectangle(pen, &box, ground_rgb(p, cell_of(p, r, c)));
		}
	}
}

/* ------------------------------------------------------------------ tiles */

/* Cells from column on that make one tile: they stand for the same thing. */
static int tile_run(const struct picture *p, int row, int column)
{
	const struct cell *c = cell_of(p, row, column);
	int n = 1;

	while (c->hit && column + n < p->grid->columns && c[n].hit == c->hit && c[n].ch == c->ch &&
	       c[n].bg == c->bg && c[n].fg == c->fg)
		n++;
	return n;
}

/* A plus or a minus in the middle, lines and no letters. */
static void draw_sign(struct pen *pen, double x, double y, double size, bool minus, uint32_t rgb)
{
	struct pen_line line = { .rgb = rgb, .width = 0.9 };
	float cx = (float)x, cy = (float)y, s = (float)size;
	struct stroke_point across[] = { { cx - s, cy }, { cx + s, cy } };
	struct stroke_point down[] = { { cx, cy - s }, { cx, cy + s } };

	pen->line(pen, across, 2, &line);
	if (!minus)
		pen->line(pen, down, 2, &line);
}

static void draw_tile(const struct picture *p, struct pen *pen, int row, int column, int n,
		      double share)
{
	int ink = ink_signed(share, 1);
	double gap = 0.35, width = n * CELL_WIDTH;
	struct pen_box box = { x_at(column) + gap, y_at(p, row) + gap, width - 2 * gap,
			       CELL_HEIGHT - 2 * gap };
	bool pale = cell_of(p, row, column)->bg == INK_NONE;
	bool dark = palette_paper(p->palette) != 0xffffff;
	uint32_t rgb;

	/* on dark paper a nearly white tile would outshine the strong ones */
	if (pale && dark) {
		rgb = palette_rgb(p->palette, INK_DIM, false);
	} else {
		pen->rectangle(pen, &box, palette_rgb(p->palette, ink, true));
		rgb = palette_text_rgb(p->palette, ink);
	}
	draw_sign(pen, x_at(column) + width / 2, y_at(p, row + 0.5), n > 1 ? 2.6 : 2.1, share < 0,
		  rgb);
}

/* Tiles, and the dots of what is masked out, once for all cells of each. */
static void draw_tiles(const struct picture *p, struct pen *pen)
{
	for (int r = 0; r < p->grid->rows; r++) {
		for (int c = 0, n; c < p->grid->columns; c += n) {
			const struct cell *cell = cell_of(p, r, c);
			double share;

			n = 1;
			if (glyph_tile_share(cell, &share)) {
				n = tile_run(p, r, c);
				draw_tile(p, pen, r, c, n, share);
			} else if (shape_is_dot(cell)) {
				n = tile_run(p, r, c);
				pen->disc(pen, x_at(c + n / 2.0), y_at(p, r + 0.5), 0.8,
					  text_rgb(p, cell));
			}
		}
	}
}

/* ---------------------------------------------------------------- strokes */

static struct pen_line stroke_style(const struct picture *p, int ink)
{
	/* without colours arms differ by dashes, too */
	static const double dashes[][2] = { { 0, 0 }, { 6, 2 },	  { 2, 2 },  { 8, 4 },
					    { 1, 3 }, { 4, 1.5 }, { 10, 2 }, { 3, 4 } };
	struct pen_line line = { .rgb = palette_rgb(p->palette, ink, false),
				 .width = STROKE_WIDTH };

	if (p->palette == palette_find("mono") && ink >= INK_ARM && ink < INK_ARM + INK_ARMS) {
		line.rgb = palette_rgb(p->palette, INK_STRONG, false);
		line.dash = dashes[ink - INK_ARM][0];
		line.gap = dashes[ink - INK_ARM][1];
	}
	return line;
}

static void draw_stroke(const struct picture *p, struct pen *pen, const struct stroke *s)
{
	const struct stroke_point *from = &p->grid->strokes.point[s->first];
	struct pen_line line = stroke_style(p, s->ink);
	struct stroke_point *point = malloc((size_t)s->points * sizeof *point);

	if (!point)
		return;
	for (int i = 0; i < s->points; i++)
		point[i] = (struct stroke_point){ (float)x_at((double)from[i].x),
						  (float)y_at(p, (double)from[i].y) };
	if (s->points == 1)
		pen->disc(pen, (double)point->x, (double)point->y, STROKE_WIDTH / 2, line.rgb);
	else
		pen->line(pen, point, s->points, &line);
	free(point);
}

/* Those of one canvas come one after the other and share its clip. */
static void draw_strokes(const struct picture *p, struct pen *pen)
{
	const struct stroke_list *list = &p->grid->strokes;
	const struct stroke_clip *now = NULL;

	for (int i = 0; i < list->strokes; i++) {
		const struct stroke_clip *clip = &list->stroke[i].clip;

		if (!now || memcmp(now, clip, sizeof *clip) != 0) {
			struct pen_box box = { x_at(clip->column), y_at(p, clip->row),
					       clip->columns * CELL_WIDTH,
					       clip->rows * CELL_HEIGHT };

			if (now)
				pen->clip(pen, NULL);
			pen->clip(pen, &box);
			now = clip;
		}
		draw_stroke(p, pen, &list->stroke[i]);
	}
	if (now)
		pen->clip(pen, NULL);
}

static bool over_stroke(const struct picture *p, int row, int column)
{
	const struct stroke_list *list = &p->grid->strokes;

	for (int i = 0; i < list->strokes; i++) {
		const struct stroke_clip *c = &list->stroke[i].clip;

		if (row >= c->row && row < c->row + c->rows && column >= c->column &&
		    column < c->column + c->columns)
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------- text */

static bool is_text(const struct cell *c)
{
	return c->ch > ' ' && !is_tile(c) && !shape_is_dot(c) && !shape_is_drawn(c->ch) &&
	       !(c->attributes & CELL_STROKED);
}

static bool same_style(const struct cell *a, const struct cell *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

/* Columns of a run of text: words of one style, single blanks between them. */
static int text_run(const struct picture *p, int row, int column)
{
	const struct cell *c = cell_of(p, row, column);
	int room = p->grid->columns - column, n = 1;

	while (n < room) {
		bool half = c[n].ch == 0; /* of a wide character */

		if (half || (is_text(&c[n]) && same_style(&c[n], c)))
			n++;
		else if (c[n].ch == ' ' && n + 1 < room && c[n].bg == c->bg && is_text(&c[n + 1]) &&
			 same_style(&c[n + 1], c))
			n += 2;
		else
			break;
	}
	return n;
}

/* UTF-8 of n cells in pieces that fit `text`; draws them. */
static void draw_run(const struct picture *p, struct pen *pen, int row, int column, int n)
{
	const struct cell *c = cell_of(p, row, column);
	struct pen_text style = { .rgb = text_rgb(p, c),
				  .size = FONT,
				  .advance = CELL_WIDTH,
				  .bold = c->attributes & CELL_BOLD || c->fg == INK_TITLE ||
					  c->fg == INK_STRONG,
				  .underline = c->attributes & CELL_UNDERLINE };
	struct pen_box box = { x_at(column) - 0.5, y_at(p, row) + 1, n * CELL_WIDTH + 1,
			       CELL_HEIGHT - 2 };
	char text[4 * GRID_MAX_SIDE + 1];
	int size = 0;

	for (int i = 0; i < n; i++) {
		if (c[i].ch)
			size += text_encode(c[i].ch, text + size);
	}
	text[size] = 0;
	/* a label on a curve stands before it */
	if (c->bg == INK_NONE && !(c->attributes & CELL_REVERSE) && over_stroke(p, row, column))
		pen->rectangle(pen, &box, palette_paper(p->palette));
	pen->text(pen, x_at(column), y_at(p, row + BASELINE), text, n, &style);
}

static void draw_texts(const struct picture *p, struct pen *pen)
{
	for (int r = 0; r < p->grid->rows; r++) {
		for (int c = 0, n; c < p->grid->columns; c += n) {
			n = 1;
			if (!is_text(cell_of(p, r, c)))
				continue;
			n = text_run(p, r, c);
			draw_run(p, pen, r, c, n);
		}
	}
}

/* ----------------------------------------------------------------- shapes */

static void draw_shapes(const struct picture *p, struct pen *pen)
{
	for (int r = 0; r < p->grid->rows; r++) {
		for (int c = 0; c < p->grid->columns; c++) {
			const struct cell *cell = cell_of(p, r, c);

			if (cell->attributes & CELL_STROKED || is_tile(cell) ||
			    (p->mosaic && mosaic_has(cell)))
				continue;
			shape_draw(pen, cell->ch, x_at(c), y_at(p, r),
				   palette_rgb(p->palette, cell->fg, glyph_is_pixel(cell)));
		}
	}
}

/* Box-drawing characters along a row or a column: a line for every stretch of
   one kind and ink. */
static void draw_stretches(const struct picture *p, struct pen *pen, bool down)
{
	int lines = down ? p->grid->columns : p->grid->rows;
	int halves = 2 * (down ? p->grid->rows : p->grid->columns);

	for (int i = 0; i < lines; i++) {
		enum shape_weight now = SHAPE_NO_LINE;
		int from = 0, ink = 0;

		for (int h = 0; h <= halves; h++) {
			const struct cell *c = NULL;
			enum shape_weight weight = SHAPE_NO_LINE;

			if (h < halves)
				c = down ? cell_of(p, h / 2, i) : cell_of(p, i, h / 2);
			if (c && !is_tile(c))
				weight = shape_half(c->ch, down, h % 2);
			if (weight == now && (!now || c->fg == ink))
				continue;
			if (now)
				shape_stretch(pen, now, down ? x_at(i + 0.5) : x_at(from / 2.0),
					      down ? y_at(p, from / 2.0) : y_at(p, i + 0.5),
					      (h - from) / 2.0, down,
					      palette_rgb(p->palette, ink, false));
			now = weight;
			from = h;
			ink = c ? c->fg : 0;
		}
	}
}

/* -------------------------------------------------------- title, caption */

static void draw_title(const struct picture *p, struct pen *pen)
{
	struct pen_text style = { .rgb = palette_rgb(p->palette, INK_TITLE, false),
				  .size = TITLE_FONT,
				  .advance = TITLE_ADVANCE,
				  .bold = true };

	pen->text(pen, x_at(0), MARGIN + TITLE_FONT, p->title, text_columns(p->title), &style);
}

static void draw_caption(const struct picture *p, struct pen *pen)
{
	struct pen_text style = { .rgb = palette_rgb(p->palette, INK_DIM, false),
				  .size = CAPTION_FONT,
				  .advance = CAPTION_ADVANCE };
	double y = y_at(p, p->grid->rows) + CAPTION_GAP + CAPTION_FONT;
	const char *at = p->caption;
	char line[512];

	for (; text_wrap(&at, caption_columns(p), line, sizeof line); y += CAPTION_LINE)
		pen->text(pen, x_at(0), y, line, text_columns(line), &style);
}

/* Every tile and pixel, by itself or all in one image. */
static void draw_cells(const struct picture *p, struct pen *pen)
{
	struct pen_box box = { x_at(0), y_at(p, 0), p->grid->columns * CELL_WIDTH,
			       p->grid->rows * CELL_HEIGHT };

	if (p->mosaic)
		mosaic_draw(p, &box, pen);
	else
		draw_tiles(p, pen);
}

static void draw(const void *picture, struct pen *pen)
{
	struct pen_box all = { 0, 0, 0, 0 };
	struct picture p = *(const struct picture *)picture;

	p.mosaic = mosaic_wanted(p.grid);
	picture_size(&p, &all.width, &all.height);
	pen->rectangle(pen, &all, palette_paper(p.palette));
	draw_grounds(&p, pen);
	draw_cells(&p, pen);
	draw_stretches(&p, pen, false);
	draw_stretches(&p, pen, true);
	draw_shapes(&p, pen);
	draw_strokes(&p, pen);
	draw_texts(&p, pen);
	if (p.title)
		draw_title(&p, pen);
	if (p.caption)
		draw_caption(&p, pen);
}

struct drawing picture_drawing(const struct picture *picture)
{
	struct drawing d = { .paper = palette_paper(picture->palette),
			     .title = picture->title,
			     .caption = picture->caption,
			     .of = picture,
			     .draw = draw };

	picture_size(picture, &d.width, &d.height);
	return d;
}
