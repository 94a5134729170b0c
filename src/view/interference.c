/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interference.c - what gets in each other's way: cosines between neurons,
 * between inputs, or between the clauses' footprints, as a square of tiles.
 *
 * Beside it the mean over all pairs of every arm, so that arms can be compared
 * without looking at two squares.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/figure.h"
#include "view/figure_table.h"
#include "view/glyph.h"

#define MATRIX_MAX 1024 /* of one figure: 8 MiB of doubles */
#define MEANS_MAX 256   /* past it only the shown arm's mean is worked out */
#define NAME_MAX_COLUMNS 12

struct square {
	const struct snapshot *s;
	const struct fpe_net *net;
	int arm, layer, n;
	enum fpe_of of;
	double *value; /* [n x n], owned; NULL: too many or no memory */
	double limit;
	int label, cell;
	struct figure_fit rows, columns;
};

static enum fpe_of choose_of(const struct snapshot *s,
			     const struct panel_options *o, int layer)
{
	bool clauses = figure_clauses(s, layer) != NULL;

	if (o->of < 0)
		return clauses ? FPE_OF_CLAUSES : FPE_OF_NEURONS;
	if (o->of == FPE_OF_CLAUSES && !clauses)
		return FPE_OF_NEURONS;
	return (enum fpe_of)o->of;
}

static const char *of_name(enum fpe_of of)
{
	static const char *const names[] = {
		[FPE_OF_NEURONS] = "neurons",
		[FPE_OF_INPUTS] = "inputs",
		[FPE_OF_CLAUSES] = "clauses",
	};

	return names[of];
}

/* The matrix of one arm, malloc'ed, and its side; NULL if there is none. */
static double *matrix_of(const struct snapshot *s, int arm, int layer,
			 enum fpe_of of, int *n)
{
	const struct fpe_net *net = s->arm[arm].net;
	const struct fpe_clauses *clauses = figure_clauses(s, layer);
	double *value;

	*n = fpe_interference_size(net, layer, clauses, of);
	if (*n < 1 || *n > MATRIX_MAX)
		return NULL;
	value = malloc((size_t)*n * (size_t)*n * sizeof *value);
	if (value && fpe_interference(net, layer, clauses, of, value, NULL)) {
		free(value);
		return NULL;
	}
	return value;
}

/* Mean of abs over the pairs off the diagonal; NaN without a pair. */
static double pair_mean(const double *value, int n, double *most)
{
	double sum = 0;

	*most = 0;
	for (int i = 0; i < n; i++) {
		for (int j = 0; j < i; j++) {
			double x = fabs(value[(size_t)i * (size_t)n + (size_t)j]);

			sum += x;
			*most = fmax(*most, x);
		}
	}
	return n > 1 ? sum / (0.5 * n * (n - 1)) : NAN;
}

/* Mean abs(cos) of an arm: measured already for neurons, else worked out. */
static double arm_mean(const struct square *q, int arm)
{
	double mean, most, *value;
	int n;

	if (q->of == FPE_OF_NEURONS && q->layer == 0)
		return q->s->arm[arm].metric[FPE_METRIC_COSINE];
	if (q->layer >= q->s->arm[arm].net->layers)
		return NAN;
	if (arm == q->arm && q->value)
		return pair_mean(q->value, q->n, &most);
	if (q->n > MEANS_MAX)
		return NAN;
	value = matrix_of(q->s, arm, q->layer, q->of, &n);
	mean = value ? pair_mean(value, n, &most) : NAN;
	free(value);
	return mean;
}

/* Limits that stay put while weights move a little. */
static double round_limit(double most)
{
	static const double steps[] = { 0.1, 0.25, 0.5, 1 };

	for (int i = 0; i < 4; i++) {
		if (most <= steps[i])
			return steps[i];
	}
	return 1;
}

