/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_cairo.c - the pen that paints by cairo: on an image, or a page of a PDF.
 *
 * Characters of a grid are placed one by one, so that the columns are kept in any font.
 */
#include "view/sink/sink_cairo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
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

static void paint_rectangle(struct pen *pen, const struct pen_box *box, uint32_t rgb)
{
	cairo_t *cairo = cairo_of(pen, rgb);

	cairo_rectangle(cairo, box->x, box->y, box->width, box->height);
	cairo_fill(cairo);
}

static void paint_line(struct pen *pen, const struct stroke_point *point, size_t points,
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

static void paint_disc(struct pen *pen, double x, double y, double radius, uint32_t rgb)
{
	cairo_t *cairo = cairo_of(pen, rgb);

	cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
	cairo_fill(cairo);
}

static void paint_text(struct pen *pen, double x, double y, const char *text, int columns,
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

static void paint_image(struct pen *pen, const struct pen_box *box, const struct pen_image *image)
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

static void paint_clip(struct pen *pen, const struct pen_box *box)
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

static void paint_polygon(struct pen *pen, const struct stroke_point *point, size_t points,
			  uint32_t rgb, double opacity)
{
	cairo_t *cairo = cairo_of(pen, rgb);

	if (opacity < 1)
		cairo_set_source_rgba(cairo, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0,
				      (rgb & 255) / 255.0, opacity);
	for (size_t i = 0; i < points; i++)
		cairo_line_to(cairo, (double)point[i].x, (double)point[i].y);
	cairo_fill(cairo);
}

/* The text without what is no character: cairo would stop at it. */
static char *shown_text(const char *text)
{
	struct textbuf out = { 0 };
	char bytes[4];
	uint32_t ch;

	while ((ch = text_next(&text)) != 0)
		textbuf_add(&out, bytes, (size_t)text_encode(ch, bytes));
	return textbuf_take(&out);
}

static void paint_words(struct pen *pen, double x, double y, const char *text,
			const struct pen_words *style)
{
	cairo_t *cairo = cairo_of(pen, style->rgb);
	cairo_text_extents_t extents;
	char *shown = shown_text(text);

	if (!shown) {
		((struct painting *)pen)->failed = true;
		return;
	}
	cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
			       style->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cairo, style->size);
	cairo_text_extents(cairo, shown, &extents);
	cairo_save(cairo);
	cairo_translate(cairo, x, y);
	if (style->up)
		cairo_rotate(cairo, -M_PI / 2);
	cairo_move_to(cairo, -extents.x_advance * style->anchor / 2, 0);
	cairo_show_text(cairo, shown);
	cairo_restore(cairo);
	cairo_new_path(cairo);
	free(shown);
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

/* What was written, or why it was not. */
static enum fpe_status take_bytes(struct textbuf *out, cairo_status_t status, char **bytes,
				  size_t *size, struct fpe_error *err)
{
	*size = out->size;
	*bytes = textbuf_take(out);
	if (status == CAIRO_STATUS_SUCCESS && *bytes)
		return FPE_OK;
	free(*bytes);
	*bytes = NULL;
	if (status == CAIRO_STATUS_NO_MEMORY || status == CAIRO_STATUS_SUCCESS)
		return fpe_no_memory(err);
	return fpe_fail(err, FPE_EIO, "cairo: %s", cairo_status_to_string(status));
}

/* Takes the surface. status: whether it could be drawn. */
static enum fpe_status write_surface(cairo_surface_t *surface, cairo_status_t status, char **bytes,
				     size_t *size, struct fpe_error *err)
{
	struct textbuf out = { 0 };

	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(surface, add_bytes, &out);
	cairo_surface_destroy(surface);
	return take_bytes(&out, status, bytes, size, err);
}

/* Gives a pen on the surface, all of it painted with the paper's colour. */
static struct painting painting_on(cairo_surface_t *surface, const struct drawing *drawing,
				   double scale)
{
	struct painting p = { .pen = { paint_rectangle, paint_line, paint_disc, paint_text,
				       paint_image, paint_clip, paint_polygon, paint_words, NULL,
				       NULL },
			      .cairo = cairo_create(surface) };

	/* the last pixels are only partly on the paper */
	cairo_of(&p.pen, drawing->paper);
	cairo_paint(p.cairo);
	cairo_scale(p.cairo, scale, scale);
	set_font_options(p.cairo);
	drawing->draw(drawing->of, &p.pen);
	return p;
}

/* Takes what was painted; whether it could be. */
static cairo_status_t painting_end(struct painting *p)
{
	cairo_status_t status = p->failed ? CAIRO_STATUS_NO_MEMORY : cairo_status(p->cairo);

	cairo_destroy(p->cairo);
	return status;
}

enum fpe_status sink_png(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err)
{
	double scale = fitting_scale(drawing->width, drawing->height, SINK_PNG_SCALE);
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(drawing->width * scale),
					   (int)ceil(drawing->height * scale));
	struct painting p = painting_on(surface, drawing, scale);

	return write_surface(surface, painting_end(&p), bytes, size, err);
}

enum fpe_status sink_pdf(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err)
{
	struct textbuf out = { 0 };
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
		add_bytes, &out, drawing->width, drawing->height);
	struct painting p;
	cairo_status_t status;

	cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
				       drawing->title ? drawing->title : "fpe-tui");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT,
				       drawing->caption ? drawing->caption : "");
	/* nothing of a figure depends on the clock */
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
	p = painting_on(surface, drawing, 1);
	status = painting_end(&p);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return take_bytes(&out, status, bytes, size, err);
}

enum fpe_status sink_png_image(const struct pen_image *image, char **bytes, size_t *size,
			       struct fpe_error *err)
{
	cairo_surface_t *surface = surface_of(image);

	return write_surface(surface,
			     image->argb ? cairo_surface_status(surface) : CAIRO_STATUS_NO_MEMORY,
			     bytes, size, err);
}
