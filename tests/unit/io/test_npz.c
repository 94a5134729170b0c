/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_npz.c - zips of arrays are read however they were written, and whatever
 * their records claim is compared with what is there.
 */
#include "support/test.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "io/npy.h"
#include "io/npz.h"
#include "support/arrays.h"

/* A file in memory, changed by the tests. */
struct image {
	uint8_t *bytes;
	size_t size;
};

static const uint8_t elements[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static enum fpe_status write_list(const char *path, const struct tensors *list,
				  struct fpe_error *err)
{
	struct outfile *to;
	enum fpe_status status;

	assert_false(outfile_open(path, NULL, &to, err));
	status = npz_write(list, to, err);
	if (!status)
		return outfile_close(to, err);
	outfile_drop(to);
	return status;
}

/* What npz_write makes of a list; bytes NULL: it fails. */
static struct image image_of_list(const struct tensors *list, struct fpe_error *err)
{
	char path[] = "/tmp/test_npz.XXXXXX", *bytes = NULL;
	int fd = mkstemp(path);
	struct image image = { 0 };

	close(fd);
	if (!write_list(path, list, err))
		assert_false(
			textfile_read(path, TEXTFILE_REGULAR, 1 << 20, &bytes, &image.size, err));
	image.bytes = (uint8_t *)bytes;
	unlink(path);
	return image;
}

/* x [2, 3] and y [2] of bytes, as npz_write writes them. */
static struct image image_of_two(void)
{
	static char x[] = "x", y[] = "y";
	struct tensor tensor[] = {
		{ .name = x,
		  .type = TENSOR_U8,
		  .dims = 2,
		  .shape = { 2, 3 },
		  .count = 6,
		  .data = elements },
		{ .name = y,
		  .type = TENSOR_U8,
		  .dims = 1,
		  .shape = { 2 },
		  .count = 2,
		  .data = elements },
	};
	struct tensors list = { .count = 2, .tensor = tensor };
	struct fpe_error err;
	struct image image = image_of_list(&list, &err);

	assert_non_null(image.bytes);
	return image;
}

static enum fpe_status read_image(struct image image, struct tensors **file, struct fpe_error *err)
{
	return npz_read(image.bytes, image.size, "f.npz", NULL, file, err);
}

/* Where the n-th such record begins. */
static uint8_t *record(struct image image, const char *signature, int n)
{
	for (size_t i = 0; i + 4 <= image.size; i++) {
		if (!memcmp(image.bytes + i, signature, 4) && n-- == 0)
			return image.bytes + i;
	}
	fail_msg("no record");
	return NULL;
}
#define LOCAL "PK\3\4"
#define ENTRY "PK\1\2"
#define END "PK\5\6"

static void put(uint8_t *to, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

/* ------------------------------------------------------------- good files */

static void what_was_written_is_read(void **state)
{
	struct image image = image_of_two(), again = image_of_two();
	struct tensors *file;
	struct fpe_error err;

	(void)state;
	assert_int_equal(image.size, again.size);
	assert_memory_equal(image.bytes, again.bytes, image.size);
	assert_memory_equal(image.bytes + 10, "\0\0\41\0", 4); /* 1980-01-01 00:00 */
	assert_ok(read_image(image, &file, &err));
	assert_int_equal(file->count, 2);
	assert_string_equal(file->tensor[0].name, "x");
	assert_string_equal(file->tensor[1].name, "y");
	assert_int_equal(file->tensor[0].shape[1], 3);
	assert_memory_equal(file->tensor[0].data, elements, 6);
	tensors_free(file);
	free(image.bytes);
	free(again.bytes);
}

/* As Python's zipfile writes to a pipe, and with a directory of 64 bits. */
static void records_of_every_form_are_read(void **state)
{
	static const char *const files[] = { "streamed.npz", "zip64.npz" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		test_row("%s", files[i]);
		char *bytes;
		struct tensors *file = array_tensors(files[i], &bytes);

		assert_int_equal(file->count, 2);
		assert_int_equal(tensors_find(file, "x")->shape[0], 4);
		assert_int_equal((int)tensor_value(tensors_find(file, "x"), 11), 0);
		assert_int_equal((int)tensor_value(tensors_find(file, "y"), 2), 2);
		tensors_free(file);
		free(bytes);
	}
}

static void what_numpy_has_no_type_for_is_refused(void **state)
{
	static char name[] = "w";
	struct tensor t = { .name = name, .type = TENSOR_BF16, .count = 1, .data = elements };
	struct tensors list = { .count = 1, .tensor = &t };
	struct fpe_error err;

	(void)state;
	assert_null(image_of_list(&list, &err).bytes);
	assert_int_equal(err.code, FPE_EFORMAT);
	assert_has(err.message, "w: NumPy has no type BF16");
}

static void a_name_is_written_where_it_can_be_read(void **state)
{
	char name[1022];
	struct tensor w = { .name = name, .type = TENSOR_U8, .count = 1, .data = elements };
	struct tensors list = { .count = 1, .tensor = &w };
	struct tensors *file;
	struct fpe_error err;

	(void)state;
	memset(name, 'n', sizeof name - 1);
	name[1021] = 0;
	assert_null(image_of_list(&list, &err).bytes);
	assert_has(err.message, "at most 1020 bytes");
	name[1020] = 0;
	struct image image = image_of_list(&list, &err);

	assert_ok(read_image(image, &file, &err));
	assert_string_equal(file->tensor->name, name);
	tensors_free(file);
	free(image.bytes);
}

/* Whatever bytes it has: what no reader would take is not written. */
static void every_name_is_read_again_or_not_written(void **state)
{
	static const char *const more[] = { "",	  " ",	  "..",	      "/",	 "a/b",
					    "\\", ".npy", "\xff\xfe", "\xc2\x85" };
	const int count = (int)(sizeof more / sizeof *more);

	(void)state;
	for (int i = 1 - count; i < 256; i++) {
		char name[8] = { (char)i };
		struct tensor w = { .name = name, .type = TENSOR_U8, .count = 1, .data = elements };
		struct tensors list = { .count = 1, .tensor = &w };
		struct tensors *file;
		struct fpe_error err;
		struct image image;

		if (i <= 0)
			snprintf(name, sizeof name, "%s", more[-i]);
		test_row("%d", i);
		image = image_of_list(&list, &err);
		if (!image.bytes) {
			assert_true(!*name || iscntrl((unsigned char)*name));
			continue;
		}
		assert_ok(read_image(image, &file, &err));
		assert_string_equal(file->tensor->name, name);
		tensors_free(file);
		free(image.bytes);
	}
}

static void a_name_that_is_there_twice_is_refused(void **state)
{
	static char name[] = "w";
	struct tensor w = { .name = name, .type = TENSOR_U8, .count = 1, .data = elements };
	struct tensor twice[] = { w, w };
	struct tensors list = { .count = 2, .tensor = twice };
	struct tensors *file;
	struct fpe_error err;
	struct image image = image_of_list(&list, &err);

	(void)state;
	assert_fails(FPE_EFORMAT, read_image(image, &file, &err));
	assert_string_equal(err.message, "f.npz: w: it is there twice");
	free(image.bytes);
}

/* ------------------------------------------------------------------ samples */

/* Samples of a file whose arrays have these names, one of them of no use. */
static enum fpe_status read_samples(const char *const name[4], struct sample_set *set,
				    struct fpe_error *err)
{
	char path[] = "/tmp/test_npz.XXXXXX";
	char names[5][32] = { "other" };
	struct tensor t[5] = {
		{ .name = names[0], .type = TENSOR_U8, .count = 1, .data = elements }
	};
	struct tensors list = { .count = 5, .tensor = t };
	int fd = mkstemp(path);
	enum fpe_status status;

	close(fd);
	for (int i = 0; i < 4; i++) {
		snprintf(names[i + 1], sizeof names[0], "%s", name[i]);
		t[i + 1] = (struct tensor){ .name = names[i + 1],
					    .type = TENSOR_U8,
					    .dims = i % 2 ? 1 : 2,
					    .shape = { 2, 3 },
					    .count = i % 2 ? 2 : 6,
					    .data = elements + i / 2 };
	}
	assert_false(write_list(path, &list, err));
	status = npz_samples(path, NULL, set, err);
	unlink(path);
	return status;
}

static void samples_have_the_names_that_people_give(void **state)
{
	static const char *const names[][4] = {
		{ "x", "y", "test_x", "test_y" },
		{ "x_train", "y_train", "x_test", "y_test" },
		{ "X_train", "Y_train", "X_test", "Y_test" },
		{ "X", "Y", "X_test", "Y_test" },
		{ "X", "y", "X_test", "y_test" },
		{ "data", "target", "test_x", "test_y" },
		{ "features", "labels", "test_x", "test_y" },
		{ "images", "label", "test_images", "test_labels" },
		{ "train_images", "train_labels", "test_images", "test_labels" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		test_row("%s", names[i][0]);
		struct sample_set set;
		struct fpe_error err;

		assert_ok(read_samples(names[i], &set, &err));
		assert_true(set.data->real[5] == 6 && set.data->label[1] == 2);
		assert_true(set.test->real[5] == 7 && set.test->label[1] == 3);
		sample_set_clear(&set);
	}
}

static void a_file_without_samples_says_what_it_has(void **state)
{
	static const char *const names[4] = { "a", "b", "c", "d" };
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_EFORMAT, read_samples(names, &set, &err));
	assert_has(
		err.message,
		"it has no arrays x and y; it has other [], a [2, 3], b [2], c [2, 3], d [2]; numpy.savez(FILE, x=…, y=…) names them");
	assert_null(set.data);
}

/* -------------------------------------------------------------- bad records */

/* In the n-th record of a kind, at an offset, bytes of a number. */
static const struct {
	const char *what, *says, *signature;
	int n, at, bytes;
	uint64_t value;
} damages[] = {
	{ "encrypted", "member \"x.npy\" is encrypted", ENTRY, 0, 8, 2, 1 },
	{ "encrypted, by the member alone", "another kind", LOCAL, 0, 6, 2, 1 },
	{ "bzip2", "compressed by bzip2", ENTRY, 1, 10, 2, 12 },
	{ "unknown method", "a method that is not known", ENTRY, 0, 10, 2, 77 },
	{ "method of the member alone", "another kind", LOCAL, 1, 8, 2, 8 },
	{ "deflated, it says, but is not", "has bytes behind its end", ENTRY, 0, 0, 0, 0 },
	{ "two sizes", "is stored, but has two sizes", ENTRY, 0, 24, 4, 1000 },
	{ "past its end", "reaches past its end", ENTRY, 1, 20, 8, 0x7fffffff7fffffff },
	{ "name in the member", "another name", LOCAL, 0, 30, 1, 'z' },
	{ "name of no array", "holds .npy files alone", ENTRY, 0, 0, 0, 1 },
	{ "control character", "control character", ENTRY, 0, 46, 1, 7 },
	{ "no member there", "not where the directory says", ENTRY, 1, 42, 4, 3 },
	{ "member past the directory", "not where the directory says", ENTRY, 1, 42, 4,
	  0xfffffff0 },
	{ "the same member twice", "overlaps", ENTRY, 0, 0, 0, 2 },
	{ "checksum", "does not have its checksum", ENTRY, 0, 16, 4, 1 },
	{ "fewer members than it says", "fewer members", END, 0, 0, 0, 3 },
	{ "more members than it says", "more members", END, 0, 0, 0, 4 },
	{ "several disks", "several disks", END, 0, 4, 2, 1 },
	{ "directory elsewhere", "does not end where its end record begins", END, 0, 16, 4, 9 },
	{ "directory past the file", "does not end where its end record begins", END, 0, 12, 4,
	  0xffffffff },
	{ "comment longer than the file", "no directory", END, 0, 20, 2, 9 },
	{ "extra field past the directory", "directory is cut off", ENTRY, 1, 30, 2, 9 },
};

/* Changes of more than one place, by the row's value. */
static void change(struct image image, int which)
{
	uint8_t *entry = record(image, ENTRY, 0), *local = record(image, LOCAL, 0);

	switch (which) {
	case 0: /* says that it is deflated */
		put(entry + 10, 8, 2);
		put(local + 8, 8, 2);
		break;
	case 1:
		memcpy(entry + 46, "x.txt", 5);
		memcpy(local + 30, "x.txt", 5);
		break;
	case 2: /* y's entry is x's */
		memcpy(record(image, ENTRY, 1), entry, 51);
		break;
	case 3:
	case 4:
		put(record(image, END, 0) + 8, which == 3 ? 3 : 1, 2);
		put(record(image, END, 0) + 10, which == 3 ? 3 : 1, 2);
		break;
	}
}

static void each_damage_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
		test_row("%s", damages[i].what);
		struct image image = image_of_two();
		struct fpe_error err = { .code = FPE_OK };
		struct tensors *file;

		if (damages[i].bytes)
			put(record(image, damages[i].signature, damages[i].n) + damages[i].at,
			    damages[i].value, damages[i].bytes);
		else
			change(image, (int)damages[i].value);
		assert_fails(FPE_EFORMAT, read_image(image, &file, &err));
		assert_null(file);
		assert_has(err.message, "f.npz: ");
		assert_has(err.message, damages[i].says);
		free(image.bytes);
	}
}

