/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_paper.c - the views of a sweep, and a compare's seeds, on paper. */
#include <math.h>
#include <stdlib.h>
#include <stdio.h>

#include "view/chart/seeds.h"
#include "view/figure/figure.h"
#include "view/panel/sweep/sweep_part.h"
#include "view/panel/sweep/sweep_points.h"
#include "view/panel/sweep/sweep_words.h"
#include "view/paper/paper.h"

#define BAND 0.18    /* opacity */
#define FAR_APART 16 /* times as large: a key goes along a logarithmic axis */
#define NUMBERS 14   /* columns of a heatmap up to which numbers stand in it */

/* False, and said why: nothing can be drawn. */
static bool open_choice(const struct snapshot *s, const struct panel_options *o,
			struct sweep_choice *c, struct paper *out)
{
	if (!sweep_choice_make(s, o, c))
		paper_say(out, c->wrong);
	else if (c->s->done < 1)
		paper_say(out, "no run was finished");
	else
		return true;
	return false;
}

static bool open_tally(const struct snapshot *s, const struct panel_options *o,
		       struct sweep_choice *c, struct tally *t, struct paper *out)
{
	*t = (struct tally){ 0 };
	if (!open_choice(s, o, c, out))
		return false;
	if (tally_open(t, c))
		return true;
	paper_say(out, "too many places for a figure: hold= some keys");
	return false;
}

static char *words_of(const struct sweep_choice *c, const struct quantity *q, bool arm,
		      struct paper *out)
{
	struct textbuf text = { 0 };
	char *words;

	sweep_choice_words(c, q, arm, &text);
	words = textbuf_take(&text);
	out->failed |= !words;
	return words;
}

/* What is still to be run, or diverged. */
static void add_note(const struct sweep_choice *c, struct paper *out, struct paper_view *view)
{
	if (c->s->done < c->s->total)
		view->note = paper_text(out, "%d of %d runs", c->s->done, c->s->total);
}

static void set_span(struct paper_scale *s, const struct quantity *q)
{
	if (quantity_signed(q)) {
		s->span = PAPER_DIFFERENCE;
	} else if (q->kind == QUANTITY_METRIC && q->against == QUANTITY_ALONE) {
		s->span = PAPER_RANGE;
		s->range = fpe_metric_info[q->index].range;
	} else {
		s->span = PAPER_BETWEEN;
	}
}

/* ------------------------------------------------------------------- lines */

static void set_key(struct paper *out, struct paper_scale *x, const struct snapshot_key *key)
{
	x->span = PAPER_PLACES;
	if (!key) {
		paper_place(out, x, 0, "");
		return;
	}
	x->name = paper_text(out, "%s", key->name);
	for (int i = 0; i < key->count; i++)
		paper_place(out, x, key->value[i], key->text[i]);
	x->log = key->count > 1 && key->value[0] > 0 &&
		 key->value[key->count - 1] / key->value[0] >= FAR_APART;
}

static double key_value(const struct sweep_choice *c, int i)
{
	return c->x >= 0 ? c->s->key[c->x].value[i] : 0;
}

static void add_line(const struct snapshot *s, const struct sweep_choice *c, const struct tally *t,
		     int row, struct paper *out, struct paper_view *view)
{
	int ink = c->y < 0 ? sweep_choice_ink(s, c, c->arm[row]) : figure_arm_ink(row);
	const char *name = tally_row_name(c, row);
	struct paper_series *band = paper_series(out, view, PEN_BAND, ink, name), *line;
	int last = -1;

	band->opacity = BAND;
	for (int i = 0; i < t->columns; i++) {
		const struct fpe_summary *v = &tally_at(t, row, i)->v;

		if (v->n > 1)
			paper_point(out, view, band, key_value(c, i), v->low, v->high);
	}
	line = paper_series(out, view, PEN_LINE, ink, name);
	for (int i = 0; i < t->columns; i++) {
		if (tally_at(t, row, i)->v.n)
			paper_point(out, view, line, key_value(c, i), tally_at(t, row, i)->v.mean,
				    0);
		if (tally_at(t, row, i)->v.n)
			last = i;
	}
	line = paper_series(out, view, PEN_POINTS, ink, name);
	line->shape = (enum pen_shape)((c->y < 0 ? c->arm[row] : row) % PEN_SHAPES);
	for (int i = 0; i < t->columns; i++) {
		if (tally_at(t, row, i)->v.n)
			paper_point(out, view, line, key_value(c, i), tally_at(t, row, i)->v.mean,
				    0);
	}
	if (last < 0) {
		line->label = paper_text(out, "%s, not yet", name);
		return;
	}
	line->label = paper_text(out, "%s%s%s %s", c->y >= 0 ? c->s->key[c->y].name : "",
				 c->y >= 0 ? "=" : "", name,
				 sweep_words_number(&c->of, tally_at(t, row, last)->v.mean).text);
	if (tally_at(t, row, last)->v.n > 1)
		line->note = paper_text(out, "± %s",
					figure_number(tally_at(t, row, last)->v.high -
						      tally_at(t, row, last)->v.mean)
						.text);
}

