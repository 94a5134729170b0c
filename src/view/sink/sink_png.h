/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink_png.h - a picture as PNG, by cairo. */
#ifndef VIEW_SINK_PNG_H
#define VIEW_SINK_PNG_H

#include "fpe/error.h"
#include "view/sink/picture.h"

#define SINK_PNG_SCALE 2.5 /* pixels a point: a cell has 18 x 36 */

/*
 * A whole PNG file, without dates. Very large pictures get fewer pixels a point.
 * Gives *bytes, malloc'ed, of *size. FPE_ENOMEM; FPE_EIO: cairo says why.
 */
enum fpe_status sink_png(const struct picture *picture, double scale, char **bytes, size_t *size,
			 struct fpe_error *err);

/* An image as a PNG file, a pixel a pixel; as above. */
enum fpe_status sink_png_image(const struct pen_image *image, char **bytes, size_t *size,
			       struct fpe_error *err);

#endif
