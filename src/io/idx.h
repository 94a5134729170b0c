/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idx.h - the IDX files of MNIST and its kin: an array each, and a folder of four.
 *
 * A file is two zero bytes, one for the type of the elements, one for the number
 * of dimensions, the sides as 32-bit numbers, then the elements, all with their
 * first byte the highest (yann.lecun.com/exdb/mnist).
 */
#ifndef IO_IDX_H
#define IO_IDX_H

#include "io/reading.h"
#include "io/sample_set.h"
#include "io/tensors.h"

/* A file of one tensor, without a name, of 1 to 8 dimensions. bytes are borrowed as long
   as the list lives; path stands in messages. FPE_EFORMAT, FPE_ELIMIT. Gives *out. */
enum fpe_status idx_parse(const uint8_t *bytes, size_t size, const char *path, struct tensors **out,
			  struct fpe_error *err);

/*
 * The samples of a folder: train-images-idx3-ubyte and train-labels-idx1-ubyte, and
 * t10k-… or test-… if both are there, as MNIST, Fashion-MNIST, KMNIST and EMNIST name
 * them (…-images-idx3-ubyte, …-images.idx3-ubyte; EMNIST's with a prefix), plain or .gz.
 * Pixels stay 0 … 255. Also FPE_EIO; FPE_ENAME: a file is missing, with the
 * names that were looked for, or there are several such; FPE_ESTOPPED.
 */
enum fpe_status idx_folder(const char *folder, const struct reading *reading,
			   struct sample_set *out, struct fpe_error *err);

#endif
