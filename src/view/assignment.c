/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assignment.c - who got which input: the weights of one layer of one arm.
 *
 * Rows are neurons, children of one parent bracketed at the right; columns are
 * inputs, gathered by clause where every input is in at most one, else in
 * order. What does not fit scrolls; very many inputs are averaged.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure.h"
#include "view/figure_table.h"
#include "view/glyph.h"

#define CLAUSES_COLUMNS 9 /* gap and the heading "clauses" */

struct sheet {
	const struct snapshot *s;
	const struct fpe_net *net;
	const struct fpe_layer *l;
	const struct fpe_clauses *clauses; /* NULL: none known for this layer */
	int arm, layer;
	int groups;                     /* 0: inputs in order, no groups */
	int16_t input[FPE_MAX_INPUTS];  /* in the order shown */
	int16_t group[FPE_MAX_INPUTS];  /* clause of input[i]; groups = none */
	double limit;
	/* how it is laid out */
	int label, name, cell;      /* columns: row labels, parents' names, a cell */
	bool clause_column, bracket;
	struct figure_fit rows, columns;
};

/* Put inputs in clause order; false where clauses share an input. */
static bool order_by_clause(struct sheet *t)
{
	static const int16_t none = -1;
	int at = 0, m = t->clauses->count;
	int16_t owner[FPE_MAX_INPUTS];

	for (int j = 0; j < t->l->in; j++)
		owner[j] = none;
	for (int c = 0; c < m; c++) {
		for (int i = t->clauses->start[c]; i < t->clauses->start[c + 1]; i++) {
			int input = t->clauses->input[i];

			if (input >= t->l->in || owner[input] != none)
				return false;
			owner[input] = (int16_t)c;
			t->input[at] = (int16_t)input;
			t->group[at++] = (int16_t)c;
		}
	}
	t->groups = m;
	for (int j = 0; j < t->l->in; j++) {
		if (owner[j] != none)
			continue;
		t->input[at] = (int16_t)j;
		t->group[at++] = (int16_t)m;
		t->groups = m + 1;
	}
	return true;
}

static void sheet_open(struct sheet *t, const struct snapshot *s,
		       const struct panel_options *o, int arm)
{
	double most = 0;

	t->s = s;
	t->arm = arm;
	t->net = s->arm[arm].net;
	t->layer = figure_layer(&s->arm[arm], o);
	t->l = &t->net->layer[t->layer];
	t->clauses = figure_clauses(s, t->layer);
	t->groups = 0;
	if (!t->clauses || !order_by_clause(t)) {
		t->groups = 0;
		for (int j = 0; j < t->l->in; j++) {
			t->input[j] = (int16_t)j;
			t->group[j] = 0;
		}
	}
	for (size_t i = 0; i < (size_t)t->l->in * (size_t)t->l->out; i++)
		most = fmax(most, fabs((double)t->l->weight[i]));
	t->limit = most > 0 && isfinite(most) ? most : 1;
	t->label = figure_name_columns(t->net, t->layer) + 2;
	t->name = t->label;
}

static const struct fpe_origin *origin(const struct sheet *t, int neuron)
{
	return &t->net->origin[t->layer][neuron];
}

/* Do two neurons come from one split neuron? */
static bool siblings(const struct sheet *t, int a, int b)
{
	const struct fpe_origin *x, *y;

	if (a < 0 || b < 0 || a >= t->l->out || b >= t->l->out)
		return false;
	x = origin(t, a);
	y = origin(t, b);
	if (x->depth < 1 || x->depth != y->depth || x->root != y->root)
		return false;
	return memcmp(x->child, y->child,
		      (size_t)(x->depth - 1) * sizeof *x->child) == 0;
}

/* Columns of the cells when nothing is left out. */
static int all_cells(const struct sheet *t, int cell)
{
	return t->l->in * cell + (t->groups > 1 ? t->groups - 1 : 0);
}

static int right_columns(const struct sheet *t, bool clause_column, bool bracket)
{
	return (clause_column ? CLAUSES_COLUMNS : 0) +
	       (bracket ? 3 + t->name : 0);
}

