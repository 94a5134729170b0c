/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * weights.c - where did the pixels go? Each neuron's incoming weights as a
 * picture, the parent's as it was split beside its children's, every pixel in its
 * own place.
 *
 * A cell is two pixels, one above the other; where there is room a pixel takes
 * whole cells, where there is none several are averaged. Groups that do not fit
 * are scrolled to.
 */
#include <math.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "view/figure/figure_table.h"
#include "view/figure/weight.h"
#include "view/grid/glyph.h"
#include "view/grid/text.h"
#include "view/panel/weights/album.h"

#define TIMES 4 /* cells that a pixel takes at most, down; twice as many across */
#define ZOOM 8	/* steps larger or smaller at most */
#define GAP 2	/* columns between groups, beside the one between pictures */

/* Cells of a pixel (times > 0), or else pixels of half a cell's side. */
struct scale {
	int times, per;
};

struct layout {
	struct scale scale;
	int columns, rows; /* cells of a picture */
	int across, down;  /* pictures of a group, side by side and below */
	int beside, below; /* groups */
	int first, shown;  /* groups */
};

static int divide_up(int a, int b)
{
	return (a + b - 1) / b;
}

/* How pictures of a scale would stand in the area. */
static struct layout lay(const struct album *b, struct scale scale, struct area a)
{
	struct layout l = { .scale = scale };
	int most = 1, group;

	for (int g = 0; g < b->groups; g++)
		most = album_count(b, g) > most ? album_count(b, g) : most;
	if (scale.times > 0) {
		l.columns = 2 * scale.times * b->shape.columns;
		l.rows = scale.times * b->shape.rows;
	} else {
		l.columns = divide_up(b->shape.columns, scale.per);
		l.rows = divide_up(b->shape.rows, 2 * scale.per);
	}
	l.across = (a.columns + 1) / (l.columns + 1);
	l.across = l.across > most ? most : l.across < 1 ? 1 : l.across;
	l.down = divide_up(most, l.across);
	group = l.across * (l.columns + 1) - 1;
	l.beside = (a.columns + 1 + GAP) / (group + 1 + GAP);
	l.below = a.rows / (l.down * (l.rows + 1));
	l.beside = l.beside < 1 ? 1 : l.beside;
	l.shown = l.columns <= a.columns ? l.beside * l.below : 0;
	return l;
}

/* From the largest on: 4 … 1 times, then 1, 2, 3 … pixels to half a cell. */
static struct scale scale_of(int step)
{
	return step < TIMES ? (struct scale){ TIMES - step, 1 }
			    : (struct scale){ 0, step - TIMES + 1 };
}

/* The largest pictures of which all groups fit; else whole pixels if a group
   fits, else averaged ones. Then so many steps larger, as far as a group fits. */
static struct layout choose(const struct album *b, struct area a, int larger)
{
	int largest = -1, step = 0;
	struct layout l = lay(b, scale_of(0), a);

	while (l.columns * l.rows > 1 || step < TIMES) {
		if (l.shown > 0 && largest < 0)
			largest = step;
		if (l.shown >= b->groups || (largest >= 0 && step >= TIMES))
			break;
		l = lay(b, scale_of(++step), a);
	}
	for (; larger < 0 && l.columns * l.rows > 1; larger++)
		l = lay(b, scale_of(++step), a);
	for (; larger > 0 && largest >= 0 && step > largest; larger--)
		l = lay(b, scale_of(--step), a);
	return l;
}

static void draw_pixels(const struct album *b, const struct album_picture *p, struct area a,
			const struct layout *l, int row, int column)
{
	int per = l->scale.per, across = per;
	int r = 2 * per * row, c = per * column;
	struct hit hit = { .kind = HIT_PIXEL,
			   .arm = b->arm,
			   .row = p->neuron >= 0 ? p->neuron : -1 - p->group,
			   .column = r * b->shape.columns + c };
	double up, down;

	if (across > b->shape.columns - c)
		across = b->shape.columns - c;
	hit.across = across;
	hit.down = 2 * per < b->shape.rows - r ? 2 * per : b->shape.rows - r;
	up = album_mean(b, p, r, c, per, across);
	down = album_mean(b, p, r + per, c, per, across);
	hit.value = isnan(up) ? down : up;
	if (shape_input(&b->shape, r, c) < 0)
		return; /* past the last one of a short row */
	glyph_pixels(a, row, column, up, down, b->limit);
	area_hit(a, row, column, 1, &hit);
}

/* A pixel of whole cells; a weight of the arm can be changed. */
static void draw_pixel(const struct album *b, const struct album_picture *p, struct area a,
		       const struct layout *l, int row, int column)
{
	int times = l->scale.times, input = shape_input(&b->shape, row, column);
	double w = input < 0 ? NAN : album_weight(b, p, input);
	struct hit hit = { .kind = p->neuron >= 0 ? HIT_WEIGHT : HIT_PIXEL,
			   .arm = b->arm,
			   .row = p->neuron >= 0 ? p->neuron : -1 - p->group,
			   .column = p->neuron >= 0 ? input : row * b->shape.columns + column,
			   .value = isnan(w) ? 0 : w };

	for (int k = 0; input >= 0 && k < times; k++) {
		int at = row * times + k, left = 2 * times * column;

		if (isnan(w))
			glyph_blank_tile(a, at, left, 2 * times);
		else
			glyph_tile(a, at, left, 2 * times, w, b->limit);
		area_hit(a, at, left, 2 * times, &hit);
	}
}

