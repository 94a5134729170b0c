/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * include.c - the row of `include`, and reading files of commands.
 *
 * Files are read here and nowhere else in the parser. Owns nothing.
 */
#include "cmd/language/include.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/language/command.h"

const struct command cmd_include = {
	.verb = "include",
	.flags = COMMAND_INCLUDE | COMMAND_SILENT,
	.help = "Read commands from a file, in place of this line.",
	.details =
		"FILE is relative to the folder of the file that includes it. "
		"Files may include files, 8 deep. All of it is parsed before the first command runs.",
	.example = "include common.fpe",
	.args = { { .name = "FILE",
		    .type = ARG_FILE,
		    .positional = true,
		    .required = true,
		    .help = "file of commands" } },
};

static enum fpe_status io_error(const char *path, struct fpe_error *err)
{
	return fpe_fail(err, FPE_EIO, "cannot read %s: %s", path, strerror(errno));
}

static enum fpe_status read_all(int fd, const char *path, size_t limit, char **text, size_t *size,
				struct fpe_error *err)
{
	size_t room = 0;

	*size = 0;
	for (;;) {
		ssize_t n;

		if (*size == room) {
			char *grown;

			if (room > limit)
				return fpe_fail(err, FPE_ELIMIT,
						"cannot read %s: more than %zu bytes of commands",
						path, limit);
			room = room ? 2 * room : 4096;
			grown = realloc(*text, room);
			if (!grown)
				return fpe_no_memory(err);
			*text = grown;
		}
		n = read(fd, *text + *size, room - *size);
		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			return io_error(path, err);
		*size += n > 0 ? (size_t)n : 0;
	}
	if (*size > limit)
		return fpe_fail(err, FPE_ELIMIT, "cannot read %s: more than %zu bytes of commands",
				path, limit);
	return FPE_OK;
}

enum fpe_status include_read(const char *path, size_t limit, int regular, char **text, size_t *size,
			     struct fpe_error *err)
{
	/* O_NONBLOCK: opening a pipe nobody writes to must not hang. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | (regular ? O_NONBLOCK : 0));
	enum fpe_status status;
	struct stat info;

	*text = NULL;
	if (fd < 0)
		return io_error(path, err);
	if (fstat(fd, &info))
		status = io_error(path, err);
	else if (regular && !S_ISREG(info.st_mode))
		status = fpe_fail(err, FPE_EIO, "cannot read %s: not a regular file", path);
	else
		status = read_all(fd, path, limit, text, size, err);
	close(fd);
	if (status) {
		free(*text);
		*text = NULL;
	}
	return status;
}

char *include_path(const char *from, const char *file)
{
	const char *slash = strrchr(from, '/');
	size_t folder = slash ? (size_t)(slash - from) + 1 : 0;
	char *path;

	if (*file == '/')
		folder = 0;
	path = malloc(folder + strlen(file) + 1);
	if (path) {
		memcpy(path, from, folder);
		strcpy(path + folder, file);
	}
	return path;
}
