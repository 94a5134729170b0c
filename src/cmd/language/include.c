/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * include.c - the row of `include`, where files of commands lie, and what is
 * said of one that cannot be read. Owns nothing.
 */
#include "cmd/language/include.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/command.h"
#include "cmd/language/scenario.h"
#include "io/gate.h"
#include "io/textbuf.h"

const struct command cmd_include = {
	.verb = "include",
	.flags = COMMAND_INCLUDE | COMMAND_SILENT,
	.help = "Read commands from a file, in place of this line.",
	.details =
		"FILE is relative to the folder of the file that includes it; what is not there may be the name of a scenario, as `play` lists them. "
		"Files may include files, 8 deep. All of it is parsed before the first command runs.",
	.example = "include common.fpe",
	.example_setup = "history common.fpe",
	.args = { NEED("FILE", FILE, "file of commands", .scenario = true, .reads = ".fpe") },
};

enum fpe_status include_read(const char *path, enum textfile_kind kind, size_t limit, char **text,
			     size_t *size, struct fpe_error *err)
{
	struct fpe_error inner;
	enum fpe_status status = textfile_read(path, kind, limit, text, size, &inner);

	if (status == FPE_OK)
		return status;
	if (status == FPE_ENOMEM)
		return fpe_no_memory(err);
	return fpe_fail(err, status, "cannot read %s: %s%s", path, inner.message,
			status == FPE_ELIMIT ? " of commands" : "");
}

/* Beside the file that names it, or a scenario. */
static char *scenario_or(char *path, const char *file)
{
	char scenario[4096];

	if (!path || gate_there(path) || !scenario_named(file, scenario, sizeof scenario))
		return path;
	free(path);
	return strdup(scenario);
}

char *include_path(const char *from, const char *file)
{
	const char *slash = strrchr(from, '/');
	size_t folder = slash ? (size_t)(slash - from) + 1 : 0;
	struct textbuf path = { 0 };

	if (*file != '/')
		textbuf_add(&path, from, folder);
	textbuf_puts(&path, file);
	return scenario_or(textbuf_take(&path), file);
}
