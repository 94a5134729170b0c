/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assignment.c - who got which input: the weights of one layer of one arm, or
 * the difference to another arm or epoch.
 *
 * Rows are neurons, children of one parent bracketed at the right; columns are
 * inputs as strip.h orders them. What does not fit scrolls. A fresh split comes
 * apart: while snapshot_arm.unfold rises from 0 to 1, siblings move from one
 * common row to their own, and what a child lost fades.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/grid/glyph.h"
#include "view/panel/assignment/sheet.h"
#include "view/figure/weight.h"

#define CLAUSES_COLUMNS 9 /* gap and the heading "clauses" */

static const struct fpe_origin *origin(const struct sheet *t, int neuron)
{
	return &t->net->origin[t->layer][neuron];
}

/* Do two neurons come from one split neuron? */
static bool siblings(const struct sheet *t, int a, int b)
{
	return a >= 0 && b >= 0 && a < t->l->out && b < t->l->out &&
	       figure_siblings(origin(t, a), origin(t, b));
}

static int right_columns(const struct sheet *t, bool clause_column, bool bracket)
{
	return (clause_column ? CLAUSES_COLUMNS : 0) + (bracket ? 3 + t->name : 0);
}

static bool any_split(const struct sheet *t)
{
	for (int n = 0; n < t->l->out; n++) {
		if (origin(t, n)->depth > 0)
			return true;
	}
	return false;
}

/* The richest form that fits, with the largest tiles; else the barest, cut. */
static void choose_form(struct sheet *t, struct tile_size all)
{
	static const struct {
		bool clauses, bracket;
	} forms[] = { { true, true }, { false, true }, { false, false } };
	bool split = any_split(t);
	int gaps = strip_columns(&t->strip, 0);

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct tile_size room = all;

		t->clause_column = forms[i].clauses && t->clauses;
		t->bracket = forms[i].bracket && split;
		room.columns -= t->label + right_columns(t, t->clause_column, t->bracket);
		t->cell = tile_widen(tile_choose(t->strip.n, t->l->out, 0, gaps, room), t->strip.n,
				     gaps, room.columns);
		if (strip_columns(&t->strip, t->cell.columns) <= room.columns)
			break;
	}
	if (all.columns < t->label + 4)
		t->label = 0;
}

/* ------------------------------------------------------------- the cells */

/* Neuron of the run that has an input in its mask, -1: none. */
static int holder(const struct sheet *t, struct sheet_run run, int input)
{
	for (int n = run.first; n < run.end; n++) {
		if (sheet_live(t, sheet_entry(t, n, input)))
			return n;
	}
	return -1;
}

/* The siblings a neuron stands among. */
static struct sheet_run family(const struct sheet *t, int neuron)
{
	struct sheet_run all = { neuron, neuron + 1 };

	while (siblings(t, all.first - 1, neuron))
		all.first--;
	while (siblings(t, all.end, neuron))
		all.end++;
	return all;
}

/* What a fresh child has lost to a sibling: fades until it stands apart. */
static double fading(const struct sheet *t, struct sheet_run run, int input, double apart)
{
	int n = apart < 1 ? holder(t, family(t, run.first), input) : -1;

	return n < 0 ? NAN : sheet_weight(t, sheet_entry(t, n, input)) * fmin(1, 2 * (1 - apart));
}

/* Mean of the live weights behind the i-th cell; NaN if all are masked out. */
static double cell_value(const struct sheet *t, struct sheet_run run, int i, double apart)
{
	int first = t->strip.fit.first + i * t->strip.fit.per, live = 0;
	double sum = 0;

	for (int k = first; k < first + strip_inputs(&t->strip, i); k++) {
		int input = t->strip.input[k], n = holder(t, run, input);

		if (n < 0)
			continue;
		sum += sheet_weight(t, sheet_entry(t, n, input));
		live++;
	}
	if (!live && t->strip.fit.per == 1)
		return fading(t, run, t->strip.input[first], apart);
	return live ? sum / live : NAN;
}

