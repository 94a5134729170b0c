/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * geometry.h - what the picture of directions (geometry.c) and the words about
 * it (geometry_words.c) share.
 */
#ifndef VIEW_GEOMETRY_H
#define VIEW_GEOMETRY_H

#include "view/figure/figure.h"
#include "view/panel/geometry/space.h"
/* What is shown: what was asked for if the layer has it; else clauses, else
   inputs. */
enum fpe_of geometry_of(const struct snapshot *s, const struct panel_options *o, int layer);
/*
 * The directions of an arm, as they are drawn: the second of two arms turned
 * towards the first. NULL: no memory, or there are none. Gives.
 */
struct space *geometry_space(const struct snapshot *s, const struct panel_options *o, int arm);
/* Axes that are drawn: of a plane two, of a line one. */
static inline int geometry_axes(const struct space *space)
{
	return space->length < 3 ? space->length : 3;
}
/* From where it is seen: a plane from above, whatever the camera says. */
struct panel_camera geometry_camera(const struct panel_options *o, const struct space *space);
/* The item that a hit of this figure stands for, and of what. */
int geometry_item(const struct hit *hit, enum fpe_of *of);
struct hit geometry_hit(enum fpe_of of, int arm, int layer, int item, double norm);

extern const struct panel_key geometry_keys[];
void geometry_drag(struct panel_options *o, int rows, int columns);
/* struct panel's functions of the same names */
panel_title_fn geometry_title;
panel_describe_fn geometry_describe;
panel_work_out_fn geometry_work_out;
panel_numbers_fn geometry_numbers;
panel_paper_fn geometry_paper;

#endif