/* The richest form that fits into so many columns; else the barest, cut. */
static void choose_form(struct sheet *t, int columns)
{
	static const struct {
		int cell;
		bool clauses, bracket;
	} forms[] = { { 2, true, true }, { 1, true, true }, { 1, false, true },
		      { 1, false, false } };
	bool split = origin(t, 0)->depth > 0;
	int room;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		t->cell = forms[i].cell;
		t->clause_column = forms[i].clauses && t->clauses;
		t->bracket = forms[i].bracket && split;
		room = columns - t->label -
		       right_columns(t, t->clause_column, t->bracket);
		if (all_cells(t, t->cell) <= room)
			break;
	}
	if (columns < t->label + 4)
		t->label = 0;
}

/*
 * Which columns are shown: like figure_fit, but gaps between groups take room
 * too. Averaging drops the gaps.
 */
static void fit_columns(struct sheet *t, int room, int scroll)
{
	int n = t->l->in, used = 0, first = n;

	t->columns = figure_fit(n, room < 1 ? 1 : room / t->cell, scroll);
	if (t->columns.per > 1) {
		t->groups = 0;
		return;
	}
	while (first > 0) { /* the last page */
		bool gap = first < n && t->groups &&
			   t->group[first - 1] != t->group[first];

		used += t->cell + gap;
		if (used > room)
			break;
		first--;
	}
	t->columns.first = scroll < 0 ? 0 : scroll < first ? scroll : first;
	t->columns.count = n - t->columns.first;
}

/* Column on the screen of the i-th shown cell, from 0. */
static int cell_column(const struct sheet *t, int i)
{
	int from = t->columns.first, gaps = 0;

	if (t->groups)
		gaps = t->group[from + i] - t->group[from];
	return i * t->cell + gaps;
}

/* Mean of the live weights behind a cell; NaN if all are masked out. */
static double cell_value(const struct sheet *t, int neuron, int i)
{
	const float *w = t->l->weight + (size_t)neuron * (size_t)t->l->in;
	const float *mask = t->l->mask + (size_t)neuron * (size_t)t->l->in;
	int first = t->columns.first + i * t->columns.per;
	int live = 0;
	double sum = 0;

	for (int k = first; k < first + t->columns.per && k < t->l->in; k++) {
		if (mask[t->input[k]] == 0)
			continue;
		sum += w[t->input[k]];
		live++;
	}
	return live ? sum / live : NAN;
}

static void draw_row(const struct sheet *t, struct area a, int row, int neuron)
{
	for (int i = 0; i < t->columns.count; i++) {
		int at = cell_column(t, i);
		double value = cell_value(t, neuron, i);
		struct hit hit = {
			.kind = HIT_WEIGHT,
			.arm = t->arm,
			.layer = t->layer,
			.row = neuron,
			.column = t->input[t->columns.first + i * t->columns.per],
			.value = isnan(value) ? 0 : value,
		};

		if (at + t->cell > a.columns)
			break;
		if (isnan(value))
			glyph_blank_tile(a, row, at, t->cell);
		else
			glyph_tile(a, row, at, t->cell, value, t->limit);
		area_hit(a, row, at, t->cell, &hit);
	}
}

/* (sum q)^2 / sum q^2 of one neuron over the clauses; NaN without weights. */
static double clauses_served(const struct sheet *t, int neuron)
{
	const float *w = t->l->weight + (size_t)neuron * (size_t)t->l->in;
	double sum = 0, squares = 0;

	for (int c = 0; c < t->clauses->count; c++) {
		double q = 0;

		for (int i = t->clauses->start[c]; i < t->clauses->start[c + 1]; i++) {
			double x = w[t->clauses->input[i]];

			q += x * x;
		}
		sum += q;
		squares += q * q;
	}
	return squares > 0 ? sum * sum / squares : NAN;
}

/* What stands right of the cells: clauses served, and the parent's bracket. */
static void draw_right(const struct sheet *t, struct area a, int row, int neuron,
		       bool first)
{
	int at = 0;

	if (t->clause_column) {
		char text[16] = "-";
		double served = clauses_served(t, neuron);

		if (isfinite(served))
			snprintf(text, sizeof text, "%.1f", served);
		area_text_right(a, row, CLAUSES_COLUMNS - 2, INK_NONE, text);
		at = CLAUSES_COLUMNS;
	}
	if (t->bracket && origin(t, neuron)->depth > 0) {
		bool up = siblings(t, neuron - 1, neuron);
		bool down = siblings(t, neuron, neuron + 1);
		bool ascii = a.grid->ascii;
		const char *line = up && down ? (ascii ? "|" : "│")
				   : up	      ? (ascii ? "/" : "╯")
				   : down     ? (ascii ? "\\" : "┬")
					      : (ascii ? "-" : "─");
		char name[FPE_MAX_NAME];

		area_text(a, row, at, INK_FRAME, line);
		fpe_net_neuron_name(t->net, t->layer, neuron, name, sizeof name);
		if (strrchr(name, '.'))
			*strrchr(name, '.') = 0;
		if (!up || first)
			area_text(a, row, at + 2, INK_NONE, name);
	}
}

