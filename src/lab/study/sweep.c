/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep.c - runs of a lattice, from the pool's threads to the store. */
#include "lab/study/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "io/store.h"
#include "lab/study/settings.h"

static void to_store(const struct study *study, const struct study_result *result,
		     struct store_run *out)
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
		memcpy(out->split[i], run->row[i].split, sizeof run->row[i].split);
	}
}

static enum fpe_status look(struct sweep *sweep, int number, const char *key, struct store_run *run,
			    bool *has, struct fpe_error *err)
{
	enum fpe_status status;

	pthread_mutex_lock(&sweep->lock);
	status = store_get(sweep->store, key, has, run, err);
	pthread_mutex_unlock(&sweep->lock);
	if (status || !*has)
		return status;
	atomic_fetch_add(&sweep->found, 1);
	board_put(sweep->board, number, run->row, run->rows);
	return FPE_OK;
}

/* run: settings and seed are filled. */
static enum fpe_status run_study(struct sweep *sweep, const struct study *study, int number,
				 struct store_run *run, struct fpe_error *err)
{
	struct study_result *result = calloc(1, sizeof *result);
	enum fpe_status status;

	if (!result)
		return fpe_no_memory(err);
	status = study_run(study, run->seed, &sweep->runner.stop, result, err);
	if (!status) {
		to_store(study, result, run);
		pthread_mutex_lock(&sweep->lock);
		status = store_put(sweep->store, run, err);
		pthread_mutex_unlock(&sweep->lock);
	}
	if (!status)
		board_put(sweep->board, number, run->row, run->rows);
	free(result);
	return status;
}

static enum fpe_status run(struct runner *runner, int unit, struct fpe_error *err)
{
	struct sweep *sweep = (struct sweep *)runner;
	const struct lattice *lattice = &sweep->lattice;
	int number = unit * lattice->shards + lattice->shard;
	uint64_t seed = lattice->first + (uint64_t)(number % lattice->seeds);
	struct store_run *each = calloc(1, sizeof *each);
	char key[STORE_KEY_SIZE], *settings = NULL;
	struct study study;
	bool has = false;
	enum fpe_status status = lattice_study(lattice, number / lattice->seeds, &study, err);

	if (!status)
		settings = settings_text(&study);
	if (!status && (!settings || !each))
		status = fpe_no_memory(err);
	if (!status) {
		store_key(settings, seed, key);
		status = look(sweep, number, key, each, &has, err);
	}
	if (!status && !has) {
		each->settings = settings;
		each->seed = seed;
		status = run_study(sweep, &study, number, each, err);
	}
	free(settings);
	free(each);
	return status;
}

/* -------------------------------------------------------------- the board */

static enum fpe_status add_keys(struct board *board, const struct lattice *l, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	char text[SETTING_TEXT];

	for (int i = 0; i < l->axes && !status; i++) {
		const struct lattice_axis *axis = &l->axis[i];

		status = board_add_key(board, axis->key->name, setting_is_word(axis->key), err);
		for (int k = 0; k < axis->count && !status; k++)
			status = board_add_value(
				board, i, axis->value[k],
				setting_number_text(axis->key, axis->value[k], 9, text), err);
	}
	for (int i = 0; i < l->base.rows && !status; i++)
		status = board_add_arm(board, l->base.row[i].name, err);
	return status;
}

/* Runs are numbered as the lattice does it. */
static void place_runs(struct board *board, const struct lattice *l)
{
	for (int run = 0; run < board_runs(board); run++) {
		int place[LATTICE_MAX_AXES], point = run / l->seeds;

		for (int i = l->axes - 1; i >= 0; i--) {
			place[i] = point % l->axis[i].count;
			point /= l->axis[i].count;
		}
		board_place(board, run, place, run % l->seeds);
	}
}

static enum fpe_status add_settings(struct board *board, const struct lattice *l,
				    struct fpe_error *err)
{
	struct study study;
	char *text = NULL;
	enum fpe_status status = lattice_study(l, 0, &study, err);

	if (!status && !(text = settings_text(&study)))
		status = fpe_no_memory(err);
	if (!status)
		status = board_settings(board, text, err);
	free(text);
	return status;
}

static enum fpe_status make_board(struct sweep *sweep, struct fpe_error *err)
{
	const struct lattice *l = &sweep->lattice;
	uint64_t *seed = malloc((size_t)l->seeds * sizeof *seed);
	enum fpe_status status = FPE_OK;

	sweep->board = board_new();
	if (!seed || !sweep->board)
		status = fpe_no_memory(err);
	for (int i = 0; i < l->seeds && !status; i++)
		seed[i] = l->first + (uint64_t)i;
	if (!status)
		status = add_keys(sweep->board, l, err);
	if (!status)
		status = add_settings(sweep->board, l, err);
	if (!status)
		status =
			board_room(sweep->board, seed, l->seeds, lattice_points(l) * l->seeds, err);
	if (!status) {
		place_runs(sweep->board, l);
		board_share(sweep->board, sweep_runs(sweep), l->shard, l->shards);
	}
	free(seed);
	return status;
}

static enum fpe_status begin(struct sweep *sweep, const char *path, struct pool *pool,
			     struct fpe_error *err)
{
	enum fpe_status status = store_open(path, STORE_WRITE, &sweep->store, err);

	if (!status)
		status = store_check_settings(sweep->store, err);
	if (!status)
		status = make_board(sweep, err);
	if (!status)
		status = runner_start(&sweep->runner, pool, sweep_runs(sweep), run, err);
	return status;
}

static void free_parts(struct sweep *sweep)
{
	store_close(sweep->store);
	board_free(sweep->board);
	pthread_mutex_destroy(&sweep->lock);
	lattice_clear(&sweep->lattice);
	free(sweep);
}

enum fpe_status sweep_new(struct lattice *lattice, const char *path, struct pool *pool,
			  struct sweep **out, struct fpe_error *err)
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

int sweep_runs(const struct sweep *sweep)
{
	const struct lattice *l = &sweep->lattice;

	return (lattice_points(l) * l->seeds - l->shard + l->shards - 1) / l->shards;
}

/* Of a point that is looked at: the run read last, and its settings. */
struct place {
	struct store_run run;
	struct study_result result;
	int seed;	 /* that result is of, -1: none */
	char settings[]; /* NUL-terminated */
};

static enum fpe_status read_run(struct outcome *outcome, int seed, const struct study_result **out,
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
		status = fpe_fail(err, FPE_ESTATE, "the store has lost runs of the sweep");
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

enum fpe_status sweep_outcome(struct sweep *sweep, int point, struct outcome *out,
			      struct fpe_error *err)
{
	char *settings;
	enum fpe_status status;

	*out = (struct outcome){ .seeds = sweep->lattice.seeds, .read = read_run, .owner = sweep };
	status = lattice_study(&sweep->lattice, point, &out->study, err);
	if (status)
		return status;
	settings = settings_text(&out->study);
	if (settings)
		out->place = place_new(settings);
	free(settings);
	return out->place ? FPE_OK : fpe_no_memory(err);
}
