/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kept.c - places in a folder, each with a lock that ends with its program.
 *
 * A lock is the kernel's (flock): it goes with the program, however that ends, and no
 * number of a process is taken for another's.
 */
#include "cmd/player/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "cmd/language/lex.h"
#include "core/base/room.h"
#include "io/gate.h"
#include "io/state.h"
#include "io/textbuf.h"

#define FOLDER "autosave"
#define TRIES 100 /* names for a place */

struct kept {
	char *session, *lock;
	int fd; /* of the lock */
};

/* "FOLDER/NAMEend", malloc'ed; NULL: no memory. */
static char *beside(const char *folder, const char *name, const char *end)
{
	return textbuf_text("%s/%s%s", folder, name, end);
}

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* ------------------------------------------------------------- one's own place */

/* Nobody else may look into it, whoever made it. */
static enum fpe_status make_folder(char **out, struct fpe_error *err)
{
	size_t there;
	char *path = state_path(FOLDER "/", &there);
	struct stat st;
	int fd;

	*out = path;
	if (!path)
		return fpe_fail(err, FPE_EIO, "neither XDG_STATE_HOME nor HOME is set");
	state_make_folders(path, there);
	path[strlen(path) - 1] = '\0';
	fd = gate_open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
	if (fd < 0)
		return fpe_fail(err, FPE_EIO, "%.200s: %s", path, strerror(errno));
	if (fstat(fd, &st) || st.st_uid != geteuid() || fchmod(fd, 0700)) {
		close(fd);
		return fpe_fail(err, FPE_EIO, "%.200s: it is somebody else's", path);
	}
	close(fd);
	return FPE_OK;
}

/* Lock the file that has the name now. -1: another has it, or errno says why. */
static int open_lock(const char *path, int flags)
{
	struct stat named, opened;
	int fd = gate_open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags, 0600);

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &opened) == 0 &&
	    lstat(path, &named) == 0 && named.st_ino == opened.st_ino &&
	    named.st_dev == opened.st_dev)
		return fd;
	close(fd);
	errno = EWOULDBLOCK;
	return -1;
}

/* A name that no other program has, and that no session has that one left. */
static enum fpe_status take_place(struct kept *k, const char *folder, struct fpe_error *err)
{
	char name[40];

	for (int i = 0; i < TRIES; i++) {
		snprintf(name, sizeof name, i ? "%ld-%d" : "%ld", (long)getpid(), i);
		free(k->session);
		free(k->lock);
		k->session = beside(folder, name, ".session");
		k->lock = beside(folder, name, ".lock");
		if (!k->session || !k->lock)
			return fpe_no_memory(err);
		if (is_there(k->session))
			continue;
		k->fd = open_lock(k->lock, O_CREAT);
		if (k->fd >= 0)
			return FPE_OK;
		if (errno != EWOULDBLOCK)
			break;
	}
	return fpe_fail(err, FPE_EIO, "%.200s: %s", k->lock, strerror(errno));
}

static void free_kept(struct kept *k)
{
	if (k->fd >= 0)
		close(k->fd);
	free(k->session);
	free(k->lock);
	free(k);
}

enum fpe_status kept_open(struct kept **out, struct fpe_error *err)
{
	struct kept *k = calloc(1, sizeof *k);
	char *folder = NULL;
	enum fpe_status status;

	*out = NULL;
	if (!k)
		return fpe_no_memory(err);
	k->fd = -1;
	status = make_folder(&folder, err);
	if (!status)
		status = take_place(k, folder, err);
	free(folder);
	if (status)
		free_kept(k);
	else
		*out = k;
	return status;
}

const char *kept_path(const struct kept *kept)
{
	return kept->session;
}

void kept_close(struct kept *kept)
{
	if (!kept)
		return;
	unlink(kept->session);
	unlink(kept->lock);
	free_kept(kept);
}

/* --------------------------------------------------------- what others left */

struct left {
	char *path;
	char *lock; /* of what is offered; NULL: it was taken */
	struct timespec when;
};

struct leavings {
	char *folder;
	struct left *left;
	int count, room;
};

