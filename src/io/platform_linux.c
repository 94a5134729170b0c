/* SPDX-License-Identifier: GPL-3.0-or-later */
/* platform_linux.c - Linux's own calls, all there are. Owns nothing. */
#include "io/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN_FILES "/proc/self/fd"
#define OWN_FILE_BYTES (sizeof OWN_FILES + 16)
#define LEAST_PRIORITY 19

bool platform_bell_open(struct platform_bell *bell)
{
	bell->read = bell->write = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return bell->read >= 0;
}

void platform_bell_ring(const struct platform_bell *bell)
{
	uint64_t one = 1;

	/* a full counter is readable already */
	if (write(bell->write, &one, sizeof one) < 0)
		return;
}

void platform_bell_hush(const struct platform_bell *bell)
{
	uint64_t count;

	if (read(bell->read, &count, sizeof count) < 0)
		return;
}

void platform_bell_close(struct platform_bell *bell)
{
	if (bell->read >= 0)
		close(bell->read);
	bell->read = bell->write = -1;
}

bool platform_pipe(int end[2])
{
	return pipe2(end, O_CLOEXEC | O_NONBLOCK) == 0;
}

static bool follow(const char *link, char *out, size_t size)
{
	ssize_t n = readlink(link, out, size - 1);

	out[n < 0 ? 0 : n] = '\0';
	return n >= 0;
}

bool platform_program(char *out, size_t size)
{
	return follow("/proc/self/exe", out, size);
}

static const char *own_file(int fd, char name[OWN_FILE_BYTES])
{
	snprintf(name, OWN_FILE_BYTES, OWN_FILES "/%d", fd);
	return name;
}

/* By a descriptor that opens nothing; the kernel says where that lies. */
int platform_see(const char *path, char place[PATH_MAX])
{
	char name[OWN_FILE_BYTES];
	int fd = open(path, O_PATH | O_CLOEXEC), error;

	if (fd < 0 || follow(own_file(fd, name), place, PATH_MAX))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

int platform_open_seen(int seen, const char *place, int flags)
{
	char name[OWN_FILE_BYTES];

	(void)place;
	return open(own_file(seen, name), flags);
}

int platform_nameless(const char *folder)
{
	return access(OWN_FILES, X_OK) ? -1 : open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

bool platform_name(int fd, const char *path)
{
	char name[OWN_FILE_BYTES];

	return linkat(AT_FDCWD, own_file(fd, name), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
}

/* The command of a process, "?": it is not told. */
static void command_of(int pid, char out[32])
{
	char path[40];
	FILE *file;

	strcpy(out, "?");
	snprintf(path, sizeof path, "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(out, 32, file))
		out[strcspn(out, "\n")] = '\0';
	fclose(file);
}

/* The process of a line of the kernel's list that has a lock on this file; 0: it is another's. */
static int holder_in(const char *line, const struct stat *file)
{
	unsigned long long inode;
	int pid;

	/* not by the device: it may have another number there than stat(2) gives */
	if (sscanf(line, "%*s %*s %*s %*s %d %*x:%*x:%llu", &pid, &inode) != 2 ||
	    inode != file->st_ino || pid <= 0 || pid == getpid())
		return 0;
	return pid;
}

bool platform_lock_holder(const char *path, char *out, size_t size)
{
	FILE *list = fopen("/proc/locks", "re");
	char line[200], command[32];
	bool found = false, writes = false;
	struct stat file;
	int pid;

	if (!list)
		return false;
	while (!stat(path, &file) && !writes && fgets(line, sizeof line, list)) {
		pid = holder_in(line, &file);
		if (!pid)
			continue;
		command_of(pid, command);
		snprintf(out, size, "by %s, process %d", command, pid);
		found = true;
		writes = strstr(line, "WRITE") != NULL;
	}
	fclose(list);
	return found;
}

void platform_return_blocks(int bytes)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, bytes);
#else
	(void)bytes;
#endif
}

/* On Linux this is the thread's own priority; failing is harmless. */
void platform_give_way(void)
{
	setpriority(PRIO_PROCESS, (id_t)gettid(), LEAST_PRIORITY);
}
