/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_sheet.c - title, views in rows from left to right, caption. */
#include "view/paper/paper_sheet.h"

#include <math.h>
#include <stdlib.h>

#include "view/grid/grid.h"
#include "view/grid/palette.h"
#include "view/paper/lettering.h"
#include "view/paper/paper_part.h"

#define MARGIN 14.4
#define TITLE_FONT 12.0
#define TITLE_LINE 16.0
#define VIEW_TITLE 14.0
#define GAP 18.0       /* between views */
#define NOTE_LEAST 0.6 /* of the sheet: width of a note */
#define CAPTION_GAP 8.0

static const struct paper_part *const parts[PAPER_KINDS] = {
	[PAPER_PLOT] = &paper_part_plot,
	[PAPER_MATRIX] = &paper_part_matrix,
	[PAPER_GRAPH] = &paper_part_graph,
	[PAPER_TABLE] = &paper_part_table,
};

/* Where a view stands, its title and note with it. */
struct place {
	double x, y, width, height;
	double body, note; /* heights of them */
};

static double title_height(const struct paper_view *v)
{
	return v->title ? VIEW_TITLE : 0;
}

/* Do views of the kind share a row evenly? */
static bool is_stretched(const struct paper_view *v)
{
	return v->kind == PAPER_PLOT || v->kind == PAPER_GRAPH;
}

static void measure(const struct paper_sheet *s, const struct paper_view *v, struct place *p)
{
	int across = s->paper->across > 1 && is_stretched(v) ? s->paper->across : 1;
	double room = (s->width - (across - 1) * GAP) / across;

	p->width = room;
	p->body = is_stretched(v) && s->height > 0 ? s->height - title_height(v) : 0;
	parts[v->kind]->measure(s, v, &p->width, &p->body);
	if (v->note && !is_stretched(v)) /* no lines of single words */
		p->width = fmax(p->width, fmin(room, NOTE_LEAST * s->width));
	p->note = v->note ? PAPER_LINE * lettering_lines(v->note, p->width, PAPER_FONT) + 4 : 0;
	if (v->title)
		p->width = fmax(p->width, lettering_width(v->title, 10, true));
	p->height = title_height(v) + p->body + p->note;
}

/* From a view that begins a group to its end. */
static double group_width(const struct paper_sheet *s, const struct place *place, int first)
{
	double sum = place[first].width;

	for (int i = first + 1; i < s->paper->views && !s->paper->view[i].begins; i++)
		sum += GAP + place[i].width;
	return sum;
}

/* Places of all views; gives the height of all of them. */
static double place_views(const struct paper_sheet *s, struct place *place)
{
	double x = 0, y = 0, high = 0;

	for (int i = 0; i < s->paper->views; i++)
		measure(s, &s->paper->view[i], &place[i]);
	for (int i = 0; i < s->paper->views; i++) {
		const struct paper_view *v = &s->paper->view[i];
		struct place *p = &place[i];

		if (x > 0 &&
		    x + (v->begins ? group_width(s, place, i) : p->width) > s->width + 0.5) {
			y += high + GAP;
			x = high = 0;
		}
		p->x = x;
		p->y = y;
		x += p->width + GAP;
		high = fmax(high, p->height);
	}
	return y + high;
}

static int text_lines(const struct paper_sheet *s, const char *text, double size)
{
	return text ? lettering_lines(text, s->width, size) : 0;
}

static double head_height(const struct paper_sheet *s)
{
	int lines = text_lines(s, s->title, TITLE_FONT * 1.12);

	return MARGIN + lines * TITLE_LINE + (lines ? 8 : 0);
}

/* ----------------------------------------------------------------- drawing */

static double draw_lines(const struct paper_sheet *s, struct pen *pen, double x, double y,
			 double width, const char *text, int ink)
{
	char line[512];

	while (text && lettering_wrap(&text, width, PAPER_FONT, line, sizeof line)) {
		paper_words(s, pen, x, y, ink, PEN_START, line);
		y += PAPER_LINE;
	}
	return y;
}

static void draw_title(const struct paper_sheet *s, struct pen *pen)
{
	struct pen_words style = { .rgb = paper_rgb(s, INK_TITLE),
				   .size = TITLE_FONT,
				   .bold = true };
	const char *at = s->title;
	double y = MARGIN + TITLE_FONT;
	char line[512];

	for (; at && lettering_wrap(&at, s->width, TITLE_FONT * 1.12, line, sizeof line);
	     y += TITLE_LINE)
		pen->words(pen, MARGIN, y, line, &style);
}

static void draw_view(const struct paper_sheet *s, const struct paper_view *v,
		      const struct place *p, struct pen *pen)
{
	double x = MARGIN + p->x, y = head_height(s) + p->y;
	struct pen_words style = { .rgb = paper_rgb(s, v->title_ink), .size = 10, .bold = true };
	struct pen_box box = { x, y + title_height(v), p->width, p->body };

	if (v->title)
		pen->words(pen, x, y + 10, v->title, &style);
	parts[v->kind]->draw(s, v, &box, pen);
	draw_lines(s, pen, x, box.y + box.height + PAPER_FONT + 2, p->width, v->note, INK_DIM);
}

static void sheet_draw(const void *of, struct pen *pen)
{
	const struct paper_sheet *s = of;
	struct place *place = calloc((size_t)s->paper->views + 1, sizeof *place);
	struct drawing d = paper_drawing(s);
	struct pen_box all = { 0, 0, d.width, d.height };
	double y = head_height(s) + CAPTION_GAP + PAPER_FONT;

	pen->rectangle(pen, &all, d.paper);
	draw_title(s, pen);
	if (s->paper->why)
		y = draw_lines(s, pen, MARGIN, y, s->width, s->paper->why, INK_NONE);
	if (place) {
		y += place_views(s, place);
		for (int i = 0; i < s->paper->views; i++)
			draw_view(s, &s->paper->view[i], &place[i], pen);
	}
	free(place);
	draw_lines(s, pen, MARGIN, y, s->width, s->caption, INK_DIM);
}

struct drawing paper_drawing(const struct paper_sheet *sheet)
{
	struct place *place = calloc((size_t)sheet->paper->views + 1, sizeof *place);
	struct drawing d = { .width = sheet->width + 2 * MARGIN,
			     .paper = palette_paper(sheet->palette),
			     .title = sheet->title,
			     .caption = sheet->caption,
			     .of = sheet,
			     .draw = sheet_draw };

	d.height = head_height(sheet) + (place ? place_views(sheet, place) : 0);
	d.height += PAPER_LINE * text_lines(sheet, sheet->paper->why, PAPER_FONT);
	d.height +=
		CAPTION_GAP + PAPER_LINE * text_lines(sheet, sheet->caption, PAPER_FONT) + MARGIN;
	free(place);
	return d;
}
