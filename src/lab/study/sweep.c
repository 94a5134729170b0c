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
	int order[STUDY_MAX_ROWS];

	settings_rows(study, order);
	out->majority = result->majority;
	out->rows = study->rows;
	for (int i = 0; i < study->rows; i++) {
		struct store_row *row = &out->row[i];
		int from = order[i];

		strcpy(row->name, study->row[from].name); /* the program's words */
		row->alpha = study_alpha(study, from);
		memcpy(row->end, result->metric[from], sizeof row->end);
		memcpy(row->split, result->split[from], sizeof row->split);
	}
}

static const struct store_row *find_row(const struct store_run *run, const char *name)
{
	for (int i = 0; i < run->rows; i++) {
		if (strcmp(run->row[i].name, name) == 0)
			return &run->row[i];
	}
	return NULL;
}

/* By name: a store has them in the order of the text of settings. */
static void from_store(const struct study *study, const struct store_run *run,
		       struct study_result *out)
{
	out->majority = run->majority;
	for (int i = 0; i < study->rows; i++) {
		const struct store_row *row = find_row(run, study->row[i].name);

		if (!row) {
			fpe_metric_clear(out->metric[i]);
			fpe_metric_clear(out->split[i]);
			continue;
		}
		memcpy(out->metric[i], row->end, sizeof row->end);
		memcpy(out->split[i], row->split, sizeof row->split);
	}
}

/* ------------------------------------------------------------------- a run */

/* Numbers that the store has now. */
static void show_run(struct sweep *sweep, int number, const struct store_run *run)
{
	if (number < board_runs(sweep->board))
		sweep->majority[number] = run->majority;
	for (int i = 0; i < run->rows; i++)
		atomic_fetch_add(&sweep->diverged, study_diverged(run->row[i].end));
	board_put(sweep->board, number, run->row, run->rows);
}

static void written(void *context, int number, const struct store_run *run)
{
	struct sweep *sweep = context;

	show_run(sweep, number, run);
	atomic_fetch_add(&sweep->written, 1);
}

/* The settings of a point as a text; NULL: no memory. */
static struct shared *new_text(const struct study *study)
{
	char *text = settings_text(study);

	return text ? shared_new(text, free) : NULL;
}

/* Gives a hold: many runs, one after the other, share the text of a point. */
static enum fpe_status text_of(struct sweep *sweep, int point, struct shared **out,
			       struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	struct study study;

	pthread_mutex_lock(&sweep->lock);
	if (!sweep->text || sweep->text_point != point) {
		shared_release(sweep->text);
		sweep->text = NULL;
		sweep->text_point = point;
		status = lattice_study(&sweep->lattice, point, &study, err);
		if (!status)
			sweep->text = new_text(&study);
		if (!status && !sweep->text)
			status = fpe_no_memory(err);
	}
	*out = shared_hold(sweep->text);
	pthread_mutex_unlock(&sweep->lock);
	return status;
}

static enum fpe_status run_study(struct sweep *sweep, const char *settings, int number,
				 struct fpe_team *team, struct store_run *run,
				 struct fpe_error *err)
{
	const struct study_terms terms = { .stop = &sweep->runner.stop, .team = team };
	const struct lattice *lattice = &sweep->lattice;
	struct study_result *result = calloc(1, sizeof *result);
	struct study study;
	enum fpe_status status = lattice_study(lattice, number / lattice->seeds, &study, err);

	if (!status && !result)
		status = fpe_no_memory(err);
	if (!status)
		status = study_run(&study, run->seed, &terms, result, err);
	if (!status) {
		to_store(&study, result, run);
		run->settings = strdup(settings);
		if (!run->settings)
			status = fpe_no_memory(err);
	}
	free(result);
	return status;
}

/* A draw that cannot be makes no run, and the others go on. */
static bool is_impossible(enum fpe_status status)
{
	return status == FPE_EUNREACHABLE || status == FPE_ERANGE || status == FPE_ESHAPE ||
	       status == FPE_ELIMIT;
}

static void leave_out(struct sweep *sweep, int point, struct fpe_error *why)
{
	atomic_store(&sweep->impossible[point], true);
	atomic_fetch_add(&sweep->skipped, 1);
	lattice_name_point(&sweep->lattice, point, why);
	pthread_mutex_lock(&sweep->lock);
	if (sweep->why_point < 0 || point < sweep->why_point) {
		sweep->why = *why;
		sweep->why_point = point;
	}
	pthread_mutex_unlock(&sweep->lock);
}

/* run: taken. */
static enum fpe_status do_run(struct sweep *sweep, const char *settings, int number,
			      struct fpe_team *team, struct store_run *run, struct fpe_error *err)
{
	char key[STORE_KEY_SIZE];
	bool has;
	enum fpe_status status;

	run->seed = sweep->lattice.first + (uint64_t)(number % sweep->lattice.seeds);
	store_key(settings, run->seed, key);
	status = scribe_find(sweep->scribe, key, &has, run, err);
	if (!status && has) {
		atomic_fetch_add(&sweep->found, 1);
		show_run(sweep, number, run);
	} else if (!status) {
		status = run_study(sweep, settings, number, team, run, err);
		if (!status)
			return scribe_put(sweep->scribe, number, run, err);
		if (sweep->lattice.draws && is_impossible(status)) {
			leave_out(sweep, number / sweep->lattice.seeds, err);
			status = FPE_OK;
		}
	}
	free(run);
	return status;
}

