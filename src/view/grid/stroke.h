/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stroke.h - lines and dots as they were meant, before they became Braille.
 *
 * A stroke of one point is a dot. A sink that can draw lines uses strokes in
 * place of the cells that stand for them. Start with a zeroed struct.
 */
#ifndef VIEW_STROKE_H
#define VIEW_STROKE_H

#include <stdbool.h>

struct stroke_point {
	float x, y;
};

/* A rectangle in cells, outside of which nothing of a stroke shows. */
struct stroke_clip {
	int row, column, rows, columns;
};

struct stroke {
	int first; /* in stroke_list.point */
	int points;
	int ink; /* enum ink; in a canvas its owner */
	struct stroke_clip clip;
};

struct stroke_list {
	struct stroke *stroke;
	struct stroke_point *point;
	int strokes, stroke_room, points, point_room;
	bool failed; /* memory ran out: some are missing */
};

/* A line goes on where the last one of its ink and clip ended. */
void stroke_line(struct stroke_list *list, struct stroke_point from, struct stroke_point to,
		 int ink, const struct stroke_clip *clip);
void stroke_dot(struct stroke_list *list, struct stroke_point at, int ink,
		const struct stroke_clip *clip);
/* No strokes; keeps the memory. */
void stroke_reset(struct stroke_list *list);
void stroke_clear(struct stroke_list *list);

#endif