static void every_cut_is_found(void **state)
{
	struct image image = image_of_two();
	struct tensors *file;
	struct fpe_error err;

	(void)state;
	for (size_t n = 0; n < image.size; n++) {
		test_row("%zu bytes", n);
		struct image part = { malloc(n + !n), n };

		memcpy(part.bytes, image.bytes, n);
		assert_fails(FPE_EFORMAT, read_image(part, &file, &err));
		free(part.bytes);
	}
	free(image.bytes);
}

/* ------------------------------------------------------------------- bombs */

/* One deflated member of so many zeros, told to be an array of `told`. */
static struct image image_of_zeros(size_t zeros, long long told)
{
	static char name[] = "x";
	struct tensor t = { .name = name,
			    .type = TENSOR_U8,
			    .dims = 1,
			    .shape = { told },
			    .count = 0,
			    .data = elements };
	struct textbuf text = { 0 };
	struct tensors list = { .count = 1, .tensor = &t };
	struct fpe_error err;
	struct image frame, image;
	char *bytes;
	uint8_t *all, *local, *entry, *end;
	size_t head, packed;
	z_stream z = { 0 };

	/* the header for what is told, then the zeros, deflated */
	assert_true(npy_head(&text, &t));
	head = text.size;
	all = calloc(1, head + zeros);
	memcpy(all, text.bytes, head);
	textbuf_clear(&text);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
	packed = deflateBound(&z, head + zeros);
	z.next_in = all;
	z.avail_in = (uInt)(head + zeros);
	z.next_out = malloc(packed);
	z.avail_out = (uInt)packed;
	bytes = (char *)z.next_out;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	packed = z.total_out;
	deflateEnd(&z);

