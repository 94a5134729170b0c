/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice.c - points over settings, their columns, and the line through them; see advice.h. Not
   here: what was held out and which model is best (advice_trial.c), names of kinds, and what is
   said of it. */
#include "lab/study/advice_part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "core/metric/student.h"

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

const char *advice_form_name(int form)
{
	static const char *const name[ADVICE_FORMS] = { "additive", "products", "near" };

	return name[form];
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

static void add_dense(struct advice_setting *s, double dense)
{
	double *mean = &s->term[ADVICE_DENSE];

	s->runs++;
	*mean = s->runs == 1 ? dense : *mean + (dense - *mean) / s->runs;
}

enum fpe_status advice_add(struct advice *a, const struct advice_setting *setting, int kind,
			   int alpha, double gain, struct fpe_error *err)
{
	int s = find_setting(a, setting->hash), at;
	struct advice_point *p;
	double off;

	if (room_for(&a->setting, &a->room_settings, a->settings + 1, sizeof *setting, err) ||
	    room_for(&a->point, &a->room_points, a->points + 1, sizeof *p, err))
		return FPE_ENOMEM;
	at = s < 0 ? -1 : find_point(a, s, kind, alpha);
	if (s < 0) {
		s = a->settings++;
		a->setting[s] = *setting;
		a->setting[s].runs = 0;
	}
	a->last = s;
	add_dense(&a->setting[s], setting->term[ADVICE_DENSE]);
	if (at < 0) {
		at = a->points++;
		a->point[at] = (struct advice_point){ .setting = s, .kind = kind, .alpha = alpha };
	}
	p = &a->point[at];
	p->seeds++;
	off = gain - p->gain;
	p->gain += off / p->seeds;
	p->squares += off * (gain - p->gain);
	return FPE_OK;
}

void advice_clear(struct advice *a)
{
	free(a->setting);
	free(a->point);
	advice_kernel_clear(&a->kernel);
	*a = (struct advice){ 0 };
}

/* ---------------------------------------------------------------- columns */

static double scaled(int term, double value)
{
	return terms[term].logarithm ? log(value) : value;
}

int advice_row(const struct advice_shape *m, const double *term, int kind, int alpha, double *row)
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

void advice_ranges(struct advice *a)
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
	a->weight = a->mean = 0;
	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];

		widen(&a->alpha, p->alpha, i == 0);
		a->weight += (double)p->seeds / a->points;
		a->mean += (double)p->seeds * p->gain;
	}
	a->mean /= a->weight * a->points;
}

/* A point's own variance is that of one seed over its seeds; one seed has the same everywhere. */
void advice_ceiling(struct advice *a)
{
	double squares = 0, spread = 0;
	int freedom = 0;

	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];

		squares += p->squares;
		freedom += p->seeds - 1;
		spread += p->seeds * pow(p->gain - a->mean, 2);
	}
	a->ceiling = freedom && spread > 0 ? 1 - a->points * squares / freedom / spread : NAN;
}

struct advice_shape advice_columns(const struct advice *a, bool products)
{
	struct advice_shape m = { .products = products, .alpha = a->alpha.low < a->alpha.high };
	bool met[ADVICE_KINDS] = { false }, first = true;
	double row[ADVICE_COLUMNS];

	for (int i = 0; i < a->points; i++) {
		const struct advice_point *p = &a->point[i];

		met[p->kind] = true;
		m.mean_alpha += log(p->alpha) / a->points;
		for (int t = 0; t < ADVICE_TERMS; t++)
			m.mean[t] += scaled(t, a->setting[p->setting].term[t]) / a->points;
	}
	for (int k = 0; k < ADVICE_KINDS; k++) {
		m.kind[k] = met[k] && !first;
		first &= !met[k];
	}
	for (int t = 0; t < ADVICE_TERMS; t++)
		m.term[t] = !a->without[t] && a->range[t].low < a->range[t].high;
	m.columns = advice_row(&m, a->setting[0].term, 0, 1, row);
	return m;
}

/* ------------------------------------------------------------------ line */

void advice_take(const struct advice *a, const struct advice_shape *shape,
		 const struct advice_point *p, double sign, struct advice_sums *s)
{
	double row[ADVICE_COLUMNS];

	advice_row(shape, a->setting[p->setting].term, p->kind, p->alpha, row);
	advice_sums_add(s, row, p->gain - a->mean, sign * p->seeds / a->weight);
	s->points += sign > 0 ? 1 : -1;
}