static void draw_cells(const struct sheet *t, struct area a, int row, struct sheet_run run,
		       double apart)
{
	int shown = strip_shown(&t->strip, a.columns);

	for (int i = 0; i < shown; i++) {
		int at = strip_column(&t->strip, i);
		int input = strip_input(&t->strip, i), n = holder(t, run, input);
		double value = cell_value(t, run, i, apart);
		struct hit hit = {
			.kind = HIT_WEIGHT,
			.arm = t->arm,
			.layer = t->layer,
			.row = n < 0 ? run.first : n,
			.column = input,
			.value = isnan(value) ? 0 : value,
			.across = strip_inputs(&t->strip, i),
		};

		tile_draw(a, row * t->cell.rows, at, t->cell, value, t->limit);
		area_hits(a, row * t->cell.rows, at, t->cell.rows, t->cell.columns, &hit);
	}
}

/* ------------------------------------------------------ around the cells */

/* The row of a tile that its words stand in. */
static int middle(const struct sheet *t)
{
	return (t->cell.rows - 1) / 2;
}

static void draw_served(const struct sheet *t, struct area a, int row, struct sheet_run run)
{
	double served = sheet_served(t, t->l, run);
	char text[16] = "-";

	if (t->minus)
		served -= sheet_served(t, t->minus, run);
	if (t->minus && fabs(served) < 0.05)
		served = 0; /* no sign for what rounds to nothing */
	if (isfinite(served))
		snprintf(text, sizeof text, t->minus ? "%+.1f" : "%.1f", served);
	area_text_right(a, row, CLAUSES_COLUMNS - 2, INK_NONE, text);
}

static const char *bracket_line(bool up, bool down, bool ascii)
{
	if (up && down)
		return ascii ? "|" : "│";
	if (up)
		return ascii ? "/" : "╯";
	if (down)
		return ascii ? "\\" : "┬";
	return ascii ? "-" : "─";
}

/* What stands right of the cells: clauses served, and the parent's bracket. */
static void draw_right(const struct sheet *t, struct area a, int row, struct sheet_run run,
		       bool first)
{
	bool up = siblings(t, run.first - 1, run.first);
	bool down = siblings(t, run.end - 1, run.end);
	int at = 0, top = row - middle(t);

	if (t->clause_column) {
		draw_served(t, a, row, run);
		at = CLAUSES_COLUMNS;
	}
	if (!t->bracket || origin(t, run.first)->depth < 1)
		return;
	for (int r = top; r < top + t->cell.rows; r++) {
		if (r < row ? up : down)
			area_text(a, r, at, INK_FRAME, bracket_line(true, true, a.grid->ascii));
	}
	area_text(a, row, at, INK_FRAME, bracket_line(up, down, a.grid->ascii));
	/* the parent's name, where its bracket begins */
	if (!up || first)
		area_text(a, row, at + 2, INK_NONE,
			  figure_parent(t->net, t->layer, run.first).text);
}

static void draw_row(const struct sheet *t, struct area labels, struct area cells,
		     struct area right, int row, struct sheet_run run, double apart)
{
	struct figure_name name;

	if (row < 0 || row >= t->rows.count)
		return;
	if (run.end - run.first > 1)
		name = figure_parent(t->net, t->layer, run.first);
	else
		name = figure_neuron(t->net, t->layer, run.first);
	area_text(labels, row * t->cell.rows + middle(t), 1, INK_NONE, name.text);
	draw_cells(t, cells, row, run, apart);
	draw_right(t, right, row * t->cell.rows + middle(t), run, row == 0);
}

/*
 * Every row shown, with its label and what is right of it. Parents come apart
 * one after the other, the first ones first, and push the rest down.
 */
static void draw_rows(const struct sheet *t, struct area labels, struct area cells,
		      struct area right)
{
	int parents = 0, parent = 0, top = -t->rows.first;

