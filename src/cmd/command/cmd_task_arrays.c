/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_task_arrays.c - `task npy`, `task npz` and `task idx`: samples as arrays. */
#include "cmd/command/sample_args.h"

#include <stdio.h>

#include "io/arrays.h"
#include "io/idx.h"
#include "io/npy.h"
#include "io/npz.h"

#define NUMBERS \
	"Inputs are Boolean where all are 0 or 1. Labels are whole numbers from 0; other numbers, and y of [samples, targets], are real targets and give the squared loss. NaN and infinite numbers are errors with their row and column. A new task ends the arms."

#define NPY ".npy|.npy.gz"

static const char *text_of(const struct line *line, const char *name)
{
	return line_value(line, name)->text;
}

/* ---------------------------------------------------------------------- npy */

static enum fpe_status read_npy(const struct line *line, const struct reading *reading,
				struct sample_set *out, struct fpe_error *err)
{
	static const char *const roles[] = { "x", "y", "test_x", "test_y" };
	struct array_file file[ARRAYS_MOST];
	char shown[2 * TEXTFILE_SHOWN], x[TEXTFILE_SHOWN], y[TEXTFILE_SHOWN];
	enum fpe_status status;
	int count = 0;

	for (int i = 0; i < ARRAYS_MOST; i++) {
		const char *path = text_of(line, roles[i]);

		if (path)
			file[count++] = (struct array_file){ roles[i], path };
	}
	snprintf(shown, sizeof shown, "%s, %s", textfile_shown(text_of(line, "x"), x),
		 textfile_shown(text_of(line, "y"), y));
	status = arrays_samples(file, count, npy_parse, shown, reading, out, err);
	if (status && err->at >= 0)
		err->at = line_value(line, file[err->at].role)->column;
	return status;
}

/* One part of the test alone is seen before anything is read. */
static enum fpe_status run_npy(struct call *call)
{
	bool x = call_given(call, "test_x"), y = call_given(call, "test_y");

	if (x != y)
		return call_fail(call, x ? "test_x" : "test_y", FPE_ESTATE,
				 "test_x and test_y go together: %s is missing",
				 x ? "test_y" : "test_x");
	return task_samples(call);
}

const struct command cmd_task_npy = {
	VERB("task", SAMPLE_FLAGS, run_npy),
	.samples = read_npy,
	.word = "npy",
	.help = "Your own samples from NumPy's .npy files.",
	.details =
		"x is [samples, inputs], or pictures: [samples, rows, columns], with channels last or before the rows. Files may be compressed by gzip. " NUMBERS,
	.example =
		"task npy x=tests/golden/arrays/x.npy y=tests/golden/arrays/label.npy holdout=0.3",
	.args = { ARG("x", FILE, "the samples", .required = true, .reads = NPY),
		  ARG("y", FILE, "their labels or targets", .required = true, .reads = NPY),
		  ARG("test_x", FILE, "samples to test on", .fallback = "held out of x",
		      .reads = NPY),
		  ARG("test_y", FILE, "theirs", .reads = NPY), SAMPLE_ARGS },
};

/* ---------------------------------------------------------------------- npz */

static enum fpe_status read_npz(const struct line *line, const struct reading *reading,
				struct sample_set *out, struct fpe_error *err)
{
	return npz_samples(text_of(line, "file"), reading, out, err);
}

const struct command cmd_task_npz = {
	VERB("task", SAMPLE_FLAGS, task_samples),
	.samples = read_npz,
	.word = "npz",
	.help = "Your own samples from NumPy's .npz file: x, y, and test_x, test_y if it has them.",
	.details =
		"Also read are x_train, y_train, x_test, y_test; X, Y; data, target; features or images, labels; and train_images, train_labels, test_images, test_labels; other arrays are left alone. x is as of task npy. " NUMBERS,
	.example = "task npz tests/golden/arrays/pictures.npz",
	.args = { NEED("file", FILE, "the file", .reads = ".npz"), SAMPLE_ARGS },
};

/* ---------------------------------------------------------------------- idx */

static enum fpe_status read_idx(const struct line *line, const struct reading *reading,
				struct sample_set *out, struct fpe_error *err)
{
	return idx_folder(text_of(line, "folder"), reading, out, err);
}

const struct command cmd_task_idx = {
	VERB("task", SAMPLE_FLAGS, task_samples),
	.samples = read_idx,
	.word = "idx",
	.help = "Pictures as MNIST's files keep them: a folder of train-images-idx3-ubyte, train-labels-idx1-ubyte and t10k-….",
	.details =
		"Each file plain or .gz; t10k- files become the test part, without them holdout= does. Debian's dataset-fashion-mnist is in /usr/share/datasets/fashion-mnist. Files with a prefix, as EMNIST's, are FOLDER/emnist-letters. Pixels are numbers from 0 to 255, standardised by default. A new task ends the arms.",
	.example = "task idx tests/golden/arrays/idx",
	.args = { NEED("folder", FILE, "the folder", .reads = "/"), SAMPLE_ARGS },
};
