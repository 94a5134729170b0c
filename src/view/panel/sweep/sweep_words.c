/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_words.c - what a place of a sweep says. Owns nothing. */
#include "view/panel/sweep/sweep_words.h"

#include <math.h>
#include <stdlib.h>

#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/chart/seeds.h"
#include "view/panel/sweep/tally.h"

struct figure_digits sweep_words_number(const struct quantity *q, double value)
{
	return quantity_signed(q) ? figure_signed(value) : figure_number(value);
}

void sweep_words_run(const struct snapshot_sweep *s, int run, struct textbuf *out)
{
	for (int i = 0; i < s->keys; i++)
		tell(out, "%s%s=%s", i ? " " : "", s->key[i].name,
		     s->key[i].text[s->place[run * s->keys + i]]);
}

/* "clauses=8 hidden=16: gain of clause over dense" of a place. */
static void tell_place(const struct sweep_choice *c, int row, int column, struct textbuf *out)
{
	struct sweep_choice one = *c;

	if (c->x >= 0)
		tell(out, "%s=%s", c->s->key[c->x].name, c->s->key[c->x].text[column]);
	if (c->y >= 0)
		tell(out, "%s%s=%s", c->x >= 0 ? " " : "", c->s->key[c->y].name,
		     c->s->key[c->y].text[row]);
	tell(out, c->x < 0 && c->y < 0 ? "all runs: " : ": ");
	one.arm[0] = tally_arm(c, row);
	sweep_choice_words(&one, &one.of, true, out);
}

/* False: the hit is of an older picture, or of none. */
static bool open_place(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, struct sweep_choice *c, struct tally *t)
{
	*t = (struct tally){ 0 };
	if (hit->kind != HIT_CELL || !sweep_choice_make(s, o, c) || c->view == SWEEP_SCATTER ||
	    c->view == SWEEP_SEEDS)
		return false;
	return tally_open(t, c) && hit->row >= 0 && hit->row < t->rows && hit->column >= 0 &&
	       hit->column < t->columns;
}

static int count_above(const struct tally *t, const struct hit *hit)
{
	const double *value = tally_values(t, hit->row, hit->column);
	int n = 0;

	for (int i = 0; i < t->seeds; i++)
		n += value[i] > 0;
	return n;
}

static void describe_place(const struct sweep_choice *c, const struct tally *t,
			   const struct hit *hit, bool ascii, struct textbuf *out)
{
	const struct tally_cell *cell = tally_at(t, hit->row, hit->column);

	tell_place(c, hit->row, hit->column, out);
	if (!cell->v.n) {
		tell(out, cell->diverged ? " diverged"
			  : cell->run	 ? " is not possible here"
					 : " is not run yet");
		return;
	}
	tell(out, " %s", sweep_words_number(&c->of, cell->v.mean).text);
	if (cell->v.n > 1)
		tell(out, " %s %s", ascii ? "+-" : "±",
		     figure_number(cell->v.high - cell->v.mean).text);
	if (quantity_signed(&c->of))
		tell(out, ", above 0 in %d of", count_above(t, hit));
	tell(out, "%s%d seed%s", quantity_signed(&c->of) ? " " : ", ", cell->v.n,
	     cell->v.n == 1 ? "" : "s");
	if (cell->run < cell->due)
		tell(out, "; %d of %d runs", cell->run, cell->due);
}

void sweep_words_describe(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct sweep_choice c;
	struct tally t;

	if (open_place(s, o, hit, &c, &t))
		describe_place(&c, &t, hit, ascii, out);
	tally_close(&t);
}

/* What a value of one seed is. */
static void tell_quantity(const struct sweep_choice *c, int row, struct textbuf *out)
{
	const struct quantity *q = &c->of;
	const char *arm = c->s->arm[tally_arm(c, row)];
	const char *base = c->base >= 0 ? c->s->arm[c->base] : "?";
	const char *metric = fpe_metric_info[q->index].name;

	tell(out, "%s: %s.\n", metric, fpe_metric_info[q->index].help);
	switch (q->against) {
	case QUANTITY_ALONE:
		tell(out, "Of %s, ", arm);
		break;
	case QUANTITY_MINUS:
		tell(out,
		     "Of each run %s minus %s, both from the same task, samples and first weights, ",
		     arm, base);
		break;
	case QUANTITY_LESS:
		tell(out,
		     "Of each run %s minus %s, both from the same task, samples and first weights, ",
		     base, arm);
		break;
	case QUANTITY_RELATIVE:
		tell(out, "Of each run (%s - %s) / %s, ", arm, base, base);
		break;
	case QUANTITY_FOLD:
		tell(out, "Of each run %s / %s, ", arm, base);
		break;
	}
	tell(out, "%s.\n", q->at_split ? "at the split" : "at the last epoch");
}

