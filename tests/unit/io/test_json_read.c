/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_json_read.c - JSON is read whole, or not at all where memory is refused. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "io/json_read.h"

#define LONG 3000 /* characters of a text that has to grow while it is read */

static char *sample_text(void)
{
	char *text = malloc(LONG + 100);
	int at = snprintf(text, 100, "{\"a\": [1, 2.5, true, null], \"b\\u00e9\\n\": {\"c\": \"");

	memset(text + at, 'x', LONG);
	strcpy(text + at + LONG, "\\t\\\"\"}}");
	return text;
}

static void a_text_is_read_as_jansson_reads_it(void **state)
{
	char *text = sample_text();
	json_t *ours = json_read_text(text), *theirs = json_loads(text, 0, NULL);
	json_error_t fault;

	(void)state;
	assert_non_null(ours);
	assert_true(json_equal(ours, theirs));
	json_decref(ours);
	json_decref(theirs);
	assert_null(json_read(text, strlen(text) - 1, 0, &fault));
	assert_true(fault.line == 1);
	assert_null(json_read("{\"a\":1,\"a\":2}", 13, JSON_REJECT_DUPLICATES, NULL));
	free(text);
}

/* A sanitizer's allocator ends the program instead. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static int calls, refused_from, refused_to;

static void *some_pieces(size_t size)
{
	volatile size_t huge = (size_t)-1 / 4;

	calls++;
	return json_piece(calls >= refused_from && calls <= refused_to ? huge : size);
}

static void read_short(const char *text, int from, int to)
{
	json_t *json;

	calls = 0;
	refused_from = from;
	refused_to = to;
	memory_forget();
	json = json_read_text(text);
	assert_null(json);
	assert_true(memory_refused());
	memory_forget();
}

static void a_refusal_leaves_nothing_half_read(void **state)
{
	char *text = sample_text();
	int all;

	(void)state;
	json_set_alloc_funcs(some_pieces, json_piece_free);
	refused_from = refused_to = -1;
	calls = 0;
	json_decref(json_read_text(text));
	all = calls;
	assert_true(all > 20);
	for (int at = 1; at <= all; at++) {
		test_row("piece %d of %d", at, all);
		read_short(text, at, at);
		read_short(text, at, all);
	}
	json_set_alloc_funcs(json_piece, json_piece_free);
	free(text);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_read_as_jansson_reads_it),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
		cmocka_unit_test(a_refusal_leaves_nothing_half_read),
#endif
	};

	json_set_alloc_funcs(json_piece, json_piece_free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