/* A parent's "n0 @5" without its epoch, a child's "n0.1" as ".1" beside it, where there is
   no room for more. */
static struct figure_name short_name(const struct album *b, const struct album_picture *p,
				     int columns)
{
	struct figure_name name = album_name(b, p);
	const char *child = strrchr(name.text, '.');

	if (text_columns(name.text) <= columns)
		return name;
	if (p->neuron < 0)
		name.text[strcspn(name.text, " ")] = '\0';
	else if (child)
		memmove(name.text, child, strlen(child) + 1);
	return name;
}

static void draw_picture(const struct album *b, const struct album_picture *p, struct area a,
			 const struct layout *l)
{
	struct area cells = area_sub(a, 1, 0, l->rows, l->columns);
	bool whole = l->scale.times > 0;
	int rows = whole ? b->shape.rows : l->rows, columns = whole ? b->shape.columns : l->columns;

	area_text(area_sub(a, 0, 0, 1, l->columns), 0, 0, p->neuron < 0 ? INK_STRONG : INK_NONE,
		  short_name(b, p, l->columns).text);
	for (int r = 0; r < rows && !snapshot_given_up(b->s); r++) {
		for (int c = 0; c < columns; c++)
			(whole ? draw_pixel : draw_pixels)(b, p, cells, l, r, c);
	}
}

static struct figure_name group_name(const struct album *b, int group)
{
	return album_has_parent(b, group) ? figure_parent(b->net, 0, b->first[group])
					  : figure_neuron(b->net, 0, b->first[group]);
}

static void draw_group(const struct album *b, int group, struct area a, const struct layout *l)
{
	int n = album_count(b, group);

	for (int i = 0; i < n; i++) {
		struct album_picture p = album_picture(b, group, i);
		struct area at =
			area_sub(a, i / l->across * (l->rows + 1), i % l->across * (l->columns + 1),
				 l->rows + 1, l->columns);

		if (at.rows > 0 && at.columns > 0)
			draw_picture(b, &p, at, l);
	}
}

/* "n0-n1 of 8; mean of 2x2": which neurons, and what half a cell is. */
static void write_note(const struct album *b, const struct layout *l, int columns, char *out,
		       size_t size)
{
	int last = l->first + l->shown - 1;
	size_t at = 0;

	out[0] = 0;
	if (l->shown < b->groups) {
		fixed_put(out, size, &at, "%s", group_name(b, l->first).text);
		if (l->shown > 1)
			fixed_put(out, size, &at, "-%s", group_name(b, last).text);
		fixed_put(out, size, &at, " of %d%s", b->groups, columns >= 70 ? ", n: more" : "");
	}
	if (l->scale.times == 0 && l->scale.per > 1)
		fixed_put(out, size, &at, "%s%s %dx%d", at ? "; " : "",
			  columns >= 70 ? "half a cell: mean of" : "means of", l->scale.per,
			  l->scale.per);
}

static void draw_album(const struct album *b, const struct panel_options *o, struct area a)
{
	int legend = a.rows >= 4;
	struct area cells = area_sub(a, 0, 0, a.rows - legend, a.columns);
	struct layout l = choose(b, cells, o->zoom);
	int wide = l.across * (l.columns + 1) + GAP, high = l.down * (l.rows + 1);
	char note[80];

	if (l.shown < 1)
		l.shown = 1; /* cut: there is no smaller one */
	if (l.shown > b->groups)
		l.shown = b->groups;
	l.first = o->row < 0 ? 0 : o->row;
	if (l.first > b->groups - l.shown)
		l.first = b->groups - l.shown;
	for (int i = 0; i < l.shown; i++)
		draw_group(b, l.first + i,
			   area_sub(cells, i / l.beside * high, i % l.beside * wide, high,
				    wide - GAP - 1),
			   &l);
	write_note(b, &l, a.columns, note, sizeof note);
	if (legend)
		glyph_legend(area_sub(a, a.rows - 1, 0, 1, a.columns), 0, b->limit,
			     b->minus ? "masked in both" : "masked", note[0] ? note : NULL);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area area)
{
	struct album b;
	char why[120];

	if (!album_open(&b, s, o, arm, why, sizeof why))
		figure_say(area, why);
	else if (area.columns > 2)
		draw_album(&b, o, area_sub(area, 0, 1, area.rows, area.columns - 2));
	else
		draw_album(&b, o, area);
	album_close(&b);
}