enum fpe_status advice_line(const struct advice_sums *s, int settings, struct advice_model *m,
			    struct fpe_error *err)
{
	enum fpe_status status = advice_solve(s, m, err);
	int over = s->points - m->rank;

	if (status)
		return status;
	m->freedom = over < settings - 1 ? over : settings - 1;
	m->variance = over > 0 ? advice_sums_rest(s, m->coefficient) / over : NAN;
	return FPE_OK;
}

static double half_width(const struct advice_model *m, const double *row, double own)
{
	double leverage = 0;
	int n = m->shape.columns;

	for (int i = 0; i < n; i++) {
		for (int j = 0; j < n; j++)
			leverage += row[i] * row[j] * m->inverse[i * n + j];
	}
	return m->freedom < 1 ? NAN
			      : student_quantile(.975, m->freedom) *
					sqrt(m->variance * (own + fmax(leverage, 0)));
}

struct advice_guess advice_on_line(const struct advice *a, const struct advice_model *m,
				   const double *term, int kind, int alpha, double own)
{
	double row[ADVICE_COLUMNS], gain = a->mean, half;

	advice_row(&m->shape, term, kind, alpha, row);
	for (int i = 0; i < m->shape.columns; i++)
		gain += row[i] * m->coefficient[i];
	half = half_width(m, row, own);
	return (struct advice_guess){ gain, gain - half, gain + half };
}

struct advice_guess advice_slope(const struct advice *a, int column)
{
	const struct advice_model *m = &a->line;
	double row[ADVICE_COLUMNS] = { 0 }, slope = m->coefficient[column], half;

	slope += column == 0 ? a->mean : 0;
	row[column] = 1;
	half = half_width(m, row, 0);
	return (struct advice_guess){ slope, slope - half, slope + half };
}

/* ------------------------------------------------------------------ near */

struct advice_guess advice_by_near(const struct advice_kernel *kernel,
				   const struct advice_shape *shape, const double *term, int kind,
				   int alpha, double weight, double *work)
{
	double row[ADVICE_COLUMNS], half;
	struct advice_value value;

	advice_row(shape, term, kind, alpha, row);
	value = advice_kernel_predict(kernel, row + 1, weight, work);
	half = NORMAL * sqrt(value.variance);
	return (struct advice_guess){ value.mean, value.mean - half, value.mean + half };
}

enum fpe_status advice_predict(const struct advice *a, const double term[ADVICE_TERMS], int kind,
			       int alpha, struct advice_guess *out, struct fpe_error *err)
{
	double *work, half;

	if (a->best != ADVICE_NEAR) {
		*out = advice_on_line(a, &a->line, term, kind, alpha, 1);
		return FPE_OK;
	}
	work = malloc((size_t)a->kernel.points * sizeof *work);
	if (!work)
		return fpe_no_memory(err);
	*out = advice_by_near(&a->kernel, &a->near, term, kind, alpha, 1, work);
	free(work);
	half = a->width * (out->high - out->gain);
	out->low = out->gain - half;
	out->high = out->gain + half;
	return FPE_OK;
}

/* ------------------------------------------------------------------ words */

static const char *split_name(const struct advice_shape *m, const char *const *kind, int i)
{
	for (int k = 0; k < ADVICE_KINDS; k++) {
		if (m->kind[k] && i-- == 0)
			return kind[k];
	}
	return "log alpha";
}

static int splits_of(const struct advice_shape *m)
{
	int splits = m->alpha;

	for (int k = 0; k < ADVICE_KINDS; k++)
		splits += m->kind[k];
	return splits;
}

/* In the order of advice_row. */
void advice_column_name(const struct advice_shape *m, int column, const char *const *kind,
			char *name, int size)
{
	int splits = splits_of(m), kinds = splits - m->alpha, t = 0, at;

	snprintf(name, (size_t)size, "constant");
	if (column == 0)
		return;
	at = column - 1;
	if (at < splits) {
		snprintf(name, (size_t)size, "%s", split_name(m, kind, at));
		return;
	}
	at -= splits;
	if (m->products && m->alpha && at < kinds) {
		snprintf(name, (size_t)size, "log alpha x %s", split_name(m, kind, at));
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
	snprintf(name, (size_t)size, "%s%s%s%s", terms[t].logarithm ? "log " : "", terms[t].name,
		 at ? " x " : "", at ? split_name(m, kind, at - 1) : "");
}