void sweep_lines_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	struct sweep_choice c;
	struct tally t;

	if (open_tally(s, o, &c, &t, out)) {
		struct paper_view *view = paper_add(out, PAPER_PLOT);

		set_key(out, &view->plot.x, c.x >= 0 ? &c.s->key[c.x] : NULL);
		set_span(&view->plot.y, &c.of);
		view->plot.y.name = words_of(&c, &c.of, c.y >= 0, out);
		view->plot.beside = true;
		for (int r = t.rows - 1; r >= 0; r--)
			add_line(s, &c, &t, r, out, view);
		if (quantity_signed(&c.of))
			paper_rule(out, view, false, 0, INK_FRAME, "");
		add_note(&c, out, view);
	}
	tally_close(&t);
}

/* ----------------------------------------------------------------- scatter */

static void add_fit(const struct sweep_cloud *cloud, int ink, const char *name, struct paper *out,
		    struct paper_view *view)
{
	struct paper_series *line;
	double low = INFINITY, high = -INFINITY;

	if (!isfinite(cloud->line.slope))
		return;
	for (int i = 0; i < cloud->n; i++) {
		low = fmin(low, cloud->x[i]);
		high = fmax(high, cloud->x[i]);
	}
	line = paper_series(out, view, PEN_LINE, ink, name);
	paper_point(out, view, line, low, cloud->line.intercept + cloud->line.slope * low, 0);
	paper_point(out, view, line, high, cloud->line.intercept + cloud->line.slope * high, 0);
}

/* "clauses=8 hidden=16" in the legend, once for all arms. */
static void label_setting(const struct sweep_choice *c, const struct sweep_cloud *cloud, int run,
			  struct paper *out, struct paper_series *points)
{
	struct textbuf words = { 0 };
	char *text;

	if (cloud->arm != c->arm[0] || !sweep_choice_few_settings(c))
		return;
	sweep_words_run(c->s, run, &words);
	text = textbuf_take(&words);
	out->failed |= !text;
	if (text)
		points->label = paper_text(out, "%s", text);
	free(text);
}

/* Those of one ink, which is that of a setting or the arm's. */
static void add_points(const struct snapshot *s, const struct sweep_choice *c,
		       const struct sweep_cloud *cloud, int ink, struct paper *out,
		       struct paper_view *view)
{
	struct paper_series *points = NULL;

	for (int i = 0; i < cloud->n; i++) {
		if (sweep_choice_setting_ink(s, c, cloud->arm, cloud->run[i]) != ink)
			continue;
		if (!points) {
			points = paper_series(out, view, PEN_POINTS, ink, c->s->arm[cloud->arm]);
			points->shape = (enum pen_shape)(cloud->arm % PEN_SHAPES);
			label_setting(c, cloud, cloud->run[i], out, points);
		}
		paper_point(out, view, points, cloud->x[i], cloud->y[i], 0);
	}
}

