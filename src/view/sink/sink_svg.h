/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink_svg.h - a picture as SVG. */
#ifndef VIEW_SINK_SVG_H
#define VIEW_SINK_SVG_H

#include "view/sink/picture.h"

/*
 * A whole SVG 1.1 document, the same bytes for the same picture. Its text can be
 * selected and searched. Gives a malloc'ed string, NULL: no memory.
 */
char *sink_svg(const struct picture *picture);

#endif
