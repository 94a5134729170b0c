/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confusion.c - which class was said to be which: rows are true classes, columns
 * what the net says, the margins recall and precision.
 *
 * Of classes that do not fit the worst are shown first, the others are a last
 * column and can be scrolled to.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/figure/figure_table.h"
#include "view/figure/names.h"
#include "view/figure/tile.h"
#include "view/grid/glyph.h"
#include "view/panel/confusion/table.h"

#define MARGIN 8    /* columns of recall, with blanks */
#define PALE 0.05   /* of the largest: below it a cell has no colour, … */
#define WEAKEST 0.3 /* … and above it at least so much of the scale */
#define LEAST_CELL 4
#define MOST_CELL 12
#define FULL_NUMBERS 32 /* classes of which zeros are numbers, too */

/* Cells past MOST_CELL by 3, in steps; what stands in them stays as far apart as in that. */
static const struct tile_size large[] = {
	{ 16, 4 }, { 20, 5 }, { 24, 6 }, { 28, 8 }, { 36, 10 }, { 44, 12 }, { 52, 15 }, { 64, 18 },
};

/* Where things are; 0 wide where there is no room. */
struct layout {
	int label, cell, margin, total; /* columns */
	int head, foot, legend, high;	/* rows; of a class */
	int pad, middle;		/* columns before, and rows above what stands in a cell */
	int rest;			/* a column of the others */
	int rows;			/* of classes */
};

static void put_share(struct area a, int row, int column, int columns, double share, bool sign)
{
	struct figure_digits text = sign ? figure_signed(share) : figure_number(share);

	if (sign && fabs(share) < 0.0005)
		snprintf(text.text, sizeof text.text, "0");
	if (text_columns(text.text) <= columns)
		area_text_right(a, row, column + columns, INK_NONE, text.text);
	else if (sign && fabs(share) < 0.005)
		area_text_right(a, row, column + columns, INK_NONE, "0");
	else if (fabs(share) >= 0.995)
		area_text_right(a, row, column + columns, INK_NONE,
				share < 0 ? "-1"
				: sign	  ? "+1"
					  : "1.0");
	else {
		snprintf(text.text, sizeof text.text, "%s.%02d",
			 share < 0 ? "-"
			 : sign	   ? "+"
				   : "",
			 (int)lround(100 * fabs(share)));
		area_text_right(a, row, column + columns, INK_NONE, text.text);
	}
}

/* Tenths of a row in one column: 0 … 9, # is all of it. */
static void put_digit(struct area a, int row, int column, double share)
{
	char text[2] = { share >= 1 ? '#' : (char)('0' + (int)(share * 10)), 0 };

	area_text(a, row, column, INK_NONE, text);
}

/* What is next to nothing has no colour: the middle of the scale would outshine the
   few cells that matter. */
static int error_ink(double share, double limit)
{
	double size = fabs(share) / limit;

	return size < PALE ? INK_NONE
			   : ink_signed(copysign(WEAKEST + (1 - WEAKEST) * size, share), 1);
}

static int ground(const struct confusion_table *t, int row, int column, double share)
{
	if (!(fabs(share) > 0))
		return INK_NONE;
	if (t->minus || row != column)
		return error_ink(share, t->limit);
	return ink_share(share);
}

/* The number of a cell, ending before column `end`. */
static void put_number(const struct confusion_table *t, const struct layout *l, struct area a,
		       int at, int left, double share, int count)
{
	int end = left + l->cell - l->pad - (l->cell >= LEAST_CELL);
	char text[16];

	left += l->pad;
	at += l->middle;
	if (isnan(share) || (t->minus ? share == 0 : count == 0)) {
		area_run(a, at, end - 1, 1, '.', 0xb7, INK_DIM);
		return;
	}
	if (l->cell < LEAST_CELL && t->minus)
		glyph_tile(a, at, left, l->cell, share, t->limit);
	else if (l->cell < LEAST_CELL)
		put_digit(a, at, end - 1, share);
	else
		put_share(a, at, left, end - left, share, t->minus);
	snprintf(text, sizeof text, "%d", count);
	if (l->high > 1 && text_columns(text) <= end - left && !t->minus)
		area_text_right(a, at + 1, end, INK_NONE, text);
	else if (l->cell >= MOST_CELL - 1 && !t->minus)
		area_text_right(a, at, end - 5, INK_NONE, text);
}

