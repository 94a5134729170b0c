/* SPDX-License-Identifier: GPL-3.0-or-later */
/* standard.c - descriptors 0 to 2. */
#include "io/standard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void standard_fill(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		/* open for what it is not used for; not CLOEXEC, as they never are */
		int mode = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", mode) != fd)
			abort(); /* no /dev/null: nothing that is opened could be trusted */
	}
}

int standard_close(void)
{
	bool failed = ferror(stdout);
	int error;

	errno = 0;
	if (fclose(stdout) == 0 && !failed)
		return 0;
	error = errno;
	return error ? error : EIO; /* an earlier write failed, and nobody kept why */
}