/* Headings over the cells: clauses over their groups, else inputs, as many as
   find room. */
static void draw_headings(const struct sheet *t, struct area a)
{
	int next = 0, shown = -1;

	for (int i = 0; i < t->columns.count; i++) {
		int k = t->columns.first + i * t->columns.per;
		int at = cell_column(t, i);
		char text[FPE_MAX_NAME + 8] = "";

		if (at + t->cell > a.columns)
			break;
		if (t->groups) {
			if (t->group[k] == shown)
				continue;
			shown = t->group[k];
			if (shown < t->clauses->count)
				snprintf(text, sizeof text, "c%d", shown);
		} else {
			figure_input_name(t->s, t->net, t->layer, t->input[k],
					  text, sizeof text);
		}
		if (at < next || at + text_columns(text) > a.columns)
			continue;
		next = at + area_text(a, 0, at, INK_DIM, text) + 1;
	}
}

static void describe_part(const struct sheet *t, int shown, char *out, size_t size)
{
	int n = t->l->in, rows = t->l->out;

	if (t->columns.per > 1)
		snprintf(out, size, "a cell: mean of %d inputs", t->columns.per);
	else if (t->columns.first > 0 || shown < n)
		snprintf(out, size, "inputs %d-%d of %d", t->columns.first,
			 t->columns.first + shown - 1, n);
	else if (t->rows.count < rows)
		snprintf(out, size, "neurons %d-%d of %d", t->rows.first,
			 t->rows.first + t->rows.count - 1, rows);
	else
		out[0] = 0;
}

/* Cells that found room in so many columns. */
static int shown_cells(const struct sheet *t, int columns)
{
	int n = 0;

	while (n < t->columns.count && cell_column(t, n) + t->cell <= columns)
		n++;
	return n;
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o,
		     int arm, struct area a)
{
	struct sheet t;
	int head = a.rows >= 3, legend = a.rows >= 4, room, right;
	struct area cells;
	char name[FPE_MAX_NAME], note[80];

	sheet_open(&t, s, o, arm);
	choose_form(&t, a.columns);
	right = right_columns(&t, t.clause_column, t.bracket);
	room = a.columns - t.label - right;
	fit_columns(&t, room, o->column);
	t.rows = (struct figure_fit){ 0, a.rows - head - legend, 1 };
	if (t.rows.count > t.l->out)
		t.rows.count = t.l->out;
	if (o->row > 0)
		t.rows.first = o->row < t.l->out - t.rows.count
				       ? o->row
				       : t.l->out - t.rows.count;
	if (all_cells(&t, t.cell) < room && t.columns.per == 1)
		room = all_cells(&t, t.cell);
	cells = area_sub(a, head, t.label, t.rows.count, room);
	if (head)
		draw_headings(&t, area_sub(a, 0, t.label, 1, room));
	if (head && t.clause_column)
		area_text(a, 0, t.label + room + 2, INK_DIM, "clauses");
	if (head && t.bracket)
		area_text(a, 0, t.label + room + right - t.name - 1, INK_DIM,
			  "parent");
	for (int r = 0; r < t.rows.count; r++) {
		int neuron = t.rows.first + r;

		fpe_net_neuron_name(t.net, t.layer, neuron, name, sizeof name);
		if (t.label)
			area_text(a, head + r, 1, INK_NONE, name);
		draw_row(&t, cells, r, neuron);
		draw_right(&t, area_sub(a, head, t.label + room + 2, t.rows.count,
					right - 1),
			   r, neuron, r == 0);
	}
	describe_part(&t, shown_cells(&t, room), note, sizeof note);
	if (legend)
		glyph_legend(area_sub(a, a.rows - 1, 1, 1, a.columns - 2), 0,
			     t.limit, "masked", note[0] ? note : NULL);
}

static void assignment_draw(const struct snapshot *s,
			    const struct panel_options *o, struct area area)
{
	figure_each_arm(s, o, area, draw_arm);
}