static void draw_cell(const struct confusion_table *t, const struct layout *l, struct area a,
		      int at, int row, int column, int left)
{
	double share = confusion_share(t, row, column);
	int bg = ground(t, row, column, share);
	struct hit hit = {
		.kind = HIT_CLASS, .arm = t->arm, .row = row, .column = column, .value = share
	};

	for (int k = 0; k < l->high; k++) {
		for (int i = 0; i < l->cell; i++)
			area_cell(a, at + k, left + i, ' ', INK_NONE, bg, 0);
		area_hit(a, at + k, left, l->cell, &hit);
	}
	put_number(t, l, a, at, left, share, confusion_count(t, row, column));
}

/* Recall or precision, at the margin. */
static void draw_margin(const struct confusion_table *t, struct area a, int at, int left, int wide,
			int row, int column)
{
	double share = confusion_share(t, row, column);
	struct hit hit = {
		.kind = HIT_CLASS, .arm = t->arm, .row = row, .column = column, .value = share
	};

	if (wide >= LEAST_CELL)
		put_share(a, at, left, wide - 1, share, t->minus);
	area_hit(a, at, left, wide, &hit);
}

static struct figure_name class_name(const void *snapshot, int class, bool plain)
{
	struct figure_name out;

	if (!plain)
		return figure_class(snapshot, class);
	snprintf(out.text, sizeof out.text, "%d", class);
	return out;
}

static void draw_row(const struct confusion_table *t, const struct layout *l, struct area a, int at,
		     int row, const char *name)
{
	int left = l->label, middle = at + l->middle;

	area_text(area_sub(a, middle, 0, 1, l->label - 1), 0, 0, INK_NONE, name);
	for (int i = 0; i < t->shown; i++, left += l->cell)
		draw_cell(t, l, a, at, row, t->order[t->first + i], left);
	if (l->rest)
		draw_cell(t, l, a, at, row, CONFUSION_REST, left);
	left += l->rest;
	if (l->margin)
		draw_margin(t, a, middle, left, l->margin, row, CONFUSION_ALL);
	if (l->total)
		area_printf(a, middle, left + l->margin, INK_DIM, "%*d", l->total - 1,
			    confusion_count(t, row, CONFUSION_ALL));
}

static void draw_head(const struct layout *l, struct area a, int left, const char *name)
{
	int wide = text_columns(name), end = left + l->cell - (l->cell >= LEAST_CELL);

	if (wide > l->cell)
		return; /* the row of that class has its name */
	/* above its numbers, if it is no wider than they may be */
	if (wide < l->cell - 2 * l->pad)
		area_text_right(a, 0, end - l->pad, INK_DIM, name);
	else
		area_text(a, 0, end - wide - (l->cell - l->pad > wide ? l->pad / 2 : 0), INK_DIM,
			  name);
}

static void draw_heads(const struct confusion_table *t, const struct layout *l, struct area a)
{
	int left = l->label, room = l->cell - (l->cell >= LEAST_CELL) - (l->cell > LEAST_CELL);
	struct figure_name *head = names_short(class_name, t->s, t->classes, room < 1 ? 1 : room);

	area_text(area_sub(a, 0, 0, 1, l->label - 1), 0, 0, INK_DIM, "true");
	for (int i = 0; i < t->shown && head; i++, left += l->cell)
		draw_head(l, area_sub(a, 0, 0, 1, left + l->cell), left,
			  head[t->order[t->first + i]].text);
	free(head);
	if (l->rest)
		area_text_right(a, 0, left + l->rest - (l->cell >= LEAST_CELL), INK_DIM,
				l->cell > 4 ? "rest" : "*");
	left += l->rest;
	if (l->margin)
		area_text_right(a, 0, left + l->margin - 1, INK_DIM, "recall");
	if (l->total)
		area_text_right(a, 0, left + l->margin + l->total - 1, INK_DIM, "n");
}

static void draw_foot(const struct confusion_table *t, const struct layout *l, struct area a,
		      int at)
{
	int left = l->label;

	area_text(area_sub(a, at, 0, 1, l->label - 1), 0, 0, INK_DIM,
		  l->label > 5 ? "prec." : "prec");
	for (int i = 0; i < t->shown; i++, left += l->cell)
		draw_margin(t, a, at, left, l->cell - l->pad, CONFUSION_ALL,
			    t->order[t->first + i]);
	left += l->rest;
	if (l->margin)
		draw_margin(t, a, at, left, l->margin, CONFUSION_ALL, CONFUSION_ALL);
	if (l->total)
		area_printf(a, at, left + l->margin, INK_DIM, "%*d", l->total - 1,
			    confusion_count(t, CONFUSION_ALL, CONFUSION_ALL));
}

