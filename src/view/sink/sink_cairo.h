/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink_cairo.h - a drawing as PNG or PDF, by cairo. */
#ifndef VIEW_SINK_CAIRO_H
#define VIEW_SINK_CAIRO_H

#include "view/sink/drawing.h"

#define SINK_PNG_SCALE 2.5 /* pixels a point: a cell has 18 x 36 */

/* A whole file, without dates, as struct sink wants it. Very large pictures get fewer
   pixels a point. */
enum fpe_status sink_png(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err);
/* One page as large as the drawing, its fonts in it, its text to be selected. */
enum fpe_status sink_pdf(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err);

/* An image as a PNG file, a pixel a pixel; as above. */
enum fpe_status sink_png_image(const struct pen_image *image, char **bytes, size_t *size,
			       struct fpe_error *err);

#endif
