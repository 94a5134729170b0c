/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice_trial.c - models that are fitted, tried on settings held out, and the best of them. */
#include "lab/study/advice_part.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/rising.h"
#include "core/base/room.h"

/* A choice of kind and alpha, over all settings. */
struct option {
	int kind, alpha, points;
	double sum;
};

struct trial {
	struct advice *a;
	const struct fpe_watch *watch;
	struct advice_guess *guess; /* of each point, held out; owned */
	int options, room;
	struct option *option; /* owned */

	struct advice_model model;    /* of the sums */
	struct advice_sums all, less; /* less: without what is held out */
	struct advice_table table;    /* of the kernel: points that are not held out */
};

/* ------------------------------------------------------------- held out */

static bool is_held_out(const struct advice *a, const struct advice_point *p, int fold)
{
	return p->setting % a->folds == fold;
}

static void guess_on_line(struct trial *t, int fold)
{
	struct advice *a = t->a;

	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];

		if (is_held_out(a, p, fold))
			t->guess[i] = advice_on_line(a, &t->model, a->setting[p->setting].term,
						     p->kind, p->alpha, a->weight / p->seeds);
	}
}

/* Settings of a fold. */
static int fold_settings(const struct advice *a, int fold)
{
	return (a->settings - fold + a->folds - 1) / a->folds;
}

static enum fpe_status line_without(struct trial *t, int fold, struct fpe_error *err)
{
	struct advice *a = t->a;
	enum fpe_status status;

	t->less = t->all;
	for (int i = 0; i < a->points; i++) {
		if (is_held_out(a, &a->point[i], fold))
			advice_take(a, &t->model.shape, &a->point[i], -1, &t->less);
	}
	status = advice_line(&t->less, a->settings - fold_settings(a, fold), &t->model, err);
	if (!status)
		guess_on_line(t, fold);
	return status;
}

/* The kernel's rows; fold -1: of all points. */
static void fill_table(struct trial *t, int fold)
{
	struct advice *a = t->a;
	double row[ADVICE_COLUMNS];
	int n = 0;

	t->table.columns = a->near.columns - 1;
	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];

		if (fold >= 0 && is_held_out(a, p, fold))
			continue;
		advice_row(&a->near, a->setting[p->setting].term, p->kind, p->alpha, row);
		for (int c = 0; c < t->table.columns; c++)
			t->table.x[n * t->table.columns + c] = row[c + 1];
		t->table.y[n] = p->gain;
		t->table.weight[n++] = p->seeds / a->weight;
	}
	t->table.points = n;
}

static enum fpe_status near_without(struct trial *t, int fold, struct fpe_error *err)
{
	struct advice *a = t->a;
	struct advice_kernel kernel = { 0 };
	double *work = NULL;
	enum fpe_status status;

	fill_table(t, fold);
	status = advice_kernel_fit(&t->table, t->watch, &kernel, err);
	if (!status) {
		work = malloc((size_t)kernel.points * sizeof *work);
		status = work ? FPE_OK : fpe_no_memory(err);
	}
	for (int i = 0; i < a->points && !status; i++) {
		const struct advice_point *p = &a->point[i];

		if (!is_held_out(a, p, fold))
			continue;
		t->guess[i] = advice_by_near(&kernel, &a->near, a->setting[p->setting].term,
					     p->kind, p->alpha, p->seeds / a->weight, work);
		status = fpe_watch_ask(t->watch, err);
	}
	free(work);
	advice_kernel_clear(&kernel);
	return status;
}

typedef enum fpe_status without(struct trial *t, int fold, struct fpe_error *err);

static enum fpe_status hold_all_out(struct trial *t, without *fit, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int fold = 0; fold < t->a->folds && !status; fold++) {
		status = fpe_watch_ask(t->watch, err);
		if (!status)
			status = fit(t, fold, err);
	}
	return status;
}

/* --------------------------------------------------------------- options */

static struct option *option_of(struct trial *t, const struct advice_point *p)
{
	for (int i = 0; i < t->options; i++) {
		if (t->option[i].kind == p->kind && t->option[i].alpha == p->alpha)
			return &t->option[i];
	}
	return NULL;
}

