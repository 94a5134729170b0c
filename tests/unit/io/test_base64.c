/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_base64.c - the vectors of RFC 4648, section 10, and bytes past ASCII. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "io/base64.h"

static void bytes_become_the_text_of_the_rfc(void **state)
{
	static const struct {
		const char *bytes, *text;
	} rows[] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xff\xfe\xfb", "//77" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct textbuf out = { 0 };
		char *text;

		test_row("%s", rows[i].text);
		base64_put(&out, rows[i].bytes, strlen(rows[i].bytes));
		text = textbuf_take(&out);
		assert_string_equal(text, rows[i].text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_become_the_text_of_the_rfc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
