/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log_file.c - which files does a run read, and is the log one of them?
 *
 * Asked of device and inode after the log is opened, before a byte of it is cut
 * off: a file has more names than one.
 */
#include "cmd/player/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/language/value.h"

static bool same_file(const char *path, const struct stat *log)
{
	struct stat st;

	return path && stat(path, &st) == 0 && st.st_dev == log->st_dev && st.st_ino == log->st_ino;
}

/* Also what it writes: a store is read first, and two outputs in one file are none. */
static bool line_names(const struct line *line, const struct stat *log)
{
	const struct arg *args = line->command ? line->command->args : NULL;
	bool found = false;

	for (int i = 0; args && args[i].name && !found; i++) {
		const struct value *v = &line->value[i];

		if (args[i].type != ARG_FILE || !v->given)
			continue;
		found = same_file(v->text, log);
		for (int k = 0; v->texts && k < v->count; k++)
			found |= same_file(v->texts[k], log);
	}
	return found;
}

static bool script_names(const struct script *script, const struct stat *log)
{
	for (int i = 0; i < script->sources; i++) {
		if (same_file(script->source[i].name, log))
			return true;
	}
	for (int i = 0; i < script->count; i++) {
		if (line_names(&script->line[i], log))
			return true;
	}
	return false;
}

static bool is_input(int fd, const struct script *script, int scripts)
{
	struct stat log, in;
	bool found;

	if (fstat(fd, &log) != 0 || !S_ISREG(log.st_mode))
		return false;
	found = fstat(STDIN_FILENO, &in) == 0 && in.st_dev == log.st_dev && in.st_ino == log.st_ino;
	for (int i = 0; i < scripts && !found; i++)
		found = script_names(&script[i], &log);
	return found;
}

/* A pipe that nobody reads is an error, not a wait. */
static int open_file(const char *path, bool *is_new)
{
	int flags = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags);

	*is_new = fd < 0 && errno == ENOENT;
	if (*is_new)
		fd = open(path, flags | O_CREAT | O_EXCL, 0666);
	if (fd >= 0)
		fcntl(fd, F_SETFL, 0);
	return fd;
}

static bool empty(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (!S_ISREG(st.st_mode) || ftruncate(fd, 0) == 0);
}

/* path: as it is opened. */
static enum fpe_status open_path(const char *path, const struct script *script, int scripts,
				 FILE **out, struct fpe_error *err)
{
	bool is_new;
	int fd = open_file(path, &is_new), error;

	if (fd >= 0 && is_input(fd, script, scripts)) {
		close(fd);
		if (is_new)
			unlink(path);
		return fpe_fail(err, FPE_EIO, "%s: the run has this file, too", path);
	}
	if (fd >= 0 && empty(fd) && (*out = fdopen(fd, "w")))
		return FPE_OK;
	error = errno;
	if (fd >= 0)
		close(fd);
	return fpe_fail(err, FPE_EIO, "%s: %s", path, strerror(error));
}

enum fpe_status log_file_open(const char *name, const struct script *script, int scripts,
			      FILE **out, struct fpe_error *err)
{
	char *path = value_file(name);
	enum fpe_status status =
		path ? open_path(path, script, scripts, out, err) : fpe_no_memory(err);

	free(path);
	return status;
}

void log_file_tell(const char *name)
{
	char *path = value_file(name);
	struct stat st;

	if (path && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		fprintf(stderr, "wrote %s, %lld bytes\n", path, (long long)st.st_size);
	free(path);
}
