/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform.h - what each system has its own calls for.
 *
 * platform_linux.c has Linux's; platform_posix.c does the same, or says that it cannot,
 * with what POSIX has (make PORTABLE=1). No other file knows of either.
 */
#ifndef IO_PLATFORM_H
#define IO_PLATFORM_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* For poll: readable once it was rung, until it is hushed. Any thread rings. */
struct platform_bell {
	int read, write; /* -1: it is not open */
};
bool platform_bell_open(struct platform_bell *bell);
void platform_bell_ring(const struct platform_bell *bell);
void platform_bell_hush(const struct platform_bell *bell);
void platform_bell_close(struct platform_bell *bell);

/* A pipe that no other program inherits and nobody waits at. */
bool platform_pipe(int end[2]);

/* The path of the program that runs. */
bool platform_program(char *out, size_t size);

/*
 * A descriptor of what a path names, to look at, and where that lies without links. -1 with
 * errno. platform_open_seen opens the same file again, whatever has become of the path;
 * where a system cannot tell it fails with EXDEV if another is there.
 */
int platform_see(const char *path, char place[PATH_MAX]);
int platform_open_seen(int seen, const char *place, int flags);

/* A new file in a folder, to be written, without a name until it gets one, which must be
   free; -1: there is none to be had. */
int platform_nameless(const char *folder);
bool platform_name(int fd, const char *path);

/* Who else has a lock on a file: "by python3, process 17". False: it is not told. Opens
   nothing of the file's: to close it again would end locks of this process. */
bool platform_lock_holder(const char *path, char *out, size_t size);

/* Blocks of so many bytes go back to the system when they are freed. */
void platform_return_blocks(int bytes);

/* This thread lets others go first. */
void platform_give_way(void);

#endif
