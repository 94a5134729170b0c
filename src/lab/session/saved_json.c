/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_json.c - values in and out of JSON, each within its row's bounds. */
#include "lab/session/saved_json.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(FPE_MAX_LAYERS == 16, "a message says so, less the output");

enum fpe_status saved_bad(struct saved_in *in, const char *key, const char *what)
{
	if (!in->status)
		in->status = fpe_fail(in->err, FPE_EFORMAT, "%s: %s: %s", in->file, key, what);
	return in->status;
}

enum fpe_status saved_no_memory(struct saved_in *in)
{
	if (!in->status)
		in->status = fpe_no_memory(in->err);
	return in->status;
}

enum fpe_status saved_failed(struct saved_in *in, const char *where, enum fpe_status status,
			     const struct fpe_error *inner)
{
	if (!in->status && status)
		in->status = status == FPE_ENOMEM ? fpe_no_memory(in->err)
						  : fpe_fail(in->err, status, "%s: %s: %.160s",
							     in->file, where, inner->message);
	return in->status;
}

bool saved_goes_on(struct saved_in *in, double share)
{
	if (!in->status)
		in->status = reading_goes_on(in->reading, share, in->err);
	return !in->status;
}

static void drop(json_t **to)
{
	json_decref(*to);
	*to = NULL;
}

void saved_set(json_t **to, const char *key, json_t *value)
{
	if (!*to)
		json_decref(value);
	else if (json_object_set_new(*to, key, value))
		drop(to);
}

void saved_append(json_t **to, json_t *value)
{
	if (!*to)
		json_decref(value);
	else if (json_array_append_new(*to, value))
		drop(to);
}

long long saved_whole(struct saved_in *in, const json_t *object, const char *key, long long least,
		      long long most)
{
	const json_t *value = json_object_get(object, key);
	long long n = json_integer_value(value);
	char range[80];

	if (json_is_integer(value) && n >= least && n <= most)
		return n;
	snprintf(range, sizeof range, "it is a whole number from %lld to %lld", least, most);
	saved_bad(in, key, range);
	return 0;
}

double saved_real(struct saved_in *in, const json_t *object, const char *key, double least,
		  double most)
{
	const json_t *value = json_object_get(object, key);
	double x = json_number_value(value);

	if (json_is_number(value) && x >= least && x <= most)
		return x;
	saved_bad(in, key, "it is no number, or out of its range");
	return 0;
}

bool saved_flag(struct saved_in *in, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_boolean(value))
		saved_bad(in, key, "it is neither true nor false");
	return json_is_true(value);
}

json_t *saved_long_json(uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, value);
	return json_string(text);
}

uint64_t saved_long(struct saved_in *in, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	uint64_t value = 0;
	char *end;

	errno = 0;
	if (text && *text && text[strspn(text, "0123456789")] == 0)
		value = strtoull(text, &end, 10);
	else
		errno = EINVAL;
	if (errno)
		saved_bad(in, key, "it is no text of digits");
	return errno ? 0 : value;
}

static bool is_plain(const char *text, size_t most)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			return false;
	}
	return size < most;
}

const char *saved_text(struct saved_in *in, const json_t *object, const char *key, size_t most)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (text && is_plain(text, most))
		return text;
	saved_bad(in, key, "it is no text, too long or has control characters");
	return "";
}

const char *saved_text_or_none(struct saved_in *in, const json_t *object, const char *key,
			       size_t most)
{
	const json_t *value = json_object_get(object, key);

	return !value || json_is_null(value) ? NULL : saved_text(in, object, key, most);
}

json_t *saved_text_json(const char *text)
{
	return text ? json_string(text) : json_null();
}

/* -------------------------------------------------------------------- seeds */

json_t *saved_seed_json(const struct part_seed *seed)
{
	return seed->fixed ? saved_long_json(seed->seed) : json_null();
}

void saved_seed(struct saved_in *in, const json_t *object, const char *key, struct part_seed *out)
{
	*out = (struct part_seed){ 0 };
	if (json_is_null(json_object_get(object, key)))
		return;
	out->seed = saved_long(in, object, key);
	out->fixed = true;
}

/* ------------------------------------------------------------------ by rows */

static json_t *layers_json(const struct net_spec *net)
{
	json_t *list = json_array();

	for (int i = 0; i < net->layers; i++)
		saved_append(&list, json_integer(net->hidden[i]));
	return list;
}

static json_t *row_json(const struct setting *row, const void *part)
{
	double value;

	if (row->kind == SETTING_SEED)
		return saved_seed_json((const void *)((const char *)part + row->offset));
	if (row->kind == SETTING_LAYERS)
		return layers_json(part);
	value = setting_get(row, part);
	return row->kind == SETTING_REAL ? json_real(value) : json_integer((json_int_t)value);
}

json_t *saved_part_json(const struct setting *rows, const void *part)
{
	json_t *object = json_object();

	for (; rows->name; rows++)
		saved_set(&object, rows->name, row_json(rows, part));
	return object;
}

static void read_layers(struct saved_in *in, const json_t *list, const char *key,
			struct net_spec *net)
{
	size_t count = json_array_size(list);

	if (!json_is_array(list) || count >= FPE_MAX_LAYERS) {
		saved_bad(in, key, "it is no list of at most 15 widths");
		return;
	}
	net->layers = (int)count;
	for (size_t i = 0; i < count; i++) {
		long long width = json_integer_value(json_array_get(list, i));

		if (width < 1 || width > FPE_MAX_NEURONS)
			saved_bad(in, key, "a width is out of its range");
		net->hidden[i] = in->status ? 1 : (int)width;
	}
}

static double words(const struct setting *row)
{
	double count = 1;

	for (const char *c = row->choices; *c; c++)
		count += *c == '|';
	return count;
}

/* Is it a value that the row can have? 0 stands for what is not set. */
static bool fits(const struct setting *row, double value)
{
	if (setting_is_word(row))
		return value >= 0 && value < words(row);
	switch (row->kind) {
	case SETTING_FLAG:
		return value == 0 || value == 1;
	case SETTING_REAL:
		return value >= row->least && value <= row->most;
	case SETTING_SET:
		return value >= 0 && value < ldexp(1, (int)row->most);
	default:
		return value == 0 || (value >= row->least && value <= row->most);
	}
}

static void read_row(struct saved_in *in, const json_t *object, const struct setting *row,
		     void *part)
{
	const json_t *json = json_object_get(object, row->name);
	double value = json_number_value(json);

	if (row->kind == SETTING_SEED)
		saved_seed(in, object, row->name, (void *)((char *)part + row->offset));
	else if (row->kind == SETTING_LAYERS)
		read_layers(in, json, row->name, part);
	else if ((row->kind == SETTING_REAL ? json_is_number(json) : json_is_integer(json)) &&
		 fits(row, value))
		setting_put(row, part, value);
	else
		saved_bad(in, row->name, "it is no value that this setting can have");
}

void saved_part(struct saved_in *in, const json_t *object, const char *key,
		const struct setting *rows, void *part)
{
	const json_t *values = json_object_get(object, key);
	size_t known = 0;

	if (!json_is_object(values)) {
		saved_bad(in, key, "it is no object");
		return;
	}
	for (const struct setting *row = rows; row->name; row++) {
		if (!json_object_get(values, row->name))
			continue;
		known++;
		read_row(in, values, row, part);
	}
	if (known != json_object_size(values))
		saved_bad(in, key, "it has a setting that is not known here");
}
