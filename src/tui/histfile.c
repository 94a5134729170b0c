/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * histfile.c - the history file.
 *
 * Promises: a line is in the file as soon as it was given; two programs never
 * lose each other's lines (a lock around append and trim, and an append looks
 * whether the file was replaced meanwhile); a file that cannot be used costs a
 * warning, never the start. Not here: readline's list (prompt.c).
 */
#include "tui/histfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/state.h"
#include "io/textbuf.h"

struct histfile {
	char *path; /* NULL: memory only */
	char *last; /* the line before */
	char **line;
	int count;
	char warning[256];
};

/* Open and lock the file that path names now, not one just renamed away. */
static int open_locked(const char *path)
{
	for (int attempt = 0; attempt < 8; attempt++) {
		struct stat named, opened;
		int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
			      0600);

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX) == 0 && fstat(fd, &opened) == 0 && stat(path, &named) == 0 &&
		    named.st_ino == opened.st_ino && named.st_dev == opened.st_dev) {
			if (S_ISREG(opened.st_mode))
				return fd;
			close(fd);
			errno = EINVAL;
			return -1;
		}
		close(fd);
	}
	errno = EAGAIN;
	return -1;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

/* All of the file, or its end if it is huge, with a 0 behind. */
static char *read_all(int fd, size_t *size)
{
	off_t end = lseek(fd, 0, SEEK_END);
	size_t want;
	char *text;
	ssize_t n = 1;

	if (end < 0)
		return NULL;
	want = end > HISTFILE_MAX_SIZE ? HISTFILE_MAX_SIZE : (size_t)end;
	text = malloc(want + 1);
	if (!text || lseek(fd, end - (off_t)want, SEEK_SET) < 0) {
		free(text);
		return NULL;
	}
	*size = 0;
	while (*size < want && n > 0) {
		n = read(fd, text + *size, want - *size);
		if (n > 0)
			*size += (size_t)n;
	}
	text[*size] = '\0';
	return text;
}

static bool printable(const char *line)
{
	const unsigned char *p = (const unsigned char *)line;

	for (; *p; p++) {
		if (*p < 0x20 || *p == 0x7f)
			return false;
		if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			return false;
	}
	return (size_t)((const char *)p - line) < HISTFILE_MAX_LINE;
}

bool histfile_wants(const struct histfile *h, const char *line)
{
	if (line[0] == '\0' || line[0] == ' ' || !printable(line))
		return false;
	return !h->last || strcmp(h->last, line) != 0;
}

/* Take the wanted lines of text, which is cut up. */
static void take_lines(struct histfile *h, char *text, size_t size)
{
	char *line = text, *end = text + size;

	while (line < end) {
		char *stop = memchr(line, '\n', (size_t)(end - line));
		char *copy;

		if (stop)
			*stop = '\0';
		else
			stop = end;
		if (strlen(line) == (size_t)(stop - line) && histfile_wants(h, line) &&
		    (copy = strdup(line))) {
			h->line[h->count++] = copy;
			h->last = copy;
		}
		line = stop + 1;
	}
}

static void load(struct histfile *h, int fd)
{
	size_t size, lines = 1;
	char *text = read_all(fd, &size);

	if (!text)
		return;
	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	h->line = calloc(lines, sizeof *h->line);
	if (h->line)
		take_lines(h, text, size);
	if (h->last)
		h->last = strdup(h->last);
	free(text);
}

/* Replace the file by its last lines. Called with the lock held. */
static void trim(struct histfile *h, const char *real)
{
	int from = h->count - HISTFILE_KEEP;
	char *temp;
	bool good = true;
	int fd;

	temp = textbuf_text("%s.XXXXXX", real);
	if (!temp)
		return;
	fd = mkostemp(temp, O_CLOEXEC); /* 0600 */
	if (fd < 0) {
		free(temp);
		return;
	}
	for (int i = from; i < h->count && good; i++)
		good = write_all(fd, h->line[i], strlen(h->line[i])) && write_all(fd, "\n", 1);
	good = fsync(fd) == 0 && good;
	good = close(fd) == 0 && good;
	if (!good || rename(temp, real) != 0)
		unlink(temp);
	free(temp);
}

static void warn(struct histfile *h)
{
	snprintf(h->warning, sizeof h->warning, "the history is kept in memory only: %s: %s",
		 h->path, strerror(errno));
	free(h->path);
	h->path = NULL;
}

struct histfile *histfile_open(const char *path)
{
	struct histfile *h = calloc(1, sizeof *h);
	size_t there = 0;
	char *real;
	int fd;

	if (!h)
		return NULL;
	h->path = path ? strdup(path) : state_path("history", &there);
	if (!h->path) {
		snprintf(h->warning, sizeof h->warning,
			 "the history is kept in memory only: no HOME");
		return h;
	}
	state_make_folders(h->path, there);
	fd = open_locked(h->path);
	if (fd < 0) {
		warn(h);
		return h;
	}
	load(h, fd);
	/* a link stays a link: what it points at is replaced */
	real = h->count > HISTFILE_TRIM ? realpath(h->path, NULL) : NULL;
	if (real)
		trim(h, real);
	free(real);
	close(fd);
	return h;
}

void histfile_close(struct histfile *h)
{
	if (!h)
		return;
	for (int i = 0; i < h->count; i++)
		free(h->line[i]);
	free(h->line);
	free(h->last);
	free(h->path);
	free(h);
}

const char *histfile_warning(const struct histfile *h)
{
	return h->warning[0] ? h->warning : NULL;
}

int histfile_count(const struct histfile *h)
{
	return h->count;
}

const char *histfile_line(const struct histfile *h, int i)
{
	return h->line[i];
}

void histfile_add(struct histfile *h, const char *line)
{
	size_t size = strlen(line);
	char *copy;
	int fd;

	if (!histfile_wants(h, line) || !(copy = malloc(size + 2)))
		return;
	memcpy(copy, line, size);
	memcpy(copy + size, "\n", 2);
	if (h->path) {
		fd = open_locked(h->path);
		if (fd < 0 || !write_all(fd, copy, size + 1))
			warn(h);
		if (fd >= 0)
			close(fd);
	}
	copy[size] = '\0';
	free(h->last);
	h->last = copy;
}
