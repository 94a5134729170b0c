/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate.c - may this file be opened?
 *
 * A path is looked up once, by a descriptor of what it names. The kernel says where that
 * lies, and what is opened is that file again: whoever changes links meanwhile changes
 * nothing. Like a umask this belongs to the process: it is set
 * once, before there are threads, and then only read.
 */
#include "io/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/platform.h"

#define FOLDERS 8

static struct gate {
	bool closed;
	int folders;
	char *folder[FOLDERS]; /* without links */
	bool has_file;
	dev_t device; /* of the file */
	ino_t inode;
} gate;

enum fpe_status gate_confine(const char *const *folder, const char *file, struct fpe_error *err)
{
	struct stat st;

	for (; *folder && gate.folders < FOLDERS; folder++) {
		char *real = realpath(*folder, NULL);

		if (!real && errno == ENOMEM)
			return fpe_no_memory(err);
		if (real)
			gate.folder[gate.folders++] = real;
	}
	gate.has_file = file && stat(file, &st) == 0;
	if (gate.has_file) {
		gate.device = st.st_dev;
		gate.inode = st.st_ino;
	}
	gate.closed = true;
	return FPE_OK;
}

bool gate_confined(void)
{
	return gate.closed;
}

/* Is the path, which has no links, one of a folder, or the folder itself? */
static bool is_inside(const char *path)
{
	for (int i = 0; i < gate.folders; i++) {
		size_t size = strlen(gate.folder[i]);

		if (strncmp(path, gate.folder[i], size) == 0 &&
		    (path[size] == '/' || path[size] == '\0' || gate.folder[i][size - 1] == '/'))
			return true;
	}
	return false;
}

static bool passes(int fd, const char *place)
{
	struct stat st;

	if (gate.has_file && fstat(fd, &st) == 0 && st.st_dev == gate.device &&
	    st.st_ino == gate.inode)
		return true;
	return is_inside(place);
}

/* What is not there is told apart only where it would pass: who asks for other files does
   not learn whether they exist. */
static int why_not_there(const char *path, int error)
{
	char *copy = strdup(path), *end = copy ? copy + strlen(copy) : NULL;
	bool inside = false, done = !copy;

	while (!done) {
		char *real;

		while (end > copy && end[-1] != '/')
			end--;
		*end = '\0';
		real = realpath(*copy ? copy : ".", NULL);
		inside = real && is_inside(real);
		done = real || end == copy;
		free(real);
		while (end > copy && end[-1] == '/')
			end--;
	}
	free(copy);
	return inside ? error : EXDEV;
}

/* A descriptor of what the path names, by which nothing is opened yet. */
static int look_up(const char *path, char place[PATH_MAX])
{
	int fd = platform_see(path, place);

	if (fd < 0) {
		errno = why_not_there(path, errno);
		return -1;
	}
	if (passes(fd, place))
		return fd;
	close(fd);
	errno = EXDEV;
	return -1;
}

#define WRITES (O_CREAT | O_TRUNC | O_APPEND)

int gate_open(const char *path, int flags, mode_t mode)
{
	char place[PATH_MAX];
	int looked, fd, error;

	if (!gate.closed)
		return open(path, flags, mode);
	if ((flags & O_ACCMODE) != O_RDONLY || flags & WRITES) {
		errno = EROFS;
		return -1;
	}
	looked = look_up(path, place);
	if (looked < 0)
		return -1;
	fd = platform_open_seen(looked, place, flags);
	error = errno;
	close(looked);
	errno = error;
	return fd;
}

int gate_temporary(char *pattern)
{
	if (!gate.closed)
		return mkostemp(pattern, O_CLOEXEC);
	errno = EROFS;
	return -1;
}

DIR *gate_folder(const char *path)
{
	int fd = gate_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;

	if (!folder && fd >= 0)
		close(fd);
	return folder;
}

int gate_stat(const char *path, struct stat *out)
{
	char place[PATH_MAX];
	int fd, result;

	if (!gate.closed)
		return stat(path, out);
	fd = look_up(path, place);
	if (fd < 0)
		return -1;
	result = fstat(fd, out);
	close(fd);
	return result;
}

bool gate_there(const char *path)
{
	struct stat st;

	return gate_stat(path, &st) == 0;
}

char *gate_path(const char *path)
{
	char place[PATH_MAX];
	int fd;

	if (!gate.closed)
		return realpath(path, NULL);
	fd = look_up(path, place);
	if (fd < 0)
		return NULL;
	close(fd);
	return strdup(place);
}

const char *gate_error(int error)
{
	if (gate.closed && error == EROFS)
		return "no file is written: the program was started with --safe";
	if (gate.closed && error == EXDEV)
		return "it is not in the script's folder, and with --safe no other files are read";
	return strerror(error);
}
