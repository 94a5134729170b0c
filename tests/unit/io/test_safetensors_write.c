/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_safetensors_write.c - the bytes that tensors make, and that they come back. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/safetensors.h"
#include "io/safetensors_write.h"
#include "io/textfile.h"

struct image {
	char *bytes;
	size_t size;
};

static struct image image_of_file(const char *path)
{
	struct image image;
	struct fpe_error err;

	assert_ok(textfile_read(path, TEXTFILE_REGULAR, 1 << 20, &image.bytes, &image.size, &err));
	return image;
}

/* What is written of a list. */
static struct image written(const struct tensors *list)
{
	char path[] = "/tmp/test_safetensors_write.XXXXXX";
	int fd = mkstemp(path);
	struct outfile *file;
	struct image image;
	struct fpe_error err;

	assert_true(fd >= 0);
	close(fd);
	assert_ok(outfile_open(path, NULL, &file, &err));
	assert_ok(safetensors_write(list, file, &err));
	assert_ok(outfile_close(file, &err));
	image = image_of_file(path);
	unlink(path);
	return image;
}

static struct tensors *parsed(struct image image)
{
	struct tensors *list;
	struct fpe_error err;

	assert_ok(
		safetensors_parse((const uint8_t *)image.bytes, image.size, "image", &list, &err));
	return list;
}

static void the_bytes_are_these(void **state)
{
	static const uint8_t ones[3] = { 1, 0, 1 };
	static const float pair[2] = { 1, -2 };
	static const char header[] =
		"{\"__metadata__\":{\"a\":\"1\",\"b\":\"\\\"\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},\"m\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}} ";
	static const char data[] = "\0\0\x80\x3f\0\0\0\xc0\1\0\1";
	struct tensors *list = tensors_new("list");
	struct fpe_error err;
	struct image image;
	size_t size = sizeof header - 1;

	(void)state;
	/* larger elements come first, so that they are aligned */
	assert_ok(tensors_add(
		list, "m",
		&(struct tensor){ .type = TENSOR_U8, .dims = 1, .shape = { 3 }, .data = ones },
		&err));
	assert_ok(tensors_add(list, "w",
			      &(struct tensor){ .type = TENSOR_F32,
						.dims = 2,
						.shape = { 1, 2 },
						.data = (const uint8_t *)pair },
			      &err));
	assert_ok(tensors_tell(list, "b", "\"", &err));
	assert_ok(tensors_tell(list, "a", "1", &err));
	image = written(list);
	assert_int_equal(size % 8, 0);
	assert_int_equal(image.size, 8 + size + 11);
	assert_int_equal((uint8_t)image.bytes[0], size);
	assert_memory_equal(image.bytes + 1, "\0\0\0\0\0\0\0", 7);
	assert_memory_equal(image.bytes + 8, header, size);
	assert_memory_equal(image.bytes + 8 + size, data, 11);
	free(image.bytes);
	tensors_free(list);
}

static void assert_same_tensors(const struct tensors *a, const struct tensors *b)
{
	assert_int_equal(a->count, b->count);
	for (int i = 0; i < a->count; i++) {
		const struct tensor *x = &a->tensor[i], *y = tensors_find(b, x->name);
		test_row("%s", x->name);

		assert_non_null(y);
		assert_int_equal(x->type, y->type);
		assert_int_equal(x->dims, y->dims);
		assert_memory_equal(x->shape, y->shape, (size_t)x->dims * sizeof *x->shape);
		assert_memory_equal(x->data, y->data, tensor_bytes(x));
	}
}

