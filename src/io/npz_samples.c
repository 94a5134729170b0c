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

/* The tensor that has the first name of the row that is there; -1: none is. */
static int find_one(const struct tensors *file, const char *const *row)
{
	for (int n = 0; row[n]; n++) {
		for (int i = 0; i < file->count; i++) {
			if (!strcmp(file->tensor[i].name, row[n]))
				return i;
		}
	}
	return -1;
}

/* Names of classes, and what else a file keeps beside its samples, may be anything. */
static bool is_of_samples(const struct tensors *file, int i)
{
	for (size_t row = 0; row < sizeof names / sizeof *names; row++) {
		if (find_one(file, names[row]) == i)
			return true;
	}
	return false;
}

/* The first of the row that is there gets our name. */
static enum fpe_status rename_one(struct tensors *file, const char *const *row,
				  struct fpe_error *err)
{
	int i = find_one(file, row);
	char *name = i < 0 ? NULL : strdup(row[0]);

	if (i < 0)
		return FPE_OK;
	if (!name)
		return fpe_no_memory(err);
	free(file->tensor[i].name);
	file->tensor[i].name = name;
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
				  const struct npz_choice *choice, struct sample_set *out,
				  struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (size_t i = 0; !status && i < sizeof names / sizeof *names; i++)
		status = rename_one(file, names[i], err);
	if (!status)
		status = sample_set_of(file, reading, out, err);
	if (status || out->data)
		return status;
	if (choice->left_out.code && err)
		*err = choice->left_out;
	return choice->left_out.code ? choice->left_out.code : no_samples(file, err);
}

enum fpe_status npz_samples(const char *path, const struct reading *reading, struct sample_set *out,
			    struct fpe_error *err)
{
	struct npz_choice choice = { .wanted = is_of_samples };
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
		status = npz_read_some(bytes, size, path, reading_part(&part, reading, .2, .4),
				       &choice, &file, err);
	if (!status)
		status = samples_of(file, reading_part(&part, reading, .6, .4), &choice, out, err);
	tensors_free(file);
	free(text);
	return status;
}