static void item_name(const struct square *q, int i, char *out, size_t size)
{
	if (q->of == FPE_OF_CLAUSES)
		snprintf(out, size, "c%d", i);
	else if (q->of == FPE_OF_NEURONS)
		fpe_net_neuron_name(q->net, q->layer, i, out, size);
	else
		figure_input_name(q->s, q->net, q->layer, i, out, size);
}

static int longest_name(const struct square *q)
{
	char name[FPE_MAX_NAME + 8];
	int most = 1;

	for (int i = 0; i < q->n; i++) {
		int columns;

		item_name(q, i, name, sizeof name);
		columns = text_columns(name);
		most = columns > most ? columns : most;
	}
	return most < NAME_MAX_COLUMNS ? most : NAME_MAX_COLUMNS;
}

static bool square_open(struct square *q, const struct snapshot *s,
			const struct panel_options *o, int arm)
{
	double most = 0;

	q->s = s;
	q->arm = arm;
	q->net = s->arm[arm].net;
	q->layer = figure_layer(&s->arm[arm], o);
	q->of = choose_of(s, o, q->layer);
	q->value = matrix_of(s, arm, q->layer, q->of, &q->n);
	if (!q->value)
		return false;
	pair_mean(q->value, q->n, &most);
	q->limit = round_limit(most);
	return true;
}

/* Mean over the block of pairs behind a cell, without the diagonal. */
static double cell_value(const struct square *q, int row, int column,
			 bool *diagonal)
{
	int r0 = q->rows.first + row * q->rows.per;
	int c0 = q->columns.first + column * q->columns.per;
	double sum = 0;
	int pairs = 0;

	for (int r = r0; r < r0 + q->rows.per && r < q->n; r++) {
		for (int c = c0; c < c0 + q->columns.per && c < q->n; c++) {
			if (r == c)
				continue;
			sum += q->value[(size_t)r * (size_t)q->n + (size_t)c];
			pairs++;
		}
	}
	*diagonal = pairs == 0;
	return pairs ? sum / pairs : 1;
}

static void draw_tile(const struct square *q, struct area a, int row, int column)
{
	bool diagonal;
	double value = cell_value(q, row, column, &diagonal);
	int at = column * q->cell;
	struct hit hit = {
		.kind = HIT_PAIR,
		.arm = q->arm,
		.layer = q->layer,
		.row = q->rows.first + row * q->rows.per,
		.column = q->columns.first + column * q->columns.per,
		.value = value,
	};

	if (diagonal) {
		area_cell(a, row, at + (q->cell - 1) / 2,
			  a.grid->ascii ? '\\' : 0x2572, INK_DIM, INK_NONE, 0);
	} else if (value == 0) {
		glyph_blank_tile(a, row, at, q->cell);
	} else {
		glyph_tile(a, row, at, q->cell, value, q->limit);
	}
	area_hit(a, row, at, q->cell, &hit);
}

static void draw_headings(const struct square *q, struct area a)
{
	char name[FPE_MAX_NAME + 8];
	int next = 0;

	for (int i = 0; i < q->columns.count; i++) {
		int at = i * q->cell, columns;

		item_name(q, q->columns.first + i * q->columns.per, name,
			  sizeof name);
		columns = text_columns(name);
		if (at >= next && at + columns <= a.columns)
			next = at + area_text(a, 0, at, INK_DIM, name) + 1;
	}
}

/* The list of means at the right; `room` columns wide. */
static void draw_means(const struct square *q, struct area a)
{
	int names = 0, rows = q->s->arms;
	char number[FIGURE_NUMBER];

	for (int i = 0; i < q->s->arms; i++) {
		int columns = text_columns(q->s->arm[i].name);

		names = columns > names ? columns : names;
	}
	if (names > NAME_MAX_COLUMNS)
		names = NAME_MAX_COLUMNS;
	area_text(a, 0, 0, INK_DIM, q->n > MEANS_MAX ? "mean" : "mean |cos|");
	if (rows > a.rows - 1)
		rows = a.rows - 1;
	for (int i = 0; i < rows; i++) {
		int arm = rows < q->s->arms && i == rows - 1 ? q->arm : i;
		const char *name = q->s->arm[arm].name;

		area_text(area_sub(a, 1 + i, 0, 1, names), 0, 0,
			  figure_arm_ink(arm), name);
		area_text_right(a, 1 + i, names + 6,
				arm == q->arm ? INK_STRONG : INK_NONE,
				figure_number(arm_mean(q, arm), number));
	}
}