/* The lock of a name is nobody's: its program lives no more. */
static bool is_left(const char *lock)
{
	int fd = open_lock(lock, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* A file of the folder, by the end of its name; `name` is cut there. */
static bool cut_end(char *name, const char *end)
{
	size_t size = strlen(name), n = strlen(end);

	if (size <= n || strcmp(name + size - n, end) != 0)
		return false;
	name[size - n] = '\0';
	return true;
}

/* A session that no living program writes. */
static void note_session(struct leavings *all, const char *name)
{
	struct left l = { .path = beside(all->folder, name, ".session"),
			  .lock = beside(all->folder, name, ".lock") };
	bool offered = l.lock && is_there(l.lock);
	struct stat st;

	if (!l.path || !l.lock || (offered && !is_left(l.lock)) || lstat(l.path, &st) ||
	    !S_ISREG(st.st_mode) ||
	    room_for(&all->left, &all->room, all->count + 1, sizeof *all->left, NULL)) {
		free(l.path);
		free(l.lock);
		return;
	}
	l.when = st.st_mtim;
	if (!offered) {
		free(l.lock);
		l.lock = NULL;
	}
	all->left[all->count++] = l;
}

/* A lock without a session, and what a write that was cut short left: nothing is lost. */
static void remove_rest(const struct leavings *all, const char *name, const char *whole)
{
	char *lock = beside(all->folder, name, ".lock");
	char *session = beside(all->folder, name, ".session");
	char *path = beside(all->folder, whole, "");
	bool rest =
		strcmp(whole + strlen(name), ".lock") == 0 ? session && !is_there(session) : true;

	if (lock && path && rest && (!is_there(lock) || is_left(lock)))
		unlink(path);
	free(lock);
	free(session);
	free(path);
}

static void look_at(struct leavings *all, const char *file)
{
	char *name = strdup(file), *dot;

	if (!name)
		return;
	dot = strchr(name, '.');
	if (cut_end(name, ".session")) {
		note_session(all, name);
	} else if (dot && dot != name &&
		   (strcmp(dot, ".lock") == 0 || strncmp(dot, ".session.", 9) == 0)) {
		*dot = '\0';
		remove_rest(all, name, file);
	}
	free(name);
}

static int newest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct left *)a)->when;
	const struct timespec *y = &((const struct left *)b)->when;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

static void look_around(struct leavings *all)
{
	DIR *folder = gate_folder(all->folder);
	struct dirent *entry;

	while (folder && (entry = readdir(folder)) != NULL)
		look_at(all, entry->d_name);
	if (folder)
		closedir(folder);
	if (all->count)
		qsort(all->left, (size_t)all->count, sizeof *all->left, newest_first);
}

static void remove_oldest(struct leavings *all)
{
	for (; all->count > KEPT_MOST; all->count--) {
		struct left *l = &all->left[all->count - 1];

		unlink(l->path);
		if (l->lock)
			unlink(l->lock);
		free(l->path);
		free(l->lock);
	}
}

static char *sentence(const struct leavings *all)
{
	const struct left *newest = NULL;
	struct textbuf text = { 0 };
	char when[32];
	struct tm tm;
	int offered = 0;

	for (int i = 0; i < all->count; i++) {
		if (!all->left[i].lock)
			continue;
		newest = newest ? newest : &all->left[i];
		offered++;
	}
	if (!newest || !localtime_r(&newest->when.tv_sec, &tm) ||
	    !strftime(when, sizeof when, "%Y-%m-%d %H:%M", &tm))
		return NULL;
	textbuf_puts(&text, "`load ");
	lex_put_word(&text, newest->path);
	textbuf_printf(&text, "` brings back a session of %s that was not left", when);
	if (offered > 1)
		textbuf_printf(&text, "; %d older ones lie beside it", offered - 1);
	return textbuf_take(&text);
}

char *kept_offer(void)
{
	struct leavings all = { .left = NULL };
	size_t there;
	char *text;

	all.folder = state_path(FOLDER, &there);
	if (!all.folder)
		return NULL;
	look_around(&all);
	remove_oldest(&all);
	text = sentence(&all);
	for (int i = 0; i < all.count; i++) {
		free(all.left[i].path);
		free(all.left[i].lock);
	}
	free(all.left);
	free(all.folder);
	return text;
}

void kept_taken(const char *path)
{
	size_t there;
	char *folder = state_path(FOLDER, &there);
	char *real = folder ? gate_path(folder) : NULL, *file = gate_path(path);
	char *slash = file ? strrchr(file, '/') : NULL, *lock = NULL;

	if (slash && real && cut_end(file, ".session")) {
		*slash = '\0';
		lock = strcmp(real, file) == 0 ? beside(real, slash + 1, ".lock") : NULL;
	}
	if (lock && is_left(lock))
		unlink(lock);
	free(lock);
	free(file);
	free(real);
	free(folder);
}
