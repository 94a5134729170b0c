/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interference.c - what gets in each other's way: cosines between neurons,
 * between inputs, or between the clauses' footprints, as a square of tiles; or
 * their difference to another arm or epoch.
 *
 * A digit beside a tile of two clauses: they collide in so many parents. At the
 * right the mean over all pairs of every arm, so that arms can be compared
 * without looking at two squares.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/figure/names.h"
#include "view/figure/tile.h"
#include "view/grid/glyph.h"
#include "view/panel/interference/pair.h"
#include "view/panel/interference/square.h"

#define NAME_MAX_COLUMNS 12

/*
 * A square and how it is laid out: names at the left and in a row above, the
 * tiles, the means at their right. The legend is the last row, under the means
 * where they leave a row for it, else under the tiles.
 */
struct board {
	struct square q;
	int label;				    /* columns of row labels */
	struct figure_name *row_name, *column_name; /* owned, NULL: no memory */
	struct tile_size tile;
	bool counts;			 /* collisions are counted pair by pair */
	int mark, cell;			 /* columns: the digits of a mark, a tile with one */
	int room, high;			 /* columns and rows for tiles */
	struct figure_fit rows, columns; /* of the tiles shown */
	int means_at;			 /* first column of the means, 0: no room for them */
	bool names, legend;		 /* there is a row for each */
	bool beside;			 /* the legend is under the means */
	char note[48];			 /* that not all is shown; "" where it is */
};

static struct figure_name item_name(const struct board *b, int i)
{
	return pair_name(b->q.s, b->q.net, b->q.layer, b->q.of, i * b->q.step);
}

static struct figure_name whole_name(const void *board, int i, bool plain)
{
	const struct board *b = board;

	if (plain)
		return pair_plain_name(b->q.s, b->q.net, b->q.layer, b->q.of, i * b->q.step);
	return item_name(b, i);
}

/* Names for the rows and their longest. */
static int name_rows(struct board *b)
{
	int most = 1;

	b->row_name = names_short(whole_name, b, b->q.n, NAME_MAX_COLUMNS);
	for (int i = 0; b->row_name && i < b->q.n; i++)
		most = text_wider(most, b->row_name[i].text);
	return most < NAME_MAX_COLUMNS ? most : NAME_MAX_COLUMNS;
}

/* ------------------------------------------------------------- the tiles */

/* The strongest of the block of pairs behind a cell, without the diagonal: means of
   both signs would be nothing much. */
static double cell_value(const struct board *b, int row, int column, bool *diagonal)
{
	int r0 = b->rows.first + row * b->rows.per;
	int c0 = b->columns.first + column * b->columns.per;
	double most = 0;

	*diagonal = true;
	for (int r = r0; r < r0 + b->rows.per && r < b->q.n; r++) {
		for (int c = c0; c < c0 + b->columns.per && c < b->q.n; c++) {
			double value = b->q.value[(size_t)r * (size_t)b->q.n + (size_t)c];

			if (r == c)
				continue;
			*diagonal = false;
			if (fabs(value) > fabs(most))
				most = value;
		}
	}
	return *diagonal ? 1 : most;
}

/* "(3)" or "(12)": parents in which two clauses collide, for no sign to be read as its own;
   "+" where that is too long; of a difference with its sign. */
static void draw_mark(const struct board *b, struct area a, int row, int at, size_t pair)
{
	char text[16];

	if (b->q.meets[pair] == 0)
		return;
	snprintf(text, sizeof text, b->q.minus ? "%+d" : "%d", b->q.meets[pair]);
	if (text_columns(text) > b->mark)
		snprintf(text, sizeof text, "%c", b->q.minus && b->q.meets[pair] < 0 ? '-' : '+');
	area_printf(a, row, at, INK_STRONG, "(%s)", text);
}

