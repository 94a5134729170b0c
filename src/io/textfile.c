/* SPDX-License-Identifier: GPL-3.0-or-later */
/* textfile.c - read whole, replace whole. */
#include "io/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a file is to hold. */
struct content {
	const char *bytes;
	size_t size;
};

static enum fpe_status write_to(int fd, struct content content, const char *path,
				struct fpe_error *err)
{
	while (content.size) {
		ssize_t n = write(fd, content.bytes, content.size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
		content.bytes += n;
		content.size -= (size_t)n;
	}
	if (fsync(fd) && errno != EINVAL && errno != EROFS)
		return fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	return FPE_OK;
}

/* A rename lasts only once its folder is on the disk. */
static void sync_folder(const char *path)
{
	char *copy = strdup(path);
	int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(copy);
}

/* Pipes and devices are written straight; there is nothing to replace. */
static enum fpe_status write_special(const char *path, struct content content,
				     struct fpe_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	enum fpe_status status;

	if (fd < 0)
		return fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	status = write_to(fd, content, path, err);
	if (close(fd) && status == FPE_OK)
		status = fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	return status;
}

static mode_t mode_for_new(void)
{
	mode_t mask = umask(077);

	umask(mask);
	return 0666 & ~mask;
}

static enum fpe_status replace(const char *path, struct content content, mode_t mode,
			       struct fpe_error *err)
{
	char *temporary;
	enum fpe_status status;
	int fd;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return fpe_no_memory(err);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		status = fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
		free(temporary);
		return status;
	}
	status = write_to(fd, content, path, err);
	if (fchmod(fd, mode) && status == FPE_OK)
		status = fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	if (close(fd) && status == FPE_OK)
		status = fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	if (status == FPE_OK && rename(temporary, path))
		status = fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	if (status)
		unlink(temporary);
	else
		sync_folder(path);
	free(temporary);
	return status;
}

enum fpe_status textfile_write(const char *path, const char *text, struct fpe_error *err)
{
	return textfile_write_bytes(path, text, strlen(text), err);
}

enum fpe_status textfile_write_bytes(const char *path, const char *bytes, size_t size,
				     struct fpe_error *err)
{
	const struct content content = { bytes, size };
	struct stat st;
	char *target;
	enum fpe_status status;

	if (stat(path, &st))
		return replace(path, content, mode_for_new(), err);
	if (!S_ISREG(st.st_mode))
		return write_special(path, content, err);
	/* a link keeps pointing where it did */
	target = realpath(path, NULL);
	status = replace(target ? target : path, content, st.st_mode & 07777, err);
	free(target);
	return status;
}

static enum fpe_status read_all(int fd, const char *path, size_t limit, char **out, size_t *size,
				struct fpe_error *err)
{
	size_t room = 65536, have = 0;
	char *text = malloc(room + 1);

	while (text) {
		ssize_t n = read(fd, text + have, room - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			free(text);
			return fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
		}
		have += (size_t)n;
		if (have > limit) {
			free(text);
			return fpe_fail(err, FPE_ELIMIT, "%.200s: more than %zu bytes", path,
					limit);
		}
		if (n == 0) {
			text[have] = '\0';
			*out = text;
			*size = have;
			return FPE_OK;
		}
		if (have == room) {
			char *more = realloc(text, 2 * room + 1);

			if (!more)
				break;
			text = more;
			room *= 2;
		}
	}
	free(text);
	return fpe_no_memory(err);
}

enum fpe_status textfile_read(const char *path, size_t limit, char **out, size_t *size,
			      struct fpe_error *err)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	enum fpe_status status;

	*out = NULL;
	*size = 0;
	if (fd < 0)
		return fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	status = read_all(fd, path, limit, out, size, err);
	if (fd != STDIN_FILENO)
		close(fd);
	return status;
}
