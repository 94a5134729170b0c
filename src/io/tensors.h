/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tensors.h - the named tensors of a file, whatever its format.
 *
 * A format's reader (safetensors.h) checks the file and fills the list; what a
 * list means, a net or samples, is found out in model.h and sample_set.h.
 * Elements are numbered in row-major order, however the file keeps them.
 */
#ifndef IO_TENSORS_H
#define IO_TENSORS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fpe/error.h"
#include "io/textfile.h"

#define TENSORS_MAX_DIMS 8
#define TENSORS_MAX 4096 /* tensors of one file */

/* X(TYPE, name in safetensors, bytes, is of floats). OTHER: whose numbers are not read
   here; its bytes can be copied. */
#define TENSOR_TYPE_LIST(X)       \
	X(F64, "F64", 8, true)    \
	X(F32, "F32", 4, true)    \
	X(F16, "F16", 2, true)    \
	X(BF16, "BF16", 2, true)  \
	X(I64, "I64", 8, false)   \
	X(I32, "I32", 4, false)   \
	X(I16, "I16", 2, false)   \
	X(I8, "I8", 1, false)     \
	X(U64, "U64", 8, false)   \
	X(U32, "U32", 4, false)   \
	X(U16, "U16", 2, false)   \
	X(U8, "U8", 1, false)     \
	X(BOOL, "BOOL", 1, false) \
	X(OTHER, "", 1, false)

enum tensor_type {
#define TENSOR_TYPE_ENUM(type, name, bytes, is_float) TENSOR_##type,
	TENSOR_TYPE_LIST(TENSOR_TYPE_ENUM)
#undef TENSOR_TYPE_ENUM
		TENSOR_TYPES
};

struct tensor_type_info {
	const char *name;
	size_t size; /* bytes of one element */
	bool is_float;
};
extern const struct tensor_type_info tensor_type_info[TENSOR_TYPES];

#define TENSOR_OTHER_NAME 16 /* bytes */

struct tensor_piece {
	const void *data;
	size_t bytes;
};

struct tensor {
	char *name;
	enum tensor_type type;
	bool big_endian;
	bool fortran; /* the first index runs fastest in data */
	int dims;
	int64_t shape[TENSORS_MAX_DIMS];
	size_t count;	     /* product of shape */
	const uint8_t *data; /* count elements at any alignment; borrowed */
	/* of a list that is to be written: all of its bytes, row-major and little-endian, one
	   piece after the other instead of data; borrowed, or NULL */
	const struct tensor_piece *piece;
	int pieces;
	/* of TENSOR_OTHER: what the file calls its type, and the bytes of all elements,
	   of which several may share one */
	char other[TENSOR_OTHER_NAME];
	size_t other_bytes;
};

struct tensors {
	char name[TEXTFILE_SHOWN]; /* stands in messages: the path, shortened */
	int count;
	struct tensor *tensor;
	json_t *metadata;  /* an object of strings, or NULL */
	uint8_t *inflated; /* bytes that tensors point to besides the file's; owned, or NULL */
};

/* An empty list of a file; NULL: no memory. */
struct tensors *tensors_new(const char *path);
/* The same with one tensor, which has the name "" and neither type nor shape yet:
   for formats whose files are one array. */
struct tensors *tensors_new_array(const char *path);
void tensors_free(struct tensors *file);

/* NULL where no tensor has this name. */
const struct tensor *tensors_find(const struct tensors *file, const char *name);

/* Where element i of row-major order stands in data, in elements. */
size_t tensor_place(const struct tensor *t, size_t i);

/* Element i (row-major) as a number, whatever the type; NaN of TENSOR_OTHER. */
double tensor_value(const struct tensor *t, size_t i);

/* "F32"; of TENSOR_OTHER as the file has it. */
const char *tensor_type_name(const struct tensor *t);
/* FPE_EFORMAT, naming file and tensor: its numbers are of a type that is not read. */
enum fpe_status tensor_check_type(const struct tensors *file, const struct tensor *t,
				  struct fpe_error *err);

/* "[784, 8]"; returns buffer. */
#define TENSOR_SHAPE_TEXT 96
const char *tensor_shape_text(const struct tensor *t, char buffer[TENSOR_SHAPE_TEXT]);

/* FPE_EFORMAT: "FILE: NAME: what"; of a tensor without a name "FILE: what". */
enum fpe_status tensors_bad(const struct tensors *file, const struct tensor *t, const char *what,
			    struct fpe_error *err);

/* Elements as floats into to [count]; NaN, an infinite number and one that no float can
   hold are bad, and named with row and column. */
enum fpe_status tensor_floats(const struct tensors *file, const struct tensor *t, float *to,
			      struct fpe_error *err);

/* A failure without the file's name, given it. */
enum fpe_status tensors_name_file(const struct tensors *file, enum fpe_status status,
				  struct fpe_error *err);

#endif
