/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outfile.h - a file that is written bit by bit, and is whole or not there.
 *
 * The bytes go to a new file in the same folder, which takes the name when it
 * is closed. Until then, and where anything fails, the old file is as it was.
 * Where the file system allows it the new file has no name before: nothing is left
 * of a program that is killed. A link stays, and the file is where it leads, also if none
 * was there yet.
 */
#ifndef IO_OUTFILE_H
#define IO_OUTFILE_H

#include <stddef.h>
#include <stdint.h>

#include "fpe/error.h"
#include "io/reading.h"

struct outfile;

/* reading: who waits for it, or NULL. FPE_EIO with the path; FPE_ENOMEM. Gives *out. */
enum fpe_status outfile_open(const char *path, const struct reading *reading, struct outfile **out,
			     struct fpe_error *err);
/* Could it be written there? Nothing is left behind; pipes and devices are not
   asked. FPE_EIO. */
enum fpe_status outfile_check(const char *path, struct fpe_error *err);
/* Nobody but the user may read it, whatever the umask and the old file say. */
void outfile_own(struct outfile *file);
/* How many bytes there will be, for who waits. */
void outfile_expect(struct outfile *file, uint64_t bytes);
/* After a failure, which is kept, nothing more is written. FPE_EIO, FPE_ESTOPPED. */
enum fpe_status outfile_put(struct outfile *file, const void *bytes, size_t size,
			    struct fpe_error *err);
/* There was no memory to make what is put: as if a put had failed. */
void outfile_no_memory(struct outfile *file);
/* Bytes put so far. */
uint64_t outfile_size(const struct outfile *file);

/* The file takes its name, unless a put failed; frees it in any case. */
enum fpe_status outfile_close(struct outfile *file, struct fpe_error *err);
/* The old file stays; frees it. file may be NULL. */
void outfile_drop(struct outfile *file);

#endif
