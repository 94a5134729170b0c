/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_format.c - any bytes to every row of the table of formats, and what was read
 * written by every row that writes: a new format has its target by its row.
 */
#include "fuzz/fuzz_reader.h"

#include <unistd.h>

#include "io/format.h"
#include "io/metadata.h"

/* As format_open, of bytes. */
static enum fpe_status parse(const struct format *row, const uint8_t *data, size_t size,
			     struct tensors **out, struct fpe_error *err)
{
	enum fpe_status status = row->parse(data, size, FUZZ_NAME, out, err);

	if (!status)
		status = metadata_take(*out, err);
	if (status && *out) {
		tensors_free(*out);
		*out = NULL;
	}
	return status;
}

/* The list in another form is the same list. */
static void write_again(const struct format *to, struct tensors *list)
{
	char path[64];
	struct outfile *out;
	struct tensors *again;
	struct fpe_error err;
	size_t size;
	char *bytes;

	snprintf(path, sizeof path, "/tmp/fpe-fuzz-%d%s", (int)getpid(), to->suffix);
	must(!outfile_open(path, NULL, &out, &err), err.message);
	if (format_write(to, list, out, &err)) {
		must_be_clean(err.message);
		outfile_drop(out);
		return;
	}
	must(!outfile_close(out, &err), err.message);
	must(!format_bytes(path, NULL, &bytes, &size, &err), err.message);
	must(format_of(path, (const uint8_t *)bytes, size) == to, "written as another format");
	must(!parse(to, (const uint8_t *)bytes, size, &again, &err), err.message);
	must(again->count == list->count, "written and read there are others");
	must(json_object_size(again->metadata) == json_object_size(list->metadata),
	     "written and read there are other strings");
	use_tensors(again);
	tensors_free(again);
	free(bytes);
	unlink(path);
}

static void use_row(const struct format *row, const uint8_t *data, size_t size)
{
	struct fpe_error err = { .code = FPE_OK };
	struct tensors *file;
	enum fpe_status status = parse(row, data, size, &file, &err);

	must_tell(status, &err);
	must(!status == (file != NULL), "tensors after a failure, or none");
	if (!file)
		return;
	if (!row->instead)
		use_tensors(file);
	format_has_net(file);
	for (int i = 0; format_table[i]; i++) {
		if (format_table[i]->write)
			write_again(format_table[i], file);
	}
	tensors_free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int i = 0; format_table[i]; i++) {
		char name[64];

		snprintf(name, sizeof name, "f%s", format_table[i]->suffix);
		must(format_of(name, data, size) != NULL, "a file of no format");
		use_row(format_table[i], data, size);
	}
	return 0;
}
