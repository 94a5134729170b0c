/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_board.c - a store read twice: which settings differ, then the numbers.
 *
 * The inputs of a random task are no key where they are clauses times literals:
 * they would only say again what these do.
 */
#include "cmd/command/store_board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/call.h"
#include "cmd/player/results.h"
#include "cmd/report/record.h"
#include "core/base/rising.h"
#include "core/base/room.h"

/* A setting, and its values in the order they were met. */
struct told_setting {
	char name[FPE_MAX_NAME];
	bool words;
	json_t *number; /* text of a value: its number */
	int key;	/* of the board, -1: it does not differ */
};

struct board_reader {
	struct board *board;
	struct told_setting setting[SNAPSHOT_KEYS];
	int settings;
	bool follow; /* inputs = clauses x literals, so far */
	uint64_t *seed;
	int runs, room;
	enum fpe_status status;
	struct fpe_error err;
	/* second time */
	int run;
	struct store_row row[STORE_MAX_ROWS];
	int rows;
	int place[SNAPSHOT_KEYS], sown;
};

static const char *value_text(const json_t *value, char out[64])
{
	if (json_is_string(value))
		snprintf(out, 64, "%s", json_string_value(value));
	else
		snprintf(out, 64, "%.9g", json_number_value(value));
	return out;
}

/* -------------------------------------------------------- the first reading */

static struct told_setting *setting_of(struct board_reader *r, const char *name)
{
	struct told_setting *s;

	for (int i = 0; i < r->settings; i++) {
		if (strcmp(r->setting[i].name, name) == 0)
			return &r->setting[i];
	}
	if (r->settings == SNAPSHOT_KEYS || strlen(name) >= FPE_MAX_NAME) {
		r->status = fpe_fail(&r->err, FPE_ELIMIT, "too many settings for a figure");
		return NULL;
	}
	s = &r->setting[r->settings++];
	*s = (struct told_setting){ .number = json_object(), .key = -1 };
	snprintf(s->name, sizeof s->name, "%s", name);
	return s;
}

static void note_setting(struct board_reader *r, const char *name, const json_t *value)
{
	struct told_setting *s;
	char text[64];

	if (strcmp(name, "rows") == 0)
		return; /* the rows say it themselves */
	s = setting_of(r, name);
	if (!s)
		return;
	s->words |= json_is_string(value);
	value_text(value, text);
	if (!json_object_get(s->number, text))
		json_object_set_new(s->number, text,
				    json_integer((json_int_t)json_object_size(s->number)));
}

static void note_seed(struct board_reader *r, uint64_t seed)
{
	r->status = room_for(&r->seed, &r->room, r->runs + 1, sizeof *r->seed, &r->err);
	if (!r->status)
		r->seed[r->runs++] = seed;
}

static void note_arm(struct board_reader *r, const char *name)
{
	if (!r->status && board_arm(r->board, name) < 0)
		r->status = board_add_arm(r->board, name, &r->err);
}

static double number_of(const struct record *record, const char *name)
{
	return json_number_value(json_object_get(record->settings, name));
}

static void note_settings(struct board_reader *r, const struct record *record)
{
	const char *name;
	json_t *value;

	json_object_foreach(record->settings, name, value) note_setting(r, name, value);
	r->follow &= number_of(record, "inputs") ==
		     number_of(record, "clauses") * number_of(record, "literals");
	if (!r->status && !r->runs)
		r->status = board_settings(r->board, record->run->settings, &r->err);
}

void board_reader_note(void *context, const struct record *record)
{
	struct board_reader *r = context;

	if (r->status)
		return;
	if (record->others)
		note_settings(r, record);
	if (record->first && !r->status)
		note_seed(r, record->run->seed);
	if (record->first && record_dense(record))
		note_arm(r, "dense");
	note_arm(r, record->run->row[record->row].name);
}

/* ----------------------------------------------------------- the board made */

static enum fpe_status add_key(struct board_reader *r, struct told_setting *s)
{
	int key = 0;
	const char *text;
	json_t *number;
	enum fpe_status status;