static enum fpe_status run(struct runner *runner, int unit, struct fpe_team *team,
			   struct fpe_error *err)
{
	struct sweep *sweep = (struct sweep *)runner;
	const struct lattice *lattice = &sweep->lattice;
	int number = unit * lattice->shards + lattice->shard;
	struct store_run *each = malloc(sizeof *each);
	struct shared *text = NULL;
	enum fpe_status status = each ? FPE_OK : fpe_no_memory(err);

	if (!status)
		status = text_of(sweep, number / lattice->seeds, &text, err);
	if (status)
		free(each);
	else
		status = do_run(sweep, shared_get(text), number, team, each, err);
	shared_release(text);
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
		int place[LATTICE_MAX_AXES];

		for (int i = 0; i < l->axes; i++)
			place[i] = lattice_place(l, run / l->seeds, i);
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
		sweep->majority = calloc((size_t)board_runs(sweep->board) + 1, sizeof(double));
		if (!sweep->majority)
			status = fpe_no_memory(err);
	}
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
	const struct fpe_watch watch = flag_watch(&sweep->runner.stop);
	enum fpe_status status = store_open(path, STORE_WRITE, &watch, &sweep->store, err);

	if (!status)
		status = store_check_settings(sweep->store, err);
	if (!status)
		status = make_board(sweep, err);
	if (!status) {
		sweep->why_point = -1;
		sweep->impossible = calloc((size_t)lattice_points(&sweep->lattice) + 1,
					   sizeof *sweep->impossible);
		if (!sweep->impossible)
			status = fpe_no_memory(err);
	}
	if (!status)
		status = scribe_new(sweep->store, written, sweep, &sweep->scribe, err);
	if (!status)
		status = runner_start(&sweep->runner, pool, sweep_runs(sweep), run, err);
	return status;
}

static void free_parts(struct sweep *sweep)
{
	scribe_free(sweep->scribe);
	store_close(sweep->store);
	board_free(sweep->board);
	free(sweep->majority);
	free(sweep->impossible);
	shared_release(sweep->text);
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

bool sweep_leaves_out(const struct sweep *sweep, int point)
{
	return atomic_load(&sweep->impossible[point]);
}

int sweep_impossible(const struct sweep *sweep, const char **why)
{
	const struct lattice *l = &sweep->lattice;
	int points = lattice_points(l), n = l->drawn ? l->draws - points : 0;

	*why = l->drawn ? l->why.message : sweep->why_point < 0 ? "" : sweep->why.message;
	for (int i = 0; i < points; i++)
		n += sweep_leaves_out(sweep, i);
	return n;
}

enum fpe_status sweep_flush(struct sweep *sweep, struct fpe_error *err)
{
	return scribe_flush(sweep->scribe, err);
}

/* Of a point that is looked at: the run read last, and its settings. */
struct place {
	struct store_run run;
	struct study_result result;
	int point;
	int seed;	 /* that result is of, -1: none */
	char settings[]; /* NUL-terminated */
};

static enum fpe_status read_stored(struct sweep *sweep, struct outcome *outcome, int seed,
				   struct fpe_error *err)
{
	struct place *p = outcome->place;
	char key[STORE_KEY_SIZE];
	bool found = true;
	enum fpe_status status;

	store_key(p->settings, sweep->lattice.first + (uint64_t)seed, key);
	status = scribe_find(sweep->scribe, key, &found, &p->run, err);
	if (!status && !found)
		status = fpe_fail(err, FPE_ESTATE, "the store has lost runs of the sweep");
	if (!status)
		from_store(&outcome->study, &p->run, &p->result);
	return status;
}

/* From the board, which is at hand until a figure has taken it. */
static bool read_board(const struct sweep *sweep, const struct outcome *outcome, int seed)
{
	struct place *p = outcome->place;
	int number = p->point * sweep->lattice.seeds + seed;

	if (!sweep->board || number >= board_runs(sweep->board))
		return false;
	p->result.majority = sweep->majority[number];
	for (int i = 0; i < outcome->study.rows; i++) {
		if (!board_read(sweep->board, number, outcome->study.row[i].name,
				p->result.metric[i], p->result.split[i]))
			return false;
	}
	return true;
}

static enum fpe_status read_run(struct outcome *outcome, int seed, const struct study_result **out,
				struct fpe_error *err)
{
	struct place *p = outcome->place;
	enum fpe_status status = FPE_OK;

	*out = &p->result;
	if (p->seed == seed)
		return FPE_OK;
	p->seed = -1;
	if (!read_board(outcome->owner, outcome, seed))
		status = read_stored(outcome->owner, outcome, seed, err);
	if (!status)
		p->seed = seed;
	return status;
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
	if (!out->place)
		return fpe_no_memory(err);
	((struct place *)out->place)->point = point;
	return FPE_OK;
}
