/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_part.h - the kinds of views, a file each. For paper_sheet.c alone. */
#ifndef VIEW_PAPER_PART_H
#define VIEW_PAPER_PART_H

#include "view/paper/paper_sheet.h"

#define PAPER_FONT 8.0 /* of labels; a size that TeX has */
#define PAPER_LINE 11.0

struct paper_part {
	/* *width: in as much as there is, out what it takes. *height: in what is asked
	   for, 0: nothing; out what it takes. */
	void (*measure)(const struct paper_sheet *sheet, const struct paper_view *view,
			double *width, double *height);
	void (*draw)(const struct paper_sheet *sheet, const struct paper_view *view,
		     const struct pen_box *box, struct pen *pen);
};

extern const struct paper_part paper_part_plot, paper_part_matrix, paper_part_graph,
	paper_part_table;

/* Colours: of an ink, of a number -1 … 1 or 0 … 1 on the scales, without steps; of what
   is written on such a ground. */
uint32_t paper_rgb(const struct paper_sheet *sheet, int ink);
uint32_t paper_signed(const struct paper_sheet *sheet, double share);
uint32_t paper_share(const struct paper_sheet *sheet, double share);
uint32_t paper_on(uint32_t ground);
/* Hardly there: lines behind a plot. */
uint32_t paper_faint(const struct paper_sheet *sheet);
/* Words of the labels' size. */
void paper_words(const struct paper_sheet *sheet, struct pen *pen, double x, double y, int ink,
		 enum pen_anchor anchor, const char *text);
double paper_width(const char *text);
/* The line of an ink; without colours inks differ by their dashes. */
struct pen_line paper_line(const struct paper_sheet *sheet, int ink, double width);
/* A label of an axis: minus as U+2212, "5e6" as 5×10⁶. Returns out. */
const char *paper_label(const char *digits, char *out, size_t size);
/* "×10³⁰" */
const char *paper_power(int exponent, char *out, size_t size);

#endif