static void assignment_measure(const struct snapshot *s,
			       const struct panel_options *o, int *rows,
			       int *columns)
{
	int arm = figure_arm(s, o);
	struct sheet t;

	*rows = 8;
	*columns = 40;
	if (arm < 0)
		return;
	sheet_open(&t, s, o, arm);
	*rows = t.l->out + 2;
	*columns = t.label + all_cells(&t, 2) +
		   right_columns(&t, t.clauses, origin(&t, 0)->depth > 0);
}

static void assignment_title(const struct snapshot *s,
			     const struct panel_options *o, bool ascii, char *out,
			     size_t size)
{
	int arm = figure_arm(s, o), second = figure_second_arm(s, o);
	const struct snapshot_arm *a = arm < 0 ? NULL : &s->arm[arm];
	const char *dot = ascii ? "-" : "·";
	char layer[16] = "", alpha[24] = "";

	if (!a) {
		snprintf(out, size, "assignment");
		return;
	}
	if (figure_layer(a, o) > 0)
		snprintf(layer, sizeof layer, " fc%d", figure_layer(a, o) + 1);
	if (figure_is_split(a))
		snprintf(alpha, sizeof alpha, " (%s=%d)", ascii ? "alpha" : "α",
			 a->alpha);
	if (second >= 0)
		snprintf(out, size, "assignment %s %s | %s%s", dot, a->name,
			 s->arm[second].name, layer);
	else
		snprintf(out, size, "assignment %s %s%s%s", dot, a->name, alpha,
			 layer);
}

/* Clauses an input is in: "c2", or "c2 c5" where they share it. */
static void clauses_of(const struct fpe_clauses *clauses, int input, char *out,
		       size_t size)
{
	size_t at = 0;

	out[0] = 0;
	for (int c = 0; clauses && c < clauses->count; c++) {
		for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
			if (clauses->input[i] == input && at < size)
				at += (size_t)snprintf(out + at, size - at, "%sc%d",
						       at ? " " : "", c);
		}
	}
}

static void arm_numbers(const struct snapshot *s, const struct panel_options *o,
			int arm, struct figure_table *out)
{
	struct sheet t;
	char name[FPE_MAX_NAME], input[FPE_MAX_NAME], clauses[256];

	sheet_open(&t, s, o, arm);
	for (int i = 0; i < t.l->out; i++) {
		fpe_net_neuron_name(t.net, t.layer, i, name, sizeof name);
		for (int k = 0; k < t.l->in; k++) {
			int j = t.input[k];
			size_t at = (size_t)i * (size_t)t.l->in + (size_t)j;

			figure_input_name(t.s, t.net, t.layer, j, input,
					  sizeof input);
			clauses_of(t.clauses, j, clauses, sizeof clauses);
			figure_table_text(out, "%s", s->arm[arm].name);
			figure_table_text(out, "%s", name);
			figure_table_text(out, "%s", input);
			figure_table_number(out, t.l->mask[at] != 0
							 ? (double)t.l->weight[at]
							 : NAN);
			figure_table_text(out, "%s", clauses);
		}
	}
}

static void assignment_numbers(const struct snapshot *s,
			       const struct panel_options *o,
			       struct figure_table *out)
{
	int arms[2] = { figure_arm(s, o), figure_second_arm(s, o) };

	figure_table_key(out, "arm");
	figure_table_key(out, "neuron");
	figure_table_key(out, "input");
	figure_table_value(out, "weight", NULL, "masked");
	figure_table_value(out, "clause", NULL, NULL);
	for (int i = 0; i < 2; i++) {
		if (arms[i] >= 0)
			arm_numbers(s, o, arms[i], out);
	}
}

const struct panel panel_assignment = {
	.name = "assignment",
	.home = HOME_LEFT_TOP,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_LAYER,
	.help = "The weights of a layer: which neuron got which input, by clause.",
	.explain =
	"Each row is a neuron, each column an input. A tile is a weight: shades "
	"are positive, strokes negative, more ink is more magnitude. A dot is "
	"masked out: the weight is 0 and stays 0.\n\n"
	"Columns are gathered by clause where no two clauses share an input. "
	"Children of one split neuron stand together, their parent at the right: "
	"their inputs are disjoint.\n\n"
	"clauses = (sum_c q_c)^2 / sum_c q_c^2, q_c = sum of squared weights on "
	"clause c: how many clauses the neuron serves. 1 = monosemantic.",
	.title = assignment_title,
	.measure = assignment_measure,
	.draw = assignment_draw,
	.numbers = assignment_numbers,
};
