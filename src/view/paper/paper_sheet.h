/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper_sheet.h - a figure in numbers laid out on paper: title, views, caption.
 *
 * Every tick, point, line and cell stands at its number, in points from the top left.
 */
#ifndef VIEW_PAPER_SHEET_H
#define VIEW_PAPER_SHEET_H

#include "view/paper/paper.h"
#include "view/sink/drawing.h"

struct paper_sheet {
	const struct paper *paper;   /* borrowed, as the texts */
	int palette;		     /* as palette_for gives it */
	const char *title, *caption; /* NULL: none */
	double width;		     /* between the margins */
	double height;		     /* of the views; 0: what suits them */
};

/* As sinks take it; the sheet must live as long. */
struct drawing paper_drawing(const struct paper_sheet *sheet);

#endif
