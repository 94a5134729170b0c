/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ablation.c - what breaks when a neuron is silent: a row a neuron, a column a clause or
 * class, a tile the accuracy that its silence costs; at the right how many need it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/figure/figure_table.h"
#include "view/figure/names.h"
#include "view/figure/tile.h"
#include "view/grid/glyph.h"
#include "view/panel/ablation/cost.h"

#define NAME_MAX_COLUMNS 10
#define NEED_COLUMNS 8 /* "needed" */

/* A table and how it is laid out. */
struct sheet {
	struct cost_table t;
	struct figure_name *head; /* owned, NULL: no memory */
	struct tile_size tile;
	struct figure_fit rows, columns;
	int label, need; /* columns of names, and of how many need a neuron */
	int cell;	 /* columns of a tile and its gap */
	bool names, legend;
};

static struct figure_name head_name(const void *sheet, int i, bool plain)
{
	const struct sheet *h = sheet;
	struct figure_name out;

	if (!plain)
		return cost_part(&h->t, i);
	snprintf(out.text, sizeof out.text, "%s%d", h->t.ablation.of_clauses ? "c" : "", i);
	return out;
}

/* The strongest of the block behind a cell; NaN: none of it has a value. */
static double cell_value(const struct sheet *h, int row, int column)
{
	int r0 = h->rows.first + row * h->rows.per, c0 = h->columns.first + column * h->columns.per;
	double most = NAN;

	for (int r = r0; r < r0 + h->rows.per && r < h->t.ablation.neurons; r++) {
		for (int c = c0; c < c0 + h->columns.per && c < h->t.ablation.parts; c++) {
			double value = cost_shown(&h->t, r, c);

			if (isnan(most) || fabs(value) > fabs(most))
				most = value;
		}
	}
	return most;
}

static void draw_cell(const struct sheet *h, struct area a, int row, int column)
{
	double value = cell_value(h, row, column);
	int top = row * h->tile.rows, left = column * h->cell;
	struct hit hit = {
		.kind = HIT_NEURON,
		.arm = h->t.arm,
		.layer = h->t.layer,
		.row = h->rows.first + row * h->rows.per,
		.column = h->columns.first + column * h->columns.per,
		.value = value,
		.down = h->rows.per,
		.across = h->columns.per,
	};

	area_hits(a, top, left, h->tile.rows, h->cell, &hit);
	/* what costs nothing is blank: the few that matter stand out */
	tile_draw(a, top, left, h->tile, value == 0 ? NAN : value, h->t.limit);
}

static void draw_need(const struct sheet *h, struct area a, int row)
{
	int neuron = h->rows.first + row * h->rows.per;

	if (h->need && h->rows.per == 1)
		area_text_right(a, 0, h->need - 1, INK_NONE,
				figure_number(fpe_ablation_needed(&h->t.ablation, neuron)).text);
}

static void draw_rows(const struct sheet *h, struct area a)
{
	int wide = h->columns.count * h->cell;
	struct area tiles = area_sub(a, h->names, h->label, a.rows - h->names - h->legend, wide);

	for (int r = 0; r < h->rows.count && !snapshot_given_up(h->t.s); r++) {
		int at = h->names + r * h->tile.rows + (h->tile.rows - 1) / 2;
		struct figure_name name =
			figure_neuron(h->t.a->net, h->t.layer, h->rows.first + r * h->rows.per);

		if (h->label)
			area_text(area_sub(a, at, 0, 1, h->label - 1), 0, 0, INK_NONE, name.text);
		for (int c = 0; c < h->columns.count; c++)
			draw_cell(h, tiles, r, c);
		draw_need(h, area_sub(a, at, h->label + wide, 1, h->need), r);
	}
}

static void draw_heads(const struct sheet *h, struct area a)
{
	struct area row = area_sub(a, 0, h->label, 1, a.columns - h->label - h->need);
	int next = 0;

	for (int i = 0; h->head && i < h->columns.count; i++) {
		struct figure_name name = h->head[h->columns.first + i * h->columns.per];
		int at = i * h->cell;

		if (at >= next && at + text_columns(name.text) <= row.columns)
			next = at + area_text(row, 0, at, INK_DIM, name.text) + 1;
	}
	if (h->need)
		area_text_right(a, 0, h->label + h->columns.count * h->cell + h->need - 1, INK_DIM,
				"needed");
}

static void draw_legend(const struct sheet *h, struct area a)
{
	char note[80] = "";

	if (h->rows.per > 1 || h->columns.per > 1)
		snprintf(note, sizeof note, "largest of %dx%d", h->rows.per, h->columns.per);
	else if (h->rows.count < h->t.ablation.neurons || h->columns.count < h->t.ablation.parts)
		snprintf(note, sizeof note, "%dx%d of %dx%d", h->rows.count, h->columns.count,
			 h->t.ablation.neurons, h->t.ablation.parts);
	glyph_legend(a, 0, h->t.limit, h->t.other ? "no change" : "not needed",
		     note[0] ? note : NULL);
}

