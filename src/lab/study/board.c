/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * board.c - runs and their numbers; a picture is a copy of what is done.
 *
 * Values of a run are written once, before it is marked under the lock, and
 * never again: a picture copies the marks and borrows the values. The block of
 * values is asked for zeroed, so that memory is used as runs come in.
 */
#include "lab/study/board.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "io/store.h"
#include "lab/study/study.h"

struct board_key {
	double *value;
	char **text;
	int count, room;
	int *rank; /* [count] place of the value that was added then */
};

struct board {
	struct snapshot_sweep picture;
	struct snapshot_key key[SNAPSHOT_KEYS];
	struct board_key store[SNAPSHOT_KEYS]; /* what key[] points to */
	char *name[SNAPSHOT_KEYS], *arm[SNAPSHOT_ROWS];
	bool shown[SNAPSHOT_ROWS];
	char *settings;
	uint64_t *seed;
	int *place, *sown;
	double *value;
	uint32_t *diverged;
	bool *shot;	      /* [runs] the picture's */
	pthread_mutex_t lock; /* of what follows */
	bool *has;
	int done;
};

struct board *board_new(void)
{
	struct board *b = calloc(1, sizeof *b);

	if (!b)
		return NULL;
	pthread_mutex_init(&b->lock, NULL);
	b->picture.shards = 1;
	b->picture.regress = -1;
	return b;
}

