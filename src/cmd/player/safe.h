/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safe.h - what --safe lets a script of somebody else do.
 *
 * Nothing is written. Read is what lies in the script's folder, the folders of scenarios
 * and those of Debian's data. Memory is bounded, in batch time and output, too.
 */
#ifndef CMD_SAFE_H
#define CMD_SAFE_H

#include "fpe/error.h"

#define SAFE_MEMORY (4ull << 30)  /* bytes */
#define SAFE_OUTPUT (64ull << 20) /* bytes, messages included */
#define SAFE_SECONDS 600.0

/* For the rest of the process, before its second thread. file: the script; NULL or "-" or
   no regular file: the current folder is the script's. */
enum fpe_status safe_begin(const char *file, struct fpe_error *err);

#endif