static void add_cloud(const struct snapshot *s, const struct sweep_choice *c,
		      const struct sweep_cloud *cloud, struct paper *out, struct paper_view *view)
{
	const struct fpe_line *f = &cloud->line;
	const char *name = c->s->arm[cloud->arm];
	int ink = sweep_choice_ink(s, c, cloud->arm);
	struct paper_series *points;

	add_fit(cloud, ink, name, out, view);
	for (int colour = INK_NONE; colour < INK_COUNT; colour++)
		add_points(s, c, cloud, colour, out, view);
	points = paper_series(out, view, PEN_POINTS, ink, name);
	points->shape = (enum pen_shape)(cloud->arm % PEN_SHAPES);
	points->label = isfinite(f->slope)
				? paper_text(out, "%s: slope %s, R² %.3f, n %d", name,
					     sweep_part_slope(f->slope, 3).text, f->r2, f->n)
				: paper_text(out, "%s: %d runs, no line", name, f->n);
	if (isfinite(f->low))
		points->note = paper_text(out, "95 %%: %s … %s", sweep_part_slope(f->low, 3).text,
					  sweep_part_slope(f->high, 3).text);
}

void sweep_scatter_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	struct sweep_choice c;
	struct sweep_cloud *cloud;
	struct paper_view *view;
	char across[120], up[120];

	if (!open_choice(s, o, &c, out))
		return;
	cloud = sweep_points_open(&c);
	view = paper_add(out, PAPER_PLOT);
	view->plot.height = 0.62;
	view->plot.x.span = quantity_signed(&c.across) ? PAPER_DIFFERENCE : PAPER_BETWEEN;
	view->plot.y.span = quantity_signed(&c.up) ? PAPER_DIFFERENCE : PAPER_BETWEEN;
	view->plot.x.name =
		paper_text(out, "%s", quantity_words(c.s, &c.across, across, sizeof across));
	view->plot.y.name = paper_text(out, "%s", quantity_words(c.s, &c.up, up, sizeof up));
	for (int i = 0; cloud && i < c.arms; i++)
		add_cloud(s, &c, &cloud[i], out, view);
	if (quantity_signed(&c.up))
		paper_rule(out, view, false, 0, INK_FRAME, "");
	add_note(&c, out, view);
	out->failed |= !cloud;
	sweep_points_close(cloud, c.arms);
}

/* ----------------------------------------------------------------- heatmap */

static void add_place(const struct sweep_choice *c, const struct tally *t, int row, int column,
		      struct paper *out, struct paper_matrix *m)
{
	const struct tally_cell *cell = tally_at(t, row, column);
	size_t at = (size_t)row * (size_t)m->columns + (size_t)column;

	if (cell->v.n)
		m->value[at] = cell->v.mean;
	else if (cell->run > 0 && !cell->diverged)
		m->value[at] = INFINITY; /* not possible here */
	if (cell->v.n && m->columns <= NUMBERS)
		m->text[at] = paper_text(out, "%s%s", sweep_words_number(&c->of, cell->v.mean).text,
					 cell->run < cell->due ? "*" : "");
	else if (!cell->v.n && cell->diverged)
		m->text[at] = paper_text(out, "×");
}

static void set_limits(const struct sweep_choice *c, const struct tally *t, struct paper_matrix *m)
{
	tally_range(t, false, &m->low, &m->high);
	m->is_signed = quantity_signed(&c->of);
	if (!(m->low <= m->high))
		m->low = 0, m->high = 1;
	if (m->is_signed)
		m->high = fmax(fabs(m->low), fabs(m->high));
}

void sweep_heatmap_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	struct sweep_choice c;
	struct tally t;

	if (open_tally(s, o, &c, &t, out)) {
		struct paper_view *view = paper_add(out, PAPER_MATRIX);
		struct paper_matrix *m = &view->matrix;

		paper_matrix_size(out, view, t.rows, t.columns);
		for (int r = 0; r < m->rows; r++) {
			m->row_name[r] = paper_text(out, "%s", tally_row_name(&c, r));
			for (int k = 0; k < m->columns; k++)
				add_place(&c, &t, r, k, out, m);
		}
		for (int k = 0; c.x >= 0 && k < m->columns; k++)
			m->column_name[k] = paper_text(out, "%s", c.s->key[c.x].text[k]);
		set_limits(&c, &t, m);
		m->cell = 24;
		m->wide = m->columns <= NUMBERS ? 1.6 : 1;
		m->row_head = c.y >= 0 ? paper_text(out, "%s", c.s->key[c.y].name) : NULL;
		m->column_head = c.x >= 0 ? paper_text(out, "%s", c.s->key[c.x].name) : NULL;
		m->scale_name = words_of(&c, &c.of, true, out);
		m->missing = paper_text(out, "not run");
		m->bar = true;
		add_note(&c, out, view);
	}
	tally_close(&t);
}

