/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sample_names.c - names that a file tells, and what is no list of names. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/sample_names.h"
#include "io/tensors_make.h"

/* Two samples of two inputs, of two classes; what is told beside them. */
static struct tensors *file_of(const char *told)
{
	static const uint8_t x[4] = { 1, 0, 0, 1 }, y[2] = { 0, 1 };
	struct tensor tx = { .type = TENSOR_U8, .dims = 2, .shape = { 2, 2 }, .data = x };
	struct tensor ty = { .type = TENSOR_U8, .dims = 1, .shape = { 2 }, .data = y };
	struct tensors *file = tensors_new("file");
	struct fpe_error err;

	assert_non_null(file);
	assert_ok(tensors_add(file, "x", &tx, &err));
	assert_ok(tensors_add(file, "y", &ty, &err));
	if (told)
		assert_ok(tensors_tell(file, SAMPLE_NAMES_KEY, told, &err));
	return file;
}

static void names_are_the_samples_also_of_classes_that_none_is_of(void **state)
{
	struct tensors *file = file_of(
		"{\"format\":1,\"inputs\":[\"warm\",\"wet\"],\"classes\":[\"a\",\"b\",\"c\"]}");
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_ok(sample_set_of(file, NULL, &set, &err));
	assert_string_equal(set.input_name[1], "wet");
	assert_null(set.input_name[2]);
	assert_string_equal(set.class_name[2], "c");
	assert_int_equal(set.data->classes, 3);
	sample_set_clear(&set);
	tensors_free(file);
}

static void without_names_there_are_none(void **state)
{
	static const char *const told[] = { NULL, "{\"format\":1,\"task\":\"x0\"}" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct tensors *file = file_of(told[i]);
		struct sample_set set;
		struct fpe_error err;
		test_row("%d", i);

		assert_ok(sample_set_of(file, NULL, &set, &err));
		assert_true(!set.input_name && !set.class_name);
		sample_set_clear(&set);
		tensors_free(file);
	}
}

static void other_lists_are_refused(void **state)
{
	static const struct {
		const char *told, *message;
	} row[] = {
		{ "[]", "format: 1 is known" },
		{ "{\"format\":2}", "format: 1 is known" },
		{ "{\"format\":1,\"inputs\":[\"a\"]}", "inputs: it is not one name for each" },
		{ "{\"format\":1,\"inputs\":[\"a\",\"b\",\"c\"]}", "inputs: it is not one" },
		{ "{\"format\":1,\"inputs\":{\"a\":1}}", "inputs: it is not one name" },
		{ "{\"format\":1,\"inputs\":[\"a\",7]}", "inputs: a name is 1 to 255 bytes" },
		{ "{\"format\":1,\"inputs\":[\"a\",\"\\u001b[2J\"]}", "inputs: a name is" },
		{ "{\"format\":1,\"inputs\":[\"a\",\"\\u202eb\"]}", "inputs: a name is" },
		{ "{\"format\":1,\"inputs\":[\"a\",\"\"]}", "inputs: a name is 1 to 255" },
		{ "{\"format\":1,\"classes\":[\"a\"]}", "classes: it is not one name for each" },
		{ "{\"format\":1,\"inputs\":[\"a\",\"b\"],\"classes\":[7,8]}", "classes: a name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tensors *file = file_of(row[i].told);
		struct sample_set set;
		struct fpe_error err;
		test_row("%s", row[i].told);

		assert_fails(FPE_EFORMAT, sample_set_of(file, NULL, &set, &err));
		assert_has(err.message, "file: metadata fpe_samples: ");
		assert_has(err.message, row[i].message);
		assert_null(set.data);
		tensors_free(file);
	}
}

static const char *numbered(const void *context, int i, char *buffer)
{
	snprintf(buffer, FPE_MAX_NAME, i == 1 && context ? "other" : "x%d", i);
	return buffer;
}

static void plain_names_are_not_told(void **state)
{
	json_t *list = sample_names_json(3, "x", numbered, "");

	(void)state;
	assert_null(sample_names_json(3, "x", numbered, NULL));
	assert_int_equal(json_array_size(list), 3);
	assert_string_equal(json_string_value(json_array_get(list, 1)), "other");
	json_decref(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_the_samples_also_of_classes_that_none_is_of),
		cmocka_unit_test(without_names_there_are_none),
		cmocka_unit_test(other_lists_are_refused),
		cmocka_unit_test(plain_names_are_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
