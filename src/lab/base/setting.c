/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setting.c - the tables, and values that are read and written by their rows. */
#include "lab/base/setting.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/fixed_text.h"

#define TASK_ROW(...) SETTING_ROW(struct task_spec, __VA_ARGS__)
#define DATA_ROW(...) SETTING_ROW(struct data_spec, __VA_ARGS__)
#define NET_ROW(...) SETTING_ROW(struct net_spec, __VA_ARGS__)
#define TRAIN_ROW(...) SETTING_ROW(struct fpe_train_settings, __VA_ARGS__)

const struct setting setting_task[] = { SETTINGS_TASKS(TASK_ROW){ 0 } };
const struct setting setting_data[] = { SETTINGS_DATA(DATA_ROW){ 0 } };
const struct setting setting_net[] = { SETTINGS_NET(NET_ROW){ 0 } };
const struct setting setting_train[] = { SETTINGS_TRAIN(TRAIN_ROW){ 0 } };

/* The kinds of tasks that have settings. */
#define TASK_SETTING_LIST(X) \
	X(DNF, TASK)         \
	X(CNF, CNF)          \
	X(XOR, XOR)          \
	X(PARITY, INPUTS) X(MAJORITY, INPUTS) X(MULTIPLEXER, ADDRESS) X(LED, LED) X(TOY, TOY)

const struct setting *setting_task_rows(enum fpe_task_kind kind)
{
	static const struct setting none[] = { { 0 } };
#define KIND_ROWS(kind, list) \
	static const struct setting rows_##kind[] = { SETTINGS_##list(TASK_ROW){ 0 } };
	TASK_SETTING_LIST(KIND_ROWS)
#define KIND_ENTRY(kind, list) [FPE_TASK_##kind] = rows_##kind,
	static const struct setting *const rows[FPE_TASK_KINDS] = { TASK_SETTING_LIST(KIND_ENTRY) };

	return rows[kind] ? rows[kind] : none;
}

const struct setting *setting_task_key(enum fpe_task_kind kind)
{
	/* runs that are stored say of an xor that it negates nothing */
	return setting_task_rows(kind == FPE_TASK_XOR ? FPE_TASK_DNF : kind);
}

const struct setting *setting_find(const struct setting *rows, const char *name)
{
	for (; rows->name; rows++) {
		if (strcmp(rows->name, name) == 0)
			return rows;
	}
	return NULL;
}

bool setting_is_word(const struct setting *row)
{
	return row->kind == SETTING_CHOICE || row->kind == SETTING_SWITCH;
}

/* The i-th of "adam|sgd" and its length; 0 past the last. */
static int word_at(const char *words, int i, const char **out)
{
	for (*out = words; i > 0 && **out; i--) {
		*out += strcspn(*out, "|");
		*out += **out == '|';
	}
	return (int)strcspn(*out, "|");
}

/* -1: no such word. */
static int find_word(const char *words, const char *text)
{
	const char *word;
	int size;

	for (int i = 0; (size = word_at(words, i, &word)) > 0; i++) {
		if (strlen(text) == (size_t)size && memcmp(text, word, (size_t)size) == 0)
			return i;
	}
	return -1;
}

/* "0.01" in any locale; 0 where it is no number. */
static double number(const char *text)
{
	double digits = 0, scale = 1;
	const char *point = strchr(text, '.');

	for (; isdigit((unsigned char)*text) || text == point; text++) {
		if (text == point)
			continue;
		digits = 10 * digits + (*text - '0');
		scale *= point && text > point ? 10 : 1;
	}
	return digits / scale;
}

/* A row's default as a number. */
static double fallback(const struct setting *row)
{
	switch (row->kind) {
	case SETTING_CHOICE:
	case SETTING_SWITCH:
		return find_word(row->choices, row->fallback);
	case SETTING_FLAG:
		return strcmp(row->fallback, "yes") == 0;
	case SETTING_LAYER:
		return number(row->fallback) - 1;
	default:
		return number(row->fallback);
	}
}

double setting_get(const struct setting *row, const void *part)
{
	const void *at = (const char *)part + row->offset;

	switch (row->kind) {
	case SETTING_REAL:
		return *(const double *)at;
	case SETTING_FLAG:
		return *(const bool *)at;
	case SETTING_SEED:
		return ((const struct part_seed *)at)->fixed;
	case SETTING_LAYERS:
		return ((const struct net_spec *)part)->hidden[0];
	case SETTING_SWITCH:
		return *(const int *)at != 0;
	default:
		return *(const int *)at;
	}
}

static void put_width(struct net_spec *net, int width)
{
	for (int i = 0; i < net->layers; i++)
		net->hidden[i] = width;
}

void setting_put(const struct setting *row, void *part, double value)
{
	void *at = (char *)part + row->offset;

	switch (row->kind) {
	case SETTING_REAL:
		*(double *)at = value;
		break;
	case SETTING_FLAG:
		*(bool *)at = value != 0;
		break;
	case SETTING_LAYERS:
		put_width(part, (int)value);
		break;
	case SETTING_SWITCH:
		if (value == 0)
			*(int *)at = 0;
		else if (*(int *)at == 0)
			*(int *)at = (int)fallback(row + 1);
		break;
	case SETTING_SEED:
		break;
	default:
		*(int *)at = (int)value;
	}
}

void setting_put_seed(const struct setting *row, void *part, uint64_t seed)
{
	*(struct part_seed *)((char *)part + row->offset) = (struct part_seed){ true, seed };
}

