/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format.c - which format a file is of, and what it holds. */
#include "io/format.h"

#include <stdlib.h>
#include <string.h>

#include "io/model.h"
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

static bool holds_samples_alone(const struct tensors *file)
{
	for (int i = 0; i < file->count; i++) {
		if (!sample_set_is_part(file->tensor[i].name))
			return false;
	}
	return file->count > 0;
}

static enum fpe_status read_content(const struct tensors *file, struct format_content *out,
				    struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	if (!holds_samples_alone(file))
		status = model_net(file, &out->net, err);
	if (!status)
		status = sample_set_of(file, &out->samples, err);
	if (status) {
		fpe_net_free(out->net);
		out->net = NULL;
	}
	return status;
}

enum fpe_status format_read(const char *path, struct format_content *out, struct fpe_error *err)
{
	char *bytes;
	size_t size;
	struct tensors *file = NULL;
	enum fpe_status status = read_bytes(path, &bytes, &size, err);

	*out = (struct format_content){ 0 };
	if (status)
		return status;
	status = format_of(path, (const uint8_t *)bytes, size)
			 ->parse((const uint8_t *)bytes, size, path, &file, err);
	if (!status)
		status = read_content(file, out, err);
	tensors_free(file);
	free(bytes);
	return status;
}
