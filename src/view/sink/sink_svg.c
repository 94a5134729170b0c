/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_svg.c - the pen that writes SVG.
 *
 * Written here and not by cairo, which turns text into outlines that can be
 * neither selected nor searched, and whose bytes depend on the fonts there are
 * and on what was drawn before.
 */
#include "view/sink/sink_svg.h"

#include <stdlib.h>

#include "io/base64.h"
#include "view/grid/text.h"
#include "view/sink/sink_cairo.h"

struct svg {
	struct pen pen; /* first, so that a pen is one */
	struct textbuf out;
	const char *prefix; /* of ids */
	int clips;	    /* so far */
};

static struct textbuf *out_of(struct pen *pen)
{
	return &((struct svg *)pen)->out;
}

/* A number with at most two decimals: " x="12.5"". */
static void put_number(struct textbuf *out, const char *name, double value)
{
	long hundredths = (long)(value * 100 + (value < 0 ? -0.5 : 0.5));
	long size = labs(hundredths);

	if (name)
		textbuf_printf(out, " %s=\"", name);
	textbuf_printf(out, "%s%ld", hundredths < 0 ? "-" : "", size / 100);
	if (size % 10)
		textbuf_printf(out, ".%02ld", size % 100);
	else if (size % 100)
		textbuf_printf(out, ".%ld", size % 100 / 10);
	if (name)
		textbuf_puts(out, "\"");
}

/* text_next lets only characters through that XML has. */
void sink_svg_text(struct textbuf *out, const char *text)
{
	char bytes[4];
	uint32_t ch;

	while ((ch = text_next(&text)) != 0) {
		if (ch == '&')
			textbuf_puts(out, "&amp;");
		else if (ch == '<')
			textbuf_puts(out, "&lt;");
		else if (ch == '>')
			textbuf_puts(out, "&gt;");
		else
			textbuf_add(out, bytes, (size_t)text_encode(ch, bytes));
	}
}

static void put_box(struct textbuf *out, const struct pen_box *box)
{
	put_number(out, "x", box->x);
	put_number(out, "y", box->y);
	put_number(out, "width", box->width);
	put_number(out, "height", box->height);
}

static void svg_rectangle(struct pen *pen, const struct pen_box *box, uint32_t rgb)
{
	struct textbuf *out = out_of(pen);

	textbuf_puts(out, "<rect");
	put_box(out, box);
	textbuf_printf(out, " fill=\"#%06x\"/>\n", rgb);
}

static void put_points(struct textbuf *out, const struct stroke_point *point, size_t points)
{
	for (size_t i = 0; i < points; i++) {
		textbuf_puts(out, i ? " " : "");
		put_number(out, NULL, (double)point[i].x);
		textbuf_puts(out, ",");
		put_number(out, NULL, (double)point[i].y);
	}
}

static void svg_line(struct pen *pen, const struct stroke_point *point, size_t points,
		     const struct pen_line *line)
{
	struct textbuf *out = out_of(pen);

	textbuf_puts(out, "<path d=\"M");
	put_points(out, point, points);
	textbuf_printf(out, "\" fill=\"none\" stroke=\"#%06x\"", line->rgb);
	put_number(out, "stroke-width", line->width);
	if (line->dash > 0) {
		textbuf_puts(out, " stroke-dasharray=\"");
		put_number(out, NULL, line->dash);
		textbuf_puts(out, " ");
		put_number(out, NULL, line->gap);
		textbuf_puts(out, "\"");
	} else if (points > 2) {
		textbuf_puts(out, " stroke-linejoin=\"round\"");
	}
	textbuf_puts(out, "/>\n");
}

static void svg_disc(struct pen *pen, double x, double y, double radius, uint32_t rgb)
{
	struct textbuf *out = out_of(pen);

	textbuf_puts(out, "<circle");
	put_number(out, "cx", x);
	put_number(out, "cy", y);
	put_number(out, "r", radius);
	textbuf_printf(out, " fill=\"#%06x\"/>\n", rgb);
}

static void svg_text(struct pen *pen, double x, double y, const char *text, int columns,
		     const struct pen_text *style)
{
	struct textbuf *out = out_of(pen);

	textbuf_puts(out, "<text");
	put_number(out, "x", x);
	put_number(out, "y", y);
	put_number(out, "font-size", style->size);
	/* whatever the font: the columns of the grid are kept */
	put_number(out, "textLength", columns * style->advance);
	textbuf_printf(out, " lengthAdjust=\"spacingAndGlyphs\" fill=\"#%06x\"%s%s>", style->rgb,
		       style->bold ? " font-weight=\"bold\"" : "",
		       style->underline ? " text-decoration=\"underline\"" : "");
	sink_svg_text(out, text);
	textbuf_puts(out, "</text>\n");
}

