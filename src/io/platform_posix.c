/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_posix.c - the same with what POSIX has.
 *
 * Weaker than Linux's: a new file has a temporary name from the start, who holds a lock is
 * told by its process alone, and no thread gives way. Owns nothing.
 */
#include "io/platform.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool keep_to_ourselves(int fd)
{
	return fcntl(fd, F_SETFD, FD_CLOEXEC) != -1 && fcntl(fd, F_SETFL, O_NONBLOCK) != -1;
}

bool platform_pipe(int end[2])
{
	int error;

	if (pipe(end))
		return false;
	if (keep_to_ourselves(end[0]) && keep_to_ourselves(end[1]))
		return true;
	error = errno;
	close(end[0]);
	close(end[1]);
	errno = error;
	return false;
}

bool platform_bell_open(struct platform_bell *bell)
{
	int end[2];
	bool fine = platform_pipe(end);

	bell->read = fine ? end[0] : -1;
	bell->write = fine ? end[1] : -1;
	return fine;
}

void platform_bell_ring(const struct platform_bell *bell)
{
	/* a full pipe is readable already */
	if (write(bell->write, "", 1) < 0)
		return;
}

void platform_bell_hush(const struct platform_bell *bell)
{
	char bytes[256];

	while (read(bell->read, bytes, sizeof bytes) == sizeof bytes)
		;
}

void platform_bell_close(struct platform_bell *bell)
{
	if (bell->read >= 0) {
		close(bell->read);
		close(bell->write);
	}
	bell->read = bell->write = -1;
}

/* The first folder of PATH that has such a program. */
static bool in_path(const char *name, char *out, size_t size)
{
	const char *folder = getenv("PATH");

	while (folder && *folder) {
		int length = (int)strcspn(folder, ":");

		if (length && (size_t)snprintf(out, size, "%.*s/%s", length, folder, name) < size &&
		    access(out, X_OK) == 0)
			return true;
		folder += length + (folder[length] == ':');
	}
	return false;
}

/* As the loader was told to start it: by a path, or by a name in PATH. */
bool platform_program(char *out, size_t size)
{
	Dl_info info;
	char found[PATH_MAX];
	char *real;
	static const char inside; /* of the program: this file is linked into it */

	if (!dladdr(&inside, &info) || !info.dli_fname || !*info.dli_fname)
		return false;
	if (strchr(info.dli_fname, '/'))
		snprintf(found, sizeof found, "%s", info.dli_fname);
	else if (!in_path(info.dli_fname, found, sizeof found))
		return false;
	real = realpath(found, NULL);
	snprintf(out, size, "%s", real ? real : "");
	free(real);
	return *out;
}

static bool is_same(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && lstat(path, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* What has been opened must be what lies at the place, which has no links: whoever changes
   links meanwhile is found out. */
static int only_if_same(int fd, const char *place)
{
	if (fd < 0 || is_same(fd, place))
		return fd;
	close(fd);
	errno = EXDEV;
	return -1;
}

int platform_see(const char *path, char place[PATH_MAX])
{
	char *real = realpath(path, NULL);

	if (!real)
		return -1;
	snprintf(place, PATH_MAX, "%s", real);
	free(real);
	/* not waiting for who writes to a pipe */
	return only_if_same(open(place, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC), place);
}

int platform_open_seen(int seen, const char *place, int flags)
{
	int fd;

	struct stat was, is;

	fd = open(place, flags | O_NOFOLLOW);
	if (fd < 0 || (fstat(seen, &was) == 0 && fstat(fd, &is) == 0 && was.st_dev == is.st_dev &&
		       was.st_ino == is.st_ino))
		return fd;
	close(fd);
	errno = EXDEV;
	return -1;
}

int platform_nameless(const char *folder)
{
	(void)folder;
	return -1;
}

bool platform_name(int fd, const char *path)
{
	(void)fd;
	(void)path;
	errno = ENOTSUP;
	return false;
}

bool platform_lock_holder(const char *path, char *out, size_t size)
{
	(void)path;
	(void)out;
	(void)size;
	return false;
}

void platform_return_blocks(int bytes)
{
	(void)bytes;
}

void platform_give_way(void)
{
}