/* ------------------------------------------------------------------- seeds */

static int row_ink(const struct snapshot *s, int row)
{
	return figure_name_ink(s, s->study->row[row].name, row);
}

/* Seeds of a row side by side, then their mean in its interval. */
static void add_seeds(const struct snapshot *s, int row, bool gain, struct paper *out,
		      struct paper_view *view)
{
	const struct snapshot_study *study = s->study;
	struct fpe_summary v = seeds_summary(study, row, gain);
	const char *name = study->row[row].name;
	struct paper_series *x = paper_series(out, view, PEN_POINTS, row_ink(s, row), name);

	for (int i = 0; i < study->done; i++)
		paper_point(out, view, x, row - 0.3 + 0.45 * (i + 0.5) / study->done,
			    seeds_value(study, row, i, gain), 0);
	if (v.n > 1) {
		x = paper_series(out, view, PEN_INTERVALS, row_ink(s, row), name);
		paper_point(out, view, x, row + 0.3, v.low, v.high);
	}
	x = paper_series(out, view, PEN_POINTS, row_ink(s, row), name);
	x->shape = PEN_DIAMOND;
	paper_point(out, view, x, row + 0.3, v.mean, 0);
}

static void add_block(const struct snapshot *s, bool gain, struct paper *out)
{
	const struct snapshot_study *study = s->study;
	struct paper_view *view = paper_add(out, PAPER_PLOT);
	struct paper_plot *p = &view->plot;

	p->x.span = PAPER_PLACES;
	p->y.span = gain ? PAPER_DIFFERENCE : PAPER_BETWEEN;
	p->y.name = paper_text(out, "%s%s", gain ? seeds_gain_name(study) : seeds_score_name(study),
			       gain ? " over dense" : "");
	for (int r = gain; r < study->rows; r++) {
		paper_place(out, &p->x, r, study->row[r].name);
		add_seeds(s, r, gain, out, view);
	}
	if (gain)
		paper_rule(out, view, false, 0, INK_FRAME, "");
}

static void add_table(const struct snapshot *s, struct paper *out)
{
	static const char *const heads[] = { "",     "mean",	      "95 % interval",
					     "gain", "95 % interval", "above 0" };
	struct paper_view *view = paper_add(out, PAPER_TABLE);
	char text[80];

	view->begins = true;
	view->table.columns = 6;
	for (int i = 0; i < 6; i++)
		paper_cell(out, view, INK_DIM, heads[i]);
	for (int r = 0; r < s->study->rows; r++) {
		paper_cell(out, view, row_ink(s, r), s->study->row[r].name);
		for (int gain = 0; gain < 2; gain++) {
			struct fpe_summary v = seeds_summary(s->study, r, gain);

			if (gain && r == 0) {
				paper_cell(out, view, INK_NONE, "");
				paper_cell(out, view, INK_NONE, "");
				continue;
			}
			paper_cell(out, view, INK_NONE,
				   gain ? figure_signed(v.mean).text : figure_number(v.mean).text);
			snprintf(text, sizeof text, "%s … %s",
				 gain ? figure_signed(v.low).text : figure_number(v.low).text,
				 gain ? figure_signed(v.high).text : figure_number(v.high).text);
			paper_cell(out, view, INK_NONE, v.n > 1 ? text : "");
		}
		snprintf(text, sizeof text, "%d of %d", seeds_above(s->study, r), s->study->done);
		paper_cell(out, view, INK_NONE, r ? text : "");
	}
	view->note =
		paper_text(out, "A disc is a seed; a diamond the mean, in its 95 %% interval.%s",
			   s->study->fits ? "" : " Of an earlier task, net or setting.");
}

void sweep_seeds_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	(void)o;
	if (!s->study || s->study->done < 1) {
		paper_say(
			out,
			s->study
				? "the first seed is under way"
				: "one seed can mislead a class. To see more of them type  compare seeds=8");
		return;
	}
	out->across = s->study->rows > 1 ? 2 : 1;
	add_block(s, false, out);
	if (s->study->rows > 1)
		add_block(s, true, out);
	add_table(s, out);
}
