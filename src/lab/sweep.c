/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep.c - runs of a lattice, from the pool's threads to the store. */
#include "lab/sweep.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "io/store.h"
#include "lab/settings.h"

struct sweep {
	struct runner runner; /* first: a runner is a sweep */
	struct lattice lattice;
	struct store *store;
	pthread_mutex_t lock; /* of the store and of found */
	int found;
};

static void to_store(const struct study *study,
		     const struct study_result *result, struct store_run *out)
{
	out->majority = result->majority;
	out->rows = study->rows;
	for (int i = 0; i < study->rows; i++) {
		struct store_row *row = &out->row[i];

		strcpy(row->name, study->row[i].name); /* the program's words */
		row->alpha = study_alpha(study, i);
		memcpy(row->end, result->metric[i], sizeof row->end);
		memcpy(row->split, result->split[i], sizeof row->split);
	}
}

/* Rows are in the order of the study: its text, the key, lists them. */
static void from_store(const struct store_run *run, struct study_result *out)
{
	out->majority = run->majority;
	for (int i = 0; i < run->rows && i < STUDY_MAX_ROWS; i++) {
		memcpy(out->metric[i], run->row[i].end, sizeof run->row[i].end);
		memcpy(out->split[i], run->row[i].split,
		       sizeof run->row[i].split);
	}
}

static enum fpe_status look(struct sweep *sweep, const char *key, bool *has,
			    struct fpe_error *err)
{
	enum fpe_status status;

	pthread_mutex_lock(&sweep->lock);
	status = store_has(sweep->store, key, has, err);
	sweep->found += !status && *has;
	pthread_mutex_unlock(&sweep->lock);
	return status;
}

static enum fpe_status keep(struct sweep *sweep, const struct study *study,
			    const char *settings, uint64_t seed,
			    const struct study_result *result,
			    struct fpe_error *err)
{
	struct store_run *run = calloc(1, sizeof *run);
	enum fpe_status status;

	if (!run)
		return fpe_no_memory(err);
	run->settings = settings;
	run->seed = seed;
	to_store(study, result, run);
	pthread_mutex_lock(&sweep->lock);
	status = store_put(sweep->store, run, err);
	pthread_mutex_unlock(&sweep->lock);
	free(run);
	return status;
}

static enum fpe_status run_study(struct sweep *sweep, const struct study *study,
				 const char *settings, uint64_t seed,
				 struct fpe_error *err)
{
	struct study_result *result = calloc(1, sizeof *result);
	enum fpe_status status;

	if (!result)
		return fpe_no_memory(err);
	status = study_run(study, seed, &sweep->runner.stop, result, err);
	if (!status)
		status = keep(sweep, study, settings, seed, result, err);
	free(result);
	return status;
}

static enum fpe_status run(struct runner *runner, int unit, struct fpe_error *err)
{
	struct sweep *sweep = (struct sweep *)runner;
	const struct lattice *lattice = &sweep->lattice;
	int number = unit * lattice->shards + lattice->shard;
	uint64_t seed = lattice->first + (uint64_t)(number % lattice->seeds);
	char key[STORE_KEY_SIZE], *settings;
	struct study study;
	bool has = false;
	enum fpe_status status =
		lattice_study(lattice, number / lattice->seeds, &study, err);

	if (status)
		return status;
	settings = settings_text(&study);
	if (!settings)
		return fpe_no_memory(err);
	store_key(settings, seed, key);
	status = look(sweep, key, &has, err);
	if (!status && !has)
		status = run_study(sweep, &study, settings, seed, err);
	free(settings);
	return status;
}

static enum fpe_status begin(struct sweep *sweep, const char *path,
			     struct pool *pool, struct fpe_error *err)
{
	enum fpe_status status =
		store_open(path, STORE_WRITE, &sweep->store, err);

	if (!status)
		status = store_check_settings(sweep->store, err);
	if (!status)
		status = runner_start(&sweep->runner, pool, sweep_runs(sweep),
				      run, err);
	return status;
}

static void free_parts(struct sweep *sweep)
{
	store_close(sweep->store);
	pthread_mutex_destroy(&sweep->lock);
	lattice_clear(&sweep->lattice);
	free(sweep);
}

enum fpe_status sweep_new(struct lattice *lattice, const char *path,
			  struct pool *pool, struct sweep **out,
			  struct fpe_error *err)
{
	struct sweep *sweep = calloc(1, sizeof *sweep);
	enum fpe_status status;

	*out = NULL;
	if (!sweep) {
		lattice_clear(lattice);
		return fpe_no_memory(err);
	}
	sweep->lattice = *lattice;
	*lattice = (struct lattice){ 0 };
	pthread_mutex_init(&sweep->lock, NULL);
	status = begin(sweep, path, pool, err);
	if (status)
		free_parts(sweep);
	else
		*out = sweep;
	return status;
}

void sweep_free(struct sweep *sweep)
{
	if (!sweep)
		return;
	runner_end(&sweep->runner);
	free_parts(sweep);
}

struct runner *sweep_runner(struct sweep *sweep)
{
	return &sweep->runner;
}

const struct lattice *sweep_lattice(const struct sweep *sweep)
{
	return &sweep->lattice;
}

int sweep_runs(const struct sweep *sweep)
{
	const struct lattice *l = &sweep->lattice;

	return (lattice_points(l) * l->seeds - l->shard + l->shards - 1) /
	       l->shards;
}

int sweep_found(struct sweep *sweep)
{
	int found;

	pthread_mutex_lock(&sweep->lock);
	found = sweep->found;
	pthread_mutex_unlock(&sweep->lock);
	return found;
}

/* Of a point that is looked at: the run read last, and its settings. */
struct place {
	struct store_run run;
	struct study_result result;
	int seed; /* that result is of, -1: none */
	char settings[]; /* NUL-terminated */
};

static enum fpe_status read_run(struct outcome *outcome, int seed,
				const struct study_result **out,
				struct fpe_error *err)
{
	struct sweep *sweep = outcome->owner;
	struct place *p = outcome->place;
	char key[STORE_KEY_SIZE];
	enum fpe_status status = FPE_OK;
	bool found = true;

	*out = &p->result;
	if (p->seed == seed)
		return FPE_OK;
	p->seed = -1;
	store_key(p->settings, sweep->lattice.first + (uint64_t)seed, key);
	status = store_get(sweep->store, key, &found, &p->run, err);
	if (!status && !found)
		status = fpe_fail(err, FPE_ESTATE,
				  "the store has lost runs of the sweep");
	if (status)
		return status;
	from_store(&p->run, &p->result);
	p->seed = seed;
	return FPE_OK;
}

static struct place *place_new(const char *settings)
{
	size_t size = strlen(settings) + 1;
	struct place *p = calloc(1, sizeof *p + size);

	if (p) {
		p->seed = -1;
		memcpy(p->settings, settings, size);
	}
	return p;
}

enum fpe_status sweep_outcome(struct sweep *sweep, int point,
			      struct outcome *out, struct fpe_error *err)
{
	char *settings;
	enum fpe_status status;

	*out = (struct outcome){ .seeds = sweep->lattice.seeds,
				 .read = read_run,
				 .owner = sweep };
	status = lattice_study(&sweep->lattice, point, &out->study, err);
	if (status)
		return status;
	settings = settings_text(&out->study);
	if (settings)
		out->place = place_new(settings);
	free(settings);
	return out->place ? FPE_OK : fpe_no_memory(err);
}
