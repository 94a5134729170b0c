/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_seeds.c - a comparison over seeds: every seed's accuracy, and its gain.
 *
 * Two blocks of strips, accuracies and paired gains, beside or below each other
 * as there is room; where there is room for one, gains are numbers alone.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure/axis.h"
#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/chart/seeds.h"
#include "view/panel/sweep/sweep_part.h"

#define NAME_COLUMNS 10
#define LEAST_STRIP 16 /* columns */
#define BESIDE 104     /* columns from which on blocks stand side by side */

/* A block: one strip a row of the study, and its numbers at the right. */
struct block {
	const struct snapshot *s;
	const struct snapshot_study *study;
	bool gain;	    /* over dense, else the accuracy */
	int first;	    /* row of the study */
	int names, numbers; /* columns */
	int high;	    /* rows a strip has: 1 … 3 */
	int skip;	    /* empty rows above, so that blocks side by side
			       have their rows alike */
	bool alone;	    /* its numbers say the gain, too */
	struct axis axis;
	struct area all, strip; /* strip: the columns of the axis */
};

static int arm_of(const struct snapshot *s, int row)
{
	return figure_arm_named(s, s->study->row[row].name);
}

/* A seed of a row, -1: all of them. */
static struct hit run_hit(const struct snapshot *s, int row, int seed, double value)
{
	return (struct hit){
		.kind = HIT_RUN, .arm = arm_of(s, row), .row = row, .column = seed, .value = value
	};
}

static int ink_of(const struct snapshot *s, int row)
{
	return figure_name_ink(s, s->study->row[row].name, row);
}

static int column_of(const struct block *b, double value)
{
	return (int)lround(axis_share(&b->axis, value) * (b->strip.columns - 1));
}

static void find_axis(struct block *b)
{
	bool loss = fpe_loss_is_of_targets(b->study->loss);
	double low = INFINITY, high = -INFINITY;
	int ticks;

	for (int r = b->first; r < b->study->rows; r++) {
		struct fpe_summary v = seeds_summary(b->study, r, b->gain);

		low = fmin(low, fmin(v.min, v.low));
		high = fmax(high, fmax(v.max, v.high));
	}
	ticks = b->all.columns / 16;
	b->axis = b->gain ? axis_for_difference(low, high, ticks)
			  : axis_between(low, loss ? high : fmin(high, 1), ticks);
}

/* ------------------------------------------------------------- the strips */

static uint32_t seeds_char(int n, bool ascii)
{
	if (n == 1)
		return ascii ? 'o' : 0x2022;
	return n < 10 ? (uint32_t)('0' + n) : '#';
}

/* A dot a seed; where several meet, how many. */
static void draw_seeds(const struct block *b, int row, int r)
{
	int count[GRID_MAX_SIDE + 1] = { 0 };

	for (int i = 0; i < b->study->done; i++) {
		double v = seeds_value(b->study, r, i, b->gain);
		int column = column_of(b, v);
		struct hit hit = run_hit(b->s, r, i, v);

		if (isnan(v) || column < 0 || column >= b->strip.columns)
			continue;
		count[column]++;
		area_cell(b->strip, row, column, seeds_char(count[column], b->all.grid->ascii),
			  ink_of(b->s, r), INK_NONE, CELL_BOLD);
		if (count[column] == 1)
			area_hit(b->strip, row, column, 1, &hit);
	}
}

/* |--o--|: the mean and its 95 % interval. */
static void draw_interval(const struct block *b, int row, int r)
{
	struct fpe_summary v = seeds_summary(b->study, r, b->gain);
	struct hit hit = run_hit(b->s, r, -1, v.mean);
	int from = column_of(b, isnan(v.low) ? v.mean : v.low);
	int to = column_of(b, isnan(v.high) ? v.mean : v.high);

	if (isnan(v.mean))
		return;
	area_run(b->strip, row, from, to - from + 1, '-', 0x2500, ink_of(b->s, r));
	if (to > from) {
		area_run(b->strip, row, from, 1, '[', 0x251c, ink_of(b->s, r));
		area_run(b->strip, row, to, 1, ']', 0x2524, ink_of(b->s, r));
	}
	area_run(b->strip, row, column_of(b, v.mean), 1, 'O', 0x25c6, INK_STRONG);
	area_hit(b->strip, row, from, to - from + 1, &hit);
}

/* "+.052 ± .023  8/8": the gain, and in how many seeds it is above 0. */
static void gain_text(const struct block *b, int r, char *out, size_t size)
{
	struct fpe_summary v = seeds_summary(b->study, r, true);

	snprintf(out, size, "%s %s %s  %d/%d", figure_signed(v.mean).text,
		 b->all.grid->ascii ? "+-" : "±", figure_number(v.high - v.mean).text,
		 seeds_above(b->study, r), v.n);
}