	for (int n = 0; n < t->l->out; n = family(t, n).end)
		parents++;
	for (int n = 0; n < t->l->out && !snapshot_given_up(t->s); parent++) {
		struct sheet_run all = family(t, n), run = { n, n };
		double late = parents > 1 ? (double)parent / (parents - 1) : 0;
		double apart = fmin(1, fmax(0, 2 * t->unfold - late));
		int row = top;

		for (n = all.first; n < all.end; n++) {
			int at = top + (int)lround(apart * (n - all.first));

			if (at != row) {
				draw_row(t, labels, cells, right, row, run, apart);
				run.first = n;
				row = at;
			}
			run.end = n + 1;
		}
		draw_row(t, labels, cells, right, row, run, apart);
		top = row + 1;
	}
}

static const char *note_of(const struct sheet *t, int columns, char *out, size_t size)
{
	strip_note(&t->strip, columns, out, size);
	if (!out[0] && t->rows.count < t->l->out)
		snprintf(out, size, "neurons %d-%d of %d", t->rows.first,
			 t->rows.first + t->rows.count - 1, t->l->out);
	return out[0] ? out : NULL;
}

static void draw_sheet(struct sheet *t, const struct panel_options *o, struct area a)
{
	int head = a.rows >= 3, legend = a.rows >= 4, room, right, after, high;
	char note[80];

	choose_form(t, (struct tile_size){ a.columns, a.rows - head - legend });
	right = right_columns(t, t->clause_column, t->bracket);
	room = a.columns - t->label - right;
	strip_fit(&t->strip, room, t->cell.columns, o->column);
	t->rows = (struct figure_fit){ 0, (a.rows - head - legend) / t->cell.rows, 1 };
	if (t->rows.count > t->l->out)
		t->rows.count = t->l->out;
	if (o->row > 0)
		t->rows.first =
			o->row < t->l->out - t->rows.count ? o->row : t->l->out - t->rows.count;
	if (strip_columns(&t->strip, t->cell.columns) < room && t->strip.fit.per == 1)
		room = strip_columns(&t->strip, t->cell.columns);
	after = t->label + room;
	if (head)
		strip_headings(&t->strip, area_sub(a, 0, t->label, 1, room));
	if (head && t->clause_column)
		area_text(a, 0, after + 2, INK_DIM, "clauses");
	if (head && t->bracket)
		area_text(a, 0, after + right - t->name - 1, INK_DIM, "parent");
	high = t->rows.count * t->cell.rows;
	draw_rows(t, area_sub(a, head, 0, high, t->label), area_sub(a, head, t->label, high, room),
		  area_sub(a, head, after + 2, high, right - 1));
	if (legend)
		glyph_legend(area_sub(a, a.rows - 1, 1, 1, a.columns - 2), 0, t->limit,
			     t->minus ? "masked in both" : "masked",
			     note_of(t, room, note, sizeof note));
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area a)
{
	struct sheet t;
	const char *why = sheet_open(&t, s, o, arm);

	if (why)
		figure_say(a, why);
	else
		draw_sheet(&t, o, a);
	sheet_close(&t);
}

static void assignment_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			       int *columns)
{
	int arm = figure_arm(s, o);
	struct sheet t;

	*rows = 8;
	*columns = 40;
	if (arm >= 0 && !sheet_open(&t, s, o, arm)) {
		*rows = t.l->out + 2;
		*columns = t.label + strip_columns(&t.strip, 2) +
			   right_columns(&t, t.clauses, any_split(&t));
	}
	if (arm >= 0)
		sheet_close(&t);
}

static void assignment_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			     struct textbuf *out)
{
	const struct snapshot_arm *a;

	if (!figure_arms_title(s, o, ascii, out))
		return;
	a = &s->arm[figure_arm(s, o)];
	if (!figure_minus_title(s, o, ascii, out) && figure_is_split(a) &&
	    figure_second_arm(s, o) < 0)
		tell(out, " (%s=%d)", ascii ? "alpha" : "α", a->alpha);
	figure_layer_title(s, o, out);
}

/* Clauses an input is in: "c2", "c2 c5" where they share it; or their terms. In text, which
   is empty before. */
