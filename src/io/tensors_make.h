/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tensors_make.h - a list of tensors that is to be written: made anew, or of a
 * file's with some of them replaced.
 *
 * Begin with tensors_new. Data are borrowed from wherever they stand, also from
 * another list, and no byte of them changes.
 */
#ifndef IO_TENSORS_MAKE_H
#define IO_TENSORS_MAKE_H

#include "io/outfile.h"
#include "io/tensors.h"

/* Append a tensor like this one (type, order, shape, data), under this name.
   FPE_ENAME: there is one of this name; FPE_ELIMIT: more than TENSORS_MAX. */
enum fpe_status tensors_add(struct tensors *list, const char *name, const struct tensor *like,
			    struct fpe_error *err);

/* A string of the metadata; replaces one of this key. */
enum fpe_status tensors_tell(struct tensors *list, const char *key, const char *text,
			     struct fpe_error *err);

/* Bytes of all its elements. */
size_t tensor_bytes(const struct tensor *t);
/* What the place of its elements is a multiple of: 8, 4, 2 or 1. */
size_t tensor_element_bytes(const struct tensor *t);

/* Piece i of its bytes, of so many. */
int tensor_pieces(const struct tensor *t);
struct tensor_piece tensor_piece(const struct tensor *t, int i);

/* Its elements, row-major and little-endian, bit by bit what they are. */
enum fpe_status tensor_put(const struct tensor *t, struct outfile *to, struct fpe_error *err);

#endif