/* ".970 ± .033"; alone: ".970  +.052 ± .023  8/8". */
static void numbers_text(const struct block *b, int r, char *out, size_t size)
{
	struct fpe_summary v = seeds_summary(b->study, r, false);
	char gain[64] = "";

	if (r > 0)
		gain_text(b, r, gain, sizeof gain);
	if (b->gain)
		snprintf(out, size, "%s", gain);
	else if (b->alone)
		snprintf(out, size, "%s  %s", figure_number(v.mean).text, gain);
	else
		snprintf(out, size, "%s %s %s", figure_number(v.mean).text,
			 b->all.grid->ascii ? "+-" : "±", figure_number(v.high - v.mean).text);
}

/* Lines that carry the eye from the ticks up. */
static void draw_grid(const struct block *b, int from, int to)
{
	for (int i = 0; i < axis_ticks(&b->axis); i++) {
		double v = axis_tick(&b->axis, i);
		bool zero = b->gain && fabs(v) < 1e-9;

		for (int row = from; row < to; row++)
			area_run(b->strip, row, column_of(b, v), 1, zero ? '|' : '.',
				 zero ? 0x2502 : 0x250a, zero ? INK_FRAME : INK_DIM);
	}
}

static void draw_axis(const struct block *b, int row)
{
	int last = b->all.columns + 1;
	char text[AXIS_LABEL];

	area_run(b->strip, row, 0, b->strip.columns, '-', 0x2500, INK_FRAME);
	for (int i = 0; i < axis_ticks(&b->axis); i++) {
		double v = axis_tick(&b->axis, i);
		int column = column_of(b, v), columns, at;

		axis_label(&b->axis, v, text);
		columns = text_columns(text);
		at = b->names + column - columns / 2;
		area_run(b->strip, row, column, 1, '+', 0x2534, INK_FRAME);
		if (at + columns >= last || at < 0)
			continue;
		area_text(b->all, row + 1, at, INK_DIM, text);
		last = at;
	}
}

static void draw_row(const struct block *b, int row, int r)
{
	char text[64];
	struct fpe_summary v = seeds_summary(b->study, r, b->gain);
	struct hit hit = run_hit(b->s, r, -1, v.mean);

	area_text(area_sub(b->all, row, 0, 1, b->names - 1), 0, 0, ink_of(b->s, r),
		  b->study->row[r].name);
	area_hit(b->all, row, 0, b->names - 1, &hit);
	if (b->high == 1) {
		draw_interval(b, row, r);
		draw_seeds(b, row, r);
	} else {
		draw_seeds(b, row, r);
		draw_interval(b, row + 1, r);
	}
	if (b->numbers) {
		numbers_text(b, r, text, sizeof text);
		area_text(b->all, row, b->all.columns - b->numbers + 1, INK_STRONG, text);
		area_hit(b->all, row, b->all.columns - b->numbers + 1, b->numbers - 1, &hit);
	}
}

static void share_columns(struct block *b)
{
	char text[64];
	int longest = 0, wide = 0;

	for (int r = b->first; r < b->study->rows; r++) {
		longest = text_wider(longest, b->study->row[r].name);
		numbers_text(b, r, text, sizeof text);
		wide = text_wider(wide, text);
	}
	b->names = (longest < NAME_COLUMNS ? longest : NAME_COLUMNS) + 2;
	b->numbers = wide + 2;
	if (b->all.columns - b->names - b->numbers < LEAST_STRIP)
		b->numbers = 0;
	b->strip =
		area_sub(b->all, 0, b->names, b->all.rows, b->all.columns - b->names - b->numbers);
}

/* Heading, strips, axis, ticks: `high` rows a strip. Returns rows it takes. */
static int block_rows(const struct block *b)
{
	return 1 + b->skip + (b->study->rows - b->first) * b->high + 2;
}

static void draw_block(struct block *b)
{
	int rows = b->study->rows - b->first, row = 1 + b->skip;
	bool axis = b->all.rows >= 3 + rows;

	if (b->all.rows < 2 || b->all.columns < NAME_COLUMNS)
		return;
	share_columns(b);
	find_axis(b);
	area_printf(b->all, 0, 0, INK_TITLE, "%s%s",
		    b->gain ? seeds_gain_name(b->study) : seeds_score_name(b->study),
		    b->gain ? " over dense, seed by seed" : "");
	area_text_right(b->all, 0, b->all.columns, INK_DIM,
			!b->numbers ? ""
			: b->alone  ? "mean, gain, above 0"
			: b->gain   ? "mean, 95 %, above 0"
				    : "mean, 95 %");
	if (axis)
		draw_grid(b, 1, row + rows * b->high);
	for (int r = b->first; r < b->study->rows; r++, row += b->high)
		draw_row(b, row, r);
	if (axis)
		draw_axis(b, row);
}

/* --------------------------------------------------------------- the panel */

