/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_file_kind.c - what people hand over is named, with the way out. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "io/file_kind.h"
#include "support/net_file.h"
#include "io/textfile.h"
#include "support/arrays.h"

/* With its size; a NUL may be inside. */
#define BYTES(text) text, sizeof text - 1

static const struct {
	const char *bytes;
	size_t size;
	const char *says; /* NULL: nobody knows it */
} files[] = {
	{ BYTES(""), "it is empty" },
	{ BYTES("version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n"),
	  "git-lfs pointer, not the file itself; git lfs pull" },
	{ BYTES("\x80\x02\x8a\x0al\xfc\x9c"), "safetensors.torch.save_file" },
	{ BYTES("\x80\x05\x95"), "it is a pickle, and reading one can run code" },
	{ BYTES("PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\20\0\0\0archive/data.pkl..."),
	  "checkpoint of torch.save" },
	{ BYTES("PK\3\4 anything else"), "numpy.savez writes" },
	{ BYTES("\x89HDF\r\n\x1a\n"), "HDF5" },
	{ BYTES("\x93NUMPY\1\0"), "task npy reads it" },
	{ BYTES("\x1f\x8b\x08\0"), "gunzip it first" },
	{ BYTES("\x89PNG\r\n"), "it is a picture" },
	{ BYTES("<!DOCTYPE html>\n<html>"), "it is a web page" },
	{ BYTES("<HTML lang=en>"), "it is a web page" },
	{ BYTES("GGUF\3\0\0\0"), "GGUF" },
	{ BYTES("PAR1...."), "task csv" },
	{ BYTES("\x40\0\0\0\0\0\0\0{\"a\":1}"), "a .safetensors file; import reads it" },
	{ BYTES("a,b,c\n1,2,3\n"), NULL },
	{ BYTES("PK"), NULL },
	{ BYTES("\0\0\0\0\0\0\0\0\0\0"), NULL },
};

static void each_kind_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		test_row("%zu", i);
		struct fpe_error err;
		enum fpe_status status = file_kind_refuse(
			"some/f.bin", (const uint8_t *)files[i].bytes, files[i].size, &err);

		assert_int_equal(status, files[i].says ? FPE_EFORMAT : FPE_OK);
		if (!files[i].says)
			continue;
		assert_has(err.message, "some/f.bin: it is ");
		assert_has(err.message, files[i].says);
	}
}

/* An import says it, whatever the file's name. */
static void an_import_names_what_it_cannot_read(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "<html>404</html>", "it is a web page" },
		{ "{\"error\":\"Repository not found\"}", "begins with \"{\"error\":" },
		{ "/annex/objects/SHA256E-s1234--aaaa\n",
		  "begins with \"/annex/objects/SHA256E-s" },
		{ "\xef\xbb\xbfversion https://git-lfs.github.com/spec/v1\n", "it is a text that" },
		{ "outs:\n- md5: 0123\n", "it is a text that begins with \"outs:\", not" },
		{ "ab\x1b[31mcdefgh", "a header of" },
	};
	char path[] = "/tmp/test_file_kind.safetensors";
	struct net_file content;
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("%s", rows[i].text);
		assert_ok(textfile_write(path, rows[i].text, &err));
		assert_fails(i == 5 ? FPE_ELIMIT : FPE_EFORMAT,
			     net_file_read(path, &content, &err));
		assert_has(err.message, rows[i].says);
	}
	assert_fails(FPE_EFORMAT, net_file_read(ARRAYS "v1.npy", &content, &err));
	assert_has(err.message, "v1.npy: it is one NumPy array; task npy");
	assert_true(!content.net && !content.samples.data);
	remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_named),
		cmocka_unit_test(an_import_names_what_it_cannot_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
