/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clause_file.c - a file's bytes to the reader of its kind. */
#include "io/clause_file.h"

#include <stdlib.h>

#include "io/clause_list.h"
#include "io/dimacs.h"
#include "io/pla.h"
#include "io/textfile.h"

enum fpe_status clause_file_read(enum fpe_task_kind kind, const char *path, const char *output,
				 char *note, struct fpe_task **out, struct fpe_error *err)
{
	struct fpe_error inner;
	char *text, name[TEXTFILE_SHOWN];
	size_t size;
	enum fpe_status status =
		textfile_read(path, TEXTFILE_REGULAR, CLAUSE_FILE_MOST, &text, &size, &inner);

	*out = NULL;
	if (status)
		return fpe_fail(err, status, "%s: %s", textfile_shown(path, name), inner.message);
	if (kind == FPE_TASK_PLA)
		status = pla_read((const uint8_t *)text, size, path, output, note, out, err);
	else
		status = dimacs_read((const uint8_t *)text, size, path, note, out, err);
	free(text);
	return status;
}
