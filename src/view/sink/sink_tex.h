/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_tex.h - a drawing for LaTeX, by TikZ and pgfplots: a document by itself, and
 * to be \input into one that uses both packages.
 */
#ifndef VIEW_SINK_TEX_H
#define VIEW_SINK_TEX_H

#include "view/sink/drawing.h"

/* As struct sink wants it. Plots keep their numbers: points are in units of the axes. */
enum fpe_status sink_tex(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err);

#endif
