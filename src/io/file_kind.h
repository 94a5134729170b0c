/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file_kind.h - what is this file, when it is not what a reader reads?
 *
 * People hand over what they have: a pointer of git-lfs, a pickle, a web page
 * in place of a download. Each is known by its first bytes and told by name, with
 * the way to a file that is read.
 */
#ifndef IO_FILE_KIND_H
#define IO_FILE_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fpe/error.h"

/* To be asked once a reader does not know the file as its own. path stands in
   messages. FPE_EFORMAT: what it is and the way out; FPE_OK: nobody knows. */
enum fpe_status file_kind_refuse(const char *path, const uint8_t *bytes, size_t size,
				 struct fpe_error *err);

/* A checkpoint of torch.save: a zip with a pickle in it. */
bool file_kind_is_torch(const uint8_t *bytes, size_t size);

#endif