	frame = image_of_list(&list, &err); /* between the records of a file without it */
	assert_non_null(frame.bytes);
	image.size = frame.size - head + packed;
	image.bytes = malloc(image.size);
	memcpy(image.bytes, frame.bytes, 35);
	memcpy(image.bytes + 35, bytes, packed);
	memcpy(image.bytes + 35 + packed, frame.bytes + 35 + head, frame.size - head - 35);
	local = image.bytes;
	entry = image.bytes + 35 + packed;
	end = entry + 46 + 5;
	put(local + 8, 8, 2);
	put(entry + 10, 8, 2);
	put(entry + 16, crc32_z(0, all, head + zeros), 4);
	put(entry + 20, packed, 4);
	put(entry + 24, head + zeros, 4);
	put(end + 16, 35 + packed, 4);
	free(frame.bytes);
	free(bytes);
	free(all);
	return image;
}

static void what_inflates_is_bounded(void **state)
{
	static const struct {
		size_t zeros;
		long long told;
		enum fpe_status status;
		const char *says;
	} rows[] = {
		{ 40 << 20, 40 << 20, FPE_OK, "" }, /* honest zeros, 1000 : 1 */
		{ 200 << 20, 200 << 20, FPE_ELIMIT, "save it by numpy.savez" },
		{ 1 << 20, 1 << 10, FPE_EFORMAT, "shape does not fit" },
		{ 1 << 10, 1 << 20, FPE_EFORMAT, "shape does not fit" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("%zu zeros", rows[i].zeros);
		struct image image = image_of_zeros(rows[i].zeros, rows[i].told);
		struct fpe_error err = { .message = "" };
		struct tensors *file;

		assert_int_equal(read_image(image, &file, &err), rows[i].status);
		assert_has(err.message, rows[i].says);
		tensors_free(file);
		free(image.bytes);
	}
}

/* Bytes behind the deflated ones, too few of them, another size than told. */
static void what_does_not_inflate_to_its_size_is_refused(void **state)
{
	static const struct {
		int packed, size; /* more than there are */
		const char *says;
	} rows[] = { { 0, 0, NULL },
		     { -1, 0, "ends too early" },
		     { 0, 1, "shape does not fit" },
		     { 0, -1, "shape does not fit" } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("%s", rows[i].says ? rows[i].says : "as it is");
		struct image image = image_of_zeros(70000, 70000);
		uint8_t *entry = record(image, ENTRY, 0);
		struct fpe_error err;
		struct tensors *file;

		put(entry + 20, (uint64_t)(entry - image.bytes - 35 + rows[i].packed), 4);
		put(entry + 24, (uint64_t)(70000 + 128 + rows[i].size), 4);
		if (!rows[i].says) {
			assert_ok(read_image(image, &file, &err));
		} else {
			assert_fails(FPE_EFORMAT, read_image(image, &file, &err));
			assert_has(err.message, rows[i].says);
		}
		tensors_free(file);
		free(image.bytes);
	}
}

static bool stop(void *context, double share)
{
	(void)context;
	(void)share;
	return false;
}

static void a_read_can_be_stopped(void **state)
{
	struct image image = image_of_two();
	struct reading reading = { .goes_on = stop };
	struct tensors *file;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_ESTOPPED,
		     npz_read(image.bytes, image.size, "f.npz", &reading, &file, &err));
	assert_null(file);
	free(image.bytes);
}