static void draw_tile(const struct board *b, struct area a, int row, int column)
{
	bool diagonal;
	double value = cell_value(b, row, column, &diagonal);
	int at = column * b->cell, top = row * b->tile.rows, middle = top + (b->tile.rows - 1) / 2;
	struct hit hit = {
		.kind = HIT_PAIR,
		.arm = b->q.arm,
		.layer = b->q.layer,
		.row = (b->rows.first + row * b->rows.per) * b->q.step,
		.column = (b->columns.first + column * b->columns.per) * b->q.step,
		.value = value,
		.down = b->rows.per * b->q.step,
		.across = b->columns.per * b->q.step,
	};

	area_hits(a, top, at, b->tile.rows, b->cell, &hit);
	if (diagonal)
		area_run(a, middle, at + (b->tile.columns - 1) / 2, 1, '\\', 0x2572, INK_DIM);
	else
		tile_draw(a, top, at, b->tile, value == 0 ? NAN : value, b->q.limit);
	if (b->mark && !diagonal)
		draw_mark(b, a, middle, at + b->tile.columns,
			  (size_t)hit.row * (size_t)b->q.n + (size_t)hit.column);
}

static void draw_headings(const struct board *b, struct area a)
{
	int room = b->means_at ? b->means_at - 1 - b->label : b->room; /* a blank before them */
	struct area row = area_sub(a, 0, b->label, 1, room < b->room ? room : b->room);
	int next = 0;

	for (int i = 0; b->column_name && i < b->columns.count; i++) {
		struct figure_name name = b->column_name[b->columns.first + i * b->columns.per];
		int at = i * b->cell;

		if (at >= next && at + text_columns(name.text) <= row.columns)
			next = at + area_text(row, 0, at, INK_DIM, name.text) + 1;
	}
}

static void draw_tiles(const struct board *b, struct area a)
{
	struct area tiles = area_sub(a, b->names, b->label, b->high, b->room);

	for (int r = 0; b->row_name && r < b->rows.count && !snapshot_given_up(b->q.s); r++) {
		area_text(area_sub(a, b->names + r * b->tile.rows + (b->tile.rows - 1) / 2, 1, 1,
				   b->label - 2),
			  0, 0, INK_NONE, b->row_name[b->rows.first + r * b->rows.per].text);
		for (int c = 0; c < b->columns.count; c++)
			draw_tile(b, tiles, r, c);
	}
}

enum brevity { LONG, BRIEF, BRIEFEST, BREVITIES };

/* What the digits mean, and the share they add up to. */
static void words_of(const struct board *b, enum brevity brevity, char *out, size_t size)
{
	int all, sum = square_meets(&b->q, &all);

	if (b->q.minus)
		snprintf(out, size, "%+d: they collide in so many parents %s. In all %+d of %d.",
			 sum < 0 ? -1 : 1, sum < 0 ? "fewer" : "more", sum, all);
	else if (sum == 0)
		snprintf(out, size,
			 "no digits: no two clauses are whole in one neuron. 0 of %d collide.",
			 all);
	else
		snprintf(
			out, size,
			brevity == LONG
				? "digit: in so many of %d parents both clauses are whole in one neuron. They collide: %d of %d, %.0f %%."
			: brevity == BRIEF
				? "digit: of %d parents, where they collide. %d of %d, %.0f %%."
				: "digit: of %d parents, where they collide",
			b->q.parents, sum, all, 100.0 * sum / all);
}

static int name_columns(const struct board *b)
{
	return figure_arms_columns(b->q.s, NAME_MAX_COLUMNS);
}

/* An arm's mean, its end at a column. True: it is from a sample. */
static bool draw_mean(const struct board *b, struct area a, int end, int ink, int arm)
{
	bool sampled = false;
	struct figure_digits number = figure_number(square_mean(&b->q, arm, &sampled));

	if (square_is_metric(&b->q))
		number = figure_metric(&b->q.s->arm[arm], FPE_METRIC_COSINE);
	area_text_right(a, 0, end, ink, number.text);
	if (sampled)
		area_text_right(a, 0, end - text_columns(number.text), ink, "~");
	return sampled;
}