static void lay_out(struct sheet *h, const struct panel_options *o, struct area a)
{
	const struct fpe_ablation *b = &h->t.ablation;
	int names = figure_name_columns(h->t.a->net, h->t.layer), room, high;

	h->names = a.rows >= 3;
	h->legend = a.rows >= 4;
	names = names < NAME_MAX_COLUMNS ? names : NAME_MAX_COLUMNS;
	h->label = a.columns >= names + 6 ? names + 1 : 0;
	h->need = !h->t.other && a.columns >= h->label + b->parts + NEED_COLUMNS + 4 ? NEED_COLUMNS
										     : 0;
	room = a.columns - h->label - h->need;
	high = a.rows - h->names - h->legend;
	h->tile = tile_widen(tile_choose(b->parts, b->neurons, 0, 0,
					 (struct tile_size){ room, high }),
			     b->parts, 0, room);
	h->cell = h->tile.columns;
	h->rows = figure_fit(b->neurons, high / h->tile.rows, o->row);
	h->columns = figure_fit(b->parts, room / h->cell, o->column);
	h->head = names_short(head_name, h, b->parts, h->cell > 5 ? h->cell - 1 : 4);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area area)
{
	struct sheet h = { .cell = 1 };
	const char *why = cost_open(&h.t, s, o, arm);
	struct area a =
		area.columns > 12 ? area_sub(area, 0, 1, area.rows, area.columns - 2) : area;

	if (why) {
		figure_say(area, why);
	} else {
		lay_out(&h, o, a);
		if (h.names)
			draw_heads(&h, a);
		draw_rows(&h, a);
		if (h.legend)
			draw_legend(&h, area_sub(a, a.rows - 1, 0, 1, a.columns));
	}
	free(h.head);
	cost_close(&h.t);
}

static void ablation_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			     int *columns)
{
	int arm = figure_arm(s, o), layer;
	bool of_clauses;

	*rows = 10;
	*columns = 50;
	if (arm < 0 || !s->samples || s->arm[arm].net->layers < 2)
		return;
	layer = figure_layer(&s->arm[arm], o);
	*rows = s->arm[arm].net->layer[layer].out + 2;
	*columns = 12 + NEED_COLUMNS + 3 * fpe_contrast_parts(s->task, s->samples, &of_clauses);
}

static void arm_numbers(const struct snapshot *s, const struct panel_options *o, int arm,
			struct figure_table *out)
{
	struct cost_table t;
	const char *why = cost_open(&t, s, o, arm);
	char part[FPE_CLAUSE_NAME];

	for (int i = 0; !why && i < t.ablation.neurons; i++) {
		for (int p = 0; p < t.ablation.parts; p++) {
			figure_table_texts(out, t.a->name, figure_neuron(t.a->net, t.layer, i).text,
					   figure_part(s, t.ablation.of_clauses, p, part), NULL);
			figure_table_numbers(out, cost_shown(&t, i, p), t.ablation.intact[p],
					     t.ablation.samples[p]);
		}
	}
	cost_close(&t);
}

static void ablation_numbers(const struct snapshot *s, const struct panel_options *o,
			     struct figure_table *out)
{
	int arms[2], n = figure_arms(s, o, arms);

	figure_table_keys(out, "arm", "neuron", "part", NULL);
	figure_table_value(out, o->minus >= 0 ? "change of the cost" : "cost", NULL, "no samples");
	figure_table_value(out, "share right intact", NULL, "no samples");
	figure_table_value(out, "samples", NULL, NULL);
	for (int i = 0; i < n; i++)
		arm_numbers(s, o, arms[i], out);
}

static const struct panel_key ablation_keys[] = {
	{ 'c', "c", "the circuit of the clause under the cursor, for the panel network",
	  .command = ablation_circuit },
	{ .name = NULL },
};

const struct panel panel_ablation = {
	.name = "ablation",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_MINUS | TAKES_LAYER,
	.help = "What breaks when a neuron is silent: the accuracy it costs each clause or class.",
	.explain =
		"Each row is a hidden neuron, each column a clause (a class where no clauses are known). "
		"A tile is the share of right answers that is lost when the neuron gives on 0 and nothing else changes.\n\n"
		"cost = right as the net is - right with the neuron silent, on samples where the clause alone decides and as many where none does; of a class on its samples. "
		"Above 0: the net needs the neuron for it. Below 0: it does better without. "
		"The tile is blank where nothing changes: with several neurons that do the same, none alone is needed.\n\n"
		"`needed` is (sum r)^2 / sum r^2 over the costs r above 0: how many clauses need the neuron; 1 = one alone. "
		"The metric causal_clauses_per_neuron is its mean, measured on more samples.\n\n"
		"Enter lists what the clause of the column breaks without, here and in the arm that was split; `c` finds its circuit.\n\n"
		"At most 64 samples a side are taken for a figure, of large nets fewer, the first of the test samples, and of very large ones none: `ablate` takes 512. "
		"As a difference, a child is held against the same neuron of the other arm or, where it was split, against its parent there.",
	.keys = ablation_keys,
	.title = figure_title,
	.measure = ablation_measure,
	.draw_arm = draw_arm,
	.numbers = ablation_numbers,
	.paper = ablation_paper,
	.describe = ablation_describe,
	.work_out = ablation_work_out,
};