static void weights_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			    int *columns)
{
	int arm = figure_arm(s, o);
	struct album b;
	struct layout l;
	char why[120];

	*rows = 20;
	*columns = 60;
	if (arm < 0)
		return;
	if (album_open(&b, s, o, arm, why, sizeof why)) {
		struct area most = { .rows = GRID_MAX_SIDE, .columns = 120 };

		l = lay(&b, (struct scale){ b.shape.rows <= 8, 1 }, most);
		*columns = (l.across * (l.columns + 1) + GAP) * l.beside;
		*rows = divide_up(b.groups, l.beside) * l.down * (l.rows + 1) + 1;
		if (*rows < b.groups)
			*rows = b.groups; /* as far as can be scrolled */
	}
	album_close(&b);
}

static void weights_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			  struct textbuf *out)
{
	int arm = figure_arm(s, o);
	struct shape shape;
	char why[120];

	if (!figure_arms_title(s, o, ascii, out))
		return;
	figure_minus_title(s, o, ascii, out);
	if (shape_open(&shape, s->arm[arm].net->layer[0].in, s, o, why, sizeof why))
		tell(out, ", %s", shape_name(&shape).text);
}

static void put_picture(const struct album *b, int group, int i, struct figure_table *out)
{
	struct album_picture p = album_picture(b, group, i);

	for (int input = 0; input < b->shape.inputs; input++) {
		int plane, row, column;

		shape_place(&b->shape, input, &plane, &row, &column);
		figure_table_texts(out, b->s->arm[b->arm].name, album_name(b, &p).text,
				   figure_input(b->s, b->net, 0, input).text, NULL);
		figure_table_numbers(out, plane, row, column, album_weight(b, &p, input));
	}
}

static void weights_numbers(const struct snapshot *s, const struct panel_options *o,
			    struct figure_table *out)
{
	int arms[2], n = figure_arms(s, o, arms);
	struct album b;
	char why[120];

	figure_table_keys(out, "arm", "neuron", "input", "channel", "row", "column", NULL);
	figure_table_value(out, o->minus >= 0 ? "difference" : "weight", NULL, "masked");
	for (int i = 0; i < n; i++) {
		bool fine = album_open(&b, s, o, arms[i], why, sizeof why);

		for (int g = 0; fine && g < b.groups; g++) {
			for (int k = 0; k < album_count(&b, g); k++)
				put_picture(&b, g, k, out);
		}
		album_close(&b);
	}
}

/* To the next neurons, or those before; draw_album keeps it inside. */
static void turn_page(const struct snapshot *s, struct panel_options *o, int argument)
{
	int rows, columns;

	weights_measure(s, o, &rows, &columns);
	o->row += argument;
	if (o->row >= rows)
		o->row = rows - 1;
	if (o->row < 0)
		o->row = 0;
}

static void resize(const struct snapshot *s, struct panel_options *o, int argument)
{
	(void)s;
	o->zoom += argument;
	o->zoom = o->zoom > ZOOM ? ZOOM : o->zoom < -ZOOM ? -ZOOM : o->zoom;
}

static const struct panel_key weights_keys[] = {
	{ 'a', "a", "give the pixel under the cursor to the next sibling", .command = weight_pass },
	{ 'n', "n", "on to the next neuron", .act = turn_page, .argument = 1 },
	{ 'N', "N", "back to the one before", .act = turn_page, .argument = -1 },
	{ '+', "+", "larger pictures, of fewer neurons", .act = resize, .argument = 1 },
	{ '=', "=", "larger pictures, of fewer neurons", .act = resize, .argument = 1 },
	{ '-', "-", "smaller pictures, of more neurons", .act = resize, .argument = -1 },
	{ .name = NULL },
};

const struct panel panel_weights = {
	.name = "weights",
	.home = HOME_LEFT_TOP,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_MINUS | TAKES_SHAPE,
	.help = "Each neuron's weights as a picture, the parent's beside its children's.",
	.explain =
		"Each picture is a neuron of fc1, each pixel one of its inputs in its place: 784 inputs are 28x28 pixels. "
		"Blue is negative, orange positive, pale near 0; the limits stand below. "
		"A masked-out input has no colour; where both of a cell are masked out there is a dot.\n\n"
		"After a split the parent stands first, as it was at the epoch of the split (n0 @5), then its children: every pixel of the parent went to one of them, or was pruned. "
		"Where that epoch is not to be had the parent is its children's weights now, summed up.\n\n"
		"A cell is two pixels, one above the other. Its block says the signs: the upper half where both are positive, the lower half where both are negative; less than half where only the upper one is positive, more where only the lower one is. "
		"Where there is room a pixel is whole cells with the glyphs of `assignment`, where there is little several are averaged.\n\n"
		"shape=ROWSxCOLUMNS says what the picture is; a square number of inputs is taken for a square. "
		"As a difference, pixels are weights minus those of the other arm or epoch.",
	.keys = weights_keys,
	.title = weights_title,
	.measure = weights_measure,
	.draw_arm = draw_arm,
	.numbers = weights_numbers,
	.paper = weights_paper,
	.describe = album_describe,
	.work_out = album_work_out,
	.edit = weight_edit,
	.drop = weight_drop,
	.past = album_past,
};
