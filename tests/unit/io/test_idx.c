/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_idx.c - IDX files are read as they are, and folders by the names in them. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/idx.h"
#include "support/arrays.h"

#define FOLDER "tests/golden/arrays/idx"

static enum fpe_status parse(const void *bytes, size_t size, struct tensors **file,
			     struct fpe_error *err)
{
	uint8_t *copy = malloc(size + !size); /* of just this size */
	enum fpe_status status;

	memcpy(copy, bytes, size);
	status = idx_parse(copy, size, "f.idx", file, err);
	if (!status) { /* values are looked at while the bytes are there */
		assert_int_equal((*file)->tensor->dims, copy[3]);
		for (size_t i = 0; i < (*file)->tensor->count; i++)
			assert_true(tensor_value((*file)->tensor, i) == (i ? -2 : 1) ||
				    (copy[2] == 8 && tensor_value((*file)->tensor, i) == 254));
	}
	free(copy);
	return status;
}

/* Two elements, 1 and -2 (254), of each type. */
static void every_type_is_read(void **state)
{
	static const struct {
		enum tensor_type type;
		int code, size;
		uint8_t bytes[16];
	} rows[] = {
		{ TENSOR_U8, 0x08, 1, { 1, 254 } },
		{ TENSOR_I8, 0x09, 1, { 1, 254 } },
		{ TENSOR_I16, 0x0b, 2, { 0, 1, 255, 254 } },
		{ TENSOR_I32, 0x0c, 4, { 0, 0, 0, 1, 255, 255, 255, 254 } },
		{ TENSOR_F32, 0x0d, 4, { 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0 } },
		{ TENSOR_F64, 0x0e, 8, { 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("type %02x", rows[i].code);
		uint8_t bytes[24] = { 0, 0, (uint8_t)rows[i].code, 1, 0, 0, 0, 2 };
		size_t size = 8 + 2 * (size_t)rows[i].size;
		struct tensors *file;
		struct fpe_error err;

		memcpy(bytes + 8, rows[i].bytes, 16);
		assert_ok(parse(bytes, size, &file, &err));
		assert_int_equal(file->tensor->type, rows[i].type);
		assert_int_equal(file->tensor->shape[0], 2);
		tensors_free(file);
		for (size_t n = 0; n < size; n++)
			assert_fails(FPE_EFORMAT, parse(bytes, n, &file, &err));
	}
}

static const struct {
	const char *bytes;
	size_t size;
	const char *says;
} malformed[] = {
#define BYTES(text) text, sizeof text - 1
	{ BYTES(""), "it is empty" },
	{ BYTES("\0\0\10\1\0\0\0"), "ends inside the header" },
	{ BYTES("\0\0\10\1\0\0\0\1"), "[1] of U8 need 9 bytes with the header, but there are 8" },
	{ BYTES("\0\0\10\1\0\0\0\1ab"), "but there are 10" },
	{ BYTES("\0\0\12\1\0\0\0\0"), "of type 0x0a; 0x08, 0x09" },
	{ BYTES("\0\0\10\0"), "0 dimensions; 1 to 8" },
	{ BYTES("\0\0\10\11"), "9 dimensions; 1 to 8" },
	{ BYTES("\0\1\10\1\0\0\0\1"), "two zero bytes" },
	{ BYTES("\0\0\10\3\377\377\377\377\377\377\377\377\377\377\377\377"), "too large" },
	{ BYTES("\0\0\16\2\177\377\377\377\177\377\377\377"), "too large" },
	{ BYTES("\211PNG\r\n\032\n...."), "it is a picture" },
	{ BYTES("\x80\x04\x95pickle"), "it is a pickle" },
};

static void each_malformed_file_is_refused_by_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		test_row("%s", malformed[i].says);
		struct tensors *file;
		struct fpe_error err;

		assert_fails(FPE_EFORMAT,
			     parse(malformed[i].bytes, malformed[i].size, &file, &err));
		assert_null(file);
		assert_has(err.message, "f.idx: ");
		assert_has(err.message, malformed[i].says);
	}
}

/* ------------------------------------------------------------------ folders */

/* Plain and compressed, by both forms of names. */
static void a_folder_gives_pictures_and_a_test_part(void **state)
{
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_ok(idx_folder(FOLDER, NULL, &set, &err));
	assert_int_equal(set.data->count, 24);
	assert_int_equal(set.data->inputs, 12);
	assert_int_equal(set.data->classes, 2);
	assert_int_equal(set.shape.rows, 4);
	assert_int_equal(set.shape.columns, 3);
	assert_int_equal(set.shape.channels, 1);
	assert_int_equal(set.test->count, 8);
	assert_int_equal(set.shape.rows, 4);
	for (int i = 0; i < 24; i++) { /* bright above or below */
		const float *pixel = set.data->real + 12 * i;

		assert_int_equal(set.data->label[i], i % 2);
		assert_true(i % 2 ? pixel[0] < 60 && pixel[11] >= 150
				  : pixel[0] >= 150 && pixel[11] < 60);
	}
	sample_set_clear(&set);
}