/* The list of means at the right, and under it in words what digits tell. */
static void draw_means(const struct board *b, struct area all)
{
	int names = name_columns(b), rows = b->q.s->arms, used;
	int room = all.columns - b->means_at - 1;
	struct area a = area_sub(all, 0, b->means_at, all.rows - b->legend - (b->note[0] != 0),
				 room < 44 ? room : 44);
	bool collide = b->q.of == FPE_OF_CLAUSES, sampled = false;
	char words[200];

	area_text(a, 0, 0, INK_DIM, "mean |cos|");
	if (collide)
		area_text_right(a, 0, names + 14, INK_DIM, "collide");
	if (rows > a.rows - 1)
		rows = a.rows - 1;
	for (int i = 0; i < rows; i++) {
		int arm = rows < b->q.s->arms && i == rows - 1 ? b->q.arm : i;
		int ink = arm == b->q.arm ? INK_STRONG : INK_NONE;
		const struct snapshot_arm *x = &b->q.s->arm[arm];

		area_text(area_sub(a, 1 + i, 0, 1, names), 0, 0, figure_arm_ink(arm), x->name);
		sampled |= draw_mean(b, area_sub(a, 1 + i, 0, 1, a.columns), names + 6, ink, arm);
		if (collide)
			area_text_right(a, 1 + i, names + 14, ink,
					figure_metric(x, FPE_METRIC_COLLISIONS).text);
	}
	used = rows + 1 + (a.rows > rows + 5);
	snprintf(words, sizeof words, "%s", sampled ? "~ from a sample" : "");
	if (square_is_metric(&b->q))
		figure_metric_note(b->q.s, b->q.arm, words, sizeof words);
	if (words[0])
		used += figure_wrap(area_sub(a, used, 0, a.rows - used, a.columns), 0, INK_WARN,
				    words);
	for (int brevity = LONG; b->counts && brevity < BREVITIES; brevity++) {
		words_of(b, brevity, words, sizeof words);
		if (figure_wrap_rows(words, a.columns) > a.rows - used)
			continue;
		figure_wrap(area_sub(a, used, 0, a.rows - used, a.columns), 0, INK_DIM, words);
		return;
	}
}

/* ------------------------------------------------------------- the layout */

/* The largest tile that lets everything be seen; where collisions are counted, and there is
   room for them all, with a mark beside it that no stroke touches. */
static void choose_cell(struct board *b)
{
	int digits = b->q.minus || b->q.parents > 9 ? 2 : 1;
	struct tile_size room = { b->room, b->high };
	int all;

	b->counts = b->q.meets && b->q.n * (digits + 3) <= b->room;
	b->mark = b->counts && (b->q.minus || square_meets(&b->q, &all)) ? digits : 0;
	b->tile = tile_choose(b->q.n, b->q.n, b->mark ? b->mark + 2 : 0, 0, room);
	b->cell = b->tile.columns + (b->mark ? b->mark + 2 : 0);
}

static void choose_note(struct board *b)
{
	b->note[0] = 0;
	if (b->rows.per > 1 || b->columns.per > 1)
		snprintf(b->note, sizeof b->note, "largest of %dx%d%s%.0d", b->rows.per * b->q.step,
			 b->columns.per * b->q.step, b->q.step > 1 ? ", 1 in " : "",
			 b->q.step > 1 ? b->q.step : 0);
	else if (b->rows.count < b->q.n || b->columns.count < b->q.n)
		snprintf(b->note, sizeof b->note, "%dx%d of %dx%d", b->rows.count, b->columns.count,
			 b->q.n, b->q.n);
}

/* Columns of the means; the legend fits under them, too. */
static int means_columns(const struct board *b)
{
	int columns = name_columns(b) + 15;

	return columns > 21 ? columns : 21;
}

/* Of a name over a tile; those that are not a user's own are short, and as many stand as find
   room. */
static int heading_room(const struct board *b)
{
	bool own = b->q.of != FPE_OF_NEURONS && b->q.layer == 0 && figure_own_names(b->q.s);

	return !own ? INT_MAX : b->cell > 5 ? b->cell - 1 : 4;
}