/* What the marks mean, and of what the study is. */
static void draw_note(const struct snapshot_study *study, struct area a, int row)
{
	bool ascii = a.grid->ascii;
	int at;

	if (row >= a.rows)
		return;
	if (!study->fits) {
		area_text(a, row, 0, INK_WARN, "of an earlier task, net or setting: compare again");
		return;
	}
	at = area_text(a, row, 0, INK_DIM,
		       ascii ? "o a seed   2 two   [-O-] mean, 95 % interval"
			     : "• a seed   2 two   ├─◆─┤ mean, 95 % interval");
	if (at > a.columns) { /* rather nothing than half of it */
		area_run(a, row, 0, a.columns, ' ', ' ', INK_NONE);
	}
}

/* Rows each strip may have when blocks of so many strips share `room`. */
static int strip_rows(int room, int strips, int blocks)
{
	int high = (room - 3 * blocks) / (strips > 0 ? strips : 1);

	return high > 3 ? 3 : high < 1 ? 1 : high;
}

static void draw_blocks(const struct snapshot *s, struct area a)
{
	const struct snapshot_study *study = s->study;
	bool beside = a.columns >= BESIDE;
	struct block value = { .s = s, .study = study, .all = a };
	struct block gain = { .s = s, .study = study, .gain = true, .first = 1 };
	int both = 2 * study->rows - 1, room = a.rows - 1, used;

	if (beside) {
		int half = a.columns / 2 - 1;

		value.high = gain.high = strip_rows(room, study->rows, 1);
		gain.skip = gain.high;
		value.all = area_sub(a, 0, 0, a.rows, half);
		gain.all = area_sub(a, 0, half + 2, a.rows, a.columns - half - 2);
		used = block_rows(&value);
	} else if (6 + both <= room) {
		value.high = gain.high = strip_rows(room, both, 2);
		used = block_rows(&value);
		value.all = area_sub(a, 0, 0, used, a.columns);
		used += room - used - block_rows(&gain) > 0;
		gain.all = area_sub(a, used, 0, block_rows(&gain), a.columns);
		used += block_rows(&gain);
	} else {
		value.alone = true;
		value.high = strip_rows(room, study->rows, 1);
		used = block_rows(&value);
	}
	draw_block(&value);
	if (gain.all.grid)
		draw_block(&gain);
	if (used < a.rows)
		draw_note(study, a, a.rows - 1);
}

/* Too small for strips: a line a row. */
static void draw_lines(const struct snapshot *s, struct area a)
{
	const struct snapshot_study *study = s->study;

	for (int r = 0; r < study->rows && r < a.rows; r++) {
		struct fpe_summary v = seeds_summary(study, r, r > 0);
		struct hit hit = run_hit(s, r, -1, v.mean);

		area_printf(a, r, 0, ink_of(s, r), "%.10s %s%s %s%s", study->row[r].name,
			    r && v.mean > 0 ? "+" : "", figure_number(v.mean).text,
			    a.grid->ascii ? "+-" : "±", figure_number(v.high - v.mean).text);
		area_hit(a, r, 0, a.columns, &hit);
	}
}

static void seeds_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	(void)o;
	if (!s->study) {
		figure_say(
			area,
			"one seed can mislead a class. To see more of them type  compare seeds=8");
		return;
	}
	if (s->study->done < 1) {
		figure_say(area, "the first seed is under way");
		return;
	}
	if (area.columns < 30 || area.rows < s->study->rows + 2)
		draw_lines(s, area);
	else
		draw_blocks(s, area);
}

static void seeds_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			  int *columns)
{
	(void)o;
	*rows = s->study ? 4 + 2 * s->study->rows : 4;
	*columns = 60;
}

static void seeds_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			struct textbuf *out)
{
	const struct snapshot_study *study = s->study;

	(void)o;
	if (!study)
		return;
	tell(out, " %s ", ascii ? "-" : "·");
	if (study->done < study->seeds)
		tell(out, "%d of ", study->done);
	tell(out, "%d seed%s, %s=%d, %d epochs", study->seeds,
	     study->seeds == 1 && study->done == 1 ? "" : "s", ascii ? "alpha" : "α", study->alpha,
	     study->epochs);
}

static void seeds_numbers(const struct snapshot *s, const struct panel_options *o,
			  struct figure_table *out)
{
	const struct snapshot_study *study = s->study;

	(void)o;
	figure_table_keys(out, "split", "seed", NULL);
	if (study && fpe_loss_is_of_targets(study->loss))
		figure_table_values(out, "test loss", "loss gain over dense", NULL);
	else
		figure_table_values(out, "test accuracy", "gain over dense", NULL);
	for (int r = 0; study && r < study->rows; r++) {
		for (int i = 0; i < study->done; i++) {
			figure_table_text(out, "%s", study->row[r].name);
			figure_table_numbers(out, (double)study->first_seed + i,
					     seeds_value(study, r, i, false),
					     r ? seeds_value(study, r, i, true) : NAN);
		}
	}
}

const struct panel sweep_seeds = {
	.name = "seeds",
	.help = "Every seed of a compare: accuracies, gains, their intervals.",
	.title = seeds_title,
	.measure = seeds_measure,
	.draw = seeds_draw,
	.numbers = seeds_numbers,
	.paper = sweep_seeds_paper,
	.describe = seeds_describe,
	.work_out = seeds_work_out,
};
