/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice.c - points over settings, and the line through them; see advice.h. Not here: names of
   kinds, and what is said of it. */
#include "lab/study/advice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "core/metric/student.h"
#include "lab/study/advice_solve.h"

static const struct {
	const char *name;
	bool logarithm;
} terms[] = {
#define ADVICE_TERM_ROW(term, name, logarithm) { name, logarithm },
	ADVICE_TERM_LIST(ADVICE_TERM_ROW)
};

const char *advice_term_name(int term)
{
	return terms[term].name;
}

/* ---------------------------------------------------------------- points */

/* The runs of a setting come one after another: the last one is looked at first. */
static int find_setting(const struct advice *a, uint64_t hash)
{
	int i = a->settings - 1;

	if (a->settings && a->setting[a->last].hash == hash)
		return a->last;
	while (i >= 0 && a->setting[i].hash != hash)
		i--;
	return i;
}

static int find_point(const struct advice *a, int setting, int kind, int alpha)
{
	int i = a->points - 1;

	while (i >= 0 && (a->point[i].setting != setting || a->point[i].kind != kind ||
			  a->point[i].alpha != alpha))
		i--;
	return i;
}

enum fpe_status advice_add(struct advice *a, const struct advice_setting *setting, int kind,
			   int alpha, double gain, struct fpe_error *err)
{
	int s = find_setting(a, setting->hash), at;
	struct advice_point *p;

	if (room_for(&a->setting, &a->room_settings, a->settings + 1, sizeof *setting, err) ||
	    room_for(&a->point, &a->room_points, a->points + 1, sizeof *p, err))
		return FPE_ENOMEM;
	at = s < 0 ? -1 : find_point(a, s, kind, alpha);
	if (s < 0) {
		s = a->settings++;
		a->setting[s] = *setting;
	}
	a->last = s;
	if (at < 0) {
		at = a->points++;
		a->point[at] = (struct advice_point){ .setting = s, .kind = kind, .alpha = alpha };
	}
	p = &a->point[at];
	p->seeds++;
	p->gain += (gain - p->gain) / p->seeds;
	return FPE_OK;
}

void advice_clear(struct advice *a)
{
	free(a->setting);
	free(a->point);
	*a = (struct advice){ 0 };
}

/* ---------------------------------------------------------------- columns */

static double scaled(int term, double value)
{
	return terms[term].logarithm ? log(value) : value;
}

/* What stands in one row of the model beside a term: itself, and with products each of what
   the split is. row: [ADVICE_COLUMNS]. Gives how many. */
static int fill_row(const struct advice_model *m, const double *term, int kind, int alpha,
		    double *row)
{
	double split[ADVICE_KINDS + 1];
	int splits = 0, n = 0, kinds;

	for (int k = 0; k < ADVICE_KINDS; k++) {
		if (m->kind[k])
			split[splits++] = k == kind;
	}
	kinds = splits;
	if (m->alpha)
		split[splits++] = log(alpha) - m->mean_alpha;
	row[n++] = 1;
	for (int i = 0; i < splits; i++)
		row[n++] = split[i];
	for (int i = 0; i < kinds && m->products && m->alpha; i++)
		row[n++] = split[i] * split[kinds];
	for (int t = 0; t < ADVICE_TERMS; t++) {
		double value = m->term[t] ? scaled(t, term[t]) - m->mean[t] : 0;

		if (!m->term[t])
			continue;
		row[n++] = value;
		for (int i = 0; i < splits && m->products; i++)
			row[n++] = value * split[i];
	}
	return n;
}

static void widen(struct advice_range *r, double value, bool first)
{
	r->low = first || !(value >= r->low) ? value : r->low;
	r->high = first || !(value <= r->high) ? value : r->high;
}

static void find_ranges(struct advice *a)
{
	for (int t = 0; t < ADVICE_TERMS; t++) {
		bool known = true;

		for (int i = 0; i < a->settings; i++) {
			known &= isfinite(scaled(t, a->setting[i].term[t]));
			widen(&a->range[t], a->setting[i].term[t], i == 0);
		}
		if (!known)
			a->range[t] = (struct advice_range){ NAN, NAN };
	}
	for (int i = 0; i < a->points; i++)
		widen(&a->alpha, a->point[i].alpha, i == 0);
}