/* Widest tile, up to 4 columns, that lets everything be seen. */
static int choose_cell(int n, int room, int label)
{
	int most = label + 1 < 4 ? label + 1 : 4;

	for (int cell = most; cell > 1; cell--) {
		if (n * cell <= room)
			return cell;
	}
	return 1;
}

static void note_of(const struct square *q, char *out, size_t size)
{
	int per = q->rows.per > q->columns.per ? q->rows.per : q->columns.per;

	out[0] = 0;
	if (per > 1)
		snprintf(out, size, "a cell: mean of %dx%d", q->rows.per,
			 q->columns.per);
	else if (q->rows.count < q->n || q->columns.count < q->n)
		snprintf(out, size, "%dx%d of %dx%d", q->rows.count,
			 q->columns.count, q->n, q->n);
}

#define MEANS_COLUMNS 22 /* the legend fits under the means, too */

static void draw_square(struct square *q, const struct panel_options *o,
			struct area a)
{
	int head = a.rows >= 3, legend = a.rows >= 4, room, at = 1;
	char name[FPE_MAX_NAME + 8], note[48];
	bool means;
	int bottom = legend;

	q->label = a.columns >= longest_name(q) + 6 ? longest_name(q) + 2 : 0;
	room = a.columns - q->label;
	means = head && room >= 2 * MEANS_COLUMNS &&
		room - MEANS_COLUMNS - 1 >= (q->n < room / 2 ? q->n : room / 2);
	if (means)
		room -= MEANS_COLUMNS + 1;
	if (means && a.rows >= q->s->arms + 4)
		bottom = 0; /* the legend stands under the means */
	q->cell = choose_cell(q->n, room, q->label);
	q->rows = figure_fit(q->n, a.rows - head - bottom, o->row);
	q->columns = figure_fit(q->n, room / q->cell, o->column);
	if (head)
		draw_headings(q, area_sub(a, 0, q->label, 1, room));
	for (int r = 0; r < q->rows.count; r++) {
		struct area cells = area_sub(a, head, q->label,
					     a.rows - head - bottom, room);

		item_name(q, q->rows.first + r * q->rows.per, name, sizeof name);
		area_text(area_sub(a, head + r, 1, 1, q->label - 2), 0, 0,
			  INK_NONE, name);
		for (int c = 0; c < q->columns.count; c++)
			draw_tile(q, cells, r, c);
	}
	if (means) {
		at = q->label + q->columns.count * q->cell + 3;
		if (at > a.columns - MEANS_COLUMNS)
			at = a.columns - MEANS_COLUMNS;
		draw_means(q, area_sub(a, 0, at, a.rows - legend, MEANS_COLUMNS));
	}
	note_of(q, note, sizeof note);
	if (legend && !bottom && note[0])
		area_text(a, a.rows - 2, at, INK_WARN, note);
	at = bottom ? 1 : at;
	if (legend)
		glyph_legend(area_sub(a, a.rows - 1, at, 1, a.columns - at - 1), 0,
			     q->limit, "nothing shared",
			     bottom && note[0] ? note : NULL);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o,
		     int arm, struct area area)
{
	struct square q;

	if (square_open(&q, s, o, arm))
		draw_square(&q, o, area);
	else
		figure_say(area, "too many to compare each with each: at "
				 "most 1024. Try of=clauses");
	free(q.value);
}

static void interference_draw(const struct snapshot *s,
			      const struct panel_options *o, struct area area)
{
	figure_each_arm(s, o, area, draw_arm);
}