/* As PNG inside the file; what a viewer may not smooth. */
static void svg_image(struct pen *pen, const struct pen_box *box, const struct pen_image *image)
{
	struct textbuf *out = out_of(pen);
	size_t size;
	char *png;

	if (sink_png_image(image, &png, &size, NULL)) {
		out->failed = true;
		return;
	}
	textbuf_puts(out, "<image");
	put_box(out, box);
	textbuf_puts(
		out,
		" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"data:image/png;base64,");
	base64_put(out, png, size);
	textbuf_puts(out, "\"/>\n");
	free(png);
}

static void svg_clip(struct pen *pen, const struct pen_box *box)
{
	struct svg *svg = (struct svg *)pen;

	if (!box) {
		textbuf_puts(&svg->out, "</g>\n");
		return;
	}
	textbuf_printf(&svg->out, "<clipPath id=\"%sclip%d\"><rect", svg->prefix, svg->clips);
	put_box(&svg->out, box);
	textbuf_printf(&svg->out, "/></clipPath>\n<g clip-path=\"url(#%sclip%d)\">\n", svg->prefix,
		       svg->clips++);
}

static void svg_polygon(struct pen *pen, const struct stroke_point *point, size_t points,
			uint32_t rgb, double opacity)
{
	struct textbuf *out = out_of(pen);

	textbuf_puts(out, "<polygon points=\"");
	put_points(out, point, points);
	textbuf_printf(out, "\" fill=\"#%06x\"", rgb);
	if (opacity < 1)
		put_number(out, "fill-opacity", opacity);
	textbuf_puts(out, "/>\n");
}

static void svg_words(struct pen *pen, double x, double y, const char *text,
		      const struct pen_words *style)
{
	static const char *const anchors[] = { "", " text-anchor=\"middle\"",
					       " text-anchor=\"end\"" };
	struct textbuf *out = out_of(pen);

	textbuf_puts(out, "<text class=\"w\"");
	put_number(out, "x", x);
	put_number(out, "y", y);
	put_number(out, "font-size", style->size);
	if (style->up) {
		textbuf_puts(out, " transform=\"rotate(-90 ");
		put_number(out, NULL, x);
		textbuf_puts(out, " ");
		put_number(out, NULL, y);
		textbuf_puts(out, ")\"");
	}
	textbuf_printf(out, "%s fill=\"#%06x\"%s>", anchors[style->anchor], style->rgb,
		       style->bold ? " font-weight=\"bold\"" : "");
	sink_svg_text(out, text);
	textbuf_puts(out, "</text>\n");
}

static void svg_group(struct pen *pen, const char *kind, const char *name)
{
	struct textbuf *out = out_of(pen);

	if (!kind) {
		textbuf_puts(out, "</g>\n");
		return;
	}
	textbuf_printf(out, "<g class=\"%s\"><title>", kind);
	sink_svg_text(out, name ? name : kind);
	textbuf_puts(out, "</title>\n");
}

void sink_svg_element(const struct drawing *drawing, const char *prefix, struct textbuf *whole)
{
	struct svg svg = { .pen = { svg_rectangle, svg_line, svg_disc, svg_text, svg_image,
				    svg_clip, svg_polygon, svg_words, svg_group, NULL },
			   .out = *whole,
			   .prefix = prefix };
	struct textbuf *out = &svg.out;

	textbuf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");
	put_number(out, "width", drawing->width);
	put_number(out, "height", drawing->height);
	textbuf_puts(out, " viewBox=\"0 0 ");
	put_number(out, NULL, drawing->width);
	textbuf_puts(out, " ");
	put_number(out, NULL, drawing->height);
	textbuf_puts(out, "\">\n<title>");
	sink_svg_text(out, drawing->title ? drawing->title : "fpe-tui");
	textbuf_puts(out, "</title>\n<desc>");
	sink_svg_text(out, drawing->caption ? drawing->caption : "");
	textbuf_puts(
		out,
		"</desc>\n<style>.w{font-family:Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif}</style>\n<g font-family=\"'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace\">\n");
	drawing->draw(drawing->of, &svg.pen);
	textbuf_puts(out, "</g>\n</svg>\n");
	*whole = svg.out;
}

enum fpe_status sink_svg(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err)
{
	struct textbuf out = { 0 };

	textbuf_puts(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	sink_svg_element(drawing, "", &out);
	*size = out.size;
	*bytes = textbuf_take(&out);
	return *bytes ? FPE_OK : fpe_no_memory(err);
}