/* What varies is in the model. */
static void choose_columns(struct advice *a, bool products)
{
	struct advice_model *m = &a->model;
	bool met[ADVICE_KINDS] = { false }, first = true;
	double row[ADVICE_COLUMNS];

	*m = (struct advice_model){ .products = products, .alpha = a->alpha.low < a->alpha.high };
	a->weight = a->mean = 0;
	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];

		met[p->kind] = true;
		a->weight += (double)p->seeds / a->points;
		a->mean += (double)p->seeds * p->gain;
		m->mean_alpha += log(p->alpha) / a->points;
		for (int t = 0; t < ADVICE_TERMS; t++)
			m->mean[t] += scaled(t, a->setting[p->setting].term[t]) / a->points;
	}
	a->mean /= a->weight * a->points;
	for (int k = 0; k < ADVICE_KINDS; k++) {
		m->kind[k] = met[k] && !first;
		first &= !met[k];
	}
	for (int t = 0; t < ADVICE_TERMS; t++)
		m->term[t] = a->range[t].low < a->range[t].high;
	m->columns = fill_row(m, a->setting[0].term, 0, 1, row);
}

/* ------------------------------------------------------------------- fit */

static void add_point(const struct advice *a, const struct advice_point *p, double sign,
		      struct advice_sums *s)
{
	double row[ADVICE_COLUMNS];

	fill_row(&a->model, a->setting[p->setting].term, p->kind, p->alpha, row);
	advice_sums_add(s, row, p->gain - a->mean, sign * p->seeds / a->weight);
	s->points += sign > 0 ? 1 : -1;
}

static void take_fit(struct advice_model *m, const struct advice_sums *s, int settings)
{
	int over = s->points - m->rank;

	m->freedom = over < settings - 1 ? over : settings - 1;
	m->variance = over > 0 ? advice_sums_rest(s, m->coefficient) / over : NAN;
}

static double half_width(const struct advice_model *m, const double *row, double own)
{
	double leverage = 0;

	for (int i = 0; i < m->columns; i++) {
		for (int j = 0; j < m->columns; j++)
			leverage += row[i] * row[j] * m->inverse[i * m->columns + j];
	}
	return m->freedom < 1 ? NAN
			      : student_quantile(.975, m->freedom) *
					sqrt(m->variance * (own + fmax(leverage, 0)));
}

static struct advice_guess predict(const struct advice *a, const struct advice_model *m,
				   const double *term, int kind, int alpha, double own)
{
	double row[ADVICE_COLUMNS], gain = a->mean, half;

	fill_row(m, term, kind, alpha, row);
	for (int i = 0; i < m->columns; i++)
		gain += row[i] * m->coefficient[i];
	half = half_width(m, row, own);
	return (struct advice_guess){ gain, gain - half, gain + half };
}

struct advice_guess advice_predict(const struct advice *a, const double term[ADVICE_TERMS],
				   int kind, int alpha)
{
	return predict(a, &a->model, term, kind, alpha, 1);
}

/* ------------------------------------------------------------- held out */

static int compare_points(const void *x, const void *y)
{
	const struct advice_point *p = x, *q = y;
	int a = p->setting != q->setting ? p->setting - q->setting : p->kind - q->kind;

	return a ? a : p->alpha - q->alpha;
}

/* A choice of kind and alpha, over all settings. */
struct option {
	int kind, alpha, points;
	double sum;
};

struct trial {
	struct advice *a;
	struct advice_sums all, less; /* less: without the setting that is held out */
	struct advice_model model;    /* of less */
	double error, spread;	      /* weighted sums of squares */
	int inside, told;	      /* points in their intervals; that have one */
	int options, room;
	struct option *option;
};

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

/* What it would have lost in the setting of points first to end. */
static void take_regret(struct trial *t, const struct advice_guess *guess, int first, int end)
{
	struct advice_check *c = &t->a->check;
	double best = -INFINITY, taken = NAN, usual = NAN, top = -INFINITY, common = -INFINITY;

	for (int i = first; i < end; i++) {
		const struct advice_point *p = &t->a->point[i];
		const struct option *o = option_of(t, p);
		double mean = o->points > 1 ? (o->sum - p->gain) / (o->points - 1) : -INFINITY;

		best = fmax(best, p->gain);
		if (guess[i - first].gain > top) {
			top = guess[i - first].gain;
			taken = p->gain;
		}
		if (mean > common || i == first) {
			common = mean;
			usual = p->gain;
		}
	}
	if (end - first < 2)
		return;
	c->choices++;
	c->regret += best - taken;
	c->always += best - usual;
}

static enum fpe_status hold_out(struct trial *t, int first, int end, struct fpe_error *err)
{
	struct advice *a = t->a;
	struct advice_guess *guess = malloc((size_t)(end - first) * sizeof *guess);
	enum fpe_status status;

	if (!guess)
		return fpe_no_memory(err);
	t->less = t->all;
	for (int i = first; i < end; i++)
		add_point(a, &a->point[i], -1, &t->less);
	status = advice_solve(&t->less, &t->model, err);
	take_fit(&t->model, &t->less, a->settings - 1);
	for (int i = first; i < end && !status; i++) {
		const struct advice_point *p = &a->point[i];
		struct advice_guess *g = &guess[i - first];

		*g = predict(a, &t->model, a->setting[p->setting].term, p->kind, p->alpha,
			     a->weight / p->seeds);
		t->error += p->seeds * pow(p->gain - g->gain, 2);
		t->spread += p->seeds * pow(p->gain - a->mean, 2);
		t->inside += p->gain >= g->low && p->gain <= g->high;
		t->told += isfinite(g->low);
	}
	if (!status)
		take_regret(t, guess, first, end);
	free(guess);
	return status;
}

