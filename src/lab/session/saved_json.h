/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * saved_json.h - the fields of a saved session's JSON, written and read with bounds.
 *
 * Reading goes on after a fault, of which the first is kept: who reads many fields
 * looks at `status` once, before any of them is used.
 */
#ifndef LAB_SAVED_JSON_H
#define LAB_SAVED_JSON_H

#include <jansson.h>

#include "lab/base/setting.h"

struct saved_in {
	const char *file; /* stands in messages */
	struct fpe_error *err;
	enum fpe_status status;
	const struct reading *reading; /* who waits, or NULL */
};

/* Go on? share: of the work that is done. Told to stop, it is as after a fault. */
bool saved_goes_on(struct saved_in *in, double share);
/* The first fault is told: "FILE: what". Returns the status. */
enum fpe_status saved_bad(struct saved_in *in, const char *key, const char *what);
enum fpe_status saved_no_memory(struct saved_in *in);
/* A failure of a part, told with the file and where. */
enum fpe_status saved_failed(struct saved_in *in, const char *where, enum fpe_status status,
			     const struct fpe_error *inner);

/* As json_object_set_new and json_array_append_new. Where there is no memory, or no value,
   *to is let go and becomes NULL, which then is the value of what it was for: an object is
   whole or not there. */
void saved_set(json_t **to, const char *key, json_t *value);
void saved_append(json_t **to, json_t *value);

/* Fields of an object. A value out of bounds, or none, is a fault, and 0. */
long long saved_whole(struct saved_in *in, const json_t *object, const char *key, long long least,
		      long long most);
double saved_real(struct saved_in *in, const json_t *object, const char *key, double least,
		  double most);
bool saved_flag(struct saved_in *in, const json_t *object, const char *key);
/* 64 bits stand as a text of decimal digits, for JSON has fewer. */
json_t *saved_long_json(uint64_t value);
uint64_t saved_long(struct saved_in *in, const json_t *object, const char *key);
/* Of fewer than `most` bytes, none below a space; "" on a fault. */
const char *saved_text(struct saved_in *in, const json_t *object, const char *key, size_t most);
/* The same or, where the key has null or is not there, NULL. */
const char *saved_text_or_none(struct saved_in *in, const json_t *object, const char *key,
			       size_t most);
json_t *saved_text_json(const char *text); /* null for NULL */

/* A number for each row; a seed is null or its text, layers a list. */
json_t *saved_part_json(const struct setting *rows, const void *part);
/* Rows that are not there keep what part has; what no row is called is a fault. */
void saved_part(struct saved_in *in, const json_t *object, const char *key,
		const struct setting *rows, void *part);

json_t *saved_seed_json(const struct part_seed *seed);
void saved_seed(struct saved_in *in, const json_t *object, const char *key, struct part_seed *out);

#endif
