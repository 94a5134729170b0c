/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink_svg.h - a drawing as SVG 1.1; its text can be selected and searched. */
#ifndef VIEW_SINK_SVG_H
#define VIEW_SINK_SVG_H

#include "io/textbuf.h"
#include "view/sink/drawing.h"

/* A whole document, as struct sink wants it. */
enum fpe_status sink_svg(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err);
/* The element <svg> alone, to stand in a page; ids begin with `prefix`. */
void sink_svg_element(const struct drawing *drawing, const char *prefix, struct textbuf *out);
/* Text between tags: escaped, without what XML has no character for. */
void sink_svg_text(struct textbuf *out, const char *text);

#endif
