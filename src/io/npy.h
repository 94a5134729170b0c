/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * npy.h - NumPy's .npy files: one array each, read strictly and written.
 *
 * The format is NumPy Enhancement Proposal 1: magic, version (1.0, 2.0, 3.0),
 * length of the header, the header as a Python dict, the elements. Read are
 * floats of 2, 4, 8 bytes, whole numbers of 1 to 8 and bool, either end first,
 * in C or Fortran order. Python objects are refused: reading them would run code.
 */
#ifndef IO_NPY_H
#define IO_NPY_H

#include <stdbool.h>

#include "io/tensors.h"
#include "io/textbuf.h"

#define NPY_MAX_HEADER (1 << 16) /* bytes */

/* ------------------------------------------------------------------ reading */

/*
 * One array, not yet its elements: type, order, shape and count of *t, its data
 * set to where they begin in bytes, *need to where they end. Of bytes, size are
 * there; the header must be among them, the elements need not. file and
 * t->name stand in messages. FPE_EFORMAT, FPE_ELIMIT.
 */
enum fpe_status npy_header(const struct tensors *file, const uint8_t *bytes, size_t size,
			   struct tensor *t, size_t *need, struct fpe_error *err);

/* The whole array: bytes are neither too few nor too many, every bool is 0 or 1. */
enum fpe_status npy_array(const struct tensors *file, const uint8_t *bytes, size_t size,
			  struct tensor *t, struct fpe_error *err);

/* A file of one tensor, without a name. bytes are borrowed as long as the list lives;
   path stands in messages. Gives *out. */
enum fpe_status npy_parse(const uint8_t *bytes, size_t size, const char *path, struct tensors **out,
			  struct fpe_error *err);

/* ------------------------------------------------------------------ writing */

/*
 * What a .npy file of version 1.0 begins with, byte for byte as NumPy 1.24 writes
 * it; t's elements, as they lie in t->data, make it whole. False: NumPy has no such
 * type (BF16), and nothing was added.
 */
bool npy_head(struct textbuf *to, const struct tensor *t);

#endif
