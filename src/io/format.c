/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format.c - which format a file is of, and what it holds. */
#include "io/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/fixed_text.h"
#include "io/file_kind.h"
#include "io/metadata.h"
#include "io/sample_set.h"
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

const struct format *format_sniffed(const uint8_t *bytes, size_t size)
{
	for (int i = 0; format_table[i]; i++) {
		if (format_table[i]->sniff(bytes, size))
			return format_table[i];
	}
	return NULL;
}

static const struct format *named(const char *path)
{
	for (int i = 0; format_table[i]; i++) {
		if (ends_with(path, format_table[i]->suffix))
			return format_table[i];
	}
	return NULL;
}

const struct format *format_of(const char *path, const uint8_t *bytes, size_t size)
{
	const struct format *format = format_sniffed(bytes, size);

	if (!format)
		format = named(path);
	return format ? format : format_table[0];
}

/* Neither its bytes nor its name say what it is. */
static enum fpe_status refuse_unknown(const char *path, struct fpe_error *err)
{
	char name[TEXTFILE_SHOWN], known[120] = "";
	size_t at = 0;

	for (int i = 0; format_table[i]; i++)
		fixed_put(known, sizeof known, &at, "%s%s", i ? ", " : "", format_table[i]->suffix);
	return fpe_fail(
		err, FPE_EFORMAT,
		"%s: neither its first bytes nor its name are those of a file of tensors (%s)",
		textfile_shown(path, name), known);
}

const struct format *format_to_write(const char *path)
{
	for (int i = 0; format_table[i]; i++) {
		if (format_table[i]->write && ends_with(path, format_table[i]->suffix))
			return format_table[i];
	}
	return NULL;
}

enum fpe_status format_write(const struct format *format, struct tensors *list, struct outfile *to,
			     struct fpe_error *err)
{
	char *bytes = NULL;
	enum fpe_status status = format->metadata ? FPE_OK : metadata_add(list, &bytes, err);

	if (!status)
		status = format->write(list, to, err);
	metadata_drop(list, bytes);
	return status;
}

size_t format_most(void)
{
	long long pages = sysconf(_SC_PHYS_PAGES) / 2, page = sysconf(_SC_PAGESIZE);

	return (size_t)(pages < FORMAT_MAX_FILE / page ? pages * page : FORMAT_MAX_FILE);
}

enum fpe_status format_bytes(const char *path, const struct reading *reading, char **bytes,
			     size_t *size, struct fpe_error *err)
{
	struct fpe_error inner;
	char name[TEXTFILE_SHOWN];
	enum fpe_status status = textfile_read_long(path, TEXTFILE_REGULAR, format_most(), reading,
						    bytes, size, &inner);

	if (status == FPE_ENOMEM)
		return fpe_no_memory(err);
	textfile_shown(path, name);
	if (status == FPE_ELIMIT)
		return fpe_fail(err, status, "%s: the file is larger than %zu bytes", name,
				format_most());
	return status ? fpe_fail(err, status, "%s: %s", name, inner.message) : FPE_OK;
}

bool format_has_net(const struct tensors *file)
{
	for (int i = 0; i < file->count; i++) {
		if (!sample_set_is_part(file->tensor[i].name))
			return true;
	}
	return file->count == 0; /* of which is said what it lacks */
}

enum fpe_status format_open(const char *path, const struct reading *reading,
			    struct format_file *out, struct fpe_error *err)
{
	const uint8_t *bytes;
	enum fpe_status status;

	*out = (struct format_file){ 0 };
	status = format_bytes(path, reading, &out->bytes, &out->size, err);
	if (status)
		return status;
	bytes = (const uint8_t *)out->bytes;
	if (!format_sniffed(bytes, out->size))
		status = file_kind_refuse(path, bytes, out->size, err);
	if (!status && !format_sniffed(bytes, out->size) && !named(path))
		status = refuse_unknown(path, err);
	out->format = format_of(path, bytes, out->size);
	if (!status)
		status = out->format->parse(bytes, out->size, path, &out->tensors, err);
	if (!status && out->format->instead)
		status = fpe_fail(err, FPE_EFORMAT, "%s: %s", out->tensors->name,
				  out->format->instead);
	if (!status)
		status = metadata_take(out->tensors, err);
	if (status)
		format_close(out);
	return status;
}

void format_close(struct format_file *file)
{
	tensors_free(file->tensors);
	free(file->bytes);
	*file = (struct format_file){ 0 };
}
