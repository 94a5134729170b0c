/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_npy.c - arrays that NumPy saved are read as they are, what no array is or
 * would run code is refused by name, and what is written is what NumPy writes.
 */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/npy.h"
#include "io/npz.h"
#include "support/arrays.h"

/* ------------------------------------------------------------- good files */

/* Each element is what tests/golden/arrays.py put there. */
static void check_filled(const struct tensor *t)
{
	const char *type = tensor_type_info[t->type].name;

	for (size_t i = 0; i < t->count; i++) {
		double n = (double)(5 * i % 11), value = type[0] == 'F' ? (double)(3 * i % 7) - 2.5
							 : type[0] == 'I' ? n - 3
							 : type[0] == 'U' ? n
									  : i % 3 == 0;

		if (tensor_value(t, i) != value)
			fail_msg("%s: element %zu", t->name, i);
	}
}

static void every_type_order_and_end_is_read(void **state)
{
	static const char *const files[] = { "types.npz", "types_deflated.npz" };

	(void)state;
	for (size_t f = 0; f < 2; f++) {
		test_row("%s", files[f]);
		char *bytes;
		struct tensors *file = array_tensors(files[f], &bytes);
		int big = 0, fortran = 0;

		assert_int_equal(file->count, 4 * 12 + 4);
		for (int i = 0; i < file->count; i++) {
			const struct tensor *t = &file->tensor[i];
			size_t size = tensor_type_info[t->type].size;

			test_row("%s", t->name);
			check_filled(t);
			if (t->dims == 2 && t->shape[0] == 3) { /* f4.big.F */
				assert_int_equal(t->name[1] - '0', size);
				assert_int_equal(t->big_endian,
						 strstr(t->name, ".big") && size > 1);
				assert_int_equal(t->fortran, t->name[strlen(t->name) - 1] == 'F');
			}
			big += t->big_endian;
			fortran += t->fortran;
		}
		assert_int_equal(big, 2 * 9);
		assert_int_equal(fortran, 2 * 12);
		assert_int_equal(tensors_find(file, "scalar")->dims, 0);
		assert_int_equal(tensors_find(file, "scalar")->count, 1);
		assert_int_equal(tensors_find(file, "empty")->count, 0);
		assert_int_equal(tensors_find(file, "deep")->shape[2], 3);
		tensors_free(file);
		free(bytes);
	}
}

static void each_version_is_read_and_written_as_numpy_does(void **state)
{
	struct tensors *file;
	struct textbuf text = { 0 };
	struct fpe_error err;
	char *bytes[3];
	size_t size[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		test_row("version %d", i + 1);
		char name[16];

		snprintf(name, sizeof name, "v%d.npy", i + 1);
		bytes[i] = array_bytes(name, &size[i]);
		assert_ok(npy_parse((uint8_t *)bytes[i], size[i], name, &file, &err));
		assert_int_equal(file->tensor->dims, 2);
		check_filled(file->tensor);
		if (i == 0)
			assert_true(npy_head(&text, file->tensor));
		tensors_free(file);
	}
	assert_int_equal(text.size + 48, size[0]);
	assert_memory_equal(text.bytes, bytes[0], text.size);
	textbuf_clear(&text);
	for (int i = 0; i < 3; i++)
		free(bytes[i]);
}

/* All arrays of the golden file, each as NumPy's own bytes before it. */
static void every_header_is_written_byte_for_byte(void **state)
{
	char *bytes;
	struct tensors *file = array_tensors("types.npz", &bytes);

	(void)state;
	for (int i = 0; i < file->count; i++) {
		const struct tensor *t = &file->tensor[i];
		struct textbuf text = { 0 };

		test_row("%s", t->name);
		assert_true(npy_head(&text, t));
		assert_memory_equal(text.bytes, t->data - text.size, text.size);
		textbuf_clear(&text);
	}
	tensors_free(file);
	free(bytes);
}

