/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.c - sums by place and seed, in the order of the runs. */
#include "view/panel/sweep/tally.h"

#include <math.h>
#include <stdlib.h>

#define MOST_VALUES 4000000 /* places x seeds */

/* A run's value joins its seed's. */
static void add(struct tally *t, const struct sweep_choice *c, int *times, int run, int row,
		int column)
{
	struct tally_cell *cell = &t->cell[row * t->columns + column];
	size_t at =
		(size_t)(row * t->columns + column) * (size_t)t->seeds + (size_t)c->s->sown[run];
	double v;

	cell->due++;
	if (!c->s->has[run])
		return;
	cell->run++;
	v = quantity_value(c->s, &c->of, run, tally_arm(c, row), c->base);
	if (!isfinite(v)) {
		cell->diverged += sweep_choice_diverged(c, run, tally_arm(c, row));
		return;
	}
	cell->with++;
	t->value[at] = (times[at] ? t->value[at] : 0) + v;
	times[at]++;
}

static void add_runs(struct tally *t, const struct sweep_choice *c, int *times)
{
	for (int run = 0; run < c->s->runs; run++) {
		const int *place = c->s->place + run * c->s->keys;
		int column = c->x < 0 ? 0 : place[c->x];

		if (!sweep_choice_wants(c, run))
			continue;
		if (c->y >= 0) {
			add(t, c, times, run, place[c->y], column);
			continue;
		}
		for (int row = 0; row < t->rows; row++)
			add(t, c, times, run, row, column);
	}
}

/* What there is of a place's seeds. */
static void summarise(struct tally *t, int place, double *scratch)
{
	const double *value = t->value + (size_t)place * (size_t)t->seeds;
	int n = 0;

	for (int i = 0; i < t->seeds; i++) {
		if (isfinite(value[i]))
			scratch[n++] = value[i];
	}
	t->cell[place].v = fpe_summarise(scratch, n);
}

bool tally_open(struct tally *t, const struct sweep_choice *c)
{
	size_t places, values;
	double *scratch;
	int *times;

	*t = (struct tally){ .seeds = c->s->seeds };
	t->columns = c->x < 0 ? 1 : c->s->key[c->x].count;
	t->rows = c->y < 0 ? c->arms : c->s->key[c->y].count;
	places = (size_t)t->rows * (size_t)t->columns;
	values = places * (size_t)t->seeds;
	if (values > MOST_VALUES)
		return false;
	t->cell = calloc(places + 1, sizeof *t->cell);
	t->value = malloc((values + 1) * sizeof *t->value);
	times = calloc(values + 1, sizeof *times);
	scratch = malloc(((size_t)t->seeds + 1) * sizeof *scratch);
	if (t->cell && t->value && times && scratch) {
		for (size_t i = 0; i < values; i++)
			t->value[i] = NAN;
		add_runs(t, c, times);
		for (size_t i = 0; i < values; i++)
			t->value[i] /= times[i] > 1 ? times[i] : 1;
		for (size_t i = 0; i < places; i++)
			summarise(t, (int)i, scratch);
	} else {
		tally_close(t);
	}
	free(times);
	free(scratch);
	return t->cell != NULL;
}

void tally_close(struct tally *t)
{
	free(t->cell);
	free(t->value);
	t->cell = NULL;
	t->value = NULL;
}

const struct tally_cell *tally_at(const struct tally *t, int row, int column)
{
	return &t->cell[row * t->columns + column];
}

const double *tally_values(const struct tally *t, int row, int column)
{
	return t->value + (size_t)(row * t->columns + column) * (size_t)t->seeds;
}

void tally_range(const struct tally *t, bool intervals, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (int i = 0; i < t->rows * t->columns; i++) {
		const struct fpe_summary *v = &t->cell[i].v;

		if (!v->n)
			continue;
		*low = fmin(*low, v->mean);
		*high = fmax(*high, v->mean);
		if (intervals && v->n > 1) {
			*low = fmin(*low, v->low);
			*high = fmax(*high, v->high);
		}
	}
}

int tally_arm(const struct sweep_choice *c, int row)
{
	return c->y < 0 ? c->arm[row] : c->arm[0];
}

const char *tally_row_name(const struct sweep_choice *c, int row)
{
	return c->y < 0 ? c->s->arm[c->arm[row]] : c->s->key[c->y].text[row];
}
