/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_numbers.c - whole numbers from texts and from files with one tensor. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/numbers.h"

#define PATH_SIZE 64

static void path_of(char out[PATH_SIZE])
{
	snprintf(out, PATH_SIZE, "/tmp/fpe-numbers-%d.txt", (int)getpid());
}

static enum fpe_status read_bytes(const void *bytes, size_t size, struct numbers *out,
				  struct fpe_error *err)
{
	char path[PATH_SIZE];
	enum fpe_status status;

	path_of(path);
	assert_int_equal(textfile_write_bytes(path, bytes, size, err), FPE_OK);
	status = numbers_read(path, out, err);
	unlink(path);
	return status;
}

struct good {
	const char *text;
	int count, rows, columns, value[6];
};

static void texts_are_rows_of_numbers(void **state)
{
	static const struct good good[] = {
		{ "1 2 3\n-1 0 1000000000\n", 6, 2, 3, { 1, 2, 3, -1, 0, 1000000000 } },
		{ "1,2,3\r\n4, 5\t,6", 6, 2, 3, { 1, 2, 3, 4, 5, 6 } },
		{ "7", 1, 1, 1, { 7 } },
		{ "\n\n5\n\n4\n  \n", 2, 2, 1, { 5, 4 } },
		{ "1 2\n3\n", 3, 2, 0, { 1, 2, 3 } },
		{ "1\n2 3\n4 5\n", 5, 3, 0, { 1, 2, 3, 4, 5 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const struct good *g = &good[i];
		struct fpe_error err;
		struct numbers n;

		test_row("%s", g->text);
		assert_ok(read_bytes(g->text, strlen(g->text), &n, &err));
		assert_int_equal(n.count, g->count);
		assert_int_equal(n.rows, g->rows);
		assert_int_equal(n.columns, g->columns);
		assert_memory_equal(n.value, g->value, (size_t)g->count * sizeof *n.value);
		numbers_clear(&n);
	}
}

static void what_is_no_whole_number_is_named(void **state)
{
	static const struct {
		const char *text, *words;
	} bad[] = {
		{ "", ": no numbers" },
		{ " \n,\n", ": no numbers" },
		{ "1 2\n3 x4\n", ":2: x4 is no whole number" },
		{ "1.5", ":1: 1.5 is no whole number" },
		{ "1e3", ":1: 1e3 is" },
		{ "--1", ":1: --1 is" },
		{ "1-", ":1: 1- is" },
		{ "-", ":1: - is" },
		{ "1000000001", ":1: 1000000001 is" },
		{ "-99999999999999999999999", ":1: -9999" },
		{ "3 \x01", ":1: byte 0x01" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fpe_error err;
		struct numbers n;

		test_row("%s", bad[i].text);
		assert_fails(FPE_EFORMAT, read_bytes(bad[i].text, strlen(bad[i].text), &n, &err));
		assert_has(err.message, bad[i].words);
		assert_has(err.message, ".txt");
		assert_null(n.value);
	}
}

/* A .safetensors file with this header and the whole numbers 0, 1, 2 … as I32. */
static enum fpe_status read_tensors(const char *header, int count, struct numbers *out,
				    struct fpe_error *err)
{
	char bytes[1024] = { 0 };
	size_t size = strlen(header);

	bytes[0] = (char)size;
	memcpy(bytes + 8, header, size);
	for (int i = 0; i < count; i++)
		bytes[8 + size + 4 * (size_t)i] = (char)i;
	return read_bytes(bytes, 8 + size + 4 * (size_t)count, out, err);
}

static void a_file_of_one_tensor_is_its_numbers(void **state)
{
	struct fpe_error err;
	struct numbers n;

	(void)state;
	assert_ok(
		read_tensors("{\"a\":{\"dtype\":\"I32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}",
			     6, &n, &err));
	assert_int_equal(n.rows, 2);
	assert_int_equal(n.columns, 3);
	for (int i = 0; i < 6; i++)
		assert_int_equal(n.value[i], i);
	numbers_clear(&n);
	assert_ok(read_tensors("{\"a\":{\"dtype\":\"I32\",\"shape\":[6],\"data_offsets\":[0,24]}}",
			       6, &n, &err));
	assert_int_equal(n.rows, 1);
	assert_int_equal(n.columns, 6);
	numbers_clear(&n);
	assert_fails(
		FPE_EFORMAT,
		read_tensors(
			"{\"a\":{\"dtype\":\"I32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}", 6,
			&n, &err));
	assert_has(err.message, "[1, 2, 3]");
	assert_fails(
		FPE_EFORMAT,
		read_tensors(
			"{\"a\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[0,12]},\"b\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[12,24]}}",
			6, &n, &err));
	assert_has(err.message, "2 arrays");
	/* 0x00000003 as a float is 4e-45 */
	assert_fails(
		FPE_EFORMAT,
		read_tensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}",
			     4, &n, &err));
	assert_has(err.message, "row 0, column 1 (from 0)");
	assert_null(n.value);
}

static void files_that_cannot_be_read_are_named(void **state)
{
	struct fpe_error err;
	struct numbers n;

	(void)state;
	assert_fails(FPE_EIO, numbers_read("/nonexistent/owner.txt", &n, &err));
	assert_has(err.message, "/nonexistent/owner.txt");
	assert_fails(FPE_EIO, numbers_read("/tmp", &n, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_rows_of_numbers),
		cmocka_unit_test(what_is_no_whole_number_is_named),
		cmocka_unit_test(a_file_of_one_tensor_is_its_numbers),
		cmocka_unit_test(files_that_cannot_be_read_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