static void what_numpy_has_no_type_for_is_not_written(void **state)
{
	const uint8_t zero[2] = { 0 };
	struct tensor t = { .type = TENSOR_BF16, .count = 1, .data = zero };
	struct textbuf text = { 0 };

	(void)state;
	assert_false(npy_head(&text, &t));
	assert_int_equal(text.size, 0);
}

/* ------------------------------------------------------------- bad headers */

/* A file of version 1 with this header, and size bytes of zeros. */
static enum fpe_status read_header(const char *header, size_t size, struct fpe_error *err)
{
	size_t length = strlen(header);
	uint8_t *bytes = calloc(1, 10 + length + size);
	struct tensors *file;
	enum fpe_status status;

	assert_non_null(bytes);
	memcpy(bytes, "\x93NUMPY\x01\x00", 8);
	bytes[8] = (uint8_t)length;
	bytes[9] = (uint8_t)(length >> 8);
	memcpy(bytes + 10, header, length);
	status = npy_parse(bytes, 10 + length + size, "f.npy", &file, err);
	tensors_free(file);
	free(bytes);
	return status;
}

#define D(type) "{'descr': " type ", 'fortran_order': False, 'shape': (2,), }\n"
#define S(shape) "{'descr': '<f4', 'fortran_order': False, 'shape': " shape ", }\n"

static const struct {
	const char *header;
	size_t size;
	const char *says; /* NULL: it is read */
} headers[] = {
	{ D("'<f4'"), 8, NULL },
	{ D("\"<f4\""), 8, NULL },
	{ D("'=f4'"), 8, NULL },
	{ D("'|u1'"), 2, NULL },
	{ D("'<u1'"), 2, NULL },
	{ "{'shape':(2,),'fortran_order':True,'descr':'>i2'}\n", 4, NULL },
	{ "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L)}     \n", 24, NULL },
	{ S("()"), 4, NULL },
	{ S("(0, 7)"), 0, NULL },
	{ S("(1, 1, 1, 1, 1, 1, 1, 1)"), 4, NULL },
	{ D("'<f4'"), 7, "[2] of F32 need 76 bytes with the header, but there are 75" },
	{ D("'<f4'"), 9, "but there are 77" },
	{ D("'|O'"), 16, "holds Python objects (pickle), and reading those would run code" },
	{ D("'<U5'"), 40, "holds strings" },
	{ D("'|S5'"), 10, "holds strings" },
	{ D("'|V8'"), 16, "records or raw bytes" },
	{ D("'<c8'"), 16, "complex" },
	{ D("'<M8[ns]'"), 16, "dates or times" },
	{ D("'<m8[s]'"), 16, "dates or times" },
	{ D("'<f16'"), 32, "not of 2, 4 or 8 bytes" },
	{ D("[('a', '<f4')]"), 8, "structured array" },
	{ D("'<q4'"), 8, "dtype is not known" },
	{ D("'|f4'"), 8, "no order" },
	{ D("'f4'"), 8, "begin with one of < > | =" },
	{ D("'<'"), 8, "begin with one of" },
	{ D("4"), 8, "descr is no string" },
	{ "{'descr': '<f4}\n", 8, "descr is no string" },
	{ D("'<f\\x34'"), 8, "descr is no string" },
	{ S("(2)"), 8, "no tuple" },
	{ S("[2,]"), 8, "no tuple" },
	{ S("2"), 8, "no tuple" },
	{ S("(-2,)"), 8, "whole numbers" },
	{ S("(,)"), 8, "whole numbers" },
	{ S("(2.0,)"), 8, "no tuple" },
	{ S("(18446744073709551618,)"), 8, "whole numbers" },
	{ S("(9223372036854775807, 4)"), 8, "too large" },
	{ S("(9223372036854775807,)"), 8, "too large" },
	{ S("(1, 1, 1, 1, 1, 1, 1, 1, 1)"), 4, "more than 8 dimensions" },
	{ "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }\n", 8, "neither True nor False" },
	{ "{'descr': '<f4', 'shape': (2,), }\n", 8, "lacks one of" },
	{ "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}\n", 8, "twice" },
	{ "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}\n", 8, "another field" },
	{ "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}\n", 8, "commas" },
	{ "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x\n", 8, "newline" },
	{ "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8, "newline" },
	{ "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)\n", 8, "commas" },
	{ "('descr')\n", 8, "not the dict" },
	{ "", 8, "not the dict" },
	{ "\n", 8, "not the dict" },
	{ "{}\n", 8, "lacks one of" },
};

static void each_header_is_read_or_refused_by_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		test_row("%s", headers[i].header);
		struct fpe_error err = { .code = FPE_OK };
		enum fpe_status status = read_header(headers[i].header, headers[i].size, &err);

		if (!headers[i].says) {
			if (status)
				fail_msg("%s: %s", headers[i].header, err.message);
			continue;
		}
		assert_int_equal(status, FPE_EFORMAT);
		assert_has(err.message, "f.npy: ");
		assert_has(err.message, headers[i].says);
	}
}

