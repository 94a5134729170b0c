/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outfile.c - how does a file come into being whole, or not at all? */
#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "io/gate.h"
#include "io/platform.h"
#include "io/textbuf.h"

#define ROOM ((size_t)1 << 16)	/* bytes gathered before they are written */
#define ROOM_MS 100		/* between looks at who waits, while a pipe is full */
#define TRIES 100		/* names for a new file */
#define LINKS 40		/* one to the next; the system follows as many */
#define BLOCK ((size_t)1 << 22) /* bytes written before who waits is asked … */
#define SYNC                                                                                      \
	((size_t)1 << 25) /* … and before they are brought to the disk: at the end nobody could \
			     stop that, and of a large file it takes long */

struct outfile {
	char *path;	 /* as messages name it */
	char *target;	 /* what is replaced; NULL: a pipe or device, written straight */
	char *temporary; /* the new file's name until then; NULL: it has none yet */
	mode_t mode;
	int fd;
	const struct reading *reading;
	uint64_t expected, size;
	size_t unsynced;	 /* bytes that may not be on the disk */
	struct fpe_error failed; /* the first failure; FPE_OK: none */
	size_t gathered;
	char bytes[ROOM];
};

static enum fpe_status fail_with(struct outfile *f, int code)
{
	return fpe_fail(&f->failed, FPE_EIO, "%.200s: %s", f->path, gate_error(code));
}

static enum fpe_status tell(const struct outfile *f, struct fpe_error *err)
{
	if (f->failed.code && err)
		*err = f->failed;
	return f->failed.code;
}

static void release(struct outfile *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->target);
	free(f->temporary);
	free(f);
}

/* A rename lasts only once its folder is on the disk. */
static void sync_folder(const char *path)
{
	char copy[PATH_MAX]; /* of its own: the file is there, nothing may fail any more */
	int fd;

	snprintf(copy, sizeof copy, "%s", path);
	fd = gate_open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

static mode_t mode_for_new(void)
{
	mode_t mask = umask(077);

	umask(mask);
	return 0666 & ~mask;
}

/* A new file without a name in the folder of `target`, that can get one; -1: there is
   none to be had. */
static int open_nameless(const char *target)
{
	char *copy = strdup(target);
	int fd = -1;

	if (copy && !gate_confined())
		fd = platform_nameless(dirname(copy));
	free(copy);
	return fd;
}

/* Give it a name of its own beside the target: a name that is taken can only be
   replaced by another. */
static enum fpe_status name_it(struct outfile *f)
{
	for (int i = 0; i < TRIES; i++) {
		f->temporary = textbuf_text("%s.%ld.%d", f->target, (long)getpid(), i);
		if (!f->temporary)
			return fpe_no_memory(&f->failed);
		if (platform_name(f->fd, f->temporary))
			return FPE_OK;
		free(f->temporary);
		f->temporary = NULL;
		if (errno != EEXIST)
			break;
	}
	return fail_with(f, errno);
}

/* A pipe or a device. A pipe that nobody reads would keep us waiting for ever, deaf to
   signals: it is an error; one whose reader does not read is waited for (wait_for_room). */
static enum fpe_status open_straight(struct outfile *f)
{
	f->fd = gate_open(f->path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0);
	if (f->fd < 0 && errno == ENXIO)
		return fpe_fail(&f->failed, FPE_EIO, "%.200s: nobody reads from it", f->path);
	return f->fd < 0 ? fail_with(f, errno) : FPE_OK;
}

/* What a link says, as a path from where its path is; NULL with errno: EINVAL, ENOENT if
   there is none. */
static char *follow(const char *path)
{
	char to[PATH_MAX], *copy, *next;
	ssize_t n = readlink(path, to, sizeof to - 1);

	if (n < 0)
		return NULL;
	to[n] = '\0';
	if (to[0] == '/')
		return strdup(to);
	copy = strdup(path);
	next = copy ? textbuf_text("%s/%s", dirname(copy), to) : NULL;
	free(copy);
	return next;
}

/* Where a file that is not there yet will be: behind the links its path ends in. NULL with
   errno. */
static char *place_of_new(const char *path)
{
	char *at = strdup(path);

	for (int i = 0; at && i < LINKS; i++) {
		char *next = follow(at);

		if (!next && (errno == EINVAL || errno == ENOENT))
			return at;
		free(at);
		at = next;
	}
	if (at)
		errno = ELOOP;
	free(at);
	return NULL;
}

/* Pipes and devices are written straight: there is nothing to replace. A link
   keeps pointing where it did, also to what is not there yet. */
static enum fpe_status open_place(struct outfile *f)
{
	struct stat st;
	bool there = !stat(f->path, &st);

	if (there && !S_ISREG(st.st_mode))
		return open_straight(f);
	f->mode = there ? st.st_mode & 07777 : mode_for_new();
	f->target = there ? realpath(f->path, NULL) : place_of_new(f->path);
	if (!f->target)
		return fail_with(f, errno);
	f->fd = open_nameless(f->target);
	if (f->fd >= 0)
		return FPE_OK;
	f->temporary = textbuf_text("%s.XXXXXX", f->target);
	if (!f->temporary)
		return fpe_no_memory(&f->failed);
	f->fd = gate_temporary(f->temporary);
	return f->fd < 0 ? fail_with(f, errno) : FPE_OK;
}

enum fpe_status outfile_open(const char *path, const struct reading *reading, struct outfile **out,
			     struct fpe_error *err)
{
	struct outfile *f = malloc(sizeof *f);
	enum fpe_status status;

	*out = NULL;
	if (!f)
		return fpe_no_memory(err);
	f->path = strdup(path);
	f->target = f->temporary = NULL;
	f->mode = 0;
	f->fd = -1;
	f->reading = reading;
	f->expected = f->size = 0;
	f->failed.code = FPE_OK;
	f->gathered = 0;
	if (f->path)
		open_place(f);
	else
		fpe_no_memory(&f->failed);
	status = tell(f, err);
	if (status)
		release(f);
	else
		*out = f;
	return status;
}

enum fpe_status outfile_check(const char *path, struct fpe_error *err)
{
	struct outfile *f;
	struct stat st;
	enum fpe_status status;

	if (!stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return FPE_OK;
	status = outfile_open(path, NULL, &f, err);
	if (!status)
		outfile_drop(f);
	return status;
}

void outfile_own(struct outfile *file)
{
	file->mode = 0600;
}

void outfile_expect(struct outfile *file, uint64_t bytes)
{
	file->expected = bytes;
}

uint64_t outfile_size(const struct outfile *file)
{
	return file->size;
}

/* The reader takes its time: with an ear for who waits. `size` bytes are left. */
static enum fpe_status wait_for_room(struct outfile *f, size_t size)
{
	struct pollfd room = { f->fd, POLLOUT, 0 };
	double share = f->expected ? (double)(f->size - size) / (double)f->expected : 0;

	poll(&room, 1, ROOM_MS);
	return reading_goes_on(f->reading, share < 1 ? share : 1, &f->failed);
}

static enum fpe_status sync_file(struct outfile *f)
{
	f->unsynced = 0;
	/* EINVAL, EROFS: nothing is kept there */
	return fsync(f->fd) && errno != EINVAL && errno != EROFS ? fail_with(f, errno) : FPE_OK;
}

static enum fpe_status write_out(struct outfile *f, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(f->fd, bytes, size < BLOCK ? size : BLOCK);
		double share;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			if (wait_for_room(f, size))
				return f->failed.code;
			continue;
		}
		if (n < 0)
			return fail_with(f, errno);
		bytes += n;
		size -= (size_t)n;
		f->unsynced += (size_t)n;
		if (f->target && f->unsynced >= SYNC && sync_file(f))
			return f->failed.code;
		share = f->expected ? (double)(f->size - size) / (double)f->expected : 0;
		if (reading_goes_on(f->reading, share < 1 ? share : 1, &f->failed))
			return f->failed.code;
	}
	return FPE_OK;
}