	for (int i = 0; i < r->settings; i++)
		key += r->setting[i].key >= 0;
	status = board_add_key(r->board, s->name, s->words, &r->err);
	s->key = key;
	json_object_foreach(s->number, text, number)
	{
		double value = s->words ? json_number_value(number) : strtod(text, NULL);

		if (!status)
			status = board_add_value(r->board, key, value, text, &r->err);
	}
	return status;
}

static enum fpe_status make_board(struct board_reader *r)
{
	enum fpe_status status = FPE_OK;
	int seeds = 0, runs = r->runs;

	for (int i = 0; i < r->settings && !status; i++) {
		struct told_setting *s = &r->setting[i];

		if (json_object_size(s->number) > 1 &&
		    !(r->follow && strcmp(s->name, "inputs") == 0))
			status = add_key(r, s);
	}
	if (runs)
		qsort(r->seed, (size_t)runs, sizeof *r->seed, rising_uint64);
	for (int i = 0; i < runs; i++) {
		if (!seeds || r->seed[seeds - 1] != r->seed[i])
			r->seed[seeds++] = r->seed[i];
	}
	r->runs = seeds; /* distinct ones from now on */
	if (!status)
		status = board_room(r->board, r->seed, seeds, runs, &r->err);
	return status;
}

/* ------------------------------------------------------- the second reading */

static void put_run(struct board_reader *r)
{
	if (r->run < 0)
		return;
	if (r->run < board_runs(r->board))
		board_place(r->board, r->run, r->place, r->sown);
	board_put(r->board, r->run, r->row, r->rows);
}

static void place_settings(struct board_reader *r, const struct record *record)
{
	char text[64];

	for (int i = 0; i < r->settings; i++) {
		const struct told_setting *s = &r->setting[i];
		const json_t *value = json_object_get(record->settings, s->name);

		if (s->key >= 0)
			r->place[s->key] = (int)json_integer_value(
				json_object_get(s->number, value_text(value, text)));
	}
}

static void begin_run(struct board_reader *r, const struct record *record)
{
	const struct store_row *dense = record_dense(record);
	const uint64_t *found;

	put_run(r);
	r->run++;
	r->rows = 0;
	if (record->others)
		place_settings(r, record);
	found = bsearch(&record->run->seed, r->seed, (size_t)r->runs, sizeof *r->seed,
			rising_uint64);
	r->sown = found ? (int)(found - r->seed) : 0;
	if (dense)
		r->row[r->rows++] = *dense;
}

void board_reader_take(void *context, const struct record *record)
{
	struct board_reader *r = context;
	const struct store_row *row = &record->run->row[record->row];

	if (r->status)
		return;
	if (record->first)
		begin_run(r, record);
	if (row != record_dense(record) && r->rows < STORE_MAX_ROWS &&
	    board_arm(r->board, row->name) >= 0)
		r->row[r->rows++] = *row;
}

struct board_reader *board_reader_new(void)
{
	struct board_reader *r = calloc(1, sizeof *r);

	if (!r)
		return NULL;
	*r = (struct board_reader){ .board = board_new(), .follow = true, .run = -1 };
	if (!r->board) {
		free(r);
		return NULL;
	}
	return r;
}

enum fpe_status board_reader_turn(struct board_reader *r, struct fpe_error *err)
{
	if (!r->status)
		r->status = make_board(r);
	if (r->status == FPE_ELIMIT)
		return FPE_OK;
	if (r->status)
		*err = r->err;
	return r->status;
}

struct board *board_reader_end(struct board_reader *r)
{
	struct board *board = r->board;

	if (!r->status)
		put_run(r);
	else
		board_free(board);
	if (r->status)
		board = NULL;
	for (int i = 0; i < r->settings; i++)
		json_decref(r->setting[i].number);
	free(r->seed);
	free(r);
	return board;
}

enum fpe_status store_of_call(struct call *call, enum store_access mode, struct store **out)
{
	return call_blame(call, "file",
			  store_open(call_text(call, "file"), mode, session_watch(call->session),
				     out, &call->err));
}