void setting_reset(const struct setting *rows, void *part)
{
	for (; rows->name; rows++) {
		if (rows->kind == SETTING_SEED)
			*(struct part_seed *)((char *)part + rows->offset) =
				(struct part_seed){ 0 };
		else if (rows->kind == SETTING_LAYERS)
			((struct net_spec *)part)->layers = 1;
		if (rows->kind != SETTING_UNTIL)
			setting_put(rows, part, fallback(rows));
	}
}

static const struct part_seed *seed_at(const struct setting *row, const void *part)
{
	return (const struct part_seed *)((const char *)part + row->offset);
}

bool setting_same(const struct setting *row, const void *a, const void *b)
{
	const struct net_spec *x = a, *y = b;

	if (row->kind == SETTING_LAYERS)
		return x->layers == y->layers &&
		       memcmp(x->hidden, y->hidden, (size_t)x->layers * sizeof *x->hidden) == 0;
	if (row->kind == SETTING_SEED && seed_at(row, a)->fixed && seed_at(row, b)->fixed)
		return seed_at(row, a)->seed == seed_at(row, b)->seed;
	return setting_get(row, a) == setting_get(row, b);
}

bool setting_all_same(const struct setting *rows, const void *a, const void *b)
{
	while (rows->name && setting_same(rows, a, b))
		rows++;
	return !rows->name;
}

bool setting_is_of_own(const struct setting *row)
{
	return row->offset == offsetof(struct data_spec, train) ||
	       row->offset == offsetof(struct data_spec, noise) ||
	       row->offset == offsetof(struct data_spec, seed);
}

bool setting_matters(const struct setting *row, const void *part)
{
	return row->when != SETTING_OF_SGD ||
	       ((const struct fpe_train_settings *)part)->optimizer == FPE_SGD;
}

static void put_layers(const struct net_spec *net, char *buffer)
{
	size_t at = 0;

	for (int i = 0; i < net->layers; i++)
		fixed_put(buffer, SETTING_TEXT, &at, "%s%d", i ? "x" : "", net->hidden[i]);
}

const char *setting_text(const struct setting *row, const void *part, char buffer[SETTING_TEXT])
{
	if (row->kind == SETTING_LAYERS)
		put_layers(part, buffer);
	else if (row->kind == SETTING_SEED && seed_at(row, part)->fixed)
		snprintf(buffer, SETTING_TEXT, "%" PRIu64, seed_at(row, part)->seed);
	else
		setting_number_text(row, setting_get(row, part), 6, buffer);
	return buffer;
}

/* "1,3"; as many as there is room for. */
static void put_set(unsigned set, char *buffer)
{
	size_t at = 0;

	for (int i = 0; set >> i; i++) {
		if (set >> i & 1)
			fixed_put(buffer, SETTING_TEXT, &at, "%s%d", at ? "," : "", i + 1);
	}
}

/* "flip,worst"; as many as there is room for. */
static void put_words(const char *words, unsigned set, char *buffer)
{
	const char *word;
	size_t at = 0;
	int size;

	for (int i = 0; (size = word_at(words, i, &word)) > 0; i++) {
		if (set >> i & 1)
			fixed_put(buffer, SETTING_TEXT, &at, "%s%.*s", at ? "," : "", size, word);
	}
}

/* Is it a set, which has a list of members for a text? */
static bool is_set(const struct setting *row)
{
	return row->kind == SETTING_SET || row->kind == SETTING_WORDS;
}

/* Which of its words stands for the value; -1: none. */
static int word_of(const struct setting *row, double value)
{
	if (setting_is_word(row))
		return (int)value;
	return value == (row->kind == SETTING_LAYER ? -1 : 0) && row->choices && !is_set(row) ? 0
											      : -1;
}

const char *setting_number_text(const struct setting *row, double value, int digits,
				char buffer[SETTING_TEXT])
{
	int word = word_of(row, value);
	const char *text;
	char *comma;

	if (word >= 0) {
		int size = word_at(row->choices, word, &text);

		snprintf(buffer, SETTING_TEXT, "%.*s", size, text);
	} else if (setting_is_word(row) ||
		   ((row->kind == SETTING_SEED || is_set(row)) && value == 0)) {
		snprintf(buffer, SETTING_TEXT, "%s", row->fallback);
	} else if (row->kind == SETTING_SET) {
		put_set((unsigned)value, buffer);
	} else if (row->kind == SETTING_WORDS) {
		put_words(row->choices, (unsigned)value, buffer);
	} else if (row->kind == SETTING_FLAG) {
		snprintf(buffer, SETTING_TEXT, "%s", value != 0 ? "yes" : "no");
	} else if (row->kind == SETTING_REAL) {
		snprintf(buffer, SETTING_TEXT, "%.*g", digits, value);
		comma = strchr(buffer, ','); /* in some locales */
		if (comma)
			*comma = '.';
	} else {
		snprintf(buffer, SETTING_TEXT, "%d", (int)value + (row->kind == SETTING_LAYER));
	}
	return buffer;
}

json_t *setting_json(const struct setting *row, const void *part)
{
	double value = setting_get(row, part);
	char text[SETTING_TEXT];

	if (setting_is_word(row) || is_set(row))
		return json_string(setting_text(row, part, text));
	return value == floor(value) ? json_integer((json_int_t)value) : json_real(value);
}