/* Every setting once; the points are in their order. */
static enum fpe_status hold_all_out(struct trial *t, const struct fpe_watch *watch,
				    struct fpe_error *err)
{
	struct advice *a = t->a;
	enum fpe_status status = FPE_OK;
	int first = 0;

	t->model = a->model;
	for (int i = 1; i <= a->points && !status; i++) {
		if (i < a->points && a->point[i].setting == a->point[first].setting)
			continue;
		status = fpe_watch_ask(watch, err);
		if (!status)
			status = hold_out(t, first, i, err);
		first = i;
	}
	a->check.r2 = 1 - t->error / t->spread;
	a->check.inside = (double)t->inside / t->told;
	a->check.regret /= a->check.choices;
	a->check.always /= a->check.choices;
	return status;
}

/* One of the two models, fitted and tried. */
static enum fpe_status try_model(struct advice *a, bool products, const struct fpe_watch *watch,
				 struct fpe_error *err)
{
	struct trial *t = calloc(1, sizeof *t);
	enum fpe_status status;

	if (!t)
		return fpe_no_memory(err);
	t->a = a;
	choose_columns(a, products);
	a->check = (struct advice_check){ 0 };
	t->all.columns = a->model.columns;
	for (int i = 0; i < a->points; i++)
		add_point(a, &a->point[i], 1, &t->all);
	status = advice_solve(&t->all, &a->model, err);
	take_fit(&a->model, &t->all, a->settings);
	if (!status)
		status = count_options(t, err);
	if (a->settings < 2)
		a->check = (struct advice_check){ NAN, NAN, 0, NAN, NAN };
	else if (!status)
		status = hold_all_out(t, watch, err);
	free(t->option);
	free(t);
	return status;
}

enum fpe_status advice_fit(struct advice *a, const struct fpe_watch *watch, struct fpe_error *err)
{
	enum fpe_status status;
	double r2;

	if (!a->points)
		return fpe_fail(err, FPE_ESTATE, "no run of a split with a gain");
	qsort(a->point, (size_t)a->points, sizeof *a->point, compare_points);
	find_ranges(a);
	status = try_model(a, true, watch, err);
	r2 = a->model.rank < a->points ? a->check.r2 : NAN;
	if (status)
		return status;
	status = try_model(a, false, watch, err);
	if (!status && r2 > a->check.r2)
		status = try_model(a, true, watch, err);
	return status;
}

/* ------------------------------------------------------------------ words */

static const char *split_name(const struct advice_model *m, const char *const *kind, int i)
{
	for (int k = 0; k < ADVICE_KINDS; k++) {
		if (m->kind[k] && i-- == 0)
			return kind[k];
	}
	return "log alpha";
}

static int splits_of(const struct advice_model *m)
{
	int splits = m->alpha;

	for (int k = 0; k < ADVICE_KINDS; k++)
		splits += m->kind[k];
	return splits;
}

/* In the order of fill_row. */
static void name_column(const struct advice_model *m, int column, const char *const *kind,
			char *name, size_t size)
{
	int splits = splits_of(m), kinds = splits - m->alpha, t = 0, at;

	snprintf(name, size, "constant");
	if (column == 0)
		return;
	at = column - 1;
	if (at < splits) {
		snprintf(name, size, "%s", split_name(m, kind, at));
		return;
	}
	at -= splits;
	if (m->products && m->alpha && at < kinds) {
		snprintf(name, size, "log alpha x %s", split_name(m, kind, at));
		return;
	}
	at -= m->products && m->alpha ? kinds : 0;
	for (; t < ADVICE_TERMS; t++) {
		if (!m->term[t])
			continue;
		if (at < 1 + (m->products ? splits : 0))
			break;
		at -= 1 + (m->products ? splits : 0);
	}
	snprintf(name, size, "%s%s%s%s", terms[t].logarithm ? "log " : "", terms[t].name,
		 at ? " x " : "", at ? split_name(m, kind, at - 1) : "");
}

void advice_column(const struct advice *a, int column, const char *const *kind, char *name,
		   int size, struct advice_guess *out)
{
	const struct advice_model *m = &a->model;
	double row[ADVICE_COLUMNS] = { 0 }, slope = m->coefficient[column], half;

	name_column(m, column, kind, name, (size_t)size);
	slope += column == 0 ? a->mean : 0;
	row[column] = 1;
	half = half_width(m, row, 0);
	*out = (struct advice_guess){ slope, slope - half, slope + half };
}
