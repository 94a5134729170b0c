/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screen_json.c - which fields has a panel's state, and within what bounds? A row each. */
#include "view/screen/screen_json.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "fpe/limits.h"
#include "view/panel/sweep/sweep_part.h"
#include "view/screen/arrangement.h"

enum option_kind {
	OPTION_WHOLE,
	OPTION_REAL,
	OPTION_FLAG,
	OPTION_ARM,  /* an id, -1: none */
	OPTION_WORD, /* an int, by its name; -1: none */
	OPTION_TEXT
};

struct option_row {
	const char *name;
	enum option_kind kind;
	size_t offset;
	double least, most;	    /* of a text `most` is its room in bytes */
	const char *(*word)(int i); /* NULL ends */
};

static const char *of_word(int i)
{
	static const char *const words[] = { "neurons", "inputs", "clauses" };

	return i < 3 ? words[i] : NULL;
}

static const char *metric_word(int i)
{
	return i < FPE_METRIC_COUNT ? fpe_metric_info[i].name : NULL;
}

#define ROW(name, kind, member, ...)                                                     \
	{                                                                                \
		name, OPTION_##kind, offsetof(struct panel_options, member), __VA_ARGS__ \
	}
#define TEXT(name, member) \
	ROW(name, TEXT, member, 0, sizeof((struct panel_options *)0)->member, NULL)

static const struct option_row rows[] = {
	ROW("arm", ARM, arm[0], -1, INT_MAX, NULL),
	ROW("beside", ARM, arm[1], -1, INT_MAX, NULL),
	ROW("minus", ARM, minus, -1, INT_MAX, NULL),
	ROW("minus_epoch", WHOLE, minus_epoch, -1, FPE_MAX_EPOCHS, NULL),
	ROW("of", WORD, of, 0, 0, of_word),
	ROW("metric", WORD, metric, 0, 0, metric_word),
	ROW("layer", WHOLE, layer, 0, FPE_MAX_LAYERS - 1, NULL),
	ROW("from", WHOLE, from, 0, FPE_MAX_EPOCHS, NULL),
	ROW("to", WHOLE, to, 0, FPE_MAX_EPOCHS, NULL),
	ROW("smooth", WHOLE, smooth, 1, 1000, NULL),
	ROW("log", FLAG, log, 0, 1, NULL),
	ROW("rows", WHOLE, shape[0], 0, FPE_MAX_INPUTS, NULL),
	ROW("columns", WHOLE, shape[1], 0, FPE_MAX_INPUTS, NULL),
	ROW("zoom", WHOLE, zoom, -8, 8, NULL),
	ROW("sample", WHOLE, sample, -1, FPE_MAX_SAMPLES - 1, NULL),
	ROW("yaw", REAL, camera.yaw, -360, 360, NULL),
	ROW("pitch", REAL, camera.pitch, -90, 90, NULL),
	ROW("distance", REAL, camera.distance, 0.2, 10, NULL),
	ROW("spin", FLAG, camera.spin, 0, 1, NULL),
	ROW("view", WORD, sweep.view, 0, 0, sweep_view_name),
	TEXT("x", sweep.x),
	TEXT("y", sweep.y),
	TEXT("sweep_metric", sweep.metric),
	TEXT("sweep_arm", sweep.arm),
	TEXT("sweep_minus", sweep.minus),
	TEXT("hold", sweep.hold),
};
#define ROWS ((int)(sizeof rows / sizeof *rows))

/* ------------------------------------------------------------------ writing */

static json_t *value_json(const struct option_row *row, const void *at)
{
	switch (row->kind) {
	case OPTION_REAL:
		return json_real((double)*(const float *)at);
	case OPTION_FLAG:
		return json_boolean(*(const bool *)at);
	case OPTION_WORD:
		return json_string(row->word(*(const int *)at));
	case OPTION_TEXT:
		return json_string(at);
	case OPTION_WHOLE:
	case OPTION_ARM:
		break;
	}
	return json_integer(*(const int *)at);
}

static size_t size_of(const struct option_row *row)
{
	return row->kind == OPTION_TEXT	  ? (size_t)row->most
	       : row->kind == OPTION_FLAG ? sizeof(bool)
					  : sizeof(int);
}

_Static_assert(sizeof(float) == sizeof(int), "numbers of an option take as much");

static bool same(const struct option_row *row, const void *a, const void *b)
{
	return row->kind == OPTION_TEXT ? strcmp(a, b) == 0 : memcmp(a, b, size_of(row)) == 0;
}