static void tell_pooled(const struct sweep_choice *c, const struct tally_cell *cell,
			struct textbuf *out)
{
	struct textbuf rest = { 0 };

	sweep_choice_rest(c, true, &rest);
	tell(out, "%d of %d runs are here%s%s.\n", cell->run, cell->due, rest.size ? " " : "",
	     rest.size ? rest.bytes : "");
	textbuf_clear(&rest);
	if (cell->with > cell->v.n)
		tell(out,
		     "Several runs of a seed are: their mean is the seed's value, so that the\ninterval is over seeds alone.\n");
}

static void work_out_place(const struct sweep_choice *c, const struct tally *t,
			   const struct hit *hit, struct textbuf *out)
{
	const struct tally_cell *cell = tally_at(t, hit->row, hit->column);
	const double *value = tally_values(t, hit->row, hit->column);
	double *some = malloc(((size_t)t->seeds + 1) * sizeof *some);
	int n = 0;

	for (int i = 0; some && i < t->seeds; i++) {
		if (isfinite(value[i]))
			some[n++] = value[i];
	}
	tell_place(c, hit->row, hit->column, out);
	tell(out, "\n\n");
	tell_quantity(c, hit->row, out);
	tell_pooled(c, cell, out);
	if (n) {
		tell(out, "\nSeed by seed:\n");
		seeds_tell_values(some, n, quantity_signed(&c->of), out);
		seeds_tell_summary(&cell->v, out);
	} else {
		tell(out,
		     cell->run
			     ? "\nNo run has a value: this task cannot have the row, or it does not apply.\n"
			     : "\nNo run is done yet.\n");
	}
	if (n > 1 && quantity_signed(&c->of))
		tell(out, "above 0 in %d of %d seeds%s\n", count_above(t, hit), n,
		     cell->v.low > 0	? "; the interval is above 0"
		     : cell->v.high < 0 ? "; the interval is below 0"
					: "; the interval holds 0: these seeds do not decide");
	free(some);
}

void sweep_words_work_out(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, struct textbuf *out)
{
	struct sweep_choice c;
	struct tally t;

	if (open_place(s, o, hit, &c, &t))
		work_out_place(&c, &t, hit, out);
	tally_close(&t);
}

static void place_numbers(const struct sweep_choice *c, const struct tally *t, int row, int column,
			  struct figure_table *out)
{
	const struct tally_cell *cell = tally_at(t, row, column);
	bool ends = cell->v.n > 1;

	figure_table_text(out, "%s", c->s->arm[tally_arm(c, row)]);
	if (c->x >= 0)
		figure_table_text(out, "%s", c->s->key[c->x].text[column]);
	if (c->y >= 0)
		figure_table_text(out, "%s", c->s->key[c->y].text[row]);
	figure_table_numbers(out, cell->v.mean, ends ? cell->v.low : NAN, ends ? cell->v.high : NAN,
			     cell->v.n, cell->run, cell->due);
}

void sweep_words_numbers(const struct snapshot *s, const struct panel_options *o,
			 struct figure_table *out)
{
	struct sweep_choice c;
	struct tally t;

	if (!sweep_choice_make(s, o, &c) || !tally_open(&t, &c))
		return;
	figure_table_key(out, "arm");
	if (c.x >= 0)
		figure_table_key(out, c.s->key[c.x].name);
	if (c.y >= 0)
		figure_table_key(out, c.s->key[c.y].name);
	figure_table_value(out, quantity_name(s->sweep, &c.of), NULL, "not run yet");
	figure_table_values(out, "low", "high", "seeds", "runs", "of", NULL);
	for (int row = 0; row < t.rows; row++) {
		for (int column = 0; column < t.columns; column++)
			place_numbers(&c, &t, row, column, out);
	}
	tally_close(&t);
}
