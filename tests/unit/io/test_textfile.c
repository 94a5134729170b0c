/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_textfile.c - files read whole, up to a limit, and what is refused. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/textfile.h"

static enum textfile_kind kinds[] = { TEXTFILE_ANY, TEXTFILE_REGULAR };

static void bytes_come_back_as_they_were_written(void **state)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 200000 };
	char path[] = "/tmp/test_textfile.XXXXXX", *text = malloc(200000), *back;
	int fd = mkstemp(path);
	struct fpe_error err;
	size_t size;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < 200000; i++)
		text[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < 12; i++) {
		size_t n = sizes[i / 2];

		assert_ok(textfile_write_bytes(path, text, n, &err));
		assert_ok(textfile_read(path, kinds[i % 2], n, &back, &size, &err));
		assert_int_equal(size, n);
		assert_memory_equal(back, text, n);
		assert_int_equal(back[n], 0);
		free(back);
		if (n == 0)
			continue;
		assert_fails(FPE_ELIMIT,
			     textfile_read(path, kinds[i % 2], n - 1, &back, &size, &err));
		assert_null(back);
	}
	free(text);
	close(fd);
	unlink(path);
}

static void a_pipe_is_refused_without_waiting_for_its_writer(void **state)
{
	char folder[] = "/tmp/test_textfile.XXXXXX", path[64], *text;
	struct fpe_error err;
	size_t size;

	(void)state;
	assert_non_null(mkdtemp(folder));
	strcpy(path, folder);
	strcat(path, "/pipe");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_fails(FPE_EIO, textfile_read(path, TEXTFILE_REGULAR, 9, &text, &size, &err));
	assert_string_equal(err.message, "not a regular file");
	/* standard input is no regular file's name */
	assert_fails(FPE_EIO, textfile_read("-", TEXTFILE_REGULAR, 9, &text, &size, &err));
	assert_string_equal(err.message, "No such file or directory");
	unlink(path);
	rmdir(folder);
}

static void a_name_in_a_message_is_one_short_line(void **state)
{
	char buffer[TEXTFILE_SHOWN], name[3000];

	(void)state;
	assert_string_equal(textfile_shown("a\nb", buffer), "a?b");
	memset(name, 'a', sizeof name);
	memcpy(name + 2990, "end", 4);
	textfile_shown(name, buffer);
	assert_int_equal(strlen(buffer), TEXTFILE_SHOWN - 1);
	assert_memory_equal(buffer, "…a", 4);
	assert_string_equal(buffer + TEXTFILE_SHOWN - 4, "end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_back_as_they_were_written),
		cmocka_unit_test(a_pipe_is_refused_without_waiting_for_its_writer),
		cmocka_unit_test(a_name_in_a_message_is_one_short_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