static const char *clauses_of(const struct snapshot *s, const struct fpe_clauses *clauses,
			      int input, struct textbuf *text)
{
	char name[FPE_CLAUSE_NAME];

	text->size = 0;
	for (int c = 0; clauses && c < clauses->count; c++) {
		for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
			if (clauses->input[i] == input)
				textbuf_printf(text, "%s%s", text->size ? " " : "",
					       figure_part(s, true, c, name));
		}
	}
	return text->size ? text->bytes : "";
}

/* A weight, or of a difference both and what is left; NaN: masked. */
static void entry_numbers(const struct sheet *t, size_t entry, struct figure_table *out)
{
	if (t->minus) {
		figure_table_numbers(
			out, t->l->mask[entry] != 0 ? (double)t->l->weight[entry] : NAN,
			t->minus->mask[entry] != 0 ? (double)t->minus->weight[entry] : NAN);
	}
	figure_table_number(out, sheet_live(t, entry) ? sheet_weight(t, entry) : NAN);
}

static void arm_numbers(const struct snapshot *s, const struct panel_options *o, int arm,
			struct figure_table *out)
{
	struct sheet t;
	struct textbuf clauses = { 0 };
	const char *why = sheet_open(&t, s, o, arm);

	for (int i = 0; !why && i < t.l->out && !out->failed; i++) {
		for (int k = 0; k < t.l->in; k++) {
			int j = t.strip.input[k];

			figure_table_texts(out, s->arm[arm].name,
					   figure_neuron(t.net, t.layer, i).text,
					   figure_input(s, t.net, t.layer, j).text, NULL);
			entry_numbers(&t, sheet_entry(&t, i, j), out);
			figure_table_text(out, "%s", clauses_of(s, t.clauses, j, &clauses));
			if (s->groups)
				figure_table_text(out, "%s", figure_group_name(s, t.layer, j).text);
		}
	}
	textbuf_clear(&clauses);
	sheet_close(&t);
}

static void assignment_numbers(const struct snapshot *s, const struct panel_options *o,
			       struct figure_table *out)
{
	int arms[2], n = figure_arms(s, o, arms);

	figure_table_keys(out, "arm", "neuron", "input", NULL);
	figure_table_value(out, "weight", NULL, "masked");
	if (o->minus >= 0) {
		figure_table_value(out, "subtracted", NULL, "masked");
		figure_table_value(out, "difference", NULL, "masked");
	}
	figure_table_value(out, "clause", NULL, NULL);
	if (s->groups)
		figure_table_value(out, "group", NULL, NULL);
	for (int i = 0; i < n; i++)
		arm_numbers(s, o, arms[i], out);
}

static const struct panel_key assignment_keys[] = {
	{ 'a', "a", "give the input under the cursor to the next sibling", .command = weight_pass },
	{ .name = NULL },
};

const struct panel panel_assignment = {
	.name = "assignment",
	.home = HOME_LEFT_TOP,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_MINUS | TAKES_LAYER,
	.help = "The weights of a layer: which neuron got which input, by clause.",
	.explain =
		"Each row is a neuron, each column an input. "
		"A tile is a weight: shades are positive, strokes negative, more ink is more magnitude. "
		"A dot is masked out: the weight is 0.\n\n"
		"Columns are gathered by clause where no two clauses share an input, and by what `group` says where there are no clauses. "
		"Children of one split neuron stand together, their parent at the right: their inputs are disjoint. "
		"A parent's row comes apart into its children's when it is split.\n\n"
		"clauses = (sum_c q_c)^2 / sum_c q_c^2, q_c = sum of squared weights on clause c: how many clauses the neuron serves. "
		"1 = monosemantic.\n\n"
		"As a difference, a tile is the weight minus that of the other arm or epoch. "
		"Children are summed back to the parent where the other has not split it, or split it otherwise.\n\n"
		"x edits the weight under the cursor; a, or dragging to a sibling's row, moves an entry of the mask to a sibling: a split by hand, the number of weights stays.",
	.keys = assignment_keys,
	.title = assignment_title,
	.measure = assignment_measure,
	.draw_arm = draw_arm,
	.numbers = assignment_numbers,
	.paper = assignment_paper,
	.describe = weight_describe,
	.work_out = weight_work_out,
	.edit = weight_edit,
	.drop = weight_drop,
};
