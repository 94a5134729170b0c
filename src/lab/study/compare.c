/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.c - one run a seed, all results kept, and the picture of those done.
 *
 * Trainer threads write units only; the picture is the owner's, made under the
 * pool's lock from the units that are done.
 */
#include "lab/study/compare.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort_float.h>
#include <gsl/gsl_statistics_float.h>

struct compare_unit {
	bool done;
	struct study_result result;
};

static enum fpe_status run(struct runner *runner, int unit, struct fpe_team *team,
			   struct fpe_error *err)
{
	struct compare *c = (struct compare *)runner;
	const struct study_terms terms = { .stop = &runner->stop, .team = team };

	return study_run(&c->study, c->first + (uint64_t)unit, &terms, &c->unit[unit].result, err);
}

static void well(struct runner *runner, int unit)
{
	((struct compare *)runner)->unit[unit].done = true;
}

static void free_parts(struct compare *c)
{
	free(c->picture.final);
	free(c->unit);
	free(c);
}

static void begin_picture(struct compare *c, uint64_t first)
{
	struct compare_picture *p = &c->picture;
	const struct study *study = &c->study;

	p->study = (struct snapshot_study){
		.of = study,
		.loss = study_loss(study),
		.rows = study->rows,
		.alpha = study->how.alpha,
		.warmup = study->warmup,
		.epochs = study->epochs,
		.first_seed = first,
		.seeds = c->seeds,
		.done = -1,
		.points = study_points(study, p->epoch),
		.epoch = p->epoch,
		.row = p->row,
	};
	for (int r = 0; r < study->rows; r++)
		p->row[r] = (struct snapshot_study_row){
			study->row[r].name, p->final + r * c->seeds, p->low[r], p->median[r],
			p->high[r],
		};
}

enum fpe_status compare_new(const struct study *study, uint64_t first, int seeds, struct pool *pool,
			    struct compare **out, struct fpe_error *err)
{
	struct compare *c = calloc(1, sizeof *c);
	enum fpe_status status;

	*out = NULL;
	if (!c)
		return fpe_no_memory(err);
	c->unit = calloc((size_t)seeds, sizeof *c->unit);
	c->picture.final = malloc((size_t)seeds * (size_t)study->rows * sizeof *c->picture.final);
	if (!c->unit || !c->picture.final) {
		free_parts(c);
		return fpe_no_memory(err);
	}
	c->runner.well = well;
	c->study = *study;
	c->first = first;
	c->seeds = seeds;
	begin_picture(c, first);
	status = runner_start(&c->runner, pool, seeds, run, err);
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
	runner_end(&compare->runner);
	recipe_clear(&compare->study.recipe);
	free_parts(compare);
}

/* Seeds done without a gap from the first on; under the lock. */
static int finished(const struct compare *c)
{
	int n = 0;

	while (n < c->seeds && c->unit[n].done)
		n++;
	return n;
}

int compare_finished(struct compare *compare)
{
	int n;

	pool_lock(compare->runner.pool);
	n = finished(compare);
	pool_unlock(compare->runner.pool);
	return n;
}

static enum fpe_status read_unit(struct outcome *outcome, int seed, const struct study_result **out,
				 struct fpe_error *err)
{
	const struct compare *c = outcome->owner;

	(void)err;
	*out = &c->unit[seed].result;
	return FPE_OK;
}

void compare_outcome(struct compare *compare, struct outcome *out)
{
	*out = (struct outcome){ .study = compare->study,
				 .seeds = compare_finished(compare),
				 .read = read_unit,
				 .owner = compare };
}

static float quantile(const float *sorted, size_t n, double share)
{
	return (float)gsl_stats_float_quantile_from_sorted_data(sorted, 1, n, share);
}

/* Median and quartiles of a row over the first n seeds, at each point. */
static void picture_curve(struct compare *c, int row, int n)
{
	struct compare_picture *p = &c->picture;
	float *value = malloc((size_t)n * sizeof *value + 1);

	for (int k = 0; k < p->study.points; k++) {
		size_t ran = 0; /* a row that diverged has no curve from there on */
		bool missing = !value;

		for (int i = 0; i < n && !missing; i++) {
			const struct study_result *result = &c->unit[i].result;

			value[ran] = result->curve[row][k];
			if (!isnan(value[ran]))
				ran++;
			else
				missing = !study_diverged(result->metric[row]);
		}
		p->low[row][k] = p->median[row][k] = p->high[row][k] = NAN;
		if (missing || ran == 0)
			continue;
		gsl_sort_float(value, 1, ran);
		p->low[row][k] = quantile(value, ran, 0.25);
		p->median[row][k] = quantile(value, ran, 0.5);
		p->high[row][k] = quantile(value, ran, 0.75);
	}
	free(value);
}

/* Would it give the same numbers with this recipe? */
static bool fits(const struct compare *c, const struct recipe *recipe)
{
	const struct recipe *own = &c->study.recipe;

	return recipe_same(recipe, own) &&
	       (!study_by_groups(&c->study) ||
		fpe_groups_same(recipe_groups(recipe), recipe_groups(own)));
}

const struct snapshot_study *compare_picture(struct compare *compare, const struct recipe *recipe)
{
	struct compare_picture *p = &compare->picture;
	enum fpe_metric score = fpe_metric_score(p->study.loss);
	int n;

	pool_lock(compare->runner.pool);
	n = finished(compare);
	for (int r = 0; r < p->study.rows && n != p->study.done; r++) {
		picture_curve(compare, r, n);
		for (int i = 0; i < compare->seeds; i++)
			p->final[r * compare->seeds + i] =
				i < n ? compare->unit[i].result.metric[r][score] : NAN;
	}
	p->study.done = n;
	p->study.fits = fits(compare, recipe);
	pool_unlock(compare->runner.pool);
	return &p->study;
}
