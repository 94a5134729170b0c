/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.c - one unit of work a seed, and the picture of those done.
 *
 * Trainer threads write units only; the picture is the owner's, made under the
 * pool's lock from the units that are done.
 */
#include "lab/compare.h"

#include <math.h>
#include <stdlib.h>

struct unit {
	uint64_t seed;
	bool done;
	enum fpe_status status;
	struct study_result result;
};

/* What snapshot_study points to. */
struct picture_parts {
	struct snapshot_study study;
	struct snapshot_study_row row[STUDY_MAX_ROWS];
	int epoch[STUDY_MAX_POINTS];
	float low[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
	float mean[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
	float high[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
	double *final; /* [rows x seeds] */
};

struct compare {
	struct source source; /* first: a source is a compare */
	struct pool *pool;
	struct study study;
	int seeds, next, running;
	bool detached;
	bool broken; /* a run failed: no further one is begun */
	atomic_bool stop;
	struct unit *unit;
	struct fpe_error error; /* of the failed run with the lowest seed */
	int error_unit;
	struct picture_parts picture;
};

static void *take(struct source *source)
{
	struct compare *c = (struct compare *)source;

	if (c->next == c->seeds || c->broken || atomic_load(&c->stop))
		return NULL;
	c->running++;
	return &c->unit[c->next++];
}

static void run(struct source *source, void *argument)
{
	struct compare *c = (struct compare *)source;
	struct unit *unit = argument;
	struct fpe_error err = { .code = FPE_OK };
	int index = (int)(unit - c->unit);

	unit->status = study_run(&c->study, unit->seed, &c->stop, &unit->result,
				 &err);
	if (unit->status && unit->status != FPE_ESTATE) {
		pool_lock(c->pool);
		if (!c->error.code || index < c->error_unit) {
			c->error = err;
			c->error_unit = index;
		}
		pool_unlock(c->pool);
	}
}

static void done(struct source *source, void *argument)
{
	struct compare *c = (struct compare *)source;
	struct unit *unit = argument;

	unit->done = true;
	c->broken |= unit->status != FPE_OK;
	c->running--;
	pool_wake(c->pool);
}

static void free_parts(struct compare *c)
{
	free(c->picture.final);
	free(c->unit);
	free(c);
}

static void begin_picture(struct compare *c, uint64_t first)
{
	struct picture_parts *p = &c->picture;
	const struct study *study = &c->study;

	p->study = (struct snapshot_study){
		.rows = study->rows, .alpha = study->alpha,
		.warmup = study->warmup, .epochs = study->epochs,
		.first_seed = first, .seeds = c->seeds, .done = -1,
		.points = study_points(study, p->epoch), .epoch = p->epoch,
		.row = p->row,
	};
	for (int r = 0; r < study->rows; r++)
		p->row[r] = (struct snapshot_study_row){
			study->row[r].name, p->final + r * c->seeds,
			p->low[r], p->mean[r], p->high[r],
		};
}

enum fpe_status compare_new(const struct study *study, uint64_t first, int seeds,
			    struct pool *pool, struct compare **out,
			    struct fpe_error *err)
{
	struct compare *c = calloc(1, sizeof *c);
	enum fpe_status status;

	*out = NULL;
	if (!c)
		return fpe_no_memory(err);
	c->unit = calloc((size_t)seeds, sizeof *c->unit);
	c->picture.final = malloc((size_t)seeds * (size_t)study->rows *
				  sizeof *c->picture.final);
	if (!c->unit || !c->picture.final) {
		free_parts(c);
		return fpe_no_memory(err);
	}
	c->source = (struct source){ take, run, done };
	c->pool = pool;
	c->study = *study;
	c->seeds = seeds;
	for (int i = 0; i < seeds; i++)
		c->unit[i].seed = first + (uint64_t)i;
	begin_picture(c, first);
	status = pool_attach(pool, &c->source, err);
	if (status) {
		free_parts(c);
		return status;
	}
	*out = c;
	return FPE_OK;
}

void compare_free(struct compare *compare)
{
	if (!compare)
		return;
	compare_stop(compare);
	compare_detach(compare);
	recipe_clear(&compare->study.recipe);
	free_parts(compare);
}

void compare_detach(struct compare *compare)
{
	if (!compare->detached)
		pool_detach(compare->pool);
	compare->detached = true;
}

void compare_stop(struct compare *compare)
{
	atomic_store(&compare->stop, true);
	pool_wake(compare->pool);
}

static bool quiet(const struct compare *c)
{
	return !c->running && (c->next == c->seeds || c->broken ||
			       atomic_load(&c->stop));
}

bool compare_quiet(struct compare *compare)
{
	bool is;

	pool_lock(compare->pool);
	is = quiet(compare);
	pool_unlock(compare->pool);
	return is;
}

void compare_wait(struct compare *compare)
{
	pool_lock(compare->pool);
	while (!quiet(compare))
		pool_wait(compare->pool);
	pool_unlock(compare->pool);
}

const struct study *compare_study(const struct compare *compare)
{
	return &compare->study;
}

int compare_seeds(const struct compare *compare)
{
	return compare->seeds;
}

int compare_done(struct compare *compare)
{
	int n = 0;

	pool_lock(compare->pool);
	for (int i = 0; i < compare->next; i++)
		n += compare->unit[i].done;
	pool_unlock(compare->pool);
	return n;
}

/* Seeds done without a gap from the first on; under the lock. */
static int finished(const struct compare *c)
{
	int n = 0;

	while (n < c->next && c->unit[n].done && c->unit[n].status == FPE_OK)
		n++;
	return n;
}

int compare_finished(struct compare *compare)
{
	int n;

	pool_lock(compare->pool);
	n = finished(compare);
	pool_unlock(compare->pool);
	return n;
}

const struct fpe_error *compare_error(struct compare *compare, uint64_t *seed)
{
	if (!compare->error.code)
		return NULL;
	*seed = compare->unit[compare->error_unit].seed;
	return &compare->error;
}

void compare_values(struct compare *compare, int row, enum fpe_metric metric,
		    double *values)
{
	int n = compare_finished(compare);

	for (int i = 0; i < n; i++)
		values[i] = compare->unit[i].result.metric[row][metric];
}

void compare_gain(struct compare *compare, int row, bool relative,
		  double *values)
{
	int n = compare_finished(compare);

	for (int i = 0; i < n; i++) {
		const struct study_result *r = &compare->unit[i].result;
		double dense = r->metric[0][FPE_METRIC_TEST_ACCURACY];
		double gain = r->metric[row][FPE_METRIC_TEST_ACCURACY] - dense;

		values[i] = relative ? gain / dense : gain;
	}
}

double compare_majority(struct compare *compare)
{
	int n = compare_finished(compare);
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += compare->unit[i].result.majority;
	return sum / n;
}

/* A row's curve over the first n seeds, summed in their order. */
static void picture_curve(struct compare *c, int row, int n)
{
	struct picture_parts *p = &c->picture;

	for (int k = 0; k < p->study.points; k++) {
		float low = INFINITY, high = -INFINITY;
		double sum = 0;

		for (int i = 0; i < n; i++) {
			float v = c->unit[i].result.curve[row][k];

			sum += (double)v;
			low = v < low ? v : low;
			high = v > high ? v : high;
		}
		p->mean[row][k] = n ? (float)(sum / n) : NAN;
		p->low[row][k] = isnan(p->mean[row][k]) ? NAN : low;
		p->high[row][k] = isnan(p->mean[row][k]) ? NAN : high;
	}
}

const struct snapshot_study *compare_picture(struct compare *compare,
					     const struct recipe *recipe)
{
	struct picture_parts *p = &compare->picture;
	int n;

	pool_lock(compare->pool);
	n = finished(compare);
	for (int r = 0; r < p->study.rows && n != p->study.done; r++) {
		picture_curve(compare, r, n);
		for (int i = 0; i < compare->seeds; i++)
			p->final[r * compare->seeds + i] =
				i < n ? compare->unit[i].result
						.metric[r][FPE_METRIC_TEST_ACCURACY]
				      : NAN;
	}
	p->study.done = n;
	p->study.fits = recipe_same(recipe, &compare->study.recipe);
	pool_unlock(compare->pool);
	return &p->study;
}