static enum fpe_status flush(struct outfile *f)
{
	size_t size = f->gathered;

	f->gathered = 0;
	return write_out(f, f->bytes, size);
}

void outfile_no_memory(struct outfile *file)
{
	if (!file->failed.code)
		fpe_no_memory(&file->failed);
}

enum fpe_status outfile_put(struct outfile *file, const void *bytes, size_t size,
			    struct fpe_error *err)
{
	if (!size || file->failed.code)
		return tell(file, err);
	if (size > ROOM - file->gathered)
		flush(file);
	if (!file->failed.code) {
		file->size += size;
		if (size >= ROOM) {
			write_out(file, bytes, size);
		} else {
			memcpy(file->bytes + file->gathered, bytes, size);
			file->gathered += size;
		}
	}
	return tell(file, err);
}

/* Everything is on the disk, under its own name. */
static enum fpe_status settle(struct outfile *f)
{
	int fd = f->fd;

	if (sync_file(f))
		return f->failed.code;
	if (f->target && fchmod(fd, f->mode))
		return fail_with(f, errno);
	if (f->target && !f->temporary && name_it(f))
		return f->failed.code;
	f->fd = -1;
	if (close(fd))
		return fail_with(f, errno);
	if (f->target && rename(f->temporary, f->target))
		return fail_with(f, errno);
	return FPE_OK;
}

enum fpe_status outfile_close(struct outfile *file, struct fpe_error *err)
{
	enum fpe_status status;

	/* the bytes may lack what there was no memory for, though each put was well */
	if (!file->failed.code)
		memory_verdict(FPE_OK, &file->failed);
	if (!file->failed.code)
		flush(file);
	if (!file->failed.code)
		settle(file);
	status = tell(file, err);
	if (status) {
		outfile_drop(file);
		return status;
	}
	if (file->target)
		sync_folder(file->target);
	release(file);
	return FPE_OK;
}

void outfile_drop(struct outfile *file)
{
	if (!file)
		return;
	if (file->temporary)
		unlink(file->temporary);
	release(file);
}