void board_free(struct board *b)
{
	if (!b)
		return;
	for (int i = 0; i < b->picture.keys; i++) {
		for (int k = 0; k < b->store[i].count; k++)
			free(b->store[i].text[k]);
		free(b->store[i].text);
		free(b->store[i].value);
		free(b->store[i].rank);
		free(b->name[i]);
	}
	for (int i = 0; i < b->picture.arms; i++)
		free(b->arm[i]);
	free(b->settings);
	free(b->seed);
	free(b->place);
	free(b->sown);
	free(b->value);
	free(b->diverged);
	free(b->shot);
	free(b->has);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

enum fpe_status board_add_key(struct board *b, const char *name, bool words, struct fpe_error *err)
{
	int i = b->picture.keys;

	if (i == SNAPSHOT_KEYS)
		return fpe_fail(err, FPE_ELIMIT, "at most %d keys of a figure", SNAPSHOT_KEYS);
	b->name[i] = strdup(name);
	if (!b->name[i])
		return fpe_no_memory(err);
	b->key[i].name = b->name[i];
	b->key[i].words = words;
	b->picture.keys++;
	return FPE_OK;
}

enum fpe_status board_add_value(struct board *b, int i, double value, const char *text,
				struct fpe_error *err)
{
	struct board_key *key = &b->store[i];
	int room = key->room;
	enum fpe_status status =
		room_for(&key->value, &room, key->count + 1, sizeof *key->value, err);

	if (!status)
		status = room_for(&key->text, &key->room, key->count + 1, sizeof *key->text, err);
	if (status)
		return status;
	key->text[key->count] = strdup(text);
	if (!key->text[key->count])
		return fpe_no_memory(err);
	key->value[key->count++] = value;
	return FPE_OK;
}

enum fpe_status board_add_arm(struct board *b, const char *name, struct fpe_error *err)
{
	int i = b->picture.arms;

	if (i == SNAPSHOT_ROWS)
		return fpe_fail(err, FPE_ELIMIT, "at most %d arms of a figure", SNAPSHOT_ROWS);
	b->arm[i] = strdup(name);
	if (!b->arm[i])
		return fpe_no_memory(err);
	b->shown[i] = true;
	b->picture.arms++;
	return FPE_OK;
}

int board_arm(const struct board *b, const char *name)
{
	for (int i = 0; i < b->picture.arms; i++) {
		if (strcmp(b->arm[i], name) == 0)
			return i;
	}
	return -1;
}

/* Values of a key ascending; false: no memory. */
static bool sort_values(struct board_key *key)
{
	size_t n = (size_t)key->count;
	double *value = malloc(n * sizeof *value + 1);
	char **text = malloc(n * sizeof *text + 1);

	key->rank = malloc(n * sizeof *key->rank + 1);
	if (!value || !text || !key->rank) {
		free(value);
		free(text);
		return false;
	}
	for (int i = 0; i < key->count; i++) {
		int rank = 0;

		for (int k = 0; k < key->count; k++)
			rank += key->value[k] < key->value[i];
		key->rank[i] = rank;
		value[rank] = key->value[i];
		text[rank] = key->text[i];
	}
	free(key->value);
	free(key->text);
	key->value = value;
	key->text = text;
	return true;
}

/* Pointers of the picture to what does not change any more. */
static void fix_picture(struct board *b)
{
	for (int i = 0; i < b->picture.keys; i++) {
		b->key[i].count = b->store[i].count;
		b->key[i].value = b->store[i].value;
		b->key[i].text = (const char *const *)b->store[i].text;
	}
	b->picture.key = b->key;
	b->picture.arm = (const char *const *)b->arm;
	b->picture.shown = b->shown;
	b->picture.seed = b->seed;
	b->picture.place = b->place;
	b->picture.sown = b->sown;
	b->picture.has = b->shot;
	b->picture.diverged = b->diverged;
	b->picture.value = b->value;
}

enum fpe_status board_room(struct board *b, const uint64_t *seed, int seeds, int runs,
			   struct fpe_error *err)
{
	size_t each = (size_t)b->picture.arms * SNAPSHOT_VALUES;
	size_t most = BOARD_BYTES / (each * sizeof(double) + 1);
	size_t kept = (size_t)runs < most ? (size_t)runs : most;

	b->seed = malloc((size_t)seeds * sizeof *seed + 1);
	b->place = calloc(kept * (size_t)b->picture.keys + 1, sizeof *b->place);
	b->sown = calloc(kept + 1, sizeof *b->sown);
	b->value = calloc(kept * each + 1, sizeof *b->value);
	b->diverged = calloc(kept + 1, sizeof *b->diverged);
	b->shot = calloc(kept + 1, sizeof *b->shot);
	b->has = calloc(kept + 1, sizeof *b->has);
	if (!b->seed || !b->place || !b->sown || !b->value || !b->diverged || !b->shot || !b->has)
		return fpe_no_memory(err);
	for (int i = 0; i < b->picture.keys; i++) {
		if (!sort_values(&b->store[i]))
			return fpe_no_memory(err);
	}
	for (int i = 0; i < seeds; i++)
		b->seed[i] = seed[i];
	b->picture.seeds = seeds;
	b->picture.runs = (int)kept;
	b->picture.cut = kept < (size_t)runs;
	b->picture.total = runs;
	fix_picture(b);
	return FPE_OK;
}

int board_runs(const struct board *b)
{
	return b->picture.runs;
}

void board_place(struct board *b, int run, const int *place, int seed)
{
	int *to = b->place + (size_t)run * (size_t)b->picture.keys;

	for (int i = 0; i < b->picture.keys; i++)
		to[i] = b->store[i].rank[place[i]];
	b->sown[run] = seed;
}

void board_share(struct board *b, int total, int shard, int shards)
{
	b->picture.total = total;
	b->picture.shard = shard;
	b->picture.shards = shards;
}

enum fpe_status board_settings(struct board *b, const char *text, struct fpe_error *err)
{
	char *copy = strdup(text);

	if (!copy)
		return fpe_no_memory(err);
	free(b->settings);
	b->picture.settings = b->settings = copy;
	return FPE_OK;
}

void board_hide_arm(struct board *b, int arm)
{
	b->shown[arm] = false;
}

void board_regress(struct board *b, int metric)
{
	b->picture.regress = metric;
}

static void write_run(struct board *b, int run, const struct store_row *row, int rows)
{
	size_t arms = (size_t)b->picture.arms;
	double *value = b->value + (size_t)run * arms * SNAPSHOT_VALUES;

	for (size_t i = 0; i < arms * SNAPSHOT_VALUES; i++)
		value[i] = NAN;
	for (int i = 0; i < rows; i++) {
		int arm = board_arm(b, row[i].name);
		double *to = value + (size_t)(arm < 0 ? 0 : arm) * SNAPSHOT_VALUES;

		if (arm < 0)
			continue;
		if (study_diverged(row[i].end))
			b->diverged[run] |= 1u << arm;
		memcpy(to, row[i].end, FPE_METRIC_COUNT * sizeof *to);
		memcpy(to + FPE_METRIC_COUNT, row[i].split, FPE_METRIC_COUNT * sizeof *to);
	}
}

void board_put(struct board *b, int run, const struct store_row *row, int rows)
{
	pthread_mutex_lock(&b->lock);
	if (run >= b->picture.runs) {
		b->done++;
	} else if (!b->has[run]) {
		write_run(b, run, row, rows);
		b->has[run] = true;
		b->done++;
	}
	pthread_mutex_unlock(&b->lock);
}

bool board_read(struct board *b, int run, const char *name, double end[FPE_METRIC_COUNT],
		double split[FPE_METRIC_COUNT])
{
	int arm = board_arm(b, name);
	const double *value;

	if (arm < 0 || run >= b->picture.runs || !b->has[run])
		return false;
	value = b->value + ((size_t)run * (size_t)b->picture.arms + (size_t)arm) * SNAPSHOT_VALUES;
	memcpy(end, value, FPE_METRIC_COUNT * sizeof *end);
	memcpy(split, value + FPE_METRIC_COUNT, FPE_METRIC_COUNT * sizeof *split);
	return true;
}

const struct snapshot_sweep *board_picture(struct board *b, bool running)
{
	pthread_mutex_lock(&b->lock);
	if (b->picture.done != b->done)
		memcpy(b->shot, b->has, (size_t)b->picture.runs * sizeof *b->shot);
	b->picture.done = b->done;
	pthread_mutex_unlock(&b->lock);
	b->picture.running = running;
	return &b->picture;
}
