/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weights_paper.c - each neuron's incoming weights as a picture, on paper: all of them. */
#include <math.h>

#include "view/figure/figure.h"
#include "view/panel/weights/album.h"
#include "view/paper/paper_arms.h"

#define PICTURE 61.0 /* points of its longer side: two groups of three stand in a row */
#define PIXEL 10.0   /* at most */
#define SHAPES 256   /* pixels of a picture that are drawn one by one */

/* Are its pictures images, and not a shape for each pixel? */
static bool is_large(const struct album *b)
{
	return b->shape.rows * b->shape.columns > SHAPES;
}

static void add_picture(const struct album *b, const struct album_picture *p, bool begins,
			struct paper *out)
{
	struct paper_view *view = paper_add(out, PAPER_MATRIX);
	struct paper_matrix *m = &view->matrix;
	int longer = b->shape.rows > b->shape.columns ? b->shape.rows : b->shape.columns;

	view->title = paper_text(out, "%s", album_name(b, p).text);
	view->title_ink = INK_NONE;
	view->begins = begins;
	paper_matrix_size(out, view, b->shape.rows, b->shape.columns);
	for (int r = 0; r < m->rows; r++) {
		for (int c = 0; c < m->columns; c++) {
			int input = shape_input(&b->shape, r, c);

			m->value[(size_t)r * (size_t)m->columns + (size_t)c] =
				input < 0 ? INFINITY : album_weight(b, p, input);
		}
	}
	m->picture = true;
	m->pixels = is_large(b);
	m->is_signed = true;
	m->high = b->limit;
	m->cell = fmin(PIXEL, PICTURE / longer);
}

/* The scale that all pictures share. */
static void add_scale(const struct album *b, struct paper *out)
{
	struct paper_view *view = paper_add(out, PAPER_MATRIX);
	struct paper_matrix *m = &view->matrix;

	view->begins = true;
	paper_matrix_size(out, view, 1, 1);
	if (m->value)
		m->value[0] = INFINITY;
	m->cell = PIXEL;
	m->picture = true;
	m->pixels = is_large(b);
	m->is_signed = true;
	m->high = b->limit;
	m->bar = true;
	m->scale_name = paper_text(out, b->minus ? "change of the weight" : "weight");
	m->missing = paper_text(out, b->minus ? "masked in both" : "masked");
}

static void add_album(const struct album *b, struct paper *out)
{
	for (int g = 0; g < b->groups; g++) {
		for (int i = 0; i < album_count(b, g); i++) {
			struct album_picture p = album_picture(b, g, i);

			add_picture(b, &p, i == 0 && (g == 0 || b->parents), out);
		}
	}
	add_scale(b, out);
}

void weights_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);
	char why[200];

	for (int i = 0; i < n; i++) {
		struct album b;

		if (album_open(&b, s, o, arms[i], why, sizeof why))
			add_album(&b, out);
		else
			paper_say(out, why);
		album_close(&b);
	}
}
