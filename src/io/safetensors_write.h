/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safetensors_write.h - tensors and metadata as a .safetensors file.
 *
 * The same list gives the same bytes. Tensors stand in the order of the list,
 * but those of larger elements first, so that each is aligned as its type asks
 * (PyTorch maps them as they stand). The header begins with __metadata__, its
 * keys sorted, and is padded with spaces to a multiple of 8.
 */
#ifndef IO_SAFETENSORS_WRITE_H
#define IO_SAFETENSORS_WRITE_H

#include "io/tensors_make.h"

/* FPE_ELIMIT: a header that safetensors.h would refuse; FPE_EIO, FPE_ESTOPPED. */
enum fpe_status safetensors_write(const struct tensors *list, struct outfile *to,
				  struct fpe_error *err);

#endif