static bool is_not_x(const struct tensors *names, int i)
{
	return strcmp(names->tensor[i].name, "x") != 0;
}

/* Objects are left out where nobody wants them, and nowhere else. */
static void what_is_not_wanted_may_be_anything(void **state)
{
	(void)state;
	for (int objects = 0; objects < 2; objects++) {
		struct image image = image_of_two();
		struct npz_choice choice = { .wanted = is_not_x };
		uint8_t *local = record(image, LOCAL, objects);
		uint8_t *head = memmem(local, 200, "\x93NUMPY", 6);
		struct tensors *file;
		struct fpe_error err;

		test_row("%d", objects);
		memcpy((uint8_t *)memmem(head, 200, "|u1", 3) + 1, "O8", 2);
		put(record(image, ENTRY, objects) + 16,
		    crc32_z(0, head, local[18] + 256 * local[19]), 4);
		assert_fails(FPE_EFORMAT, read_image(image, &file, &err));
		assert_has(err.message, "Python objects");
		assert_fails(objects ? FPE_EFORMAT : FPE_OK,
			     npz_read_some(image.bytes, image.size, "f.npz", NULL, &choice, &file,
					   &err));
		if (objects == 0) {
			assert_has(choice.left_out.message, "x: it holds Python objects");
			assert_int_equal(file->count, 1);
			assert_string_equal(file->tensor[0].name, "y");
			tensors_free(file);
		}
		free(image.bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_wanted_may_be_anything),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(records_of_every_form_are_read),
		cmocka_unit_test(what_numpy_has_no_type_for_is_refused),
		cmocka_unit_test(a_name_is_written_where_it_can_be_read),
		cmocka_unit_test(every_name_is_read_again_or_not_written),
		cmocka_unit_test(a_name_that_is_there_twice_is_refused),
		cmocka_unit_test(samples_have_the_names_that_people_give),
		cmocka_unit_test(a_file_without_samples_says_what_it_has),
		cmocka_unit_test(each_damage_is_found),
		cmocka_unit_test(every_cut_is_found),
		cmocka_unit_test(what_inflates_is_bounded),
		cmocka_unit_test(what_does_not_inflate_to_its_size_is_refused),
		cmocka_unit_test(a_read_can_be_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