/* "errors 0 ░▒▓█ .21   right 0 ░▒▓█ 1", of a difference both sides. */
static void draw_legend(const struct confusion_table *t, const struct layout *l, struct area a)
{
	char note[96];
	int at;

	if (t->worst)
		snprintf(note, sizeof note, "%d-%d of %d classes, most errors first", t->first,
			 t->first + t->shown - 1, t->classes);
	else if (l->cell < LEAST_CELL && !t->minus)
		snprintf(note, sizeof note, "digit: tenths of a row");
	else
		snprintf(note, sizeof note, "of each class's %s samples", confusion_samples(t->s));
	if (t->minus) {
		glyph_legend(a, 0, t->limit, "no change", note);
		return;
	}
	at = area_text(a, 0, 0, INK_DIM, t->limit > 0 ? "errors 0 " : "no errors");
	for (int i = 0; i < 4 && t->limit > 0; i++)
		area_cell(a, 0, at++,
			  a.grid->vector ? ' ' : glyph_signed((i + 0.5) / 4, 1, a.grid->ascii),
			  ink_signed(1, 1), error_ink((i + 0.5) / 4, 1), 0);
	if (t->limit > 0)
		at += area_printf(a, 0, at, INK_DIM, " %s", figure_number(t->limit).text);
	/* colours of the diagonal; without colours it has none */
	if (!a.grid->mono && at + 20 + text_columns(note) <= a.columns) {
		at += area_text(a, 0, at, INK_DIM, "   right 0 ");
		for (int i = 0; i < 4; i++)
			area_cell(a, 0, at++, ' ', INK_NONE, ink_share((i + 0.5) / 4), 0);
		at += area_text(a, 0, at, INK_DIM, " 1");
	}
	if (at + 2 + text_columns(note) <= a.columns)
		area_text_right(a, 0, a.columns, t->worst ? INK_WARN : INK_DIM, note);
}

static int longest_name(const struct confusion_table *t, int most)
{
	int columns = 4;

	for (int i = 0; i < t->classes && i < 1000; i++)
		columns = text_wider(columns, figure_class(t->s, i).text);
	return columns < most ? columns : most;
}

/* Where all classes have the room for it. */
static void grow(struct layout *l, const struct confusion_table *t, int room)
{
	for (size_t i = 0; !t->worst && i < sizeof large / sizeof *large; i++) {
		if (t->shown * large[i].columns > room || t->shown * large[i].rows > l->rows)
			break;
		l->cell = large[i].columns;
		l->high = large[i].rows;
	}
	l->pad = l->cell > MOST_CELL ? (l->cell - MOST_CELL) / 2 : 0;
	l->middle = l->high > 3 ? (l->high - 2) / 2 : 0;
}

static struct layout lay_out(struct confusion_table *t, const struct panel_options *o,
			     struct area a)
{
	struct layout l = { .head = a.rows >= 3, .legend = a.rows >= 5 };
	int room;

	l.foot = a.rows >= 6;
	l.label = longest_name(t, a.columns / 5) + 1;
	if (a.columns < 12)
		l.label = a.columns / 3;
	l.margin = a.columns >= l.label + 24 ? MARGIN : 0;
	l.total = a.columns >= l.label + 40 ? MARGIN : 0;
	l.rows = a.rows - l.head - l.foot - l.legend;
	l.rows = l.rows < 1 ? 1 : l.rows;
	room = a.columns - l.label - l.margin - l.total;
	l.cell = room / (t->classes < l.rows ? t->classes : l.rows + 1);
	if (l.cell > MOST_CELL)
		l.cell = MOST_CELL;
	l.cell = l.cell < 1 ? 1 : l.cell;
	confusion_choose(t,
			 t->classes <= l.rows && t->classes * l.cell <= room ? t->classes
			 : l.rows < room / l.cell - 1			     ? l.rows
									     : room / l.cell - 1,
			 o->row);
	l.rest = t->worst ? l.cell : 0;
	l.high = l.rows >= 3 * t->shown ? 3 : l.rows >= 2 * t->shown ? 2 : 1;
	grow(&l, t, room);
	return l;
}

