/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate.h - through which every file is opened, and what may pass.
 *
 * As the program starts everything passes. gate_confine closes it for the rest of the
 * process (--safe): nothing is opened to be written, and only what lies in some folders,
 * or is one named file, is opened at all. What counts is where a file really lies: links
 * and `..` are followed first, and what was looked at is what is opened.
 */
#ifndef IO_GATE_H
#define IO_GATE_H

#include <dirent.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "fpe/error.h"

/*
 * Before the second thread. folder: those that are not there are left out; NULL ends.
 * file: one more that may be read, a pipe perhaps, or NULL. Once closed it stays so.
 */
enum fpe_status gate_confine(const char *const *folder, const char *file, struct fpe_error *err);
bool gate_confined(void);

/* As open(2). -1 with errno EXDEV: it lies elsewhere; EROFS: it was to be written. */
int gate_open(const char *path, int flags, mode_t mode);
/* As mkostemp(3) and opendir(3) with paths that pass. */
int gate_temporary(char *pattern);
DIR *gate_folder(const char *path);

/* As stat(2), and: is it there? What may not be read is not. */
int gate_stat(const char *path, struct stat *out);
bool gate_there(const char *path);
/* The path without links of a file that passes, malloc'ed; NULL with errno. */
char *gate_path(const char *path);

/* What errno of any of these says. */
const char *gate_error(int error);

#endif