static void lay_out(struct board *b, const struct panel_options *o, struct area a)
{
	int wide = means_columns(b), least, longest = name_rows(b);
	bool means;

	b->names = a.rows >= 3;
	b->legend = a.rows >= 4;
	b->label = a.columns >= longest + 6 ? longest + 2 : 0;
	b->room = a.columns - b->label;
	least = b->q.n < b->room / 2 ? b->q.n : b->room / 2;
	means = b->names && b->room >= 2 * wide && b->room - wide - 1 >= least;
	if (means)
		b->room -= wide + 1;
	b->beside = means && a.rows >= b->q.s->arms + 4;
	b->high = a.rows - b->names - (b->legend && !b->beside);
	choose_cell(b);
	b->column_name = names_short(whole_name, b, b->q.n, heading_room(b));
	b->rows = figure_fit(b->q.n, b->high / b->tile.rows, o->row);
	b->columns = figure_fit(b->q.n, b->room / b->cell, o->column);
	if (b->rows.per > 1 || b->columns.per > 1)
		b->mark = b->counts = 0;
	choose_note(b);
	b->means_at = 0;
	if (means) {
		b->means_at = b->label + b->columns.count * b->cell + 3;
		if (b->means_at > a.columns - wide)
			b->means_at = a.columns - wide;
	}
}

static void draw_legend(const struct board *b, struct area a)
{
	const char *zero = b->q.minus ? "no change" : "nothing shared", *note = b->note;
	int at = b->beside ? b->means_at : 1;

	if (!note[0] && b->mark && !b->means_at)
		note = "digit: collisions";
	if (b->beside)
		area_text(a, a.rows - 2, at, INK_WARN, note);
	glyph_legend(area_sub(a, a.rows - 1, at, 1, a.columns - at - 1), 0, b->q.limit, zero,
		     !b->beside && note[0] ? note : NULL);
}

static void draw_board(struct board *b, const struct panel_options *o, struct area a)
{
	lay_out(b, o, a);
	if (b->names)
		draw_headings(b, a);
	draw_tiles(b, a);
	if (b->means_at)
		draw_means(b, a);
	if (b->legend)
		draw_legend(b, a);
	free(b->row_name);
	free(b->column_name);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area area)
{
	struct board b;
	const char *why = square_open(&b.q, s, o, arm, area.columns);

	if (why)
		figure_say(area, why);
	else
		draw_board(&b, o, area);
	square_close(&b.q);
}

static void interference_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
				 int *columns)
{
	int arm = figure_arm(s, o), layer, n;

	*rows = 8;
	*columns = 40;
	if (arm < 0)
		return;
	layer = figure_layer(&s->arm[arm], o);
	n = fpe_interference_size(s->arm[arm].net, layer, figure_clauses(s, layer),
				  pair_of(s, o, layer));
	*rows = n + 2;
	*columns = 6 + 3 * n + 22;
}

static void interference_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			       struct textbuf *out)
{
	int arm = figure_arm(s, o);

	if (arm < 0)
		return;
	tell(out, " %s %s", ascii ? "-" : "·",
	     pair_of_name(pair_of(s, o, figure_layer(&s->arm[arm], o))));
	figure_arms_title(s, o, ascii, out);
	figure_minus_title(s, o, ascii, out);
}

/* Whole: two keys are never cut to the same. */
static const char *key_name(const struct board *b, int i, char buffer[FPE_CLAUSE_NAME])
{
	if (b->q.of == FPE_OF_CLAUSES && b->q.s->task)
		return figure_part(b->q.s, true, i * b->q.step, buffer);
	snprintf(buffer, FPE_CLAUSE_NAME, "%s", whole_name(b, i, false).text);
	return buffer;
}

/* Every pair once: the matrix is symmetric, its diagonal 1. */
static void arm_numbers(const struct snapshot *s, const struct panel_options *o, int arm,
			struct figure_table *out)
{
	struct board b;
	const char *why = square_open(&b.q, s, o, arm, 0);
	char name[2][FPE_CLAUSE_NAME];

