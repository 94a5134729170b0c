/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safetensors.h - the one strict reader of .safetensors files.
 *
 * Refused: a header over the cap or the file's end, anything but one JSON
 * object of unique names, unknown types or fields, shapes that do not fit
 * their bytes, ranges that overlap, leave holes or do not end at the file's
 * end, NaN or infinite floats.
 */
#ifndef IO_SAFETENSORS_H
#define IO_SAFETENSORS_H

#include <stddef.h>
#include <stdint.h>

#include "fpe/data.h"
#include "fpe/error.h"
#include "fpe/net.h"
#include "io/textfile.h"

#define SAFETENSORS_MAX_DIMS 8
#define SAFETENSORS_MAX_TENSORS 4096
#define SAFETENSORS_MAX_HEADER (1 << 20) /* bytes */

enum safetensors_type {
	ST_F32,
	ST_F64,
	ST_F16,
	ST_BF16,
	ST_I64,
	ST_I32,
	ST_I16,
	ST_I8,
	ST_U8,
	ST_BOOL
};

struct safetensors_tensor {
	char *name;
	enum safetensors_type type;
	int dims;
	int64_t shape[SAFETENSORS_MAX_DIMS];
	size_t count;	     /* product of shape */
	const uint8_t *data; /* borrowed from the file, little-endian */
};

struct safetensors {
	char name[TEXTFILE_SHOWN]; /* stands in messages: the path, shortened */
	int count;
	struct safetensors_tensor *tensor; /* in the file's order of offsets */
	const uint8_t *bytes;		   /* borrowed */
	size_t size;
};

/* The file whose bytes these are; they are borrowed until it is freed. name
   stands in messages. */
enum fpe_status safetensors_parse(const uint8_t *bytes, size_t size, const char *name,
				  struct safetensors **out, struct fpe_error *err);
void safetensors_free(struct safetensors *file);

/* NULL where no tensor has this name. */
const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name);

/* Element i as a number, whatever the type. */
double safetensors_value(const struct safetensors_tensor *t, size_t i);

/*
 * The net in the file: fc1.weight [out, in], fc1.bias, optional
 * fc1.weight_mask, fc2 …; shapes must chain. A weight outside its mask must be
 * 0 (or -0). Gives *out.
 */
enum fpe_status safetensors_net(const struct safetensors *file, struct fpe_net **out,
				struct fpe_error *err);

/*
 * The file's x [n, d] and y [n] (whole numbers >= 0) as samples; Boolean where
 * every x is 0 or 1. *out is NULL and the status FPE_OK where it has neither.
 */
enum fpe_status safetensors_data(const struct safetensors *file, struct fpe_data **out,
				 struct fpe_error *err);

#endif
