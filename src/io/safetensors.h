/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safetensors.h - the one strict reader of .safetensors files.
 *
 * Refused: a header over the cap or the file's end, anything but one JSON
 * object of unique names, unknown types or fields, shapes that do not fit
 * their bytes, ranges that overlap, leave holes or do not end at the file's
 * end. What numbers stand there is the business of who takes a tensor.
 */
#ifndef IO_SAFETENSORS_H
#define IO_SAFETENSORS_H

#include "io/tensors.h"

#define SAFETENSORS_MAX_HEADER (1 << 20) /* bytes */

/* The tensors of the file whose bytes these are; they are borrowed until the
   list is freed. They stand in the order of their bytes. name (a path) stands in
   messages. Gives *out. */
enum fpe_status safetensors_parse(const uint8_t *bytes, size_t size, const char *name,
				  struct tensors **out, struct fpe_error *err);

/* JSON of at most SAFETENSORS_MAX_HEADER bytes, in memory that its size bounds;
   NULL: it is none, and *fault says why. */
json_t *safetensors_json(const char *text, size_t size, json_error_t *fault);

#endif