	for (int i = 0; !why && i < b.q.n; i++) {
		for (int j = i + 1; j < b.q.n; j++) {
			size_t pair = (size_t)i * (size_t)b.q.n + (size_t)j;

			figure_table_texts(out, s->arm[arm].name, key_name(&b, i, name[0]),
					   key_name(&b, j, name[1]), NULL);
			figure_table_number(out, b.q.value[pair]);
			if (b.q.of == FPE_OF_CLAUSES)
				figure_table_number(out, b.q.meets ? b.q.meets[pair] : NAN);
		}
	}
	square_close(&b.q);
}

static void interference_numbers(const struct snapshot *s, const struct panel_options *o,
				 struct figure_table *out)
{
	static const char *const names[][2] = {
		[FPE_OF_NEURONS] = { "neuron", "other neuron" },
		[FPE_OF_INPUTS] = { "input", "other input" },
		[FPE_OF_CLAUSES] = { "clause", "other clause" },
	};
	int arms[2], n = figure_arms(s, o, arms);
	enum fpe_of of = FPE_OF_NEURONS;
	bool minus = o->minus >= 0;

	if (n > 0)
		of = pair_of(s, o, figure_layer(&s->arm[arms[0]], o));
	figure_table_keys(out, "arm", names[of][0], names[of][1], NULL);
	figure_table_value(out, minus ? "change of the cosine" : "cosine", NULL, NULL);
	if (of == FPE_OF_CLAUSES)
		figure_table_value(out, minus ? "change of the collisions" : "collisions",
				   "parents", NULL);
	for (int i = 0; i < n; i++)
		arm_numbers(s, o, arms[i], out);
}

/* The circuit of the clause of the row. */
static enum panel_edit circuit_of(const struct snapshot *s, const struct panel_options *o,
				  const struct hit *hit, char *command, size_t size)
{
	if (!figure_hit_arm(s, hit, HIT_PAIR) || pair_of(s, o, hit->layer) != FPE_OF_CLAUSES)
		return EDIT_NONE;
	return figure_circuit(s, hit->arm, hit->row, command, size);
}

static const struct panel_key interference_keys[] = {
	{ 'c', "c", "the circuit of the row's clause, for the panel network",
	  .command = circuit_of },
	{ .name = NULL },
};

const struct panel panel_interference = {
	.name = "interference",
	.home = HOME_LEFT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_MINUS | TAKES_OF | TAKES_LAYER,
	.help = "Which clauses, neurons or inputs get in each other's way.",
	.explain =
		"Each tile is the cosine of a pair. "
		"Of clauses: of their footprints over the neurons, q_ic = sum of squared weights of neuron i on clause c; 1 = the same neurons serve both alike, 0 = no neuron serves both. "
		"Of neurons: of their incoming weights. Of inputs: of their outgoing ones.\n\n"
		"cos(a, b) = a.b / (|a| |b|). "
		"Where there are more pairs than tiles a tile is the strongest of its pairs; of very many only every so many-th neuron or input is compared, as the note says. "
		"A dot is exactly 0; siblings of a split are 0 by construction, for they share no input.\n\n"
		"A digit beside a tile of two clauses: they collide in so many parents, for one neuron (the parent, or one of its children) holds every input of both, by its mask. "
		"That neuron has one output for two questions. "
		"A clause split deals the two to different children of most parents, and the digits fall.\n\n"
		"At the right, for every arm, the mean of abs(cos) over all pairs, and the share of (parent, pair) that collide.\n\n"
		"As a difference, a tile is the cosine minus that of the other arm or epoch; of neurons, after children were summed back to the parent they share.",
	.keys = interference_keys,
	.title = interference_title,
	.measure = interference_measure,
	.draw_arm = draw_arm,
	.numbers = interference_numbers,
	.paper = interference_paper,
	.describe = pair_describe,
	.work_out = pair_work_out,
};