static void interference_measure(const struct snapshot *s,
				 const struct panel_options *o, int *rows,
				 int *columns)
{
	int arm = figure_arm(s, o), layer, n;

	*rows = 8;
	*columns = 40;
	if (arm < 0)
		return;
	layer = figure_layer(&s->arm[arm], o);
	n = fpe_interference_size(s->arm[arm].net, layer,
				  figure_clauses(s, layer),
				  choose_of(s, o, layer));
	*rows = n + 2;
	*columns = 6 + 3 * n + MEANS_COLUMNS;
}

static void interference_title(const struct snapshot *s,
			       const struct panel_options *o, bool ascii,
			       char *out, size_t size)
{
	int arm = figure_arm(s, o), second = figure_second_arm(s, o);
	const char *dot = ascii ? "-" : "·";
	enum fpe_of of;

	if (arm < 0) {
		snprintf(out, size, "interference");
		return;
	}
	of = choose_of(s, o, figure_layer(&s->arm[arm], o));
	snprintf(out, size, "interference %s %s %s %s%s%s", dot, of_name(of), dot,
		 s->arm[arm].name, second < 0 ? "" : " | ",
		 second < 0 ? "" : s->arm[second].name);
}

static void arm_numbers(const struct snapshot *s, const struct panel_options *o,
			int arm, struct figure_table *out)
{
	struct square q;
	char name[FPE_MAX_NAME + 8];

	if (!square_open(&q, s, o, arm))
		return;
	for (int i = 0; i < q.n; i++) {
		for (int j = i + 1; j < q.n; j++) {
			figure_table_text(out, "%s", s->arm[arm].name);
			item_name(&q, i, name, sizeof name);
			figure_table_text(out, "%s", name);
			item_name(&q, j, name, sizeof name);
			figure_table_text(out, "%s", name);
			figure_table_number(out, q.value[(size_t)i * (size_t)q.n +
							 (size_t)j]);
		}
	}
	free(q.value);
}

/* Every pair once: the matrix is symmetric, its diagonal 1. */
static void interference_numbers(const struct snapshot *s,
				 const struct panel_options *o,
				 struct figure_table *out)
{
	static const char *const names[][2] = {
		[FPE_OF_NEURONS] = { "neuron", "other neuron" },
		[FPE_OF_INPUTS] = { "input", "other input" },
		[FPE_OF_CLAUSES] = { "clause", "other clause" },
	};
	int arms[2] = { figure_arm(s, o), figure_second_arm(s, o) };
	enum fpe_of of = FPE_OF_NEURONS;

	if (arms[0] >= 0)
		of = choose_of(s, o, figure_layer(&s->arm[arms[0]], o));
	figure_table_key(out, "arm");
	figure_table_key(out, names[of][0]);
	figure_table_key(out, names[of][1]);
	figure_table_value(out, "cosine", NULL, NULL);
	for (int i = 0; i < 2; i++) {
		if (arms[i] >= 0)
			arm_numbers(s, o, arms[i], out);
	}
}

const struct panel panel_interference = {
	.name = "interference",
	.home = HOME_LEFT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_OF | TAKES_LAYER,
	.help = "Which clauses, neurons or inputs get in each other's way.",
	.explain =
	"Each tile is the cosine of a pair. Of clauses: of their footprints over "
	"the neurons, q_ic = sum of squared weights of neuron i on clause c; 1 = "
	"the same neurons serve both alike, 0 = no neuron serves both. Of "
	"neurons: of their incoming weights. Of inputs: of their outgoing ones.\n\n"
	"cos(a, b) = a.b / (|a| |b|). A dot is exactly 0; siblings of a split "
	"are 0 by construction, for they share no input.\n\n"
	"At the right, the mean of abs(cos) over all pairs, for every arm: fewer "
	"features on one neuron, less interference.",
	.title = interference_title,
	.measure = interference_measure,
	.draw = interference_draw,
	.numbers = interference_numbers,
};
