/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_png.c - the pen that paints on a cairo image.
 *
 * Characters are placed one by one, so that the columns are kept in any font.
 */
#include "view/sink/sink_png.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>

#include "view/grid/text.h"
#include "io/textbuf.h"

#define MOST_PIXELS 64e6  /* 4 bytes each while it is painted */
#define MOST_SIDE 32000.0 /* of cairo's images */

struct painting {
	struct pen pen; /* first, so that a pen is one */
	cairo_t *cairo;
	bool failed; /* there was no memory */
};

static cairo_t *cairo_of(struct pen *pen, uint32_t rgb)
{
	cairo_t *cairo = ((struct painting *)pen)->cairo;

	cairo_set_source_rgb(cairo, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0,
			     (rgb & 255) / 255.0);
	return cairo;
}

static void png_rectangle(struct pen *pen, const struct pen_box *box, uint32_t rgb)
{
	cairo_t *cairo = cairo_of(pen, rgb);

	cairo_rectangle(cairo, box->x, box->y, box->width, box->height);
	cairo_fill(cairo);
}

static void png_line(struct pen *pen, const struct stroke_point *point, size_t points,
		     const struct pen_line *line)
{
	cairo_t *cairo = cairo_of(pen, line->rgb);
	double dashes[] = { line->dash, line->gap };

	for (size_t i = 0; i < points; i++)
		cairo_line_to(cairo, (double)point[i].x, (double)point[i].y);
	cairo_set_line_width(cairo, line->width);
	cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	cairo_set_dash(cairo, dashes, line->dash > 0 ? 2 : 0, 0);
	cairo_stroke(cairo);
}

static void png_disc(struct pen *pen, double x, double y, double radius, uint32_t rgb)
{
	cairo_t *cairo = cairo_of(pen, rgb);

	cairo_arc(cairo, x, y, radius, 0, 2 * 3.14159265358979323846);
	cairo_fill(cairo);
}

static void png_text(struct pen *pen, double x, double y, const char *text, int columns,
		     const struct pen_text *style)
{
	cairo_t *cairo = cairo_of(pen, style->rgb);
	int column = 0;
	uint32_t ch;

	cairo_select_font_face(cairo, "monospace", CAIRO_FONT_SLANT_NORMAL,
			       style->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cairo, style->size);
	while ((ch = text_next(&text)) != 0) {
		char one[5] = "";

		one[text_encode(ch, one)] = 0;
		cairo_move_to(cairo, x + column * style->advance, y);
		cairo_show_text(cairo, one);
		column += text_width(ch);
	}
	cairo_new_path(cairo);
	if (style->underline) {
		cairo_rectangle(cairo, x, y + 1.5, columns * style->advance, 0.8);
		cairo_fill(cairo);
	}
}

/* A cairo surface that shares nothing with the image. */
static cairo_surface_t *surface_of(const struct pen_image *image)
{
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_ARGB32, image->columns, image->rows);
	unsigned char *to = cairo_image_surface_get_data(surface);
	int stride = cairo_image_surface_get_stride(surface);

	for (int r = 0; to && image->argb && r < image->rows; r++)
		memcpy(to + (ptrdiff_t)r * stride, image->argb + (size_t)r * (size_t)image->columns,
		       (size_t)image->columns * sizeof *image->argb);
	cairo_surface_mark_dirty(surface);
	return surface;
}

static void png_image(struct pen *pen, const struct pen_box *box, const struct pen_image *image)
{
	struct painting *p = (struct painting *)pen;
	cairo_surface_t *surface = surface_of(image);

	p->failed |= !image->argb;
	cairo_save(p->cairo);
	cairo_translate(p->cairo, box->x, box->y);
	cairo_scale(p->cairo, box->width / image->columns, box->height / image->rows);
	cairo_set_source_surface(p->cairo, surface, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(p->cairo), CAIRO_FILTER_NEAREST);
	cairo_paint(p->cairo);
	cairo_restore(p->cairo);
	cairo_surface_destroy(surface);
}

static void png_clip(struct pen *pen, const struct pen_box *box)
{
	cairo_t *cairo = ((struct painting *)pen)->cairo;

	if (!box) {
		cairo_restore(cairo);
		return;
	}
	cairo_save(cairo);
	cairo_rectangle(cairo, box->x, box->y, box->width, box->height);
	cairo_clip(cairo);
}

static cairo_status_t add_bytes(void *context, const unsigned char *bytes, unsigned int size)
{
	struct textbuf *out = context;

	textbuf_add(out, (const char *)bytes, size);
	return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

/* The same greys everywhere, no hints that move letters off their columns. */
static void set_font_options(cairo_t *cairo)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_set_font_options(cairo, options);
	cairo_font_options_destroy(options);
}

static double fitting_scale(double width, double height, double scale)
{
	scale = fmin(scale, sqrt(MOST_PIXELS / (width * height)));
	return fmin(scale, MOST_SIDE / fmax(width, height));
}

/* Takes the surface. status: whether it could be drawn. */
static enum fpe_status write_surface(cairo_surface_t *surface, cairo_status_t status, char **bytes,
				     size_t *size, struct fpe_error *err)
{
	struct textbuf out = { 0 };

	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(surface, add_bytes, &out);
	cairo_surface_destroy(surface);
	*size = out.size;
	*bytes = textbuf_take(&out);
	if (status == CAIRO_STATUS_SUCCESS && *bytes)
		return FPE_OK;
	free(*bytes);
	*bytes = NULL;
	if (status == CAIRO_STATUS_NO_MEMORY || status == CAIRO_STATUS_SUCCESS)
		return fpe_no_memory(err);
	return fpe_fail(err, FPE_EIO, "PNG: %s", cairo_status_to_string(status));
}

enum fpe_status sink_png(const struct picture *picture, double scale, char **bytes, size_t *size,
			 struct fpe_error *err)
{
	struct painting p = { .pen = { png_rectangle, png_line, png_disc, png_text, png_image,
				       png_clip } };
	cairo_surface_t *surface;
	cairo_status_t status;
	double width, height;

	picture_size(picture, &width, &height);
	scale = fitting_scale(width, height, scale);
	surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * scale),
					     (int)ceil(height * scale));
	p.cairo = cairo_create(surface);
	/* the last pixels are only partly on the paper */
	cairo_of(&p.pen, palette_paper(picture->palette));
	cairo_paint(p.cairo);
	cairo_scale(p.cairo, scale, scale);
	set_font_options(p.cairo);
	picture_draw(picture, &p.pen);
	status = p.failed ? CAIRO_STATUS_NO_MEMORY : cairo_status(p.cairo);
	cairo_destroy(p.cairo);
	return write_surface(surface, status, bytes, size, err);
}

enum fpe_status sink_png_image(const struct pen_image *image, char **bytes, size_t *size,
			       struct fpe_error *err)
{
	cairo_surface_t *surface = surface_of(image);

	return write_surface(surface,
			     image->argb ? cairo_surface_status(surface) : CAIRO_STATUS_NO_MEMORY,
			     bytes, size, err);
}
