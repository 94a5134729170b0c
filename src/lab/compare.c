/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.c - one run a seed, all results kept. */
#include "lab/compare.h"

#include <stdlib.h>

struct unit {
	bool done;
	struct study_result result;
};

struct compare {
	struct runner runner; /* first: a runner is a compare */
	struct study study;
	uint64_t first;
	int seeds;
	struct unit *unit;
};

static enum fpe_status run(struct runner *runner, int unit,
			   struct fpe_error *err)
{
	struct compare *c = (struct compare *)runner;

	return study_run(&c->study, c->first + (uint64_t)unit, &runner->stop,
			 &c->unit[unit].result, err);
}

static void well(struct runner *runner, int unit)
{
	((struct compare *)runner)->unit[unit].done = true;
}

static void free_parts(struct compare *c)
{
	free(c->unit);
	free(c);
}

enum fpe_status compare_new(const struct study *study, uint64_t first,
			    int seeds, struct pool *pool, struct compare **out,
			    struct fpe_error *err)
{
	struct compare *c = calloc(1, sizeof *c);
	enum fpe_status status;

	*out = NULL;
	if (!c)
		return fpe_no_memory(err);
	c->unit = calloc((size_t)seeds, sizeof *c->unit);
	if (!c->unit) {
		free_parts(c);
		return fpe_no_memory(err);
	}
	c->runner.well = well;
	c->study = *study;
	c->first = first;
	c->seeds = seeds;
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

struct runner *compare_runner(struct compare *compare)
{
	return &compare->runner;
}

const struct study *compare_study(const struct compare *compare)
{
	return &compare->study;
}

int compare_seeds(const struct compare *compare)
{
	return compare->seeds;
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

const struct fpe_error *compare_error(struct compare *compare, uint64_t *seed)
{
	int unit = 0;
	const struct fpe_error *error = runner_error(&compare->runner, &unit);

	*seed = compare->first + (uint64_t)unit;
	return error;
}

enum fpe_status compare_outcome(struct compare *compare, struct outcome *out,
				struct fpe_error *err)
{
	int n = compare_finished(compare);

	*out = (struct outcome){ .study = compare->study, .seeds = n };
	out->result = calloc((size_t)n + 1, sizeof *out->result);
	if (!out->result)
		return fpe_no_memory(err);
	for (int i = 0; i < n; i++)
		out->result[i] = &compare->unit[i].result;
	return FPE_OK;
}
