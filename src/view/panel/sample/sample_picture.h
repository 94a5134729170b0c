/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_picture.h - the inputs of a real-valued sample, as a picture. */
#ifndef VIEW_SAMPLE_PICTURE_H
#define VIEW_SAMPLE_PICTURE_H

#include "view/figure/shape.h"
#include "view/panel/sample/trace.h"

struct sample_picture {
	const struct trace *t;
	int arm;
	struct shape shape;
	double limit;	   /* largest size of an input, > 0 */
	int per;	   /* pixels to half a cell's side */
	int rows, columns; /* cells */
};

/* As large as fits; after options' shape, a guess where that is not possible. */
void sample_picture_open(struct sample_picture *p, const struct trace *t,
			 const struct panel_options *o, int arm, int rows, int columns);
/* Where there is a row more below it: the limits, and what half a cell is. */
void sample_picture_draw(const struct sample_picture *p, struct area a);

#endif
