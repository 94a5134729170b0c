/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lessons_done.c - a file with a number a line; what is none is passed over. */
#include "cmd/player/lessons_done.h"

#include <stdlib.h>
#include <string.h>

#include "io/gate.h"
#include "io/state.h"
#include "io/textbuf.h"
#include "io/textfile.h"

#define NAME "lessons"
#define MOST_BYTES 4096

/* Lines of numbers. */
static void take(const char *text, struct lessons_done *out)
{
	for (const char *at = text; *at; at += *at == '\n') {
		long number = strtol(at, NULL, 10);

		if (number > 0 && number <= LESSONS_MOST)
			out->done[number] = true;
		at += strcspn(at, "\n");
	}
}

static enum fpe_status read_at(const char *path, struct lessons_done *out, struct fpe_error *err)
{
	struct fpe_error failed;
	enum fpe_status status;
	size_t size;
	char *text;

	if (!gate_there(path))
		return FPE_OK;
	status = textfile_read(path, TEXTFILE_REGULAR, MOST_BYTES, &text, &size, &failed);
	if (status)
		return fpe_fail(err, status, "%.200s: %s", path, failed.message);
	take(text, out);
	free(text);
	return FPE_OK;
}

enum fpe_status lessons_done_read(struct lessons_done *out, struct fpe_error *err)
{
	size_t there;
	char *path = state_path(NAME, &there);
	enum fpe_status status;

	*out = (struct lessons_done){ { false } };
	status = path ? read_at(path, out, err) : FPE_OK;
	free(path);
	return status;
}

enum fpe_status lessons_done_mark(int number, bool done, struct fpe_error *err)
{
	size_t there;
	char *path = state_path(NAME, &there), *text;
	struct textbuf lines = { 0 };
	struct lessons_done all;
	enum fpe_status status;

	if (!path)
		return fpe_fail(err, FPE_EIO, "neither XDG_STATE_HOME nor HOME is set");
	status = lessons_done_read(&all, err);
	if (status) {
		free(path);
		return status;
	}
	all.done[number] = done;
	for (int i = 1; i <= LESSONS_MOST; i++) {
		if (all.done[i])
			textbuf_printf(&lines, "%d\n", i);
	}
	text = textbuf_take(&lines);
	state_make_folders(path, there);
	status = text ? textfile_write(path, text, err) : fpe_no_memory(err);
	free(text);
	free(path);
	return status;
}