static void every_cut_and_any_byte_more_is_found(void **state)
{
	size_t size;
	char *bytes = array_bytes("v2.npy", &size);
	struct tensors *file;
	struct fpe_error err;

	(void)state;
	for (size_t n = 0; n < size; n++) {
		test_row("%zu bytes", n);
		uint8_t *part = malloc(n + !n); /* of just this size: ASan sees a byte more */

		memcpy(part, bytes, n);
		assert_fails(FPE_EFORMAT, npy_parse(part, n, "f.npy", &file, &err));
		assert_null(file);
		free(part);
	}
	assert_fails(FPE_EFORMAT, npy_parse((uint8_t *)bytes, size + 1, "f.npy", &file, &err));
	bytes[6] = 4;
	assert_fails(FPE_EFORMAT, npy_parse((uint8_t *)bytes, size, "f.npy", &file, &err));
	assert_has(err.message, "1.0, 2.0 or 3.0");
	bytes[6] = 2;
	bytes[11] = 1; /* a header of 16 MiB */
	assert_fails(FPE_EFORMAT, npy_parse((uint8_t *)bytes, size, "f.npy", &file, &err));
	assert_has(err.message, "65536");
	free(bytes);
}

static void real_objects_are_refused(void **state)
{
	size_t size;
	char *bytes = array_bytes("objects.npy", &size);
	struct tensors *file;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_EFORMAT, npy_parse((uint8_t *)bytes, size, "f.npy", &file, &err));
	assert_has(err.message, "allow_pickle=False");
	free(bytes);
}

static void what_is_no_number_is_told_with_its_place(void **state)
{
	static const struct {
		float value;
		size_t at; /* element of [3, 4] */
		const char *says;
	} rows[] = {
		{ NAN, 0, "row 0, column 0 (counted from 0) is NaN" },
		{ INFINITY, 11, "row 2, column 3 (counted from 0) is infinite" },
		{ -INFINITY, 6, "row 1, column 2 (counted from 0) is infinite" },
	};
	float to[12];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("element %zu", rows[i].at);
		size_t size;
		char *bytes = array_bytes("v1.npy", &size);
		struct tensors *file;
		struct fpe_error err;

		memcpy(bytes + size - 48 + 4 * rows[i].at, &rows[i].value, 4);
		assert_ok(npy_parse((uint8_t *)bytes, size, "f.npy", &file, &err));
		assert_fails(FPE_EFORMAT, tensor_floats(file, file->tensor, to, &err));
		assert_has(err.message, rows[i].says);
		tensors_free(file);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_order_and_end_is_read),
		cmocka_unit_test(each_version_is_read_and_written_as_numpy_does),
		cmocka_unit_test(every_header_is_written_byte_for_byte),
		cmocka_unit_test(what_numpy_has_no_type_for_is_not_written),
		cmocka_unit_test(each_header_is_read_or_refused_by_name),
		cmocka_unit_test(every_cut_and_any_byte_more_is_found),
		cmocka_unit_test(real_objects_are_refused),
		cmocka_unit_test(what_is_no_number_is_told_with_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
