/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory_names.h - allocation past memory.c where a linker has no --wrap.
 *
 * The compiler reads it before every source (make PORTABLE=1): what the source calls malloc
 * is memory.c's then. No source includes it.
 */
#ifndef CORE_MEMORY_NAMES_H
#define CORE_MEMORY_NAMES_H

#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *memory_malloc(size_t size);
void *memory_calloc(size_t count, size_t size);
void *memory_realloc(void *old, size_t size);
void *memory_aligned_alloc(size_t alignment, size_t size);
char *memory_strdup(const char *text);
char *memory_strndup(const char *text, size_t most);
char *memory_realpath(const char *path, char *out);
DIR *memory_fdopendir(int fd);
FILE *memory_fopen(const char *path, const char *mode);
FILE *memory_fdopen(int fd, const char *mode);
locale_t memory_newlocale(int mask, const char *name, locale_t base);

#define malloc memory_malloc
#define calloc memory_calloc
#define realloc memory_realloc
#define aligned_alloc memory_aligned_alloc
#define strdup memory_strdup
#define strndup memory_strndup
#define realpath memory_realpath
#define fdopendir memory_fdopendir
#define fopen memory_fopen
#define fdopen memory_fdopen
#define newlocale memory_newlocale

#endif
