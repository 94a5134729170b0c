/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metadata.h - the strings beside the tensors, in formats that have no room for them.
 *
 * There they are one tensor of bytes, __metadata__ [size] of U8: the text of a
 * JSON object of strings. NumPy reads it by json.loads(bytes(file["__metadata__"])).
 */
#ifndef IO_METADATA_H
#define IO_METADATA_H

#include "io/tensors_make.h"

#define METADATA_TENSOR "__metadata__"

/* Take such a tensor out of a list that was read; its strings are the list's
   metadata then. FPE_EFORMAT: it is something else. */
enum fpe_status metadata_take(struct tensors *list, struct fpe_error *err);

/* Append the list's metadata, if any, as such a tensor, whose bytes are *bytes;
   metadata_drop takes it away and frees them. */
enum fpe_status metadata_add(struct tensors *list, char **bytes, struct fpe_error *err);
void metadata_drop(struct tensors *list, char *bytes);

#endif
