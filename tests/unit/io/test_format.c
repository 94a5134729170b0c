/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_format.c - which format a file is of, and what is read out of it. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/format.h"
#include "support/net_file.h"
#include "io/textfile.h"

#define GOLDEN "tests/golden/"

/* A file of this name with two samples of three inputs, and nothing else. */
static void write_samples(const char *path)
{
	static const char header[] =
		"{\"x\":{\"dtype\":\"U8\",\"shape\":[2,3],\"data_offsets\":[0,6]},\"y\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[6,8]}}";
	static const char data[8] = { 1, 0, 1, 0, 0, 1, 1, 0 };
	char bytes[8 + sizeof header - 1 + sizeof data] = { sizeof header - 1 };
	struct fpe_error err;

	memcpy(bytes + 8, header, sizeof header - 1);
	memcpy(bytes + 8 + sizeof header - 1, data, sizeof data);
	assert_ok(textfile_write_bytes(path, bytes, sizeof bytes, &err));
}

static void a_file_gives_a_net_samples_or_both(void **state)
{
	char path[] = "/tmp/test_format.XXXXXX";
	struct net_file both, net, samples;
	struct fpe_error err;
	int fd = mkstemp(path);

	(void)state;
	assert_ok(net_file_read(GOLDEN "binary_dense.safetensors", &both, &err));
	assert_true(both.net && both.samples.data);
	assert_ok(net_file_read(GOLDEN "split_ties.safetensors", &net, &err));
	assert_true(net.net && !net.samples.data);
	/* known by its first bytes, whatever its name */
	write_samples(path);
	assert_ok(net_file_read(path, &samples, &err));
	assert_true(!samples.net && samples.samples.data);
	assert_int_equal(samples.samples.data->count, 2);
	assert_int_equal(samples.samples.data->inputs, 3);
	assert_int_equal(samples.samples.data->bits[0], 5);
	assert_int_equal(samples.samples.data->label[0], 1);
	net_file_clear(&both);
	net_file_clear(&net);
	net_file_clear(&samples);
	close(fd);
	unlink(path);
}

static void every_format_is_known_by_its_name(void **state)
{
	(void)state;
	for (int i = 0; format_table[i]; i++) {
		char path[64];

		snprintf(path, sizeof path, "some%s", format_table[i]->suffix);
		assert_ptr_equal(format_of(path, (const uint8_t *)"", 0), format_table[i]);
		assert_string_equal(format_help(i), format_table[i]->help);
	}
}

static void what_cannot_be_read_is_named(void **state)
{
	struct net_file content;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_EIO, net_file_read(GOLDEN "none", &content, &err));
	assert_string_equal(err.message, GOLDEN "none: No such file or directory");
	assert_fails(FPE_EIO, net_file_read(GOLDEN, &content, &err));
	assert_string_equal(err.message, GOLDEN ": not a regular file");
	assert_fails(FPE_EFORMAT, net_file_read("tests/unit/io/test_format.c", &content, &err));
	assert_has(
		err.message,
		"neither its first bytes nor its name are those of a file of tensors (.safetensors, ");
	assert_true(!content.net && !content.samples.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_gives_a_net_samples_or_both),
		cmocka_unit_test(every_format_is_known_by_its_name),
		cmocka_unit_test(what_cannot_be_read_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
