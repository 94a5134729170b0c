/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_call.c - a running command's view of its line. */
#include "support/test.h"

#include <string.h>

#include "cmd/player/call.h"
#include "cmd/language/parse.h"
#include "unit/cmd/language/table.h"

static void values_and_faults_are_found_by_name(void **state)
{
	const char *text = "split by=clause alpha=4";
	struct call call = { 0 };
	struct script script;

	(void)state;
	assert_int_equal(parse_text(text, strlen(text), "", false, NULL, NULL, &script), FPE_OK);
	call.line = &script.line[0];
	assert_true(call_given(&call, "alpha"));
	assert_false(call_given(&call, "share"));
	assert_true(call_number(&call, "alpha", 2) == 4);
	assert_true(call_number(&call, "share", 0.25) == 0.25);
	assert_string_equal(call_text(&call, "by"), "clause");
	assert_null(call_text(&call, "as"));
	assert_fails(FPE_ERANGE, call_fail(&call, "alpha", FPE_ERANGE, "%d is too many", 4));
	assert_int_equal(call.err_column, 22);
	assert_string_equal(call.err.message, "4 is too many");
	assert_fails(FPE_ESTATE, call_fail(&call, NULL, FPE_ESTATE, "no"));
	assert_int_equal(call.err_column, -1);
	assert_fails(FPE_ESTATE, call_fail(&call, "as", FPE_ESTATE, "no"));
	assert_int_equal(call.err_column, -1);
	script_clear(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_faults_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
