/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stroke.c - a list of polylines that grows. Owns its strokes and points. */
#include "view/grid/stroke.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"

static bool add_point(struct stroke_list *list, struct stroke_point at)
{
	if (room_for(&list->point, &list->point_room, list->points + 1, sizeof *list->point, NULL))
		list->failed = true;
	if (list->failed)
		return false;
	list->point[list->points++] = at;
	list->stroke[list->strokes - 1].points++;
	return true;
}

static bool add_stroke(struct stroke_list *list, int ink, const struct stroke_clip *clip)
{
	if (room_for(&list->stroke, &list->stroke_room, list->strokes + 1, sizeof *list->stroke,
		     NULL))
		list->failed = true;
	if (list->failed)
		return false;
	list->stroke[list->strokes++] =
		(struct stroke){ .first = list->points, .ink = ink, .clip = *clip };
	return true;
}

/* Does the last stroke end here, and is it of this ink? */
static bool goes_on(const struct stroke_list *list, struct stroke_point from, int ink,
		    const struct stroke_clip *clip)
{
	const struct stroke *last;
	const struct stroke_point *end;

	if (!list->strokes)
		return false;
	last = &list->stroke[list->strokes - 1];
	end = &list->point[list->points - 1];
	return last->ink == ink && end->x == from.x && end->y == from.y &&
	       memcmp(&last->clip, clip, sizeof *clip) == 0;
}

void stroke_line(struct stroke_list *list, struct stroke_point from, struct stroke_point to,
		 int ink, const struct stroke_clip *clip)
{
	if (list->failed)
		return;
	if (from.x == to.x && from.y == to.y) {
		if (!goes_on(list, from, ink, clip))
			stroke_dot(list, from, ink, clip);
		return;
	}
	if (goes_on(list, from, ink, clip) ||
	    (add_stroke(list, ink, clip) && add_point(list, from)))
		add_point(list, to);
}

void stroke_dot(struct stroke_list *list, struct stroke_point at, int ink,
		const struct stroke_clip *clip)
{
	if (!list->failed && add_stroke(list, ink, clip))
		add_point(list, at);
}

void stroke_reset(struct stroke_list *list)
{
	list->strokes = list->points = 0;
	list->failed = false;
}

void stroke_clear(struct stroke_list *list)
{
	free(list->stroke);
	free(list->point);
	*list = (struct stroke_list){ 0 };
}