static enum fpe_status count_options(struct trial *t, struct fpe_error *err)
{
	for (int i = 0; i < t->a->points; i++) {
		const struct advice_point *p = &t->a->point[i];
		struct option *o = option_of(t, p);

		if (!o && room_for(&t->option, &t->room, t->options + 1, sizeof *o, err))
			return FPE_ENOMEM;
		if (!o) {
			o = &t->option[t->options++];
			*o = (struct option){ .kind = p->kind, .alpha = p->alpha };
		}
		o->points++;
		o->sum += p->gain;
	}
	return FPE_OK;
}

/* What it would have lost in the setting of points first to end. Not to split gains 0. */
static void take_regret(struct trial *t, struct advice_check *c, int first, int end)
{
	double best = 0, taken = 0, usual = 0, top = 0, common = 0;

	for (int i = first; i < end; i++) {
		const struct advice_point *p = &t->a->point[i];
		const struct option *o = option_of(t, p);
		double mean = o->points > 1 ? (o->sum - p->gain) / (o->points - 1) : 0;

		best = fmax(best, p->gain);
		if (t->guess[i].gain > top) {
			top = t->guess[i].gain;
			taken = p->gain;
		}
		if (mean > common) {
			common = mean;
			usual = p->gain;
		}
	}
	c->choices++;
	c->regret += best - taken;
	c->always += best - usual;
}

static void take_regrets(struct trial *t, struct advice_check *c)
{
	int first = 0;

	for (int i = 1; i <= t->a->points; i++) {
		if (i < t->a->points && t->a->point[i].setting == t->a->point[first].setting)
			continue;
		take_regret(t, c, first, i);
		first = i;
	}
	c->regret /= c->choices;
	c->always /= c->choices;
}

/* What the guesses were worth. */
static struct advice_check score(struct trial *t)
{
	struct advice *a = t->a;
	struct advice_check c = { .choices = 0 };
	double error = 0, spread = 0;
	int inside = 0, told = 0;

	if (a->settings < 2)
		return (struct advice_check){ NAN, NAN, 0, NAN, NAN };
	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];
		const struct advice_guess *g = &t->guess[i];

		error += p->seeds * pow(p->gain - g->gain, 2);
		spread += p->seeds * pow(p->gain - a->mean, 2);
		inside += p->gain >= g->low && p->gain <= g->high;
		told += isfinite(g->low);
	}
	c.r2 = 1 - error / spread;
	c.inside = (double)inside / told;
	take_regrets(t, &c);
	return c;
}

/* ---------------------------------------------------------------- models */

static enum fpe_status try_line(struct trial *t, enum advice_form form, struct advice_model *out,
				struct fpe_error *err)
{
	struct advice *a = t->a;
	enum fpe_status status;

	t->model = (struct advice_model){ .shape = advice_columns(a, form == ADVICE_PRODUCTS) };
	t->all = (struct advice_sums){ .columns = t->model.shape.columns };
	for (int i = 0; i < a->points; i++)
		advice_take(a, &t->model.shape, &a->point[i], 1, &t->all);
	status = advice_line(&t->all, a->settings, &t->model, err);
	*out = t->model;
	if (!status && a->settings > 1)
		status = hold_all_out(t, line_without, err);
	if (!status)
		a->check[form] = score(t);
	/* as many columns as points foretell nothing */
	if (form == ADVICE_PRODUCTS && out->rank >= a->points)
		a->check[form].r2 = NAN;
	return status;
}

/* Intervals that are too narrow for 95 % of what was held out are drawn out until they are not. */
static enum fpe_status widen_guesses(struct trial *t, struct fpe_error *err)
{
	struct advice *a = t->a;
	double *size = malloc((size_t)a->points * sizeof *size);

	if (!size)
		return fpe_no_memory(err);
	for (int i = 0; i < a->points; i++) {
		const struct advice_guess *g = &t->guess[i];

		size[i] = fabs(a->point[i].gain - g->gain) / (g->high - g->gain);
	}
	qsort(size, (size_t)a->points, sizeof *size, rising_double);
	a->width = fmax(1, size[a->points * 95 / 100]);
	free(size);
	for (int i = 0; i < a->points; i++) {
		struct advice_guess *g = &t->guess[i];
		double half = a->width * (g->high - g->gain);

		g->low = g->gain - half;
		g->high = g->gain + half;
	}
	return FPE_OK;
}

static enum fpe_status try_near(struct trial *t, struct fpe_error *err)
{
	struct advice *a = t->a;
	enum fpe_status status;

