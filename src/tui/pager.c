/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pager.c - does an answer go through the user's PAGER? Owns nothing. */
#include "tui/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHELL "/bin/sh"
#define NOT_FOUND 127 /* a shell's status where there is no such program */
#define NOT_STARTED 126

extern char **environ;

bool pager_wants(const char *text)
{
	const char *pager = getenv("PAGER");
	struct winsize size = { 0 };
	int lines = 0;

	if (!pager || !*pager || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row)
		return false;
	for (; *text; text++)
		lines += *text == '\n';
	return lines >= size.ws_row;
}

/* With signals as programs expect them. 0: it was not started. */
static pid_t start(const char *pager, const int end[2])
{
	char *const words[] = { (char *)SHELL, (char *)"-c", (char *)pager, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	pid_t child = 0;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, end[0], STDIN_FILENO);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	if (posix_spawn(&child, SHELL, &files, &how, words, environ))
		child = 0;
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return child;
}

/* Until it has all, or wants no more. */
static void feed(int fd, const char *text)
{
	size_t size = strlen(text);

	while (size > 0) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;
		text += n;
		size -= (size_t)n;
	}
}

bool pager_show(const char *text)
{
	pid_t child = 0;
	int end[2], status = 0;

	if (pipe(end))
		return false;
	/* its end of the text is when ours is closed, so no other may have it */
	fcntl(end[0], F_SETFD, FD_CLOEXEC);
	fcntl(end[1], F_SETFD, FD_CLOEXEC);
	child = start(getenv("PAGER"), end);
	close(end[0]);
	if (child)
		feed(end[1], text);
	close(end[1]);
	while (child && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return child && !(WIFEXITED(status) &&
			  (WEXITSTATUS(status) == NOT_FOUND || WEXITSTATUS(status) == NOT_STARTED));
}
