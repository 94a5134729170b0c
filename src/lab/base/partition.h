/* SPDX-License-Identifier: GPL-3.0-or-later */
/* partition.h - a partition of one's own, from a file, for as many as need it. */
#ifndef LAB_PARTITION_H
#define LAB_PARTITION_H

#include <stdint.h>

#include "fpe/split.h"
#include "lab/base/shared.h"

/* Gives *out, a hold on a struct fpe_partition. FPE_EFORMAT also where rows are not
   of one length, or a number is under -1 or past what alpha may be. */
enum fpe_status partition_read(const char *path, struct shared **out, struct fpe_error *err);

/* Children that it deals to: one more than its largest number. */
int partition_alpha(const struct fpe_partition *partition);

/* A number of who goes where, for keys. */
uint64_t partition_hash(const struct fpe_partition *partition);

#endif
