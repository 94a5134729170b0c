/* SPDX-License-Identifier: GPL-3.0-or-later */
/* album_words.c - pixels of a picture of weights in words. */
#include <math.h>
#include <stdio.h>

#include "view/figure/weight.h"
#include "view/panel/weights/album.h"

#define LISTED 16 /* pixels told one by one */

/* "row 12, column 5", "rows 12-13, columns 4-5", after the channel. */
static void tell_place(const struct album *b, const struct album_pixels *p, struct textbuf *out)
{
	int columns = b->shape.columns / b->shape.planes;
	int row = p->row, column = p->column % columns;

	if (b->shape.planes > 1)
		tell(out, "channel %d, ", p->column / columns);
	if (p->down > 1)
		tell(out, "rows %d-%d, ", row, row + p->down - 1);
	else
		tell(out, "row %d, ", row);
	if (p->across > 1)
		tell(out, "columns %d-%d", column, column + p->across - 1);
	else
		tell(out, "column %d", column);
}

/* The i-th input of the pixels, -1: none. */
static int input_of(const struct album *b, const struct album_pixels *p, int i)
{
	return shape_input(&b->shape, p->row + i / p->across, p->column + i % p->across);
}

/* "x341 +0.12", "x369 masked, n0.0 holds it", of a parent "x341 +0.12, to n0.1" */
static void tell_pixel(const struct album *b, const struct album_picture *p, int input,
		       struct textbuf *out)
{
	double w = album_weight(b, p, input);
	int holder = b->minus ? -1 : album_holder(b, p->group, input);

	tell(out, "%s ", figure_input(b->s, b->net, 0, input).text);
	if (isnan(w))
		tell(out, "masked");
	else
		tell(out, "%+.4g", w);
	if (b->minus || (p->neuron >= 0 && !isnan(w)) || !album_has_parent(b, p->group))
		return;
	if (holder < 0)
		tell(out, isnan(w) ? ", no child holds it" : ", pruned from every child");
	else if (p->neuron < 0)
		tell(out, ", went to %s", figure_neuron(b->net, 0, holder).text);
	else
		tell(out, ", %s holds it", figure_neuron(b->net, 0, holder).text);
}

/* "mean of 14 weights of 16 +0.0312, the largest -0.2 at x341" */
static void tell_mean(const struct album *b, const struct album_pixels *p, struct textbuf *out)
{
	int n = 0, live = 0, most = -1;
	double sum = 0, size = -1;

	for (int i = 0; i < p->down * p->across; i++) {
		int input = input_of(b, p, i);
		double w = input < 0 ? NAN : album_weight(b, &p->picture, input);

		n += input >= 0;
		if (isnan(w))
			continue;
		live++;
		sum += w;
		if (fabs(w) > size) {
			size = fabs(w);
			most = input;
		}
	}
	if (live)
		tell(out, "mean of %d live of %d weights %+.4g, the largest %+.4g at %s", live, n,
		     sum / live, album_weight(b, &p->picture, most),
		     figure_input(b->s, b->net, 0, most).text);
	else
		tell(out, "all %d masked", n);
}

static void tell_head(const struct album *b, const struct album_pixels *p, struct textbuf *out)
{
	char name[96];

	tell(out, "%s ", album_name(b, &p->picture).text);
	tell_place(b, p, out);
	if (b->minus)
		tell(out, ", %s", difference_name(&b->difference, name, sizeof name));
	tell(out, ": ");
}

static void describe(const struct album *b, const struct album_pixels *p, struct textbuf *out)
{
	int n = p->down * p->across;

	tell_head(b, p, out);
	if (n > 2) {
		tell_mean(b, p, out);
		return;
	}
	for (int i = 0; i < n; i++) {
		int input = input_of(b, p, i);

		if (input < 0)
			continue;
		tell(out, "%s", i ? "; " : "");
		tell_pixel(b, &p->picture, input, out);
	}
}

/* What the neighbours of the pixels in the group have there. */
static void tell_group(const struct album *b, const struct album_pixels *p, struct textbuf *out)
{
	int n = album_count(b, p->picture.group);

	tell(out, "\nThe same pixels in every picture of the group (mean of live weights):\n");
	for (int i = 0; i < n && i < LISTED; i++) {
		struct album_picture q = album_picture(b, p->picture.group, i);
		double w = album_mean(b, &q, p->row, p->column, p->down, p->across);

		if (isnan(w))
			tell(out, "  %-10s masked\n", album_name(b, &q).text);
		else
			tell(out, "  %-10s %+.4g\n", album_name(b, &q).text, w);
	}
	if (n > LISTED)
		tell(out, "  (%d pictures in all)\n", n);
}

static void work_out(const struct album *b, const struct album_pixels *p, struct textbuf *out)
{
	int n = p->down * p->across;

	describe(b, p, out);
	tell(out, "\n(fc1 of %s, epoch %d; %s pixels)\n\n", b->s->arm[b->arm].name,
	     b->s->arm[b->arm].epoch, shape_name(&b->shape).text);
	for (int i = 0; i < n && i < LISTED; i++) {
		int input = input_of(b, p, i);

		if (input < 0)
			continue;
		tell(out, "  row %d: ", p->row + i / p->across);
		tell_pixel(b, &p->picture, input, out);
		tell(out, "\n");
	}
	if (n > LISTED)
		tell(out, "  (%d pixels in all)\n", n);
	tell_group(b, p, out);
	if (p->picture.neuron < 0 && p->picture.before < 0)
		tell(out,
		     "\nThe parent as it was split is not to be had: its children's weights now are summed up in its place.\n");
	tell(out,
	     "\nA split deals each input of a neuron to one child; the smallest weights are pruned to keep the number of non-zeros.\n");
}

/* Open the album and find the hit on it. */
static bool look(struct album *b, struct album_pixels *p, const struct snapshot *s,
		 const struct panel_options *o, const struct hit *hit)
{
	char why[120];

	if (!figure_hit_arm(s, hit, HIT_PIXEL))
		return false;
	if (album_open(b, s, o, hit->arm, why, sizeof why) && album_pixels(b, hit, p))
		return true;
	album_close(b);
	return false;
}

/* The pictures are of the first layer, whatever layer other figures show. */
static struct panel_options of_fc1(const struct panel_options *o)
{
	struct panel_options first = *o;

	first.layer = 0;
	return first;
}

void album_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    bool ascii, struct textbuf *out)
{
	struct album b;
	struct album_pixels p;

	if (hit->kind == HIT_WEIGHT) {
		const struct panel_options first = of_fc1(o);

		weight_describe(s, &first, hit, ascii, out);
		return;
	}
	if (!look(&b, &p, s, o, hit))
		return;
	describe(&b, &p, out);
	album_close(&b);
}

void album_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    struct textbuf *out)
{
	struct album b;
	struct album_pixels p;

	if (hit->kind == HIT_WEIGHT) {
		const struct panel_options first = of_fc1(o);

		weight_work_out(s, &first, hit, out);
		return;
	}
	if (!look(&b, &p, s, o, hit))
		return;
	work_out(&b, &p, out);
	album_close(&b);
}