	a->check[ADVICE_NEAR] = (struct advice_check){ NAN, NAN, 0, NAN, NAN };
	a->near = advice_columns(a, false);
	if (a->points < ADVICE_NEAR_LEAST || a->settings < 2 || a->near.columns < 2)
		return FPE_OK;
	status = advice_table_open(&t->table, a->points, a->near.columns - 1, err);
	if (!status)
		status = hold_all_out(t, near_without, err);
	if (!status)
		status = widen_guesses(t, err);
	if (status)
		return status;
	a->check[ADVICE_NEAR] = score(t);
	fill_table(t, -1);
	return advice_kernel_fit(&t->table, t->watch, &a->kernel, err);
}

static enum fpe_status try_all(struct trial *t, struct fpe_error *err)
{
	struct advice *a = t->a;
	struct advice_model *products = malloc(sizeof *products);
	enum fpe_status status = products ? FPE_OK : fpe_no_memory(err);

	if (!status)
		status = try_line(t, ADVICE_PRODUCTS, products, err);
	if (!status)
		status = try_line(t, ADVICE_ADDITIVE, &a->line, err);
	a->best = ADVICE_ADDITIVE;
	if (!status && a->check[ADVICE_PRODUCTS].r2 > a->check[ADVICE_ADDITIVE].r2) {
		a->best = ADVICE_PRODUCTS;
		a->line = *products;
	}
	free(products);
	if (!status)
		status = try_near(t, err);
	if (!status && a->check[ADVICE_NEAR].r2 > a->check[a->best].r2)
		a->best = ADVICE_NEAR;
	return status;
}

/* -------------------------------------------------------------- in order */

struct place {
	uint64_t hash;
	int setting;
};

static int compare_places(const void *x, const void *y)
{
	const struct place *p = x, *q = y;

	if (p->hash != q->hash)
		return p->hash < q->hash ? -1 : 1;
	return p->setting - q->setting;
}

static int compare_points(const void *x, const void *y)
{
	const struct advice_point *p = x, *q = y;
	int a = p->setting != q->setting ? p->setting - q->setting : p->kind - q->kind;

	return a ? a : p->alpha - q->alpha;
}

/* Settings by their hashes, which have nothing to do with what they are: some of them are a fair
   draw. Points by settings. */
static enum fpe_status shuffle(struct advice *a, struct fpe_error *err)
{
	struct place *place = malloc((size_t)a->settings * sizeof *place);
	struct advice_setting *setting = malloc((size_t)a->settings * sizeof *setting);
	int *now = malloc((size_t)a->settings * sizeof *now);
	bool full = !place || !setting || !now;

	for (int i = 0; i < a->settings && !full; i++)
		place[i] = (struct place){ a->setting[i].hash, i };
	if (!full)
		qsort(place, (size_t)a->settings, sizeof *place, compare_places);
	for (int i = 0; i < a->settings && !full; i++) {
		setting[i] = a->setting[place[i].setting];
		now[place[i].setting] = i;
	}
	for (int i = 0; i < a->settings && !full; i++)
		a->setting[i] = setting[i];
	for (int i = 0; i < a->points && !full; i++)
		a->point[i].setting = now[a->point[i].setting];
	free(now);
	free(setting);
	free(place);
	if (full)
		return fpe_no_memory(err);
	qsort(a->point, (size_t)a->points, sizeof *a->point, compare_points);
	return FPE_OK;
}

enum fpe_status advice_fit(struct advice *a, const struct fpe_watch *watch, struct fpe_error *err)
{
	struct trial *t;
	enum fpe_status status;

	if (!a->points)
		return fpe_fail(err, FPE_ESTATE, "no run of a split with a gain");
	advice_kernel_clear(&a->kernel);
	t = calloc(1, sizeof *t);
	if (!t)
		return fpe_no_memory(err);
	t->a = a;
	t->watch = watch;
	a->folds = a->settings < ADVICE_FEW ? a->settings : 3;
	t->guess = calloc((size_t)a->points, sizeof *t->guess);
	status = t->guess ? shuffle(a, err) : fpe_no_memory(err);
	if (!status)
		status = count_options(t, err);
	advice_ranges(a);
	advice_ceiling(a);
	if (!status)
		status = try_all(t, err);
	advice_table_clear(&t->table);
	free(t->option);
	free(t->guess);
	free(t);
	return status;
}