static char *scratch(void)
{
	static char path[32];

	strcpy(path, "/tmp/test_idx.XXXXXX");
	assert_non_null(mkdtemp(path));
	return path;
}

static void copy(const char *from, const char *folder, const char *name)
{
	char path[128], source[128], *bytes;
	struct fpe_error err;
	size_t size;

	snprintf(source, sizeof source, "idx/%s", from);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	bytes = array_bytes(source, &size);
	assert_ok(textfile_write_bytes(path, bytes, size, &err));
	free(bytes);
}

#define IMAGES "train-images-idx3-ubyte.gz"
#define LABELS "train-labels.idx1-ubyte"

static void the_only_prefix_is_found_and_another_is_chosen(void **state)
{
	char *folder = scratch(), path[128];
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	copy(IMAGES, folder, "emnist-mnist-" IMAGES);
	copy(LABELS, folder, "emnist-mnist-" LABELS);
	assert_ok(idx_folder(folder, NULL, &set, &err));
	assert_int_equal(set.data->count, 24);
	assert_null(set.test);
	sample_set_clear(&set);
	copy(IMAGES, folder, "emnist-letters-" IMAGES);
	assert_fails(FPE_EIO, idx_folder(folder, NULL, &set, &err));
	assert_has(err.message, "several sets");
	snprintf(path, sizeof path, "%s/emnist-mnist", folder);
	assert_ok(idx_folder(path, NULL, &set, &err));
	sample_set_clear(&set);
	snprintf(path, sizeof path, "%s/emnist-letters", folder);
	assert_fails(FPE_EIO, idx_folder(path, NULL, &set, &err));
	assert_has(err.message, "it has no emnist-letters-train-labels-idx1-ubyte");
	snprintf(path, sizeof path, "rm -r %s", folder);
	assert_int_equal(system(path), 0);
}

static void what_is_missing_is_named(void **state)
{
	char *folder = scratch(), path[128];
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_EIO, idx_folder(folder, NULL, &set, &err));
	assert_has(err.message, "it has no train-images-idx3-ubyte (or train-images.idx3-ubyte");
	copy(IMAGES, folder, IMAGES);
	assert_fails(FPE_EIO, idx_folder(folder, NULL, &set, &err));
	assert_has(err.message, "it has no train-labels-idx1-ubyte");
	copy(LABELS, folder, LABELS);
	assert_ok(idx_folder(folder, NULL, &set, &err));
	sample_set_clear(&set);
	copy(IMAGES, folder, "t10k-images-idx3-ubyte.gz");
	assert_fails(FPE_EIO, idx_folder(folder, NULL, &set, &err));
	assert_has(err.message, "it has no t10k-labels-idx1-ubyte");
	copy("t10k-labels-idx1-ubyte.gz", folder, "t10k-labels-idx1-ubyte.gz");
	assert_fails(FPE_EFORMAT, idx_folder(folder, NULL, &set, &err));
	assert_has(err.message,
		   "test_y: it is not one label, or one row of targets, for each sample");
	snprintf(path, sizeof path, "%s/%s", folder, IMAGES);
	assert_fails(FPE_EIO, idx_folder(path, NULL, &set, &err));
	assert_has(err.message, "not a folder");
	assert_fails(FPE_EIO, idx_folder("/usr/share/datasets/no-such-set/", NULL, &set, &err));
	assert_has(err.message, "apt-get install dataset-no-such-set");
	assert_fails(FPE_EIO, idx_folder("no/such", NULL, &set, &err));
	assert_has(err.message, "no/such: No such file or directory");
	snprintf(path, sizeof path, "rm -r %s", folder);
	assert_int_equal(system(path), 0);
}

/* Stops once so much is done; the last share is kept. */
static bool goes_on(void *context, double share)
{
	double *last = context;

	assert_true(share >= *last && share <= 1);
	*last = share;
	return share < 0.6;
}

static void a_read_tells_how_far_it_is_and_is_stopped(void **state)
{
	double last = 0;
	struct reading reading = { goes_on, &last };
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_ESTOPPED, idx_folder(FOLDER, &reading, &set, &err));
	assert_null(set.data);
	assert_true(last >= 0.6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read),
		cmocka_unit_test(each_malformed_file_is_refused_by_name),
		cmocka_unit_test(a_folder_gives_pictures_and_a_test_part),
		cmocka_unit_test(the_only_prefix_is_found_and_another_is_chosen),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(a_read_tells_how_far_it_is_and_is_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
