/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sinks.c - the kinds of file that a drawing can be written to, one row each. */
#include "view/sink/drawing.h"
#include "view/sink/sink_cairo.h"
#include "view/sink/sink_svg.h"
#include "view/sink/sink_tex.h"

const struct sink sinks[] = {
	{ ".svg", "a drawing", sink_svg },
	{ ".png", "a picture", sink_png },
	{ ".pdf", "a sheet", sink_pdf },
	{ ".tex", "for TeX", sink_tex },
	{ .suffix = NULL },
};
