/* SPDX-License-Identifier: GPL-3.0-or-later */
/* textfile.c - read whole, replace whole. */
#include "io/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/gate.h"
#include "io/outfile.h"

#define STEP (8u << 20) /* bytes between two looks at who waits */

enum fpe_status textfile_write(const char *path, const char *text, struct fpe_error *err)
{
	return textfile_write_bytes(path, text, strlen(text), err);
}

enum fpe_status textfile_write_bytes(const char *path, const char *bytes, size_t size,
				     struct fpe_error *err)
{
	return textfile_write_long(path, bytes, size, NULL, err);
}

enum fpe_status textfile_write_long(const char *path, const char *bytes, size_t size,
				    const struct reading *reading, struct fpe_error *err)
{
	struct outfile *file;
	enum fpe_status status = outfile_open(path, reading, &file, err);

	if (status)
		return status;
	outfile_put(file, bytes, size, NULL);
	return outfile_close(file, err);
}

static enum fpe_status too_large(size_t limit, struct fpe_error *err)
{
	return fpe_fail(err, FPE_ELIMIT, "more than %zu bytes", limit);
}

/* As much as fits into room, or to the end. */
static enum fpe_status read_room(int fd, char *text, size_t room, const struct reading *reading,
				 size_t *size, bool *end, struct fpe_error *err)
{
	while (*size < room) {
		size_t most = room - *size < STEP ? room - *size : STEP;
		ssize_t n = read(fd, text + *size, most);
		enum fpe_status status;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fpe_fail(err, FPE_EIO, "%s", strerror(errno));
		*end = n == 0;
		if (*end)
			return FPE_OK;
		*size += (size_t)n;
		status = reading_goes_on(reading, (double)*size / (double)room, err);
		if (status)
			return status;
	}
	return FPE_OK;
}

/* room: the size to expect. *out may hold a part where it fails. */
static enum fpe_status read_all(int fd, size_t room, size_t limit, const struct reading *reading,
				char **out, size_t *size, struct fpe_error *err)
{
	for (bool end = false; !end; room *= 2) {
		char *text = realloc(*out, room + 1);
		enum fpe_status status;

		if (!text)
			return fpe_no_memory(err);
		*out = text;
		status = read_room(fd, text, room, reading, size, &end, err);
		if (!status && *size > limit)
			status = too_large(limit, err);
		if (status)
			return status;
		text[*size] = '\0';
	}
	return FPE_OK;
}

static enum fpe_status read_fd(int fd, enum textfile_kind kind, size_t limit,
			       const struct reading *reading, char **out, size_t *size,
			       struct fpe_error *err)
{
	size_t room = 65536;
	struct stat st;

	if (kind == TEXTFILE_REGULAR) {
		if (fstat(fd, &st))
			return fpe_fail(err, FPE_EIO, "%s", strerror(errno));
		if (!S_ISREG(st.st_mode))
			return fpe_fail(err, FPE_EIO, "not a regular file");
		if ((size_t)st.st_size > limit)
			return too_large(limit, err);
		/* the byte more is where the end is seen */
		room = (size_t)st.st_size + 1;
	}
	return read_all(fd, room, limit, reading, out, size, err);
}

enum fpe_status textfile_read(const char *path, enum textfile_kind kind, size_t limit, char **out,
			      size_t *size, struct fpe_error *err)
{
	return textfile_read_long(path, kind, limit, NULL, out, size, err);
}

enum fpe_status textfile_read_long(const char *path, enum textfile_kind kind, size_t limit,
				   const struct reading *reading, char **out, size_t *size,
				   struct fpe_error *err)
{
	bool input = kind == TEXTFILE_ANY && strcmp(path, "-") == 0;
	/* O_NONBLOCK: opening a pipe nobody writes to must not hang */
	int flags = O_RDONLY | O_CLOEXEC | (kind == TEXTFILE_REGULAR ? O_NONBLOCK : 0);
	int fd = input ? STDIN_FILENO : gate_open(path, flags, 0);
	enum fpe_status status;

	*out = NULL;
	*size = 0;
	if (fd < 0)
		return fpe_fail(err, FPE_EIO, "%s", gate_error(errno));
	status = read_fd(fd, kind, limit, reading, out, size, err);
	if (!input)
		close(fd);
	if (status) {
		free(*out);
		*out = NULL;
	}
	return status;
}

const char *textfile_shown(const char *name, char buffer[TEXTFILE_SHOWN])
{
	size_t length = strlen(name), at = 0;

	if (length >= TEXTFILE_SHOWN) {
		name += length - (TEXTFILE_SHOWN - 4);
		while ((*name & 0xc0) == 0x80) /* not inside a character */
			name++;
		memcpy(buffer, "…", 3);
		at = 3;
	}
	for (; *name; name++)
		buffer[at++] = (unsigned char)*name < 32 || *name == 127 ? '?' : *name;
	buffer[at] = 0;
	return buffer;
}