/* F8_E4M3, and F4 of which two share a byte, between numbers that are read. */
static void types_that_are_not_read_are_copied(void **state)
{
	static const uint8_t bytes[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const struct {
		const char *name, *type;
		size_t bytes, element;
	} cases[] = { { "eight", "F8_E4M3", 3, 1 },
		      { "four", "F4", 2, 1 },
		      { "pair", "C64", 24, 8 } };
	static const uint8_t wide[24] = { 9, 8, 7 };
	struct tensors *list = tensors_new("list"), *again, *more;
	struct fpe_error err;
	struct image image, twice;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tensor t = { .type = TENSOR_OTHER,
				    .dims = 1,
				    .shape = { 3 },
				    .data = cases[i].bytes > 8 ? wide : bytes + i,
				    .other_bytes = cases[i].bytes };

		strcpy(t.other, cases[i].type);
		assert_ok(tensors_add(list, cases[i].name, &t, &err));
		assert_int_equal(tensor_bytes(&list->tensor[i]), cases[i].bytes);
		assert_int_equal(tensor_element_bytes(&list->tensor[i]), cases[i].element);
	}
	image = written(list);
	again = parsed(image);
	assert_same_tensors(list, again);
	assert_string_equal(again->tensor[0].name, "pair"); /* aligned */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct tensor *t = tensors_find(again, cases[i].name);
		float value[3];

		assert_string_equal(tensor_type_name(t), cases[i].type);
		assert_true(isnan(tensor_value(t, 2)));
		assert_fails(FPE_EFORMAT, tensor_floats(again, t, value, &err));
	}
	twice = written(again);
	more = parsed(twice);
	assert_same_tensors(again, more);
	tensors_free(more);
	tensors_free(again);
	tensors_free(list);
	free(twice.bytes);
	free(image.bytes);
}

static void a_file_of_others_comes_back_byte_for_byte(void **state)
{
	static const char *const path[] = { "tests/golden/binary_split.safetensors",
					    "tests/golden/deep_dense.safetensors",
					    "tests/golden/samples_only.safetensors" };

	(void)state;
	for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
		struct image first = image_of_file(path[i]);
		struct tensors *of_first = parsed(first);
		struct image second = written(of_first);
		struct tensors *of_second = parsed(second);
		struct image third = written(of_second);
		test_row("%s", path[i]);

		assert_same_tensors(of_first, of_second);
		assert_true(json_equal(of_first->metadata, of_second->metadata) ||
			    !of_first->metadata);
		assert_int_equal(second.size, third.size);
		assert_memory_equal(second.bytes, third.bytes, second.size);
		tensors_free(of_first);
		tensors_free(of_second);
		free(first.bytes);
		free(second.bytes);
		free(third.bytes);
	}
}

static void other_orders_are_turned(void **state)
{
	static const uint8_t big[8] = { 0, 1, 0, 3, 0, 2, 0, 4 };
	struct tensors *list = tensors_new("list"), *back;
	struct fpe_error err;
	struct image image;

	(void)state;
	assert_ok(tensors_add(list, "t",
			      &(struct tensor){ .type = TENSOR_I16,
						.big_endian = true,
						.fortran = true,
						.dims = 2,
						.shape = { 2, 2 },
						.data = big },
			      &err));
	image = written(list);
	back = parsed(image);
	assert_memory_equal(back->tensor[0].data, "\1\0\2\0\3\0\4\0", 8);
	tensors_free(back);
	tensors_free(list);
	free(image.bytes);
}

static void a_name_is_taken_once_and_the_header_has_a_bound(void **state)
{
	struct tensors *list = tensors_new("list");
	struct tensor none = { .type = TENSOR_U8, .dims = 1, .shape = { 0 } };
	struct fpe_error err;
	struct outfile *file;
	char *long_text = malloc(SAFETENSORS_MAX_HEADER + 1);

	(void)state;
	assert_non_null(long_text);
	memset(long_text, 'x', SAFETENSORS_MAX_HEADER);
	long_text[SAFETENSORS_MAX_HEADER] = 0;
	assert_ok(tensors_add(list, "t", &none, &err));
	assert_fails(FPE_ENAME, tensors_add(list, "t", &none, &err));
	assert_string_equal(err.message, "list: there is a tensor t already");
	assert_ok(tensors_tell(list, "fpe", long_text, &err));
	assert_ok(outfile_open("/dev/null", NULL, &file, &err));
	assert_fails(FPE_ELIMIT, safetensors_write(list, file, &err));
	assert_has(err.message, "list: its header would have ");
	outfile_drop(file);
	tensors_free(list);
	free(long_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bytes_are_these),
		cmocka_unit_test(types_that_are_not_read_are_copied),
		cmocka_unit_test(a_file_of_others_comes_back_byte_for_byte),
		cmocka_unit_test(other_orders_are_turned),
		cmocka_unit_test(a_name_is_taken_once_and_the_header_has_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