/* Options that are as a panel has them by itself are left out. NULL: no memory. */
static json_t *panel_json(int panel, int home, bool shown, const struct panel_options *o)
{
	json_t *json = json_pack("{s:s, s:i, s:b}", "panel", panel_table[panel]->name, "home", home,
				 "shown", shown);

	for (int i = 0; json && i < ROWS; i++) {
		const char *at = (const char *)o + rows[i].offset;

		if (same(&rows[i], at, (const char *)&panel_defaults + rows[i].offset) ||
		    !json_object_set_new(json, rows[i].name, value_json(&rows[i], at)))
			continue;
		json_decref(json);
		json = NULL;
	}
	return json;
}

json_t *screen_state_json(const struct screen_state *state)
{
	json_t *list = json_array();
	bool fine = list;

	for (int i = 0; i < state->shown; i++)
		fine &= !json_array_append_new(list, panel_json(state->panel[i], state->home[i],
								true, &state->options[i]));
	for (int i = 0; i < panel_count(); i++) {
		if (state->has_kept[i] && screen_place(state, i) < 0)
			fine &= !json_array_append_new(list,
						       panel_json(i, (int)panel_table[i]->home,
								  false, &state->kept[i]));
	}
	if (!fine) {
		json_decref(list);
		return NULL;
	}
	return json_pack("{s:s, s:i, s:o}", "arrangement", arrangement_name(state->arrangement),
			 "at", state->at, "panels", list);
}

/* ------------------------------------------------------------------ reading */

/* A whole number within bounds, or `other`. */
static int whole(const json_t *value, double least, double most, int other)
{
	json_int_t number = json_integer_value(value);

	return json_is_integer(value) && number >= (json_int_t)least && number <= (json_int_t)most
		       ? (int)number
		       : other;
}

static int word(const json_t *value, const char *(*name)(int i))
{
	const char *text = json_string_value(value);

	for (int i = 0; text && name(i); i++) {
		if (strcmp(name(i), text) == 0)
			return i;
	}
	return -1;
}

static void take_real(const struct option_row *row, const json_t *value, float *out)
{
	double number = json_number_value(value);

	if (json_is_number(value) && number >= row->least && number <= row->most)
		*out = (float)number;
}

static bool is_printable(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

static void take_text(const struct option_row *row, const json_t *value, char *out)
{
	const char *text = json_string_value(value);

	if (text && json_string_length(value) < (size_t)row->most && is_printable(text))
		snprintf(out, (size_t)row->most, "%s", text);
}

static void take_value(const struct option_row *row, const json_t *value, int first_id, void *at)
{
	int *number = at;

	switch (row->kind) {
	case OPTION_WHOLE:
		*number = whole(value, row->least, row->most, *number);
		break;
	case OPTION_REAL:
		take_real(row, value, at);
		break;
	case OPTION_FLAG:
		*(bool *)at = json_is_true(value);
		break;
	case OPTION_ARM:
		*number = whole(value, 0, INT_MAX - first_id, -1);
		if (*number >= 0)
			*number += first_id;
		break;
	case OPTION_WORD:
		*number = word(value, row->word);
		break;
	case OPTION_TEXT:
		take_text(row, value, at);
		break;
	}
}

/* What is drawn needs: epochs between which something lies, both sides of a picture. */
static void agree(struct panel_options *o)
{
	if (o->to && o->from >= o->to)
		o->from = o->to = 0;
	if (!o->shape[0] || !o->shape[1])
		o->shape[0] = o->shape[1] = 0;
}

static void take_panel(struct screen_state *state, const json_t *json, int first_id)
{
	const char *name = json_string_value(json_object_get(json, "panel"));
	int panel = name ? panel_find(name) : -1;
	struct panel_options o = panel_defaults;

	if (panel < 0)
		return;
	for (int i = 0; i < ROWS; i++) {
		const json_t *value = json_object_get(json, rows[i].name);

		if (value)
			take_value(&rows[i], value, first_id, (char *)&o + rows[i].offset);
	}
	agree(&o);
	state->kept[panel] = o;
	state->has_kept[panel] = true;
	if (!json_is_true(json_object_get(json, "shown")) || screen_place(state, panel) >= 0)
		return;
	state->panel[state->shown] = panel;
	state->home[state->shown] = whole(json_object_get(json, "home"), HOME_LEFT_TOP,
					  HOME_RIGHT_BOTTOM, (int)panel_table[panel]->home);
	state->options[state->shown++] = o;
}

void screen_state_take(struct screen_state *state, const json_t *json, int first_id)
{
	const json_t *list = json_object_get(json, "panels");
	int arrangement = word(json_object_get(json, "arrangement"), arrangement_name);

	if (!json_is_object(json))
		return;
	if (arrangement >= 0)
		state->arrangement = arrangement;
	state->at = whole(json_object_get(json, "at"), -1, FPE_MAX_EPOCHS, -1);
	if (!json_is_array(list))
		return;
	state->shown = 0;
	memset(state->has_kept, 0, sizeof state->has_kept);
	for (size_t i = 0; i < json_array_size(list); i++)
		take_panel(state, json_array_get(list, i), first_id);
}