static void draw_table(struct confusion_table *t, const struct panel_options *o, struct area a)
{
	struct layout l = lay_out(t, o, a);
	struct figure_name *label =
		names_short(class_name, t->s, t->classes, l.label > 1 ? l.label - 1 : 1);

	if (l.head)
		draw_heads(t, &l, a);
	for (int i = 0; i < t->shown && i < l.rows && label; i++)
		draw_row(t, &l, a, l.head + i * l.high, t->order[t->first + i],
			 label[t->order[t->first + i]].text);
	free(label);
	if (l.foot)
		draw_foot(t, &l, a, l.head + (t->shown < l.rows ? t->shown * l.high : l.rows));
	if (l.legend)
		draw_legend(t, &l, area_sub(a, a.rows - 1, 0, 1, a.columns));
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area area)
{
	struct confusion_table t;
	const char *why = confusion_open(&t, s, o, arm);

	if (why)
		figure_say(area, why);
	else if (area.columns > 12)
		draw_table(&t, o, area_sub(area, 0, 1, area.rows, area.columns - 2));
	else
		draw_table(&t, o, area);
}

static void confusion_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			      int *columns)
{
	int arm = figure_arm(s, o);
	int classes = arm >= 0 && s->arm[arm].confusion ? s->arm[arm].confusion->classes : 10;

	*rows = classes + 3;
	*columns = classes * 6 + 2 * MARGIN + 10;
}

static void confusion_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			    struct textbuf *out)
{
	int arm = figure_arm(s, o);

	if (!figure_arms_title(s, o, ascii, out))
		return;
	figure_minus_title(s, o, ascii, out);
	if (!s->train_samples || !s->arm[arm].confusion)
		return;
	tell(out, ", %s%d %s samples",
	     s->arm[arm].confusion->samples < (s->test_samples ? s->test_samples : s->train_samples)
		     ? "the first "
		     : "",
	     s->arm[arm].confusion->samples, confusion_samples(s));
	if (s->arm[arm].counted != s->arm[arm].epoch)
		tell(out, ", epoch %d", s->arm[arm].counted);
}

static void put_numbers(const struct confusion_table *t, int row, int column,
			struct figure_table *out)
{
	struct confusion_table own = *t;
	int said = fpe_confusion_count(t->c, row, column);

	own.minus = NULL;
	figure_table_texts(out, t->a->name, figure_class(t->s, row).text,
			   figure_class(t->s, column).text, NULL);
	figure_table_numbers(out, said, confusion_share(&own, row, column),
			     t->c->as_class[column] ? (double)said / t->c->as_class[column] : NAN);
	if (t->minus)
		figure_table_number(out, confusion_share(t, row, column));
}

static void confusion_numbers(const struct snapshot *s, const struct panel_options *o,
			      struct figure_table *out)
{
	int arms[2], n = figure_arms(s, o, arms);
	struct confusion_table t;

	figure_table_keys(out, "arm", "true", "said", NULL);
	figure_table_value(out, "count", NULL, NULL);
	figure_table_value(out, "share of true", NULL, "no samples");
	figure_table_value(out, "share of said", NULL, "never said");
	if (o->minus >= 0)
		figure_table_value(out, "difference", NULL, "no samples");
	for (int k = 0; k < n; k++) {
		if (confusion_open(&t, s, o, arms[k]))
			continue;
		for (int row = 0; row < t.classes; row++) {
			for (int i = 0; t.classes <= FULL_NUMBERS && i < t.classes; i++)
				put_numbers(&t, row, i, out);
			for (int i = t.c->start[row];
			     t.classes > FULL_NUMBERS && i < t.c->start[row + 1]; i++)
				put_numbers(&t, row, t.c->said[i], out);
		}
	}
}

const struct panel panel_confusion = {
	.name = "confusion",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_MINUS,
	.counts = true,
	.help = "Which class was said to be which: counts, recall and precision.",
	.explain =
		"Each row is a true class, each column what the net says. "
		"A number is the share of the row's samples; on the diagonal they are right, beside it wrong, and stronger colour is more. "
		"Where there is room the count stands before the share.\n\n"
		"recall = right / samples of the class (its accuracy); precision = right / samples said to be of it. "
		"At the corner is the accuracy over all.\n\n"
		"Test samples are counted, or the training samples where there are no test samples: the title says which, and of which epoch if it is not the one shown. "
		"Of many classes those with most errors come first; `rest` are all that are not shown.\n\n"
		"As a difference, a number is the share minus that of the other arm or epoch: on the diagonal above 0 is better, beside it worse.",
	.title = confusion_title,
	.measure = confusion_measure,
	.draw_arm = draw_arm,
	.numbers = confusion_numbers,
	.paper = confusion_paper,
	.describe = confusion_describe,
	.work_out = confusion_work_out,
};
