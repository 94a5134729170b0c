/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format.c - which format a file is of, and what it holds. */
#include "io/format.h"

#include <stdlib.h>
#include <string.h>

#include "io/textfile.h"

const char *format_help(int i)
{
	return format_table[i] ? format_table[i]->help : NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && !strcmp(text + length - tail, end);
}

const struct format *format_of(const char *path, const uint8_t *bytes, size_t size)
{
	for (int i = 0; format_table[i]; i++) {
		if (format_table[i]->sniff(bytes, size))
			return format_table[i];
	}
	for (int i = 0; format_table[i]; i++) {
		if (ends_with(path, format_table[i]->suffix))
			return format_table[i];
	}
	return format_table[0];
}

static enum fpe_status read_bytes(const char *path, char **bytes, size_t *size,
				  struct fpe_error *err)
{
	struct fpe_error inner;
	char name[TEXTFILE_SHOWN];
	enum fpe_status status =
		textfile_read(path, TEXTFILE_REGULAR, FORMAT_MAX_FILE, bytes, size, &inner);

	if (status == FPE_ENOMEM)
		return fpe_no_memory(err);
	textfile_shown(path, name);
	if (status == FPE_ELIMIT)
		return fpe_fail(err, status, "%s: the file is larger than %lld bytes", name,
				FORMAT_MAX_FILE);
	return status ? fpe_fail(err, status, "%s: %s", name, inner.message) : FPE_OK;
}

enum fpe_status format_read(const char *path, struct format_content *out, struct fpe_error *err)
{
	char *bytes;
	size_t size;
	enum fpe_status status = read_bytes(path, &bytes, &size, err);

	*out = (struct format_content){ NULL, NULL };
	if (status)
		return status;
	status = format_of(path, (const uint8_t *)bytes, size)
			 ->read((const uint8_t *)bytes, size, path, out, err);
	free(bytes);
	if (status) {
		fpe_net_free(out->net);
		fpe_data_free(out->data);
		*out = (struct format_content){ NULL, NULL };
	}
	return status;
}
