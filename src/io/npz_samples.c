/* SPDX-License-Identifier: GPL-3.0-or-later */
/* npz_samples.c - samples from an .npz file, by the names that people give arrays. */
#include <stdlib.h>
#include <string.h>

#include "io/file_kind.h"
#include "io/format.h"
#include "io/npz.h"
#include "io/textbuf.h"

/* What an array is called, the first of a row being ours. */
static const char *const names[][11] = {
	{ "x", "X", "x_train", "X_train", "train_x", "train_images", "data", "features", "images",
	  NULL },
	{ "y", "Y", "y_train", "Y_train", "train_y", "train_labels", "target", "targets", "labels",
	  "label", NULL },
	{ "test_x", "x_test", "X_test", "test_images", NULL },
	{ "test_y", "y_test", "Y_test", "test_labels", NULL },
};

/* The first of the row that is there gets our name. */
static enum fpe_status rename_one(struct tensors *file, const char *const *row,
				  struct fpe_error *err)
{
	for (int n = 0; row[n]; n++) {
		for (int i = 0; i < file->count; i++) {
			char *name;

			if (strcmp(file->tensor[i].name, row[n]))
				continue;
			name = strdup(row[0]);
			if (!name)
				return fpe_no_memory(err);
			free(file->tensor[i].name);
			file->tensor[i].name = name;
			return FPE_OK;
		}
	}
	return FPE_OK;
}

/* "a [3, 4], b [3]": what it has, so far as a message holds it. */
static enum fpe_status no_samples(const struct tensors *file, struct fpe_error *err)
{
	struct textbuf text = { 0 };
	char *list, shape[TENSOR_SHAPE_TEXT], name[TEXTFILE_SHOWN];
	enum fpe_status status;

	for (int i = 0; i < file->count && i < 5; i++)
		textbuf_printf(&text, "%s%.30s %s", i ? ", " : "",
			       textfile_shown(file->tensor[i].name, name),
			       tensor_shape_text(&file->tensor[i], shape));
	if (file->count > 5)
		textbuf_puts(&text, " …");
	list = textbuf_take(&text);
	if (!list)
		return fpe_no_memory(err);
	status = fpe_fail(
		err, FPE_EFORMAT,
		"%s: it has no arrays x and y; it has %s; numpy.savez(FILE, x=…, y=…) names them",
		file->name, file->count ? list : "none at all");
	free(list);
	return status;
}

static enum fpe_status samples_of(struct tensors *file, const struct reading *reading,
				  struct sample_set *out, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (size_t i = 0; !status && i < sizeof names / sizeof *names; i++)
		status = rename_one(file, names[i], err);
	if (!status)
		status = sample_set_of(file, reading, out, err);
	return !status && !out->data ? no_samples(file, err) : status;
}

enum fpe_status npz_samples(const char *path, const struct reading *reading, struct sample_set *out,
			    struct fpe_error *err)
{
	struct tensors *file = NULL;
	struct reading_part part;
	char *text;
	size_t size;
	enum fpe_status status =
		format_bytes(path, reading_part(&part, reading, 0, .2), &text, &size, err);
	const uint8_t *bytes = (const uint8_t *)text;

	*out = (struct sample_set){ 0 };
	if (status)
		return status;
	if (!npz_sniff(bytes, size))
		status = file_kind_refuse(path, bytes, size, err);
	if (!status)
		status = npz_read(bytes, size, path, reading_part(&part, reading, .2, .4), &file,
				  err);
	if (!status)
		status = samples_of(file, reading_part(&part, reading, .6, .4), out, err);
	tensors_free(file);
	free(text);
	return status;
}
